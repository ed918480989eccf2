/**
 * `npm run cost [-- --check]`: what a million tickets cost. Buys orders over HTTP, counts what they consume in DynamoDB,
 * multiplies by list prices, and writes the tables into docs/cost.md, which explains what is counted and what is assumed.
 * Every run gives the same figures; with `--check` it fails if they are not those of the page, and writes nothing.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { startService } from "../../local/start.ts";
import { type Row, tableOf } from "../report.ts";
import { callsTo } from "./support/api.ts";
import { ASSUMED, billOf, type Consumed, percent } from "./support/bill-of-a-sale.ts";
import { dynamoDbMeter, since } from "./support/dynamodb-meter.ts";
import { playOpening } from "./support/play-opening.ts";
import {
	billTable,
	dollarsAtTheEdge,
	dollarsFor,
	gigabyteSeconds,
	PRICES,
	PRICES_MONTH,
	sumOf,
} from "./support/prices.ts";

const EVENT = "cost";
/** A house in which all seats are taken. */
const TAKEN_EVENT = "taken";
const ORDERS = 120;
const SECTIONS = 4;
const COUNTS = 20;
const ABANDONED_LOCK_SECONDS = 1;

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

const opening = playOpening();
const meter = await dynamoDbMeter();
const service = await startService({ port: 0, endpoint: meter.endpoint, followsChanges: false });
const call = callsTo(service.address);
let sent = 0;

try {
	const measured = await measure();
	const { buying, refusing, around, changes, polling } = billOf({ ...measured, orders: ORDERS }, opening);
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
async function during(task: () => Promise<void>): Promise<Consumed> {
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

function countedTable({ abandoned, locked, claimed, refused }: Measured): string {
	const rowOf = (name: string, reading: Consumed, times: number): Row => {
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
	const rowOf = (name: string, reading: Consumed, times: number): Row => {
		const { sent: requests, requests: tableRequests, writeUnits, indexWriteUnits, readUnits } = reading;
		const seconds = gigabyteSeconds(requests, ASSUMED.desk) + gigabyteSeconds(requests, ASSUMED.authorizer);
		const dollars =
			dollarsFor(requests, "HTTP API, a million requests") +
			dollarsFor(2 * requests, "Lambda, a million invocations") +
			dollarsAtTheEdge(requests) +
			seconds * PRICES["Lambda on arm64, a GB-second"] +
			dollarsFor(writeUnits + indexWriteUnits, "DynamoDB on demand, a million write units") +
			dollarsFor(readUnits, "DynamoDB on demand, a million read units");
		const counts = [tableRequests, writeUnits, indexWriteUnits, readUnits].map((count) => (count / times).toFixed(2));
		return [name, ...counts, ((dollars / times) * 1_000_000).toFixed(2)];
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
