/** An event is changed only as its seller has read it: tags, preconditions, PATCH; and a sale stays with its seat (I11). */
import { describe, expect, test } from "@jest/globals";
import { alice, eventDocument, rows } from "../support/seats.ts";
import { FAR, newSale, newService, SELLER_KEY, type TestService } from "../support/service.ts";

const EVENT = "/events/distant-worlds";

function send(sale: TestService, method: string, body: unknown, headers: Record<string, string> = {}) {
	return sale.request(method, EVENT, { body, headers: { authorization: `Bearer ${SELLER_KEY}`, ...headers } });
}

const tagOf = async (sale: TestService) => (await sale.get(EVENT)).headers["etag"] ?? "";

describe("a tag", () => {
	test("PUT, PATCH and GET of an event answer with its tag, which changes with the event and with nothing else", async () => {
		const sale = await newSale();
		const first = await tagOf(sale);

		const same = await send(sale, "PUT", eventDocument());
		const patched = await send(sale, "PATCH", { name: "Renamed" });

		expect(first).toMatch(/^".+"$/);
		expect(same.headers["etag"]).toBe(first);
		expect(patched.headers["etag"]).not.toBe(first);
		expect(await tagOf(sale)).toBe(patched.headers["etag"]);
	});

	test("an event made again after its deletion never has a tag of the old one", async () => {
		const sale = await newSale();
		const first = await tagOf(sale);
		await sale.another(sale.clock, { wait: async () => {} }).seller("DELETE", EVENT);

		await send(sale, "PUT", eventDocument());

		expect(await tagOf(sale)).not.toBe(first);
	});

	test("GET answers 304 without a body or a content type to a caller that has the event already", async () => {
		const sale = await newSale();
		const tag = await tagOf(sale);

		for (const held of [tag, `W/${tag}`, `"other", ${tag}`]) {
			const { status, body, headers } = await sale.get(EVENT, { headers: { "if-none-match": held } });
			expect([status, body, headers["content-type"], headers["etag"]]).toEqual([304, undefined, undefined, tag]);
		}
	});

	test("GET right after a PUT answers the new document, from every function", async () => {
		const sale = await newSale();
		const other = sale.another();
		await other.get(EVENT);

		await send(sale, "PUT", eventDocument({ closes: FAR - 1 }));

		expect((await other.get(EVENT)).body).toEqual(eventDocument({ closes: FAR - 1 }));
	});
});

