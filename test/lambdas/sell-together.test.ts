import { beforeAll, describe, expect, test } from "@jest/globals";
import { onlyTheFirst, responseLost } from "../support/network.ts";
import { everyRecord } from "../support/records.ts";
import { alice } from "../support/seats.ts";
import { newService, type Reply, type TestService } from "../support/service.ts";

const rowsOf = (count: number, length: number) =>
	Array.from({ length: count }, (_, row) => ({
		row: String(row + 1),
		seats: Array.from({ length }, (_, seat) => String(seat + 1)),
	}));

type Label = Readonly<Record<"section" | "row" | "seat", string>>;

let service: TestService;

beforeAll(async () => {
	service = await newService();
});

async function event(id: string, sections: object, settings: object = {}) {
	const { status } = await service.seller("PUT", `/events/${id}`, { name: id, ...settings, sections });
	expect(status).toBe(200);
	return `/events/${id}`;
}

const sell = (path: string, body: object, by = service) => by.seller("POST", `${path}/seat/sell_together`, body);
const labels = ({ body }: Reply): Label[] =>
	body.seats.map(({ section, row, seat }: Label) => ({ section, row, seat }));
const places = (reply: Reply) => labels(reply).map(({ row, seat }) => `${row}/${seat}`);

/** The seats that are sold under the order. */
async function soldUnder(path: string, order: string): Promise<string[]> {
	const reply = await service.seller("GET", `${path}/taken?order=${encodeURIComponent(order)}`);
	return places(reply).toSorted();
}

const release = (path: string, order: string, num: number) =>
	service.seller("POST", `${path}/seat/release`, { order, num });

