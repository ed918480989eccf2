/**
 * Violations that the checker must report. Each is written in two versions, wrong and correct, which differ in one
 * answer, one instant or one record, so the checker reacts to exactly that difference.
 */
import type { History } from "./history.ts";
import {
	ANN_BUYS,
	ann,
	answering,
	BOTH,
	block,
	blocked,
	change,
	check,
	claim,
	during,
	expire,
	extend,
	free,
	isLocked,
	lock,
	lockedUntil,
	lockOf,
	lost,
	refused,
	release,
	type Step,
	saleOf,
	sell,
	sold,
	soldAs,
	story,
	unblock,
	unlock,
} from "./story.ts";
import type { Invariant } from "./violation.ts";

/** The invariant that must be reported, what goes wrong, and the history in its wrong or its correct version. */
export type PlantedViolation = readonly [Invariant, string, (wrong: boolean) => readonly Step[] | History];

/** A check of the second seat of a request that took the first: wrongly, it is still available. */
function seatB(wrong: boolean, status: string): Step {
	const { outcome } = status === "locked" ? isLocked() : check(status);
	return check(wrong ? "available" : status, { seat: "b", ...(!wrong && "expires" in outcome && outcome) });
}

const ORDER = "order of ann";
/** A sale moves from the first seat to the second. */
const EXCHANGE = change([soldAs(ORDER), free], [free, soldAs(ORDER)]);

