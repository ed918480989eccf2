/** What a function remembers of events: how old it may be, how much it is, and whose answer counts. */
import { expect, jest, test } from "@jest/globals";
import { type EventMemory, type KnownEvent, rememberEvents } from "../../store/event-memory.ts";
import type { EventItem } from "../../store/event-record.ts";
import type { Key } from "../../store/keys.ts";
import { pack } from "../../store/packed.ts";
import { openTable, type Table, TryAgain } from "../../store/table.ts";

const SETTINGS = { name: "x", lockSeconds: 600, maxLockSeconds: 1_800, maxSeatsPerLock: 10 };

/** The record of an event of this many sections, at this version. */
function recordOf(sections: number, version = 1): EventItem {
	const entries = Array.from({ length: sections }, (_, index) => ({
		section: `section ${index}`,
		capacity: 1,
		starts: 0,
	}));
	const event = pack({ settings: SETTINGS, header: {}, sections: entries });
	return { version, life: "a-life", seatOrder: "an-order", chart: "a-chart", event };
}

/** A table in which every event has the record that `read` makes, and how many times a record was read. */
function tableWith(read: () => EventItem | Promise<EventItem>) {
	const reads: string[] = [];
	const send = async ({ input }: { readonly input: { readonly Key: { readonly pk: string } } }) => {
		reads.push(input.Key.pk);
		return { Item: await read() };
	};
	const table: Table = { ...openTable("any"), send: send as unknown as Table["send"] };
	return { table, reads };
}

/** An answer that comes when the test says so. */
function answers() {
	const waiting: { readonly answer: (record: EventItem) => void; readonly fail: () => void }[] = [];
	const next = () =>
		new Promise<EventItem>((resolve, reject) => {
			waiting.push({ answer: resolve, fail: () => reject(new TryAgain("lost")) });
		});
	return { next, waiting };
}

test("an event's age follows the clock that moved most, so a frozen clock does not keep it young", async () => {
	const clocks = [1_000_000, 500];
	const memory = rememberEvents(
		() => clocks[0] ?? 0,
		() => clocks[1] ?? 0,
	);
	const { table, reads } = tableWith(() => recordOf(1));

	const event = await memory.event(table, "e");
	clocks[1] = 1_700;

	expect(event?.ageMs()).toBe(1_200);
	await memory.event(table, "e", 1_201);
	expect(reads).toHaveLength(1);
	await memory.event(table, "e", 1_200);
	expect(reads).toHaveLength(2);
});

test("a label that memory does not know makes a function read the event again at most once a second", async () => {
	let now = 0;
	const memory = rememberEvents(() => now);
	const { table, reads } = tableWith(() => recordOf(1));
	const readsAt = async (instant: number) => {
		now = instant;
		await memory.reread(table, "e");
		return reads.length;
	};

	expect([await readsAt(0), await readsAt(999), await readsAt(1_000), await readsAt(1_999)]).toEqual([1, 1, 2, 2]);
});

test("memory holds events of 50,000 sections and their records, and forgets first the event that was read longest ago", async () => {
	const memory = rememberEvents(() => 0);
	const { table } = tableWith(() => recordOf(999));
	const read = async (id: number, maxAgeMs?: number) => void (await memory.event(table, String(id), maxAgeMs));
	const known = () => Array.from({ length: 52 }, (_, id) => id).filter((id) => memory.lastKnown(String(id)));

	for (let id = 0; id < 50; id++) await read(id);
	expect(known()).toHaveLength(50);
	await read(0, 0);
	await read(50);
	expect(known()).toEqual(Array.from({ length: 51 }, (_, id) => id).filter((id) => id !== 1));
	await read(51);
	expect(known()).toEqual(Array.from({ length: 52 }, (_, id) => id).filter((id) => id !== 1 && id !== 2));
});

test("a late answer does not replace a newer one", async () => {
	const { next, waiting } = answers();
	const memory = rememberEvents(() => 0);
	const { table, reads } = tableWith(next);
	const [early, late] = [memory.event(table, "e"), memory.event(table, "e", 0)];

	waiting[1]?.answer(recordOf(1, 2));
	await late;
	waiting[0]?.answer(recordOf(1, 1));
	await early;

	expect(memory.lastKnown("e")?.version).toBe(2);
	expect((await memory.event(table, "e"))?.version).toBe(2);
	expect(reads).toHaveLength(2);
});

test("a read that fails after a later one has succeeded does not take away what that one found", async () => {
	const { next, waiting } = answers();
	const memory: EventMemory = rememberEvents(() => 0);
	const { table, reads } = tableWith(next);
	const [early, late] = [memory.event(table, "e"), memory.event(table, "e", 0)];

	waiting[1]?.answer(recordOf(1, 2));
	await late;
	waiting[0]?.fail();
	await expect(early).rejects.toBeInstanceOf(TryAgain);

	expect((await memory.event(table, "e"))?.version).toBe(2);
	expect(reads).toHaveLength(2);
});

test("the plans that were used last are the last that a function forgets", async () => {
	const memory = rememberEvents(() => 0);
	const reads: string[] = [];
	const send = async ({ input }: { readonly input: { readonly RequestItems: Record<string, { Keys: Key[] }> } }) => {
		const keys = Object.values(input.RequestItems).flatMap(({ Keys }) => Keys);
		reads.push(...keys.map(({ pk }) => pk.split("#")[0] ?? ""));
		return { Responses: { any: keys.map((key) => ({ ...key, packed: pack({ rows: [], starts: [] }) })) } };
	};
	const table: Table = { ...openTable("any"), send: send as unknown as Table["send"] };
	const entry = { section: "stalls", documentDigest: "d", planDigest: "p", capacity: 100_000, starts: 0, shards: [0] };
	const look = (id: string) => {
		const event = { id, life: "a-life", sections: new Map([["stalls", entry]]) } as unknown as KnownEvent;
		return memory.plans(table, event, ["stalls"]);
	};

	for (const id of ["on-sale", "b", "c", "d", "on-sale", "e", "on-sale", "b"]) await look(id);

	expect(reads).toEqual(["on-sale", "b", "c", "d", "e", "b"]);
});

test("a second look at all 1,000 sections of an event makes the key of no plan again (I12)", async () => {
	const memory = rememberEvents(() => 0);
	const send = async ({ input }: { readonly input: { readonly RequestItems: Record<string, { Keys: Key[] }> } }) => {
		const keys = Object.values(input.RequestItems).flatMap(({ Keys }) => Keys);
		return { Responses: { any: keys.map((key) => ({ ...key, packed: pack({ rows: [], starts: [] }) })) } };
	};
	const table: Table = { ...openTable("any"), send: send as unknown as Table["send"] };
	const entry = { documentDigest: "d", planDigest: "p", capacity: 80, starts: 0, shards: [0] };
	const sections = new Map(
		Array.from({ length: 1_000 }, (_, index) => [`${index}`, { ...entry, section: `${index}` }]),
	);
	const event = { id: "e", life: "a-life", sections } as unknown as KnownEvent;
	const first = await memory.plans(table, event, sections.keys());
	const written = jest.spyOn(JSON, "stringify");

	const again = await memory.plans(table, event, sections.keys());

	const times = written.mock.calls.length;
	written.mockRestore();
	expect([first.size, again.size, times]).toEqual([1_000, 1_000, 0]);
});
