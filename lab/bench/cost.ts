/**
 * `npm run cost`: what a million tickets cost. Buys orders from the service over HTTP, reads the meter of its DynamoDB,
 * and multiplies by list prices. Writes its tables into docs/cost.md, which says what is counted and what is assumed.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { startService } from "../../local/start.ts";
import { callsTo } from "./support/api.ts";
import { dynamoDbMeter, type Reading, since } from "./support/dynamodb-meter.ts";

/** The on-sale of the issue: as the largest known one had it. */
const sale = { tickets: 1_000_000, requestsPerTicket: 1_750, seatsPerOrder: 2.5, abandonedLocksPerOrder: 1 };

/** How long it is polled: so many events at their rush, each asked for once a second by every regional cache. */
const rush = { events: 20, seats: 50_000, hours: 2, regionalCaches: 13 };

/** List prices of us-east-1 in dollars, without free tiers and discounts. */
const pricesOf = "2026-11";
const prices = {
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
const price = (name: keyof typeof prices) => prices[name];

/**
 * What no local run can measure: milliseconds that a function is billed for, starts included (one call in a hundred
 * starts a copy, 600 ms), at the memory it is deployed with; and what AWS adds to an answer and to a log.
 */
const assumed = {
	lock: { milliseconds: 20 + 6, gigabytes: 0.5 },
	claim: { milliseconds: 20 + 6, gigabytes: 0.5 },
	authorizer: { milliseconds: 3 + 6, gigabytes: 0.5 },
	count: { milliseconds: 100, gigabytes: 1 },
	publish: { milliseconds: 100 + 6, gigabytes: 0.5 },
	headerBytes: 900,
	logBytesPerCall: 1_500,
	sampledTraces: 0.05,
};

const EVENT = "cost";
const ORDERS = 120;
const SECTIONS = 4;

interface Place {
	readonly section: string;
	readonly row: string;
	readonly seat: string;
}

/** Orders of two and three seats, each side by side in a row of its own. */
const orders = Array.from({ length: ORDERS }, (_, index) =>
	Array.from(
		{ length: 2 + (index % 2) },
		(_, seat): Place => ({ section: `section ${index % SECTIONS}`, row: `row ${index}`, seat: String(seat + 1) }),
	),
);

const meter = await dynamoDbMeter();
const service = await startService({ port: 0, endpoint: meter.endpoint, followsChanges: true });
const call = callsTo(service.address);
let sent = 0;

const ask = async (method: string, path: string, body?: unknown) => {
	sent += 1;
	const reply = await call(method, `/events/${EVENT}${path}`, body);
	if (reply.status !== 200) throw new Error(`${method} ${path} was answered ${reply.status}`);
	return reply;
};

const during = async (task: () => Promise<void>): Promise<Reading & { readonly sent: number }> => {
	const before = { reading: meter.read("service"), sent };
	await task();
	return { ...since(meter.read("service"), before.reading), sent: sent - before.sent };
};

const measure = async () => {
	const sections = Object.fromEntries(
		Array.from({ length: SECTIONS }, (_, index) => [
			`section ${index}`,
			orders.flatMap(([place]) =>
				place?.section === `section ${index}` ? [{ row: place.row, seats: ["1", "2", "3"] }] : [],
			),
		]),
	);
	// By then the changes of the demo events are written down, which are none of this sale.
	await pause(4_000);
	const feedBefore = meter.read("feed");
	const made = await call("PUT", `/events/${EVENT}`, { name: "A sale", maxSeatsPerLock: 10, sections });
	if (made.status >= 300) throw new Error(`the event was answered ${made.status}`);

	const token = (index: number, kind: string) => `${kind}-${index}-`.padEnd(32, "x");
	const abandoned = await during(async () => {
		for (const [index, seats] of orders.entries()) {
			await ask("POST", "/seat/lock", { seats, token: token(index, "left"), seconds: 1 });
		}
	});
	// Then they are there again, their dead records with them.
	await pause(2_000);
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
		for (let times = 0; times < 20; times++) {
			const { body } = await ask("GET", "/seat/num_available");
			countBytes = gzipSync(JSON.stringify(body)).length;
		}
	});
	// The changes are written down behind the sale.
	await pause(4_000);
	return { abandoned, locked, claimed, counted, countBytes, feed: since(meter.read("feed"), feedBefore) };
};

type Measured = Awaited<ReturnType<typeof measure>>;

