/** The functions that serve a world: each does one request at a time, with its own wrong clock and its own memory. */
import type { Runtime } from "../../lambdas/http/runtime.ts";
import { type EventMemory, rememberEvents } from "../../store/event-memory.ts";
import { type Readings, rememberReadings } from "../../store/readings.ts";
import { drawSkewSeconds, type Time } from "./clocks.ts";
import { START } from "./house.ts";
import type { Random } from "./random.ts";
import type { Turns } from "./turns.ts";

const FUNCTIONS = 3;

/** The share of functions that start with an empty memory and read the plan; the others spend their turns on seats. */
const EMPTY_MEMORY_SHARE = 0.1;

/** An instance that serves all routes. */
export interface SimulatedFunction {
	skewSeconds: number;
	isBusy: boolean;
	/** By its own clock. */
	readonly nowMs: () => number;
	readonly memory: EventMemory;
	/** It may have to read the event again. */
	readonly forgets: boolean;
	readonly readings: Readings;
	readonly wait: Runtime["wait"];
}

export type Functions = ReturnType<typeof startFunctions>;

/** @param warm a memory that knows the event for ever; most functions have it. */
export function startFunctions(chance: Random, time: Time, turns: Turns, warm: EventMemory | undefined) {
	const wait = async (milliseconds: number) => {
		const end = time.elapsedMs + milliseconds;
		do await turns.next();
		while (time.elapsedMs < end);
	};
	const start = (): SimulatedFunction => {
		const memory =
			warm === undefined || chance.chance(EMPTY_MEMORY_SHARE) ? rememberEvents(() => time.elapsedMs) : warm;
		const nowMs = () => (START + instance.skewSeconds) * 1_000 + time.elapsedMs;
		const readings = rememberReadings({ nowMs, wait, draw: chance.draw });
		const skewSeconds = drawSkewSeconds(chance, time.now, []);
		const instance = { skewSeconds, isBusy: false, nowMs, memory, forgets: memory !== warm, readings, wait };
		return instance;
	};
	const all = Array.from({ length: FUNCTIONS }, start);
	return {
		/** All that live. */
		all: all as readonly SimulatedFunction[],
		/** Like Lambda, gives an instance one request at a time, and starts another if all are busy. */
		take: (number: number): SimulatedFunction => {
			const idle = all.filter(({ isBusy }) => !isBusy);
			const instance = idle[number % Math.max(1, idle.length)] ?? start();
			if (idle.length === 0) all.push(instance);
			instance.isBusy = true;
			return instance;
		},
		kill: (instance: SimulatedFunction) => void all.splice(all.indexOf(instance), 1),
	};
}
