import { beforeAll, describe, expect, test } from "@jest/globals";
import { seatRecords } from "../support/records.ts";
import { alice, bob, eventDocument, inPath, rows, seat, seatsIn } from "../support/seats.ts";
import { FAR, newSale, type TestService } from "../support/service.ts";

let service: TestService;

beforeAll(async () => {
	const sections = { orchestra: rows("abcdefghijkl", [1, 3, 5, 7]) };
	service = await newSale(eventDocument({ lockSeconds: 60, maxLockSeconds: 100, sections }));
});

const at = (now: number) => service.another({ now });

const lock = (row: string, numbers: number[], body: object = {}) =>
	service.post("/seat/lock", { seats: seatsIn(row, ...numbers), token: alice, ...body });

test("an extended lock ends later, and tells when", async () => {
	await lock("a", [1]);

	const { status, body } = await at(FAR + 30).post(`/seat/extend${inPath(seat("a", 1))}`, { token: alice });

	expect(status).toBe(200);
	expect(body).toEqual({
		message: "seat 1 of row a, orchestra is locked for longer",
		event: "distant-worlds",
		expires: FAR + 90,
		seats: [{ ...seat("a", 1), status: "locked", expires: FAR + 90 }],
	});
	expect(await seatRecords(service.runtime.table.name, seatsIn("a", 1))).toMatchObject([
		{ status: "locked", lockedAt: FAR, expires: FAR + 90 },
	]);
});

test("an extension lasts as long as it says, measured from the moment it is served", async () => {
	await lock("a", [3]);

	const { body } = await at(FAR + 59).post(`/seat/extend${inPath(seat("a", 3))}`, { token: alice, seconds: 5 });

	expect(body.expires).toBe(FAR + 64);
});

test("an extension never shortens a lock, however often it is repeated (I5)", async () => {
	await lock("b", [1]);
	const before = await seatRecords(service.runtime.table.name, seatsIn("b", 1));

	for (let time = 1; time <= 3; time++) {
		const { status, body } = await at(FAR + 1).post(`/seat/extend${inPath(seat("b", 1))}`, {
			token: alice,
			seconds: 5,
		});

		expect(status).toBe(200);
		expect(body.expires).toBe(FAR + 60);
	}
	expect(await seatRecords(service.runtime.table.name, seatsIn("b", 1))).toEqual(before);
});

test("a repeated extension at the same instant gives the same answer (I5)", async () => {
	await lock("b", [3]);
	const extend = () => at(FAR + 10).post(`/seat/extend${inPath(seat("b", 3))}`, { token: alice });

	expect(await extend()).toEqual(await extend());
});

describe("the longest lock, counted from when it was made,", () => {
	test("cuts an extension short, and then holds at that", async () => {
		await lock("c", [1]);
		const extend = (now: number) => at(now).post(`/seat/extend${inPath(seat("c", 1))}`, { token: alice });

		expect((await extend(FAR + 50)).body.expires).toBe(FAR + 100);
		expect((await extend(FAR + 99)).body.expires).toBe(FAR + 100);
		expect((await extend(FAR + 100)).status).toBe(409);
	});

	test("is reached exactly by an extension that asks for no second more", async () => {
		await lock("c", [3]);

		const { body } = await at(FAR + 40).post(`/seat/extend${inPath(seat("c", 3))}`, { token: alice, seconds: 60 });

		expect(body.expires).toBe(FAR + 100);
	});

	test("cuts only the seats that it must, where several were locked at different times", async () => {
		await lock("d", [1]);
		await at(FAR + 30).post("/seat/lock", { seats: seatsIn("d", 3), token: alice });

		const { status, body } = await at(FAR + 50).post("/seat/extend", { seats: seatsIn("d", 1, 3), token: alice });

		expect(status).toBe(200);
		expect(body.seats.map(({ expires }: { expires: number }) => expires)).toEqual([FAR + 100, FAR + 110]);
		expect(body.expires).toBe(FAR + 100);
		expect(await seatRecords(service.runtime.table.name, seatsIn("d", 1, 3))).toMatchObject([
			{ expires: FAR + 100 },
			{ expires: FAR + 110 },
		]);
	});

	test("is also the most that one extension may ask for", async () => {
		await lock("d", [5]);

		const { status, body } = await service.post(`/seat/extend${inPath(seat("d", 5))}`, { token: alice, seconds: 101 });

		expect(status).toBe(400);
		expect(body.errors[0].path).toBe("/seconds");
	});
});

test("a lock is extended in its last second, and not at its end (I2)", async () => {
	await lock("e", [1, 3]);

	expect((await at(FAR + 59).post(`/seat/extend${inPath(seat("e", 1))}`, { token: alice })).status).toBe(200);
	expect((await at(FAR + 60).post(`/seat/extend${inPath(seat("e", 3))}`, { token: alice })).status).toBe(409);
});

test("a wrong token, an ended lock, a sale and no lock at all are one and the same answer, byte for byte (I3)", async () => {
	await lock("f", [1]);
	await lock("g", [1], { seconds: 1 });
	await lock("h", [1]);
	await service.seller("POST", `/seat/claim${inPath(seat("h", 1))}`, { token: alice });

	const refusals = await Promise.all(
		["f", "g", "h", "i"].map((row) => at(FAR + 1).post(`/seat/extend${inPath(seat(row, 1))}`, { token: bob })),
	);

	const [first, ...others] = refusals.map(({ status, headers, body }, index) =>
		JSON.stringify({ status, headers, body }).replaceAll(`"${"fghi"[index]}"`, '"row"'),
	);
	expect(first).toContain("/problems/not-your-lock");
	expect(others).toEqual([first, first, first]);
});

test("many locks are extended together or not at all, and the refusal names those that are lost (I4)", async () => {
	await lock("j", [1, 3]);
	const before = await seatRecords(service.runtime.table.name, seatsIn("j", 1, 3));

	const { status, body } = await at(FAR + 30).post("/seat/extend", { seats: seatsIn("j", 1, 3, 5), token: alice });

	expect(status).toBe(409);
	expect(body).toMatchObject({ type: "/problems/not-your-lock", seats: seatsIn("j", 5) });
	expect(await seatRecords(service.runtime.table.name, seatsIn("j", 1, 3))).toEqual(before);
});
