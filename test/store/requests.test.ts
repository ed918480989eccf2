/** The requests that each operation sends to DynamoDB (contract §3), counted where they leave the client. */
import { beforeAll, describe, expect, test } from "@jest/globals";
import type { Expected } from "../../domain/verbs.ts";
import { type Event, findEvent, type SeatChange } from "../../store/event.ts";
import { everyRecord } from "../support/records.ts";
import { alice, bob, eventDocument, house, inPath, rows, seat, seatsIn, tokenOf } from "../support/seats.ts";
import { FAR, newSale, newService, type Reply, type TestService } from "../support/service.ts";

let service: TestService;

beforeAll(async () => {
	const sections = { orchestra: rows("abcdefghijklmnopqrstuvwxyzABCDEFGHIJ", [1, 3, 5, 7]) };
	service = await newSale(eventDocument({ lockSeconds: 60, maxLockSeconds: 100, sections }));
	await service.get("/seat/check/orchestra/a/1");
});

/** The status of the answer, and the requests that were sent for it. */
async function sentFor(request: (service: TestService) => Promise<Reply>, by: TestService = service) {
	const { value, operations } = await by.network.during(() => request(by));
	return [value.status, ...operations];
}

/** The event, from the memory of this instance. */
async function knownEvent({ runtime }: TestService) {
	const event = await runtime.memory.event(runtime.table, "distant-worlds");
	if (event === undefined) throw new Error("there is no event");
	return event;
}

/** An instance at another instant that has the plan in memory. */
async function warmAt(now: number): Promise<TestService> {
	const instance = service.another({ now });
	await instance.get("/seat/check/orchestra/a/1");
	return instance;
}

const one = (verb: string, row: string, body: object) => (by: TestService) =>
	by.seller("POST", `/seat/${verb}${inPath(seat(row, 1))}`, body);
function many(verb: string, row: string, body: object, numbers = [1, 3, 5]) {
	const seats = seatsIn(row, ...numbers);
	return (by: TestService) => by.seller("POST", `/seat/${verb}`, { seats, ...body });
}

