import { readPatch } from "../documents/read-patch.ts";
import { listingOf } from "../store/event-record.ts";
import { tagOf } from "../store/event-tag.ts";
import { patchEvent as changeEvent } from "../store/patch-event.ts";
import { answer, withTag } from "./http/answer.ts";
import { bareEndpoint } from "./http/endpoint.ts";
import { lambdaRuntime } from "./http/runtime.ts";

/** PATCH /events/{event}: its name, its window and its lock settings, without the sections. */
export const patchEvent = bareEndpoint(
	"patch-event",
	async ({ store, eventId, body, preconditions }) => {
		const changed = await changeEvent(store.table, eventId, body, preconditions);
		const message = `event ${eventId} is changed`;
		return withTag(answer({ message, event: eventId, ...listingOf(changed) }), tagOf(changed));
	},
	readPatch,
);

export const handler = patchEvent(lambdaRuntime());
