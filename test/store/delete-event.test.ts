/** The deletion of an event: only when nothing of it is sold or locked, and then all of it (I7). */
import { describe, expect, test } from "@jest/globals";
import { EVENT_FRESH_MS } from "../../store/event-memory.ts";
import { TryAgain } from "../../store/table.ts";
import { type Fault, onlyTheFirst, requestLost, responseLost } from "../support/network.ts";
import { everyRecord, putSeatRecords, seatRecords } from "../support/records.ts";
import { alice, bob, eventDocument, house, rows, seat, seatsIn } from "../support/seats.ts";
import { FAR, inTime, newSale, newService, type TestService } from "../support/service.ts";

const remove = (by: TestService, id = "distant-worlds") => by.seller("DELETE", `/events/${id}`);
const impatient = async () => {};

/** An instance that does not wait; what it would wait for happens in the meantime. */
const hasty = (service: TestService, meanwhile: (milliseconds: number) => Promise<unknown> = impatient, now = FAR) =>
	service.another(
		{ now },
		{
			wait: async (milliseconds) => {
				await meanwhile(milliseconds);
			},
		},
	);

/** Takes seats of row a off sale, past the service, for there may be many. */
const block = (
	sale: TestService,
	sections: readonly string[],
	numbers: readonly number[],
	event = "distant-worlds",
) => {
	const blocked = { status: "blocked", reason: "closed" } as const;
	const seats = sections.flatMap((section) => numbers.map((number) => [seat("a", number, section), blocked] as const));
	return putSeatRecords(sale.runtime.table.name, seats, event);
};

test("a deleted event is gone: from the list, from every path, and with every record", async () => {
	const states = { 1: { status: "blocked" }, 3: { status: "locked", expires: FAR + 1 } };
	const sale = await newSale(eventDocument({ sections: { orchestra: { a: states, ...rows("b", [1]) }, roof: {} } }));
	await sale.post("/seat/lock/orchestra/b/1", { token: alice, seconds: 1 });
	// An older plan of the section, which nothing refers to any more.
	await sale.seller("PUT", "/events/distant-worlds", {
		...eventDocument({ sections: { orchestra: { a: states, ...rows("bc", [1]) }, roof: {} } }),
	});
	await sale.seller("PUT", "/events/other", eventDocument());
	const others = (await everyRecord(sale.runtime.table.name)).filter(({ pk, sk }) => /other/.test(pk + sk));

	const { status, body } = await remove(hasty(sale, impatient, FAR + 1));

	expect(status).toBe(200);
	expect(body).toEqual({ message: "event distant-worlds is deleted", event: "distant-worlds" });
	expect(await everyRecord(sale.runtime.table.name)).toEqual(others);
	const fresh = sale.another();
	expect((await fresh.get("/events")).body.events).toMatchObject([{ event: "other" }]);
	expect((await fresh.get("/seat/check/orchestra/a/1")).status).toBe(404);
	expect((await remove(fresh)).status).toBe(404);
});

test("an event of which a seat is sold is not deleted", async () => {
	const sale = await newSale();
	await sale.post("/seat/lock/orchestra/a/1", { token: alice });
	await sale.seller("POST", "/seat/claim/orchestra/a/1", { token: alice });

	const { status, body } = await remove(hasty(sale, impatient, FAR + 1_000_000));

	expect(status).toBe(409);
	expect(body).toMatchObject({ type: "/problems/seats-in-use", sold: 1, locked: 0 });
	expect((await sale.another().get("/seat/check/orchestra/a/1")).body.status).toBe("sold");
});

test("an event of which a seat is locked is not deleted before the second the lock ends (I2)", async () => {
	const sale = await newSale();
	await sale.post("/seat/lock", { seats: seatsIn("a", 1, 3), token: alice, seconds: 60 });

	const { status, body } = await remove(hasty(sale, impatient, FAR + 59));

	expect(status).toBe(409);
	expect(body).toMatchObject({ sold: 0, locked: 2 });
	expect((await remove(hasty(sale, impatient, FAR + 60))).status).toBe(200);
});

test("an event that is in use stays open while that is found out", async () => {
	const sale = await newSale();
	await sale.post("/seat/lock", { seats: seatsIn("a", 1, 3), token: alice });
	await sale.seller("POST", "/seat/claim/orchestra/a/1", { token: alice });
	const waits: number[] = [];
	const by = hasty(sale, async (milliseconds) => waits.push(milliseconds));

	const { value, operations } = await by.network.during(() => remove(by));

	expect(value.body).toMatchObject({ sold: 1, locked: 1 });
	expect(waits).toEqual([]);
	expect(operations).toEqual(["GetItem", "Query"]);
});

