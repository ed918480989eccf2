/** The tag of an event's record, and the conditions that a request may put on it (RFC 9110 §13.1). */
import { refuse } from "../domain/refusal.ts";
import type { EventRecord } from "./event-record.ts";

export interface Preconditions {
	/** Tags of `If-Match`: the event must be there with one of them; `*` is any. */
	readonly ifMatch?: readonly string[] | undefined;
	/** Whether `If-None-Match: *` says that there must be no such event. */
	readonly mustBeNew?: boolean | undefined;
}

/** The same for as long as the record is, and no other record's: a life is never used again. */
export const tagOf = ({ life, version }: Pick<EventRecord, "life" | "version">): string => `${life}.${version}`;

/** The event as a GET shows it: one whose deletion is under way is not there. */
export function readable(event: EventRecord | undefined): EventRecord | undefined {
	return event?.deleting === undefined ? event : undefined;
}

/** Refuses with `changed-meanwhile`. The write that follows holds only over this very record. */
export function checkPreconditions({ ifMatch, mustBeNew }: Preconditions, current: EventRecord | undefined): void {
	const matches = current !== undefined && (ifMatch?.includes("*") || ifMatch?.includes(tagOf(current)));
	if (ifMatch && !matches) refuse({ kind: "changed-meanwhile" });
	if (mustBeNew && current) refuse({ kind: "changed-meanwhile" });
}
