/** What an event asks of a lock (contract §5): when it may be made, for how long and for how many seats. */
import type { Refusal } from "./refusal.ts";

/** The most seats one request may name: DynamoDB writes 100 items in one transaction. */
export const MAX_SEATS = 100;

/** The most seats that are looked for side by side: one item of the transaction remembers what was given. */
export const MAX_PARTY = MAX_SEATS - 1;

/** Times are epoch seconds. */
export interface EventSettings {
	readonly name: string;
	/** Locks are refused before it. */
	readonly opens?: number;
	/** Locks are refused from it on. */
	readonly closes?: number;
	readonly lockSeconds: number;
	readonly maxLockSeconds: number;
	readonly maxSeatsPerLock: number;
}

export interface LockRequest {
	/** How many seats. */
	readonly num: number;
	/** How long the lock shall last; the event's `lockSeconds` unless the caller says. */
	readonly seconds?: number | undefined;
}

/** Why the event takes no such lock at this instant: outside `[opens, closes)`, too many seats, or too long. */
export function refusalToLock(
	settings: EventSettings,
	{ num, seconds }: LockRequest,
	now: number,
): Refusal | undefined {
	const { opens, closes } = settings;
	if (opens !== undefined && now < opens) return { kind: "not-on-sale", opens };
	if (closes !== undefined && now >= closes) return { kind: "event-closed", closes };
	return refusalOfSize(settings, num) ?? refusalOfLength(seconds, settings.lockSeconds, "this event's lockSeconds");
}

/** The same settings, where seats are looked for together. */
export function forParties(settings: EventSettings): EventSettings {
	return { ...settings, maxSeatsPerLock: Math.min(settings.maxSeatsPerLock, MAX_PARTY) };
}

/** Why one lock may not hold this number of seats. */
export function refusalOfSize(
	{ maxSeatsPerLock }: Pick<EventSettings, "maxSeatsPerLock">,
	num: number,
): Refusal | undefined {
	return num > maxSeatsPerLock ? { kind: "too-many-seats", limit: maxSeatsPerLock } : undefined;
}

/** Why a lock may not be extended by this much from now on. */
export function refusalToExtend({ maxLockSeconds }: EventSettings, seconds: number | undefined): Refusal | undefined {
	return refusalOfLength(seconds, maxLockSeconds, "this event's maxLockSeconds");
}

function refusalOfLength(seconds: number | undefined, limit: number, name: string): Refusal | undefined {
	if (seconds === undefined || seconds <= limit) return undefined;
	return { kind: "invalid-request", errors: [{ path: "/seconds", message: `at most ${limit}, ${name}` }] };
}

/** When a lock or an extension of this length ends, epoch seconds. */
export function endOfLock({ lockSeconds }: EventSettings, seconds: number | undefined, now: number): number {
	return now + (seconds ?? lockSeconds);
}
