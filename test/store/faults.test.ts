/**
 * Faults between the service and DynamoDB: no seat is lost or sold twice, every answer is one of the contract's, and a
 * request refused for a fault can be sent again (I5). The test's network makes the faults that the engine does not have.
 */
import { marshall } from "@aws-sdk/util-dynamodb";
import { beforeAll, describe, expect, test } from "@jest/globals";
import type { Seat } from "../../domain/seat.ts";
import { inParallel } from "../../store/in-parallel.ts";
import { hashToken } from "../../store/token-hash.ts";
import { cancelled, type Fault, hangs, onlyTheFirst, requestLost, responseLost, saying } from "../support/network.ts";
import { seatRecords } from "../support/records.ts";
import { alice, bob, eventDocument, freshRows, inPath, newRow, seat, seatsIn } from "../support/seats.ts";
import { endingAfter, FAR, inTime, newSale, type Reply, type TestService } from "../support/service.ts";

let service: TestService;

beforeAll(async () => {
	const sections = { orchestra: freshRows(600, [1, 3, 5]) };
	service = await newSale(eventDocument({ lockSeconds: 60, maxLockSeconds: 100, sections }));
});

interface Mutation {
	/** What happens to the seats first: alice locks them, or buys them with or without an order, or they are blocked. */
	readonly after?: "lock" | "claim" | "claim without order" | "block";
	readonly verb: string;
	readonly body: object;
	/** The whole body, where the seats are not simply named in it. */
	readonly bodyFor?: (seats: readonly Seat[]) => object;
	/** The longest lock cuts the extension short: the first write is refused, a second one extends as far as allowed. */
	readonly isCut?: true;
	/** It finds its seats by the order, so once it has happened a repeat finds none. */
	readonly isByOrder?: true;
	/** The seats' status afterwards. */
	readonly status: string | undefined;
}

const verbs: Record<string, Mutation> = {
	lock: { verb: "lock", body: { token: alice }, status: "locked" },
	extend: { after: "lock", verb: "extend", body: { token: alice, seconds: 90 }, status: "locked" },
	"cut extend": { after: "lock", verb: "extend", body: { token: alice, seconds: 100 }, isCut: true, status: "locked" },
	unlock: { after: "lock", verb: "unlock", body: { token: alice }, status: undefined },
	claim: { after: "lock", verb: "claim", body: { token: alice, order: "4711" }, status: "sold" },
	release: { after: "claim", verb: "release", body: { order: "4711" }, status: undefined },
	block: { verb: "block", body: { reason: "sound desk" }, status: "blocked" },
	unblock: { after: "block", verb: "unblock", body: {}, status: undefined },
	"unblock for a reason": { after: "block", verb: "unblock", body: { reason: "sound desk" }, status: undefined },
	"claim with an order after one without": {
		after: "claim without order",
		verb: "claim",
		body: { token: alice, order: "4711" },
		status: "sold",
	},
	sell: { verb: "sell", body: { order: "4711" }, status: "sold" },
	"sell with a token": { verb: "sell", body: { order: "4711", token: alice }, status: "sold" },
	"sell of blocked seats": {
		after: "block",
		verb: "sell",
		body: { order: "4711", reason: "sound desk" },
		status: "sold",
	},
	"change of the order": change("claim", { status: "sold", order: "4711" }, { status: "sold", order: "4712" }),
	"change that gives an order": change(
		"claim without order",
		{ status: "sold", order: null },
		{ status: "sold", order: "4711" },
	),
	"change to available": change("claim", { status: "sold", order: "4711" }, { status: "available" }),
	"change to a block": change("claim", { status: "sold", order: "4711" }, { status: "blocked", reason: "press" }),
	"change that keeps seats": change(
		undefined,
		{ status: "available" },
		{ status: "locked", token: alice, seconds: 604_800 },
	),
	"change that ends a lock": change("lock", { status: "locked", expires: FAR + 60 }, { status: "available" }),
	"release of an order": {
		after: "claim",
		verb: "release",
		body: {},
		bodyFor: ([first, ...others]) => ({ order: orderOf(first?.row), num: 1 + others.length }),
		isByOrder: true,
		status: undefined,
	},
};