describe("If-Match and If-None-Match", () => {
	test("of two sellers who read the same event, the second to change it is refused with 412, and nothing is lost", async () => {
		const sale = await newSale();
		const tag = await tagOf(sale);
		await send(sale, "PUT", eventDocument({ closes: FAR + 10 }), { "if-match": tag });

		const late = await send(sale, "PUT", eventDocument({ name: "Late" }), { "if-match": tag });

		expect(late).toMatchObject({ status: 412, body: { type: "/problems/changed-meanwhile" } });
		expect((await sale.get(EVENT)).body).toEqual(eventDocument({ closes: FAR + 10 }));
	});

	test.each(["PUT", "PATCH", "DELETE"])(
		"%s takes a tag that the edge has weakened, and one of several",
		async (method) => {
			const sale = await newSale();
			const tag = await tagOf(sale);
			const hasty = sale.another(sale.clock, { wait: async () => {} });
			const body =
				method === "PATCH" ? { name: "Renamed" } : method === "PUT" ? eventDocument({ name: "x" }) : undefined;

			const { status } = await send(hasty, method, body, { "if-match": `"other", W/${tag}` });

			expect(status).toBe(200);
		},
	);

	test.each(["PUT", "PATCH", "DELETE"])(
		"%s with If-Match of an event that is not there is refused with 412",
		async (method) => {
			const empty = await newService();
			const body = method === "PATCH" ? { name: "x" } : method === "PUT" ? eventDocument() : undefined;

			expect((await send(empty, method, body, { "if-match": "*" })).status).toBe(412);
			expect((await empty.get(EVENT)).status).toBe(404);
		},
	);

	test.each(["*", "*, *", '"*"'])("a PUT with If-None-Match: %s makes an event, and replaces none", async (tags) => {
		const sale = await newService();
		const onlyNew = { "if-none-match": tags };

		const first = await send(sale, "PUT", eventDocument(), onlyNew);
		const second = await send(sale, "PUT", eventDocument({ name: "Other" }), onlyNew);

		expect([first.status, second.status]).toEqual([200, 412]);
		expect((await sale.get(EVENT)).body.name).toBe("Distant Worlds");
	});

	test.each(["PUT", "PATCH", "DELETE"])(
		"%s with If-None-Match of the tag that the event has, even weakened, is refused with 412; of others it is not",
		async (method) => {
			const sale = await newSale();
			const tag = await tagOf(sale);
			const hasty = sale.another(sale.clock, { wait: async () => {} });
			const body = method === "DELETE" ? undefined : { ...(method === "PUT" && eventDocument()), name: "Renamed" };

			const had = await send(hasty, method, body, { "if-none-match": `"other", W/${tag}` });
			const { name } = (await sale.get(EVENT)).body;
			const other = await send(hasty, method, body, { "if-none-match": '"other"' });

			expect([had.status, had.body.type, name]).toEqual([412, "/problems/changed-meanwhile", "Distant Worlds"]);
			expect(other.status).toBe(200);
		},
	);

	test.each(["PUT", "PATCH", "DELETE"])(
		'%s with If-Match: "*" is refused with 412: in quotation marks it is a tag, and no event has it',
		async (method) => {
			const sale = await newSale();
			const body = method === "DELETE" ? undefined : { ...(method === "PUT" && eventDocument()), name: "Renamed" };

			const { status } = await send(sale, method, body, { "if-match": '"*"' });

			expect(status).toBe(412);
			expect((await sale.get(EVENT)).body.name).toBe("Distant Worlds");
		},
	);

	test.each([
		['"x,*,y"', "a star between commas"],
		['"x,TAG,y"', "the event's own tag between commas"],
		['"x, W/TAG,y"', "the event's own tag, weakened, between commas"],
		['"x,*', "a star, and no end"],
	])("a tag may have commas in it (RFC 9110 §8.8.3), so no event has %s: %s", async (header) => {
		const sale = await newSale();
		const tags = header.replace("TAG", (await tagOf(sale)).replaceAll('"', ""));

		const changed = await send(sale, "PATCH", { name: "Renamed" }, { "if-match": tags });
		const shown = await sale.get(EVENT, { headers: { "if-none-match": tags } });
		const replaced = await send(sale, "PATCH", { name: "Renamed" }, { "if-none-match": tags });

		expect([changed.status, shown.status, shown.body.name]).toEqual([412, 200, "Distant Worlds"]);
		expect(replaced.status).toBe(200);
	});

	test("the precondition is part of the write: a change between reading and writing is noticed", async () => {
		const sale = await newSale();
		const tag = await tagOf(sale);
		const slow = sale.another();
		let met = 0;
		slow.network.break(async (sent, deliver) => {
			if (sent.operation === "TransactWriteItems" && met++ === 0) await send(sale, "PATCH", { name: "Faster" });
			return deliver();
		});

		const { status } = await send(slow, "PATCH", { name: "Slow" }, { "if-match": tag });

		expect(status).toBe(412);
		expect((await sale.get(EVENT)).body.name).toBe("Faster");
	});
});

