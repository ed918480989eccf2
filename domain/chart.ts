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

/** Where the middle of a row or of a section is, and how it is turned: degrees clockwise from "to the right". */
export interface Frame {
	/** 0 unless given, like the others. */
	readonly x?: number;
	readonly y?: number;
	readonly angle?: number;
}

/**
 * Its rows are placed in its own frame: turned by `angle`, then moved by `x` and `y`. So blocks that are alike read alike
 * wherever they are, and a large house stays small.
 */
export interface ChartSection extends Frame {
	readonly section: string;
	/** The corners of its outline, if the document gives one; on the chart, not in the frame of the section. */
	readonly outline?: readonly Corner[];
	readonly rows: readonly ChartRow[];
}

export type Corner = readonly [x: number, y: number];

/**
 * A row of seats. Its places, seats and gaps, are one `step` apart, unless `points` says where each seat is. Its frame is
 * that of its middle place, or halfway between the middle two, and lies in the frame of its section.
 */
export interface ChartRow extends Line {
	readonly row: string;
	/** x and y of each seat in turn, gaps left out, in the frame of the section: for a row that is neither a line nor an arc. */
	readonly points?: readonly number[];
	/** Its places in order: a label, a run of labels, or `null` for a gap. */
	readonly seats: readonly (string | null | LabelRun)[];
	/** The category of all its seats, by place in the chart's list; or runs of them; no category is -1, and the default. */
	readonly category?: number | readonly CategoryRun[];
	/** The accessible seats, by their place among the seats of this row, ascending. */
	readonly accessible?: readonly number[];
}

/** A line or an arc of places. */
export interface Line extends Frame {
	/** The distance from each place to the next; 1 unless given. */
	readonly step?: number;
	/** By how many degrees the direction turns after each place, clockwise; 0, a straight row, unless given. */
	readonly turn?: number;
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

/** The seats of a row in order, without its gaps, each with where it is drawn on the chart. */
export function drawRow(row: ChartRow, section: Frame): DrawnSeat[] {
	const { points, seats, accessible = [], category = -1 } = row;
	const categories =
		typeof category === "number" ? [] : category.flatMap(([index, num]) => Array<number>(num).fill(index));
	const accessibles = new Set(accessible);
	const places = placesOf(seats);
	const line = points ? [] : cornersOfLine(row, places.length);
	const toChart = outOf(section);
	const drawn: DrawnSeat[] = [];
	for (let place = 0; place < places.length; place++) {
		const seat = places[place] ?? null;
		if (seat === null) continue;
		const index = drawn.length;
		const [x, y] = toChart((points ? [points[2 * index], points[2 * index + 1]] : line[place]) as Corner);
		drawn.push({
			seat,
			x,
			y,
			category: typeof category === "number" ? category : (categories[index] ?? -1),
			accessible: accessibles.has(index),
		});
	}
	return drawn;
}

/** Where a corner is that lies in this frame. */
export const onChart = (frame: Frame, corner: Corner): Corner => outOf(frame)(corner);

/** The same for many corners: a browser draws 80,000 seats, and an angle is slow to work out. */
function outOf({ x = 0, y = 0, angle = 0 }: Frame): (corner: Corner) => Corner {
	const [cos, sin] = [Math.cos(radians(angle)), Math.sin(radians(angle))];
	return ([right, down]) => [x + right * cos - down * sin, y + right * sin + down * cos];
}

/** The places of a row that is a line or an arc, in the frame in which it lies. */
export function cornersOfLine({ step = 1, turn = 0, ...frame }: Line, num: number): Corner[] {
	const corners: [number, number][] = [];
	let [right, down] = [0, 0];
	for (let place = 0; place < num; place++) {
		corners.push([right, down]);
		const direction = radians(turn * (place - (num - 2) / 2));
		right += step * Math.cos(direction);
		down += step * Math.sin(direction);
	}
	// The middle place, twice, or the middle two.
	const [one = [0, 0], other = [0, 0]] = [corners[(num - 1) >> 1], corners[num >> 1]];
	const [middle, depth] = [(one[0] + other[0]) / 2, (one[1] + other[1]) / 2];
	const toSection = outOf(frame);
	return corners.map(([x, y]) => toSection([x - middle, y - depth]));
}

const radians = (degrees: number) => (degrees * Math.PI) / 180;

/** The labels of a row, place by place; `null` is a gap. */
export function placesOf(seats: ChartRow["seats"]): (string | null)[] {
	return seats.flatMap((place) => {
		if (place === null || typeof place === "string") return [place];
		const [prefix, from, num, by] = place;
		return Array.from({ length: num }, (_, index) => `${prefix}${from + by * index}`);
	});
}
