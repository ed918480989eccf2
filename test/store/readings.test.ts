/** The shared reading (contract §3, I8): who makes it, who reads it, how old it may be, and what happens when a maker dies. */
import { describe, expect, test } from "@jest/globals";
import { STATUSES } from "../../domain/reading.ts";
import type { Seat } from "../../domain/seat.ts";
import { metered, nothing } from "../../lab/bench/support/bill.ts";
import type { Event } from "../../store/event.ts";
import { leaseKey, readingKey } from "../../store/keys.ts";
import { itemOfReading } from "../../store/reading-item.ts";
import { rememberReadings } from "../../store/readings.ts";
import { openTable, type Table } from "../../store/table.ts";
import { type Fault, requestLost, type Sent } from "../support/network.ts";
import { everyRecord } from "../support/records.ts";
import { alice, bob, house, inPath, seat } from "../support/seats.ts";
import { FAR, newService, type TestService } from "../support/service.ts";

const first = seat("row 1", 1, "section 1");
const second = seat("row 1", 2, "section 1");

/** A sale too large to be read directly: three sections of 50 seats. */
async function newHouse(changes: object = {}): Promise<TestService> {
	const service = withoutPauses(await newService());
	const { status } = await service.seller("PUT", "/events/distant-worlds", { ...house(3, 5, 10), ...changes });
	expect(status).toBe(200);
	return service;
}

const num = async (by: TestService, query = "") => (await by.get(`/seat/num_available${query}`)).body;

let drawn = 0;

/** A copy that comes at once when a reading is due. What it draws is nearly nothing, but never the same twice. */
function withoutPauses(copy: TestService): TestService {
	Object.assign(copy.runtime, {
		draw: () => {
			drawn += 1e-9;
			return drawn;
		},
	});
	return copy;
}

/** Another such copy with a clock of its own, for which waiting takes no real time. */
const copyOf = (service: TestService, now = service.clock.now) =>
	withoutPauses(service.another({ now }, { wait: async () => {} }));

/** What is sent about the reading, in words. */
function inWords(sent: readonly Sent[]): string[] {
	return sent.flatMap(({ operation, input }) => {
		const key = input.Key ?? input.Item;
		if (operation === "Query") return input.IndexName === undefined ? [] : ["query"];
		if (!key?.pk.S.startsWith("#reading#")) return [];
		return [`${operation === "PutItem" ? "put" : "get"} ${key.sk.S.split("#")[0]}`];
	});
}

async function sentBy<Value>(by: TestService, task: () => Promise<Value>) {
	const before = by.network.sent.length;
	const value = await task();
	return { value, sent: inWords(by.network.sent.slice(before)) };
}

describe("a reading is made by one and read by the others", () => {
	test("the first request makes the reading, and others of all copies read it or have it", async () => {
		const service = await newHouse();
		await service.post(`/seat/lock${inPath(first)}`, { token: alice });
		const maker = copyOf(service);
		const reader = copyOf(service);

		const made = await sentBy(maker, () => num(maker));
		const read = await sentBy(reader, () => num(reader));
		const had = await sentBy(reader, () => num(reader, "?section=section%202"));

		expect(made.sent).toEqual(["get reading", "get lease", "put lease", "query", "query", "query", "put reading"]);
		expect([read.sent, had.sent]).toEqual([["get reading"], []]);
		expect([made.value, read.value]).toEqual([0, 1].map(() => ({ num: 149, capacity: 150, asOf: FAR })));
		expect(had.value).toEqual({ num: 50, capacity: 50, asOf: FAR });
	});

	test("the map, seats together and a lock of seats together use the same reading", async () => {
		const service = await newHouse();
		await num(service);
		const reader = copyOf(service);
		const ask = async (task: () => Promise<{ status: number }>) => {
			const { value, sent } = await sentBy(copyOf(service), task);
			return [value.status, ...sent];
		};
		const fresh = () => copyOf(service);

		for (const path of [
			"/seats",
			"/seats?section=section%203",
			"/seat/together?num=4",
			"/seat/num_available?by=section",
		]) {
			const { value, sent } = await sentBy(reader, () => reader.get(path));
			expect(value.status).toBe(200);
			expect(sent.every((one) => one === "get reading")).toBe(true);
			expect(sent.length).toBeLessThanOrEqual(1);
		}
		expect(await ask(() => fresh().post("/seat/lock_together", { num: 4 }))).toEqual([200]);
	});

	test("ten requests of a copy at the same time read the reading once", async () => {
		const service = await newHouse();
		await num(service);
		const reader = copyOf(service);
		await reader.get(`/seat/check${inPath(first)}`);

		const { sent } = await sentBy(reader, () => Promise.all(Array.from({ length: 10 }, () => num(reader))));

		expect(sent).toEqual(["get reading"]);
	});

	test("ten copies that find no reading make it once or twice, and each is answered", async () => {
		const service = await newHouse();
		const copies = Array.from({ length: 10 }, () => service.another());

		const answers = await Promise.all(copies.map((copy) => num(copy)));

		const sent = copies.flatMap((copy) => inWords(copy.network.sent));
		expect(answers).toEqual(copies.map(() => ({ num: 150, capacity: 150, asOf: FAR })));
		expect(sent.filter((one) => one === "put reading").length).toBeLessThanOrEqual(2);
		expect(sent.filter((one) => one === "put lease").length).toBeLessThanOrEqual(10);
	});

	test("a small house is read directly, without a reading", async () => {
		const service = await newService();
		await service.seller("PUT", "/events/distant-worlds", house(2, 5, 10));

		const { sent } = await sentBy(service, () => num(service));

		expect(sent).toEqual(["query", "query"]);
		expect((await everyRecord(service.runtime.table.name)).filter(({ pk }) => pk.startsWith("#reading#"))).toEqual([]);
	});
});

