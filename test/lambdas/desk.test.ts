/** What a box office does at its desk (contract §4.2): it sells, changes and releases seats without being in a buyer's way. */
import { beforeAll, describe, expect, test } from "@jest/globals";
import { saying } from "../support/network.ts";
import { alice, bob, eventDocument, freshRows, inPath, newRow, rows, seat, seatsIn } from "../support/seats.ts";
import { FAR, newSale, type TestService } from "../support/service.ts";

let service: TestService;

const sections = { orchestra: freshRows(60, [1, 3, 5, 7]), stalls: [{ row: "A", seats: thirty() }] };

beforeAll(async () => {
	service = await newSale(eventDocument({ sections }));
});

function thirty() {
	return Array.from({ length: 30 }, (_, index) => String(index + 1));
}

const twelve = () => eventDocument().sections;
const ask = (verb: string, row: string, numbers: number[], body: object, by: TestService = service) =>
	by.seller("POST", `/seat/${verb}`, { seats: seatsIn(row, ...numbers), ...body });
const lock = (row: string, numbers: number[], body: object = {}) =>
	service.post("/seat/lock", { seats: seatsIn(row, ...numbers), token: alice, ...body });
const change = (...changes: object[]) => service.seller("POST", "/seat/change", { changes });
const taken = async (row: string) =>
	(await service.seller("GET", `/events/distant-worlds/taken?section=orchestra&row=${encodeURIComponent(row)}`)).body
		.seats;
async function statusesOf(row: string, ...numbers: number[]) {
	const { body } = await service.post("/seat/check", { seats: seatsIn(row, ...numbers) });
	return body.seats.map(({ status }: { status: string }) => status);
}

describe("sell", () => {
	test("an available seat is sold under an order, and a repeat of the request keeps it (I5)", async () => {
		const row = newRow();

		const first = await ask("sell", row, [1, 3], { order: "P1" });
		service.clock.now += 5;
		const again = await ask("sell", row, [1, 3], { order: "P1" });

		expect(first.status).toBe(200);
		expect(first.body.seats).toEqual(seatsIn(row, 1, 3).map((one) => ({ ...one, status: "sold" })));
		expect(again).toEqual(first);
		expect(await taken(row)).toMatchObject([
			{ status: "sold", order: "P1", soldAt: FAR },
			{ status: "sold", order: "P1", soldAt: FAR },
		]);
		service.clock.now = FAR;
	});

	test("one seat is sold by its path", async () => {
		const row = newRow();

		const { status, body } = await service.seller("POST", `/seat/sell${inPath(seat(row, 1))}`, { order: "P1" });

		expect([status, body.seats]).toEqual([200, [{ ...seat(row, 1), status: "sold" }]]);
	});

	test("a blocked seat is sold only to a seller who names the reason of its block", async () => {
		const row = newRow();
		await ask("block", row, [1, 3], { reason: "press" });

		const without = await ask("sell", row, [1], { order: "P1" });
		const wrong = await ask("sell", row, [1], { order: "P1", reason: "sponsor" });
		const right = await ask("sell", row, [1, 5], { order: "P1", reason: "press" });

		expect([without.status, wrong.status, right.status]).toEqual([409, 409, 200]);
		expect(wrong.body).toMatchObject({
			type: "/problems/seats-unavailable",
			seats: [{ ...seat(row, 1), status: "blocked", reason: "press" }],
		});
		expect(await statusesOf(row, 1, 3, 5)).toEqual(["sold", "blocked", "sold"]);
	});

	test("several seats are sold all or none, and a refusal says who is in the way (I4)", async () => {
		const row = newRow();
		await ask("sell", row, [3], { order: "P2" });

		const { status, body } = await ask("sell", row, [1, 3], { order: "P1" });

		expect(status).toBe(409);
		expect(body.seats).toEqual([{ ...seat(row, 3), status: "sold", order: "P2", soldAt: FAR }]);
		expect(await statusesOf(row, 1, 3)).toEqual(["available", "sold"]);
	});

	test("a token that the caller made tells two sales of one order apart", async () => {
		const row = newRow();
		await ask("sell", row, [1], { order: "till 1", token: alice });

		expect((await ask("sell", row, [1], { order: "till 1", token: alice })).status).toBe(200);
		expect((await ask("sell", row, [1], { order: "till 1", token: bob })).status).toBe(409);
	});

	test("a seller sells before the event opens, after it closes, and more seats than a buyer may lock", async () => {
		for (const window of [{ opens: FAR + 1_000 }, { closes: FAR - 1_000 }]) {
			const event = await newSale(eventDocument({ sections, ...window }));
			const seats = thirty().map((number) => seat("A", number, "stalls"));

			const { status } = await event.seller("POST", "/seat/sell", { seats, order: "P1" });

			expect([window, status]).toEqual([window, 200]);
		}
	});

	test("a payment that arrives after its lock and the sale have ended still gets the seat while it is free", async () => {
		const event = await newSale(eventDocument({ closes: FAR + 1 }));
		const seats = seatsIn("a", 1);
		await event.post("/seat/lock", { seats, token: alice, seconds: 2 });
		event.clock.now = FAR + 3;

		const claim = await event.seller("POST", "/seat/claim", { seats, token: alice, order: "P1" });
		const sale = await event.seller("POST", "/seat/sell", { seats, order: "P1", token: alice });

		expect([claim.status, sale.status]).toEqual([409, 200]);
	});
});