describe("one seat, with the plan in memory", () => {
	test("a check of one seat is one consistent read", async () => {
		expect(await sentFor((by) => by.get("/seat/check/orchestra/a/1"))).toEqual([200, "GetItem"]);
		expect(service.network.sent.at(-1)?.input.ConsistentRead).toBe(true);
	});

	test("a lock of one seat is one write, also when it is repeated or refused", async () => {
		expect(await sentFor(one("lock", "a", { token: alice }))).toEqual([200, "PutItem"]);
		expect(await sentFor(one("lock", "a", { token: alice }))).toEqual([200, "PutItem"]);
		expect(await sentFor(one("lock", "a", { token: bob }))).toEqual([409, "PutItem"]);
		expect(await sentFor(one("lock", "a", { token: bob }), await warmAt(FAR + 60))).toEqual([200, "PutItem"]);
	});

	test("a claim of one seat is one write, also when it is repeated or refused", async () => {
		await service.post("/seat/lock/orchestra/b/1", { token: alice });

		expect(await sentFor(one("claim", "b", { token: bob }))).toEqual([409, "UpdateItem"]);
		expect(await sentFor(one("claim", "b", { token: alice }))).toEqual([200, "UpdateItem"]);
		expect(await sentFor(one("claim", "b", { token: alice }))).toEqual([200, "UpdateItem"]);
		expect(await sentFor(one("claim", "b", { token: alice, order: "4711" }))).toEqual([200, "UpdateItem"]);
		expect(await sentFor(one("claim", "b", { token: alice, order: "4712" }))).toEqual([409, "UpdateItem"]);
		expect(await sentFor(one("claim", "c", { token: alice }))).toEqual([409, "UpdateItem"]);
	});

	test("an unlock of one seat is one write, also when it is repeated or refused", async () => {
		await service.post("/seat/lock/orchestra/d/1", { token: alice });

		expect(await sentFor(one("unlock", "d", { token: bob }))).toEqual([409, "DeleteItem"]);
		expect(await sentFor(one("unlock", "d", { token: alice }))).toEqual([200, "DeleteItem"]);
		expect(await sentFor(one("unlock", "d", { token: alice }))).toEqual([200, "DeleteItem"]);
	});

	test("an extension of one lock is one write, also when it is repeated or refused", async () => {
		await service.post("/seat/lock/orchestra/e/1", { token: alice });
		const later = await warmAt(FAR + 30);

		expect(await sentFor(one("extend", "e", { token: bob }), later)).toEqual([409, "UpdateItem"]);
		expect(await sentFor(one("extend", "e", { token: alice }), later)).toEqual([200, "UpdateItem"]);
		expect(await sentFor(one("extend", "e", { token: alice }), later)).toEqual([200, "UpdateItem"]);
		expect(await sentFor(one("extend", "f", { token: alice }), later)).toEqual([409, "UpdateItem"]);
	});

	test("an extension that the longest lock cuts short is two writes, but only one when it is repeated", async () => {
		await service.post("/seat/lock/orchestra/g/1", { token: alice });
		const later = await warmAt(FAR + 50);

		expect(await sentFor(one("extend", "g", { token: alice }), later)).toEqual([200, "UpdateItem", "UpdateItem"]);
		expect(await sentFor(one("extend", "g", { token: alice }), later)).toEqual([200, "UpdateItem"]);
	});

	test("one seat named in the body is one write, as if it were named in the path", async () => {
		expect(await sentFor(many("lock", "h", { token: alice }, [1]))).toEqual([200, "PutItem"]);
		expect(await sentFor(many("claim", "h", { token: alice }, [1]))).toEqual([200, "UpdateItem"]);
	});

	test("a release, a block or an unblock of one seat is one write, also when it is repeated", async () => {
		await service.post("/seat/lock/orchestra/x/1", { token: alice });
		await service.seller("POST", "/seat/claim/orchestra/x/1", { token: alice, order: "4711" });

		expect(await sentFor(one("release", "x", { order: "4712" }))).toEqual([409, "DeleteItem"]);
		expect(await sentFor(one("release", "x", { order: "4711" }))).toEqual([200, "DeleteItem"]);
		expect(await sentFor(one("release", "x", { order: "4711" }))).toEqual([200, "DeleteItem"]);
		expect(await sentFor(one("block", "x", { reason: "desk" }))).toEqual([200, "PutItem"]);
		expect(await sentFor(one("block", "x", { reason: "desk" }))).toEqual([200, "PutItem"]);
		expect(await sentFor(one("unblock", "x", {}))).toEqual([200, "DeleteItem"]);
		expect(await sentFor(one("unblock", "x", {}))).toEqual([200, "DeleteItem"]);
	});
});

/** What seats of a row are changed from and to. */
const changes = (row: string, from: object, to: object, numbers: readonly number[]) => (by: TestService) =>
	by.seller("POST", "/seat/change", { changes: seatsIn(row, ...numbers).map((seat) => ({ ...seat, from, to })) });

