/**
 * What a request that looks for seats believes of the house: first the reading, then what it learns from refusals. A
 * reading may be seconds old, so once it has proved wrong twice, the index is asked for that section itself.
 */
import { rowSeatKey, type SectionPlan } from "../domain/plan.ts";
import { type Reading, readingOf, type SectionView, STATUSES } from "../domain/reading.ts";
import type { Seat } from "../domain/seat.ts";
import { bestTogether, type Choices, choicesTogether, type Party, rowByRow } from "../domain/together.ts";
import type { Obstacle } from "../domain/verbs.ts";
import type { Event } from "./event.ts";
import { houseAt, isSmall, readSmallHouse } from "./house.ts";
import { ownRowsOf } from "./own-rows.ts";
import { readTaken } from "./read-taken.ts";

/** After this many losses the sections that refused a place are read again; in a small house, after each. */
const LOSSES_BEFORE_READING = 2;

/** After this many losses a party also takes places that leave a single seat alone. */
const LOSSES_BEFORE_ORPHANS = 3;

/** A copy is busy for this long after it last tried to take seats. */
const BUSY_MS = 1_000;

/** The oldest reading that may refuse a party (I8). */
const MAX_AGE_MS = 2_000;

const LOCKED = STATUSES.indexOf("locked");

export interface Guess {
	/**
	 * This copy's number, which chooses among near-equal places (modulo their count). No other copy has it. `undefined`
	 * if chance chooses.
	 */
	readonly turn: () => number | undefined;
	/** A place in rows that this copy has for itself (ADR 052), if there is a rush; it is picked already. */
	readonly inOwnRows: (party: Party) => Promise<readonly Seat[] | undefined>;
	/**
	 * Places for the party, best first: those that no other request of this copy is just trying to take, if there are any.
	 * After some losses also such as leave a single seat alone.
	 */
	readonly choices: (party: Party, most: number) => Choices;
	/**
	 * How many seats there are side by side for such a party; `undefined` if what it knew was too old to say so: then it
	 * has looked again, and there may be choices.
	 */
	readonly largest: (party: Party) => Promise<number | undefined>;
	/** This request tries to take these seats. */
	readonly take: (seats: readonly Seat[]) => void;
	/** It did not get them, because of the obstacles. */
	readonly lose: (seats: readonly Seat[], obstacles: readonly Obstacle[]) => Promise<void>;
}

