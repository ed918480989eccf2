/**
 * The map of a house on a canvas, in two levels: far away it is one image, nearer the rows in view are drawn seat by seat.
 * It shows a store and says which seat was chosen; it knows neither network nor basket.
 */
import { type Box, boxAround, boxAt } from "../house/box.ts";
import { hitSeat } from "../house/hit-seat.ts";
import type { House } from "../house/house.ts";
import type { Store } from "../sale/store.ts";
import { drawDecorations } from "./draw-decorations.ts";
import { drawRows } from "./draw-rows.ts";
import { drawRing } from "./draw-seat.ts";
import { drawSectionNames } from "./draw-section-names.ts";
import type { Drawing, Pen, Shown } from "./drawing.ts";
import { type DragGestures, listenForGestures, type Point } from "./gestures.ts";
import { type HouseBuffer, houseBuffer } from "./house-buffer.ts";
import { type Palette, paletteOf } from "./palette.ts";
import { type Sprites, seatSprites } from "./seat-sprites.ts";
import {
	around,
	between,
	type Frame,
	isInView,
	panBy,
	toCanvas,
	toHouse,
	type View,
	viewOf,
	wholeHouse,
	within,
	zoomAt,
} from "./view.ts";

export interface ChartView {
	/** Comes nearer, or goes away, around the middle. */
	readonly zoom: (factor: number) => void;
	readonly showWholeHouse: () => void;
}

/** What a drag over the map may know of it. Points are pixels of the canvas. */
export interface DraggedMap {
	readonly seatAt: (at: Point) => number | undefined;
	/** Whether seats are large enough to be hit. */
	readonly drawsSeats: () => boolean;
	readonly toHouse: (at: Point) => Point;
	readonly redraw: () => void;
}

/** What a house is drawn with; colors follow the page's, which may be light or dark. */
interface Paint<State, What extends string> {
	readonly palette: Palette;
	readonly sprites: Sprites<What>;
	readonly buffer: HouseBuffer<State>;
}

interface ChartViewProps<State extends Shown, What extends string> {
	readonly canvas: HTMLCanvasElement;
	readonly store: Store<State>;
	readonly drawing: Drawing<State, What>;
	/** What drags do instead of moving the map. */
	readonly drag?: ((map: DraggedMap) => DragGestures) | undefined;
	/** Over the lower edge of the canvas, and as high as what they say. */
	readonly notices: HTMLElement;
	/** Ends what would outlive the canvas. */
	readonly ended?: AbortSignal | undefined;
	readonly onChoose: (seat: number) => void;
	/** `undefined` when the pointer is over no seat. Where it is, in pixels of the canvas. */
	readonly onHover: (seat: number | undefined, x: number, y: number) => void;
}

/** From this distance between seats, in CSS pixels, each seat is drawn by itself. */
const NEAR_PX = 7;
const SMALLEST_PX = 4;
/** What is quickly drawn seat by seat. */
const SMALL_HOUSE = 4_000;
/** What a finger can hit (WCAG 2.5.8), and a mouse; further away, a tap comes nearer first. */
const COARSE_TARGET_PX = 24;
const FINE_TARGET_PX = 14;
/** Rows may be wide apart: between two of them a finger means the nearer one. */
const COARSE_REACH = 0.9;
/** How near a tap, or a search, brings a seat. */
const SHOWN_PITCH_PX = 34;
const LARGEST_PITCH_PX = 64;
/** How much of the lower edge a notice of two lines hides. */
const NOTICE_PX = 96;

const FLIGHT_MS = 260;

/** The first image is as fine as the view that is shown at once, and so quickly made; a finer one is for coming nearer. */
const REFINE_MS = 500;

