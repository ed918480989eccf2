/**
 * What buyers and sellers mean to do, drawn from the seed before anything happens, so that leaving some of it out leaves
 * the rest as it was: that is how a failure is shrunk.
 */
import type { RouteName } from "../../api/routes.ts";
import type { Seat } from "../../domain/seat.ts";
import type { Random } from "./random.ts";

const WEIGHTS = {
	lockOne: 18,
	lockMany: 12,
	lockTogether: 8,
	extend: 14,
	unlock: 8,
	claim: 20,
	release: 8,
	block: 3,
	unblock: 4,
	check: 8,
	count: 4,
} as const;

type Kind = keyof typeof WEIGHTS;

export interface Intent {
	readonly client: number;
	readonly kind: Kind;
	/** Where its seats begin, and how many there are. */
	readonly at: number;
	readonly size: number;
	/** Whether it speaks of the seats that this client locked last; else of any. */
	readonly ofMine: boolean;
	/** Whose token and order it brings: mostly its own. */
	readonly as: number;
	readonly seconds: number;
	/** Whether it sends the request again when no answer comes. */
	readonly persistent: boolean;
	/** Which function serves it, drawn here so that shrinking does not move it. */
	readonly served: number;
}

/** So many intents of so many clients, in the order in which they come up. */
export function intentsOf(random: Random, count: number, clients: number): Intent[] {
	return Array.from({ length: count }, () => {
		const client = random.below(clients);
		return {
			client,
			kind: random.weighted(WEIGHTS),
			at: random.below(1_000),
			size: 2 + random.below(2),
			ofMine: random.chance(0.8),
			as: random.chance(0.9) ? client : random.below(clients),
			seconds: 2 + random.below(9),
			persistent: random.chance(0.7),
			served: random.below(1_000),
		};
	});
}

/** A request as it goes to the service. */
export interface Asked {
	readonly route: RouteName;
	/** What it does to its seats, as the history names it; a count does nothing. */
	readonly verb: "lock" | "extend" | "unlock" | "claim" | "release" | "block" | "unblock" | "check" | "count";
	/** Seats that the request names; `lock_together` finds its own. */
	readonly seats: readonly Seat[] | undefined;
	readonly body: Readonly<Record<string, unknown>>;
	readonly by: { readonly token?: string; readonly order?: string; readonly reason?: string };
	readonly seconds: number | undefined;
}

export const tokenOf = (client: number) => `token-of-simulated-buyer-${client}`;
const orderOf = (client: number) => `order ${client}`;

/** Says what the intent asks for, of these seats of the house, when the client last locked those. */
export function ask(intent: Intent, house: readonly Seat[], mine: readonly Seat[]): Asked {
	const any = (size: number) =>
		Array.from({ length: size }, (_, index) => house[(intent.at + index) % house.length] as Seat);
	const mineOr = (size: number) => (intent.ofMine && mine.length > 0 ? mine : any(size));
	const token = tokenOf(intent.as);
	const order = orderOf(intent.as);
	const { seconds } = intent;
	switch (intent.kind) {
		case "lockOne":
			return { route: "lock", verb: "lock", seats: any(1), body: { token, seconds }, by: { token }, seconds };
		case "lockMany":
			return { route: "lock", verb: "lock", seats: any(intent.size), body: { token, seconds }, by: { token }, seconds };
		case "lockTogether": {
			const body = { num: 2, token, seconds };
			return { route: "lock-together", verb: "lock", seats: undefined, body, by: { token }, seconds };
		}
		case "extend":
			return { route: "extend", verb: "extend", seats: mineOr(1), body: { token, seconds }, by: { token }, seconds };
		case "unlock":
			return { route: "unlock", verb: "unlock", seats: mineOr(1), body: { token }, by: { token }, seconds: undefined };
		case "claim": {
			const by = { token, order };
			return { route: "claim", verb: "claim", seats: mineOr(1), body: by, by, seconds: undefined };
		}
		case "release":
			return {
				route: "release",
				verb: "release",
				seats: mineOr(1),
				body: { order },
				by: { order },
				seconds: undefined,
			};
		case "block": {
			const by = { reason: "house seat" };
			return { route: "block", verb: "block", seats: any(1), body: by, by, seconds: undefined };
		}
		case "unblock":
			return { route: "unblock", verb: "unblock", seats: any(intent.size), body: {}, by: {}, seconds: undefined };
		case "check":
			return { route: "check", verb: "check", seats: any(1), body: {}, by: {}, seconds: undefined };
		case "count":
			return { route: "num-available", verb: "count", seats: undefined, body: {}, by: {}, seconds: undefined };
	}
}
