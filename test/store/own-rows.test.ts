/** In a rush, copies of the function look in rows that no other copy tries (ADR 052). */
import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, test } from "@jest/globals";
import type { Event } from "../../store/event.ts";
import { newOwnRows, rowsToTake } from "../../store/own-rows.ts";
import { newPicks } from "../../store/picks.ts";
import { timeLimit } from "../../store/table.ts";
import { saying } from "../support/network.ts";
import { house, tokenOf } from "../support/seats.ts";
import { newService, type TestService } from "../support/service.ts";

const ROWS = 40;

/** A house of 400 seats in 40 rows, too large to be read directly. */
async function newHouse(): Promise<TestService> {
	const service = await newService();
	const { status } = await service.seller("PUT", "/events/distant-worlds", house(1, ROWS, 10));
	expect(status).toBe(200);
	await service.get("/seat/together?num=2");
	return service;
}

/** A copy that always draws the first place, and has taken its number. */
async function copyOf(service: TestService): Promise<TestService> {
	const copy = service.another();
	Object.assign(copy.runtime, { draw: () => 0 });
	await eventOf(copy).then((event) => copy.runtime.readings.turn(event));
	return copy;
}

async function eventOf({ runtime, clock }: TestService): Promise<Event> {
	const { table, memory, readings } = runtime;
	const known = await memory.event(table, "distant-worlds", clock.now);
	if (known === undefined) throw new Error("the event is not there");
	return { ...known, table, memory, readings } as Event;
}

/** The copy's next party loses the place that it tries first to another buyer. */
function beat(service: TestService, copy: TestService): void {
	copy.network.break(async (sent, deliver) => {
		if (sent.operation !== "TransactWriteItems") return deliver();
		copy.network.break();
		const keys: { sk: { S: string } }[] = sent.input.TransactItems.flatMap(
			({ Put }: { Put: { Item: object } }) => Put.Item,
		);
		const places = keys.filter(({ sk }) => sk.S.startsWith("[")).map(({ sk }) => JSON.parse(sk.S));
		const seats = places.map(([row, seat]) => ({ section: "section 1", row, seat }));
		expect((await service.post("/seat/lock", { seats })).status).toBe(200);
		return deliver();
	});
}

/** What the copy's next party of two sent to count or write, and the row that it was given. */
async function party(copy: TestService, body: object = {}): Promise<readonly [...string[], number]> {
	const { value, operations } = await copy.network.during(() => copy.post("/seat/lock_together", { num: 2, ...body }));
	expect(value.status).toBe(200);
	const sent = operations.filter((operation) => operation === "UpdateItem" || operation === "TransactWriteItems");
	return [...sent, Number(value.body.seats[0].row.replace("row ", ""))];
}

async function beatenCopyOf(service: TestService): Promise<TestService> {
	const copy = await copyOf(service);
	beat(service, copy);
	await party(copy);
	return copy;
}

test("a party that has lost its place is given one in rows that its copy takes, and so are the next parties", async () => {
	const service = await newHouse();
	const copy = await copyOf(service);
	beat(service, copy);

	expect(await party(copy)).toEqual(["TransactWriteItems", "UpdateItem", "TransactWriteItems", 1]);
	for (let place = 3; place <= 5; place++) expect(await party(copy)).toEqual(["TransactWriteItems", 1]);
	expect(await party(copy)).toEqual(["UpdateItem", "TransactWriteItems", 2]);
	expect(await party(copy)).toEqual(["TransactWriteItems", 2]);
});

test("copies in a rush have different rows, so no party of theirs loses its place", async () => {
	const service = await newHouse();
	const copies = [await beatenCopyOf(service), await beatenCopyOf(service), await beatenCopyOf(service)];

	// What they tried before the rush is in the way of some.
	for (let place = 1; place <= 5; place++) for (const copy of copies) await party(copy);

	const rows = new Map<number, TestService>();
	for (let round = 1; round <= 8; round++) {
		for (const copy of copies) {
			const given = await party(copy);
			expect(given.filter((sent) => sent === "TransactWriteItems")).toHaveLength(1);
			const row = Number(given.at(-1));
			expect(rows.get(row) ?? copy).toBe(copy);
			rows.set(row, copy);
		}
	}
});

test("a copy that has lost no place takes no rows", async () => {
	const copy = await copyOf(await newHouse());

	await party(copy);

	expect(await party(copy)).toEqual(["TransactWriteItems", 1]);
});

