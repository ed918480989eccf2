/** Random seat records and instants. There are few values, so locks often end at `now` and tokens and orders often match. */
import fc from "fast-check";
import type { TakenRecord } from "../../domain/seat-record.ts";

export const NOW = 4_000_000_000;

export const anInstant = fc.integer({ min: NOW - 1, max: NOW + 1 });

export const aTokenHash = fc.constantFrom("alice", "bob");

export const anOrder = fc.constantFrom(undefined, "4711", "4712");

export const aReason = fc.constantFrom("sound desk", "wheelchair lift");

const aHolder = fc.constantFrom("alice", "alice", "bob", undefined);

const aLock = fc
	.record({
		holder: aHolder,
		lockedAt: fc.integer({ min: NOW - 4, max: NOW }),
		seconds: fc.integer({ min: 1, max: 6 }),
	})
	.map(
		({ holder, lockedAt, seconds }): TakenRecord => ({
			status: "locked",
			...(holder && { tokenHash: holder }),
			lockedAt,
			expires: lockedAt + seconds,
		}),
	);

const aSale = fc.record({ holder: aHolder, order: anOrder }).map(
	({ holder, order }): TakenRecord => ({
		status: "sold",
		...(holder && { tokenHash: holder }),
		...(order && { order }),
		soldAt: NOW - 3,
	}),
);

/** Any record of a seat, or none. Mostly locks, because their rules are the hardest to get right. */
export const aRecord: fc.Arbitrary<TakenRecord | undefined> = fc.oneof(
	{ weight: 1, arbitrary: fc.constant(undefined) },
	{ weight: 6, arbitrary: aLock },
	{ weight: 3, arbitrary: aSale },
	{ weight: 2, arbitrary: aReason.map((reason): TakenRecord => ({ status: "blocked", reason })) },
);