describe("a look at a house costs at most two requests and 2.5 read units", () => {
	const asLongAsAllowed = (label: string) => label.padEnd(64, "é");
	test.each<[string, number, (label: string) => string]>([
		["100 seats with short labels", 100, String],
		["20 seats with the longest labels", 20, asLongAsAllowed],
		["50 seats with the longest labels", 50, asLongAsAllowed],
		["100 seats with the longest labels", 100, asLongAsAllowed],
	])("%s, all sold", async (_, count, label) => {
		const service = await newService();
		const row = label("row");
		const labels = Array.from({ length: count / 2 }, (_, index) => label(`${index}`));
		const sections = Object.fromEntries(["a", "b"].map((one) => [label(one), [{ row, seats: labels }]]));
		const event = `/events/${label("event").replaceAll("é", "e").slice(1)}`;
		await service.seller("PUT", event, { name: "Labels", sections });
		const seats = Object.keys(sections).flatMap((section) => labels.map((one) => seat(row, one, section)));
		expect((await service.seller("POST", `${event}/seat/sell`, { seats, order: "all" })).status).toBe(200);
		await copyOf(service).get(`${event}/seat/num_available?by=section`);
		const looker = copyOf(service);
		await looker.get(`${event}/seat/check${inPath(seats[0] as Seat)}`);
		await looker.get(`${event}/seat/check${inPath(seats.at(-1) as Seat)}`);
		const bill = nothing();
		Object.assign(looker.runtime, { table: metered(looker.runtime.table, bill) });

		const { body } = await looker.get(`${event}/seat/num_available`);

		expect(body).toMatchObject({ num: 0, capacity: count });
		expect(bill.requests).toBeLessThanOrEqual(2);
		expect(bill.readUnits).toBeLessThanOrEqual(2.5);
	});
});

