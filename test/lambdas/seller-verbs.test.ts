import { beforeAll, describe, expect, test } from "@jest/globals";
import { onlyTheFirst, responseLost } from "../support/network.ts";
import { seatRecords } from "../support/records.ts";
import { alice, bob, eventDocument, freshRows, inPath, newRow, seat, seatsIn } from "../support/seats.ts";
import { FAR, newSale, type TestService } from "../support/service.ts";

let service: TestService;

beforeAll(async () => {
	service = await newSale(eventDocument({ sections: { orchestra: freshRows(30, [1, 3, 5, 7]) } }));
});

const lock = (row: string, numbers: number[], body: object = {}) =>
	service.post("/seat/lock", { seats: seatsIn(row, ...numbers), token: alice, ...body });
async function sell(row: string, numbers: number[], order?: string, token = alice) {
	const seats = seatsIn(row, ...numbers);
	await service.post("/seat/lock", { seats, token });
	expect((await service.seller("POST", "/seat/claim", { seats, token, order })).status).toBe(200);
}
const release = (row: string, numbers: number[], proof: object) =>
	service.seller("POST", "/seat/release", { seats: seatsIn(row, ...numbers), ...proof });
const block = (row: string, numbers: number[], reason: string, by: TestService = service) =>
	by.seller("POST", "/seat/block", { seats: seatsIn(row, ...numbers), reason });
const unblock = (row: string, numbers: number[]) =>
	service.seller("POST", "/seat/unblock", { seats: seatsIn(row, ...numbers) });
const statusesOf = async (row: string, numbers: number[]) =>
	Promise.all(
		seatsIn(row, ...numbers).map(async (one) => (await service.get(`/seat/check${inPath(one)}`)).body.status),
	);

describe("release", () => {
	test("a sold seat is released under its order, and leaves no record", async () => {
		const row = newRow();
		await sell(row, [1], "order 1");

		const { status, body } = await service.seller("POST", `/seat/release${inPath(seat(row, 1))}`, { order: "order 1" });

		expect(status).toBe(200);
		expect(body.seats).toEqual([{ ...seat(row, 1), status: "available" }]);
		expect(await seatRecords(service.runtime.table.name, seatsIn(row, 1))).toEqual([undefined]);
	});

	test("a sale without an order is released with its token", async () => {
		const row = newRow();
		await sell(row, [1]);

		const wrong = await release(row, [1], { token: bob });
		const right = await release(row, [1], { token: alice });

		expect([wrong.status, right.status]).toEqual([409, 200]);
	});

	test("a release with a wrong order or token is refused, reveals nothing about the sale and changes nothing (I1)", async () => {
		const row = newRow();
		await sell(row, [1], "order 1");

		const wrong = await release(row, [1], { order: "order 2" });
		const halfWrong = await release(row, [1], { order: "order 1", token: bob });

		expect(wrong.status).toBe(409);
		expect(wrong.body).toEqual({
			type: "/problems/not-your-order",
			title: wrong.body.title,
			status: 409,
			seats: seatsIn(row, 1),
		});
		expect(halfWrong.body.type).toBe("/problems/not-your-order");
		expect(await statusesOf(row, [1])).toEqual(["sold"]);
	});

	test("a release of several seats releases all or none (I4)", async () => {
		const row = newRow();
		await sell(row, [1, 3], "order 1");
		await sell(row, [5], "order 2", bob);

		const { status, body } = await release(row, [1, 3, 5], { order: "order 1" });

		expect(status).toBe(409);
		expect(body.seats).toEqual(seatsIn(row, 5));
		expect(await statusesOf(row, [1, 3, 5])).toEqual(["sold", "sold", "sold"]);
	});

	test("a repeated release gets the same answer, also after a lost response (I5)", async () => {
		const row = newRow();
		await sell(row, [1, 3], "order 1");

		service.network.break(onlyTheFirst(1, responseLost));
		const first = await release(row, [1, 3], { order: "order 1" });
		service.network.break();
		const second = await release(row, [1, 3], { order: "order 1" });

		expect(first.status).toBe(200);
		expect(second).toEqual(first);
	});

	test("a release of a locked or a blocked seat is refused", async () => {
		const row = newRow();
		await lock(row, [1]);
		await block(row, [3], "house seat");

		const ofLocked = await release(row, [1], { token: alice });
		const ofBlocked = await release(row, [3], { order: "order 1" });

		expect(ofLocked.body.type).toBe("/problems/not-your-order");
		expect(ofBlocked.body.type).toBe("/problems/not-your-order");
	});

	test("a release with neither order nor token is invalid", async () => {
		const { status, body } = await release(newRow(), [1], {});

		expect(status).toBe(400);
		expect(body.errors).toHaveLength(1);
	});

	test("a sold seat can be sold again only after a release, and the old order then releases nothing (I1)", async () => {
		const row = newRow();
		await sell(row, [1], "order 1");
		expect((await lock(row, [1], { token: bob })).status).toBe(409);

		await release(row, [1], { order: "order 1" });

		await sell(row, [1], "order 2", bob);
		expect((await release(row, [1], { order: "order 1" })).status).toBe(409);
	});
});

