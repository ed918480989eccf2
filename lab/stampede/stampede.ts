/**
 * Thousands of buyers for a house that has fewer seats, over HTTP, with faults on both sides of the service: they look,
 * think, lock, lose, try again, abandon, buy. Then the audit: what was answered must be what the table holds.
 */
import { setTimeout as pause } from "node:timers/promises";
import { DynamoDBClient, UpdateTimeToLiveCommand } from "@aws-sdk/client-dynamodb";
import { type Seat, seatKey } from "../../domain/seat.ts";
import { callsTo, type Reply } from "../bench/support/api.ts";
import { dynamoDbProxy } from "../bench/support/dynamodb-proxy.ts";
import { percentile, type Row, writeReport } from "../report.ts";
import { type Answered, audit, type Finding, type Found, lateSales, type PlanRow, type Tally } from "./audit.ts";
import { breakingProxy } from "./breaking-proxy.ts";
import { writeChart } from "./chart.ts";
import { serviceProcess } from "./service-process.ts";
import { nameOfTable, seatRecords } from "./table.ts";

const BUYERS = Number(process.env["BUYERS"] ?? 2_000);
/** Two processors are the table, all functions, both networks and the crowd: they serve some thirty requests a second. */
const ARRIVAL_SECONDS = Number(process.env["SECONDS"] ?? 300);
/** 1 would be an even stream of arrivals; more of them come early. */
const EAGERNESS = 1.2;
const EVENT = "stampede";
const BLOCKED = 20;

/** So few seconds that abandoned seats come back while others still want them. */
const LOCK_SECONDS = 8;

/** Of 1,000 requests to DynamoDB. What the SDK and the functions try again by themselves, no buyer sees … */
const CALM = { requestLost: 10, responseLost: 10, throttled: 10, slow: 20, conflict: 20 };
/** … so now and then it is more than they can bear, and buyers are told to try again. */
const STORM = { requestLost: 350, responseLost: 250, throttled: 100, slow: 20, conflict: 100 };
const STORM_EVERY_SECONDS = 8;
const STORM_SECONDS = 1.5;

/** Of 1,000 requests to the service, and so many more that are sent twice or not waited for. */
const LINE = { requestLost: 15, responseLost: 30, slow: 20 };
const SENT_TWICE = 0.03;
const IMPATIENT = 0.03;
const PATIENCE_MILLISECONDS = 300;

/** How long a buyer who hears nothing waits at the most before the first repeat, and before any. */
const FIRST_PAUSE_SECONDS = 0.2;
const LONGEST_PAUSE_SECONDS = 8;

/** How long a copy of a request may still work in a function. */
const LATE_COPIES_SECONDS = 5;

const table = await dynamoDbProxy();
const service = await serviceProcess(table.endpoint, "stampede");
const line = await breakingProxy(service.address, { answers: {} });
const call = callsTo(line.address);
const direct = new DynamoDBClient({
	endpoint: table.directEndpoint,
	region: "local",
	credentials: { accessKeyId: "local", secretAccessKey: "local" },
});
const started = performance.now();
const samples: { at: number; verb: string; milliseconds: number; status: number }[] = [];
const answers: Answered[] = [];
const unlike: string[] = [];
const again = { "connection broken": 0, "not waited for": 0, "503": 0, "sent twice": 0 };

/** One request, until it is answered, its connection breaks, or nobody waits any longer. */
const sendOnce = async (verb: string, method: string, path: string, body: unknown): Promise<Reply | undefined> => {
	const before = performance.now();
	const isImpatient = chance(IMPATIENT);
	const reply = call(method, `/events/${EVENT}${path}`, body).catch(() => undefined);
	const outcome = await Promise.race([
		reply,
		...(isImpatient ? [pause(PATIENCE_MILLISECONDS, "not waited for" as const)] : []),
	]);
	if (outcome === "not waited for") {
		again["not waited for"] += 1;
		return undefined;
	}
	const milliseconds = performance.now() - before;
	samples.push({ at: (before - started) / 1_000, verb, milliseconds, status: outcome?.status ?? 0 });
	if (outcome === undefined) again["connection broken"] += 1;
	return outcome;
};

/**
 * Sends until it is answered: whoever hears nothing, or 503, sends the same request again (I5), after longer and longer
 * pauses. A crowd that asks again at once would keep up by itself the overload that it meets.
 */
