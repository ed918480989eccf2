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
