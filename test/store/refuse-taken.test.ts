/** Refusals by a read (contract §3, ADR 040): when a request looks first, what it is answered, and what that costs. */
import { describe, expect, test } from "@jest/globals";
import type { Seat } from "../../domain/seat.ts";
import { findEvent } from "../../store/event.ts";
import { alice, bob, house, seat, tokenOf } from "../support/seats.ts";
import { FAR, newService, type Reply, type TestService } from "../support/service.ts";

const TRANSACTION = "TransactWriteItems";
const READ = "Query";

/** Seats of the first row of a section. */
const placesIn = (section: string, ...numbers: number[]) => numbers.map((number) => seat("row 1", number, section));

/** A sale too large to be read directly: three sections of 50 seats. */
async function newHouse(): Promise<TestService> {
	const service = await newService();
	const { status } = await service.seller("PUT", "/events/distant-worlds", house(3, 5, 10));
	expect(status).toBe(200);
	return service;
}

interface Capacity {
	readonly CapacityUnits: number;
}

/** Another copy of the functions, with every plan in memory and nothing else. */
async function copyOf(service: TestService, now = FAR): Promise<TestService> {
	const copy = service.another({ now });
	for (const section of [1, 2, 3]) await copy.get(`/seat/check/section%20${section}/row%205/10`);
	return copy;
}

const lock = (by: TestService, token: string, seats: readonly object[]) => by.post("/seat/lock", { token, seats });

/** The answer's status, and what was sent for it. */
async function sentFor(by: TestService, request: () => Promise<Reply>) {
	const { value, operations } = await by.network.during(request);
	return [value.status, ...operations];
}

/** The read units of a refusal of these seats. */
async function unitsOfRefusal({ runtime }: TestService, seats: readonly Seat[]): Promise<number> {
	const { table, memory, readings } = runtime;
	let units = 0;
	// biome-ignore lint/suspicious/noExplicitAny: every command of the SDK passes through here, each with its own type
	const send = async (command: any, options: never) => {
		command.input.ReturnConsumedCapacity = "TOTAL";
		const answer = (await table.send(command, options)) as { ConsumedCapacity?: Capacity | Capacity[] };
		for (const { CapacityUnits } of [answer.ConsumedCapacity ?? []].flat()) units += CapacityUnits;
		return answer;
	};
	const metered = { ...table, send: send as typeof table.send };
	const event = await findEvent({ table: metered, memory, readings }, "distant-worlds", { seats });
	await expect(event.lock(seats, { token: bob }, FAR)).rejects.toThrow("seats-unavailable");
	return units;
}