const send = async (verb: string, method: string, path: string, body?: unknown) => {
	for (let times = 1; ; times++) {
		const isDouble = method === "POST" && chance(SENT_TWICE);
		if (isDouble) again["sent twice"] += 1;
		const copies = Array.from({ length: isDouble ? 2 : 1 }, () => sendOnce(verb, method, path, body));
		const replies = (await Promise.all(copies)).filter((reply) => reply !== undefined);
		if (isDouble) compare(verb, replies);
		const reply = replies.find(({ status }) => status === 200) ?? replies.find(({ status }) => status !== 503);
		if (reply) return { reply, isRepeated: isDouble || times > 1 };
		const [busy] = replies;
		if (busy) again["503"] += 1;
		const seconds = busy ? Number(busy.headers.get("retry-after") ?? 1) : FIRST_PAUSE_SECONDS;
		await pause(1_000 * Math.min(seconds * 2 ** (times - 1), LONGEST_PAUSE_SECONDS) * Math.random());
	}
};

/** Two copies that are both served are one request: the same seats. */
const compare = (verb: string, replies: readonly Reply[]) => {
	const seats = replies
		.filter(({ status }) => status === 200)
		.map(({ body }) => JSON.stringify(body.seats.map(seatKey)));
	if (new Set(seats).size > 1) unlike.push(`${verb}: ${seats.join(" and ")}`);
};

interface Change {
	readonly token: string;
	readonly order?: string;
	readonly num?: number;
	readonly seats?: readonly Seat[];
	readonly seconds?: number;
	readonly reason?: string;
}

/** Asks for a change, and writes down what was answered. */
const change = async (verb: Answered["verb"], asked: Change): Promise<Reply> => {
	const sentAt = Date.now();
	const { token, ...rest } = asked;
	// Release and block prove themselves by the order and the key; their token is only for the books.
	const body = verb === "release" || verb === "block" ? rest : asked;
	const { reply, isRepeated } = await send(verb, "POST", `/seat/${verb}`, body);
	const { status } = reply;
	answers.push({
		verb,
		status,
		type: reply.body?.type,
		token,
		order: asked.order,
		num: asked.num,
		seats: status === 200 ? reply.body.seats : (asked.seats ?? []),
		sentAt,
		answeredAt: Date.now(),
		isRepeated,
	});
	return reply;
};

/** Counts and maps as the edge gives them: one answer for everyone who asks within a second. */
const seen = new Map<string, { at: number; reply: Promise<Reply> }>();
let looks = 0;
const look = (verb: string, path: string): Promise<Reply> => {
	looks += 1;
	const known = seen.get(path);
	if (known && performance.now() - known.at < 1_000) return known.reply;
	const reply = send(verb, "GET", path).then((answered) => answered.reply);
	seen.set(path, { at: performance.now(), reply });
	return reply;
};

/** Waits as buyers wait: with an eye on the map and the count. */
const wait = async (milliseconds: number): Promise<void> => {
	const end = performance.now() + milliseconds;
	for (let left = milliseconds; left > 0; left = end - performance.now()) {
		await pause(Math.min(left, 1_000 + Math.random() * 1_000));
		await Promise.all([look("count", "/seat/num_available"), look("map", "/seats")]);
	}
};

function chance(probability: number): boolean {
	return Math.random() < probability;
}
const pick = <Item>(items: readonly Item[]) => items[Math.floor(Math.random() * items.length)] as Item;
const placesOf = (reply: Reply): Seat[] =>
	reply.body.seats.map(({ section, row, seat }: Seat) => ({ section, row, seat }));

type MapRow = { row: string; seats: (string | { seat: string } | null)[]; taken?: Record<string, { status: string }> };
const rowsOf = (map: Reply) =>
	(map.body.sections as { section: string; rows: MapRow[] }[]).flatMap(({ section, rows }) =>
		rows.map((row) => ({ section, ...row })),
	);

/** Seats that the map shows free, next to each other where it happens so. */
const chooseFromMap = async (num: number): Promise<Seat[]> => {
	const { section, row, seats, taken = {} } = pick(rowsOf(await look("map", "/seats")));
	const free = seats
		.flatMap((place) => (place === null ? [] : typeof place === "string" ? place : place.seat))
		.filter((seat) => !(seat in taken));
	const from = Math.floor(Math.random() * Math.max(1, free.length - num));
	return free.slice(from, from + num).map((seat) => ({ section, row, seat }));
};

