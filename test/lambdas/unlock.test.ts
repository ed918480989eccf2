import { beforeAll, expect, test } from "@jest/globals";
import { seatRecords } from "../support/records.ts";
import { alice, bob, eventDocument, inPath, rows, seat, seatsIn } from "../support/seats.ts";
import { FAR, newSale, type TestService } from "../support/service.ts";

let service: TestService;

beforeAll(async () => {
	service = await newSale(eventDocument({ sections: { orchestra: rows("abcdefghijkl", [1, 3, 5, 7]) } }));
});

const lock = (row: string, numbers: number[], body: object = {}) =>
	service.post("/seat/lock", { seats: seatsIn(row, ...numbers), token: alice, ...body });
const unlock = (row: string, numbers: number[], token: string, by: TestService = service) =>
	by.post("/seat/unlock", { seats: seatsIn(row, ...numbers), token });

test("an unlocked seat is available at once, and leaves no record", async () => {
	await lock("a", [1]);

	const { status, body } = await service.post(`/seat/unlock${inPath(seat("a", 1))}`, { token: alice });

	expect(status).toBe(200);
	expect(body).toEqual({
		message: "seat 1 of row a, orchestra is available",
		event: "distant-worlds",
		seats: [{ ...seat("a", 1), status: "available" }],
	});
	expect(await seatRecords(service.runtime.table.name, seatsIn("a", 1))).toEqual([undefined]);
	expect((await service.post(`/seat/lock${inPath(seat("a", 1))}`, { token: bob })).status).toBe(200);
});

test("unlocking a seat that is available succeeds, whoever asks, and however often (I3, I5)", async () => {
	await lock("b", [1]);

	const answers = [
		await unlock("b", [1], alice),
		await unlock("b", [1], alice),
		await unlock("b", [1], bob),
		await unlock("b", [1, 3], bob),
	];

	expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
	expect(answers[1]).toEqual(answers[0]);
});

test("only the holder of its token unlocks a live lock (I3)", async () => {
	await lock("c", [1]);

	const { status, body } = await unlock("c", [1], bob);

	expect(status).toBe(409);
	expect(body).toMatchObject({ type: "/problems/not-your-lock", seats: seatsIn("c", 1) });
	expect((await service.get(`/seat/check${inPath(seat("c", 1))}`)).body.status).toBe("locked");
});

test("a lock that has ended is nobody's: anyone may clear it away, from its very end on (I2)", async () => {
	await lock("d", [1], { seconds: 60 });

	expect((await unlock("d", [1], bob, service.another({ now: FAR + 59 }))).status).toBe(409);
	expect((await unlock("d", [1], bob, service.another({ now: FAR + 60 }))).status).toBe(200);
});

test("a sold seat is not given back by unlocking it, not even by its buyer (I1)", async () => {
	await lock("e", [1]);
	await service.seller("POST", `/seat/claim${inPath(seat("e", 1))}`, { token: alice });

	expect((await unlock("e", [1], alice)).status).toBe(409);
	expect((await service.get(`/seat/check${inPath(seat("e", 1))}`)).body.status).toBe("sold");
});

test("many seats are given back together or not at all (I4)", async () => {
	await lock("f", [1, 3]);
	await lock("f", [5], { token: bob });
	const before = await seatRecords(service.runtime.table.name, seatsIn("f", 1, 3, 5));

	const { status, body } = await unlock("f", [1, 3, 5, 7], alice);

	expect(status).toBe(409);
	expect(body.seats).toEqual(seatsIn("f", 5));
	expect(await seatRecords(service.runtime.table.name, seatsIn("f", 1, 3, 5))).toEqual(before);
	expect((await unlock("f", [1, 3, 7], alice)).status).toBe(200);
});
