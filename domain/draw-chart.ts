/**
 * Draws the chart of a document: rows where the document places them, the others where they are laid out, everything in
 * few and short numbers.
 */
import { type Box, boxOf, cornersOfBox, middleOf } from "./box.ts";
import {
	type CategoryRun,
	type Chart,
	type ChartCategory,
	type ChartRow,
	type ChartSection,
	type Corner,
	cornersOfLine,
	type Decoration,
	type Frame,
	type Line,
	onChart,
} from "./chart.ts";
import { layOutBehind, layOutSections } from "./chart-layout.ts";
import { median, round, roundNumbers, turned, withoutZeros } from "./geometry.ts";
import { labelRuns } from "./label-runs.ts";

/** Where a document places a row: its first place, or every seat. */
export interface RowDrawing {
	readonly x?: number | undefined;
	readonly y?: number | undefined;
	readonly angle?: number | undefined;
	readonly step?: number | undefined;
	readonly turn?: number | undefined;
	/** How wide each gap is, in steps; 1 unless given. */
	readonly gaps?: readonly number[] | undefined;
	/** Of each seat, gaps left out. */
	readonly points?: readonly Corner[] | undefined;
	readonly labelAt?: "start" | "end" | "both" | undefined;
}

interface SeatDrawing {
	readonly seat: string;
	readonly category: string | undefined;
	readonly accessible: boolean;
}

/** The places of a row in order; `null` is a gap. */
type Places = readonly (SeatDrawing | null)[];

export interface SectionDrawing {
	readonly section: string;
	readonly outline?: readonly Corner[] | undefined;
	readonly rows: readonly {
		readonly row: string;
		readonly places: Places;
		readonly drawing: RowDrawing;
	}[];
}

/** A row where it is on the chart: a line by its middle, or points. */
interface PlacedRow {
	readonly line?: PlacedLine;
	readonly corners: readonly Corner[];
}

type PlacedLine = Required<Omit<Line, "gaps">> & Pick<Line, "gaps">;

/** Everything but the places of rows is rounded to this many decimals. */
const DECIMALS = 3;

/** @param categories those that the document lists. @param least what the chart shows at least. */
export function drawChart(
	sections: readonly SectionDrawing[],
	categories: readonly ChartCategory[],
	decorations: readonly Decoration[],
	least?: Chart["size"],
): Chart {
	const step = usualStep(sections);
	const placed = placeRows(sections, step, boxOf(decorations.flatMap(cornersOfDecoration)));
	const all = allCategories(sections, categories);
	const indexes = new Map(all.map(({ category }, index) => [category, index]));
	const decimals = decimalsFor(step);
	const drawn = sections.map(({ section, outline, rows }, index): ChartSection => {
		const its = placed[index] ?? [];
		const frame = frameOf(its, decimals);
		return {
			section,
			...withoutZeros(frame),
			...(outline && { outline: outline.map((corner) => roundCorner(corner, DECIMALS)) }),
			rows: rows.map(({ row, drawing: { labelAt = "both" }, places }, place) => ({
				row,
				...writePlaces(its[place] as PlacedRow, frame, decimals),
				...(labelAt !== "both" && { labelAt }),
				...writeSeats(places, indexes),
			})),
		};
	});
	const seats = boxOf(cornersIn(placed));
	const shown = [
		...(seats ? cornersOfBox(grown(seats, step / 2)) : []),
		...drawn.flatMap(({ outline = [] }) => outline),
		...decorations.flatMap(cornersOfDecoration),
		...(least ? cornersOfSize(least) : []),
	];
	return {
		size: sizeOf(boxOf(shown)),
		categories: all,
		sections: drawn,
		decorations: decorations.map((decoration) => roundNumbers(decoration, DECIMALS) as Decoration),
	};
}

function allCategories(sections: readonly SectionDrawing[], listed: readonly ChartCategory[]): ChartCategory[] {
	const known = new Set(listed.map(({ category }) => category));
	const others: ChartCategory[] = [];
	for (const { rows } of sections) {
		for (const { places } of rows) {
			for (const place of places) {
				if (place?.category === undefined || known.has(place.category)) continue;
				known.add(place.category);
				others.push({ category: place.category });
			}
		}
	}
	return [...listed, ...others];
}

