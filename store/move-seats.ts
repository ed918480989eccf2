/**
 * Moves one seat, or many together, by conditional writes alone (I4, I7): nothing is read, decided and then written
 * without a condition. A failed condition returns the record in the way, and the verb judges that record.
 */
import { DeleteCommand, PutCommand, TransactWriteCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { all, type Clause, holds, is } from "../domain/clause.ts";
import { refuse } from "../domain/refusal.ts";
import type { Seat } from "../domain/seat.ts";
import { ATTRIBUTES, type SeatRecord, type SeatState } from "../domain/seat-record.ts";
import { decide, type Obstacle, refusalOf, type Verb } from "../domain/verbs.ts";
import { onlyIf, updateIf } from "./expression.ts";
import { type Key, seatRecordKey } from "./keys.ts";
import { cancellationReasons, type Table, TryAgain } from "./table.ts";

/** Where the seats are: their table, their event's id, and the index key under which each is counted. */
export interface Place {
	readonly table: Table;
	readonly id: string;
	readonly shardOf: (seat: Seat) => string;
}

/** A record that is written together with the seats, or not at all. */
export interface Companion {
	readonly key: Key;
	readonly put: Readonly<Record<string, string | number>>;
	readonly condition: Clause;
}

export type Outcome =
	| { readonly moved: true; readonly seats: readonly (Seat & SeatState)[] }
	/** `obstacles` is empty where only the companion's condition failed. */
	| { readonly moved: false; readonly obstacles: readonly Obstacle[] };

/**
 * The first round knows no record; the second knows those that were in the way, and suffices unless one of them changes
 * in between. Two more rounds are for that.
 */
const MAX_ROUNDS = 4;

/** One seat of the request: to be written, or already as wanted and only to be held so. */
interface Step {
	readonly seat: Seat;
	readonly verb: Verb;
	readonly isKept: boolean;
	readonly condition: Clause;
	readonly state: SeatState;
}

/** Moves all seats, or refuses as the verb does, naming those in the way (I4). */
export async function moveSeats(
	place: Place,
	seats: readonly Seat[],
	verb: Verb,
	now: number,
): Promise<readonly (Seat & SeatState)[]> {
	const outcome = await tryToMove(place, seats, verb);
	return outcome.moved ? outcome.seats : refuse(refusalOf(verb, outcome.obstacles, now));
}

/** Moves all seats and writes the companion, or nothing (I4). One write for one seat, one transaction for many. */
export async function tryToMove(
	place: Place,
	seats: readonly Seat[],
	verb: Verb,
	companion?: Companion,
): Promise<Outcome> {
	let steps = seats.map((seat) => stepOf(seat, verb));
	for (let round = 1; round <= MAX_ROUNDS; round++) {
		const verdicts = await write(place, steps, companion);
		if (verdicts === "written") return movedTo(steps);
		if (verdicts[steps.length]?.failed) return { moved: false, obstacles: [] };

		const obstacles: Obstacle[] = [];
		steps = steps.map((step, index) => {
			const verdict = verdicts[index];
			if (!verdict?.failed) return step;
			const next = nextStep(step, verb, verdict.record);
			if (next === undefined) obstacles.push({ seat: step.seat, record: verdict.record });
			return next ?? step;
		});
		if (obstacles.length > 0) return { moved: false, obstacles };

		// A conflict tells us nothing about its seat, so a seat counts as kept only if its condition was judged.
		const allJudged = verdicts.every(({ isJudged }) => isJudged);
		if (!companion && allJudged && steps.every(({ isKept }) => isKept)) return movedTo(steps);
	}
	throw new TryAgain("the seats kept changing");
}

function stepOf(seat: Seat, verb: Verb): Step {
	return { seat, verb, isKept: false, condition: verb.moves, state: stateAfter(verb) };
}

/** What to do with a seat whose record is known now; `undefined` if the verb refuses it. */
function nextStep({ seat }: Step, verb: Verb, record: SeatRecord | undefined): Step | undefined {
	const decision = decide(verb, record);
	if (decision.verdict === "moves") return stepOf(seat, decision.verb);
	if (decision.verdict === "refuses" || record === undefined || decision.verb.keeps === undefined) return undefined;

	const { keeps } = decision.verb;
	const held = { seat, verb: decision.verb, isKept: true };
	if (record.status !== "locked") return { ...held, condition: keeps, state: { status: record.status } };
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
	try {
		if (only && !only.isKept && others.length === 0 && !companion) await writeOne(place, only);
		else await writeTogether(place, steps, companion);
		return "written";
	} catch (error) {
		return verdictsOf(error);
	}
}

async function writeOne(place: Place, step: Step): Promise<void> {
	const { Put, Update, Delete } = writeOf(place, step);
	if (Put) await place.table.send(new PutCommand(Put));
	if (Update) await place.table.send(new UpdateCommand(Update));
	if (Delete) await place.table.send(new DeleteCommand(Delete));
}

async function writeTogether(place: Place, steps: readonly Step[], companion?: Companion): Promise<void> {
	const { table } = place;
	const items = steps.map((step) => (step.isKept ? checkOf(place, step) : writeOf(place, step)));
	const beside = companion
		? [{ Put: { TableName: table.name, Item: { ...companion.key, ...companion.put }, ...onlyIf(companion.condition) } }]
		: [];
	await table.send(new TransactWriteCommand({ TransactItems: [...items, ...beside] }));
}

const checkOf = ({ table, id }: Place, { seat, condition }: Step) => ({
	ConditionCheck: { TableName: table.name, Key: seatRecordKey(id, seat), ...onlyIf(condition) },
});

/**
 * The write of a seat: a Delete if it becomes available, a Put if it may have no record yet, and otherwise an Update,
 * which leaves the index key as it is for the seat's whole life.
 */
function writeOf({ table, id, shardOf }: Place, { seat, verb, condition }: Step) {
	const TableName = table.name;
	const Key = seatRecordKey(id, seat);
	const { moves, to } = verb;
	if (to === undefined) return { Delete: { TableName, Key, ...onlyIf(condition) } };
	if (holds(moves, undefined)) {
		return { Put: { TableName, Item: { ...Key, ...to, shard: shardOf(seat) }, ...onlyIf(condition) } };
	}
	return { Update: { TableName, Key, ...updateIf(condition, { ...to }, attributesLost(to.status)) } };
}

/** The attributes that a record of this status does not have. TTL must never find `expires` on a sale (I1, I2). */
function attributesLost(status: SeatRecord["status"]): string[] {
	const kept: readonly string[] = ATTRIBUTES[status];
	return [...new Set(Object.values(ATTRIBUTES).flat())].filter((attribute) => !kept.includes(attribute));
}

/** Reads the verdicts out of a failed condition; every other error goes on to the caller. */
function verdictsOf(error: unknown): Verdict[] {
	if (!(error instanceof Error)) throw error;
	if (error.name === "ConditionalCheckFailedException") {
		return [{ failed: true, isJudged: true, record: recordIn((error as { Item?: Record<string, never> }).Item) }];
	}
	const reasons = error.name === "TransactionCanceledException" ? cancellationReasons(error) : [];
	if (!reasons.some(({ Code }) => Code === "ConditionalCheckFailed")) throw error;
	return reasons.map(({ Code = "None", Item }) => {
		const failed = Code === "ConditionalCheckFailed";
		return { failed, isJudged: failed || Code === "None", record: recordIn(Item) };
	});
}

/** lib-dynamodb leaves the records of a failure raw. */
function recordIn(item: Record<string, never> | undefined): SeatRecord | undefined {
	return item && (unmarshall(item) as SeatRecord);
}
