import { beforeAll, describe, expect, test } from "@jest/globals";
import { seatRecords } from "../support/records.ts";
import { alice, bob, eventDocument, inPath, rows, seat, seatsIn, tokenOf } from "../support/seats.ts";
import { FAR, newSale, newService, type TestService } from "../support/service.ts";

let service: TestService;

beforeAll(async () => {
	service = await newSale(
		eventDocument({
			lockSeconds: 600,
			maxLockSeconds: 1_800,
			sections: { orchestra: rows("abcdefghijklmnopqrstuvw", [1, 3, 5, 7]) },
		}),
	);
});

const lock = (row: string, number: number, body: object = { token: alice }) =>
	service.post(`/seat/lock${inPath(seat(row, number))}`, body);

test("a lock answers with its token, its end and its seats", async () => {
	const { status, body } = await lock("a", 1);

	expect(status).toBe(200);
	expect(body).toEqual({
		message: "seat 1 of row a, orchestra is locked",
		event: "distant-worlds",
		token: alice,
		expires: FAR + 600,
		seats: [{ ...seat("a", 1), status: "locked", expires: FAR + 600 }],
	});
});

test("many seats are locked together, in the order they are named", async () => {
	const seats = seatsIn("b", 5, 1, 3);

	const { body } = await service.post("/seat/lock", { seats, token: alice, seconds: 1_800 });

	expect(body.message).toBe("3 seats are locked");
	expect(body.expires).toBe(FAR + 1_800);
	expect(body.seats).toEqual(seats.map((one) => ({ ...one, status: "locked", expires: FAR + 1_800 })));
});

test("a lock without a token is given one, of at least 128 random bits, and another each time", async () => {
	const [one, other] = [await lock("c", 1, {}), await service.post(`/seat/lock${inPath(seat("c", 3))}`)];

	expect(one.body.token).toMatch(/^[A-Za-z0-9_-]{22,128}$/);
	expect(other.body.token).not.toBe(one.body.token);
	const extended = await service.post(`/seat/extend${inPath(seat("c", 1))}`, { token: one.body.token });
	expect(extended.status).toBe(200);
});

test("a locked seat is refused to another, saying what it is and when it may come free", async () => {
	await lock("d", 1);

	const { status, body } = await lock("d", 1, { token: bob });

	expect(status).toBe(409);
	expect(body).toMatchObject({
		type: "/problems/seats-unavailable",
		seats: [{ ...seat("d", 1), status: "locked", expires: FAR + 600 }],
	});
});

test("a refusal names every seat that was lost, each with its status, and none that was free (I4)", async () => {
	await service.post("/seat/lock", { seats: seatsIn("e", 1, 3), token: alice });
	await service.seller("POST", `/seat/claim${inPath(seat("e", 3))}`, { token: alice });

	const { body } = await service.post("/seat/lock", { seats: seatsIn("e", 1, 3, 5), token: bob });

	expect(body.seats).toEqual([
		{ ...seat("e", 1), status: "locked", expires: FAR + 600 },
		{ ...seat("e", 3), status: "sold" },
	]);
	expect(await seatRecords(service.runtime.table.name, seatsIn("e", 5))).toEqual([undefined]);
});

describe("an ended lock (I2)", () => {
	test("keeps the seat until the second before its end", async () => {
		await lock("f", 1, { token: alice, seconds: 60 });

		const later = service.another({ now: FAR + 59 });

		expect((await later.post(`/seat/lock${inPath(seat("f", 1))}`, { token: bob })).status).toBe(409);
	});

	test("gives the seat to whoever asks at its very end, with its dead record still in the table", async () => {
		await lock("f", 3, { token: alice, seconds: 60 });

		const later = service.another({ now: FAR + 60 });
		const { status, body } = await later.post(`/seat/lock${inPath(seat("f", 3))}`, { token: bob, seconds: 30 });

		expect(status).toBe(200);
		expect(body.expires).toBe(FAR + 90);
	});

	test("can be made anew by the same token, and begins anew", async () => {
		await lock("f", 5, { token: alice, seconds: 60 });

		const later = service.another({ now: FAR + 60 });
		await later.post(`/seat/lock${inPath(seat("f", 5))}`, { token: alice, seconds: 60 });

		expect(await seatRecords(service.runtime.table.name, seatsIn("f", 5))).toMatchObject([
			{ lockedAt: FAR + 60, expires: FAR + 120 },
		]);
	});
});

