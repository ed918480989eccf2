import { beforeAll, describe, expect, test } from "@jest/globals";
import { alice, eventDocument, rows, seat, seatsIn } from "../support/seats.ts";
import { FAR, newSale, type TestService } from "../support/service.ts";

let service: TestService;

/** Three of the orchestra's eight are taken, one of the stalls' four; a lock in each ends. */
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

test("the available seats are those of the plan less those that are taken", async () => {
	const { status, body } = await count();

	expect(status).toBe(200);
	expect(body).toEqual({ num: 8, capacity: 12, asOf: FAR });
});

test("a count may be a second old on its way through a cache", async () => {
	expect((await count()).headers["cache-control"]).toBe("public, max-age=1");
});

test("one section is counted by its name, also when it is empty", async () => {
	expect((await count("?section=orchestra")).body).toEqual({ num: 5, capacity: 8, asOf: FAR });
	expect((await count("?section=balcony")).body).toEqual({ num: 0, capacity: 0, asOf: FAR });
});

test("each section is counted when that is asked for, and they add up to the whole", async () => {
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

describe("a lock that has ended counts as available from its very end on, with its record still there (I2, I8)", () => {
	test.each([
		[59, 8],
		[60, 9],
		[89, 9],
		[90, 10],
	])("after %i s there are %i", async (seconds, num) => {
		const later = service.another({ now: FAR + seconds });

		expect((await count("", later)).body).toEqual({ num, capacity: 12, asOf: FAR + seconds });
		expect((await count("?by=section", later)).body.num).toBe(num);
	});
});

test("a seat is counted once, whatever has become of it: locked, locked anew, sold, given back", async () => {
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

test("the seats of one event are not counted in another, nor those of a section whose name begins alike", async () => {
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

test("a section that the event does not have is named in the refusal", async () => {
	const { status, body } = await count("?section=roof");

	expect(status).toBe(404);
	expect(body).toMatchObject({ type: "/problems/unknown-seat", seats: [{ section: "roof" }] });
});

test.each(["?by=row", "?by=", "?section=", "?section=a%00", "?sektion=orchestra", "?__proto__=1"])(
	"a query that asks for something else is refused: %s",
	async (query) => {
		const { status, body } = await count(query);

		expect(status).toBe(400);
		expect(body.errors).toHaveLength(1);
	},
);
