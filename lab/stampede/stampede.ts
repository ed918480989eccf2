/**
 * `npm run stampede`: thousands of buyers want the seats of a smaller house, over HTTP, with faults on both sides of the
 * service. They look, think, lock, lose, retry, abandon and buy. Then the audit compares every answer with the table.
 */
import { setTimeout as pause } from "node:timers/promises";
import { DynamoDBClient, UpdateTimeToLiveCommand } from "@aws-sdk/client-dynamodb";
import { type Seat, seatKey } from "../../domain/seat.ts";
import { callsTo, type Reply } from "../bench/support/api.ts";
import { dynamoDbProxy } from "../bench/support/dynamodb-proxy.ts";
import { percentile, type Row, tallyInWords, writeReport } from "../report.ts";
import { type Answered, audit, type Evidence, type Finding, lateSales, type PlanRow, type Tally } from "./audit.ts";
import { breakingProxy } from "./breaking-proxy.ts";
import { drawRun } from "./chart.ts";
import { serviceProcess } from "./service-process.ts";
import { nameOfTable, seatRecords } from "./table.ts";

const BUYERS = Number(process.env["BUYERS"] ?? 2_000);
/** Two cores run the table, all functions, both networks and the crowd, and serve about thirty requests a second. */
const ARRIVAL_SECONDS = Number(process.env["SECONDS"] ?? 300);
/** With 1, buyers arrive evenly over the time; with more, more of them come early. */
const EAGERNESS = 1.2;
const EVENT = "stampede";
const BLOCKED_SEATS = 20;

/** Short, so that abandoned seats come back while others still want them. */
const LOCK_SECONDS = 8;

/** Faults per 1,000 requests to DynamoDB. In calm weather the retries of the SDK and the functions hide them … */
const CALM = { requestLost: 10, responseLost: 10, throttled: 10, slow: 20, conflict: 20 };
/** … in a storm they cannot, so buyers get 503. */
const STORM = { requestLost: 350, responseLost: 250, throttled: 100, slow: 20, conflict: 100 };
const STORM_EVERY_SECONDS = 8;
const STORM_SECONDS = 1.5;

/** Faults per 1,000 requests from buyers to the service. */
const LINE = { requestLost: 15, responseLost: 30, slow: 20 };
/** The shares of requests that a buyer sends twice at once, or gives up on after `PATIENCE_MS`. */
const SENT_TWICE_SHARE = 0.03;
const IMPATIENT_SHARE = 0.03;
const PATIENCE_MS = 300;

/** A buyer who gets no answer waits at most this long before the first repeat, and before any repeat. */
const FIRST_PAUSE_SECONDS = 0.2;
const LONGEST_PAUSE_SECONDS = 8;

/** A late copy of a request may still be at work in a function for this long. */
const LATE_COPIES_SECONDS = 5;

/** The edge caches counts and maps for a second. */
const CACHE_MS = 1_000;
const MOST_ATTEMPTS = 4;
const LONGEST_ANSWER_MS = 6_000;
/** The log shows no more breaches of a rule than this. */
const BREACHES_SHOWN = 10;

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
const samples: { atSeconds: number; verb: string; ms: number; status: number }[] = [];
const answers: Answered[] = [];
const differingCopies: string[] = [];
const repeats = { "connection broken": 0, "not waited for": 0, "503": 0, "sent twice": 0 };

/** One request, until it is answered, its connection breaks, or the buyer loses patience. */
async function sendOnce(verb: string, method: string, path: string, body: unknown): Promise<Reply | undefined> {
	const before = performance.now();
	const isImpatient = chance(IMPATIENT_SHARE);
	const reply = call(method, `/events/${EVENT}${path}`, body).catch(() => undefined);
	const outcome = await Promise.race([reply, ...(isImpatient ? [pause(PATIENCE_MS, "not waited for" as const)] : [])]);
	if (outcome === "not waited for") {
		repeats["not waited for"] += 1;
		return undefined;
	}
	const ms = performance.now() - before;
	samples.push({ atSeconds: (before - started) / 1_000, verb, ms, status: outcome?.status ?? 0 });
	if (outcome === undefined) repeats["connection broken"] += 1;
	return outcome;
}

/**
 * Sends until it is answered: a buyer who gets no answer, or 503, sends the same request again (I5), after longer and
 * longer random pauses. A crowd that repeats at once would keep up the overload by itself.
 */
async function send(verb: string, method: string, path: string, body?: unknown) {
	for (let times = 1; ; times++) {
		const isDouble = method === "POST" && chance(SENT_TWICE_SHARE);
		if (isDouble) repeats["sent twice"] += 1;
		const copies = Array.from({ length: isDouble ? 2 : 1 }, () => sendOnce(verb, method, path, body));
		const replies = (await Promise.all(copies)).filter((reply) => reply !== undefined);
		if (isDouble) compare(verb, replies);
		const reply = replies.find(({ status }) => status === 200) ?? replies.find(({ status }) => status !== 503);
		if (reply) return { reply, isRepeated: isDouble || times > 1 };
		const [busy] = replies;
		if (busy) repeats["503"] += 1;
		const seconds = busy ? Number(busy.headers.get("retry-after") ?? 1) : FIRST_PAUSE_SECONDS;
		await pause(1_000 * Math.min(seconds * 2 ** (times - 1), LONGEST_PAUSE_SECONDS) * Math.random());
	}
}

