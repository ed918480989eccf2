/**
 * What buyers and sellers mean to do, drawn from the seed before anything happens, so that leaving some of it out leaves
 * the rest as it was: that is how a failure is shrunk.
 */
import type { RouteName } from "../../api/routes.ts";
import type { Seat } from "../../domain/seat.ts";
import { LOCK_SECONDS, MAX_LOCK_SECONDS, SECTIONS } from "./house.ts";
import type { Random } from "./random.ts";

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
} as const;

type Kind = keyof typeof WEIGHTS;

/** What often comes next, so that locks become sales and sales refunds. */
const NEXT: Partial<Record<Kind, Partial<Record<Kind, number>>>> = {
	lockOne: { claim: 5, extend: 5, unlock: 1 },
	lockMany: { claim: 5, extend: 5, unlock: 1 },
	lockTogether: { claim: 5, extend: 5, unlock: 1 },
	extend: { claim: 4, extend: 2, unlock: 1 },
	claim: { release: 3, check: 1 },
	block: { unblock: 1 },
};
const GOES_ON = 0.6;

export interface Intent {
	readonly client: number;
	readonly kind: Kind;
	/** The same request as this client's last one, once more, though it may have been answered. */
	readonly repeats: boolean;
	/** Where its seats begin, and how many there are. */
	readonly at: number;
	readonly size: number;
	/** Whether it speaks of the seats that this client locked last; else of any. */
	readonly ofMine: boolean;
	/** Whose token and order it brings: mostly its own. */
	readonly as: number;
	/** Whether a lock brings a token, and a claim an order; how a release proves which sale it means. */
	readonly named: boolean;
	readonly proof: "order" | "token" | "both";
	/** Nothing: as long as the event says. */
	readonly seconds: number | undefined;
	/** Where to look or to count; everywhere. */
	readonly section: string | undefined;
	/** Whether a party needs a place for a wheelchair. */
	readonly accessible: boolean;
	/** Whether it goes on from what came before, and does so even when that was refused. */
	readonly follows: boolean;
	readonly insists: boolean;
	/** Whether it sends the request again when no answer comes. */
	readonly persistent: boolean;
	/** Which function serves it, drawn here so that shrinking does not move it. */
	readonly served: number;
}

/** So many intents of so many clients, in the order in which they come up. */
export function intentsOf(random: Random, count: number, clients: number): Intent[] {
	const last = new Map<number, Kind>();
	return Array.from({ length: count }, (): Intent => {
		const client = random.below(clients);
		const goesOn = random.chance(GOES_ON);
		const next = goesOn ? NEXT[last.get(client) ?? "check"] : undefined;
		const kind: Kind = random.weighted<Kind>((next ?? WEIGHTS) as Record<Kind, number>);
		last.set(client, kind);
		return {
			client,
			kind,
			repeats: random.chance(0.1),
			at: random.below(1_000),
			size: 1 + random.below(3),
			ofMine: random.chance(0.85),
			as: random.chance(0.92) ? client : random.below(clients),
			named: random.chance(0.85),
			proof: random.pick(["order", "token", "both"] as const),
			seconds: random.pick([undefined, 2, 3, 5, 8, 15, 25, 30, MAX_LOCK_SECONDS]),
			section: random.chance(0.3) ? random.pick(SECTIONS) : undefined,
			accessible: random.chance(0.2),
			follows: next !== undefined,
			insists: random.chance(0.2),
			persistent: random.chance(0.7),
			served: random.below(1_000),
		};
	});
}

/** What a client keeps in mind: what it locked last, by which token, and as which order it bought it. */
export interface Mine {
	readonly seats: readonly Seat[];
	readonly token?: string | undefined;
	readonly order?: string | undefined;
}

/** A request as it goes to the service. */
export interface Asked {
	readonly route: RouteName;
	/** What it does to its seats, as the history names it; a look at the whole house does nothing. */
	readonly verb: "lock" | "extend" | "unlock" | "claim" | "release" | "block" | "unblock" | "check" | "look";
	/** Seats that the request names; `lock_together` finds its own. */
	readonly seats?: readonly Seat[] | undefined;
	readonly body?: Readonly<Record<string, unknown>>;
	readonly query?: Readonly<Record<string, string>>;
	readonly by: { readonly token?: string | undefined; readonly order?: string | undefined; readonly reason?: string };
	/** How long a lock or an extension shall last. */
	readonly seconds?: number;
	/** How many seats side by side, in which section, and whether one is to be accessible. */
	readonly party?: { readonly num: number; readonly section: string | undefined; readonly accessible: boolean };
}

/** Begins every token, so that one in clear is found wherever it is. */
export const TOKEN = "token-of-simulated";
export const tokenOf = (client: number | string) => `${TOKEN}-buyer-${client}`;
const orderOf = (client: number) => `order ${client}`;

/** Says what the intent asks for, of these seats of the house, when this is what the client has in mind. */
export function ask(intent: Intent, house: readonly Seat[], mine: Mine): Asked {
	const { as, client, named, proof, ofMine, section, accessible } = intent;
	const any = (size: number) =>
		Array.from({ length: size }, (_, index) => house[(intent.at + index) % house.length] as Seat);
	const isMine = ofMine && mine.seats.length > 0;
	const seats = isMine ? mine.seats : any(1);
	const own = isMine && as === client ? mine : undefined;
	const token = own?.token ?? tokenOf(as);
	const order = own?.order ?? orderOf(as);
	const lockBy = { token: named ? tokenOf(as) : undefined };
	const terms = { body: { ...lockBy, seconds: intent.seconds }, by: lockBy, seconds: intent.seconds ?? LOCK_SECONDS };
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
			const by = { token, order: named ? orderOf(as) : undefined };
			return { route: "claim", verb: "claim", seats, body: by, by };
		}
		case "release": {
			const by = { ...(proof !== "token" && { order }), ...(proof !== "order" && { token }) };
			return { route: "release", verb: "release", seats, body: by, by };
		}
		case "block": {
			const by = { reason: named ? "house seat" : "broken" };
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
				query: { ...inSection, ...(named ? {} : { by: "section" }) },
				by: {},
			};
		case "map":
			return { route: "seats", verb: "look", query: inSection, by: {} };
		case "together": {
			const query = { ...inSection, num: String(num), ...(accessible && { accessible: "true" }) };
			return { route: "together", verb: "look", query, by: {}, party: { num, section, accessible } };
		}
	}
}
