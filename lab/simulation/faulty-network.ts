/**
 * The way from a function to DynamoDB with every fault we can make, around the one function that sends. It stands where
 * the SDK stands, so it does what the SDK does: it sends the same request again, up to three times, when an answer is
 * lost or the service is busy. The engine behind it is the real one.
 */
import { randomUUID } from "node:crypto";
import type { TransactWriteCommand } from "@aws-sdk/lib-dynamodb";
import type { Table } from "../../store/table.ts";
import type { Random } from "./random.ts";
import type { Turns } from "./turns.ts";

/** How likely each fate of a request is, relative to the others. */
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

/** How many transactions in which a condition failed are cancelled for other reasons as well. */
const MIXED_REASONS = 0.3;

/** What the network tells the one who writes the history. */
export interface Request {
	/** Something was not simply delivered, so that the request may be answered with 503. */
	readonly harmed: (fate: string) => void;
	/** What the request wrote is delivered apart from its answer; the result is called when that is over. */
	readonly echoed: () => () => void;
	/** The function is gone: its caller gets no answer, and nothing it has sent is under way any more. */
	readonly killed: () => void;
	/** The function answers that its time is over; what it has sent may still arrive until the promise resolves. */
	readonly timedOut: (over: Promise<void>) => void;
	/** The seats that a transaction or a Put would lock. */
	readonly attempted: (keys: readonly { pk: string; sk: string }[]) => void;
}

export interface NetworkOptions {
	readonly table: Table;
	readonly turns: Turns;
	readonly random: Random;
	/** Answers of the index may be seconds old. */
	readonly readIndex: (command: Command) => Promise<unknown>;
}

// biome-ignore lint/suspicious/noExplicitAny: every command of the SDK passes here, each with a type of its own
type Command = any;

const SDK_ATTEMPTS = 3;

/** The table as one request of one function sees it. */
export function faultyTable(options: NetworkOptions, request: Request): Table {
	const { table, turns, random, readIndex } = options;
	const deliver = (command: Command): Promise<unknown> =>
		turns.during(command.input.IndexName === undefined ? table.send(command) : readIndex(command));
	/** As it was sent, and answered; some who lose hear of other reasons, too. */
	const deliverAndHear = (command: Command): Promise<unknown> =>
		deliver(command).catch((error) => {
			if (error.name !== "TransactionCanceledException" || !random.chance(MIXED_REASONS)) throw error;
			request.harmed("mixedReasons");
			throw withMixedReasons(error, random);
		});

	const send = async (command: Command): Promise<unknown> => {
		prepare(command, request);
		const writes = isWrite(command);
		for (let attempt = 1; ; attempt++) {
			const last = attempt === SDK_ATTEMPTS;
			await turns.next();
			const fate = random.weighted(FATES);
			if (fate !== "delivered") request.harmed(fate);
			switch (fate) {
				case "delivered":
					return deliverAndHear(command);
				case "requestLost":
					if (last) throw lostConnection();
					break;
				case "responseLost":
					await deliver(command).catch(() => {});
					if (writes) request.echoed()();
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
						deliverLate(command).then(request.echoed());
					}
					return answer;
				}
				case "killedBefore":
					request.killed();
					return new Promise(() => {});
				case "killedAfter":
					await deliver(command).catch(() => {});
					request.killed();
					return new Promise(() => {});
				case "timeIsOver":
					// What was sent may still arrive, long after the answer that it did not.
					request.timedOut(random.chance(0.5) ? deliverLate(command) : Promise.resolve());
					throw named("AbortError");
			}
		}
	};

	const deliverLate = async (command: Command) => {
		await turns.next();
		await deliver(command).catch(() => {});
	};

	return { name: table.name, send: send as Table["send"], pause: () => turns.next() };
}

/** The SDK gives a transaction its token once, so that its own retries are the same transaction. */
function prepare(command: Command, request: Request): void {
	const { input } = command;
	if (input.TransactItems) {
		(command as TransactWriteCommand).input.ClientRequestToken = randomUUID();
		const keys = input.TransactItems.flatMap((item: Command) => item.Put?.Item ?? item.ConditionCheck?.Key ?? []);
		request.attempted(keys.filter(({ sk }: { sk: string }) => sk.startsWith("[")));
	} else if (input.Item) {
		request.attempted([input.Item]);
	}
}

const isWrite = ({ input }: Command): boolean =>
	input.TransactItems !== undefined || input.Item !== undefined || input.ConditionExpression !== undefined;

const named = (name: string, more: object = {}) => Object.assign(new Error(name), { name, ...more });

const lostConnection = () => Object.assign(new Error("socket hang up"), { code: "ECONNRESET" });

/** What meets a transaction that wrote nothing, besides a condition. */
const PASSING_REASONS = ["TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"] as const;

function conflict({ input }: Command, random: Random): Error {
	if (!input.TransactItems) return named("TransactionConflictException");
	const met = random.below(input.TransactItems.length);
	const CancellationReasons = input.TransactItems.map((_: unknown, index: number) => ({
		Code: index === met ? random.pick(PASSING_REASONS) : "None",
	}));
	return named("TransactionCanceledException", { CancellationReasons });
}

/** A cancelled transaction, as it would be had some of its items met another transaction or a full partition. */
function withMixedReasons(error: Command, random: Random): Error {
	const CancellationReasons = error.CancellationReasons.map((reason: { Code?: string }) => {
		const met = random.chance(reason.Code === "None" ? 0.5 : 0.3);
		return met ? { Code: random.pick(PASSING_REASONS) } : reason;
	});
	return named("TransactionCanceledException", { CancellationReasons });
}
