/** Labels are arbitrary text (contract §1): each means one seat, in a path, in a body, in the table and in a count. */
import { beforeAll, describe, expect, test } from "@jest/globals";
import { ODD_LABELS } from "../support/labels-at-random.ts";
import { everyRecord } from "../support/records.ts";
import { alice, bob, inPath } from "../support/seats.ts";
import { newSale, type TestService } from "../support/service.ts";

let service: TestService;

/** Each odd label is used as a section, as a row and as a seat. */
const seats = ODD_LABELS.map((label, index) => ({
	section: label,
	row: ODD_LABELS[(index + 1) % ODD_LABELS.length] as string,
	seat: ODD_LABELS[(index + 2) % ODD_LABELS.length] as string,
}));
const NEIGHBOUR = "the one beside it";

beforeAll(async () => {
	const sections = seats.map(({ section, row, seat }) => {
		const places = [seat, null, NEIGHBOUR];
		return [section, [{ row, seats: places }]] as const;
	});
	service = await newSale({ name: "A house of odd labels", sections: Object.fromEntries(sections) });
});

async function everySeat(task: (seat: (typeof seats)[number]) => Promise<unknown>) {
	const results: unknown[] = [];
	for (const seat of seats) results.push(await task(seat));
	return results;
}
const all = (value: unknown) => seats.map(() => value);

// The tests build on each other: they follow the same seats from their lock to their sale.
describe("a seat with odd labels", () => {
	test("a seat with odd labels is locked by its path, and the seat beside it is not", async () => {
		const locked = await everySeat(async (seat) => {
			const { status, body } = await service.post(`/seat/lock${inPath(seat)}`, { token: alice });
			return status === 200 && body.seats;
		});

		expect(locked).toEqual(seats.map((seat) => [{ ...seat, status: "locked", expires: expect.any(Number) }]));
		const isNeighbourAvailable = await everySeat(
			async (seat) => (await service.get(`/seat/check${inPath({ ...seat, seat: NEIGHBOUR })}`)).body.available,
		);
		expect(isNeighbourAvailable).toEqual(all(true));
	});

	test("a seat with odd labels is the same seat in a path and in a body", async () => {
		const states = await everySeat(async (seat) => {
			const checked = await service.get(`/seat/check${inPath(seat)}`);
			const refused = await service.post("/seat/lock", { seats: [seat], token: bob });
			return [checked.body.status, refused.status, refused.body.seats[0].seat === seat.seat];
		});

		expect(states).toEqual(all(["locked", 409, true]));
	});

	test("every seat with odd labels has its own record", async () => {
		const locks = (await everyRecord(service.runtime.table.name)).filter(({ status }) => status === "locked");

		expect(locks).toHaveLength(seats.length);
	});

	test("every seat with odd labels is counted in its section", async () => {
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

	test("a seat with odd labels is extended and claimed by the body of a request", async () => {
		const statuses = await everySeat(async (seat) => {
			const extended = await service.post("/seat/extend", { seats: [seat], token: alice });
			const claimed = await service.seller("POST", "/seat/claim", { seats: [seat], token: alice });
			return [extended.status, claimed.status, claimed.body.seats[0].status];
		});

		expect(statuses).toEqual(all([200, 200, "sold"]));
	});

	test("a seat with odd labels keeps them in its event's document", async () => {
		const { body } = await service.get("/events/distant-worlds");

		for (const { section, row, seat } of seats) {
			expect(Object.hasOwn(body.sections, section)).toBe(true);
			expect(body.sections[section]).toEqual([{ row, seats: [seat, null, NEIGHBOUR] }]);
		}
	});
});

test("labels that nobody can tell apart are refused in a document, with both places", async () => {
	const sale = await newSale();
	const put = (sections: object) => sale.seller("PUT", "/events/alike", { name: "x", sections });
	const pathsOf = async (sections: object) => {
		const { status, body } = await put(sections);
		return [status, body.errors?.map(({ path }: { path: string }) => path)];
	};

	expect(
		await pathsOf({
			s: [
				{ row: "É", seats: ["1"] },
				{ row: "E\u0301", seats: ["1"] },
			],
		}),
	).toEqual([400, expect.arrayContaining(["/sections/s/0/row", "/sections/s/1/row"])]);
	expect(await pathsOf({ s: [{ row: "A", seats: ["1", "1 ", "1\u200b"] }] })).toEqual([
		400,
		["/sections/s/0/seats/1", "/sections/s/0/seats/2"],
	]);
	expect((await sale.get("/events/alike")).status).toBe(404);
});

test("a label is found in either spelling of Unicode, and one with invisible characters is an unknown seat", async () => {
	const sale = await newSale({ name: "x", sections: { é: [{ row: "É", seats: ["1"] }] } });

	const decomposed = await sale.post(`/seat/lock${inPath({ section: "e\u0301", row: "E\u0301", seat: "1" })}`, {});
	const invisible = await sale.get(`/seat/check${inPath({ section: "é", row: "É", seat: "1\u200b" })}`);

	expect(decomposed).toMatchObject({ status: 200, body: { seats: [{ section: "é", row: "É", seat: "1" }] } });
	expect(invisible).toMatchObject({ status: 404, body: { type: "/problems/unknown-seat" } });
});

test("a key that appears twice in a document is refused with its place, so that no seat is lost silently", async () => {
	const sale = await newSale();

	const { status, body } = await sale.seller(
		"PUT",
		"/events/twice",
		'{"name":"x","sections":{"s":{"A":{"1":{},"2":{}},"A":{"3":{}}}}}',
	);

	expect(status).toBe(400);
	expect(body.errors).toMatchObject([{ path: "/sections/s/A", message: expect.stringContaining("twice") }]);
});
