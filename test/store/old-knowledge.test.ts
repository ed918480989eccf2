/** ADR 028: what would take a seat is not sent once the event it was known from may have been deleted. */
import { expect, test } from "@jest/globals";
import { timeLimit } from "../../store/table.ts";
import { onlyTheFirst, requestLost } from "../support/network.ts";
import { alice, eventDocument, rows } from "../support/seats.ts";
import { FAR, newSale, type TestService } from "../support/service.ts";

test.each([
	["starts available", {}],
	["starts sold", { status: "sold" }],
])("a lock is not resent once its event must be reread (a seat that %s)", async (_, state) => {
	const sale = await newSale(eventDocument({ sections: { orchestra: rows("a", [1], state) } }));
	await sale.seller("POST", "/seat/release/orchestra/a/1", { order: "imported" });
	const slow = sale.another(undefined, { timeLimit });
	await slow.get("/seat/check/orchestra/a/1");
	slow.network.break(
		onlyTheFirst(1, async (sent, deliver) => {
			await new Promise((resolve) => setTimeout(resolve, 3_300));
			return requestLost(sent, deliver);
		}),
	);

	expect((await slow.post("/seat/lock/orchestra/a/1", { token: alice })).status).toBe(503);
});

test.each([
	["lock", "/seat/lock/orchestra/a/1", {}],
	["lock_together", "/seat/lock_together", { num: 1 }],
])(
	"a %s is not refused by an old event that cannot be read again: it may have been opened since",
	async (_, path, body) => {
		const sale = await newSale(eventDocument({ opens: FAR + 60, sections: { orchestra: rows("a", [1]) } }));
		const old = sale.another();
		expect((await old.post(path, { token: alice, ...body })).status).toBe(403);
		expect((await sale.seller("PATCH", "/events/distant-worlds", { opens: null })).status).toBe(200);
		old.age(3_500);
		old.network.break((sent, deliver) => (sent.input.Key?.sk.S === "event" ? requestLost(sent, deliver) : deliver()));

		expect((await old.post(path, { token: alice, ...body })).status).toBe(503);
		old.network.break();
		expect((await old.post(path, { token: alice, ...body })).status).toBe(200);
	},
);

test.each([
	["lock_together", (by: TestService) => by.post("/seat/lock_together", { num: 2 })],
	["sell_together", (by: TestService) => by.seller("POST", "/seat/sell_together", { num: 2, order: "4711" })],
])("a %s that finds no place waits for the event, too: it may have got more seats", async (_, ask) => {
	const before = { orchestra: rows("a", [1]) };
	const sale = await newSale(eventDocument({ sections: before }));
	const old = sale.another();
	expect((await ask(old)).status).toBe(409);
	await sale.seller(
		"PUT",
		"/events/distant-worlds",
		eventDocument({ sections: { ...before, balcony: rows("b", [1, 2]) } }),
	);
	old.age(3_500);
	old.network.break((sent, deliver) => (sent.input.Key?.sk.S === "event" ? requestLost(sent, deliver) : deliver()));

	expect((await ask(old)).status).toBe(503);
	old.network.break();
	expect((await ask(old)).status).toBe(200);
});
