/**
 * Faults between the service and DynamoDB: no seat is lost or sold twice, every answer is one of the contract's, and what
 * was refused for a fault can be sent again (I5). What the engine does not do by itself is made in the network's place.
 */
import { marshall } from "@aws-sdk/util-dynamodb";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { hashToken } from "../../store/token-hash.ts";
import { cancelled, type Fault, hangs, onlyTheFirst, requestLost, responseLost, saying } from "../support/network.ts";
import { seatRecords } from "../support/records.ts";
import { alice, bob, eventDocument, inPath, rows, seat, seatsIn } from "../support/seats.ts";
import { FAR, inTime, newSale, type Reply, type TestService } from "../support/service.ts";

let service: TestService;

/** A row for each case, so that all can meet their faults at the same time. */
let rowsUsed = 0;
const newRow = () => `row ${++rowsUsed}`;

beforeAll(async () => {
	const labels = Array.from({ length: 600 }, (_, index) => `row ${index + 1}`);
	const sections = { orchestra: rows(labels, [1, 3, 5]) };
	service = await newSale(eventDocument({ lockSeconds: 60, maxLockSeconds: 100, sections }));
});

interface Mutation {
	/** What stands before it: a lock of these seats by alice, or their sale to her, or nothing. */
	readonly after?: "lock" | "claim" | "block";
	readonly verb: string;
	readonly body: object;
	/** Whether the first write is refused, and a second one says what is left. */
	readonly isCut?: true;
	/** What becomes of the seats. */
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
};
const numbers = { "one seat": [1], "three seats": [1, 3, 5] };

/** The seller's other verbs move seats like these: one form of them is enough. */
const inOneForm = ["release", "block", "unblock"];

const mutations = Object.entries(verbs).flatMap(([verb, mutation]) =>
	Object.entries(numbers)
		.filter(([, seats]) => seats.length === 1 || !inOneForm.includes(verb))
		.map(([many, seats]) => ({ name: `${verb} of ${many}`, mutation, seats })),
);

type Case = (typeof mutations)[number];

const send = (by: TestService, verb: string, row: string, numbers: readonly number[], body: object): Promise<Reply> =>
	numbers.length === 1
		? by.seller("POST", `/seat/${verb}${inPath(seat(row, numbers[0] ?? 0))}`, body)
		: by.seller("POST", `/seat/${verb}`, { seats: seatsIn(row, ...numbers), ...body });

/** A row in which everything is ready, and an instance of its own that has the plan in memory and meets the fault. */
async function prepared({ mutation, seats }: Case) {
	const row = newRow();
	if (mutation.after === "block") await send(service, "block", row, seats, { reason: "sound desk" });
	else if (mutation.after) await send(service, "lock", row, seats, { token: alice });
	if (mutation.after === "claim") await send(service, "claim", row, seats, { token: alice, order: "4711" });
	const instance = service.another({ now: FAR + 5 }, inTime);
	await instance.get(`/seat/check${inPath(seat(row, 1))}`);
	const records = () => seatRecords(service.runtime.table.name, seatsIn(row, ...seats));
	return { instance, records, request: () => send(instance, mutation.verb, row, seats, mutation.body) };
}

/** Does the same with every mutation at the same time. */
const withEvery = (task: (one: Case) => Promise<void>) =>
	Promise.all(
		mutations.map((one) =>
			task(one).catch((error) => {
				throw Object.assign(error, { message: `${one.name}: ${error.message}` });
			}),
		),
	);

/** As DynamoDB says it of a single write and of a transaction. */
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

/** Each case meets a fault of its own: it counts what it has let through. */
const passing: [string, () => Fault][] = [
	["a request that is lost", onceUpon(1, requestLost)],
	["an answer that is lost", onceUpon(1, responseLost)],
	["two answers that are lost", onceUpon(2, responseLost)],
	["a lost request, then a lost answer", inTurn(requestLost, responseLost)],
	["transactions in the way, four times", onceUpon(4, conflict)],
	["a transaction in the way, and throttling", onceUpon(1, throttledInPart)],
	["an answer that is lost, then a transaction in the way", inTurn(responseLost, conflict)],
];

