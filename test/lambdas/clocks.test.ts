/** I6: functions whose clocks disagree may disagree about who gets an expired seat, but they never sell it twice. */
import { beforeAll, describe, expect, test } from "@jest/globals";
import { seatRecords } from "../support/records.ts";
import { alice, bob, eventDocument, freshRows, inPath, newRow, seat, seatsIn } from "../support/seats.ts";
import { FAR, newSale, type TestService } from "../support/service.ts";

/** The same service twice; the clock of `fast` is 5 s ahead. */
let fast: TestService;
let slow: TestService;

beforeAll(async () => {
	slow = await newSale(eventDocument({ sections: { orchestra: freshRows(20, [1]) } }));
	fast = slow.another({ now: FAR + 5 });
});

const path = (verb: string, row: string) => `/seat/${verb}${inPath(seat(row, 1))}`;
const lock = (by: TestService, row: string, token: string, seconds: number) =>
	by.post(path("lock", row), { token, seconds });
const claim = (by: TestService, row: string, token: string) => by.seller("POST", path("claim", row), { token });

describe("two functions, the clock of one 5 s ahead (I6)", () => {
	test("a lock that has ended only for the fast function can be replaced there, and then only the new holder can buy (I6)", async () => {
		const row = newRow();
		await lock(slow, row, alice, 3);

		expect((await lock(fast, row, bob, 60)).status).toBe(200);

		expect((await claim(slow, row, alice)).status).toBe(409);
		expect((await claim(fast, row, alice)).status).toBe(409);
		expect((await claim(slow, row, bob)).status).toBe(200);
	});

	test("a seat that the slow function has sold stays sold for the fast one, for which its lock had ended (I6)", async () => {
		const row = newRow();
		await lock(slow, row, alice, 3);

		expect((await claim(slow, row, alice)).status).toBe(200);

		expect((await lock(fast, row, bob, 60)).status).toBe(409);
		expect((await claim(fast, row, bob)).status).toBe(409);
	});

	test("a lock made by the fast function is the same lock for the slow one, up to the end it was given (I6)", async () => {
		const row = newRow();
		await lock(fast, row, alice, 3);

		expect((await lock(slow, row, bob, 60)).status).toBe(409);
		expect((await slow.get(path("check", row))).body).toMatchObject({ status: "locked", expires: FAR + 8 });
		expect((await claim(slow, row, alice)).status).toBe(200);
	});

	test("a claim repeated where its lock has long ended gets the same answer (I5)", async () => {
		const row = newRow();
		await lock(slow, row, alice, 3);

		const first = await claim(slow, row, alice);
		const again = await claim(fast, row, alice);

		expect(first.status).toBe(200);
		expect(again).toEqual(first);
	});

	test("an extension by the slow function never shortens one by the fast function (I5)", async () => {
		const row = newRow();
		await lock(slow, row, alice, 60);
		await fast.post(path("extend", row), { token: alice, seconds: 100 });

		const { body } = await slow.post(path("extend", row), { token: alice, seconds: 100 });

		expect(body.expires).toBe(FAR + 105);
	});

	test("a lock that the fast function clears away as ended is gone for the slow one too, and one buyer gets the seat (I6)", async () => {
		const row = newRow();
		await lock(slow, row, alice, 3);

		expect((await fast.post(path("unlock", row), { token: bob })).status).toBe(200);

		expect((await claim(slow, row, alice)).status).toBe(409);
		expect((await lock(slow, row, bob, 60)).status).toBe(200);
	});

	test("a claim and a new lock that meet at a lock's end give the seat to exactly one of them (I1)", async () => {
		for (let time = 0; time < 10; time++) {
			const row = newRow();
			await lock(slow, row, alice, 3);

			const [claimed, locked] = await Promise.all([claim(slow, row, alice), lock(fast, row, bob, 60)]);

			const [record] = await seatRecords(slow.runtime.table.name, seatsIn(row, 1));
			expect([claimed.status, locked.status].toSorted()).toEqual([200, 409]);
			expect(record?.status).toBe(claimed.status === 200 ? "sold" : "locked");
		}
	});
});
