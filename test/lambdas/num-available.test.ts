import { beforeAll, expect, test } from "@jest/globals";
import { alice, eventDocument, rows, seat, seatsIn } from "../support/seats.ts";
import { FAR, newSale, type TestService } from "../support/service.ts";

let service: TestService;

/** Taken are three of the orchestra's eight seats and one of the stalls' four; each section has one lock, which ends. */
beforeAll(async () => {
	const sections = {
		orchestra: { ...rows("ab", [1, 3, 5]), c: { 1: { status: "sold" }, 3: { status: "blocked" } } },
		stalls: [{ row: "A", seats: ["1", null, "2", "3", "4"] }],
		balcony: {},
	};
	service = await newSale(eventDocument({ sections }));
	await service.post("/seat/lock", { seats: seatsIn("a", 1), token: alice, seconds: 60 });
	await service.post("/seat/lock", { seats: [seat("A", 1, "stalls")], token: alice, seconds: 90 });
});

const count = (query = "", by: TestService = service) => by.get(`/seat/num_available${query}`);

test("the count of available seats is the capacity less the taken seats", async () => {
	const { status, body } = await count();

	expect(status).toBe(200);
	expect(body).toEqual({ num: 8, capacity: 12, asOf: FAR });
});

test("a count may be cached for a second", async () => {
	expect((await count()).headers["cache-control"]).toBe("public, max-age=1");
});

test("one section can be counted by its name, also an empty one", async () => {
	expect((await count("?section=orchestra")).body).toEqual({ num: 5, capacity: 8, asOf: FAR });
	expect((await count("?section=balcony")).body).toEqual({ num: 0, capacity: 0, asOf: FAR });
});

test("sections can be counted one by one, and add up to the whole event", async () => {
	expect((await count("?by=section")).body).toEqual({
		num: 8,
		capacity: 12,
		asOf: FAR,
		sections: {
			orchestra: { num: 5, capacity: 8, locked: 1, sold: 1, blocked: 1, largest: 3 },
			stalls: { num: 3, capacity: 4, locked: 1, sold: 0, blocked: 0, largest: 3 },
			balcony: { num: 0, capacity: 0, locked: 0, sold: 0, blocked: 0, largest: 0 },
		},
	});
	expect((await count("?by=section&section=stalls")).body).toEqual({
		num: 3,
		capacity: 4,
		asOf: FAR,
		sections: { stalls: { num: 3, capacity: 4, locked: 1, sold: 0, blocked: 0, largest: 3 } },
	});
});

test.each([
	[59, 8],
	[60, 9],
	[89, 9],
	[90, 10],
])(
	"a seat counts as available from the second its lock ends, while the record is still there: after %i s, %i are (I2, I8)",
	async (seconds, num) => {
		const later = service.another({ now: FAR + seconds });

		expect((await count("", later)).body).toEqual({ num, capacity: 12, asOf: FAR + seconds });
		expect((await count("?by=section", later)).body.num).toBe(num);
	},
);

test("a count stays right while a seat is locked, locked again, sold and unlocked", async () => {
	const sale = await newSale();
	const numbers: number[] = [];
	const note = async (by: TestService = sale) => numbers.push((await count("", by)).body.num);

	await sale.post("/seat/lock", { seats: seatsIn("a", 1, 3), token: alice, seconds: 60 });
	await note();
	const later = sale.another({ now: FAR + 60 });
	await later.post("/seat/lock", { seats: seatsIn("a", 1), token: alice });
	await note(later);
	await later.seller("POST", "/seat/claim/orchestra/a/1", { token: alice });
	await note(later);
	await later.post("/seat/unlock/orchestra/a/3", { token: alice });
	await note(later);

	expect(numbers).toEqual([10, 11, 11, 11]);
});

test("a count includes only its own event and section, even if other names begin alike", async () => {
	const sections = { a: rows("a", [1, 3]), "a#b": rows("a", [1, 3]), "a#": rows("a", [1, 3]) };
	const sale = await newSale(eventDocument({ sections }));
	await sale.seller("PUT", "/events/distant", eventDocument({ sections }));
	await sale.post("/seat/lock", { seats: [seat("a", 1, "a#b")], token: alice });

	expect((await count("?by=section", sale)).body.sections).toMatchObject({
		a: { num: 2, capacity: 2 },
		"a#b": { num: 1, capacity: 2 },
		"a#": { num: 2, capacity: 2 },
	});
	expect((await count("?section=a", sale)).body.num).toBe(2);
	expect((await count("?section=a%23b", sale)).body.num).toBe(1);
	expect((await sale.get("/events/distant/seat/num_available")).body.num).toBe(6);
});

test("a count of a section that the event does not have is refused and names the section", async () => {
	const { status, body } = await count("?section=roof");

	expect(status).toBe(404);
	expect(body).toMatchObject({ type: "/problems/unknown-seat", seats: [{ section: "roof" }] });
});

test.each(["?by=row", "?by=", "?section=", "?section=a%00", "?sektion=orchestra", "?__proto__=1"])(
	"a count with an unknown or invalid query is refused: %s",
	async (query) => {
		const { status, body } = await count(query);

		expect(status).toBe(400);
		expect(body.errors).toHaveLength(1);
	},
);
