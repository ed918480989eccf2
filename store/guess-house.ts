/**
 * What a request that looks for seats believes of the house: first the reading, then what it learns from refusals. A
 * reading may be seconds old, so once it has proved wrong twice, the index is asked for that section itself.
 */
import { rowSeatKey, type SectionPlan } from "../domain/plan.ts";
import { readingOf, type SectionView, STATUSES } from "../domain/reading.ts";
import type { Seat } from "../domain/seat.ts";
import { bestTogether, type Choices, choicesTogether, type Party } from "../domain/together.ts";
import type { Obstacle } from "../domain/verbs.ts";
import type { Event } from "./event.ts";
import { houseAt, isSmall, readSmallHouse } from "./house.ts";
import { readTaken } from "./read-taken.ts";

/** After this many losses the sections that refused a place are read again; in a small house, after each. */
const LOSSES_BEFORE_READING = 2;

/** A party is refused by what was read this short a time ago (I8). */
const MAX_AGE_MS = 2_000;

const LOCKED = STATUSES.indexOf("locked");

export interface Guess {
	/**
	 * Which of near-equal places this copy tries, counted from 0 and around: no other copy has the same number. `undefined`
	 * if that is left to chance.
	 */
	readonly turn: () => number | undefined;
	/** Places for the party, best first: those that no other request of this copy is just trying to take, if there are any. */
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
	const [first, number] = isShared
		? await Promise.all([readings.guess(event), readings.turn(event)])
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
	const picks = isShared ? readings.picksIn(event, reading) : undefined;
	const lost: Seat[] = [];
	let losses = 0;

	const mark = ({ section, row, seat }: Seat) => {
		const view = views.get(section);
		const place = view?.plan.seats.get(rowSeatKey(row, seat));
		if (place !== undefined) view?.statuses.set([LOCKED], place);
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

	return {
		// What this copy has picked is not among its choices, so it would count other places than the copies beside it.
		turn: () => (picks?.isEmpty() ? number : undefined),
		choices: (party, most) => {
			const whole = [...views.values()];
			const choices = choicesTogether(withoutPicks(), party, most, whole);
			return choices.length > 0 ? choices : choicesTogether(whole, party, most);
		},
		largest: async (party) => {
			const latest = await latestReading();
			if (latest !== reading) {
				reading = latest;
				believe();
				for (const seat of lost) mark(seat);
				return undefined;
			}
			const best = bestTogether([...views.values()], party);
			return best.found ? party.num : best.largest;
		},
		take: (seats) => picks?.add(seats),
		lose: async (seats, obstacles) => {
			losses += 1;
			const taken = obstacles.map(({ seat }) => seat);
			picks?.remove(seats.filter((seat) => !taken.includes(seat)));
			lost.push(...taken);
			if (!isShared || losses >= LOSSES_BEFORE_READING) {
				await Promise.all(Array.from(new Set(taken.map(({ section }) => section)), lookAgain));
			}
			// The index trails, so what was refused counts more.
			for (const seat of lost) mark(seat);
		},
	};
}
