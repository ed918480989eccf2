/**
 * Pays for nothing and claims at once. It exists only on a developer's own machine, where the local server says that its
 * seller key is the default that everybody knows; a page never has a real key.
 */
import type { ticketSales } from "../../clients/typescript/src/client.ts";
import type { SeatName } from "../house/house.ts";
import type { Answer } from "./service.ts";

export type DemoCheckout = (
	event: string,
	seats: readonly SeatName[],
	token: string,
	order: string,
) => Promise<Answer<unknown>>;

/** @param client makes the typed client; imported here, it would be a third file that every page loads */
export async function demoCheckoutAt(url: string, client: typeof ticketSales): Promise<DemoCheckout | undefined> {
	const response = await fetch(`${url}/map/config.json`);
	const { demoKey } = (response.ok ? await response.json() : {}) as { readonly demoKey?: unknown };
	if (typeof demoKey !== "string") return undefined;
	const desk = client({ url, sellerKey: demoKey });
	return async (event, seats, token, order) => {
		const { data, error } = await desk.POST("/events/{event}/seat/claim", {
			params: { path: { event } },
			body: { seats: [...seats], token, order },
		});
		return error === undefined ? { data } : { problem: error };
	};
}
