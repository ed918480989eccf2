/** One seller at one event: what the page knows of its seats, and what the seller can do with them. */
import type { Formats } from "../formats.ts";
import { findSeat, type House, nameOf, type SeatName } from "../house/house.ts";
import type { Page } from "../network/keep-looking.ts";
import type { Answer, Service } from "../network/service.ts";
import type { ServiceClock } from "../network/service-clock.ts";
import { createStore, type Store } from "../sale/store.ts";
import type { DeskTexts } from "../texts/desk.ts";
import type { Texts } from "../texts.ts";
import { askingFor } from "./asking.ts";
import { choiceIn } from "./choice.ts";
import type { DeskService, TakenWanted } from "./desk-service.ts";
import { type DeskState, emptyDesk } from "./desk-state.ts";
import { exactChanges } from "./exact-changes.ts";
import { findTypedSeat } from "./find-typed-seat.ts";
import { followSeats } from "./follow-seats.ts";
import { inPartsOf } from "./in-parts.ts";
import { movingSales } from "./moving-sales.ts";
import { type SalesAndBlocks, salesAndBlocks } from "./sales-and-blocks.ts";
import { type SeatDrag, seatDrag } from "./seat-drag.ts";
import { seatFactsWords } from "./seat-facts-words.ts";
import type { SeatFacts } from "./taken.ts";

export interface Desk extends SalesAndBlocks {
	readonly store: Store<DeskState>;
	/** Selects or deselects a seat; during a move, drops the sales there. */
	readonly choose: (seat: number) => void;
	readonly select: (seats: Iterable<number>) => void;
	/** Selects them; if all of them are selected, deselects them. */
	readonly toggle: (seats: readonly number[]) => void;
	readonly drag: SeatDrag;
	/** Begins to move the chosen sales: the next seat that is chosen is where they go. */
	readonly startMove: () => void;
	/** Ends what has begun: a move, or the choice of seats. */
	readonly cancel: () => void;
	readonly findOrder: (order: string) => Promise<void>;
	readonly findSeats: (name: SeatName) => Promise<void>;
	readonly csv: () => Promise<string | undefined>;
	/** Reads all seats again. */
	readonly readAgain: () => void;
	readonly dismiss: () => void;
	readonly stop: () => void;
}

interface DeskProps {
	readonly event: string;
	readonly house: House;
	readonly service: DeskService;
	/** What anybody may ask. */
	readonly publicService: Pick<Service, "chart">;
	readonly clock: ServiceClock;
	readonly texts: Texts;
	readonly deskTexts: DeskTexts;
	readonly formats: Formats;
	/** Asks the seller before something that cannot be taken back. */
	readonly confirm: (question: string, yes: string) => Promise<boolean>;
	/** Asks the seller which of several things is meant; undefined is none of them. */
	readonly pick: (question: string, answers: readonly string[]) => Promise<number | undefined>;
	readonly page?: Page;
}

export function openDesk(props: DeskProps): Desk {
	const { event, service, publicService, clock, texts, deskTexts: words, formats, confirm, pick, page } = props;
	const store = createStore(emptyDesk(props.house));
	const choice = choiceIn(store);
	const followed = followSeats({ event, store, service, publicService, clock, page });
	const asking = askingFor({ store, followed, texts, words, formats });
	const { ask, say, sayBusy, seatWords } = asking;
	const changes = exactChanges({ event, store, service, followed, asking });
	const inParts = inPartsOf({ store, asking, choice, words, formats });
	const verbs = salesAndBlocks({
		event,
		store,
		service,
		followed,
		asking,
		choice,
		changes,
		inParts,
		words,
		formats,
		confirm,
	});
	const moves = movingSales({ store, texts, words, formats, asking, choice, changes, pick });
	const drag = seatDrag({ store, words, moves, verbs, say, sayBusy, choice });

	/** A page may be short, or empty, before the last one. */
	async function everyPage(wanted: TakenWanted): Promise<Answer<readonly SeatFacts[]>> {
		const facts: SeatFacts[] = [];
		for (let next = wanted; ; ) {
			const { data, problem } = await service.takenPage(event, next);
			if (problem) return { problem };
			facts.push(...data.seats);
			if (data.next === undefined) return { data: facts };
			next = { ...wanted, after: data.next };
		}
	}

	async function find(wanted: TakenWanted): Promise<readonly SeatFacts[] | undefined> {
		const facts = await ask(() => everyPage(wanted));
		if (facts) followed.learn(facts, false);
		return facts;
	}

	return {
		...verbs,
		store,
		drag,
		choose: (seat) => {
			const { moving } = store.get();
			if (moving) void moves.putDown(moving, seat);
			else choice.toggle([seat]);
		},
		select: choice.add,
		toggle: choice.toggle,
		startMove: () => {
			const sources = choice.of("sold");
			const [first] = sources;
			if (first === undefined) return;
			store.set({ moving: moves.begin(sources, first) });
			say(words.chooseTarget(seatWords([first]), sources.length), true);
		},
		cancel: () => {
			if (store.get().moving) store.set({ moving: undefined, notice: undefined });
			else choice.set(new Set());
		},
		findOrder: async (order) => {
			const facts = await find({ order });
			if (!facts) return;
			if (facts.length === 0) return say(words.orderNotFound(order));
			const { house } = store.get();
			const seats = new Set(facts.flatMap((fact) => findSeat(house, fact) ?? []));
			store.set({ selected: seats, found: { order, seats }, focus: [...seats][0] });
			say(words.orderFound(order, formats.number(seats.size)), true);
		},
		findSeats: async (typed) => {
			const { house } = store.get();
			const found = findTypedSeat(house, typed);
			if (found === undefined) return say(words.unknownSeat);
			const name = nameOf(house, found);
			const facts = await find(name);
			if (!facts) return;
			// The feed may not have brought it yet.
			if (facts.length === 0) followed.learn([{ ...name, status: "available" }], false);
			choice.set(new Set([found]));
			store.set({ focus: found });
			say(`${seatFactsWords(name, store.get().seats[found], texts, words, formats)}.`, true);
		},
		csv: () => ask(() => service.csv(event, {})),
		readAgain: followed.readAgain,
		dismiss: () => store.set({ notice: undefined }),
		stop: followed.stop,
	};
}
