/** What a buyer does, against a service that is made by hand. */
import { describe, expect, test } from "@jest/globals";
import { withBits } from "../../../web/house/bits.ts";
import { findSeat, type SeatName } from "../../../web/house/house.ts";
import type { Service } from "../../../web/network/service.ts";
import { serviceClock } from "../../../web/network/service-clock.ts";
import { keptBasket } from "../../../web/sale/kept-basket.ts";
import { openSale } from "../../../web/sale/sale.ts";
import { ENGLISH } from "../../../web/texts/english.ts";
import { problemWords } from "../../../web/texts.ts";
import { ALL_AVAILABLE, SMALL_CHART, SMALL_HOUSE } from "./small-house.ts";

const NOW = 1_900_000_000;
const EXPIRES = 2_000_000_000;
const TOKEN = "t".repeat(22);
const seatIn = (row: string, seat: string, section = "stalls"): SeatName => ({ section, row, seat });
const numberOf = (seat: SeatName) => findSeat(SMALL_HOUSE, seat) as number;
const held = (seat: SeatName) => ({ ...seat, expires: EXPIRES });

/** A sale whose basket a former page has kept. */
function newSale(service: Partial<Service>, seats: readonly SeatName[] = [], expires = EXPIRES) {
	const kept = { token: TOKEN, held: seats.map((seat) => ({ ...seat, expires })) };
	const entries = new Map([["ticket-sales:hall", JSON.stringify(kept)]]);
	const storage = {
		getItem: (key: string) => entries.get(key) ?? null,
		setItem: (key: string, value: string) => void entries.set(key, value),
	};
	let nowMs = 1_000 * NOW;
	const clock = serviceClock(() => nowMs);
	clock.learn(new Date(nowMs).toUTCString());
	const sale = openSale({
		event: "hall",
		house: SMALL_HOUSE,
		service: service as Service,
		clock,
		kept: keptBasket("hall", () => storage),
	});
	const look = () => sale.look(new AbortController().signal);
	const pass = (seconds: number) => {
		nowMs += 1_000 * seconds;
	};
	return { sale, entries, look, pass, basket: () => sale.store.get().basket, notice: () => sale.store.get().notice };
}

/** The house of the tests as an availability has it: all of its seats are available, but for these. */
function houseWithout(...taken: readonly SeatName[]): Awaited<ReturnType<Service["availability"]>> {
	const bits = withBits(ALL_AVAILABLE, new Map(taken.map((seat) => [numberOf(seat), false])));
	return { data: { name: "Hall", chart: SMALL_HOUSE.id, asOf: NOW, bits: Buffer.from(bits).toString("base64") } };
}

const answersArrive = () => new Promise((resolve) => setTimeout(resolve));

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

	const A1 = seatIn("A", "1");

	/** A service whose looks show the seat as taken, and that locks it, but whose first answers are lost. */
	function losingAnswers(numLost: number) {
		let asked = 0;
		const lock: Service["lock"] = async (_, seats, token) => {
			asked += 1;
			if (asked <= numLost) throw new Error("no answer");
			return locked(seats, token);
		};
		return { ...newSale({ lock, availability: async () => houseWithout(A1) }), asked: () => asked };
	}

	test("is asked for again when it shows as taken: it may be the buyer's", async () => {
		const { sale, look, basket, notice, asked } = losingAnswers(1);

		await sale.toggle(numberOf(A1));
		await look();
		await answersArrive();

		expect(basket()).toMatchObject({ token: TOKEN, held: [held(A1)] });
		expect(notice()).toMatchObject({ kind: "locked", seats: [held(A1)] });
		expect(asked()).toBe(2);
	});

	test("is asked for again once by itself, and after that by a click, although it shows as taken", async () => {
		const { sale, look, basket, asked } = losingAnswers(2);
		await sale.toggle(numberOf(A1));

		for (let looks = 0; looks < 3; looks++) {
			await look();
			await answersArrive();
		}
		expect(asked()).toBe(2);
		await sale.toggle(numberOf(A1));

		expect(asked()).toBe(3);
		expect(basket().held).toEqual([held(A1)]);
	});

	test("is the same seat when the plan is replaced before the answer is lost", async () => {
		const asked: string[] = [];
		const B1 = seatIn("B", "1");
		let lose = () => {};
		const lock: Service["lock"] = (_, [seat], token) => {
			asked.push(`${seat?.row}${seat?.seat}`);
			if (asked.length > 1) return Promise.resolve(locked([B1], token));
			return new Promise((_resolve, reject) => {
				lose = () => reject(new Error("no answer"));
			});
		};
		const [stalls, ...others] = SMALL_CHART.sections;
		// Row A is gone, so row B has its places; and all of row B is taken.
		const sections = [
			{ ...(stalls as (typeof SMALL_CHART.sections)[0]), rows: stalls?.rows.slice(1) ?? [] },
			...others,
		];
		const { sale, look } = newSale({
			lock,
			availability: async () => ({ data: { name: "Hall", chart: "newer", asOf: NOW, bits: "AA==" } }),
			chartById: async () => ({ data: { ...SMALL_CHART, sections } }),
		});

		const locking = sale.toggle(numberOf(B1));
		await look();
		lose();
		await locking;
		await look();
		await answersArrive();

		expect(asked).toEqual(["B1", "B1"]);
	});

	test("is forgotten when it shows as available: its lock was never made", async () => {
		let asked = 0;
		let shown = houseWithout();
		const lock: Service["lock"] = async () => {
			asked += 1;
			throw new Error("no answer");
		};
		const { sale, look, pass } = newSale({ lock, availability: async () => shown });
		await sale.toggle(numberOf(A1));
		pass(6);
		await look();

		shown = houseWithout(A1);
		await look();
		await answersArrive();

		expect(asked).toBe(1);
	});
});

