/** Turns what a client intends into a request, given what the client itself and all clients have seen. */
import { type Seat, seatKey } from "../../domain/seat.ts";
import { type ClientMemory, type ClientRequest, IMPORTED_ORDER, type Sightings, tokenOf } from "./client-request.ts";
import type { SeatChange, SeenSeat } from "./history.ts";
import { documentOf, drawPlan, LOCK_SECONDS } from "./house.ts";
import type { Intent, Kind } from "./intents.ts";
import { randomFrom } from "./random.ts";

/**
 * @param house all its seats, in their order
 * @param now epoch seconds
 */
export function requestOf(
	intent: Intent,
	house: readonly Seat[],
	memory: ClientMemory,
	sightings: Sightings,
	now: number,
): ClientRequest {
	return REQUESTS[intent.kind](situationOf(intent, house, memory, sightings, now));
}

/** What a client with an intent finds when its turn comes. */
interface Situation {
	readonly intent: Intent;
	readonly memory: ClientMemory;
	readonly now: number;
	/** This number of seats, from the intent's first one on. */
	readonly any: (num: number) => Seat[];
	/** This number of seats that were last seen so, from the intent's first one on, and others if there are too few. */
	readonly seenAs: (num: number, ...statuses: string[]) => Seat[];
	/** The order of the seat's sale, as it was last seen. */
	readonly orderSeen: (seat: Seat) => string | undefined;
	/** All seats that were last seen sold under this order. */
	readonly numSeenUnder: (order: string) => number;
	/** A request to change seats that are as they were last seen. */
	readonly change: (seats: readonly Seat[], to: (seat: Seat, index: number) => SeatChange["to"]) => ClientRequest;
	/** The seats that the client locked last, or any; and what it locked or bought them with. */
	readonly own: { readonly seats: readonly Seat[]; readonly token: string; readonly order: string };
}

function situationOf(
	intent: Intent,
	house: readonly Seat[],
	memory: ClientMemory,
	sightings: Sightings,
	now: number,
): Situation {
	const { actsAs, client } = intent;
	const sightingOf = (seat: Seat) => sightings.get(seatKey(seat)) ?? { status: "available" };
	const any = (num: number) =>
		Array.from({ length: num }, (_, index) => house[(intent.firstSeat + index) % house.length] as Seat);
	const hasOwnSeats = intent.isAboutOwnSeats && memory.seats.length > 0;
	const own = hasOwnSeats && actsAs === client ? memory : undefined;
	return {
		intent,
		memory,
		now,
		any,
		seenAs: (num, ...statuses) => {
			const all = any(house.length);
			const fitting = all.filter((seat) => statuses.includes(sightingOf(seat).status ?? ""));
			return [...new Set([...fitting, ...all])].slice(0, num);
		},
		orderSeen: (seat) => sightingOf(seat).order,
		numSeenUnder: (order) => house.filter((seat) => sightingOf(seat).order === order).length,
		change: (seats, to) => {
			const changes = seats.map((seat, index) => ({ from: fromOf(sightingOf(seat), intent), to: to(seat, index) }));
			const body = { changes: seats.map((seat, index) => ({ ...seat, ...changes[index] })) };
			return { route: "change", verb: "change", seats, body, by: {}, changes };
		},
		own: {
			seats: hasOwnSeats ? memory.seats : any(1),
			token: own?.token ?? tokenOf(actsAs),
			order: intent.isOfImport ? IMPORTED_ORDER : (own?.order ?? orderOf(actsAs)),
		},
	};
}

