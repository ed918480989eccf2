import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { onlyTheFirst, requestLost } from "../support/network.ts";
import { seatItems, seatRecords } from "../support/records.ts";
import { alice, bob, eventDocument, inPath, rows, seat, seatsIn, tokenOf } from "../support/seats.ts";
import { FAR, newSale, newService, type TestService } from "../support/service.ts";

/** A function must know a new document within 5 s; it reads the event again a little sooner. */
const SOON_MS = 5_000;

const put = (sale: TestService, document: unknown, event = "distant-worlds") =>
	sale.seller("PUT", `/events/${event}`, document);

const statusOf = async (sale: TestService, row: string, number: number) =>
	(await sale.get(`/seat/check${inPath(seat(row, number))}`)).body.status;

describe("a pretix seating plan", () => {
	let service: TestService;
	const theatre = JSON.parse(readFileSync(join(import.meta.dirname, "../documents/small-theatre.pretix.json"), "utf8"));

	beforeAll(async () => {
		service = await newService();
	});

	test("a pretix plan is accepted as it is: the answer lists its oddities, and GET answers an event document", async () => {
		const { status, body } = await put(service, theatre, "theatre");
		const document = (await service.seller("GET", "/events/theatre/document")).body;

		expect(status).toBe(200);
		expect(body).toMatchObject({ name: "Small theatre", capacity: 47, sections: { Stalls: 26, "Box (2)": 4 } });
		expect(body.oddities.map(({ path }: { path: string }) => path)).toEqual([
			"/zones/3/name",
			"/zones/0/rows/1",
			"/zones/1/rows/1/row_number",
		]);
		expect(document.sections.Stalls[0].seats).toEqual([
			...[1, 2, 3, 4].map((number) => ({ seat: String(number), id: `S-A-${number}`, category: "Premium" })),
			null,
			...[5, 6, 7, 8].map((number) => ({ seat: String(number), id: `S-A-${number}`, category: "Premium" })),
		]);
	});

	test("a pretix plan put again changes nothing, nor does the document that GET answers for it", async () => {
		await put(service, theatre, "twice");
		const document = (await service.seller("GET", "/events/twice/document")).body;

		const plan = await service.network.during(() => put(service, theatre, "twice"));
		const asDocument = await service.network.during(() => put(service, document, "twice"));

		expect(plan.value.status).toBe(200);
		expect(plan.operations).toEqual(["GetItem"]);
		expect(asDocument.operations).toEqual(["GetItem"]);
	});

	test("seats on either side of an aisle in a pretix plan are not together", async () => {
		const row = (...places: number[]) => ({
			row_number: "A",
			seats: places.map((x, index) => ({ seat_number: String(index + 1), position: { x, y: 0 }, category: "" })),
		});
		const plan = { name: "Aisle", categories: [], zones: [{ name: "Stalls", rows: [row(0, 30, 60, 105, 151)] }] };
		await put(service, plan, "aisle");

		const four = await service.get("/events/aisle/seat/together?num=4");
		const five = await service.get("/events/aisle/seat/together?num=5");

		expect(four.body.seats.map((found: { seat: string }) => found.seat)).toEqual(["1", "2", "3", "4"]);
		expect(five).toMatchObject({ status: 409, body: { largest: 4 } });
	});

	test("a pretix plan may leave out labels and positions or give labels as numbers, as its schema allows", async () => {
		const unplaced = [{ x: null, y: null }, null, undefined].map((position, index) => ({
			seat_number: index,
			position,
			category: null,
		}));
		const seats = [...unplaced, { seat_number: null }, {}];
		const rows = [
			{ row_number: null, row_label: null, position: null, seats },
			{ row_number: 7, position: { x: null }, seats },
		];
		const plan = { name: null, categories: null, zones: [{ name: null, zone_id: null, rows }, { zone_id: 3 }] };

		const { status, body } = await put(service, plan, "sparse");

		expect(status).toBe(200);
		expect(body).toMatchObject({ name: "Seating plan", sections: { "Zone 1": 10, 3: 0 } });
	});

	test("a pretix plan with mistakes is refused with their paths, and makes no event", async () => {
		const plan = { name: "x", zones: [{ name: "Stalls", rows: [{ row_number: "A", seats: [{ seat_number: {} }] }] }] };

		const { status, body } = await put(service, plan, "mistaken");

		expect({ status, errors: body.errors }).toEqual({
			status: 400,
			errors: [{ path: "/zones/0/rows/0/seats/0/seat_number", message: "expected a text" }],
		});
		expect((await service.get("/events/mistaken")).status).toBe(404);
	});

	test("a pretix plan put again may add seats, but not drop one", async () => {
		const zone = (...labels: string[]) => ({
			name: "Stalls",
			rows: [{ row_number: "A", seats: labels.map((seat_number) => ({ seat_number })) }],
		});
		await put(service, { name: "x", zones: [zone("1", "2")] }, "grows");

		const larger = await put(service, { name: "x", zones: [zone("1", "2", "3"), { name: "Box", rows: [] }] }, "grows");
		const smaller = await put(service, { name: "x", zones: [zone("1", "3")] }, "grows");

		expect(larger).toMatchObject({ status: 200, body: { capacity: 3 } });
		expect(smaller).toMatchObject({ status: 409, body: { seats: [{ section: "Stalls", row: "A", seat: "2" }] } });
	});
});

