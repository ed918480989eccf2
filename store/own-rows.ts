/**
 * The rows that a copy of a function has for itself in a rush (ADR 052). What looks free in a reading may have been taken
 * since by the other copies; in rows that no other copy tries, nobody but this copy has taken anything. Once it has lost a
 * place, a copy looks for a minute in such rows first.
 */
import { createHash } from "node:crypto";
import type { Front, Party, Rows } from "../domain/together.ts";
import type { Event } from "./event.ts";
import { ifSoon, takeRows } from "./turn.ts";

/** How long a copy that has lost a place looks in rows of its own. */
const RUSH_MS = 60_000;

/** So often rows are given out from the front again: then seats that have come free are among them. */
const LIST_SECONDS = 300;

/** In this share of the cases at most, the rows that are taken have no room. */
const EMPTY_SHARE = 1 / 8;

/** Rows that a party of one size has left may have room for another; so the last few are kept. */
const MOST_RANGES = 8;

/** The kinds of parties that a copy remembers rows for, those that came last. */
const MOST_KINDS = 16;

export interface OwnRows {
	/** A party of this copy has lost its place to one of another copy. */
	readonly noteLoss: () => void;
	readonly isRush: () => boolean;
	/** Whether all rows have been given out of late: then others may have tried in the rows of this copy just before. */
	readonly isScarce: () => boolean;
	/** Those for parties of this kind. */
	readonly of: (kind: string) => RowsOfKind;
}

export interface RowsOfKind {
	/** The rows that this copy has, in the order in which it took them. */
	readonly ranges: () => readonly Rows[];
	/**
	 * Takes the next rows; `undefined` if there are no more, if the table has not given any, or if the ones before, taken
	 * after the same reading, were of no use.
	 */
	readonly take: (event: Event, front: Front, asOfMs: number) => Promise<Rows | undefined>;
	/** The rows that were taken after this reading have no room. */
	readonly noteUseless: (asOfMs: number) => void;
}

export function newOwnRows(nowMs: () => number): OwnRows {
	let rushUntilMs = Number.NEGATIVE_INFINITY;
	let scarceUntilMs = Number.NEGATIVE_INFINITY;
	const kinds = new Map<string, { readonly period: number; readonly rows: RowsOfKind }>();
	const noteRush = () => {
		rushUntilMs = nowMs() + RUSH_MS;
	};
	const noteScarce = () => {
		scarceUntilMs = nowMs() + RUSH_MS;
	};
	return {
		noteLoss: noteRush,
		isRush: () => nowMs() <= rushUntilMs,
		isScarce: () => nowMs() <= scarceUntilMs,
		of: (kind) => {
			const period = Math.floor(nowMs() / 1_000 / LIST_SECONDS);
			const known = kinds.get(kind);
			const current =
				known?.period === period ? known : { period, rows: newRows(`${period}#${kind}`, noteRush, noteScarce) };
			kinds.delete(kind);
			kinds.set(kind, current);
			const [oldest] = kinds.keys();
			if (kinds.size > MOST_KINDS && oldest !== undefined) kinds.delete(oldest);
			return current.rows;
		},
	};
}

/** @param noteRush is called when other copies have taken rows of the list as well. */
function newRows(list: string, noteRush: () => void, noteScarce: () => void): RowsOfKind {
	let lap = 1;
	let ranges: Rows[] = [];
	let uselessAsOfMs = Number.NEGATIVE_INFINITY;
	let takes: Promise<Rows | undefined> | undefined;
	const takeNext = async (event: Event, { first, end, share }: Front): Promise<Rows | undefined> => {
		const num = rowsToTake(share);
		const { table, readings } = event;
		const now = Math.floor(readings.nowMs() / 1_000);
		const from = await takeRows(table, event, { list: `${list}#${lap}`, first, num }, now);
		if (from === undefined) return undefined;
		if (from >= end) {
			// All rows have been given out once: again from the front.
			lap += 1;
			noteScarce();
			ranges = [];
			return undefined;
		}
		if (from > (ranges.at(-1)?.to ?? first)) noteRush();
		const rows = { from, to: from + num };
		ranges = [...ranges, rows].slice(-MOST_RANGES);
		return rows;
	};
	return {
		ranges: () => ranges,
		take: async (event, front, asOfMs) => {
			if (asOfMs <= uselessAsOfMs) return undefined;
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
	return share >= 1 ? 1 : Math.max(1, Math.ceil(Math.log(EMPTY_SHARE) / Math.log(1 - share)));
}

/**
 * Which parties look in the same places: all that count the same rows, whatever their size.
 * @param sections where they look, in this order.
 */
export function kindOf(sections: readonly string[], { categories, accessible }: Party): string {
	const kind = JSON.stringify([sections, categories ?? null, accessible ?? null]);
	return createHash("sha256").update(kind).digest("base64url");
}