test("an event that is changed while it is looked at is asked for again", async () => {
	const sale = await newSale();
	const by = hasty(sale);
	by.network.break(
		onlyTheFirst(1, async (_, deliver) => {
			const answer = await deliver();
			await sale.seller("PUT", "/events/distant-worlds", eventDocument({ name: "changed" }));
			return answer;
		}),
	);

	expect((await remove(by)).status).toBe(503);
	expect((await sale.another().get("/events/distant-worlds")).body.name).toBe("changed");
});

test("an event that is made again under the same id starts clean", async () => {
	const states = { 1: { status: "blocked" }, 3: {} };
	const sale = await newSale(eventDocument({ sections: { orchestra: { a: states } } }));
	await sale.post("/seat/lock/orchestra/a/3", { token: alice, seconds: 1 });
	await remove(hasty(sale, impatient, FAR + 1));

	await sale.seller("PUT", "/events/distant-worlds", eventDocument());

	const fresh = sale.another();
	expect((await fresh.get("/seat/num_available")).body).toMatchObject({ num: 12, capacity: 12 });
	expect((await fresh.post("/seat/lock", { seats: seatsIn("a", 1, 3), token: bob })).status).toBe(200);
});

test("an event of many records is deleted in several transactions, all of it", async () => {
	const numbers = Array.from({ length: 150 }, (_, index) => index);
	const section = rows("a", numbers);
	const sale = await newSale(eventDocument({ sections: { orchestra: section, stalls: section } }));
	await block(sale, ["orchestra", "stalls"], numbers);

	const deletion = hasty(sale);
	const { value, operations } = await deletion.network.during(() => remove(deletion));

	expect(value.status).toBe(200);
	expect(operations.filter((operation) => operation === "TransactWriteItems").length).toBeGreaterThan(3);
	expect(await everyRecord(sale.runtime.table.name)).toEqual([]);
});

describe("functions that still remember the event", () => {
	test("are waited for, as long as they trust their memory", async () => {
		const sale = await newSale();
		let waited = 0;

		await remove(
			hasty(sale, async (milliseconds) => {
				waited += milliseconds;
			}),
		);

		expect(waited).toBeGreaterThanOrEqual(EVENT_FRESH_MS);
	});

	test("may lock a seat in that time: then the event stays, is open again, and the lock is good", async () => {
		const sale = await newSale();
		const stale = sale.another();
		await stale.get("/seat/check/orchestra/a/1");
		const statuses: number[] = [];

		const { status, body } = await remove(
			hasty(sale, async () => {
				statuses.push((await stale.post("/seat/lock/orchestra/a/1", { token: alice })).status);
				statuses.push((await sale.another().post("/seat/lock/orchestra/a/3", { token: bob })).status);
			}),
		);

		expect(statuses).toEqual([200, 404]);
		expect(status).toBe(409);
		expect(body).toMatchObject({ type: "/problems/seats-in-use", sold: 0, locked: 1 });
		const fresh = sale.another();
		expect((await fresh.seller("POST", "/seat/claim/orchestra/a/1", { token: alice })).status).toBe(200);
		expect((await fresh.post("/seat/lock/orchestra/a/3", { token: bob })).status).toBe(200);
	});

	test("find nothing to lock when the deletion has passed, in real time and within 5 s", async () => {
		const sale = await newSale();
		const stale = sale.another();
		await stale.get("/seat/check/orchestra/a/1");
		const other = await newSale();
		const never = other.another(undefined, { ...inTime, wait: () => new Promise(() => {}) });
		const start = performance.now();

		const [deleted, stuck] = await Promise.all([remove(sale.another(undefined, inTime)), remove(never)]);
		stale.age(performance.now() - start);

		expect(performance.now() - start).toBeLessThan(5_000);
		expect([deleted.status, stuck.status]).toEqual([200, 503]);
		expect((await stale.post("/seat/lock/orchestra/a/1", { token: alice })).status).toBe(404);
		expect(await everyRecord(sale.runtime.table.name)).toEqual([]);
	});
});

test("a large event is deleted by a few tries: what was waited for once is not waited for again", async () => {
	const sale = await newService();
	await sale.seller("PUT", "/events/distant-worlds", house(300, 1, 2));
	const pauses: number[] = [];
	const cut = async (milliseconds: number) => {
		pauses.push(milliseconds);
		throw new TryAgain("the request's time is over");
	};

	const first = await remove(sale.another({ now: FAR }, { wait: cut }));
	const soon = await remove(sale.another({ now: FAR + 9 }, { wait: cut }));
	const later = sale.another({ now: FAR + 10 }, { wait: cut });
	const { value, operations } = await later.network.during(() => remove(later));

	expect([first.status, soon.status, value.status]).toEqual([503, 503, 200]);
	expect(pauses).toHaveLength(2);
	// The event, then each section once; 301 records of sections in four transactions, then the event's own.
	expect(operations.filter((operation) => operation === "Query")).toHaveLength(300);
	expect(operations.filter((operation) => operation === "TransactWriteItems")).toHaveLength(5);
	expect(await everyRecord(sale.runtime.table.name)).toEqual([]);
});

