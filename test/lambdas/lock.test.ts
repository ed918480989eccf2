import { beforeAll, describe, expect, test } from "@jest/globals";
import { seatRecords } from "../support/records.ts";
import {
	alice,
	bob,
	eventDocument,
	freshRows,
	inPath,
	newRow,
	rows,
	seat,
	seatsIn,
	tokenOf,
} from "../support/seats.ts";
import { FAR, newSale, newService, type TestService } from "../support/service.ts";

let service: TestService;

beforeAll(async () => {
	const sections = { orchestra: freshRows(40, [1, 3, 5]) };
	service = await newSale(eventDocument({ lockSeconds: 600, maxLockSeconds: 1_800, sections }));
});

const lock = (row: string, number: number, body: object = { token: alice }, by: TestService = service) =>
	by.post(`/seat/lock${inPath(seat(row, number))}`, body);
const lockSeats = (row: string, numbers: number[], body: object = {}, by: TestService = service) =>
	by.post("/seat/lock", { seats: seatsIn(row, ...numbers), token: alice, ...body });
const records = (row: string, ...numbers: number[]) =>
	seatRecords(service.runtime.table.name, seatsIn(row, ...numbers));

test("a lock answers with its token, its seats and when it ends", async () => {
	const row = newRow();

	const { status, body } = await lock(row, 1);

	expect(status).toBe(200);
	expect(body).toEqual({
		message: `seat 1 of row ${row}, orchestra is locked`,
		event: "distant-worlds",
		token: alice,
		expires: FAR + 600,
		seats: [{ ...seat(row, 1), status: "locked", expires: FAR + 600 }],
	});
});

test("several seats are locked together, and answered in the order of the request", async () => {
	const seats = seatsIn(newRow(), 5, 1, 3);

	const { body } = await service.post("/seat/lock", { seats, token: alice, seconds: 599 });

	expect(body.message).toBe("3 seats are locked");
	expect(body.expires).toBe(FAR + 599);
	expect(body.seats).toEqual(seats.map((one) => ({ ...one, status: "locked", expires: FAR + 599 })));
});

test("a lock sent without a token gets a new token of at least 22 characters, and that token holds the lock", async () => {
	const row = newRow();

	const [one, other] = [await lock(row, 1, {}), await service.post(`/seat/lock${inPath(seat(row, 3))}`)];

	expect(one.body.token).toMatch(/^[A-Za-z0-9_-]{22,128}$/);
	expect(other.body.token).not.toBe(one.body.token);
	const extended = await service.post(`/seat/extend${inPath(seat(row, 1))}`, { token: one.body.token });
	expect(extended.status).toBe(200);
});

test("a locked seat is refused to another buyer, with its status and the end of its lock", async () => {
	const row = newRow();
	await lock(row, 1);

	const { status, body } = await lock(row, 1, { token: bob });

	expect(status).toBe(409);
	expect(body).toMatchObject({
		type: "/problems/seats-unavailable",
		seats: [{ ...seat(row, 1), status: "locked", expires: FAR + 600 }],
	});
});

test("a refused lock names every taken seat with its status, but no available one, and locks nothing (I4)", async () => {
	const row = newRow();
	await lockSeats(row, [1, 3]);
	await service.seller("POST", `/seat/claim${inPath(seat(row, 3))}`, { token: alice });

	const { body } = await lockSeats(row, [1, 3, 5], { token: bob });

	expect(body.seats).toEqual([
		{ ...seat(row, 1), status: "locked", expires: FAR + 600 },
		{ ...seat(row, 3), status: "sold" },
	]);
	expect(await records(row, 5)).toEqual([undefined]);
});

