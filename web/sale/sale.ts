/**
 * One buyer at one event: what the page knows, and what the buyer can do. Network and browser come in as arguments; what
 * is shown follows the store.
 */
import { newToken, type Problem, type Schemas } from "../../clients/typescript/src/client.ts";
import { decodeBits, hasBit, withBits } from "../house/bits.ts";
import { findSeat, type House, houseOf, nameOf, type SeatName } from "../house/house.ts";
import { nearestAlike } from "../house/nearest-alike.ts";
import type { DemoCheckout } from "../network/demo-checkout.ts";
import type { Answer, Availability, Party, Service } from "../network/service.ts";
import type { ServiceClock } from "../network/service-clock.ts";
import {
	afterEvent,
	type Basket,
	type BasketEvent,
	emptyBasket,
	firstEnd,
	type HeldSeat,
	heldSeat,
	holds,
	isSameSeat,
	nameIn,
	without,
} from "./basket.ts";
import type { KeptBasket } from "./kept-basket.ts";
import { type MapState, marksOf, seatState } from "./map-state.ts";
import { createStore, type Store } from "./store.ts";

export interface SaleState extends MapState {
	readonly basket: Basket;
	/**
	 * `undefined` until the service has said for the first time which seats are available; `no-event` when it has said that
	 * there is no such event any more.
	 */
	readonly connection: "live" | "lost" | "no-event" | undefined;
	/** What the event is called, and when it is sold; `undefined` until the service has said so. */
	readonly about: About | undefined;
	/** Whether anything is on its way that the buyer waits for. */
	readonly isBusy: boolean;
	/** The last thing worth saying. */
	readonly notice: Notice | undefined;
}

export type About = Pick<Availability, "name" | "opens" | "closes">;

export type Notice =
	| { readonly kind: "locked"; readonly seats: readonly SeatName[] }
	| { readonly kind: "given-back"; readonly seats: readonly SeatName[] }
	| { readonly kind: "kept-longer"; readonly expires: number }
	| { readonly kind: "not-longer"; readonly expires: number }
	| { readonly kind: "taken"; readonly seats: readonly SeatName[]; readonly alike: number | undefined }
	| { readonly kind: "ended"; readonly seats: readonly SeatName[] }
	| { readonly kind: "lost"; readonly seats: readonly SeatName[] }
	| { readonly kind: "not-together"; readonly num: number; readonly largest: number }
	| { readonly kind: "bought"; readonly seats: readonly SeatName[]; readonly order: string }
	| { readonly kind: "not-on-sale"; readonly opens: number }
	| { readonly kind: "on-sale" }
	| { readonly kind: "closed" }
	| { readonly kind: "no-answer" }
	| { readonly kind: "too-many"; readonly limit: number }
	| { readonly kind: "failed"; readonly problem: Pick<Problem, "type" | "title"> };

export interface Sale {
	readonly store: Store<SaleState>;
	/** Locks a seat, or gives it back if it is the buyer's. */
	readonly toggle: (seat: number) => Promise<void>;
	readonly lockTogether: (party: Party) => Promise<void>;
	readonly giveBack: (seats: readonly SeatName[]) => Promise<void>;
	readonly keepLonger: () => Promise<void>;
	readonly checkOut: (checkout: DemoCheckout) => Promise<void>;
	/**
	 * These seats, unless given all of the basket, are sold to the buyer. The next ones are another purchase; but what was
	 * chosen while these were paid is locked under their token, and keeps it.
	 */
	readonly onBought: (order: string, seats?: readonly SeatName[]) => void;
	/** Looks at the house once. */
	readonly look: (signal: AbortSignal) => Promise<void>;
	readonly onLookFailed: () => void;
	/** Ends the locks whose time is over. */
	readonly tick: () => void;
	/** Takes over what another tab has kept; where that is gone, the next seats are another purchase. */
	readonly adopt: () => void;
	/** Asks whether the seats that a former page kept are still the buyer's. */
	readonly verify: () => Promise<void>;
}

interface SaleProps {
	readonly event: string;
	readonly house: House;
	readonly service: Service;
	readonly clock: ServiceClock;
	readonly kept: KeptBasket;
}

/** An availability may be this much older than what the page has been answered itself (contract, I8, and caches). */
const TRAIL_SECONDS = 5;

/** The clock knows the service's time to about a second. */
const CLOCK_SECONDS = 1;

/**
 * How often held seats are checked: an availability does not tell one that the seller has sold from a locked one. No cache
 * answers a check, and a house that sells out in a minute has 25,000 buyers who hold seats: they send 80 a second.
 */
const CHECK_SECONDS = 300;

/** How many seats one check may name, unless the event allows fewer in a lock (contract §4.1). */
const SEATS_PER_CHECK = 10;

