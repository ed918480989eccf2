/** What a seller does with the chosen seats: sells, releases and blocks them, and ends locks. */
import type { Formats } from "../formats.ts";
import { findSeat, type House, nameOf } from "../house/house.ts";
import type { Answer } from "../network/service.ts";
import type { Store } from "../sale/store.ts";
import { apart, type DeskTexts } from "../texts/desk.ts";
import type { Asking, Tried } from "./asking.ts";
import type { Choice } from "./choice.ts";
import type { DeskParty, DeskService } from "./desk-service.ts";
import type { AsShown, DeskState, Notice } from "./desk-state.ts";
import type { ExactChanges } from "./exact-changes.ts";
import type { FollowedSeats } from "./follow-seats.ts";
import type { InParts, Job } from "./in-parts.ts";
import { freeing, MOST_SEATS, ordering } from "./seat-changes.ts";
import { type SeatFacts, type Taken, withoutOrder } from "./taken.ts";

export interface SalesAndBlocks {
	readonly sell: (order: string) => Promise<void>;
	/** Sells the best seats together to a party, and chooses them. Where it has no room, offers the largest that has. */
	readonly sellTogether: (order: string, party: DeskParty) => Promise<void>;
	/** Gives the order to the chosen sales that have none. */
	readonly giveOrder: (order: string) => Promise<void>;
	readonly block: (reason: string) => Promise<void>;
	readonly unblock: () => Promise<void>;
	readonly release: () => Promise<void>;
	readonly endLocks: () => Promise<void>;
}

interface SalesAndBlocksProps {
	readonly event: string;
	readonly store: Store<DeskState>;
	readonly service: Pick<DeskService, "sell" | "sellTogether" | "block" | "releaseOrder">;
	readonly followed: Pick<FollowedSeats, "learn">;
	readonly asking: Asking;
	readonly choice: Choice;
	readonly changes: ExactChanges;
	readonly inParts: InParts;
	readonly words: DeskTexts;
	readonly formats: Formats;
	/** Asks the seller before something that cannot be taken back. */
	readonly confirm: (question: string, yes: string) => Promise<boolean>;
}

interface Answered {
	readonly seats: readonly SeatFacts[];
}