describe("a request for several seats that are known to be taken", () => {
	test("the first refusal is a transaction, and the next ones are one read: one unit for neighbours", async () => {
		const service = await newHouse();
		const seats = placesIn("section 1", 1, 2, 3);
		await lock(service, alice, seats);
		const copy = await copyOf(service);

		expect(await sentFor(copy, () => lock(copy, bob, seats))).toEqual([409, TRANSACTION]);
		expect(await sentFor(copy, () => lock(copy, bob, seats))).toEqual([409, READ]);

		expect(await unitsOfRefusal(copy, seats)).toBe(1);
	});

	test.each([
		[1_000, READ],
		[1_001, "BatchGetItem"],
	])(
		"in a row of %i places they are read by %s: nobody counts what is between in a longer one (I12)",
		async (places, operation) => {
			const service = await newService();
			await service.seller("PUT", "/events/distant-worlds", house(1, 1, places));
			const seats = placesIn("section 1", 997, 998, 999);
			await lock(service, alice, seats);

			expect((await lock(service, bob, seats)).status).toBe(409);
			expect(await sentFor(service, () => lock(service, bob, seats))).toEqual([409, operation]);
			expect(await unitsOfRefusal(service, seats)).toBeLessThanOrEqual(seats.length);
		},
	);

	test("seats that are no neighbours are read one by one, for a unit a seat at most", async () => {
		const service = await newService();
		const long = Array.from({ length: 80 }, (_, index) => `${"x".repeat(60)}${index}`);
		const sections = {
			hall: [
				{ row: "A", seats: long },
				{ row: "B", seats: ["1", "2"] },
			],
			box: [{ row: "A", seats: ["1"] }],
		};
		await service.seller("PUT", "/events/distant-worlds", { name: "Hall", sections, maxSeatsPerLock: 100 });
		const at = (row: string, label = "", section = "hall") => ({ section, row, seat: label });
		const apart = [at("A", long[0]), at("A", long.at(-1))];
		const rows = [at("A", long[0]), at("B", "1")];
		const parts = [at("A", "1", "box"), at("B", "1")];
		const all = long.map((label) => at("A", label));
		await service.seller("POST", "/seat/sell", { seats: all, order: "a".repeat(64) });
		await service.seller("POST", "/seat/sell", { seats: [at("B", "1"), at("A", "1", "box")], order: "2" });

		for (const seats of [apart, rows, parts]) {
			expect(await sentFor(service, () => lock(service, bob, seats))).toEqual([409, "BatchGetItem"]);
			expect(await unitsOfRefusal(service, seats)).toBe(2);
		}
		expect(await sentFor(service, () => lock(service, bob, all))).toEqual([409, READ]);
		expect(await unitsOfRefusal(service, all)).toBeLessThan(12);
	});

	test("a refusal by a read names every seat in the way as it is now, and no other", async () => {
		const service = await newHouse();
		const copy = await copyOf(service);
		const [locked, sold, blocked, free] = placesIn("section 1", 1, 2, 3, 4) as [object, object, object, object];
		await lock(copy, alice, [locked]);
		await service.seller("POST", "/seat/sell", { seats: [sold], order: "4711" });
		await service.seller("POST", "/seat/block", { seats: [blocked], reason: "press" });

		const { value, operations } = await copy.network.during(() => lock(copy, bob, [free, blocked, sold, locked]));

		expect(operations).toEqual([READ]);
		expect(value.body.type).toBe("/problems/seats-unavailable");
		expect(value.body.seats).toEqual([
			{ ...blocked, status: "blocked" },
			{ ...sold, status: "sold" },
			{ ...locked, status: "locked", expires: FAR + 600 },
		]);
	});

	test("seats that have come free since are read, and then locked", async () => {
		const service = await newHouse();
		const copy = await copyOf(service);
		const seats = placesIn("section 1", 1, 2);
		await lock(copy, alice, seats);
		await service.post("/seat/unlock", { seats, token: alice });

		expect(await sentFor(copy, () => lock(copy, bob, seats))).toEqual([200, READ, TRANSACTION]);
		await service.post("/seat/unlock", { seats, token: bob });
		expect(await sentFor(copy, () => lock(copy, bob, seats))).toEqual([200, TRANSACTION]);
	});

	test("a lock that has ended is not looked at again (I2)", async () => {
		const service = await newHouse();
		const copy = await copyOf(service);
		const seats = placesIn("section 1", 1, 2);
		await copy.post("/seat/lock", { seats, token: alice, seconds: 60 });

		copy.clock.now = FAR + 59;
		expect(await sentFor(copy, () => lock(copy, bob, seats))).toEqual([409, READ]);
		copy.clock.now = FAR + 60;
		expect(await sentFor(copy, () => lock(copy, bob, seats))).toEqual([200, TRANSACTION]);
	});

	test("what was met a minute ago is forgotten", async () => {
		const service = await newHouse();
		const copy = await copyOf(service);
		const seats = placesIn("section 1", 1, 2);
		await service.seller("POST", "/seat/sell", { seats, order: "4711" });
		await lock(copy, alice, seats);

		copy.clock.now = FAR + 60;
		expect(await sentFor(copy, () => lock(copy, alice, seats))).toEqual([409, READ]);
		copy.clock.now = FAR + 121;
		expect(await sentFor(copy, () => lock(copy, alice, seats))).toEqual([409, TRANSACTION]);
	});

	test("a repeat of one's own lock gets the same answer by one transaction, also where the reading shows it as taken (I5)", async () => {
		const service = await newHouse();
		const copy = await copyOf(service);
		const other = await copyOf(service, FAR + 5);
		const seats = placesIn("section 1", 1, 2);
		const first = await lock(copy, alice, seats);
		for (const one of [copy, other]) {
			one.clock.now = FAR + 5;
			await one.get("/seat/num_available");
		}

		const { value, operations } = await copy.network.during(() => lock(copy, alice, seats));

		expect([value, operations]).toEqual([first, [TRANSACTION]]);
		// A copy that does not know whose they are looks first.
		const there = await other.network.during(() => lock(other, alice, seats));
		expect([there.value, there.operations]).toEqual([first, [READ, TRANSACTION]]);
	});

	test("a copy that has the reading of the house looks first where that shows a seat as taken", async () => {
		const service = await newHouse();
		const copy = await copyOf(service);
		await lock(service, alice, placesIn("section 3", 7));
		await copy.get("/seat/num_available");

		expect(await sentFor(copy, () => lock(copy, bob, placesIn("section 3", 7, 8)))).toEqual([409, READ]);
		expect(await sentFor(copy, () => lock(copy, bob, placesIn("section 3", 8, 9)))).toEqual([200, TRANSACTION]);
		expect(await sentFor(copy, () => lock(copy, bob, placesIn("section 2", 7, 8)))).toEqual([200, TRANSACTION]);
	});

	test("a sale of blocked seats by their reason needs no look, and other sellers are refused by one read", async () => {
		const service = await newHouse();
		const copy = await copyOf(service);
		const seats = placesIn("section 1", 1, 2);
		await copy.seller("POST", "/seat/block", { seats, reason: "press" });
		const sell = (body: object) => copy.seller("POST", "/seat/sell", { seats, ...body });

		expect(await sentFor(copy, () => sell({ order: "1", reason: "sponsor" }))).toEqual([409, READ]);
		expect(await sentFor(copy, () => sell({ order: "1", reason: "press" }))).toEqual([200, TRANSACTION]);
		expect(await sentFor(copy, () => sell({ order: "1", reason: "press" }))).toEqual([200, TRANSACTION]);
		expect(await sentFor(copy, () => sell({ order: "2" }))).toEqual([409, READ]);
	});

	test("one seat is one write, also when it is known to be taken", async () => {
		const service = await newHouse();
		const copy = await copyOf(service);
		await lock(copy, alice, placesIn("section 1", 1));

		expect(await sentFor(copy, () => lock(copy, bob, placesIn("section 1", 1)))).toEqual([409, "PutItem"]);
	});

	test("an event that must be read again first refuses nobody by a read", async () => {
		const service = await newHouse();
		const copy = await copyOf(service);
		const seats = placesIn("section 1", 1, 2);
		await lock(copy, alice, seats);
		copy.age(3_500);
		copy.network.break(async (sent, deliver) => {
			if (sent.operation === "GetItem") throw Object.assign(new Error("socket hang up"), { code: "ECONNRESET" });
			return deliver();
		});

		const { value, operations } = await copy.network.during(() => lock(copy, bob, seats));

		expect(value.status).toBe(503);
		expect(operations).not.toContain(READ);
	});
});

