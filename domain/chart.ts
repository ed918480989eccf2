/**
 * The chart (contract §4.4): everything of a plan that does not change while seats sell, in a form that stays small for a
 * large house: geometry by row, labels in runs. Seat i of the chart is bit i of its availability.
 */

/** A chart, as `GET /events/{event}/chart` answers it. Lengths are in the document's own unit; y grows downwards. */
export interface Chart {
	/** The smallest rectangle around everything that is drawn. */
	readonly size: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
	/** The price levels, in the document's order; rows name them by their place in this list. */
	readonly categories: readonly ChartCategory[];
	readonly sections: readonly ChartSection[];
	/** What is drawn behind the seats, the hindmost first. */
	readonly decorations: readonly Decoration[];
}

export interface ChartCategory {
	readonly category: string;
	/** #rgb or #rrggbb */
	readonly color?: string;
}

export interface ChartSection {
	readonly section: string;
	/** The corners of its outline, if the document gives one. */
	readonly outline?: readonly Corner[];
	readonly rows: readonly ChartRow[];
}

export type Corner = readonly [x: number, y: number];

/** A row of seats. Its places, seats and gaps, are one `step` apart, unless `points` says where each seat is. */
export interface ChartRow {
	readonly row: string;
	/** The center of its first place; 0 unless given. */
	readonly x?: number;
	readonly y?: number;
	/** The direction from the first place to the second: degrees clockwise from "to the right"; 0 unless given. */
	readonly angle?: number;
	/** The distance from each place to the next; 1 unless given. */
	readonly step?: number;
	/** By how many degrees the direction turns after each place, clockwise; 0, a straight row, unless given. */
	readonly turn?: number;
	/** x and y of each seat in turn, gaps left out: for a row that is neither a line nor an arc. */
	readonly points?: readonly number[];
	/** Its places in order: a label, a run of labels, or `null` for a gap. */
	readonly seats: readonly (string | null | LabelRun)[];
	/** The category of all its seats, by place in the chart's list; or runs of them; no category is -1, and the default. */
	readonly category?: number | readonly CategoryRun[];
	/** The accessible seats, by their place among the seats of this row, ascending. */
	readonly accessible?: readonly number[];
}

/** `num` labels that count from `from` in steps of `by`, behind a prefix: `["A", 1, 3, 2]` is A1, A3, A5. */
export type LabelRun = readonly [prefix: string, from: number, num: number, by: number];

/** The next `num` seats of the row have this category. */
export type CategoryRun = readonly [category: number, num: number];

/** Colors are #rgb or #rrggbb; without one the page chooses. */
export type Decoration =
	| { readonly kind: "area"; readonly corners: readonly Corner[]; readonly color?: string; readonly text?: string }
	| {
			readonly kind: "ellipse";
			readonly x: number;
			readonly y: number;
			readonly width: number;
			readonly height: number;
			readonly color?: string;
			readonly text?: string;
	  }
	| {
			readonly kind: "text";
			readonly x: number;
			readonly y: number;
			readonly text: string;
			readonly size?: number;
			readonly color?: string;
	  };

/** A seat of a row as it is drawn. */
export interface DrawnSeat {
	readonly seat: string;
	readonly x: number;
	readonly y: number;
	/** Its place in the chart's list of categories; -1 for none. */
	readonly category: number;
	readonly accessible: boolean;
}

/** The seats of a row in order, without its gaps, each with where it is drawn. */
export function drawRow({ x = 0, y = 0, angle = 0, step = 1, turn = 0, ...row }: ChartRow): DrawnSeat[] {
	const { points, seats, accessible = [], category = -1 } = row;
	const categories =
		typeof category === "number" ? [] : category.flatMap(([index, num]) => Array<number>(num).fill(index));
	const drawn: DrawnSeat[] = [];
	const place = { x, y, angle };
	for (const label of placesOf(seats)) {
		if (label !== null) {
			const index = drawn.length;
			drawn.push({
				seat: label,
				x: points?.[2 * index] ?? place.x,
				y: points?.[2 * index + 1] ?? place.y,
				category: typeof category === "number" ? category : (categories[index] ?? -1),
				accessible: accessible.includes(index),
			});
		}
		const radians = (place.angle * Math.PI) / 180;
		place.x += step * Math.cos(radians);
		place.y += step * Math.sin(radians);
		place.angle += turn;
	}
	return drawn;
}

/** The labels of a row, place by place; `null` is a gap. */
export function placesOf(seats: ChartRow["seats"]): (string | null)[] {
	return seats.flatMap((place) => {
		if (place === null || typeof place === "string") return [place];
		const [prefix, from, num, by] = place;
		return Array.from({ length: num }, (_, index) => `${prefix}${from + by * index}`);
	});
}
