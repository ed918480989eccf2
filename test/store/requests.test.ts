/** What each operation sends to DynamoDB (contract §3), counted where the requests leave the client. */
import { beforeAll, describe, expect, test } from "@jest/globals";
import { everyRecord } from "../support/records.ts";
import { alice, bob, eventDocument, house, inPath, rows, seat, seatsIn, tokenOf } from "../support/seats.ts";
import { FAR, newSale, newService, type Reply, type TestService } from "../support/service.ts";

let service: TestService;

beforeAll(async () => {
	const sections = { orchestra: rows("abcdefghijklmnopqrstuvwxyz", [1, 3, 5, 7]) };
	service = await newSale(eventDocument({ lockSeconds: 60, maxLockSeconds: 100, sections }));
	await service.get("/seat/check/orchestra/a/1");
});

/** What was sent for a request, with the status of its answer. */
async function sentFor(request: (service: TestService) => Promise<Reply>, by: TestService = service) {
	const { value, operations } = await by.network.during(() => request(by));
	return [value.status, ...operations];
}

/** An instance at another instant whose memory knows the plan. */
async function warmAt(now: number): Promise<TestService> {
	const instance = service.another({ now });
	await instance.get("/seat/check/orchestra/a/1");
	return instance;
}

const one = (verb: string, row: string, body: object) => (by: TestService) =>
	by.seller("POST", `/seat/${verb}${inPath(seat(row, 1))}`, body);
const many = (verb: string, row: string, body: object, numbers = [1, 3, 5]) => {
	const seats = seatsIn(row, ...numbers);
	return (by: TestService) => by.seller("POST", `/seat/${verb}`, { seats, ...body });
};

