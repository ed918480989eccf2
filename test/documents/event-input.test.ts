import { expect, test } from "@jest/globals";
import { readEventInput } from "../../documents/event-input.ts";
import { mistakesOf } from "./mistakes-of.ts";

const NOW = 1_800_000_000;

test("an event document is kept as it is written", () => {
	const input = { name: "House", sections: { stalls: [{ row: "A", seats: ["1"] }] } };

	expect(readEventInput(input, NOW)).toMatchObject({
		format: "event document",
		document: input,
		event: { settings: { name: "House" } },
		oddities: [],
	});
});

test("a pretix seating plan becomes an event document", () => {
	const input = {
		name: "House",
		zones: [{ name: "stalls", rows: [{ row_number: "A", seats: [{ seat_number: "1" }] }] }],
	};

	expect(readEventInput(input, NOW)).toMatchObject({
		format: "pretix seating plan",
		document: { name: "House", sections: { stalls: [{ row: "A", seats: ["1"] }] } },
		event: { sections: [{ section: "stalls" }] },
		oddities: [{ path: "/zones/0/rows/0" }],
	});
});

test("an input of neither format is refused with the mistakes it has as an event document", () => {
	expect(mistakesOf(() => readEventInput({ zone: [] }, NOW))).toMatchObject([
		{ path: "/zone" },
		{ path: "/name" },
		{ path: "/sections" },
	]);
	expect(mistakesOf(() => readEventInput([], NOW))).toMatchObject([{ path: "" }]);
});

test("a response of pretix's API is refused: its layout is the seating plan", () => {
	const input = { id: 2, name: "House", layout: { name: "House", categories: [], zones: [] } };

	expect(mistakesOf(() => readEventInput(input, NOW))).toEqual([
		{ path: "/layout", message: expect.stringContaining("pretix's API") },
	]);
});

test("two rows of one label are odd within a section, not across sections", () => {
	const input = {
		name: "House",
		sections: {
			stalls: [
				{ row: "A", seats: ["1"] },
				{ row: "B", seats: ["1"] },
				{ row: "A", seats: [] },
			],
			circle: [{ row: "A", seats: ["1"] }],
		},
	};

	expect(readEventInput(input, NOW)).toMatchObject({
		oddities: [
			{ path: "/sections/stalls/2", message: "there is another row A before it: no seats of the two are together" },
			{ path: "/sections/stalls/2", message: "the row has no seats" },
		],
	});
});

test("a row without seats is odd in either form of a section, but an empty section is not", () => {
	const input = {
		name: "House",
		sections: {
			stalls: [
				{ row: "A", seats: ["1"] },
				{ row: "B", seats: [null] },
			],
			"a/b": { "1": { _comment: "x" } },
			box: {},
		},
	};

	expect(readEventInput(input, NOW)).toMatchObject({
		oddities: [{ path: "/sections/stalls/1" }, { path: "/sections/a~1b/1" }],
	});
});

test("the first hundred oddities are listed, with the number of the others", () => {
	const odditiesOf = (count: number) => {
		const rows = Array.from({ length: count }, (_, index) => ({ row: `${index}`, seats: [] }));
		return readEventInput({ name: "House", sections: { stalls: rows } }, NOW).oddities;
	};

	const oddities = odditiesOf(150);
	expect(oddities).toHaveLength(101);
	expect(oddities.at(-1)).toEqual({ path: "", message: "and 50 more" });
	expect(odditiesOf(100).at(-1)).toEqual({ path: "/sections/stalls/99", message: "the row has no seats" });
});

test("a seating plan with more zones than an event may have sections is refused", () => {
	const zones = Array.from({ length: 1_001 }, (_, index) => ({
		name: `zone ${index}`,
		rows: [{ row_number: "A", seats: [{ seat_number: "1" }] }],
	}));

	expect(mistakesOf(() => readEventInput({ name: "House", zones }, NOW))).toMatchObject([{ path: "/zones" }]);
});
