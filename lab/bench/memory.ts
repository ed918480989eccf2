/**
 * What a copy of a function keeps in memory of the events it has been asked about: the heap after a collection, for up to
 * 30,000 events of one section. The table is made up, because memory does not depend on it.
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { EVENT_READ_AGAIN_MS, rememberEvents } from "../../store/event-memory.ts";
import type { EventItem } from "../../store/event-record.ts";
import { pack } from "../../store/packed.ts";
import { openTable, type Table } from "../../store/table.ts";
import { type Row, writeReport } from "../report.ts";

const ROWS = 20;
const ROW_LENGTH = 25;
const STEPS = [1_000, 5_000, 10_000, 20_000, 30_000];

setFlagsFromString("--expose-gc");
const collect: () => void = runInNewContext("gc");

const SETTINGS = { name: "House", lockSeconds: 600, maxLockSeconds: 1_800, maxSeatsPerLock: 10 };
const SECTION = {
	section: "stalls",
	planDigest: "p",
	documentDigest: "d",
	capacity: ROWS * ROW_LENGTH,
	starts: 0,
	shards: [0],
};
const event = pack({ settings: SETTINGS, header: { name: "House" }, sections: [SECTION] });
const plan = pack({
	rows: Array.from({ length: ROWS }, (_, row) => ({ row: `${row}`, places: seatsOfRow() })),
	starts: [],
});

process.env["AWS_REGION"] ??= "us-east-1";
let nowMs = 0;
const memory = rememberEvents(() => nowMs);
const table: Table = { ...openTable("any"), send: answer as unknown as Table["send"] };

const rows: Row[] = [];
const before = heapMb();
for (const [index, events] of STEPS.entries()) {
	for (let number = STEPS[index - 1] ?? 0; number < events; number++) {
		const known = await memory.event(table, `event-${number}`);
		if (known === undefined) throw new Error("the event is not there");
		await memory.plans(table, known, ["stalls"]);
		nowMs += EVENT_READ_AGAIN_MS / 1_000;
	}
	rows.push([events, (heapMb() - before).toFixed(1)]);
}
writeReport("memory", "What a function remembers of events", "npm run bench -- memory", [
	`Each event has one section of ${ROWS * ROW_LENGTH} seats, and its record and its plan have been read. The heap after a collection, besides what it was before the first event. Events are forgotten beyond 50,000 sections and records, plans beyond 400,000 seats (store/event-memory.ts).`,
	[["events asked about", "MB"], ...rows],
]);

function heapMb(): number {
	collect();
	return process.memoryUsage().heapUsed / 1e6;
}

function seatsOfRow() {
	return Array.from({ length: ROW_LENGTH }, (_, seat) => ({ seat: `${seat}` }));
}

interface Read {
	readonly input: { readonly Key?: { readonly pk: string }; readonly RequestItems?: object };
}

/** Every event has the same record and the same plan. */
async function answer({ input }: Read) {
	if (input.Key) {
		return {
			Item: { version: 1, life: `life-of-${input.Key.pk}`, seatOrder: "o", chart: "c", event } satisfies EventItem,
		};
	}
	const [[name, { Keys }]] = Object.entries(input.RequestItems ?? {}) as [[string, { Keys: object[] }]];
	return { Responses: { [name]: Keys.map((key) => ({ ...key, packed: plan })) } };
}
