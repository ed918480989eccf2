/** Reading the feed of an event over HTTP: ranges, waiting, refusals, and expired changes. */
import { DeleteCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { headKey, pageKey } from "../../store/keys.ts";
import { everyRecord } from "../support/records.ts";
import { eventDocument, seat } from "../support/seats.ts";
import { FAR, inTime, newSale, type TestService } from "../support/service.ts";
import { newPublisher, streamRecord } from "../support/stream-records.ts";

let service: TestService;

beforeEach(async () => {
	service = await newSale();
});

/** Publishes locks in one batch, which becomes one page of the feed. */
async function publish(count: number, row = "a"): Promise<void> {
	const lock = { status: "locked", tokenHash: "hash-of-alice", lockedAt: FAR, expires: FAR + 600 } as const;
	const records = Array.from({ length: count }, (_, index) => streamRecord({ seat: seat(row, index), after: lock }));
	await newPublisher(service.another().runtime.table).deliver(records);
}

const ask = (query: string, by: TestService = service) => by.seller("GET", `/events/distant-worlds/changes?${query}`);
const numbersIn = ({ body }: { body: { changes: { number: number }[] } }) => body.changes.map(({ number }) => number);
const upTo = (last: number, first = 1) => Array.from({ length: last - first + 1 }, (_, index) => first + index);

/** The same service, where waiting takes no time and is recorded. */
function patient(whileWaiting: (times: number) => Promise<void> = async () => {}) {
	const waited: number[] = [];
	const wait = async (milliseconds: number) => {
		waited.push(milliseconds);
		await whileWaiting(waited.length);
	};
	const by = service.another({ now: FAR }, { wait });
	return { by, waited };
}

describe("reading", () => {
	test("only a seller may read changes, because they contain orders", async () => {
		expect((await service.get("/events/distant-worlds/changes?after=0&wait=0")).status).toBe(401);
	});

	test("a reader gets the changes after a number, in order, and the number to continue from", async () => {
		await publish(3);
		await publish(2, "b");

		const all = await ask("after=0");
		expect(all.body.changes[3]).toEqual({
			number: 4,
			type: "seat.locked",
			expires: FAR + 600,
			...seat("b", 0),
			at: FAR,
		});
		expect(numbersIn(all)).toEqual(upTo(5));
		expect(all.body.next).toBe(5);
		const rest = await ask("after=3");
		expect(numbersIn(rest)).toEqual([4, 5]);
		expect(rest.body.next).toBe(5);
	});

	test("changes can be read in parts of any size, cut anywhere", async () => {
		await publish(4);
		await publish(1);
		await publish(4);

		for (const limit of [1, 2, 3, 5, 8, 9, 1_000]) {
			const read: number[] = [];
			while (read.length < 9) {
				const part = await ask(`after=${read.length}&limit=${limit}`);
				expect(part.body.changes.length).toBeLessThanOrEqual(limit);
				expect(part.body.next).toBe(read.length + part.body.changes.length);
				read.push(...numbersIn(part));
			}
			expect(read).toEqual(upTo(9));
		}
	});

	test("changes come in order however many pages there are", async () => {
		for (let page = 0; page < 45; page++) await publish(1);

		expect(numbersIn(await ask("after=0"))).toEqual(upTo(45));
		expect(numbersIn(await ask("after=7"))).toEqual(upTo(45, 8));
		expect(numbersIn(await ask("after=7&limit=30"))).toEqual(upTo(37, 8));
	});

	test("without a number the answer comes at once: no changes, and the last number of the feed", async () => {
		const { by, waited } = patient();
		expect((await ask("", by)).body).toEqual({ changes: [], next: 0 });

		await publish(3);

		expect((await ask("", by)).body).toEqual({ changes: [], next: 3 });
		expect(waited).toEqual([]);
	});

	test("caches may not store changes", async () => {
		expect((await ask("after=0&wait=0")).headers["cache-control"]).toBe("no-store");
	});

	test("the changes of an unknown event are a 404", async () => {
		const { status, body } = await service.seller("GET", "/events/nowhere/changes?wait=0");

		expect(status).toBe(404);
		expect(body).toMatchObject({ type: "/problems/unknown-event", event: "nowhere" });
	});

	test("an event that is deleted and created again continues its numbers", async () => {
		await publish(2);
		await service.another(undefined, { wait: async () => {} }).seller("DELETE", "/events/distant-worlds");
		expect((await ask("after=0&wait=0", service.another())).status).toBe(404);

		await service.seller("PUT", "/events/distant-worlds", eventDocument());
		await publish(1);

		expect(numbersIn(await ask("after=0", service.another()))).toEqual([1, 2, 3]);
	});
});

describe("waiting", () => {
	test("waiting ends when a change comes", async () => {
		const { by, waited } = patient(async (times) => {
			if (times === 3) await publish(2);
		});

		const reply = await ask("after=0&wait=20", by);

		expect(numbersIn(reply)).toEqual([1, 2]);
		expect(waited).toEqual([1_000, 1_000, 1_000]);
	});

	test("waiting ends after `wait` seconds without changes, and the reader continues from the same number", async () => {
		await publish(2);
		const { by, waited } = patient();

		expect((await ask("after=2&wait=7", by)).body).toEqual({ changes: [], next: 2 });

		expect(waited).toEqual(Array(7).fill(1_000));
	});

	test("waiting ends after 20 seconds by default, and there is no waiting if there are changes", async () => {
		const { by, waited } = patient();
		await ask("after=0", by);
		expect(waited).toHaveLength(20);

		await publish(1);

		await ask("after=0", by);
		expect(waited).toHaveLength(20);
	});

	test("waiting costs one small read a second", async () => {
		const { by } = patient();
		await ask("after=0&wait=0", by);

		const { operations } = await by.network.during(() => ask("after=0&wait=5", by));

		expect(operations).toEqual(Array(6).fill("GetItem"));
	});

	test("in real time, waiting ends soon after the change", async () => {
		const started = performance.now();
		const reply = ask("after=0&wait=20");
		await new Promise((resolve) => setTimeout(resolve, 300));
		await publish(1);

		expect(numbersIn(await reply)).toEqual([1]);
		expect(performance.now() - started).toBeLessThan(10_000);
	});

	test("waiting does not use up the time that a request has for its work", async () => {
		const started = performance.now();

		const { status } = await ask("after=0&wait=6", service.another(undefined, inTime));

		expect(status).toBe(200);
		expect(performance.now() - started).toBeGreaterThan(5_900);
	});
});

describe("refusals", () => {
	test("a number beyond the end of the feed is refused with its last number", async () => {
		await publish(2);

		const { status, body } = await ask("after=3");

		expect(status).toBe(400);
		expect(body.errors).toEqual([{ path: "/after", message: "the last change of this event has the number 2" }]);
	});

	test.each([
		["after=-1", "/after"],
		["after=1.5", "/after"],
		["after=01", "/after"],
		["after=", "/after"],
		["after=12345678901234567", "/after"],
		["after=0&wait=21", "/wait"],
		["after=0&wait=-1", "/wait"],
		["after=0&limit=0", "/limit"],
		["after=0&limit=1001", "/limit"],
		["since=0", "/since"],
	])("a malformed query of changes is refused: %s", async (query, path) => {
		const { status, body } = await ask(query);

		expect(status).toBe(400);
		expect(body.errors).toMatchObject([{ path }]);
	});
});

describe("expired changes", () => {
	const remove = (last: number) =>
		service.runtime.table.send(
			new DeleteCommand({ TableName: service.runtime.table.name, Key: pageKey("distant-worlds", last) }),
		);

	beforeEach(async () => {
		for (let page = 0; page < 4; page++) await publish(3);
	});

	test("expired changes are refused with the number to continue from after reading all seats again", async () => {
		await remove(3);
		const { by, waited } = patient();

		for (const after of [0, 1, 2]) {
			const { status, body } = await ask(`after=${after}`, by);
			expect(status).toBe(410);
			expect(body).toMatchObject({ type: "/problems/changes-expired", head: 12 });
			expect(body.detail).toContain("after=12");
		}
		expect(numbersIn(await ask("after=3", by))).toEqual(upTo(12, 4));
		expect(numbersIn(await ask("after=12&wait=0", by))).toEqual([]);
		expect(Math.max(...waited)).toBeLessThan(1_000);
	});

	test("a missing page is looked for three times, within a third of a second", async () => {
		await remove(3);
		const { by, waited } = patient();

		const { operations } = await by.network.during(() => ask("after=0", by));

		expect(operations.filter((operation) => operation === "Query")).toHaveLength(3);
		expect(waited).toEqual([150, 150]);
	});

	test("pages may expire in any order, and a reader never passes a gap", async () => {
		await remove(9);
		const { by } = patient();

		const before = await ask("after=1", by);

		expect(numbersIn(before)).toEqual(upTo(6, 2));
		expect(before.body.next).toBe(6);
		expect((await ask("after=6", by)).status).toBe(410);
		expect((await ask("after=7", by)).status).toBe(410);
		expect(numbersIn(await ask("after=9", by))).toEqual([10, 11, 12]);
	});

	test("the end of the feed never expires, so a reader can always continue from there", async () => {
		for (const last of [3, 6, 9, 12]) await remove(last);
		const { by } = patient();

		expect((await ask("after=11", by)).body.head).toBe(12);
		expect((await ask("", by)).body.next).toBe(12);
		await publish(1);
		expect(numbersIn(await ask("after=12", by))).toEqual([13]);
	});
});

describe("reads during a transaction", () => {
	test("a reader who sees the head of a transaction before its page waits for the page", async () => {
		await publish(2);
		const { table } = service.runtime;
		const page = (await everyRecord(table.name)).find(({ sk }) => sk === pageKey("distant-worlds", 2).sk);
		await table.send(new DeleteCommand({ TableName: table.name, Key: pageKey("distant-worlds", 2) }));
		const { by } = patient(async () => {
			await table.send(new PutCommand({ TableName: table.name, Item: page }));
		});

		expect(numbersIn(await ask("after=0", by))).toEqual([1, 2]);
	});

	test("a page whose head is not visible yet is not read", async () => {
		await publish(2);
		await publish(2);
		const { table } = service.runtime;
		const head = { ...headKey("distant-worlds"), last: 2 };
		await table.send(new PutCommand({ TableName: table.name, Item: head }));

		const reply = await ask("after=0");

		expect(numbersIn(reply)).toEqual([1, 2]);
		expect((await ask(`after=${reply.body.next}&wait=0`)).status).toBe(200);
	});
});
