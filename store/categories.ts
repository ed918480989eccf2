/** The categories that a party asks for, held against those of the event. */
import { categoriesOf, type SectionPlan } from "../domain/plan.ts";
import { refuse } from "../domain/refusal.ts";
import type { Event } from "./event.ts";
import type { KnownEvent } from "./event-memory.ts";

/**
 * Refuses categories that no seat of the event has; `""` is that of the seats without one. An event that memory has is read
 * again before, as for an unknown label.
 */
export async function refuseUnknownCategories(event: Event, asked: readonly string[] | undefined): Promise<void> {
	if (asked === undefined || (await unknownIn(event, event, asked)).length === 0) return;
	const reread = await event.memory.reread(event.table, event.id);
	if (reread === undefined) return refuse({ kind: "unknown-event", event: event.id });
	const unknown = await unknownIn(event, reread, asked);
	if (unknown.length > 0) refuse({ kind: "unknown-category", categories: unknown });
}

async function unknownIn({ table, memory }: Event, event: KnownEvent, asked: readonly string[]): Promise<string[]> {
	const plans: Iterable<SectionPlan> = (await memory.plans(table, event, event.sections.keys())).values();
	const known = new Set<string>([""]);
	for (const plan of plans) for (const category of categoriesOf(plan)) known.add(category);
	return asked.filter((category) => !known.has(category));
}