describe("a paid order whose lock has ended", () => {
	interface Rival {
		readonly take: (event: TestService, seats: object[]) => Promise<unknown>;
		/** What the seller learns of the seat in the way. */
		readonly seen: object;
	}
	const rivals: Record<string, Rival | undefined> = {
		nobody: undefined,
		"another buyer": {
			take: (event, seats) => event.post("/seat/lock", { seats, token: bob, seconds: 60 }),
			seen: { status: "locked", lockedAt: FAR + 2, expires: FAR + 62 },
		},
		"another order": {
			take: (event, seats) => event.seller("POST", "/seat/sell", { seats, order: "P2" }),
			seen: { status: "sold", order: "P2", soldAt: FAR + 2 },
		},
		"a block": {
			take: (event, seats) => event.seller("POST", "/seat/block", { seats, reason: "broken" }),
			seen: { status: "blocked", reason: "broken" },
		},
	};
	const cases = Object.keys(rivals).flatMap((rival) => [
		{ rival, when: "before", closes: FAR + 1_000 },
		{ rival, when: "after", closes: FAR + 3 },
	]);

	test.each(cases)("ends sold, or refused with who is in the way: $rival, $when closes", async ({ rival, closes }) => {
		const event = await newSale(eventDocument({ closes }));
		const seats = seatsIn("a", 1);
		const { take, seen } = rivals[rival] ?? {};
		await event.post("/seat/lock", { seats: seatsIn("a", 1, 3), token: alice, seconds: 2 });
		event.clock.now = FAR + 2;
		await take?.(event, seats);
		event.clock.now = FAR + 4;
		const paid = { seats: seatsIn("a", 1, 3), order: "P1", token: alice };

		const claim = await event.seller("POST", "/seat/claim", paid);
		const sale = await event.seller("POST", "/seat/sell", paid);
		const again = await event.seller("POST", "/seat/sell", paid);

		expect([claim.status, claim.body.type]).toEqual([409, "/problems/not-your-lock"]);
		expect(again).toEqual(sale);
		const { body } = await event.post("/seat/check", { seats: seatsIn("a", 1, 3) });
		const statuses = body.seats.map(({ status }: { status: string }) => status);
		if (seen === undefined) {
			expect([sale.status, ...statuses]).toEqual([200, "sold", "sold"]);
		} else {
			expect([sale.status, sale.body.type]).toEqual([409, "/problems/seats-unavailable"]);
			expect(sale.body.seats).toEqual([{ ...seats[0], ...seen }]);
			expect(statuses[1]).toBe("available");
		}
	});
});

describe("unblock for a reason", () => {
	test("an unblock sent again does not undo a block for another reason", async () => {
		const row = newRow();
		await ask("block", row, [1], { reason: "sponsor" });
		await ask("unblock", row, [1], { reason: "sponsor" });
		await ask("block", row, [1], { reason: "broken chair" });

		const again = await ask("unblock", row, [1], { reason: "sponsor" });

		expect(again.status).toBe(409);
		expect(again.body.seats).toEqual([{ ...seat(row, 1), status: "blocked", reason: "broken chair" }]);
		expect(await statusesOf(row, 1)).toEqual(["blocked"]);
	});
});

