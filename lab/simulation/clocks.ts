/** How time passes in a world, and how wrong the clocks of its functions are. */
import { START } from "./house.ts";
import type { Random } from "./random.ts";
import { startTimers, type Timers } from "./timers.ts";

/** A function's clock is wrong by at most this, fast or slow. */
const CLOCK_SKEW_SECONDS = 5;

/** The probability that time, or a clock, moves to exactly where something ends. */
const TO_AN_END = 0.4;

/** The share of times that are less than a second. */
const MOMENTS = 0.3;

/** The time of a run, in the world and in steps. */
export interface Time extends Timers {
	elapsedMs: number;
	step: number;
	/** Epoch seconds. */
	readonly now: number;
}

export function startTime(): Time {
	const time = {
		elapsedMs: 0,
		step: 0,
		get now() {
			return START + Math.floor(time.elapsedMs / 1_000);
		},
	};
	return Object.assign(
		time,
		startTimers(() => time.elapsedMs),
	);
}

/** How wrong a clock is: by anything, often so that it shows exactly where something ends (I2). */
export function drawSkewSeconds(chance: Random, now: number, ends: readonly number[]): number {
	const near = ends.filter((end) => Math.abs(end - now) <= CLOCK_SKEW_SECONDS);
	return near.length > 0 && chance.chance(TO_AN_END)
		? chance.pick(near) - now
		: chance.below(2 * CLOCK_SKEW_SECONDS + 1) - CLOCK_SKEW_SECONDS;
}

export function timeThatPassesMs({ now, elapsedMs }: Time, ends: readonly number[], chance: Random): number {
	const next = ends.filter((end) => end > now && end <= now + CLOCK_SKEW_SECONDS);
	if (next.length > 0 && chance.chance(TO_AN_END)) return (Math.min(...next) - START) * 1_000 - elapsedMs;
	return chance.chance(MOMENTS) ? 1 + chance.below(1_000) : 1_000 * (1 + chance.below(3));
}