describe("the desk, with the plan in memory", () => {
	const sold = (order: string | null) => ({ status: "sold", order });
	const available = { status: "available" };

	test("a sale of one seat is one write, also when it is repeated or refused", async () => {
		expect(await sentFor(one("sell", "A", { order: "S1" }))).toEqual([200, "PutItem"]);
		expect(await sentFor(one("sell", "A", { order: "S1" }))).toEqual([200, "PutItem"]);
		expect(await sentFor(one("sell", "A", { order: "S2" }))).toEqual([409, "PutItem"]);
	});

	test("a sale of one blocked seat is one write, also when it is refused for its reason", async () => {
		await service.seller("POST", `/seat/block${inPath(seat("B", 1))}`, { reason: "press" });

		expect(await sentFor(one("sell", "B", { order: "S3", reason: "sponsor" }))).toEqual([409, "PutItem"]);
		expect(await sentFor(one("sell", "B", { order: "S3", reason: "press" }))).toEqual([200, "PutItem"]);
		expect(await sentFor(one("sell", "B", { order: "S3", reason: "press" }))).toEqual([200, "PutItem"]);
	});

	test("an unblock for a reason is one write, also when it is repeated or refused", async () => {
		await service.seller("POST", `/seat/block${inPath(seat("C", 1))}`, { reason: "press" });

		expect(await sentFor(one("unblock", "C", { reason: "sponsor" }))).toEqual([409, "DeleteItem"]);
		expect(await sentFor(one("unblock", "C", { reason: "press" }))).toEqual([200, "DeleteItem"]);
		expect(await sentFor(one("unblock", "C", { reason: "press" }))).toEqual([200, "DeleteItem"]);
	});

	test("a claim that fills in an order is one write, also when it is repeated", async () => {
		await service.post("/seat/lock/orchestra/D/1", { token: alice });
		await service.seller("POST", "/seat/claim/orchestra/D/1", { token: alice });

		expect(await sentFor(one("claim", "D", { token: alice, order: "S4" }))).toEqual([200, "UpdateItem"]);
		expect(await sentFor(one("claim", "D", { token: alice, order: "S4" }))).toEqual([200, "UpdateItem"]);
	});

	test.each<[string, object, object, string]>([
		["a sale passes to another order", sold("S5"), sold("S6"), "UpdateItem"],
		["a sale becomes a block", sold("S6"), { status: "blocked", reason: "press" }, "UpdateItem"],
		["a block is lifted", { status: "blocked", reason: "press" }, available, "DeleteItem"],
		["a seat is kept for a caller", available, { status: "locked", token: alice, seconds: 60 }, "PutItem"],
		["a lock is ended", { status: "locked", expires: FAR + 60 }, available, "DeleteItem"],
	])("a change of one seat is one write, also when it is repeated or refused: %s", async (_, from, to, write) => {
		if (write === "UpdateItem" && !("reason" in to)) await one("sell", "E", { order: "S5" })(service);

		expect(await sentFor(changes("E", from, to, [1]))).toEqual([200, write]);
		expect(await sentFor(changes("E", from, to, [1]))).toEqual([200, write]);
		expect(await sentFor(changes("E", sold("nobody"), sold("S9"), [1]))).toEqual([409, "UpdateItem"]);
	});

	test("a sale or a change of several seats is one transaction, also when it is repeated; a refused sale of seats that were met before is one read", async () => {
		const transaction = "TransactWriteItems";
		expect(await sentFor(many("sell", "F", { order: "S7" }))).toEqual([200, transaction]);
		expect(await sentFor(many("sell", "F", { order: "S7" }))).toEqual([200, transaction]);
		expect(await sentFor(many("sell", "F", { order: "S8" }))).toEqual([409, "Query"]);
		expect(await sentFor(changes("F", sold("S7"), sold("S8"), [1, 3, 5]))).toEqual([200, transaction]);
		expect(await sentFor(changes("F", sold("S7"), sold("S8"), [1, 3, 5]))).toEqual([200, transaction]);
		expect(await sentFor(changes("F", sold("S7"), available, [1, 3, 5]))).toEqual([409, transaction]);
		expect(service.network.sent.at(-1)?.input.TransactItems).toHaveLength(3);
	});

	test("a whole order is released by two reads and one write, and refused by the reads alone", async () => {
		const release = (body: object) => (by: TestService) => by.seller("POST", "/seat/release", body);
		await many("sell", "G", { order: "S10" })(service);
		await one("sell", "H", { order: "S11" })(service);

		expect(await sentFor(release({ order: "S10", num: 2 }))).toEqual([409, "GetItem", "Query"]);
		expect(await sentFor(release({ order: "S10", num: 3 }))).toEqual([200, "GetItem", "Query", "TransactWriteItems"]);
		expect(await sentFor(release({ order: "S10", num: 3 }))).toEqual([404, "GetItem", "Query"]);
		expect(await sentFor(release({ order: "S11", num: 1 }))).toEqual([200, "GetItem", "Query", "TransactWriteItems"]);
	});

	test("several seats are checked by one consistent read of them all", async () => {
		const check = (by: TestService) => by.post("/seat/check", { seats: seatsIn("I", 1, 3, 5) });

		expect(await sentFor(check)).toEqual([200, "BatchGetItem"]);
	});

	test("an order is looked up by one request, and a page of taken seats by at most four", async () => {
		const sections = Object.fromEntries(["1", "2", "3"].map((label) => [label, rows("a", [1, 3])]));
		const event = await newSale(eventDocument({ sections }));
		await event.seller("POST", "/seat/sell", { seats: [seat("a", 1, "1"), seat("a", 3, "3")], order: "X" });
		const look = (query: string) => (by: TestService) => by.seller("GET", `/events/distant-worlds/taken${query}`);
		await look("")(event);

		expect(await sentFor(look("?order=X"), event)).toEqual([200, "Query"]);
		expect(await sentFor(look(""), event)).toEqual([200, "Query", "Query", "Query", "Query"]);
		const { body } = await look("")(event);
		expect(await sentFor(look(`?after=${body.next}`), event)).toEqual([200, "Query", "Query"]);
		expect(await sentFor(look("?section=3&row=a&seat=3"), event)).toEqual([200, "Query"]);
	});

	test.each([
		["41 seats in two rows", 2, ["Query", "Query", "Query"]],
		["some seats in eleven rows", 11, ["Query", "BatchGetItem"]],
	])("an imported order is looked up row by row, or by one read: %s", async (_, rowCount, requests) => {
		const sold = (seat: number) => ({ seat: `${seat}`, status: "sold", order: "imported" });
		const seats = Array.from({ length: rowCount === 2 ? 21 : 1 }, (_, index) => sold(index));
		const stalls = Array.from({ length: rowCount }, (_, row) => ({ row: `${row}`, seats: [...seats, "free"] }));
		const event = await newSale(eventDocument({ sections: { stalls } }));
		const moved = seat("1", 0, "stalls");
		await event.seller("POST", "/seat/release", { seats: [moved], order: "imported" });
		await event.seller("POST", "/seat/sell", { seats: [moved], order: "another" });

		const { value, operations } = await event.network.during(() =>
			event.seller("GET", "/events/distant-worlds/taken?order=imported"),
		);

		expect([value.body.seats.length, ...operations]).toEqual([rowCount * seats.length - 1, ...requests]);
	});
});

