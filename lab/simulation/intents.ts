/**
 * What buyers and sellers intend to do. All intents are drawn from the seed before anything happens, so leaving some out
 * does not change the others: that is how a failure is shrunk.
 */
import type { RouteName } from "../../api/routes.ts";
import { type Seat, seatKey } from "../../domain/seat.ts";
import type { SeatChange, SeenSeat, Verb } from "./history.ts";
import { documentOf, drawPlan, type HousePlan, LOCK_SECONDS, MAX_LOCK_SECONDS, SECTIONS } from "./house.ts";
import { type Random, randomFrom } from "./random.ts";

const WEIGHTS = {
	lockOne: 18,
	lockMany: 12,
	lockTogether: 8,
	extend: 4,
	unlock: 5,
	claim: 5,
	release: 6,
	block: 4,
	unblock: 4,
	unblockFor: 3,
	sell: 6,
	sellTogether: 4,
	sellBlocked: 3,
	moveSale: 5,
	swapOrders: 4,
	saleToBlock: 2,
	endLock: 4,
	giveOrder: 3,
	passBlock: 2,
	keep: 3,
	releaseOrder: 5,
	check: 8,
	count: 2,
	map: 1,
	availability: 2,
	together: 1,
	put: 0,
	patch: 0,
	remove: 0,
	readEvent: 0,
} as const;

type Kind = keyof typeof WEIGHTS;

/** Where the event itself changes there are so few sales that it can be deleted now and then. */
const WEIGHTS_WHERE_CHANGING: Readonly<Record<Kind, number>> = {
	...WEIGHTS,
	lockMany: 5,
	lockTogether: 5,
	unlock: 9,
	release: 16,
	put: 9,
	patch: 3,
	remove: 18,
	readEvent: 3,
};

/** What often follows, so that locks become sales, and sales become refunds. */
const NEXT: Partial<Record<Kind, Partial<Record<Kind, number>>>> = {
	lockOne: { claim: 5, extend: 5, unlock: 1 },
	lockMany: { claim: 5, extend: 5, unlock: 1 },
	lockTogether: { claim: 5, extend: 5, unlock: 1 },
	extend: { claim: 4, extend: 2, unlock: 1 },
	claim: { release: 3, claim: 2, moveSale: 1, check: 1 },
	sellTogether: { sellTogether: 2, releaseOrder: 3, release: 2, moveSale: 1 },
	sell: { sell: 1, moveSale: 3, swapOrders: 2, releaseOrder: 3, release: 1 },
	moveSale: { moveSale: 1, releaseOrder: 2, release: 2 },
	swapOrders: { swapOrders: 1, release: 1 },
	keep: { claim: 3, extend: 1, endLock: 2 },
	block: { unblock: 1, unblockFor: 1, sellBlocked: 2, passBlock: 1 },
};
/** The same where the event itself changes: most buyers give up. */
const NEXT_WHERE_CHANGING: typeof NEXT = {
	...NEXT,
	lockOne: { claim: 2, extend: 1, unlock: 4 },
	lockMany: { claim: 2, extend: 1, unlock: 4 },
	lockTogether: { claim: 2, extend: 1, unlock: 4 },
	claim: { release: 4, remove: 1 },
	put: { patch: 1, lockOne: 2, put: 1 },
	readEvent: { put: 2, patch: 2, remove: 1 },
	remove: { put: 3, remove: 1, lockOne: 1 },
};
const SHORT_LOCKS = [1, 2, 3, 5] as const;
const FOLLOW_UP_SHARE = 0.6;

