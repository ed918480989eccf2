import { expect, test } from "@jest/globals";
import { readEventFile } from "../../documents/event-file.ts";

const NOW = 1_800_000_000;

test("an event document stays as it is written", () => {
	const file = { name: "House", sections: { stalls: [{ row: "A", seats: ["1"] }] } };

	expect(readEventFile(file, NOW)).toMatchObject({
		accepted: true,
		value: { format: "event document", document: file, event: { settings: { name: "House" } }, oddities: [] },
	});
});

test("a seating plan becomes an event document", () => {
	const file = {
		name: "House",
		zones: [{ name: "stalls", rows: [{ row_number: "A", seats: [{ seat_number: "1" }] }] }],
	};

	expect(readEventFile(file, NOW)).toMatchObject({
		accepted: true,
		value: {
			format: "pretix seating plan",
			document: { name: "House", sections: { stalls: [{ row: "A", seats: ["1"] }] } },
			event: { sections: [{ section: "stalls" }] },
			oddities: [{ path: "/zones/0/rows/0" }],
		},
	});
});

test("a file of neither format is refused as the event document that it is not", () => {
	expect(readEventFile({ zone: [] }, NOW)).toMatchObject({
		accepted: false,
		refusal: { kind: "invalid-request", errors: [{ path: "/zone" }, { path: "/name" }, { path: "/sections" }] },
	});
	expect(readEventFile([], NOW).accepted).toBe(false);
});

test("an answer of pretix's API is told where in it the plan is", () => {
	const file = { id: 2, name: "House", layout: { name: "House", categories: [], zones: [] } };

	expect(readEventFile(file, NOW)).toMatchObject({
		accepted: false,
		refusal: {
			kind: "invalid-request",
			errors: [{ path: "/layout", message: expect.stringContaining("pretix's API") }],
		},
	});
});

test("a row that stands twice in its section is odd, in another section it is not", () => {
	const file = {
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

	expect(readEventFile(file, NOW)).toMatchObject({
		accepted: true,
		value: {
			oddities: [
				{ path: "/sections/stalls/2", message: "there is another row A before it: no seats of the two are together" },
				{ path: "/sections/stalls/2", message: "the row has no seats" },
			],
		},
	});
});

test("a row without seats is odd in either form of a section, an empty section is not", () => {
	const file = {
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

	expect(readEventFile(file, NOW)).toMatchObject({
		accepted: true,
		value: { oddities: [{ path: "/sections/stalls/1" }, { path: "/sections/a~1b/1" }] },
	});
});

test("of many oddities the first hundred are listed, and how many more there are", () => {
	const odditiesOf = (count: number) => {
		const rows = Array.from({ length: count }, (_, index) => ({ row: `${index}`, seats: [] }));
		const read = readEventFile({ name: "House", sections: { stalls: rows } }, NOW);
		return read.accepted ? read.value.oddities : [];
	};

	const oddities = odditiesOf(150);
	expect(oddities).toHaveLength(101);
	expect(oddities.at(-1)).toEqual({ path: "", message: "and 50 more" });
	expect(odditiesOf(100).at(-1)).toEqual({ path: "/sections/stalls/99", message: "the row has no seats" });
});

test("a seating plan of more sections than an event has is refused", () => {
	const zones = Array.from({ length: 1_001 }, (_, index) => ({
		name: `zone ${index}`,
		rows: [{ row_number: "A", seats: [{ seat_number: "1" }] }],
	}));

	expect(readEventFile({ name: "House", zones }, NOW)).toMatchObject({
		accepted: false,
		refusal: { kind: "invalid-request", errors: [{ path: "/zones" }] },
	});
});
