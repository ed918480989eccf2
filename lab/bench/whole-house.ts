/** 64 buyers at once sell out a house of 80,000 seats; counts and maps of the empty, half-full and full house. */
import { setTimeout as pause } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { startService } from "../../local/start.ts";
import { percentile, type Row, tallyInWords, writeReport } from "../report.ts";
import { callsTo } from "./support/api.ts";

const SECTIONS = 160;
const ROWS = 20;
const ROW_LENGTH = 25;
const BUYERS = 64;
const PARTY_SEATS = 5;
const EVENT = "arena";
/** The counting index may lag behind the table. */
const INDEX_DELAY_MS = 1_000;

const rowLabels = Array.from({ length: ROWS }, (_, row) => String(row + 1));
const seatLabels = Array.from({ length: ROW_LENGTH }, (_, seat) => String(seat + 1));
const sections = Array.from({ length: SECTIONS }, (_, section) => `block-${section + 1}`);
const document = {
	name: "Arena",
	sections: Object.fromEntries(
		sections.map((section) => [section, rowLabels.map((row) => ({ row, seats: seatLabels }))]),
	),
};

const service = await startService({ port: 0 });
const call = callsTo(service.address);

const put = await timed(() => call("PUT", `/events/${EVENT}`, document));
if (put.value.status !== 200) throw new Error(JSON.stringify(put.value.body));

/** Neighbouring seats, in the order of the plan, taking turns over the sections of the house. */
const parties = rowLabels.flatMap((row) =>
	Array.from({ length: ROW_LENGTH / PARTY_SEATS }, (_, party) =>
		seatLabels.slice(party * PARTY_SEATS, (party + 1) * PARTY_SEATS),
	).flatMap((labels) => sections.map((section) => labels.map((seat) => ({ section, row, seat })))),
);
const READ_HEADINGS: Row = ["house", "num", "count, ms", "by section, ms", "map, ms", "map, KB", "map gzipped, KB"];
const reads: Row[] = [];
const latenciesMs: number[] = [];
const answers = new Map<string, number>();

await look("empty");
const half = parties.length / 2;
const first = await timed(() => sell(parties.slice(0, half), 0));
await look("half full");
const second = await timed(() => sell(parties.slice(half), half));
await look("full");
await service.stop();

const seconds = (first.ms + second.ms) / 1_000;
const seatCount = SECTIONS * ROWS * ROW_LENGTH;
writeReport("whole-house", "64 buyers at once sell out a house of 80,000 seats", "npm run bench -- whole-house", [
	`${SECTIONS} sections of ${ROWS} rows of ${ROW_LENGTH} seats, created by one request in ${Math.round(put.ms)} ms. ${parties.length} parties of ${PARTY_SEATS}, each with one lock and one claim over HTTP, from ${BUYERS} buyers at once.`,
	[
		["seats sold", "seconds", "seats/s", "requests", "median, ms", "99th percentile, ms"],
		[
			seatCount,
			Math.round(seconds),
			Math.round(seatCount / seconds),
			latenciesMs.length,
			Math.round(percentile(latenciesMs, 50)),
			Math.round(percentile(latenciesMs, 99)),
		],
	],
	`Answers: ${tallyInWords(answers)}. DynamoDB Local, the service and the buyers share one machine; deployed, the seats are spread over ${SECTIONS} partitions.`,
	[READ_HEADINGS, ...reads],
]);

async function timed<Value>(task: () => Promise<Value>): Promise<{ readonly value: Value; readonly ms: number }> {
	const started = performance.now();
	const value = await task();
	return { value, ms: performance.now() - started };
}

async function look(house: string): Promise<void> {
	await pause(INDEX_DELAY_MS);
	const count = await timed(() => call("GET", `/events/${EVENT}/seat/num_available`));
	const bySection = await timed(() => call("GET", `/events/${EVENT}/seat/num_available?by=section`));
	const map = await timed(() => call("GET", `/events/${EVENT}/seats`));
	for (const { value } of [count, bySection, map])
		if (value.status !== 200) throw new Error(JSON.stringify(value.body));
	const zipped = gzipSync(JSON.stringify(map.value.body)).length;
	const times = [count, bySection, map].map(({ ms }) => Math.round(ms));
	reads.push([house, count.value.body.num, ...times, Math.round(map.value.bytes / 1_000), Math.round(zipped / 1_000)]);
	console.error(reads.at(-1)?.join("  "));
}

/** One buyer: takes the next party from the queue, locks its seats and claims them; a 503 is sent again. */
async function buy(queue: Iterator<[number, (typeof parties)[number]]>): Promise<void> {
	for (let next = queue.next(); !next.done; next = queue.next()) {
		const [index, seats] = next.value;
		const token = `buyer-${String(index).padStart(20, "0")}`;
		for (const [verb, body] of [
			["lock", { token, seats }],
			["claim", { token, seats, order: `order ${index}` }],
		] as const) {
			let status = 503;
			while (status === 503) {
				const reply = await timed(() => call("POST", `/events/${EVENT}/seat/${verb}`, body));
				latenciesMs.push(reply.ms);
				status = reply.value.status;
				answers.set(`${verb} ${status}`, (answers.get(`${verb} ${status}`) ?? 0) + 1);
			}
			if (status !== 200) throw new Error(`${verb} was answered ${status}`);
		}
	}
}

/** @param from number of the first party, so that tokens and orders differ between calls. */
async function sell(some: typeof parties, from: number): Promise<void> {
	const queue = some.map((seats, index) => [from + index, seats] as [number, typeof seats]).values();
	await Promise.all(Array.from({ length: BUYERS }, () => buy(queue)));
}
