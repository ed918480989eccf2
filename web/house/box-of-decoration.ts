/** The rectangle around a decoration, on the chart. How wide a text becomes only its font knows: this is about right. */
import type { Decoration } from "../../domain/chart.ts";
import { radians } from "../../domain/geometry.ts";
import { type Box, boxAround, boxAt } from "./box.ts";

/** How wide a letter is, for its height. */
export const LETTER_WIDTH = 0.6;

export function boxOfDecoration(decoration: Decoration): Box {
	if (decoration.kind === "area") return boxAround(decoration.corners.map(([x, y]) => boxAt(x, y)));
	const { x, y } = decoration;
	const [width, height] =
		decoration.kind === "ellipse" ? [decoration.width, decoration.height] : extentOfText(decoration);
	return boxAt(x, y, width / 2, height / 2);
}

function extentOfText({ text, angle = 0, size = 1 }: Extract<Decoration, { readonly kind: "text" }>): [number, number] {
	const width = text.length * size * LETTER_WIDTH;
	const [cos, sin] = [Math.abs(Math.cos(radians(angle))), Math.abs(Math.sin(radians(angle)))];
	return [width * cos + size * sin, width * sin + size * cos];
}
