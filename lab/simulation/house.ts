/** The house of every run and how it is opened. It has few seats, so that requests collide. */
import { GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { type Seat, seatKey } from "../../domain/seat.ts";
import type { Runtime } from "../../lambdas/http/runtime.ts";
import { type EventMemory, rememberEvents } from "../../store/event-memory.ts";
import { type EventItem, eventOfItem } from "../../store/event-record.ts";
import { eventKey, shardKey } from "../../store/keys.ts";
import { pack } from "../../store/packed.ts";
import type { Table } from "../../store/table.ts";
import { invoke } from "./invoke.ts";
import type { Random } from "./random.ts";
import type { SeatState } from "./seat-model.ts";

/** Two sections, so that transactions cross partitions, each of one row. Labels contain separators and an umlaut. */
export const HOUSE: readonly Seat[] = [
	...["1", "2", "3", "4", "5"].map((seat) => ({ section: "st/alls", row: "a", seat })),
	...["1", "2", "3"].map((seat) => ({ section: "box#1", row: "ü", seat })),
];

export const ACCESSIBLE = new Set([{ section: "st/alls", row: "a", seat: "4" }].map(seatKey));

export const SECTIONS = [...new Set(HOUSE.map(({ section }) => section))];

export const isAccessible = (seat: Seat) => ACCESSIBLE.has(seatKey(seat));

export const LOCK_SECONDS = 20;
export const MAX_LOCK_SECONDS = 40;

/** Far from the engine's real time: only the simulation expires records. */
export const START = 4_000_000_000;

/** The share of houses whose sections are counted over several shards, of their own or together. */
const SHARDED_SHARE = 0.5;
const SHARDS_OF_SECTIONS = [
	[[0, 16], [1]],
	[
		[0, 2],
		[2, 1],
	],
] as const;

/** The share of houses in which some seats start taken, the share of those seats, and their states. */
const IMPORTED_SHARE = 0.7;
const TAKEN_SHARE = 0.2;
const SEAT_STARTS: readonly SeatState[] = [
	{ status: "sold", order: "imported" },
	{ status: "blocked", reason: "house seat" },
	{ status: "locked", lockedAt: START, expires: START + 4 },
];

/** A house as its run begins. */
export interface OpenHouse {
	/** The index keys under which the seats of each section are counted. */
	readonly shards: ReadonlyMap<string, readonly string[]>;
	/** The seats that start taken, and how, by `seatKey`. */
	readonly starts: ReadonlyMap<string, SeatState>;
}

/** Creates the event in the table, with some seats taken by its document. */
export async function openHouse(
	table: Table,
	event: string,
	chance: Random,
	newName: () => string,
): Promise<OpenHouse> {
	const takenShare = chance.chance(IMPORTED_SHARE) ? TAKEN_SHARE : 0;
	const starts = new Map(
		HOUSE.flatMap((seat) => (chance.chance(takenShare) ? [[seatKey(seat), chance.pick(SEAT_STARTS)]] : [])),
	);
	const put = async (length: number) => {
		const sections = Object.fromEntries(
			SECTIONS.map((section) => {
				const seats = HOUSE.filter((seat) => seat.section === section).slice(0, length);
				return [section, [{ row: seats[0]?.row, seats: seats.map((seat) => placeOf(seat, starts)) }]];
			}),
		);
		const document = { name: event, lockSeconds: LOCK_SECONDS, maxLockSeconds: MAX_LOCK_SECONDS, sections };
		const runtime = {
			table,
			memory: rememberEvents(() => 0),
			now: () => START,
			newName,
			deadline: () => new AbortController().signal,
			observe: () => {},
		};
		const { status, body } = await invoke("put-event", runtime as unknown as Runtime, { event, body: document });
		if (status !== 200) throw new Error(`the event was not created: ${JSON.stringify(body)}`);
	};
	if (chance.chance(SHARDED_SHARE)) {
		// Only a section of thousands of seats gets more shards, and it keeps them. So these pretend to have shrunk.
		await put(1);
		await spread(table, event, chance.pick(SHARDS_OF_SECTIONS));
	}
	await put(HOUSE.length);
	const { life, sections } = eventOfItem(event, await readItem(table, event));
	const keysOf = (shards: readonly number[]) => shards.map((shard) => shardKey({ id: event, life }, shard));
	return { starts, shards: new Map(sections.map(({ section, shards }) => [section, keysOf(shards)])) };
}

/** Changes the event's record so that its sections are counted over these shards. */
async function spread(table: Table, event: string, shards: readonly (readonly number[])[]): Promise<void> {
	const item = await readItem(table, event);
	const { settings, header, sections } = eventOfItem(event, item);
	const spreadSections = sections.map((entry, index) => ({ ...entry, shards: shards[index] }));
	const packed = pack({ settings, header, sections: spreadSections });
	await table.send(new PutCommand({ TableName: table.name, Item: { ...item, event: packed } }));
}

async function readItem(table: Table, event: string): Promise<EventItem> {
	const { Item } = await table.send(
		new GetCommand({ TableName: table.name, Key: eventKey(event), ConsistentRead: true }),
	);
	return Item as unknown as EventItem;
}

/** The seat as the document writes it. */
function placeOf(seat: Seat, starts: ReadonlyMap<string, SeatState>) {
	const accessible = isAccessible(seat) && { accessible: true };
	const start = starts.get(seatKey(seat));
	const { lockedAt: _, order: __, ...taken } = { lockedAt: START, order: "imported", ...start };
	return accessible || start ? { seat: seat.seat, ...accessible, ...taken } : seat.seat;
}

/** A memory that has already read the whole plan, and need not read it again because the house does not change. */
export async function warmMemory(real: Table, event: string): Promise<EventMemory> {
	const memory = rememberEvents(() => 0);
	const known = await memory.event(real, event);
	if (known) await memory.plans(real, known, known.sections.keys());
	return memory;
}