/** Whether the document says where the row is. */
export const isPlaced = ({ x, y, points }: { readonly [Field in "x" | "y" | "points"]?: unknown }) =>
	x !== undefined || y !== undefined || points !== undefined;

/** The distance from seat to seat that most rows have: what is laid out has it too. */
function usualStep(sections: readonly SectionDrawing[]): number {
	const drawings = sections.flatMap(({ rows }) => rows.map(({ drawing }) => drawing)).filter(isPlaced);
	const steps = drawings.flatMap(({ step, points }) => (points ? (median(distancesOf(points)) ?? []) : (step ?? [])));
	return median(steps) ?? 1;
}

function distancesOf(points: readonly Corner[]): number[] {
	const distances = points.slice(1).map(([x, y], index) => {
		const [before = x, above = y] = points[index] ?? [];
		return Math.hypot(x - before, y - above);
	});
	return distances.filter((distance) => distance > 0);
}

/** Places every row of every section. @param behind what else is in the way of the sections that are laid out. */
function placeRows(sections: readonly SectionDrawing[], step: number, behind: Box | undefined): PlacedRow[][] {
	const placed = sections.map(({ rows }) =>
		rows.map(({ drawing, places }) => (isPlaced(drawing) ? placeRow(drawing, places, step) : undefined)),
	);
	const rowAt = ([x, y]: Corner, places: Places): PlacedRow => lineOf({ x, y, angle: 0, step, turn: 0 }, places);
	for (const [index, rows] of placed.entries()) {
		const box = boxOf(rows.flatMap((row) => row?.corners ?? []));
		if (box === undefined) continue;
		const middles = layOutBehind(box, rows.filter((row) => row === undefined).length, step).values();
		for (const [row, { places }] of (sections[index]?.rows ?? []).entries()) {
			rows[row] ??= rowAt(middles.next().value ?? [0, 0], places);
		}
	}
	const unplaced = placed.flatMap((rows, index) => (rows.some((row) => row === undefined) ? [index] : []));
	const outlines = sections.flatMap(({ outline = [] }) => outline);
	const box = boxOf([...cornersIn(placed), ...outlines, ...(behind ? cornersOfBox(behind) : [])]);
	const blocks = unplaced.map((index) => (sections[index]?.rows ?? []).map(({ places }) => places.length));
	for (const [block, middles] of layOutSections(blocks, step, box).entries()) {
		const index = unplaced[block] ?? 0;
		placed[index] = middles.map((middle, row) => rowAt(middle, sections[index]?.rows[row]?.places ?? []));
	}
	return placed as PlacedRow[][];
}

function* cornersIn(placed: readonly (readonly (PlacedRow | undefined)[])[]): Generator<Corner> {
	for (const rows of placed) for (const row of rows) if (row) yield* row.corners;
}

const lineOf = (line: PlacedLine, places: Places): PlacedRow => ({
	line,
	corners: cornersOfLine(line, labelsOf(places)),
});

function placeRow(drawing: RowDrawing, places: Places, usual: number): PlacedRow {
	const { x = 0, y = 0, angle = 0, step = usual, turn = 0, gaps, points } = drawing;
	if (points) return { corners: points };
	const labels = labelsOf(places);
	const [[stepsFromMiddle] = [0]] = cornersOfLine({ ...(gaps && { gaps }) }, labels);
	const shape = { angle: angle - turn * (stepsFromMiddle + 0.5), step, turn, ...(gaps && { gaps }) };
	const [first = [0, 0]] = cornersOfLine(shape, labels);
	return lineOf({ x: x - first[0], y: y - first[1], ...shape }, places);
}

const labelsOf = (places: Places) => places.map((place) => place?.seat ?? null);

