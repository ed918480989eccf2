/** When a desk that nobody uses forgets its key. Pure: the clock is given, and somebody has to look at it. */
export interface IdleWatch {
	/** Somebody is there. */
	readonly touch: () => void;
	/** How many seconds are left until the key is forgotten; 0 or less: it is time. */
	readonly secondsLeft: () => number;
}

export const IDLE_SECONDS = 15 * 60;
/** How long before that the desk says so. */
export const WARNING_SECONDS = 60;

/** @param nowMs a clock that goes on while the machine sleeps */
export function idleWatch(nowMs: () => number): IdleWatch {
	let touched = nowMs();
	return {
		touch: () => {
			// Waking up is no sign of life: what is over is over.
			if (nowMs() - touched < 1_000 * IDLE_SECONDS) touched = nowMs();
		},
		secondsLeft: () => IDLE_SECONDS - (nowMs() - touched) / 1_000,
	};
}
