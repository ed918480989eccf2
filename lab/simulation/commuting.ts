/** Which operations the search may take in any order, or one in place of another: decided by their contents alone. */
import type { House } from "./configurations.ts";
import type { Operation } from "./history.ts";
import type { Pending } from "./outcomes.ts";
import type { Part } from "./part.ts";

/** Whether only one state can follow from the operation and its answer, apart from what `changesOutcomeOf` covers. */
export function hasOneOutcome({ part: { operation, seen }, at }: Pending, from: House, to: House): boolean {
	// A sale that is kept, or a change that counts as done, may have left the seat in another state than it would make.
	if (operation.verb === "sell" || operation.verb === "change") return false;
	const showsEnds = seen.every((seat) => seat?.expires !== undefined);
	if (operation.verb === "lock") return showsEnds && at.every((place) => from[place] !== to[place]);
	return operation.verb !== "extend" || showsEnds;
}

/** Whether a successful operation can lead to another state if the other operation comes before it. */
export function changesOutcomeOf({ operation: one }: Part, { operation: other }: Part): boolean {
	if (other.verb === "change" || other.verb === "sell" || one.verb === "change" || one.verb === "sell") return true;
	// A claim that is repeated keeps the order, and may fill it in.
	if (one.verb === "claim")
		return other.verb === "claim" && one.by.token === other.by.token && one.by.order !== other.by.order;
	// A lock that is kept or extended has its old `lockedAt`.
	if (one.by.token !== other.by.token || (one.verb !== "lock" && one.verb !== "extend")) return false;
	return other.verb === "lock" || (one.verb === "lock" && other.verb === "extend");
}

/**
 * Whether one unanswered operation can do everything that the other can, so that the other is used first and this one is
 * kept. It can if the content is the same. For a single seat it also can if its clock makes it find more seats available
 * (or, for a claim, more locks alive). For several seats that would be one choice for all, so the content must be equal.
 */
export function canStandFor(one: Part, other: Part): boolean {
	if (one.isRequired || other.isRequired || one.until < other.until) return false;
	if (!isSameRequest(one.operation, other.operation)) return false;
	const { verb, now, expires } = one.operation;
	const { now: otherNow, expires: otherExpires } = other.operation;
	if (now === otherNow && expires === otherExpires) return true;
	if (one.seats.length > 1 || !TIMELESS.has(verb)) return false;
	return verb === "claim" ? now <= otherNow : now >= otherNow;
}

/** Verbs that make the same of a seat whenever they happen. */
const TIMELESS: ReadonlySet<Operation["verb"]> = new Set([
	"unlock",
	"claim",
	"sell",
	"release",
	"block",
	"unblock",
	"check",
	"delete",
]);

/** Whether the requests are equal except for their clocks. */
function isSameRequest(one: Operation, other: Operation): boolean {
	return (
		one.verb === other.verb &&
		one.maxLockSeconds === other.maxLockSeconds &&
		one.by.token === other.by.token &&
		one.by.order === other.by.order &&
		one.by.reason === other.by.reason &&
		JSON.stringify(one.changes) === JSON.stringify(other.changes) &&
		one.seats.length === other.seats.length &&
		one.seats.every((seat, index) => seat === other.seats[index])
	);
}
