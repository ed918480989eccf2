/**
 * What buyers and sellers intend to do. All intents are drawn from the seed before anything happens, so leaving some out
 * does not change the others: that is how a failure is shrunk.
 */
import type { RouteName } from "../../api/routes.ts";
import type { Seat } from "../../domain/seat.ts";
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
	check: 8,
	count: 2,
	map: 1,
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
	claim: { release: 3, check: 1 },
	block: { unblock: 1 },
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
	/** The verb of the history; `look` is about the whole house and changes nothing, `event` is about the event itself. */
	readonly verb: "lock" | "extend" | "unlock" | "claim" | "release" | "block" | "unblock" | "check" | "look" | "event";
	/** The seats that the request names; `lock_together` names none. */
	readonly seats?: readonly Seat[] | undefined;
	readonly body?: Readonly<Record<string, unknown>>;
	readonly query?: Readonly<Record<string, string>>;
	readonly by: { readonly token?: string | undefined; readonly order?: string | undefined; readonly reason?: string };
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
const IMPORTED_ORDER = "imported";
const orderOf = (client: number) => `order ${client}`;

/** Turns an intent into a request for seats of the house, given what the client remembers and when it is. */
export function requestOf(intent: Intent, house: readonly Seat[], memory: ClientMemory, now: number): ClientRequest {
	const { actsAs, client, isNamed, proof, isAboutOwnSeats, section, isAccessible: accessible } = intent;
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
			const by = { reason: isNamed ? "house seat" : "broken" };
			return { route: "block", verb: "block", seats: any(intent.size), body: by, by };
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

function conditionOf({ condition }: Intent, { tag }: ClientMemory): Record<string, string> {
	if (condition === "new") return { "if-none-match": "*" };
	return condition === "as read" && tag !== undefined ? { "if-match": `"${tag}"` } : {};
}