describe("the write units of one seat (contract §3)", () => {
	const now = FAR;

	/** What the engine reports for each write of the task: the table and its indexes. */
	async function unitsOf(task: (event: Event) => Promise<unknown>): Promise<number[]> {
		const { table, memory, readings } = service.runtime;
		const units: number[] = [];
		// biome-ignore lint/suspicious/noExplicitAny: every command of the SDK passes through here, each with its own type
		const send = async (command: any, options: never) => {
			command.input.ReturnConsumedCapacity = "TOTAL";
			const answer = (await table.send(command, options)) as { ConsumedCapacity?: { CapacityUnits?: number } };
			if (!/Get|Query/.test(command.constructor.name)) units.push(answer.ConsumedCapacity?.CapacityUnits ?? 0);
			return answer;
		};
		const metered = { ...table, send: send as typeof table.send };
		await task(await findEvent({ table: metered, memory, readings }, "distant-worlds", { seats: seatsIn("J", 1) }));
		return units;
	}
	const seats = seatsIn("J", 1);
	const change = (from: Expected, to: SeatChange["to"]) => (event: Event) =>
		event.change(
			seats.map((one) => ({ ...one, from, to })),
			now,
		);
	const sold = (order: string) => ({ status: "sold", order }) as const;

	test("a verb takes two write units, and one more where a sale is made or ended", async () => {
		const steps: [string, number, (event: Event) => Promise<unknown>][] = [
			["sell", 3, (event) => event.sell(seats, { order: "U1" }, now)],
			["change to a block", 3, change(sold("U1"), { status: "blocked", reason: "press" })],
			[
				"change of the reason",
				2,
				change({ status: "blocked", reason: "press" }, { status: "blocked", reason: "desk" }),
			],
			["sell of a blocked seat", 3, (event) => event.sell(seats, { order: "U2", reason: "desk" }, now)],
			// One sale ends and another is made.
			["change of the order", 4, change(sold("U2"), sold("U3"))],
			["release", 3, (event) => event.release(seats, { order: "U3" }, now)],
			["block", 2, (event) => event.block(seats, "press", now)],
			["unblock for a reason", 2, (event) => event.unblock(seats, "press", now)],
			["keep", 2, change({ status: "available" }, { status: "locked", token: alice, seconds: 60 })],
			["claim", 2, (event) => event.claim(seats, { token: alice }, now)],
			["claim with an order", 3, (event) => event.claim(seats, { token: alice, order: "U4" }, now)],
			["release", 3, (event) => event.release(seats, { order: "U4" }, now)],
		];

		for (const [name, most, task] of steps) {
			const units = await unitsOf(task);

			expect([name, units.length]).toEqual([name, 1]);
			expect([name, (units[0] ?? 0) > 0 && (units[0] ?? 0) <= most, units]).toEqual([name, true, units]);
		}
	});
});