export async function guessHouse(event: Event, plans: readonly SectionPlan[], now: number): Promise<Guess> {
	const { readings } = event;
	const isShared = !isSmall(event);
	const picks = isShared ? readings.picksOf(event) : undefined;
	const ownRows = picks && ownRowsOf(picks, readings.nowMs);
	const isBusy = picks !== undefined && readings.nowMs() - picks.latestMs() < BUSY_MS;
	const isRush = isBusy && ownRows?.isRush();
	/** Whether the reading is one for own rows, which may be some seconds old. */
	let isOld = isRush && !ownRows?.isScarce();
	const [first, number] = isShared
		? await (isRush
				? Promise.all([isOld ? readings.guessForOwnRows(event) : readings.guess(event), undefined])
				: Promise.all([readings.guess(event), readings.turn(event)]))
		: [await readSmallHouse(event, now)];
	let reading = first;
	let readMs = readings.nowMs();
	const views = new Map<string, SectionView>();
	const believe = () => {
		const house = houseAt(event, reading, now);
		// The statuses are this request's own: it writes into them what it learns.
		for (const plan of plans) views.set(plan.section, house.viewOf(plan));
	};
	believe();
	/** What a refusal may follow from (I8): the same reading while it is young. */
	const latestReading = async () => {
		if (isShared) return readings.of(event);
		if (readings.nowMs() - readMs <= MAX_AGE_MS) return reading;
		const latest = await readSmallHouse(event, now);
		readMs = readings.nowMs();
		return latest;
	};
	picks?.forget(reading.asOfMs);
	const lost: Seat[] = [];
	let losses = 0;

	const mark = ({ section, row, seat }: Seat) => {
		const view = views.get(section);
		const place = view?.plan.seats.get(rowSeatKey(row, seat));
		if (place !== undefined) view?.statuses.set([LOCKED], place);
	};
	/** Switches to this reading; false if it is already in use. */
	const renew = (latest: Reading): boolean => {
		if (latest === reading) return false;
		reading = latest;
		believe();
		for (const seat of lost) mark(seat);
		return true;
	};
	const lookAgain = async (section: string) => {
		const view = views.get(section);
		if (view) view.statuses.set(readingOf([view.plan], await readTaken(event, section, now), now * 1_000).statuses);
	};
	/** The views less what other requests of this copy are trying to take, or have taken since the reading. */
	const withoutPicks = (): SectionView[] =>
		Array.from(views.values(), (view) => {
			const picked = picks?.in(view.plan.section) ?? [];
			if (picked.length === 0) return view;
			const statuses = view.statuses.slice();
			for (const key of picked) statuses[view.plan.seats.get(key) ?? statuses.length] = LOCKED;
			return { ...view, statuses };
		});

	const isWhole = looksEverywhere(event, plans);
	/** At once, so that no other request of this copy chooses them as well. */
	const pick = (seats: readonly Seat[]) => {
		picks?.add(seats);
		return seats;
	};
	let hasTaken = false;
	const inOwnRows = async (party: Party): Promise<readonly Seat[] | undefined> => {
		// Few look for accessible seats, or in some sections alone, and few rows are for them.
		if (ownRows === undefined || !isWhole || party.accessible || !(isRush || losses > 0)) return undefined;
		if (ownRows.isCrowded()) return undefined;
		const sections = withoutPicks();
		const house = rowByRow(sections, party);
		for (const range of ownRows.ranges()) {
			const seats = house?.bestIn(range);
			if (seats) return pick(seats);
		}
		if (house === undefined || hasTaken) return undefined;
		const front = house.front(ownRows.ranges().at(-1)?.to ?? 0);
		// Such as those who want gold, when all rows with gold have been given out.
		if (front.share === 0) return undefined;
		hasTaken = true;
		const rows = await ownRows.take(event, front, reading.asOfMs);
		const seats = rows && house.bestIn(rows, withoutPicks());
		// Rows that other requests of this copy have just filled were of use.
		if (rows && house.bestIn(rows, [...views.values()]) === undefined) ownRows.noteUseless(reading.asOfMs);
		return seats && pick(seats);
	};
	/** Where all copies look, only a new reading will do. */
	const renewForAll = async () => {
		if (isOld) renew(await readings.guess(event));
		isOld = false;
	};

	return {
		inOwnRows: async (party) => {
			const seats = await inOwnRows(party);
			if (seats === undefined) await renewForAll();
			return seats;
		},
		// Once this copy has picks, its list differs from the other copies', so its number would no longer be its own
		// place.
		turn: () => (picks?.isEmpty() ? number : undefined),
		choices: (party, most) => {
			const whole = [...views.values()];
			const mayLeaveOrphans = losses >= LOSSES_BEFORE_ORPHANS;
			const choices = choicesTogether(withoutPicks(), party, most, { whole, mayLeaveOrphans });
			return choices.length > 0 ? choices : choicesTogether(whole, party, most, { mayLeaveOrphans });
		},
		largest: async (party) => {
			if (renew(await latestReading())) return undefined;
			const best = bestTogether([...views.values()], party);
			return best.found ? party.num : best.largest;
		},
		take: (seats) => picks?.add(seats),
		lose: async (seats, obstacles) => {
			losses += 1;
			const taken = obstacles.map(({ seat }) => seat);
			picks?.remove(seats.filter((seat) => !taken.includes(seat)));
			lost.push(...taken);
			// Without obstacles this was a repeat of an answered request, not a loss.
			if (taken.length > 0) ownRows?.noteLoss();
			await renewForAll();
			if (!isShared || losses >= LOSSES_BEFORE_READING) {
				await Promise.all(Array.from(new Set(taken.map(({ section }) => section)), lookAgain));
			}
			// The index trails, so what was refused counts more.
			for (const seat of lost) mark(seat);
		},
	};
}

/** In all sections, in the order of the plan: so that rows have the same numbers as for the others. */
function looksEverywhere({ sections }: Event, plans: readonly SectionPlan[]): boolean {
	const all = [...sections.keys()];
	return plans.length === all.length && plans.every(({ section }, index) => section === all[index]);
}