describe("change", () => {
	const sold = (order: string | null) => ({ status: "sold", order });
	const available = { status: "available" };

	test("a sale without an order gets one, and is released by it after its token is lost", async () => {
		const row = newRow();
		await lock(row, [1]);
		await ask("claim", row, [1], { token: alice });

		const given = await change({ ...seat(row, 1), from: sold(null), to: sold("X") });
		const released = await ask("release", row, [1], { order: "X" });

		expect([given.status, released.status]).toEqual([200, 200]);
		expect(await statusesOf(row, 1)).toEqual(["available"]);
	});

	test("two orders swap seats; sent again it is the same answer, and after a refund it is refused whole", async () => {
		const row = newRow();
		await ask("sell", row, [1, 3], { order: "X" });
		await ask("sell", row, [5], { order: "Y" });
		const swap = () =>
			change({ ...seat(row, 3), from: sold("X"), to: sold("Y") }, { ...seat(row, 5), from: sold("Y"), to: sold("X") });

		const first = await swap();
		const again = await swap();
		await ask("release", row, [5], { order: "X" });
		const late = await swap();

		expect([first.status, again.status, late.status]).toEqual([200, 200, 409]);
		expect(again.body).toEqual(first.body);
		expect(late.body).toMatchObject({
			type: "/problems/not-as-expected",
			seats: [
				{ ...seat(row, 3), status: "sold", order: "Y", soldAt: FAR },
				{ ...seat(row, 5), status: "available" },
			],
		});
		expect(await taken(row)).toMatchObject([
			{ seat: "1", order: "X" },
			{ seat: "3", order: "Y" },
		]);
	});

	test("a refunded order gets no second seat from a repeated exchange: single seats never count as done", async () => {
		const row = newRow();
		await ask("sell", row, [1], { order: "X" });
		const exchange = () =>
			change({ ...seat(row, 1), from: sold("X"), to: available }, { ...seat(row, 3), from: available, to: sold("X") });
		await exchange();
		await ask("release", row, [3], { order: "X" });

		// Seat 1 is available, as wanted, and seat 3 as expected: done for one, to be done for the other.
		const again = await exchange();

		expect([again.status, again.body.type]).toEqual([409, "/problems/not-as-expected"]);
		expect(await statusesOf(row, 1, 3)).toEqual(["available", "available"]);
	});

	test("a buyer's lock is ended by its `expires`, and not if the buyer has extended it", async () => {
		const row = newRow();
		const { body } = await lock(row, [1]);
		const from = { status: "locked", expires: body.expires };

		await service.post("/seat/extend", { seats: seatsIn(row, 1), token: alice, seconds: 900 });
		const refused = await change({ ...seat(row, 1), from, to: available });
		const done = await change({ ...seat(row, 1), from: { ...from, expires: FAR + 900 }, to: available });

		expect(refused.body.seats).toEqual([{ ...seat(row, 1), status: "locked", lockedAt: FAR, expires: FAR + 900 }]);
		expect(done.status).toBe(200);
		expect((await ask("claim", row, [1], { token: alice })).status).toBe(409);
	});

	test("a seat is kept for a caller for days, by a token of the caller's, and extend never shortens it", async () => {
		const row = newRow();
		const to = { status: "locked", token: bob, seconds: 604_800 };

		const kept = await change({ ...seat(row, 1), from: available, to });
		const extended = await service.post("/seat/extend", { seats: seatsIn(row, 1), token: bob, seconds: 60 });
		const claimed = await ask("claim", row, [1], { token: bob, order: "phone 7" });

		expect(kept.body.seats).toEqual([{ ...seat(row, 1), status: "locked", expires: FAR + 604_800 }]);
		expect(JSON.stringify(kept.body)).not.toContain(bob);
		expect(extended.body.seats).toEqual(kept.body.seats);
		expect(claimed.status).toBe(200);
	});

	test("a lock handed over with its end stays as it is when the request is repeated, also beside other seats (I5)", async () => {
		const row = newRow();
		const { body } = await lock(row, [1, 3], { seconds: 60 });
		const from = { status: "locked", expires: body.expires };
		service.clock.now += 10;
		const to = { status: "locked", token: bob, seconds: 50 };
		const alone = () => change({ ...seat(row, 1), from, to });
		const beside = () =>
			change(
				{ ...seat(row, 3), from, to },
				{ ...seat(row, 5), from: available, to: { status: "blocked", reason: "sound desk" } },
			);

		const first = [await alone(), await beside()];
		service.clock.now += 20;
		const again = [await alone(), await beside()];

		expect(first.map(({ status }) => status)).toEqual([200, 200]);
		expect(again).toEqual(first);
		expect(await taken(row)).toMatchObject([
			{ seat: "1", lockedAt: FAR + 10, expires: FAR + 60 },
			{ seat: "3", lockedAt: FAR + 10, expires: FAR + 60 },
			{ seat: "5", status: "blocked" },
		]);
		service.clock.now = FAR;
	});

	test("a seat is kept for as long again by a change that names the start of its lock", async () => {
		const row = newRow();
		const to = { status: "locked", token: bob, seconds: 50 };
		await change({ ...seat(row, 1), from: available, to });
		service.clock.now += 20;
		const from = { status: "locked", expires: FAR + 50, lockedAt: FAR };

		const renewed = await change({ ...seat(row, 1), from, to });
		service.clock.now += 20;
		const again = await change({ ...seat(row, 1), from, to });

		expect(renewed.body.seats).toEqual([{ ...seat(row, 1), status: "locked", expires: FAR + 70 }]);
		expect(again).toEqual(renewed);
		service.clock.now = FAR;
	});

	test("an extension that ends before the lock does says that nothing is longer", async () => {
		const row = newRow();
		await lock(row, [1]);

		const { body } = await service.post("/seat/extend", { seats: seatsIn(row, 1), token: alice, seconds: 10 });

		expect(body.message).toBe(`seat 1 of row ${row}, orchestra is locked for longer than that already`);
	});

	test("a block passes from one reason to another, and a sale becomes a block", async () => {
		const row = newRow();
		await ask("block", row, [1], { reason: "press" });
		await ask("sell", row, [3], { order: "X" });

		const { status } = await change(
			{ ...seat(row, 1), from: { status: "blocked", reason: "press" }, to: { status: "blocked", reason: "sponsor" } },
			{ ...seat(row, 3), from: sold("X"), to: { status: "blocked", reason: "press" } },
		);

		expect(status).toBe(200);
		expect(await taken(row)).toMatchObject([
			{ seat: "1", status: "blocked", reason: "sponsor" },
			{ seat: "3", status: "blocked", reason: "press" },
		]);
	});

	test.each([
		["no change", { changes: [] }],
		["a sale without its order", { changes: [{ ...seat("row 1", 1), from: { status: "sold" }, to: available }] }],
		["a lock without its end", { changes: [{ ...seat("row 1", 1), from: { status: "locked" }, to: available }] }],
		[
			"a lock of more than seven days",
			{
				changes: [{ ...seat("row 1", 1), from: available, to: { status: "locked", token: bob, seconds: 604_801 } }],
			},
		],
		[
			"a seat twice",
			{
				changes: [
					{ ...seat("row 1", 1), from: available, to: sold("X") },
					{ ...seat("row 1", 1), from: sold("X"), to: available },
				],
			},
		],
	])("a malformed change is refused with its place: %s", async (_, body) => {
		const { status, body: problem } = await service.seller("POST", "/seat/change", body);

		expect([status, problem.type]).toEqual([400, "/problems/invalid-request"]);
		expect(problem.errors[0].path).toMatch(/^\/changes/);
	});
});

