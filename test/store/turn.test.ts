/** Copies of the function that know nothing of each other try different places for their parties (ADR 051). */
import { expect, test } from "@jest/globals";
import { takeTurn } from "../../store/turn.ts";
import { hangs } from "../support/network.ts";
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

test("a party is served by chance where the table gives no number in time", async () => {
	const service = await newHouse();
	const copy = copyOf(service);
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

	expect(numbers).toEqual([1, 2, 1, 3]);
});
