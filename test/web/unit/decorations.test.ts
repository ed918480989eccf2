/** How large the texts of decorations are written. */
import { expect, test } from "@jest/globals";
import { drawDecorations } from "../../../web/chart-view/draw-decorations.ts";
import type { Palette } from "../../../web/chart-view/palette.ts";
import { houseOf } from "../../../web/house/house.ts";
import { SMALL_CHART } from "./small-house.ts";

/** How wide bold letters are, for their height. */
const BOLD_LETTER_WIDTH = 0.68;

test.each(["Bar", "Stage", "Orchestra pit"])("the text %s stays within the ellipse that it is about", (text) => {
	const [width, height] = [140, 140];
	const decorations = [{ kind: "ellipse", x: 0, y: 0, width, height, text }] as const;
	const ignored = () => {};
	const context = {
		font: "",
		...{ beginPath: ignored, ellipse: ignored, fill: ignored, save: ignored, restore: ignored },
		...{ translate: ignored, rotate: ignored, fillText: ignored },
	};

	drawDecorations(
		context as unknown as CanvasRenderingContext2D,
		houseOf("texts", { ...SMALL_CHART, sections: [], decorations }),
		{ scale: 1, left: -100, top: -100 },
		{ background: "#ffffff", area: "#eeeeee", quiet: "#555555" } as Palette,
	);

	const size = Number(/([\d.]+)px/.exec(context.font)?.[1]);
	const corner = [(text.length * size * BOLD_LETTER_WIDTH) / width, size / height] as const;
	expect(Math.hypot(...corner)).toBeLessThan(0.95);
});