describe("the release of a whole order", () => {
	test("needs only the number of seats, and lists those released", async () => {
		const row = newRow();
		await ask("sell", row, [1, 3, 5], { order: `${row} X` });

		const wrong = await service.seller("POST", "/seat/release", { order: `${row} X`, num: 2 });
		const right = await service.seller("POST", "/seat/release", { order: `${row} X`, num: 3 });
		const none = await service.seller("POST", "/seat/release", { order: `${row} X`, num: 3 });

		expect([wrong.status, right.status, none.status]).toEqual([409, 200, 404]);
		expect(wrong.body.seats).toHaveLength(3);
		expect(right.body.seats).toEqual(seatsIn(row, 1, 3, 5).map((one) => ({ ...one, status: "available" })));
		expect(none.body).toMatchObject({ type: "/problems/unknown-order", order: `${row} X` });
	});

	test("counts seats that were put into the event after this function has read it", async () => {
		const event = await newSale(eventDocument());
		const other = event.another();
		await event.get("/seat/num_available");
		await other.seller(
			"PUT",
			"/events/distant-worlds",
			eventDocument({ sections: { ...twelve(), annex: rows("a", [1]) } }),
		);
		const seats = [seat("a", 1), seat("a", 1, "annex")];
		await other.seller("POST", "/seat/sell", { seats, order: "X" });

		const wrong = await event.seller("POST", "/seat/release", { order: "X", num: 1 });
		const right = await event.seller("POST", "/seat/release", { order: "X", num: 2 });

		expect([wrong.status, wrong.body.seats?.length, right.status]).toEqual([409, 2, 200]);
	});

	test("counts seats that start sold in a section that this function does not know yet", async () => {
		const event = await newSale(eventDocument());
		const other = event.another();
		await event.get("/seat/num_available");
		const sections = { ...twelve(), annex: rows("a", [1], { status: "sold", order: "X" }) };
		await other.seller("PUT", "/events/distant-worlds", eventDocument({ sections }));
		await other.seller("POST", "/seat/sell", { seats: [seat("a", 1)], order: "X" });

		const wrong = await event.seller("POST", "/seat/release", { order: "X", num: 1 });
		const right = await event.seller("POST", "/seat/release", { order: "X", num: 2 });

		expect([wrong.status, wrong.body.seats?.length, right.status]).toEqual([409, 2, 200]);
	});

	test("is not answered as done while the index still lists seats the order has exchanged", async () => {
		const row = newRow();
		const order = `${row} Q`;
		const sold = { status: "sold", order };
		await ask("sell", row, [1, 3], { order });
		const sale = service.network.sent.at(-1)?.input.TransactItems as { Put: { Item: object } }[];
		const Items = sale.map(({ Put }) => Put.Item);
		await change(
			{ ...seat(row, 1), from: sold, to: { status: "available" } },
			{ ...seat(row, 5), from: { status: "available" }, to: sold },
			{ ...seat(row, 3), from: sold, to: { status: "available" } },
			{ ...seat(row, 7), from: { status: "available" }, to: sold },
		);
		const behind = service.another();
		behind.network.break((sent, deliver) =>
			sent.operation === "Query" ? saying("", { Items, Count: 2 }, 200)(sent, deliver) : deliver(),
		);

		const early = await behind.seller("POST", "/seat/release", { order, num: 2 });
		const late = await service.seller("POST", "/seat/release", { order, num: 2 });

		expect([early.status, late.status]).toEqual([503, 200]);
		expect(late.body.seats).toEqual(seatsIn(row, 5, 7).map((one) => ({ ...one, status: "available" })));
	});

	test.each([{ order: "X" }, { num: 1 }, { order: "X", num: 0 }, {}])(
		"needs the order and the number of its seats: %j",
		async (body) => {
			expect((await service.seller("POST", "/seat/release", body)).status).toBe(400);
		},
	);

	test("an order of more than 100 seats is too large for one request, like a list of them", async () => {
		const { status, body } = await service.seller("POST", "/seat/release", { order: "X", num: 101 });

		expect(status).toBe(422);
		expect(body).toMatchObject({ type: "/problems/too-many-seats", limit: 100 });
	});
});

