/** The checker's specification and the domain are written independently. On random records they must agree. */
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { type SeatRecord, stateOf } from "../../domain/seat-record.ts";
import { block, change, claim, extend, lock, release, sell, unblock, unlock, type Verb } from "../../domain/verbs.ts";
import { anInstant, anOrder, aReason, aRecord, aTokenHash, NOW } from "../../test/support/records-at-random.ts";
import { judge } from "../../test/support/verdicts.ts";
import type { SeatChange } from "./history.ts";
import { AVAILABLE, nameOf, type Request, type SeatState, serve, showAt } from "./seat-model.ts";

const MAX_LOCK_SECONDS = 6;
const anEnd = fc.integer({ min: NOW, max: NOW + MAX_LOCK_SECONDS });

const aChange: fc.Arbitrary<SeatChange> = fc.record({
	from: fc.oneof(
		fc.constant({ status: "available" } as const),
		fc.record({
			status: fc.constant("locked" as const),
			expires: anEnd,
			lockedAt: fc.constantFrom(undefined, undefined, NOW - 2, NOW - 1, NOW),
		}),
		fc.record({ status: fc.constant("sold" as const), order: anOrder.map((order) => order ?? null) }),
		fc.record({ status: fc.constant("blocked" as const), reason: aReason }),
	),
	to: fc.oneof(
		fc.constant({ status: "available" } as const),
		fc.record({ status: fc.constant("locked" as const), token: aTokenHash, seconds: fc.integer({ min: 1, max: 4 }) }),
		fc.record({ status: fc.constant("sold" as const), order: fc.constantFrom("4711", "4712") }),
		fc.record({ status: fc.constant("blocked" as const), reason: aReason }),
	),
});

/** A token is its own hash here. */
const inDomain = (to: SeatChange["to"]) =>
	to.status === "locked" ? { status: to.status, tokenHash: to.token, seconds: to.seconds } : to;

/** A request for the specification, and the verb it is to the domain. */
type Pair = readonly [Request, Verb];

const aRequest: fc.Arbitrary<Pair> = fc
	.record({ tokenHash: aTokenHash, order: anOrder, reason: aReason, now: anInstant, expires: anEnd, wanted: aChange })
	.chain(({ tokenHash, order, reason, now, expires, wanted }) =>
		fc.constantFrom<Pair>(
			[{ verb: "lock", by: { token: tokenHash }, now, expires }, lock({ tokenHash, expires }, now)],
			[
				{ verb: "extend", by: { token: tokenHash }, now, expires, maxLockSeconds: MAX_LOCK_SECONDS },
				extend({ tokenHash, expires, maxLockSeconds: MAX_LOCK_SECONDS }, now),
			],
			[{ verb: "unlock", by: { token: tokenHash }, now }, unlock(tokenHash, now)],
			[{ verb: "claim", by: { token: tokenHash, order }, now }, claim({ tokenHash, order }, now)],
			[{ verb: "release", by: { order }, now }, release({ order }, now)],
			[{ verb: "release", by: { token: tokenHash, order }, now }, release({ order, tokenHash }, now)],
			[{ verb: "block", by: { reason }, now }, block(reason, now)],
			[{ verb: "unblock", by: {}, now }, unblock(undefined, now)],
			[{ verb: "unblock", by: { reason }, now }, unblock(reason, now)],
			[{ verb: "sell", by: { order: order ?? "4711" }, now }, sell({ order: order ?? "4711" }, now)],
			[
				{ verb: "sell", by: { order: "4711", reason, token: tokenHash }, now },
				sell({ order: "4711", reason, tokenHash }, now),
			],
			...Array.from(
				{ length: 5 },
				(): Pair => [{ verb: "change", by: {}, now, change: wanted }, change(wanted.from, inDomain(wanted.to), now)],
			),
		),
	);

/** The record as a state of the specification, which does not say when a seat was sold. */
function specifiedState(record: SeatRecord | undefined): SeatState {
	switch (record?.status) {
		case undefined:
		case "available":
			return AVAILABLE;
		case "locked":
			return {
				status: "locked",
				...(record.tokenHash !== undefined && { token: record.tokenHash }),
				lockedAt: record.lockedAt,
				expires: record.expires,
			};
		case "sold":
			return {
				status: "sold",
				...(record.tokenHash !== undefined && { token: record.tokenHash }),
				...(record.order !== undefined && { order: record.order }),
			};
		case "blocked":
			return { status: "blocked", reason: record.reason };
	}
}

test("the specification and the domain give the same answer to the same request", () => {
	fc.assert(
		fc.property(aRecord, aRequest, (record, [request, verb]) => {
			const decision = judge(verb, record);
			const after = serve(specifiedState(record), request);

			if (decision.verdict === "refuses") expect(after).toBeUndefined();
			else expect(nameOf(after ?? AVAILABLE)).toBe(nameOf(specifiedState(decision.after)));
		}),
		{ numRuns: 10_000 },
	);
});

test("the specification and the domain show callers the same state of a seat", () => {
	fc.assert(
		fc.property(aRecord, anInstant, (record, now) => {
			expect(showAt(specifiedState(record), now)).toEqual(stateOf(record, now));
		}),
		{ numRuns: 1_000 },
	);
});
