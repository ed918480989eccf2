/** Copies of the function that know nothing of each other try different places for their parties (ADR 051). */
import { expect, test } from "@jest/globals";
import { timeLimit } from "../../store/table.ts";
import { placeOfTurn, takeTurn } from "../../store/turn.ts";
import { hangs, saying } from "../support/network.ts";
import { lifeOf } from "../support/records.ts";
import { house, tokenOf } from "../support/seats.ts";
import { newService, type TestService } from "../support/service.ts";

const lucky = { draw: () => 0 };

/** A house of 400 seats in 40 rows, too large to be read directly. */
async function newHouse(): Promise<TestService> {
	const service = await newService();
	const { status } = await service.seller("PUT", "/events/distant-worlds", house(1, 40, 10));
	expect(status).toBe(200);
	await service.get("/seat/together?num=2");
	return service;
}

/** Another copy that always draws the first place. */
function copyOf(service: TestService): TestService {
	const copy = service.another();
	Object.assign(copy.runtime, lucky);
	return copy;
}

const sentBy = async (copy: TestService, body: object) =>
	(await copy.network.during(() => copy.post("/seat/lock_together", body))).operations.filter(
		(operation) => operation === "UpdateItem" || operation === "TransactWriteItems",
	);

test("eight parties that come at once, each to a copy of its own, are all served by their first transaction", async () => {
	const service = await newHouse();
	const copies = Array.from({ length: 8 }, () => copyOf(service));

	const sent = await Promise.all(
		copies.map((copy, index) => sentBy(copy, { num: 2, token: tokenOf(`party-${index}`) })),
	);

	expect(sent).toEqual(copies.map(() => ["UpdateItem", "TransactWriteItems"]));
});

test("a copy takes a number for its first party, and another one a minute later", async () => {
	const copy = copyOf(await newHouse());
	const party = () => sentBy(copy, { num: 2 });

	expect(await party()).toEqual(["UpdateItem", "TransactWriteItems"]);
	expect(await party()).toEqual(["TransactWriteItems"]);
	copy.clock.now += 61;
	copy.age(61_000);
	expect(await party()).toEqual(["UpdateItem", "TransactWriteItems"]);
});

test("in a small house, which is read directly, no copy takes a number", async () => {
	const service = await newService();
	await service.seller("PUT", "/events/distant-worlds", house(1, 4, 10));

	expect(await sentBy(copyOf(service), { num: 2 })).toEqual(["TransactWriteItems"]);
});

test("the first n numbers go to n different places, the first to the best", () => {
	for (const count of [1, 2, 3, 4, 16, 90, 96, 640]) {
		const places = Array.from({ length: count }, (_, turn) => placeOfTurn(turn, count));

		expect(places[0]).toBe(0);
		expect(new Set(places).size).toBe(count);
		expect(Math.max(...places)).toBe(count - 1);
	}
});

test("the first parties of a sale lie far apart, for a party of another size counts other places", () => {
	const places = Array.from({ length: 16 }, (_, turn) => placeOfTurn(turn, 640)).sort((one, other) => one - other);
	const gaps = places.slice(1).map((place, index) => place - (places[index] ?? 0));

	expect(Math.min(...gaps)).toBeGreaterThan(640 / 16 / 3);
});

test("a party is served where the count is refused, and the copy asks again some seconds later", async () => {
	const service = await newHouse();
	const copy = copyOf(service);
	let counts = 0;
	copy.network.break((sent, deliver) => {
		if (sent.operation !== "UpdateItem" || ++counts > 1) return deliver();
		return saying("AccessDeniedException", {}, 400)(sent, deliver);
	});
	const party = async () => (await copy.post("/seat/lock_together", { num: 2 })).status;

	expect(await party()).toBe(200);
	expect([await party(), counts]).toEqual([200, 1]);
	copy.clock.now += 6;
	copy.age(6_000);
	expect([await party(), counts]).toEqual([200, 2]);
});

test("a party is served by chance where the table gives no number in time", async () => {
	const service = await newHouse();
	const copy = service.another(undefined, { timeLimit });
	copy.network.break((sent, deliver, ended) =>
		sent.operation === "UpdateItem" ? hangs(sent, deliver, ended) : deliver(),
	);

	const { status } = await copy.post("/seat/lock_together", { num: 2 });

	expect(status).toBe(200);
});

test("numbers go up by one, and each event counts for itself", async () => {
	const { table } = (await newHouse()).runtime;
	const event = await lifeOf(table.name);
	const take = (life: string) => takeTurn(table, { ...event, life }, 0);

	const numbers = [await take("one"), await take("one"), await take("other"), await take("one")];

	expect(numbers).toEqual([0, 1, 0, 2]);
});