describe("how old a reading may be", () => {
	test("a reading is used without a look at the lease until it is a second old, and then made again", async () => {
		const service = await newHouse();
		await num(service);
		await service.post(`/seat/lock${inPath(first)}`, { token: alice });
		const at = async (milliseconds: number) => {
			const copy = copyOf(service);
			copy.age(milliseconds);
			const { value, sent } = await sentBy(copy, () => num(copy));
			return [value.num, ...sent];
		};

		expect(await at(999)).toEqual([150, "get reading"]);
		// Another draw would have had it wait up to 0.3 s longer, so that not all copies come at once.
		expect(await at(1_001)).toEqual([
			149,
			"get reading",
			"get lease",
			"put lease",
			"query",
			"query",
			"query",
			"put reading",
		]);
		expect(await at(1_001)).toEqual([149, "get reading"]);
	});

	test("while another copy makes the reading, the old one is used until it is two seconds old, and not after", async () => {
		const service = await newHouse();
		await num(service);
		const maker = copyOf(service);
		maker.age(1_400);
		const isMaking = holding(maker, "Query");
		const making = num(maker);
		await isMaking.met;

		const young = copyOf(service);
		young.age(1_999);
		const { value, sent } = await sentBy(young, () => num(young));
		const old = withoutPauses(service.another());
		old.age(2_001);
		const answer = old.get("/seat/num_available");
		isMaking.go();

		expect([value.num, ...sent]).toEqual([150, "get reading", "get lease"]);
		expect((await making).asOf).toBe(FAR + 1);
		// It has waited for the new one, or made its own where the lease ended first.
		expect([FAR + 1, FAR + 2]).toContain((await answer).body.asOf);
	});

	test("without a reading that is young enough the answer is 503", async () => {
		const service = await newHouse();
		await num(service);
		const late = copyOf(service, FAR + 60);
		late.network.break((sent, deliver) => (sent.operation === "Query" ? requestLost(sent, deliver) : deliver()));

		const { status, body } = await late.get("/seat/num_available");

		expect([status, body.type]).toEqual([503, "/problems/try-again"]);
	});

	test("a lock that ends between the reading and the answer counts as available (I2, I8)", async () => {
		const service = await newHouse();
		await service.post(`/seat/lock${inPath(first)}`, { token: alice, seconds: 1 });
		await service.post(`/seat/lock${inPath(second)}`, { token: bob, seconds: 60 });
		const before = await num(service);

		const after = copyOf(service);
		after.age(1_000);
		const { value, sent } = await sentBy(after, () => num(after));

		expect(before).toEqual({ num: 148, capacity: 150, asOf: FAR });
		expect(value).toEqual({ num: 149, capacity: 150, asOf: FAR });
		expect(sent).toEqual(["get reading"]);
		const { body } = await after.get("/seats?section=section%201");
		expect(body.sections[0].rows[0].taken).toEqual({ 2: { status: "locked" } });
	});

	test("a reading from the future is not used, and replaced", async () => {
		const service = await newHouse();
		await num(copyOf(service, FAR + 60));
		await service.post(`/seat/lock${inPath(first)}`, { token: alice });

		const own = copyOf(service);
		const answer = await num(own);
		const next = copyOf(service);
		const again = await sentBy(next, () => num(next));

		// It has waited a second, because the wrong clock's lease may be a live one.
		expect(answer).toEqual({ num: 149, capacity: 150, asOf: FAR + 1 });
		expect([again.value.num, ...again.sent]).toEqual([149, "get reading"]);
	});
});