describe("several seats, with the plan in memory", () => {
	test("a lock of several seats is one transaction, also when it is repeated; refused, it is one transaction, or one read of seats that were met before", async () => {
		expect(await sentFor(many("lock", "i", { token: alice }))).toEqual([200, "TransactWriteItems"]);
		expect(await sentFor(many("lock", "i", { token: alice }))).toEqual([200, "TransactWriteItems"]);
		const stranger = await warmAt(FAR);
		expect(await sentFor(many("lock", "i", { token: bob }), stranger)).toEqual([409, "TransactWriteItems"]);
		expect(await sentFor(many("lock", "i", { token: bob }), stranger)).toEqual([409, "Query"]);
		expect(await sentFor(many("lock", "i", { token: bob }))).toEqual([409, "Query"]);
	});

	test("an extension, a claim or an unlock of several seats is one transaction, also when it is refused", async () => {
		await service.post("/seat/lock", { seats: seatsIn("j", 1, 3, 5), token: alice });
		const later = await warmAt(FAR + 30);

		expect(await sentFor(many("extend", "j", { token: alice }), later)).toEqual([200, "TransactWriteItems"]);
		expect(await sentFor(many("extend", "j", { token: bob }), later)).toEqual([409, "TransactWriteItems"]);
		expect(await sentFor(many("claim", "j", { token: bob }), later)).toEqual([409, "TransactWriteItems"]);
		expect(await sentFor(many("claim", "j", { token: alice }), later)).toEqual([200, "TransactWriteItems"]);
		expect(await sentFor(many("claim", "j", { token: alice }), later)).toEqual([200, "TransactWriteItems"]);
		expect(await sentFor(many("unlock", "j", { token: alice }), later)).toEqual([409, "TransactWriteItems"]);
		expect(await sentFor(many("unlock", "k", { token: alice }), later)).toEqual([200, "TransactWriteItems"]);
	});

	test("a lock of several seats is two transactions if the caller already holds some of them", async () => {
		await service.post("/seat/lock/orchestra/l/1", { token: alice });

		expect(await sentFor(many("lock", "l", { token: alice }))).toEqual([
			200,
			"TransactWriteItems",
			"TransactWriteItems",
		]);
	});

	test("a transaction has one item for each seat: a lock writes no second record", async () => {
		await sentFor(many("lock", "m", { token: alice }, [1, 3, 5, 7]));

		expect(service.network.sent.at(-1)?.input.TransactItems).toHaveLength(4);
	});
});

