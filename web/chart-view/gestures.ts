/** What fingers, mouse, wheel and keys do to a map, without knowing what it shows. Positions are pixels of the element. */
export type Point = readonly [x: number, y: number];

export interface Gestures {
	readonly onPan: (x: number, y: number) => void;
	/** @param factor above 1 to come nearer. Returns false where there is nothing farther away to show. */
	readonly onZoom: (factor: number, x: number, y: number) => boolean;
	/** @param isCoarse by a finger, which hits less precisely */
	readonly onTap: (x: number, y: number, isCoarse: boolean) => void;
	/** `undefined` when the pointer has left. */
	readonly onHover: (point: readonly [x: number, y: number] | undefined) => void;
	/** Back to the whole house. */
	readonly onHome: () => void;
	/** What a drag does that is more than a pan. */
	readonly drag?: DragGestures | undefined;
}

export interface DragGestures {
	/** Whether a drag from here is one: then the others follow, and no `onPan`. */
	readonly onBegin: (at: Point, hasShift: boolean) => boolean;
	readonly onMove: (from: Point, to: Point) => void;
	/** @param isDropped false: the pointer was lost, or a second finger came */
	readonly onEnd: (isDropped: boolean) => void;
}

/** A pointer that has moved less than this has tapped. */
const TAP_PX = 5;
const KEY_PAN_PX = 60;
const KEY_ZOOM = 1.4;
/** One notch of a wheel is about 100 pixels of scrolling. */
const WHEEL_ZOOM_PER_PX = 0.0022;
const LINE_PX = 16;

export function listenForGestures(element: HTMLElement, gestures: Gestures): void {
	const { onPan, onZoom, onTap, onHover, onHome, drag } = gestures;
	const pointers = new Map<number, Point>();
	let travelled = 0;
	let from: Point = [0, 0];
	let isDragging = false;

	function endDrag(isDropped: boolean) {
		if (!isDragging) return;
		isDragging = false;
		drag?.onEnd(isDropped);
	}

	element.addEventListener("pointerdown", (event) => {
		if (event.button !== 0) return;
		element.setPointerCapture(event.pointerId);
		from = [event.offsetX, event.offsetY];
		endDrag(false);
		if (pointers.size === 0) travelled = 0;
		// Two fingers never tap.
		else travelled = Number.POSITIVE_INFINITY;
		pointers.set(event.pointerId, from);
	});
	element.addEventListener("pointermove", (event) => {
		const { offsetX: x, offsetY: y, pointerId } = event;
		const before = pointers.get(pointerId);
		if (!before) return onHover([x, y]);
		const [other] = [...pointers].flatMap(([id, point]) => (id === pointerId ? [] : [point]));
		const hadTapped = travelled < TAP_PX;
		const [beforeX, beforeY] = before;
		travelled += Math.hypot(x - beforeX, y - beforeY);
		pointers.set(pointerId, [x, y]);
		if (travelled < TAP_PX) return;
		if (hadTapped && !other && drag?.onBegin(from, event.shiftKey)) {
			isDragging = true;
			onHover(undefined);
		}
		if (isDragging) return drag?.onMove(before, [x, y]);
		if (!other) return onPan(x - beforeX, y - beforeY);
		const [otherX, otherY] = other;
		const distance = Math.hypot(x - otherX, y - otherY);
		const distanceBefore = Math.hypot(beforeX - otherX, beforeY - otherY) || 1;
		onPan((x - beforeX) / 2, (y - beforeY) / 2);
		onZoom(distance / distanceBefore, (x + otherX) / 2, (y + otherY) / 2);
	});
	element.addEventListener("pointerup", (event) => {
		if (!pointers.delete(event.pointerId)) return;
		endDrag(true);
		if (travelled >= TAP_PX) return;
		onTap(event.offsetX, event.offsetY, event.pointerType !== "mouse");
	});
	element.addEventListener("pointercancel", ({ pointerId }) => {
		pointers.delete(pointerId);
		endDrag(false);
	});
	element.addEventListener("pointerleave", () => onHover(undefined));
	element.addEventListener(
		"wheel",
		(event) => {
			const pixels = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? event.deltaY : event.deltaY * LINE_PX;
			const isZoom = onZoom(Math.exp(-pixels * WHEEL_ZOOM_PER_PX), event.offsetX, event.offsetY);
			// A wheel that does nothing here scrolls the page. With Ctrl, as two fingers on a trackpad say it, it would zoom the page.
			if (isZoom || event.ctrlKey) event.preventDefault();
		},
		{ passive: false },
	);
	element.addEventListener("keydown", (event) => {
		if (event.ctrlKey || event.metaKey || event.altKey) return;
		const middle = [element.clientWidth / 2, element.clientHeight / 2] as const;
		const actions: Readonly<Record<string, () => void>> = {
			ArrowLeft: () => onPan(KEY_PAN_PX, 0),
			ArrowRight: () => onPan(-KEY_PAN_PX, 0),
			ArrowUp: () => onPan(0, KEY_PAN_PX),
			ArrowDown: () => onPan(0, -KEY_PAN_PX),
			"+": () => onZoom(KEY_ZOOM, ...middle),
			"=": () => onZoom(KEY_ZOOM, ...middle),
			"-": () => onZoom(1 / KEY_ZOOM, ...middle),
			"0": onHome,
			Home: onHome,
		};
		const action = actions[event.key];
		if (!action) return;
		event.preventDefault();
		action();
	});
}