export function salesAndBlocks(props: SalesAndBlocksProps): SalesAndBlocks {
	const { event, store, service, followed, asking, choice, changes, inParts, words, formats, confirm } = props;
	const { attempt, say, shortList, seatWords, nameWords } = asking;
	const { change, exactlyNow } = changes;

	/** @param afterwards what a seat of the answer is now, with what the answer leaves out */
	async function attemptAndLearn(
		question: () => Promise<Answer<Answered>>,
		afterwards = (fact: SeatFacts) => fact,
		waiting?: Notice,
	): Promise<Tried<Answered>> {
		const tried = await attempt(question, waiting);
		followed.learn((tried.data?.seats ?? []).map(afterwards), true);
		return tried;
	}

	/** The seats of an answer, ascending. */
	const placesOf = ({ seats }: Answered) =>
		seats.flatMap((fact) => findSeat(store.get().house, fact) ?? []).sort((a, b) => a - b);

	const namesOf = (house: House, seats: readonly number[]) => seats.map((seat) => nameOf(house, seat));

	/** Makes seats available. */
	const freed = (seats: readonly number[], shown: AsShown, texts: Pick<Job, "done" | "rest">): Job => ({
		seats,
		shown,
		...texts,
		part: (part, waiting) => change((exact) => freeing(shown.house, exact, part), part, shown, waiting),
		isDone: (taken) => taken === undefined,
	});

	async function sell(order: string) {
		const shown = store.get();
		const blocked = choice.of("blocked");
		const reasons = new Set(blocked.map((seat) => shown.seats[seat]?.reason));
		if (reasons.size > 1) return say(words.differentReasons);
		const [reason] = reasons;
		await inParts({
			seats: [...choice.of("available"), ...blocked].sort((a, b) => a - b),
			shown,
			part: (part, waiting) =>
				attemptAndLearn(
					() => service.sell(event, namesOf(shown.house, part), order, reason),
					(fact) => ({ ...fact, order }),
					waiting,
				),
			onPart: () => store.set({ lastSale: { order } }),
			isDone: (taken) => isSoldUnder(order, taken),
			done: (seats) => words.sold(seats, order),
			rest: words.sell,
		});
	}

	async function sellTogether(order: string, party: DeskParty) {
		const shown = store.get();
		const { data, problem, why } = await attempt(() => service.sellTogether(event, party, order));
		if (!data) {
			if (why === undefined) return;
			const largest = problem?.type === "/problems/not-together" ? problem.largest : 0;
			const act = () => void sellTogether(order, { ...party, num: largest });
			return say(why, false, largest > 0 ? [{ text: words.sell(formats.number(largest)), act }] : []);
		}
		// A second party under the same order would be the first one again.
		const wasSold = data.seats.every((fact) => isSoldUnder(order, shown.seats[findSeat(shown.house, fact) ?? -1]));
		if (!wasSold)
			followed.learn(
				data.seats.map((fact) => ({ ...fact, order })),
				true,
			);
		const sold = placesOf(data);
		choice.set(new Set(sold));
		store.set({ focus: sold[0], lastSale: { order } });
		if (wasSold) say(words.soldBefore(nameWords(data.seats), order));
		else say(words.sold(nameWords(data.seats), order), true);
	}

	async function giveOrder(order: string) {
		const shown = store.get();
		await inParts({
			seats: withoutOrder(shown.seats, shown.selected),
			shown,
			part: (part, waiting) => change((exact) => ordering(shown.house, exact, part, order), part, shown, waiting),
			onPart: () => store.set({ lastSale: { order } }),
			isDone: (taken) => isSoldUnder(order, taken),
			done: (seats) => words.orderGiven(order, seats),
			rest: words.giveOrder,
		});
	}

	/** A drag that has gone too far is noticed before it reaches buyers. */
	async function isMeant(seats: readonly number[], question: (num: string) => string, yes: (num: string) => string) {
		const num = formats.number(seats.length);
		return seats.length <= MOST_SEATS || (await confirm(question(num), yes(num)));
	}

	async function block(reason: string) {
		const shown = store.get();
		const seats = choice.of("available");
		if (!(await isMeant(seats, (num) => words.blockQuestion(num, reason), words.block))) return;
		await inParts({
			seats,
			shown,
			part: (part, waiting) =>
				attemptAndLearn(
					() => service.block(event, namesOf(shown.house, part), reason),
					(fact) => ({ ...fact, reason }),
					waiting,
				),
			isDone: (taken) => taken?.status === "blocked" && taken.reason === reason,
			done: (done) => words.blocked(done, reason),
			rest: words.block,
			undo: (done) => {
				const undone = freed(done, store.get(), { done: words.unblocked, rest: words.unblock });
				return { text: words.undo, act: () => void inParts(undone) };
			},
		});
	}

	async function unblock() {
		const shown = store.get();
		const seats = choice.of("blocked");
		if (!(await isMeant(seats, words.unblockQuestion, words.unblock))) return;
		await inParts(freed(seats, shown, { done: words.unblocked, rest: words.unblock }));
	}

	async function release() {
		const { found } = store.get();
		const sold = choice.of("sold");
		const shown = await exactlyNow(sold);
		if (!shown) return;
		const isWholeOrder =
			found !== undefined &&
			sold.length === found.seats.size &&
			sold.length <= MOST_SEATS &&
			// A seat of the order may be another customer's by now.
			sold.every((seat) => shown.seats[seat]?.order === found.order);
		const orders = [...new Set(sold.map((seat) => shown.seats[seat]?.order ?? words.noOrders))];
		const named = words.orders(shortList(orders.map(apart)), orders.length);
		const question = words.releaseQuestion(formats.number(sold.length), named);
		if (!(await confirm(question, words.release(formats.number(sold.length))))) return;
		const seatBySeat = () => inParts(freed(sold, shown, { done: words.released, rest: words.release }));
		if (!isWholeOrder) return seatBySeat();
		const { data, problem, why } = await attemptAndLearn(() => service.releaseOrder(event, found.order, sold.length));
		// That is what a repeat after a lost answer hears. Seat by seat, what is released already counts as done (I5).
		if (problem?.type === "/problems/unknown-order") return seatBySeat();
		// The feed may bring what a lost answer would have said.
		const isDone = () => sold.every((seat) => store.get().seats[seat] === undefined);
		if (!data && !isDone()) return why === undefined ? undefined : say(why);
		choice.remove(sold);
		// One of the order's sales may have moved since it was looked up.
		say(words.released(data ? nameWords(data.seats) : seatWords(sold)), true);
	}

	async function endLocks() {
		const locked = choice.of("locked");
		const shown = await exactlyNow(locked);
		if (!shown) return;
		const num = formats.number(locked.length);
		if (await confirm(words.endLocksQuestion(num), words.endLocks(num))) {
			await inParts(freed(locked, shown, { done: words.locksEnded, rest: words.endLocks }));
		}
	}

	return { sell, sellTogether, giveOrder, block, unblock, release, endLocks };
}

const isSoldUnder = (order: string, taken: Taken | undefined) => taken?.status === "sold" && taken.order === order;
