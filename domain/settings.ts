/** What an event asks of a lock (contract §5): when it may be made, for how long and for how many seats. */
import type { Refusal } from "./refusal.ts";

/** The most seats one request may name: DynamoDB writes 100 items in one transaction. */
export const MAX_SEATS = 100;

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
	return refusalOfSize(settings, num) ?? refusalOfLength(settings, seconds);
}

/** Why one lock may not hold this number of seats. */
export function refusalOfSize({ maxSeatsPerLock }: EventSettings, num: number): Refusal | undefined {
	return num > maxSeatsPerLock ? { kind: "too-many-seats", limit: maxSeatsPerLock } : undefined;
}

/** Why a lock may not last this long from now on. */
export function refusalOfLength({ maxLockSeconds }: EventSettings, seconds: number | undefined): Refusal | undefined {
	if (seconds === undefined || seconds <= maxLockSeconds) return undefined;
	const message = `at most ${maxLockSeconds}, the longest lock of this event`;
	return { kind: "invalid-request", errors: [{ path: "/seconds", message }] };
}

/** When a lock or an extension of this length ends, epoch seconds. */
export function endOfLock({ lockSeconds }: EventSettings, seconds: number | undefined, now: number): number {
	return now + (seconds ?? lockSeconds);
}