/** A line of a bill: dollars for the million tickets, and what they are made of. */
interface Line {
	readonly of: string;
	readonly quantity: string;
	readonly dollars: number;
}

const soldSeats = orders.flat().length;

const million = 1_000_000;
const inMillions = (count: number, what: string) => `${(count / million).toFixed(2)} M ${what}`;

const billOf = ({ abandoned, locked, claimed, counted, countBytes, feed }: Measured) => {
	const perOrder = (count: number) => count / ORDERS;
	const ordersSold = sale.tickets / sale.seatsPerOrder;
	const total = (pick: (reading: Reading & { sent: number }) => number) =>
		ordersSold *
		(perOrder(pick(abandoned)) * sale.abandonedLocksPerOrder + perOrder(pick(locked)) + perOrder(pick(claimed)));
	const requests = total(({ sent }) => sent);
	const writes = total(({ writeUnits }) => writeUnits);
	const indexWrites = total(({ indexWriteUnits }) => indexWriteUnits);
	const reads = total(({ readUnits }) => readUnits);
	const claims = ordersSold;
	const locks = requests - claims;
	const gigabyteSeconds =
		(locks * assumed.lock.milliseconds * assumed.lock.gigabytes +
			claims * assumed.claim.milliseconds * assumed.claim.gigabytes +
			claims * assumed.authorizer.milliseconds * assumed.authorizer.gigabytes) /
		1_000;
	const calls = requests + claims;
	const edgeRequests = (count: number) => count * (price("CloudFront, 10,000 HTTPS requests") / 10_000);

	const buying: Line[] = [
		{
			of: "DynamoDB, the table",
			quantity: inMillions(writes, "write units"),
			dollars: (writes / million) * price("DynamoDB on demand, a million write units"),
		},
		{
			of: "DynamoDB, the index",
			quantity: inMillions(indexWrites, "write units"),
			dollars: (indexWrites / million) * price("DynamoDB on demand, a million write units"),
		},
		{
			of: "DynamoDB, reads",
			quantity: inMillions(reads, "read units"),
			dollars: (reads / million) * price("DynamoDB on demand, a million read units"),
		},
		{
			of: "HTTP API",
			quantity: inMillions(requests, "requests"),
			dollars: (requests / million) * price("HTTP API, a million requests"),
		},
		{ of: "CloudFront", quantity: inMillions(requests, "requests"), dollars: edgeRequests(requests) },
		{
			of: "Lambda, calls",
			quantity: inMillions(calls, "calls, the authorizer's too"),
			dollars: (calls / million) * price("Lambda, a million invocations"),
		},
		{
			of: "Lambda, time (assumed)",
			quantity: `${gigabyteSeconds.toFixed(0)} GB-s`,
			dollars: gigabyteSeconds * price("Lambda on arm64, a GB-second"),
		},
	];
	const logGigabytes = (calls * assumed.logBytesPerCall) / 1e9;
	const traces = calls * assumed.sampledTraces;
	const changes = 4 * sale.tickets;
	const feedUnits = (feed.writeUnits / (4 * soldSeats)) * changes;
	// A call reads the head of a feed and writes to it, so there is no more than one for two requests.
	const publishCalls = (feed.requests / 2 / (4 * soldSeats)) * changes;
	const publishSeconds = (publishCalls * assumed.publish.milliseconds * assumed.publish.gigabytes) / 1_000;
	const around: Line[] = [
		{
			of: "WAF",
			quantity: inMillions(requests, "requests"),
			dollars: (requests / million) * price("WAF, a million requests"),
		},
		{
			of: "CloudWatch Logs (assumed)",
			quantity: `${logGigabytes.toFixed(1)} GB`,
			dollars: logGigabytes * price("CloudWatch Logs, a GB written"),
		},
		{
			of: "X-Ray",
			quantity: `${inMillions(traces, "traces")}, 5 % of all`,
			dollars: (traces / million) * price("X-Ray, a million traces"),
		},
		{
			of: "Seat changes, EventBridge",
			quantity: inMillions(changes, "events"),
			dollars: (changes / million) * price("EventBridge, a million events"),
		},
		{
			of: "Seat changes, their feed",
			quantity: inMillions(feedUnits, "write units"),
			dollars: (feedUnits / million) * price("DynamoDB on demand, a million write units"),
		},
		{
			of: "Seat changes, their function (assumed)",
			quantity: inMillions(publishCalls, "calls at the most"),
			dollars:
				(publishCalls / million) * price("Lambda, a million invocations") +
				publishSeconds * price("Lambda on arm64, a GB-second"),
		},
	];

	const polls = sale.tickets * sale.requestsPerTicket;
	const answerBytes = countBytes + assumed.headerBytes;
	const origin = rush.events * rush.hours * 3_600 * rush.regionalCaches;
	// Half of the seats are taken on average, and what is taken is what is read.
	const readUnits = (counted.readUnits / counted.sent / soldSeats) * (rush.seats / 2);
	const countSeconds = (origin * assumed.count.milliseconds * assumed.count.gigabytes) / 1_000;
	const polling: Line[] = [
		{ of: "CloudFront, requests", quantity: inMillions(polls, "requests"), dollars: edgeRequests(polls) },
		{
			of: "WAF",
			quantity: inMillions(polls, "requests"),
			dollars: (polls / million) * price("WAF, a million requests"),
		},
		{
			of: "CloudFront, sent",
			quantity: `${((polls * answerBytes) / 1e9).toFixed(0)} GB, ${answerBytes} bytes an answer`,
			dollars: ((polls * answerBytes) / 1e9) * price("CloudFront, a GB sent"),
		},
		{
			of: "Origin, HTTP API and Lambda",
			quantity: inMillions(origin, "requests"),
			dollars:
				(origin / million) * (price("HTTP API, a million requests") + price("Lambda, a million invocations")) +
				countSeconds * price("Lambda on arm64, a GB-second"),
		},
		{
			of: "Origin, DynamoDB",
			quantity: `${readUnits.toFixed(0)} read units a count`,
			dollars: ((origin * readUnits) / million) * price("DynamoDB on demand, a million read units"),
		},
	];
	return { buying, around, polling };
};