/** What comes of each mutation when nothing is in its way. */
const undisturbed = new Map<Case, object>();

beforeAll(() =>
	withEvery(async (one) => {
		const { records, request } = await prepared(one);
		const { status, body } = await request();

		expect(status).toBe(200);
		for (const record of await records()) expect(record?.status).toBe(one.mutation.status);
		undisturbed.set(one, { body: withoutRow(body), records: await records() });
	}),
);

describe("a fault that passes is not seen by the caller: the seats move, and the answer is the same (I5)", () => {
	test.each(passing)("%s", async (_, newFault) => {
		await withEvery(async (one) => {
			const { instance, records, request } = await prepared(one);
			instance.network.break(newFault());

			const { status, body } = await request();

			expect(status).toBe(200);
			expect({ body: withoutRow(body), records: await records() }).toEqual(undisturbed.get(one));
		});
	});
});

const withoutRow = (body: object) => JSON.parse(JSON.stringify(body).replaceAll(/row \d+/g, "row"));

/** What stays: the caller is told to try again, within 5 s. */
async function refusedInTime(request: () => Promise<Reply>) {
	const start = performance.now();
	const reply = await request();
	expect(performance.now() - start).toBeLessThan(5_000);
	expect(reply).toMatchObject({ status: 503, body: { type: "/problems/try-again" } });
	expect(Number(reply.headers["retry-after"])).toBeGreaterThan(0);
}

describe("a fault that stays is answered with 503 within 5 s, nothing is half done, and a repeat succeeds", () => {
	test.each<[string, Fault]>([
		["requests that are lost", requestLost],
		["throttling", saying("ThrottlingException")],
		["transactions in the way: never reported as taken", conflict],
		["internal errors of DynamoDB", saying("InternalServerError", {}, 500)],
		["requests that hang", hangs],
	])("%s", async (_, fault) => {
		await withEvery(async (one) => {
			const { instance, records, request } = await prepared(one);
			const before = await records();
			instance.network.break(fault);
			const { operations } = await instance.network.during(() => refusedInTime(request));

			expect(operations.length).toBeLessThanOrEqual(7);
			expect(await records()).toEqual(before);
			instance.network.break();
			expect((await request()).status).toBe(200);
			for (const record of await records()) expect(record?.status).toBe(one.mutation.status);
		});
	});

	test("answers that are lost, all of them: what was asked for has happened whole or not at all", async () => {
		await withEvery(async (one) => {
			const { instance, records, request } = await prepared(one);
			const before = await records();
			instance.network.break(responseLost);
			await refusedInTime(request);

			const after = await records();
			instance.network.break();
			const { status, body } = await request();

			expect(status).toBe(200);
			const final = await records();
			expect({ body: withoutRow(body), records: final }).toEqual(undisturbed.get(one));
			// An extension that the longest lock cuts short needs an answer first: it has not begun.
			expect(after).toEqual(one.mutation.isCut ? before : final);
		});
	});
});

describe("a transaction that meets another while it is refused for good", () => {
	const locked = (token: string) =>
		marshall({ status: "locked", tokenHash: hashToken(token), lockedAt: FAR, expires: FAR + 60 });
	/** Seat 1 is locked, as DynamoDB says with its record; of seat 3 it only says that another transaction was there. */
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
	])("names the seat that is taken, and not the one that another transaction was at: %s", async (verb, type) => {
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

	test("is tried again where the seat in the way is the caller's own (I5)", async () => {
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

describe("a won seat is never turned into a refusal by the function's own retry (I5)", () => {
	test("though another buyer comes between the lost answer and the retry", async () => {
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

	test("and a lock without the caller's token has the token that was written first", async () => {
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