describe("one seat, of a plan that is in memory, is exactly one request", () => {
	test("to check it", async () => {
		expect(await sentFor((by) => by.get("/seat/check/orchestra/a/1"))).toEqual([200, "GetItem"]);
		expect(service.network.sent.at(-1)?.input.ConsistentRead).toBe(true);
	});

	test("to lock it, to lock it again, and to be refused it", async () => {
		expect(await sentFor(one("lock", "a", { token: alice }))).toEqual([200, "PutItem"]);
		expect(await sentFor(one("lock", "a", { token: alice }))).toEqual([200, "PutItem"]);
		expect(await sentFor(one("lock", "a", { token: bob }))).toEqual([409, "PutItem"]);
		expect(await sentFor(one("lock", "a", { token: bob }), await warmAt(FAR + 60))).toEqual([200, "PutItem"]);
	});

	test("to claim it, to claim it again, and to be refused it", async () => {
		await service.post("/seat/lock/orchestra/b/1", { token: alice });

		expect(await sentFor(one("claim", "b", { token: bob }))).toEqual([409, "UpdateItem"]);
		expect(await sentFor(one("claim", "b", { token: alice }))).toEqual([200, "UpdateItem"]);
		expect(await sentFor(one("claim", "b", { token: alice }))).toEqual([200, "UpdateItem"]);
		expect(await sentFor(one("claim", "b", { token: alice, order: "4711" }))).toEqual([409, "UpdateItem"]);
		expect(await sentFor(one("claim", "c", { token: alice }))).toEqual([409, "UpdateItem"]);
	});

	test("to unlock it, to unlock it again, and to be refused it", async () => {
		await service.post("/seat/lock/orchestra/d/1", { token: alice });

		expect(await sentFor(one("unlock", "d", { token: bob }))).toEqual([409, "DeleteItem"]);
		expect(await sentFor(one("unlock", "d", { token: alice }))).toEqual([200, "DeleteItem"]);
		expect(await sentFor(one("unlock", "d", { token: alice }))).toEqual([200, "DeleteItem"]);
	});

	test("to extend its lock, to extend it again, and to be refused it", async () => {
		await service.post("/seat/lock/orchestra/e/1", { token: alice });
		const later = await warmAt(FAR + 30);

		expect(await sentFor(one("extend", "e", { token: bob }), later)).toEqual([409, "UpdateItem"]);
		expect(await sentFor(one("extend", "e", { token: alice }), later)).toEqual([200, "UpdateItem"]);
		expect(await sentFor(one("extend", "e", { token: alice }), later)).toEqual([200, "UpdateItem"]);
		expect(await sentFor(one("extend", "f", { token: alice }), later)).toEqual([409, "UpdateItem"]);
	});

	test("and one more to extend it where the longest lock cuts the extension short, but not when that is repeated", async () => {
		await service.post("/seat/lock/orchestra/g/1", { token: alice });
		const later = await warmAt(FAR + 50);

		expect(await sentFor(one("extend", "g", { token: alice }), later)).toEqual([200, "UpdateItem", "UpdateItem"]);
		expect(await sentFor(one("extend", "g", { token: alice }), later)).toEqual([200, "UpdateItem"]);
	});

	test("also in the form for many seats", async () => {
		expect(await sentFor(many("lock", "h", { token: alice }, [1]))).toEqual([200, "PutItem"]);
		expect(await sentFor(many("claim", "h", { token: alice }, [1]))).toEqual([200, "UpdateItem"]);
	});

	test("to release, block and unblock it", async () => {
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

describe("many seats are exactly one transaction", () => {
	test("to lock them, to lock them again, and to be refused them", async () => {
		expect(await sentFor(many("lock", "i", { token: alice }))).toEqual([200, "TransactWriteItems"]);
		expect(await sentFor(many("lock", "i", { token: alice }))).toEqual([200, "TransactWriteItems"]);
		expect(await sentFor(many("lock", "i", { token: bob }))).toEqual([409, "TransactWriteItems"]);
	});

	test("to extend, claim and unlock them, and to be refused that", async () => {
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

	test("and one more only where some are already as they shall be and others are not", async () => {
		await service.post("/seat/lock/orchestra/l/1", { token: alice });

		expect(await sentFor(many("lock", "l", { token: alice }))).toEqual([
			200,
			"TransactWriteItems",
			"TransactWriteItems",
		]);
	});

	test("of as many items as there are seats: a lock writes no second record", async () => {
		await sentFor(many("lock", "m", { token: alice }, [1, 3, 5, 7]));

		expect(service.network.sent.at(-1)?.input.TransactItems).toHaveLength(4);
	});
});

test("every write of a seat or an event stands under a condition: nothing is read, decided and then written (I7)", async () => {
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
	// The list of events follows the event's own record, in one transaction with it.
	expect(unconditional.map(({ Item }) => Item.pk.S)).toEqual(["#events", "#events"]);
});

describe("a function that has just started", () => {
	test("reads the event and the plans of the sections that are named, once", async () => {
		const cold = service.another();

		expect(await sentFor(one("lock", "n", { token: alice }), cold)).toEqual([
			200,
			"GetItem",
			"BatchGetItem",
			"PutItem",
		]);
		expect(await sentFor(one("lock", "o", { token: alice }), cold)).toEqual([200, "PutItem"]);
	});

	test("reads them once for all that ask at the same time", async () => {
		const cold = service.another();
		const buyers = Array.from({ length: 10 }, (_, buyer) => tokenOf(`buyer-${buyer}`));

		const { operations } = await cold.network.during(() =>
			Promise.all(buyers.map((token) => cold.post("/seat/lock/orchestra/p/1", { token }))),
		);

		expect(operations.filter((operation) => operation !== "PutItem")).toEqual(["GetItem", "BatchGetItem"]);
		expect(operations.filter((operation) => operation === "PutItem")).toHaveLength(10);
	});
});

describe("a house of 80,000 seats, 160 sections of 20 rows of 25", () => {
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

	test("is made by one PUT in 300 requests at the most", () => {
		expect(operations.length).toBeLessThanOrEqual(300);
		expect(new Set(operations)).toEqual(new Set(["GetItem", "BatchWriteItem", "TransactWriteItems"]));
	});

	test("is counted by one query a shard, and one page a query, however many are asked for at once", async () => {
		await large.get("/seat/num_available");

		const { value, operations: sent } = await large.network.during(() => large.get("/seat/num_available"));

		expect(value.body).toMatchObject({ num: 80_000, capacity: 80_000 });
		expect(sent).toEqual(new Array(20).fill("Query"));
		expect(new Set(large.network.sent.slice(-20).map(({ input }) => JSON.stringify(input))).size).toBe(20);
	});

	test("is sold from its first seat to its last, each lock one request, and counts what is left", async () => {
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
		expect((await large.get("/seat/num_available")).body.num).toBe(79_998);
		expect((await large.get("/seat/num_available?section=section%20160")).body).toMatchObject({
			num: 499,
			capacity: 500,
		});
	});

	test("writes neighbours to different shards, so that no key of the index meets the whole rush", async () => {
		const row = Array.from({ length: 10 }, (_, index) => ({
			section: "section 7",
			row: "row 1",
			seat: `${index + 1}`,
		}));

		await large.post("/seat/lock", { seats: row, token: alice });

		const locks = (await everyRecord(large.runtime.table.name)).filter(({ pk }) => pk.endsWith("#section 7"));
		const shards = locks.flatMap(({ shard }) => (shard === undefined ? [] : [shard]));
		expect(shards).toHaveLength(10);
		expect(new Set(shards).size).toBeGreaterThan(3);
	});

	test("is counted over more shards when it grows, and what was counted before still is", async () => {
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
		expect(sent.filter((operation) => operation === "Query")).toHaveLength(3);
		expect((await small.get("/seat/num_available?section=hall")).body.num).toBe(9_998);
		expect((await small.get("/seat/num_available?section=orchestra")).body.num).toBe(0);
	});

	test("comes back whole, and is put again without writing a thing", async () => {
		const { body } = await large.get("/events/distant-worlds");
		expect(body).toEqual(house(160, 20, 25));

		const again = await sentFor((by) => by.seller("PUT", "/events/distant-worlds", body), large);

		expect(again).toEqual([200, "GetItem"]);
	});

	test("is extended by one section at the cost of one section", async () => {
		const extended = await sentFor((by) => by.seller("PUT", "/events/distant-worlds", house(161, 20, 25)), large);

		expect(extended).toEqual([200, "GetItem", "BatchWriteItem", "TransactWriteItems"]);
	});
});