const sumOf = (lines: readonly Line[]) => lines.reduce((sum, { dollars }) => sum + dollars, 0);
const tableOf = (head: readonly string[], rows: readonly (readonly (string | number)[])[]) =>
	[head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
const billTable = (lines: readonly Line[]) =>
	tableOf(
		["", "quantity", "dollars"],
		[
			...lines.map(({ of, quantity, dollars }) => [of, quantity, dollars.toFixed(2)]),
			["**all**", "", `**${sumOf(lines).toFixed(2)}**`],
		],
	);

const countedTable = ({ abandoned, locked, claimed, counted }: Measured) =>
	tableOf(
		[
			"for an order of 2.5 seats",
			"HTTP requests",
			"DynamoDB requests",
			"write units, table",
			"write units, index",
			"read units",
		],
		Object.entries({ "a lock that is abandoned": abandoned, "a lock over dead records": locked, "a claim": claimed })
			.map(([name, reading]) => [
				name,
				...[reading.sent, reading.requests, reading.writeUnits, reading.indexWriteUnits, reading.readUnits].map(
					(count) => (count / ORDERS).toFixed(2),
				),
			])
			.concat([
				[
					`a count of ${soldSeats} seats taken`,
					...[counted.sent, counted.requests, counted.writeUnits, counted.indexWriteUnits, counted.readUnits].map(
						(count) => (count / counted.sent).toFixed(2),
					),
				],
			]),
	);

const fill = (document: string, name: string, text: string) => {
	const [begin, end] = [`<!-- npm run cost: ${name} -->`, "<!-- end -->"];
	const from = document.indexOf(begin);
	if (from < 0) throw new Error(`docs/cost.md has no place for "${name}".`);
	return `${document.slice(0, from + begin.length)}\n\n${text}\n\n${document.slice(document.indexOf(end, from))}`;
};

try {
	const measured = await measure();
	const { buying, around, polling } = billOf(measured);
	const parts = {
		total: `**${sumOf(buying).toFixed(2)} dollars** for the buying path of a million tickets (target: under 10; with the firewall, the logs and the traces of the same requests it is ${sumOf([...buying, ...around.slice(0, 3)]).toFixed(2)}), **${sumOf(around).toFixed(2)}** for what watches over it and tells others, **${sumOf(polling).toFixed(0)}** for the audience that polls, of which the edge is ${((100 * sumOf(polling.slice(0, 3))) / sumOf(polling)).toFixed(0)} %.`,
		counted: countedTable(measured),
		buying: billTable(buying),
		around: billTable(around),
		polling: billTable(polling),
		prices: tableOf(
			[`us-east-1, ${pricesOf}`, "dollars"],
			Object.entries(prices).map(([name, dollars]) => [name, dollars < 0.001 ? dollars : dollars.toFixed(3)]),
		),
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
