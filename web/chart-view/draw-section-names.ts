/**
 * The names of the sections: from far away over the middle of their seats, nearer above their seats in view.
 * Where blocks are too narrow for "Block 101", all of them say "101". A house of one section needs no name.
 */
import { type Box, boxAt, overlap } from "../house/box.ts";
import { endsOfNames } from "../house/ends-of-names.ts";
import type { House, HouseSection } from "../house/house.ts";
import { isInBox } from "../house/is-in-box.ts";
import { middleSeat } from "../house/middle-seat.ts";
import { setLetters, write } from "./lettering.ts";
import type { Palette } from "./palette.ts";
import { type Extent, toCanvas, type View } from "./view.ts";

const SIZE_PX = 12;
/** From this distance between seats on, a name over the seats would hide what a buyer looks at. */
const NEAR_PITCH_PX = 8;
/** How much of a shortened name has to be over its section. */
const SHORT_SHARE = 0.75;
/** How much of the distance between seats a name may come over the seats of another section; they are larger than that. */
const COVERED_SHARE = 0.2;
/** Between two names, so that they do not read as one. */
const SPACE_PX = 4;

export function drawSectionNames(
	context: CanvasRenderingContext2D,
	house: House,
	view: View,
	canvas: Extent,
	palette: Palette,
): void {
	const sections = house.sections.filter(({ first, end }) => first < end);
	if (sections.length < 2) return;
	const pitch = house.pitch * view.scale;
	const isNear = pitch >= NEAR_PITCH_PX;
	const room = pitch * COVERED_SHARE;
	setLetters(context, SIZE_PX);
	const inView = sections.flatMap((section) => {
		const seen = seenPart(section, house.pitch, view, canvas);
		return seen ? [{ section, seen, ...nameOf(section.section) }] : [];
	});
	function nameOf(name: string) {
		return { name, width: context.measureText(name).width + SPACE_PX };
	}
	const fits = ({ seen, width }: { readonly seen: Box; readonly width: number }, share = 1) =>
		seen.right - seen.left >= width * share;
	const ends = endsOfNames(house);
	const shortened = new Set(inView.flatMap((one) => (fits(one) ? [] : (ends.get(one.name)?.beginning ?? []))));
	const written: Box[] = [];
	for (const one of inView) {
		const { section, seen } = one;
		const { beginning = "", end = "" } = ends.get(one.name) ?? {};
		const isShort = shortened.has(beginning);
		const { name, width } = isShort ? nameOf(end) : one;
		// A name that is wider than its section would run over the next; a number may reach into the aisle.
		if (!fits({ seen, width }, isShort ? SHORT_SHARE : 1)) continue;
		const point = isNear ? aboveSeats(house, section, seen, width, view) : amongSeats(house, section, seen, view);
		if (!point) continue;
		const x = Math.min(Math.max(point.x, width / 2), canvas.width - width / 2);
		const y = Math.max(point.y, SIZE_PX);
		const place = boxAt(x, y, width / 2, SIZE_PX * 0.6);
		if (written.some((other) => overlap(place, other))) continue;
		const isOn = ([x, y]: Place) => overlap(place, boxAt(x, y, room));
		const isOver = (other: typeof one) =>
			other !== one && overlap(place, other.seen) && placesOf(house, other.section, view).some(isOn);
		// Seats of its own section may be under a name at the upper edge; those of others would seem to be of this one.
		if (isNear && inView.some(isOver)) continue;
		written.push(place);
		write(context, name, x, y, palette.text, palette.background);
	}
}

/** Where the middle seat is; if that is out of view, the middle of what is seen of the section. */
function amongSeats(house: House, section: HouseSection, seen: Box, view: View) {
	const middle = middleSeat(house, section);
	const { x, y } = house;
	const [across, down] = toCanvas(view, x[middle] as number, y[middle] as number);
	return isInBox(seen, across, down)
		? { x: across, y: down }
		: { x: (seen.left + seen.right) / 2, y: (seen.top + seen.bottom) / 2 };
}

/** Above those of its seats in view that a name in the middle would cover; between the wings of a section, above the first one. */
function aboveSeats(house: House, section: HouseSection, seen: Box, width: number, view: View) {
	const pitch = house.pitch * view.scale;
	const seats = placesOf(house, section, view).filter(([x, y]) => isInBox(seen, x, y));
	const topAt = (across: number) =>
		Math.min(...seats.flatMap(([x, y]) => (Math.abs(x - across) < width / 2 + pitch ? [y] : [])));
	const middle = (seen.left + seen.right) / 2;
	const x = topAt(middle) < Infinity ? middle : seats[0]?.[0];
	return x && { x, y: topAt(x) - 0.9 * pitch };
}

type Place = readonly [across: number, down: number];

/** Where the seats of a section are, in pixels. */
function placesOf({ x, y }: House, { first, end }: HouseSection, view: View): readonly Place[] {
	return Array.from(x.subarray(first, end), (seatX, index) => toCanvas(view, seatX, y[first + index] as number));
}

/** Where the canvas shows a section with a seat's room around it, in pixels; undefined if it does not. */
function seenPart(box: Box, pitch: number, view: View, canvas: Extent): Box | undefined {
	const seen = {
		left: Math.max(0, (box.left - pitch - view.left) * view.scale),
		right: Math.min(canvas.width, (box.right + pitch - view.left) * view.scale),
		top: Math.max(0, (box.top - 1.5 * pitch - view.top) * view.scale),
		bottom: Math.min(canvas.height, (box.bottom + pitch - view.top) * view.scale),
	};
	return seen.left < seen.right && seen.top < seen.bottom ? seen : undefined;
}
