import { beforeAll, describe, expect, test } from "@jest/globals";
import { onlyTheFirst, responseLost } from "../support/network.ts";
import { seatRecords } from "../support/records.ts";
import { alice, bob, eventDocument, inPath, rows, seat, seatsIn } from "../support/seats.ts";
import { FAR, newSale, type TestService } from "../support/service.ts";

let service: TestService;

beforeAll(async () => {
	service = await newSale(eventDocument({ sections: { orchestra: rows("abcdefghijklmnop", [1, 3, 5, 7]) } }));
});

const sell = async (row: string, numbers: number[], order?: string, token = alice) => {
	const seats = seatsIn(row, ...numbers);
	await service.post("/seat/lock", { seats, token });
	expect((await service.seller("POST", "/seat/claim", { seats, token, order })).status).toBe(200);
};
const release = (row: string, numbers: number[], proof: object) =>
	service.seller("POST", "/seat/release", { seats: seatsIn(row, ...numbers), ...proof });
const block = (row: string, numbers: number[], reason: string) =>
	service.seller("POST", "/seat/block", { seats: seatsIn(row, ...numbers), reason });
const statusesOf = async (row: string, numbers: number[]) =>
	Promise.all(
		seatsIn(row, ...numbers).map(async (one) => (await service.get(`/seat/check${inPath(one)}`)).body.status),
	);

describe("release", () => {
	test("gives a sold seat back to the order that bought it, and leaves no record", async () => {
		await sell("a", [1], "order 1");

		const { status, body } = await service.seller("POST", `/seat/release${inPath(seat("a", 1))}`, { order: "order 1" });

		expect(status).toBe(200);
		expect(body.seats).toEqual([{ ...seat("a", 1), status: "available" }]);
		expect(await seatRecords(service.runtime.table.name, seatsIn("a", 1))).toEqual([undefined]);
	});

	test("takes the token of the sale as well, also of one without an order", async () => {
		await sell("b", [1]);

		expect((await release("b", [1], { token: bob })).status).toBe(409);
		expect((await release("b", [1], { token: alice })).status).toBe(200);
	});

	test("of another's sale is refused, says nothing of whose it is, and changes nothing (I1)", async () => {
		await sell("c", [1], "order 1");

		const wrong = await release("c", [1], { order: "order 2" });
		const halfWrong = await release("c", [1], { order: "order 1", token: bob });

		expect(wrong.status).toBe(409);
		expect(wrong.body).toEqual({
			type: "/problems/not-your-order",
			title: wrong.body.title,
			status: 409,
			seats: seatsIn("c", 1),
		});
		expect(halfWrong.body.type).toBe("/problems/not-your-order");
		expect(await statusesOf("c", [1])).toEqual(["sold"]);
	});

	test("of many is whole or not at all (I4)", async () => {
		await sell("d", [1, 3], "order 1");
		await sell("d", [5], "order 2", bob);

		const { status, body } = await release("d", [1, 3, 5], { order: "order 1" });

		expect(status).toBe(409);
		expect(body.seats).toEqual(seatsIn("d", 5));
		expect(await statusesOf("d", [1, 3, 5])).toEqual(["sold", "sold", "sold"]);
	});

	test("may be sent again, and after a lost answer is not refused (I5)", async () => {
		await sell("e", [1, 3], "order 1");

		service.network.break(onlyTheFirst(1, responseLost));
		const first = await release("e", [1, 3], { order: "order 1" });
		service.network.break();
		const second = await release("e", [1, 3], { order: "order 1" });

		expect(first.status).toBe(200);
		expect(second).toEqual(first);
	});

	test("of a locked or a blocked seat is refused", async () => {
		await service.post("/seat/lock", { seats: seatsIn("f", 1), token: alice });
		await block("f", [3], "house seat");

		expect((await release("f", [1], { token: alice })).body.type).toBe("/problems/not-your-order");
		expect((await release("f", [3], { order: "order 1" })).body.type).toBe("/problems/not-your-order");
	});

	test("needs the order or the token", async () => {
		const { status, body } = await release("f", [1], {});

		expect(status).toBe(400);
		expect(body.errors).toHaveLength(1);
	});

	test("lets the seat be sold again: two sales of one seat always have a release between them (I1)", async () => {
		await sell("g", [1], "order 1");
		expect((await service.post("/seat/lock", { seats: seatsIn("g", 1), token: bob })).status).toBe(409);

		await release("g", [1], { order: "order 1" });

		await sell("g", [1], "order 2", bob);
		expect((await release("g", [1], { order: "order 1" })).status).toBe(409);
	});
});