/** A change of every seat from the same to the same. */
function change(
	after: Mutation["after"],
	from: Record<string, unknown>,
	to: { status: string } & Record<string, unknown>,
): Mutation {
	const bodyFor = (seats: readonly Seat[]) => ({
		changes: seats.map((one) => ({ ...one, from: ofRow(from, one), to })),
	});
	const status = to.status === "available" ? undefined : to.status;
	return { ...(after && { after }), verb: "change", body: {}, bodyFor, status };
}

/** A seat is sold under an order of its row, so that no other test has a seat of the order. */
const orderOf = (row = "") => `4711 ${row}`;
const ofRow = (from: Record<string, unknown>, { row }: Seat) =>
	from["order"] === "4711" ? { ...from, order: orderOf(row) } : from;

const numbers = { "one seat": [1], "three seats": [1, 3, 5] };

/** These verbs write seats in the same way as the others, so their form for one seat is enough. */
const IN_ONE_FORM = [
	"release",
	"block",
	"unblock",
	"unblock for a reason",
	"sell with a token",
	"sell of blocked seats",
	"change to a block",
	"change that ends a lock",
];

const mutations = Object.entries(verbs).flatMap(([verb, mutation]) =>
	Object.entries(numbers)
		.filter(([, seats]) => seats.length === 1 || !IN_ONE_FORM.includes(verb))
		.map(([many, seats]) => ({ name: `${verb} of ${many}`, mutation, seats })),
);

type Case = (typeof mutations)[number];

const send = (by: TestService, verb: string, row: string, numbers: readonly number[], body: object): Promise<Reply> =>
	numbers.length === 1
		? by.seller("POST", `/seat/${verb}${inPath(seat(row, numbers[0] ?? 0))}`, body)
		: by.seller("POST", `/seat/${verb}`, { seats: seatsIn(row, ...numbers), ...body });

/** A fresh row in the state that the mutation needs, and an instance that has the plan in memory and will meet the fault. */
async function prepared({ mutation, seats }: Case, habits: Parameters<TestService["another"]>[1] = {}) {
	const row = newRow();
	const order = orderOf(row);
	if (mutation.after === "block") await send(service, "block", row, seats, { reason: "sound desk" });
	else if (mutation.after) await send(service, "lock", row, seats, { token: alice });
	if (mutation.after === "claim") await send(service, "claim", row, seats, { token: alice, order });
	if (mutation.after === "claim without order") await send(service, "claim", row, seats, { token: alice });
	const instance = service.another({ now: FAR + 5 }, habits);
	await instance.get(`/seat/check${inPath(seat(row, 1))}`);
	const named = seatsIn(row, ...seats);
	const records = () => seatRecords(service.runtime.table.name, named);
	const { verb, body, bodyFor, isByOrder } = mutation;
	const request = () =>
		bodyFor
			? instance.seller("POST", `/seat/${verb}`, bodyFor(named))
			: send(instance, verb, row, seats, "order" in body ? { ...body, order } : body);
	/** Only what changes the table meets the fault: a lookup before it is another request. */
	const breakWrites = (fault: Fault) =>
		instance.network.break((sent, deliver) => {
			const isLookup = sent.operation === "Query" || (isByOrder && sent.operation === "GetItem");
			return isLookup ? deliver() : fault(sent, deliver);
		});
	return { instance, records, request, breakWrites };
}

/** More mutations at once would be slowed down by each other. */
const AT_ONCE = 12;

/** Runs the task for every mutation, several at the same time, each on a row of its own. */
async function withEvery(task: (one: Case) => Promise<void>): Promise<void> {
	await inParallel(mutations, AT_ONCE, (one) =>
		task(one).catch((error) => {
			throw Object.assign(error, { message: `${one.name}: ${error.message}` });
		}),
	);
}

/** A transaction conflict, as DynamoDB reports it for a single write and for a transaction. */
const conflict: Fault = (sent, deliver) =>
	sent.operation === "TransactWriteItems"
		? cancelled("None", "TransactionConflict", "None")(sent, deliver)
		: saying("TransactionConflictException")(sent, deliver);
const throttledInPart: Fault = (sent, deliver) =>
	sent.operation === "TransactWriteItems"
		? cancelled("ThrottlingError", "TransactionConflict", "None")(sent, deliver)
		: saying("ProvisionedThroughputExceededException")(sent, deliver);

