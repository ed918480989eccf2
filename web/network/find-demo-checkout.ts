/** The demo's checkout is in a file of its own, which only a page on a developer's machine loads. */
import { ticketSales } from "../../clients/typescript/src/client.ts";
import type { DemoCheckout } from "./demo-checkout.ts";

const OWN_MACHINE: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** `undefined` anywhere but on a developer's machine: there, the page does not even ask. */
export async function findDemoCheckout({ hostname, origin }: Location): Promise<DemoCheckout | undefined> {
	if (!OWN_MACHINE.has(hostname)) return undefined;
	const { demoCheckoutAt } = await import("./demo-checkout.ts");
	return await demoCheckoutAt(origin, ticketSales);
}
