/**
 * The rows that a copy of a function has for itself in a rush (ADR 052). What looks free in a reading may have been
 * taken since by other copies. But each row is given to one copy, so nearly everything taken there was taken by this
 * copy, which knows it. Only by convention: buyers who choose on the map, or look in some sections alone, may sit
 * there, too.
 */
import type { Front, Rows } from "../domain/together.ts";
import type { Event } from "./event.ts";
import type { Picks } from "./picks.ts";
import { ifSoon, takeRows } from "./turn.ts";

/** How long a copy looks in rows of its own after a party has lost its place. */
const RUSH_MS = 60_000;

/** If all rows have been given out again within this time, and a copy got fewer than this, there are not enough for all. */
const SHORT_LAP_MS = 5_000;
const FEWEST_TAKES = 2;

/** How often rows are given out from the front again, so that seats that came free are found. */
const LIST_SECONDS = 300;

/** The rows that are taken at once have no room in at most this share of the cases. */
const EMPTY_SHARE = 1 / 8;

/** But a copy never takes more rows than this at once, so that others get some, too. */
const MOST_ROWS = 16;

/** Rows that a party of one size has left may have room for another; so the last few are kept. */
const MOST_RANGES = 8;

export interface OwnRows {
	/** A party of this copy has lost its place to somebody else. */
	readonly noteLoss: () => void;
	readonly isRush: () => boolean;
	/** All rows were given out recently, so another copy may just have used the rows this one gets. */
	readonly isScarce: () => boolean;
	/** Whether copies share their rows: then each had better draw. */
	readonly isCrowded: () => boolean;
	/** The rows that this copy has, in the order in which it took them. */
	readonly ranges: () => readonly Rows[];
	/**
	 * Takes the next rows; `undefined` if all have been given out, if the table has not given any in time, or if the ones
	 * before, taken after the same reading, were of no use.
	 */
	readonly take: (event: Event, front: Front, asOfMs: number) => Promise<Rows | undefined>;
	/** The rows that were taken after this reading have no room for the party. */
	readonly noteUseless: (asOfMs: number) => void;
}

/** What this copy has of the rows that are given out in one period. */
interface List {
	readonly period: number;
	/** 1 while the rows are given out for the first time, then 2, … */
	lap: number;
	ranges: readonly Rows[];
	takes: Promise<Taken> | undefined;
}

type Taken = Rows | "no more" | undefined;

const KNOWN = new WeakMap<Picks, OwnRows>();

/**
 * Those of this copy in an event, kept as long as what it has picked there. Kept here, not in `readings`, so that only
 * functions that look for seats together carry this code (ADR 039).
 */
export function ownRowsOf(picks: Picks, nowMs: () => number): OwnRows {
	const ownRows = KNOWN.get(picks) ?? newOwnRows(nowMs);
	KNOWN.set(picks, ownRows);
	return ownRows;
}

export function newOwnRows(nowMs: () => number): OwnRows {
	let rushUntilMs = Number.NEGATIVE_INFINITY;
	let scarceUntilMs = Number.NEGATIVE_INFINITY;
	let crowdedUntilMs = Number.NEGATIVE_INFINITY;
	let lapEndedMs = Number.NEGATIVE_INFINITY;
	let uselessAsOfMs = Number.NEGATIVE_INFINITY;
	let latest: List | undefined;

	/** Not further than it was set: then the clock has been set back. */
	const isAhead = (untilMs: number) => {
		const leftMs = untilMs - nowMs();
		return leftMs >= 0 && leftMs <= RUSH_MS;
	};
	const noteRush = () => {
		rushUntilMs = nowMs() + RUSH_MS;
	};
	const noteUseless = (asOfMs: number) => {
		uselessAsOfMs = Math.max(uselessAsOfMs, asOfMs);
	};
	const currentList = (): List => {
		const period = Math.floor(nowMs() / 1_000 / LIST_SECONDS);
		if (latest?.period !== period) latest = { period, lap: 1, ranges: [], takes: undefined };
		return latest;
	};
	const takeNext = async (list: List, event: Event, { first, end, share }: Front): Promise<Taken> => {
		const num = rowsToTake(share);
		const name = `${event.seatOrder}#${list.period}#${list.lap}`;
		const from = await takeRows(event.table, event, { list: name, first, num }, Math.floor(nowMs() / 1_000));
		if (from === undefined) return undefined;
		if (from >= end) {
			// All rows have been given out once: again from the front.
			scarceUntilMs = nowMs() + RUSH_MS;
			const isShort = nowMs() - lapEndedMs < SHORT_LAP_MS;
			if (isShort && list.ranges.length < FEWEST_TAKES) crowdedUntilMs = nowMs() + RUSH_MS;
			lapEndedMs = nowMs();
			list.lap += 1;
			list.ranges = [];
			return "no more";
		}
		const last = list.ranges.at(-1);
		// Other copies have taken rows as well, so the rush goes on.
		if (last && from > last.to) noteRush();
		const rows = { from, to: from + num };
		list.ranges = [...list.ranges, rows].slice(-MOST_RANGES);
		return rows;
	};

	return {
		noteLoss: noteRush,
		noteUseless,
		isRush: () => isAhead(rushUntilMs),
		isScarce: () => isAhead(scarceUntilMs),
		isCrowded: () => isAhead(crowdedUntilMs),
		ranges: () => currentList().ranges,
		take: async (event, front, asOfMs) => {
			if (asOfMs <= uselessAsOfMs) return undefined;
			const list = currentList();
			list.takes ??= takeNext(list, event, front).finally(() => {
				list.takes = undefined;
			});
			// Rows that come too late for this party are there for the next one.
			const taken = await ifSoon(event.table, list.takes);
			if (taken === undefined) noteUseless(asOfMs);
			return taken === "no more" ? undefined : taken;
		},
	};
}

/** Enough rows that at least one very likely has room: in a nearly sold house, one row in ten may. */
export function rowsToTake(share: number): number {
	const rows = share >= 1 ? 1 : Math.ceil(Math.log(EMPTY_SHARE) / Math.log(1 - share));
	return Math.min(MOST_ROWS, Math.max(1, rows));
}