export function chartView<State extends Shown, What extends string>({
	canvas,
	store,
	drawing,
	drag,
	notices,
	ended,
	onChoose,
	onHover,
}: ChartViewProps<State, What>): ChartView {
	const context = canvas.getContext("2d", { alpha: false }) as CanvasRenderingContext2D;
	const style = getComputedStyle(canvas);
	let pixelRatio = 1;
	let frame: Frame = frameOf(store.get().house, { width: 1, height: 1 });
	let view: View = wholeHouse(frame);
	let isWhole = true;
	/** Nothing is drawn before the canvas has a size. */
	let paint: Paint<State, What> | undefined;
	let hovered: number | undefined;
	let flight = 0;
	let isDrawing = false;

	function redraw() {
		if (isDrawing) return;
		isDrawing = true;
		requestAnimationFrame(() => {
			isDrawing = false;
			draw();
		});
	}

	function draw() {
		if (!paint) return;
		// A window that goes to another screen keeps its size, and no observer says so.
		if (pixelRatio !== devicePixelRatio) return resize();
		const { palette, sprites, buffer } = paint;
		const state = store.get();
		const { house, focus } = state;
		context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
		context.fillStyle = palette.background;
		context.fillRect(0, 0, frame.canvas.width, frame.canvas.height);
		drawDecorations(context, house, view, palette);
		const isNear = drawsSeats();
		if (isNear) {
			context.setTransform(1, 0, 0, 1, 0, 0);
			drawRows(context, state, drawing, view, frame.canvas, pixelRatio, palette, sprites);
		} else {
			const scale = view.scale * pixelRatio;
			context.setTransform(scale, 0, 0, scale, -view.left * scale, -view.top * scale);
			buffer.drawTo(context);
		}
		context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
		drawSectionNames(context, house, view, frame.canvas, palette);
		const pen = penOf(state);
		const { ring } = pen;
		drawing.drawOver(state, isNear, pen, palette);
		if (focus !== undefined) ring(focus, 0.6, palette.focus);
		if (hovered !== undefined && isNear) ring(hovered, 0.5, palette.text);
	}

	function penOf({ house }: State): Pen {
		const place = (x: number, y: number) => toCanvas(view, x, y);
		const at = (seat: number) => place(house.x[seat] as number, house.y[seat] as number);
		return {
			ring: (seat, share, color) => {
				const pitch = house.rows[house.rowOf[seat] as number]?.pitch ?? house.pitch;
				drawRing(context, ...at(seat), Math.max(4, pitch * view.scale * share), 2, color);
			},
			place,
			at,
			context,
		};
	}

	/** While the whole house is shown there is nowhere to move it, and what moves over it is for the page. */
	function setWhole(isShown: boolean) {
		isWhole = isShown;
		canvas.classList.toggle("whole", isShown);
	}

	function look(next: View) {
		cancelAnimationFrame(flight);
		view = next;
		redraw();
	}

	/** Moves there visibly, unless the buyer wants no motion. */
	function flyTo(to: View) {
		cancelAnimationFrame(flight);
		if (matchMedia("(prefers-reduced-motion: reduce)").matches) return look(to);
		const from = view;
		const began = performance.now();
		const step = (now: number) => {
			const progress = Math.min(1, Math.max(0, (now - began) / FLIGHT_MS));
			view = progress === 1 ? to : between(from, to, 1 - (1 - progress) ** 3, frame.canvas);
			draw();
			if (progress < 1) flight = requestAnimationFrame(step);
		};
		flight = requestAnimationFrame(step);
	}

	/** The browser calls this when it has laid out the page: so no script waits for a layout, and nothing is drawn twice. */
	function resize() {
		pixelRatio = devicePixelRatio;
		const { clientWidth: width, clientHeight: height } = canvas;
		if (width === 0 || height === 0) return;
		canvas.width = Math.round(width * pixelRatio);
		canvas.height = Math.round(height * pixelRatio);
		frame = frameOf(store.get().house, { width, height });
		if (!paint) return build();
		view = isWhole ? wholeHouse(frame) : within(view, frame);
		draw();
	}

	function build() {
		const start = performance.now();
		frame = frameOf(store.get().house, frame.canvas);
		setWhole(true);
		view = wholeHouse(frame);
		paintWith(houseBuffer(store.get().house, drawing, { ...view, scale: view.scale * pixelRatio }));
		draw();
		performance.measure("ticket-sales:paint-house", { start });
		setTimeout(refine, REFINE_MS);
	}

	function refine() {
		// An element that has left the page has no colors.
		if (ended?.aborted) return;
		paintWith(houseBuffer(store.get().house, drawing, { ...view, scale: Infinity }));
		redraw();
	}

	function paintWith(buffer: HouseBuffer<State>) {
		const state = store.get();
		const palette = paletteOf(state.house.categories, (name) => style.getPropertyValue(`--${name}`).trim());
		buffer.paint(state, palette);
		paint = { palette, sprites: seatSprites(palette, drawing.drawSeat), buffer };
	}

	function recolor() {
		if (paint) paintWith(paint.buffer);
		redraw();
	}

	const seatAt = (x: number, y: number, share?: number) => hitSeat(store.get().house, ...toHouse(view, x, y), share);

	/** Whether each seat is drawn by itself; in a small house, always. */
	function drawsSeats(): boolean {
		const { pitch, numSeats } = store.get().house;
		return pitch * view.scale >= (numSeats <= SMALL_HOUSE ? SMALLEST_PX : NEAR_PX);
	}

	function hover(seat: number | undefined, x: number, y: number) {
		if (seat !== hovered) redraw();
		hovered = seat;
		canvas.classList.toggle("over-seat", seat !== undefined);
		onHover(seat, x, y);
	}

	function comeNear(x: number, y: number) {
		const scale = Math.min(frame.largest, SHOWN_PITCH_PX / store.get().house.pitch);
		setWhole(false);
		flyTo(within(around(x, y, Math.max(scale, view.scale), frame.canvas), frame));
	}

	function showWholeHouse() {
		setWhole(true);
		flyTo(wholeHouse(frame));
	}

	/** Brings seats into view, above a notice and near enough to be chosen. Nothing moves if they are in sight already. */
	function show(seats: readonly number[], noticePx = 0) {
		const { house } = store.get();
		const { height } = frame.canvas;
		const hidden = Math.max(noticePx, notices.offsetHeight && height + canvas.offsetTop - notices.offsetTop);
		const isNear = house.pitch * view.scale >= FINE_TARGET_PX;
		if (isNear && isInView(boxOf(house, seats, 0.5), view, frame, hidden)) return redraw();
		setWhole(false);
		// Labels of rows are kept at the edge, so seats keep away from it.
		flyTo(viewOf(boxOf(house, seats, 1), isNear ? view.scale : SHOWN_PITCH_PX / house.pitch, frame, hidden));
	}

	/** The view that is nearer, or farther away; where that would be too far, the whole house. */
	function zoomed(factor: number, x: number, y: number): View {
		const whole = wholeHouse(frame);
		const next = zoomAt(view, factor, x, y, frame);
		setWhole(factor < 1 && next.scale <= whole.scale);
		return isWhole ? whole : next;
	}

	function zoom(factor: number, x: number, y: number): boolean {
		if (isWhole && factor <= 1) return false;
		look(zoomed(factor, x, y));
		return true;
	}

	listenForGestures(canvas, {
		onPan: (x, y) => {
			if (isWhole) return;
			look(panBy(view, x, y, frame));
		},
		onZoom: zoom,
		onTap: (x, y, isCoarse) => {
			const seat = seatAt(x, y, isCoarse ? COARSE_REACH : undefined);
			const target = isCoarse ? COARSE_TARGET_PX : FINE_TARGET_PX;
			if (store.get().house.pitch * view.scale < target) return comeNear(...toHouse(view, x, y));
			if (seat !== undefined) onChoose(seat);
		},
		onHover: (point) => {
			hover(point && drawsSeats() ? seatAt(...point) : undefined, ...(point ?? [0, 0]));
		},
		onHome: showWholeHouse,
		drag: drag?.({
			seatAt: (at) => seatAt(...at),
			drawsSeats,
			toHouse: (at) => toHouse(view, ...at),
			redraw,
		}),
	});

	store.subscribe((state, before) => {
		if (!paint) return;
		if (state.house !== before.house) return build();
		const changed = drawing.changed(before, state);
		if (changed.size > 0) {
			paint.buffer.repaint(state, paint.palette, changed);
			redraw();
			const gained = drawing.gained?.(before, state) ?? [];
			if (gained.length > 0) show(gained, NOTICE_PX);
		}
		if (state.focus !== before.focus) {
			if (state.focus === undefined) redraw();
			else show([state.focus]);
		}
	});
	matchMedia("(prefers-color-scheme: dark)").addEventListener("change", recolor, ended && { signal: ended });
	new ResizeObserver(resize).observe(canvas);

	return {
		zoom: (factor) => {
			if (isWhole && factor < 1) return;
			flyTo(zoomed(factor, frame.canvas.width / 2, frame.canvas.height / 2));
		},
		showWholeHouse,
	};
}

const frameOf = ({ size, pitch }: House, canvas: Frame["canvas"]): Frame => ({
	size,
	canvas,
	largest: LARGEST_PITCH_PX / pitch,
});

/** The rectangle around seats. @param share how much room is around each, as a share of the distance between seats */
const boxOf = ({ x, y, pitch }: House, seats: readonly number[], share: number): Box =>
	boxAround(seats.map((seat) => boxAt(x[seat] as number, y[seat] as number, pitch * share)));
