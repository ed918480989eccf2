/**
 * `npm run cost`: what a million tickets cost. Buys orders over HTTP, counts what they consume in DynamoDB, multiplies
 * by list prices, and writes the tables into docs/cost.md, which explains what is counted and what is assumed.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { startService } from "../../local/start.ts";
import { type Row, tableOf } from "../report.ts";
import { callsTo } from "./support/api.ts";
import { dynamoDbMeter, type Reading, since } from "./support/dynamodb-meter.ts";

/** An on-sale like the largest known one. */
const SALE = { tickets: 1_000_000, requestsPerTicket: 1_750, seatsPerOrder: 2.5, abandonedLocksPerOrder: 1 };

/** During its rush, every regional cache asks for the count of each event once a second. */
const RUSH = { events: 20, seats: 50_000, hours: 2, regionalCaches: 13 };

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
	count: { ms: 100, gigabytes: 1 },
	publish: { ms: 100 + 6, gigabytes: 0.5 },
	headerBytes: 900,
	logBytesPerCall: 1_500,
	sampledTraces: 0.05,
};

const EVENT = "cost";
const ORDERS = 120;
const SECTIONS = 4;
const COUNTS = 20;
/** After this time, the feed has published the changes that went before. */
const FEED_DELAY_MS = 4_000;
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

const meter = await dynamoDbMeter();
const service = await startService({ port: 0, endpoint: meter.endpoint, followsChanges: true });
const call = callsTo(service.address);
let sent = 0;

try {
	const measured = await measure();
	const { buying, around, polling } = billOf(measured);
	const withFirewall = sumOf([...buying, ...around.slice(0, 3)]).toFixed(2);
	const edgePercent = ((100 * sumOf(polling.slice(0, 3))) / sumOf(polling)).toFixed(0);
	const parts = {
		total: `**${sumOf(buying).toFixed(2)} dollars** for the buying path of a million tickets (target: under 10; ${withFirewall} with the firewall, the logs and the traces of these requests), **${sumOf(around).toFixed(2)}** for monitoring and publishing the changes of seats, **${sumOf(polling).toFixed(0)}** for the audience that polls; ${edgePercent} % of the last is the edge.`,
		counted: countedTable(measured),
		desk: deskTable(measured),
		buying: billTable(buying),
		around: billTable(around),
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
	writeFileSync(file, document);
	for (const part of Object.values(parts)) console.log(`${part}\n`);
} finally {
	await service.stop();
	await meter.stop();
}

async function ask(method: string, path: string, body?: unknown) {
	sent += 1;
	const reply = await call(method, `/events/${EVENT}${path}`, body);
	if (reply.status !== 200) throw new Error(`${method} ${path} was answered ${reply.status}`);
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
	// Wait until the changes of the demo events are published: they are not part of this sale.
	await pause(FEED_DELAY_MS);
	const feedBefore = meter.read("feed");
	const made = await call("PUT", `/events/${EVENT}`, { name: "A sale", maxSeatsPerLock: 10, sections });
	if (made.status >= 300) throw new Error(`PUT of the event was answered ${made.status}`);

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
	let countBytes = 0;
	const counted = await during(async () => {
		for (let times = 0; times < COUNTS; times++) {
			const { body } = await ask("GET", "/seat/num_available");
			countBytes = gzipSync(JSON.stringify(body)).length;
		}
	});
	// The feed publishes behind the sale.
	await pause(FEED_DELAY_MS);
	const feed = since(meter.read("feed"), feedBefore);
	return { abandoned, locked, claimed, counted, countBytes, feed, desk: await measureDesk() };
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

function billOf({ abandoned, locked, claimed, counted, countBytes, feed }: Measured) {
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
	const logGigabytes = (calls * ASSUMED.logBytesPerCall) / 1e9;
	const traces = calls * ASSUMED.sampledTraces;
	const changes = 4 * SALE.tickets;
	const feedUnits = (feed.writeUnits / (4 * soldSeats)) * changes;
	// Each call reads the head of a feed and writes to it: two requests, so at most one call per two requests.
	const publishCalls = (feed.requests / 2 / (4 * soldSeats)) * changes;
	const publishSeconds = (publishCalls * ASSUMED.publish.ms * ASSUMED.publish.gigabytes) / 1_000;
	const around: Line[] = [
		{
			item: "WAF",
			quantity: inMillions(requests, "requests"),
			dollars: (requests / MILLION) * price("WAF, a million requests"),
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
		{
			item: "Seat changes, EventBridge",
			quantity: inMillions(changes, "events"),
			dollars: (changes / MILLION) * price("EventBridge, a million events"),
		},
		{
			item: "Seat changes, their feed",
			quantity: inMillions(feedUnits, "write units"),
			dollars: (feedUnits / MILLION) * price("DynamoDB on demand, a million write units"),
		},
		{
			item: "Seat changes, their function (assumed)",
			quantity: inMillions(publishCalls, "calls at most"),
			dollars:
				(publishCalls / MILLION) * price("Lambda, a million invocations") +
				publishSeconds * price("Lambda on arm64, a GB-second"),
		},
	];

	const polls = SALE.tickets * SALE.requestsPerTicket;
	const answerBytes = countBytes + ASSUMED.headerBytes;
	const origin = RUSH.events * RUSH.hours * 3_600 * RUSH.regionalCaches;
	// A count reads the taken seats: half of them on average.
	const readUnits = (counted.readUnits / counted.sent / soldSeats) * (RUSH.seats / 2);
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
			quantity: `${readUnits.toFixed(0)} read units per count`,
			dollars: ((origin * readUnits) / MILLION) * price("DynamoDB on demand, a million read units"),
		},
	];
	return { buying, around, polling };
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

function countedTable({ abandoned, locked, claimed, counted }: Measured): string {
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
		rowOf(`a count of ${soldSeats} taken seats`, counted, counted.sent),
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
		rowOf(`a page of ${soldSeats} taken seats in ${SECTIONS} sections`, listed, listed.sent),
	]);
}

/** The document with the text between the two comments of that name. */
function fill(document: string, name: string, text: string): string {
	const [begin, end] = [`<!-- npm run cost: ${name} -->`, "<!-- end -->"];
	const from = document.indexOf(begin);
	if (from < 0) throw new Error(`docs/cost.md has no "${begin}"`);
	return `${document.slice(0, from + begin.length)}\n\n${text}\n\n${document.slice(document.indexOf(end, from))}`;
}
