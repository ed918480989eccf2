/** Finds the line or the arc on which the seats of a row stand evenly, as an event document writes it; else their points. */
import { MAX_LENGTH, MIN_LENGTH } from "../api/event-document.ts";
import { degrees, radians, round, turned } from "../domain/geometry.ts";
import type { Point } from "./row-positions.ts";

/** What an event document says of where a row is. */
export type RowShape =
	| { readonly x: number; readonly y: number; readonly angle?: number; readonly step?: number; readonly turn?: number }
	| { readonly points: readonly (readonly [x: number, y: number])[] };

/** A seat may be this part of a step away from where it is drawn: plans in whole pixels are off by two hundredths. */
const TOLERANCE = 0.05;

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
	const { angle, step, turn } = shape;
	return {
		...start,
		...withoutZero({ angle: round(turned(angle), 4) }),
		step: round(step, 5),
		...withoutZero({ turn: round(turn, 6) }),
	};
}

interface Line {
	/** The direction from the first place to the second, in degrees. */
	readonly angle: number;
	readonly step: number;
	readonly turn: number;
}

function lineOf(spots: readonly Spot[]): Line | undefined {
	const [first, last] = endsOf(spots);
	const places = last.place - first.place;
	const [right, down] = [(last.x - first.x) / places, (last.y - first.y) / places];
	const step = Math.hypot(right, down);
	const isEven = spots.every(({ place, x, y }) => {
		const past = place - first.place;
		return Math.hypot(x - first.x - right * past, y - first.y - down * past) <= step * TOLERANCE;
	});
	return step >= MIN_LENGTH && isEven ? { angle: degrees(Math.atan2(down, right)), step, turn: 0 } : undefined;
}

function arcOf(spots: readonly Spot[]): Line | undefined {
	const [first, last] = endsOf(spots);
	const [, second] = spots as [Spot, Spot];
	const center = centerOf(first, spots[spots.length >> 1] ?? last, last);
	if (center === undefined || spots.length < 3) return undefined;
	const at = ({ x, y }: Point) => degrees(Math.atan2(y - center.y, x - center.x));
	const places = last.place - first.place;
	// The second seat says which way and how often it goes round, the last one how far exactly.
	const rough = (turned(at(second) - at(first)) / (second.place - first.place)) * places;
	const shown = at(last) - at(first);
	const turn = (shown + 360 * Math.round((rough - shown) / 360)) / places;
	const radius = Math.hypot(first.x - center.x, first.y - center.y);
	const step = 2 * radius * Math.abs(Math.sin(radians(turn / 2)));
	if (step < MIN_LENGTH || Math.abs(turn) > 180) return undefined;
	const isEven = spots.every(({ place, x, y }) => {
		const direction = radians(at(first) + turn * (place - first.place));
		const [right, down] = [center.x + radius * Math.cos(direction), center.y + radius * Math.sin(direction)];
		return Math.hypot(x - right, y - down) <= step * TOLERANCE;
	});
	return isEven ? { angle: at(first) + Math.sign(turn) * 90 + turn / 2, step, turn } : undefined;
}

const endsOf = (spots: readonly Spot[]) => [spots[0], spots.at(-1)] as [Spot, Spot];

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

const withoutZero = <Numbers extends Readonly<Record<string, number>>>(numbers: Numbers): Partial<Numbers> =>
	Object.values(numbers).every((number) => number === 0) ? {} : numbers;
