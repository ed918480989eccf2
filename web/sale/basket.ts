/**
 * What one buyer has locked, as a state machine. A seat is asked for, then held or refused; a held one is given back, is
 * lost, or its lock ends. Pure: the service and the clock are elsewhere.
 */
import type { SeatName } from "../house/house.ts";

export interface Basket {
	/** The secret that proves whose locks these are (contract §4.5). */
	readonly token: string;
	readonly held: readonly HeldSeat[];
	/** Seats on which an answer of the service is awaited. */
	readonly asked: readonly SeatName[];
}

export interface HeldSeat extends SeatName {
	/** When its lock ends, epoch seconds. */
	readonly expires: number;
}

export type BasketEvent =
	| { readonly kind: "asked"; readonly seats: readonly SeatName[] }
	/** The service has locked these, or has extended their locks. */
	| { readonly kind: "held"; readonly seats: readonly HeldSeat[] }
	/** An answer about these seats is no longer awaited. */
	| { readonly kind: "answered"; readonly seats: readonly SeatName[] }
	/** These are no longer the buyer's: given back, sold, or ended by the seller. */
	| { readonly kind: "gone"; readonly seats: readonly SeatName[] }
	/** Locks that end at `now` or before have ended (I2). */
	| { readonly kind: "time"; readonly now: number };

export const emptyBasket = (token: string): Basket => ({ token, held: [], asked: [] });

export function afterEvent(basket: Basket, event: BasketEvent): Basket {
	const { held, asked } = basket;
	switch (event.kind) {
		case "asked":
			return { ...basket, asked: [...without(asked, event.seats), ...event.seats] };
		case "held":
			return { ...basket, asked: without(asked, event.seats), held: [...without(held, event.seats), ...event.seats] };
		case "answered":
			return { ...basket, asked: without(asked, event.seats) };
		case "gone":
			return { ...basket, asked: without(asked, event.seats), held: without(held, event.seats) };
		case "time":
			return { ...basket, held: held.filter(({ expires }) => expires > event.now) };
	}
}

/** When the first lock ends, epoch seconds; undefined for a basket without locks. */
export const firstEnd = ({ held }: Basket): number | undefined =>
	held.length === 0 ? undefined : Math.min(...held.map(({ expires }) => expires));

export const isSameSeat = (a: SeatName, b: SeatName): boolean =>
	a.seat === b.seat && a.row === b.row && a.section === b.section;

export const holds = (seats: readonly SeatName[], seat: SeatName): boolean =>
	seats.some((other) => isSameSeat(other, seat));

export const without = <Seat extends SeatName>(seats: readonly Seat[], others: readonly SeatName[]): readonly Seat[] =>
	seats.filter((seat) => !holds(others, seat));

/** What addresses the seat, and nothing else of it. */
export const nameIn = ({ section, row, seat }: SeatName): SeatName => ({ section, row, seat });

export const heldSeat = ({ expires = 0, ...seat }: SeatName & { readonly expires?: number | undefined }): HeldSeat => ({
	...nameIn(seat),
	expires,
});
