/** What positions tell about a plan: the order of seats and rows, and the gaps between neighbours. */
import { median } from "../domain/geometry.ts";

/** In any unit of length: only proportions count. */
export interface Point {
	readonly x: number;
	readonly y: number;
}

/** Neighbours further apart than this many usual distances have a gap between them (an aisle). */
const GAP = 1.5;

/** Positions may be the results of sines and square roots: a difference of less than this part is none. */
const ROUNDING = 1e-9;

/**
 * A row whose seats are a line of at most this many times its width goes one way: a half circle is 1.57 times as long
 * as its diameter. The line of seats around a table, or in two rows, is longer.
 */
const ONE_WAY = 1.6;

/**
 * The seats in the order in which they stand: the listed order, unless the positions clearly say otherwise. Some plans
 * list a row 1, 2, 3 … with the odd numbers left of the middle and the even ones right of it; some list the middle part
 * of a row before the left one. The order along the row's main axis replaces the list only if it makes the line from
 * seat to seat shorter and goes one way. So a table or a horseshoe stays as it is listed, and so does a row listed from
 * right to left: the same seats are side by side.
 * @param parts groups of seats that stay together. The first keeps its direction, and the others follow it.
 */
export function standingOrder<Seat extends { readonly point: Point | undefined }>(
	parts: readonly (readonly Seat[])[],
): readonly Seat[] {
	const listed = parts.flat();
	const points = listed.flatMap(({ point }) => point ?? []);
	if (points.length < listed.length) return listed;

	const axis = mainAxis(points);
	const along = ({ point }: Seat) => (point ? point.x * axis.x + point.y * axis.y : 0);
	const turned = parts.map((seats) => {
		const places = seats.map(along);
		const runsBack = (places.at(-1) ?? 0) < (places[0] ?? 0);
		return { seats: runsBack ? seats.toReversed() : seats, runsBack, middle: mean(places) };
	});
	const standing = turned.toSorted((one, other) => one.middle - other.middle).flatMap(({ seats }) => seats);

	const places = standing.map(along);
	const width = (places.at(-1) ?? 0) - (places[0] ?? 0);
	const ordered = standing.flatMap(({ point }) => point ?? []);
	const saved = lineLength(points) - lineLength(ordered);
	// A single seat out of place makes the line longer by a whole distance at least.
	const isClear = saved > (usualDistance(ordered) ?? 0) / 2 && lineLength(ordered) <= width * ONE_WAY;
	if (!isClear) return listed;
	return turned[0]?.runsBack ? standing.toReversed() : standing;
}

/** The distance from each seat to the next; `undefined` if one of the two has no position. */
export function neighbourDistances(points: readonly (Point | undefined)[]): (number | undefined)[] {
	return points.slice(1).map((point, index) => {
		const before = points[index];
		return before && point && Math.hypot(point.x - before.x, point.y - before.y);
	});
}

/**
 * The row's usual distance: the median. Of an even number it is the smaller one of the middle two, for a gap can only
 * make a distance greater. Seats on top of each other do not count; `undefined` if no two neighbours stand apart.
 */
export function usualDistance(points: readonly (Point | undefined)[]): number | undefined {
	return median(neighbourDistances(points).filter((distance) => distance !== undefined && distance > 0));
}

/** Whether there is a gap between neighbours at this distance, if seats usually stand at the other. */
export function isGap(distance: number, usual: number): boolean {
	return distance > usual * GAP * (1 + ROUNDING);
}

/**
 * Whether the rows are listed one behind the other, from either end: positions do not say where the front is. Rows side
 * by side may come in any order: a row counts as behind another only from half a mean distance on.
 */
export function areListedInDepth(rows: readonly (readonly Point[])[]): boolean {
	const middles = rows.map(middleOf);
	const axis = mainAxis(
		rows.flatMap((points, row) =>
			points.map(({ x, y }) => ({ x: x - (middles[row]?.x ?? 0), y: y - (middles[row]?.y ?? 0) })),
		),
	);
	const depths = middles.map(({ x, y }) => y * axis.x - x * axis.y);
	const steps = depths.slice(1).map((depth, row) => depth - (depths[row] ?? 0));
	const ends = depths.toSorted((one, other) => one - other);
	const slack = ((ends.at(-1) ?? 0) - (ends[0] ?? 0)) / rows.length / 2;
	return steps.every((step) => step >= -slack) || steps.every((step) => step <= slack);
}

function middleOf(points: readonly Point[]): Point {
	return { x: mean(points.map(({ x }) => x)), y: mean(points.map(({ y }) => y)) };
}

/** The direction in which the points spread most, of length 1: from left to right, or downwards for an upright row. */
function mainAxis(points: readonly Point[]): Point {
	const middle = middleOf(points);
	const spread = { xx: 0, yy: 0, xy: 0 };
	for (const { x, y } of points) {
		spread.xx += (x - middle.x) ** 2;
		spread.yy += (y - middle.y) ** 2;
		spread.xy += (x - middle.x) * (y - middle.y);
	}
	const angle = Math.atan2(2 * spread.xy, spread.xx - spread.yy) / 2;
	return { x: Math.cos(angle), y: Math.sin(angle) };
}

const mean = (values: readonly number[]) => sum(values) / values.length;
const sum = (values: readonly (number | undefined)[]) => values.reduce<number>((total, value = 0) => total + value, 0);
const lineLength = (points: readonly Point[]) => sum(neighbourDistances(points));
