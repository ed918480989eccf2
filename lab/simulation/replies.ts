/** What a reply says: to the client that gets it, and to the history that the checker judges. */
import { type Seat, seatKey } from "../../domain/seat.ts";
import type { Reply } from "../../test/support/service.ts";
import { type ClientMemory, type ClientRequest, IMPORTED_ORDER, TOKEN } from "./client-request.ts";
import type { Operation, Problem, SeatChange, SeenSeat } from "./history.ts";

/** What a client remembers after an answer, or after none. */
export function remember(
	memory: ClientMemory,
	{ verb, seats, by }: ClientRequest,
	reply: Reply | undefined,
): ClientMemory {
	const isDone = reply?.status === 200;
	if (verb === "event") return { ...memory, tag: reply?.headers["etag"]?.replaceAll('"', "") ?? memory.tag };
	if (verb === "lock") {
		return { seats: (isDone ? seatsOf(reply) : seats) ?? memory.seats, token: isDone ? reply.body.token : by.token };
	}
	if (verb === "sell" && isDone) return { seats: seats ?? seatsOf(reply), token: by.token, order: by.order };
	if (verb === "change" && isDone && by.token) return { seats: seats ?? [], token: by.token };
	return verb === "claim" && isDone ? { ...memory, order: by.order } : memory;
}

/** What the release of a whole order expects of each seat. */
export const releasedFrom = (order: string): SeatChange => ({
	from: { status: "sold", order },
	to: { status: "available" },
});

/** What is wrong with a release of a whole order that was refused by what the index of orders showed. */
export function faultOfOrder(
	{ ofOrder }: ClientRequest,
	{ status, body }: Reply,
	shown: number | undefined,
): string | undefined {
	const fault = `§4: the release of ${ofOrder?.num} seats of ${ofOrder?.order} was answered ${status} ${JSON.stringify(body)}`;
	const types: Readonly<Record<number, string>> = { 404: "/problems/unknown-order", 409: "/problems/not-as-expected" };
	if (body.type !== types[status]) return fault;
	// The plan may have more seats of this order.
	if (ofOrder?.order === IMPORTED_ORDER) return undefined;
	const found = status === 404 ? 0 : body.seats.length;
	const isRight = shown === undefined ? found > (ofOrder?.num ?? 0) : found === shown && found !== ofOrder?.num;
	return isRight ? undefined : `${fault}; the index showed ${shown}`;
}

/** Notes what an answer says of its seats, with what the request made of them. */
export function see(
	sightings: Map<string, Omit<SeenSeat, "seat">>,
	request: ClientRequest,
	{ status, body }: Reply,
): void {
	if (request.verb === "look" || request.verb === "event" || !Array.isArray(body?.seats)) return;
	for (const [index, { section, row, seat, ...facts }] of body.seats.entries()) {
		if (facts.status === undefined) continue;
		const to = status === 200 ? (request.changes?.[index]?.to ?? request.by) : {};
		const made = { ...("order" in to && { order: to.order }), ...("reason" in to && { reason: to.reason }) };
		const key = seatKey({ section, row, seat });
		const before = sightings.get(key);
		const isOwned = facts.status === "sold" || facts.status === "blocked";
		// A buyer is not answered whose the seat is.
		sightings.set(key, { ...(before?.status === facts.status && before), ...(isOwned && made), ...facts });
	}
}

/** I9: an answer contains no token but the caller's own after a lock. */
export function revealsToken({ headers, body }: Reply, own: string | undefined): boolean {
	const text = JSON.stringify([headers, body]);
	return (own === undefined ? text : text.replaceAll(`"${own}"`, "")).includes(TOKEN);
}

/** What is about the event, and its availability, has no path for the default event. */
export const isOfNamedEvent = ({ route, verb }: ClientRequest) => verb === "event" || route === "availability";

export const bodyOf = ({ body, seats, verb }: ClientRequest) =>
	seats && verb !== "change" ? { ...body, seats } : body;

export const seatsOf = (reply: Reply): Seat[] =>
	reply.body.seats.map(({ section, row, seat }: Seat) => ({ section, row, seat }));

const PROBLEMS = ["seats-unavailable", "not-your-lock", "not-your-order", "not-as-expected"] as const;
const isProblem = (problem: string): problem is Problem => (PROBLEMS as readonly string[]).includes(problem);

/** The answer as the history records it; `nothing`: it is not about particular seats. */
export function outcomeOf(
	{ verb, party }: ClientRequest,
	{ status, body }: Reply,
	nameOf: (seat: Seat) => string,
): Operation["outcome"] | "unknown" | "nothing" | "outside the contract" {
	if (status === 503) return "unknown";
	if (verb === "look" && status === 200) return "nothing";
	if (verb === "event") return [200, 404, 409, 412].includes(status) ? "nothing" : "outside the contract";
	if (verb === "check") {
		return status === 200 ? { kind: "saw", status: body.status, expires: body.expires } : "outside the contract";
	}
	const seats = body.seats?.map(
		({ section, row, seat, status: state, expires, order, reason, lockedAt }: Seat & SeenSeat) => ({
			seat: nameOf({ section, row, seat }),
			...(state !== undefined && { status: state }),
			...(expires !== undefined && { expires }),
			...(order !== undefined && { order }),
			...(reason !== undefined && { reason }),
			...(lockedAt !== undefined && { lockedAt }),
		}),
	);
	if (status === 200) return { kind: "done", seats };
	const problem = String(body.type).replace("/problems/", "");
	if (problem === "not-together" && party !== undefined) return "nothing";
	if (isProblem(problem)) {
		return { kind: "refused", problem, seats };
	}
	return "outside the contract";
}
