/** The names of the sections: from far away over their seats, nearer at the upper edge of what is in view of each. */
import type { Box, House } from "../house/house.ts";
import type { Palette } from "./palette.ts";
import type { Extent, View } from "./view.ts";

const SIZE_PX = 12;
/** From this distance between seats on, a name over the seats would hide what a buyer looks at. */
const NEAR_PITCH_PX = 20;
/** Between two names, so that they do not read as one. */
const SPACE_PX = 4;

export function drawSectionNames(
	context: CanvasRenderingContext2D,
	house: House,
	view: View,
	canvas: Extent,
	palette: Palette,
): void {
	const isNear = house.pitch * view.scale >= NEAR_PITCH_PX;
	context.font = `600 ${SIZE_PX}px system-ui, sans-serif`;
	context.textAlign = "center";
	context.textBaseline = "middle";
	context.lineJoin = "round";
	context.lineWidth = 4;
	context.strokeStyle = palette.background;
	context.fillStyle = palette.text;
	const written: Box[] = [];
	for (const { section, first, end, ...box } of house.sections) {
		const seen = seenPart(box, house.pitch, view, canvas);
		if (first === end || !seen) continue;
		// A name that is wider than its section would run over the next.
		const width = context.measureText(section).width + SPACE_PX;
		if (seen.right - seen.left < width) continue;
		const x = (seen.left + seen.right) / 2;
		const y = isNear ? seen.top + SIZE_PX : (seen.top + seen.bottom) / 2;
		const place = { left: x - width / 2, right: x + width / 2, top: y - SIZE_PX * 0.6, bottom: y + SIZE_PX * 0.6 };
		if (written.some((other) => overlap(place, other))) continue;
		written.push(place);
		context.strokeText(section, x, y);
		context.fillText(section, x, y);
	}
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

const overlap = (one: Box, other: Box) =>
	one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