describe("block and unblock", () => {
	test("a blocked seat cannot be locked until it is unblocked", async () => {
		const row = newRow();
		expect((await block(row, [1], "house seat")).body.seats).toEqual([{ ...seat(row, 1), status: "blocked" }]);
		expect((await lock(row, [1])).body.seats).toEqual([{ ...seat(row, 1), status: "blocked" }]);

		const { status } = await service.seller("POST", `/seat/unblock${inPath(seat(row, 1))}`, {});

		expect(status).toBe(200);
		expect((await lock(row, [1])).status).toBe(200);
	});

	test("locked and sold seats are neither blocked nor unblocked: the refusal names them, and no seat changes (I4)", async () => {
		const row = newRow();
		await lock(row, [1], { seconds: 60 });
		await sell(row, [3], "order 1");

		const blocked = await block(row, [1, 3, 5], "house seat");
		const unblocked = await unblock(row, [1, 3, 5]);

		const seatsInTheWay = [
			{ ...seat(row, 1), status: "locked", expires: FAR + 60 },
			{ ...seat(row, 3), status: "sold" },
		];
		expect(blocked.status).toBe(409);
		expect(blocked.body).toMatchObject({ type: "/problems/seats-unavailable", seats: seatsInTheWay });
		expect(unblocked.body).toMatchObject({ type: "/problems/seats-unavailable", seats: seatsInTheWay });
		expect(await statusesOf(row, [1, 3, 5])).toEqual(["locked", "sold", "available"]);
	});

	test("block and unblock can be repeated, but a block for another reason is refused (I5)", async () => {
		const row = newRow();
		const first = await block(row, [1, 3], "house seat");

		expect(await block(row, [1, 3], "house seat")).toEqual(first);
		expect((await block(row, [1, 3, 5], "house seat")).status).toBe(200);
		expect((await block(row, [1], "broken")).status).toBe(409);
		const unblocked = await unblock(row, [1, 3, 5]);
		expect(await unblock(row, [1, 3, 5])).toEqual(unblocked);
	});

	test("a seat whose lock has ended can be blocked, from the second the lock ends (I2)", async () => {
		const row = newRow();
		await lock(row, [1], { seconds: 60 });

		const beforeItsEnd = await block(row, [1], "house seat", service.another({ now: FAR + 59 }));
		const atItsEnd = await block(row, [1], "house seat", service.another({ now: FAR + 60 }));

		expect([beforeItsEnd.status, atItsEnd.status]).toEqual([409, 200]);
	});
});

test.each<[string, object, string]>([
	["release", { order: "order 1" }, "DeleteItem"],
	["block", { reason: "house seat" }, "PutItem"],
	["unblock", {}, "DeleteItem"],
])("%s sends one write for one seat and one transaction for several, also when repeated", async (verb, body, write) => {
	const row = newRow();
	if (verb === "release") await sell(row, [1, 3, 5, 7], "order 1");
	const send = (...numbers: number[]) =>
		service.network.during(() => service.seller("POST", `/seat/${verb}`, { seats: seatsIn(row, ...numbers), ...body }));
	await service.get(`/seat/check${inPath(seat(row, 1))}`);

	expect((await send(1)).operations).toEqual([write]);
	expect((await send(1)).operations).toEqual([write]);
	expect((await send(3, 5, 7)).operations).toEqual(["TransactWriteItems"]);
	expect((await send(3, 5, 7)).operations).toEqual(["TransactWriteItems"]);
});