describe("a lock that is sent again (I5)", () => {
	test("gives the same answer and changes nothing more", async () => {
		const first = await lock("g", 1);
		const [before] = await seatRecords(service.runtime.table.name, seatsIn("g", 1));

		const later = service.another({ now: FAR + 599 });
		const again = await later.post(`/seat/lock${inPath(seat("g", 1))}`, { token: alice });

		expect(again).toEqual(first);
		expect(await seatRecords(service.runtime.table.name, seatsIn("g", 1))).toEqual([before]);
	});

	test("returns the lock as it stands, also when it asks for another length", async () => {
		const { body: first } = await lock("g", 3);

		expect((await lock("g", 3, { token: alice, seconds: 5 })).body).toEqual(first);
		expect((await lock("g", 3, { token: alice, seconds: 1_800 })).body).toEqual(first);
	});

	test("with many seats gives the same answer and changes nothing more", async () => {
		const request = { seats: seatsIn("h", 1, 3, 5), token: alice };
		const first = await service.post("/seat/lock", request);
		const before = await seatRecords(service.runtime.table.name, request.seats);

		const again = await service.another({ now: FAR + 1 }).post("/seat/lock", request);

		expect(again).toEqual(first);
		expect(await seatRecords(service.runtime.table.name, request.seats)).toEqual(before);
	});

	test("with more seats gathers them: one token can hold several locks", async () => {
		await lock("i", 1, { token: alice, seconds: 60 });

		const { status, body } = await service.post("/seat/lock", { seats: seatsIn("i", 1, 3), token: alice, seconds: 90 });

		expect(status).toBe(200);
		expect(body.expires).toBe(FAR + 60);
		expect(body.seats.map(({ expires }: { expires: number }) => expires)).toEqual([FAR + 60, FAR + 90]);
	});

	test("with fewer seats returns those, and leaves the others locked", async () => {
		await service.post("/seat/lock", { seats: seatsIn("j", 1, 3, 5), token: alice });

		const { body } = await service.post("/seat/lock", { seats: seatsIn("j", 3), token: alice });

		expect(body.seats).toEqual([{ ...seat("j", 3), status: "locked", expires: FAR + 600 }]);
		expect((await lock("j", 1, { token: bob })).status).toBe(409);
	});

	test("with a seat that someone else has takes none of the new ones, and keeps those it had (I4)", async () => {
		await lock("k", 1);
		await lock("k", 5, { token: bob });

		const { status, body } = await service.post("/seat/lock", { seats: seatsIn("k", 1, 3, 5), token: alice });

		expect(status).toBe(409);
		expect(body.seats).toEqual([{ ...seat("k", 5), status: "locked", expires: FAR + 600 }]);
		expect(await seatRecords(service.runtime.table.name, seatsIn("k", 1, 3))).toEqual([
			expect.objectContaining({ status: "locked" }),
			undefined,
		]);
	});

	test("after its seat was sold is refused: that lock lives no longer", async () => {
		await lock("l", 1);
		await service.seller("POST", `/seat/claim${inPath(seat("l", 1))}`, { token: alice });

		const { status, body } = await lock("l", 1);

		expect(status).toBe(409);
		expect(body.seats).toEqual([{ ...seat("l", 1), status: "sold" }]);
	});
});

test("one request may lock seats of several sections", async () => {
	const mixed = await newSale(eventDocument({ sections: { orchestra: rows("a", [1]), stalls: rows("a", [1]) } }));
	const seats = [seat("a", 1), seat("a", 1, "stalls")];

	const { status } = await mixed.post("/seat/lock", { seats, token: alice });

	expect(status).toBe(200);
	expect(await seatRecords(mixed.runtime.table.name, seats)).toMatchObject([
		{ status: "locked" },
		{ status: "locked" },
	]);
});

test("an event has its own seats: a lock in one locks nothing in another", async () => {
	await service.seller("PUT", "/events/other", eventDocument());
	await lock("m", 1);

	const { status, body } = await service.post("/events/other/seat/lock/orchestra/a/1", { token: bob });

	expect(status).toBe(200);
	expect(body.event).toBe("other");
	expect((await service.get("/seat/check/orchestra/a/1")).body.expires).not.toBe(undefined);
	expect(await seatRecords(service.runtime.table.name, [seat("a", 1)], "other")).toMatchObject([
		{ expires: FAR + 600 },
	]);
});

test("the paths that name the default event are the same as those that name none", async () => {
	const { body } = await service.post("/events/distant-worlds/seat/lock/orchestra/n/1", { token: alice });

	expect(body.event).toBe("distant-worlds");
	expect((await lock("n", 1, { token: bob })).status).toBe(409);
});

