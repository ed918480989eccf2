/** What a million tickets cost, from what orders were counted to consume; docs/cost.md explains what is assumed besides. */
import { EVENTS_AT_THEIR_RUSH, pollsAtOrigin } from "../../../lib/gateway-limits.ts";
import type { Reading } from "./dynamodb-meter.ts";
import type { Opening } from "./play-opening.ts";
import {
	dollarsFor,
	gigabyteSeconds,
	inMillions,
	type Line,
	lineOf,
	lineOfTheEdge,
	lineOfTime,
	PRICES,
} from "./prices.ts";

/** An on-sale like the largest known one. */
const SALE = { tickets: 1_000_000, requestsPerTicket: 1_750, seatsPerOrder: 2.5, abandonedLocksPerOrder: 1 };

/** During its rush, every regional cache asks for the count of each event once a second and encoding. */
const RUSH = { hours: 2 };

/**
 * What a local run cannot measure: the billed milliseconds of each function at its deployed memory, and the bytes AWS
 * adds to responses and logs. The 6 ms are cold starts: 600 ms in one call of a hundred.
 */
export const ASSUMED = {
	lock: { ms: 20 + 6, gigabytes: 0.5 },
	claim: { ms: 20 + 6, gigabytes: 0.5 },
	authorizer: { ms: 3 + 6, gigabytes: 0.5 },
	desk: { ms: 25 + 6, gigabytes: 0.5 },
	/** A refusal happens in a rush, when copies have started already: 200 starts for 168,000 refusals. */
	refusalByTransaction: { ms: 20 + 1, gigabytes: 0.5 },
	refusalByRead: { ms: 8 + 1, gigabytes: 0.5 },
	/**
	 * In a rush a copy that locks reads the reading once a second: 200 copies for a minute, in which 32,000 orders are sold.
	 * It is 1.5 units while the house fills, 20 s, and then 0.5 (docs/measurements/readings.md).
	 */
	readingUnitsPerOrder: (200 * (20 * 1.5 + 40 * 0.5)) / 32_000,
	/** Most are answered from the reading that the copy has (docs/measurements/readings.md). */
	count: { ms: 10, gigabytes: 1 },
	/** Making the reading of 25,000 taken seats, once a second and event (docs/measurements/readings.md). */
	makingTheReading: { readUnits: 256, writeUnits: 12 },
	/** A hundred changes of eight sections are numbered together (ADR 013). */
	publish: { ms: 100 + 6, gigabytes: 0.5, changes: 100, units: 22 },
	headerBytes: 900,
	logBytesPerCall: 1_500,
	sampledTraces: 0.05,
};

/** What requests were sent, and what they consumed in DynamoDB. */
export interface Consumed extends Reading {
	readonly sent: number;
}

/** What was counted, each for all orders together. */
interface Counted {
	readonly orders: number;
	readonly abandoned: Consumed;
	readonly locked: Consumed;
	readonly claimed: Consumed;
	/** Refusals of seats that the copy does not know, and of seats that it knows as taken. */
	readonly refused: { readonly unknown: Consumed; readonly known: Consumed };
	readonly countBytes: number;
}

interface Bill {
	readonly buying: readonly Line[];
	readonly refusing: readonly Line[];
	readonly around: readonly Line[];
	readonly changes: readonly Line[];
	readonly polling: readonly Line[];
}

export const percent = (share: number) => `${(100 * share).toFixed(0)} %`;

const WRITES = "DynamoDB on demand, a million write units";
const READS = "DynamoDB on demand, a million read units";

const ORDERS_SOLD = SALE.tickets / SALE.seatsPerOrder;

export function billOf(counted: Counted, opening: Opening): Bill {
	const { requests, calls, lines: buying } = boughtIn(counted);
	const { refusals, lines: refusing } = refusedIn(counted, opening);
	return {
		buying,
		refusing,
		around: aroundThem(requests + refusals, calls + refusals),
		changes: changesOf(4 * SALE.tickets),
		polling: pollingFor(counted.countBytes + ASSUMED.headerBytes),
	};
}

function boughtIn({ orders, abandoned, locked, claimed }: Counted) {
	const perOrder = (count: number) => count / orders;
	const total = (pick: (consumed: Consumed) => number) =>
		ORDERS_SOLD *
		(perOrder(pick(abandoned)) * SALE.abandonedLocksPerOrder + perOrder(pick(locked)) + perOrder(pick(claimed)));
	const requests = total(({ sent }) => sent);
	const claims = ORDERS_SOLD;
	// The authorizer's are calls, too.
	const calls = requests + claims;
	const seconds =
		gigabyteSeconds(requests - claims, ASSUMED.lock) +
		gigabyteSeconds(claims, ASSUMED.claim) +
		gigabyteSeconds(claims, ASSUMED.authorizer);
	const lines: Line[] = [
		lineOf(
			"DynamoDB, the table",
			total(({ writeUnits }) => writeUnits),
			"write units",
			WRITES,
		),
		lineOf(
			"DynamoDB, the index",
			total(({ indexWriteUnits }) => indexWriteUnits),
			"write units",
			WRITES,
		),
		lineOf(
			"DynamoDB, reads",
			total(({ readUnits }) => readUnits),
			"read units",
			READS,
		),
		lineOf("HTTP API", requests, "requests", "HTTP API, a million requests"),
		lineOfTheEdge("CloudFront", requests),
		lineOf("Lambda, calls", calls, "calls, including the authorizer's", "Lambda, a million invocations"),
		lineOfTime("Lambda, time (assumed)", seconds),
	];
	return { requests, calls, lines };
}