const REQUESTS: Readonly<Record<Kind, (situation: Situation) => ClientRequest>> = {
	lockOne: ({ intent, any }) => ({ route: "lock", verb: "lock", seats: any(1), ...lockTermsOf(intent) }),
	lockMany: ({ intent, any }) => ({ route: "lock", verb: "lock", seats: any(1 + intent.size), ...lockTermsOf(intent) }),
	lockTogether: ({ intent }) => {
		const terms = lockTermsOf(intent);
		const body = { ...terms.body, ...partyBodyOf(intent) };
		return { route: "lock-together", verb: "lock", ...terms, body, party: partyOf(intent) };
	},
	extend: ({ intent: { seconds }, own: { seats, token } }) => {
		const body = { token, seconds };
		return { route: "extend", verb: "extend", seats, body, by: { token }, seconds: seconds ?? LOCK_SECONDS };
	},
	unlock: ({ own: { seats, token } }) => ({ route: "unlock", verb: "unlock", seats, body: { token }, by: { token } }),
	claim: ({ intent: { isNamed, actsAs }, own: { seats, token } }) => {
		const by = { token, order: isNamed ? orderOf(actsAs) : undefined };
		return { route: "claim", verb: "claim", seats, body: by, by };
	},
	release: ({ intent: { proof }, own: { seats, token, order } }) => {
		const by = { ...(proof !== "token" && { order }), ...(proof !== "order" && { token }) };
		return { route: "release", verb: "release", seats, body: by, by };
	},
	releaseOrder: ({ intent, numSeenUnder }) => {
		const order = intent.isNamed ? saleOrderOf(intent) : IMPORTED_ORDER;
		const seen = numSeenUnder(order);
		const num = Math.max(1, intent.isExact ? 1 + (seen % 3) : seen);
		return { route: "release", verb: "change", body: { order, num }, by: {}, ofOrder: { order, num } };
	},
	block: ({ intent, any }) => {
		const by = { reason: reasonOf(intent) };
		return { route: "block", verb: "block", seats: any(intent.size), body: by, by };
	},
	unblock: ({ intent, any }) => ({ route: "unblock", verb: "unblock", seats: any(intent.size), body: {}, by: {} }),
	unblockFor: ({ intent, seenAs }) => {
		const by = { reason: reasonOf(intent) };
		return { route: "unblock", verb: "unblock", seats: seenAs(intent.size, "blocked"), body: by, by };
	},
	sell: ({ intent, any }) => {
		const by = saleOf(intent);
		return { route: "sell", verb: "sell", seats: any(intent.size), body: by, by };
	},
	sellBlocked: ({ intent, seenAs }) => {
		const by = { ...saleOf(intent), reason: reasonOf(intent) };
		return { route: "sell", verb: "sell", seats: seenAs(intent.size, "blocked", "available"), body: by, by };
	},
	sellTogether: ({ intent }) => {
		const by = { order: saleOrderOf(intent) };
		const body = { ...by, ...partyBodyOf(intent) };
		return { route: "sell-together", verb: "sell", body, by, party: partyOf(intent) };
	},
	moveSale: ({ intent, seenAs, orderSeen, change }) => {
		const [sold] = seenAs(1, "sold") as [Seat];
		const [free] = seenAs(2, "available").filter((seat) => seat !== sold) as [Seat];
		const order = orderSeen(sold) ?? saleOrderOf(intent);
		return change([sold, free], (seat) => (seat === sold ? { status: "available" } : { status: "sold", order }));
	},
	swapOrders: ({ intent, seenAs, orderSeen, change }) => {
		const pair = seenAs(2, "sold");
		const orders = pair.map((seat) => orderSeen(seat) ?? saleOrderOf(intent));
		return change(pair, (_, index) => ({ status: "sold", order: orders[1 - index] ?? "" }));
	},
	saleToBlock: ({ intent, seenAs, change }) =>
		change(seenAs(intent.size, "sold"), () => ({ status: "blocked", reason: HOUSE_REASON })),
	endLock: ({ intent, seenAs, change }) =>
		change(seenAs(1 + (intent.size % 2), "locked"), () => ({ status: "available" })),
	giveOrder: ({ intent, seenAs, change }) =>
		change(seenAs(1, "sold"), () => ({ status: "sold", order: saleOrderOf(intent) })),
	passBlock: ({ intent, seenAs, change }) => {
		const reason = intent.isNamed ? "press" : "broken";
		return change(seenAs(intent.size, "blocked"), () => ({ status: "blocked", reason }));
	},
	keep: ({ intent, seenAs, change }) => {
		const token = tokenOf(intent.actsAs);
		const to = { status: "locked", token, seconds: intent.seconds ?? LOCK_SECONDS } as const;
		return { ...change(seenAs(intent.size, "available", "locked"), () => to), by: { token } };
	},
	check: ({ any }) => ({ route: "check", verb: "check", seats: any(1), by: {} }),
	count: ({ intent }) => {
		const query = { ...sectionQueryOf(intent), ...(!intent.isNamed && { by: "section" }) };
		return { route: "num-available", verb: "look", query, by: {} };
	},
	map: ({ intent }) => ({ route: "seats", verb: "look", query: sectionQueryOf(intent), by: {} }),
	availability: ({ intent }) => ({ route: "availability", verb: "look", query: sectionQueryOf(intent), by: {} }),
	together: ({ intent }) => {
		const party = partyOf(intent);
		const accessible = party.accessible && { accessible: "true" };
		const query = { ...sectionQueryOf(intent), num: String(party.num), ...accessible };
		return { route: "together", verb: "look", query, by: {}, party };
	},
	put: ({ intent, memory, now }) => {
		const plan = drawPlan(`event ${intent.document}`, now, randomFrom(intent.document));
		const asked = { body: { ...documentOf(plan) }, headers: conditionOf(intent, memory) };
		return { route: "put-event", verb: "event", by: {}, change: { verb: "put", plan }, ...asked };
	},
	patch: ({ intent, memory }) => {
		const name = `event ${intent.document}`;
		const headers = conditionOf({ ...intent, condition: intent.condition && "as read" }, memory);
		return { route: "patch-event", verb: "event", body: { name }, by: {}, change: { verb: "patch", name }, headers };
	},
	remove: () => ({ route: "delete-event", verb: "event", by: {}, change: { verb: "delete" }, headers: {} }),
	readEvent: () => ({ route: "get-event", verb: "event", by: {} }),
};

