/** The history of a run while it is being written, with what was found wrong on the way. */
import type { Time } from "./clocks.ts";
import type { Removal, Version } from "./event-log.ts";
import type { Operation } from "./history.ts";
import { seatsOfPlan } from "./house.ts";
import { type Forgotten, judgeParties, type PartyCall } from "./parties.ts";
import { nameInLife } from "./watched-table.ts";

export type WrittenHistory = ReturnType<typeof newHistory>;

/** @param time its steps order the operations. */
export const newHistory = (time: Time) => ({
	time,
	operations: [] as Operation[],
	parties: [] as PartyCall[],
	forgotten: [] as Forgotten[],
	/** Violations found without the checker: a wrong count, an answer outside the contract, a token in clear. */
	faults: [] as string[],
	/** The fate of each send that was not simply delivered. */
	fates: [] as string[],
	/** The number of requests by clients, including repeats. */
	requests: 0,
	/** How many requests that name their seats were refused by a read, without a write. */
	refusedByRead: 0,
});

export function addOperation({ operations }: WrittenHistory, content: Omit<Operation, "id">): Operation {
	const operation = { id: operations.length, ...content };
	operations.push(operation);
	return operation;
}

/** Adds the deletion of an ended lock. */
export function addExpiry(history: WrittenHistory, seat: string, now: number): void {
	const { time } = history;
	time.step += 2;
	addFreed(history, { verb: "expire", seats: [seat], now, invokedAt: time.step - 1, returnedAt: time.step });
}

/** The history for the checker, once the run is over and these deletions of the event have taken place. */
export function finish(history: WrittenHistory, removals: readonly Removal[]) {
	for (const { version, by, at } of removals) {
		addFreed(history, { verb: "delete", seats: namesIn(version), now: by.now, invokedAt: at - 0.5, returnedAt: at });
	}
	const { operations, parties, forgotten } = history;
	const { faults, neverHappened } = judgeParties(operations, parties, forgotten);
	return {
		operations: operations.filter((one) => !neverHappened.has(one) && !isOutlived(one, removals)),
		faults: [...history.faults, ...faults],
	};
}

/** Adds a deletion, after which the seats are available. */
function addFreed(history: WrittenHistory, { verb, seats, now, ...bounds }: Omit<Operation, "id" | "by" | "outcome">) {
	const freed = seats.map((seat) => ({ seat, status: "available" }));
	addOperation(history, { verb, seats, by: {}, now, ...bounds, outcome: { kind: "done", seats: freed } });
}

/** It saw an event that was deleted before it was answered: what is left of the event then may be anything. */
function isOutlived({ outcome, seats, returnedAt = 0 }: Operation, removals: readonly Removal[]): boolean {
	if (outcome.kind !== "saw" && outcome.kind !== "refused") return false;
	return removals.some(
		({ version, at }) => at <= returnedAt && seats.some((seat) => seat.startsWith(`${version.life} `)),
	);
}

/** All seats of an event, as the history names them. */
export const namesIn = ({ life, plan }: Version) => seatsOfPlan(plan).map(({ key }) => nameInLife(life, key));