export function openSale({ event, house, service, clock, kept }: SaleProps): Sale {
	const basket = { ...emptyBasket(newToken()), ...kept.read() };
	const store = createStore<SaleState>({
		house,
		bits: new Uint8Array((house.numSeats + 7) >> 3),
		basket,
		marks: marksOf(house, basket),
		connection: undefined,
		about: undefined,
		isBusy: false,
		notice: undefined,
		focus: undefined,
	});
	/** As the service has said it last. */
	let seen = store.get().bits;
	/** What single answers have said of seats, which an availability may not show yet. */
	const lately: { readonly seat: SeatName; readonly isAvailable: boolean; readonly until: number }[] = [];
	/**
	 * The seats whose lock had no answer, and when it had none; infinity if it was asked for twice. One that shows as taken
	 * may be the buyer's own.
	 */
	const unanswered = new Map<number, number>();
	/** The party whose seats had no answer: they may be locked. */
	let unansweredParty: Party | undefined;
	/** When the held seats were last checked. */
	let verifiedAt = clock.now();

	/** @param about what the service has said with `seen` */
	function show(about = store.get().about) {
		const now = clock.now();
		const { house } = store.get();
		const corrections = new Map<number, boolean>();
		for (const { seat, isAvailable, until } of lately) {
			const index = until > now ? findSeat(house, seat) : undefined;
			if (index !== undefined) corrections.set(index, isAvailable);
		}
		store.set({ bits: withBits(seen, corrections), about });
	}

	function learn(seats: readonly SeatName[], isAvailable: boolean) {
		const now = clock.now();
		const recent = lately.filter(({ until, seat }) => until > now && !holds(seats, seat));
		const news = seats.map((seat) => ({ seat, isAvailable, until: now + TRAIL_SECONDS }));
		lately.splice(0, lately.length, ...recent, ...news);
		show();
	}

	/** Another tab may have changed the basket since, so what is kept is the truth. Returns the basket as it is now. */
	function move(...events: readonly BasketEvent[]): Basket {
		const { basket } = store.get();
		const before = { ...basket, ...kept.read() };
		const after = events.reduce(afterEvent, before);
		kept.write(after);
		showBasket(after);
		return after;
	}

	const showBasket = (basket: Basket) => store.set({ basket, marks: marksOf(store.get().house, basket) });

	function hold(locked: Schemas["Lock"]["seats"]) {
		const seats = locked.map(heldSeat);
		learn(seats.map(nameIn), false);
		move({ kind: "held", seats });
		say({ kind: "locked", seats });
	}

	const say = (notice: Notice) => store.set({ notice });

	/** How many answers the buyer waits for. */
	let awaited = 0;

	/** Asks the service something that the buyer waits for. */
	async function ask<Data>(question: () => Promise<Answer<Data>>): Promise<Answer<Data> | undefined> {
		awaited += 1;
		store.set({ isBusy: true, notice: undefined });
		try {
			return await question();
		} catch {
			say({ kind: "no-answer" });
			return undefined;
		} finally {
			awaited -= 1;
			store.set({ isBusy: awaited > 0 });
		}
	}

	/** The same; a refusal is said. */
	async function askFor<Data>(question: () => Promise<Answer<Data>>): Promise<Data | undefined> {
		const answer = await ask(question);
		if (answer?.problem) refuse(answer.problem);
		return answer?.data;
	}

	async function lockSeat(seat: number) {
		const name = nameOf(store.get().house, seat);
		const { token } = move({ kind: "asked", seats: [name] });
		const answer = await ask(() => service.lock(event, [name], token));
		// By now the plan may be another.
		const place = findSeat(store.get().house, name) ?? -1;
		if (answer) unanswered.delete(place);
		else if (!unanswered.has(place)) unanswered.set(place, clock.now());
		if (answer?.data) return hold(answer.data.seats);
		// Without an answer the seat may be locked: asking with the same token finds out (I5).
		move({ kind: "answered", seats: [name] });
		if (answer) refuse(answer.problem);
	}

	/** Says kindly why something was refused. */
	function refuse(problem: Problem) {
		switch (problem.type) {
			case "/problems/seats-unavailable":
				learn(problem.seats, false);
				return say({ kind: "taken", seats: problem.seats.map(nameIn), alike: alikeTo(problem.seats) });
			case "/problems/not-your-lock": {
				const seats = problem.seats.map(nameIn);
				move({ kind: "gone", seats });
				return say({ kind: "lost", seats });
			}
			case "/problems/not-on-sale":
				return say({ kind: "not-on-sale", opens: problem.opens });
			case "/problems/too-many-seats":
				return say({ kind: "too-many", limit: problem.limit });
			case "/problems/event-closed":
				return say({ kind: "closed" });
			case "/problems/try-again":
				return say({ kind: "no-answer" });
			default:
				return say({ kind: "failed", problem });
		}
	}

	function alikeTo([lost]: readonly SeatName[]): number | undefined {
		const { house, bits, basket } = store.get();
		const index = lost && findSeat(house, lost);
		const mine = basket.held.flatMap((seat) => findSeat(house, seat) ?? []);
		return index === undefined ? undefined : nearestAlike(house, bits, index, new Set(mine));
	}

	async function lockTogether(party: Party) {
		// Kept before anything is locked: two tabs that ask at the same time have one token.
		const { token } = move();
		const answer = await ask(() => service.lockTogether(event, party, token));
		unansweredParty = answer || unansweredParty === party ? undefined : party;
		if (!answer) return;
		const { data, problem } = answer;
		if (problem?.type === "/problems/not-together") {
			return say({ kind: "not-together", num: party.num, largest: problem.largest });
		}
		// This token was given such a party before and has lost a part of it: what is left makes way for a whole one.
		if (problem?.type === "/problems/seats-unavailable" && problem.held?.length) {
			if (await giveBack(problem.held)) await lockTogether(party);
			return;
		}
		if (problem) return refuse(problem);
		hold(data.seats);
	}

	/** Whether the service has taken them back. */
	async function giveBack(seats: readonly SeatName[]): Promise<boolean> {
		if (seats.length === 0) return false;
		const names = seats.map(nameIn);
		const { token } = move({ kind: "asked", seats: names });
		const data = await askFor(() => service.unlock(event, names, token));
		move({ kind: "answered", seats: names });
		if (!data) return false;
		learn(names, true);
		move({ kind: "gone", seats: names });
		say({ kind: "given-back", seats: names });
		return true;
	}

	async function verify() {
		const { held } = store.get().basket;
		verifiedAt = clock.now();
		if (held.length === 0) return;
		/** The buyer has done something since that these answers may not know: the next look asks again. */
		const isOutdated = () => {
			const isOld = awaited > 0 || store.get().basket.held !== held;
			if (isOld) verifiedAt = 0;
			return isOld;
		};
		const checked = await check(held.map(nameIn)).catch(() => undefined);
		if (!checked || isOutdated()) return;
		const locked = checked.filter(({ status }) => status === "locked").map(heldSeat);
		const isAsKept = (seat: HeldSeat) =>
			held.some((other) => isSameSeat(seat, other) && other.expires === seat.expires);
		// A lock with another end may be this buyer's, extended, or somebody else's.
		const confirmed = await Promise.all(locked.map(async (seat) => (isAsKept(seat) ? seat : confirm(seat))));
		const seats = confirmed.filter((seat) => seat !== undefined);
		if (isOutdated()) return;
		const lost = without(held, seats);
		if (lost.length > 0 || !seats.every(isAsKept)) move({ kind: "held", seats }, { kind: "gone", seats: lost });
		if (lost.length > 0) say({ kind: "lost", seats: lost.map(nameIn) });
	}

	/** What the seats are, asked for as many at a time as the event allows; `undefined` if it is refused. */
	async function check(
		seats: readonly SeatName[],
		limit = SEATS_PER_CHECK,
	): Promise<Schemas["SeatChecks"]["seats"] | undefined> {
		const checked: Schemas["SeatChecks"]["seats"] = [];
		for (let start = 0; start < seats.length; start += limit) {
			const { data, problem } = await service.check(event, seats.slice(start, start + limit));
			if (problem?.type === "/problems/too-many-seats" && problem.limit < limit) return check(seats, problem.limit);
			if (problem) return undefined;
			checked.push(...data.seats);
		}
		return checked;
	}

	/** Locking once more what this token has locked answers the lock as it is (I5). */
	async function confirm(seat: HeldSeat): Promise<HeldSeat | undefined> {
		const answer = await service.lock(event, [nameIn(seat)], store.get().basket.token).catch(() => undefined);
		// Without an answer the kept lock remains as good as it was.
		if (!answer) return seat;
		return answer.problem ? undefined : answer.data.seats.map(heldSeat)[0];
	}

	/** Once: a service that answers nothing but looks is not asked for ever. */
	function repeatUnanswered() {
		for (const [seat, at] of unanswered) {
			if (seatState(store.get(), seat) !== "taken") {
				// The lock would show by now.
				if (clock.now() > at + TRAIL_SECONDS) unanswered.delete(seat);
			} else if (at < Number.POSITIVE_INFINITY) {
				unanswered.set(seat, Number.POSITIVE_INFINITY);
				void lockSeat(seat);
			}
		}
		// With the same token it is given the same seats, if it was given any (I5).
		if (unansweredParty && awaited === 0) void lockTogether(unansweredParty);
	}

	/** What was answered last, until its chart is there: the service does not say it again while nothing changes. */
	let untaken: Availability | undefined;

	async function take(availability: Availability) {
		if (availability.chart !== store.get().house.id) await loadChart(availability.chart);
		seen = decodeBits(availability.bits);
		untaken = undefined;
		show(availability);
	}

	/** A lock that the seller has ended shows as an available seat; a seat that the seller has sold shows as before. */
	async function verifyDoubtful() {
		const { house, basket, bits } = store.get();
		const isDoubtful = (seat: HeldSeat) => {
			const index = findSeat(house, seat);
			return index !== undefined && hasBit(bits, index);
		};
		if (!basket.held.some(isDoubtful)) {
			// The clock jumps when it learns the time.
			if (Math.abs(clock.now() - verifiedAt) > CHECK_SECONDS) await verify();
			return;
		}
		// One whose time is over does, too.
		if (clock.hasLearnt()) tick(CLOCK_SECONDS);
		if (store.get().basket.held.some(isDoubtful)) await verify();
	}

	function tick(ahead = 0) {
		const now = clock.now() + ahead;
		const ended = store.get().basket.held.filter(({ expires }) => expires <= now);
		if (ended.length === 0) return;
		move({ kind: "time", now });
		say({ kind: "ended", seats: ended.map(nameIn) });
	}

	/** By its id: for seconds after a change, an availability may be of the chart before it. */
	async function loadChart(id: string) {
		const { data, problem } = await service.chartById(event, id);
		if (problem) throw new Error(problem.title);
		lately.length = 0;
		unanswered.clear();
		const house = houseOf(id, data);
		store.set({ house, bits: new Uint8Array(0), marks: marksOf(house, store.get().basket), focus: undefined });
	}

	function onBought(order: string, sold?: readonly SeatName[]) {
		const before = { ...store.get().basket, ...kept.read() };
		const seats = (sold ?? before.held).map(nameIn);
		if (seats.length === 0) return;
		learn(seats, false);
		const after = afterEvent(before, { kind: "gone", seats });
		const next = after.held.length + awaited === 0 ? emptyBasket(newToken()) : after;
		kept.write(next);
		showBasket(next);
		say({ kind: "bought", seats, order });
	}

	return {
		store,
		onBought,
		giveBack: async (seats) => void (await giveBack(seats)),
		verify,
		toggle: async (seat) => {
			const state = store.get();
			const { house, basket, connection } = state;
			const name = nameOf(house, seat);
			if (holds(basket.asked, name)) return;
			if (holds(basket.held, name)) await giveBack([name]);
			else if (connection === "live" && seatState(state, seat) === "taken" && !unanswered.has(seat)) {
				// What the service would say of it.
				say({ kind: "failed", problem: { type: "/problems/seats-unavailable", title: "" } });
			} else await lockSeat(seat);
		},
		lockTogether,
		keepLonger: async () => {
			const { basket } = store.get();
			const before = firstEnd(basket);
			if (before === undefined) return;
			const data = await askFor(() => service.extend(event, basket.held.map(nameIn), basket.token));
			if (!data) return;
			move({ kind: "held", seats: data.seats.map(heldSeat) });
			const { expires } = data;
			say({ kind: expires > before ? "kept-longer" : "not-longer", expires });
		},
		checkOut: async (checkout) => {
			const { held, token } = store.get().basket;
			if (held.length === 0) return;
			// The same token makes the same order, so a repeated checkout is the same sale (I5).
			const order = `demo-${token.slice(0, 8)}`;
			const seats = held.map(nameIn);
			if (await askFor(() => checkout(event, seats, token, order))) onBought(order, seats);
		},
		look: async (signal) => {
			const { data, problem } = await service.availability(event, signal);
			if (problem?.type === "/problems/unknown-event") {
				return store.set({ connection: "no-event", notice: { kind: "failed", problem } });
			}
			if (problem) throw new Error(problem.title);
			// It is there again.
			if (store.get().connection === "no-event") store.set({ notice: undefined });
			untaken = data ?? untaken;
			if (untaken) await take(untaken);
			else show();
			repeatUnanswered();
			await verifyDoubtful();
			if (store.get().connection !== "live") store.set({ connection: "live" });
		},
		onLookFailed: () => store.set({ connection: "lost" }),
		tick,
		adopt: () => {
			const { basket } = store.get();
			// A seat whose lock is on its way keeps the token that it is asked for with.
			const next = awaited > 0 ? { ...basket, held: [] } : emptyBasket(newToken());
			showBasket(kept.isForgotten() ? next : { ...basket, ...kept.read() });
		},
	};
}
