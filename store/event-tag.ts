/** The tag of an event's record, and the conditions that a request may put on it (RFC 9110 §13.1). */
import { refuse } from "../domain/refusal.ts";
import type { EventRecord } from "./event-record.ts";

export interface Preconditions {
	/** Tags of `If-Match`: the event must be there with one of them; `*` is any. */
	readonly ifMatch?: readonly string[] | undefined;
	/** Tags of `If-None-Match`: there must be no event with one of them; `*` is any. */
	readonly ifNoneMatch?: readonly string[] | undefined;
}

/** The same for as long as the record is, and no other record's: a life is never used again. */
export const tagOf = ({ life, version }: Pick<EventRecord, "life" | "version">): string => `${life}.${version}`;

/** The event as a GET shows it: one whose deletion is under way is not there. */
export function readable(event: EventRecord | undefined): EventRecord | undefined {
	return event?.deleting === undefined ? event : undefined;
}

/** Refuses with `changed-meanwhile`. The write that follows holds only over this very record. */
export function checkPreconditions({ ifMatch, ifNoneMatch }: Preconditions, current: EventRecord | undefined): void {
	const isNamedBy = (tags: readonly string[]) =>
		current !== undefined && (tags.includes("*") || tags.includes(tagOf(current)));
	if (ifMatch && !isNamedBy(ifMatch)) refuse({ kind: "changed-meanwhile" });
	if (ifNoneMatch && isNamedBy(ifNoneMatch)) refuse({ kind: "changed-meanwhile" });
}