describe("a party whose seats have no answer", () => {
	const A1 = seatIn("A", "1");
	const A2 = seatIn("A", "2");

	/** A service that has an answer only from this question on. */
	function answeringFrom(first: number) {
		const asked: (readonly [num: number, token: string])[] = [];
		const lockTogether: Service["lockTogether"] = async (_, { num }, token) => {
			asked.push([num, token]);
			if (asked.length < first) throw new Error("no answer");
			return locked([A1, A2].slice(0, num), token);
		};
		return { ...newSale({ lockTogether, availability: async () => houseWithout() }), asked };
	}

	test("is asked for once more when the service answers again: its seats may be locked", async () => {
		const { sale, look, basket, asked } = answeringFrom(2);

		await sale.lockTogether({ num: 2 });
		await look();
		await answersArrive();
		await look();

		expect(basket().held).toEqual([held(A1), held(A2)]);
		expect(asked).toEqual([
			[2, TOKEN],
			[2, TOKEN],
		]);
	});

	test("is not asked for again and again, nor after the buyer has found another one", async () => {
		const { sale, look, basket, asked } = answeringFrom(4);
		await sale.lockTogether({ num: 2 });
		for (let looks = 0; looks < 3; looks++) {
			await look();
			await answersArrive();
		}
		expect(asked.length).toBe(2);

		await sale.lockTogether({ num: 2 });
		await sale.lockTogether({ num: 1 });
		await look();
		await answersArrive();

		expect(asked.map(([num]) => num)).toEqual([2, 2, 2, 1]);
		expect(basket().held).toEqual([held(A1)]);
	});
});

test("a click on a seat that shows as taken asks nothing, and says that it is taken", async () => {
	const asked: SeatName[] = [];
	const [taken, free] = [seatIn("A", "1"), seatIn("A", "2")];
	const { sale, look, notice } = newSale({
		availability: async () => houseWithout(taken),
		lock: async (_, seats, token) => {
			asked.push(...seats);
			return locked(seats, token);
		},
	});
	await look();

	await sale.toggle(numberOf(taken));
	const said = notice();
	await sale.toggle(numberOf(free));

	expect(said?.kind === "failed" && problemWords(ENGLISH, said.problem)).toBe("This seat is taken.");
	expect(asked).toEqual([free]);
});

test("what was said last is no longer there while the next answer is awaited", async () => {
	let answer = () => {};
	const answered = new Promise<void>((resolve) => {
		answer = resolve;
	});
	const { sale, notice } = newSale({
		lock: async (_, seats, token) => {
			await answered;
			return locked(seats, token);
		},
	});
	sale.onBought("4711", [seatIn("B", "1")]);
	const before = notice();

	const picking = sale.toggle(numberOf(seatIn("A", "1")));
	const during = notice();
	answer();
	await picking;

	expect([before?.kind, during, notice()?.kind]).toEqual(["bought", undefined, "locked"]);
});