/** If both copies of a request succeed, they must have the same seats. */
function compare(verb: string, replies: readonly Reply[]): void {
	const seats = replies
		.filter(({ status }) => status === 200)
		.map(({ body }) => JSON.stringify(body.seats.map(seatKey)));
	if (new Set(seats).size > 1) differingCopies.push(`${verb}: ${seats.join(" and ")}`);
}

interface Change {
	readonly token: string;
	readonly order?: string;
	readonly num?: number;
	readonly seats?: readonly Seat[];
	readonly seconds?: number;
	readonly reason?: string;
}

/** Requests a change and records the answer for the audit. */
async function change(verb: Answered["verb"], requested: Change): Promise<Reply> {
	const sentAt = Date.now();
	const { token, ...rest } = requested;
	// Release and block are proved by the order and the seller's key. Their token is only for the audit.
	const body = verb === "release" || verb === "block" ? rest : requested;
	const { reply, isRepeated } = await send(verb, "POST", `/seat/${verb}`, body);
	const { status } = reply;
	answers.push({
		verb,
		status,
		type: reply.body?.type,
		token,
		order: requested.order,
		num: requested.num,
		seats: status === 200 ? reply.body.seats : (requested.seats ?? []),
		sentAt,
		answeredAt: Date.now(),
		isRepeated,
	});
	return reply;
}

/** Counts and maps through the edge's cache: everybody who asks within a second gets the same answer. */
const cache = new Map<string, { at: number; reply: Promise<Reply> }>();
let looks = 0;
function look(verb: string, path: string): Promise<Reply> {
	looks += 1;
	const cached = cache.get(path);
	if (cached && performance.now() - cached.at < CACHE_MS) return cached.reply;
	const reply = send(verb, "GET", path).then((answered) => answered.reply);
	cache.set(path, { at: performance.now(), reply });
	return reply;
}

/** Waits like a buyer, who looks at the map and the count every second or two. */
async function wait(ms: number): Promise<void> {
	const end = performance.now() + ms;
	for (let left = ms; left > 0; left = end - performance.now()) {
		await pause(Math.min(left, 1_000 + Math.random() * 1_000));
		await Promise.all([look("count", "/seat/num_available"), look("map", "/seats")]);
	}
}

function chance(probability: number): boolean {
	return Math.random() < probability;
}

function pick<Item>(items: readonly Item[]): Item {
	return items[Math.floor(Math.random() * items.length)] as Item;
}

function seatsOf(reply: Reply): Seat[] {
	return reply.body.seats.map(({ section, row, seat }: Seat) => ({ section, row, seat }));
}

type MapRow = { row: string; seats: (string | { seat: string } | null)[]; taken?: Record<string, { status: string }> };

function rowsOf(map: Reply): (MapRow & { readonly section: string })[] {
	return (map.body.sections as { section: string; rows: MapRow[] }[]).flatMap(({ section, rows }) =>
		rows.map((row) => ({ section, ...row })),
	);
}

/** Seats that the map shows as available in a random row, in the row's order; fewer if the row has fewer. */
async function chooseFromMap(num: number): Promise<Seat[]> {
	const { section, row, seats, taken = {} } = pick(rowsOf(await look("map", "/seats")));
	const free = seats
		.flatMap((place) => (place === null ? [] : typeof place === "string" ? place : place.seat))
		.filter((seat) => !(seat in taken));
	const from = Math.floor(Math.random() * Math.max(1, free.length - num));
	return free.slice(from, from + num).map((seat) => ({ section, row, seat }));
}

async function buy(index: number): Promise<void> {
	await pause(Math.random() ** EAGERNESS * ARRIVAL_SECONDS * 1_000);
	for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
		const token = `stampede-${index}-${attempt}-`.padEnd(32, "x");
		const num = 1 + Math.floor(Math.random() * 4);
		// A buyer who sees too few seats left waits for others to give some back.
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
		const seats = seatsOf(locked);
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
}

const theatre = await call("GET", "/events/grand-theatre");
await call("PUT", `/events/${EVENT}`, { ...theatre.body, name: "Stampede" });
// Without TTL the records of ended locks stay, so the audit finds every lock where it was left.
const tableName = await nameOfTable(direct);
const TimeToLiveSpecification = { Enabled: false, AttributeName: "ttl" };
await direct.send(new UpdateTimeToLiveCommand({ TableName: tableName, TimeToLiveSpecification }));

const plan = planOf(theatre.body.sections);
const [first] = plan;
const houseSeats = (first?.seats ?? [])
	.flatMap((seat) => (first && seat !== null ? [{ section: first.section, row: first.row, seat }] : []))
	.slice(0, BLOCKED_SEATS);
