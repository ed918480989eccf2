/** The plan: every seat of an event, in order, row by row, and what the event asks of a lock (contract §3, §5). */
import type { Refusal } from "./refusal.ts";
import { accept, type Result, refuseWith } from "./result.ts";
import type { Seat } from "./seat.ts";

/** The most seats one request may name: DynamoDB writes 100 items in one transaction. */
export const MAX_SEATS = 100;

export interface PlanSeat {
	readonly seat: string;
	readonly accessible: boolean;
}

export interface PlanRow {
	readonly row: string;
	/** In the row's order; `null` is a gap: the seats either side of it are not together. */
	readonly places: readonly (PlanSeat | null)[];
}

export interface SectionPlan {
	readonly section: string;
	readonly rows: readonly PlanRow[];
	/** Every seat, by `rowSeatKey`. */
	readonly seats: ReadonlySet<string>;
}

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

/** A seat inside its section. Labels may hold any separator; JSON keeps them apart. */
export function rowSeatKey(row: string, seat: string): string {
	return JSON.stringify([row, seat]);
}

export function hasSeat(plan: SectionPlan, { row, seat }: Seat): boolean {
	return plan.seats.has(rowSeatKey(row, seat));
}

/** The seats of the section in plan order, without the gaps. */
export function seatsOf(plan: SectionPlan): Seat[] {
	return plan.rows.flatMap(({ row, places }) =>
		places.flatMap((place) => (place === null ? [] : [{ section: plan.section, row, seat: place.seat }])),
	);
}

export interface LockRequest {
	/** How many seats. */
	readonly num: number;
	/** How long the lock shall last; the event's `lockSeconds` unless the caller says. */
	readonly seconds?: number | undefined;
}

/**
 * When a lock asked for at this instant will end, epoch seconds. Refused outside `[opens, closes)`, for more seats
 * than one lock may hold, and for longer than the event allows.
 */
export function planLock(settings: EventSettings, { num, seconds }: LockRequest, now: number): Result<number> {
	const { opens, closes } = settings;
	if (opens !== undefined && now < opens) return refuseWith({ kind: "not-on-sale", opens });
	if (closes !== undefined && now >= closes) return refuseWith({ kind: "event-closed", closes });
	const tooMany = checkSize(settings, num);
	return tooMany ? refuseWith(tooMany) : planEnd(settings, seconds, now);
}

/** Whether one lock may hold so many seats. */
export function checkSize({ maxSeatsPerLock }: EventSettings, num: number): Refusal | undefined {
	return num > maxSeatsPerLock ? { kind: "too-many-seats", limit: maxSeatsPerLock } : undefined;
}

/** When a lock of this length from now on will end; refused when the event allows none so long. */
export function planEnd(settings: EventSettings, seconds: number | undefined, now: number): Result<number> {
	const { lockSeconds, maxLockSeconds } = settings;
	if (seconds !== undefined && seconds > maxLockSeconds) {
		const message = `at most ${maxLockSeconds}, the longest lock of this event`;
		return refuseWith({ kind: "invalid-request", errors: [{ path: "/seconds", message }] });
	}
	return accept(now + (seconds ?? lockSeconds));
}