test("an event that is deleted is said to be gone, which is no lost connection", async () => {
	const problem = {
		type: "/problems/unknown-event",
		title: "There is no such event",
		status: 404,
		event: "hall",
	} as const;
	const { sale, look, notice } = newSale({ availability: async () => ({ problem }) });

	await look();

	expect(sale.store.get().connection).toBe("no-event");
	expect(notice()).toEqual({ kind: "failed", problem });
});

test("an event that is back is no longer said to be gone", async () => {
	const problem = {
		type: "/problems/unknown-event",
		title: "There is no such event",
		status: 404,
		event: "hall",
	} as const;
	let isGone = true;
	const { sale, look, notice } = newSale({ availability: async () => (isGone ? { problem } : houseWithout()) });
	await look();
	isGone = false;

	await look();

	expect(sale.store.get().connection).toBe("live");
	expect(notice()).toBeUndefined();
});

describe("a seat that shows as available, and is the buyer's", () => {
	const A1 = seatIn("A", "1");

	function lookedAt(secondsLeft: number) {
		let checks = 0;
		const check: Service["check"] = async (_, names) => {
			checks += 1;
			const seats = names.map((seat) => ({ ...seat, available: true, status: "available" as const }));
			return { data: { message: "", event: "hall", seats } };
		};
		const service = { check, availability: async () => houseWithout() };
		const opened = newSale(service, [A1], NOW + 2);
		// Half a second of the first one has passed when the clock has learnt the time.
		opened.pass(1.5 - secondsLeft);
		return { ...opened, checks: () => checks };
	}

	test("has ended if its time is over to a second, as a tab hears that only counts down", async () => {
		const { look, notice, checks, basket } = lookedAt(0.9);

		await look();

		expect([notice(), basket().held, checks()]).toEqual([{ kind: "ended", seats: [A1] }, [], 0]);
	});

	test("is checked if its time is not over: the seller has ended its lock", async () => {
		const { look, notice, checks } = lookedAt(1.1);

		await look();

		expect([notice(), checks()]).toEqual([{ kind: "lost", seats: [A1] }, 1]);
	});
});