export interface Intent {
	readonly client: number;
	readonly kind: Kind;
	/** Sends this client's last request once more, even if it was answered. */
	readonly isRepeat: boolean;
	/** The place of its first seat in the house, and how many seats follow. */
	readonly firstSeat: number;
	readonly size: number;
	/** The end of what it sells, moves or ends is named exactly, by `lockedAt` too. */
	readonly isExact: boolean;
	/** It is about the seats that this client locked last, not about any seats. */
	readonly isAboutOwnSeats: boolean;
	/** The client whose token and order it uses: mostly its own. */
	readonly actsAs: number;
	/** A lock names a token, and a claim names an order. */
	readonly isNamed: boolean;
	/** How a release says which sale it means. */
	readonly proof: "order" | "token" | "both";
	/** A release means the sales that the event began with. */
	readonly isOfImport: boolean;
	/** `undefined`: as long as the event's locks last. */
	readonly seconds: number | undefined;
	/** Where to count or to look; `undefined`: everywhere. */
	readonly section: string | undefined;
	/** The party needs an accessible seat. */
	readonly isAccessible: boolean;
	/** Draws the document that it puts. */
	readonly document: number;
	/** It holds only for the event as its client has read it, or only if there is none. */
	readonly condition: "as read" | "new" | undefined;
	/** It follows from the client's last intent, and is dropped if that was refused, unless it insists. */
	readonly isFollowUp: boolean;
	readonly insists: boolean;
	/** It is sent again if no answer comes. */
	readonly isPersistent: boolean;
	/** Which function serves it; drawn here so that shrinking does not change it. */
	readonly instance: number;
}

/** @returns `count` intents of `clients` clients, in the order in which they are carried out. */
export function intentsOf(random: Random, count: number, clients: number, isChanging = false): Intent[] {
	const [weights, following] = isChanging ? [WEIGHTS_WHERE_CHANGING, NEXT_WHERE_CHANGING] : [WEIGHTS, NEXT];
	const last = new Map<number, Kind>();
	return Array.from({ length: count }, (): Intent => {
		const client = random.below(clients);
		const isFollowUp = random.chance(FOLLOW_UP_SHARE);
		const next = isFollowUp ? following[last.get(client) ?? "check"] : undefined;
		const kind: Kind = random.weighted<Kind>((next ?? weights) as Record<Kind, number>);
		last.set(client, kind);
		return {
			client,
			kind,
			isRepeat: random.chance(0.1),
			firstSeat: random.below(1_000),
			size: 1 + random.below(3),
			isExact: random.chance(0.3),
			isAboutOwnSeats: random.chance(0.85),
			actsAs: random.chance(0.92) ? client : random.below(clients),
			isNamed: random.chance(0.85),
			proof: random.pick(["order", "token", "both"] as const),
			isOfImport: random.chance(0.2),
			seconds: random.pick(isChanging ? SHORT_LOCKS : [undefined, 2, 3, 5, 8, 15, 25, 30, MAX_LOCK_SECONDS]),
			section: random.chance(0.3) ? random.pick(SECTIONS).section : undefined,
			isAccessible: random.chance(0.2),
			document: random.below(1_000_000),
			condition: random.pick(["as read", "new", undefined, undefined, undefined] as const),
			isFollowUp: next !== undefined,
			insists: random.chance(0.2),
			isPersistent: random.chance(0.7),
			instance: random.below(1_000),
		};
	});
}

/** What a client remembers: the seats it locked last, with which token, and the order under which it bought them. */
export interface ClientMemory {
	readonly seats: readonly Seat[];
	readonly token?: string | undefined;
	readonly order?: string | undefined;
	/** The tag of the event as the client has read it or put it last. */
	readonly tag?: string | undefined;
}

/** A request to the service. */
export interface ClientRequest {
	readonly route: RouteName;
	/** The verb of the history; a whole order is released by a change. `look` is about the whole house and changes nothing, `event` is about the event itself. */
	readonly verb: Exclude<Verb, "expire" | "delete"> | "look" | "event";
	/** The seats that the request names; `lock_together`, `sell_together` and the release of a whole order name none. */
	readonly seats?: readonly Seat[] | undefined;
	readonly body?: Readonly<Record<string, unknown>>;
	readonly query?: Readonly<Record<string, string>>;
	readonly by: { readonly token?: string | undefined; readonly order?: string | undefined; readonly reason?: string };
	/** What a change makes of its seats, in their order. */
	readonly changes?: readonly SeatChange[];
	/** The order that is released whole, and how many seats it must have. */
	readonly ofOrder?: { readonly order: string; readonly num: number };
	/** The requested length of a lock or an extension. */
	readonly seconds?: number;
	/** What it makes of the event, and on which condition. */
	readonly change?: { readonly verb: "put" | "patch" | "delete"; readonly plan?: HousePlan; readonly name?: string };
	readonly headers?: Readonly<Record<string, string>>;
	/** The requested number of seats side by side, their section, and whether one must be accessible. */
	readonly party?: { readonly num: number; readonly section: string | undefined; readonly accessible: boolean };
}

