/** The name of each section over its seats, from far away; nearer, row and seat labels say where one is. */
import type { House } from "../house/house.ts";
import type { Palette } from "./palette.ts";
import type { View } from "./view.ts";

const SIZE_PX = 13;
/** From this distance between seats on, names would hide what a buyer looks at. */
const NEAR_PITCH_PX = 20;
/** A rough width of a letter, as a part of the size of the text. */
const LETTER = 0.56;

export function drawSectionNames(context: CanvasRenderingContext2D, house: House, view: View, palette: Palette): void {
	if (house.pitch * view.scale >= NEAR_PITCH_PX) return;
	context.font = `600 ${SIZE_PX}px system-ui, sans-serif`;
	context.textAlign = "center";
	context.textBaseline = "middle";
	context.lineJoin = "round";
	context.lineWidth = 4;
	context.strokeStyle = palette.background;
	context.fillStyle = palette.text;
	for (const { section, left, right, top, bottom, first, end } of house.sections) {
		// A name that is wider than its section would run over the next.
		if (first === end || (right - left + house.pitch) * view.scale < section.length * SIZE_PX * LETTER) continue;
		const x = ((left + right) / 2 - view.left) * view.scale;
		const y = ((top + bottom) / 2 - view.top) * view.scale;
		context.strokeText(section, x, y);
		context.fillText(section, x, y);
	}
}
