import { beforeAll, describe, expect, test } from "@jest/globals";
import { seatRecords } from "../support/records.ts";
import { alice, bob, eventDocument, freshRows, inPath, newRow, seat, seatsIn } from "../support/seats.ts";
import { FAR, newSale, type TestService } from "../support/service.ts";

let service: TestService;

beforeAll(async () => {
	service = await newSale(eventDocument({ sections: { orchestra: freshRows(30, [1, 3, 5, 7]) } }));
});

const lock = (row: string, numbers: number[], body: object = {}) =>
	service.post("/seat/lock", { seats: seatsIn(row, ...numbers), token: alice, ...body });
const claim = (row: string, numbers: number[], body: object = {}, by: TestService = service) =>
	by.seller("POST", "/seat/claim", { seats: seatsIn(row, ...numbers), token: alice, ...body });
const records = (row: string, ...numbers: number[]) =>
	seatRecords(service.runtime.table.name, seatsIn(row, ...numbers));

test("a claimed seat is sold: its record holds the order, and no expiry for TTL to act on", async () => {
	const row = newRow();
	await lock(row, [1]);

	const { status, body } = await service.seller("POST", `/seat/claim${inPath(seat(row, 1))}`, {
		token: alice,
		order: "4711",
	});

	expect(status).toBe(200);
	expect(body).toEqual({
		message: `seat 1 of row ${row}, orchestra is sold`,
		event: "distant-worlds",
		seats: [{ ...seat(row, 1), status: "sold" }],
	});
	expect(await records(row, 1)).toEqual([
		{ status: "sold", order: "4711", soldAt: FAR, tokenHash: expect.any(String) },
	]);
});

test("a lock can be claimed without an order", async () => {
	const row = newRow();
	await lock(row, [3]);

	const { status } = await claim(row, [3]);

	expect(status).toBe(200);
	expect(await records(row, 3)).toEqual([{ status: "sold", soldAt: FAR, tokenHash: expect.any(String) }]);
});

test("a sold seat cannot be locked or claimed again by anyone, however much later (I1)", async () => {
	const row = newRow();
	await lock(row, [1]);
	await claim(row, [1], { order: "4711" });
	const before = await records(row, 1);

	const muchLater = service.another({ now: FAR + 100_000_000 });

	for (const token of [alice, bob]) {
		expect((await muchLater.post(`/seat/lock${inPath(seat(row, 1))}`, { token })).status).toBe(409);
		expect((await claim(row, [1], { token, order: "4712" }, muchLater)).status).toBe(409);
	}
	expect(await records(row, 1)).toEqual(before);
});

test("a claim with another buyer's token is refused, before and after the sale (I1, I3)", async () => {
	const row = newRow();
	await lock(row, [3]);

	const beforeSale = await claim(row, [3], { token: bob });
	const sale = await claim(row, [3]);
	const afterSale = await claim(row, [3], { token: bob });

	expect([beforeSale.status, sale.status, afterSale.status]).toEqual([409, 200, 409]);
});

test("a lock can be claimed in its last second, but not at its end (I2)", async () => {
	const row = newRow();
	await lock(row, [1, 3], { seconds: 60 });

	const inTime = await claim(row, [1], {}, service.another({ now: FAR + 59 }));
	const tooLate = await claim(row, [3], {}, service.another({ now: FAR + 60 }));

	expect([inTime.status, tooLate.status]).toEqual([200, 409]);
	expect(await records(row, 3)).toMatchObject([{ status: "locked" }]);
});

test("a claim answers a wrong token, an ended lock, another's sale and no lock alike, byte for byte (I3)", async () => {
	const [locked, ended, sold, untouched] = [newRow(), newRow(), newRow(), newRow()];
	await lock(locked, [1]);
	await lock(ended, [1], { seconds: 1 });
	await lock(sold, [1]);
	await claim(sold, [1]);

	const refusals = await Promise.all(
		[locked, ended, sold, untouched].map(async (row) => {
			const later = service.another({ now: FAR + 1 });
			const { status, headers, body } = await later.seller("POST", `/seat/claim${inPath(seat(row, 1))}`, {
				token: bob,
			});
			return JSON.stringify({ status, headers, body }).replaceAll(`"${row}"`, '"row"');
		}),
	);

	const [first, ...others] = refusals;
	expect(first).toContain("/problems/not-your-lock");
	expect(others).toEqual([first, first, first]);
});

test("a claim of several seats sells all or none, and a refusal names those that the token does not hold (I4)", async () => {
	const row = newRow();
	await lock(row, [1, 3]);
	await lock(row, [5], { token: bob });
	const before = await records(row, 1, 3, 5);

	const { status, body } = await claim(row, [1, 3, 5, 7]);

	expect(status).toBe(409);
	expect(body.seats).toEqual(seatsIn(row, 5, 7));
	expect(await records(row, 1, 3, 5)).toEqual(before);
	expect((await claim(row, [1, 3])).status).toBe(200);
});

describe("a repeated claim (I5)", () => {
	test("a repeated claim gets the same answer and changes nothing, however much later (I5)", async () => {
		const row = newRow();
		await lock(row, [1]);
		const first = await claim(row, [1], { order: "4711" });
		const before = await records(row, 1);

		const again = await claim(row, [1], { order: "4711" }, service.another({ now: FAR + 100_000 }));

		expect(first.status).toBe(200);
		expect(again).toEqual(first);
		expect(await records(row, 1)).toEqual(before);
	});

	test("a repeated claim of several seats gets the same answer and changes nothing (I5)", async () => {
		const row = newRow();
		await lock(row, [1, 3, 5]);
		const first = await claim(row, [1, 3, 5], { order: "4711" });
		const before = await records(row, 1, 3, 5);

		const again = await claim(row, [1, 3, 5], { order: "4711" }, service.another({ now: FAR + 1 }));

		expect(first.status).toBe(200);
		expect(again).toEqual(first);
		expect(await records(row, 1, 3, 5)).toEqual(before);
	});

	test("a claim that also names seats it has sold already sells the rest under the same order (I5)", async () => {
		const row = newRow();
		await lock(row, [1, 3, 5]);
		await claim(row, [1], { order: "4711" });

		const { status, body } = await claim(row, [1, 3, 5], { order: "4711" }, service.another({ now: FAR + 1 }));

		expect(status).toBe(200);
		expect(body.seats).toEqual(seatsIn(row, 1, 3, 5).map((one) => ({ ...one, status: "sold" })));
		expect(await records(row, 1, 3, 5)).toMatchObject([
			{ order: "4711", soldAt: FAR },
			{ order: "4711", soldAt: FAR + 1 },
			{ order: "4711", soldAt: FAR + 1 },
		]);
	});

	test("a claim that names a seat sold under another order is refused and sells nothing (I1, I4)", async () => {
		const row = newRow();
		await lock(row, [1, 3]);
		await claim(row, [1], { order: "4711" });
		const before = await records(row, 1, 3);

		const { status, body } = await claim(row, [1, 3], { order: "4712" });

		expect(status).toBe(409);
		expect(body.seats).toEqual(seatsIn(row, 1));
		expect(await records(row, 1, 3)).toEqual(before);
	});
});
