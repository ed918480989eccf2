/** Checks the id of an event before anything is read or sent. */
import { eventId } from "../../api/fields.ts";

/** What is wrong with the id; `undefined` if nothing is. */
export function whyNoEventId(id: string): string | undefined {
	return eventId.safeParse(id).error?.issues[0]?.message;
}