const buyer = async (index: number): Promise<void> => {
	await pause(Math.random() ** EAGERNESS * ARRIVAL_SECONDS * 1_000);
	for (let attempt = 0; attempt < 4; attempt++) {
		const token = `stampede-${index}-${attempt}-`.padEnd(32, "x");
		const num = 1 + Math.floor(Math.random() * 4);
		// Who sees that there is nothing left waits for what others give back.
		if ((await look("count", "/seat/num_available")).body.num < num) {
			await wait(1_000 + Math.random() * 3_000);
			continue;
		}
		let locked: Reply;
		if (chance(0.5)) locked = await change("lock_together", { num, token, seconds: LOCK_SECONDS });
		else {
			const seats = await chooseFromMap(num);
			if (seats.length === 0) continue;
			locked = await change("lock", { seats, token, seconds: LOCK_SECONDS });
		}
		if (locked.status !== 200) {
			await wait(500 + Math.random() * 1_500);
			continue;
		}
		const seats = placesOf(locked);
		await wait(Math.random() * 4_000);
		if (chance(0.15)) {
			if (chance(0.5)) await change("unlock", { seats, token });
			return;
		}
		if (chance(0.2)) await change("extend", { seats, token, seconds: LOCK_SECONDS });
		const order = `order-${index}`;
		const claimed = await change("claim", { seats, token, order });
		if (claimed.status !== 200) continue;
		if (chance(0.05)) {
			await wait(Math.random() * 2_000);
			await change("release", { seats, token, order });
		}
		return;
	}
};

const theatre = await call("GET", "/events/grand-theatre");
await call("PUT", `/events/${EVENT}`, { ...theatre.body, name: "Stampede" });
// What DynamoDB would sweep away stays, so that the audit finds every lock where it was left.
const tableName = await nameOfTable(direct);
const TimeToLiveSpecification = { Enabled: false, AttributeName: "expires" };
await direct.send(new UpdateTimeToLiveCommand({ TableName: tableName, TimeToLiveSpecification }));

const plan = planOf(theatre.body.sections);
const [first] = plan;
const houseSeats = (first?.seats ?? [])
	.flatMap((seat) => (first && seat !== null ? [{ section: first.section, row: first.row, seat }] : []))
	.slice(0, BLOCKED);
await change("block", { seats: houseSeats, token: "house", reason: "house seats" });

const weather = setInterval(() => {
	table.breakWith(STORM);
	setTimeout(() => table.breakWith(CALM), STORM_SECONDS * 1_000);
}, STORM_EVERY_SECONDS * 1_000);
table.breakWith(CALM);
line.breakWith(LINE);
await Promise.all(Array.from({ length: BUYERS }, (_, index) => buyer(index)));
const seconds = (performance.now() - started) / 1_000;
clearInterval(weather);
await pause(1_000 * Math.max(LOCK_SECONDS + LATE_COPIES_SECONDS, STORM_SECONDS) + 1_000);
table.breakWith(undefined);
line.breakWith(undefined);

const readAt = Math.floor(Date.now() / 1_000);
const count = await call("GET", `/events/${EVENT}/seat/num_available`);
const bySection = await call("GET", `/events/${EVENT}/seat/num_available?by=section`);
const map = await call("GET", `/events/${EVENT}/seats`);
const records = await seatRecords(direct, tableName, EVENT);
const found: Found = {
	plan,
	answers,
	records,
	readAt,
	count: count.body,
	bySection: { ...sumOfSections(bySection.body.sections), num: bySection.body.num, capacity: bySection.body.capacity },
	map: new Map(
		rowsOf(map).flatMap(({ section, row, taken = {} }) =>
			Object.entries(taken).map(([seat, { status }]) => [seatKey({ section, row, seat }), status] as const),
		),
	),
};
const rules: Finding[] = [
	...audit(found),
	{ rule: "two copies of a request have the same seats (I5)", breaches: unlike },
	{ rule: "every answer is one of the contract's", breaches: answers.filter(isForeign).map(saying) },
	{
		rule: "no answer took more than 6 s",
		breaches: samples.filter(({ milliseconds }) => milliseconds > 6_000).map(({ verb }) => verb),
	},
	{
		rule: "connections broke, buyers did not wait, sent twice and met 503",
		breaches: Object.entries(again).flatMap(([fault, times]) => (times === 0 ? [`never ${fault}`] : [])),
	},
];
line.stop();
await service.stop();
direct.destroy();
await table.stop();