describe("while an event is being deleted", () => {
	test("it is unknown to callers and cannot be put, and all that is said of it is to try again", async () => {
		const sale = await newSale();
		const statuses: number[] = [];

		await remove(
			hasty(sale, async () => {
				const fresh = sale.another();
				statuses.push((await fresh.get("/events/distant-worlds")).status);
				statuses.push((await fresh.get("/seat/num_available")).status);
				statuses.push((await fresh.seller("PUT", "/events/distant-worlds", eventDocument())).status);
			}),
		);

		expect(statuses).toEqual([404, 404, 503]);
	});

	test("a second deletion finishes the first, and both end without a fault", async () => {
		const sale = await newSale();

		const replies = await Promise.all([remove(hasty(sale)), remove(hasty(sale)), remove(hasty(sale))]);

		for (const { status } of replies) expect([200, 404, 503]).toContain(status);
		expect(replies.map(({ status }) => status)).toContain(200);
		expect(await everyRecord(sale.runtime.table.name)).toEqual([]);
	});

	test("and made again by others before its deletion goes on, the new event keeps every record", async () => {
		const again = eventDocument({ sections: { orchestra: { a: { 1: { status: "blocked" }, 3: {} } } } });
		const sale = await newSale();
		let records: unknown;

		const { status } = await remove(
			hasty(sale, async () => {
				await remove(hasty(sale));
				await sale.seller("PUT", "/events/distant-worlds", again);
				records = await everyRecord(sale.runtime.table.name);
			}),
		);

		expect(status).toBe(503);
		expect(await everyRecord(sale.runtime.table.name)).toEqual(records);
		expect((await sale.another().get("/seat/num_available")).body).toMatchObject({ num: 1, capacity: 2 });
	});
});

describe("a deletion that dies", () => {
	/** From the request of this index on everything is lost. */
	const dyingAt = (index: number, fault: Fault): Fault => {
		let request = 0;
		return (sent, deliver) => (request++ < index ? deliver() : fault(sent, deliver));
	};
	const section = { ...rows("a", [1, 2, 3]), ...rows("b", [1]) };
	const document = eventDocument({ sections: { orchestra: section, stalls: section } });
	const prepare = async (sale: TestService, id: string) => {
		const { status } = await sale.seller("PUT", `/events/${id}`, document);
		expect(status).toBe(200);
		await block(sale, ["orchestra", "stalls"], [1, 2, 3], id);
	};

	test.each([
		["before a request arrives", requestLost],
		["after a request has arrived", responseLost],
	])(
		"at any of its requests, %s, leaves the event whole or none to callers; a repeat deletes all of it",
		async (_, fault) => {
			const sale = await newSale();
			await prepare(sale, "whole");
			const counting = hasty(sale);
			const { operations } = await counting.network.during(() => remove(counting, "whole"));
			expect(operations.length).toBeGreaterThan(6);

			await Promise.all(
				operations.map(async (_operation, index) => {
					const id = `dies-${index}`;
					await prepare(sale, id);
					const dying = hasty(sale);
					dying.network.break(dyingAt(index, fault));

					const { status } = await remove(dying, id);

					expect([index, status]).toEqual([index, 503]);
					const { status: found, body: count } = await sale.another().get(`/events/${id}/seat/num_available`);
					expect([index, found, count.num]).toEqual(found === 200 ? [index, 200, 2] : [index, 404, undefined]);
					const again = await remove(hasty(sale), id);
					// Where only the last answer was lost, there is nothing left to delete.
					expect([200, 404]).toContain(again.status);
				}),
			);

			const left = (await everyRecord(sale.runtime.table.name)).filter(({ pk, sk }) => /whole|dies/.test(pk + sk));
			expect(left).toEqual([]);
		},
	);
});

test("a seat that was sold while the deletion looked is not lost: the event stays", async () => {
	const sale = await newSale();
	await sale.post("/seat/lock/orchestra/a/1", { token: alice, seconds: 1 });
	// For the one that deletes the lock has ended; for the one that sells, a second behind, it lives (I6).
	const deletion = hasty(sale, () => slow.seller("POST", "/seat/claim/orchestra/a/1", { token: alice }), FAR + 1);
	const slow = sale.another();
	await slow.get("/seat/check/orchestra/a/1");

	const { status, body } = await remove(deletion);

	expect(status).toBe(409);
	expect(body).toMatchObject({ sold: 1, locked: 0 });
	expect(await seatRecords(sale.runtime.table.name, [seat("a", 1)])).toMatchObject([{ status: "sold" }]);
});
