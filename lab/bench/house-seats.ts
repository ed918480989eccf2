/**
 * 1,000 house seats are sold while eight browsers lock whatever is free: how many does the seller lose, if each is sold
 * out of its block in one request, and if it is unblocked first, locked and claimed?
 */
import { setTimeout as pause } from "node:timers/promises";
import { startService } from "../../local/start.ts";
import { type Row, writeReport } from "../report.ts";
import { type Call, callsTo } from "./support/api.ts";

const SEATS = 1_000;
const BROWSERS = 8;
const REASON = "house";
const PAUSE_MS = 100;
const POLL_MS = 20;

const WAYS: Readonly<Record<string, (call: Call, event: string, seat: object, order: string) => Promise<boolean>>> = {
	"sell, naming the reason": async (call, event, seat, order) => {
		const { status } = await call("POST", `/events/${event}/seat/sell`, { seats: [seat], order, reason: REASON });
		return status === 200;
	},
	"unblock, lock and claim": async (call, event, seat, order) => {
		const token = order.padEnd(22, "0");
		await call("POST", `/events/${event}/seat/unblock`, { seats: [seat], reason: REASON });
		await call("POST", `/events/${event}/seat/lock`, { seats: [seat], token });
		const { status } = await call("POST", `/events/${event}/seat/claim`, { seats: [seat], token, order });
		return status === 200;
	},
};

const service = await startService({ port: 0 });
const callOnce = callsTo(service.address);
/** A client sends a request again that was not answered, or answered 503. Every one of these may be repeated. */
async function call(...request: Parameters<Call>): ReturnType<Call> {
	for (;;) {
		const reply = await callOnce(...request).catch(() => undefined);
		if (reply !== undefined && reply.status !== 503) return reply;
		await pause(PAUSE_MS);
	}
}

const rows: Row[] = [];
for (const [index, [way, sell]] of Object.entries(WAYS).entries()) {
	const event = `house-${index}`;
	const seats = Array.from({ length: SEATS }, (_, seat) => String(seat));
	const named = seats.map((seat) => ({ section: "stalls", row: "a", seat }));
	await call("PUT", `/events/${event}`, { name: event, sections: { stalls: [{ row: "a", seats }] } });
	for (let first = 0; first < SEATS; first += 100) {
		await call("POST", `/events/${event}/seat/block`, { seats: named.slice(first, first + 100), reason: REASON });
	}

	let next = 0;
	let attempts = 0;
	let won = 0;
	// Each browser wants the seats that are about to be sold.
	const browser = async (number: number) => {
		while (next < SEATS) {
			const seat = named[Math.min(SEATS - 1, next + (number % 2))];
			const { status } = await call("POST", `/events/${event}/seat/lock`, { seats: [seat] });
			attempts += 1;
			if (status === 200) won += 1;
			await pause(POLL_MS);
		}
	};
	const browsers = Array.from({ length: BROWSERS }, (_, number) => browser(number));
	let kept = 0;
	for (; next < SEATS; next++) if (await sell(call, event, named[next] ?? {}, `order-${next}`)) kept += 1;
	await Promise.all(browsers);
	rows.push([way, kept, SEATS - kept, won, attempts]);
	console.log(`${way}: ${kept} of ${SEATS} kept`);
}
await service.stop();
writeReport(
	"house-seats",
	`${SEATS} house seats are sold against ${BROWSERS} polling browsers`,
	"npm run bench -- house-seats",
	[
		[
			["the seller's way", "sold by the seller", "lost", "locks that browsers won", "locks that browsers tried"],
			...rows,
		],
	],
);
