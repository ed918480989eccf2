/** An arrow from one point to another. */
type Point = readonly [x: number, y: number];

const WIDTH_PX = 3;
const HEAD_PX = 11;

export function drawArrow(context: CanvasRenderingContext2D, from: Point, to: Point, color: string): void {
	const angle = Math.atan2(to[1] - from[1], to[0] - from[0]);
	const side = (turn: number): Point => [
		to[0] - HEAD_PX * Math.cos(angle + turn),
		to[1] - HEAD_PX * Math.sin(angle + turn),
	];
	context.strokeStyle = color;
	context.lineWidth = WIDTH_PX;
	context.lineCap = "round";
	context.lineJoin = "round";
	context.beginPath();
	context.moveTo(...from);
	context.lineTo(...to);
	context.moveTo(...side(0.5));
	context.lineTo(...to);
	context.lineTo(...side(-0.5));
	context.stroke();
}
