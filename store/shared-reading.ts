/**
 * One event's shared reading (contract §3, I8; ADR 038): a compact record, made from the counting index at most once a second
 * by a function that needs it, and read by all others. A lease, an item of its own, says who makes it. All of this costs
 * time when it fails, and never safety: seats are written under conditions of their own.
 *
 * Nobody waits for a maker that has died for longer than its lease.
 */
import { asOf, ENDS_SECONDS, type Reading, readingOf } from "../domain/reading.ts";
import type { Event } from "./event.ts";
import { type KnownEvent, readPlans, type Store } from "./event-memory.ts";
import { beganMs, type KnownReading, LEASE_MS, MAX_AHEAD_MS, newKnownReading, PAUSE_MS } from "./known-reading.ts";
import { readTaken } from "./read-taken.ts";
import { readLease, readReading, takeLease, writeReading } from "./reading-records.ts";
import { TryAgain } from "./table.ts";

/** A reading this old is made again. */
const REMAKE_MS = 1_000;

/** No answer uses an older reading (I8), unless a maker has died. */
const MAX_AGE_MS = 2_000;

/** How old a reading may be, in milliseconds, for what it is wanted for. */
export interface Need {
	/** From this age on it is read again, and made again if that gave no newer one. */
	readonly remakeMs: number;
	/**
	 * Up to this age, a request that has just reread the reading uses it and leaves making a new one to the next request.
	 */
	readonly sufficesMs?: number;
	/** Up to this age it serves where another one is just being made. */
	readonly maxAgeMs: number;
}

/** What an answer follows from. */
export const FOR_ANSWERS: Need = { remakeMs: REMAKE_MS, maxAgeMs: MAX_AGE_MS };

/** To look for places to try. Most locks that a reading shows have still not ended ten seconds later. */
export const FOR_GUESSES: Need = { remakeMs: REMAKE_MS, sufficesMs: MAX_AGE_MS, maxAgeMs: 10_000 };

/** To look in rows that no other copy tries (ADR 052): what the others have taken since does not matter there. */
export const FOR_OWN_ROWS: Need = { remakeMs: 4_000, sufficesMs: 6_000, maxAgeMs: 10_000 };

/** A copy reads the reading at most twice a second. */
const REREAD_MS = 500;

/**
 * How many times a request looks: enough to wait for the current maker, for its successor, and to read what each made.
 */
const MAX_ROUNDS = 10;

export interface SharedReading {
	/** A reading that is young enough; throws `TryAgain` if there is none in time. */
	readonly find: (event: Event, need: Need) => Promise<Reading>;
	/** The reading after the one that this copy has: waits until that is due. */
	readonly next: (event: Event) => Promise<Reading>;
	/** Reads the record if it may hold a newer reading than this copy knows, at most twice a second. */
	readonly readAgain: (event: KnownEvent & Store) => Promise<void>;
	/** What this copy knows already. */
	readonly known: KnownReading;
}

export interface Surroundings {
	/** Epoch milliseconds. */
	readonly nowMs: () => number;
	readonly wait: (milliseconds: number) => Promise<void>;
	/** A random number in [0, 1). */
	readonly draw: () => number;
}

