/** Reads what looks at many seats: the plans of an event, or of one section, and the state of their taken seats. */
import type { SectionPlan } from "../domain/plan.ts";
import { lookUpTaken, type TakenStateOf } from "../domain/taken-state.ts";
import type { Event } from "./event.ts";
import { readPlans } from "./event-memory.ts";
import { readTaken } from "./read-taken.ts";

export interface House {
	/** In the event's order. */
	readonly plans: readonly SectionPlan[];
	readonly takenStateOf: TakenStateOf;
}

export async function readHouse(event: Event, section: string | undefined, now: number): Promise<House> {
	const recorded = await readTaken(event, section, now);
	const plans = await readPlans(event, section === undefined ? undefined : [section]);
	return { plans, takenStateOf: lookUpTaken(plans, recorded, now) };
}
