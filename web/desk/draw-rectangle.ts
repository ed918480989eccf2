/** A rectangle from one corner to the opposite one, through which the seats are still seen. */
type Point = readonly [x: number, y: number];

const WIDTH_PX = 2;
const DASH_PX = [6, 4];
const OPACITY = 0.12;

export function drawRectangle(context: CanvasRenderingContext2D, from: Point, to: Point, color: string): void {
	const sides = [...from, to[0] - from[0], to[1] - from[1]] as const;
	context.save();
	context.strokeStyle = color;
	context.fillStyle = color;
	context.lineWidth = WIDTH_PX;
	context.setLineDash(DASH_PX);
	context.strokeRect(...sides);
	context.globalAlpha = OPACITY;
	context.fillRect(...sides);
	context.restore();
}
