/**
 * A chart, ready to be drawn and searched: every seat has a number (its place in the chart, and its bit in an
 * availability), and where seats are is kept in flat arrays, so that 80,000 of them are quick to walk through.
 */
import { type Chart, type ChartCategory, type ChartRow, type Decoration, drawRow } from "../../domain/chart.ts";

export interface House {
	/** The chart's id, as the availability names it. */
	readonly id: string;
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
	/** By number of the seat. */
	readonly labels: readonly string[];
	/** How far apart seats usually are: the median of all rows. */
	readonly pitch: number;
}

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
}

/** The smallest rectangle around the centers of some seats. */
export interface Box {
	readonly left: number;
	readonly top: number;
	readonly right: number;
	readonly bottom: number;
}

/** What addresses a seat in the API. */
export interface SeatName {
	readonly section: string;
	readonly row: string;
	readonly seat: string;
}

export function houseOf(id: string, chart: Chart): House {
	const numSeats = chart.sections.reduce((sum, { rows }) => rows.reduce((of, { seats }) => of + numIn(seats), sum), 0);
	const x = new Float32Array(numSeats);
	const y = new Float32Array(numSeats);
	const category = new Int16Array(numSeats);
	const accessible = new Uint8Array(numSeats);
	const rowOf = new Uint32Array(numSeats);
	const afterGap = new Uint8Array(numSeats);
	const labels: string[] = [];
	const rows: HouseRow[] = [];
	const sections: HouseSection[] = [];
	for (const chartSection of chart.sections) {
		const { section, outline = [], rows: chartRows } = chartSection;
		const firstRow = rows.length;
		const firstSeat = labels.length;
		for (const chartRow of chartRows) {
			const first = labels.length;
			for (const seat of drawRow(chartRow, chartSection)) {
				const index = labels.push(seat.seat) - 1;
				x[index] = seat.x;
				y[index] = seat.y;
				category[index] = seat.category;
				accessible[index] = Number(seat.accessible);
				rowOf[index] = rows.length;
			}
			markGaps(afterGap, first, chartRow.seats);
			const end = labels.length;
			const box = boxAround(x, y, first, end);
			rows.push({ row: chartRow.row, section: sections.length, first, end, pitch: pitchOf(x, y, first, end), ...box });
		}
		const end = labels.length;
		const box = boxAround(x, y, firstSeat, end);
		sections.push({ section, outline, firstRow, endRow: rows.length, first: firstSeat, end, ...box });
	}
	const fitted = rows.map((row, index) => ({ ...row, pitch: Math.min(row.pitch, distanceToNext(x, y, rows, index)) }));
	const { size, categories, decorations } = chart;
	const pitch = medianPitch(fitted);
	return {
		...{
			id,
			size,
			categories,
			decorations,
			sections,
			numSeats,
			x,
			y,
			category,
			accessible,
			rowOf,
			afterGap,
			labels,
			pitch,
		},
		rows: fitted.map((row) => (Number.isFinite(row.pitch) ? row : { ...row, pitch })),
	};
}

/** How many seats a list of labels, runs of labels and gaps has. */
const numIn = (places: ChartRow["seats"]): number =>
	places.reduce((num, place) => num + (place === null ? 0 : typeof place === "string" ? 1 : place[2]), 0);

function markGaps(afterGap: Uint8Array, first: number, places: ChartRow["seats"]) {
	let seat = first;
	for (const [index, place] of places.entries()) {
		if (place === null) continue;
		if (seat > first && places[index - 1] === null) afterGap[seat] = 1;
		seat += typeof place === "string" ? 1 : place[2];
	}
}

function boxAround(x: Float32Array, y: Float32Array, first: number, end: number): Box {
	let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
	for (let index = first; index < end; index++) {
		left = Math.min(left, x[index] as number);
		right = Math.max(right, x[index] as number);
		top = Math.min(top, y[index] as number);
		bottom = Math.max(bottom, y[index] as number);
	}
	return { left, top, right, bottom };
}

/** The smallest distance between neighbors in a row; infinite for a row of one seat. */
function pitchOf(x: Float32Array, y: Float32Array, first: number, end: number): number {
	let nearest = Infinity;
	for (let index = first + 1; index < end; index++) {
		const square = squareBetween(x, y, index, index - 1);
		if (square > 0 && square < nearest) nearest = square;
	}
	return Math.sqrt(nearest);
}

/** How near the next row comes to the middle seat of a row: rows may be closer than the seats within them. */
function distanceToNext(x: Float32Array, y: Float32Array, rows: readonly HouseRow[], index: number): number {
	const [row, next] = [rows[index], rows[index + 1]];
	if (!row || !next || row.first === row.end) return Infinity;
	const middle = (row.first + row.end) >> 1;
	let nearest = Infinity;
	for (let seat = next.first; seat < next.end; seat++) {
		const square = squareBetween(x, y, seat, middle);
		if (square > 0 && square < nearest) nearest = square;
	}
	return Math.sqrt(nearest);
}

/** The square of the distance of two seats: a root for each of 80,000 seats would be most of the work. */
function squareBetween(x: Float32Array, y: Float32Array, one: number, other: number): number {
	const across = (x[one] as number) - (x[other] as number);
	const down = (y[one] as number) - (y[other] as number);
	return across * across + down * down;
}

function medianPitch(rows: readonly HouseRow[]): number {
	const pitches = rows
		.map(({ pitch }) => pitch)
		.filter(Number.isFinite)
		.sort((a, b) => a - b);
	return pitches[pitches.length >> 1] ?? 1;
}

export function nameOf({ rows, sections, rowOf, labels }: House, index: number): SeatName {
	const row = rows[rowOf[index] ?? -1];
	return { section: sections[row?.section ?? -1]?.section ?? "", row: row?.row ?? "", seat: labels[index] ?? "" };
}

/** The number of a seat; undefined if this chart has no such seat. A section may list a row in parts. */
export function findSeat({ sections, rows, labels }: House, { section, row, seat }: SeatName): number | undefined {
	const { firstRow, endRow } = sections.find((candidate) => candidate.section === section) ?? {
		firstRow: 0,
		endRow: 0,
	};
	for (let at = firstRow; at < endRow; at++) {
		const part = rows[at] as HouseRow;
		if (part.row !== row) continue;
		for (let index = part.first; index < part.end; index++) if (labels[index] === seat) return index;
	}
	return undefined;
}
