import { beforeAll, describe, expect, test } from "@jest/globals";
import { MAX_LOCK_SECONDS } from "../../api/fields.ts";
import { onlyTheFirst, responseLost, type Sent, saying } from "../support/network.ts";
import { everyRecord } from "../support/records.ts";
import { alice, bob, eventDocument, tokenOf } from "../support/seats.ts";
import { newSale, type TestService } from "../support/service.ts";
import { liveSeats } from "../support/together.ts";

const rowsOf = (count: number, length: number) =>
	Array.from({ length: count }, (_, row) => ({
		row: String(row + 1),
		seats: Array.from({ length }, (_, seat) => String(seat + 1)),
	}));

const inCategory = (category: string) => rowsOf(2, 8).map((row) => ({ ...row, category }));

let service: TestService;

beforeAll(async () => {
	const sections = { stalls: rowsOf(4, 8), box: [{ row: "A", seats: ["1", "2", null, "3"] }], empty: [] };
	service = await newSale({ name: "Theatre", sections });
});

async function event(id: string, sections: object) {
	expect((await service.seller("PUT", `/events/${id}`, { name: id, sections })).status).toBe(200);
	return `/events/${id}`;
}
/** The record that stops a write because another buyer was faster. */
const soldTo = ({ input }: Sent) => ({
	Item: { pk: input.Item.pk, sk: input.Item.sk, status: { S: "sold" }, soldAt: { N: "1" } },
});
const addresses = (seats: { row: string; seat: string }[]) => seats.map(({ row, seat }) => `${row}/${seat}`);

describe("GET /seat/together", () => {
	test("GET /seat/together answers the best seats, and locks none", async () => {
		const { status, body } = await service.get("/seat/together?num=4");

		expect(status).toBe(200);
		expect(addresses(body.seats)).toEqual(["1/3", "1/4", "1/5", "1/6"]);
		expect((await service.get("/seat/num_available")).body.num).toBe(35);
	});

	test("GET /seat/together can be limited to a section, and a refusal gives the longest free run there", async () => {
		const { status, body } = await service.get("/seat/together?num=3&section=box");

		expect(status).toBe(409);
		expect(body).toMatchObject({ type: "/problems/not-together", largest: 2 });
		expect((await service.get("/seat/together?num=2&section=empty")).body.largest).toBe(0);
	});

	test.each([
		["num=0", 400, "invalid-request"],
		["num=two", 400, "invalid-request"],
		["", 400, "invalid-request"],
		["num=2&accessible=perhaps", 400, "invalid-request"],
		["num=11", 422, "too-many-seats"],
		["num=2&section=nowhere", 404, "unknown-seat"],
	])("GET /seat/together?%s is refused: %i %s", async (query, status, problem) => {
		const answer = await service.get(`/seat/together?${query}`);

		expect(answer.status).toBe(status);
		expect(answer.body.type).toBe(`/problems/${problem}`);
	});
});

describe("the category of a party", () => {
	let sale: TestService;
	const places = ["gold", "silver", "silver", undefined].map((category, index) => ({
		seat: String(index + 1),
		...(category && { category }),
	}));
	const seatsOf = ({ body }: { body: { seats: { seat: string }[] } }) => body.seats.map((one) => one.seat);

	beforeAll(async () => {
		sale = await newSale(eventDocument({ sections: { stalls: [{ row: "A", seats: places }] } }));
	});

	test("a party sits in one category", async () => {
		const three = await sale.get("/seat/together?num=3");
		const two = await sale.get("/seat/together?num=2");

		expect([three.status, three.body.largest]).toEqual([409, 2]);
		expect(seatsOf(two)).toEqual(["2", "3"]);
	});

	test("a party asks for the categories it wants, also for the seats without one", async () => {
		expect(seatsOf(await sale.get("/seat/together?num=1&category=gold"))).toEqual(["1"]);
		expect(seatsOf(await sale.get("/seat/together?num=1&category="))).toEqual(["4"]);
		expect((await sale.get("/seat/together?num=2&category=gold")).body.largest).toBe(1);
		const locked = await sale.post("/seat/lock_together", { num: 1, categories: ["gold", ""] });
		expect(["1", "4"]).toContain(seatsOf(locked)[0]);
	});

	test("a category that no seat has is unknown", async () => {
		const looked = await sale.get("/seat/together?num=1&category=bronze");
		const locked = await sale.post("/seat/lock_together", { num: 1, categories: ["gold", "bronze"] });

		for (const { status, body } of [looked, locked]) {
			expect([status, body.type, body.categories]).toEqual([404, "/problems/unknown-category", ["bronze"]]);
		}
	});

	test("a party may ask for accessible seats, refuse them, or not mention them", async () => {
		const seats = ["1", { seat: "2", accessible: true }, "3"];
		const house = await newSale(eventDocument({ sections: { stalls: [{ row: "A", seats }] } }));

		expect(seatsOf(await house.get("/seat/together?num=1&accessible=true"))).toEqual(["2"]);
		expect((await house.get("/seat/together?num=2&accessible=false")).body.largest).toBe(1);
		expect(seatsOf(await house.get("/seat/together?num=2"))).toHaveLength(2);
	});
});

