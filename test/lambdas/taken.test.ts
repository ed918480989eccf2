/** Looking up what is taken, by whom and why (contract §4.3). */
import { beforeAll, describe, expect, test } from "@jest/globals";
import { alice, eventDocument, rows, seat, tokenOf } from "../support/seats.ts";
import { FAR, newSale, type TestService } from "../support/service.ts";

let service: TestService;

const sections = {
	stalls: [
		{
			row: "A",
			category: "gold",
			seats: [
				"1",
				{ seat: "2", status: "sold", order: "from the old system" },
				{ seat: "3", status: "blocked", reason: "sound desk", category: "silver" },
				"4",
				"5",
				"6",
			],
		},
	],
	balcony: rows("bc", [1, 2, 3]),
	empty: {},
};

beforeAll(async () => {
	service = await newSale(eventDocument({ sections }));
	await service.post("/seat/lock", { seats: [seat("A", 4, "stalls")], token: alice });
	await service.seller("POST", "/seat/sell", {
		seats: [seat("A", 5, "stalls"), seat("b", 1, "balcony"), seat("c", 2, "balcony")],
		order: "X/1 & co",
	});
	// A lock that has ended, and a seat that started sold and is available now.
	await service.post("/seat/lock", { seats: [seat("b", 3, "balcony")], token: tokenOf("carol"), seconds: 1 });
	service.clock.now = FAR + 2;
});

const look = (query: string, headers = {}) =>
	service.seller("GET", `/events/distant-worlds/taken${query}`, undefined, headers);
const labels = (body: { seats: { row: string; seat: string }[] }) => body.seats.map(({ row, seat }) => `${row}${seat}`);

function cursor(parts: string[]) {
	return Buffer.from(JSON.stringify(parts)).toString("base64url");
}

const ALL = [
	{ ...seat("A", 2, "stalls"), status: "sold", order: "from the old system", soldAt: FAR, category: "gold" },
	{ ...seat("A", 3, "stalls"), status: "blocked", reason: "sound desk", category: "silver" },
	{ ...seat("A", 4, "stalls"), status: "locked", lockedAt: FAR, expires: FAR + 600, category: "gold" },
	{ ...seat("A", 5, "stalls"), status: "sold", order: "X/1 & co", soldAt: FAR, category: "gold" },
	{ ...seat("b", 1, "balcony"), status: "sold", order: "X/1 & co", soldAt: FAR },
	{ ...seat("c", 2, "balcony"), status: "sold", order: "X/1 & co", soldAt: FAR },
];

test("every taken seat is listed with what a seller may know of it, whether its record or its plan says so", async () => {
	const { status, headers, body } = await look("");

	expect(status).toBe(200);
	expect(headers["cache-control"]).toBe("no-store");
	expect(body).toEqual({ event: "distant-worlds", seats: ALL });
});

test("pages of any size have every taken seat once, and their links lead from one to the next", async () => {
	for (const limit of [1, 2, 3, 1_000]) {
		const found: unknown[] = [];
		let query = `?limit=${limit}`;
		for (let pages = 0; query !== ""; pages++) {
			expect(pages).toBeLessThan(20);
			const { body, headers } = await look(query);
			expect(body.seats.length).toBeLessThanOrEqual(limit);
			found.push(...body.seats);
			const link = headers["link"] ?? "";
			query = /^<\/events\/distant-worlds\/taken(\?.*)>; rel="next"$/.exec(link)?.[1] ?? "";
			expect(query !== "").toBe(body.next !== undefined);
		}
		expect(found).toEqual(ALL);
	}
});

test.each([
	["?section=stalls", ["A2", "A3", "A4", "A5"]],
	["?section=balcony&row=b", ["b1"]],
	["?section=balcony&row=b&seat=1", ["b1"]],
	["?section=balcony&row=b&seat=2", []],
	["?status=sold", ["A2", "A5", "b1", "c2"]],
	["?status=locked", ["A4"]],
	["?order=X/1%20%26%20co", ["A5", "b1", "c2"]],
	["?order=X/1%20%26%20co&section=stalls", ["A5"]],
	["?order=from%20the%20old%20system", ["A2"]],
	["?order=nobody", []],
])("the list is filtered: %s", async (query, expected) => {
	const { status, body } = await look(query);

	expect(status).toBe(200);
	expect(labels(body)).toEqual(expected);
});

