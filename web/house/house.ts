/**
 * A chart, ready to be drawn and searched: every seat has a number (its place in the chart, and its bit in an
 * availability), and where seats are is kept in flat arrays, so that 80,000 of them are quick to walk through.
 */
import {
	type Chart,
	type ChartCategory,
	type ChartRow,
	type Decoration,
	drawRow,
	lengthOf,
	numSeatsIn,
	placesOf,
} from "../../domain/chart.ts";
import { type Box, boxAround, boxAt } from "./box.ts";
import { boxOfDecoration } from "./box-of-decoration.ts";
import { distance } from "./distance.ts";
import { reachOfLabels } from "./row-label-places.ts";

export interface House {
	/** The chart's id, as the availability names it. */
	readonly id: string;
	/**
	 * The smallest rectangle around everything that is drawn. A chart's own may be larger: editors of plans have a sheet of
	 * paper on which a house takes a corner.
	 */
	readonly size: Chart["size"];
	readonly categories: readonly ChartCategory[];
	readonly decorations: readonly Decoration[];
	readonly sections: readonly HouseSection[];
	readonly rows: readonly HouseRow[];
	readonly numSeats: number;
	/** By number of the seat: the center. */
	readonly x: Float32Array;
	readonly y: Float32Array;
	/** By number of the seat: the place in `categories`, or -1. */
	readonly category: Int16Array;
	/** By number of the seat: 1 for an accessible one. */
	readonly accessible: Uint8Array;
	/** By number of the seat: its row, as a place in `rows`. */
	readonly rowOf: Uint32Array;
	/** By number of the seat: 1 if there is a gap between it and the seat before it in its row. */
	readonly afterGap: Uint8Array;
	/** The labels of a row's seats, by its place in `rows`: spelled out when they are asked for, as those of few rows are. */
	readonly labelsIn: (row: number) => readonly string[];
	/** How far apart seats usually are: the median of all rows. */
	readonly pitch: number;
}

/** With the smallest rectangle around the centers of its seats, as rows have it. */
export interface HouseSection extends Box {
	readonly section: string;
	readonly outline: readonly (readonly [x: number, y: number])[];
	/** Its rows are `rows[firstRow]` up to, without, `rows[endRow]`; its seats likewise. */
	readonly firstRow: number;
	readonly endRow: number;
	readonly first: number;
	readonly end: number;
}

export interface HouseRow extends Box {
	readonly row: string;
	/** A place in `sections`. */
	readonly section: number;
	/** Its seats have the numbers `first` up to, without, `end`. */
	readonly first: number;
	readonly end: number;
	/** How far its seats are from what is next to them. */
	readonly pitch: number;
	/** At which of its ends its label is written; at both unless given. */
	readonly labelAt: ChartRow["labelAt"];
}

/** What addresses a seat in the API. */
export interface SeatName {
	readonly section: string;
	readonly row: string;
	readonly seat: string;
}

export function houseOf(id: string, { size, categories, decorations, sections: chartSections }: Chart): House {
	const chartRows = chartSections.flatMap(({ rows }) => rows);
	const numSeats = chartRows.reduce((sum, { seats }) => sum + numSeatsIn(seats), 0);
	const x = new Float32Array(numSeats);
	const y = new Float32Array(numSeats);
	const category = new Int16Array(numSeats).fill(-1);
	const accessible = new Uint8Array(numSeats);
	const rowOf = new Uint32Array(numSeats);
	const afterGap = new Uint8Array(numSeats);
	const rows: MeasuredRow[] = [];
	const sections: HouseSection[] = [];
	let end = 0;
	for (const section of chartSections) {
		const [firstRow, firstSeat] = [rows.length, end];
		for (const row of section.rows) {
			const first = end;
			end += numSeatsIn(row.seats);
			drawRow(row, section, x, y, first);
			markCategories(category, first, end, row.category);
			for (const place of row.accessible ?? []) accessible[first + place] = 1;
			rowOf.fill(rows.length, first, end);
			markGaps(afterGap, first, row.seats);
			const before = rows.findLast(({ first, end }) => first < end);
			rows.push(measureRow(row, sections.length, x, y, first, end, before));
		}
		sections.push({
			section: section.section,
			outline: section.outline ?? [],
			firstRow,
			endRow: rows.length,
			first: firstSeat,
			end,
			...boxAround(rows.slice(firstRow)),
		});
	}
	for (const { firstRow, endRow } of sections) evenOut(rows.slice(firstRow, endRow));
	const pitch = medianPitch(rows);
	for (const row of rows) if (!Number.isFinite(row.pitch)) row.pitch = pitch;
	const shown = sizeAround({ rows, sections, decorations }) ?? size;
	return {
		...{ id, size: shown, categories, decorations, sections, rows, numSeats, x, y },
		...{ category, accessible, rowOf, afterGap, labelsIn: labelsOf(chartRows), pitch },
	};
}

/** A row whose pitch may still become smaller. */
type MeasuredRow = HouseRow & { pitch: number };

function labelsOf(rows: readonly ChartRow[]): House["labelsIn"] {
	const known = new Map<number, readonly string[]>();
	return (row) => {
		const labels = known.get(row) ?? placesOf(rows[row]?.seats ?? []).filter((label) => label !== null);
		known.set(row, labels);
		return labels;
	};
}

function markCategories(category: Int16Array, first: number, end: number, given: ChartRow["category"] = -1) {
	if (typeof given === "number") {
		category.fill(given, first, end);
		return;
	}
	let seat = first;
	for (const [index, num] of given) {
		category.fill(index, seat, seat + num);
		seat += num;
	}
}

