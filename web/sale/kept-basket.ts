/**
 * Keeps a buyer's token and locks in the browser, one entry per event, so that a reload or a second tab has them too. What
 * is found there is read as a stranger's text: anything but a basket is no basket.
 */
import { type Basket, type HeldSeat, heldSeat } from "./basket.ts";

export interface KeptBasket {
	readonly read: () => Pick<Basket, "token" | "held"> | undefined;
	readonly write: (basket: Basket) => void;
	/** Whether the entry that was here is gone: a shop takes it away when it has sold the seats on another page. */
	readonly isForgotten: () => boolean;
	/** The entry's name, by which a change in another tab is recognized. */
	readonly key: string;
}

/** The token of contract §4.5. */
const TOKEN = /^[\w-]{22,128}$/;

/** @param storage throws in a browser that keeps nothing: then even naming its storage is refused */
export function keptBasket(event: string, storage: () => Pick<Storage, "getItem" | "setItem">): KeptBasket {
	const key = `ticket-sales:${event}`;
	/** A browser that keeps nothing has forgotten nothing. */
	let wasHere = false;
	return {
		key,
		read: () => {
			try {
				const basket = basketIn(JSON.parse(storage().getItem(key) ?? "null"));
				wasHere ||= basket !== undefined;
				return basket;
			} catch {
				return undefined;
			}
		},
		isForgotten: () => {
			try {
				return wasHere && storage().getItem(key) === null;
			} catch {
				return false;
			}
		},
		write: ({ token, held }) => {
			try {
				storage().setItem(key, JSON.stringify({ token, held }));
				wasHere = true;
			} catch {
				// A browser may refuse to keep anything. The locks are then those of this tab, until it is reloaded.
			}
		},
	};
}

function basketIn(value: unknown): Pick<Basket, "token" | "held"> | undefined {
	const { token, held } = (value ?? {}) as { readonly token?: unknown; readonly held?: unknown };
	if (typeof token !== "string" || !TOKEN.test(token) || !Array.isArray(held)) return undefined;
	return { token, held: held.filter(isHeldSeat).map(heldSeat) };
}

function isHeldSeat(value: unknown): value is HeldSeat {
	const { section, row, seat, expires } = (value ?? {}) as Readonly<Record<string, unknown>>;
	return [section, row, seat].every((label) => typeof label === "string") && Number.isSafeInteger(expires);
}