test.each([
	["?row=b", 400],
	["?section=balcony&seat=1", 400],
	["?status=available", 400],
	["?limit=0", 400],
	["?after=nonsense", 400],
	["?after=WyJub3doZXJlIl0", 400],
	[`?section=stalls&after=${cursor(["stalls", "zzz"])}`, 400],
	[`?section=stalls&after=${cursor(["stalls", '["A",1]'])}`, 400],
	[`?section=balcony&row=b&after=${cursor(["balcony", '["c","1"]'])}`, 400],
	[`?section=balcony&row=b&seat=1&after=${cursor(["balcony", '["b","2"]'])}`, 400],
	[`?order=nobody&after=${cursor(["index", "nowhere", '["b","2"]'])}`, 400],
	[`?order=nobody&after=${cursor(["index", "balcony", "zzz"])}`, 400],
	["?section=pit", 404],
	["?section=balcony&row=z", 404],
	["?section=balcony&row=b&seat=9", 404],
])("a query that asks for nothing that there is, is refused: %s", async (query, expected) => {
	expect((await look(query)).status).toBe(expected);
});

test("an order has all its seats for a function that does not know yet that the event has more seats", async () => {
	const document = (...seats: number[]) => eventDocument({ sections: { stalls: rows("a", seats) } });
	const sale = await newSale(document(1, 2));
	const other = sale.another();
	await other.get("/seat/check/stalls/a/1");
	await sale.seller("PUT", "/events/distant-worlds", document(1, 2, 3));
	const seats = [2, 3].map((number) => seat("a", number, "stalls"));
	await sale.seller("POST", "/seat/sell", { seats, order: "4711" });

	expect((await other.seller("GET", "/events/distant-worlds/taken?order=4711")).body.seats).toMatchObject(seats);
});

test("a page goes on at a function that does not know the section yet in which the one before ended", async () => {
	const document = (...sections: string[]) =>
		eventDocument({ sections: Object.fromEntries(sections.map((section) => [section, rows("a", [1, 2])])) });
	const sale = await newSale(document("stalls"));
	const other = sale.another();
	await other.get("/seat/check/stalls/a/1");
	await sale.seller("PUT", "/events/distant-worlds", document("stalls", "annex"));
	const seats = [seat("a", 1, "annex"), seat("a", 2, "annex")];
	await sale.seller("POST", "/seat/sell", { seats, order: "4711" });
	const path = "/events/distant-worlds/taken?order=4711&limit=1";
	const first = await sale.seller("GET", path);

	const second = await other.seller("GET", `${path}&after=${encodeURIComponent(first.body.next)}`);

	expect([...first.body.seats, ...second.body.seats]).toMatchObject(seats);
});

test("an order is read in pages, too, from its index and from the plan", async () => {
	const seats = Array.from({ length: 5 }, (_, index) => ({ seat: `s${index}`, status: "sold", order: "group" }));
	const event = await newSale(
		eventDocument({ sections: { stalls: [{ row: "A", seats: [...seats, "1", "2", "3"] }] } }),
	);
	await event.seller("POST", "/seat/sell", {
		seats: [1, 2, 3].map((number) => seat("A", number, "stalls")),
		order: "group",
	});
	await event.seller("POST", "/seat/release", { seats: [seat("A", "s1", "stalls")], order: "group" });

	const found: string[] = [];
	let query = "?order=group&limit=2";
	while (query !== "") {
		const { body, headers } = await event.seller("GET", `/events/distant-worlds/taken${query}`);
		found.push(...labels(body));
		query = /^<\/events\/distant-worlds\/taken(\?.*)>; rel="next"$/.exec(headers["link"] ?? "")?.[1] ?? "";
	}

	expect(found.toSorted()).toEqual(["A1", "A2", "A3", "As0", "As2", "As3", "As4"]);
	const released = await event.seller("POST", "/seat/release", { order: "group", num: 7 });
	expect([released.status, released.body.seats?.length]).toEqual([200, 7]);
	expect((await event.get("/seat/num_available")).body.num).toBe(8);
});

