/** A house of 80,000 seats sold out by 64 buyers at once; the map and the count when it is empty, half full and full. */
import { setTimeout as pause } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { startService } from "../../local/start.ts";
import { percentile, type Row, writeReport } from "../report.ts";
import { callsTo } from "./support/api.ts";

const SECTIONS = 160;
const ROWS = 20;
const ROW_LENGTH = 25;
const BUYERS = 64;
const PARTY = 5;
const EVENT = "arena";

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
const timed = async <Value>(task: () => Promise<Value>) => {
	const started = performance.now();
	const value = await task();
	return { value, milliseconds: performance.now() - started };
};

const put = await timed(() => call("PUT", `/events/${EVENT}`, document));
if (put.value.status !== 200) throw new Error(JSON.stringify(put.value.body));

const reads: Row[] = [["house", "num", "count, ms", "by section, ms", "map, ms", "map, KB", "map gzipped, KB"]];
const look = async (house: string) => {
	await pause(1_000);
	const count = await timed(() => call("GET", `/events/${EVENT}/seat/num_available`));
	const bySection = await timed(() => call("GET", `/events/${EVENT}/seat/num_available?by=section`));
	const map = await timed(() => call("GET", `/events/${EVENT}/seats`));
	for (const { value } of [count, bySection, map])
		if (value.status !== 200) throw new Error(JSON.stringify(value.body));
	const zipped = gzipSync(JSON.stringify(map.value.body)).length;
	const times = [count, bySection, map].map(({ milliseconds }) => Math.round(milliseconds));
	reads.push([house, count.value.body.num, ...times, Math.round(map.value.bytes / 1_000), Math.round(zipped / 1_000)]);
	console.error(reads.at(-1)?.join("  "));
};

/** Parties of neighbours, in the order of the plan, all over the house by turns. */
const parties = rowLabels.flatMap((row) =>
	Array.from({ length: ROW_LENGTH / PARTY }, (_, at) => seatLabels.slice(at * PARTY, (at + 1) * PARTY)).flatMap(
		(labels) => sections.map((section) => labels.map((seat) => ({ section, row, seat }))),
	),
);

const latencies: number[] = [];
const answers = new Map<string, number>();
const buy = async (queue: Iterator<[number, (typeof parties)[number]]>) => {
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
				latencies.push(reply.milliseconds);
				status = reply.value.status;
				answers.set(`${verb} ${status}`, (answers.get(`${verb} ${status}`) ?? 0) + 1);
			}
			if (status !== 200) throw new Error(`${verb} was answered ${status}`);
		}
	}
};
const sell = async (some: typeof parties, from: number) => {
	const queue = some.map((seats, index) => [from + index, seats] as [number, typeof seats]).values();
	await Promise.all(Array.from({ length: BUYERS }, () => buy(queue)));
};

await look("empty");
const half = parties.length / 2;
const first = await timed(() => sell(parties.slice(0, half), 0));
await look("half full");
const second = await timed(() => sell(parties.slice(half), half));
await look("full");
await service.stop();

const seconds = (first.milliseconds + second.milliseconds) / 1_000;
const count = SECTIONS * ROWS * ROW_LENGTH;
writeReport("whole-house", "A house of 80,000 seats, sold out by 64 buyers at once", "npm run bench -- whole-house", [
	`${SECTIONS} sections of ${ROWS} rows of ${ROW_LENGTH}, put in one request in ${Math.round(put.milliseconds)} ms. ${parties.length} parties of ${PARTY}, each one lock and one claim over HTTP, by ${BUYERS} buyers at once.`,
	[
		["seats sold", "seconds", "seats/s", "requests", "median, ms", "99 %, ms"],
		[
			count,
			Math.round(seconds),
			Math.round(count / seconds),
			latencies.length,
			Math.round(percentile(latencies, 50)),
			Math.round(percentile(latencies, 99)),
		],
	],
	`Answers: ${Array.from(answers, ([answer, times]) => `${times} × ${answer}`).join(", ")}. DynamoDB Local, the service and the buyers share the machine; deployed, the seats lie in 160 partitions.`,
	reads,
]);
