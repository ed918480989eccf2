/** Short functions for writing histories by hand. Operations follow each other unless they say when they happen. */
import type { History, Operation, Outcome, SeatChange, SeenSeat, Verb } from "./history.ts";
import type { SeatState } from "./seat-model.ts";

/** An operation without its place in the history. */
export type Step = Omit<Operation, "id" | "invokedAt" | "returnedAt"> &
	Partial<Pick<Operation, "invokedAt" | "returnedAt">>;

interface Terms {
	readonly seats?: readonly string[];
	readonly now?: number;
	/** The requested end of a lock. */
	readonly until?: number;
	/** The end in the answer, if it differs. */
	readonly given?: number;
	readonly order?: string | undefined;
}

const MAX_LOCK_SECONDS = 20;

function done(
	verb: Verb,
	by: Operation["by"],
	status: string,
	{ seats = ["a"], now = 100, until, given = until }: Terms,
) {
	const seen = seats.map((seat): SeenSeat => ({ seat, status, ...(given !== undefined && { expires: given }) }));
	const terms = { ...(until !== undefined && { expires: until }), maxLockSeconds: MAX_LOCK_SECONDS };
	return { verb, seats, by, now, ...terms, outcome: { kind: "done", seats: seen } } satisfies Step;
}

export const lock = (token: string, terms: Terms = {}) => done("lock", { token }, "locked", { until: 110, ...terms });
export const extend = (token: string, terms: Terms) => done("extend", { token }, "locked", terms);
export const unlock = (token: string, terms: Terms = {}) => done("unlock", { token }, "available", terms);
export const claim = (token: string, { order = `order of ${token}`, ...terms }: Terms = {}) =>
	done("claim", { token, order }, "sold", terms);
export const release = (by: { token?: string; order?: string }, terms: Terms = {}) =>
	done("release", by, "available", terms);
export const block = (reason: string, terms: Terms = {}) => done("block", { reason }, "blocked", terms);
export const unblock = (terms: Terms = {}, reason?: string) =>
	done("unblock", reason === undefined ? {} : { reason }, "available", terms);
export const sell = (by: { order: string; token?: string; reason?: string }, terms: Terms = {}) =>
	done("sell", by, "sold", terms);

/** A change of seats a, b, … from and to these states. */
export function change(...changes: readonly (readonly [SeatChange["from"], SeatChange["to"]])[]) {
	const seats = ["a", "b", "c"].slice(0, changes.length);
	const seen = changes.map(([, to], index): SeenSeat => {
		const expires = to.status === "locked" ? { expires: 100 + to.seconds } : {};
		return { seat: seats[index] ?? "", status: to.status, ...expires };
	});
	const pairs = changes.map(([from, to]) => ({ from, to }));
	return {
		verb: "change",
		seats,
		by: {},
		now: 100,
		changes: pairs,
		outcome: { kind: "done", seats: seen },
	} satisfies Step;
}
export const free = { status: "available" } as const;
export const soldAs = (order: string) => ({ status: "sold", order }) as const;
export const expire = (now: number) => done("expire", {}, "available", { now });

export const check = (
	status: string,
	{ now = 100, expires, seat = "a" }: { now?: number; expires?: number; seat?: string } = {},
) =>
	({
		verb: "check",
		seats: [seat],
		by: {},
		now,
		outcome: { kind: "saw", status, ...(expires !== undefined && { expires }) },
	}) satisfies Step;
export const isLocked = (now = 100, expires = 110, seat = "a") => check("locked", { now, expires, seat });

/** The step, refused for its first seat in this state, or for the given seats. */
export function refused(step: Step, state: Omit<SeenSeat, "seat"> = {}, seats = step.seats.slice(0, 1)): Step {
	const problem =
		step.verb === "release"
			? "not-your-order"
			: step.verb === "change"
				? "not-as-expected"
				: ["claim", "extend", "unlock"].includes(step.verb)
					? "not-your-lock"
					: "seats-unavailable";
	return { ...step, outcome: { kind: "refused", problem, seats: seats.map((seat) => ({ seat, ...state })) } };
}
export const lockedUntil = (expires: number) => ({ status: "locked", expires });
export const sold = { status: "sold" };
export const blocked = { status: "blocked" };

export const lost = (step: Step, overBy?: number): Step => ({ ...step, outcome: { kind: "unknown", overBy } });
export const during = (invokedAt: number, returnedAt: number, step: Step): Step => ({ ...step, invokedAt, returnedAt });
export const answering = (step: Step, outcome: Outcome): Step => ({ ...step, outcome });

/** A history of these steps, ten simulation steps apart unless a step says when it happens. */
export function story(steps: readonly Step[], after?: Readonly<Record<string, SeatState>>): History {
	const operations = steps.map((step, index) => ({
		invokedAt: 10 * index,
		returnedAt: 10 * index + 5,
		...step,
		id: index,
	}));
	return { operations, ...(after && { after: new Map(Object.entries(after)) }) };
}

export const saleOf = (token: string): SeatState => ({ status: "sold", token, order: `order of ${token}` });
export const lockOf = (token: string, expires = 110, lockedAt = 100): SeatState => ({
	status: "locked",
	token,
	lockedAt,
	expires,
});

export const ann = lock("ann");
export const ANN_BUYS = [ann, claim("ann")];
export const BOTH = ["a", "b"];
