import { expect, test } from "@jest/globals";
import type { Service } from "../../../web/network/service.ts";
import { serviceClock } from "../../../web/network/service-clock.ts";
import { keptBasket } from "../../../web/sale/kept-basket.ts";
import { openSale } from "../../../web/sale/sale.ts";
import { SMALL_CHART, SMALL_HOUSE } from "./small-house.ts";

test("seats are shown on the chart that their availability names, even if the event has a newer one", async () => {
	const answers: Pick<Service, "availability" | "chart" | "chartById"> = {
		availability: async () => ({ data: { chart: "older", asOf: 1, bits: "Bw==" } }),
		chart: async () => ({ data: { id: "newer", chart: SMALL_CHART } }),
		chartById: async (_, id) => ({
			data: id === "older" ? { ...SMALL_CHART, sections: SMALL_CHART.sections.slice(1) } : SMALL_CHART,
		}),
	};
	const kept = keptBasket("hall", { getItem: () => null, setItem: () => undefined });
	const service = answers as Service;
	const sale = openSale({ event: "hall", house: SMALL_HOUSE, service, clock: serviceClock(), kept });

	await sale.look(new AbortController().signal);

	const { house, bits, connection } = sale.store.get();
	expect([house.id, house.numSeats, ...bits, connection]).toEqual(["older", 3, 0b111, "live"]);
});

test("when a shop has taken the kept basket away, the next seats are another purchase, with another token", () => {
	const seat = { section: "stalls", row: "A", seat: "1", expires: 2_000_000_000 };
	const entries = new Map([["ticket-sales:hall", JSON.stringify({ token: "t".repeat(22), held: [seat] })]]);
	const storage = {
		getItem: (key: string) => entries.get(key) ?? null,
		setItem: (key: string, value: string) => void entries.set(key, value),
	};
	const kept = keptBasket("hall", storage);
	const sale = openSale({ event: "hall", house: SMALL_HOUSE, service: {} as Service, clock: serviceClock(), kept });

	sale.adopt();
	const before = sale.store.get().basket;
	entries.clear();
	sale.adopt();
	const after = sale.store.get().basket;

	expect(before).toMatchObject({ token: "t".repeat(22), held: [seat] });
	expect(after.held).toEqual([]);
	expect(after.token).not.toBe(before.token);
});
