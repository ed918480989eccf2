/** A house of two sections: two rows with an aisle and an accessible seat, and a balcony of one curved row. */
import type { Chart } from "../../../domain/chart.ts";
import { houseOf } from "../../../web/house/house.ts";

export const SMALL_CHART: Chart = {
	size: { x: -3, y: 0, width: 6, height: 8 },
	categories: [{ category: "gold", color: "#d4a017" }, { category: "silver" }],
	sections: [
		{
			section: "stalls",
			rows: [
				{ row: "A", seats: [["", 1, 2, 1], null, ["", 3, 2, 1]], category: 0 },
				{
					row: "B",
					y: 2,
					seats: [["", 1, 4, 1]],
					category: [
						[0, 1],
						[1, 3],
					],
					accessible: [3],
				},
			],
		},
		{ section: "balcony", y: 6, rows: [{ row: "A", seats: ["1", "2", "3"], turn: -10 }] },
		{ section: "roof", rows: [] },
	],
	decorations: [],
};

export const SMALL_HOUSE = houseOf("small", SMALL_CHART);

/** One row of 250 seats, which are 0 to 249 by number, and 1 to 250 by label. */
export const LONG_CHART: Chart = {
	...SMALL_CHART,
	sections: [{ section: "stalls", rows: [{ row: "A", seats: [["", 1, 250, 1]] }] }],
};

/** All 11 seats of the small house are available. */
export const ALL_AVAILABLE = new Uint8Array([0xff, 0b111]);