describe("a rush", () => {
	/** A copy that has been refused five times. */
	async function rushed() {
		const service = await newHouse();
		await lock(service, alice, placesIn("section 1", 1, 2, 3, 4, 5, 6));
		await lock(service, tokenOf("another"), placesIn("section 3", 1));
		const maker = await copyOf(service);
		await maker.get("/seat/num_available");
		const copy = await copyOf(service);
		for (const number of [1, 2, 3, 4, 5]) {
			const refusal = await sentFor(copy, () => lock(copy, bob, placesIn("section 1", number, 9)));
			expect(refusal).toEqual([409, TRANSACTION]);
		}
		return copy;
	}

	test("a copy that was refused five times within ten seconds reads the reading, at most twice a second", async () => {
		const copy = await rushed();
		const wanted = placesIn("section 3", 1, 2);

		expect(await sentFor(copy, () => lock(copy, bob, wanted))).toEqual([409, "GetItem", READ]);
		expect(await sentFor(copy, () => lock(copy, bob, wanted))).toEqual([409, READ]);
		copy.age(1_200);
		expect(await sentFor(copy, () => lock(copy, bob, wanted))).toEqual([409, "GetItem", READ]);
		copy.age(400);
		expect(await sentFor(copy, () => lock(copy, bob, wanted))).toEqual([409, READ]);
	});

	test("a rush is over when there were no five refusals within ten seconds", async () => {
		const copy = await rushed();
		copy.clock.now = FAR + 11;

		expect(await sentFor(copy, () => lock(copy, bob, placesIn("section 3", 1, 2)))).toEqual([409, TRANSACTION]);
	});

	test("an outage of the reading refuses nobody", async () => {
		const copy = await rushed();
		copy.network.break(async (sent, deliver) => {
			if (sent.operation === "GetItem") throw Object.assign(new Error("socket hang up"), { code: "ECONNRESET" });
			return deliver();
		});

		expect((await lock(copy, bob, placesIn("section 2", 1, 2))).status).toBe(200);
	});
});
