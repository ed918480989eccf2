import { beforeAll, describe, expect, test } from "@jest/globals";
import { seatRecords } from "../support/records.ts";
import { alice, bob, eventDocument, inPath, rows, seat, seatsIn } from "../support/seats.ts";
import { FAR, newSale, type TestService } from "../support/service.ts";

let service: TestService;

beforeAll(async () => {
	service = await newSale(eventDocument({ sections: { orchestra: rows("abcdefghijklmnop", [1, 3, 5, 7]) } }));
});

const lock = (row: string, numbers: number[], body: object = {}) =>
	service.post("/seat/lock", { seats: seatsIn(row, ...numbers), token: alice, ...body });
const claim = (row: string, numbers: number[], body: object = {}, by: TestService = service) =>
	by.seller("POST", "/seat/claim", { seats: seatsIn(row, ...numbers), token: alice, ...body });
const records = (row: string, ...numbers: number[]) =>
	seatRecords(service.runtime.table.name, seatsIn(row, ...numbers));

test("a claimed seat is sold: its record names the order, and has no end for TTL to find", async () => {
	await lock("a", [1]);

	const { status, body } = await service.seller("POST", `/seat/claim${inPath(seat("a", 1))}`, {
		token: alice,
		order: "4711",
	});

	expect(status).toBe(200);
	expect(body).toEqual({
		message: "seat 1 of row a, orchestra is sold",
		event: "distant-worlds",
		seats: [{ ...seat("a", 1), status: "sold" }],
	});
	expect(await records("a", 1)).toEqual([
		{ status: "sold", order: "4711", soldAt: FAR, tokenHash: expect.any(String) },
	]);
});

test("a claim without an order is a sale too", async () => {
	await lock("a", [3]);

	expect((await claim("a", [3])).status).toBe(200);
	expect(await records("a", 3)).toEqual([{ status: "sold", soldAt: FAR, tokenHash: expect.any(String) }]);
});

test("a sold seat cannot be locked or sold again, by anyone, ever (I1)", async () => {
	await lock("b", [1]);
	await claim("b", [1], { order: "4711" });
	const before = await records("b", 1);

	const muchLater = service.another({ now: FAR + 100_000_000 });
	for (const token of [alice, bob]) {
		expect((await muchLater.post(`/seat/lock${inPath(seat("b", 1))}`, { token })).status).toBe(409);
		expect((await claim("b", [1], { token, order: "4712" }, muchLater)).status).toBe(409);
	}
	expect(await records("b", 1)).toEqual(before);
});

test("another's token sells nothing, even when the seller sends it (I1, I3)", async () => {
	await lock("b", [3]);

	expect((await claim("b", [3], { token: bob })).status).toBe(409);
	expect((await claim("b", [3])).status).toBe(200);
	expect((await claim("b", [3], { token: bob })).status).toBe(409);
});

test("a lock is sold in its last second, and not at its end (I2)", async () => {
	await lock("c", [1, 3], { seconds: 60 });

	expect((await claim("c", [1], {}, service.another({ now: FAR + 59 }))).status).toBe(200);
	expect((await claim("c", [3], {}, service.another({ now: FAR + 60 }))).status).toBe(409);
	expect(await records("c", 3)).toMatchObject([{ status: "locked" }]);
});

test("a wrong token, an ended lock, another's sale and no lock at all are one and the same answer, byte for byte (I3)", async () => {
	await lock("d", [1]);
	await lock("e", [1], { seconds: 1 });
	await lock("f", [1]);
	await claim("f", [1]);

	const refusals = await Promise.all(
		["d", "e", "f", "g"].map((row) =>
			service.another({ now: FAR + 1 }).seller("POST", `/seat/claim${inPath(seat(row, 1))}`, { token: bob }),
		),
	);

	const [first, ...others] = refusals.map(({ status, headers, body }, index) =>
		JSON.stringify({ status, headers, body }).replaceAll(`"${"defg"[index]}"`, '"row"'),
	);
	expect(first).toContain("/problems/not-your-lock");
	expect(others).toEqual([first, first, first]);
});

test("many seats are sold together or not at all, and the refusal names those that are not locked (I4)", async () => {
	await lock("h", [1, 3]);
	await lock("h", [5], { token: bob });
	const before = await records("h", 1, 3, 5);

	const { status, body } = await claim("h", [1, 3, 5, 7]);

	expect(status).toBe(409);
	expect(body.seats).toEqual(seatsIn("h", 5, 7));
	expect(await records("h", 1, 3, 5)).toEqual(before);
	expect((await claim("h", [1, 3])).status).toBe(200);
});

describe("a claim that is sent again (I5)", () => {
	test("gives the same answer and changes nothing more, however much later", async () => {
		await lock("i", [1]);
		const first = await claim("i", [1], { order: "4711" });
		const before = await records("i", 1);

		const again = await claim("i", [1], { order: "4711" }, service.another({ now: FAR + 100_000 }));

		expect(first.status).toBe(200);
		expect(again).toEqual(first);
		expect(await records("i", 1)).toEqual(before);
	});

	test("with many seats gives the same answer and changes nothing more", async () => {
		await lock("j", [1, 3, 5]);
		const first = await claim("j", [1, 3, 5], { order: "4711" });
		const before = await records("j", 1, 3, 5);

		const again = await claim("j", [1, 3, 5], { order: "4711" }, service.another({ now: FAR + 1 }));

		expect(first.status).toBe(200);
		expect(again).toEqual(first);
		expect(await records("j", 1, 3, 5)).toEqual(before);
	});

	test("with seats that it has sold already sells the rest of them under the same order", async () => {
		await lock("k", [1, 3, 5]);
		await claim("k", [1], { order: "4711" });

		const { status, body } = await claim("k", [1, 3, 5], { order: "4711" }, service.another({ now: FAR + 1 }));

		expect(status).toBe(200);
		expect(body.seats).toEqual(seatsIn("k", 1, 3, 5).map((one) => ({ ...one, status: "sold" })));
		expect(await records("k", 1, 3, 5)).toMatchObject([
			{ order: "4711", soldAt: FAR },
			{ order: "4711", soldAt: FAR + 1 },
			{ order: "4711", soldAt: FAR + 1 },
		]);
	});

	test("under another order is another sale, and refused whole (I1, I4)", async () => {
		await lock("l", [1, 3]);
		await claim("l", [1], { order: "4711" });
		const before = await records("l", 1, 3);

		for (const order of ["4712", undefined]) {
			const { status, body } = await claim("l", [1, 3], { order });

			expect(status).toBe(409);
			expect(body.seats).toEqual(seatsIn("l", 1));
		}
		expect(await records("l", 1, 3)).toEqual(before);
	});
});
