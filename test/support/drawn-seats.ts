/** The seats of a row as the page reads them from a chart: in order, without gaps. */
import type { ChartRow, Frame } from "../../domain/chart.ts";
import { houseOf, labelOf } from "../../web/house/house.ts";

export interface DrawnSeat {
	readonly seat: string;
	readonly x: number;
	readonly y: number;
	/** Its place in the chart's list of categories; -1 for none. */
	readonly category: number;
	readonly accessible: boolean;
}

export function drawnSeats(row: ChartRow, { x = 0, y = 0, angle = 0 }: Frame): DrawnSeat[] {
	const house = houseOf("", {
		size: { x: 0, y: 0, width: 0, height: 0 },
		categories: [],
		sections: [{ section: "", x, y, angle, rows: [row] }],
		decorations: [],
	});
	return Array.from({ length: house.numSeats }, (_, seat) => ({
		seat: labelOf(house, seat),
		x: house.x[seat] as number,
		y: house.y[seat] as number,
		category: house.category[seat] as number,
		accessible: house.accessible[seat] === 1,
	}));
}
