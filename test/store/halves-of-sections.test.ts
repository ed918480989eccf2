/** A section has two partitions, each with half of its rows (ADR 050); a look at a section sees both. */
import { expect, test } from "@jest/globals";
import { rowSeatKey } from "../../domain/plan.ts";
import { randomFrom } from "../../lab/simulation/random.ts";
import { findEvent } from "../../store/event.ts";
import { rowPartition } from "../../store/keys.ts";
import { readTaken } from "../../store/read-taken.ts";
import type { Table } from "../../store/table.ts";
import { everyRecord, lifeOf, putSeatRecords } from "../support/records.ts";
import { alice, eventDocument, rows, seat } from "../support/seats.ts";
import { FAR, newSale, type TestService } from "../support/service.ts";

const ROWS = [..."ABCDEFGH"];
const NUMBERS = Array.from({ length: 12 }, (_, index) => `${index + 1}`);

/** Two sections: a third of their seats start sold, and a third of the others have been blocked since. */
async function newHouse(seed: number): Promise<TestService> {
	const chance = randomFrom(seed);
	const section = () =>
		Object.fromEntries(
			ROWS.map((row) => [
				row,
				Object.fromEntries(NUMBERS.map((number) => [number, chance.chance(1 / 3) ? { status: "sold" } : {}])),
			]),
		);
	const service = await newSale(eventDocument({ sections: { left: section(), right: section() } }));
	const others = ["left", "right"].flatMap((name) =>
		ROWS.flatMap((row) => NUMBERS.filter(() => chance.chance(1 / 3)).map((number) => seat(row, number, name))),
	);
	await putSeatRecords(
		service.runtime.table.name,
		others.map((one) => [one, { status: "blocked", reason: "later" }] as const),
	);
	return service;
}

const keyOf = (one: { row: string; seat: string }) => rowSeatKey(one.row, one.seat);

test("pages of any size have every taken seat once, in the order of the keys, whichever half it is in", async () => {
	for (const seed of [1, 2, 3]) {
		const service = await newHouse(seed);
		const look = async (query: string) => (await service.seller("GET", `/events/distant-worlds/taken${query}`)).body;
		const all = await look("?limit=1000");
		const inOrder = ["left", "right"].flatMap((section) =>
			all.seats
				.filter((one: { section: string }) => one.section === section)
				.map(keyOf)
				.sort(),
		);
		const event = await findEvent(service.runtime, "distant-worlds", {});
		const counted = await readTaken(event, undefined, FAR);
		expect(all.next).toBeUndefined();
		expect(all.seats.map(keyOf)).toEqual(inOrder);
		expect(all.seats.length).toBeGreaterThan(counted.length);

		for (const limit of [1, 2, 3, 5, 7, 20, 63]) {
			const found: unknown[] = [];
			for (let query = `?limit=${limit}`; query !== ""; ) {
				const { seats, next } = await look(query);
				expect(seats.length).toBeLessThanOrEqual(limit);
				found.push(...seats);
				query = next === undefined ? "" : `?limit=${limit}&after=${next}`;
			}
			expect(found).toEqual(all.seats);
		}
	}
});

test("a page reads no more records than it may show, also where the rows of one half are all before those of the other", async () => {
	const seats = Array.from({ length: 120 }, (_, index) => index + 1);
	const service = await newSale(eventDocument({ sections: { floor: rows("AC", seats) } }));
	const all = [..."AC"].flatMap((row) => seats.map((number) => seat(row, number, "floor")));
	await putSeatRecords(
		service.runtime.table.name,
		all.map((one) => [one, { status: "blocked", reason: "standing" }] as const),
	);
	const { table } = service.runtime;
	let read = 0;
	const send = (async (command: never, options: never) => {
		const answer: object = await table.send(command, options);
		read += (answer as { readonly Items?: readonly unknown[] }).Items?.length ?? 0;
		return answer;
	}) as Table["send"];
	const counting = service.another();
	Object.assign(counting.runtime, { table: { ...table, send } });
	const found: { row: string; seat: string }[] = [];

	for (let query = "?limit=100"; query !== ""; ) {
		read = 0;
		const { body } = await counting.seller("GET", `/events/distant-worlds/taken${query}`);
		expect(read).toBeGreaterThan(0);
		expect(read).toBeLessThanOrEqual(100);
		found.push(...body.seats);
		query = body.next === undefined ? "" : `?limit=100&after=${body.next}`;
	}

	expect(found.map(keyOf)).toEqual(all.map(keyOf).sort());
});

test("a section is counted without the seats of another whose label begins like it, and with both of its halves", async () => {
	const labels = ["a", "a#0", "a#0#", "a#1", "a#"];
	const sections = Object.fromEntries(labels.map((label) => [label, rows("AC", [1, 2])]));
	const service = await newSale(eventDocument({ sections }));
	const taken = labels.flatMap((section) => [seat("A", 1, section), seat("C", 2, section)]);
	const life = await lifeOf(service.runtime.table.name);
	await service.seller("POST", "/seat/sell", { seats: taken, order: "all" });
	expect(rowPartition(life, "a", "A")).not.toBe(rowPartition(life, "a", "C"));
	// All under one shard, as small sections of a large event may be.
	await putSeatRecords(
		service.runtime.table.name,
		taken.map((one) => [one, { status: "sold", order: "all", soldAt: FAR, tokenHash: "" }] as const),
	);
	const event = await findEvent(service.runtime, "distant-worlds", {});

	for (const label of labels) {
		const entry = event.sections.get(label);
		if (!entry) throw new Error(`no section ${label}`);
		const sections = new Map(event.sections).set(label, { ...entry, shards: [0] });
		const found = (await readTaken({ ...event, sections }, label, FAR)).filter(({ section }) => section === label);

		expect(found.map(({ key }) => key).sort()).toEqual([rowSeatKey("A", "1"), rowSeatKey("C", "2")]);
	}
});

test.each(["A", "C"])(
	"an event with a sale in row %s is not deleted, and one that is deleted leaves nothing",
	async (row) => {
		const service = await newSale(eventDocument({ sections: { stalls: rows("AC", [1, 2]) } }));
		const { name } = service.runtime.table;
		await service.post("/seat/lock", {
			seats: [seat("A", 2, "stalls"), seat("C", 2, "stalls")],
			token: alice,
			seconds: 1,
		});
		const sale = { seats: [seat(row, 1, "stalls")], order: "o-1" };
		await service.seller("POST", "/seat/sell", sale);
		service.clock.now = FAR + 60;

		const refused = await service.seller("DELETE", "/events/distant-worlds");
		await service.seller("POST", "/seat/release", sale);
		const deleted = await service.seller("DELETE", "/events/distant-worlds");

		expect(refused.body).toMatchObject({ type: "/problems/seats-in-use", sold: 1, locked: 0 });
		expect(deleted.status).toBe(200);
		expect((await everyRecord(name)).filter(({ pk }) => pk.startsWith("distant-worlds"))).toEqual([]);
	},
);
