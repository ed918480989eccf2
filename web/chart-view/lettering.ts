/** The letters of the map. */
import { radians } from "../../domain/geometry.ts";

/** What is written next is in letters of this height, with its middle where it is put. */
export function setLetters(context: CanvasRenderingContext2D, size: number, weight = 600): void {
	context.font = `${weight} ${size}px system-ui, sans-serif`;
	context.textAlign = "center";
	context.textBaseline = "middle";
}

/** Writes a text, turned clockwise by an angle in degrees, on a halo if there is a color for it. */
export function write(
	context: CanvasRenderingContext2D,
	text: string,
	x: number,
	y: number,
	color: string,
	halo?: string,
	angle = 0,
): void {
	context.save();
	context.translate(x, y);
	context.rotate(radians(angle));
	if (halo) {
		context.strokeStyle = halo;
		context.lineWidth = 4;
		context.lineJoin = "round";
		context.strokeText(text, 0, 0);
	}
	context.fillStyle = color;
	context.fillText(text, 0, 0);
	context.restore();
}

/** A text of about the length that there is room for: its end, which tells "Table 11" from "Table 12". */
export function cut(context: Pick<CanvasRenderingContext2D, "measureText">, text: string, most: number): string {
	const { width } = context.measureText(text);
	const letters = [...text];
	return width > most ? `…${letters.slice(1 - (letters.length * most) / width).join("")}` : text;
}
