/**
 * The network between a function and DynamoDB, with every fault we can make. It replaces the SDK, so it retries like the
 * SDK: if an answer is lost or DynamoDB is busy, it sends the same request again, up to three times. The engine behind
 * it is real.
 */
import { randomUUID } from "node:crypto";
import { BatchGetCommand, TransactWriteCommand } from "@aws-sdk/lib-dynamodb";
import type { Key } from "../../store/keys.ts";
import type { Table } from "../../store/table.ts";
import type { Random } from "./random.ts";
import type { Turns } from "./turns.ts";

/** The fates of a request, with their relative weights. */
const FATES = {
	delivered: 100,
	requestLost: 6,
	responseLost: 8,
	throttled: 3,
	conflict: 4,
	duplicated: 4,
	killedBefore: 2,
	killedAfter: 2,
	timeIsOver: 1,
} as const;

/** The share of transactions with a failed condition that are cancelled for other reasons as well. */
const MIXED_REASONS_SHARE = 0.3;

/** What the network reports about one request, so that the history can be written. */
export interface NetworkObserver {
	/** Something was not simply delivered, so the answer may be 503. */
	readonly onFault: (fate: string) => void;
	/** A write is delivered whose answer reaches nobody. The result is called when that delivery is over. */
	readonly onEcho: () => () => void;
	/** The function is killed: its caller gets no answer, and nothing it has sent is still under way. */
	readonly onKilled: () => void;
	/** The function's time is over, but what it has sent may still arrive until the promise resolves. */
	readonly onTimeout: (over: Promise<void>) => void;
	/** The function tries to write these seats. */
	readonly onAttempt: (keys: readonly Key[]) => void;
	/** A read of the table, not of an index, has found these records. */
	readonly onFound: (keys: readonly Key[]) => void;
}

export interface NetworkOptions {
	readonly table: Table;
	readonly turns: Turns;
	readonly random: Random;
	/** How much time has passed in the world. */
	readonly elapsedMs: () => number;
	/** The request's own deadline. What a function sends under another signal is void soon after that. */
	readonly deadline: AbortSignal;
	readonly timeLimit: Table["timeLimit"];
	/** Answers queries of the index. */
	readonly readIndex: (command: Command) => Promise<unknown>;
}

// biome-ignore lint/suspicious/noExplicitAny: every command of the SDK passes through here, each with its own type
type Command = any;

/** What a query answers, or a read of many records. */
interface Found {
	readonly Items?: readonly Key[];
	readonly Responses?: Readonly<Record<string, readonly Key[]>>;
}

const SDK_ATTEMPTS = 3;

/** What was sent before a function gave it up arrives within this time, or never (store/delete-event.ts). */
const UNDER_WAY_MS = 500;

interface SendOptions {
	readonly abortSignal?: AbortSignal;
}

