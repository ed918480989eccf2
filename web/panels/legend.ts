/** What the colors and shapes of the map mean, and how many seats of each category are free. */
import { drawSeat } from "../chart-view/draw-seat.ts";
import { colorOf, paletteOf } from "../chart-view/palette.ts";
import { element } from "../dom.ts";
import type { Formats } from "../formats.ts";
import { freeByCategory } from "../house/free-seats.ts";
import type { MapState, SeatState } from "../sale/map-state.ts";
import type { Store } from "../sale/store.ts";
import type { Texts } from "../texts.ts";

const SIGN_PX = 24;
const RADIUS_PX = 8.5;

interface LegendProps {
	readonly store: Store<MapState>;
	/** An element in the document, with the style that the legend will have. */
	readonly place: Element;
	readonly texts: Texts;
	readonly formats: Formats;
	readonly ended: AbortSignal;
}

export function legend({ store, place, texts, formats, ended }: LegendProps): HTMLElement {
	const categories = element("ul", { className: "categories" });
	const states = element("ul", { className: "states" });
	const heading = element("h2");
	const panel = element("section", { className: "card legend" }, heading, categories, states);
	let counts: HTMLElement[] = [];

	function build() {
		const { house } = store.get();
		const style = getComputedStyle(place);
		const palette = paletteOf(house.categories, (name) => style.getPropertyValue(`--${name}`).trim());
		const sign = (category: number, state: SeatState, isAccessible: boolean) => {
			const canvas = element("canvas", {
				width: 2 * SIGN_PX,
				height: 2 * SIGN_PX,
				attributes: { "aria-hidden": "true" },
			});
			const context = canvas.getContext("2d") as CanvasRenderingContext2D;
			context.scale(2, 2);
			const look = { state, color: colorOf(palette, category), isAccessible, radius: RADIUS_PX };
			drawSeat(context, SIGN_PX / 2, SIGN_PX / 2, look, palette);
			return canvas;
		};
		const named = house.categories.map(({ category }) => category);
		const isUsed = (place: number) => house.category.includes(place === named.length ? -1 : place);
		heading.textContent = named.length === 0 ? texts.howMany : texts.legend;
		panel.ariaLabel = heading.textContent;
		const names = named.length === 0 ? [texts.states.available] : [...named, texts.noCategory];
		counts = names.map(() => element("span", { className: "quiet" }));
		categories.replaceChildren(
			...names.flatMap((name, place) =>
				isUsed(place)
					? [element("li", {}, sign(place, "available", false), element("bdi", {}, name), counts[place])]
					: [],
			),
		);
		states.replaceChildren(
			...(house.accessible.includes(1) ? [element("li", {}, sign(-1, "available", true), texts.accessible)] : []),
			element("li", {}, sign(-1, "taken", false), texts.states.taken),
			element("li", {}, sign(-1, "mine", false), texts.states.mine),
		);
		count();
	}

	function count() {
		const { house, bits } = store.get();
		freeByCategory(house, bits).forEach((free, place) => {
			const shown = counts[place];
			if (shown) shown.textContent = texts.free(formats.number(free));
		});
	}

	build();
	store.subscribe((state, before) => {
		if (state.house !== before.house) build();
		else if (state.bits !== before.bits) count();
	});
	matchMedia("(prefers-color-scheme: dark)").addEventListener("change", build, { signal: ended });
	return panel;
}