describe("makers that fail", () => {
	test("a maker that dies holds nobody up for longer than a second, and the old reading serves until then", async () => {
		const service = await newHouse();
		await num(service);
		const dead = copyOf(service);
		dead.age(1_400);
		const death = holding(dead, "Query");
		num(dead).catch(() => {});
		await death.met;

		const meanings: [number, number, ...string[]][] = [];
		for (const age of [1_900, 2_390, 2_450]) {
			const copy = copyOf(service);
			copy.age(age);
			const { value, sent } = await sentBy(copy, () => copy.get("/seat/num_available"));
			meanings.push([age, value.status, ...sent]);
		}
		death.go();

		expect(meanings[0]).toEqual([1_900, 200, "get reading", "get lease"]);
		// The lease ends at 2.4 s. Until then no maker is known to be dead, so this one has waited for that.
		expect(meanings[1]?.slice(0, 2)).toEqual([2_390, 200]);
		expect(meanings[1]).toContain("put reading");
	});

	test("while the successor of a dead maker is at work, a reading of up to three seconds is used", async () => {
		const service = await newHouse();
		await num(service);
		const dead = copyOf(service);
		dead.age(1_400);
		const death = holding(dead, "Query");
		num(dead).catch(() => {});
		await death.met;
		const successor = copyOf(service);
		successor.age(2_450);
		const atWork = holding(successor, "Query");
		const making = num(successor);
		await atWork.met;

		const reader = copyOf(service);
		reader.age(2_900);
		const { value, sent } = await sentBy(reader, () => reader.get("/seat/num_available"));
		atWork.go();
		death.go();

		expect([value.status, value.body.asOf, ...sent]).toEqual([200, FAR, "get reading", "get lease"]);
		expect((await making).asOf).toBe(FAR + 2);
	});

	test("of two makers at once, the one that began later is kept", async () => {
		const service = await newHouse();
		const slow = copyOf(service);
		const isSlow = holding(slow, "Query");
		const making = num(slow);
		await isSlow.met;
		await service.post(`/seat/lock${inPath(first)}`, { token: alice });

		const fast = copyOf(service);
		fast.age(1_400);
		await num(fast);
		slow.age(1_400);
		isSlow.go();
		await making;
		const reader = copyOf(service);
		reader.age(1_500);

		expect(await num(reader)).toEqual({ num: 149, capacity: 150, asOf: FAR + 1 });
	});

	test("a reading that is not whole counts as none", async () => {
		const service = await newHouse();
		await service.post(`/seat/lock${inPath(first)}`, { token: alice });
		const cut: Fault = (sent, deliver) => {
			const { Item } = sent.input;
			if (sent.operation === "PutItem" && Item.packed) Item.packed.B = Item.packed.B.slice(0, 4);
			return deliver();
		};
		const maker = copyOf(service);
		maker.network.break(cut);
		await num(maker);

		const reader = copyOf(service);
		reader.age(1_001);

		expect(await num(reader)).toEqual({ num: 149, capacity: 150, asOf: FAR + 1 });
	});

	test("a maker whose reading cannot be written answers with it all the same", async () => {
		const service = await newHouse();
		const maker = copyOf(service);
		maker.network.break((sent, deliver) => (sent.input.Item?.packed ? requestLost(sent, deliver) : deliver()));

		expect(await num(maker)).toEqual({ num: 150, capacity: 150, asOf: FAR });
	});

	test("if the index cannot be queried, the old reading stays in use", async () => {
		const service = await newHouse();
		await num(service);
		const maker = copyOf(service);
		maker.age(1_500);
		maker.network.break((sent, deliver) => (sent.operation === "Query" ? requestLost(sent, deliver) : deliver()));

		expect(await num(maker)).toEqual({ num: 150, capacity: 150, asOf: FAR });
	});
});

describe("what a reading is about", () => {
	test("a reading made for another order of the seats is not used", async () => {
		const service = await newHouse();
		const turned = house(3, 5, 10);
		await service.post(`/seat/lock${inPath(seat("row 1", 1, "section 1"))}`, { token: alice });
		await num(service);
		const sections = Object.fromEntries(Object.entries(turned.sections).toReversed());
		await service.seller("PUT", "/events/distant-worlds", { ...turned, sections });

		const copy = copyOf(service);
		const { body } = await copy.get("/seat/num_available?by=section");

		expect(body.sections["section 1"]).toMatchObject({ num: 49, locked: 1 });
		expect(body.sections["section 3"]).toMatchObject({ num: 50, locked: 0 });
	});

	test("a reading of an event that was deleted is of no use to the next one of that id", async () => {
		const service = await newHouse();
		await service.post(`/seat/lock${inPath(first)}`, { token: alice, seconds: 1 });
		await num(service);
		const hasty = service.another({ now: FAR + 1 }, { wait: async () => {} });
		expect((await hasty.seller("DELETE", "/events/distant-worlds")).status).toBe(200);
		await hasty.seller("PUT", "/events/distant-worlds", house(3, 5, 10));

		expect(await num(copyOf(service, FAR + 1))).toEqual({ num: 150, capacity: 150, asOf: FAR + 1 });
	});

	test("seats that start taken are in the reading until they move, and a change of settings does not matter", async () => {
		const { sections } = house(3, 5, 10);
		const taken = { ...sections, "section 1": [{ row: "row 1", seats: [{ seat: "1", status: "sold" }, "2", "3"] }] };
		const service = await newHouse({ sections: taken });
		const before = await num(service);
		await service.seller("PATCH", "/events/distant-worlds", { name: "Another name" });
		const same = copyOf(service);
		const { sent } = await sentBy(same, () => num(same));
		await service.seller("POST", `/seat/release${inPath(first)}`, { order: "imported" });
		const after = copyOf(service, FAR + 2);

		expect(before).toEqual({ num: 102, capacity: 103, asOf: FAR });
		expect(sent).toEqual(["get reading"]);
		expect(await num(after)).toEqual({ num: 103, capacity: 103, asOf: FAR + 2 });
	});

	test("reading and lease are items of their own that TTL removes an hour later", async () => {
		const service = await newHouse();
		await num(service);
		const records = await everyRecord(service.runtime.table.name);
		const { life, seatOrder } = records.find(({ sk }) => sk === "event") as unknown as Record<
			"life" | "seatOrder",
			string
		>;
		const event = { id: "distant-worlds", life };

		const left = records.filter(({ pk }) => pk.startsWith("#reading#")).map(({ pk, sk, ttl }) => ({ pk, sk, ttl }));

		expect(left).toHaveLength(2);
		expect(left).toContainEqual({ ...readingKey(event, seatOrder), ttl: FAR + 3_600 });
		expect(left).toContainEqual({ ...leaseKey(event, seatOrder), ttl: FAR + 3_601 });
	});
});

