import { beforeAll, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { whyNotShown } from "../../api/label.ts";
import { aLabel } from "../support/labels-at-random.ts";
import { seatRecords } from "../support/records.ts";
import { alice, bob, eventDocument, rows, seat, seatsIn } from "../support/seats.ts";
import { FAR, newSale, newService, type TestService } from "../support/service.ts";

let service: TestService;

beforeAll(async () => {
	service = await newService();
});

const put = (id: string, document: unknown, by = service) => by.seller("PUT", `/events/${id}`, document);
const get = (id: string) => service.get(`/events/${id}`);
const getDocument = (id: string) => service.seller("GET", `/events/${id}/document`);

describe("PUT /events/{event}", () => {
	test("a PUT answers with what it understood: the name, the times and the seats of each section", async () => {
		const sections = { orchestra: rows("ab", [1, 3]), stalls: [{ row: "A", seats: ["1", null, "2"] }], roof: {} };

		const { status, body } = await put("answers", eventDocument({ opens: 5, closes: FAR, sections }));

		expect(status).toBe(200);
		expect(body).toEqual({
			message: "event answers has 6 seats",
			event: "answers",
			name: "Distant Worlds",
			opens: 5,
			closes: FAR,
			capacity: 6,
			sections: { orchestra: 4, stalls: 2, roof: 0 },
		});
	});

	test("a PUT of the same document again gets the same answer, and writes nothing (I5)", async () => {
		const first = await put("again", eventDocument());

		const { value, operations } = await service.network.during(() => put("again", eventDocument()));

		expect(value).toEqual(first);
		expect(operations).toEqual(["GetItem"]);
	});

	test.each([
		["malformed JSON", "{name", [""]],
		["an array", "[]", [""]],
		["null", "null", [""]],
		["a field called seats", { ...eventDocument(), seats: 5 }, ["/seats"]],
		["a field called seats that names one twice", { ...eventDocument(), seats: seatsIn("a", 1, 1) }, ["/seats"]],
		["an empty body", undefined, ["/name", "/sections"]],
		["mistakes in several places", { name: "", sections: { a: { b: { c: 5 } } }, color: 1 }, undefined],
	])("a PUT of an invalid document names the mistakes and makes no event: %s", async (_, document, paths) => {
		const { status, body } = await put("refused", document);

		expect(status).toBe(400);
		expect(body.errors.map(({ path }: { path: string }) => path).toSorted()).toEqual(
			paths ?? ["/color", "/name", "/sections/a/b/c"],
		);
		expect((await get("refused")).status).toBe(404);
	});

	test.each(["Upper", "-dash", "a".repeat(64), "a_b", "a%20b", "%23", "a%00", "ä"])(
		"a PUT under an invalid event id is refused: %s",
		async (id) => {
			const { status, body } = await put(encodeURI(decodeURIComponent(id)), eventDocument());

			expect(status).toBe(400);
			expect(body.errors[0].path).toBe("/event");
		},
	);

	test.each([{ seats: {} }, { seats: [null] }, { changes: 1 }])(
		"a PUT of %j, which is no document, is malformed",
		async (body) => {
			expect((await put("no-document", body)).status).toBe(400);
		},
	);

	test("a PUT accepts the shortest and the longest event id", async () => {
		expect((await put("0", eventDocument())).status).toBe(200);
		expect((await put("a".repeat(63), eventDocument())).status).toBe(200);
	});
});

describe("a seat's status in an event document", () => {
	const states = { 1: { status: "sold" }, 3: { status: "blocked", reason: "sound desk" }, 5: {} };
	const sections = { orchestra: { a: { ...states, 7: { status: "locked", expires: FAR + 60 } } } };

	test("a seat starts with the status that its document gives it, and a lock in a document belongs to nobody", async () => {
		const sale = await newSale(eventDocument({ sections }));

		expect((await sale.get("/seat/num_available")).body.num).toBe(1);
		for (const number of [1, 3, 7]) {
			expect((await sale.post(`/seat/lock/orchestra/a/${number}`, { token: alice })).status).toBe(409);
			expect((await sale.seller("POST", `/seat/claim/orchestra/a/${number}`, { token: alice })).status).toBe(409);
		}
		const later = sale.another({ now: FAR + 60 });
		expect((await later.get("/seat/num_available")).body.num).toBe(2);
		expect((await later.post("/seat/lock/orchestra/a/7", { token: alice })).status).toBe(200);
	});

	test("a PUT of a changed document gives new seats their status, and changes no seat that exists", async () => {
		const sale = await newSale(
			eventDocument({ sections: { orchestra: { ...sections.orchestra, ...rows("b", [1]) } } }),
		);
		await sale.post("/seat/lock/orchestra/a/5", { token: alice });
		const before = await seatRecords(sale.runtime.table.name, seatsIn("a", 1, 3, 5, 7));
		const changed = {
			orchestra: {
				a: { 1: {}, 3: { status: "sold" }, 5: { status: "blocked" }, 7: { status: "sold" }, 9: { status: "sold" } },
				b: { 1: { status: "sold" }, 3: { status: "sold" } },
			},
		};

		const { status } = await put("distant-worlds", eventDocument({ sections: changed }), sale);

		expect(status).toBe(200);
		expect(await seatRecords(sale.runtime.table.name, seatsIn("a", 1, 3, 5, 7))).toEqual(before);
		expect((await sale.get("/seat/check/orchestra/a/9")).body.status).toBe("sold");
		expect((await sale.get("/seat/check/orchestra/b/1")).body.status).toBe("available");
		expect((await sale.get("/seat/num_available")).body).toMatchObject({ num: 1, capacity: 7 });
	});
});

describe("a document that extends an event", () => {
	test("a PUT can add and reorder seats and sections while the event is on sale", async () => {
		const sale = await newSale();
		await sale.post("/seat/lock/orchestra/a/1", { token: alice });
		const sections = {
			balcony: [{ row: "A", seats: ["1", "2"] }],
			orchestra: [
				{ row: "c", seats: ["7", "5", "3", "1", "9"] },
				{ row: "b", seats: ["1", null, "3", "5", "7"] },
				{ row: "a", seats: ["1", "3", "5", { seat: "7", accessible: true }] },
			],
		};

		const { status } = await put("distant-worlds", eventDocument({ sections }), sale);

		expect(status).toBe(200);
		expect((await sale.post("/seat/lock/orchestra/a/1", { token: bob })).status).toBe(409);
		expect((await sale.post("/seat/lock/orchestra/c/9", { token: bob })).status).toBe(200);
		expect((await sale.post("/seat/lock/balcony/A/2", { token: bob })).status).toBe(200);
	});

	test("a PUT may leave out an empty section, but no seat", async () => {
		await put("shrinks", eventDocument({ sections: { orchestra: rows("a", [1, 3]), roof: {}, box: rows("a", [1]) } }));

		const smaller = await put(
			"shrinks",
			eventDocument({ sections: { orchestra: rows("a", [1, 3]), box: rows("a", [1]) } }),
		);
		const lessSeats = await put("shrinks", eventDocument({ sections: { orchestra: rows("a", [1]) } }));

		expect(smaller.status).toBe(200);
		expect(lessSeats).toMatchObject({ status: 409, body: { seats: [seat("a", 3), seat("a", 1, "box")] } });
	});

	test("a PUT that would drop more than 100 seats names 100 of them", async () => {
		const numbers = Array.from({ length: 150 }, (_, index) => index);
		await put("large", eventDocument({ sections: { orchestra: rows("a", numbers) } }));

		const { body } = await put("large", eventDocument({ sections: { orchestra: {} } }));

		expect(body.seats).toHaveLength(100);
	});

	test("a PUT can change how long the event's locks last", async () => {
		const sale = await newSale();

		await put("distant-worlds", eventDocument({ lockSeconds: 5 }), sale);

		expect((await sale.another().post("/seat/lock/orchestra/a/1", {})).body.expires).toBe(FAR + 5);
	});
});

test("of six documents put at the same time, the event is one that was answered with 200, whole (I7)", async () => {
	const documents = Array.from({ length: 6 }, (_, index) => eventDocument({ name: `Version ${index}` }));

	const replies = await Promise.all(documents.map((document) => put("contested", document, service.another())));

	for (const { status } of replies) expect([200, 503]).toContain(status);
	const accepted = documents.filter((_, index) => replies[index]?.status === 200);
	expect(accepted).toContainEqual((await getDocument("contested")).body);
});

describe("GET of an event", () => {
	test("a GET answers the document exactly as it was put, with comments and gaps", async () => {
		const document = {
			_comment: "for programmers reading this",
			name: "Ünïcødé 🎭",
			opens: 1,
			closes: FAR,
			lockSeconds: 60,
			maxLockSeconds: 90,
			maxSeatsPerLock: 4,
			sections: {
				orchestra: { _comment: "near", a: { 1: { status: "sold" }, 3: { _comment: "odd", accessible: true } } },
				stalls: [{ row: "A", seats: ["1", null, { seat: "2", status: "blocked", reason: "desk" }], _comment: "x" }],
				mezzanine: {},
			},
		};

		await put("round", document);

		expect((await getDocument("round")).body).toEqual(document);
	});

	test("a document too large for Lambda is sent compressed, and only to a caller who accepts that", async () => {
		const _comment = "x".repeat(9_900);
		const stalls = Array.from({ length: 700 }, (_, row) => ({ row: `${row}`, seats: ["1"], _comment }));
		expect((await put("heavy", eventDocument({ sections: { stalls } }))).status).toBe(200);
		const ask = async (path: string, coding: string) => {
			const headers = { "accept-encoding": coding };
			const { status, body, headers: answered } = await service.seller("GET", path, undefined, headers);
			return [status, body.type ?? body.name, answered["content-encoding"]];
		};

		for (const path of ["/events/heavy", "/events/heavy/document"]) {
			expect(await ask(path, "gzip")).toEqual([200, "Distant Worlds", "gzip"]);
			expect(await ask(path, "identity")).toEqual([406, "/problems/not-acceptable", undefined]);
		}
	});

	test("the public document says nothing of what seats started as, for whom or why, but keeps labels like those words", async () => {
		const expires = FAR + 60;
		const document = {
			name: "Round trip",
			sections: {
				status: {
					order: {
						reason: { status: "sold", order: "4711", accessible: true },
						expires: { status: "locked", expires },
					},
				},
				stalls: [{ row: "A", seats: ["1", null, { seat: "2", status: "blocked", reason: "desk", category: "gold" }] }],
			},
		};
		await put("public", document);

		const { headers, body } = await get("public");

		expect(headers["cache-control"]).toBe("no-cache");
		expect(body.sections).toEqual({
			status: { order: { reason: { accessible: true }, expires: {} } },
			stalls: [{ row: "A", seats: ["1", null, { seat: "2", category: "gold" }] }],
		});
	});

	test("a GET answers any accepted document unchanged", async () => {
		const state = fc.oneof(
			fc.constant({}),
			fc.constant({ status: "sold" }),
			fc.record({ accessible: fc.boolean(), _comment: fc.string() }),
		);
		const labelled = <Value>(value: fc.Arbitrary<Value>) =>
			fc
				.array(fc.tuple(aLabel, value), { maxLength: 3 })
				.map((entries) => Object.fromEntries(entries) as Record<string, Value>);
		const ordered = fc.uniqueArray(aLabel, { maxLength: 3 }).chain((labels) =>
			fc.record({
				row: aLabel,
				seats: fc.constant(labels.flatMap<unknown>((label, index) => (index % 2 ? [null, label] : [{ seat: label }]))),
			}),
		);
		const section = fc.oneof(labelled(labelled(state)), fc.tuple(ordered));
		const name = fc.string({ minLength: 1 }).filter((text) => whyNotShown(text, 128) === undefined);
		const document = fc.record({ name, sections: labelled(section) });
		let number = 0;

		await fc.assert(
			fc.asyncProperty(document, async (drawn) => {
				const sent = JSON.parse(JSON.stringify(drawn));
				number += 1;

				const { status } = await put(`drawn-${number}`, sent);

				expect(status).toBe(200);
				expect((await getDocument(`drawn-${number}`)).body).toEqual(sent);
			}),
			{ numRuns: 25 },
		);
	});
});

describe("GET /events", () => {
	test("the list of events is in the order of their ids, with name, times and capacity", async () => {
		const house = await newService();
		expect((await house.get("/events")).body).toEqual({ events: [] });

		await put("b-side", eventDocument({ name: "B", opens: 5 }), house);
		await put("a-side", eventDocument({ name: "A", closes: 9, sections: {} }), house);

		expect((await house.get("/events")).body).toEqual({
			events: [
				{ event: "a-side", name: "A", closes: 9, capacity: 0 },
				{ event: "b-side", name: "B", opens: 5, capacity: 12 },
			],
		});
	});

	test("the list of events shows a changed name at once, and no times that were removed", async () => {
		const house = await newService();
		await put("one", eventDocument({ name: "Old", opens: 5 }), house);

		await put("one", eventDocument({ name: "New" }), house);

		expect((await house.get("/events")).body.events).toEqual([{ event: "one", name: "New", capacity: 12 }]);
	});

	test("the list of events, read page by page, has each event once, however short the pages are", async () => {
		const house = await newService();
		for (const id of ["c", "a", "b"]) await put(id, eventDocument(), house);

		const pages: unknown[] = [];
		for (let after = ""; after !== "the end"; ) {
			const { body } = await house.get(`/events?limit=1${after}`);
			pages.push(body.events.map(({ event }: { event: string }) => event));
			after = body.next === undefined ? "the end" : `&after=${body.next}`;
		}

		expect(pages).toEqual([["a"], ["b"], ["c"]]);
	});
});
