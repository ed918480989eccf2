import { beforeAll, describe, expect, test } from "@jest/globals";
import { seatRecords } from "../support/records.ts";
import { alice, bob, eventDocument, freshRows, inPath, newRow, seat, seatsIn } from "../support/seats.ts";
import { FAR, newSale, type TestService } from "../support/service.ts";

let service: TestService;

beforeAll(async () => {
	const sections = { orchestra: freshRows(20, [1, 3, 5, 7]) };
	service = await newSale(eventDocument({ lockSeconds: 60, maxLockSeconds: 100, sections }));
});

const at = (now: number) => service.another({ now });

const lock = (row: string, numbers: number[], body: object = {}) =>
	service.post("/seat/lock", { seats: seatsIn(row, ...numbers), token: alice, ...body });
const extendAt = (now: number, row: string, number: number, body: object = {}) =>
	at(now).post(`/seat/extend${inPath(seat(row, number))}`, { token: alice, ...body });
const records = (row: string, ...numbers: number[]) =>
	seatRecords(service.runtime.table.name, seatsIn(row, ...numbers));

test("an extended lock ends later, and the answer says when", async () => {
	const row = newRow();
	await lock(row, [1]);

	const { status, body } = await extendAt(FAR + 30, row, 1);

	expect(status).toBe(200);
	expect(body).toEqual({
		message: `seat 1 of row ${row}, orchestra is locked for longer`,
		event: "distant-worlds",
		expires: FAR + 90,
		seats: [{ ...seat(row, 1), status: "locked", expires: FAR + 90 }],
	});
	expect(await records(row, 1)).toMatchObject([{ status: "locked", lockedAt: FAR, expires: FAR + 90 }]);
});

test("an extension counts from the moment it is served", async () => {
	const row = newRow();
	await lock(row, [3]);

	const { body } = await extendAt(FAR + 59, row, 3, { seconds: 5 });

	expect(body.expires).toBe(FAR + 64);
});

test("an extension never shortens a lock, however often it is repeated (I5)", async () => {
	const row = newRow();
	await lock(row, [1]);
	const before = await records(row, 1);

	for (let time = 1; time <= 3; time++) {
		const { status, body } = await extendAt(FAR + 1, row, 1, { seconds: 5 });

		expect(status).toBe(200);
		expect(body.expires).toBe(FAR + 60);
	}
	expect(await records(row, 1)).toEqual(before);
});

test("an extension repeated at the same instant gets the same answer (I5)", async () => {
	const row = newRow();
	await lock(row, [3]);

	const first = await extendAt(FAR + 10, row, 3);
	const again = await extendAt(FAR + 10, row, 3);

	expect(first.status).toBe(200);
	expect(again).toEqual(first);
});

describe("the longest lock of an event", () => {
	test("no extension goes beyond the event's longest lock, counted from when the lock was made", async () => {
		const row = newRow();
		await lock(row, [1]);

		const cut = await extendAt(FAR + 50, row, 1);
		const atTheLimit = await extendAt(FAR + 99, row, 1);
		const ended = await extendAt(FAR + 100, row, 1);

		expect(cut.body.expires).toBe(FAR + 100);
		expect(atTheLimit.body.expires).toBe(FAR + 100);
		expect(ended.status).toBe(409);
	});

	test("an extension may reach the event's longest lock exactly", async () => {
		const row = newRow();
		await lock(row, [3]);

		const { body } = await extendAt(FAR + 40, row, 3, { seconds: 60 });

		expect(body.expires).toBe(FAR + 100);
	});

	test("an extension of several locks cuts short only those that would last longer than the event's longest", async () => {
		const row = newRow();
		await lock(row, [1]);
		await at(FAR + 30).post("/seat/lock", { seats: seatsIn(row, 3), token: alice });

		const { status, body } = await at(FAR + 50).post("/seat/extend", { seats: seatsIn(row, 1, 3), token: alice });

		expect(status).toBe(200);
		expect(body.seats.map(({ expires }: { expires: number }) => expires)).toEqual([FAR + 100, FAR + 110]);
		expect(body.expires).toBe(FAR + 100);
		expect(await records(row, 1, 3)).toMatchObject([{ expires: FAR + 100 }, { expires: FAR + 110 }]);
	});

	test("an extension cut short for a lock that ends is not cut short for the buyer's next one", async () => {
		const row = newRow();
		await lock(row, [7]);
		const slow = at(FAR + 59);
		let writes = 0;
		slow.network.break(async ({ operation }, deliver) => {
			if (operation === "UpdateItem") writes += 1;
			// It knows the first lock by now, and a function whose clock is ahead makes the next.
			if (writes === 2) await at(FAR + 60).post("/seat/lock", { seats: seatsIn(row, 7), token: alice, seconds: 5 });
			return deliver();
		});

		const { status, body } = await slow.post(`/seat/extend${inPath(seat(row, 7))}`, { token: alice, seconds: 60 });

		expect(status).toBe(200);
		expect(body.expires).toBe(FAR + 119);
		expect(writes).toBe(3);
	});

	test("an extension that asks for more seconds than the event's longest lock is refused", async () => {
		const row = newRow();
		await lock(row, [5]);

		const { status, body } = await extendAt(FAR, row, 5, { seconds: 101 });

		expect(status).toBe(400);
		expect(body.errors[0].path).toBe("/seconds");
	});
});

test("a lock can be extended in its last second, but not at its end (I2)", async () => {
	const row = newRow();
	await lock(row, [1, 3]);

	const inTime = await extendAt(FAR + 59, row, 1);
	const tooLate = await extendAt(FAR + 60, row, 3);

	expect([inTime.status, tooLate.status]).toEqual([200, 409]);
});

test("an extension answers a wrong token, an ended lock, a sale and no lock alike, byte for byte (I3)", async () => {
	const [locked, ended, sold, untouched] = [newRow(), newRow(), newRow(), newRow()];
	await lock(locked, [1]);
	await lock(ended, [1], { seconds: 1 });
	await lock(sold, [1]);
	await service.seller("POST", `/seat/claim${inPath(seat(sold, 1))}`, { token: alice });

	const refusals = await Promise.all(
		[locked, ended, sold, untouched].map(async (row) => {
			const { status, headers, body } = await extendAt(FAR + 1, row, 1, { token: bob });
			return JSON.stringify({ status, headers, body }).replaceAll(`"${row}"`, '"row"');
		}),
	);

	const [first, ...others] = refusals;
	expect(first).toContain("/problems/not-your-lock");
	expect(others).toEqual([first, first, first]);
});

test("an extension of several locks extends all or none, and a refusal names those the token does not hold (I4)", async () => {
	const row = newRow();
	await lock(row, [1, 3]);
	const before = await records(row, 1, 3);

	const { status, body } = await at(FAR + 30).post("/seat/extend", { seats: seatsIn(row, 1, 3, 5), token: alice });

	expect(status).toBe(409);
	expect(body).toMatchObject({ type: "/problems/not-your-lock", seats: seatsIn(row, 5) });
	expect(await records(row, 1, 3)).toEqual(before);
});