describe("the category of a seat", () => {
	test("a seat's category is kept in the document, in either form", async () => {
		const sections = {
			a: { "1": { "1": { category: "Premium" } } },
			b: [{ row: "1", seats: [{ seat: "1", category: "♿ Standard", accessible: true }, null, "2"] }],
		};
		const sale = await newSale({ name: "x", sections });

		expect((await sale.get("/events/distant-worlds")).body.sections).toEqual(sections);
	});

	test.each([
		["a label of 65 characters", "x".repeat(65)],
		["an empty label", ""],
		["a number", 1],
		["a control character", "a\n"],
	])("a category that is not a valid label is refused: %s", async (_, category) => {
		const sale = await newSale();

		const { status, body } = await put(sale, { name: "x", sections: { a: { "1": { "1": { category } } } } });

		expect(status).toBe(400);
		expect(body.errors).toMatchObject([{ path: "/sections/a/1/1/category" }]);
	});
});

describe("seats imported with a state", () => {
	const sections = {
		orchestra: {
			a: {
				1: { status: "sold" },
				3: { status: "blocked", reason: "sound desk" },
				5: { status: "blocked" },
				7: { status: "locked", expires: FAR + 60 },
				9: { status: "locked", expires: FAR },
			},
		},
	};

	test("imported states show in the map and the counts, and a seat imported with an ended lock is available", async () => {
		const sale = await newSale(eventDocument({ sections }));

		const { sections: counts } = (await sale.get("/seat/num_available?by=section")).body;
		const [orchestra] = (await sale.get("/seats")).body.sections;

		expect(counts.orchestra).toEqual({ num: 1, capacity: 5, locked: 1, sold: 1, blocked: 2, largest: 1 });
		expect(orchestra.rows[0].taken).toEqual({
			1: { status: "sold" },
			3: { status: "blocked" },
			5: { status: "blocked" },
			7: { status: "locked", expires: FAR + 60 },
		});
	});

	test('an imported sale is released under the order "imported", and an imported block is unblocked without its reason', async () => {
		const sale = await newSale(eventDocument({ sections }));
		const release = (order: string) => sale.seller("POST", "/seat/release/orchestra/a/1", { order });

		expect(await release("A-1")).toMatchObject({ status: 409, body: { type: "/problems/not-your-order" } });
		expect((await release("imported")).status).toBe(200);
		for (const number of [3, 5]) {
			expect((await sale.seller("POST", `/seat/unblock/orchestra/a/${number}`, {})).status).toBe(200);
		}

		expect((await sale.get("/seat/num_available")).body.num).toBe(4);
	});

	test("a document put again does not sell, lock or block its imported seats again", async () => {
		const sale = await newSale(eventDocument({ sections }));
		await sale.seller("POST", "/seat/release/orchestra/a/1", { order: "imported" });
		await sale.seller("POST", "/seat/unblock/orchestra/a/3", {});
		await sale.post("/seat/lock/orchestra/a/3", { token: alice });
		await sale.seller("POST", "/seat/claim/orchestra/a/3", { token: alice, order: "A-1" });
		const before = await seatRecords(sale.runtime.table.name, seatsIn("a", 1, 3, 5, 7, 9));

		const same = await put(sale, eventDocument({ sections }));
		const larger = await put(
			sale,
			eventDocument({ sections: { orchestra: { ...sections.orchestra, b: { 1: { status: "sold" } } } } }),
		);

		expect([same.status, larger.status]).toEqual([200, 200]);
		expect(await seatRecords(sale.runtime.table.name, seatsIn("a", 1, 3, 5, 7, 9))).toEqual(before);
		expect(await Promise.all([1, 3].map((number) => statusOf(sale, "a", number)))).toEqual(["available", "sold"]);
		expect(await statusOf(sale, "b", 1)).toBe("sold");
	});

	test("an imported lock belongs to no token, and its seat is available when it ends", async () => {
		const sale = await newSale(eventDocument({ sections }));

		for (const verb of ["unlock", "extend"]) {
			const { status, body } = await sale.post(`/seat/${verb}/orchestra/a/7`, { token: alice });
			expect({ status, type: body.type }).toEqual({ status: 409, type: "/problems/not-your-lock" });
		}
		sale.clock.now = FAR + 60;
		expect((await sale.post("/seat/lock/orchestra/a/7", { token: alice })).status).toBe(200);
	});

	test("an import of 40,000 sold seats writes no seat: it costs two records a section, and all start sold", async () => {
		const sale = await newService();
		const row = (index: number) => ({
			row: `row ${index}`,
			seats: Array.from({ length: 100 }, (_, number) => ({
				seat: String(number),
				status: "sold",
				order: `o-${index}`,
			})),
		});
		const sections = { hall: Array.from({ length: 400 }, (_, index) => row(index)) };

		const { value, operations } = await sale.network.during(() => put(sale, eventDocument({ sections })));

		expect(value).toMatchObject({ status: 200, body: { capacity: 40_000 } });
		expect(operations).toEqual(["GetItem", "Query", "BatchWriteItem", "TransactWriteItems"]);
		expect((await sale.get("/seat/num_available")).body).toMatchObject({ num: 0, capacity: 40_000 });
		const released = { order: "o-7", seats: [seat("row 7", 7, "hall")] };
		expect((await sale.seller("POST", "/seat/release", released)).status).toBe(200);
		sale.age(2_000);
		expect((await sale.get("/seat/num_available")).body.num).toBe(1);
	});

	test("of two PUTs at once one document is the event, and its states alone decide how seats start", async () => {
		const states = (count: number, status: string) =>
			eventDocument({
				sections: {
					orchestra: rows(
						"a",
						Array.from({ length: count }, (_, n) => n + 1),
						{ status },
					),
				},
			});
		const sale = await newService();
		const other = sale.another();

		const replies = await Promise.all([put(sale, states(1_500, "sold")), put(other, states(1_501, "available"))]);

		const { body } = await sale.another().get("/seat/num_available");
		expect(replies.map(({ status }) => status)).toContain(200);
		// The larger document is the event's in the end, unless it was refused; seats of the first keep how it started them.
		expect([
			{ num: 1_501, capacity: 1_501 },
			{ num: 1, capacity: 1_501 },
			{ num: 0, capacity: 1_500 },
		]).toContainEqual({ num: body.num, capacity: body.capacity });
		const isFirst = replies[0]?.status === 200;
		const isSecond = replies[1]?.status === 200;
		if (isSecond && !isFirst) expect(body).toMatchObject({ num: 1_501, capacity: 1_501 });
		if (isFirst && !isSecond) expect(body).toMatchObject({ num: 0, capacity: 1_500 });
	});

	test("a lock on a seat that started sold is never cleaned up, and the seat is available when it ends (I2)", async () => {
		const sale = await newSale(eventDocument({ sections }));
		await sale.seller("POST", "/seat/release/orchestra/a/1", { order: "imported" });
		await sale.post("/seat/lock/orchestra/a/1", { token: alice, seconds: 60 });
		await sale.post("/seat/lock/orchestra/a/9", { token: alice, seconds: 60 });

		const items = await seatItems(sale.runtime.table.name, seatsIn("a", 1, 9));

		expect(items.map((item) => item?.["ttl"])).toEqual([undefined, FAR + 60]);
		sale.clock.now = FAR + 60;
		expect(await statusOf(sale, "a", 1)).toBe("available");
		expect((await sale.post("/seat/lock/orchestra/a/1", { token: bob })).status).toBe(200);
	});
});

