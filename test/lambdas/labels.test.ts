/** Labels are arbitrary text (contract §1): each is one seat, in the path and in the body, in the table and in the count. */
import { beforeAll, describe, expect, test } from "@jest/globals";
import { ODD_LABELS } from "../support/labels-at-random.ts";
import { everyRecord } from "../support/records.ts";
import { alice, bob, inPath } from "../support/seats.ts";
import { newSale, type TestService } from "../support/service.ts";

let service: TestService;

/** Each odd label is a section, a row and a seat. */
const seats = ODD_LABELS.map((label, index) => ({
	section: label,
	row: ODD_LABELS[(index + 1) % ODD_LABELS.length] as string,
	seat: ODD_LABELS[(index + 2) % ODD_LABELS.length] as string,
}));
const neighbour = "the one beside it";

beforeAll(async () => {
	const sections = seats.map(({ section, row, seat }) => {
		const places = [seat, null, neighbour];
		return [section, [{ row, seats: places }]] as const;
	});
	service = await newSale({ name: "A house of odd labels", sections: Object.fromEntries(sections) });
});

const everySeat = async (task: (seat: (typeof seats)[number]) => Promise<unknown>) => {
	const results: unknown[] = [];
	for (const seat of seats) results.push(await task(seat));
	return results;
};
const all = (value: unknown) => seats.map(() => value);

describe("a seat with odd labels", () => {
	test("is locked by its path, as that very seat and no other", async () => {
		const locked = await everySeat(async (seat) => {
			const { status, body } = await service.post(`/seat/lock${inPath(seat)}`, { token: alice });
			return status === 200 && body.seats;
		});

		expect(locked).toEqual(seats.map((seat) => [{ ...seat, status: "locked", expires: expect.any(Number) }]));
		const besides = await everySeat(
			async (seat) => (await service.get(`/seat/check${inPath({ ...seat, seat: neighbour })}`)).body.available,
		);
		expect(besides).toEqual(all(true));
	});

	test("is found by its path and by its body to be the one that was locked", async () => {
		const states = await everySeat(async (seat) => {
			const checked = await service.get(`/seat/check${inPath(seat)}`);
			const refused = await service.post("/seat/lock", { seats: [seat], token: bob });
			return [checked.body.status, refused.status, refused.body.seats[0].seat === seat.seat];
		});

		expect(states).toEqual(all(["locked", 409, true]));
	});

	test("has a record of its own", async () => {
		const locks = (await everyRecord(service.runtime.table.name)).filter(({ status }) => status === "locked");

		expect(locks).toHaveLength(seats.length);
	});

	test("is counted in its section", async () => {
		const { body } = await service.get("/seat/num_available?by=section");

		expect(body).toMatchObject({ num: seats.length, capacity: 2 * seats.length });
		expect(Object.keys(body.sections).toSorted()).toEqual(seats.map(({ section }) => section).toSorted());
		for (const section of Object.values(body.sections)) expect(section).toMatchObject({ num: 1, capacity: 2 });
		const counted = await everySeat(async ({ section }) => {
			const { body: one } = await service.get(`/seat/num_available?section=${encodeURIComponent(section)}`);
			return one.num;
		});
		expect(counted).toEqual(all(1));
	});

	test("is extended and sold by its body", async () => {
		const statuses = await everySeat(async (seat) => {
			const extended = await service.post("/seat/extend", { seats: [seat], token: alice });
			const claimed = await service.seller("POST", "/seat/claim", { seats: [seat], token: alice });
			return [extended.status, claimed.status, claimed.body.seats[0].status];
		});

		expect(statuses).toEqual(all([200, 200, "sold"]));
	});

	test("comes back with its event's document", async () => {
		const { body } = await service.get("/events/distant-worlds");

		for (const { section, row, seat } of seats) {
			expect(Object.hasOwn(body.sections, section)).toBe(true);
			expect(body.sections[section]).toEqual([{ row, seats: [seat, null, neighbour] }]);
		}
	});
});

test("letters that look alike are different seats when they are different characters", async () => {
	const composed = { section: "é", row: "é", seat: "é" };
	const sale = await newSale({
		name: "x",
		sections: { é: { é: { é: {}, "e\u0301": {} }, "e\u0301": { é: {} } }, "e\u0301": { é: { é: {} } } },
	});

	expect((await sale.get("/seat/num_available")).body.num).toBe(4);
	expect((await sale.post(`/seat/lock${inPath(composed)}`, {})).status).toBe(200);
	expect((await sale.get("/seat/num_available")).body.num).toBe(3);
	expect((await sale.get(`/seat/check${inPath({ ...composed, seat: "e\u0301" })}`)).body.available).toBe(true);
});
