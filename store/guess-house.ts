/**
 * Where a request looks for seats together, while other requests of its copy, and other copies, do the same. A reading may
 * be seconds old, so once it has proved wrong twice, the index is asked for that section itself. Where only a few places
 * are left that does not help for long: the others are as quick. Then a request asks for a section once, and for a large
 * one, which would cost too much (I12), not at all, and waits for the next reading.
 */
import type { SectionPlan } from "../domain/plan.ts";
import type { Seat } from "../domain/seat.ts";
import { bestTogether, type Choices, choicesTogether, type Party } from "../domain/together.ts";
import type { Obstacle } from "../domain/verbs.ts";
import { believe } from "./beliefs.ts";
import type { Event } from "./event.ts";
import { isSmall, readSmallHouse } from "./house.ts";
import { ownRowsOf } from "./own-rows.ts";
import { ownRowsPicker } from "./own-rows-picker.ts";
import { shardsOf } from "./read-taken.ts";

/** After this many losses the sections that refused a place are read again; in a small house, after each. */
const LOSSES_BEFORE_READING = 2;

/** If there are fewer places than this, most of them are gone by now. Among more, another one is likely free. */
const FEW_PLACES = 100;

/** After this many losses a party also takes places that leave a single seat alone. */
const LOSSES_BEFORE_ORPHANS = 3;

/** A copy is busy for this long after it last tried to take seats. */
const BUSY_MS = 1_000;

/** The oldest reading that may refuse a party (I8). */
const MAX_AGE_MS = 2_000;

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
	/** Whether another request of this copy has tried to take some of these seats since the reading. */
	readonly werePicked: (seats: readonly Seat[]) => boolean;
	/** This request tries to take these seats. */
	readonly take: (seats: readonly Seat[]) => void;
	/** The party did not get them, because of the obstacles. */
	readonly lose: (party: Party, seats: readonly Seat[], obstacles: readonly Obstacle[]) => Promise<void>;
}

export async function guessHouse(event: Event, plans: readonly SectionPlan[], now: number): Promise<Guess> {
	const { readings } = event;
	const { nowMs } = readings;
	const isShared = !(await isSmall(event));
	const picks = isShared ? readings.picksOf(event) : undefined;
	const ownRows = picks && ownRowsOf(picks, nowMs);
	const isBusy = picks !== undefined && nowMs() - picks.latestMs() < BUSY_MS;
	const isRush = isBusy && ownRows?.isRush();
	/** Whether the reading is one for own rows, which may be some seconds old. */
	let isOld = isRush && !ownRows?.isScarce();
	const firstReading = () => {
		if (!isShared) return readSmallHouse(event, now);
		return isOld ? readings.guessForOwnRows(event) : readings.guess(event);
	};
	const [first, number] = await Promise.all([firstReading(), isShared && !isRush ? readings.turn(event) : undefined]);
	let readMs = nowMs();
	const beliefs = believe(event, plans, first, now);
	picks?.forget(first.asOfMs);
	const viewsWithoutPicks = () => (picks ? beliefs.viewsWithout(picks) : beliefs.views());
	let losses = 0;
	/** The sections that the index was asked for since the reading. */
	const lookedAt = new Set<string>();

	/** What a refusal may follow from (I8): the same reading while it is young. */
	const latestReading = async () => {
		if (isShared) return readings.of(event);
		if (nowMs() - readMs <= MAX_AGE_MS) return beliefs.reading();
		const latest = await readSmallHouse(event, now);
		readMs = nowMs();
		return latest;
	};
	/** Where all copies look, only a new reading will do. */
	const renewForAll = async () => {
		if (isOld) beliefs.renew(await readings.guess(event));
		isOld = false;
	};

	/** Stops at the section with which there are enough places, so it takes long only where there is little to look at. */
	const isNearlyFull = (party: Party) => {
		let places = 0;
		for (const view of beliefs.views()) {
			places += choicesTogether([view], party, FEW_PLACES, { mayLeaveOrphans: true }).length;
			if (places >= FEW_PLACES) return false;
		}
		return true;
	};

	const isWhole = looksEverywhere(event, plans);
	const pickInOwnRows = picks && ownRows && ownRowsPicker(event, { ownRows, picks, beliefs });

	return {
		inOwnRows: async (party) => {
			// Few look for accessible seats, or in some sections alone, and few rows are for them.
			const isForOwnRows = isWhole && !party.accessible && (isRush || losses > 0);
			const seats = isForOwnRows ? await pickInOwnRows?.(party) : undefined;
			if (seats === undefined) await renewForAll();
			return seats;
		},
		// Once this copy has picks, its list differs from the other copies', so its number would no longer be its own
		// place.
		turn: () => (picks?.isEmpty() ? number : undefined),
		choices: (party, most) => {
			const whole = beliefs.views();
			const mayLeaveOrphans = losses >= LOSSES_BEFORE_ORPHANS;
			const choices = choicesTogether(viewsWithoutPicks(), party, most, { whole, mayLeaveOrphans });
			return choices.length > 0 ? choices : choicesTogether(whole, party, most, { mayLeaveOrphans });
		},
		largest: async (party) => {
			if (beliefs.renew(await latestReading())) return undefined;
			const best = bestTogether(beliefs.views(), party);
			return best.found ? party.num : best.largest;
		},
		werePicked: (seats) => picks !== undefined && seats.some(picks.has),
		take: (seats) => picks?.add(seats),
		lose: async (party, seats, obstacles) => {
			losses += 1;
			const taken = obstacles.map(({ seat }) => seat);
			picks?.remove(seats.filter((seat) => !taken.includes(seat)));
			beliefs.noteTaken(taken);
			// Without obstacles this was a repeat of an answered request, not a loss.
			if (taken.length > 0) ownRows?.noteLoss();
			await renewForAll();
			const isDoubtful = !isShared || losses >= LOSSES_BEFORE_READING;
			const [section] = taken.map((seat) => seat.section);
			if (!isDoubtful || section === undefined) return;
			const isCheap = !isShared || shardsOf(event, section).length === 1;
			const mayWait = isShared && (!isCheap || lookedAt.has(section));
			if (mayWait && isNearlyFull(party)) {
				beliefs.renew(await readings.next(event));
				lookedAt.clear();
			} else if (isCheap) {
				await beliefs.lookAgain(section);
				lookedAt.add(section);
			}
		},
	};
}

/** In all sections, in the order of the plan: so that rows have the same numbers as for the others. */
function looksEverywhere({ sections }: Event, plans: readonly SectionPlan[]): boolean {
	const all = [...sections.keys()];
	return plans.length === all.length && plans.every(({ section }, index) => section === all[index]);
}