test("a copy stops when a minute has passed, unless others have taken rows since", async () => {
	const service = await newHouse();
	const [one, other] = [await beatenCopyOf(service), await beatenCopyOf(service)];
	const minute = async (copy: TestService) => {
		copy.age(59_000);
		// The first party finds that the copy is not busy.
		await party(copy);
	};
	const usesOwnRows = async (copy: TestService) => {
		for (let place = 1; place <= 6; place++) {
			if ((await party(copy)).includes("UpdateItem")) return true;
		}
		return false;
	};

	await minute(one);
	expect(await usesOwnRows(one)).toBe(true);
	await minute(one);
	expect(await usesOwnRows(one)).toBe(true);
	await minute(other);
	other.age(2_000);
	await party(other);
	expect(await usesOwnRows(other)).toBe(false);
});

test("a party whose copy is given no rows is served all the same", async () => {
	const service = await newHouse();
	const copy = await beatenCopyOf(service);
	for (let place = 1; place <= 3; place++) await party(copy);
	copy.network.break((sent, deliver, ended) =>
		sent.operation === "UpdateItem" ? saying("AccessDeniedException", {}, 400)(sent, deliver, ended) : deliver(),
	);
	const refused = await party(copy);
	copy.network.break();
	// Not asked again before there is another reading.
	const next = await party(copy);

	expect([refused.slice(0, -1), next.slice(0, -1)]).toEqual([
		["UpdateItem", "TransactWriteItems"],
		["TransactWriteItems"],
	]);
});

test("rows that come too late for one party are there for the next", async () => {
	const service = (await newHouse()).another(undefined, { timeLimit });
	const event = await eventOf(service);
	const rows = newOwnRows(() => 0);
	let release = () => {};
	const held = new Promise<void>((resolve) => {
		release = resolve;
	});
	service.network.break(async (sent, deliver) => {
		if (sent.operation === "UpdateItem") await held;
		return deliver();
	});

	expect(await rows.take(event, { first: 4, share: 1, end: 8 }, 1)).toBeUndefined();
	release();
	while (rows.ranges().length === 0) await wait(10);

	expect(rows.ranges()).toEqual([{ from: 4, to: 5 }]);
});

test("when all rows have been given out, the next ones are given out from the front again", async () => {
	const event = await eventOf(await newHouse());
	const rows = newOwnRows(() => 0);
	let asOfMs = 0;
	const take = () => rows.take(event, front, ++asOfMs);
	const front = { first: 3, share: 0.5, end: 8 };

	const taken = [await take(), await take(), await take(), await take()];

	expect(taken).toEqual([{ from: 3, to: 6 }, { from: 6, to: 9 }, undefined, { from: 3, to: 6 }]);
	expect(rows.ranges()).toEqual([{ from: 3, to: 6 }]);
});

test("after rows that were of no use, none are taken before there is another reading", async () => {
	const event = await eventOf(await newHouse());
	const rows = newOwnRows(() => 0);
	const front = { first: 0, share: 1, end: 8 };

	expect(await rows.take(event, front, 1)).toEqual({ from: 0, to: 1 });
	rows.noteUseless(1);

	expect(await rows.take(event, front, 1)).toBeUndefined();
	expect(await rows.take(event, front, 2)).toEqual({ from: 1, to: 2 });
});

test("rows are given out from the front again every five minutes", async () => {
	const event = await eventOf(await newHouse());
	let nowMs = 0;
	const rows = newOwnRows(() => nowMs);
	const take = async () => (await rows.take(event, { first: 0, share: 1, end: 8 }, 1))?.from;

	expect([await take(), await take()]).toEqual([0, 1]);
	nowMs = 299_999;
	expect(await take()).toBe(2);
	nowMs = 300_000;
	expect([rows.ranges(), await take()]).toEqual([[], 0]);
});

test("another order of the seats has other rows", async () => {
	const event = await eventOf(await newHouse());
	const rows = newOwnRows(() => 0);
	const take = async (seatOrder: string) => (await rows.take({ ...event, seatOrder }, front, 1))?.from;
	const front = { first: 0, share: 1, end: 8 };

	expect([await take("one"), await take("one"), await take("other")]).toEqual([0, 1, 0]);
});