export const PLANTED_VIOLATIONS: readonly PlantedViolation[] = [
	// I1: sold at most once at a time.
	["I1", "a seat is sold to two buyers", (wrong) => [...ANN_BUYS, wrong ? claim("bob") : refused(claim("bob"))]],
	[
		"I1",
		"a seat is sold to one buyer under two orders",
		(wrong) => [...ANN_BUYS, claim("ann", { order: wrong ? "another order" : "order of ann" })],
	],
	[
		"I1",
		"a seat is sold both to the buyer whose lock has ended and to the one who took it over",
		(wrong) => [
			ann,
			lock("bob", { now: 110, until: 120 }),
			during(20, 40, wrong ? claim("ann", { now: 109 }) : refused(claim("ann", { now: 109 }))),
			during(20, 40, claim("bob", { now: 111 })),
		],
	],
	[
		"I1",
		"a lock is granted on a sold seat",
		(wrong) => [...ANN_BUYS, wrong ? lock("bob") : refused(lock("bob"), sold)],
	],
	["I1", "a sold seat is blocked", (wrong) => [...ANN_BUYS, wrong ? block("broken") : refused(block("broken"), sold)]],
	["I1", "unblocking frees a sold seat", (wrong) => [...ANN_BUYS, wrong ? unblock() : refused(unblock(), sold)]],
	["I1", "unlocking frees a sold seat", (wrong) => [...ANN_BUYS, wrong ? unlock("ann") : refused(unlock("ann"))]],
	[
		"I1",
		"a sold seat is extended",
		(wrong) => {
			const longer = extend("ann", { until: 115 });
			return [...ANN_BUYS, wrong ? longer : refused(longer)];
		},
	],
	[
		"I1",
		"a sale is released by another order",
		(wrong) => [...ANN_BUYS, release({ order: `order of ${wrong ? "bob" : "ann"}` })],
	],
	["I1", "a sale is released by another token", (wrong) => [...ANN_BUYS, release({ token: wrong ? "bob" : "ann" })]],
	[
		"I1",
		"a sale is released by its order with somebody else's token",
		(wrong) => [...ANN_BUYS, release({ order: "order of ann", token: wrong ? "bob" : "ann" })],
	],
	["I1", "a sale is released without any proof", (wrong) => [...ANN_BUYS, release(wrong ? {} : { token: "ann" })]],

	// I2: a lock ends at `expires`, no earlier and no later, whether or not anything has cleaned up.
	[
		"I2",
		"a claim succeeds in the second in which the lock ends",
		(wrong) => [ann, claim("ann", { now: wrong ? 110 : 109 })],
	],
	["I2", "a claim succeeds long after the lock has ended", (wrong) => [ann, claim("ann", { now: wrong ? 200 : 109 })]],
	[
		"§4",
		"a claim is refused in the last second of the lock",
		(wrong) => [ann, refused(claim("ann", { now: wrong ? 109 : 110 }))],
	],
	[
		"I2",
		"an extension succeeds in the second in which the lock ends",
		(wrong) => [ann, extend("ann", { now: wrong ? 110 : 109, until: 115 })],
	],
	[
		"§4",
		"an extension is refused in the last second of the lock",
		(wrong) => [ann, refused(extend("ann", { now: wrong ? 109 : 110, until: 115 }))],
	],
	[
		"I2",
		"a lock is refused in the second in which the other lock ends",
		(wrong) => [ann, refused(lock("bob", { now: wrong ? 110 : 109, until: 120 }), lockedUntil(110))],
	],
	[
		"I3",
		"a lock is granted in the last second of another lock",
		(wrong) => [ann, lock("bob", { now: wrong ? 109 : 110, until: 120 })],
	],
	[
		"I2",
		"a lock that has ended keeps the seat from being locked until TTL removes it",
		(wrong) => [
			ann,
			refused(lock("bob", { now: wrong ? 150 : 105, until: 160 }), lockedUntil(110)),
			expire(150),
			lock("bob", { now: 151, until: 160 }),
		],
	],
	[
		"I2",
		"a lock that has ended keeps a seat from being blocked",
		(wrong) => [ann, refused(block("broken", { now: wrong ? 110 : 109 }), lockedUntil(110))],
	],
	[
		"I2",
		"unlocking is refused by a lock that has ended",
		(wrong) => [ann, refused(unlock("bob", { now: wrong ? 110 : 109 }))],
	],
	["I2", "a check shows a lock in the second in which it ends", (wrong) => [ann, isLocked(wrong ? 110 : 109)]],
	[
		"I2",
		"a check shows a lock as ended in its last second",
		(wrong) => [ann, check("available", { now: wrong ? 109 : 110 })],
	],
	[
		"I2",
		"TTL removes a live lock",
		(wrong) => [ann, expire(109), wrong ? check("available", { now: 109 }) : isLocked(109)],
	],
	[
		"I2",
		"TTL removes a lock that has been extended",
		(wrong) => [
			ann,
			extend("ann", { until: 115 }),
			expire(112),
			wrong ? lock("bob", { now: 112, until: 120 }) : refused(lock("bob", { now: 112, until: 120 }), lockedUntil(115)),
		],
	],
	[
		"I2",
		"TTL removes a sale",
		(wrong) => [...ANN_BUYS, expire(150), check(wrong ? "available" : "sold", { now: 150 })],
	],
	[
		"I2",
		"TTL removes a sale, and only the table shows it",
		(wrong) => story([...ANN_BUYS, expire(150)], wrong ? {} : { a: saleOf("ann") }),
	],
	[
		"I2",
		"TTL removes a block",
		(wrong) => [block("broken"), expire(150), check(wrong ? "available" : "blocked", { now: 150 })],
	],

	// I3: only the holder of the token moves a locked seat, and a refusal reveals nothing about others.
	[
		"I3",
		"a lock is granted on a live lock",
		(wrong) => [ann, wrong ? lock("bob") : refused(lock("bob"), lockedUntil(110))],
	],
	[
		"I3",
		"a seat with a live lock is blocked",
		(wrong) => [ann, wrong ? block("broken") : refused(block("broken"), lockedUntil(110))],
	],
	["I3", "unblocking frees a live lock", (wrong) => [ann, wrong ? unblock() : refused(unblock(), lockedUntil(110))]],
	[
		"I3",
		"releasing frees a live lock",
		(wrong) => [ann, wrong ? release({ token: "ann" }) : refused(release({ token: "ann" }))],
	],
	["I3", "a stranger claims", (wrong) => [ann, claim(wrong ? "bob" : "ann")]],
	["I3", "a stranger extends", (wrong) => [ann, extend(wrong ? "bob" : "ann", { until: 115 })]],
	["I3", "a stranger unlocks", (wrong) => [ann, unlock(wrong ? "bob" : "ann")]],
	["I3", "a claim succeeds without any lock", (wrong) => [...(wrong ? [] : [ann]), claim("ann")]],
	["I3", "an extension succeeds without any lock", (wrong) => [...(wrong ? [] : [ann]), extend("ann", { until: 115 })]],
	[
		"I3",
		"a claim succeeds after the lock was given up",
		(wrong) => [ann, wrong ? unlock("ann") : isLocked(), claim("ann")],
	],
	[
		"I3",
		"the tokens of two buyers are mixed up",
		(wrong) => [
			ann,
			lock("bob", { seats: ["b"] }),
			claim(wrong ? "bob" : "ann"),
			claim(wrong ? "ann" : "bob", { seats: ["b"] }),
		],
	],
	[
		"I3",
		"a claim succeeds after another buyer took over the ended lock",
		(wrong) => {
			const late = claim("ann", { now: 112 });
			return [ann, lock("bob", { now: 110, until: 120 }), wrong ? late : refused(late)];
		},
	],
	[
		"I3",
		"an extension revives a lock that another buyer has taken over",
		(wrong) => {
			const late = extend("ann", { now: 109, until: 118 });
			return [ann, lock("bob", { now: 110, until: 120 }), wrong ? late : refused(late)];
		},
	],
	[
		"I3",
		"a refused claim reveals somebody else's lock",
		(wrong) => [ann, refused(claim("bob"), wrong ? lockedUntil(110) : {})],
	],
	[
		"I3",
		"a refused extension reveals when somebody else's lock ends",
		(wrong) => [ann, refused(extend("bob", { until: 115 }), wrong ? { expires: 110 } : {})],
	],
	[
		"I3",
		"a refused release reveals that the seat is sold",
		(wrong) => [...ANN_BUYS, refused(release({ order: "another" }), wrong ? sold : {})],
	],

	// I4: whole or not at all.
	[
		"I4",
		"a refused lock of two seats takes one",
		(wrong) => [
			lock("bob", { seats: ["b"] }),
			refused(lock("ann", { seats: BOTH }), lockedUntil(110), ["b"]),
			wrong ? isLocked() : check("available"),
		],
	],
	[
		"I4",
		"a refused claim of two seats sells one",
		(wrong) => [ann, refused(claim("ann", { seats: BOTH }), {}, ["b"]), wrong ? check("sold") : isLocked()],
	],
	[
		"I4",
		"a refused release of two seats frees one",
		(wrong) => [
			...ANN_BUYS,
			lock("bob", { seats: ["b"] }),
			refused(release({ token: "ann" }, { seats: BOTH }), {}, ["b"]),
			check(wrong ? "available" : "sold"),
		],
	],
	[
		"I4",
		"a successful lock of two seats takes only one",
		(wrong) => [
			lock("ann", { seats: BOTH }),
			isLocked(),
			wrong ? check("available", { seat: "b" }) : isLocked(100, 110, "b"),
		],
	],
	[
		"I4",
		"a successful claim of two seats sells only one",
		(wrong) => [
			lock("ann", { seats: BOTH }),
			claim("ann", { seats: BOTH }),
			wrong ? isLocked(100, 110, "b") : check("sold", { seat: "b" }),
		],
	],
	[
		"I4",
		"a successful release of two seats frees only one",
		(wrong) => [
			lock("ann", { seats: BOTH }),
			claim("ann", { seats: BOTH }),
			release({ token: "ann" }, { seats: BOTH }),
			check(wrong ? "sold" : "available", { seat: "b" }),
		],
	],
	[
		"I4",
		"a successful extension of two seats reaches only one",
		(wrong) => [
			lock("ann", { seats: BOTH }),
			extend("ann", { seats: BOTH, until: 115 }),
			isLocked(100, 115),
			isLocked(100, wrong ? 110 : 115, "b"),
		],
	],
	[
		"I4",
		"a successful block of two seats takes only one, as the table shows",
		(wrong) =>
			story([block("broken", { seats: BOTH })], {
				a: { status: "blocked", reason: "broken" },
				...(!wrong && { b: { status: "blocked", reason: "broken" } }),
			}),
	],
	[
		"I4",
		"a lock of two seats without an answer takes one",
		(wrong) => [
			lost(lock("ann", { seats: BOTH })),
			isLocked(),
			wrong ? lock("bob", { seats: ["b"] }) : isLocked(100, 110, "b"),
		],
	],
	[
		"I4",
		"a claim of two seats without an answer sells one",
		(wrong) => [
			lock("ann", { seats: BOTH }),
			lost(claim("ann", { seats: BOTH })),
			check("sold"),
			wrong ? unlock("ann", { seats: ["b"] }) : check("sold", { seat: "b" }),
			...(wrong ? [check("available", { seat: "b" })] : []),
		],
	],
	[
		"I4",
		"a release of two seats without an answer frees one, as the table shows",
		(wrong) =>
			story(
				[lock("ann", { seats: BOTH }), claim("ann", { seats: BOTH }), lost(release({ token: "ann" }, { seats: BOTH }))],
				wrong ? { b: saleOf("ann") } : {},
			),
	],
	[
		"I4",
		"a lock without an answer shows on one seat before it is on the other",
		(wrong) => [
			lost(lock("ann", { seats: BOTH })),
			...(wrong ? [isLocked(), check("available", { seat: "b" })] : [check("available", { seat: "b" }), isLocked()]),
			isLocked(100, 110, "b"),
		],
	],
	[
		"I4",
		"one of two unanswered requests must have happened, but neither can have",
		(wrong) =>
			story([lost(lock("ann", { seats: ["a", "b"] })), lost(lock("ann", { seats: ["a", "c"] })), isLocked()], {
				a: lockOf("ann"),
				...(!wrong && { c: lockOf("ann") }),
			}),
	],
	// The same, with a known step after which nothing of the request is under way.
	[
		"I4",
		"a lock of two seats takes one and is over",
		(wrong) => [lost(lock("ann", { seats: BOTH }), 8), isLocked(), seatB(wrong, "locked")],
	],
	[
		"I4",
		"a lock of two seats shows on one while it is under way",
		(wrong) => [lost(lock("ann", { seats: BOTH }), 40), isLocked(), seatB(wrong, "locked")],
	],
	[
		"I4",
		"a claim of two seats sells one and is over",
		(wrong) => [
			lock("ann", { seats: BOTH }),
			lost(claim("ann", { seats: BOTH }), 18),
			check("sold"),
			wrong ? isLocked(100, 110, "b") : check("sold", { seat: "b" }),
		],
	],
	[
		"I4",
		"a claim of two seats shows on one while it is under way",
		(wrong) => [
			lock("ann", { seats: BOTH }),
			lost(claim("ann", { seats: BOTH }), 90),
			check("sold"),
			wrong ? isLocked(100, 110, "b") : check("sold", { seat: "b" }),
		],
	],
	[
		"I4",
		"a release of two seats frees one and is over",
		(wrong) => [
			lock("ann", { seats: BOTH }),
			claim("ann", { seats: BOTH }),
			lost(release({ token: "ann" }, { seats: BOTH }), 28),
			check("available"),
			check(wrong ? "sold" : "available", { seat: "b" }),
		],
	],
	[
		"I4",
		"an unlock of two seats frees one and is over",
		(wrong) => [
			lock("ann", { seats: BOTH }),
			lost(unlock("ann", { seats: BOTH }), 18),
			check("available"),
			wrong ? isLocked(100, 110, "b") : check("available", { seat: "b" }),
		],
	],
	[
		"I4",
		"an extension of two seats reaches one and is over",
		(wrong) => [
			lock("ann", { seats: BOTH }),
			lost(extend("ann", { seats: BOTH, until: 115 }), 18),
			isLocked(100, 115),
			isLocked(100, wrong ? 110 : 115, "b"),
		],
	],
	[
		"I4",
		"a block of two seats takes one and is over",
		(wrong) => [lost(block("broken", { seats: BOTH }), 8), check("blocked"), seatB(wrong, "blocked")],
	],
	[
		"I4",
		"an unblock of two seats frees one and is over",
		(wrong) => [
			block("broken", { seats: BOTH }),
			lost(unblock({ seats: BOTH }), 18),
			check("available"),
			check(wrong ? "blocked" : "available", { seat: "b" }),
		],
	],
	[
		"I4",
		"a lock of two seats takes one and is over, as only the table shows",
		(wrong) =>
			story([lost(lock("ann", { seats: BOTH }), 8)], { a: lockOf("ann"), ...(!wrong && { b: lockOf("ann") }) }),
	],
	[
		"I4",
		"a claim of two seats sells one and is over, as only the table shows",
		(wrong) =>
			story([lock("ann", { seats: BOTH }), lost(claim("ann", { seats: BOTH }), 18)], {
				a: saleOf("ann"),
				b: wrong ? lockOf("ann") : saleOf("ann"),
			}),
	],
	[
		"I4",
		"a release of two seats frees one and is over, as only the table shows",
		(wrong) =>
			story(
				[
					lock("ann", { seats: BOTH }),
					claim("ann", { seats: BOTH }),
					lost(release({ token: "ann" }, { seats: BOTH }), 28),
				],
				wrong ? { b: saleOf("ann") } : {},
			),
	],
	[
		"I4",
		"a lock of three seats without an answer takes only the first and the last",
		(wrong) => [
			lost(lock("ann", { seats: ["a", "b", "c"] }), 8),
			isLocked(),
			isLocked(100, 110, "c"),
			seatB(wrong, "locked"),
		],
	],

	// Whole, and at one instant.
	[
		"I4",
		"a lock of two seats takes one after the other, and a buyer looks in between",
		(wrong) => [
			during(0, 100, lock("ann", { seats: BOTH })),
			during(10, 20, isLocked()),
			during(30, 40, seatB(wrong, "locked")),
		],
	],
	[
		"I4",
		"a lock of two seats takes one after the other, and a buyer has the second in between",
		(wrong) => [
			during(0, 100, lock("ann", { seats: BOTH })),
			during(10, 20, wrong ? isLocked() : check("available")),
			during(30, 40, lock("bob", { seats: ["b"] })),
			during(50, 60, unlock("bob", { seats: ["b"] })),
		],
	],
	[
		"I4",
		"a claim of two seats sells one after the other, and a buyer looks in between",
		(wrong) => [
			during(0, 5, lock("ann", { seats: BOTH })),
			during(10, 100, claim("ann", { seats: BOTH })),
			during(20, 30, check("sold")),
			during(40, 50, wrong ? isLocked(100, 110, "b") : check("sold", { seat: "b" })),
		],
	],
	[
		"I4",
		"a release of two seats frees one after the other, and a buyer looks in between",
		(wrong) => [
			during(0, 3, lock("ann", { seats: BOTH })),
			during(4, 8, claim("ann", { seats: BOTH })),
			during(10, 100, release({ token: "ann" }, { seats: BOTH })),
			during(20, 30, check("available")),
			during(40, 50, check(wrong ? "sold" : "available", { seat: "b" })),
		],
	],
	[
		"I4",
		"two requests for two seats happen in one order at one seat and in the other order at the other",
		(wrong) => [
			during(0, 100, lock("ann", { seats: BOTH })),
			during(0, 100, unlock("ann", { seats: BOTH })),
			during(110, 120, isLocked()),
			during(110, 120, seatB(wrong, "locked")),
		],
	],
	[
		"I4",
		"a refusal names two seats that were never taken at one instant",
		(wrong) => {
			const frees = unlock("bob");
			const takes = lock("eve", { seats: ["b"] });
			return [
				during(0, 5, lock("bob")),
				during(10, 100, refused(lock("ann", { seats: BOTH }), lockedUntil(110), BOTH)),
				during(20, 30, wrong ? frees : takes),
				during(40, 50, wrong ? takes : frees),
			];
		},
	],
	[
		"I3",
		"a lock of two seats checks only the first",
		(wrong) => [
			lock("bob", { seats: ["b"] }),
			wrong ? lock("ann", { seats: BOTH }) : refused(lock("ann", { seats: BOTH }), lockedUntil(110), ["b"]),
		],
	],
	[
		"I4",
		"an answer leaves out a seat",
		(wrong) => {
			const whole = lock("ann", { seats: BOTH });
			return [wrong ? answering(whole, { ...whole.outcome, seats: whole.outcome.seats.slice(1) }) : whole];
		},
	],
	[
		"I4",
		"an answer has a seat that was not requested",
		(wrong) => [
			answering(ann, {
				kind: "done",
				seats: [...ann.outcome.seats, ...(wrong ? [{ seat: "b", status: "locked" }] : [])],
			}),
		],
	],

	// I5: a repeat gives the same answer and changes nothing more.
	["I5", "the retry of a claim is refused", (wrong) => [...ANN_BUYS, wrong ? refused(claim("ann")) : claim("ann")]],
	["I5", "the retry of a lock is refused", (wrong) => [ann, wrong ? refused(ann, lockedUntil(110)) : ann]],
	[
		"I5",
		"the retry of a block is refused",
		(wrong) => [block("broken"), wrong ? refused(block("broken"), blocked) : block("broken")],
	],
	[
		"I5",
		"the retry of a lock moves its end",
		(wrong) => [ann, lock("ann", { now: 103, until: 113, given: wrong ? 113 : 110 })],
	],
	[
		"I5",
		"the retry of a lock is refused when the first answer was lost",
		(wrong) => [lost(ann), isLocked(), wrong ? refused(ann, lockedUntil(110)) : ann],
	],
	["I5", "an extension shortens a lock", (wrong) => [ann, extend("ann", { until: 105, given: wrong ? 105 : 110 })]],
	[
		"I5",
		"the retry of an extension is refused",
		(wrong) => {
			const longer = extend("ann", { until: 115 });
			return [ann, longer, wrong ? refused(longer) : longer];
		},
	],
	[
		"§4",
		"the retry of an unlock is refused",
		(wrong) => [ann, unlock("ann"), wrong ? refused(unlock("ann")) : unlock("ann")],
	],
	[
		"§4",
		"the retry of a release is refused",
		(wrong) => [
			...ANN_BUYS,
			release({ token: "ann" }),
			wrong ? refused(release({ token: "ann" })) : release({ token: "ann" }),
		],
	],
	[
		"§4",
		"the retry of an unblock is refused",
		(wrong) => [block("broken"), unblock(), wrong ? refused(unblock(), blocked) : unblock()],
	],

	// I7: every change is one conditional write, and the next request sees it.
	["I7", "a lock is lost after its answer", (wrong) => [ann, wrong ? check("available") : isLocked()]],
	["I7", "a sale is lost after its answer", (wrong) => [...ANN_BUYS, check(wrong ? "available" : "sold")]],
	["I7", "a block is lost after its answer", (wrong) => [block("broken"), check(wrong ? "available" : "blocked")]],
	[
		"I7",
		"an unlock is lost after its answer",
		(wrong) => [ann, unlock("ann"), wrong ? isLocked() : check("available")],
	],
	[
		"I7",
		"a release is lost after its answer",
		(wrong) => [...ANN_BUYS, release({ token: "ann" }), check(wrong ? "sold" : "available")],
	],
	[
		"I7",
		"an extension is lost after its answer",
		(wrong) => [ann, extend("ann", { until: 115 }), isLocked(100, wrong ? 110 : 115)],
	],
	[
		"I3",
		"an extension is lost, and the seat is taken over",
		(wrong) => [ann, extend("ann", { until: 115 }), lock("bob", { now: wrong ? 112 : 115, until: 120 })],
	],
	["I7", "a check is answered with an old state", (wrong) => [...ANN_BUYS, wrong ? isLocked() : check("sold")]],
	[
		"I7",
		"the second of two checks no longer sees a change that the first saw",
		(wrong) =>
			[ann, during(10, 90, claim("ann")), wrong ? check("sold") : isLocked(), wrong ? isLocked() : check("sold")].map(
				(step, index) => (index < 2 ? step : during(20 * index, 20 * index + 5, step)),
			),
	],
	[
		"I7",
		"a seat that nobody claimed is sold",
		(wrong) => [ann, check(wrong ? "sold" : "locked", wrong ? {} : { expires: 110 })],
	],
	["I7", "a seat that nobody blocked is blocked", (wrong) => [check(wrong ? "blocked" : "available")]],
	["I7", "a seat that nobody locked is locked", (wrong) => [wrong ? isLocked() : check("available")]],
	[
		"I7",
		"a refused lock takes the seat",
		(wrong) => [block("broken"), refused(ann, blocked), unblock(), wrong ? isLocked() : check("available")],
	],
	[
		"I7",
		"a lock that was given up comes back",
		(wrong) => [ann, unlock("ann"), block("broken"), unblock(), wrong ? isLocked() : check("available")],
	],
	[
		"I7",
		"a request without an answer takes effect before it was sent",
		(wrong) => [wrong ? isLocked() : check("available"), lost(ann), isLocked()],
	],
	[
		"I7",
		"a request without an answer takes effect after its last packet is gone",
		(wrong) =>
			[lost(ann, wrong ? 12 : 40), check("available"), isLocked()].map((step, index) =>
				during(15 * index, 15 * index + 5, step),
			),
	],
	[
		"I7",
		"one request without an answer happens twice",
		(wrong) => [lost(ann), ...(wrong ? [] : [lost(ann)]), isLocked(), unlock("ann"), isLocked()],
	],
	["I7", "the table lacks a sale at the end", (wrong) => story(ANN_BUYS, wrong ? {} : { a: saleOf("ann") })],
	[
		"I7",
		"the table has a sale at the end that nobody made",
		(wrong) => story([ann], { a: wrong ? saleOf("ann") : lockOf("ann") }),
	],
	[
		"I7",
		"the table has the sale under another buyer's name",
		(wrong) => story(ANN_BUYS, { a: saleOf(wrong ? "bob" : "ann") }),
	],
	[
		"I7",
		"the table has the lock under another buyer's token",
		(wrong) => story([ann], { a: lockOf(wrong ? "bob" : "ann") }),
	],
	[
		"I7",
		"the table has a different end from the answer",
		(wrong) => story([ann], { a: lockOf("ann", wrong ? 111 : 110) }),
	],
	[
		"I7",
		"an extension changes the beginning of the lock",
		(wrong) => story([ann, extend("ann", { now: 105, until: 115 })], { a: lockOf("ann", 115, wrong ? 105 : 100) }),
	],
	[
		"I7",
		"the table keeps a lock that was given up",
		(wrong) => story([ann, unlock("ann")], wrong ? { a: lockOf("ann") } : {}),
	],
	[
		"I7",
		"the table has a record of a seat that nobody touched",
		(wrong) => story([ann], { a: lockOf("ann"), ...(wrong && { z: saleOf("bob") }) }),
	],

	// What sellers do at the desk (§4.2).
	[
		"I1",
		"a sold seat is sold again under another order",
		(wrong) => [...ANN_BUYS, wrong ? sell({ order: "another" }) : refused(sell({ order: "another" }), sold)],
	],
	[
		"I1",
		"a sale counts as the caller's own although it has another token",
		(wrong) => {
			const own = sell({ order: ORDER, token: "bob" });
			return [...ANN_BUYS, wrong ? own : refused(own, soldAs(ORDER))];
		},
	],
	[
		"I1",
		"a change moves the sale of another order",
		(wrong) => [...ANN_BUYS, change([soldAs(wrong ? "order of bob" : ORDER), free])],
	],
	[
		"I1",
		"a change takes a seat that was sold in between",
		(wrong) => {
			const late = change([free, { status: "blocked", reason: "broken" }]);
			return [...ANN_BUYS, wrong ? late : refused(late, soldAs(ORDER))];
		},
	],
	[
		"I3",
		"a live lock is sold",
		(wrong) => [ann, wrong ? sell({ order: "X" }) : refused(sell({ order: "X" }), lockedUntil(110))],
	],
	[
		"I3",
		"a change ends a lock that has another end",
		(wrong) => [ann, change([{ status: "locked", expires: wrong ? 115 : 110 }, free])],
	],
	[
		"I3",
		"a change ends another lock with the same end",
		(wrong) => [ann, change([{ status: "locked", expires: 110, lockedAt: wrong ? 99 : 100 }, free])],
	],
	[
		"I3",
		"a claim succeeds after its lock was ended",
		(wrong) => {
			const ended = change([{ status: "locked", expires: 110 }, free]);
			return [ann, ended, wrong ? claim("ann") : refused(claim("ann"))];
		},
	],
	[
		"I3",
		"a refused lock reveals the order of the sale",
		(wrong) => [...ANN_BUYS, refused(lock("bob"), wrong ? soldAs(ORDER) : sold)],
	],
	[
		"§4",
		"a seat that is blocked for another reason is sold",
		(wrong) => [block("broken"), sell({ order: "X", reason: wrong ? "house seat" : "broken" })],
	],
	[
		"§4",
		"a blocked seat is sold without its reason",
		(wrong) => [block("broken"), wrong ? sell({ order: "X" }) : refused(sell({ order: "X" }), blocked)],
	],
	[
		"§4",
		"an unblock for one reason undoes a block for another",
		(wrong) => [block("broken"), unblock({}, wrong ? "house seat" : "broken")],
	],
	[
		"§4",
		"a change is refused although the seat is as expected",
		(wrong) => {
			const ends = change([soldAs(wrong ? ORDER : "another"), free]);
			return [...ANN_BUYS, refused(ends, soldAs(ORDER))];
		},
	],
	[
		"§4",
		"a refusal names another order than the sale has",
		(wrong) => [...ANN_BUYS, refused(sell({ order: "X" }), soldAs(wrong ? "order of bob" : ORDER))],
	],
	[
		"§4",
		"a refused change is answered with the problem type of a sale",
		(wrong) => {
			const late = refused(change([free, soldAs("X")]), soldAs(ORDER));
			const outcome = { kind: "refused", problem: "seats-unavailable", seats: [{ seat: "a", ...sold }] } as const;
			return [...ANN_BUYS, wrong ? answering(late, outcome) : late];
		},
	],
	[
		"I5",
		"the retry of a sell is refused",
		(wrong) => {
			const again = sell({ order: "X" });
			return [sell({ order: "X" }), wrong ? refused(again, sold) : again];
		},
	],
	[
		"I5",
		"the retry of a change is refused",
		(wrong) => {
			const moves = change([soldAs(ORDER), soldAs("X")]);
			return [...ANN_BUYS, moves, wrong ? refused(moves, soldAs("X")) : moves];
		},
	],
	[
		"I4",
		"the retry of an exchange gives a refunded order a second seat",
		(wrong) => {
			const refund = release({ order: ORDER }, { seats: ["b"] });
			return [...ANN_BUYS, EXCHANGE, refund, wrong ? EXCHANGE : refused(EXCHANGE, free)];
		},
	],
	[
		"I4",
		"a change counts as done because of one of its seats",
		(wrong) => [
			...ANN_BUYS,
			EXCHANGE,
			release({ order: ORDER }, { seats: ["b"] }),
			lost(EXCHANGE),
			check(wrong ? "sold" : "available", { seat: "b" }),
		],
	],
	[
		"I4",
		"a successful change of two seats changes only one",
		(wrong) => [...ANN_BUYS, EXCHANGE, check("available"), check(wrong ? "available" : "sold", { seat: "b" })],
	],
	[
		"I4",
		"a refused change of two seats changes one",
		(wrong) => [
			...ANN_BUYS,
			lock("bob", { seats: ["b"] }),
			refused(EXCHANGE, lockedUntil(110), ["b"]),
			check(wrong ? "available" : "sold"),
		],
	],
	[
		"I4",
		"a sell of two seats without an answer sells one and is over",
		(wrong) => [lost(sell({ order: "X" }, { seats: BOTH }), 8), check("sold"), seatB(wrong, "sold")],
	],
	[
		"I7",
		"a sale comes back after its refund",
		(wrong) => [
			sell({ order: "X" }),
			release({ order: "X" }),
			sell({ order: "Y" }),
			release({ order: "Y" }),
			check(wrong ? "sold" : "available"),
		],
	],
	[
		"I7",
		"a sale without a lock is lost after its answer",
		(wrong) => [sell({ order: "X" }), check(wrong ? "available" : "sold")],
	],
	[
		"I7",
		"a sale that gets its order loses its buyer",
		(wrong) => {
			const unnamed = { ...claim("ann"), by: { token: "ann" } };
			const given = change([{ status: "sold", order: null }, soldAs(ORDER)]);
			return story([ann, unnamed, given], { a: wrong ? { status: "sold", order: ORDER } : saleOf("ann") });
		},
	],
	[
		"I7",
		"a claim with an order leaves the order out",
		(wrong) => {
			const unnamed = { ...claim("ann"), by: { token: "ann" } };
			return story([ann, unnamed, claim("ann")], { a: wrong ? { status: "sold", token: "ann" } : saleOf("ann") });
		},
	],
	[
		"I7",
		"a claim without an order takes the order away",
		(wrong) => {
			const unnamed = { ...claim("ann"), by: { token: "ann" } };
			return story([...ANN_BUYS, unnamed], { a: wrong ? { status: "sold", token: "ann" } : saleOf("ann") });
		},
	],
	[
		"§4",
		"a seat that is kept for a caller is kept for a shorter time",
		(wrong) => {
			const keeps = change([free, { status: "locked", token: "ann", seconds: 20 }]);
			const shorter = [{ seat: "a", status: "locked", expires: 110 }];
			return [wrong ? answering(keeps, { kind: "done", seats: shorter }) : keeps];
		},
	],

	// §4: answers that the contract does not have.
	[
		"§4",
		"a lock is refused although the seat is available",
		(wrong) => [...(wrong ? [] : [ann]), refused(lock("bob"), lockedUntil(110))],
	],
	[
		"§4",
		"a block is refused although the seat is available",
		(wrong) => [...(wrong ? [] : ANN_BUYS), refused(block("broken"), sold)],
	],
	[
		"§4",
		"two locks at once are both refused because of each other",
		(wrong) => [
			during(0, 20, wrong ? refused(ann, lockedUntil(110)) : ann),
			during(0, 20, refused(lock("bob"), lockedUntil(110))),
		],
	],
	["§4", "the holder's claim is refused", (wrong) => [ann, wrong ? refused(claim("ann")) : claim("ann")]],
	["§4", "the holder's unlock is refused", (wrong) => [ann, wrong ? refused(unlock("ann")) : unlock("ann")]],
	[
		"§4",
		"a release by the right order is refused",
		(wrong) => [...ANN_BUYS, refused(release({ order: wrong ? "order of ann" : "another" }))],
	],
	[
		"§4",
		"a lock is answered with a different end from the requested one",
		(wrong) => [lock("ann", { given: wrong ? 111 : 110 })],
	],
	[
		"§4",
		"an extension exceeds the longest lock",
		(wrong) => [ann, extend("ann", { until: 130, given: wrong ? 130 : 120 })],
	],
	[
		"§4",
		"an extension is shorter than it could be",
		(wrong) => [ann, extend("ann", { until: 115, given: wrong ? 112 : 115 })],
	],
	["§4", "a blocked seat is locked", (wrong) => [block("broken"), wrong ? ann : refused(ann, blocked)]],
	[
		"§4",
		"a blocked seat is blocked for another reason",
		(wrong) => [block("broken"), block(wrong ? "house seat" : "broken")],
	],
	[
		"§4",
		"unlocking frees a blocked seat",
		(wrong) => [block("broken"), wrong ? unlock("ann") : refused(unlock("ann"))],
	],
	[
		"§4",
		"releasing frees a blocked seat",
		(wrong) => [block("broken"), wrong ? release({ token: "ann" }) : refused(release({ token: "ann" }))],
	],
	["§4", "a refusal calls a locked seat sold", (wrong) => [ann, refused(lock("bob"), wrong ? sold : lockedUntil(110))]],
	[
		"§4",
		"a refusal gives the wrong end of a lock",
		(wrong) => [ann, refused(lock("bob"), lockedUntil(wrong ? 111 : 110))],
	],
	[
		"§4",
		"a refusal does not say when the lock ends",
		(wrong) => [ann, refused(lock("bob"), wrong ? { status: "locked" } : lockedUntil(110))],
	],
	["§4", "a refusal names no seat", (wrong) => [ann, refused(lock("bob"), lockedUntil(110), wrong ? [] : ["a"])]],
	[
		"§4",
		"a refusal names a seat that was not requested",
		(wrong) => [ann, refused(lock("bob", { seats: BOTH }), lockedUntil(110), [wrong ? "c" : "a"])],
	],
	[
		"§4",
		"a refusal names an available seat",
		(wrong) => [ann, refused(lock("bob", { seats: BOTH }), lockedUntil(110), [wrong ? "b" : "a"])],
	],
	[
		"§4",
		"a claim is refused with the problem type of a lock",
		(wrong) => [...ANN_BUYS, wrong ? { ...refused(lock("bob"), sold), verb: "claim" } : refused(claim("bob"))],
	],
];
