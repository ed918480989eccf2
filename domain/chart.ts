/**
 * The chart (contract §4.4): everything of a plan that does not change while seats sell, in a form that stays small for a
 * large house: geometry by row, labels in runs. Seat i of the chart is bit i of its availability.
 */
import { radians } from "./geometry.ts";

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
 * Walks along the row from its first place, then moves it to where its middle belongs.
 * @param withGaps writes the places of gaps, too.
 */
function drawLine(
	line: Line,
	places: ChartRow["seats"],
	section: Frame,
	x: Numbers,
	y: Numbers,
	first: number,
	withGaps = false,
) {
	const { x: rowX = 0, y: rowY = 0, angle = 0, step = 1, turn = 0, gaps } = line;
	const num = numPlaces(places);
	const start = radians((section.angle ?? 0) + angle - turn * (stepsToMiddle(places, gaps) - 0.5));
	// From each place to the next; turned by four products, because an angle is slow to work out.
	let stepX = step * Math.cos(start);
	let stepY = step * Math.sin(start);
	const cos = Math.cos(radians(turn));
	const sin = Math.sin(radians(turn));
	let atX = 0;
	let atY = 0;
	// Twice the middle: the middle place twice, or the middle two.
	let twiceX = 0;
	let twiceY = 0;
	let place = 0;
	let seat = first;
	let gap = 0;
	/** Goes a part of a step, or several, or back. */
	const go = (steps: number) => {
		const past = radians(turn * steps);
		const half = radians(turn / 2);
		const length = Math.abs(half) < STRAIGHT ? steps : Math.sin(past / 2) / Math.sin(half);
		const [alongX, alongY] = rotated(stepX, stepY, past / 2 - half);
		atX += alongX * length;
		atY += alongY * length;
		[stepX, stepY] = rotated(stepX, stepY, past);
	};
	for (const run of places) {
		const more = run === null && gaps ? moreOf(gaps[gap++]) : 0;
		// A row begins at the middle of its first place.
		if (more !== 0 && place > 0) go(more);
		for (const end = place + lengthOf(run); place < end; place++) {
			if (run !== null || withGaps) {
				x[seat] = atX;
				y[seat] = atY;
				seat += 1;
			}
			if (place === (num - 1) >> 1) {
				twiceX += atX;
				twiceY += atY;
			}
			if (place === num >> 1) {
				twiceX += atX;
				twiceY += atY;
			}
			atX += stepX;
			atY += stepY;
			const turnedX = stepX * cos - stepY * sin;
			stepY = stepX * sin + stepY * cos;
			stepX = turnedX;
		}
		if (more !== 0) go(more);
	}
	const [middleX, middleY] = onChart(section, [rowX, rowY]);
	for (let index = first; index < seat; index++) {
		x[index] = (x[index] as number) + middleX - twiceX / 2;
		y[index] = (y[index] as number) + middleY - twiceY / 2;
	}
}

/** In radians: sines of less are too small to be divided by each other. */
const STRAIGHT = 1e-12;

function rotated(x: number, y: number, angle: number): Corner {
	const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
	return [x * cos - y * sin, x * sin + y * cos];
}

/** How many steps it is from the first place of a row to its middle. */
export function stepsToMiddle(places: ChartRow["seats"], gaps?: readonly number[]): number {
	if (!gaps) return (numPlaces(places) - 1) / 2;
	const along: number[] = [];
	let steps = 0;
	let gap = 0;
	for (const run of places) {
		const more = run === null ? moreOf(gaps[gap++]) : 0;
		if (along.length > 0) steps += more;
		for (let place = 0; place < lengthOf(run); place++) along.push(steps++);
		steps += more;
	}
	return ((along[(along.length - 1) >> 1] ?? 0) + (along[along.length >> 1] ?? 0)) / 2;
}

/** How much further it is from the middle of a gap to its neighbours than one step. */
const moreOf = (width = 1) => (width - 1) / 2;

/** Where a corner is that lies in this frame. */
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

function numPlaces(places: ChartRow["seats"]): number {
	let num = 0;
	for (const run of places) num += lengthOf(run);
	return num;
}

/** How many seats these places are, without the gaps. */
export function numSeatsIn(places: ChartRow["seats"]): number {
	let num = 0;
	for (const run of places) if (run !== null) num += lengthOf(run);
	return num;
}