describe("PATCH /events/{event}", () => {
	test("a PATCH changes the name, the window and the limits, and no seat", async () => {
		const sale = await newSale();
		await sale.post("/seat/lock/orchestra/a/1", { token: alice });

		const { status, body } = await send(sale, "PATCH", { closes: FAR + 10, maxSeatsPerLock: 2, lockSeconds: 30 });

		expect(status).toBe(200);
		expect(body).toMatchObject({ event: "distant-worlds", closes: FAR + 10, capacity: 12 });
		expect((await sale.get(EVENT)).body).toEqual(
			eventDocument({ closes: FAR + 10, maxSeatsPerLock: 2, lockSeconds: 30 }),
		);
		expect((await sale.another().get("/seat/check/orchestra/a/1")).body.status).toBe("locked");
		expect((await sale.another().post("/seat/lock/orchestra/a/3", {})).body.expires).toBe(FAR + 30);
	});

	test("a PATCH of one category leaves the others as they are (RFC 7396)", async () => {
		const service = await newSale(eventDocument({ categories: { gold: { color: "#d4a017" }, silver: {} } }));

		await service.seller("PATCH", "/events/distant-worlds", { categories: { silver: { color: "#aaa" } } });

		const { body } = await service.get("/events/distant-worlds");
		expect(body.categories).toEqual({ gold: { color: "#d4a017" }, silver: { color: "#aaa" } });
	});

	test("a PATCH names a category in any spelling, and in one only", async () => {
		const [composed, decomposed] = ["\u00e9", "e\u0301"];
		const service = await newSale(eventDocument({ categories: { [composed]: { color: "#111" } } }));
		const patch = (categories: object) => service.seller("PATCH", EVENT, { categories });
		const categories = async () => (await service.get(EVENT)).body.categories;

		const twice = await patch({ [composed]: {}, [decomposed]: { color: "#222" } });
		expect(twice.status).toBe(400);
		expect(twice.body.errors).toHaveLength(2);

		await patch({ [decomposed]: { color: "#222" } });
		expect(await categories()).toEqual({ [composed]: { color: "#222" } });

		await patch({ [decomposed]: null });
		expect(await categories()).toEqual({});
	});

	test("a PATCH of one side of the size leaves the others as they are (RFC 7396)", async () => {
		const sale = await newSale(eventDocument({ size: { x: 0, y: 0, width: 5, height: 5 } }));

		const { status } = await send(sale, "PATCH", { size: { width: 7 } });

		expect(status).toBe(200);
		expect((await sale.get(EVENT)).body.size).toEqual({ x: 0, y: 0, width: 7, height: 5 });
	});

	test("a null in a PATCH takes a field away, but never the name (RFC 7396)", async () => {
		const sale = await newSale(eventDocument({ opens: 1, closes: FAR }));

		const opened = await send(sale, "PATCH", { closes: null }, { "content-type": "application/merge-patch+json" });
		const nameless = await send(sale, "PATCH", { name: null });

		expect(opened.status).toBe(200);
		expect((await sale.get(EVENT)).body).toEqual(eventDocument({ opens: 1 }));
		expect(nameless).toMatchObject({ status: 400, body: { errors: [{ path: "/name" }] } });
	});

	test.each<[string, object | string, string]>([
		["sections", { sections: {} }, "/sections"],
		["an unknown field", { price: 1 }, "/price"],
		["an unknown field that is to be removed", { close: null }, "/close"],
		["an unknown part of the size that is to be removed", { size: { depth: null } }, "/size/depth"],
		[
			"an unknown field of a category, to be removed",
			{ categories: { gold: { price: null } } },
			"/categories/gold/price",
		],
		["a field named __proto__", '{"__proto__": {"name": "Renamed"}}', "/__proto__"],
		["a wrong type", { opens: "soon" }, "/opens"],
		["a window that closes before it opens", { opens: 2, closes: 1 }, "/closes"],
	])("a PATCH with %s is refused with its place, and changes nothing", async (_, patch, path) => {
		const sale = await newSale();

		const { status, body } = await send(sale, "PATCH", patch);

		expect({ status, paths: body.errors?.map((error: { path: string }) => error.path) }).toEqual({
			status: 400,
			paths: [path],
		});
		expect((await sale.get(EVENT)).body).toEqual(eventDocument());
	});
});

describe("seat ids (I11)", () => {
	const withIds = (...ids: (string | undefined)[]) => ({
		name: "x",
		sections: {
			balcony: [{ row: "A", seats: ids.map((id, index) => ({ seat: String(index + 1), ...(id && { id }) })) }],
		},
	});

	test("a known label with another id, or a known id under another label, is refused with what was and would be", async () => {
		const sale = await newSale(withIds("LEFT", "RIGHT", undefined));

		const { status, body } = await send(sale, "PUT", withIds("RIGHT", "LEFT", undefined));

		expect(status).toBe(409);
		expect(body).toMatchObject({ type: "/problems/seats-changed", total: 2 });
		expect(body.seats).toEqual([
			{ section: "balcony", row: "A", seat: "1", was: "LEFT", wouldBe: "RIGHT" },
			{ section: "balcony", row: "A", seat: "2", was: "RIGHT", wouldBe: "LEFT" },
		]);
	});

	test("a known id may not be given to a new seat either", async () => {
		const sale = await newSale(withIds("LEFT"));

		const moved = await send(sale, "PUT", withIds(undefined, "LEFT"));

		expect(moved).toMatchObject({ status: 409, body: { type: "/problems/seats-changed" } });
	});

	test("a known id under another label is that mistake, also where its old label is gone", async () => {
		const named = (section: string, seat: string) => ({
			name: "x",
			sections: { [section]: [{ row: "A", seats: [{ seat, id: "LEFT" }] }] },
		});
		const sale = await newSale(named("balcony", "1"));

		for (const moved of [named("balcony", "2"), named("circle", "1")]) {
			const { status, body } = await send(sale, "PUT", moved);
			expect([status, body.type]).toEqual([409, "/problems/seats-changed"]);
		}
		const removed = await send(sale, "PUT", { name: "x", sections: { balcony: [{ row: "A", seats: ["2"] }] } });
		expect([removed.status, removed.body.type]).toEqual([409, "/problems/seats-removed"]);
	});

	test("a seat without an id may be given one, and new seats bring theirs", async () => {
		const sale = await newSale(withIds("LEFT", undefined));

		expect((await send(sale, "PUT", withIds("LEFT", "RIGHT", "THIRD"))).status).toBe(200);
	});

	test("a sold seat of a pretix plan stays the same physical seat however the plan is ordered", async () => {
		const zone = (guid: string) => ({
			name: "Balcony",
			rows: [{ row_number: "A", seats: [{ seat_number: "1", seat_guid: guid }] }],
		});
		const sale = await newSale({ name: "x", zones: [zone("LEFT-1"), zone("RIGHT-1")] });
		await sale.post("/seat/lock/Balcony/A/1", { token: alice });
		await sale.seller("POST", "/seat/claim/Balcony/A/1", { token: alice, order: "1" });
		const document = (await sale.get(EVENT)).body;
		const idOfSold = document.sections.Balcony[0].seats[0].id;

		const swapped = await send(sale, "PUT", { name: "x", zones: [zone("RIGHT-1"), zone("LEFT-1")] });

		expect([200, 409]).toContain(swapped.status);
		expect((await sale.get(EVENT)).body.sections.Balcony[0].seats[0].id).toBe(idOfSold);
		expect((await sale.get("/seat/check/Balcony/A/1")).body.status).toBe("sold");
	});
});