describe("block and unblock", () => {
	test("take a seat off sale and put it back", async () => {
		expect((await block("h", [1], "house seat")).body.seats).toEqual([{ ...seat("h", 1), status: "blocked" }]);
		expect((await service.post("/seat/lock", { seats: seatsIn("h", 1), token: alice })).body.seats).toEqual([
			{ ...seat("h", 1), status: "blocked" },
		]);

		const { status } = await service.seller("POST", `/seat/unblock${inPath(seat("h", 1))}`, {});

		expect(status).toBe(200);
		expect((await service.post("/seat/lock", { seats: seatsIn("h", 1), token: alice })).status).toBe(200);
	});

	test("of a seat that is locked or sold are refused, naming what it is, and of many all are refused (I4)", async () => {
		await service.post("/seat/lock", { seats: seatsIn("i", 1), token: alice, seconds: 60 });
		await sell("i", [3], "order 1");

		const blocked = await block("i", [1, 3, 5], "house seat");
		const unblocked = await service.seller("POST", "/seat/unblock", { seats: seatsIn("i", 1, 3, 5) });

		const losers = [
			{ ...seat("i", 1), status: "locked", expires: FAR + 60 },
			{ ...seat("i", 3), status: "sold" },
		];
		expect(blocked.status).toBe(409);
		expect(blocked.body).toMatchObject({ type: "/problems/seats-unavailable", seats: losers });
		expect(unblocked.body).toMatchObject({ type: "/problems/seats-unavailable", seats: losers });
		expect(await statusesOf("i", [5])).toEqual(["available"]);
	});

	test("may be sent again (I5); another reason is another request", async () => {
		const first = await block("j", [1, 3], "house seat");

		expect(await block("j", [1, 3], "house seat")).toEqual(first);
		expect((await block("j", [1, 3, 5], "house seat")).status).toBe(200);
		expect((await block("j", [1], "broken")).status).toBe(409);
		const unblocked = await service.seller("POST", "/seat/unblock", { seats: seatsIn("j", 1, 3, 5) });
		expect(await service.seller("POST", "/seat/unblock", { seats: seatsIn("j", 1, 3, 5) })).toEqual(unblocked);
	});

	test("a seat whose lock has ended can be blocked, from its very end on (I2)", async () => {
		await service.post("/seat/lock", { seats: seatsIn("k", 1), token: alice, seconds: 60 });
		const at = (now: number) =>
			service.another({ now }).seller("POST", "/seat/block", { seats: seatsIn("k", 1), reason: "house seat" });

		expect((await at(FAR + 59)).status).toBe(409);
		expect((await at(FAR + 60)).status).toBe(200);
	});
});

test.each<[string, string, object, string]>([
	["release", "l", { order: "order 1" }, "DeleteItem"],
	["block", "m", { reason: "house seat" }, "PutItem"],
	["unblock", "n", {}, "DeleteItem"],
])(
	"%s of one seat is one request, also when repeated; of many, one transaction",
	async (verb, row, body, operation) => {
		if (verb === "release") await sell(row, [1, 3, 5, 7], "order 1");
		const send = (...numbers: number[]) =>
			service.network.during(() =>
				service.seller("POST", `/seat/${verb}`, { seats: seatsIn(row, ...numbers), ...body }),
			);
		await service.get(`/seat/check${inPath(seat(row, 1))}`);

		expect((await send(1)).operations).toEqual([operation]);
		expect((await send(1)).operations).toEqual([operation]);
		expect((await send(3, 5, 7)).operations).toEqual(["TransactWriteItems"]);
		expect((await send(3, 5, 7)).operations).toEqual(["TransactWriteItems"]);
	},
);