describe("an event extended while it is on sale", () => {
	const larger = eventDocument({
		sections: { orchestra: rows("abcd", [1, 3, 5, 7, 9]), balcony: [{ row: "A", seats: ["1", "2"] }] },
	});

	test("new seats are served at once, even by a function that remembers the old plan, and together with old ones", async () => {
		const sale = await newSale();
		const other = sale.another();
		await other.post("/seat/lock/orchestra/a/1", { token: alice });
		await put(sale, larger);

		const one = await other.post("/seat/lock/orchestra/a/9", { token: bob });
		const balcony = await other.post("/seat/lock/balcony/A/1", { token: bob });
		const some = await sale
			.another()
			.post("/seat/lock", { token: alice, seats: [seat("a", 3), seat("d", 1), seat("A", 2, "balcony")] });

		expect([one.status, balcony.status, some.status]).toEqual([200, 200, 200]);
		expect((await other.get("/seat/check/orchestra/d/1")).body.status).toBe("locked");
	});

	test("new seats show in the counts, the map and seats together within five seconds", async () => {
		const sale = await newSale();
		const other = sale.another();
		await other.get("/seat/num_available");
		await put(sale, larger);

		other.age(SOON_MS);

		expect((await other.get("/seat/num_available")).body).toMatchObject({ num: 22, capacity: 22 });
		expect((await other.get("/seats")).body.sections).toHaveLength(2);
		expect((await other.get("/seat/together?num=5")).status).toBe(200);
	});

	test("no buyer is refused a seat that exists while documents keep adding seats", async () => {
		const sale = await newSale();
		const instances = [sale, sale.another(), sale.another()];
		const numbers = [1, 3, 5, 7];
		const statuses: number[] = [];

		for (let round = 1; round <= 5; round++) {
			const known = numbers.at(-1) ?? 0;
			numbers.push(known + 2, known + 4);
			const extended = put(sale, eventDocument({ sections: { orchestra: rows("abc", numbers) } }));
			const during = instances.map((instance, index) =>
				instance.post(`/seat/lock/orchestra/${"abc"[index]}/${known}`, { token: tokenOf(`b${round}`) }),
			);
			expect((await extended).status).toBe(200);
			// A function reads the event again for unknown seats at most once a second.
			for (const instance of instances) instance.age(1_000);
			const after = instances.map((instance, index) =>
				instance.post(`/seat/lock/orchestra/${"abc"[index]}/${known + 2}`, { token: tokenOf(`n${round}`) }),
			);
			statuses.push(...(await Promise.all([...during, ...after])).map(({ status }) => status));
		}

		expect(statuses).toEqual(Array(30).fill(200));
	});

	test("a PUT keeps the event's locks and sales, and changes its name, times and limits", async () => {
		const sale = await newSale();
		const other = sale.another();
		await sale.post("/seat/lock", { token: alice, seats: seatsIn("a", 1, 3) });
		await sale.seller("POST", "/seat/claim/orchestra/a/1", { token: alice, order: "A-1" });
		const before = await seatRecords(sale.runtime.table.name, seatsIn("a", 1, 3));

		await put(sale, eventDocument({ name: "Renamed", closes: FAR + 10, maxSeatsPerLock: 1, lockSeconds: 5 }));
		other.age(SOON_MS);
		const lock = await other.post("/seat/lock/orchestra/b/1", { token: bob });
		const two = await other.post("/seat/lock", { token: bob, seats: seatsIn("c", 1, 3) });
		other.clock.now = FAR + 10;
		const late = await other.post("/seat/lock/orchestra/b/3", { token: bob });

		expect(await seatRecords(sale.runtime.table.name, seatsIn("a", 1, 3))).toEqual(before);
		expect(lock).toMatchObject({ status: 200, body: { expires: FAR + 5 } });
		expect(two).toMatchObject({ status: 422, body: { limit: 1 } });
		expect(late.status).toBe(410);
		expect((await other.get("/events/distant-worlds")).body.name).toBe("Renamed");
	});

	test("a PUT that drops any seat, taken or not, is refused and applies nothing", async () => {
		const sale = await newSale();
		await sale.post("/seat/lock/orchestra/a/1", { token: alice });

		const refused = await put(
			sale,
			eventDocument({ name: "Smaller", sections: { orchestra: rows("abc", [1, 3, 5]), balcony: rows("a", [1]) } }),
		);

		expect(refused).toMatchObject({ status: 409, body: { type: "/problems/seats-removed" } });
		expect(refused.body.seats).toEqual([seat("a", 7), seat("b", 7), seat("c", 7)]);
		expect((await sale.get("/events/distant-worlds")).body).toEqual(eventDocument());
		expect((await sale.get("/seat/check/balcony/a/1")).status).toBe(404);
	});

	test("a PUT sent again gets the same answer, even if its first requests to the table are lost", async () => {
		const sale = await newSale();
		const first = await put(sale, larger);
		sale.network.break(onlyTheFirst(2, requestLost));

		expect(await put(sale, larger)).toEqual(first);
	});
});