test("enough rows are taken that one very likely has room", () => {
	expect([1, 0.9, 0.5, 0.1, 0.01].map(rowsToTake)).toEqual([1, 1, 3, 16, 16]);
});

test("rows that are taken while the next list begins belong to the list before", async () => {
	const service = await newHouse();
	const event = await eventOf(service);
	let nowMs = 0;
	const rows = newOwnRows(() => nowMs);
	service.network.break(async (sent, deliver) => {
		if (sent.operation === "UpdateItem") nowMs = 300_000;
		return deliver();
	});

	expect(await rows.take(event, { first: 0, share: 1, end: 8 }, 1)).toEqual({ from: 0, to: 1 });

	expect(rows.ranges()).toEqual([]);
});

test("a late report about an older reading does not undo that rows were useless after a newer one", async () => {
	const event = await eventOf(await newHouse());
	const rows = newOwnRows(() => 0);
	rows.noteUseless(2);
	rows.noteUseless(1);

	expect(await rows.take(event, { first: 0, share: 1, end: 8 }, 2)).toBeUndefined();
});

test("a copy that begins when all rows have been given out takes some from the front at its next request", async () => {
	const event = await eventOf(await newHouse());
	const front = { first: 0, share: 1, end: 1 };
	await newOwnRows(() => 0).take(event, front, 1);
	const rows = newOwnRows(() => 0);

	expect([await rows.take(event, front, 1), rows.isScarce()]).toEqual([undefined, true]);
	expect(await rows.take(event, front, 1)).toEqual({ from: 0, to: 1 });
});

test.each([
	[8, 50],
	[16, 25],
])("a house in rows of %i is sold to the last four seats in a rush of parties of four", async (length, rows) => {
	const service = await newService();
	await service.seller("PUT", "/events/distant-worlds", house(1, rows, length));
	await service.get("/seat/together?num=4");
	const copies = await Promise.all(Array.from({ length: 20 }, () => copyOf(service)));
	const statuses: number[] = [];
	for (let round = 1; round <= 5; round++) {
		for (const copy of copies) copy.age(700);
		const replies = await Promise.all(copies.map((copy) => copy.post("/seat/lock_together", { num: 4 })));
		statuses.push(...replies.map(({ status }) => status));
	}

	expect(statuses).toEqual(Array(100).fill(200));
});

test("where all rows are given out twice within seconds, copies share them, so each draws instead", async () => {
	let now = 0;
	const rows = newOwnRows(() => now);
	const event = await eventOf(await newHouse());
	const front = { first: 0, share: 1, end: 1 };
	const take = async (asOfMs: number) => {
		now = asOfMs;
		await rows.take(event, front, asOfMs);
		return rows.isCrowded();
	};

	// One row, which the first take gets, and the end of the list for the others.
	expect([await take(1_000), await take(2_000)]).toEqual([false, false]);
	expect([await take(3_000), await take(4_000)]).toEqual([false, true]);
	now += 61_000;
	expect(rows.isCrowded()).toBe(false);
});

test("a clock that is set back ends a rush, and forgets what was picked by the later one", () => {
	let now = 3_600_000;
	const rows = newOwnRows(() => now);
	const picks = newPicks(() => now);
	rows.noteLoss();
	picks.add([{ section: "stalls", row: "a", seat: "1" }]);
	expect([rows.isRush(), picks.isEmpty()]).toEqual([true, false]);

	now = 0;
	picks.forget(now);

	expect([rows.isRush(), picks.isEmpty()]).toEqual([false, true]);
});

test("rows that other requests of the same copy have filled were of use, so the next one takes rows at once", async () => {
	const service = await newHouse();
	const copy = await beatenCopyOf(service);
	const parties = Array.from({ length: 12 }, () => copy.post("/seat/lock_together", { num: 2 }));
	const statuses = (await Promise.all(parties)).map(({ status }) => status);

	expect(statuses).toEqual(statuses.map(() => 200));
	expect(await party(copy)).toEqual(["UpdateItem", "TransactWriteItems", expect.any(Number)]);
});