describe("the end of a lock (I2)", () => {
	test("a lock keeps its seat until the second before it ends (I2)", async () => {
		const row = newRow();
		await lock(row, 1, { token: alice, seconds: 60 });

		const { status } = await lock(row, 1, { token: bob }, service.another({ now: FAR + 59 }));

		expect(status).toBe(409);
	});

	test("a seat can be locked at the very second its old lock ends, while the old record is still there (I2)", async () => {
		const row = newRow();
		await lock(row, 1, { token: alice, seconds: 60 });

		const { status, body } = await lock(row, 1, { token: bob, seconds: 30 }, service.another({ now: FAR + 60 }));

		expect(status).toBe(200);
		expect(body.expires).toBe(FAR + 90);
	});

	test("a token whose lock has ended can lock the seat again, and the new lock counts from then (I2)", async () => {
		const row = newRow();
		await lock(row, 1, { token: alice, seconds: 60 });

		await lock(row, 1, { token: alice, seconds: 60 }, service.another({ now: FAR + 60 }));

		expect(await records(row, 1)).toMatchObject([{ lockedAt: FAR + 60, expires: FAR + 120 }]);
	});
});

describe("a repeated lock (I5)", () => {
	test("a repeated lock gets the same answer and changes nothing (I5)", async () => {
		const row = newRow();
		const first = await lock(row, 1);
		const before = await records(row, 1);

		const again = await lock(row, 1, { token: alice }, service.another({ now: FAR + 599 }));

		expect(again).toEqual(first);
		expect(await records(row, 1)).toEqual(before);
	});

	test("a repeated lock that asks for another length gets the lock as it is (I5)", async () => {
		const row = newRow();
		const { body: first } = await lock(row, 1);

		const shorter = await lock(row, 1, { token: alice, seconds: 5 });
		const longer = await lock(row, 1, { token: alice, seconds: 600 });

		expect(shorter.body).toEqual(first);
		expect(longer.body).toEqual(first);
	});

	test("a repeated lock of several seats gets the same answer and changes nothing (I5)", async () => {
		const row = newRow();
		const first = await lockSeats(row, [1, 3, 5]);
		const before = await records(row, 1, 3, 5);

		const again = await lockSeats(row, [1, 3, 5], {}, service.another({ now: FAR + 1 }));

		expect(again).toEqual(first);
		expect(await records(row, 1, 3, 5)).toEqual(before);
	});

	test("one token can collect several locks, and each keeps its own end (I5)", async () => {
		const row = newRow();
		await lock(row, 1, { token: alice, seconds: 60 });

		const { status, body } = await lockSeats(row, [1, 3], { seconds: 90 });

		expect(status).toBe(200);
		expect(body.expires).toBe(FAR + 60);
		expect(body.seats.map(({ expires }: { expires: number }) => expires)).toEqual([FAR + 60, FAR + 90]);
	});

	test("a token that locks only some of its seats again gets those back, and the others stay locked (I5)", async () => {
		const row = newRow();
		await lockSeats(row, [1, 3, 5]);

		const { body } = await lockSeats(row, [3]);

		expect(body.seats).toEqual([{ ...seat(row, 3), status: "locked", expires: FAR + 600 }]);
		expect((await lock(row, 1, { token: bob })).status).toBe(409);
	});

	test("a token that asks for its own, an available and a taken seat keeps its own and gets nothing new (I4)", async () => {
		const row = newRow();
		await lock(row, 1);
		await lock(row, 5, { token: bob });

		// Another copy: this one knows that a seat is taken, and would refuse by a read.
		const { status, body } = await service.another().post("/seat/lock", { seats: seatsIn(row, 1, 3, 5), token: alice });

		expect(status).toBe(409);
		expect(body.seats).toEqual([{ ...seat(row, 5), status: "locked", expires: FAR + 600 }]);
		expect(await records(row, 1, 3)).toEqual([expect.objectContaining({ status: "locked" }), undefined]);
	});

	test("a lock repeated after its seat was sold is refused: the lock is over (I5)", async () => {
		const row = newRow();
		await lock(row, 1);
		await service.seller("POST", `/seat/claim${inPath(seat(row, 1))}`, { token: alice });

		const { status, body } = await lock(row, 1);

		expect(status).toBe(409);
		expect(body.seats).toEqual([{ ...seat(row, 1), status: "sold" }]);
	});
});

