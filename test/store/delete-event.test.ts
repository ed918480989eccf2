/** An event is deleted only if none of its seats is sold or locked, and then completely (I7). */
import { describe, expect, test } from "@jest/globals";
import { EVENT_FRESH_MS } from "../../store/event-memory.ts";
import { TryAgain } from "../../store/table.ts";
import { type Fault, onlyTheFirst, requestLost, responseLost, saying } from "../support/network.ts";
import { everyRecord, putSeatRecords, seatRecords } from "../support/records.ts";
import { alice, bob, eventDocument, rows, seat, seatsIn } from "../support/seats.ts";
import { FAR, inTime, newSale, type TestService } from "../support/service.ts";

const remove = (by: TestService, id = "distant-worlds") => by.seller("DELETE", `/events/${id}`);
async function impatient() {}

/** An instance that does not wait; instead, `inBetween` happens. */
const hasty = (service: TestService, inBetween: (milliseconds: number) => Promise<unknown> = impatient, now = FAR) =>
	service.another(
		{ now },
		{
			wait: async (milliseconds) => {
				await inBetween(milliseconds);
			},
		},
	);

/** Blocks seats of row a directly in the table, because there may be many. */
function block(sale: TestService, sections: readonly string[], numbers: readonly number[], event = "distant-worlds") {
	const blocked = { status: "blocked", reason: "closed" } as const;
	const seats = sections.flatMap((section) => numbers.map((number) => [seat("a", number, section), blocked] as const));
	return putSeatRecords(sale.runtime.table.name, seats, event);
}