const verbs = [...new Set(samples.map(({ verb }) => verb))];
const rows: Row[] = verbs.map((verb) => {
	const own = samples.filter((sample) => sample.verb === verb);
	const times = own.filter(({ status }) => status !== 0).map(({ milliseconds }) => milliseconds);
	const share = (status: number) => own.filter((sample) => sample.status === status).length;
	return [
		verb,
		own.length,
		...[200, 409, 503, 0].map(share),
		...[50, 90, 99, 100].map((percent) => Math.round(percentile(times, percent))),
	];
});
const listing = (tally: Iterable<readonly [string, number]>) =>
	Array.from(tally, ([name, times]) => `${times} × ${name}`).join(", ");
const claims = answers.filter(({ verb, status }) => verb === "claim" && status === 200);
const sold = records.filter(({ record }) => record.status === "sold").length;
writeChart("stampede", samples, claims.length);
writeReport("stampede", "Stampede", "npm run stampede", [
	`${BUYERS} buyers arrive within ${ARRIVAL_SECONDS} s for ${count.body.capacity} seats; ${samples.length} requests in ${Math.round(seconds)} s, ${Math.round(samples.length / seconds)} a second. They looked ${looks} times at the map and the count; who looks within a second gets the same answer. ${claims.length} sales; at the end ${sold} seats are sold.`,
	`Faults between the service and DynamoDB, with a storm of ${STORM_SECONDS} s every ${STORM_EVERY_SECONDS} s: ${listing(table.faults())}. Between the buyers and the service: ${listing(line.faults())}. What buyers sent again, or twice at once: ${listing(Object.entries(again))}.`,
	[["request", "sent", "200", "409", "503", "broken", "median, ms", "90 %", "99 %", "longest"], ...rows],
	"![Requests a second, and their latency](stampede.svg)",
	`The audit reads ${records.length} records from the table itself and holds them against ${answers.length} answers. ${lateSales(found).length} of the seats were sold by a late copy of a claim whose repeat had been refused, its lock having ended.`,
	[
		["the audit", ""],
		...rules.map(
			({ rule, breaches }): Row => [rule, breaches.length === 0 ? "holds" : `**BROKEN**, ${breaches.length} times`],
		),
	],
]);
for (const { rule, breaches } of rules) for (const breach of breaches.slice(0, 10)) console.log(`${rule}: ${breach}`);
const broken = rules.filter(({ breaches }) => breaches.length > 0).length;
console.log(`\n${rules.length - broken} passed, ${broken} failed`);
process.exitCode = broken === 0 ? 0 : 1;

type DocumentRow = { row: string; seats: (string | { seat: string } | null)[] };

/** The seats as the document of the event lists them. */
function planOf(sections: Record<string, DocumentRow[]>): PlanRow[] {
	return Object.entries(sections).flatMap(([section, rows]) =>
		rows.map(({ row, seats }) => ({
			section,
			row,
			seats: seats.map((place) => (typeof place === "object" ? (place?.seat ?? null) : place)),
		})),
	);
}

function sumOfSections(sections: Record<string, Tally>): Omit<Tally, "num" | "capacity"> {
	const sum = (field: keyof Tally) => Object.values(sections).reduce((total, section) => total + section[field], 0);
	return { locked: sum("locked"), sold: sum("sold"), blocked: sum("blocked") };
}

/** Neither done nor refused in the contract's words for that verb. */
function isForeign({ verb, status, type, isRepeated }: Answered): boolean {
	const refusals = {
		lock: ["seats-unavailable"],
		lock_together: ["not-together", "seats-unavailable"],
		extend: ["not-your-lock"],
		unlock: ["not-your-lock"],
		claim: ["not-your-lock"],
		// Of a repeat, when another has bought the seat that the first copy gave back.
		release: isRepeated ? ["not-your-order"] : [],
		block: [],
	} satisfies Record<Answered["verb"], string[]>;
	if (status === 200) return false;
	return status !== 409 || !refusals[verb].some((refusal) => type === `/problems/${refusal}`);
}

function saying({ verb, status, type }: Answered): string {
	return `${verb} was answered ${status} ${type}`;
}
