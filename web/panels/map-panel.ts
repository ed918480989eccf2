/** The map with what is around it: zoom buttons, and the words for the seat under the pointer. */
import { chartView } from "../chart-view/chart-view.ts";
import { button, element } from "../dom.ts";
import type { MapState } from "../sale/map-state.ts";
import type { Store } from "../sale/store.ts";
import type { Texts } from "../texts.ts";
import { seatWords } from "./seat-words.ts";

const ZOOM = 1.6;

/** @param below what is shown over the lower edge of the map */
export function mapPanel(
	store: Store<MapState>,
	texts: Texts,
	onChoose: (seat: number) => void,
	below: HTMLElement,
): { readonly panel: HTMLElement; readonly start: () => void } {
	const canvas = element("canvas", { tabIndex: 0, attributes: { role: "img", "aria-label": texts.map } });
	const hint = element("div", { className: "hint", hidden: true, attributes: { "aria-hidden": "true" } });
	const zoomButtons = element("div", { className: "zoom" });
	const panel = element("div", { className: "map" }, canvas, zoomButtons, hint, below);

	function onHover(seat: number | undefined, x: number, y: number) {
		hint.hidden = seat === undefined;
		if (seat === undefined) return;
		hint.textContent = seatWords(store.get(), seat, texts);
		// Near an edge the hint keeps to its own side of the pointer.
		hint.classList.toggle("left", x > canvas.clientWidth / 2);
		hint.style.left = `${x}px`;
		hint.style.top = `${y}px`;
	}

	return {
		panel,
		// The canvas must be in the page by now, where it has a size and a style.
		start: () => {
			const view = chartView({ canvas, store, onChoose, onHover });
			const named = (sign: string, name: string, action: () => void) => {
				const made = button(sign, action);
				made.setAttribute("aria-label", name);
				made.title = name;
				return made;
			};
			zoomButtons.append(
				named("+", texts.zoomIn, () => view.zoom(ZOOM)),
				named("−", texts.zoomOut, () => view.zoom(1 / ZOOM)),
				named("⤢", texts.wholeHouse, view.showWholeHouse),
			);
		},
	};
}
