/**
 * Moves one seat, or many together, by conditional writes alone (I4, I7). The verdict is read from the failure itself,
 * which returns the record that stood in the way; nothing is read, decided and then written without a condition.
 */
import { DeleteCommand, PutCommand, TransactWriteCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import type { Decision } from "../domain/decision.ts";
import type { Seat } from "../domain/seat.ts";
import type { SeatRecord, SeatState } from "../domain/seat-record.ts";
import { all, type Clause, endsAt, onlyIf } from "./conditions.ts";
import { type Key, seatRecordKey } from "./keys.ts";
import { cancellationReasons, type Table, TryAgain } from "./table.ts";

/** What a write does to the record when its condition holds. */
export type Effect =
	| { readonly put: SeatRecord & { readonly shard: string } }
	| {
			readonly update: string;
			readonly names: Record<string, string>;
			readonly values: Record<string, string | number>;
	  }
	| { readonly remove: true };

export interface SeatWrite {
	readonly effect: Effect;
	readonly condition: Clause;
	/** What the seat is once this is written. */
	readonly to: SeatState;
}

/** A verb: a rule of the domain, and the writes that carry it as their condition. */
export interface Verb {
	/** The rule, for the record that stood in the way. */
	readonly decide: (record: SeatRecord | undefined) => Decision;
	/** The write for a seat of which nothing is known (`seen` undefined), or for the record last seen. */
	readonly write: (seat: Seat, seen?: SeatRecord) => SeatWrite;
	/** Holds while a seat that is already as the request wants it stays so; a lock's end is held by itself. */
	readonly kept?: Clause;
}

/** A record that is written together with the seats, or not at all. */
export interface Companion {
	readonly key: Key;
	readonly put: Readonly<Record<string, string | number>>;
	readonly condition: Clause;
}

export type Moved =
	| { readonly moved: true; readonly seats: readonly (Seat & SeatState)[] }
	/** The seats that stood in the way; none where only the companion did. */
	| { readonly moved: false; readonly losers: readonly { seat: Seat; record: SeatRecord | undefined }[] };

/** Each round knows more than the last: first nothing, then the records in the way; a third meets a moved world. */
const ROUNDS = 4;

/** One seat of the request: to be written, or already as wanted and only to be held so. */
interface Step {
	readonly seat: Seat;
	readonly key: Key;
	readonly effect: Effect | "keep";
	readonly condition: Clause;
	readonly to: SeatState;
}

/** All seats, or none (I4). One request for one seat, one transaction for many; more only when some were kept. */
export async function moveSeats(
	table: Table,
	event: string,
	seats: readonly Seat[],
	verb: Verb,
	companion?: Companion,
): Promise<Moved> {
	let steps = seats.map((seat): Step => ({ seat, key: seatRecordKey(event, seat), ...verb.write(seat) }));
	for (let round = 1; round <= ROUNDS; round++) {
		const verdicts = await attempt(table, steps, companion);
		if (verdicts === "written") return movedTo(steps);
		if (verdicts[steps.length]?.failed) return { moved: false, losers: [] };

		const decided = steps.map((step, index) => {
			const verdict = verdicts[index];
			return verdict?.failed ? decideStep(verb, step, verdict.record) : { step, next: step, record: undefined };
		});
		const losers = decided.flatMap(({ step, next, record }) => (next ? [] : [{ seat: step.seat, record }]));
		if (losers.length > 0) return { moved: false, losers };

		steps = decided.flatMap(({ next }) => (next ? [next] : []));
		// Kept is what was found so just now: a seat that met another transaction says nothing of itself.
		const allHeard = verdicts.every(({ heard }) => heard);
		if (!companion && allHeard && steps.every(({ effect }) => effect === "keep")) return movedTo(steps);
	}
	throw new TryAgain("the seats kept moving");
}

/** A step after a round that failed: `next` is undefined where the rule refuses it. */
interface Decided {
	readonly step: Step;
	readonly next: Step | undefined;
	readonly record: SeatRecord | undefined;
}

function decideStep(verb: Verb, step: Step, record: SeatRecord | undefined): Decided {
	const decision = verb.decide(record);
	switch (decision.kind) {
		case "refuse":
			return { step, next: undefined, record };
		case "move":
			return { step, next: { ...step, ...verb.write(step.seat, record) }, record };
		case "keep": {
			const { status } = decision.record;
			const to = status === "locked" ? { status, expires: decision.record.expires } : { status };
			const stays = verb.kept ?? step.condition;
			// Its end is answered, so it is held, too: a lock that was extended since is another answer.
			const condition = to.expires === undefined ? stays : all(stays, endsAt(to.expires));
			return { step, next: { ...step, effect: "keep", condition, to }, record };
		}
	}
}

const movedTo = (steps: readonly Step[]): Moved => ({
	moved: true,
	seats: steps.map(({ seat, to }) => ({ ...seat, ...to })),
});

/** What a failed attempt says of each step in order, then of the companion. `failed`: its condition did not hold. */
interface Verdict {
	readonly failed: boolean;
	/** Its condition was judged, whatever the verdict. */
	readonly heard: boolean;
	readonly record: SeatRecord | undefined;
}

async function attempt(table: Table, steps: readonly Step[], companion?: Companion): Promise<"written" | Verdict[]> {
	const items = steps.map((step) => transactItem(table, step));
	const beside = companion ? [companionPut(table, companion)] : [];
	try {
		const [only] = items;
		if (items.length === 1 && only && !companion) await writeOne(table, only);
		else await table.send(new TransactWriteCommand({ TransactItems: [...items, ...beside] }));
		return "written";
	} catch (error) {
		return verdictsOf(error);
	}
}

async function writeOne(table: Table, item: ReturnType<typeof transactItem>): Promise<void> {
	if (item.Put) await table.send(new PutCommand(item.Put));
	else if (item.Update) await table.send(new UpdateCommand(item.Update));
	else if (item.Delete) await table.send(new DeleteCommand(item.Delete));
}

const companionPut = (table: Table, { key, put, condition }: Companion) => ({
	Put: { TableName: table.name, Item: { ...key, ...put }, ...onlyIf(condition) },
});

function transactItem(table: Table, { key, effect, condition }: Step) {
	const TableName = table.name;
	const guard = onlyIf(condition);
	if (effect === "keep") return { ConditionCheck: { TableName, Key: key, ...guard } };
	if ("put" in effect) return { Put: { TableName, Item: { ...key, ...effect.put }, ...guard } };
	if ("remove" in effect) return { Delete: { TableName, Key: key, ...guard } };
	return {
		Update: {
			TableName,
			Key: key,
			UpdateExpression: effect.update,
			...guard,
			ExpressionAttributeNames: { ...guard.ExpressionAttributeNames, ...effect.names },
			ExpressionAttributeValues: { ...guard.ExpressionAttributeValues, ...effect.values },
		},
	};
}

/** Reads the verdicts out of a failed condition; every other error goes on to the caller. */
function verdictsOf(error: unknown): Verdict[] {
	if (!(error instanceof Error)) throw error;
	if (error.name === "ConditionalCheckFailedException") {
		return [{ failed: true, heard: true, record: recordOf((error as { Item?: Record<string, never> }).Item) }];
	}
	const reasons = error.name === "TransactionCanceledException" ? cancellationReasons(error) : [];
	if (!reasons.some(({ Code }) => Code === "ConditionalCheckFailed")) throw error;
	return reasons.map(({ Code = "None", Item }) => {
		const failed = Code === "ConditionalCheckFailed";
		return { failed, heard: failed || Code === "None", record: recordOf(Item) };
	});
}

/** lib-dynamodb leaves the records of a failure raw. */
function recordOf(item: Record<string, never> | undefined): SeatRecord | undefined {
	return item && (unmarshall(item) as SeatRecord);
}
