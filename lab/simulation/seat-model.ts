/**
 * The specification: what each request does to one seat at one instant. Written from contract §2 and §4, and sharing no
 * code with the service it judges; do not import domain/ here.
 */
import type { Operation, SeatChange, SeenSeat } from "./history.ts";

/** The full state of a seat. Instants are epoch seconds. */
export type SeatState =
	| { readonly status: "available" }
	/** If `expires` has passed, the seat is available, and nobody has cleaned up yet (I2). */
	| { readonly status: "locked"; readonly token?: string; readonly lockedAt: number; readonly expires: number }
	| { readonly status: "sold"; readonly token?: string; readonly order?: string }
	| { readonly status: "blocked"; readonly reason: string }
	/** The event was deleted: nobody can get the seat any more. */
	| { readonly status: "gone" };

/** A request, as it is for one of its seats. */
export type Request = Pick<Operation, "verb" | "by" | "now" | "expires" | "maxLockSeconds"> & {
	readonly change?: SeatChange | undefined;
};

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

export function requestAt(operation: Operation, seat: string): Request {
	return { ...operation, change: operation.changes?.[operation.seats.indexOf(seat)] };
}

/**
 * The states of all seats after the request; `undefined` if it is refused, and then nothing changes (I4). A change happens
 * if every seat is exactly as it expects. Otherwise it has happened already if every seat is as it wants; a single seat
 * that is so proves nothing (§4.2).
 */
export function serveAll(states: readonly SeatState[], requests: readonly Request[]): readonly SeatState[] | undefined {
	if (requests.some(({ verb }) => verb === "change") && !states.some(({ status }) => status === "gone")) {
		const changes = requests.map(changeOf);
		if (changes.every((one, index) => isExpected(states[index] as SeatState, one, requests[index] as Request))) {
			return changes.map((one, index) => changed(states[index] as SeatState, one, requests[index] as Request));
		}
		const isDone = changes.every((one, index) => isWanted(states[index] as SeatState, one, requests[index] as Request));
		return isDone ? states : undefined;
	}
	const served = states.map((state, index) => serve(state, requests[index] as Request));
	return served.every((state) => state !== undefined) ? served : undefined;
}

function changeOf({ change }: Request): SeatChange {
	if (change === undefined) throw new Error("a change must say what it makes of each seat");
	return change;
}

/** Whether the seat is exactly as the change expects it. */
export function isExpected(seat: SeatState, { from, to }: SeatChange, { now }: Pick<Request, "now">): boolean {
	switch (from.status) {
		case "available":
			return isAvailableAt(seat, now);
		case "locked":
			return (
				seat.status === "locked" &&
				!isAvailableAt(seat, now) &&
				seat.expires === from.expires &&
				(from.lockedAt === undefined ? !isMade(seat, to) : seat.lockedAt === from.lockedAt)
			);
		case "sold":
			return seat.status === "sold" && (seat.order ?? null) === from.order;
		case "blocked":
			return seat.status === "blocked" && seat.reason === from.reason;
	}
}

/** I5: a lock of the wanted token and length may have been made by the change itself, even if it ends when expected. */
function isMade(seat: SeatState, to: SeatChange["to"]): boolean {
	if (seat.status !== "locked" || to.status !== "locked" || seat.token !== to.token) return false;
	return seat.expires === seat.lockedAt + to.seconds;
}

/** Whether the seat is as the change would make it. A lock that is still exactly as expected is yet to be changed. */
function isWanted(seat: SeatState, change: SeatChange, { now }: Request): boolean {
	const { to } = change;
	switch (to.status) {
		case "available":
			return isAvailableAt(seat, now);
		case "locked":
			return (
				seat.status === "locked" &&
				!isAvailableAt(seat, now) &&
				seat.token === to.token &&
				seat.expires >= seat.lockedAt + to.seconds &&
				!isExpected(seat, change, { now })
			);
		case "sold":
			return seat.status === "sold" && seat.order === to.order;
		case "blocked":
			return seat.status === "blocked" && seat.reason === to.reason;
	}
}

function changed(seat: SeatState, { from, to }: SeatChange, { now }: Request): SeatState {
	switch (to.status) {
		case "available":
			return AVAILABLE;
		case "locked":
			return lockedBy(to.token, now, now + to.seconds);
		case "blocked":
			return to;
		case "sold": {
			// A sale that gets an order, or keeps its own, is still its buyer's. Any other is a new one, without a token.
			const isSame = from.status === "sold" && (from.order === null || from.order === to.order);
			return soldTo(isSame && seat.status === "sold" ? seat.token : undefined, to.order);
		}
	}
}

/** Serves the request for one seat at its own `now`. */
export function serve(seat: SeatState, request: Request): Served {
	const { by, now } = request;
	if (seat.status === "gone") {
		const isHarmless = HARMLESS.has(request.verb) || request.change?.to.status === "available";
		return isHarmless ? seat : undefined;
	}
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
			if (seat.status !== "sold" || by.token === undefined || seat.token !== by.token) return undefined;
			// I5: the claim that made this sale may be repeated. An order fills in a missing one and never replaces one.
			if (by.order === undefined || by.order === seat.order) return seat;
			return seat.order === undefined ? soldTo(by.token, by.order) : undefined;
		}
		case "sell": {
			const isOwnBlock = seat.status === "blocked" && by.reason !== undefined && seat.reason === by.reason;
			if (free || isOwnBlock) return soldTo(by.token, by.order);
			// I5: the order names one sale; if the seller made a token, only the sale with this token is its own.
			const isOwnSale = seat.status === "sold" && seat.order === by.order;
			return isOwnSale && (by.token === undefined || by.token === seat.token) ? seat : undefined;
		}
		case "change":
			return serveAll([seat], [request])?.[0];
		case "release":
			return free || isNamedSale(seat, by) ? AVAILABLE : undefined;
		case "block": {
			const { reason = "" } = by;
			if (free) return { status: "blocked", reason };
			return seat.status === "blocked" && seat.reason === reason ? seat : undefined;
		}
		case "unblock":
			if (seat.status === "blocked" && by.reason !== undefined && seat.reason !== by.reason) return undefined;
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

/** What a seller may see of the seat besides. */
export function factsAt(seat: SeatState, now: number): Omit<SeenSeat, "seat"> {
	const shown = showAt(seat, now);
	if (shown.status !== seat.status) return shown;
	switch (seat.status) {
		case "locked":
			return { ...shown, lockedAt: seat.lockedAt };
		case "sold":
			return { ...shown, order: seat.order };
		case "blocked":
			return { ...shown, reason: seat.reason };
		default:
			return shown;
	}
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

/** A release names its sale by order, by token, or by both; everything it names must match. */
function isNamedSale(seat: SeatState, { token, order }: Request["by"]): boolean {
	if (seat.status !== "sold" || (token === undefined && order === undefined)) return false;
	return (order === undefined || seat.order === order) && (token === undefined || seat.token === token);
}