function refusedIn({ orders, refused }: Counted, { refusalsPerOrder, knownToCopy }: Opening) {
	const refusals = ORDERS_SOLD * refusalsPerOrder;
	const byRead = refusals * knownToCopy;
	const byTransaction = refusals - byRead;
	const units = (pick: (consumed: Consumed) => number) =>
		byRead * (pick(refused.known) / orders) + byTransaction * (pick(refused.unknown) / orders);
	const reads = units(({ readUnits }) => readUnits) + ORDERS_SOLD * ASSUMED.readingUnitsPerOrder;
	const seconds =
		gigabyteSeconds(byRead, ASSUMED.refusalByRead) + gigabyteSeconds(byTransaction, ASSUMED.refusalByTransaction);
	const lines: Line[] = [
		lineOf(
			`DynamoDB, ${percent(1 - knownToCopy)} refused by a transaction`,
			units(({ writeUnits }) => writeUnits),
			"write units",
			WRITES,
		),
		lineOf(`DynamoDB, ${percent(knownToCopy)} refused by a read, and readings`, reads, "read units", READS),
		lineOf("HTTP API", refusals, "requests", "HTTP API, a million requests"),
		lineOfTheEdge("CloudFront", refusals),
		lineOf("Lambda, calls", refusals, "calls", "Lambda, a million invocations"),
		lineOfTime("Lambda, time (assumed)", seconds),
	];
	return { refusals, lines };
}

function aroundThem(requests: number, calls: number): Line[] {
	const logged = (calls * ASSUMED.logBytesPerCall) / 1e9;
	const traces = lineOf("X-Ray", calls * ASSUMED.sampledTraces, "traces", "X-Ray, a million traces");
	return [
		lineOf("WAF", requests, "requests", "WAF, a million requests"),
		{
			item: "CloudWatch Logs (assumed)",
			quantity: `${logged.toFixed(1)} GB`,
			dollars: logged * PRICES["CloudWatch Logs, a GB written"],
		},
		{ ...traces, quantity: `${traces.quantity}, 5 % of all` },
	];
}

function changesOf(changes: number): Line[] {
	const { publish } = ASSUMED;
	const calls = changes / publish.changes;
	return [
		lineOf("EventBridge", changes, "events", "EventBridge, a million events"),
		lineOf("The feed (assumed: a hundred changes together)", calls * publish.units, "write units", WRITES),
		{
			item: "The function that publishes (assumed)",
			quantity: inMillions(calls, "calls"),
			dollars:
				dollarsFor(calls, "Lambda, a million invocations") +
				gigabyteSeconds(calls, publish) * PRICES["Lambda on arm64, a GB-second"],
		},
	];
}

function pollingFor(answerBytes: number): Line[] {
	const polls = SALE.tickets * SALE.requestsPerTicket;
	const gigabytes = (polls * answerBytes) / 1e9;
	const rushSeconds = RUSH.hours * 3_600;
	const atOrigin = rushSeconds * pollsAtOrigin("num-available");
	const made = EVENTS_AT_THEIR_RUSH * rushSeconds;
	const { readUnits, writeUnits } = ASSUMED.makingTheReading;
	return [
		lineOfTheEdge("CloudFront, requests", polls),
		lineOf("WAF", polls, "requests", "WAF, a million requests"),
		{
			item: "CloudFront, sent",
			quantity: `${gigabytes.toFixed(0)} GB, ${answerBytes} bytes per response`,
			dollars: gigabytes * PRICES["CloudFront, a GB sent"],
		},
		{
			item: "Origin, HTTP API and Lambda",
			quantity: inMillions(atOrigin, "requests"),
			dollars:
				dollarsFor(atOrigin, "HTTP API, a million requests") +
				dollarsFor(atOrigin, "Lambda, a million invocations") +
				gigabyteSeconds(atOrigin, ASSUMED.count) * PRICES["Lambda on arm64, a GB-second"],
		},
		{
			item: "Origin, DynamoDB",
			quantity: `${inMillions(made, "readings made")}, of ${readUnits} read units`,
			dollars: dollarsFor(made * readUnits, READS) + dollarsFor(made * writeUnits, WRITES),
		},
	];
}
