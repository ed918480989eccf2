/**
 * The chart (contract §4.4): everything of a plan that does not change while seats sell, in a form that stays small for a
 * large house: geometry by row, labels in runs. Seat i of the chart is bit i of its availability.
 */
import { radians } from "./geometry.ts";

/** A chart, as `GET /events/{event}/chart` answers it. Lengths are in the document's own unit; y grows downwards. */
export interface Chart {
	/** A rectangle around everything that is drawn: the smallest one, unless the document asks for more. */
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
 * A row of seats. Its places, seats and gaps, stand along a line or an arc, unless `points` says where each seat is. Its
 * frame is that of its middle place, or halfway between the middle two, and lies in the frame of its section.
 */
export interface ChartRow extends Line {
	readonly row: string;
	/** x and y of each seat in turn, gaps left out, in the frame of the section: for a row that is neither a line nor an arc. */
	readonly points?: readonly number[];
	/** Its places in order: a label, a run of labels, or `null` for a gap. */
	readonly seats: readonly (string | null | LabelRun)[];
	/** The category of all its seats, by place in the chart's list; or runs of them; no category is -1, and the default. */
	readonly category?: number | readonly CategoryRun[];
	/** At which of its ends its label is written: before its first place or behind its last one; at both unless given. */
	readonly labelAt?: "start" | "end";
	/** The accessible seats, by their place among the seats of this row, ascending. */
	readonly accessible?: readonly number[];
}

/** A line or an arc of places. */
export interface Line extends Frame {
	/** How wide a place is, and so the distance from each to the next; 1 unless given. */
	readonly step?: number;
	/** How wide each gap is, in steps; 1 unless given. */
	readonly gaps?: readonly number[];
	/** By how many degrees the direction turns after each place, clockwise; 0, a straight row, unless given. */
	readonly turn?: number;
}

/** `num` labels that count from `from` in steps of `by`, behind a prefix: `["A", 1, 3, 2]` is A1, A3, A5. */
export type LabelRun = readonly [prefix: string, from: number, num: number, by: number];

/** The next `num` seats of the row have this category. */
export type CategoryRun = readonly [category: number, num: number];

/** Colors are #rgb or #rrggbb; without one the page chooses, and an outline without one is not drawn. */
export type Decoration =
	| {
			readonly kind: "area";
			readonly corners: readonly Corner[];
			readonly color?: string;
			readonly border?: string;
			readonly text?: string;
	  }
	| {
			readonly kind: "ellipse";
			readonly x: number;
			readonly y: number;
			readonly width: number;
			readonly height: number;
			readonly color?: string;
			readonly border?: string;
			readonly text?: string;
	  }
	| {
			readonly kind: "text";
			readonly x: number;
			readonly y: number;
			readonly text: string;
			/** By how many degrees it is turned clockwise. */
			readonly angle?: number;
			readonly size?: number;
			readonly color?: string;
	  };

/** A list of numbers to write into; an array of 80,000 is quicker if it is typed. */
type Numbers = number[] | Float32Array;

/** Writes the center of each seat of a row, gaps left out, as it is on the chart: into `x` and `y`, from `first` on. */
export function drawRow(row: ChartRow, section: Frame, x: Numbers, y: Numbers, first: number): void {
	if (row.points) drawPoints(row.points, section, x, y, first);
	else drawLine(row, row.seats, section, x, y, first);
}

function drawPoints(points: readonly number[], section: Frame, x: Numbers, y: Numbers, first: number) {
	const toChart = outOf(section);
	for (let place = 0; 2 * place < points.length; place++) {
		const [right, down] = toChart([points[2 * place] as number, points[2 * place + 1] as number]);
		x[first + place] = right;
		y[first + place] = down;
	}
}

/**
 * A row that turns lies on a circle: each place is on it, and the middle of the row is where its frame is.
 * @param withGaps writes the places of gaps, too.
 */
function drawLine(
	{ x: rowX = 0, y: rowY = 0, angle = 0, step = 1, turn = 0, gaps }: Line,
	places: ChartRow["seats"],
	section: Frame,
	x: Numbers,
	y: Numbers,
	first: number,
	withGaps = false,
) {
	const num = numSeatsIn(places, true);
	// The middle place, or the middle two.
	const before = stepsTo((num - 1) >> 1, places, gaps);
	const after = stepsTo(num >> 1, places, gaps);
	const [middleX, middleY] = onChart(section, [rowX, rowY]);
	const direction = radians((section.angle ?? 0) + angle);
	const cos = Math.cos(direction);
	const sin = Math.sin(direction);
	const bend = radians(turn);
	const isStraight = Math.abs(bend) < STRAIGHT;
	const radius = step / (2 * Math.sin(bend / 2));
	// From the center of the circle to the middle, which is on the line between the middle two.
	const inward = radius * Math.cos((bend * (after - before)) / 2);
	const [right, down] = [step * cos, step * sin];
	let steps = -(before + after) / 2;
	let seat = first;
	let gap = 0;
	for (const run of places) {
		const more = run === null ? widening(gaps, gap++) / 2 : 0;
		steps += more;
		// With few numbers that are made and thrown away: a browser does this 80,000 times before it shows anything.
		for (let left = lengthOf(run); left > 0; left--, steps++) {
			if (run === null && !withGaps) continue;
			if (isStraight) {
				x[seat] = middleX + steps * right;
				y[seat] = middleY + steps * down;
			} else {
				const towards = direction + bend * steps;
				x[seat] = middleX + radius * Math.sin(towards) - inward * sin;
				y[seat] = middleY - radius * Math.cos(towards) + inward * cos;
			}
			seat += 1;
		}
		steps += more;
	}
}

/** How far a place is from the first one, in steps. From the middle of a gap it is half its width to its end. */
function stepsTo(place: number, places: ChartRow["seats"], gaps: Line["gaps"]): number {
	let steps = place;
	let at = 0;
	let gap = 0;
	for (const run of places) {
		if (run === null && at <= place) steps += widening(gaps, gap++) / (at < place ? 1 : 2);
		at += lengthOf(run);
	}
	return steps;
}

/** By how many steps a gap is wider than a place. */
const widening = (gaps: Line["gaps"], gap: number): number => (gaps?.[gap] ?? 1) - 1;

/** In radians: an arc that turns less is a line. */
const STRAIGHT = 1e-9;

/** The place on the chart of a corner given in this frame. */
export const onChart = (frame: Frame, corner: Corner): Corner => outOf(frame)(corner);

/** The same for many corners. */
function outOf({ x = 0, y = 0, angle = 0 }: Frame): (corner: Corner) => Corner {
	const [cos, sin] = [Math.cos(radians(angle)), Math.sin(radians(angle))];
	return ([right, down]) => [x + right * cos - down * sin, y + right * sin + down * cos];
}

/** The places of a row that is a line or an arc, those of gaps too, in the frame in which it lies. */
export function cornersOfLine(line: Line, places: ChartRow["seats"]): Corner[] {
	const x: number[] = [];
	const y: number[] = [];
	drawLine(line, places, {}, x, y, 0, true);
	return x.map((right, place) => [right, y[place] as number]);
}

/** The labels of a row, place by place; `null` is a gap. */
export function placesOf(seats: ChartRow["seats"]): (string | null)[] {
	return seats.flatMap((place) => {
		if (place === null || typeof place === "string") return [place];
		const [prefix, from, num, by] = place;
		return Array.from({ length: num }, (_, index) => `${prefix}${from + by * index}`);
	});
}

/** How many places a label, a gap or a run of labels is. */
export const lengthOf = (run: ChartRow["seats"][number]): number =>
	run === null || typeof run === "string" ? 1 : run[2];

/** How many seats these places are; or how many places. */
export function numSeatsIn(places: ChartRow["seats"], withGaps = false): number {
	let num = 0;
	for (const run of places) if (withGaps || run !== null) num += lengthOf(run);
	return num;
}