/** Every token begins with this, so a token in clear is found anywhere. */
export const TOKEN = "token-of-simulated";
export const tokenOf = (client: number | string) => `${TOKEN}-buyer-${client}`;
/** The order of a seat that starts sold. */
export const IMPORTED_ORDER = "imported";
const orderOf = (client: number) => `order ${client}`;

/** What answers last said of each seat, by `seatKey`. It may be old: then a change is refused. */
export type Sightings = ReadonlyMap<string, Omit<SeenSeat, "seat">>;

/** Turns an intent into a request for seats of the house, given what its client and all clients know and when it is. */
export function requestOf(
	intent: Intent,
	house: readonly Seat[],
	memory: ClientMemory,
	sightings: Sightings,
	now: number,
): ClientRequest {
	const { actsAs, client, isNamed, proof, isAboutOwnSeats, section, isAccessible: accessible } = intent;
	const sightingOf = (seat: Seat) => sightings.get(seatKey(seat)) ?? { status: "available" };
	/** The seats last seen so, from the intent's first seat on, and others if there are too few. */
	const seenAs = (size: number, ...wanted: string[]): Seat[] => {
		const all = any(house.length);
		const fitting = all.filter((seat) => wanted.includes(sightingOf(seat).status ?? ""));
		return [...new Set([...fitting, ...all])].slice(0, size);
	};
	const changing = (seats: readonly Seat[], to: (seat: Seat, index: number) => SeatChange["to"]): ClientRequest => {
		const changes = seats.map((seat, index) => ({ from: fromOf(sightingOf(seat), intent), to: to(seat, index) }));
		const body = { changes: seats.map((seat, index) => ({ ...seat, ...changes[index] })) };
		return { route: "change", verb: "change", seats, body, by: {}, changes };
	};
	const any = (size: number) =>
		Array.from({ length: size }, (_, index) => house[(intent.firstSeat + index) % house.length] as Seat);
	const hasOwnSeats = isAboutOwnSeats && memory.seats.length > 0;
	const seats = hasOwnSeats ? memory.seats : any(1);
	const own = hasOwnSeats && actsAs === client ? memory : undefined;
	const token = own?.token ?? tokenOf(actsAs);
	const order = intent.isOfImport ? IMPORTED_ORDER : (own?.order ?? orderOf(actsAs));
	const lockBy = { token: isNamed ? tokenOf(actsAs) : undefined };
	// Only an extension may be longer.
	const lockSeconds = intent.seconds && Math.min(intent.seconds, LOCK_SECONDS);
	const terms = { body: { ...lockBy, seconds: lockSeconds }, by: lockBy, seconds: lockSeconds ?? LOCK_SECONDS };
	const inSection: Record<string, string> = section === undefined ? {} : { section };
	const num = 1 + (intent.size % 3);
	switch (intent.kind) {
		case "lockOne":
			return { route: "lock", verb: "lock", seats: any(1), ...terms };
		case "lockMany":
			return { route: "lock", verb: "lock", seats: any(1 + intent.size), ...terms };
		case "lockTogether": {
			const where = section !== undefined && { sections: [section] };
			const body = { ...terms.body, num, ...(accessible && { accessible }), ...where };
			return { route: "lock-together", verb: "lock", ...terms, body, party: { num, section, accessible } };
		}
		case "extend": {
			const { seconds } = intent;
			const body = { token, seconds };
			return { route: "extend", verb: "extend", seats, body, by: { token }, seconds: seconds ?? LOCK_SECONDS };
		}
		case "unlock":
			return { route: "unlock", verb: "unlock", seats, body: { token }, by: { token } };
		case "claim": {
			const by = { token, order: isNamed ? orderOf(actsAs) : undefined };
			return { route: "claim", verb: "claim", seats, body: by, by };
		}
		case "release": {
			const by = { ...(proof !== "token" && { order }), ...(proof !== "order" && { token }) };
			return { route: "release", verb: "release", seats, body: by, by };
		}
		case "block": {
			const by = { reason: isNamed ? HOUSE_REASON : "broken" };
			return { route: "block", verb: "block", seats: any(intent.size), body: by, by };
		}
		case "unblockFor": {
			const by = { reason: isNamed ? HOUSE_REASON : "broken" };
			return { route: "unblock", verb: "unblock", seats: seenAs(intent.size, "blocked"), body: by, by };
		}
		case "sell":
		case "sellBlocked": {
			const seats = intent.kind === "sell" ? any(intent.size) : seenAs(intent.size, "blocked", "available");
			const isBlocked = intent.kind === "sellBlocked";
			const by = {
				order: saleOrderOf(intent),
				...(proof === "both" && { token: tokenOf(actsAs) }),
				...(isBlocked && { reason: isNamed ? HOUSE_REASON : "broken" }),
			};
			return { route: "sell", verb: "sell", seats, body: by, by };
		}
		case "sellTogether": {
			const where = section !== undefined && { sections: [section] };
			const by = { order: saleOrderOf(intent) };
			const body = { ...by, num, ...(accessible && { accessible }), ...where };
			return { route: "sell-together", verb: "sell", body, by, party: { num, section, accessible } };
		}
		case "moveSale": {
			const [sold] = seenAs(1, "sold") as [Seat];
			const [free] = seenAs(2, "available").filter((seat) => seat !== sold) as [Seat];
			const order = sightingOf(sold).order ?? saleOrderOf(intent);
			return changing([sold, free], (seat) => (seat === sold ? { status: "available" } : { status: "sold", order }));
		}
		case "swapOrders": {
			const pair = seenAs(2, "sold");
			const orders = pair.map((seat) => sightingOf(seat).order ?? saleOrderOf(intent));
			return changing(pair, (_, index) => ({ status: "sold", order: orders[1 - index] ?? "" }));
		}
		case "saleToBlock":
			return changing(seenAs(intent.size, "sold"), () => ({ status: "blocked", reason: HOUSE_REASON }));
		case "endLock":
			return changing(seenAs(1 + (intent.size % 2), "locked"), () => ({ status: "available" }));
		case "giveOrder":
			return changing(seenAs(1, "sold"), () => ({ status: "sold", order: saleOrderOf(intent) }));
		case "passBlock":
			return changing(seenAs(intent.size, "blocked"), () => ({
				status: "blocked",
				reason: isNamed ? "press" : "broken",
			}));
		case "keep": {
			const seconds = intent.seconds ?? LOCK_SECONDS;
			const to = { status: "locked", token: tokenOf(actsAs), seconds } as const;
			return { ...changing(seenAs(intent.size, "available", "locked"), () => to), by: { token: tokenOf(actsAs) } };
		}
		case "releaseOrder": {
			const order = isNamed ? saleOrderOf(intent) : IMPORTED_ORDER;
			const found = house.filter((seat) => sightingOf(seat).order === order).length;
			const num = Math.max(1, intent.isExact ? 1 + (found % 3) : found);
			return { route: "release", verb: "change", body: { order, num }, by: {}, ofOrder: { order, num } };
		}
		case "unblock":
			return { route: "unblock", verb: "unblock", seats: any(intent.size), body: {}, by: {} };
		case "check":
			return { route: "check", verb: "check", seats: any(1), by: {} };
		case "count":
			return {
				route: "num-available",
				verb: "look",
				query: { ...inSection, ...(isNamed ? {} : { by: "section" }) },
				by: {},
			};
		case "map":
			return { route: "seats", verb: "look", query: inSection, by: {} };
		case "availability":
			return { route: "availability", verb: "look", query: inSection, by: {} };
		case "put": {
			const plan = drawPlan(`event ${intent.document}`, now, randomFrom(intent.document));
			const headers = conditionOf(intent, memory);
			return {
				route: "put-event",
				verb: "event",
				body: { ...documentOf(plan) },
				by: {},
				change: { verb: "put", plan },
				headers,
			};
		}
		case "patch": {
			const name = `event ${intent.document}`;
			const headers = conditionOf({ ...intent, condition: intent.condition && "as read" }, memory);
			return { route: "patch-event", verb: "event", body: { name }, by: {}, change: { verb: "patch", name }, headers };
		}
		case "remove":
			return { route: "delete-event", verb: "event", by: {}, change: { verb: "delete" }, headers: {} };
		case "readEvent":
			return { route: "get-event", verb: "event", by: {} };
		case "together": {
			const query = { ...inSection, num: String(num), ...(accessible && { accessible: "true" }) };
			return { route: "together", verb: "look", query, by: {}, party: { num, section, accessible } };
		}
	}
}

const HOUSE_REASON = "house seat";

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