describe("POST /seat/lock_together", () => {
	test("lock_together locks seats that are side by side, and no others", async () => {
		const path = await event("quiet", { stalls: rowsOf(3, 8) });

		const { status, body } = await service.post(`${path}/seat/lock_together`, { num: 4, token: alice, seconds: 60 });

		expect(status).toBe(200);
		const [first] = body.seats;
		const numbers = body.seats.map(({ seat }: { seat: string }) => Number(seat));
		expect(numbers).toEqual(Array.from({ length: 4 }, (_, index) => Number(first.seat) + index));
		expect(await liveSeats(service, path)).toEqual(addresses(body.seats).toSorted());
	});

	test("a repeated lock_together gets the same seats, also after a lost response, and more only for another num (I5)", async () => {
		const path = await event("again", { stalls: rowsOf(4, 20) });
		const ask = (body: object = {}) => service.post(`${path}/seat/lock_together`, { num: 3, token: alice, ...body });

		service.network.break(onlyTheFirst(1, responseLost));
		const first = await ask();
		service.network.break();
		const answers = [await ask(), await ask(), await ask()];

		expect(first.status).toBe(200);
		for (const answer of answers) expect(answer).toEqual(first);
		expect(await liveSeats(service, path)).toHaveLength(3);
		expect((await ask({ num: 2 })).body.seats).toHaveLength(2);
		expect(await liveSeats(service, path)).toHaveLength(5);
	});

	test("a repeated lock_together gets the same seats after the event has grown, closed or lowered its limit (I5)", async () => {
		const sections = { stalls: rowsOf(4, 20) };
		const path = await event("grown", sections);
		const ask = (by: TestService) => by.post(`${path}/seat/lock_together`, { num: 4, token: alice });
		const first = await ask(service);

		await event("grown", { ...sections, circle: rowsOf(2, 4) });
		const grown = await ask(service.another());
		const limits = { name: "grown", closes: service.clock.now, maxSeatsPerLock: 2 };
		await service.seller("PUT", path, { ...limits, sections: { ...sections, circle: rowsOf(2, 4) } });
		const closed = await ask(service.another());
		const other = await service.another().post(`${path}/seat/lock_together`, { num: 4, token: bob });

		expect(first.status).toBe(200);
		expect([grown, closed]).toEqual([first, first]);
		expect(other.status).toBe(410);
		expect(await liveSeats(service, path)).toHaveLength(4);
	});

	test.each([
		[2, 8, 4, 1],
		[40, 10, 10, 10],
	])(
		"a party that is alone sits near the front at the worst draw: in %i rows of %i, a party of %i sits in row %i",
		async (...house) => {
			const [count, length, num, last] = house;
			const path = await event(`alone-${count}`, { stalls: rowsOf(count, length) });
			const unlucky = service.another();
			const byChance = { ...unlucky.runtime.readings, turn: async () => undefined };
			Object.assign(unlucky.runtime, { draw: () => 0.999, readings: byChance });

			const { body } = await unlucky.post(`${path}/seat/lock_together`, { num });

			expect(Number(body.seats[0].row)).toBe(last);
		},
	);

	test("lock_together draws from the best quarter of the choices, rounded up: two of the six seats that leave none alone", async () => {
		const path = await event("six", { stalls: rowsOf(1, 8) });
		const unlucky = service.another();
		Object.assign(unlucky.runtime, { draw: () => 0.999 });

		const best = await service.get(`${path}/seat/together?num=1`);
		const drawn = await unlucky.post(`${path}/seat/lock_together`, { num: 1 });

		expect(addresses(best.body.seats)).toEqual(["1/4"]);
		expect(addresses(drawn.body.seats)).toEqual(["1/5"]);
	});

	test("lock_together asks the caller to try again after nine attempts lost to faster buyers", async () => {
		const path = await event("crowded", { stalls: rowsOf(4, 20) });
		const slow = service.another();
		await slow.get(`${path}/seat/together?num=1`);
		slow.network.break((sent, deliver) =>
			sent.operation === "PutItem" ? saying("ConditionalCheckFailedException", soldTo(sent))(sent, deliver) : deliver(),
		);

		const { value, operations } = await slow.network.during(() => slow.post(`${path}/seat/lock_together`, { num: 1 }));

		expect(value.status).toBe(503);
		expect(operations.filter((operation) => operation === "PutItem")).toHaveLength(9);
	});

	test("a lock_together repeated after its event was made again with fewer seats gets none of the old seats", async () => {
		const path = await event("remade", { stalls: rowsOf(1, 8) });
		const ended = { now: service.clock.now + 60 };
		const ask = (clock: { now: number }) =>
			service.another(clock).post(`${path}/seat/lock_together`, { num: 4, token: alice, seconds: 60 });
		expect(addresses((await ask(service.clock)).body.seats)).toEqual(["1/1", "1/2", "1/3", "1/4"]);
		const hasty = service.another(ended, { wait: async () => {} });
		expect((await hasty.seller("DELETE", path)).status).toBe(200);
		expect((await hasty.seller("PUT", path, { name: "remade", sections: { stalls: rowsOf(1, 3) } })).status).toBe(200);

		const { status, body } = await ask(ended);

		expect(status).toBe(409);
		expect(body).toMatchObject({ type: "/problems/not-together", largest: 3 });
	});

	test("a lock_together sent six times at once with one token locks one party's seats (I5)", async () => {
		const path = await event("twice", { stalls: rowsOf(4, 20) });

		const answers = await Promise.all(
			Array.from({ length: 6 }, () => service.post(`${path}/seat/lock_together`, { num: 4, token: bob })),
		);

		expect(new Set(answers.map(({ body }) => JSON.stringify(body.seats))).size).toBe(1);
		expect(await liveSeats(service, path)).toHaveLength(4);
	});

	test("a lock_together repeated after its seats were sold is refused, and locks no others", async () => {
		const path = await event("sold", { stalls: rowsOf(2, 8) });
		const locked = await service.post(`${path}/seat/lock_together`, { num: 2, token: alice });
		const seats = locked.body.seats.map(({ section, row, seat }: Record<string, string>) => ({ section, row, seat }));
		await service.seller("POST", `${path}/seat/claim`, { seats, token: alice, order: "order 1" });

		const { status, body } = await service.post(`${path}/seat/lock_together`, { num: 2, token: alice });

		expect(status).toBe(409);
		expect(body.seats.map((one: { status: string }) => one.status)).toEqual(["sold", "sold"]);
		expect(await liveSeats(service, path)).toHaveLength(2);
	});

	test("a lock_together repeated after its lock has ended finds other seats if another buyer has the old ones", async () => {
		const path = await event("late", { stalls: rowsOf(2, 8) });
		const ask = (now: number, token: string) =>
			service.another({ now }).post(`${path}/seat/lock_together`, { num: 8, token, seconds: 60 });
		const first = await ask(service.clock.now, alice);
		const row = first.body.seats[0].row;
		await service.another({ now: service.clock.now + 60 }).post(`${path}/seat/lock/stalls/${row}/1`, { token: bob });

		const again = await ask(service.clock.now + 60, alice);

		expect(again.status).toBe(200);
		expect(again.body.seats[0].row).not.toBe(row);
	});

	test.each([
		["lock_together", { token: alice }],
		["sell_together", { order: "4711" }],
	])("a %s repeated after its category got another name is answered as before (I5)", async (verb, proof) => {
		const path = await event(`renamed-${verb.slice(0, 4)}`, { stalls: inCategory("gold") });
		const ask = (by: TestService) =>
			by.seller("POST", `${path}/seat/${verb}`, { num: 2, categories: ["gold"], ...proof });
		const first = await ask(service);
		await service.seller("PUT", path, { name: "renamed", sections: { stalls: inCategory("premium") } });

		const again = await Promise.all([ask(service), ask(service.another())]);

		expect(first.status).toBe(200);
		expect(again.map(({ status, body }) => [status, body])).toEqual([
			[200, first.body],
			[200, first.body],
		]);
	});

	test("what lock_together has given is remembered for as long as its lock lives, also where the event allows longer locks later (I5)", async () => {
		const path = await event("longer", { stalls: rowsOf(2, 8) });
		const party = await service.post(`${path}/seat/lock_together`, { num: 2, token: alice });
		await service.seller("PATCH", path, { maxLockSeconds: MAX_LOCK_SECONDS });

		const { body } = await service
			.another()
			.post(`${path}/seat/extend`, { seats: party.body.seats, token: alice, seconds: MAX_LOCK_SECONDS });

		const [remembered] = (await everyRecord(service.runtime.table.name)).filter(({ pk }) =>
			pk.startsWith("#together#longer#"),
		);
		expect(remembered?.["ttl"]).toBeGreaterThanOrEqual(body.expires);
	});

	test("a lock_together repeated after its lock has ended is remembered for as long as the new lock can live (I5)", async () => {
		const path = await event("renewed", { stalls: rowsOf(2, 8) });
		const ask = (now: number) =>
			service.another({ now }).post(`${path}/seat/lock_together`, { num: 4, token: alice, seconds: 60 });
		const first = await ask(service.clock.now);

		const later = service.clock.now + 1_790;
		const again = await ask(later);

		expect(again.body.seats.map(({ seat }: { seat: string }) => seat)).toEqual(
			first.body.seats.map(({ seat }: { seat: string }) => seat),
		);
		const remembered = (await everyRecord(service.runtime.table.name)).filter(({ pk }) =>
			pk.startsWith("#together#renewed#"),
		);
		expect(remembered.map(({ ttl }) => ttl)).toEqual([later + MAX_LOCK_SECONDS]);
	});

	test("lock_together looks only in the sections it is given", async () => {
		const { status, body } = await service.post("/seat/lock_together", { num: 2, sections: ["box"] });

		expect(status).toBe(200);
		expect(addresses(body.seats)).toEqual(["A/1", "A/2"]);
		expect((await service.post("/seat/lock_together", { num: 2, sections: ["box"] })).body).toMatchObject({
			type: "/problems/not-together",
			largest: 1,
		});
	});

	test("lock_together keeps to the event's times and limit, and to a wish for an accessible seat", async () => {
		const path = await event("limits", { stalls: rowsOf(1, 8) });
		await service.seller("PUT", `${path}`, {
			name: "limits",
			opens: service.clock.now + 100,
			closes: service.clock.now + 200,
			maxSeatsPerLock: 2,
			sections: { stalls: rowsOf(1, 8) },
		});
		const at = (now: number, body: object) => service.another({ now }).post(`${path}/seat/lock_together`, body);

		expect((await at(service.clock.now + 99, { num: 2 })).status).toBe(403);
		expect((await at(service.clock.now + 200, { num: 2 })).status).toBe(410);
		expect((await at(service.clock.now + 100, { num: 3 })).body).toMatchObject({ status: 422, limit: 2 });
		expect((await at(service.clock.now + 100, { num: 2, accessible: true })).status).toBe(409);
		expect((await at(service.clock.now + 100, { num: 2 })).status).toBe(200);
	});

	test.each([20, 16])(
		"lock_together serves 100 parties of four at once on 400 seats in rows of %i, and gives no seat twice",
		async (length) => {
			const path = await event(`rush-${length}`, { stalls: rowsOf(400 / length, length) });
			await service.get(`${path}/seat/together?num=4`);
			const ask = (party: number) =>
				service.post(`${path}/seat/lock_together`, { num: 4, token: tokenOf(`party ${party}`.replace(" ", "-")) });
			const parties = Array.from({ length: 100 }, (_, party) => party);

			const { value: answers, operations } = await service.network.during(() => Promise.all(parties.map(ask)));
			const again = await Promise.all(parties.filter((party) => answers[party]?.status !== 200).map(ask));

			const served = [...answers, ...again].filter(({ status }) => status === 200);
			const seats = served.flatMap(({ body }) => addresses(body.seats));
			expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(95);
			expect(new Set(seats).size).toBe(400);
			expect(operations.filter((operation) => operation === "TransactWriteItems").length).toBeLessThanOrEqual(300);
		},
		300_000,
	);
});