export function newSharedReading({ nowMs, wait, draw }: Surroundings): SharedReading {
	const known = newKnownReading(nowMs, draw);
	const reading = sharedWork<void>();
	const making = sharedWork<boolean>();
	let readMs = Number.NEGATIVE_INFINITY;

	/** Returns whether anything was sent. */
	async function readAgain(event: KnownEvent & Store): Promise<boolean> {
		if (known.youngerThan(REMAKE_MS) !== undefined || nowMs() - readMs < REREAD_MS) return false;
		// If it cannot be read, what this copy knows may still do.
		await reading.run(() => read(event)).catch(unlessPassing);
		return true;
	}

	async function read(event: KnownEvent & Store): Promise<void> {
		const found = await readReading(event);
		readMs = nowMs();
		if (found) known.note(found);
	}

	/** Returns whether it has made a reading: not if somebody else does. */
	async function make(event: Event): Promise<boolean> {
		// Where many wait for the first reading, the pause spreads them. Otherwise the random age at which each copy comes
		// here spreads them.
		if (known.upTo(MAX_AGE_MS) === undefined) await wait(PAUSE_MS * draw());
		if (!(await becomeMaker(event))) return false;

		const plans = await readPlans(event);
		const asOfMs = nowMs();
		const taken = await readTaken(event, undefined, asOf({ asOfMs }));
		const made = readingOf(plans, taken, asOfMs, ENDS_SECONDS);
		known.note(made);
		readMs = nowMs();
		// This lease has served its purpose, whatever a clock that was corrected since says of the two.
		known.endLease();
		// If it cannot be written, it still answers this request.
		await writeReading(event, made, nowMs() + MAX_AHEAD_MS).catch(unlessPassing);
		return true;
	}

	/** Takes the lease, unless somebody has it. */
	async function becomeMaker(event: Event): Promise<boolean> {
		const before = await readLease(event);
		if (before) known.noteLease(before);
		if (known.leaseLeftMs() > 0) return false;

		const own = { holder: draw(), untilMs: nowMs() + LEASE_MS, ...(before && { beforeMs: beganMs(before) }) };
		const winner = await takeLease(event, own, before);
		known.noteLease(winner ?? own);
		return winner === undefined;
	}

	/** Waits for the request of this copy that makes a reading, or for the copy that does. */
	async function waitForMaker(): Promise<void> {
		const work = making.current();
		if (work) await work.catch(() => undefined);
		else await wait(Math.max(readMs + REREAD_MS - nowMs(), Math.min(known.leaseLeftMs(), REREAD_MS)));
	}

	async function find(event: Event, { remakeMs, sufficesMs, maxAgeMs }: Need): Promise<Reading> {
		let hasMade = false;
		for (let round = 1; round <= MAX_ROUNDS; round++) {
			const young = known.youngerThan(remakeMs);
			if (young) return young;
			const isReread = await readAgain(event);
			const sufficient =
				known.youngerThanWithPause(remakeMs) ??
				(isReread && sufficesMs !== undefined ? known.upTo(sufficesMs) : undefined);
			if (sufficient) return sufficient;

			if (making.current() === undefined && known.leaseLeftMs() <= 0) {
				// One that was too old when it was made would be so again, and each costs the whole index (I12).
				if (hasMade) break;
				hasMade = (await making.run(() => make(event)).catch(unlessPassing)) ?? false;
			}
			const usable = known.upTo(maxAgeMs);
			if (usable) return usable;
			await waitForMaker();
		}
		throw new TryAgain("no reading of the house came in time");
	}

	return {
		find,
		next: async (event) => {
			const before = known.youngerThan(Number.POSITIVE_INFINITY);
			// A millisecond more, because a timer may end a little early.
			await wait(Math.max(0, known.untilMs(REMAKE_MS)) + 1);
			const latest = await find(event, FOR_ANSWERS);
			if (latest !== before) return latest;
			// Another copy is just making it.
			await wait(REREAD_MS);
			return find(event, FOR_ANSWERS);
		},
		readAgain: async (event) => {
			await readAgain(event);
		},
		known,
	};
}

/** Work that requests at one time share: the first one does it, and the others wait for its outcome. */
function sharedWork<Outcome>() {
	let current: Promise<Outcome> | undefined;
	return {
		/** The work that is being done, if any. */
		current: () => current,
		run: (work: () => Promise<Outcome>): Promise<Outcome> => {
			current ??= work().finally(() => {
				current = undefined;
			});
			return current;
		},
	};
}

function unlessPassing(error: unknown): undefined {
	if (!(error instanceof TryAgain)) throw error;
}