await change("block", { seats: houseSeats, token: "house", reason: "house seats" });

const weather = setInterval(() => {
	table.breakWith(STORM);
	setTimeout(() => table.breakWith(CALM), STORM_SECONDS * 1_000);
}, STORM_EVERY_SECONDS * 1_000);
table.breakWith(CALM);
line.breakWith(LINE);
await Promise.all(Array.from({ length: BUYERS }, (_, index) => buy(index)));
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
const evidence: Evidence = {
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
const RULES: Finding[] = [
	...audit(evidence),
	{ rule: "two copies of a request get the same seats (I5)", breaches: differingCopies },
	{ rule: "every answer is in the contract", breaches: answers.filter(isOutsideContract).map(describeAnswer) },
	{
		rule: `no answer took more than ${LONGEST_ANSWER_MS / 1_000} s`,
		breaches: samples.filter(({ ms }) => ms > LONGEST_ANSWER_MS).map(({ verb }) => verb),
	},
	{
		rule: "connections broke, and buyers lost patience, sent requests twice and got 503",
		breaches: Object.entries(repeats).flatMap(([fault, times]) => (times === 0 ? [`never ${fault}`] : [])),
	},
];
line.stop();
await service.stop();
direct.destroy();
await table.stop();

const verbs = Array.from(new Set(samples.map(({ verb }) => verb)));
const rows = verbs.map((verb): Row => {
	const own = samples.filter((sample) => sample.verb === verb);
	const times = own.filter(({ status }) => status !== 0).map(({ ms }) => ms);
	const countOf = (status: number) => own.filter((sample) => sample.status === status).length;
	return [
		verb,
		own.length,
		...[200, 409, 503, 0].map(countOf),
		...[50, 90, 99, 100].map((percent) => Math.round(percentile(times, percent))),
	];
});
const claims = answers.filter(({ verb, status }) => verb === "claim" && status === 200);
const sold = records.filter(({ record }) => record.status === "sold").length;
drawRun("stampede", samples, claims.length);
writeReport("stampede", "Stampede", "npm run stampede", [
	`${BUYERS} buyers arrive within ${ARRIVAL_SECONDS} s for ${count.body.capacity} seats; ${samples.length} requests in ${Math.round(seconds)} s, ${Math.round(samples.length / seconds)} a second. They looked at the map and the count ${looks} times; everybody who looks within a second gets the same answer. ${claims.length} sales; ${sold} seats are sold at the end.`,
	`Faults between the service and DynamoDB, with a storm of ${STORM_SECONDS} s every ${STORM_EVERY_SECONDS} s: ${tallyInWords(table.faults())}. Between the buyers and the service: ${tallyInWords(line.faults())}. Requests that buyers repeated, or sent twice at once: ${tallyInWords(Object.entries(repeats))}.`,
	[["request", "sent", "200", "409", "503", "broken", "median, ms", "90 %", "99 %", "longest"], ...rows],
	"![Requests a second, and their latency](stampede.svg)",
	`The audit reads ${records.length} records from the table itself and compares them with ${answers.length} answers. ${lateSales(evidence).length} seats were sold by a late copy of a claim whose repeat had been refused because its lock had ended.`,
	[
		["rule", "result"],
		...RULES.map(
			({ rule, breaches }): Row => [rule, breaches.length === 0 ? "holds" : `**BROKEN**, ${breaches.length} times`],
		),
	],
]);
for (const { rule, breaches } of RULES)
	for (const breach of breaches.slice(0, BREACHES_SHOWN)) console.log(`${rule}: ${breach}`);
const broken = RULES.filter(({ breaches }) => breaches.length > 0).length;
console.log(`\n${RULES.length - broken} passed, ${broken} failed`);
process.exitCode = broken === 0 ? 0 : 1;

type DocumentRow = { row: string; seats: (string | { seat: string } | null)[] };

/** The rows as the event's document lists them: in the section itself, or beside its outline. */
function planOf(sections: Record<string, DocumentRow[] | { rows: DocumentRow[] }>): PlanRow[] {
	return Object.entries(sections).flatMap(([section, listed]) =>
		(Array.isArray(listed) ? listed : listed.rows).map(({ row, seats }) => ({
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

/** Neither a success nor a refusal that the contract has for that verb. */
function isOutsideContract({ verb, status, type, isRepeated }: Answered): boolean {
	const refusals = {
		lock: ["seats-unavailable"],
		lock_together: ["not-together", "seats-unavailable"],
		extend: ["not-your-lock"],
		unlock: ["not-your-lock"],
		claim: ["not-your-lock"],
		// A repeat is refused if the first copy gave the seat back and somebody else has bought it.
		release: isRepeated ? ["not-your-order"] : [],
		block: [],
	} satisfies Record<Answered["verb"], string[]>;
	if (status === 200) return false;
	return status !== 409 || !refusals[verb].some((refusal) => type === `/problems/${refusal}`);
}

function describeAnswer({ verb, status, type }: Answered): string {
	return `${verb} was answered ${status} ${type}`;
}
