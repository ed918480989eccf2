import { beforeAll, expect, test } from "@jest/globals";
import { alice, eventDocument, inPath, rows, seat } from "../support/seats.ts";
import { FAR, newSale, type TestService } from "../support/service.ts";

let service: TestService;

beforeAll(async () => {
	const states = { 1: { status: "sold" }, 3: { status: "blocked" }, 5: { status: "locked", expires: FAR + 60 } };
	service = await newSale(eventDocument({ sections: { orchestra: { ...rows("a", [1, 3]), b: states } } }));
});

const check = (row: string, number: number, by: TestService = service) =>
	by.get(`/seat/check${inPath(seat(row, number))}`);

test("a check of an available seat says so, and is not cached", async () => {
	const { status, headers, body } = await check("a", 1);

	expect(status).toBe(200);
	expect(headers["cache-control"]).toBe("no-store");
	expect(body).toEqual({ message: "seat 1 of row a, orchestra is available", available: true, status: "available" });
});

test.each([
	[1, { status: "sold" }],
	[3, { status: "blocked" }],
	[5, { status: "locked", expires: FAR + 60 }],
])("a check of a taken seat says how it is taken: seat %i is %j", async (number, state) => {
	const { body } = await check("b", number);

	expect(body).toEqual({
		message: `seat ${number} of row b, orchestra is ${state.status}`,
		available: false,
		...state,
	});
});

test("a check sees every change made before it", async () => {
	await service.post(`/seat/lock${inPath(seat("a", 3))}`, { token: alice });
	expect((await check("a", 3)).body.status).toBe("locked");

	await service.post(`/seat/unlock${inPath(seat("a", 3))}`, { token: alice });
	expect((await check("a", 3)).body.status).toBe("available");
});

test("a check shows a seat as available from the second its lock ends, while the record is still there (I2)", async () => {
	expect((await check("b", 5, service.another({ now: FAR + 59 }))).body.available).toBe(false);
	expect((await check("b", 5, service.another({ now: FAR + 60 }))).body).toEqual({
		message: "seat 5 of row b, orchestra is available",
		available: true,
		status: "available",
	});
});

test("a check of a seat that the event does not have is refused and names the seat", async () => {
	for (const unknown of [seat("a", 2), seat("z", 1), seat("a", 1, "balcony")]) {
		const { status, body } = await service.get(`/seat/check${inPath(unknown)}`);

		expect(status).toBe(404);
		expect(body).toMatchObject({ type: "/problems/unknown-seat", seats: [unknown] });
	}
});
