/** The house of every run, and how it is opened: few seats, so that requests meet. */
import type { Seat } from "../../domain/seat.ts";
import type { Runtime } from "../../lambdas/runtime.ts";
import { type PlanMemory, rememberPlans } from "../../store/plans.ts";
import type { Table } from "../../store/table.ts";
import { invoke } from "./invoke.ts";

/** Two sections of one row each, so that transactions cross partitions; the seats of a section are side by side. */
export const HOUSE: readonly Seat[] = [
	...["1", "2", "3", "4"].map((seat) => ({ section: "st/alls", row: "a", seat })),
	...["1", "2"].map((seat) => ({ section: "box#1", row: "ü", seat })),
];

export const SECTIONS = [...new Set(HOUSE.map(({ section }) => section))];

export const LOCK_SECONDS = 20;
export const MAX_LOCK_SECONDS = 40;

/** Far from the engine's real time: only the simulation expires records. */
export const START = 4_000_000_000;

export async function openHouse(real: Table, event: string): Promise<void> {
	const sections = Object.fromEntries(
		SECTIONS.map((section) => {
			const seats = HOUSE.filter((seat) => seat.section === section);
			return [section, [{ row: seats[0]?.row, seats: seats.map(({ seat }) => seat) }]];
		}),
	);
	const document = { name: event, lockSeconds: LOCK_SECONDS, maxLockSeconds: MAX_LOCK_SECONDS, sections };
	const runtime = {
		table: real,
		plans: rememberPlans(() => 0),
		now: () => START,
		deadline: () => new AbortController().signal,
		observe: () => {},
	};
	const put = await invoke("put-event", runtime as unknown as Runtime, { event, body: document });
	if (put.status !== 200) throw new Error(`the house did not open: ${JSON.stringify(put.body)}`);
}

/** A memory that has read everything, and has no reason to read again: the house does not change. */
export async function warmMemory(real: Table, event: string): Promise<PlanMemory> {
	const memory = rememberPlans(() => 0);
	const plan = await memory.event(real, event);
	if (plan) await memory.sections(real, plan, plan.sections.keys());
	return memory;
}
