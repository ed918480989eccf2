/** Says to a shop what happens in the basket of its buyer: what is chosen, what is locked, and what is no longer. */
import { findSeat, type House, type SeatName } from "../house/house.ts";
import { type Basket, firstEnd, type HeldSeat, holds, isSameSeat, without } from "../sale/basket.ts";
import type { SaleState } from "../sale/sale.ts";
import type { Store } from "../sale/store.ts";

export interface SaleEvents {
	/** All seats that are chosen now, and are locked or about to be. */
	readonly select: { readonly seats: readonly ShopSeat[] };
	/** All seats that are locked now; none after the last one. The token claims them: it is this buyer's secret. */
	readonly lock: {
		readonly seats: readonly ShopSeat[];
		readonly token: string;
		/** When the first of the locks ends, epoch seconds; missing without locks. */
		readonly expires?: number;
	};
	/** These are no longer locked: their time is over, or the seller has ended their locks. */
	readonly expire: { readonly seats: readonly ShopSeat[] };
}

interface ShopSeat extends SeatName {
	readonly category?: string;
}

type Report = <Name extends keyof SaleEvents>(name: Name, detail: SaleEvents[Name]) => void;

/** Reports every change from now on. */
export function reportChanges(store: Store<SaleState>, report: Report): void {
	store.subscribe((state, before) => {
		const { basket, notice, house } = state;
		if (!isSameChoice(basket, before.basket)) reportChoice(state, report);
		if (!isSameLocks(basket, before.basket)) reportLock(state, report);
		if (notice === before.notice) return;
		if (notice?.kind === "ended" || notice?.kind === "lost") {
			report("expire", { seats: shopSeats(house, notice.seats) });
		}
	});
}

/** Reports what a former page has chosen and locked. */
export function reportBasket({ get }: Store<SaleState>, report: Report): void {
	if (get().basket.held.length === 0) return;
	reportChoice(get(), report);
	reportLock(get(), report);
}

function reportChoice({ house, basket }: SaleState, report: Report) {
	report("select", { seats: shopSeats(house, chosenIn(basket)) });
}

function reportLock({ house, basket }: SaleState, report: Report) {
	const expires = firstEnd(basket);
	report("lock", {
		seats: shopSeats(house, basket.held),
		token: basket.token,
		...(expires !== undefined && { expires }),
	});
}

/** A seat that is being given back is the buyer's until the service has it. */
const chosenIn = ({ held, asked }: Basket): readonly SeatName[] => [...held, ...without(asked, held)];

function isSameChoice(one: Basket, other: Basket): boolean {
	if (one === other) return true;
	const [chosen, before] = [chosenIn(one), chosenIn(other)];
	return chosen.length === before.length && chosen.every((seat) => holds(before, seat));
}

export function isSameLocks(one: Basket, other: Basket): boolean {
	const isThere = (seat: HeldSeat) =>
		other.held.some((before) => isSameSeat(before, seat) && before.expires === seat.expires);
	return one.token === other.token && one.held.length === other.held.length && one.held.every(isThere);
}

const shopSeats = (house: House, seats: readonly SeatName[]): readonly ShopSeat[] =>
	seats.map(({ section, row, seat }) => {
		const index = findSeat(house, { section, row, seat });
		const category = index === undefined ? undefined : house.categories[house.category[index] as number]?.category;
		return { section, row, seat, ...(category !== undefined && { category }) };
	});
