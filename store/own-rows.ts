/**
 * The rows that a copy of a function has for itself in a rush (ADR 052). What looks free in a reading may have been taken
 * since by other copies; but rows are given to one copy each, so there it has mostly taken by itself whatever is gone.
 * Only by convention: buyers who choose on the map, or look in some sections alone, may sit there, too.
 */
import type { Front, Rows } from "../domain/together.ts";
import type { Event } from "./event.ts";
import { ifSoon, takeRows } from "./turn.ts";

/** How long a copy looks in rows of its own after a party has lost its place. */
const RUSH_MS = 60_000;

/** So often rows are given out from the front again: then seats that have come free are among them. */
const LIST_SECONDS = 300;

/** In this share of the cases at most, the rows that are taken have no room, */
const EMPTY_SHARE = 1 / 8;

/** but no more rows than this: the others shall have some, too. */
const MOST_ROWS = 16;

/** Rows that a party of one size has left may have room for another; so the last few are kept. */
const MOST_RANGES = 8;

export interface OwnRows {
	/** A party of this copy has lost its place to somebody else. */
	readonly noteLoss: () => void;
	readonly isRush: () => boolean;
	/** Whether all rows have been given out of late: then others may have tried in the rows of this copy just before. */
	readonly isScarce: () => boolean;
	/** The rows that this copy has, in the order in which it took them. */
	readonly ranges: () => readonly Rows[];
	/**
	 * Takes the next rows; `undefined` if there are no more, if the table has not given any in time, or if the ones before,
	 * taken after the same reading, were of no use.
	 */
	readonly take: (event: Event, front: Front, asOfMs: number) => Promise<Rows | undefined>;
	/** The rows that were taken after this reading have no room for the party. */
	readonly noteUseless: (asOfMs: number) => void;
}

export function newOwnRows(nowMs: () => number): OwnRows {
	let rushUntilMs = Number.NEGATIVE_INFINITY;
	let scarceUntilMs = Number.NEGATIVE_INFINITY;
	let uselessAsOfMs = Number.NEGATIVE_INFINITY;
	let period = Number.NaN;
	let lap = 1;
	let ranges: Rows[] = [];
	let takes: Promise<Rows | undefined> | undefined;

	const noteRush = () => {
		rushUntilMs = nowMs() + RUSH_MS;
	};
	const beginPeriod = () => {
		const current = Math.floor(nowMs() / 1_000 / LIST_SECONDS);
		if (current === period) return;
		period = current;
		lap = 1;
		ranges = [];
	};
	const takeNext = async (event: Event, { first, end, share }: Front): Promise<Rows | undefined> => {
		const num = rowsToTake(share);
		const list = `${event.seatOrder}#${period}#${lap}`;
		const from = await takeRows(event.table, event, { list, first, num }, Math.floor(nowMs() / 1_000));
		if (from === undefined) return undefined;
		if (from >= end) {
			// All rows have been given out once: again from the front.
			lap += 1;
			ranges = [];
			scarceUntilMs = nowMs() + RUSH_MS;
			return undefined;
		}
		const last = ranges.at(-1);
		// Other copies have taken rows as well, so the rush goes on.
		if (last && from > last.to) noteRush();
		const rows = { from, to: from + num };
		ranges = [...ranges, rows].slice(-MOST_RANGES);
		return rows;
	};

	return {
		noteLoss: noteRush,
		isRush: () => nowMs() <= rushUntilMs,
		isScarce: () => nowMs() <= scarceUntilMs,
		ranges: () => {
			beginPeriod();
			return ranges;
		},
		take: async (event, front, asOfMs) => {
			if (asOfMs <= uselessAsOfMs) return undefined;
			beginPeriod();
			takes ??= takeNext(event, front).finally(() => {
				takes = undefined;
			});
			// Rows that come too late for this party are there for the next one.
			const rows = await ifSoon(event.table, takes);
			if (rows === undefined) uselessAsOfMs = asOfMs;
			return rows;
		},
		noteUseless: (asOfMs) => {
			uselessAsOfMs = asOfMs;
		},
	};
}

/** As many that they most probably have room: in a house that is nearly sold only every tenth row may have any. */
export function rowsToTake(share: number): number {
	const rows = share >= 1 ? 1 : Math.ceil(Math.log(EMPTY_SHARE) / Math.log(1 - share));
	return Math.min(MOST_ROWS, Math.max(1, rows));
}