test("one request can lock seats of several sections", async () => {
	const mixed = await newSale(eventDocument({ sections: { orchestra: rows("a", [1]), stalls: rows("a", [1]) } }));
	const seats = [seat("a", 1), seat("a", 1, "stalls")];

	const { status } = await mixed.post("/seat/lock", { seats, token: alice });

	expect(status).toBe(200);
	expect(await seatRecords(mixed.runtime.table.name, seats)).toMatchObject([
		{ status: "locked" },
		{ status: "locked" },
	]);
});

test("each event has its own seats: a lock in one event locks nothing in another", async () => {
	const row = newRow();
	await service.seller("PUT", "/events/other", eventDocument({ sections: { orchestra: rows([row], [1]) } }));
	await lock(row, 1, { token: alice, seconds: 60 });
	const before = await records(row, 1);

	const { status, body } = await service.post(`/events/other/seat/lock${inPath(seat(row, 1))}`, { token: bob });

	expect(status).toBe(200);
	expect(body.event).toBe("other");
	expect(before).toMatchObject([{ status: "locked", expires: FAR + 60 }]);
	expect(await records(row, 1)).toEqual(before);
	expect(await seatRecords(service.runtime.table.name, [seat(row, 1)], "other")).toMatchObject([
		{ expires: FAR + 600 },
	]);
});

test("the path that names the default event reaches the same seats as the path without an event", async () => {
	const row = newRow();

	const { body } = await service.post(`/events/distant-worlds/seat/lock${inPath(seat(row, 1))}`, { token: alice });

	expect(body.event).toBe("distant-worlds");
	expect((await lock(row, 1, { token: bob })).status).toBe(409);
});

describe("when an event is on sale", () => {
	const opening = { opens: FAR + 10, closes: FAR + 20 };
	const lockAt = async (now: number) => {
		const sale = await openingSale;
		return sale.another({ now }).post("/seat/lock/orchestra/a/1", { token: tokenOf(`buyer-${now}`), seconds: 1 });
	};
	let openingSale: Promise<TestService>;

	beforeAll(() => {
		openingSale = newSale(eventDocument(opening));
	});

	test("no seat can be locked before the second a sale opens", async () => {
		const { status, body } = await lockAt(FAR + 9);

		expect(status).toBe(403);
		expect(body).toMatchObject({ type: "/problems/not-on-sale", opens: FAR + 10 });
	});

	test("seats can be locked from the second a sale opens until the second before it closes", async () => {
		expect((await lockAt(FAR + 10)).status).toBe(200);
		expect((await lockAt(FAR + 19)).status).toBe(200);
	});

	test("a lock made in time can be repeated after the sale has closed, but not with a new seat or once it has ended (I5)", async () => {
		const sale = await newSale(eventDocument(opening));
		const early = sale.another({ now: FAR + 19 });
		const late = sale.another({ now: FAR + 20 });

		const first = await lockSeats("c", [1, 3], {}, early);

		expect(first.status).toBe(200);
		expect(await lockSeats("c", [1, 3], {}, late)).toEqual(first);
		expect((await lockSeats("c", [1, 5], {}, late)).status).toBe(410);
		expect((await lockSeats("c", [1, 3], {}, sale.another({ now: first.body.expires }))).status).toBe(410);
	});

	test("no seat can be locked from the second a sale closes", async () => {
		const { status, body } = await lockAt(FAR + 20);

		expect(status).toBe(410);
		expect(body).toMatchObject({ type: "/problems/event-closed", closes: FAR + 20 });
	});

	test("locks made in time can be extended, unlocked and claimed after the sale has closed", async () => {
		const sale = await openingSale;
		await lockSeats("b", [1, 3], {}, sale.another({ now: FAR + 19 }));

		const after = sale.another({ now: FAR + 21 });

		expect((await after.post("/seat/extend/orchestra/b/1", { token: alice })).status).toBe(200);
		expect((await after.post("/seat/unlock/orchestra/b/3", { token: alice })).status).toBe(200);
		expect((await after.seller("POST", "/seat/claim/orchestra/b/1", { token: alice })).status).toBe(200);
	});
});