test("a deleted event is gone from the list and from every path, and leaves no record", async () => {
	const states = { 1: { status: "blocked" }, 3: { status: "locked", expires: FAR + 1 } };
	const sale = await newSale(eventDocument({ sections: { orchestra: { a: states, ...rows("b", [1]) }, roof: {} } }));
	await sale.post("/seat/lock/orchestra/b/1", { token: alice, seconds: 1 });
	// A second PUT leaves an older plan of the section behind, which nothing refers to any more.
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

test("an event with a sold seat is not deleted", async () => {
	const sale = await newSale();
	await sale.post("/seat/lock/orchestra/a/1", { token: alice });
	await sale.seller("POST", "/seat/claim/orchestra/a/1", { token: alice });

	const { status, body } = await remove(hasty(sale, impatient, FAR + 1_000_000));

	expect(status).toBe(409);
	expect(body).toMatchObject({ type: "/problems/seats-in-use", sold: 1, locked: 0 });
	expect((await sale.another().get("/seat/check/orchestra/a/1")).body.status).toBe("sold");
});

test("an event with a locked seat is not deleted before the second the lock ends (I2)", async () => {
	const sale = await newSale();
	await sale.post("/seat/lock", { seats: seatsIn("a", 1, 3), token: alice, seconds: 60 });

	const { status, body } = await remove(hasty(sale, impatient, FAR + 59));

	expect(status).toBe(409);
	expect(body).toMatchObject({ sold: 0, locked: 2 });
	expect((await remove(hasty(sale, impatient, FAR + 60))).status).toBe(200);
});

test("an event in use stays open while a deletion checks whether it is in use", async () => {
	const sale = await newSale();
	await sale.post("/seat/lock", { seats: seatsIn("a", 1, 3), token: alice });
	await sale.seller("POST", "/seat/claim/orchestra/a/1", { token: alice });
	const waits: number[] = [];
	const by = hasty(sale, async (milliseconds) => waits.push(milliseconds));

	const { value, operations } = await by.network.during(() => remove(by));

	expect(value.body).toMatchObject({ sold: 1, locked: 1 });
	expect(waits).toEqual([]);
	expect(operations.filter((operation) => /Put|Update|Delete|Write/.test(operation))).toEqual([]);
});

test("a deletion of an event that changes in the meantime asks the caller to try again", async () => {
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

test("a deletion of an event that is gone leaves the one made again under its id, and its sales, alone", async () => {
	const sale = await newSale();
	const by = hasty(sale);
	by.network.break(
		onlyTheFirst(1, async (_, deliver) => {
			const answer = await deliver();
			// Both events are at their first version: only their lives tell them apart.
			await remove(hasty(sale));
			await sale.seller("PUT", "/events/distant-worlds", eventDocument());
			const buyer = sale.another();
			await buyer.post("/seat/lock/orchestra/a/1", { token: alice });
			await buyer.seller("POST", "/seat/claim/orchestra/a/1", { token: alice });
			return answer;
		}),
	);

	expect((await remove(by)).status).toBe(503);
	expect((await sale.another().get("/seat/check/orchestra/a/1")).body.status).toBe("sold");
});

test("a late copy of a release ends no sale of the event made again under that id", async () => {
	const document = eventDocument({ sections: { orchestra: rows("a", [1, 3], { status: "sold" }) } });
	const sale = await newSale(document);
	const desk = sale.another();
	const copies: (() => Promise<unknown>)[] = [];
	const release = (number: number) => desk.seller("POST", `/seat/release/orchestra/a/${number}`, { order: "imported" });
	await desk.get("/seat/check/orchestra/a/1");
	desk.network.break((_, deliver) => {
		copies.push(deliver);
		return deliver();
	});
	expect([(await release(1)).status, (await release(3)).status]).toEqual([200, 200]);
	expect((await remove(hasty(sale))).status).toBe(200);
	expect((await sale.seller("PUT", "/events/distant-worlds", document)).status).toBe(200);

	for (const deliver of copies) await deliver();

	expect((await sale.another().get("/seat/num_available")).body).toMatchObject({ num: 0, capacity: 2 });
	expect((await sale.another().get("/seat/check/orchestra/a/1")).body.status).toBe("sold");
});

test("a fault while a deletion sweeps up is reported, although the event is gone", async () => {
	const sale = await newSale();
	const by = hasty(sale);
	by.network.break((sent, deliver) =>
		sent.operation === "BatchWriteItem" ? saying("AccessDeniedException")(sent, deliver) : deliver(),
	);

	expect((await remove(by)).status).toBe(500);
	expect((await sale.another().get("/events/distant-worlds")).status).toBe(404);
});

test("an event made again under the id of a deleted one has none of its locks and blocks", async () => {
	const states = { 1: { status: "blocked" }, 3: {} };
	const sale = await newSale(eventDocument({ sections: { orchestra: { a: states } } }));
	await sale.post("/seat/lock/orchestra/a/3", { token: alice, seconds: 1 });
	await remove(hasty(sale, impatient, FAR + 1));

	await sale.seller("PUT", "/events/distant-worlds", eventDocument());

	const fresh = sale.another();
	expect((await fresh.get("/seat/num_available")).body).toMatchObject({ num: 12, capacity: 12 });
	expect((await fresh.post("/seat/lock", { seats: seatsIn("a", 1, 3), token: bob })).status).toBe(200);
});

test("an event with many records is deleted completely: its own record first, then all that it leaves behind", async () => {
	const numbers = Array.from({ length: 150 }, (_, index) => index);
	const section = rows("a", numbers);
	const sale = await newSale(eventDocument({ sections: { orchestra: section, stalls: section } }));
	await block(sale, ["orchestra", "stalls"], numbers);

	const deletion = hasty(sale);
	const { value, operations } = await deletion.network.during(() => remove(deletion));

	expect(value.status).toBe(200);
	// The mark, and then the record itself.
	expect(operations.filter((operation) => operation === "TransactWriteItems")).toHaveLength(2);
	expect(operations.filter((operation) => operation === "BatchWriteItem").length).toBeGreaterThan(11);
	expect(operations.lastIndexOf("TransactWriteItems")).toBeLessThan(operations.indexOf("BatchWriteItem"));
	expect(await everyRecord(sale.runtime.table.name)).toEqual([]);
});

describe("functions that still remember the event", () => {
	test("a deletion waits for as long as functions trust their memory of the event", async () => {
		const sale = await newSale();
		let waited = 0;

		await remove(
			hasty(sale, async (milliseconds) => {
				waited += milliseconds;
			}),
		);

		expect(waited).toBeGreaterThanOrEqual(EVENT_FRESH_MS);
	});

	test("an event whose seat is locked during its deletion stays, opens again, and the lock can be claimed", async () => {
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

	test("a deletion takes less than 5 s of real time", async () => {
		const sale = await newSale();
		const start = performance.now();

		const { status } = await remove(sale.another(undefined, inTime));

		expect(performance.now() - start).toBeLessThan(5_000);
		expect(status).toBe(200);
	});

	test("a deletion that waits for ever ends with 503 within 9 s", async () => {
		const sale = await newSale();
		const never = sale.another(undefined, { ...inTime, wait: () => new Promise(() => {}) });
		const start = performance.now();

		const { status } = await remove(never);

		expect(performance.now() - start).toBeLessThan(9_000);
		expect(status).toBe(503);
	});

	test("no function locks a seat once a deletion has taken its real time", async () => {
		const sale = await newSale();
		const stale = sale.another();
		await stale.get("/seat/check/orchestra/a/1");
		const start = performance.now();

		await remove(sale.another(undefined, inTime));
		stale.age(performance.now() - start);

		expect((await stale.post("/seat/lock/orchestra/a/1", { token: alice })).status).toBe(404);
		expect(await everyRecord(sale.runtime.table.name)).toEqual([]);
	});
});

test("every attempt to delete an event waits by itself: a mark is no proof of when it was set (I6)", async () => {
	const sale = await newSale();
	const pauses: number[] = [];
	const cut = async (milliseconds: number) => {
		pauses.push(milliseconds);
		throw new TryAgain("the request's time is over");
	};

	const slow = await remove(sale.another({ now: FAR - 3_600 }, { wait: cut }));
	const soon = await remove(sale.another({ now: FAR }, { wait: cut }));

	expect([slow.status, soon.status]).toEqual([503, 503]);
	expect(slow.body.detail).toMatch(/DELETE|PUT/);
	expect(pauses.every((milliseconds) => milliseconds >= EVENT_FRESH_MS)).toBe(true);
	expect((await remove(hasty(sale))).status).toBe(200);
	expect(await everyRecord(sale.runtime.table.name)).toEqual([]);
});

test("a deletion acts only under the mark that it has waited for, so no seat is sold in an event that is gone", async () => {
	const sale = await newSale();
	const buyer = sale.another();
	await buyer.get("/seat/check/orchestra/a/1");
	/** A deletion that does not wait; this happens instead. */
	const deletion = (inBetween: () => Promise<void>) => remove(hasty(sale, inBetween));
	let second: Promise<{ status: number }> | undefined;
	let third: Promise<{ status: number }> | undefined;
	let sell: () => void = () => {};

	// The second waits on the mark of the first, which finds a lock and takes its mark back. The third sets another.
	const first: Promise<{ status: number }> = deletion(async () => {
		await buyer.post("/seat/lock/orchestra/a/1", { token: alice });
		await new Promise<void>((secondWaits) => {
			second = deletion(async () => {
				secondWaits();
				await first;
				await buyer.post("/seat/unlock/orchestra/a/1", { token: alice });
				await new Promise<void>((thirdWaits) => {
					third = deletion(async () => {
						thirdWaits();
						await new Promise<void>((sold) => {
							sell = sold;
						});
					});
				});
			});
		});
	});
	const statuses = [(await first).status, (await second)?.status];
	await buyer.post("/seat/lock/orchestra/a/3", { token: bob });
	const { status: sold } = await buyer.seller("POST", "/seat/claim/orchestra/a/3", { token: bob });
	sell();

	expect([...statuses, sold, (await third)?.status]).toEqual([409, 503, 200, 409]);
	expect((await sale.another().get("/seat/check/orchestra/a/3")).body.status).toBe("sold");
});

describe("the requests that set the mark of a deletion and take it back", () => {
	/** The requests of an instance that change the event's record but do not remove it, in order. */
	const marking = ({ operation, input }: Parameters<Fault>[0]) =>
		operation === "UpdateItem" || (operation === "TransactWriteItems" && input.TransactItems.length === 1);

	/** Another instance, which remembers the event. */
	const buyerOf = async (sale: TestService) => {
		const buyer = sale.another();
		await buyer.get("/seat/check/orchestra/a/1");
		return buyer;
	};

	test("a late copy of the first one does not close an event whose deletion was refused", async () => {
		const sale = await newSale();
		const buyer = await buyerOf(sale);
		const by = hasty(sale, () => buyer.post("/seat/lock/orchestra/a/1", { token: alice }));
		let late: (() => Promise<unknown>) | undefined;
		by.network.break((sent, deliver) => {
			if (!marking(sent) || late) return deliver();
			late = deliver;
			return requestLost(sent, deliver);
		});

		const { status } = await remove(by);
		await late?.().catch(() => {});

		expect(late).toBeDefined();
		expect(status).toBe(409);
		const fresh = sale.another();
		expect((await fresh.get("/events/distant-worlds")).status).toBe(200);
		expect((await fresh.seller("POST", "/seat/claim/orchestra/a/1", { token: alice })).status).toBe(200);
	});

	test.each([
		["first", 0, impatient, 200],
		["second", 1, (buyer: TestService) => buyer.post("/seat/lock/orchestra/a/1", { token: alice }), 409],
	] as const)(
		"a deletion whose %s one is answered only to its second copy knows it as its own",
		async (_, index, before, status) => {
			const sale = await newSale();
			const buyer = await buyerOf(sale);
			const by = hasty(sale, () => before(buyer));
			let met = 0;
			by.network.break((sent, deliver) => (marking(sent) && met++ === index ? responseLost(sent, deliver) : deliver()));

			expect((await remove(by)).status).toBe(status);
			expect(met).toBe(index + 2);
		},
	);
});

test("a PUT opens an event again whose deletion is under way, and that deletion ends without effect", async () => {
	const sale = await newSale();
	const fresh = sale.another();
	const statuses: number[] = [];

	const { status, body } = await remove(
		hasty(sale, async () => {
			statuses.push((await fresh.seller("PUT", "/events/distant-worlds", eventDocument())).status);
			statuses.push((await fresh.post("/seat/lock/orchestra/a/1", { token: alice })).status);
		}),
	);

	expect(statuses).toEqual([200, 200]);
	expect([409, 503]).toContain(status);
	if (status === 503) expect(body.detail).toMatch(/another request has changed the event/);
	expect((await sale.another().get("/seat/check/orchestra/a/1")).body.status).toBe("locked");
});

test("while a deletion is under way, the event has no tag any more, and none can be made in its place", async () => {
	const sale = await newSale();
	const tag = String((await sale.get("/events/distant-worlds")).headers["etag"]);
	const fresh = sale.another();
	const put = (headers: Record<string, string>) =>
		fresh.seller("PUT", "/events/distant-worlds", eventDocument(), headers);
	const replies: unknown[] = [];

	await remove(
		hasty(sale, async () => {
			const patched = await fresh.seller("PATCH", "/events/distant-worlds", { name: "x" }, { "if-match": tag });
			replies.push((await fresh.get("/events/distant-worlds")).status, patched.status);
			replies.push((await put({ "if-match": tag })).status, (await put({ "if-none-match": "*" })).status);
		}),
	);

	expect(replies).toEqual([404, 412, 412, 412]);
});

test("a lock that has ended for the function that deletes can be claimed by no other afterwards, whatever its clock (I6)", async () => {
	const sale = await newSale(
		eventDocument({ sections: { orchestra: { a: { 1: {}, 3: { status: "locked", expires: FAR + 1 } } } } }),
	);
	await sale.post("/seat/lock/orchestra/a/1", { token: alice, seconds: 1 });
	const slow = sale.another();
	await slow.get("/seat/check/orchestra/a/1");
	let arrives = () => {};
	const delayed = new Promise<void>((resolve) => {
		arrives = resolve;
	});
	slow.network.break(async (_, deliver) => {
		await delayed;
		return deliver();
	});
	// To this function the lock is live, and its claim is on its way until the event is gone.
	const claim = slow.seller("POST", "/seat/claim/orchestra/a/1", { token: alice, order: "1" });

	const { status } = await remove(hasty(sale, impatient, FAR + 20));
	arrives();

	expect(status).toBe(200);
	expect((await claim).status).toBe(409);
});

test.each([
	["a seat that starts available", {}],
	["a seat that starts taken", { status: "locked", expires: FAR + 1 }],
])("a deletion that takes an ended lock away spares the one that replaces it: %s", async (_, state) => {
	const sale = await newSale(eventDocument({ sections: { orchestra: { a: { 1: state } } } }));
	await sale.another({ now: FAR + 1 }).post("/seat/lock/orchestra/a/1", { token: alice, seconds: 1 });
	const buyer = sale.another({ now: FAR + 2 });
	const by = hasty(sale, impatient, FAR + 2);
	by.network.break(async (sent, deliver) => {
		if (/^(Delete|Update)Item$/.test(sent.operation)) await buyer.post("/seat/lock/orchestra/a/1", { token: bob });
		return deliver();
	});

	expect((await remove(by)).status).toBe(503);
	expect((await buyer.seller("POST", "/seat/claim/orchestra/a/1", { token: bob })).status).toBe(200);
});

describe("a lock that has ended for the function that deletes", () => {
	const lockedFor = async (state: object) => {
		const sale = await newSale(eventDocument({ sections: { orchestra: { a: { 1: state } } } }));
		await sale.seller("POST", "/seat/release/orchestra/a/1", { order: "imported" });
		await sale.post("/seat/lock/orchestra/a/1", { token: alice, seconds: 1 });
		return sale;
	};

	test.each([
		["a seat that starts available", {}],
		["a seat that starts sold", { status: "sold" }],
	])("a deletion goes on when it has taken an ended lock away and the answer is lost: %s", async (_, state) => {
		const sale = await lockedFor(state);
		const by = hasty(sale, impatient, FAR + 1);
		let met = 0;
		by.network.break((sent, deliver) =>
			/^(Delete|Update)Item$/.test(sent.operation) && met++ === 0 ? responseLost(sent, deliver) : deliver(),
		);

		expect((await remove(by)).status).toBe(200);
		expect(met).toBeGreaterThan(1);
		expect(await everyRecord(sale.runtime.table.name)).toEqual([]);
	});

	test("a deletion that cannot take an ended lock away reports the fault, and the event stays", async () => {
		const sale = await lockedFor({});
		const by = hasty(sale, impatient, FAR + 1);
		by.network.break((sent, deliver) =>
			sent.operation === "DeleteItem" ? saying("AccessDeniedException")(sent, deliver) : deliver(),
		);

		expect((await remove(by)).status).toBe(500);
		expect((await sale.another().get("/events/distant-worlds")).status).toBe(200);
	});
});

test("a deletion reads no plan of an event whose seats all start available", async () => {
	const sale = await newSale();
	const by = hasty(sale);

	const { value, operations } = await by.network.during(() => remove(by));

	expect(value.status).toBe(200);
	expect(operations).not.toContain("BatchGetItem");
});

test("an event whose document sells seats is in use until they are released", async () => {
	const sale = await newSale(eventDocument({ sections: { orchestra: rows("a", [1, 3], { status: "sold" }) } }));

	const inUse = await remove(hasty(sale));
	await sale.seller("POST", "/seat/release", { order: "imported", seats: seatsIn("a", 1, 3) });
	const free = await remove(hasty(sale));

	expect(inUse).toMatchObject({ status: 409, body: { sold: 2, locked: 0 } });
	expect(free.status).toBe(200);
	expect(await everyRecord(sale.runtime.table.name)).toEqual([]);
});

test("a function that remembers an event longer than a deletion waits creates no record for an available seat", async () => {
	const sale = await newSale();
	const slow = sale.another();
	await slow.get("/seat/check/orchestra/a/1");
	slow.network.break(
		onlyTheFirst(1, async (sent, deliver) => {
			slow.age(EVENT_FRESH_MS);
			return requestLost(sent, deliver);
		}),
	);

	const { status } = await slow.post("/seat/lock/orchestra/a/1", { token: alice });

	expect([200, 503]).toContain(status);
	expect(status === 200).toBe((await seatRecords(sale.runtime.table.name, [seat("a", 1)]))[0] !== undefined);
});

test.each<[string, string, object]>([
	["sell of a blocked seat", "sell", { seats: seatsIn("a", 1), order: "X", reason: "desk" }],
	[
		"change from blocked to sold",
		"change",
		{ changes: [{ ...seat("a", 1), from: { status: "blocked", reason: "desk" }, to: { status: "sold", order: "X" } }] },
	],
	[
		"change from blocked to locked",
		"change",
		{
			changes: [
				{
					...seat("a", 1),
					from: { status: "blocked", reason: "desk" },
					to: { status: "locked", token: alice, seconds: 60 },
				},
			],
		},
	],
	[
		"change of a lock that its plan made",
		"change",
		{
			changes: [{ ...seat("a", 3), from: { status: "locked", expires: FAR + 10 }, to: { status: "sold", order: "X" } }],
		},
	],
])(
	"no seat of an event that is gone is sold or kept by a function that still remembers it: %s (I10)",
	async (_, verb, body) => {
		const states = { 1: { status: "blocked", reason: "desk" }, 3: { status: "locked", expires: FAR + 10 } };
		const sale = await newSale(eventDocument({ sections: { orchestra: { a: states } } }));
		const stale = sale.another();
		await stale.get("/seat/check/orchestra/a/1");
		await remove(hasty(sale, impatient, FAR + 10));
		stale.age(EVENT_FRESH_MS);
		// The event's record cannot be read, so the function goes on with what it remembers.
		stale.network.break((sent, deliver) => (sent.operation === "GetItem" ? requestLost(sent, deliver) : deliver()));

		const { status } = await stale.seller("POST", `/seat/${verb}`, body);

		expect(status).toBe(503);
		expect(await everyRecord(sale.runtime.table.name)).toEqual([]);
	},
);

describe("while an event is being deleted", () => {
	test("a party that is asked for again gets no seats that its function learns of only then", async () => {
		const sale = await newSale(eventDocument({ sections: { orchestra: rows("a", [1, 3], { status: "blocked" }) } }));
		const late = sale.another();
		await late.get("/seat/check/orchestra/a/1");
		const party = { num: 2, order: "4711" };
		const sell = (by: TestService) => by.seller("POST", "/seat/sell_together", party);
		const grown = { ...rows("a", [1, 3], { status: "blocked" }), ...rows("b", [1, 3]) };
		await sale.seller("PUT", "/events/distant-worlds", eventDocument({ sections: { orchestra: grown } }));
		expect((await sell(sale.another())).status).toBe(200);
		await sale.seller("POST", "/seat/release", party);
		let again: number | undefined;

		const { status } = await remove(
			hasty(sale, async () => {
				again = (await sell(late)).status;
			}),
		);

		expect([again, status]).toEqual([404, 200]);
	});

	test("an event that is being deleted is unknown to readers", async () => {
		const sale = await newSale();
		const statuses: number[] = [];

		await remove(
			hasty(sale, async () => {
				const fresh = sale.another();
				statuses.push((await fresh.get("/events/distant-worlds")).status);
				statuses.push((await fresh.get("/seat/num_available")).status);
			}),
		);

		expect(statuses).toEqual([404, 404]);
	});

	test("deletions of one event at the same time delete it completely, and none ends with a fault", async () => {
		const sale = await newSale();

		const replies = await Promise.all([remove(hasty(sale)), remove(hasty(sale)), remove(hasty(sale))]);

		for (const { status } of replies) expect([200, 404, 503]).toContain(status);
		expect(replies.map(({ status }) => status)).toContain(200);
		expect(await everyRecord(sale.runtime.table.name)).toEqual([]);
	});

	test("an event made again by others keeps every record when an old deletion goes on", async () => {
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
	/** From the request of this index on, every request is lost. */
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
		["before the request arrives", requestLost],
		["after the request has arrived", responseLost],
	])(
		"a deletion that dies at any request leaves callers a whole event or none, and a repeat deletes the rest: %s",
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

					// Once the event's record is gone it is deleted, also if what it leaves behind is not swept up yet.
					expect([200, 503]).toContain(status);
					const { status: found, body: count } = await sale.another().get(`/events/${id}/seat/num_available`);
					expect([index, found, count.num]).toEqual(found === 200 ? [index, 200, 2] : [index, 404, undefined]);
					const again = await remove(hasty(sale), id);
					// If only the last response was lost, nothing is left to delete.
					expect([200, 404]).toContain(again.status);
				}),
			);

			const left = (await everyRecord(sale.runtime.table.name)).filter(({ pk, sk }) => /whole|dies/.test(pk + sk));
			expect(left).toEqual([]);
		},
	);
});

test("a seat cannot be sold while its event is deleted: the sale is refused, or the event stays", async () => {
	const sale = await newSale();
	await sale.post("/seat/lock/orchestra/a/1", { token: alice, seconds: 1 });
	const statuses: number[] = [];
	// The lock has ended for the function that deletes, but not for the one that sells: its clock is a second behind (I6).
	const slow = sale.another();
	await slow.get("/seat/check/orchestra/a/1");
	const sell = async () => {
		statuses.push((await slow.seller("POST", "/seat/claim/orchestra/a/1", { token: alice })).status);
	};

	const refused = await remove(hasty(sale, sell, FAR + 1));

	expect([refused.status, ...statuses]).toEqual([200, 409]);
	const other = await newSale();
	await other.post("/seat/lock/orchestra/a/1", { token: alice, seconds: 1 });
	await other.seller("POST", "/seat/claim/orchestra/a/1", { token: alice });
	expect((await remove(hasty(other, impatient, FAR + 1))).status).toBe(409);
	expect(await seatRecords(other.runtime.table.name, [seat("a", 1)])).toMatchObject([{ status: "sold" }]);
});