test("a party takes no rows if none of the remaining ones suits it", async () => {
	const service = await newService();
	const [first = { row: "", seats: [] }, ...others] = house(1, 20, 10).sections["section 1"] ?? [];
	const sections = { "section 1": [{ ...first, category: "gold" }, ...others] };
	await service.seller("PUT", "/events/distant-worlds", { name: "x", sections });
	await service.get("/seat/together?num=2");
	const copy = await beatenCopyOf(service);
	const gold = { categories: ["gold"] };
	for (let place = 3; place <= 5; place++) expect((await party(copy, gold)).at(-1)).toBe(1);

	const { value, operations } = await copy.network.during(() => copy.post("/seat/lock_together", { num: 2, ...gold }));

	expect([value.status, operations.includes("UpdateItem")]).toEqual([409, false]);
	expect(await party(copy)).toEqual(["UpdateItem", "TransactWriteItems", 2]);
});

describe("a copy in a rush takes no rows", () => {
	test.each<[string, object]>([
		["for a party that looks in some sections", { sections: ["section 1"] }],
		["for a party that looks in another order", { sections: ["section 2", "section 1"] }],
		["for a party that needs an accessible seat", { accessible: true }],
	])("%s", async (_, wanted) => {
		const service = await newService();
		const [first, ...others] = house(1, 20, 10).sections["section 1"] ?? [];
		const accessible = { row: "row 21", seats: [{ seat: "1", accessible: true }, "2"] };
		const sections = { "section 1": [first, ...others, accessible], "section 2": others };
		const { status } = await service.seller("PUT", "/events/distant-worlds", { name: "x", sections });
		expect(status).toBe(200);
		await service.get("/seat/together?num=2");
		const copy = await beatenCopyOf(service);
		for (let place = 3; place <= 5; place++) await party(copy);

		expect((await party(copy, wanted)).slice(0, -1)).toEqual(["TransactWriteItems"]);
		expect((await party(copy)).slice(0, -1)).toEqual(["UpdateItem", "TransactWriteItems"]);
	});

	test("for a request that is sent again", async () => {
		const copy = await copyOf(await newHouse());
		const body = { token: tokenOf("party") };
		const [, given] = await party(copy, body);

		expect((await party(copy, body)).at(-1)).toBe(given);
		expect((await party(copy)).slice(0, -1)).toEqual(["TransactWriteItems"]);
	});
});

test("concurrent requests of one copy choose different places, even in a rush", async () => {
	const service = await newHouse();
	const copy = await beatenCopyOf(service);

	const { operations } = await copy.network.during(() =>
		Promise.all(Array.from({ length: 20 }, () => copy.post("/seat/lock_together", { num: 2 }))),
	);

	expect(operations.filter((sent) => sent === "TransactWriteItems")).toHaveLength(20);
});

test("a party that loses its place in rows of its own looks at the house as it is now", async () => {
	const service = await newService();
	await service.seller("PUT", "/events/distant-worlds", house(10, 4, 10));
	await service.get("/seat/together?num=2");
	const copy = await beatenCopyOf(service);
	for (let second = 1; second <= 3; second++) {
		copy.age(900);
		await party(copy);
	}
	for (let number = 1; number < 10; number++) {
		for (const row of ["row 1", "row 2", "row 3", "row 4"]) {
			for (let seat = 1; seat <= 10; seat++) {
				const seats = [{ section: `section ${number}`, row, seat: String(seat) }];
				await service.seller("POST", "/seat/block", { seats, reason: "closed" });
			}
		}
	}
	service.age(5_000);
	await service.get("/seat/together?num=2");

	const { value, operations } = await copy.network.during(() => copy.post("/seat/lock_together", { num: 2 }));

	expect([value.status, value.body.seats?.[0].section]).toEqual([200, "section 10"]);
	expect(operations.filter((sent) => sent === "TransactWriteItems")).toHaveLength(2);
});

test("a large party leaves the rows in front to small ones", async () => {
	const service = await newService();
	const seats = (count: number) => Array.from({ length: count }, (_, index) => String(index + 1));
	const rows = [8, 8, 8, 8, 20, 20, 20, 20].map((count, index) => ({ row: `row ${index + 1}`, seats: seats(count) }));
	await service.seller("PUT", "/events/distant-worlds", { name: "x", sections: { "section 1": rows } });
	await service.get("/seat/together?num=2");
	const copy = await beatenCopyOf(service);
	const other = await beatenCopyOf(service);
	copy.age(299_000);
	other.age(299_000);
	await party(copy);
	await party(other);
	beat(service, copy);
	await party(copy, { num: 10 });
	beat(service, other);
	await party(other);

	expect(Number((await party(other)).at(-1))).toBeLessThanOrEqual(4);
});
