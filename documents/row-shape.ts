/** Finds the line or the arc on which the seats of a row stand evenly, as an event document writes it; else their points. */
import { MAX_GAP, MAX_LENGTH, MIN_LENGTH } from "../api/event-document.ts";
import { degrees, radians, round, turned, withoutZeros } from "../domain/geometry.ts";
import type { Point } from "./row-positions.ts";

/** What an event document says of where a row is. */
export type RowShape =
	| ({ readonly x: number; readonly y: number } & Partial<Line>)
	| { readonly points: readonly (readonly [x: number, y: number])[] };

/** A seat may be this part of a step away from where it is drawn: plans in whole pixels are off by two hundredths. */
const TOLERANCE = 0.05;

/** A gap that differs by this part of a step from a place is as wide as one. */
const NEARLY = 0.02;

/** A seat with its place in the row, gaps counted. */
interface Spot extends Point {
	readonly place: number;
}

/** @param places in order, from a seat to a seat; `undefined` is a gap. `undefined` for what is beyond any chart. */
export function shapeOf(places: readonly (Point | undefined)[]): RowShape | undefined {
	const spots = places.flatMap((point, place) => (point ? [{ ...point, place }] : []));
	const [first] = spots;
	const isWithin = ({ x, y }: Point) => Math.abs(x) <= MAX_LENGTH && Math.abs(y) <= MAX_LENGTH;
	if (first === undefined || !spots.every(isWithin)) return undefined;
	const start = { x: round(first.x, 3), y: round(first.y, 3) };
	if (spots.length === 1) return start;
	const shape = lineOf(spots) ?? arcOf(spots);
	if (shape === undefined) return { points: spots.map(({ x, y }) => [round(x, 3), round(y, 3)]) };
	const { angle, step, turn, gaps } = shape;
	return {
		...start,
		...withoutZeros({ angle: round(turned(angle), 4) }),
		step: round(step, 7),
		...withoutZeros({ turn: round(turn, 8) }),
		...(gaps.some((width) => width !== 1) && { gaps }),
	};
}

interface Line {
	/** The direction from the first place to the second, in degrees. */
	readonly angle: number;
	readonly step: number;
	readonly turn: number;
	/** How wide each gap is, in steps. */
	readonly gaps: readonly number[];
}

function lineOf(spots: readonly Spot[]): Line | undefined {
	const [first, last] = endsOf(spots);
	const [right, down] = [last.x - first.x, last.y - first.y];
	const length = Math.hypot(right, down);
	if (length === 0) return undefined;
	const angle = Math.atan2(down, right);
	const along = ({ x, y }: Point) => ((x - first.x) * right + (y - first.y) * down) / length;
	const spacing = spacingOf(spots, spots.map(along));
	if (spacing === undefined || !isLength(spacing.unit)) return undefined;
	const { unit, gaps, steps } = spacing;
	const isOnIt = ({ x, y }: Point, spot: number) => {
		const distance = unit * (steps[spot] as number);
		const off = Math.hypot(x - first.x - distance * Math.cos(angle), y - first.y - distance * Math.sin(angle));
		return off <= unit * TOLERANCE;
	};
	return spots.every(isOnIt) ? { angle: degrees(angle), step: unit, turn: 0, gaps } : undefined;
}

function arcOf(spots: readonly Spot[]): Line | undefined {
	const [first, last] = endsOf(spots);
	const center = centerOf(first, spots[spots.length >> 1] ?? last, last);
	if (center === undefined || spots.length < 3) return undefined;
	const at = ({ x, y }: Point) => degrees(Math.atan2(y - center.y, x - center.x));
	let past = 0;
	const along = spots.map((spot, index) => {
		past += turned(at(spot) - at(spots[index - 1] ?? spot));
		return past;
	});
	const spacing = spacingOf(spots, along);
	if (spacing === undefined) return undefined;
	const { unit: turn, gaps, steps } = spacing;
	const radius = Math.hypot(first.x - center.x, first.y - center.y);
	const step = 2 * radius * Math.abs(Math.sin(radians(turn / 2)));
	if (!isLength(step) || Math.abs(turn) > 180) return undefined;
	const isOnIt = ({ x, y }: Point, spot: number) => {
		const direction = radians(at(first) + turn * (steps[spot] as number));
		const [right, down] = [center.x + radius * Math.cos(direction), center.y + radius * Math.sin(direction)];
		return Math.hypot(x - right, y - down) <= step * TOLERANCE;
	};
	return spots.every(isOnIt) ? { angle: at(first) + Math.sign(turn) * 90 + turn / 2, step, turn, gaps } : undefined;
}

const isLength = (step: number) => step >= MIN_LENGTH && step <= MAX_LENGTH;

const endsOf = (spots: readonly Spot[]) => [spots[0], spots.at(-1)] as [Spot, Spot];

interface Spacing {
	/** One step, in the unit of `along`. */
	readonly unit: number;
	readonly gaps: readonly number[];
	/** How many steps it is from the first seat to each. */
	readonly steps: readonly number[];
}

/**
 * The step that the seats next to each other have, and how wide that makes the gaps: as wide as a seat where that is near.
 * @param along how far each seat is along the row, or how many degrees
 */
function spacingOf(spots: readonly Spot[], along: readonly number[]): Spacing | undefined {
	const pairs = spots.slice(1).map(({ place }, index) => ({
		places: place - (spots[index] as Spot).place,
		distance: (along[index + 1] as number) - (along[index] as number),
	}));
	const neighbours = pairs.filter(({ places }) => places === 1);
	const even = meanStep(neighbours.length > 0 ? neighbours : pairs);
	const gaps = pairs.flatMap(({ places, distance }): number[] => {
		if (places === 1) return [];
		// Of several gaps side by side the first is as wide as it takes.
		const width = distance / even - places + 1;
		return [Math.abs(width - 1) <= NEARLY ? 1 : round(width, 2), ...new Array<number>(places - 2).fill(1)];
	});
	if (!gaps.every((width) => width >= 0 && width <= MAX_GAP)) return undefined;
	const left = gaps.values();
	const steps = [0];
	for (const { places } of pairs) {
		let past = 1;
		for (let gap = 1; gap < places; gap++) past += left.next().value as number;
		steps.push((steps.at(-1) as number) + past);
	}
	// From end to end is more exact than from seat to seat, where a plan is in whole pixels.
	return { unit: ((along.at(-1) as number) - (along[0] as number)) / (steps.at(-1) as number), gaps, steps };
}

function meanStep(pairs: readonly { readonly places: number; readonly distance: number }[]): number {
	const places = pairs.reduce((sum, pair) => sum + pair.places, 0);
	return pairs.reduce((sum, { distance }) => sum + distance, 0) / places;
}

/** The center of the circle through three points; `undefined` if they are on a line. */
function centerOf(one: Point, two: Point, three: Point): Point | undefined {
	const [x2, y2] = [two.x - one.x, two.y - one.y];
	const [x3, y3] = [three.x - one.x, three.y - one.y];
	const area = 2 * (x2 * y3 - y2 * x3);
	const [square2, square3] = [x2 ** 2 + y2 ** 2, x3 ** 2 + y3 ** 2];
	const center = {
		x: one.x + (y3 * square2 - y2 * square3) / area,
		y: one.y + (x2 * square3 - x3 * square2) / area,
	};
	return Number.isFinite(center.x) && Number.isFinite(center.y) ? center : undefined;
}