test("a claim with an order fills in the one that a claim before it left out, and replaces none", async () => {
	const row = newRow();
	await lock(row, [1]);
	await ask("claim", row, [1], { token: alice });

	const filled = await ask("claim", row, [1], { token: alice, order: "X" });
	const other = await ask("claim", row, [1], { token: alice, order: "Y" });

	expect([filled.status, other.status]).toEqual([200, 409]);
	expect(await taken(row)).toMatchObject([{ order: "X" }]);
});

test("the seats of an answer can be sent back as they are", async () => {
	const row = newRow();
	const { body } = await lock(row, [1, 3]);

	const { status } = await service.seller("POST", "/seat/claim", { seats: body.seats, token: alice, order: "X" });

	expect(status).toBe(200);
});

test("several seats are checked by a body, with what their plan says of them", async () => {
	const seats = [
		{ seat: "1", accessible: true, category: "gold" },
		{ seat: "2/..", category: "silver" },
	];
	const event = await newSale(eventDocument({ sections: { stalls: [{ row: ".", seats }] } }));
	const named = [seat(".", "1", "stalls"), seat(".", "2/..", "stalls")];
	await event.seller("POST", "/seat/block", { seats: named.slice(1), reason: "press" });

	const { status, body } = await event.post("/seat/check", { seats: named });

	expect(status).toBe(200);
	expect(body.seats).toEqual([
		{ ...named[0], status: "available", available: true, category: "gold", accessible: true },
		{ ...named[1], status: "blocked", available: false, category: "silver" },
	]);
});
