/** What one stranger can make the service do is bounded by the route, and not by the stranger (I12). */
import { describe, expect, test } from "@jest/globals";
import { rememberEvents } from "../../store/event-memory.ts";
import type { EventItem } from "../../store/event-record.ts";
import { pack } from "../../store/packed.ts";
import type { Table } from "../../store/table.ts";
import { type Fault, saying } from "../support/network.ts";
import { alice, bob, eventDocument } from "../support/seats.ts";
import { newSale } from "../support/service.ts";

/** Reads of the event's own record are throttled. */
const eventUnreadable: Fault = (sent, deliver) =>
	sent.operation === "GetItem" && sent.input.Key?.sk?.S === "event"
		? saying("ProvisionedThroughputExceededException")(sent, deliver)
		: deliver();

test("forty requests for seats that do not exist read the event's record at most twice in a second", async () => {
	const sale = await newSale();
	const instance = sale.another();

	const { value, operations } = await instance.network.during(() =>
		Promise.all(Array.from({ length: 40 }, (_, index) => instance.get(`/seat/check/orchestra/z/${index}`))),
	);

	expect(new Set(value.map(({ status }) => status))).toEqual(new Set([404]));
	expect(operations.filter((operation) => operation === "GetItem").length).toBeLessThanOrEqual(2);
});

test("while the event's record cannot be read, what needs a live record is served, and nothing new is made", async () => {
	const sale = await newSale();
	const instance = sale.another();
	await instance.post("/seat/lock", {
		token: alice,
		seats: [1, 3].map((n) => ({ section: "orchestra", row: "a", seat: String(n) })),
	});
	instance.age(10_000);
	instance.network.break(eventUnreadable);

	const extended = await instance.post("/seat/extend/orchestra/a/1", { token: alice });
	const claimed = await instance.seller("POST", "/seat/claim/orchestra/a/1", { token: alice, order: "1" });
	const unlocked = await instance.post("/seat/unlock/orchestra/a/3", { token: alice });
	const checked = await instance.get("/seat/check/orchestra/a/5");
	const locked = await instance.post("/seat/lock/orchestra/a/5", { token: bob });
	const blocked = await instance.seller("POST", "/seat/block/orchestra/a/5", { reason: "desk" });
	const released = await instance.seller("POST", "/seat/release/orchestra/a/1", { order: "1" });

	expect([extended, claimed, unlocked, checked, released].map(({ status }) => status)).toEqual([
		200, 200, 200, 200, 200,
	]);
	expect([locked.status, blocked.status]).toEqual([503, 503]);
	expect(checked.body.status).toBe("available");
});

test("while the event's record cannot be read, seats are locked and parties seated until what is known of it is 3 s old", async () => {
	const sale = await newSale();
	const instance = sale.another();
	await instance.get("/seat/check/orchestra/a/1");
	instance.network.break(eventUnreadable);

	instance.age(2_500);
	const party = { num: 2, token: alice };
	const locked = await instance.post("/seat/lock/orchestra/a/5", { token: bob });
	const seated = await instance.post("/seat/lock_together", party);
	const again = await instance.post("/seat/lock_together", party);
	instance.age(500);
	const late = await instance.post("/seat/lock_together", { num: 2, token: bob });

	expect([locked, seated, again, late].map(({ status }) => status)).toEqual([200, 200, 200, 503]);
	expect(again.body.seats).toEqual(seated.body.seats);
});

test("a body whose object has more than a thousand keys is refused at the first that is too many", async () => {
	const sale = await newSale();
	const seats = [{ section: "orchestra", row: "a", seat: "1" }];
	const withKeys = (num: number) => Object.fromEntries(Array.from({ length: num }, (_, index) => [`key ${index}`, 1]));

	const few = await sale.post("/seat/lock", { seats, ...withKeys(999) });
	const many = await sale.post("/seat/lock", { seats, ...withKeys(1_000) });
	const inSeat = await sale.post("/seat/lock", { seats: [{ ...seats[0], ...withKeys(10_000) }] });

	expect([few.status, few.body.errors?.length]).toEqual([400, 100]);
	const refused = [{ path: "", message: expect.stringContaining("more than 1000 keys in one object") }];
	expect([many, inSeat].map(({ status, body }) => [status, body.errors])).toEqual([
		[400, refused],
		[400, refused],
	]);
});

