import { readPatch } from "../documents/read-patch.ts";
import { tagOf } from "../store/event-tag.ts";
import { patchEvent as changeEvent } from "../store/patch-event.ts";
import { answer, withTag } from "./http/answer.ts";
import { bareEndpoint } from "./http/endpoint.ts";
import { lambdaRuntime } from "./http/runtime.ts";

/** PATCH /events/{event}: its name, its window and its lock settings, without the sections. */
export const patchEvent = bareEndpoint(
	"patch-event",
	async ({ store, eventId, body, preconditions }) => {
		const { settings, sections, ...event } = await changeEvent(store.table, eventId, body, preconditions);
		const { name, opens, closes } = settings;
		const capacity = sections.reduce((sum, section) => sum + section.capacity, 0);
		const message = `event ${eventId} is changed`;
		return withTag(answer({ message, event: eventId, name, opens, closes, capacity }), tagOf(event));
	},
	readPatch,
);

export const handler = patchEvent(lambdaRuntime());
