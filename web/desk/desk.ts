/**
 * One seller at one event: what the page knows of its seats, and what the seller can do with them. The seats are read
 * once, page by page, and then follow the event's feed of changes; what the desk itself does shows at once.
 */
import type { Problem } from "../../clients/typescript/src/client.ts";
import type { SeatDrag } from "../chart-view/chart-view.ts";
import type { Shown } from "../chart-view/drawing.ts";
import type { Formats } from "../formats.ts";
import { findSeat, type House, houseOf, nameOf, type SeatName } from "../house/house.ts";
import { keepLooking, type Page } from "../network/keep-looking.ts";
import type { Answer, Service } from "../network/service.ts";
import type { ServiceClock } from "../network/service-clock.ts";
import { seatsWords } from "../panels/seat-words.ts";
import { createStore, type Store } from "../sale/store.ts";
import type { DeskTexts } from "../texts/desk.ts";
import { problemWords, type Texts } from "../texts.ts";
import { type DeskParty, type DeskService, seatsIn, type TakenWanted } from "./desk-service.ts";
import { findTypedSeat } from "./find-typed-seat.ts";
import { type Moving, movingSales } from "./moving-sales.ts";
import { ownChanges } from "./own-changes.ts";
import { freeing, inChunks, MOST_SEATS, ordering, type SeatChange } from "./seat-changes.ts";
import { seatDrag } from "./seat-drag.ts";
import { seatFactsWords } from "./seat-facts-words.ts";
import {
	afterChange,
	endedLocks,
	type FeedChange,
	isAlike,
	type SeatFacts,
	type Taken,
	type TakenSeats,
	takenIn,
	withoutOrder,
	withTaken,
} from "./taken.ts";

/** What a drag over seats does. */
export type Tool = "select" | "move" | "block" | "unblock";

export interface DeskState extends Shown {
	readonly seats: TakenSeats;
	readonly selected: ReadonlySet<number>;
	readonly tool: Tool;
	/** The reason of the blocks that are made by dragging. */
	readonly reason: string;
	/** Sales on their way to other seats. */
	readonly moving: Moving | undefined;
	/** The latest changes, the last one first. */
	readonly latest: readonly FeedChange[];
	/** `reading` until all seats have been read; `no-event` when there is no such event any more. */
	readonly connection: "reading" | "live" | "lost" | "no-event";
	/** How many taken seats have been read so far. */
	readonly numRead: number;
	readonly isBusy: boolean;
	readonly notice: Notice | undefined;
	/** The order that was looked up last, while its seats are chosen. */
	readonly found: { readonly order: string; readonly seats: ReadonlySet<number> } | undefined;
	/** The order that seats were sold under last, or that was given to them: the next ones are another customer's. */
	readonly lastSale: { readonly order: string } | undefined;
}

export interface Notice {
	readonly isGood: boolean;
	readonly text: string;
	readonly action?: { readonly text: string; readonly act: () => void } | undefined;
}

export interface Desk {
	readonly store: Store<DeskState>;
	/** Selects or deselects a seat; during a move, drops the sales there. */
	readonly choose: (seat: number) => void;
	readonly select: (seats: Iterable<number>) => void;
	readonly drag: SeatDrag;
	readonly sell: (order: string) => Promise<void>;
	/** Sells the best seats together to a party, and chooses them. Where it has no room, offers the largest that has. */
	readonly sellTogether: (order: string, party: DeskParty) => Promise<void>;
	/** Gives the order to the chosen sales that have none. */
	readonly giveOrder: (order: string) => Promise<void>;
	readonly block: (reason: string) => Promise<void>;
	readonly unblock: () => Promise<void>;
	readonly release: () => Promise<void>;
	readonly endLocks: () => Promise<void>;
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
	readonly page?: Page;
}

/** The seats as they were shown when the seller decided something: nothing happens to one that has changed since. */
export type AsShown = Pick<DeskState, "house" | "seats">;

