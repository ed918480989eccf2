/** The example shop against the handlers: whatever is lost, and wherever it is killed, an order ends as a whole. */
import { beforeEach, describe, expect, test } from "@jest/globals";
import { ticketSales } from "../../clients/typescript/src/client.ts";
import { checkOut, newOrder, type Order, type Shop } from "../../examples/shop/checkout.ts";
import { type Fate, linkTo } from "../clients/service-as-fetch.ts";
import { eventDocument, freshRows, newRow, seatsIn } from "../support/seats.ts";
import { newSale, SELLER_KEY, type TestService } from "../support/service.ts";

const EVENT = "distant-worlds";

let service: TestService;
let orders = 0;

beforeEach(async () => {
	service ??= await newSale(eventDocument({ sections: { orchestra: freshRows(150, [1, 3, 5, 7]) } }));
});

class Killed extends Error {}

interface Story {
	readonly fates?: readonly Fate[];
	/** The process ends instead of doing this call of the shop's surroundings: 0 is the first. */
	readonly killedAt?: number;
	readonly isDeclined?: boolean;
	/** What happens while the bank works. */
	readonly atTheBank?: () => Promise<unknown>;
}

/** A shop whose process may be killed, with a bank and an order book that outlive it. */
function newShop({ fates = [], killedAt, isDeclined = false, atTheBank: happens }: Story) {
	const link = linkTo(service, ...fates);
	const charged = new Set<string>();
	const refunded = new Set<string>();
	const book = new Map<string, Order>();
	let calls = 0;
	const live = () => {
		if (calls++ === killedAt) throw new Killed();
	};
	const fetchUnlessKilled = async (request: Request) => {
		live();
		return link.fetch(request);
	};
	const shop: Shop = {
		tickets: ticketSales({
			url: "https://tickets.example",
			sellerKey: SELLER_KEY,
			fetch: fetchUnlessKilled,
			isLost: (error) => !(error instanceof Killed),
		}),
		save: async (order) => {
			live();
			book.set(order.id, order);
		},
		charge: async (id) => {
			live();
			await happens?.();
			if (!isDeclined) charged.add(id);
			return isDeclined ? "declined" : "paid";
		},
		refund: async (id) => {
			live();
			refunded.add(id);
		},
	};
	return { shop, book, charged, refunded, calls: () => calls };
}

const orderFor = (...numbers: number[]) => newOrder(`order ${++orders}`, EVENT, seatsIn(newRow(), ...numbers));

async function soldUnder({ id }: Order): Promise<number> {
	const { body } = await service.seller("GET", `/events/${EVENT}/taken?order=${encodeURIComponent(id)}`);
	return body.seats.length;
}

/** The order at its end, after as many restarts as it takes. */
async function checkOutAtLast(order: Order, made: ReturnType<typeof newShop>): Promise<Order> {
	made.book.set(order.id, order);
	for (;;) {
		try {
			return await checkOut(made.book.get(order.id) ?? order, made.shop);
		} catch (error) {
			if (!(error instanceof Killed)) throw error;
		}
	}
}

/** The lock ends, and somebody else takes the first seat, or nobody does. */
const lockEnds = (order: Order, isTaken: boolean) => async () => {
	service.clock.now += 2_000;
	if (!isTaken) return;
	const seats = order.seats.slice(0, 1);
	await service.post("/seat/lock", { seats, token: "token-of-somebody-else-entirely" });
};