function markGaps(afterGap: Uint8Array, first: number, places: ChartRow["seats"]) {
	let seat = first;
	let isAfterGap = false;
	for (const place of places) {
		if (place !== null) {
			if (isAfterGap && seat > first) afterGap[seat] = 1;
			seat += lengthOf(place);
		}
		isAfterGap = place === null;
	}
}

/** Of the distance between the seats of a row: nearer than this, another one is over it rather than behind it. */
const ON_TOP = 0.4;

/**
 * The rectangle around a row, and its pitch: the step of a line or an arc, which may have all of its seats far apart; among
 * points the smallest distance between neighbors; infinite for a row of one seat. Rows may be closer than the seats within
 * them, so the row before learns how near this one comes to its middle seat. Without roots: a browser does this 80,000
 * times before it shows anything.
 */
function measureRow(
	{ row, points, step = 1, labelAt }: ChartRow,
	section: number,
	x: Float32Array,
	y: Float32Array,
	first: number,
	end: number,
	before: MeasuredRow | undefined,
): MeasuredRow {
	const middle = before ? (before.first + before.end) >> 1 : first;
	const middleX = x[middle] as number;
	const middleY = y[middle] as number;
	let left = Infinity;
	let top = Infinity;
	let right = -Infinity;
	let bottom = -Infinity;
	let nearestToMiddle = Infinity;
	for (let seat = first; seat < end; seat++) {
		const seatX = x[seat] as number;
		const seatY = y[seat] as number;
		if (seatX < left) left = seatX;
		if (seatX > right) right = seatX;
		if (seatY < top) top = seatY;
		if (seatY > bottom) bottom = seatY;
		const toMiddle = (seatX - middleX) ** 2 + (seatY - middleY) ** 2;
		if (toMiddle > 0 && toMiddle < nearestToMiddle) nearestToMiddle = toMiddle;
	}
	const toBefore = Math.sqrt(nearestToMiddle);
	// A row that is nearer lies on the one before it, as a gallery is drawn over the stalls.
	if (before && (before.pitch === Infinity || toBefore > before.pitch * ON_TOP)) {
		before.pitch = Math.min(before.pitch, toBefore);
	}
	const pitch = points ? nearestInTurn({ x, y }, first, end) : end - first > 1 ? step : Infinity;
	return { row, labelAt, section, first, end, pitch, left, top, right, bottom };
}

/** Opposite seats of a table are points that are listed in turn: the next but one, or but three, is nearer. */
const IN_TURN = 4;

/** The smallest distance of a seat to one of those before it. */
function nearestInTurn(places: Pick<House, "x" | "y">, first: number, end: number): number {
	let nearest = Infinity;
	for (let seat = first; seat < end; seat++) {
		for (let other = Math.max(first, seat - IN_TURN); other < seat; other++) {
			const away = distance(places, seat, other);
			if (away > 0 && away < nearest) nearest = away;
		}
	}
	return nearest;
}

/** Rows are alike if seats of one are up to this many times as far apart as those of the other. */
const ALIKE = 1.4;

/** Rows of a section that are alike get the smallest pitch of them: seats of one size look like seats of one kind. */
function evenOut(rows: readonly MeasuredRow[]) {
	let pitch = 0;
	for (const row of rows.toSorted((one, other) => one.pitch - other.pitch)) {
		if (row.pitch > pitch * ALIKE) pitch = row.pitch;
		row.pitch = pitch;
	}
}

/** Around seats, the largest of each section too, with the labels of their rows, outlines and decorations; `undefined` if there are none. */
function sizeAround({
	rows,
	sections,
	decorations,
}: Pick<House, "rows" | "sections" | "decorations">): Chart["size"] | undefined {
	const boxes = sections.flatMap(({ first, end, firstRow, endRow, outline, left, top, right, bottom }): Box[] => {
		const corners = outline.map(([x, y]) => boxAt(x, y));
		if (first === end) return corners;
		const inIt = rows.slice(firstRow, endRow);
		const pitch = Math.max(...inIt.map(({ pitch }) => pitch));
		const across = pitch * reachOfLabels(inIt);
		return [{ left: left - across, top: top - pitch, right: right + across, bottom: bottom + pitch }, ...corners];
	});
	const { left, top, right, bottom } = boxAround([...boxes, ...decorations.map(boxOfDecoration)]);
	return left > right ? undefined : { x: left, y: top, width: right - left, height: bottom - top };
}

function medianPitch(rows: readonly HouseRow[]): number {
	// Typed, because that sorts as numbers, and without a call for each two of them.
	const pitches = Float64Array.from(rows, ({ pitch }) => pitch)
		.filter(Number.isFinite)
		.sort();
	return pitches[pitches.length >> 1] ?? 1;
}

export function labelOf({ rows, rowOf, labelsIn }: House, seat: number): string {
	const row = rowOf[seat] ?? -1;
	return labelsIn(row)[seat - (rows[row]?.first ?? 0)] ?? "";
}

export function nameOf(house: House, seat: number): SeatName {
	const { rows, sections, rowOf } = house;
	const row = rows[rowOf[seat] ?? -1];
	return { section: sections[row?.section ?? -1]?.section ?? "", row: row?.row ?? "", seat: labelOf(house, seat) };
}

/** The number of a seat; undefined if this chart has no such seat. A section may list a row in parts. */
export function findSeat({ sections, rows, labelsIn }: House, { section, row, seat }: SeatName): number | undefined {
	const { firstRow, endRow } = sections.find((candidate) => candidate.section === section) ?? {
		firstRow: 0,
		endRow: 0,
	};
	for (let at = firstRow; at < endRow; at++) {
		const part = rows[at] as HouseRow;
		if (part.row !== row) continue;
		const place = labelsIn(at).indexOf(seat);
		if (place >= 0) return part.first + place;
	}
	return undefined;
}
