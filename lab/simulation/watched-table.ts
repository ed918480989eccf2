/**
 * A table that knows the key of every record, because all writes pass through it. The simulation uses it to see the
 * whole table, and to remove ended records as TTL does. Records are read from the engine, again only after a write.
 */
import { BatchGetCommand, DeleteCommand, GetCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { seatKey } from "../../domain/seat.ts";
import { inChunks } from "../../store/in-parallel.ts";
import { type Key, readSeatKey } from "../../store/keys.ts";
import type { Table } from "../../store/table.ts";
import { TOKEN } from "./client-request.ts";
import { AVAILABLE, type SeatState } from "./seat-model.ts";

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
	/** Removes one record whose `ttl` has passed, as TTL does. Returns its key, or `undefined` if nothing was removed. */
	readonly sweep: (now: number, pick: (keys: readonly Key[]) => Key) => Promise<Key | undefined>;
}

// biome-ignore lint/suspicious/noExplicitAny: every command of the SDK passes through here, each with its own type
type Command = any;

/** @param onToken is called when a token is sent in clear (I9). */
export function watchTable(real: Table, onToken: () => void): WatchedTable {
	const known = new Map<string, { readonly key: Key; readonly expires?: number; readonly ttl?: number }>();
	let records: Promise<readonly Stored[]> | undefined;

	const noteKey = ({ Item, Key, UpdateExpression: update, ExpressionAttributeValues: values }: Command) => {
		const { pk, sk, expires, ttl } = Item ?? { ...Key, ...setBy(update, values) };
		if (pk === undefined) return;
		const name = JSON.stringify([pk, sk]);
		known.set(name, { ...known.get(name), key: { pk, sk }, ...(expires && { expires }), ...(ttl && { ttl }) });
	};
	const send = ((command: Command) => {
		if (JSON.stringify(command.input).includes(TOKEN)) onToken();
		if (isRead(command)) return real.send(command as never);
		records = undefined;
		for (const item of command.input.TransactItems ?? []) noteKey(item.Put ?? item.Update ?? {});
		for (const { PutRequest } of command.input.RequestItems?.[real.name] ?? []) noteKey(PutRequest ?? {});
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
			const ended = [...known.values()].filter(({ ttl = now + 1 }) => ttl <= now);
			if (ended.length === 0) return undefined;
			const Key = pick(ended.map(({ key }) => key));
			// This end is tried only once, whether the record is removed or not.
			known.set(JSON.stringify([Key.pk, Key.sk]), { key: Key });
			records = undefined;
			const condition = {
				ConditionExpression: "#ttl <= :now",
				ExpressionAttributeNames: { "#ttl": "ttl" },
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

/** The instants that an update sets. */
function setBy(update: string = "", values: Readonly<Record<string, unknown>> = {}) {
	const valueSet = (attribute: string) => {
		const [, placeholder = ""] = new RegExp(`#${attribute} = (:\\w+)`).exec(update) ?? [];
		return values[placeholder];
	};
	return { expires: valueSet("expires"), ttl: valueSet("ttl") };
}

const isRead = (command: object) =>
	command instanceof GetCommand || command instanceof BatchGetCommand || command instanceof QueryCommand;

/** Only the records of seats have a JSON list as their sort key. */
export const isSeat = ({ sk }: Key) => sk.startsWith("[");

/** DynamoDB returns at most 100 records to one request. */
const KEYS_PER_REQUEST = 100;

async function readAll(real: Table, keys: readonly Key[]): Promise<readonly Stored[]> {
	const batches = inChunks(keys, KEYS_PER_REQUEST).map((chunk) => readBatch(real, chunk));
	return (await Promise.all(batches)).flat();
}

async function readBatch(real: Table, keys: readonly Key[]): Promise<readonly Stored[]> {
	const wanted = { [real.name]: { Keys: keys.map((key) => ({ ...key })), ConsistentRead: true } };
	const { Responses, UnprocessedKeys } = await real.send(new BatchGetCommand({ RequestItems: wanted }));
	if (Object.keys(UnprocessedKeys ?? {}).length > 0) throw new Error("the engine did not return all records at once");
	return (Responses?.[real.name] ?? []) as Stored[];
}

/** The record as a state of the specification. */
export function stateOf(record: Stored, tokenOf: (hash: unknown) => string): SeatState {
	const { status, tokenHash, lockedAt, expires, order, reason } = record;
	const by = tokenHash === undefined ? {} : { token: tokenOf(tokenHash) };
	if (status === "locked") return { status, ...by, lockedAt: Number(lockedAt), expires: Number(expires) };
	if (status === "sold") return { status, ...by, ...(order !== undefined && { order: String(order) }) };
	return status === "blocked" ? { status, reason: String(reason) } : AVAILABLE;
}

/** Whether a seat with this record is sold, blocked, or locked and not ended (I2). Written independently of the service. */
export function isLiveAt({ status, expires }: Pick<Stored, string>, now: number): boolean {
	return status === "locked" ? Number(expires) > now : status !== "available";
}

/** A seat of one life of the event, as histories name it. */
export const nameInLife = (life: string, seat: string): string => `${life} ${seat}`;

export function nameOfSeat(key: Key): string {
	const { life, seat } = readSeatKey(key);
	return nameInLife(life, seatKey(seat));
}
