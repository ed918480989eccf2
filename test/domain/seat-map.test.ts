import { expect, test } from "@jest/globals";
import { planOfSection } from "../../documents/section-plan.ts";
import { mapOf } from "../../domain/seat-map.ts";
import { house } from "../support/seats.ts";

/** What a function may answer, with room to spare: Lambda's limit is 6 MB, and the map is JSON inside JSON. */
const MAX_MAP_BYTES = 5_000_000;

test("the map of 80,000 seats, every one sold, fits in a function's response", () => {
	const { sections } = house(160, 20, 25);

	const maps = Object.entries(sections).map(([section, rows]) =>
		mapOf(planOfSection(section, rows), () => ({ status: "sold" })),
	);

	expect(maps.flatMap(({ rows }) => rows.flatMap(({ seats }) => seats))).toHaveLength(80_000);
	expect(Buffer.byteLength(JSON.stringify(maps))).toBeLessThan(MAX_MAP_BYTES);
});
