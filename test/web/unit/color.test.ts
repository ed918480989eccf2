import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { areaColor, contrast, parseColor, type Rgb, textColor } from "../../../web/chart-view/color.ts";

const aColor = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255));
const LIGHT = parseColor("#ffffff");
const DARK = parseColor("#141821");
const QUIET = { quiet: "#59616f" };

test("a text is read on whatever is behind it, in its own color if that can be read", () => {
	fc.assert(
		fc.property(aColor, aColor, (own, behind) => {
			const shown = textColor(own, behind, QUIET);

			expect(contrast(shown, behind)).toBeGreaterThanOrEqual(4.1);
			if (contrast(own, behind) >= 4.5) expect(shown).toEqual(own);
		}),
	);
	expect(textColor(undefined, LIGHT, QUIET)).toEqual(parseColor(QUIET.quiet));
	expect(textColor(parseColor("#333333"), parseColor("#555555"), QUIET)).toEqual(LIGHT);
});

test("on a light map an area has its own color; on a dark one it never outshines the seats", () => {
	const seenSeat: Rgb = parseColor("#a7b0bf");
	fc.assert(
		fc.property(aColor, (color) => {
			expect(areaColor(color, LIGHT)).toEqual(color);
			expect(contrast(areaColor(color, DARK), seenSeat)).toBeGreaterThan(4);
		}),
	);
});