test("GET /events lists the events in pages", async () => {
	const service = await newService();
	for (const id of ["c", "a", "b"]) await service.seller("PUT", `/events/${id}`, eventDocument());

	const first = (await service.get("/events?limit=2")).body;
	const second = (await service.get(`/events?limit=2&after=${first.next}`)).body;

	expect(first).toMatchObject({ events: [{ event: "a" }, { event: "b" }], next: "b" });
	expect(second.events).toMatchObject([{ event: "c" }]);
	expect(second.next).toBeUndefined();
});

test.each([
	"/seat/num_available",
	"/seats",
	EVENT,
	"/events",
	"/seat/check/orchestra/a/1",
	`${EVENT}/chart`,
	"/seat/check/x/y/z",
])("HEAD is answered like GET, so that the gateway knows how long the body would be: %s", async (target) => {
	const sale = await newSale();

	const got = await sale.get(target);
	const head = await sale.request("HEAD", target);

	expect(head).toEqual(got);
});

test.each([
	["taken?order=%FF", [{ path: "", message: "the query is not percent-encoded UTF-8" }]],
	["taken?order=100%", [{ path: "", message: "the query is not percent-encoded UTF-8" }]],
	["taken?%ff=1", [{ path: "", message: "the query is not percent-encoded UTF-8" }]],
	["taken?order=a&order=b", [{ path: "/order", message: "this parameter is given twice" }]],
	["changes?after=1&wait=0&%61fter=2", [{ path: "/after", message: "this parameter is given twice" }]],
])("a query whose meaning is in doubt is refused, not read in some way: %s", async (query, errors) => {
	const sale = await newSale();

	const { status, body } = await sale.seller("GET", `${EVENT}/${query}`);

	expect([status, body.errors]).toEqual([400, errors]);
});

test("every order that a query can name is found by it", async () => {
	const sale = await newSale(eventDocument({ sections: { orchestra: rows("a", [1]) } }));
	const order = "100% & + = é 🎭";
	await sale.seller("POST", "/seat/sell/orchestra/a/1", { order });

	const query = new URLSearchParams({ order });
	const found = await sale.seller("GET", `${EVENT}/taken?${query}&`);
	const encoded = await sale.seller("GET", `${EVENT}/taken?order=${encodeURIComponent(order)}`);

	for (const { body } of [found, encoded]) expect(body.seats).toMatchObject([{ seat: "1", order }]);
});

test.each(["/seat/num_available?section=orchestra", "/seat/check/orchestra/a/1", EVENT, "/events"])(
	"an unknown query parameter is refused by its name, everywhere: %s",
	async (target) => {
		const sale = await newSale(eventDocument({ sections: { orchestra: rows("a", [1]) } }));

		const { status, body } = await sale.get(`${target}${target.includes("?") ? "&" : "?"}sectoin=x`);

		expect([status, body.errors]).toEqual([400, [{ path: "/sectoin", message: "unknown parameter" }]]);
	},
);
