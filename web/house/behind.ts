/** What a text of a house is written on: the topmost area or ellipse that is drawn before it and reaches around it. */
import type { Corner, Decoration } from "../../domain/chart.ts";

export type Shape = Exclude<Decoration, { readonly kind: "text" }>;

/** @param before the decorations under it, the hindmost first */
export function shapeBehind(x: number, y: number, before: readonly Decoration[]): Shape | undefined {
	return before.findLast((shape): shape is Shape => shape.kind !== "text" && isWithin(x, y, shape));
}

function isWithin(x: number, y: number, shape: Shape): boolean {
	if (shape.kind === "area") return isWithinCorners(x, y, shape.corners);
	return ((x - shape.x) / (shape.width / 2)) ** 2 + ((y - shape.y) / (shape.height / 2)) ** 2 <= 1;
}

/** A ray to the right crosses the outline an odd number of times. */
function isWithinCorners(x: number, y: number, corners: readonly Corner[]): boolean {
	let crossings = 0;
	for (const [index, [x1, y1]] of corners.entries()) {
		const [x2, y2] = corners.at(index - 1) as Corner;
		if (y1 > y !== y2 > y && x < x1 + ((y - y1) / (y2 - y1)) * (x2 - x1)) crossings += 1;
	}
	return crossings % 2 === 1;
}
