/**
 * Thousands of buyers for a house that has fewer seats, over HTTP, with faults between the service and its table:
 * they look, think, lock, lose, try again, abandon, buy. Then the audit: what was answered must be what is.
 */
import { setTimeout as pause } from "node:timers/promises";
import { startService } from "../local/start.ts";
import { callsTo, type Reply } from "./api.ts";
import { writeChart } from "./chart.ts";
import { dynamoDbProxy } from "./dynamodb-proxy.ts";
import { percentile, type Row, writeReport } from "./report.ts";

const BUYERS = Number(process.env["BUYERS"] ?? 2_000);
const ARRIVAL_SECONDS = Number(process.env["SECONDS"] ?? 120);
const EVENT = "stampede";
const FAULTS = { requestLost: 10, responseLost: 10, throttled: 10, slow: 20 };
const BLOCKED = 20;

/** So few seconds that abandoned seats come back while others still want them. */
const LOCK_SECONDS = 8;

interface Place {
	readonly section: string;
	readonly row: string;
	readonly seat: string;
}

interface Sale {
	readonly token: string;
	readonly order: string;
	readonly seats: readonly Place[];
}

const proxy = await dynamoDbProxy();
const service = await startService({ port: 0, endpoint: proxy.endpoint });
const call = callsTo(service.address);
const started = performance.now();
const samples: { at: number; verb: string; milliseconds: number; status: number }[] = [];
const sales: Sale[] = [];
let unanswered = 0;

/** Sends until it is answered: a 503 says that the same request may be sent again (I5). */
const send = async (verb: string, method: string, path: string, body?: unknown): Promise<Reply> => {
	for (;;) {
		const before = performance.now();
		const reply = await call(method, `/events/${EVENT}${path}`, body).catch(() => undefined);
		if (reply === undefined) {
			// The connection broke: nobody knows what became of it, so the same request is sent again.
			unanswered += 1;
			continue;
		}
		const at = (before - started) / 1_000;
		samples.push({ at, verb, milliseconds: performance.now() - before, status: reply.status });
		if (reply.status !== 503) return reply;
		await pause(1_000 * Number(reply.headers.get("retry-after") ?? 1) * Math.random());
	}
};

/** Counts and maps as the edge gives them: one answer for everyone who asks within a second. */
const seen = new Map<string, { at: number; reply: Promise<Reply> }>();
const look = (verb: string, path: string): Promise<Reply> => {
	const known = seen.get(path);
	if (known && performance.now() - known.at < 1_000) return known.reply;
	const reply = send(verb, "GET", path);
	seen.set(path, { at: performance.now(), reply });
	return reply;
};

const chance = (probability: number) => Math.random() < probability;
const pick = <Item>(items: readonly Item[]) => items[Math.floor(Math.random() * items.length)] as Item;
const placesOf = (reply: Reply): Place[] =>
	reply.body.seats.map(({ section, row, seat }: Place) => ({ section, row, seat }));

/** Seats that the map shows free, next to each other where it happens so. */
const chooseFromMap = async (num: number): Promise<Place[]> => {
	const map = await look("map", "/seats");
	type Row = { row: string; seats: (string | { seat: string } | null)[]; taken?: Record<string, unknown> };
	const { section, rows } = pick(map.body.sections as { section: string; rows: Row[] }[]);
	const { row, seats, taken = {} } = pick(rows);
	const free = seats
		.flatMap((place) => (place === null ? [] : typeof place === "string" ? place : place.seat))
		.filter((seat) => !(seat in taken));
	const from = Math.floor(Math.random() * Math.max(1, free.length - num));
	return free.slice(from, from + num).map((seat) => ({ section, row, seat }));
};

const buyer = async (index: number): Promise<void> => {
	await pause(Math.random() ** 1.5 * ARRIVAL_SECONDS * 1_000);
	for (let attempt = 0; attempt < 4; attempt++) {
		if (chance(0.3)) await look("count", "/seat/num_available");
		const token = `stampede-${index}-${attempt}-`.padEnd(32, "x");
		const num = 1 + Math.floor(Math.random() * 4);
		let locked: Reply;
		if (chance(0.5))
			locked = await send("lock_together", "POST", "/seat/lock_together", { num, token, seconds: LOCK_SECONDS });
		else {
			const seats = await chooseFromMap(num);
			if (seats.length === 0) continue;
			locked = await send("lock", "POST", "/seat/lock", { seats, token, seconds: LOCK_SECONDS });
		}
		if (locked.status !== 200) {
			await pause(500 + Math.random() * 1_500);
			continue;
		}
		const seats = placesOf(locked);
		await pause(Math.random() * 4_000);
		if (chance(0.15)) {
			if (chance(0.5)) await send("unlock", "POST", "/seat/unlock", { seats, token });
			return;
		}
		if (chance(0.2)) await send("extend", "POST", "/seat/extend", { seats, token, seconds: LOCK_SECONDS });
		const order = `order-${index}`;
		const claimed = await send("claim", "POST", "/seat/claim", { seats, token, order });
		if (claimed.status === 200) {
			sales.push({ token, order, seats });
			if (chance(0.03)) {
				await send("release", "POST", "/seat/release", { seats, order });
				sales.splice(
					sales.findIndex((sale) => sale.token === token),
					1,
				);
			}
			return;
		}
	}
};