describe("lock_together, when the reading is old", () => {
	const lockTogether = (by: TestService, num: number, sections?: string[]) =>
		by.post("/seat/lock_together", { num, ...(sections && { sections }) });

	test("a party that loses its place learns from the refusal, and asks the index for the section after its second loss", async () => {
		const service = await newHouse();
		await num(service);
		for (const row of [1, 2, 3, 4]) {
			const seats = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((number) => seat(`row ${row}`, number, "section 1"));
			expect((await service.post("/seat/lock", { seats, token: alice })).status).toBe(200);
		}
		const late = copyOf(service);

		const { value, operations } = await late.network.during(() => lockTogether(late, 10, ["section 1"]));

		expect([value.status, value.body.seats[0].row]).toEqual([200, "row 5"]);
		// Row 1 is lost, then row 2; the index knows rows 3 and 4.
		expect(operations.filter((one) => one === "TransactWriteItems")).toHaveLength(3);
		expect(operations.filter((one) => one === "Query")).toHaveLength(1);
	});

	test.each([
		["makes it", false],
		["waits while another copy makes it", true],
	])(
		"a party that loses its places in a large section needs the next shared reading, and %s (I12)",
		async (_, isMade) => {
			const seats = Array.from({ length: 10 }, (_, index) => `${index + 1}`);
			const free = [1, 2, 3, 4, 5].map((row) => ({ row: `row ${row}`, seats }));
			const sold = Array.from({ length: 250 }, (_, row) => ({
				row: `back row ${row}`,
				seats: seats.map((one) => ({ seat: one, status: "sold" })),
			}));
			const service = await newHouse({ sections: { "section 1": [...free, ...sold] } });
			await num(service);
			for (const { row } of free.slice(0, 4)) {
				const taken = seats.map((one) => seat(row, one, "section 1"));
				expect((await service.post("/seat/lock", { seats: taken, token: alice })).status).toBe(200);
			}
			const late = copyOf(service);
			const maker = copyOf(service);
			maker.age(1_200);
			late.network.break(async (sent, deliver) => {
				if (sent.operation === "GetItem" && sent.input.Key.sk.S.startsWith("lease#") && isMade) await num(maker);
				return deliver();
			});

			const { value, operations } = await late.network.during(() => sentBy(late, () => lockTogether(late, 10)));

			expect([value.value.status, value.value.body.seats[0].row]).toEqual([200, "row 5"]);
			expect(operations.filter((one) => one === "TransactWriteItems")).toHaveLength(3);
			const made = isMade ? ["get reading"] : ["put lease", "query", "query", "put reading"];
			expect(value.sent).toEqual(["get reading", "get reading", "get lease", ...made]);
		},
	);

	test("a party that loses once more after it has asked for the section needs the next shared reading", async () => {
		const service = await newHouse();
		await num(service);
		const late = copyOf(service);
		let beaten = 0;
		late.network.break(async ({ operation }, deliver) => {
			if (operation === "TransactWriteItems" && ++beaten <= 4) {
				const seats = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((number) => seat(`row ${beaten}`, number, "section 1"));
				expect((await service.post("/seat/lock", { seats, token: alice })).status).toBe(200);
			}
			return deliver();
		});

		const { value, sent } = await sentBy(late, () => lockTogether(late, 10, ["section 1"]));

		expect([value.status, value.body.seats[0].row]).toEqual([200, "row 5"]);
		const made = ["get reading", "get lease", "put lease", "query", "query", "query", "put reading"];
		expect(sent).toEqual(["get reading", "query", ...made, "query"]);
	});

	test("parties that meet in one copy try different places, so each has its first", async () => {
		const service = await newHouse();
		const copy = service.another();
		await num(copy);

		const { value, operations } = await copy.network.during(() =>
			Promise.all(Array.from({ length: 6 }, () => lockTogether(copy, 2))),
		);

		expect(value.map(({ status }) => status)).toEqual(value.map(() => 200));
		expect(operations.filter((one) => one === "TransactWriteItems")).toHaveLength(6);
	});

	test("while a reading is made, a party is seated by the old one, but refused only after a new one", async () => {
		const service = await newHouse();
		const oneInEachRow = [1, 2, 3, 4, 5].map((row) => seat(`row ${row}`, 5, "section 1"));
		await service.post("/seat/lock", { seats: oneInEachRow, token: alice });
		await num(service);
		await service.post("/seat/unlock", { seats: oneInEachRow, token: alice });
		const maker = copyOf(service);
		maker.age(5_000);
		const held = holding(maker, "Query");
		const making = num(maker);
		await held.met;

		const quick = copyOf(service);
		quick.age(5_500);
		const seated = await sentBy(quick, () => lockTogether(quick, 5, ["section 1"]));
		const doubting = copyOf(service);
		doubting.age(5_500);
		const afterAll = await sentBy(doubting, () => lockTogether(doubting, 10, ["section 1"]));
		held.go();
		await making;

		expect([seated.value.status, ...seated.sent]).toEqual([200, "get reading", "get lease"]);
		expect(afterAll.value.status).toBe(200);
		expect(afterAll.sent).toContain("put reading");
	});

	test("a party whose request makes the reading is seated, although the event must be read again by then", async () => {
		const service = await newHouse();
		const maker = copyOf(service);
		await maker.get(`/seat/check${inPath(first)}`);
		maker.age(1_900);
		let queries = 0;
		maker.network.break((sent, deliver) => {
			if (sent.operation === "Query" && queries++ === 0) maker.age(1_500);
			return deliver();
		});

		const { status } = await lockTogether(maker, 4);

		expect(queries).toBeGreaterThan(0);
		expect(status).toBe(200);
	});

	test("a place that another request is trying to take is still given when there is no other", async () => {
		const service = await newHouse({
			sections: { a: house(1, 1, 10).sections["section 1"], b: house(1, 10, 10).sections["section 1"] },
		});
		const copy = service.another();
		await num(copy);
		copy.network.break((sent, deliver) =>
			sent.operation === "TransactWriteItems" ? requestLost(sent, deliver) : deliver(),
		);
		expect((await lockTogether(copy, 10, ["a"])).status).toBe(503);
		copy.network.break();

		expect((await lockTogether(copy, 10, ["a"])).status).toBe(200);
	});
});

