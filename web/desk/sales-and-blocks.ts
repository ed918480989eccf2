/** What a seller does with the chosen seats: sells, releases and blocks them, and ends locks. */
import type { Formats } from "../formats.ts";
import { findSeat, nameOf } from "../house/house.ts";
import type { Answer } from "../network/service.ts";
import type { Store } from "../sale/store.ts";
import type { DeskTexts } from "../texts/desk.ts";
import type { Asking } from "./asking.ts";
import type { Choice } from "./choice.ts";
import type { DeskParty, DeskService } from "./desk-service.ts";
import type { DeskState } from "./desk-state.ts";
import type { ExactChanges } from "./exact-changes.ts";
import type { FollowedSeats } from "./follow-seats.ts";
import { inChunks, MOST_SEATS, ordering } from "./seat-changes.ts";
import { type SeatFacts, withoutOrder } from "./taken.ts";

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
	readonly words: DeskTexts;
	readonly formats: Formats;
	/** Asks the seller before something that cannot be taken back. */
	readonly confirm: (question: string, yes: string) => Promise<boolean>;
}

export function salesAndBlocks(props: SalesAndBlocksProps): SalesAndBlocks {
	const { event, store, service, followed, asking, choice, changes, words, formats, confirm } = props;
	const { ask, refuse, say, shortList, seatWords } = asking;
	const { change, free, exactlyNow } = changes;

	/** Asks for many seats, a hundred at a time. Each hundred happens completely or not at all. */
	async function inParts(
		seats: readonly number[],
		question: (part: readonly number[]) => Promise<Answer<{ readonly seats: readonly SeatFacts[] }>>,
		afterwards: (fact: SeatFacts) => SeatFacts,
	): Promise<boolean> {
		for (const part of inChunks(seats, MOST_SEATS)) {
			const data = await ask(() => question(part));
			if (!data) return false;
			followed.learn(data.seats.map(afterwards), true);
			choice.remove(part);
		}
		return true;
	}

	const names = (seats: readonly number[]) => {
		const { house } = store.get();
		return seats.map((seat) => nameOf(house, seat));
	};

	async function sell(order: string) {
		const blocked = choice.of("blocked");
		const seats = [...choice.of("available"), ...blocked].sort((a, b) => a - b);
		const reasons = new Set(blocked.map((seat) => store.get().seats[seat]?.reason));
		if (reasons.size > 1) return say(words.differentReasons);
		const [reason] = reasons;
		const asSold = (fact: SeatFacts): SeatFacts => ({ ...fact, order });
		if (await inParts(seats, (part) => service.sell(event, names(part), order, reason), asSold)) {
			store.set({ lastSale: { order } });
			say(words.sold(seatWords(seats), order), true);
		}
	}

	async function sellTogether(order: string, party: DeskParty) {
		const data = await ask(
			() => service.sellTogether(event, party, order),
			(problem) => {
				if (problem.type !== "/problems/not-together" || problem.largest === 0) return refuse(problem);
				const { largest } = problem;
				const num = formats.number(largest);
				const act = () => void sellTogether(order, { ...party, num: largest });
				say(words.notTogether(num), false, { text: words.sell(num), act });
			},
		);
		if (!data) return;
		const { house, seats } = store.get();
		const sold = data.seats.flatMap((fact) => findSeat(house, fact) ?? []).sort((a, b) => a - b);
		// A second party under the same order would be the first one again.
		const wasSold = sold.every((seat) => seats[seat]?.status === "sold" && seats[seat]?.order === order);
		if (!wasSold)
			followed.learn(
				data.seats.map((fact) => ({ ...fact, order })),
				true,
			);
		choice.set(new Set(sold));
		store.set({ focus: sold[0], lastSale: { order } });
		if (wasSold) say(words.soldBefore(seatWords(sold), order));
		else say(words.sold(seatWords(sold), order), true);
	}

	async function giveOrder(order: string) {
		const shown = store.get();
		const given = withoutOrder(shown.seats, shown.selected);
		for (const part of inChunks(given, MOST_SEATS)) {
			if (!(await change((seats) => ordering(shown.house, seats, part, order), part, shown))) return;
		}
		if (given.length === 0) return;
		store.set({ lastSale: { order } });
		say(words.orderGiven(order, seatWords(given)), true);
	}

	async function block(reason: string) {
		const seats = choice.of("available");
		if (seats.length === 0) return;
		const asBlocked = (fact: SeatFacts): SeatFacts => ({ ...fact, reason });
		if (await inParts(seats, (part) => service.block(event, names(part), reason), asBlocked)) {
			const blocked = store.get();
			const undo = { text: words.undo, act: () => void free(seats, blocked, words.unblocked) };
			say(words.blocked(seatWords(seats), reason), true, undo);
		}
	}

	function unblock() {
		return free(choice.of("blocked"), store.get(), words.unblocked);
	}

	async function release() {
		const { found } = store.get();
		const sold = choice.of("sold");
		const shown = await exactlyNow(sold);
		if (!shown) return;
		const isWholeOrder = found !== undefined && sold.length === found.seats.size && sold.length <= MOST_SEATS;
		const orders = [...new Set(sold.map((seat) => shown.seats[seat]?.order ?? words.noOrders))];
		const named = words.orders(shortList(orders), orders.length);
		const question = words.releaseQuestion(formats.number(sold.length), named);
		if (!(await confirm(question, words.release(formats.number(sold.length))))) return;
		if (!isWholeOrder) return free(sold, shown, words.released);
		const data = await ask(() => service.releaseOrder(event, found.order, sold.length));
		if (!data) return;
		followed.learn(data.seats, true);
		choice.remove(sold);
		say(words.released(seatWords(sold)), true);
	}

	async function endLocks() {
		const locked = choice.of("locked");
		const shown = await exactlyNow(locked);
		if (!shown) return;
		const num = formats.number(locked.length);
		if (await confirm(words.endLocksQuestion(num), words.endLocks(num))) {
			await free(locked, shown, words.locksEnded);
		}
	}

	return { sell, sellTogether, giveOrder, block, unblock, release, endLocks };
}
