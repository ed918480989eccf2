/** How a seat is drawn on whatever a plan has behind it. */
import { expect, test } from "@jest/globals";
import { drawSeat } from "../../../web/chart-view/draw-seat.ts";
import type { Palette } from "../../../web/chart-view/palette.ts";

test.each([
	["a seat", false],
	["an accessible seat", true],
])(
	"%s is on a halo in the color of the map, on which its own is seen, whatever floor a plan has",
	(_, isAccessible) => {
		const drawn: string[] = [];
		const context = {
			fillStyle: "",
			strokeStyle: "",
			beginPath: () => {},
			arc: () => {},
			roundRect: () => {},
			stroke: () => drawn.push(`around it ${context.strokeStyle}`),
			fill: () => drawn.push(`the seat ${context.fillStyle}`),
		};

		drawSeat(
			context as unknown as CanvasRenderingContext2D,
			0,
			0,
			{ state: "available", color: { fill: "#123456", ink: "#ffffff" }, isAccessible, radius: 5 },
			{ background: "#fefefe" } as Palette,
		);

		expect(drawn).toEqual(["around it #fefefe", "the seat #123456"]);
	},
);