test("an imported order has all its seats for a function that has no room to remember their plan", async () => {
	const seats = ["1", "2", "3"].map((seat) => ({ seat, status: "sold", order: "group" }));
	const event = await newSale(eventDocument({ sections: { stalls: [{ row: "A", seats }] } }));
	await event.seller("POST", "/seat/release", { seats: [seat("A", 2, "stalls")], order: "group" });
	const forgetful = event.another();
	const { memory } = forgetful.runtime;
	const { plans } = memory;
	Object.assign(memory, { plans: async (...of: Parameters<typeof plans>) => structuredClone(await plans(...of)) });

	const { body } = await forgetful.seller("GET", "/events/distant-worlds/taken?order=group");

	expect(labels(body)).toEqual(["A1", "A3"]);
});

describe("as CSV", () => {
	const csv = { accept: "text/csv" };

	test("the list opens in a spreadsheet as text in the right cells", async () => {
		const row = ';,"';
		const event = await newSale(eventDocument({ sections: { stalls: [{ row, seats: ["1", "-2", "3", "4"] }] } }));
		const named = (label: string) => [seat(row, label, "stalls")];
		await event.seller("POST", "/seat/sell", { seats: named("1"), order: '=HYPERLINK("x")' });
		await event.seller("POST", "/seat/sell", { seats: named("-2"), order: "  @here" });
		await event.seller("POST", "/seat/block", { seats: named("3"), reason: 'the "old"\nchair' });
		await event.seller("POST", "/seat/sell", { seats: named("4"), order: "\u00a0＝1+1" });

		const { status, headers, body } = await event.seller("GET", "/events/distant-worlds/taken", undefined, csv);

		expect([status, headers["content-type"]]).toEqual([200, "text/csv; charset=utf-8; header=present"]);
		expect(body).toBe(
			[
				"\ufeffsection,row,seat,status,order,reason,soldAt,lockedAt,expires,category",
				`stalls,";,""",'-2,sold,'  @here,,${FAR},,,`,
				`stalls,";,""",1,sold,"'=HYPERLINK(""x"")",,${FAR},,,`,
				`stalls,";,""",3,blocked,,"the ""old""\nchair",,,,`,
				`stalls,";,""",4,sold,'\u00a0＝1+1,,${FAR},,,`,
				"",
			].join("\r\n"),
		);
	});

	test("a page of it links to the next one", async () => {
		const { headers, body } = await look("?limit=2", csv);

		expect(body.split("\r\n")).toHaveLength(4);
		expect(headers["link"]).toMatch(/^<\/events\/distant-worlds\/taken\?limit=2&after=[\w-]+>; rel="next"$/);
	});

	test.each([
		["application/json", "application/json"],
		["*/*", "application/json"],
		["text/*", "text/csv"],
		["text/csv;q=0.5, application/json;q=0.4", "text/csv"],
		["text/html, application/xhtml+xml, */*;q=0.8", "application/json"],
	])("the caller chooses by Accept: %s", async (accept, type) => {
		const { headers } = await look("", { accept });

		expect(headers["content-type"]?.split(";")[0]).toBe(type);
	});

	test("a caller who accepts neither type is refused", async () => {
		const { status, body } = await look("", { accept: "application/xml" });

		expect([status, body.type]).toEqual([406, "/problems/not-acceptable"]);
	});
});

test("nothing of a token is in the list, not even its hash (I9)", async () => {
	const { body } = await look("");

	expect(Object.keys(Object.assign({}, ...body.seats)).toSorted()).toEqual(
		["category", "expires", "lockedAt", "order", "reason", "row", "seat", "section", "soldAt", "status"].toSorted(),
	);
});
