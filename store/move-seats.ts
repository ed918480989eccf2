/**
 * Moves one seat, or many together, by conditional writes alone (I4, I7): nothing is read, decided and then written
 * without a condition. A failed condition returns the record in the way, and the verb judges that record.
 */
import { randomUUID } from "node:crypto";
import { DeleteCommand, PutCommand, TransactWriteCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { all, any, type Clause, exists, holds, is, mayHold, missing } from "../domain/clause.ts";
import { refuse } from "../domain/refusal.ts";
import type { Seat } from "../domain/seat.ts";
import { ATTRIBUTES, type FreedRecord, type SeatRecord, type SeatState } from "../domain/seat-record.ts";
import { decide, type Obstacle, refusalOf, type Verb } from "../domain/verbs.ts";
import { onlyIf, updateIf } from "./expression.ts";
import { type Key, type Life, saleKey, seatRecordKey } from "./keys.ts";
import type { Sightings } from "./sightings.ts";
import {
	cancellationReasons,
	isCancelled,
	isConditionFailed,
	type RawItem,
	type Table,
	type TimeLimit,
	TryAgain,
} from "./table.ts";

/** Where the seats are, and what their event says of each. */
export interface Place extends Life {
	readonly table: Table;
	/** The index key under which the seat is counted. */
	readonly shardOf: (seat: Seat) => string;
	/** The record that the seat starts with: it is as this says until it has a record of its own (ADR 026). */
	readonly startOf: (seat: Seat) => SeatRecord | undefined;
	/** How long a write may still take a seat; after that, a deletion may already have counted (delete-event.ts). */
	readonly freshForMs: () => number;
}

/** A record that is written together with the seats, or not at all. */
export interface Companion {
	readonly key: Key;
	readonly put: Readonly<Record<string, string | number>>;
	readonly condition: Clause;
}

export type Outcome =
	| { readonly moved: true; readonly seats: readonly (Seat & SeatState)[] }
	| {
			readonly moved: false;
			readonly obstacles: readonly Obstacle[];
			/** Seats that are as the request wants them. */
			readonly held: readonly Seat[];
			/** The record that made the companion's condition fail. */
			readonly met?: object | undefined;
	  };

/**
 * The first round knows no record; the second knows those that were in the way, and suffices unless one of them changes
 * in between. Two more rounds are for that.
 */
const MAX_ROUNDS = 4;

/** One seat of the request: either written, or already as wanted and only checked. */
interface Step {
	readonly seat: Seat;
	readonly verb: Verb;
	readonly isKept: boolean;
	readonly condition: Clause;
	readonly state: SeatState;
}

/** A seat and what it is to become. */
export interface Move {
	readonly seat: Seat;
	readonly verb: Verb;
}

/** The same for each of the seats. */
export const eachBy = (verb: Verb, seats: readonly Seat[]): Move[] => seats.map((seat) => ({ seat, verb }));

/**
 * Makes all moves, which are refused in the same way, or refuses, naming the seats in the way (I4).
 * @param sightings learns what became of the seats.
 */
export async function moveSeats(
	place: Place,
	moves: readonly [Move, ...Move[]],
	now: number,
	sightings: Sightings,
): Promise<readonly (Seat & SeatState)[]> {
	const outcome = await tryToMove(place, moves);
	if (outcome.moved) {
		for (const [index, { seat, verb }] of moves.entries()) {
			// A lock that was kept has an end of its own.
			const { expires } = outcome.seats[index] ?? {};
			sightings.note(seat, verb.to && (expires === undefined ? verb.to : ({ ...verb.to, expires } as SeatRecord)));
		}
		return outcome.seats;
	}
	for (const { seat, record } of outcome.obstacles) sightings.note(seat, record);
	if (moves.length > 1) sightings.noteRefusal();
	return refuse(refusalOf(moves[0].verb, outcome.obstacles, now));
}

/** Makes all moves and writes the companion, or nothing (I4). One write for one seat, one transaction for many. */
export async function tryToMove(place: Place, moves: readonly Move[], companion?: Companion): Promise<Outcome> {
	let steps = moves.map(stepOf);
	for (let round = 1; round <= MAX_ROUNDS; round++) {
		const verdicts = await write(place, steps, companion);
		if (verdicts === "written") return movedTo(steps);
		const beside = verdicts[steps.length];
		if (beside?.failed) return { moved: false, obstacles: [], held: [], met: beside.record };

		const { next, obstacles } = judge(place, steps, verdicts);
		// A conflict tells us nothing about its seat, so a seat counts as kept only if its condition was judged.
		const allJudged = verdicts.every(({ isJudged }) => isJudged);
		if (moves.some(({ verb }) => verb.repeatsAsAWhole)) {
			const isThere = (step: Step, index: number) => isDone(step, verdicts[index]);
			if (allJudged && next.every(isThere)) return movedTo(next);
			const mayBeThere = next.every((step, index) => isThere(step, index) || !verdicts[index]?.isJudged);
			if (allJudged || !mayBeThere) return { moved: false, obstacles, held: [] };
			// The same again: only what met a conflict can say whether all of it has happened before.
			continue;
		}
		steps = next;
		const held = steps.filter(({ isKept }) => isKept).map(({ seat }) => seat);
		if (obstacles.length > 0) return { moved: false, obstacles, held };
		if (!companion && allJudged && steps.every(({ isKept }) => isKept)) return movedTo(steps);
	}
	throw new TryAgain("the seats kept changing");
}

/** What to send next, given the records that failed conditions met, and the seats in the way. */
function judge(place: Place, steps: readonly Step[], verdicts: readonly Verdict[]) {
	const obstacles: Obstacle[] = [];
	const next = steps.map((step, index) => {
		const verdict = verdicts[index];
		if (!verdict?.failed) return step;
		const { seat, verb } = step;
		const record = verdict.record ?? place.startOf(seat);
		const adapted = nextStep(step, record);
		if (adapted === undefined || verb.repeatsAsAWhole) obstacles.push({ seat, record });
		return adapted ?? step;
	});
	return { next, obstacles };
}

/** Whether a seat is already as a request wants it that is repeated as a whole (ADR 034). */
function isDone({ isKept, verb }: Step, verdict: Verdict | undefined): boolean {
	return isKept || (verb.changesNothing === true && !verdict?.failed);
}

function stepOf({ seat, verb }: Move): Step {
	return { seat, verb, isKept: false, condition: verb.moves, state: stateAfter(verb) };
}

/** What to do with a seat whose record is known now; `undefined` if the verb refuses it. */
function nextStep({ seat, verb }: Step, record: SeatRecord | undefined): Step | undefined {
	const decision = decide(verb, record);
	if (decision.verdict === "moves") return stepOf({ seat, verb: decision.verb });
	if (decision.verdict === "refuses" || decision.verb.keeps === undefined) return undefined;

	const { keeps } = decision.verb;
	const held = { seat, verb: decision.verb, isKept: true };
	// An ended lock that is kept as an available seat is not answered as a lock.
	if (record?.status !== "locked" || decision.verb.to?.status !== "locked") {
		return { ...held, condition: keeps, state: stateAfter(decision.verb) };
	}
	// Its end is part of the answer, so it must still hold: a lock that was extended since gives another answer.
	const { status, expires } = record;
	return { ...held, condition: all(keeps, is("expires", expires)), state: { status, expires } };
}

function stateAfter({ to }: Verb): SeatState {
	if (to === undefined) return { status: "available" };
	return to.status === "locked" ? { status: to.status, expires: to.expires } : { status: to.status };
}

const movedTo = (steps: readonly Step[]): Outcome => ({
	moved: true,
	seats: steps.map(({ seat, state }) => ({ ...seat, ...state })),
});

/** What a failed write says of each step, in order, and then of the companion. */
interface Verdict {
	readonly failed: boolean;
	/** Whether its condition was judged at all, whatever the verdict. */
	readonly isJudged: boolean;
	/** The record that a failed condition met. */
	readonly record: SeatRecord | undefined;
}

async function write(place: Place, steps: readonly Step[], companion?: Companion): Promise<"written" | Verdict[]> {
	const [only, ...others] = steps;
	const limit = steps.some((step) => mustBeTimely(place, step)) ? timeLeft(place) : undefined;
	const options = limit ? { abortSignal: limit } : {};
	try {
		// A transaction has a token by which DynamoDB knows it when it is sent again.
		const mayBeAlone = only && !only.isKept && !only.verb.leavesNoTrace;
		if (mayBeAlone && others.length === 0 && !companion) await writeOne(place, only, options);
		else await writeTogether(place, steps, options, companion);
		return "written";
	} catch (error) {
		return verdictsOf(error);
	} finally {
		limit?.release();
	}
}

interface SendOptions {
	readonly abortSignal?: AbortSignal;
}

/** Once the event may have been deleted, nothing is sent any more, not even once again by the SDK. */
function timeLeft({ table, freshForMs }: Place): TimeLimit {
	const left = Math.floor(freshForMs());
	if (left <= 0) throw new TryAgain("the event must be read again first");
	return table.timeLimit(left);
}

async function writeOne(place: Place, step: Step, options: SendOptions): Promise<void> {
	const { Put, Update, Delete } = writeOf(place, step);
	if (Put) await place.table.send(new PutCommand(Put), options);
	if (Update) await place.table.send(new UpdateCommand(Update), options);
	if (Delete) await place.table.send(new DeleteCommand(Delete));
}

async function writeTogether(
	place: Place,
	steps: readonly Step[],
	options: SendOptions,
	companion?: Companion,
): Promise<void> {
	const { table } = place;
	const items = steps.map((step) => (step.isKept ? checkOf(place, step) : writeOf(place, step)));
	const beside = companion
		? [{ Put: { TableName: table.name, Item: { ...companion.key, ...companion.put }, ...onlyIf(companion.condition) } }]
		: [];
	const once = steps.some(({ verb }) => verb.leavesNoTrace) && { ClientRequestToken: randomUUID() };
	await table.send(new TransactWriteCommand({ TransactItems: [...items, ...beside], ...once }), options);
}

/**
 * Whether the step may take a seat that a deletion has already counted as free: an available or blocked one, or one
 * whose record the deletion removed, so that it seems to be as it started. Such a step is sent only while the event is
 * fresh. Giving a seat back is always safe.
 */
function mustBeTimely({ startOf }: Place, { seat, verb: { to, moves }, isKept }: Step): boolean {
	if (isKept || to === undefined) return false;
	const start = startOf(seat);
	return (
		holds(moves, undefined) || mayHold(moves, { status: "blocked" }) || (start !== undefined && holds(moves, start))
	);
}

function checkOf(place: Place, { seat, condition }: Step) {
	const { table, startOf } = place;
	const holdsStill = onlyIf(conditionOn(condition, startOf(seat)));
	return { ConditionCheck: { TableName: table.name, Key: seatRecordKey(place, seat), ...holdsStill } };
}

/** The clause for a seat without a record: where it starts taken, no record means the start, and not an available seat. */
function conditionOn(clause: Clause, start: SeatRecord | undefined): Clause {
	if (start === undefined) return clause;
	return holds(clause, start) ? any(missing("status"), clause) : all(exists("status"), clause);
}

/**
 * The write of a seat. A seat that becomes available loses its record, unless it starts taken: then the record says that
 * it is available. A Put replaces the record of a seat that may have none yet; otherwise an Update leaves what the record
 * keeps for its whole life, the key it is counted under and the start it replaced.
 */
function writeOf(place: Place, { seat, verb, condition }: Step) {
	const { table, shardOf, startOf } = place;
	const TableName = table.name;
	const Key = seatRecordKey(place, seat);
	const start = startOf(seat);
	const to = verb.to ?? (start && { status: "available" as const });
	const guard = conditionOn(condition, start);
	if (to === undefined) return { Delete: { TableName, Key, ...onlyIf(guard) } };

	const set = { ...to, ...keysOf(place, to, start) };
	const { inherits = [] } = verb;
	if (!holds(verb.moves, start)) {
		return { Update: { TableName, Key, ...updateIf(guard, { set, inherit: inherits, remove: lost(set, inherits) }) } };
	}
	const whole = { ...set, shard: shardOf(seat), ...(start && { start }) };
	if (start === undefined || inherits.length === 0) {
		return { Put: { TableName, Item: { ...Key, ...whole }, ...onlyIf(guard) } };
	}
	// Without a record there is only the start to inherit from.
	const inherited = Object.entries(start).filter(([attribute]) => inherits.includes(attribute));
	const changes = { set: { ...whole, ...Object.fromEntries(inherited) }, inherit: inherits };
	return { Update: { TableName, Key, ...updateIf(guard, { ...changes, remove: lost(changes.set, inherits) }) } };
}

/**
 * The attributes that DynamoDB itself uses: `sale` finds the seats of an order, and `ttl` removes locks that have ended.
 * A seat that starts taken keeps its record, so its locks have no `ttl`; nor has a sale ever (I1, I2).
 */
function keysOf(event: Life, to: NonNullable<Verb["to"]> | FreedRecord, start: SeatRecord | undefined) {
	if (to.status === "sold" && to.order !== undefined) return { sale: saleKey(event, to.order) };
	return to.status === "locked" && start === undefined ? { ttl: to.expires } : {};
}

/** What an update takes away: every attribute that the record may have had and does not have any more. */
function lost(set: object, inherits: readonly string[]): string[] {
	const kept = [...Object.keys(set), ...inherits];
	return [...new Set([...Object.values(ATTRIBUTES).flat(), "sale", "ttl"])].filter((name) => !kept.includes(name));
}

/** Reads the verdicts out of a failed condition; every other error goes on to the caller. */
function verdictsOf(error: unknown): Verdict[] {
	if (isConditionFailed(error)) return [{ failed: true, isJudged: true, record: recordIn(error.Item) }];
	const reasons = isCancelled(error) ? cancellationReasons(error) : [];
	if (!reasons.some(({ Code }) => Code === "ConditionalCheckFailed")) throw error;
	return reasons.map(({ Code = "None", Item }) => {
		const failed = Code === "ConditionalCheckFailed";
		return { failed, isJudged: failed || Code === "None", record: recordIn(Item) };
	});
}

/** lib-dynamodb leaves the records of a failure raw. */
function recordIn(item: RawItem | undefined): SeatRecord | undefined {
	return item && (unmarshall(item) as SeatRecord);
}