test("a document is unchanged after PUT, GET and another PUT", async () => {
	const document = {
		_comment: "for programmers reading this",
		name: "Everything",
		opens: 1,
		closes: FAR,
		lockSeconds: 60,
		maxLockSeconds: 90,
		maxSeatsPerLock: 4,
		sections: {
			_comment: "from the stage on",
			orchestra: {
				_comment: "near",
				a: {
					_comment: "front",
					1: { status: "sold", category: "Premium" },
					3: { accessible: true, _comment: "ramp" },
					5: { status: "locked", expires: FAR + 9 },
				},
			},
			stalls: [
				{ row: "A", seats: ["1", null, { seat: "2", status: "blocked", reason: "desk" }], _comment: "x" },
				{ row: "B", seats: [{ seat: "1", accessible: true, category: "Standard" }] },
			],
			roof: {},
			box: [],
		},
	};
	const sale = await newSale(document);
	const given = (await sale.seller("GET", "/events/distant-worlds/document")).body;

	const { value: again, operations } = await sale.network.during(() => put(sale, given));
	const elsewhere = await put(sale, given, "copy");

	expect(JSON.stringify(given)).toBe(JSON.stringify(document));
	expect([again.status, elsewhere.status]).toEqual([200, 200]);
	expect(operations).toEqual(["GetItem"]);
	expect((await sale.seller("GET", "/events/copy/document")).body).toEqual(document);
});
