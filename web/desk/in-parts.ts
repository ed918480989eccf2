/**
 * Does something to many seats: a hundred a request, each hundred completely or not at all. Afterwards the seller reads
 * what was done and what was not, and can go on with the rest.
 */
import type { Formats } from "../formats.ts";
import type { Store } from "../sale/store.ts";
import type { DeskTexts } from "../texts/desk.ts";
import type { Asking, Tried } from "./asking.ts";
import type { Choice } from "./choice.ts";
import type { Action, AsShown, DeskState, Notice } from "./desk-state.ts";
import { MOST_SEATS } from "./seat-changes.ts";
import { isAlike, type Taken } from "./taken.ts";

export interface Job {
	readonly seats: readonly number[];
	/** As the seats were when the seller decided: one that has changed since is no longer among the rest. */
	readonly shown: AsShown;
	readonly part: (seats: readonly number[], waiting: Notice | undefined) => Promise<Tried<unknown>>;
	/** Called whenever a hundred is done. */
	readonly onPart?: () => void;
	/** What has been done to these seats. */
	readonly done: (seats: string) => string;
	/** On the button that goes on with the seats that are left. */
	readonly rest: (num: string) => string;
	/** Whether a seat is as it is to be: an answer may have been lost, and the feed may bring it all the same. */
	readonly isDone: (taken: Taken | undefined) => boolean;
	/** Takes back what has been done to these seats, which are still as the job has made them. */
	readonly undo?: (seats: readonly number[]) => Action;
}

export type InParts = (job: Job) => Promise<void>;

interface InPartsProps {
	readonly store: Store<DeskState>;
	readonly asking: Asking;
	readonly choice: Choice;
	readonly words: DeskTexts;
	readonly formats: Formats;
}

export function inPartsOf({ store, asking, choice, words, formats }: InPartsProps): InParts {
	const { say, seatWords } = asking;

	/** @param done what earlier attempts have done of it */
	async function goOn(job: Job, done: readonly number[]): Promise<void> {
		const { seats, part } = job;
		const all = done.length + seats.length;
		let isStopped = false;
		const stop = () => {
			isStopped = true;
		};
		const actions = [{ text: words.stop, act: stop }];
		for (let start = 0; start < seats.length; start += MOST_SEATS) {
			if (isOfOtherPlan(job)) return sayOtherPlan(done.length + start, all);
			const next = seats.slice(start, start + MOST_SEATS);
			const text = words.progress(formats.number(start), formats.number(seats.length));
			const waiting = seats.length > MOST_SEATS ? { isGood: true, text, actions } : undefined;
			const tried: Tried<unknown> = isStopped ? { why: words.stopped } : await part(next, waiting);
			if (!tried.data) return giveUp(job, [...done, ...seats.slice(0, start)], seats.slice(start), tried);
			choice.remove(next);
			job.onPart?.();
		}
		if (isOfOtherPlan(job)) return sayOtherPlan(all, all);
		say(job.done(seatWords([...done, ...seats])), true, undoOf(job, [...done, ...seats]));
	}

	/** Its seats have other numbers now, so nothing more can be done or said by them. */
	const isOfOtherPlan = ({ shown }: Job) => shown.house !== store.get().house;

	function sayOtherPlan(done: number, all: number) {
		say(words.otherPlan(formats.number(done), formats.number(all)));
	}

	function giveUp(
		job: Job,
		answered: readonly number[],
		unanswered: readonly number[],
		{ why, problem }: Tried<unknown>,
	) {
		if (isOfOtherPlan(job)) return sayOtherPlan(answered.length, answered.length + unanswered.length);
		const { seats } = store.get();
		const found = unanswered.filter((seat) => job.isDone(seats[seat]));
		const done = [...answered, ...found];
		const left = unanswered.filter((seat) => !job.isDone(seats[seat]));
		const rest = left.filter((seat) => isAlike(job.shown.seats[seat], seats[seat]));
		if (found.length > 0) {
			choice.remove(found);
			job.onPart?.();
		}
		// A lost answer may have been that they are done.
		const notDone = why === words.noAnswer ? words.notKnown : words.notDone;
		const sentences = [
			done.length > 0 && job.done(seatWords(done)),
			done.length > 0 && left.length > 0 && notDone(formats.number(left.length)),
			left.length > 0 && why,
		].filter((sentence) => sentence);
		if (sentences.length === 0) return;
		const act = () => void goOn({ ...job, seats: rest }, done);
		// What the service cannot read is no better the second time.
		const canGoOn = rest.length > 0 && problem?.type !== "/problems/invalid-request";
		const more = canGoOn ? [{ text: job.rest(formats.number(rest.length)), act }] : [];
		say(sentences.join(" "), left.length === 0, [...more, ...undoOf(job, done)]);
	}

	/** Somebody else may have done something with the seats of an earlier request since: that is not taken back. */
	function undoOf({ undo, isDone }: Job, done: readonly number[]): readonly Action[] {
		const { seats } = store.get();
		const undone = done.filter((seat) => isDone(seats[seat]));
		return undo && undone.length > 0 ? [undo(undone)] : [];
	}

	return async (job) => {
		if (job.seats.length > 0) await goOn(job, []);
	};
}
