/**
 * `npm run cost [-- --check]`: what a million tickets cost. Buys orders over HTTP, counts what they consume in DynamoDB,
 * multiplies by list prices, and writes the tables into docs/cost.md, which explains what is counted and what is assumed.
 * Every run gives the same figures; with `--check` it fails if they are not those of the page, and writes nothing.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { EVENTS_AT_THEIR_RUSH, pollsAtOrigin } from "../../lib/gateway-limits.ts";
import { startService } from "../../local/start.ts";
import { type Row, tableOf } from "../report.ts";
import { playOpening } from "./opening.ts";
import { callsTo } from "./support/api.ts";
import { dynamoDbMeter, type Reading, since } from "./support/dynamodb-meter.ts";

/** An on-sale like the largest known one. */
const SALE = { tickets: 1_000_000, requestsPerTicket: 1_750, seatsPerOrder: 2.5, abandonedLocksPerOrder: 1 };

/** During its rush, every regional cache asks for the count of each event once a second and encoding. */
const RUSH = { hours: 2, seats: 50_000 };

/** List prices of us-east-1 in dollars, without free tiers and discounts. */
const PRICES_MONTH = "2026-11";
const PRICES = {
	"HTTP API, a million requests": 1.0,
	"Lambda on arm64, a GB-second": 0.0000133334,
	"Lambda, a million invocations": 0.2,
	"DynamoDB on demand, a million write units": 0.625,
	"DynamoDB on demand, a million read units": 0.125,
	"CloudFront, 10,000 HTTPS requests": 0.01,
	"CloudFront, a GB sent": 0.085,
	"WAF, a million requests": 0.6,
	"WAF, a web ACL and five rules, a month": 10,
	"EventBridge, a million events": 1.0,
	"CloudWatch Logs, a GB written": 0.5,
	"X-Ray, a million traces": 5.0,
	"DynamoDB storage, a GB-month": 0.25,
	"DynamoDB point-in-time recovery, a GB-month": 0.2,
	"S3 storage, a GB-month": 0.023,
	"Secrets Manager, a secret and month": 0.4,
	"KMS, a key and month": 1.0,
	"CloudWatch, an alarm and month": 0.1,
	"CloudWatch, a metric and month": 0.3,
	"CloudWatch, a dashboard and month": 3.0,
} as const;
const price = (name: keyof typeof PRICES) => PRICES[name];

/**
 * What a local run cannot measure: the billed milliseconds of each function at its deployed memory, and the bytes AWS
 * adds to responses and logs. The 6 ms are cold starts: 600 ms in one call of a hundred.
 */