describe("a sale that opens and closes", () => {
	const opening = { opens: FAR + 10, closes: FAR + 20 };
	const at = async (now: number) => {
		const sale = await openingSale;
		return sale.another({ now }).post("/seat/lock/orchestra/a/1", { token: tokenOf(`buyer-${now}`), seconds: 1 });
	};
	let openingSale: Promise<TestService>;

	beforeAll(() => {
		openingSale = newSale(eventDocument(opening));
	});

	test("takes no lock before the second it opens", async () => {
		const { status, body } = await at(FAR + 9);

		expect(status).toBe(403);
		expect(body).toMatchObject({ type: "/problems/not-on-sale", opens: FAR + 10 });
	});

	test("takes locks from that second on, until the second before it closes", async () => {
		expect((await at(FAR + 10)).status).toBe(200);
		expect((await at(FAR + 19)).status).toBe(200);
	});

	test("answers a lock that was made in time as before when it is asked for again after the end, whole or not at all (I5)", async () => {
		const sale = await newSale(eventDocument(opening));
		const early = sale.another({ now: FAR + 19 });
		const late = sale.another({ now: FAR + 20 });
		const ask = (by: TestService, ...numbers: number[]) =>
			by.post("/seat/lock", { seats: seatsIn("c", ...numbers), token: alice });

		const first = await ask(early, 1, 3);

		expect(first.status).toBe(200);
		expect(await ask(late, 1, 3)).toEqual(first);
		expect((await ask(late, 1, 5)).status).toBe(410);
		expect((await ask(sale.another({ now: first.body.expires }), 1, 3)).status).toBe(410);
	});

	test("takes no lock from the second it closes", async () => {
		const { status, body } = await at(FAR + 20);

		expect(status).toBe(410);
		expect(body).toMatchObject({ type: "/problems/event-closed", closes: FAR + 20 });
	});

	test("lets the locks that were made in time be extended, sold and given back after it has closed", async () => {
		const sale = await openingSale;
		await sale.another({ now: FAR + 19 }).post("/seat/lock", { seats: seatsIn("b", 1, 3), token: alice });

		const after = sale.another({ now: FAR + 21 });

		expect((await after.post("/seat/extend/orchestra/b/1", { token: alice })).status).toBe(200);
		expect((await after.post("/seat/unlock/orchestra/b/3", { token: alice })).status).toBe(200);
		expect((await after.seller("POST", "/seat/claim/orchestra/b/1", { token: alice })).status).toBe(200);
	});
});

describe("the length of a lock", () => {
	test("is the event's own where the caller says nothing, and the caller's up to the event's longest", async () => {
		const sale = await newSale(eventDocument({ lockSeconds: 30, maxLockSeconds: 60 }));

		expect((await sale.post("/seat/lock/orchestra/a/1", {})).body.expires).toBe(FAR + 30);
		expect((await sale.post("/seat/lock/orchestra/a/3", { seconds: 60 })).body.expires).toBe(FAR + 60);
		const { status, body } = await sale.post("/seat/lock/orchestra/a/5", { seconds: 61 });
		expect(status).toBe(400);
		expect(body.errors).toEqual([{ path: "/seconds", message: expect.stringContaining("60") }]);
	});
});

describe("the number of seats in a lock", () => {
	test("is the event's, and one more is refused with the limit", async () => {
		const sale = await newSale(eventDocument({ maxSeatsPerLock: 3 }));

		const refused = await sale.post("/seat/lock", { seats: seatsIn("a", 1, 3, 5, 7), token: alice });

		expect(refused.status).toBe(422);
		expect(refused.body.limit).toBe(3);
		expect((await sale.post("/seat/lock", { seats: seatsIn("a", 1, 3, 5), token: alice })).status).toBe(200);
	});

	test("is ten where the event says nothing", async () => {
		const sale = await newSale(
			eventDocument({
				sections: {
					orchestra: rows(
						"a",
						Array.from({ length: 11 }, (_, i) => i),
					),
				},
			}),
		);
		const seats = Array.from({ length: 11 }, (_, index) => seat("a", index));

		expect((await sale.post("/seat/lock", { seats })).body.limit).toBe(10);
		expect((await sale.post("/seat/lock", { seats: seats.slice(1) })).status).toBe(200);
	});

	test("may be a hundred: as many as a transaction holds", async () => {
		const numbers = Array.from({ length: 101 }, (_, index) => index);
		const sale = await newSale(eventDocument({ maxSeatsPerLock: 100, sections: { orchestra: rows("a", numbers) } }));
		const seats = numbers.map((number) => seat("a", number));

		expect((await sale.post("/seat/lock", { seats: seats.slice(1), token: alice })).status).toBe(200);
		expect((await sale.post("/seat/lock", { seats, token: alice })).status).toBe(422);
		expect((await sale.seller("POST", "/seat/claim", { seats: seats.slice(1), token: alice })).status).toBe(200);
		expect((await sale.seller("POST", "/seat/claim", { seats, token: alice })).body.limit).toBe(100);
	});
});

test("an event that was never made has no seats to lock", async () => {
	const empty = await newService();

	const { status, body } = await empty.post("/seat/lock/orchestra/a/1", {});

	expect(status).toBe(404);
	expect(body).toMatchObject({ type: "/problems/unknown-event", event: "distant-worlds" });
});
