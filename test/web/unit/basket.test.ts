import { describe, expect, test } from "@jest/globals";
import { afterEvent, type Basket, type BasketEvent, emptyBasket, firstEnd } from "../../../web/sale/basket.ts";
import { keptBasket } from "../../../web/sale/kept-basket.ts";

const TOKEN = "a".repeat(32);
const seat = (label: string) => ({ section: "stalls", row: "A", seat: label });
const held = (label: string, expires = 600) => ({ ...seat(label), expires });
const basketAfter = (...events: readonly BasketEvent[]): Basket => events.reduce(afterEvent, emptyBasket(TOKEN));

describe("the basket", () => {
	test("a seat is asked for, then held", () => {
		expect(basketAfter({ kind: "asked", seats: [seat("1")] })).toMatchObject({ held: [], asked: [seat("1")] });
		expect(basketAfter({ kind: "asked", seats: [seat("1")] }, { kind: "held", seats: [held("1")] })).toMatchObject({
			held: [held("1")],
			asked: [],
		});
	});

	test("a seat that was refused leaves nothing behind", () => {
		expect(basketAfter({ kind: "asked", seats: [seat("1")] }, { kind: "answered", seats: [seat("1")] })).toEqual(
			emptyBasket(TOKEN),
		);
	});

	test("the same answer twice holds a seat once, and the later end counts", () => {
		const twice = basketAfter(
			{ kind: "held", seats: [held("1")] },
			{ kind: "held", seats: [held("1", 900), held("2", 700)] },
		);

		expect(twice.held).toEqual([held("1", 900), held("2", 700)]);
		expect(firstEnd(twice)).toBe(700);
	});

	test("a lock ends at the instant it names, not a second later", () => {
		const both = { kind: "held", seats: [held("1", 600), held("2", 601)] } as const;

		expect(basketAfter(both, { kind: "time", now: 599.9 }).held).toHaveLength(2);
		expect(basketAfter(both, { kind: "time", now: 600 }).held).toEqual([held("2", 601)]);
	});

	test("what is gone is neither held nor asked for, and the others remain", () => {
		const events = [
			{ kind: "held", seats: [held("1"), held("2")] },
			{ kind: "asked", seats: [seat("1")] },
			{ kind: "gone", seats: [seat("1")] },
		] as const;

		expect(basketAfter(...events)).toMatchObject({ held: [held("2")], asked: [] });
		expect(firstEnd(basketAfter())).toBeUndefined();
	});
});

describe("what the browser keeps", () => {
	const storageWith = (text: string | null) => {
		const entries = new Map<string, string>(text === null ? [] : [["ticket-sales:gala", text]]);
		return {
			getItem: (key: string) => entries.get(key) ?? null,
			setItem: (key: string, value: string) => entries.set(key, value),
			removeItem: (key: string) => entries.delete(key),
		};
	};

	const keeping = (text: string | null) => {
		const storage = storageWith(text);
		return () => storage;
	};

	test("an entry that was kept or found, and that somebody has taken away, is forgotten; one that never was is not", () => {
		for (const text of [null, JSON.stringify({ token: TOKEN, held: [held("1")] })]) {
			const storage = storageWith(text);
			const kept = keptBasket("gala", () => storage);
			kept.read();
			const atFirst = kept.isForgotten();
			kept.write({ token: TOKEN, held: [held("1")], asked: [] });
			const isForgottenWhenKept = kept.isForgotten();
			storage.removeItem("ticket-sales:gala");

			expect([atFirst, isForgottenWhenKept, kept.isForgotten()]).toEqual([false, false, true]);
		}
	});

	test("token and locks are found again, and what was only asked for is not", () => {
		const kept = keptBasket("gala", keeping(null));

		kept.write({ token: TOKEN, held: [held("1")], asked: [seat("2")] });

		expect(kept.read()).toEqual({ token: TOKEN, held: [held("1")] });
	});

	test.each([
		["nothing", null],
		["no JSON", "{"],
		["another shape", '"text"'],
		["a token that is too short", '{"token":"abc","held":[]}'],
		["no list", `{"token":"${TOKEN}","held":{}}`],
	])("%s is no basket", (_, text) => {
		expect(keptBasket("gala", keeping(text)).read()).toBeUndefined();
	});

	test("an entry that is no seat is left out, and unknown fields of a seat, too", () => {
		const text = JSON.stringify({ token: TOKEN, held: [{ ...held("1"), more: 1 }, { seat: 3 }, null] });

		expect(keptBasket("gala", keeping(text)).read()?.held).toEqual([held("1")]);
	});

	test("a browser that refuses to keep anything does not break the page", () => {
		const refusing = {
			getItem: () => {
				throw new Error("denied");
			},
			setItem: () => {
				throw new Error("denied");
			},
		};
		const withoutStorage = () => {
			throw new Error("denied");
		};
		for (const storage of [() => refusing, withoutStorage]) {
			const kept = keptBasket("gala", storage);

			expect(kept.read()).toBeUndefined();
			expect(() => kept.write(emptyBasket(TOKEN))).not.toThrow();
			expect(kept.isForgotten()).toBe(false);
		}
	});
});
