/** The smallest upright rectangle around corners of a chart; y grows downwards. */
import type { Corner } from "./chart.ts";

export interface Box {
	readonly left: number;
	readonly top: number;
	readonly right: number;
	readonly bottom: number;
}

/** `undefined` around nothing. */
export function boxOf(corners: Iterable<Corner>): Box | undefined {
	let box: { -readonly [Side in keyof Box]: number } | undefined;
	for (const [x, y] of corners) {
		box ??= { left: x, top: y, right: x, bottom: y };
		box.left = Math.min(box.left, x);
		box.top = Math.min(box.top, y);
		box.right = Math.max(box.right, x);
		box.bottom = Math.max(box.bottom, y);
	}
	return box;
}

export function cornersOfBox({ left, top, right, bottom }: Box): Corner[] {
	return [
		[left, top],
		[right, bottom],
	];
}

export const middleOf = ({ left, top, right, bottom }: Box): Corner => [(left + right) / 2, (top + bottom) / 2];
