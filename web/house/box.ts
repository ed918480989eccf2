/** Rectangles, on the chart or on a canvas. */
export interface Box {
	readonly left: number;
	readonly top: number;
	readonly right: number;
	readonly bottom: number;
}

/** The rectangle with a point in its middle, and how far it goes from there to each side, up and down. */
export const boxAt = (x: number, y: number, across = 0, down = across): Box => ({
	left: x - across,
	top: y - down,
	right: x + across,
	bottom: y + down,
});

/** The smallest one around all of them; of none, one that begins behind its end. */
export function boxAround(boxes: readonly Box[]): Box {
	let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
	for (const box of boxes) {
		left = Math.min(left, box.left);
		top = Math.min(top, box.top);
		right = Math.max(right, box.right);
		bottom = Math.max(bottom, box.bottom);
	}
	return { left, top, right, bottom };
}

/** @param room how far apart they may be */
export const overlap = (one: Box, other: Box, room = 0): boolean =>
	one.left - room < other.right &&
	other.left < one.right + room &&
	one.top - room < other.bottom &&
	other.top < one.bottom + room;