const onceUpon = (times: number, fault: Fault) => () => onlyTheFirst(times, fault);
const inTurn =
	(...faults: Fault[]) =>
	() => {
		const left = [...faults];
		const through: Fault = (_, deliver) => deliver();
		return ((sent, deliver) => (left.shift() ?? through)(sent, deliver)) as Fault;
	};

/** Each case needs a fault of its own, because a fault counts the requests it has met. */
const PASSING: [string, () => Fault][] = [
	["a lost request", onceUpon(1, requestLost)],
	["a lost response", onceUpon(1, responseLost)],
	["two lost responses", onceUpon(2, responseLost)],
	["a lost request, then a lost response", inTurn(requestLost, responseLost)],
	["four transaction conflicts", onceUpon(4, conflict)],
	["a transaction conflict and throttling", onceUpon(1, throttledInPart)],
	["a lost response, then a transaction conflict", inTurn(responseLost, conflict)],
];

/** The answer and the records of each mutation without a fault. */
const undisturbed = new Map<Case, object>();

beforeAll(() =>
	withEvery(async (one) => {
		const { records, request } = await prepared(one);
		const { status, body } = await request();

		expect(status).toBe(200);
		for (const record of await records()) expect(record?.status).toBe(one.mutation.status);
		undisturbed.set(one, { body: withoutRow(body), records: withoutRows(await records()) });
	}),
);

describe("faults that pass (I5)", () => {
	test.each(PASSING)("a passing fault changes neither the answer nor the seats (I5): %s", async (_, newFault) => {
		await withEvery(async (one) => {
			const { breakWrites, records, request } = await prepared(one);
			breakWrites(newFault());

			const { status, body } = await request();

			expect(status).toBe(200);
			expect({ body: withoutRow(body), records: withoutRows(await records()) }).toEqual(undisturbed.get(one));
		});
	});
});

const withoutRow = (body: object) => JSON.parse(JSON.stringify(body).replaceAll(/row \d+/g, "row"));
const withoutRows = (records: readonly (object | undefined)[]) => records.map((record) => record && withoutRow(record));

/** The request is answered with 503 within 5 s. */
async function refusedInTime(request: () => Promise<Reply>) {
	const start = performance.now();
	const reply = await request();
	expect(performance.now() - start).toBeLessThan(5_000);
	expect(reply).toMatchObject({ status: 503, body: { type: "/problems/try-again" } });
	expect(Number(reply.headers["retry-after"])).toBeGreaterThan(0);
}

describe("faults that last", () => {
	test.each<[string, Fault]>([
		["lost requests", requestLost],
		["throttling", saying("ThrottlingException")],
		["transaction conflicts, which are never reported as taken seats", conflict],
		["internal errors of DynamoDB", saying("InternalServerError", {}, 500)],
		["hanging requests", hangs],
	])(
		"a lasting fault is answered with 503 within 5 s, changes nothing, and a repeat succeeds: %s",
		async (_, fault) => {
			await withEvery(async (one) => {
				const { instance, breakWrites, records, request } = await prepared(one, inTime);
				const before = await records();
				breakWrites(fault);
				const { operations } = await instance.network.during(() => refusedInTime(request));

				expect(operations.length).toBeLessThanOrEqual(one.mutation.isByOrder ? 9 : 7);
				expect(await records()).toEqual(before);
				instance.network.break();
				expect((await request()).status).toBe(200);
				for (const record of await records()) expect(record?.status).toBe(one.mutation.status);
			});
		},
	);

	test("when every response is lost, a request has happened whole or not at all, and a repeat gets the usual answer", async () => {
		await withEvery(async (one) => {
			const { instance, breakWrites, records, request } = await prepared(one, inTime);
			const before = await records();
			breakWrites(responseLost);
			await refusedInTime(request);

			const after = await records();
			instance.network.break();
			const { status, body } = await request();

			const final = await records();
			if (one.mutation.isByOrder) expect([status, body.type]).toEqual([404, "/problems/unknown-order"]);
			else {
				const answer = { status, body: withoutRow(body), records: withoutRows(final) };
				expect(answer).toEqual({ status: 200, ...undisturbed.get(one) });
			}
			// An extension that is cut short needs the first response for its second write, so nothing has happened yet.
			expect(after).toEqual(one.mutation.isCut ? before : final);
		});
	});
});

