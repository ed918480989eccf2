/**
 * I5 for `lock_together`, which finds its seats by itself: sent again, the same request with the same token has the same
 * seats, for as long as the lock lives that it made.
 */
import type { Operation } from "./history.ts";

/** One request of a party. */
export interface PartyCall {
	/** Equal for requests of the same content. */
	readonly request: string;
	/** What the history has of it: a lock of the seats that were given, or tried last. Nothing if none were tried. */
	readonly operation: Operation | undefined;
	readonly now: number;
	readonly invokedAt: number;
	readonly returnedAt: number;
}

/** When what a token was given was forgotten, since its time was over. */
export interface Forgotten {
	readonly at: number;
}

export interface Judged {
	readonly faults: readonly string[];
	/** Requests without an answer that never happened: their repeat was given other seats. */
	readonly never: ReadonlySet<Operation>;
}

export function judgeParties(
	history: readonly Operation[],
	calls: readonly PartyCall[],
	forgotten: readonly Forgotten[],
): Judged {
	const faults: string[] = [];
	const never = new Set<Operation>();
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
				if (others.length === 0) never.add(lock);
			} else if (others.every((one) => keepsIt(one, lock))) {
				faults.push(
					`I5: #${lock.id} gave ${lock.seats.join(" ")}; sent again at step ${second.invokedAt}, it was answered otherwise`,
				);
			}
		}
	}
	return { faults, never };
}

const isUnknown = ({ operation }: PartyCall) => operation?.outcome.kind === "unknown";

const endOf = ({ outcome, returnedAt }: Operation) =>
	(outcome.kind === "unknown" ? outcome.overBy : returnedAt) ?? Number.POSITIVE_INFINITY;

/** The end of the lock, as it was answered or asked for. */
function livesUntil({ outcome, expires = 0 }: Operation): number {
	const ends = outcome.kind === "done" ? outcome.seats.map((seat) => seat.expires ?? 0) : [expires];
	return Math.min(...ends);
}

const isSame = (lock: Operation, other: Operation | undefined) =>
	other?.outcome.kind === "done" &&
	other.seats.length === lock.seats.length &&
	other.seats.every((seat) => lock.seats.includes(seat));

const keepsIt = ({ verb, by }: Operation, lock: Operation) =>
	(verb === "lock" || verb === "extend") && by.token === lock.by.token;
