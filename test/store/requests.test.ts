/** The requests that each operation sends to DynamoDB (contract §3), counted where they leave the client. */
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

/** The status of the answer, and the requests that were sent for it. */
async function sentFor(request: (service: TestService) => Promise<Reply>, by: TestService = service) {
	const { value, operations } = await by.network.during(() => request(by));
	return [value.status, ...operations];
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

describe("the desk, with the plan in memory", () => {
	const [available, pressed] = [{ status: "available" }, { status: "blocked", reason: "press" }];
	const sold = (order: string) => ({ status: "sold", order });
	const change = (row: string, numbers: number[], from: object, to: object) => (by: TestService) =>
		by.seller("POST", "/seat/change", { changes: seatsIn(row, ...numbers).map((place) => ({ ...place, from, to })) });
	const look = (query: string) => (by: TestService) => by.seller("GET", `/events/distant-worlds/taken${query}`);

	test("a sale of one seat is one write, also from a block, repeated or refused", async () => {
		await service.seller("POST", "/seat/block/orchestra/q/3", { reason: "press" });
		const sell = (number: number, order: string) => many("sell", "q", { order, reason: "press" }, [number]);

		expect(await sentFor(sell(3, "P1"))).toEqual([200, "PutItem"]);
		expect(await sentFor(sell(1, "P1"))).toEqual([200, "PutItem"]);
		expect(await sentFor(sell(1, "P1"))).toEqual([200, "PutItem"]);
		expect(await sentFor(sell(1, "P2"))).toEqual([409, "PutItem"]);
	});

	test("a change of one seat is one write, from and to whatever it is, also when it is repeated or refused", async () => {
		expect(await sentFor(change("r", [1], available, pressed))).toEqual([200, "PutItem"]);
		expect(await sentFor(change("r", [1], available, pressed))).toEqual([200, "PutItem"]);
		expect(await sentFor(change("r", [1], available, sold("P1")))).toEqual([409, "PutItem"]);
		expect(await sentFor(change("r", [1], pressed, sold("P1")))).toEqual([200, "UpdateItem"]);
		expect(await sentFor(change("r", [1], pressed, sold("P1")))).toEqual([200, "UpdateItem"]);
		expect(await sentFor(change("r", [1], sold("P1"), available))).toEqual([200, "DeleteItem"]);
		expect(await sentFor(change("r", [1], sold("P1"), available))).toEqual([200, "DeleteItem"]);
	});

	test("a sale or a change of several seats is one transaction, also when it is repeated or refused", async () => {
		expect(await sentFor(many("sell", "s", { order: "P1" }))).toEqual([200, "TransactWriteItems"]);
		expect(await sentFor(many("sell", "s", { order: "P1" }))).toEqual([200, "TransactWriteItems"]);
		expect(await sentFor(many("sell", "s", { order: "P2" }))).toEqual([409, "TransactWriteItems"]);
		expect(await sentFor(change("s", [1, 3], sold("P1"), pressed))).toEqual([200, "TransactWriteItems"]);
		expect(await sentFor(change("s", [1, 3], sold("P1"), pressed))).toEqual([200, "TransactWriteItems"]);
		expect(await sentFor(change("s", [1, 3, 5], sold("P1"), pressed))).toEqual([409, "TransactWriteItems"]);
	});

	test("the release of a whole order is one look at the index of orders, and one write or transaction", async () => {
		await service.seller("POST", "/seat/sell", { order: "two", seats: seatsIn("t", 1, 3) });
		await service.seller("POST", "/seat/sell", { order: "one", seats: seatsIn("t", 5) });
		const release = (order: string, num: number) => (by: TestService) =>
			by.seller("POST", "/seat/release", { order, num });

		expect(await sentFor(release("two", 1))).toEqual([409, "Query"]);
		expect(await sentFor(release("two", 2))).toEqual([200, "Query", "TransactWriteItems"]);
		expect(await sentFor(release("one", 1))).toEqual([200, "Query", "DeleteItem"]);
		expect(await sentFor(release("one", 1))).toEqual([404, "Query"]);
	});

	test("a check of several seats is one consistent read of them", async () => {
		const seats = seatsIn("u", 1, 3, 5);

		expect(await sentFor((by) => by.post("/seat/check", { seats }))).toEqual([200, "BatchGetItem"]);
		const [request] = Object.values(service.network.sent.at(-1)?.input.RequestItems) as { ConsistentRead: boolean }[];
		expect(request?.ConsistentRead).toBe(true);
	});

	test("a page of taken seats is one consistent query for each section, and at most four; an order is one", async () => {
		const sections = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`section ${index}`, rows("a", [1])]));
		const wide = await newSale(eventDocument({ sections }));
		await wide.seller("GET", "/events/distant-worlds/taken?limit=1");
		for (let index = 4; index < 9; index++) await wide.get(`/seat/check/section%20${index}/a/1`);
		const first = await wide.network.during(() => look("")(wide));
		const again = await wide.network.during(() => look(`?after=${first.value.body.next}`)(wide));

		expect(first.operations.filter((operation) => operation === "Query")).toHaveLength(4);
		expect(first.operations.length).toBeLessThanOrEqual(4);
		expect(again.operations).toEqual(new Array(4).fill("Query"));
		expect(wide.network.sent.at(-1)?.input).toMatchObject({ ConsistentRead: true });
		expect(await sentFor(look("?section=orchestra"))).toEqual([200, "Query"]);
		expect(await sentFor(look("?order=P1"))).toEqual([200, "Query"]);
		expect(service.network.sent.at(-1)?.input).toMatchObject({ IndexName: "orders" });
	});
});

describe("several seats, with the plan in memory", () => {
	test("a lock of several seats is one transaction, also when it is repeated or refused", async () => {
		expect(await sentFor(many("lock", "i", { token: alice }))).toEqual([200, "TransactWriteItems"]);
		expect(await sentFor(many("lock", "i", { token: alice }))).toEqual([200, "TransactWriteItems"]);
		expect(await sentFor(many("lock", "i", { token: bob }))).toEqual([409, "TransactWriteItems"]);
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

	test("a count of 80,000 seats is one query for each shard, and one page for each query", async () => {
		await large.get("/seat/num_available");

		const { value, operations: sent } = await large.network.during(() => large.get("/seat/num_available"));

		expect(value.body).toMatchObject({ num: 80_000, capacity: 80_000 });
		expect(sent).toEqual(new Array(40).fill("Query"));
		expect(new Set(large.network.sent.slice(-40).map(({ input }) => JSON.stringify(input))).size).toBe(40);
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
		expect((await large.get("/seat/num_available")).body.num).toBe(79_998);
		expect((await large.get("/seat/num_available?section=section%20160")).body).toMatchObject({
			num: 499,
			capacity: 500,
		});
	});

	test("sections next to each other are counted under different shards, and the seats of one under one", async () => {
		const seats = Array.from({ length: 10 }, (_, index) => ({
			section: `section ${7 + (index % 5)}`,
			row: "row 1",
			seat: `${index + 1}`,
		}));

		await large.post("/seat/lock", { seats, token: alice });

		const locks = (await everyRecord(large.runtime.table.name)).filter(
			({ pk, status }) => status && /#section (7|8|9|10|11)$/.test(pk),
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
