/** What a shop hears of its buyer's basket: every change of what is chosen, of what is locked, and every end. */
import { expect, test } from "@jest/globals";
import { reportBasket, reportChanges } from "../../../web/embed/sale-events.ts";
import { emptyBasket } from "../../../web/sale/basket.ts";
import type { SaleState } from "../../../web/sale/sale.ts";
import { createStore } from "../../../web/sale/store.ts";
import { ALL_AVAILABLE, SMALL_HOUSE } from "./small-house.ts";

const TOKEN = "a-token-of-a-buyer-0123456789";
const GOLD = { section: "stalls", row: "A", seat: "1" };
const PLAIN = { section: "balcony", row: "A", seat: "3" };

function newSale() {
	const basket = emptyBasket(TOKEN);
	const state: SaleState = {
		house: SMALL_HOUSE,
		bits: ALL_AVAILABLE,
		marks: new Map(),
		focus: undefined,
		about: undefined,
		basket,
		connection: "live",
		isBusy: false,
		notice: undefined,
	};
	const store = createStore(state);
	const heard: [name: string, detail: unknown][] = [];
	const report = (name: string, detail: unknown) => void heard.push([name, detail]);
	reportChanges(store, report);
	return { store, basket, heard, report };
}

test("a seat is selected when it is asked for, and locked when the service has it, with its category", () => {
	const { store, basket, heard } = newSale();
	const seats = [{ ...GOLD, category: "gold" }];

	store.set({ basket: { ...basket, asked: [GOLD] } });
	store.set({ basket: { ...basket, held: [{ ...GOLD, expires: 1_000 }] } });

	expect(heard).toEqual([
		["select", { seats }],
		["lock", { seats, token: TOKEN, expires: 1_000 }],
	]);
});

test("a lock names all seats that are locked now, and when the first of them ends", () => {
	const { store, basket, heard } = newSale();
	const held = [
		{ ...GOLD, expires: 1_000 },
		{ ...PLAIN, expires: 1_200 },
	];

	store.set({ basket: { ...basket, held } });
	store.set({ basket: { ...basket, held: held.map((seat) => ({ ...seat, expires: 1_500 })) } });
	store.set({ basket: { ...basket, held: [{ ...PLAIN, expires: 1_500 }] } });
	store.set({ basket });

	const locks = heard.filter(([name]) => name === "lock").map(([, detail]) => detail);
	const both = [{ ...GOLD, category: "gold" }, PLAIN];
	expect(locks).toEqual([
		{ seats: both, token: TOKEN, expires: 1_000 },
		{ seats: both, token: TOKEN, expires: 1_500 },
		{ seats: [PLAIN], token: TOKEN, expires: 1_500 },
		{ seats: [], token: TOKEN },
	]);
});

test.each(["ended", "lost"] as const)(
	"seats that are %s have expired; others that are gone were given back",
	(kind) => {
		const { store, heard } = newSale();

		store.set({ notice: { kind: "given-back", seats: [GOLD] } });
		store.set({ notice: { kind, seats: [PLAIN] } });

		expect(heard).toEqual([["expire", { seats: [PLAIN] }]]);
	},
);

test("what does not concern the basket is not reported, and neither is an empty one at the start", () => {
	const { store, basket, heard, report } = newSale();

	store.set({ bits: new Uint8Array(2), focus: 3, isBusy: true });
	store.set({ basket: { ...basket } });
	reportBasket(store, report);

	expect(heard).toEqual([]);
});

test("what a former page has locked is reported once at the start", () => {
	const { store, basket, heard, report } = newSale();
	store.set({ basket: { ...basket, held: [{ ...PLAIN, expires: 1_000 }] } });
	heard.length = 0;

	reportBasket(store, report);

	expect(heard).toEqual([
		["select", { seats: [PLAIN] }],
		["lock", { seats: [PLAIN], token: TOKEN, expires: 1_000 }],
	]);
});
