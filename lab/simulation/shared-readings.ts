/**
 * The readings of the house that functions make and share in a world, and which of them an answer may follow from (I8):
 * one that this copy has made or read, of an age that is allowed by its own clock.
 */
import type { CountingIndex } from "./counting-index.ts";
import type { Seen, View } from "./looks.ts";

/** The oldest reading that an answer may follow from, and the oldest one after a maker has died. */
const MAX_AGE_MS = 2_000;
const MAX_AGE_AFTER_A_DEATH_MS = 3_000;

/** The maker's clock may be ahead by this much. */
const MAX_AHEAD_MS = 1_000;

/** A shared reading says when those locks end that end this soon. */
const ENDS_SECONDS = 5;

// biome-ignore lint/suspicious/noExplicitAny: an item as the table holds it
type Item = any;

interface Made {
	readonly asOfMs: number;
	readonly order: string;
	/** What its maker has seen of the index. */
	readonly index: CountingIndex;
}

/** A lease, and whether its holder has come to the end. */
interface Held {
	readonly order: string;
	readonly startMs: number;
	isDelivered: boolean;
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
	readonly follow: (copy: object, index: CountingIndex) => FollowedRequest;
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

export function shareReadings(): SharedReadings {
	const made = new Map<string, Made[]>();
	const known = new WeakMap<object, Set<string>>();
	const leases: Held[] = [];
	const tally = { ...NO_READINGS };

	const nameOf = ({ sk, asOfMs, packed }: Item) => JSON.stringify([sk, asOfMs, Buffer.from(packed).toString("base64")]);
	const orderOf = ({ sk }: Item) => String(sk).split("#")[1] ?? "";
	const hasDied = ({ order, asOfMs }: Made) =>
		leases.some((lease) => lease.order === order && !lease.isDelivered && lease.startMs > asOfMs);

	return {
		tally,
		follow: (copy, index) => {
			const own = known.get(copy) ?? new Set<string>();
			known.set(copy, own);
			let lease: Held | undefined;
			let hasMade = false;
			return {
				onSend: (item) => {
					if (item.untilMs !== undefined) {
						const order = orderOf(item);
						if (
							leases.some(
								(one) => one.order === order && !one.isDelivered && one.startMs + 1_000 > item.untilMs - 1_000,
							)
						)
							tally.madeAtOnce += 1;
						lease = { order, startMs: item.untilMs - 1_000, isDelivered: false };
						leases.push(lease);
					} else if (item.packed !== undefined) {
						const name = nameOf(item);
						made.set(name, [...(made.get(name) ?? []), { asOfMs: item.asOfMs, order: orderOf(item), index }]);
						own.add(name);
						tally.made += 1;
						hasMade = true;
						if (lease) lease.isDelivered = true;
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
						: index.views(shards).map((view) => ({ view, asOf: now, now, endsUntil: Number.POSITIVE_INFINITY }));
					const shared = Array.from(own).flatMap((name): Seen[] =>
						(made.get(name) ?? []).flatMap((one) => {
							const ageMs = answeredMs - one.asOfMs;
							if (ageMs < -MAX_AHEAD_MS || ageMs > MAX_AGE_AFTER_A_DEATH_MS) return [];
							if (ageMs > MAX_AGE_MS) {
								if (!hasDied(one)) return [];
								tally.died += 1;
							}
							const asOf = Math.floor(one.asOfMs / 1_000);
							const views: View[] = one.index.views(shards);
							// Seats are looked for at the request's own instant, and answers are given at the instant of the answer.
							return views.flatMap((view) =>
								[now, Math.floor(answeredMs / 1_000)].map((instant) => ({
									view,
									asOf,
									now: instant,
									endsUntil: asOf + ENDS_SECONDS,
								})),
							);
						}),
					);
					return [...direct, ...shared];
				},
			};
		},
	};
}