test.each([
	["no lock ends soon", 0, 5],
	["all locks end soon", 20_000, 3],
])("a copy remembers readings of 20,000 locks by what they weigh: %s", async (_, ends, kept) => {
	const reading = {
		asOfMs: FAR * 1_000,
		statuses: new Uint8Array(20_000).fill(STATUSES.indexOf("locked")),
		ends: new Map(Array.from({ length: ends }, (_, place) => [place, FAR + 1])),
	};
	const table = {
		...openTable("any"),
		send: (async () => ({ Item: itemOfReading(reading) })) as unknown as Table["send"],
	};
	const readings = rememberReadings({ nowMs: () => FAR * 1_000, wait: async () => {}, draw: () => 0 });
	const eventOf = (id: string) =>
		({ id, life: "a-life", seatOrder: "an-order", capacity: 20_000, sections: new Map(), table }) as unknown as Event;
	const ids = ["a", "b", "c", "d", "e"];

	for (const id of ids) await readings.of(eventOf(id));

	// The latest first: to ask for one that was forgotten may drive out another.
	const found = [];
	for (const id of ids.toReversed()) found.push(await readings.glance(eventOf(id)));
	expect(found.filter((one) => one !== undefined)).toHaveLength(kept);
});

/** Holds the first request of this operation until `go` is called; `met` resolves when it has come. */
function holding(service: TestService, operation: string) {
	let go = () => {};
	let meet = () => {};
	const released = new Promise<void>((resolve) => {
		go = resolve;
	});
	const met = new Promise<void>((resolve) => {
		meet = resolve;
	});
	service.network.break(async (sent, deliver) => {
		if (sent.operation === operation) {
			meet();
			await released;
		}
		return deliver();
	});
	return { go: () => go(), met };
}
