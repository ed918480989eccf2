/**
 * A table that knows the key of every record, because all writes pass through it. The simulation uses it to see the
 * whole table, and to remove ended records as TTL does. Records are read from the engine, again only after a write.
 */
import { BatchGetCommand, DeleteCommand, GetCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { seatKey } from "../../domain/seat.ts";
import { type Key, seatOfKey } from "../../store/keys.ts";
import type { Table } from "../../store/table.ts";
import { hashToken } from "../../store/token-hash.ts";
import { TOKEN } from "./intents.ts";
import type { SeatState } from "./seat-model.ts";

/** A record with its keys. */
export type Stored = Readonly<Record<string, unknown>> & Key;

export interface WatchedTable {
	readonly table: Table;
	/** The records of seats. Only one thing happens at a time, so this is a consistent state. */
	readonly seats: () => Promise<readonly Stored[]>;
	/** All records, including those of parties. */
	readonly everything: () => Promise<readonly Stored[]>;
	/** Every `expires` that has been written. */
	readonly ends: () => number[];
	/** Removes one ended record, as TTL does. Returns its key, or `undefined` if nothing was removed. */
	readonly sweep: (now: number, pick: (keys: readonly Key[]) => Key) => Promise<Key | undefined>;
}

// biome-ignore lint/suspicious/noExplicitAny: every command of the SDK passes through here, each with its own type
type Command = any;

/** @param onToken is called when a token is sent in clear (I9). */
export function watchTable(real: Table, onToken: () => void): WatchedTable {
	const known = new Map<string, { readonly key: Key; readonly expires: number | undefined }>();
	let records: Promise<readonly Stored[]> | undefined;

	const noteKey = ({ Item, Key, ExpressionAttributeValues: values }: Command) => {
		const { pk, sk, expires = values?.[":end"] } = Item ?? { ...Key };
		if (pk === undefined) return;
		const name = JSON.stringify([pk, sk]);
		known.set(name, { key: { pk, sk }, expires: expires ?? known.get(name)?.expires });
	};
	const send = ((command: Command) => {
		if (JSON.stringify(command.input).includes(TOKEN)) onToken();
		if (isRead(command)) return real.send(command as never);
		records = undefined;
		for (const item of command.input.TransactItems ?? []) noteKey(item.Put ?? item.Update ?? {});
		for (const { PutRequest } of command.input.RequestItems?.[real.name] ?? []) noteKey(PutRequest);
		if (!(command instanceof DeleteCommand)) noteKey(command.input);
		return real.send(command);
	}) as Table["send"];
	const everything = () => {
		records ??= readAll(
			real,
			[...known.values()].map(({ key }) => key),
		);
		return records;
	};

	return {
		table: { ...real, send },
		everything,
		seats: async () => (await everything()).filter(isSeat),
		ends: () => [...known.values()].flatMap(({ expires }) => expires ?? []),
		sweep: async (now, pick) => {
			const ended = [...known.values()].filter(({ expires }) => expires !== undefined && expires <= now);
			if (ended.length === 0) return undefined;
			const Key = pick(ended.map(({ key }) => key));
			// This end is tried only once, whether the record is removed or not.
			known.set(JSON.stringify([Key.pk, Key.sk]), { key: Key, expires: undefined });
			records = undefined;
			const condition = {
				ConditionExpression: "#expires <= :now",
				ExpressionAttributeNames: { "#expires": "expires" },
				ExpressionAttributeValues: { ":now": now },
			};
			try {
				await real.send(new DeleteCommand({ TableName: real.name, Key, ...condition }));
				return Key;
			} catch (error) {
				if ((error as Error).name === "ConditionalCheckFailedException") return undefined;
				throw error;
			}
		},
	};
}

const isRead = (command: object) =>
	command instanceof GetCommand || command instanceof BatchGetCommand || command instanceof QueryCommand;

/** Only the records of seats have a JSON list as their sort key. */
export const isSeat = ({ sk }: Key) => sk.startsWith("[");

async function readAll(real: Table, Keys: readonly Key[]): Promise<readonly Stored[]> {
	if (Keys.length === 0) return [];
	const wanted = { [real.name]: { Keys: [...Keys], ConsistentRead: true } };
	const { Responses, UnprocessedKeys } = await real.send(new BatchGetCommand({ RequestItems: wanted }));
	if (Object.keys(UnprocessedKeys ?? {}).length > 0) throw new Error("the engine did not return all records at once");
	return (Responses?.[real.name] ?? []) as Stored[];
}

/** Finds the token for its hash. */
export function namesOfTokens(tokens: readonly string[]) {
	const names = new Map(tokens.map((token) => [hashToken(token), token]));
	return {
		add: (token: string) => names.set(hashToken(token), token),
		of: (hash: unknown) => names.get(String(hash)) ?? `unknown token of hash ${hash}`,
	};
}

/** The record as a state of the specification. */
export function stateOf(record: Stored, tokenOf: (hash: unknown) => string): SeatState {
	const { status, tokenHash, lockedAt, expires, order, reason } = record;
	const token = tokenOf(tokenHash);
	if (status === "locked") return { status, token, lockedAt: Number(lockedAt), expires: Number(expires) };
	if (status === "sold") return { status, token, ...(order !== undefined && { order: String(order) }) };
	return { status: "blocked", reason: String(reason) };
}

/** The records that are sold, blocked, or locked and not ended (I2). Written independently of the service. */
export function liveAt(records: readonly Stored[], now: number): Stored[] {
	return records.filter(({ status, expires }) => status !== "locked" || Number(expires) > now);
}

export const nameOfSeat = (event: string, key: Key): string => seatKey(seatOfKey(event, key));
