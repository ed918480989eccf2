/** A PUT brings new seats, and a copy of the function still knows the event from before. */
import { beforeEach, describe, expect, test } from "@jest/globals";
import { house, seat, tokenOf } from "../support/seats.ts";
import { newService, type TestService } from "../support/service.ts";

/** A large house, which has a shared reading, and one that is small enough to be read directly. */
describe.each([40, 4])("in a house of %i rows", (rows) => {
	let old: TestService;
	let fresh: TestService;

	beforeEach(async () => {
		const service = await newService();
		const before = house(1, rows, 10);
		await service.seller("PUT", "/events/distant-worlds", before);
		old = service.another();
		await old.get("/seat/together?num=2");
		const balcony = [{ row: "x", category: "gold", seats: ["1", "2", "3", "4"] }];
		const after = { ...before, sections: { balcony, ...before.sections } };
		expect((await service.seller("PUT", "/events/distant-worlds", after)).status).toBe(200);
		fresh = service.another();
		Object.assign(fresh.runtime, { draw: () => 0 });
	});

	test.each([
		["lock_together", (by: TestService) => by.post("/seat/lock_together", { num: 2, token: tokenOf("party") })],
		["sell_together", (by: TestService) => by.seller("POST", "/seat/sell_together", { num: 2, order: "4711" })],
	])("a repeated %s has the same new seats there, and no others (I5)", async (_, ask) => {
		const first = await ask(fresh);
		const again = await ask(old);

		expect(first.body.seats[0].section).toBe("balcony");
		expect([again.status, again.body.seats]).toEqual([200, first.body.seats]);
		expect((await fresh.seller("GET", "/events/distant-worlds/taken")).body.seats).toHaveLength(2);
	});

	test("a party finds a category that the PUT has brought", async () => {
		old.age(1_500);

		const locked = await old.post("/seat/lock_together", { num: 2, categories: ["gold"] });
		const sold = await old.seller("POST", "/seat/sell_together", { num: 2, categories: ["gold"], order: "1" });

		expect([locked.status, sold.status]).toEqual([200, 200]);
	});

	test("a look for the best seats finds it, too", async () => {
		old.age(1_500);

		expect((await old.get("/seat/together?num=2&category=gold")).status).toBe(200);
	});

	test("a list of taken seats goes on in a section that the PUT has brought", async () => {
		await fresh.seller("POST", "/seat/sell", { seats: [seat("x", 1, "balcony"), seat("x", 2, "balcony")], order: "1" });
		const page = await fresh.seller("GET", "/events/distant-worlds/taken?limit=1");

		const next = await old.seller("GET", `/events/distant-worlds/taken?after=${page.body.next}`);

		expect(next.body.seats).toMatchObject([seat("x", 2, "balcony")]);
	});

	test("a list of the taken seats of a row that a PUT has brought into a section is not refused", async () => {
		const before = house(1, rows, 10);
		const more = { row: "one more", seats: ["1", { seat: "2", status: "sold", order: "1" }] };
		const sections = { balcony: [{ row: "x", category: "gold", seats: ["1", "2", "3", "4"] }], ...before.sections };
		await fresh.get("/seat/together?num=2");
		const grown = {
			...before,
			sections: { ...sections, "section 1": [...(before.sections["section 1"] ?? []), more] },
		};
		expect((await old.another().seller("PUT", "/events/distant-worlds", grown)).status).toBe(200);

		const found = await fresh.seller("GET", "/events/distant-worlds/taken?section=section%201&row=one%20more");

		expect([found.status, found.body.seats]).toMatchObject([200, [seat("one more", 2, "section 1")]]);
	});
});
