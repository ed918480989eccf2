/** What the shapes of the desk's map mean. */
import { colorOf, paletteOf } from "../chart-view/palette.ts";
import { element } from "../dom.ts";
import type { Store } from "../sale/store.ts";
import type { DeskTexts } from "../texts/desk.ts";
import { DESK_DRAWING, type DeskLook } from "./desk-drawing.ts";
import type { DeskState } from "./desk-state.ts";

const SIGN_PX = 24;
const RADIUS_PX = 8;

export function deskLegend(store: Store<DeskState>, words: DeskTexts, ended: AbortSignal): HTMLElement {
	const list = element("ul", { className: "states" });

	function build() {
		const style = getComputedStyle(document.documentElement);
		const { categories } = store.get().house;
		const palette = paletteOf(categories, (name) => style.getPropertyValue(`--${name}`).trim());
		const sign = (state: DeskLook, category: number) => {
			const canvas = element("canvas", {
				width: 2 * SIGN_PX,
				height: 2 * SIGN_PX,
				attributes: { "aria-hidden": "true" },
			});
			const context = canvas.getContext("2d") as CanvasRenderingContext2D;
			context.scale(2, 2);
			const look = { state, color: colorOf(palette, category), isAccessible: false, radius: RADIUS_PX };
			DESK_DRAWING.drawSeat(context, SIGN_PX / 2, SIGN_PX / 2, look, palette);
			return canvas;
		};
		const available =
			categories.length === 0
				? [element("li", {}, sign("available", -1), words.states.available)]
				: categories.map(({ category }, place) => element("li", {}, sign("available", place), category));
		const taken = (["sold", "locked", "blocked"] as const).map((state) =>
			element("li", {}, sign(state, -1), words.states[state]),
		);
		list.replaceChildren(...available, ...taken);
	}

	build();
	store.subscribe((state, before) => {
		if (state.house !== before.house) build();
	});
	matchMedia("(prefers-color-scheme: dark)").addEventListener("change", build, { signal: ended });
	return element("section", { className: "card legend", attributes: { "aria-label": words.legend } }, list);
}
