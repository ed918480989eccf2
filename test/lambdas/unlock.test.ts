import { beforeAll, expect, test } from "@jest/globals";
import { seatRecords } from "../support/records.ts";
import { alice, bob, eventDocument, freshRows, inPath, newRow, seat, seatsIn } from "../support/seats.ts";
import { FAR, newSale, type TestService } from "../support/service.ts";

let service: TestService;

beforeAll(async () => {
	service = await newSale(eventDocument({ sections: { orchestra: freshRows(10, [1, 3, 5, 7]) } }));
});

const lock = (row: string, numbers: number[], body: object = {}) =>
	service.post("/seat/lock", { seats: seatsIn(row, ...numbers), token: alice, ...body });
const unlock = (row: string, numbers: number[], token: string, by: TestService = service) =>
	by.post("/seat/unlock", { seats: seatsIn(row, ...numbers), token });
const statusOf = async (row: string, number: number) =>
	(await service.get(`/seat/check${inPath(seat(row, number))}`)).body.status;
const records = (row: string, ...numbers: number[]) =>
	seatRecords(service.runtime.table.name, seatsIn(row, ...numbers));

test("an unlocked seat is available at once, and leaves no record", async () => {
	const row = newRow();
	await lock(row, [1]);

	const { status, body } = await service.post(`/seat/unlock${inPath(seat(row, 1))}`, { token: alice });

	expect(status).toBe(200);
	expect(body).toEqual({
		message: `seat 1 of row ${row}, orchestra is available`,
		event: "distant-worlds",
		seats: [{ ...seat(row, 1), status: "available" }],
	});
	expect(await records(row, 1)).toEqual([undefined]);
	expect((await service.post(`/seat/lock${inPath(seat(row, 1))}`, { token: bob })).status).toBe(200);
});

test("unlocking an available seat succeeds for anyone, any number of times (I3, I5)", async () => {
	const row = newRow();
	await lock(row, [1]);

	const answers = [
		await unlock(row, [1], alice),
		await unlock(row, [1], alice),
		await unlock(row, [1], bob),
		await unlock(row, [1, 3], bob),
	];

	expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
	expect(answers[1]).toEqual(answers[0]);
});

test("only the holder of the token can unlock a seat before its lock ends (I3)", async () => {
	const row = newRow();
	await lock(row, [1]);

	const { status, body } = await unlock(row, [1], bob);

	expect(status).toBe(409);
	expect(body).toMatchObject({ type: "/problems/not-your-lock", seats: seatsIn(row, 1) });
	expect(await statusOf(row, 1)).toBe("locked");
});

test("a lock that has ended belongs to nobody: anyone can clear it away, from the second it ends (I2)", async () => {
	const row = newRow();
	await lock(row, [1], { seconds: 60 });

	const beforeItsEnd = await unlock(row, [1], bob, service.another({ now: FAR + 59 }));
	const atItsEnd = await unlock(row, [1], bob, service.another({ now: FAR + 60 }));

	expect([beforeItsEnd.status, atItsEnd.status]).toEqual([409, 200]);
});

test("a sold seat cannot be unlocked, not even by its buyer (I1)", async () => {
	const row = newRow();
	await lock(row, [1]);
	await service.seller("POST", `/seat/claim${inPath(seat(row, 1))}`, { token: alice });

	const { status } = await unlock(row, [1], alice);

	expect(status).toBe(409);
	expect(await statusOf(row, 1)).toBe("sold");
});

test("several seats are unlocked together or not at all, and a refusal names those of another token (I4)", async () => {
	const row = newRow();
	await lock(row, [1, 3]);
	await lock(row, [5], { token: bob });
	const before = await records(row, 1, 3, 5);

	const { status, body } = await unlock(row, [1, 3, 5, 7], alice);

	expect(status).toBe(409);
	expect(body.seats).toEqual(seatsIn(row, 5));
	expect(await records(row, 1, 3, 5)).toEqual(before);
	expect((await unlock(row, [1, 3, 7], alice)).status).toBe(200);
});
