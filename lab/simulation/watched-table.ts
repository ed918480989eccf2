/**
 * The table as whoever knows everything sees it: all that is written passes here, so that every record can be found
 * again, whatever it is. The records themselves are read from the engine, and only again after a write.
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
	/** What the table holds of the seats; only one thing happens at a time, so it is one state. */
	readonly seats: () => Promise<readonly Stored[]>;
	/** Everything that it holds, records of parties too. */
	readonly everything: () => Promise<readonly Stored[]>;
	/** Instants at which something ends, that was written with an end. */
	readonly ends: () => number[];
	/** Removes one record that is over, as TTL does; the key of what was removed, if anything was. */
	readonly sweep: (now: number, pick: (keys: readonly Key[]) => Key) => Promise<Key | undefined>;
}

// biome-ignore lint/suspicious/noExplicitAny: every command of the SDK passes here, each with a type of its own
type Command = any;

/** @param onToken told when a token is sent in clear (I9). */
export function watchTable(real: Table, onToken: () => void): WatchedTable {
	const known = new Map<string, { readonly key: Key; readonly expires: number | undefined }>();
	let records: Promise<readonly Stored[]> | undefined;

	const note = ({ Item, Key, ExpressionAttributeValues: values }: Command) => {
		const { pk, sk, expires = values?.[":end"] } = Item ?? { ...Key };
		if (pk === undefined) return;
		const name = JSON.stringify([pk, sk]);
		known.set(name, { key: { pk, sk }, expires: expires ?? known.get(name)?.expires });
	};
	const send = ((command: Command) => {
		if (JSON.stringify(command.input).includes(TOKEN)) onToken();
		if (isRead(command)) return real.send(command as never);
		records = undefined;
		for (const item of command.input.TransactItems ?? []) note(item.Put ?? item.Update ?? {});
		for (const { PutRequest } of command.input.RequestItems?.[real.name] ?? []) note(PutRequest);
		if (!(command instanceof DeleteCommand)) note(command.input);
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
			const over = [...known.values()].filter(({ expires }) => expires !== undefined && expires <= now);
			if (over.length === 0) return undefined;
			const Key = pick(over.map(({ key }) => key));
			// Whatever becomes of it, this end is not tried again.
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

/** Of an event's partitions only those of its sections have sort keys that are lists. */
export const isSeat = ({ sk }: Key) => sk.startsWith("[");

async function readAll(real: Table, Keys: readonly Key[]): Promise<readonly Stored[]> {
	if (Keys.length === 0) return [];
	const wanted = { [real.name]: { Keys: [...Keys], ConsistentRead: true } };
	const { Responses, UnprocessedKeys } = await real.send(new BatchGetCommand({ RequestItems: wanted }));
	if (Object.keys(UnprocessedKeys ?? {}).length > 0) throw new Error("not every record could be read at once");
	return (Responses?.[real.name] ?? []) as Stored[];
}

/** The names of tokens behind their hashes. */
export function namesOfTokens(tokens: readonly string[]) {
	const names = new Map(tokens.map((token) => [hashToken(token), token]));
	return {
		add: (token: string) => names.set(hashToken(token), token),
		of: (hash: unknown) => names.get(String(hash)) ?? `unknown token of hash ${hash}`,
	};
}

/** The record as the specification speaks of it. */
export function stateOf(record: Stored, tokenOf: (hash: unknown) => string): SeatState {
	const { status, tokenHash, lockedAt, expires, order, reason } = record;
	const token = tokenOf(tokenHash);
	if (status === "locked") return { status, token, lockedAt: Number(lockedAt), expires: Number(expires) };
	if (status === "sold") return { status, token, ...(order !== undefined && { order: String(order) }) };
	return { status: "blocked", reason: String(reason) };
}

/** I2, said once more: what is sold, blocked, or under a lock that has not ended. */
export function liveAt(records: readonly Stored[], now: number): Stored[] {
	return records.filter(({ status, expires }) => status !== "locked" || Number(expires) > now);
}

export const nameOfSeat = (event: string, key: Key): string => seatKey(seatOfKey(event, key));
