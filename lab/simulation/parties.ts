/**
 * I5 for `lock_together` and `sell_together`, which choose the seats themselves: the same request with the same token or
 * order gets the same seats, for as long as the lock or sale lives that it made.
 */
import type { Operation } from "./history.ts";

/** One request of a party. */
export interface PartyCall {
	/** Equal for requests with the same content. */
	readonly request: string;
	/** Its lock or sale in the history, of the seats it got or tried last; `undefined` if it tried none. */
	readonly operation: Operation | undefined;
	readonly now: number;
	readonly invokedAt: number;
	readonly returnedAt: number;
}

/** The step at which TTL removed the record of a party that had ended. */
export interface Forgotten {
	readonly at: number;
}

export interface PartyJudgement {
	readonly faults: readonly string[];
	/** Requests without an answer that certainly never happened, because their repeat got other seats. */
	readonly neverHappened: ReadonlySet<Operation>;
}

export function judgeParties(
	history: readonly Operation[],
	calls: readonly PartyCall[],
	forgotten: readonly Forgotten[],
): PartyJudgement {
	const faults: string[] = [];
	const neverHappened = new Set<Operation>();
	for (const first of calls) {
		const lock = first.operation;
		if (lock === undefined || lock.outcome.kind === "refused") continue;
		for (const second of calls) {
			if (second.request !== first.request || second.invokedAt <= endOf(lock) || isUnknown(second)) continue;
			if (second.now >= livesUntil(lock)) continue;
			if (forgotten.some(({ at }) => at >= first.invokedAt && at <= second.returnedAt)) continue;
			if (isSame(lock, second.operation)) continue;
			const others = history.filter(
				(one) =>
					one !== lock &&
					one !== second.operation &&
					(one.outcome.kind === "done" || one.outcome.kind === "unknown") &&
					one.seats.some((seat) => lock.seats.includes(seat)) &&
					one.invokedAt <= second.returnedAt &&
					endOf(one) >= lock.invokedAt,
			);
			if (lock.outcome.kind === "unknown") {
				if (others.length === 0) neverHappened.add(lock);
			} else if (others.every((one) => keepsLock(one, lock))) {
				faults.push(
					`I5: #${lock.id} got ${lock.seats.join(" ")}; repeated at step ${second.invokedAt}, it got another answer`,
				);
			}
		}
	}
	return { faults, neverHappened };
}

const isUnknown = ({ operation }: PartyCall) => operation?.outcome.kind === "unknown";

const endOf = ({ outcome, returnedAt }: Operation) =>
	(outcome.kind === "unknown" ? outcome.overBy : returnedAt) ?? Number.POSITIVE_INFINITY;

/** The end of the lock, from the answer or else from the request. A sale has none. */
function livesUntil({ verb, outcome, expires = 0 }: Operation): number {
	if (verb === "sell") return Number.POSITIVE_INFINITY;
	const ends = outcome.kind === "done" ? outcome.seats.map((seat) => seat.expires ?? 0) : [expires];
	return Math.min(...ends);
}

const isSame = (lock: Operation, other: Operation | undefined) =>
	other?.outcome.kind === "done" &&
	other.seats.length === lock.seats.length &&
	other.seats.every((seat) => lock.seats.includes(seat));

const keepsLock = ({ verb, by }: Operation, lock: Operation) =>
	lock.verb === "sell"
		? verb === "sell" && by.order === lock.by.order
		: (verb === "lock" || verb === "extend") && by.token === lock.by.token;