test("a lock lasts as long as the event says, or as long as the caller asks up to that", async () => {
	const sale = await newSale(eventDocument({ lockSeconds: 30, maxLockSeconds: 60 }));

	const unasked = await sale.post("/seat/lock/orchestra/a/1", {});
	const longest = await sale.post("/seat/lock/orchestra/a/3", { seconds: 30 });
	const shorter = await sale.post("/seat/lock/orchestra/a/7", { seconds: 29 });
	const tooLong = await sale.post("/seat/lock/orchestra/a/5", { seconds: 31 });

	expect(unasked.body.expires).toBe(FAR + 30);
	expect(longest.body.expires).toBe(FAR + 30);
	expect(shorter.body.expires).toBe(FAR + 29);
	expect(tooLong.status).toBe(400);
	expect(tooLong.body.errors).toEqual([{ path: "/seconds", message: expect.stringContaining("30") }]);
});

test("a lock may name as many seats as its event allows; one more is refused with the limit", async () => {
	const sale = await newSale(eventDocument({ maxSeatsPerLock: 3 }));

	const refused = await lockSeats("a", [1, 3, 5, 7], {}, sale);
	const locked = await lockSeats("a", [1, 3, 5], {}, sale);

	expect(refused.status).toBe(422);
	expect(refused.body.limit).toBe(3);
	expect(locked.status).toBe(200);
});

test("a lock may name ten seats if its event sets no limit", async () => {
	const numbers = Array.from({ length: 11 }, (_, index) => index);
	const sale = await newSale(eventDocument({ sections: { orchestra: rows("a", numbers) } }));

	const refused = await lockSeats("a", numbers, {}, sale);
	const locked = await lockSeats("a", numbers.slice(1), {}, sale);

	expect(refused.body.limit).toBe(10);
	expect(locked.status).toBe(200);
});

test("one lock or claim can name 100 seats, as many as a transaction holds", async () => {
	const numbers = Array.from({ length: 101 }, (_, index) => index);
	const sale = await newSale(eventDocument({ maxSeatsPerLock: 100, sections: { orchestra: rows("a", numbers) } }));
	const seats = seatsIn("a", ...numbers);

	expect((await sale.post("/seat/lock", { seats: seats.slice(1), token: alice })).status).toBe(200);
	expect((await sale.post("/seat/lock", { seats, token: alice })).status).toBe(422);
	expect((await sale.seller("POST", "/seat/claim", { seats: seats.slice(1), token: alice })).status).toBe(200);
	expect((await sale.seller("POST", "/seat/claim", { seats, token: alice })).body.limit).toBe(100);
});

test("a lock of more seats than one request may name is refused without reading them, although its token holds each", async () => {
	const numbers = Array.from({ length: 101 }, (_, index) => index);
	const sale = await newSale(eventDocument({ maxSeatsPerLock: 100, sections: { orchestra: rows("a", numbers) } }));
	const seats = seatsIn("a", ...numbers);
	await sale.post("/seat/lock", { seats: seats.slice(1), token: alice });
	await sale.post("/seat/lock/orchestra/a/0", { token: alice });

	const { value, operations } = await sale.network.during(() => sale.post("/seat/lock", { seats, token: alice }));

	expect(value).toMatchObject({ status: 422, body: { limit: 100 } });
	expect(operations).toEqual([]);
});

test("no seat can be locked in an event that does not exist", async () => {
	const empty = await newService();

	const { status, body } = await empty.post("/seat/lock/orchestra/a/1", {});

	expect(status).toBe(404);
	expect(body).toMatchObject({ type: "/problems/unknown-event", event: "distant-worlds" });
});
