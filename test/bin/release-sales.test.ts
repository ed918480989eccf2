import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { openBoxOffice } from "./box-office.ts";

let office: Awaited<ReturnType<typeof openBoxOffice>>;

beforeAll(async () => {
	office = await openBoxOffice();
});
afterAll(() => office.close());

const seats = (row: string, length: number) =>
	Array.from({ length }, (_, index) => ({ section: "orchestra", row, seat: String(index + 1) }));
/** An event with a row of 130 seats that start as sold, and one of ten that start as available. */
function document(settings: object = {}) {
	const states = (length: number, state: object) =>
		Object.fromEntries(Array.from({ length }, (_, index) => [index + 1, state]));
	const rows = { a: states(130, { status: "sold" }), b: states(10, {}) };
	return { name: "Old", ...settings, sections: { orchestra: rows } };
}
const put = (event: string, settings?: object) => office.ask("PUT", `/events/${event}`, document(settings));
const release = async (event: string, ...args: string[]) =>
	office.run("release-sales.ts", "--event", event, "--sales", await office.scan(), ...args);
const forGood = () => ["--release", "--url", office.address];

test("the sales of an event that is over are counted, released on request, and then the event can be deleted", async () => {
	await put("old");
	await office.sell("old", seats("b", 3), "4711");
	await office.sell("old", seats("b", 5).slice(3), "4712");
	await office.sell("distant-worlds", [{ section: "orchestra", row: "a", seat: "1" }], "4711");

	const counted = await release("old");
	expect(counted).toEqual(["old: 135 seats sold in 3 orders"]);
	await put("old", { closes: 1 });
	expect(await release("old", ...forGood())).toEqual([...counted, "3 orders released"]);

	expect(await release("old")).toEqual(["old: 0 seats sold in 0 orders"]);
	expect(await release("distant-worlds")).toContain("distant-worlds: 1 seat sold in 1 order");
	await office.ask("DELETE", "/events/old");
});

test("what a document sold is counted until it moves, as it was when its seats were first put", async () => {
	const sections = (status: string, order?: string) => ({ stalls: { a: { "1": { status, order }, "2": {} } } });
	const putWith = (sections: object) => office.ask("PUT", "/events/moved", { name: "Moved", sections });
	await putWith(sections("sold", "by telephone"));
	// The state of a seat that the event has is its own, whatever a later document says (I11).
	await putWith(sections("available"));
	const started = await release("moved");
	const [seat] = [{ section: "stalls", row: "a", seat: "1" }];
	await office.move("moved", "release", { seats: [seat], order: "by telephone" });
	const released = await release("moved");
	await office.sell("moved", [seat], "4711");

	expect([started, released]).toEqual([["moved: 1 seat sold in 1 order"], ["moved: 0 seats sold in 0 orders"]]);
	expect(await release("moved")).toEqual(["moved: 1 seat sold in 1 order"]);
});

test("nothing is released of an event that is on sale or does not exist", async () => {
	await put("open", { closes: 4_000_000_000 });
	await office.ask("PUT", "/events/gone", { name: "Gone", sections: {} });
	const before = await office.scan();
	await office.ask("DELETE", "/events/gone");
	await office.sell("open", seats("b", 1), "4711");

	await expect(release("open", ...forGood())).rejects.toMatchObject({
		code: 1,
		stderr: expect.stringContaining("event open has not closed"),
	});
	await expect(release("nowhere", ...forGood())).rejects.toMatchObject({
		code: 1,
		stderr: expect.stringContaining(".json has no event nowhere"),
	});
	const ofGone = office.run("release-sales.ts", "--event", "gone", "--sales", before, ...forGood());
	await expect(ofGone).rejects.toMatchObject({
		code: 1,
		stderr: expect.stringContaining("404 /problems/unknown-event"),
	});
	expect(await release("open")).toEqual(["open: 131 seats sold in 2 orders"]);
});

test("sales that cannot be released are listed: those without an order, and seats that another order has by now", async () => {
	await put("odd");
	await office.sell("odd", seats("b", 1));
	await office.sell("odd", seats("b", 2).slice(1), "refunded");
	const file = await office.scan();
	await office.move("odd", "release", { seats: seats("b", 2).slice(1), order: "refunded" });
	await office.sell("odd", seats("b", 2).slice(1), "somebody else");
	await put("odd", { closes: 1 });

	const run = office.run("release-sales.ts", "--event", "odd", "--sales", file, ...forGood());

	await expect(run).rejects.toMatchObject({
		code: 1,
		stdout: expect.stringMatching(
			/^odd: 131 seats sold in 2 orders\n1 seat sold without an order.*\n {2}orchestra b 1\n {2}order refunded: NOT released: 409 .*\n1 order released\n$/,
		),
	});
});
