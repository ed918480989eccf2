/**
 * Keeps what the page knows of the seats up to date: they are read once, page by page, and then follow the event's feed of
 * changes; what the desk itself does shows at once.
 */
import type { Problem } from "../../clients/typescript/src/client.ts";
import { findSeat, houseOf } from "../house/house.ts";
import { keepLooking, type Page } from "../network/keep-looking.ts";
import type { Answer, Service } from "../network/service.ts";
import type { ServiceClock } from "../network/service-clock.ts";
import type { Store } from "../sale/store.ts";
import type { DeskService } from "./desk-service.ts";
import { type DeskState, noSeats } from "./desk-state.ts";
import { ownChanges } from "./own-changes.ts";
import { afterChange, endedLocks, type FeedChange, type SeatFacts, type Taken, takenIn, withTaken } from "./taken.ts";

export interface FollowedSeats {
	/** Takes over what an answer says of seats. What the page itself has changed is ahead of the feed. */
	readonly learn: (facts: readonly SeatFacts[], isOwn: boolean) => void;
	/** Reads all seats again. */
	readonly readAgain: () => void;
	readonly stop: () => void;
}

interface FollowSeatsProps {
	readonly event: string;
	readonly store: Store<DeskState>;
	readonly service: Pick<DeskService, "lastChange" | "changesAfter" | "takenPage">;
	readonly publicService: Pick<Service, "chart">;
	readonly clock: Pick<ServiceClock, "now">;
	readonly page?: Page | undefined;
}

const WAIT_SECONDS = 20;
const TICK_MS = 1_000;
/** How many changes the list shows. */
const NUM_LATEST = 40;
/** The feed waits by itself; this is only for one that has much to say. */
const PAUSE_MS = 100;

export function followSeats({ event, store, service, publicService, clock, page }: FollowSeatsProps): FollowedSeats {
	const own = ownChanges(clock.now);
	/** The number of the last change that the page has; undefined: the seats have to be read. */
	let after: number | undefined;
	let isStopped = false;

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
		// What the desk does from now on may be newer than the pages.
		own.forget();
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
		const isSame = house === store.get().house;
		// Another house has other numbers.
		if (!isSame) own.forget();
		store.set({
			...(!isSame && { house, selected: new Set<number>(), moving: undefined, found: undefined, focus: undefined }),
			seats: withTaken(seats, own.all()),
			// The feed will bring the others.
			latest: latestOf([], recent?.changes.filter(({ number }) => number <= last) ?? []),
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
		// A desk that somebody has left would look for ever.
		if (isStopped) return;
		after = undefined;
		store.set({ connection: "reading" });
		looking.now();
	}

	function tick() {
		const { seats } = store.get();
		const changed = withTaken(withTaken(seats, own.giveUp()), endedLocks(seats, clock.now()));
		if (changed !== seats) store.set({ seats: changed });
	}

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
		learn,
		readAgain,
		stop: () => {
			isStopped = true;
			looking.stop();
			clearInterval(ticking);
		},
	};
}

const latestOf = (before: readonly FeedChange[], changes: readonly FeedChange[]): readonly FeedChange[] =>
	[...changes.slice(-NUM_LATEST).reverse(), ...before].slice(0, NUM_LATEST);

function dataOf<Data>({ data, problem }: Answer<Data>): Data {
	if (problem) throw failure(problem);
	return data as Data;
}

const failure = ({ type, title }: Problem) => new Error(title, { cause: type });

const typeIn = (error: unknown) => (error instanceof Error ? error.cause : undefined);