/** The frame of a section: the middle of its first line, along which the others mostly lie. */
function frameOf(rows: readonly PlacedRow[], decimals: number): Required<Frame> {
	const line = rows.find((row) => row.line)?.line;
	const box = line ? undefined : boxOf(rows.flatMap(({ corners }) => corners));
	const [x, y] = line ? [line.x, line.y] : box ? middleOf(box) : [0, 0];
	return { x: round(x, decimals), y: round(y, decimals), angle: round(turned(line?.angle ?? 0), 2) };
}

function writePlaces(
	{ line, corners }: PlacedRow,
	frame: Required<Frame>,
	decimals: number,
): Omit<ChartRow, "row" | "seats"> {
	const within = (corner: Corner) => roundCorner(inFrame(frame, corner), decimals);
	if (!line) return { points: corners.flatMap(within) };
	const [x, y] = within([line.x, line.y]);
	const gaps = (line.gaps ?? []).map((width) => round(width, 4));
	// An error of the direction shows most at the ends.
	const isLong = gaps.reduce((steps, width) => steps + width - 1, corners.length) > LONG_ROW;
	const angle = round(turned(line.angle - frame.angle), isLong ? 4 : 2);
	const step = round(line.step, decimals + (isLong ? 4 : 2));
	return {
		...withoutZeros({ x, y, angle }),
		...(step !== 1 && { step }),
		...withoutZeros({ turn: round(line.turn, isLong ? 7 : 3) }),
		...(gaps.some((width) => width !== 1) && { gaps }),
	};
}

/** In steps; in a longer row, directions are more exact. */
const LONG_ROW = 60;

function writeSeats(
	places: Places,
	indexes: ReadonlyMap<string, number>,
): Pick<ChartRow, "seats" | "category" | "accessible"> {
	const seats = places.filter((place) => place !== null);
	const accessible = seats.flatMap((seat, index) => (seat.accessible ? [index] : []));
	const runs: [category: number, num: number][] = [];
	for (const { category } of seats) {
		const index = category === undefined ? -1 : (indexes.get(category) ?? -1);
		const last = runs.at(-1);
		if (last?.[0] === index) last[1] += 1;
		else runs.push([index, 1]);
	}
	const category: number | readonly CategoryRun[] = runs.length > 1 ? runs : (runs[0]?.[0] ?? -1);
	return {
		seats: labelRuns(labelsOf(places)),
		...(category !== -1 && { category }),
		...(accessible.length > 0 && { accessible }),
	};
}

/** The inverse of `onChart`. */
function inFrame({ x, y, angle }: Required<Frame>, corner: Corner): Corner {
	return onChart({ angle: -angle }, [corner[0] - x, corner[1] - y]);
}

/** Nobody sees a difference of a fiftieth of a step. */
function decimalsFor(step: number): number {
	return Math.min(6, Math.max(0, Math.ceil(-Math.log10(step / 50))));
}

const roundCorner = ([x, y]: Corner, decimals: number): Corner => [round(x, decimals), round(y, decimals)];

const grown = ({ left, top, right, bottom }: Box, by: number): Box => ({
	left: left - by,
	top: top - by,
	right: right + by,
	bottom: bottom + by,
});

function sizeOf(box: Box | undefined): Chart["size"] {
	const { left, top, right, bottom } = box ?? { left: 0, top: 0, right: 0, bottom: 0 };
	const [x, y] = roundCorner([left, top], DECIMALS);
	return { x, y, width: round(right - left, DECIMALS), height: round(bottom - top, DECIMALS) };
}

const cornersOfSize = ({ x, y, width, height }: Chart["size"]): Corner[] => [
	[x, y],
	[x + width, y + height],
];

function cornersOfDecoration(decoration: Decoration): readonly Corner[] {
	if (decoration.kind === "area") return decoration.corners;
	const { x, y } = decoration;
	const [width, height] =
		decoration.kind === "ellipse" ? [decoration.width, decoration.height] : [0, decoration.size ?? 0];
	return [
		[x - width / 2, y - height / 2],
		[x + width / 2, y + height / 2],
	];
}
