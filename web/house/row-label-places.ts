/**
 * Where the label of a row is written: beyond each of its ends, or the one that the plan names, where no seat is. Around a
 * table both ends meet; there it is in the middle, unless the plan itself has a text there. A table on which the plan writes
 * the label needs no other.
 */
import { boxOfDecoration } from "./box-of-decoration.ts";
import { distance } from "./distance.ts";
import { hitSeat } from "./hit-seat.ts";
import type { House, HouseRow } from "./house.ts";
import { isInBox } from "./is-in-box.ts";
import { once } from "./once.ts";

/** `out` is how far to the right the row goes on there, from -1 to 1. */
type Place = readonly [x: number, y: number, out: number];

/** Shares of the distance between seats: how near a label comes to the middle of a seat, and how long it is at most. */
const NEAREST = 0.5;
export const LONGEST = 1.6;
/** How much each further letter of a label adds to its reach. */
const LETTER = 0.2;

/** From this share of the distance between seats on, a label beside a seat is not written on it. */
const CLEAR = 0.7;

/** Likewise, how far a seat may be from right across: around a table of five, two are as near. */
const FACING = 0.9;

/** When a row is first seen from near: every row of a house would be too much at once. */
export const rowLabelPlaces = once((house: House, row: HouseRow): readonly Place[] => {
	const { first, end, labelAt } = row;
	const [atStart, atEnd] = [beyond(house, row, first, first + 1, -1), beyond(house, row, end - 1, end - 2, 1)];
	const isClear = ([x, y]: Place) => hitSeat(house, x, y, CLEAR) === undefined && !isOnText(house, x, y, row.pitch);
	const clear = isRound(house, row) ? [] : [atStart, atEnd].filter(isClear);
	const named = clear.filter((place) => place === (labelAt === "start" ? atStart : labelAt && atEnd));
	const middle: Place = [(row.left + row.right) / 2, (row.top + row.bottom) / 2, 0];
	const beside = named.length > 0 ? named : clear;
	const words = wordsWithin(house, row);
	const isMiddle = beside.length === 0 && words.length === 0 && isClear(middle) && isAround(house, row);
	return words.includes(row.row) ? [] : isMiddle ? [middle] : beside;
});

/** How far the middle of a label is from its seat, as a share of the distance between seats: a long one begins beside it. */
export const middleOfLabel = (length: number): number => Math.max(1, NEAREST + Math.min(length, LONGEST) / 2);

/** How far the labels of rows reach beyond a seat, likewise, about: every view of a house has room for that, and half a letter. */
export const reachOfLabels = (rows: readonly HouseRow[]): number =>
	Math.min(NEAREST + LONGEST, 1 + LETTER * (Math.max(1, ...rows.map(({ row }) => row.length)) - 1));

/** Whether its last seat is beside its first. */
function isRound(house: House, { first, end, pitch }: HouseRow): boolean {
	return end - first > 3 && distance(house, first, end - 1) < pitch * 1.5;
}

/** Whether its seats face each other across its middle; that of an arc is among other rows. */
function isAround(house: House, { first, left, right, top, bottom }: HouseRow): boolean {
	const { x, y, rowOf } = house;
	const facing = hitSeat(house, left + right - (x[first] as number), top + bottom - (y[first] as number), FACING);
	return rowOf[facing ?? -1] === rowOf[first];
}

/** A point one place beyond the end of a row. @param side of a single seat: -1 is left, 1 is right. */
function beyond({ x, y }: House, { first, end, pitch }: HouseRow, last: number, inner: number, side: number): Place {
	const [lastX, lastY] = [x[last] as number, y[last] as number];
	if (end - first < 2) return [lastX + side * pitch, lastY, side];
	const [dx, dy] = [lastX - (x[inner] as number), lastY - (y[inner] as number)];
	const distance = Math.hypot(dx, dy) || 1;
	return [lastX + (dx / distance) * pitch, lastY + (dy / distance) * pitch, dx / distance];
}

/** The texts that the plan itself has within a row. */
function wordsWithin({ decorations }: House, row: HouseRow): readonly string[] {
	return decorations.flatMap((decoration) => {
		if (decoration.text === undefined) return [];
		const { left, right, top, bottom } = boxOfDecoration(decoration);
		return isInBox(row, (left + right) / 2, (top + bottom) / 2) ? [decoration.text] : [];
	});
}

/** Whether the plan has a text of its own there, which usually is the label of the row. */
const isOnText = ({ decorations }: House, x: number, y: number, pitch: number) =>
	decorations.some((one) => one.kind === "text" && isInBox(boxOfDecoration(one), x, y, pitch / 2));
