/** What simulated clients know, and what they ask the service. */
import type { RouteName } from "../../api/routes.ts";
import type { Seat } from "../../domain/seat.ts";
import type { SeatChange, SeenSeat, Verb } from "./history.ts";
import type { HousePlan } from "./house.ts";

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

/** What answers last said of each seat, by `seatKey`. It may be old: then a change is refused. */
export type Sightings = ReadonlyMap<string, Omit<SeenSeat, "seat">>;
