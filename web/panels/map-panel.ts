/** The map with what is around it: zoom buttons above it, and the words for the seat under the pointer. */
import { chartView, type DraggedMap } from "../chart-view/chart-view.ts";
import type { Drawing, Shown } from "../chart-view/drawing.ts";
import type { DragGestures } from "../chart-view/gestures.ts";
import { button, element } from "../dom.ts";
import type { Store } from "../sale/store.ts";
import type { Texts } from "../texts.ts";

const ZOOM = 1.6;

interface MapPanelProps<State extends Shown, What extends string> {
	readonly store: Store<State>;
	readonly drawing: Drawing<State, What>;
	readonly texts: Pick<Texts, "map" | "zoomIn" | "zoomOut" | "wholeHouse">;
	/** A seat in words. */
	readonly words: (seat: number) => string;
	readonly onChoose: (seat: number) => void;
	readonly drag?: (map: DraggedMap) => DragGestures;
	readonly ended?: AbortSignal;
	/** What is shown over the lower edge of the map. */
	readonly below: HTMLElement;
}

export function mapPanel<State extends Shown, What extends string>({
	store,
	drawing,
	texts,
	words,
	onChoose,
	drag,
	ended,
	below,
}: MapPanelProps<State, What>): { readonly panel: HTMLElement; readonly start: () => void } {
	const canvas = element("canvas", { tabIndex: 0, attributes: { role: "application", "aria-label": texts.map } });
	const hint = element("div", { className: "hint", hidden: true, attributes: { "aria-hidden": "true" } });
	const zoomButtons = element("div", { className: "zoom" });
	const panel = element("div", { className: "map" }, zoomButtons, canvas, hint, below);

	/** The seat under the pointer. */
	let hovered: number | undefined;

	/** The words cover something, so they go with Escape, too; until the next seat (WCAG 1.4.13). */
	function dismiss({ key }: KeyboardEvent) {
		if (key === "Escape") hint.hidden = true;
	}

	function onHover(seat: number | undefined, x: number, y: number) {
		if (seat !== hovered) {
			hovered = seat;
			hint.hidden = seat === undefined;
			if (seat === undefined) removeEventListener("keydown", dismiss);
			else addEventListener("keydown", dismiss);
			say();
		}
		// Near an edge the hint keeps to its own side of the pointer.
		hint.classList.toggle("left", x > canvas.clientWidth / 2);
		hint.classList.toggle("above", y > canvas.clientHeight / 2);
		hint.style.left = `${x}px`;
		hint.style.top = `${canvas.offsetTop + y}px`;
	}

	function say() {
		if (hovered !== undefined) hint.textContent = words(hovered);
	}

	store.subscribe((state, before) => {
		// Another house has other seats.
		if (state.house !== before.house) onHover(undefined, 0, 0);
		else say();
	});

	return {
		panel,
		// The canvas must be in the page by now, where it has a size and a style.
		start: () => {
			const view = chartView({
				canvas,
				store,
				drawing,
				drag,
				notices: below,
				ended,
				onChoose,
				onHover,
			});
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