describe("a checkout", () => {
	test("sells the seats for money", async () => {
		const order = orderFor(1, 3);
		const made = newShop({});

		const { state } = await checkOut(order, made.shop);

		expect(state).toBe("sold");
		expect(await soldUnder(order)).toBe(2);
		expect(made.charged).toEqual(new Set([order.id]));
	});

	test("takes no money for seats that somebody else has", async () => {
		const order = orderFor(1, 3);
		await checkOut({ ...order, id: "faster" }, newShop({}).shop);
		const made = newShop({});

		const { state } = await checkOut({ ...order, token: orderFor(1).token }, made.shop);

		expect(state).toBe("taken");
		expect(made.charged.size).toBe(0);
	});

	test("gives the seats back when the card is declined", async () => {
		const order = orderFor(1, 3);

		const { state } = await checkOut(order, newShop({ isDeclined: true }).shop);

		expect(state).toBe("declined");
		const { body } = await service.post("/seat/check", { seats: order.seats });
		expect(body.seats.map(({ status }: { status: string }) => status)).toEqual(["available", "available"]);
	});

	test("that is paid too late still sells seats that nobody else wanted", async () => {
		const order = orderFor(1, 3);

		const { state } = await checkOut(order, newShop({ atTheBank: lockEnds(order, false) }).shop);

		expect(state).toBe("sold");
		expect(await soldUnder(order)).toBe(2);
	});

	test("that is paid too late gives the money back when one of the seats is gone", async () => {
		const order = orderFor(1, 3);
		const made = newShop({ atTheBank: lockEnds(order, true) });

		const { state } = await checkOut(order, made.shop);

		expect(state).toBe("refunded");
		expect(made.refunded).toEqual(new Set([order.id]));
		expect(await soldUnder(order)).toBe(0);
	});

	test("that is paid when the event has been deleted gives the money back", async () => {
		const event = "soon-gone";
		await service.seller("PUT", `/events/${event}`, eventDocument());
		const order = newOrder("paid in vain", event, seatsIn("a", 1, 3));
		const cancel = async () => {
			service.clock.now += 2_000;
			expect(await service.seller("DELETE", `/events/${event}`)).toMatchObject({ status: 200 });
			service.age(10_000);
		};
		const made = newShop({ atTheBank: cancel });

		const { state } = await checkOut(order, made.shop);

		expect(state).toBe("refunded");
		expect(made.refunded).toEqual(new Set([order.id]));
	});
});

const ENDINGS = [
	["in time", () => ({}), "sold"],
	["declined", () => ({ isDeclined: true }), "declined"],
	["late", (order: Order) => ({ atTheBank: lockEnds(order, false) }), "sold"],
	["late, and a seat is gone", (order: Order) => ({ atTheBank: lockEnds(order, true) }), "refunded"],
] as const;

describe.each(ENDINGS)("a payment that is %s", (_, storyOf, ending) => {
	test.each(["request lost", "answer lost"] as const)("ends the same with any one %s", async (fate) => {
		for (let position = 0; position < 5; position++) {
			const order = orderFor(1, 3);
			const fates = [...Array<Fate | undefined>(position).fill(undefined), fate] as Fate[];
			const made = newShop({ ...storyOf(order), fates });

			const { state } = await checkOut(order, made.shop);

			expect([position, state, await soldUnder(order)]).toEqual([position, ending, ending === "sold" ? 2 : 0]);
		}
	});

	test("ends the same wherever the shop is killed", async () => {
		for (let killedAt = 0; ; killedAt++) {
			const order = orderFor(1, 3);
			const made = newShop({ ...storyOf(order), killedAt });

			const { state } = await checkOutAtLast(order, made);

			expect([killedAt, state, await soldUnder(order)]).toEqual([killedAt, ending, ending === "sold" ? 2 : 0]);
			expect(made.charged.has(order.id)).toBe(ending !== "declined");
			expect(made.refunded.has(order.id)).toBe(ending === "refunded");
			if (made.calls() <= killedAt) break;
		}
	});
});

test("a shop that is killed after a refund does not sell the seats when they come free", async () => {
	const order = orderFor(1, 3);
	const made = newShop({ atTheBank: lockEnds(order, true) });
	const { save } = made.shop;
	const forgetful: Shop = {
		...made.shop,
		save: async (saved) => {
			if (saved.state === "refunded") throw new Killed();
			await save(saved);
		},
	};
	await expect(checkOut(order, forgetful)).rejects.toThrow(Killed);
	await service.post("/seat/unlock", { seats: order.seats.slice(0, 1), token: "token-of-somebody-else-entirely" });

	const { state } = await checkOut(made.book.get(order.id) ?? order, made.shop);

	expect(made.refunded).toEqual(new Set([order.id]));
	expect([state, await soldUnder(order)]).toEqual(["refunded", 0]);
});