const WAIT_SECONDS = 20;
const TICK_MS = 1_000;
/** How many changes the list shows. */
const NUM_LATEST = 40;
/** The feed waits by itself; this is only for one that has much to say. */
const PAUSE_MS = 100;
/** Looking at more rows than this before a change is slower than being refused. */
const MOST_ROWS_READ = 8;
/** How many seats a notice names. */
const MOST_NAMED = 4;
/** The same where their labels are all that is said. */
const MOST_NAMED_SHORTLY = 12;

export function openDesk(props: DeskProps): Desk {
	const { event, service, publicService, clock, texts, deskTexts: words, formats, confirm, page } = props;
	const store = createStore<DeskState>({
		house: props.house,
		focus: undefined,
		seats: noSeats(props.house),
		selected: new Set(),
		tool: "select",
		reason: "",
		moving: undefined,
		latest: [],
		connection: "reading",
		numRead: 0,
		isBusy: false,
		notice: undefined,
		found: undefined,
		lastSale: undefined,
	});
	const own = ownChanges(clock.now);
	/** The number of the last change that the page has; undefined: the seats have to be read. */
	let after: number | undefined;

	const say = (text: string, isGood = false, action?: Notice["action"]) =>
		store.set({ notice: { isGood, text, action } });

	// Reading and following

	async function look(signal: AbortSignal) {
		try {
			if (after === undefined) await readAll(signal);
			else await follow(after, signal);
		} catch (error) {
			signal.throwIfAborted();
			if (typeIn(error) !== "/problems/unknown-event") throw error;
			// An event that is created under this id is another one.
			after = undefined;
			return store.set({ connection: "no-event" });
		}
		// What it has found may be a reason to read all seats again, which has begun by now.
		signal.throwIfAborted();
		if (store.get().connection !== "live") store.set({ connection: "live" });
	}

	async function readAll(signal: AbortSignal) {
		const last = dataOf(await service.lastChange(event));
		const { id, chart } = dataOf(await publicService.chart(event));
		const house = id === store.get().house.id ? store.get().house : houseOf(id, chart);
		const seats: (Taken | undefined)[] = [...noSeats(house)];
		store.set({ numRead: 0 });
		for (let page: string | undefined; ; ) {
			const data = dataOf(await service.takenPage(event, page === undefined ? {} : { after: page }));
			signal.throwIfAborted();
			for (const facts of data.seats) {
				const seat = findSeat(house, facts);
				if (seat !== undefined) seats[seat] = takenIn(facts);
			}
			store.set({ numRead: store.get().numRead + data.seats.length });
			page = data.next;
			if (page === undefined) break;
		}
		const begin = Math.max(0, last - NUM_LATEST);
		const recent = last === 0 ? undefined : (await service.changesAfter(event, begin, 0, signal)).data;
		signal.throwIfAborted();
		own.forget();
		const isSame = house === store.get().house;
		store.set({
			...(!isSame && { house, selected: new Set<number>(), moving: undefined, found: undefined, focus: undefined }),
			seats,
			latest: latestOf([], recent?.changes ?? []),
		});
		after = last;
	}

	async function follow(from: number, signal: AbortSignal) {
		const { data, problem } = await service.changesAfter(event, from, WAIT_SECONDS, signal);
		signal.throwIfAborted();
		if (problem?.type === "/problems/changes-expired" || problem?.type === "/problems/invalid-request") {
			after = undefined;
			return;
		}
		if (problem) throw failure(problem);
		after = data.next;
		if (data.changes.length > 0) apply(data.changes);
	}

	function apply(changes: readonly FeedChange[]) {
		const { house, seats, latest } = store.get();
		const news = new Map<number, Taken | undefined>();
		for (const change of changes) {
			const seat = findSeat(house, change);
			// The plan has changed since the chart was read.
			if (seat === undefined) return readAgain();
			const taken = afterChange(news.has(seat) ? news.get(seat) : seats[seat], change);
			if (own.isNews(seat, taken)) news.set(seat, taken);
		}
		store.set({ seats: withTaken(seats, news), latest: latestOf(latest, changes) });
	}

	function readAgain() {
		after = undefined;
		store.set({ connection: "reading" });
		looking.now();
	}

	function tick() {
		const { seats } = store.get();
		const changed = withTaken(withTaken(seats, own.giveUp()), endedLocks(seats, clock.now()));
		if (changed !== seats) store.set({ seats: changed });
	}

	/** Takes over what an answer says of seats. What the page itself has changed is ahead of the feed. */
	function learn(facts: readonly SeatFacts[], isOwn: boolean) {
		const { house, seats } = store.get();
		const news = new Map<number, Taken | undefined>();
		for (const fact of facts) {
			const seat = findSeat(house, fact);
			if (seat === undefined) continue;
			const answered = takenIn(fact);
			const taken = isOwn && answered ? { ...answered, at: Math.floor(clock.now()) } : answered;
			news.set(seat, taken);
			if (isOwn) own.made(seat, taken);
		}
		store.set({ seats: withTaken(seats, news) });
	}

	// Asking

	async function ask<Data>(question: () => Promise<Answer<Data>>, onRefused = refuse): Promise<Data | undefined> {
		if (store.get().isBusy) return undefined;
		store.set({ isBusy: true, notice: undefined });
		try {
			const { data, problem } = await question();
			if (!problem) return data;
			onRefused(problem);
		} catch {
			say(words.noAnswer);
		} finally {
			store.set({ isBusy: false });
		}
		return undefined;
	}

	function refuse(problem: Problem) {
		const facts = seatsIn(problem);
		if (facts.length > 0) {
			const { house, seats } = store.get();
			const isSurprise = (fact: SeatFacts) => !isAlike(seats[findSeat(house, fact) ?? -1], takenIn(fact));
			const surprises = facts.filter(isSurprise);
			const named = (surprises.length > 0 ? surprises : facts).map((fact) =>
				seatFactsWords(fact, takenIn(fact), texts, words, formats),
			);
			learn(facts, false);
			return say(words.notAsExpected(shortList(named)));
		}
		switch (problem.type) {
			case "/problems/unauthorized":
				return;
			case "/problems/unknown-order":
				return say(words.unknownOrder(problem.order));
			case "/problems/unknown-seat":
				say(words.unknownSeat);
				return readAgain();
			case "/problems/not-together":
				return say(words.notTogether(formats.number(problem.largest)));
			case "/problems/try-again":
				return say(words.noAnswer);
			case "/problems/invalid-request":
				return say(words.notTaken(problem.errors.map(({ message }) => message).join("; ")));
			case "/problems/too-many-seats":
				return say(texts.notices["too-many"](formats.number(problem.limit)));
			default:
				return say(problemWords(texts, problem));
		}
	}

	const shortList = (named: readonly string[]) => {
		const rest = named.length - MOST_NAMED;
		return `${named.slice(0, MOST_NAMED).join("; ")}${rest > 0 ? ` ${words.andMore(formats.number(rest))}` : ""}`;
	};

	const seatWords = (seats: readonly number[]) => {
		const { house } = store.get();
		const rest = seats.length - MOST_NAMED_SHORTLY;
		const named = seats.slice(0, MOST_NAMED_SHORTLY).map((seat) => nameOf(house, seat));
		const said = seatsWords(named, texts, formats);
		return rest > 0 ? `${said} ${words.andMore(formats.number(rest))}` : said;
	};

	const chosen = (status: Taken["status"] | "available") => {
		const { selected, seats } = store.get();
		return [...selected].filter((seat) => (seats[seat]?.status ?? "available") === status).sort((a, b) => a - b);
	};

	/** Asks for many seats, a hundred at a time. Each hundred happens completely or not at all. */
	async function inParts(
		seats: readonly number[],
		question: (part: readonly number[]) => Promise<Answer<{ readonly seats: readonly SeatFacts[] }>>,
		afterwards: (fact: SeatFacts) => SeatFacts,
	): Promise<boolean> {
		for (const part of inChunks(seats, MOST_SEATS)) {
			const data = await ask(() => question(part));
			if (!data) return false;
			learn(data.seats.map(afterwards), true);
			deselect(part);
		}
		return true;
	}

	const deselect = (seats: readonly number[]) => {
		const gone = new Set(seats);
		setSelected(new Set([...store.get().selected].filter((seat) => !gone.has(seat))));
	};

	function setSelected(selected: ReadonlySet<number>) {
		const { found } = store.get();
		store.set({ selected, ...(found && !isSameSet(found.seats, selected) && { found: undefined }) });
	}

	const names = (seats: readonly number[]) => {
		const { house } = store.get();
		return seats.map((seat) => nameOf(house, seat));
	};

	/**
	 * The feed does not say when exactly a seat was sold or locked; a change from exactly this sale needs it. A seat that
	 * has changed since it was shown stays as it was shown.
	 */
	async function exactlyAsShown(involved: readonly number[], { house, seats }: AsShown): Promise<TakenSeats> {
		const isVague = (seat: number) => {
			const { status, soldAt, lockedAt } = seats[seat] ?? {};
			return (status === "sold" && soldAt === undefined) || (status === "locked" && lockedAt === undefined);
		};
		const rows = new Set(involved.filter(isVague).map((seat) => house.rowOf[seat] as number));
		if (rows.size === 0 || rows.size > MOST_ROWS_READ) return seats;
		const pages = await Promise.all(
			[...rows].map((row) => {
				const { row: label, section } = house.rows[row] as House["rows"][number];
				return service.takenPage(event, { section: house.sections[section]?.section ?? "", row: label });
			}),
		).catch(() => []);
		const wanted = new Set(involved);
		const exact = new Map<number, Taken | undefined>();
		for (const fact of pages.flatMap(({ data }) => data?.seats ?? [])) {
			const seat = findSeat(house, fact) ?? -1;
			const taken = takenIn(fact);
			if (wanted.has(seat) && isAlike(seats[seat], taken)) exact.set(seat, taken);
		}
		return withTaken(seats, exact);
	}

	/** From exactly what was shown. */
	async function change(
		changesOf: (seats: TakenSeats) => readonly SeatChange[],
		involved: readonly number[],
		shown: AsShown,
	): Promise<boolean> {
		const changes = changesOf(await exactlyAsShown(involved, shown));
		if (changes.length === 0) return true;
		const data = await ask(() => service.change(event, changes));
		if (!data) return false;
		const orders = new Map(changes.map(({ to, ...seat }) => [keyOf(seat), to]));
		learn(
			data.seats.map((fact) => {
				const to = orders.get(keyOf(fact));
				return to?.status === "sold" ? { ...fact, order: to.order } : fact;
			}),
			true,
		);
		return true;
	}

	/** What the seller is asked about: what happens to these seats while the question is open is not part of the answer. */
	async function exactlyNow(which: readonly number[]): Promise<AsShown | undefined> {
		const shown = store.get();
		const seats = await ask(async () => ({ data: await exactlyAsShown(which, shown) }));
		return seats && { house: shown.house, seats };
	}

	async function free(which: readonly number[], shown: AsShown, done: (seats: string) => string) {
		for (const part of inChunks(which, MOST_SEATS)) {
			if (!(await change((seats) => freeing(shown.house, seats, part), part, shown))) return;
			deselect(part);
		}
		if (which.length > 0) say(done(seatWords(which)), true);
	}

	// Moving and dragging

	const sales = movingSales({ store, words, formats, seatWords, say, select: setSelected, change });
	const chosenSales = () => chosen("sold");
	const drag = seatDrag({ store, words, sales, say, select: setSelected, chosenSales, block, unblock });

	async function block(reason: string) {
		const seats = chosen("available");
		if (seats.length === 0) return;
		const asBlocked = (fact: SeatFacts): SeatFacts => ({ ...fact, reason });
		if (await inParts(seats, (part) => service.block(event, names(part), reason), asBlocked)) {
			const blocked = store.get();
			const undo = { text: words.undo, act: () => void free(seats, blocked, words.unblocked) };
			say(words.blocked(seatWords(seats), reason), true, undo);
		}
	}

	function unblock() {
		return free(chosen("blocked"), store.get(), words.unblocked);
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
			learn(
				data.seats.map((fact) => ({ ...fact, order })),
				true,
			);
		setSelected(new Set(sold));
		store.set({ focus: sold[0], lastSale: { order } });
		if (wasSold) say(words.soldBefore(seatWords(sold), order));
		else say(words.sold(seatWords(sold), order), true);
	}

	async function find(wanted: TakenWanted): Promise<readonly SeatFacts[] | undefined> {
		const data = await ask(() => service.takenPage(event, wanted));
		if (data) learn(data.seats, false);
		return data?.seats;
	}

	const looking = keepLooking({
		look,
		pauseMs: () => {
			if (store.get().connection === "no-event") return undefined;
			return after === undefined ? 0 : PAUSE_MS;
		},
		...(page && { page }),
		onFailure: () => {
			if (store.get().connection !== "lost") store.set({ connection: "lost" });
		},
	});
	const ticking = setInterval(tick, TICK_MS);

	return {
		store,
		drag,
		choose: (seat) => {
			const { moving, selected } = store.get();
			if (moving) return void sales.putDown(moving, seat);
			const changed = new Set(selected);
			if (!changed.delete(seat)) changed.add(seat);
			setSelected(changed);
		},
		select: (seats) => setSelected(new Set([...store.get().selected, ...seats])),
		sell: async (order) => {
			const blocked = chosen("blocked");
			const seats = [...chosen("available"), ...blocked].sort((a, b) => a - b);
			const reasons = new Set(blocked.map((seat) => store.get().seats[seat]?.reason));
			if (reasons.size > 1) return say(words.differentReasons);
			const [reason] = reasons;
			const asSold = (fact: SeatFacts): SeatFacts => ({ ...fact, order });
			if (await inParts(seats, (part) => service.sell(event, names(part), order, reason), asSold)) {
				store.set({ lastSale: { order } });
				say(words.sold(seatWords(seats), order), true);
			}
		},
		sellTogether,
		giveOrder: async (order) => {
			const shown = store.get();
			const given = withoutOrder(shown.seats, shown.selected);
			for (const part of inChunks(given, MOST_SEATS)) {
				if (!(await change((seats) => ordering(shown.house, seats, part, order), part, shown))) return;
			}
			if (given.length === 0) return;
			store.set({ lastSale: { order } });
			say(words.orderGiven(order, seatWords(given)), true);
		},
		block,
		unblock,
		release: async () => {
			const { found } = store.get();
			const sold = chosen("sold");
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
			learn(data.seats, true);
			deselect(sold);
			say(words.released(seatWords(sold)), true);
		},
		endLocks: async () => {
			const locked = chosen("locked");
			const shown = await exactlyNow(locked);
			if (!shown) return;
			const num = formats.number(locked.length);
			if (await confirm(words.endLocksQuestion(num), words.endLocks(num))) {
				await free(locked, shown, words.locksEnded);
			}
		},
		startMove: () => {
			const sources = chosen("sold");
			const [first] = sources;
			if (first === undefined) return;
			store.set({ moving: sales.begin(sources, first) });
			say(words.chooseTarget(seatWords([first])), true);
		},
		cancel: () => {
			if (store.get().moving) store.set({ moving: undefined, notice: undefined });
			else setSelected(new Set());
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
			setSelected(new Set([found]));
			store.set({ focus: found });
			say(`${seatFactsWords(name, store.get().seats[found], texts, words, formats)}.`, true);
		},
		csv: () => ask(() => service.csv(event, {})),
		readAgain,
		dismiss: () => store.set({ notice: undefined }),
		stop: () => {
			looking.stop();
			clearInterval(ticking);
		},
	};
}

const noSeats = ({ numSeats }: House): TakenSeats => Array<undefined>(numSeats).fill(undefined);

const latestOf = (before: readonly FeedChange[], changes: readonly FeedChange[]): readonly FeedChange[] =>
	[...changes.slice(-NUM_LATEST).reverse(), ...before].slice(0, NUM_LATEST);

const keyOf = ({ section, row, seat }: SeatName) => JSON.stringify([section, row, seat]);

const isSameSet = (one: ReadonlySet<number>, other: ReadonlySet<number>) =>
	one.size === other.size && [...one].every((seat) => other.has(seat));

function dataOf<Data>({ data, problem }: Answer<Data>): Data {
	if (problem) throw failure(problem);
	return data as Data;
}

const failure = ({ type, title }: Problem) => new Error(title, { cause: type });

const typeIn = (error: unknown) => (error instanceof Error ? error.cause : undefined);
