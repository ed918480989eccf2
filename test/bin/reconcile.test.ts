import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Seat } from "../../domain/seat.ts";
import { openBoxOffice } from "./box-office.ts";

let office: Awaited<ReturnType<typeof openBoxOffice>>;
let sales: string;

interface Order {
	readonly event: string;
	readonly order: string;
	readonly seats: readonly Seat[];
}

/** The seller's own book of orders; tests add to it. */
let book: Order[];

beforeAll(async () => {
	book = [
		{ event: "distant-worlds", order: "kept", seats: [seat("a", 1)] },
		{ event: "distant-worlds", order: "lost", seats: [seat("b", 1), seat("b", 3)] },
		{ event: "distant-worlds", order: "too late", seats: [seat("c", 1)] },
	];
	office = await openBoxOffice();
	await office.ask("PUT", "/events/hall", hall());
});
afterAll(() => office.close());

const seat = (row: string, place: string | number): Seat => ({ section: "orchestra", row, seat: String(place) });
const row = (label: string, length: number) => Array.from({ length }, (_, index) => seat(label, index + 1));

/** An event with long rows. */
function hall(settings: object = {}) {
	const seats = (length: number) => Array.from({ length }, (_, index) => String(index + 1));
	const rows = { a: 120, b: 12, c: 12, d: 1, e: 102 };
	return {
		name: "Hall",
		...settings,
		sections: { orchestra: Object.entries(rows).map(([label, length]) => ({ row: label, seats: seats(length) })) },
	};
}
const available = async (event: string, { section, row, seat }: Seat) =>
	((await office.ask("GET", `/events/${event}/seat/check/${section}/${row}/${seat}`)) as { available: boolean })
		.available;

function reconcile(...args: string[]) {
	const file = join(office.directory, "book.jsonl");
	writeFileSync(file, `${book.map((order) => JSON.stringify(order)).join("\n")}\n`);
	return office.run("reconcile.ts", "--sales", sales, "--book", file, ...args);
}
const repair = () => reconcile("--repair", "--url", office.address);
/** What a repair prints about an order that is added to the book for it. */
async function repairOf(order: Order) {
	book.push(order);
	const said = await repair().catch(({ code, stdout }) => {
		expect(code).toBe(1);
		return (stdout as string).split("\n");
	});
	book.pop();
	return said.find((line: string) => line.includes(`order ${order.order}: `))?.replace(/^.*: (?=(NOT )?sold)/, "");
}

test("orders that the table lost are found, sold again on request, and then no longer found", async () => {
	await office.sell("distant-worlds", [seat("a", 1)], "kept");
	await office.sell("distant-worlds", [seat("c", 1)], "somebody else");
	await office.sell("distant-worlds", [seat("c", 3)], "refunded since");
	sales = await office.scan();

	const found = await reconcile();
	expect(found).toEqual([
		"1 order lost by the table, completely or in part",
		"  distant-worlds, order lost: orchestra b 1, orchestra b 3",
		"1 order with seats that are sold under another order: a person must decide",
		"  distant-worlds, order too late: orchestra c 1",
		"1 sold seat missing from the book: refunded since, or another seller's",
		'  ["distant-worlds","orchestra","c","3"] under order refunded since',
	]);

	const repaired = await repair();
	expect(repaired[1]).toBe("  distant-worlds, order lost: orchestra b 1, orchestra b 3: sold again");
	// Again from the same files, as after a lost connection.
	expect((await repair())[1]).toBe(repaired[1]);

	sales = await office.scan();
	expect((await reconcile())[0]).toBe("0 orders lost by the table, completely or in part");
});

test("a lost order whose seats somebody else has locked is not sold again, and the refusal is printed", async () => {
	await office.move("distant-worlds", "lock", { seats: [seat("b", 5)], token: "token-of-somebody-who-was-faster" });

	const said = await repairOf({ event: "distant-worlds", order: "met", seats: [seat("b", 5)] });

	expect(said).toMatch(/^NOT sold again: 409 /);
});

test("a lost order of more seats than one request takes is sold again completely", async () => {
	const order = { event: "hall", order: "120 seats", seats: row("a", 120) };

	expect(await repairOf(order)).toBe("sold again");

	book.push(order);
	sales = await office.scan();
	expect((await reconcile())[0]).toBe("0 orders lost by the table, completely or in part");
});

test("when only a part of a large order was sold again, the same command sells the rest", async () => {
	const order = { event: "hall", order: "in part", seats: row("e", 102) };
	expect(await repairOf(order)).toBe("sold again");
	await office.move("hall", "release", { seats: order.seats.slice(100), order: order.order });

	expect(await repairOf(order)).toBe("sold again");

	expect(await available("hall", seat("e", 102))).toBe(false);
});

test("a lost order that cannot be sold again completely takes none of its seats", async () => {
	await office.move("hall", "lock", { seats: [seat("c", 11)], token: "token-of-somebody-who-was-faster" });

	const said = await repairOf({ event: "hall", order: "met in part", seats: row("c", 12) });

	expect(said).toMatch(/^NOT sold again: 409 /);
	expect(await available("hall", seat("c", 1))).toBe(true);
	expect(await available("hall", seat("c", 12))).toBe(true);
});

test("a lost order is sold again while its event is kept closed to buyers", async () => {
	await office.ask("PUT", "/events/hall", hall({ opens: 4_000_000_000 }));

	expect(await repairOf({ event: "hall", order: "closed", seats: [seat("d", 1)] })).toBe("sold again");
});

test("a book that has numbers where the table has text is compared all the same", async () => {
	await office.ask("PUT", "/events/2026", hall());
	await office.sell("2026", [seat("b", 1)], "4711");
	sales = await office.scan();
	const file = join(office.directory, "numbers.jsonl");
	writeFileSync(file, '{"event": 2026, "order": 4711, "seats": [{"section": "orchestra", "row": "b", "seat": 1}]}\n');

	const found = await office.run("reconcile.ts", "--sales", sales, "--book", file);

	expect(found[0]).toBe("0 orders lost by the table, completely or in part");
	expect(found.join("\n")).not.toContain("4711");
});

test("seats that a document sold are sold under its order, and those in no book are counted by order", async () => {
	const states = { "1": { status: "sold", order: "box" }, "2": { status: "sold" }, "3": { status: "sold" } };
	await office.ask("PUT", "/events/moved", { name: "Moved", sections: { orchestra: { a: states } } });
	sales = await office.scan();
	const file = join(office.directory, "moved.jsonl");
	writeFileSync(file, JSON.stringify({ event: "moved", order: "box", seats: [seat("a", 1)] }));

	const found = await office.run("reconcile.ts", "--sales", sales, "--book", file);

	expect(found[0]).toBe("0 orders lost by the table, completely or in part");
	expect(found[1]).toMatch(/^0 orders/);
	expect(found.at(-1)).toBe("  moved, order imported: 2 seats sold by its document");
});

test("a repair against an address without a service fails and says so", async () => {
	book.push({ event: "hall", order: "waits", seats: [seat("c", 1)] });

	await expect(reconcile("--repair", "--url", "http://localhost:1")).rejects.toMatchObject({
		code: 1,
		stderr: expect.stringMatching(/^http:\/\/localhost:1 cannot be reached: .*\n$/),
	});
});
