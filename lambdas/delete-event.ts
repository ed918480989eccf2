import { deleteEvent as removeEvent } from "../store/delete-event.ts";
import { TryAgain } from "../store/table.ts";
import { answer } from "./http/answer.ts";
import { bareEndpoint } from "./http/endpoint.ts";
import { lambdaRuntime } from "./http/runtime.ts";

const MAY_BE_CLOSED = "the event may be closed: send DELETE again, or PUT the event to reopen it";

/** DELETE /events/{event}: only if none of its seats is sold or locked. */
export const deleteEvent = bareEndpoint(
	"delete-event",
	async ({ store, eventId, now, newName, wait, preconditions }) => {
		try {
			await removeEvent(store.table, eventId, { now, newMark: newName(), wait, ...preconditions });
		} catch (error) {
			if (!(error instanceof TryAgain)) throw error;
			throw new TryAgain(error.message, { cause: error, detail: error.detail ?? MAY_BE_CLOSED });
		}
		return answer({ message: `event ${eventId} is deleted`, event: eventId });
	},
);

export const handler = deleteEvent(lambdaRuntime());
