/** The house of every run and how it is opened. It has few seats, so that requests collide. */
import { GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { type Seat, seatKey } from "../../domain/seat.ts";
import type { Runtime } from "../../lambdas/http/runtime.ts";
import { type EventMemory, type EventRecord, rememberEvents } from "../../store/event-memory.ts";
import { eventKey, shardKey } from "../../store/keys.ts";
import type { Table } from "../../store/table.ts";
import { invoke } from "./invoke.ts";
import type { Random } from "./random.ts";

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

/** The share of houses that are counted over several shards, and over how many. */
const SHARDED_SHARE = 0.5;
const SHARDS = 2;

/** The share of seats that are taken from the beginning, and their states. */
const TAKEN_SHARE = 0.1;
const TAKEN_STATES = [
	{ status: "sold" },
	{ status: "blocked", reason: "house seat" },
	{ status: "locked", expires: START + 4 },
] as const;

/** Creates the event in the table, with some seats taken by its document. Returns the shards that count it. */
export async function openHouse(table: Table, event: string, chance: Random): Promise<string[]> {
	const put = async (placesOf: (seats: readonly Seat[]) => unknown[]) => {
		const sections = Object.fromEntries(
			SECTIONS.map((section) => {
				const seats = HOUSE.filter((seat) => seat.section === section);
				return [section, [{ row: seats[0]?.row, seats: placesOf(seats) }]];
			}),
		);
		const document = { name: event, lockSeconds: LOCK_SECONDS, maxLockSeconds: MAX_LOCK_SECONDS, sections };
		const runtime = {
			table,
			memory: rememberEvents(() => 0),
			now: () => START,
			deadline: () => new AbortController().signal,
			observe: () => {},
		};
		const { status, body } = await invoke("put-event", runtime as unknown as Runtime, { event, body: document });
		if (status !== 200) throw new Error(`the event was not created: ${JSON.stringify(body)}`);
	};
	const shards = chance.chance(SHARDED_SHARE) ? SHARDS : 1;
	if (shards > 1) {
		// Only an event of thousands of seats gets more shards, and it keeps them. So this event pretends to have shrunk.
		await put((seats) => seats.slice(0, 1).map(({ seat }) => seat));
		await spread(table, event, shards);
	}
	await put((seats) => seats.map((seat) => placeOf(seat, chance)));
	return Array.from({ length: shards }, (_, shard) => shardKey(event, shard));
}

/** Changes the event's record so that every section is counted over this many shards. */
async function spread(table: Table, event: string, shards: number): Promise<void> {
	const record = { TableName: table.name, Key: eventKey(event) };
	const { Item } = await table.send(new GetCommand({ ...record, ConsistentRead: true }));
	const sections = (Item as unknown as EventRecord).sections.map((entry) => ({ ...entry, shards }));
	await table.send(new PutCommand({ TableName: table.name, Item: { ...Item, sections } }));
}

function placeOf(seat: Seat, chance: Random) {
	const accessible = isAccessible(seat) && { accessible: true };
	const taken = chance.chance(TAKEN_SHARE) && chance.pick(TAKEN_STATES);
	return accessible || taken ? { seat: seat.seat, ...accessible, ...taken } : seat.seat;
}

/** A memory that has already read the whole plan, and need not read it again because the house does not change. */
export async function warmMemory(real: Table, event: string): Promise<EventMemory> {
	const memory = rememberEvents(() => 0);
	const known = await memory.event(real, event);
	if (known) await memory.plans(real, known, known.sections.keys());
	return memory;
}