test("every write of a seat or an event has a condition: nothing is read, decided and then written without one (I7)", async () => {
	const states = { 1: { status: "sold" }, 3: { status: "blocked" } };
	await service.seller("PUT", "/events/other", eventDocument({ sections: { orchestra: { a: states } } }));
	const writes = service.network.sent.flatMap(({ operation, input }) =>
		operation === "TransactWriteItems"
			? input.TransactItems.flatMap((item: object) => Object.values(item))
			: /^(Put|Update|Delete)Item$/.test(operation)
				? [input]
				: [],
	);

	expect(writes.length).toBeGreaterThan(30);
	const unconditional = writes.filter((write) => !write.ConditionExpression);
	// The list of events needs no condition: it is written in one transaction with the event's own record.
	expect(unconditional.map(({ Item }) => Item.pk.S)).toEqual(["#events", "#events"]);
});

describe("a function that has just started", () => {
	test("a function that has just started reads the event and the plan of the section once", async () => {
		const cold = service.another();

		expect(await sentFor(one("lock", "n", { token: alice }), cold)).toEqual([
			200,
			"GetItem",
			"BatchGetItem",
			"PutItem",
		]);
		expect(await sentFor(one("lock", "o", { token: alice }), cold)).toEqual([200, "PutItem"]);
	});

	test("a function that has just started reads the event and the plan once for ten requests at the same time", async () => {
		const cold = service.another();
		const buyers = Array.from({ length: 10 }, (_, buyer) => tokenOf(`buyer-${buyer}`));

		const { operations } = await cold.network.during(() =>
			Promise.all(buyers.map((token) => cold.post("/seat/lock/orchestra/p/1", { token }))),
		);

		expect(operations.filter((operation) => operation !== "PutItem")).toEqual(["GetItem", "BatchGetItem"]);
		expect(operations.filter((operation) => operation === "PutItem")).toHaveLength(10);
	});
});

