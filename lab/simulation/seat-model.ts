/**
 * What a seat is and what each request does to it, written from contract §2 and §4 for a reader who trusts nothing else
 * of this project: no rule is shared with the code that is judged. One seat, one request, one instant, no table.
 */
import type { Operation } from "./history.ts";

/** A seat, as whoever knows everything sees it. Instants are epoch seconds. */
export type SeatState =
	| { readonly status: "available" }
	/** `expires` may lie in the past: then the seat is available, and this is what nobody has cleaned up yet (I2). */
	| { readonly status: "locked"; readonly token?: string; readonly lockedAt: number; readonly expires: number }
	| { readonly status: "sold"; readonly token?: string; readonly order?: string }
	| { readonly status: "blocked"; readonly reason: string };

export type Request = Pick<Operation, "verb" | "by" | "now" | "expires" | "maxLockSeconds">;

/** What becomes of the seat; `undefined`: the request is refused, and nothing changes. */
export type Served = SeatState | undefined;

export const AVAILABLE: SeatState = { status: "available" };

/** I2: a lock lives over `[lockedAt, expires)`, by the clock of whoever looks. */
export function isAvailableAt(seat: SeatState, now: number): boolean {
	return seat.status === "available" || (seat.status === "locked" && now >= seat.expires);
}

/** What the request does to the seat at its own `now`. */
export function serve(seat: SeatState, request: Request): Served {
	const { by, now } = request;
	const free = isAvailableAt(seat, now);
	const held = seat.status === "locked" && !free && by.token !== undefined && seat.token === by.token;

	switch (request.verb) {
		case "lock": {
			if (free) return lockedBy(by.token, now, endAskedFor(request));
			// I5: the same token meeting its own live lock is given it as it stands.
			return held ? seat : undefined;
		}
		case "extend": {
			if (!held) return undefined;
			const { maxLockSeconds = Number.POSITIVE_INFINITY } = request;
			const end = Math.min(endAskedFor(request), seat.lockedAt + maxLockSeconds);
			// I5: asking for less than there is takes nothing away.
			return end > seat.expires ? lockedBy(seat.token, seat.lockedAt, end) : seat;
		}
		case "unlock":
			return free || held ? AVAILABLE : undefined;
		case "claim": {
			if (held) return soldTo(by.token, by.order);
			// I5: the sale that this very claim has made.
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
			// What TTL may remove: a lock that is over by its clock. Everything else it leaves.
			return seat.status === "locked" && free ? AVAILABLE : seat;
		case "check":
			return seat;
	}
}

/** How the seat looks to a caller: never whose it is (I3), and a lock that is over looks available (I2). */
export function showAt(seat: SeatState, now: number): { readonly status: string; readonly expires?: number } {
	if (isAvailableAt(seat, now)) return { status: "available" };
	return seat.status === "locked" ? { status: "locked", expires: seat.expires } : { status: seat.status };
}

/** Equal for states that are the same in everything the table keeps. */
export function nameOf(seat: SeatState): string {
	switch (seat.status) {
		case "available":
			return "available";
		case "locked":
			return `locked ${seat.lockedAt} ${seat.expires} ${JSON.stringify(seat.token)}`;
		case "sold":
			return JSON.stringify(["sold", seat.token, seat.order]);
		case "blocked":
			return JSON.stringify(["blocked", seat.reason]);
	}
}

/** In words, for a report. */
export function describe(seat: SeatState): string {
	switch (seat.status) {
		case "available":
			return "available";
		case "locked":
			return `locked by ${seat.token ?? "nobody"} over [${seat.lockedAt}, ${seat.expires})`;
		case "sold":
			return `sold to ${seat.token ?? "nobody"} as ${seat.order ?? "no order"}`;
		case "blocked":
			return `blocked for "${seat.reason}"`;
	}
}

function endAskedFor({ verb, expires }: Request): number {
	if (expires === undefined) throw new Error(`a ${verb} says no end`);
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

/** A release says which sale it means: by order, by token, or by both, and then both must be right. */
function isNamedSale(seat: SeatState, { token, order }: Request["by"]): boolean {
	if (seat.status !== "sold" || (token === undefined && order === undefined)) return false;
	return (order === undefined || seat.order === order) && (token === undefined || seat.token === token);
}
