/** I6: functions whose clocks disagree may disagree on who gets an expired seat; they never sell it twice. */
import { beforeAll, describe, expect, test } from "@jest/globals";
import { seatRecords } from "../support/records.ts";
import { alice, bob, eventDocument, inPath, rows, seat, seatsIn } from "../support/seats.ts";
import { FAR, newSale, type TestService } from "../support/service.ts";

let fast: TestService;
let slow: TestService;

beforeAll(async () => {
	slow = await newSale(eventDocument({ sections: { orchestra: rows("abcdefgh", [1]) } }));
	fast = slow.another({ now: FAR + 5 });
});

const path = (verb: string, row: string) => `/seat/${verb}${inPath(seat(row, 1))}`;
const lock = (by: TestService, row: string, token: string, seconds: number) =>
	by.post(path("lock", row), { token, seconds });
const claim = (by: TestService, row: string, token: string) => by.seller("POST", path("claim", row), { token });

describe("two functions, the clock of one 5 s ahead (I6)", () => {
	test("a lock that has ended for the fast one only goes to whoever writes first: the new holder buys, the old cannot", async () => {
		await lock(slow, "a", alice, 3);

		expect((await lock(fast, "a", bob, 60)).status).toBe(200);

		expect((await claim(slow, "a", alice)).status).toBe(409);
		expect((await claim(fast, "a", alice)).status).toBe(409);
		expect((await claim(slow, "a", bob)).status).toBe(200);
	});

	test("a lock that the slow one still sells is sold: the fast one, for which it has ended, cannot have it any more", async () => {
		await lock(slow, "b", alice, 3);

		expect((await claim(slow, "b", alice)).status).toBe(200);

		expect((await lock(fast, "b", bob, 60)).status).toBe(409);
		expect((await claim(fast, "b", bob)).status).toBe(409);
	});

	test("a lock made by the fast one ends later for the slow one, and is one lock all the while", async () => {
		await lock(fast, "c", alice, 3);

		expect((await lock(slow, "c", bob, 60)).status).toBe(409);
		expect((await slow.get(path("check", "c"))).body).toMatchObject({ status: "locked", expires: FAR + 8 });
		expect((await claim(slow, "c", alice)).status).toBe(200);
	});

	test("a claim that is repeated where the lock has long ended is still the same claim (I5)", async () => {
		await lock(slow, "d", alice, 3);
		const first = await claim(slow, "d", alice);

		expect(await claim(fast, "d", alice)).toEqual(first);
	});

	test("an extension by the slow one never shortens what the fast one gave (I5)", async () => {
		await lock(slow, "e", alice, 60);
		await fast.post(path("extend", "e"), { token: alice, seconds: 100 });

		const { body } = await slow.post(path("extend", "e"), { token: alice, seconds: 100 });

		expect(body.expires).toBe(FAR + 105);
	});

	test("an unlock by the fast one of a lock that lives for the slow one frees it once, for one buyer", async () => {
		await lock(slow, "f", alice, 3);

		expect((await fast.post(path("unlock", "f"), { token: bob })).status).toBe(200);
		expect((await claim(slow, "f", alice)).status).toBe(409);
		expect((await lock(slow, "f", bob, 60)).status).toBe(200);
	});

	test("both sides of an end at once: one claims, one locks, and exactly one of them has the seat (I1)", async () => {
		for (let time = 0; time < 10; time++) {
			const row = "g";
			await lock(slow, row, alice, 3);

			const [claimed, locked] = await Promise.all([claim(slow, row, alice), lock(fast, row, bob, 60)]);

			const [record] = await seatRecords(slow.runtime.table.name, seatsIn(row, 1));
			expect([claimed.status, locked.status].toSorted()).toEqual([200, 409]);
			expect(record?.status).toBe(claimed.status === 200 ? "sold" : "locked");
			if (claimed.status === 200) break;
			await fast.post(path("unlock", row), { token: bob });
		}
	});
});