describe("a house of 80,000 seats in 160 sections of 20 rows of 25", () => {
	let large: TestService;
	let operations: string[];

	beforeAll(async () => {
		large = await newService();
		const { value, operations: sent } = await large.network.during(() =>
			large.seller("PUT", "/events/distant-worlds", house(160, 20, 25)),
		);
		expect(value).toMatchObject({ status: 200, body: { capacity: 80_000 } });
		operations = sent;
	});

	test("an event of 80,000 seats is made by one PUT in at most 300 requests", () => {
		expect(operations.length).toBeLessThanOrEqual(300);
		expect(new Set(operations)).toEqual(new Set(["GetItem", "Query", "BatchWriteItem", "TransactWriteItems"]));
	});

	test("a reading of 80,000 seats is one query for each shard, one page each, and two writes of at most 20 units", async () => {
		const maker = large.another();
		await maker.get("/seat/num_available?by=section&section=section%201");

		const later = large.another({ now: FAR + 10 });
		const { value } = await later.network.during(() => later.get("/seat/num_available"));

		const queries = later.network.sent.filter(({ operation }) => operation === "Query");
		const writes = later.network.sent.filter(({ operation }) => operation === "PutItem");
		expect(value.body).toMatchObject({ num: 80_000, capacity: 80_000, asOf: FAR + 10 });
		expect(queries).toHaveLength(40);
		expect(new Set(queries.map(({ input }) => JSON.stringify(input))).size).toBe(40);
		expect(writes.map(({ input }) => input.Item.sk.S.split("#")[0])).toEqual(["lease", "reading"]);
		expect(JSON.stringify(writes).length).toBeLessThan(20 * 1_024);
	});

	test("looking at 80,000 seats costs one read, and the copy's next requests cost none", async () => {
		const now = FAR + 20;
		await large.another({ now }).get("/seat/num_available");
		const looks: ((by: TestService) => Promise<Reply>)[] = [
			(by) => by.get("/seat/num_available"),
			(by) => by.get("/seat/num_available?section=section%20160"),
			(by) => by.get("/seat/num_available?by=section"),
			(by) => by.get("/seats?section=section%201"),
			(by) => by.get("/seat/together?num=4"),
			(by) => by.get("/events/distant-worlds/availability"),
			(by) => by.get("/events/distant-worlds/availability?section=section%201"),
		];
		for (const look of looks) {
			const copy = large.another({ now });
			// The plan is in memory, and no reading is.
			await copy.runtime.memory.plans(
				copy.runtime.table,
				await knownEvent(copy),
				Array.from({ length: 160 }, (_, index) => `section ${index + 1}`),
			);

			expect(await sentFor(look, copy)).toEqual([200, "GetItem"]);
			expect(copy.network.sent.at(-1)?.input.Key.pk.S).toMatch(/^#reading#/);
			expect(await sentFor(look, copy)).toEqual([200]);
		}
	});

	/** A copy that has its number: it takes one once a minute (turn.test.ts). */
	function withTurn(copy: TestService): TestService {
		Object.assign(copy.runtime, { readings: { ...copy.runtime.readings, turn: async () => 0 } });
		return copy;
	}

	test("a lock of seats together is one transaction, after a read of the reading at most, and its repeat three", async () => {
		const now = FAR + 30;
		const copy = withTurn(large.another({ now }));
		await copy.get("/seat/together?num=4");
		const sections = ["section 3"];
		const lock = (body: object) => (by: TestService) => by.post("/seat/lock_together", { num: 4, sections, ...body });

		expect(await sentFor(lock({ token: alice }), copy)).toEqual([200, "TransactWriteItems"]);
		expect(await sentFor(lock({}), copy)).toEqual([200, "TransactWriteItems"]);
		// The first transaction of a repeat returns what the token has, the second learns that its seats are locked already.
		expect(await sentFor(lock({ token: alice }), copy)).toEqual([200, ...Array(3).fill("TransactWriteItems")]);
	});

	test("a lock of seats together reads once before its transaction when the reading it knows is 1 to 2 s old", async () => {
		const now = FAR + 32;
		const copy = withTurn(large.another({ now }));
		await copy.get("/seat/together?num=4");
		const lock = (by: TestService) => by.post("/seat/lock_together", { num: 4, sections: ["section 4"], token: bob });
		copy.age(1_800);

		expect(await sentFor(lock, copy)).toEqual([200, "GetItem", "TransactWriteItems"]);
	});

	test("a sale of seats together is one transaction, and its repeat three", async () => {
		const now = FAR + 34;
		const copy = withTurn(large.another({ now }));
		await copy.get("/seat/together?num=4");
		const sell = (by: TestService) =>
			by.seller("POST", "/seat/sell_together", { num: 4, sections: ["section 5"], order: "T1" });

		const transaction = "TransactWriteItems";
		expect(await sentFor(sell, copy)).toEqual([200, transaction]);
		// The first transaction of a repeat returns what the order has, the second learns that the seats are sold already.
		expect(await sentFor(sell, copy)).toEqual([200, transaction, transaction, transaction]);
	});

	test("the first and the last of 80,000 seats are locked by one request each, and the counts follow", async () => {
		const first = { section: "section 1", row: "row 1", seat: "1" };
		const last = { section: "section 160", row: "row 20", seat: "25" };
		for (const seat of [first, last]) {
			await large.get(`/seat/check${inPath(seat)}`);

			const { value, operations: sent } = await large.network.during(() =>
				large.post(`/seat/lock${inPath(seat)}`, { token: alice }),
			);

			expect([value.status, ...sent]).toEqual([200, "PutItem"]);
		}
		const beyond = await large.post(`/seat/lock${inPath({ ...last, seat: "26" })}`, {});
		expect(beyond.status).toBe(404);
		const later = large.another({ now: FAR + 40 });
		expect((await later.get("/seat/num_available")).body.num).toBe(79_982);
		expect((await later.get("/seat/num_available?section=section%20160")).body).toMatchObject({
			num: 499,
			capacity: 500,
		});
	});

	test("after the last place of a section is gone, a party is refused by a read, and nothing is tried in vain", async () => {
		const now = FAR + 50;
		const copy = withTurn(large.another({ now }));
		const rowsWanted = { num: 25, sections: ["section 6"] };
		await copy.get("/seat/together?num=25&section=section%206");
		for (let row = 1; row <= 20; row++) {
			expect((await copy.seller("POST", "/seat/sell_together", { ...rowsWanted, order: `T6-${row}` })).status).toBe(
				200,
			);
		}

		const another = (by: TestService) => by.seller("POST", "/seat/sell_together", { ...rowsWanted, order: "T6-21" });
		const { value, operations } = await copy.network.during(() => another(copy));

		expect([value.status, value.body.type]).toEqual([409, "/problems/not-together"]);
		expect(operations).toContain("Query");
		expect(operations).not.toContain("TransactWriteItems");
	});

	test("sections next to each other are counted under different shards, and the seats of one under one", async () => {
		const seats = Array.from({ length: 10 }, (_, index) => ({
			section: `section ${7 + (index % 5)}`,
			row: "row 1",
			seat: `${index + 1}`,
		}));

		await large.post("/seat/lock", { seats, token: alice });

		const locks = (await everyRecord(large.runtime.table.name)).filter(
			({ pk, status }) => status && /#section (7|8|9|10|11)#\d$/.test(pk),
		);
		expect(locks).toHaveLength(10);
		expect(new Set(locks.map(({ shard }) => shard)).size).toBe(5);
	});

	test("an event that grows is counted over more shards, and seats taken before still count", async () => {
		const small = await newSale(eventDocument({ sections: { hall: {}, orchestra: rows("a", [1]) } }));
		await small.post("/seat/lock/orchestra/a/1", { token: alice });
		const hall = house(1, 200, 50).sections["section 1"];
		await small.seller(
			"PUT",
			"/events/distant-worlds",
			eventDocument({ sections: { hall, orchestra: rows("a", [1]) } }),
		);
		await small.post("/seat/lock", { seats: [seat("row 1", 1, "hall"), seat("row 9", 7, "hall")], token: bob });

		const { value, operations: sent } = await small.network.during(() => small.get("/seat/num_available"));

		expect(value.body).toMatchObject({ num: 9_998, capacity: 10_001 });
		expect(sent.filter((operation) => operation === "Query")).toHaveLength(6);
		expect((await small.get("/seat/num_available?section=hall")).body.num).toBe(9_998);
		expect((await small.get("/seat/num_available?section=orchestra")).body.num).toBe(0);
	});

	test("a chart is the event and one record; it is one record alone by its id, and nothing but the event if the caller has it", async () => {
		const chart = (by: TestService) => by.get("/events/distant-worlds/chart");
		const { headers } = await chart(large);
		const id = headers["etag"]?.replaceAll('"', "");

		expect(await sentFor(chart, large)).toEqual([200, "GetItem", "GetItem"]);
		expect(await sentFor((by) => by.get(`/events/distant-worlds/chart/${id}`), large)).toEqual([200, "GetItem"]);
		const asked = { headers: { "if-none-match": `"${id}"` } };
		expect(await sentFor((by) => by.get("/events/distant-worlds/chart", asked), large)).toEqual([304, "GetItem"]);
	});

	test("an event of 80,000 seats is answered whole, and put again without a write", async () => {
		const { body } = await large.get("/events/distant-worlds");
		expect(body).toEqual(house(160, 20, 25));

		const again = await sentFor((by) => by.seller("PUT", "/events/distant-worlds", body), large);

		expect(again).toEqual([200, "GetItem"]);
	});

	test("an event of 160 sections is extended by one section at the cost of one section", async () => {
		const extended = await sentFor((by) => by.seller("PUT", "/events/distant-worlds", house(161, 20, 25)), large);

		expect(extended).toEqual([200, "GetItem", "BatchWriteItem", "TransactWriteItems"]);
	});
});