/** The table as one request of one function sees it. */
export function faultyTable(options: NetworkOptions, observer: NetworkObserver): Table {
	const { table, turns, random, elapsedMs, deadline, timeLimit, readIndex } = options;
	const deliver = async (command: Command): Promise<unknown> => {
		if (command.input.IndexName !== undefined) return turns.during(readIndex(command));
		const isOfSeats = seatsToRead(command, table.name).length > 1;
		const answer = await (isOfSeats ? readEach(command) : turns.during(table.send(command)));
		const { Items, Responses } = answer as Found;
		observer.onFound(Items ?? Responses?.[table.name] ?? []);
		return answer;
	};
	/** A read of many seats is no snapshot: each is read at an instant of its own. */
	const readEach = async ({ input }: Command) => {
		const { Keys, ...how } = input.RequestItems[table.name];
		const found: unknown[] = [];
		for (const [index, key] of Keys.entries()) {
			if (index > 0) await turns.next();
			const one = new BatchGetCommand({ RequestItems: { [table.name]: { ...how, Keys: [key] } } });
			const { Responses } = await turns.during(table.send(one));
			found.push(...(Responses?.[table.name] ?? []));
		}
		return { Responses: { [table.name]: found } };
	};
	/** Delivers the request and its answer. A cancelled transaction may get other reasons besides its own. */
	const deliverAndAnswer = (command: Command): Promise<unknown> =>
		deliver(command).catch((error) => {
			if (error.name !== "TransactionCanceledException" || !random.chance(MIXED_REASONS_SHARE)) throw error;
			observer.onFault("mixedReasons");
			throw withMixedReasons(error, random);
		});

	const send = async (given: Command, { abortSignal = deadline }: SendOptions = {}): Promise<unknown> => {
		const command = prepare(given, observer);
		const writes = isWrite(command);
		let voidFromMs = Number.POSITIVE_INFINITY;
		if (abortSignal !== deadline) {
			abortSignal.addEventListener("abort", () => {
				voidFromMs = elapsedMs() + UNDER_WAY_MS;
			});
		}
		const deliverLate = async () => {
			await turns.next();
			if (elapsedMs() < voidFromMs) await deliver(command).catch(() => {});
		};
		for (let attempt = 1; ; attempt++) {
			const last = attempt === SDK_ATTEMPTS;
			await turns.next();
			if (abortSignal !== deadline && abortSignal.aborted) {
				observer.onFault("tooLate");
				if (writes && random.chance(0.5)) deliverLate().then(observer.onEcho());
				throw named("AbortError");
			}
			const fate = random.weighted(FATES);
			if (fate !== "delivered") observer.onFault(fate);
			switch (fate) {
				case "delivered":
					return deliverAndAnswer(command);
				case "requestLost":
					if (last) throw lostConnection();
					break;
				case "responseLost":
					await deliver(command).catch(() => {});
					if (writes) observer.onEcho()();
					if (last) throw lostConnection();
					break;
				case "throttled":
					if (last) throw named("ThrottlingException");
					break;
				case "conflict":
					if (!writes) return deliver(command);
					throw conflict(command, random);
				case "duplicated": {
					const answer = deliver(command);
					if (writes) {
						deliverLate().then(observer.onEcho());
					}
					return answer;
				}
				case "killedBefore":
					observer.onKilled();
					return new Promise(() => {});
				case "killedAfter":
					await deliver(command).catch(() => {});
					observer.onKilled();
					return new Promise(() => {});
				case "timeIsOver":
					// The write may still arrive, long after the function has answered 503.
					observer.onTimeout(random.chance(0.5) ? deliverLate() : Promise.resolve());
					throw named("AbortError");
			}
		}
	};

	return { name: table.name, send: send as Table["send"], pause: () => turns.next(), timeLimit };
}

/** Like the SDK, gives a transaction without a token one, so that all its retries are the same transaction. */
function prepare(command: Command, observer: NetworkObserver): Command {
	const { input } = command;
	if (input.TransactItems) {
		const keys = input.TransactItems.flatMap(
			(item: Command) => item.Put?.Item ?? (item.Update ?? item.Delete ?? item.ConditionCheck)?.Key ?? [],
		);
		observer.onAttempt(keys.filter(({ sk }: { sk: string }) => sk.startsWith("[")));
	} else if (isWrite(command)) {
		observer.onAttempt([input.Item ?? input.Key]);
	}
	return input.TransactItems ? new TransactWriteCommand({ ClientRequestToken: randomUUID(), ...input }) : command;
}

const isWrite = ({ input }: Command): boolean =>
	input.TransactItems !== undefined || input.Item !== undefined || input.ConditionExpression !== undefined;

const seatsToRead = ({ input }: Command, table: string): readonly object[] =>
	(input.RequestItems?.[table]?.Keys ?? []).filter(({ sk }: { sk: string }) => sk.startsWith("["));

const named = (name: string, more: object = {}) => Object.assign(new Error(name), { name, ...more });

const lostConnection = () => Object.assign(new Error("socket hang up"), { code: "ECONNRESET" });

/** Why a transaction may be cancelled besides a failed condition; each of them passes. */
const PASSING_REASONS = ["TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"] as const;

function conflict({ input }: Command, random: Random): Error {
	if (!input.TransactItems) return named("TransactionConflictException");
	const conflicting = random.below(input.TransactItems.length);
	const CancellationReasons = input.TransactItems.map((_: unknown, index: number) => ({
		Code: index === conflicting ? random.pick(PASSING_REASONS) : "None",
	}));
	return named("TransactionCanceledException", { CancellationReasons });
}

/** The error as if some of the items had also met another transaction or a busy partition. */
function withMixedReasons(error: Command, random: Random): Error {
	const CancellationReasons = error.CancellationReasons.map((reason: { Code?: string }) => {
		const isReplaced = random.chance(reason.Code === "None" ? 0.5 : 0.3);
		return isReplaced ? { Code: random.pick(PASSING_REASONS) } : reason;
	});
	return named("TransactionCanceledException", { CancellationReasons });
}