const ASSUMED = {
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

const EVENT = "cost";
/** A house in which all seats are taken. */
const TAKEN_EVENT = "taken";
const ORDERS = 120;
const SECTIONS = 4;
const COUNTS = 20;
const ABANDONED_LOCK_SECONDS = 1;
const MILLION = 1_000_000;

const inMillions = (count: number, what: string) => `${(count / MILLION).toFixed(2)} M ${what}`;

interface Place {
	readonly section: string;
	readonly row: string;
	readonly seat: string;
}

/** Orders of two or three seats side by side, each in its own row. */
const orders = Array.from({ length: ORDERS }, (_, index) =>
	Array.from(
		{ length: 2 + (index % 2) },
		(_, seat): Place => ({ section: `section ${index % SECTIONS}`, row: `row ${index}`, seat: String(seat + 1) }),
	),
);

const soldSeats = orders.flat().length;

const percent = (share: number) => `${(100 * share).toFixed(0)} %`;

const opening = playOpening();
const meter = await dynamoDbMeter();
const service = await startService({ port: 0, endpoint: meter.endpoint, followsChanges: false });
const call = callsTo(service.address);
let sent = 0;

try {
	const measured = await measure();
	const { buying, refusing, around, changes, polling } = billOf(measured);
	const path = sumOf([...buying, ...refusing]);
	const deployed = sumOf([...buying, ...refusing, ...around, ...changes]).toFixed(2);
	const withoutChanges = sumOf([...buying, ...refusing, ...around]).toFixed(2);
	const { refusalsPerOrder, knownToCopy, knownToPage } = opening;
	const withPage = sumOf(buying) + sumOf(refusing) * (1 - knownToPage);
	const edgePercent = ((100 * sumOf(polling.slice(0, 3))) / sumOf(polling)).toFixed(0);
	const parts = {
		total: `**${path.toFixed(2)} dollars** for the buying path of a million tickets, refusals included: **${sumOf(buying).toFixed(2)}** for what is sold and **${sumOf(refusing).toFixed(2)}** for what is refused. As deployed, with the firewall, logs, traces and the changes of seats, it is **${deployed}** (${withoutChanges} with \`publishChanges=false\`). **${sumOf(polling).toFixed(0)}** for the audience that polls; ${edgePercent} % of that is the edge.`,
		opening: `An opening of 100,000 buyers for 80,000 seats is refused **${refusalsPerOrder.toFixed(2)} times for each order** that is sold. ${percent(knownToCopy)} of the refusals meet seats that the function's copy knows as taken; the others meet seats that were taken in the last second or two. ${percent(knownToPage)} meet seats that a page would see as taken if it looked at the map once more before it sends. If pages did, the buying path would cost **${withPage.toFixed(2)}**.`,
		counted: countedTable(measured),
		desk: deskTable(measured),
		buying: billTable(buying),
		refusing: billTable(refusing),
		around: billTable(around),
		changes: billTable(changes),
		polling: billTable(polling),
		prices: tableOf([
			[`us-east-1, ${PRICES_MONTH}`, "dollars"],
			...Object.entries(PRICES).map(([name, dollars]) => [name, dollars < 0.001 ? dollars : dollars.toFixed(3)]),
		]),
	};
	const file = join(import.meta.dirname, "../../docs/cost.md");
	const document = Object.entries(parts).reduce(
		(text, [name, part]) => fill(text, name, part),
		readFileSync(file, "utf8"),
	);
	for (const part of Object.values(parts)) console.log(`${part}\n`);
	if (!process.argv.includes("--check")) writeFileSync(file, document);
	else if (document !== readFileSync(file, "utf8")) {
		console.error("docs/cost.md has other figures: run npm run cost");
		process.exitCode = 1;
	}
} finally {
	await service.stop();
	await meter.stop();
}

async function ask(method: string, path: string, body?: unknown, { event = EVENT, status = 200 } = {}) {
	sent += 1;
	const reply = await call(method, `/events/${event}${path}`, body);
	if (reply.status !== status) throw new Error(`${method} ${path} was answered ${reply.status}`);
	return reply;
}

/** What the service sends and consumes while the task runs. */
async function during(task: () => Promise<void>): Promise<Reading & { readonly sent: number }> {
	const before = { reading: meter.read("service"), sent };
	await task();
	return { ...since(meter.read("service"), before.reading), sent: sent - before.sent };
}

async function measure() {
	const sections = Object.fromEntries(
		Array.from({ length: SECTIONS }, (_, index) => [
			`section ${index}`,
			orders.flatMap(([place]) =>
				place?.section === `section ${index}` ? [{ row: place.row, seats: ["1", "2", "3"] }] : [],
			),
		]),
	);
	for (const event of [EVENT, TAKEN_EVENT]) {
		const made = await call("PUT", `/events/${event}`, { name: "A sale", maxSeatsPerLock: 10, sections });
		if (made.status >= 300) throw new Error(`PUT of the event was answered ${made.status}`);
	}

	const token = (index: number, kind: string) => `${kind}-${index}-`.padEnd(32, "x");
	const abandoned = await during(async () => {
		for (const [index, seats] of orders.entries()) {
			await ask("POST", "/seat/lock", { seats, token: token(index, "left"), seconds: ABANDONED_LOCK_SECONDS });
		}
	});
	// Now the seats are available again, and each still has the record of its ended lock.
	await pause((ABANDONED_LOCK_SECONDS + 1) * 1_000);
	const locked = await during(async () => {
		for (const [index, seats] of orders.entries()) {
			await ask("POST", "/seat/lock", { seats, token: token(index, "kept") });
		}
	});
	const claimed = await during(async () => {
		for (const [index, seats] of orders.entries()) {
			await ask("POST", "/seat/claim", { seats, token: token(index, "kept"), order: `order ${index}` });
		}
	});
	const { body } = await ask("GET", "/seat/num_available");
	const countBytes = gzipSync(JSON.stringify({ ...body, asOf: 1_800_000_000 })).length;
	const refused = await measureRefusals();
	return { abandoned, locked, claimed, refused, countBytes, desk: await measureDesk() };
}

/** Seats that another function has taken: the one that locks meets them first by a transaction, and then knows them. */
async function measureRefusals() {
	const event = TAKEN_EVENT;
	for (const seats of orders) await ask("POST", "/seat/block", { seats, reason: "taken" }, { event });
	const refuse = () =>
		during(async () => {
			for (const seats of orders) await ask("POST", "/seat/lock", { seats }, { event, status: 409 });
		});
	return { unknown: await refuse(), known: await refuse() };
}

/** What a box office does with the orders that are sold by now. */
async function measureDesk() {
	const sold = (index: number) => ({ status: "sold", order: `order ${index}` });
	const looked = await during(async () => {
		for (const index of orders.keys()) await ask("GET", `/taken?order=order%20${index}`);
	});
	const listed = await during(async () => {
		for (let times = 0; times < COUNTS; times++) await ask("GET", "/taken");
	});
	const swapped = await during(async () => {
		for (let index = 0; index < ORDERS; index += 2) {
			const passOn = (from: number, to: number) =>
				(orders[from] ?? []).map((seat) => ({ ...seat, from: sold(from), to: sold(to) }));
			await ask("POST", "/seat/change", { changes: [...passOn(index, index + 1), ...passOn(index + 1, index)] });
		}
	});
	const released = await during(async () => {
		for (const index of orders.keys()) {
			const num = orders[index % 2 === 0 ? index + 1 : index - 1]?.length;
			await ask("POST", "/seat/release", { order: `order ${index}`, num });
		}
	});
	const sales = await during(async () => {
		for (const [index, seats] of orders.entries()) await ask("POST", "/seat/sell", { seats, order: `order ${index}` });
	});
	return { looked, listed, swapped, released, sales };
}

type Measured = Awaited<ReturnType<typeof measure>>;

/** One line of the bill for a million tickets. */
interface Line {
	readonly item: string;
	readonly quantity: string;
	readonly dollars: number;
}

function billOf({ abandoned, locked, claimed, refused, countBytes }: Measured) {
	const perOrder = (count: number) => count / ORDERS;
	const ordersSold = SALE.tickets / SALE.seatsPerOrder;
	const total = (pick: (reading: Reading & { sent: number }) => number) =>
		ordersSold *
		(perOrder(pick(abandoned)) * SALE.abandonedLocksPerOrder + perOrder(pick(locked)) + perOrder(pick(claimed)));
	const requests = total(({ sent }) => sent);
	const writes = total(({ writeUnits }) => writeUnits);
	const indexWrites = total(({ indexWriteUnits }) => indexWriteUnits);
	const reads = total(({ readUnits }) => readUnits);
	const claims = ordersSold;
	const locks = requests - claims;
	const gigabyteSeconds =
		(locks * ASSUMED.lock.ms * ASSUMED.lock.gigabytes +
			claims * ASSUMED.claim.ms * ASSUMED.claim.gigabytes +
			claims * ASSUMED.authorizer.ms * ASSUMED.authorizer.gigabytes) /
		1_000;
	const calls = requests + claims;
	const edgeRequests = (count: number) => count * (price("CloudFront, 10,000 HTTPS requests") / 10_000);

	const buying: Line[] = [
		{
			item: "DynamoDB, the table",
			quantity: inMillions(writes, "write units"),
			dollars: (writes / MILLION) * price("DynamoDB on demand, a million write units"),
		},
		{
			item: "DynamoDB, the index",
			quantity: inMillions(indexWrites, "write units"),
			dollars: (indexWrites / MILLION) * price("DynamoDB on demand, a million write units"),
		},
		{
			item: "DynamoDB, reads",
			quantity: inMillions(reads, "read units"),
			dollars: (reads / MILLION) * price("DynamoDB on demand, a million read units"),
		},
		{
			item: "HTTP API",
			quantity: inMillions(requests, "requests"),
			dollars: (requests / MILLION) * price("HTTP API, a million requests"),
		},
		{ item: "CloudFront", quantity: inMillions(requests, "requests"), dollars: edgeRequests(requests) },
		{
			item: "Lambda, calls",
			quantity: inMillions(calls, "calls, including the authorizer's"),
			dollars: (calls / MILLION) * price("Lambda, a million invocations"),
		},
		{
			item: "Lambda, time (assumed)",
			quantity: `${gigabyteSeconds.toFixed(0)} GB-s`,
			dollars: gigabyteSeconds * price("Lambda on arm64, a GB-second"),
		},
	];
	const refusals = ordersSold * opening.refusalsPerOrder;
	const byRead = refusals * opening.knownToCopy;
	const byTransaction = refusals - byRead;
	const refusedUnits = (pick: (reading: Reading) => number) =>
		byRead * perOrder(pick(refused.known)) + byTransaction * perOrder(pick(refused.unknown));
	const refusedWrites = refusedUnits(({ writeUnits }) => writeUnits);
	const refusedReads = refusedUnits(({ readUnits }) => readUnits) + ordersSold * ASSUMED.readingUnitsPerOrder;
	const secondsOf = (count: number, { ms, gigabytes }: { readonly ms: number; readonly gigabytes: number }) =>
		(count * ms * gigabytes) / 1_000;
	const refusedSeconds =
		secondsOf(byRead, ASSUMED.refusalByRead) + secondsOf(byTransaction, ASSUMED.refusalByTransaction);
	const refusing: Line[] = [
		{
			item: `DynamoDB, ${percent(1 - opening.knownToCopy)} refused by a transaction`,
			quantity: inMillions(refusedWrites, "write units"),
			dollars: (refusedWrites / MILLION) * price("DynamoDB on demand, a million write units"),
		},
		{
			item: `DynamoDB, ${percent(opening.knownToCopy)} refused by a read, and readings`,
			quantity: inMillions(refusedReads, "read units"),
			dollars: (refusedReads / MILLION) * price("DynamoDB on demand, a million read units"),
		},
		{
			item: "HTTP API",
			quantity: inMillions(refusals, "requests"),
			dollars: (refusals / MILLION) * price("HTTP API, a million requests"),
		},
		{ item: "CloudFront", quantity: inMillions(refusals, "requests"), dollars: edgeRequests(refusals) },
		{
			item: "Lambda, calls",
			quantity: inMillions(refusals, "calls"),
			dollars: (refusals / MILLION) * price("Lambda, a million invocations"),
		},
		{
			item: "Lambda, time (assumed)",
			quantity: `${refusedSeconds.toFixed(0)} GB-s`,
			dollars: refusedSeconds * price("Lambda on arm64, a GB-second"),
		},
	];
	const allRequests = requests + refusals;
	const allCalls = calls + refusals;
	const logGigabytes = (allCalls * ASSUMED.logBytesPerCall) / 1e9;
	const traces = allCalls * ASSUMED.sampledTraces;
	const changed = 4 * SALE.tickets;
	const feedUnits = (changed / ASSUMED.publish.changes) * ASSUMED.publish.units;
	const publishCalls = changed / ASSUMED.publish.changes;
	const publishSeconds = secondsOf(publishCalls, ASSUMED.publish);
	const around: Line[] = [
		{
			item: "WAF",
			quantity: inMillions(allRequests, "requests"),
			dollars: (allRequests / MILLION) * price("WAF, a million requests"),
		},
		{
			item: "CloudWatch Logs (assumed)",
			quantity: `${logGigabytes.toFixed(1)} GB`,
			dollars: logGigabytes * price("CloudWatch Logs, a GB written"),
		},
		{
			item: "X-Ray",
			quantity: `${inMillions(traces, "traces")}, 5 % of all`,
			dollars: (traces / MILLION) * price("X-Ray, a million traces"),
		},
	];
	const changes: Line[] = [
		{
			item: "EventBridge",
			quantity: inMillions(changed, "events"),
			dollars: (changed / MILLION) * price("EventBridge, a million events"),
		},
		{
			item: "The feed (assumed: a hundred changes together)",
			quantity: inMillions(feedUnits, "write units"),
			dollars: (feedUnits / MILLION) * price("DynamoDB on demand, a million write units"),
		},
		{
			item: "The function that publishes (assumed)",
			quantity: inMillions(publishCalls, "calls"),
			dollars:
				(publishCalls / MILLION) * price("Lambda, a million invocations") +
				publishSeconds * price("Lambda on arm64, a GB-second"),
		},
	];

	const polls = SALE.tickets * SALE.requestsPerTicket;
	const answerBytes = countBytes + ASSUMED.headerBytes;
	const seconds = EVENTS_AT_THEIR_RUSH * RUSH.hours * 3_600;
	const origin = RUSH.hours * 3_600 * pollsAtOrigin("num-available");
	const { makingTheReading } = ASSUMED;
	const countSeconds = (origin * ASSUMED.count.ms * ASSUMED.count.gigabytes) / 1_000;
	const polling: Line[] = [
		{ item: "CloudFront, requests", quantity: inMillions(polls, "requests"), dollars: edgeRequests(polls) },
		{
			item: "WAF",
			quantity: inMillions(polls, "requests"),
			dollars: (polls / MILLION) * price("WAF, a million requests"),
		},
		{
			item: "CloudFront, sent",
			quantity: `${((polls * answerBytes) / 1e9).toFixed(0)} GB, ${answerBytes} bytes per response`,
			dollars: ((polls * answerBytes) / 1e9) * price("CloudFront, a GB sent"),
		},
		{
			item: "Origin, HTTP API and Lambda",
			quantity: inMillions(origin, "requests"),
			dollars:
				(origin / MILLION) * (price("HTTP API, a million requests") + price("Lambda, a million invocations")) +
				countSeconds * price("Lambda on arm64, a GB-second"),
		},
		{
			item: "Origin, DynamoDB",
			quantity: `${inMillions(seconds, "readings made")}, of ${makingTheReading.readUnits} read units`,
			dollars:
				((seconds * makingTheReading.readUnits) / MILLION) * price("DynamoDB on demand, a million read units") +
				((seconds * makingTheReading.writeUnits) / MILLION) * price("DynamoDB on demand, a million write units"),
		},
	];
	return { buying, refusing, around, changes, polling };
}

function sumOf(lines: readonly Line[]): number {
	return lines.reduce((sum, { dollars }) => sum + dollars, 0);
}

function billTable(lines: readonly Line[]): string {
	return tableOf([
		["", "quantity", "dollars"],
		...lines.map(({ item, quantity, dollars }) => [item, quantity, dollars.toFixed(2)]),
		["**all**", "", `**${sumOf(lines).toFixed(2)}**`],
	]);
}

function countedTable({ abandoned, locked, claimed, refused }: Measured): string {
	const rowOf = (name: string, reading: Reading & { readonly sent: number }, times: number): Row => {
		const { sent: requests, requests: tableRequests, writeUnits, indexWriteUnits, readUnits } = reading;
		const counts = [requests, tableRequests, writeUnits, indexWriteUnits, readUnits];
		return [name, ...counts.map((count) => (count / times).toFixed(2))];
	};
	return tableOf([
		[
			"for an order of 2.5 seats",
			"HTTP requests",
			"DynamoDB requests",
			"write units, table",
			"write units, index",
			"read units",
		],
		rowOf("a lock that is abandoned", abandoned, ORDERS),
		rowOf("a lock over records of ended locks", locked, ORDERS),
		rowOf("a claim", claimed, ORDERS),
		rowOf("a refusal of seats that the copy does not know", refused.unknown, ORDERS),
		rowOf("a refusal of seats that it knows as taken", refused.known, ORDERS),
	]);
}

/** What each task of the desk costs, its share of the gateway, the edge and the functions included. */
function deskTable({ desk: { sales, swapped, released, looked, listed } }: Measured): string {
	const rowOf = (name: string, reading: Reading & { readonly sent: number }, times: number): Row => {
		const { sent: requests, requests: tableRequests, writeUnits, indexWriteUnits, readUnits } = reading;
		const calls =
			(requests / MILLION) * (price("HTTP API, a million requests") + 2 * price("Lambda, a million invocations")) +
			requests * (price("CloudFront, 10,000 HTTPS requests") / 10_000);
		const seconds = (requests * (ASSUMED.desk.ms + ASSUMED.authorizer.ms)) / 1_000;
		const dollars =
			calls +
			seconds * ASSUMED.desk.gigabytes * price("Lambda on arm64, a GB-second") +
			((writeUnits + indexWriteUnits) / MILLION) * price("DynamoDB on demand, a million write units") +
			(readUnits / MILLION) * price("DynamoDB on demand, a million read units");
		const counts = [tableRequests, writeUnits, indexWriteUnits, readUnits].map((count) => (count / times).toFixed(2));
		return [name, ...counts, ((dollars / times) * MILLION).toFixed(2)];
	};
	return tableOf([
		["", "DynamoDB requests", "write units, table", "write units, indexes", "read units", "dollars a million"],
		rowOf("sell an order of 2.5 seats", sales, ORDERS),
		rowOf("change 5 seats: two orders swap theirs", swapped, swapped.sent),
		rowOf("release a whole order of 2.5 seats", released, ORDERS),
		rowOf("look up an order of 2.5 seats", looked, ORDERS),
		// Two queries for each section, and four in a page: half of the sections.
		rowOf(`a page of ${soldSeats / 2} taken seats in ${SECTIONS / 2} sections`, listed, listed.sent),
	]);
}

/** The document with the text between the two comments of that name. */
function fill(document: string, name: string, text: string): string {
	const [begin, end] = [`<!-- npm run cost: ${name} -->`, "<!-- end -->"];
	const from = document.indexOf(begin);
	if (from < 0) throw new Error(`docs/cost.md has no "${begin}"`);
	return `${document.slice(0, from + begin.length)}\n\n${text}\n\n${document.slice(document.indexOf(end, from))}`;
}