describe("POST /seat/sell_together", () => {
	test("sell_together sells seats that are side by side under the order, and no others", async () => {
		const path = await event("quiet", { stalls: rowsOf(3, 8) });

		const reply = await sell(path, { num: 4, order: "4711" });

		expect(reply.status).toBe(200);
		expect(reply.body.message).toBe("4 seats are sold");
		expect(new Set(reply.body.seats.map(({ status }: { status: string }) => status))).toEqual(new Set(["sold"]));
		const [first, ...others] = labels(reply).map(({ seat }) => Number(seat));
		expect(others).toEqual([1, 2, 3].map((step) => Number(first) + step));
		expect(await soldUnder(path, "4711")).toEqual(places(reply).toSorted());
	});

	test("a repeated sell_together is the same sale, also after a lost response and in another function (I5)", async () => {
		const path = await event("again", { stalls: rowsOf(4, 20) });
		const ask = (by?: TestService) => sell(path, { num: 3, order: "4711" }, by);

		service.network.break(onlyTheFirst(1, responseLost));
		const first = await ask();
		service.network.break();
		const answers = [await ask(), await ask(service.another()), await ask()];

		expect(first.status).toBe(200);
		for (const answer of answers) expect(answer).toEqual(first);
		expect(await soldUnder(path, "4711")).toHaveLength(3);
	});

	test("a sell_together sent six times at once sells one party's seats (I5)", async () => {
		const path = await event("at-once", { stalls: rowsOf(4, 20) });

		const answers = await Promise.all(Array.from({ length: 6 }, () => sell(path, { num: 4, order: "4711" })));

		expect(new Set(answers.map(({ body }) => JSON.stringify(body.seats))).size).toBe(1);
		expect(await soldUnder(path, "4711")).toHaveLength(4);
	});

	test("another number or another filter under the same order is another party, beside the first", async () => {
		const path = await event("more", { stalls: rowsOf(1, 8), box: rowsOf(1, 4) });

		await sell(path, { num: 2, order: "4711" });
		await sell(path, { num: 3, order: "4711" });
		await sell(path, { num: 2, order: "4711", sections: ["box"] });

		expect(await soldUnder(path, "4711")).toHaveLength(7);
	});

	test("a party takes no seats of another party under its order, although its function does not know them yet", async () => {
		const path = await event("beside", { stalls: rowsOf(20, 6) });
		await service.get(`${path}/seat/num_available`);
		const [one, other] = [service.another(), service.another()];
		for (const copy of [one, other]) {
			Object.assign(copy.runtime, { draw: () => 0 });
			// Both know the house as it is before either sells.
			await copy.get(`${path}/seat/together?num=6`);
		}

		const first = await sell(path, { num: 6, order: "4711" }, one);
		const second = await sell(path, { num: 5, order: "4711" }, other);

		expect([first.status, second.status]).toEqual([200, 200]);
		expect(await soldUnder(path, "4711")).toHaveLength(11);
	});

	test("a repeat sent after the whole order was released is a new sale", async () => {
		const path = await event("released", { stalls: rowsOf(1, 8) });
		const first = await sell(path, { num: 4, order: "4711" });
		await release(path, "4711", 4);
		await service.post(`${path}/seat/lock`, { seats: labels(first).slice(0, 1), token: alice });

		const again = await sell(path, { num: 4, order: "4711" });

		expect(again.status).toBe(200);
		expect(places(again)).not.toEqual(places(first));
		expect(await soldUnder(path, "4711")).toEqual(places(again).toSorted());
		expect(await sell(path, { num: 4, order: "4711" })).toEqual(again);
	});

	test("a repeat that has lost one of its seats to another buyer sells no others, and says what the order still has", async () => {
		const path = await event("lost", { stalls: rowsOf(2, 8) });
		const first = await sell(path, { num: 2, order: "4711" });
		const [gone, left] = labels(first);
		await service.seller("POST", `${path}/seat/release`, { seats: [gone], order: "4711" });
		await service.seller("POST", `${path}/seat/sell`, { seats: [gone], order: "4712" });

		const { status, body } = await sell(path, { num: 2, order: "4711" });

		expect([status, body.type]).toEqual([409, "/problems/seats-unavailable"]);
		expect(body.seats).toMatchObject([{ ...gone, status: "sold", order: "4712" }]);
		expect(body.held).toEqual([left]);
		expect(await soldUnder(path, "4711")).toHaveLength(1);
	});

	test("a repeat is recognized for a year", async () => {
		const path = await event("kept", { stalls: rowsOf(1, 8) });

		await sell(path, { num: 2, order: "4711" });

		const records = await everyRecord(service.runtime.table.name);
		const remembered = records.filter(({ pk }) => pk.startsWith("#together#kept#"));
		expect(remembered.map(({ ttl }) => ttl)).toEqual([service.clock.now + 365 * 86_400]);
	});

	test("a seller is not bound by the event's times nor by its limit of a lock, but by 99 seats", async () => {
		const settings = { opens: service.clock.now + 100, closes: service.clock.now + 200, maxSeatsPerLock: 2 };
		const path = await event("limits", { stalls: rowsOf(2, 100) }, settings);

		const early = await sell(path, { num: 3, order: "1" });
		const most = await sell(path, { num: 99, order: "2" });
		const tooMany = await sell(path, { num: 100, order: "3" });

		expect([early.status, most.status, most.body.seats.length]).toEqual([200, 200, 99]);
		expect(tooMany.body).toMatchObject({ type: "/problems/too-many-seats", status: 422, limit: 99 });
	});

	test("sell_together looks where it is asked to look, and refuses what it does not find there", async () => {
		const seats = ["1", { seat: "2", accessible: true, category: "gold" }, "3"];
		const path = await event("filters", { stalls: rowsOf(1, 8), box: [{ row: "A", seats }] });
		const ask = (body: object) => sell(path, { order: `order ${JSON.stringify(body)}`.slice(0, 64), ...body });

		const accessible = await ask({ num: 1, accessible: true });
		const category = await ask({ num: 1, categories: ["gold"] });
		const wide = await ask({ num: 2, sections: ["box"] });
		const unknown = await ask({ num: 1, categories: ["bronze"] });
		const nowhere = await ask({ num: 1, sections: ["roof"] });

		expect(places(accessible)).toEqual(["A/2"]);
		expect(category.body).toMatchObject({ type: "/problems/not-together", largest: 0 });
		expect(wide.body).toMatchObject({ type: "/problems/not-together", largest: 1 });
		expect(unknown.body.type).toBe("/problems/unknown-category");
		expect(nowhere.body.type).toBe("/problems/unknown-seat");
	});

	test.each([
		["without an order", { num: 2 }],
		["with a token", { num: 2, order: "4711", token: alice }],
		["for nobody", { num: 0, order: "4711" }],
		["with a section twice", { num: 2, order: "4711", sections: ["stalls", "stalls"] }],
	])("a sell_together %s is malformed", async (_, body) => {
		const path = await event("malformed", { stalls: rowsOf(1, 8) });

		expect((await sell(path, body)).body.type).toBe("/problems/invalid-request");
	});

	test("sell_together needs the seller's key", async () => {
		const path = await event("strangers", { stalls: rowsOf(1, 8) });

		expect((await service.post(`${path}/seat/sell_together`, { num: 2, order: "4711" })).status).toBe(401);
	});
});
