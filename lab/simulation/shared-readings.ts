/**
 * The readings of the house that functions make and share in a world, and which of them an answer may follow from (I8):
 * one that this copy has made or read, of an age that is allowed by its own clock.
 */
import type { Seen, View } from "./looks.ts";
import type { ReadPasses } from "./read-passes.ts";

/** The oldest reading that an answer may follow from, and the oldest one after a maker has died. */
const MAX_AGE_MS = 2_000;
const MAX_AGE_AFTER_A_DEATH_MS = 3_000;

/** How long nobody else makes a reading. */
const LEASE_MS = 1_000;

/** The maker's clock may be ahead by this much. */
const MAX_AHEAD_MS = 1_000;

/** A shared reading says when those locks end that end this soon. */
export const ENDS_SECONDS = 3;

// biome-ignore lint/suspicious/noExplicitAny: an item as the table holds it
type Item = any;

interface Made {
	readonly asOfMs: number;
	readonly order: string;
	/** What its maker had seen of the index when it wrote it. */
	readonly view: View;
}

interface Lease {
	readonly order: string;
	/** By the clock of who took it, and in the world. */
	readonly startMs: number;
	readonly takenAtMs: number;
}

/**
 * What happened to the readings of a world: how many were made, and read by others; how many makers began while another
 * was at work; how many looks could use a reading of more than two seconds because a maker had died.
 */
export type ReadingTally = Record<"made" | "shared" | "madeAtOnce" | "died", number>;

export const NO_READINGS: Readonly<ReadingTally> = { made: 0, shared: 0, madeAtOnce: 0, died: 0 };

export interface SharedReadings {
	readonly tally: ReadingTally;
	/** One request of one copy: what it sends and gets is noted. */
	readonly follow: (copy: object, passes: ReadPasses) => FollowedRequest;
}

export interface FollowedRequest {
	readonly onSend: (item: Item) => void;
	readonly onAnswer: (item: Item) => void;
	/**
	 * The readings that the answer may follow from, of an event with these shards.
	 * @param now the request's own instant, and the clock at the answer, epoch milliseconds.
	 */
	readonly seen: (shards: readonly string[], now: number, answeredMs: number) => Seen[];
}

/** @param elapsedMs how much time has passed in the world. */
export function shareReadings(elapsedMs: () => number): SharedReadings {
	const made = new Map<string, Made[]>();
	const known = new WeakMap<object, Set<string>>();
	const leases: Lease[] = [];
	const tally = { ...NO_READINGS };

	const nameOf = ({ sk, asOfMs, packed }: Item) => JSON.stringify([sk, asOfMs, Buffer.from(packed).toString("base64")]);
	const orderOf = ({ sk }: Item) => String(sk).split("#")[1] ?? "";

	/**
	 * Whether a maker of a later reading has died, as far as a copy can know that has these readings: its lease has ended, or
	 * another has taken its place, and nothing of it was seen.
	 */
	const hasDied = ({ order, asOfMs }: Made, own: readonly Made[]) => {
		const unserved = leases.filter(
			({ order: other, startMs }) =>
				other === order && startMs > asOfMs && !own.some((one) => one.order === order && one.asOfMs >= startMs),
		);
		return unserved.length > 1 || unserved.some(({ takenAtMs }) => elapsedMs() >= takenAtMs + LEASE_MS);
	};

	return {
		tally,
		follow: (copy, passes) => {
			const own = known.get(copy) ?? new Set<string>();
			known.set(copy, own);
			let hasMade = false;
			return {
				onSend: (item) => {
					const order = orderOf(item);
					if (item.untilMs !== undefined) {
						const takenAtMs = elapsedMs();
						const isLive = (one: Lease) => one.order === order && takenAtMs < one.takenAtMs + LEASE_MS;
						if (leases.some(isLive)) tally.madeAtOnce += 1;
						leases.push({ order, startMs: item.untilMs - LEASE_MS, takenAtMs });
					} else if (item.packed !== undefined) {
						const name = nameOf(item);
						made.set(name, [...(made.get(name) ?? []), { asOfMs: item.asOfMs, order, view: passes.latest() }]);
						own.add(name);
						tally.made += 1;
						hasMade = true;
					}
				},
				onAnswer: (item) => {
					if (item.packed === undefined) return;
					own.add(nameOf(item));
					tally.shared += 1;
				},
				seen: (shards, now, answeredMs) => {
					const direct = hasMade
						? []
						: passes.views(shards).map((view) => ({ view, asOf: now, now, endsUntil: Number.POSITIVE_INFINITY }));
					const readings = Array.from(own).flatMap((name) => made.get(name) ?? []);
					const shared = readings.flatMap((one): Seen[] => {
						const ageMs = answeredMs - one.asOfMs;
						if (ageMs < -MAX_AHEAD_MS || ageMs > MAX_AGE_AFTER_A_DEATH_MS) return [];
						if (ageMs > MAX_AGE_MS) {
							if (!hasDied(one, readings)) return [];
							tally.died += 1;
						}
						const asOf = Math.floor(one.asOfMs / 1_000);
						// Seats are looked for at the request's own instant, and answers are given at the instant of the answer.
						const instants = [now, Math.floor(answeredMs / 1_000)];
						const endsUntil = asOf + ENDS_SECONDS;
						// A section in which the reading has proved wrong is read again, at the instant of this function's own clock.
						return passes
							.withSections(one.view, shards)
							.flatMap((view) => [
								...instants.map((instant) => ({ view, asOf, now: instant, endsUntil })),
								...(view === one.view ? [] : [{ view, asOf: now, now, endsUntil }]),
							]);
					});
					return [...direct, ...shared];
				},
			};
		},
	};
}
