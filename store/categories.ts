/** The categories that a party asks for, held against those of the event. */
import { categoriesOf, type SectionPlan } from "../domain/plan.ts";
import { refuse } from "../domain/refusal.ts";
import { type Event, inHand } from "./event.ts";
import type { KnownEvent } from "./event-memory.ts";

/**
 * The event, if its seats have all these categories; `""` is that of the seats without one. Refuses otherwise. An event that
 * memory has is read again before, as for an unknown label.
 * @param wasAnswered whether the request was answered before: a PUT may have renamed its categories since (I5).
 */
export async function withCategories(
	event: Event,
	asked: readonly string[] | undefined,
	wasAnswered: (event: Event) => Promise<boolean> = async () => false,
): Promise<Event> {
	if (asked === undefined || (await unknownIn(event, event, asked)).length === 0) return event;
	const reread = await event.memory.reread(event.table, event.id);
	if (reread === undefined) return refuse({ kind: "unknown-event", event: event.id });
	const latest = inHand(event, reread, new Map());
	const unknown = await unknownIn(event, reread, asked);
	if (unknown.length === 0 || (await wasAnswered(latest))) return latest;
	return refuse({ kind: "unknown-category", categories: unknown });
}

async function unknownIn({ table, memory }: Event, event: KnownEvent, asked: readonly string[]): Promise<string[]> {
	const plans = await memory.plans(table, event, event.sections.keys());
	return asked.filter((category) => category !== "" && !isIn(plans.values(), category));
}

/** Stops at the first section that has it: sections may have 1,000 categories each. */
function isIn(plans: Iterable<SectionPlan>, category: string): boolean {
	for (const plan of plans) if (categoriesOf(plan).has(category)) return true;
	return false;
}