describe("lock_together", () => {
	test("a section named twice is refused, and so are more than 100 sections", async () => {
		const sale = await newSale();
		const sectionsOf = async (sections: string[]) => {
			const { status, body } = await sale.post("/seat/lock_together", { num: 1, sections });
			return [status, body.errors?.[0]?.path];
		};

		expect(await sectionsOf(["orchestra", "orchestra"])).toEqual([400, "/sections"]);
		expect(await sectionsOf(["e\u0301", "é"])).toEqual([400, "/sections"]);
		expect(await sectionsOf(Array.from({ length: 1_000 }, (_, index) => `s${index}`))).toEqual([400, "/sections"]);
		expect(await sectionsOf(Array.from({ length: 100 }, (_, index) => `s${index}`))).toEqual([404, undefined]);
	});

	test("a party asked for again that has lost a seat is refused, and gets no other seats beside those it holds", async () => {
		const sale = await newSale(eventDocument({ maxLockSeconds: 600 }));
		const party = { num: 3, token: alice };
		const { body } = await sale.post("/seat/lock_together", party);
		const [lost, ...held] = body.seats;
		await sale.post("/seat/unlock", {
			token: alice,
			seats: [{ section: lost.section, row: lost.row, seat: lost.seat }],
		});
		await sale.post(`/seat/lock/${lost.section}/${lost.row}/${lost.seat}`, { token: bob });

		const again = await sale.post("/seat/lock_together", party);

		expect(again.status).toBe(409);
		expect(again.body.seats).toMatchObject([{ seat: lost.seat, status: "locked" }]);
		expect(again.body.held.map(({ seat }: { seat: string }) => seat)).toEqual(
			held.map(({ seat }: { seat: string }) => seat),
		);
		expect((await sale.get("/seat/num_available")).body.num).toBe(12 - 3);
	});
});

describe("the memory of events", () => {
	/** A table in which every event is there, with this many sections. */
	const tableOf = (sections: number, reads: string[]) =>
		({
			name: "any",
			pause: async () => {},
			send: async ({ input }: { input: { Key: { pk: string } } }) => {
				reads.push(input.Key.pk);
				const entries = Array.from({ length: sections }, (_, index) => ({
					section: `s${index}`,
					capacity: 1,
					starts: 0,
					shards: [0],
				}));
				const event = pack({ settings: {}, header: {}, sections: entries });
				return { Item: { version: 1, life: "l", seatOrder: "o", chart: "c", event } satisfies EventItem };
			},
		}) as unknown as Table;

	test("a function forgets the events it read longest ago, once it knows 50,000 sections", async () => {
		const reads: string[] = [];
		const table = tableOf(1_000, reads);
		const memory = rememberEvents(() => 0);

		for (let index = 0; index < 60; index++) await memory.event(table, `e${index}`);
		reads.length = 0;
		await memory.event(table, "e59");
		await memory.event(table, "e0");

		expect(reads).toEqual(["e0"]);
	});

	test("an event is old as soon as either clock says so: one may stand still while a function is frozen", async () => {
		const reads: string[] = [];
		const table = tableOf(1, reads);
		const clocks = { steady: 0, wall: 0 };
		const memory = rememberEvents(
			() => clocks.steady,
			() => clocks.wall,
		);

		await memory.event(table, "e");
		clocks.wall = 3_000;
		await memory.event(table, "e");
		clocks.steady = 3_000;
		clocks.wall = -1_000_000;
		await memory.event(table, "e");

		expect(reads).toEqual(["e", "e", "e"]);
	});
});
