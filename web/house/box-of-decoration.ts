/** The rectangle around a decoration, on the chart. How wide a text becomes only its font knows: this is about right. */
import type { Decoration } from "../../domain/chart.ts";
import { radians } from "../../domain/geometry.ts";
import type { Box } from "./house.ts";

/** How wide a letter is, for its height. */
export const LETTER_WIDTH = 0.6;

export function boxOfDecoration(decoration: Decoration): Box {
	if (decoration.kind === "area") {
		const xs = decoration.corners.map(([x]) => x);
		const ys = decoration.corners.map(([, y]) => y);
		return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
	}
	const { x, y } = decoration;
	const [width, height] =
		decoration.kind === "ellipse" ? [decoration.width, decoration.height] : extentOfText(decoration);
	return { left: x - width / 2, right: x + width / 2, top: y - height / 2, bottom: y + height / 2 };
}

function extentOfText({ text, angle = 0, size = 1 }: Extract<Decoration, { readonly kind: "text" }>): [number, number] {
	const width = text.length * size * LETTER_WIDTH;
	const [cos, sin] = [Math.abs(Math.cos(radians(angle))), Math.abs(Math.sin(radians(angle)))];
	return [width * cos + size * sin, width * sin + size * cos];
}
