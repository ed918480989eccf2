/** A drag of the pointer over the map, as one over seats. */
import type { DraggedMap } from "../chart-view/chart-view.ts";
import type { DragGestures } from "../chart-view/gestures.ts";
import type { SeatDrag } from "./seat-drag.ts";

/** A fast pointer jumps over seats, so the way between two of its places is looked at in steps, in pixels. */
const STEP_PX = 3.5;

export function dragOverMap(drag: SeatDrag, { seatAt, drawsSeats, toHouse, redraw }: DraggedMap): DragGestures {
	return {
		onBegin: (at, hasShift) => {
			const hasBegun = drag.begin(drawsSeats() ? seatAt(at) : undefined, toHouse(at), hasShift);
			if (hasBegun) redraw();
			return hasBegun;
		},
		onMove: (from, to) => {
			const [across, down] = [to[0] - from[0], to[1] - from[1]];
			const steps = Math.max(1, Math.ceil(Math.hypot(across, down) / STEP_PX));
			const passed = new Set<number>();
			for (let step = 1; step <= steps; step++) {
				const seat = seatAt([from[0] + (across * step) / steps, from[1] + (down * step) / steps]);
				if (seat !== undefined) passed.add(seat);
			}
			drag.over([...passed], seatAt(to), toHouse(to));
			redraw();
		},
		onEnd: (isDropped) => {
			drag.end(isDropped);
			redraw();
		},
	};
}
