/** What a buyer does, against a service that is made by hand. */
import { describe, expect, test } from "@jest/globals";
import { findSeat, type SeatName } from "../../../web/house/house.ts";
import type { Service } from "../../../web/network/service.ts";
import { serviceClock } from "../../../web/network/service-clock.ts";
import { keptBasket } from "../../../web/sale/kept-basket.ts";
import { openSale } from "../../../web/sale/sale.ts";
import { SMALL_CHART, SMALL_HOUSE } from "./small-house.ts";

const EXPIRES = 2_000_000_000;
const TOKEN = "t".repeat(22);
const seatIn = (row: string, seat: string, section = "stalls"): SeatName => ({ section, row, seat });
const numberOf = (seat: SeatName) => findSeat(SMALL_HOUSE, seat) as number;
const held = (seat: SeatName) => ({ ...seat, expires: EXPIRES });

/** A sale whose basket a former page has kept. */
function newSale(service: Partial<Service>, seats: readonly SeatName[] = []) {
	const entries = new Map([["ticket-sales:hall", JSON.stringify({ token: TOKEN, held: seats.map(held) })]]);
	const storage = {
		getItem: (key: string) => entries.get(key) ?? null,
		setItem: (key: string, value: string) => void entries.set(key, value),
	};
	const kept = keptBasket("hall", () => storage);
	const clock = serviceClock();
	const sale = openSale({ event: "hall", house: SMALL_HOUSE, service: service as Service, clock, kept });
	return { sale, entries, basket: () => sale.store.get().basket };
}

const locked = (seats: readonly SeatName[], token: string) => ({
	data: {
		message: "",
		event: "hall",
		token,
		expires: EXPIRES,
		seats: seats.map((seat) => ({ ...seat, status: "locked" as const, expires: EXPIRES })),
	},
});

describe("a seat whose lock has no answer", () => {
	test("is no longer asked for, and another click asks for it with the same token", async () => {
		const tokens: string[] = [];
		const { sale, basket } = newSale({
			lock: async (_, seats, token) => {
				tokens.push(token);
				if (tokens.length === 1) throw new Error("no answer");
				return locked(seats, token);
			},
		});

		await sale.toggle(numberOf(seatIn("A", "1")));
		expect([basket().asked, sale.store.get().notice]).toEqual([[], { kind: "no-answer" }]);
		await sale.toggle(numberOf(seatIn("A", "1")));

		expect(basket().held).toEqual([held(seatIn("A", "1"))]);
		expect(tokens).toEqual([TOKEN, TOKEN]);
	});
});

describe("seats that are bought", () => {
	const [A1, A2, B1] = [seatIn("A", "1"), seatIn("A", "2"), seatIn("B", "1")] as const;

	test("leave the basket, and the next ones are another purchase", () => {
		const { sale, basket } = newSale({}, [A1, A2]);

		sale.onBought("4711");

		expect(basket().held).toEqual([]);
		expect(basket().token).not.toBe(TOKEN);
		expect(sale.store.get().notice).toEqual({ kind: "bought", seats: [A1, A2], order: "4711" });
	});

	test("leave a seat that was chosen while they were paid, with the token that has locked it", async () => {
		const { sale, basket } = newSale({ lock: async (_, seats, token) => locked(seats, token) }, [A1]);

		await sale.checkOut(async () => {
			await sale.toggle(numberOf(B1));
			return { data: {} };
		});

		expect(basket()).toMatchObject({ token: TOKEN, held: [held(B1)] });
		expect(sale.store.get().notice).toMatchObject({ kind: "bought", seats: [A1] });
	});

	test("leave a seat whose lock is on its way the token that it is asked for with", async () => {
		let answer = () => {};
		const answered = new Promise<void>((resolve) => {
			answer = resolve;
		});
		const lock: Service["lock"] = async (_, seats, token) => {
			await answered;
			return locked(seats, token);
		};
		const { sale, basket } = newSale({ lock }, [A1]);
		const picking = sale.toggle(numberOf(B1));

		sale.onBought("4711");
		answer();
		await picking;

		expect(basket()).toMatchObject({ token: TOKEN, held: [held(B1)], asked: [] });
		expect(sale.store.get().isBusy).toBe(false);
	});
});

test.each([10, 4])("all seats of a large basket are checked, where one request may name %i", async (limit) => {
	const seats = SMALL_HOUSE.rows.flatMap(({ row, first, end }, place) =>
		Array.from({ length: end - first }, (_, index) => seatIn(row, `${index + 1}`, place < 2 ? "stalls" : "balcony")),
	);
	const free = seatIn("A", "3", "balcony");
	const { sale, basket } = newSale(
		{
			check: async (_, names) =>
				names.length > limit
					? { problem: { type: "/problems/too-many-seats", title: "", status: 422, limit } }
					: {
							data: {
								message: "",
								event: "hall",
								seats: names.map((seat) =>
									seat.section === free.section && seat.seat === free.seat
										? { ...seat, available: true, status: "available" as const }
										: { ...seat, available: false, status: "locked" as const, expires: EXPIRES },
								),
							},
						},
		},
		seats,
	);

	await sale.verify();

	expect(seats.length).toBe(11);
	expect(basket().held.length).toBe(10);
	expect(sale.store.get().notice).toEqual({ kind: "lost", seats: [free] });
});

test("seats are shown on the chart that their availability names, even if the event has a newer one", async () => {
	const answers: Pick<Service, "availability" | "chart" | "chartById"> = {
		availability: async () => ({ data: { chart: "older", asOf: 1, bits: "Bw==" } }),
		chart: async () => ({ data: { id: "newer", chart: SMALL_CHART } }),
		chartById: async (_, id) => ({
			data: id === "older" ? { ...SMALL_CHART, sections: SMALL_CHART.sections.slice(1) } : SMALL_CHART,
		}),
	};
	const kept = keptBasket("hall", () => ({ getItem: () => null, setItem: () => undefined }));
	const service = answers as Service;
	const sale = openSale({ event: "hall", house: SMALL_HOUSE, service, clock: serviceClock(), kept });

	await sale.look(new AbortController().signal);

	const { house, bits, connection } = sale.store.get();
	expect([house.id, house.numSeats, ...bits, connection]).toEqual(["older", 3, 0b111, "live"]);
});

test("when a shop has taken the kept basket away, the next seats are another purchase, with another token", () => {
	const seat = seatIn("A", "1");
	const { sale, entries } = newSale({}, [seat]);

	sale.adopt();
	const before = sale.store.get().basket;
	entries.clear();
	sale.adopt();
	const after = sale.store.get().basket;

	expect(before).toMatchObject({ token: TOKEN, held: [held(seat)] });
	expect(after.held).toEqual([]);
	expect(after.token).not.toBe(before.token);
});
