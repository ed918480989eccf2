/**
 * The specification: what each request does to one seat at one instant. Written from contract §2 and §4, and sharing no
 * code with the service it judges; do not import domain/ here.
 */
import type { Operation } from "./history.ts";

/** The full state of a seat. Instants are epoch seconds. */
export type SeatState =
	| { readonly status: "available" }
	/** If `expires` has passed, the seat is available, and nobody has cleaned up yet (I2). */
	| { readonly status: "locked"; readonly token?: string; readonly lockedAt: number; readonly expires: number }
	| { readonly status: "sold"; readonly token?: string; readonly order?: string }
	| { readonly status: "blocked"; readonly reason: string }
	/** The event was deleted: nobody can get the seat any more. */
	| { readonly status: "gone" };

export type Request = Pick<Operation, "verb" | "by" | "now" | "expires" | "maxLockSeconds">;

/** The state after the request; `undefined` if it is refused and nothing changes. */
export type Served = SeatState | undefined;

export const AVAILABLE: SeatState = { status: "available" };
export const GONE: SeatState = { status: "gone" };

/** What may still be answered about a seat that is gone, by a function that does not know it yet: nothing is taken. */
const HARMLESS: ReadonlySet<Operation["verb"]> = new Set(["unlock", "release", "unblock", "expire"]);

/** I2: a lock lives over `[lockedAt, expires)`, by the clock of the function that looks. */
export function isAvailableAt(seat: SeatState, now: number): boolean {
	return seat.status === "available" || (seat.status === "locked" && now >= seat.expires);
}

/** Serves the request at its own `now`. */
export function serve(seat: SeatState, request: Request): Served {
	const { by, now } = request;
	if (seat.status === "gone") return HARMLESS.has(request.verb) ? seat : undefined;
	const free = isAvailableAt(seat, now);
	const held = seat.status === "locked" && !free && by.token !== undefined && seat.token === by.token;

	switch (request.verb) {
		case "lock": {
			if (free) return lockedBy(by.token, now, requestedEnd(request));
			// I5: a token that meets its own live lock keeps it as it is.
			return held ? seat : undefined;
		}
		case "extend": {
			if (!held) return undefined;
			const { maxLockSeconds = Number.POSITIVE_INFINITY } = request;
			const end = Math.min(requestedEnd(request), seat.lockedAt + maxLockSeconds);
			// I5: extending never shortens a lock.
			return end > seat.expires ? lockedBy(seat.token, seat.lockedAt, end) : seat;
		}
		case "unlock":
			return free || held ? AVAILABLE : undefined;
		case "claim": {
			if (held) return soldTo(by.token, by.order);
			// I5: the claim that made this sale may be repeated.
			return isSaleOf(seat, by.token, by.order) && by.token !== undefined ? seat : undefined;
		}
		case "release":
			return free || isNamedSale(seat, by) ? AVAILABLE : undefined;
		case "block": {
			const { reason = "" } = by;
			if (free) return { status: "blocked", reason };
			return seat.status === "blocked" && seat.reason === reason ? seat : undefined;
		}
		case "unblock":
			return free || seat.status === "blocked" ? AVAILABLE : undefined;
		case "expire":
			// TTL removes only locks that have ended by its clock.
			return seat.status === "locked" && free ? AVAILABLE : seat;
		case "check":
			return seat;
		case "delete":
			// I10: an event goes only when nothing is sold or locked.
			return free || seat.status === "blocked" ? GONE : undefined;
	}
}

/** The seat as a caller sees it: without its owner (I3), and available once its lock has ended (I2). */
export function showAt(seat: SeatState, now: number): { readonly status: string; readonly expires?: number } {
	if (seat.status === "gone" || isAvailableAt(seat, now)) return { status: "available" };
	return seat.status === "locked" ? { status: "locked", expires: seat.expires } : { status: seat.status };
}

/** A text that is equal for equal states. */
export function nameOf(seat: SeatState): string {
	switch (seat.status) {
		case "available":
		case "gone":
			return seat.status;
		case "locked":
			return `locked ${seat.lockedAt} ${seat.expires} ${JSON.stringify(seat.token)}`;
		case "sold":
			return JSON.stringify(["sold", seat.token, seat.order]);
		case "blocked":
			return JSON.stringify(["blocked", seat.reason]);
	}
}

/** The state in words, for a report. */
export function describe(seat: SeatState): string {
	switch (seat.status) {
		case "available":
			return "available";
		case "gone":
			return "gone with its event";
		case "locked":
			return `locked by ${seat.token ?? "nobody"} over [${seat.lockedAt}, ${seat.expires})`;
		case "sold":
			return `sold to ${seat.token ?? "nobody"} as ${seat.order ?? "no order"}`;
		case "blocked":
			return `blocked for "${seat.reason}"`;
	}
}

function requestedEnd({ verb, expires }: Request): number {
	if (expires === undefined) throw new Error(`a ${verb} must request an end`);
	return expires;
}

function lockedBy(token: string | undefined, lockedAt: number, expires: number): SeatState {
	return { status: "locked", ...(token !== undefined && { token }), lockedAt, expires };
}

function soldTo(token: string | undefined, order: string | undefined): SeatState {
	return { status: "sold", ...(token !== undefined && { token }), ...(order !== undefined && { order }) };
}

const isSaleOf = (seat: SeatState, token: string | undefined, order: string | undefined) =>
	seat.status === "sold" && seat.token === token && seat.order === order;

/** A release names its sale by order, by token, or by both; everything it names must match. */
function isNamedSale(seat: SeatState, { token, order }: Request["by"]): boolean {
	if (seat.status !== "sold" || (token === undefined && order === undefined)) return false;
	return (order === undefined || seat.order === order) && (token === undefined || seat.token === token);
}