describe("a transaction with a taken seat and a conflict", () => {
	const locked = (token: string) =>
		marshall({ status: "locked", tokenHash: hashToken(token), lockedAt: FAR, expires: FAR + 60 });
	/** Seat 1 is locked, and DynamoDB returns its record; about seat 3 it only says that another transaction was there. */
	const mixed = (token: string) =>
		saying("TransactionCanceledException", {
			CancellationReasons: [
				{ Code: "ConditionalCheckFailed", Item: locked(token) },
				{ Code: "TransactionConflict" },
				{ Code: "None" },
			],
		});

	test.each([
		["lock", "seats-unavailable"],
		["claim", "not-your-lock"],
	])("a refusal names the taken seat, and not the one that met another transaction: %s", async (verb, type) => {
		const name = newRow();
		await service.post("/seat/lock", { seats: seatsIn(name, 1), token: bob });
		const instance = service.another();
		await instance.get(`/seat/check${inPath(seat(name, 1))}`);
		instance.network.break(onlyTheFirst(1, mixed(bob)));

		const { status, body } = await send(instance, verb, name, [1, 3, 5], { token: alice });

		expect([status, body.type]).toEqual([409, `/problems/${type}`]);
		expect(body.seats).toMatchObject([seat(name, 1)]);
		expect(body.seats).toHaveLength(1);
	});

	test("a lock is tried again if the locked seat is the caller's own and another seat met a transaction (I5)", async () => {
		const name = newRow();
		await service.post("/seat/lock", { seats: seatsIn(name, 1), token: alice });
		const instance = service.another();
		await instance.get(`/seat/check${inPath(seat(name, 1))}`);
		instance.network.break(onlyTheFirst(1, mixed(alice)));

		const { status } = await send(instance, "lock", name, [1, 3, 5], { token: alice });

		expect(status).toBe(200);
		expect(await seatRecords(service.runtime.table.name, seatsIn(name, 1, 3, 5))).toMatchObject([
			{ status: "locked" },
			{ status: "locked" },
			{ status: "locked" },
		]);
	});
});

describe("retries inside a function (I5)", () => {
	test("a lock whose response is lost is still won, though another buyer asks before the retry (I5)", async () => {
		const name = newRow();
		const instance = service.another();
		await instance.get(`/seat/check${inPath(seat(name, 1))}`);
		const statuses: number[] = [];
		instance.network.break(
			onlyTheFirst(1, async (sent, deliver) => {
				await deliver();
				statuses.push((await send(service, "lock", name, [1], { token: bob })).status);
				return requestLost(sent, deliver);
			}),
		);

		statuses.push((await send(instance, "lock", name, [1], { token: alice })).status);

		expect(statuses).toEqual([409, 200]);
	});

	test("a sale that was answered 503 is not made any more, so it undoes no refund", async () => {
		const name = newRow();
		const instance = service.another(undefined, endingAfter(500));
		await instance.get(`/seat/check${inPath(seat(name, 1))}`);
		let lose: () => void = () => {};
		const lost = new Promise<void>((resolve) => {
			lose = resolve;
		});
		instance.network.break(
			onlyTheFirst(1, async (sent, deliver) => {
				await lost;
				return requestLost(sent, deliver);
			}),
		);
		const body = { order: `order of ${name}` };

		const slow = await send(instance, "sell", name, [1], body);
		const sale = await send(service, "sell", name, [1], body);
		const refund = await send(service, "release", name, [1], body);
		lose();
		await new Promise((resolve) => setTimeout(resolve, 500));

		expect([slow.status, sale.status, refund.status]).toEqual([503, 200, 200]);
		expect(await seatRecords(service.runtime.table.name, seatsIn(name, 1))).toEqual([undefined]);
	});

	test("a lock without a token answers with the token that was written before its response was lost (I5)", async () => {
		const name = newRow();
		const instance = service.another();
		await instance.get(`/seat/check${inPath(seat(name, 1))}`);
		instance.network.break(onlyTheFirst(1, responseLost));

		const { status, body } = await send(instance, "lock", name, [1], {});

		expect(status).toBe(200);
		const [record] = await seatRecords(service.runtime.table.name, seatsIn(name, 1));
		expect(record).toMatchObject({ tokenHash: hashToken(body.token) });
	});
});
