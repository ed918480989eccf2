/** How time passes in a world, and how wrong the clocks of its functions are. */
import type { Runtime } from "../../lambdas/http/runtime.ts";
import { type EventMemory, rememberEvents } from "../../store/event-memory.ts";
import { type Readings, rememberReadings } from "../../store/readings.ts";
import { START } from "./house.ts";
import type { Random } from "./random.ts";

/** A function's clock is wrong by at most this, fast or slow. */
const CLOCK_SKEW_SECONDS = 5;

/** The share of functions that start with an empty memory and read the plan; the others spend their turns on seats. */
const EMPTY_MEMORY_SHARE = 0.1;

/** The probability that time, or a clock, moves to exactly where something ends. */
const TO_AN_END = 0.4;

/** The share of times that are less than a second. */
const MOMENTS = 0.3;

/** The time of a run, in the world and in steps. */
export interface World {
	elapsedMs: number;
	step: number;
	/** Epoch seconds. */
	readonly now: number;
}

export const newWorld = (): World => ({
	elapsedMs: 0,
	step: 0,
	get now() {
		return START + Math.floor(this.elapsedMs / 1_000);
	},
});

/** An instance that serves all routes, with its own wrong clock and its own memory. */
export interface SimulatedFunction {
	skewSeconds: number;
	isBusy: boolean;
	readonly memory: EventMemory;
	readonly readings: Readings;
}

export function newFunction(
	chance: Random,
	world: World,
	warm: EventMemory | undefined,
	wait: Runtime["wait"],
): SimulatedFunction {
	const memory = warm === undefined || chance.chance(EMPTY_MEMORY_SHARE) ? rememberEvents(() => world.elapsedMs) : warm;
	const nowMs = () => (START + instance.skewSeconds) * 1_000 + world.elapsedMs;
	const readings = rememberReadings({ nowMs, wait, draw: chance.draw });
	const instance: SimulatedFunction = { skewSeconds: 0, isBusy: false, memory, readings };
	jump(instance, chance, world.now, []);
	return instance;
}

/** Moves the function's clock to anywhere near the true time, often to exactly where something ends (I2). */
export function jump(instance: SimulatedFunction, chance: Random, now: number, ends: readonly number[]): void {
	const near = ends.filter((end) => Math.abs(end - now) <= CLOCK_SKEW_SECONDS);
	instance.skewSeconds =
		near.length > 0 && chance.chance(TO_AN_END)
			? chance.pick(near) - now
			: chance.below(2 * CLOCK_SKEW_SECONDS + 1) - CLOCK_SKEW_SECONDS;
}

export function timeThatPassesMs({ now, elapsedMs }: World, ends: readonly number[], chance: Random): number {
	const next = ends.filter((end) => end > now && end <= now + CLOCK_SKEW_SECONDS);
	if (next.length > 0 && chance.chance(TO_AN_END)) return (Math.min(...next) - START) * 1_000 - elapsedMs;
	return chance.chance(MOMENTS) ? 1 + chance.below(1_000) : 1_000 * (1 + chance.below(3));
}
