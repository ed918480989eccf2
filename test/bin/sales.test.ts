import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { readSales } from "../../bin/event/sales.ts";
import { eventKey, type Key, planKey, seatRecordKey } from "../../store/keys.ts";
import { pack } from "../../store/packed.ts";

let file: string;
beforeAll(() => {
	file = join(mkdtempSync(join(tmpdir(), "sales-")), "sales.json");
});
afterAll(() => rmSync(join(file, ".."), { recursive: true }));

const NOW = { id: "theatre", life: "life-2" };
const BEFORE = { id: "theatre", life: "life-1" };
const STALLS = { section: "stalls", planDigest: "digest", starts: 2 };
const seat = (label: string) => ({ section: "stalls", row: "A", seat: label });

const item = ({ pk, sk }: Key, attributes: object) => ({ pk: { S: pk }, sk: { S: sk }, ...attributes });
const packed = (value: unknown) => ({ B: Buffer.from(pack(value)).toString("base64") });
const eventItem = (sections: readonly object[] = []) =>
	item(eventKey(NOW.id), { life: { S: NOW.life }, event: packed({ sections }) });
const seatItem = (event: typeof NOW, label: string, status: string, order?: string) =>
	item(seatRecordKey(event, seat(label)), {
		status: { S: status },
		...(order !== undefined && { order: { S: order } }),
	});
function planItem(...labels: string[]) {
	const starts = labels.map((label) => [
		JSON.stringify(["A", label]),
		{ status: "sold", order: "imported", soldAt: 1 },
	]);
	return item(planKey(NOW, "stalls", "digest"), { packed: packed({ rows: [], starts }) });
}

function salesOf(...Items: object[]) {
	writeFileSync(file, JSON.stringify({ Items }));
	const { sales } = readSales(file);
	return sales.map(({ event, seat, order, isFromDocument }) => [event, seat.seat, order, isFromDocument]);
}

test("only the sales of the life that the event has now are read", () => {
	const sales = salesOf(
		seatItem(BEFORE, "1", "sold", "old"),
		seatItem({ id: "deleted", life: "life-1" }, "1", "sold", "old"),
		seatItem(NOW, "2", "sold", "new"),
		eventItem(),
		seatItem(NOW, "3", "sold"),
	);

	expect(sales).toEqual([
		["theatre", "2", "new", false],
		["theatre", "3", undefined, false],
	]);
});

test("a seat that starts sold is sold until it has a record, whatever its record says then", () => {
	const sales = salesOf(
		planItem("1", "2", "3", "4"),
		seatItem(NOW, "1", "available"),
		seatItem(NOW, "2", "sold", "o-2"),
		seatItem(NOW, "3", "locked"),
		seatItem(BEFORE, "4", "available"),
		eventItem([STALLS]),
	);

	expect(sales).toEqual([
		["theatre", "2", "o-2", false],
		["theatre", "4", "imported", true],
	]);
});

test("a plan that is not the one of the event's record says nothing", () => {
	expect(salesOf(planItem("1"), eventItem([{ ...STALLS, starts: 0 }]))).toEqual([]);
	expect(salesOf(planItem("1"), eventItem([]))).toEqual([]);
});

test("a scan that lacks a plan, or any event, is refused: sales would be missing", () => {
	expect(() => salesOf(eventItem([STALLS]))).toThrow("lacks the plan of theatre, section stalls");
	expect(() => salesOf(seatItem(NOW, "1", "sold"))).toThrow("has seats and no event");
});

test("a damaged record of a scan is named", () => {
	const damaged = item(eventKey("theatre"), { life: { S: "life-2" }, event: { B: "AAAA" } });

	expect(() => salesOf(damaged)).toThrow(/has a damaged record: pk theatre, sk event: /);
});
