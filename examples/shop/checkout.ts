/**
 * A shop's checkout on the typed client: lock, pay, claim. It may be killed at any point, and any answer may be lost:
 * call `checkOut` again with the order as it was saved, and it goes on. In the end either the seats are sold and paid
 * once, or nothing is sold and nothing is paid.
 *
 *     npx tsx examples/shop/checkout.ts orchestra a 1 3     (with the service of `npm start`, or of TICKET_SALES_URL)
 */
import { newToken, type Schemas, type TicketSales, ticketSales } from "../../clients/typescript/src/client.ts";

type Seat = Schemas["Seat"];

export interface Order {
	/** The shop's own reference. It names one sale, here and at the bank. */
	readonly id: string;
	readonly event: string;
	readonly seats: readonly Seat[];
	/** Made before the seats are locked, and saved: with it a lock is found again. */
	readonly token: string;
	readonly state: "new" | "locked" | "paid" | "late" | "refunding" | "sold" | "declined" | "refunded" | "taken";
}

export interface Shop {
	/** With the seller's key: this code runs on the shop's server, never in a browser. */
	readonly tickets: TicketSales;
	/** Keeps the order where a restart finds it. */
	readonly save: (order: Order) => Promise<void>;
	/** Both do their work once for each id, however often they are called, as payment providers do. */
	readonly charge: (id: string) => Promise<"paid" | "declined">;
	readonly refund: (id: string) => Promise<void>;
}

export function newOrder(id: string, event: string, seats: readonly Seat[]): Order {
	return { id, event, seats, token: newToken(), state: "new" };
}

/** Takes the order from whatever state it is in to its end, and saves it after each step. */
export async function checkOut(order: Order, shop: Shop): Promise<Order> {
	const step = STEPS[order.state];
	if (step === undefined) return order;
	const next: Order = { ...order, state: await step(order, shop) };
	await shop.save(next);
	return checkOut(next, shop);
}

/** The lock has ended, and with it perhaps the event, which may be deleted while nothing in it is locked or sold. */
const isTooLate = ({ type }: { readonly type: string }) => type === "/problems/not-your-lock" || isGone({ type });
const isGone = ({ type }: { readonly type: string }) =>
	type === "/problems/unknown-event" || type === "/problems/unknown-seat";

const REFUSAL = "Refusal";

/** Ends a run, and leaves the order in its state: once the reason is gone, the order goes on from there. */
const refusal = (message: string) => Object.assign(new Error(message), { name: REFUSAL });

/** What is done in a state, and the state it leads to. A state without a step is an end. */
const STEPS: Partial<Record<Order["state"], (order: Order, shop: Shop) => Promise<Order["state"]>>> = {
	new: async ({ event, seats, token }, { tickets }) => {
		const { error } = await tickets.POST("/events/{event}/seat/lock", {
			params: { path: { event } },
			body: { seats: [...seats], token },
		});
		if (error?.type === "/problems/seats-unavailable") return "taken";
		if (error) throw refusal(error.title);
		return "locked";
	},

	locked: async ({ id, event, seats, token }, { tickets, charge }) => {
		const request = { params: { path: { event } }, body: { seats: [...seats], token } };
		// The bank may take its time. If the lock has ended already, the payment is late, and `paid` sees to that.
		await tickets.POST("/events/{event}/seat/extend", request);
		if ((await charge(id)) === "paid") return "paid";
		await tickets.POST("/events/{event}/seat/unlock", request);
		return "declined";
	},

	paid: async ({ id, event, seats, token }, { tickets }) => {
		const { error } = await tickets.POST("/events/{event}/seat/claim", {
			params: { path: { event } },
			body: { seats: [...seats], token, order: id },
		});
		if (error === undefined) return "sold";
		// Saved as a step of its own: from here on only `sell` may sell.
		if (isTooLate(error)) return "late";
		throw refusal(error.title);
	},

	/** The lock ended before the money came. A buyer who has paid gets the seats if they are still there. */
	late: async ({ id, event, seats }, { tickets }) => {
		const { error } = await tickets.POST("/events/{event}/seat/sell", {
			params: { path: { event } },
			body: { seats: [...seats], order: id },
		});
		if (error === undefined) return "sold";
		// Saved before the money goes back: the seats may come free again, and from here on nothing sells them.
		if (error.type === "/problems/seats-unavailable" || isGone(error)) return "refunding";
		throw refusal(error.title);
	},

	refunding: async ({ id }, { refund }) => {
		await refund(id);
		return "refunded";
	},
};

if (process.argv[1] === import.meta.filename) {
	const [section = "", row = "", ...seats] = process.argv.slice(2);
	const url = process.env.TICKET_SALES_URL || "http://localhost:3000";
	const end = (message: string) => {
		process.stderr.write(`${message}\n`);
		process.exitCode = 1;
	};
	const run = async () => {
		const shop: Shop = {
			tickets: ticketSales({
				url,
				// A shop has more patience: a lost answer is asked for again.
				patienceMs: 3_000,
				sellerKey: process.env.SELLER_KEY ?? "local-seller-key",
			}),
			save: async ({ id, state }) => void process.stdout.write(`${id}: ${state}\n`),
			charge: async () => "paid",
			refund: async () => {},
		};
		const wanted = seats.map((seat) => ({ section, row, seat }));
		await checkOut(newOrder(`order-${Date.now()}`, "distant-worlds", wanted), shop);
	};
	const explain = (error: unknown) => {
		if (!(error instanceof Error)) throw error;
		// The message of `fetch` that has made no connection.
		const isUnreached = !URL.canParse(url) || (error instanceof TypeError && error.message === "fetch failed");
		if (isUnreached) end(`No service answers at ${url}: start it with npm start, or set TICKET_SALES_URL.`);
		else if (error.name === REFUSAL) end(`The service refuses: ${error.message}`);
		else throw error;
	};
	if (seats.length > 0) await run().catch(explain);
	else end("Name a section, a row and seats: npx tsx examples/shop/checkout.ts orchestra a 1 3");
}