const theatre = await call("GET", "/events/grand-theatre");
await call("PUT", `/events/${EVENT}`, { ...theatre.body, name: "Stampede" });
const plan = await send("map", "GET", "/seats");
const blocked = plan.body.sections[0].rows[0].seats
	.flatMap((place: unknown) => (typeof place === "string" ? [place] : []))
	.slice(0, BLOCKED);
const houseSeats = blocked.map((seat: string) => ({
	section: plan.body.sections[0].section,
	row: plan.body.sections[0].rows[0].row,
	seat,
}));
await send("block", "POST", "/seat/block", { seats: houseSeats, reason: "house seats" });

proxy.breakWith(FAULTS);
await Promise.all(Array.from({ length: BUYERS }, (_, index) => buyer(index)));
proxy.breakWith(undefined);
const seconds = (performance.now() - started) / 1_000;
await pause((LOCK_SECONDS + 1) * 1_000);

// The audit: what is in the house, and whether every sale that was answered still answers so.
const counted = await send("count", "GET", "/seat/num_available?by=section");
const total = (field: string) =>
	Object.values(counted.body.sections as Record<string, Record<string, number>>).reduce(
		(sum, section) => sum + (section[field] ?? 0),
		0,
	);
const sold = sales.flatMap(({ seats }) => seats.map((seat) => JSON.stringify([seat.section, seat.row, seat.seat])));
let repeated = 0;
for (const { token, order, seats } of sales) {
	const again = await send("audit", "POST", "/seat/claim", { seats, token, order });
	if (again.status === 200) repeated += 1;
}
const checks: [string, boolean][] = [
	[
		"sold + available + blocked + locked = the plan",
		total("sold") + total("num") + total("blocked") + total("locked") === counted.body.capacity,
	],
	["no lock is left", total("locked") === 0],
	[
		"every sold seat has exactly one successful claim",
		new Set(sold).size === sold.length && sold.length === total("sold"),
	],
	["every successful claim is in the table", repeated === sales.length],
	["the blocked seats are blocked", total("blocked") === houseSeats.length],
	["every answer is one of the contract's", samples.every(({ status }) => [200, 409, 503].includes(status))],
	["no answer took more than 6 s", samples.every(({ milliseconds }) => milliseconds < 6_000)],
];
await service.stop();
await proxy.stop();

const measured = samples.filter(({ verb }) => verb !== "audit");
const verbs = [...new Set(measured.map(({ verb }) => verb))];
const rows: Row[] = verbs.map((verb) => {
	const own = measured.filter((sample) => sample.verb === verb);
	const times = own.map(({ milliseconds }) => milliseconds);
	const share = (status: number) => own.filter((sample) => sample.status === status).length;
	return [
		verb,
		own.length,
		share(200),
		share(409),
		share(503),
		...[50, 90, 99, 100].map((percent) => Math.round(percentile(times, percent))),
	];
});
const faults = Array.from(proxy.faults(), ([fault, times]) => `${times} × ${fault}`).join(", ");
writeChart("stampede", measured, sales.length);
writeReport("stampede", "Stampede", "npm run stampede", [
	`${BUYERS} buyers arrive within ${ARRIVAL_SECONDS} s for ${counted.body.capacity} seats; ${measured.length} requests in ${Math.round(seconds)} s, ${Math.round(measured.length / seconds)} a second. Faults between the service and DynamoDB: ${faults}. ${sales.length} sales of ${sold.length} seats; ${unanswered} requests had to be sent again because a connection broke.`,
	[["request", "sent", "200", "409", "503", "median, ms", "90 %", "99 %", "longest"], ...rows],
	"![Requests a second, and their latency](stampede.svg)",
	[["the audit", ""], ...checks.map(([name, holds]): Row => [name, holds ? "holds" : "**BROKEN**"])],
]);
const broken = checks.filter(([, holds]) => !holds).length;
console.log(`\n${checks.length - broken} passed, ${broken} failed`);
process.exitCode = broken === 0 ? 0 : 1;