describe("a seat that is the buyer's, and shows as taken", () => {
	const [A1, A2] = [seatIn("A", "1"), seatIn("A", "2")];

	function checkedAs(status: "locked" | "sold", seats: readonly SeatName[], answered = Promise.resolve()) {
		const asked: string[] = [];
		const check: Service["check"] = async (_, names) => {
			asked.push(...names.map(({ seat }) => seat));
			await answered;
			const checked = names.map((seat) => ({ ...seat, available: false, status, expires: EXPIRES }));
			return { data: { message: "", event: "hall", seats: checked } };
		};
		const unlock: Service["unlock"] = async (_, names) => ({
			data: {
				message: "",
				event: "hall",
				seats: names.map((seat) => ({ ...seat, available: true, status: "available" as const })),
			},
		});
		const service = { check, unlock, availability: async () => houseWithout(...seats) };
		return { ...newSale(service, seats), asked };
	}

	test("is asked for every five minutes: the seller may have sold it to somebody else", async () => {
		const { look, pass, asked, basket, notice } = checkedAs("sold", [A1]);

		pass(300);
		await look();
		expect([asked, basket().held]).toEqual([[], [held(A1)]]);
		pass(1);
		await look();

		expect([asked, basket().held, notice()]).toEqual([["1"], [], { kind: "lost", seats: [A1] }]);
	});

	test("is asked for, too, when the page has learnt that the clock of the device is ahead", async () => {
		const { look, pass, asked } = checkedAs("locked", [A1]);

		pass(-3_600);
		await look();

		expect(asked).toEqual(["1"]);
	});

	test("stays where it is in the basket when it is as it was", async () => {
		const { look, pass, asked, basket } = checkedAs("locked", [A1]);
		const before = basket();

		pass(301);
		await look();
		pass(299);
		await look();

		expect(asked).toEqual(["1"]);
		expect(basket()).toBe(before);
	});

	test("is not said to be lost when it was given back while the answer was on its way, and the others are asked for again", async () => {
		let answer = () => {};
		const answered = new Promise<void>((resolve) => {
			answer = resolve;
		});
		const { sale, look, pass, basket, notice, asked } = checkedAs("sold", [A1, A2], answered);

		pass(301);
		const looked = look();
		await answersArrive();
		await sale.giveBack([A1]);
		answer();
		await looked;

		expect([basket().held, notice()]).toEqual([[held(A2)], { kind: "given-back", seats: [A1] }]);
		await look();
		expect([asked, basket().held, notice()]).toEqual([["1", "2", "2"], [], { kind: "lost", seats: [A2] }]);
	});

	test("is not locked again when it was given back while the answer was on its way", async () => {
		const locks: string[] = [];
		let giveBack = async () => {};
		const { sale, look, pass, basket } = newSale(
			{
				availability: async () => houseWithout(A1),
				check: async (_, [seat]) => {
					await giveBack();
					const checked = { ...(seat as SeatName), available: false, status: "locked" as const, expires: EXPIRES + 60 };
					return { data: { message: "", event: "hall", seats: [checked] } };
				},
				unlock: async () => ({ data: { message: "", event: "hall", seats: [] } }),
				lock: async (_, seats, token) => {
					locks.push(token);
					return locked(seats, token);
				},
			},
			[A1],
		);
		giveBack = () => sale.giveBack([A1]);

		pass(301);
		await look();

		expect([locks, basket().held]).toEqual([[], []]);
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
		availability: async () => ({ data: { name: "Hall", chart: "older", asOf: 1, bits: "Bw==" } }),
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

test("a new chart that could not be loaded is asked for again, although nothing has changed since", async () => {
	let [looks, asked] = [0, 0];
	const { sale, look } = newSale({
		availability: async () => {
			looks += 1;
			return looks === 1 ? { data: { name: "Hall", chart: "newer", asOf: NOW, bits: "Bw==" } } : { data: undefined };
		},
		chartById: async () => {
			asked += 1;
			if (asked === 1) throw new Error("no answer");
			return { data: { ...SMALL_CHART, sections: SMALL_CHART.sections.slice(1) } };
		},
	});

	await expect(look()).rejects.toThrow("no answer");
	await look();
	await look();

	const { house, bits, connection } = sale.store.get();
	expect([house.id, house.numSeats, ...bits, connection]).toEqual(["newer", 3, 0b111, "live"]);
	expect(asked).toBe(2);
});

test("two new tabs that ask at the same time ask with one token, by which all of their seats can be bought", async () => {
	const entries = new Map<string, string>();
	const storage = {
		getItem: (key: string) => entries.get(key) ?? null,
		setItem: (key: string, value: string) => void entries.set(key, value),
	};
	const [A1, A2, B1] = [seatIn("A", "1"), seatIn("A", "2"), seatIn("B", "1")] as const;
	const tokens: string[] = [];
	const answer = async (seats: readonly SeatName[], token: string) => {
		tokens.push(token);
		await answersArrive();
		return locked(seats, token);
	};
	const tab = () =>
		openSale({
			event: "hall",
			house: SMALL_HOUSE,
			service: {
				lockTogether: (_, __, token) => answer([A1, A2], token),
				lock: (_, seats, token) => answer(seats, token),
			} as Partial<Service> as Service,
			clock: serviceClock(() => 1_000 * NOW),
			kept: keptBasket("hall", () => storage),
		});
	const [one, other] = [tab(), tab()];

	await Promise.all([one.lockTogether({ num: 2 }), other.toggle(numberOf(B1))]);
	one.adopt();

	const { token, held: seats } = one.store.get().basket;
	expect(seats).toHaveLength(3);
	expect(tokens).toEqual([token, token]);
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

test("when a shop takes the kept basket away while a lock is on its way, its seat keeps the token that has locked it", async () => {
	const [A1, B1] = [seatIn("A", "1"), seatIn("B", "1")] as const;
	const lock: Service["lock"] = async (_, seats, token) => {
		await answersArrive();
		return locked(seats, token);
	};
	const { sale, entries, basket } = newSale({ lock }, [A1]);

	const picking = sale.toggle(numberOf(B1));
	entries.clear();
	sale.adopt();
	await picking;

	expect(basket()).toMatchObject({ token: TOKEN, held: [held(B1)], asked: [] });
});