function lockTermsOf({ isNamed, actsAs, seconds: wanted }: Intent) {
	const by = { token: isNamed ? tokenOf(actsAs) : undefined };
	// Only an extension may be longer.
	const seconds = wanted && Math.min(wanted, LOCK_SECONDS);
	return { body: { ...by, seconds }, by, seconds: seconds ?? LOCK_SECONDS };
}

const partyOf = ({ size, section, isAccessible }: Intent) => ({
	num: 1 + (size % 3),
	section,
	accessible: isAccessible,
});

function partyBodyOf(intent: Intent) {
	const { num, section, accessible } = partyOf(intent);
	return { num, ...(accessible && { accessible }), ...(section !== undefined && { sections: [section] }) };
}

const sectionQueryOf = ({ section }: Intent): Record<string, string> => (section === undefined ? {} : { section });

const saleOf = (intent: Intent) => ({
	order: saleOrderOf(intent),
	...(intent.proof === "both" && { token: tokenOf(intent.actsAs) }),
});

const reasonOf = ({ isNamed }: Intent) => (isNamed ? HOUSE_REASON : "broken");

const HOUSE_REASON = "house seat";

const orderOf = (client: number) => `order ${client}`;

/** A client sells under one of two orders, so that some orders have seats of several sales. */
const saleOrderOf = ({ actsAs, document }: Intent) => (document % 3 === 0 ? `sale ${document}` : orderOf(actsAs));

/** What the seat was seen as, for a change to expect. */
function fromOf(
	{ status, expires = 0, lockedAt, order, reason = HOUSE_REASON }: Omit<SeenSeat, "seat">,
	{ isExact }: Intent,
): SeatChange["from"] {
	switch (status) {
		case "locked":
			return { status, expires, ...(isExact && lockedAt !== undefined && { lockedAt }) };
		case "sold":
			return { status, order: order ?? null };
		case "blocked":
			return { status, reason };
		default:
			return { status: "available" };
	}
}

function conditionOf({ condition }: Intent, { tag }: ClientMemory): Record<string, string> {
	if (condition === "new") return { "if-none-match": "*" };
	return condition === "as read" && tag !== undefined ? { "if-match": `"${tag}"` } : {};
}
