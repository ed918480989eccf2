/** The house of every run, and how it is opened: few seats, so that requests meet. */
import { GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { type Seat, seatKey } from "../../domain/seat.ts";
import type { Runtime } from "../../lambdas/http/runtime.ts";
import { type EventMemory, type EventRecord, rememberEvents } from "../../store/event-memory.ts";
import { eventKey, shardKey } from "../../store/keys.ts";
import type { Table } from "../../store/table.ts";
import { invoke } from "./invoke.ts";
import type { Random } from "./random.ts";

/** Two sections of one row each, so that transactions cross partitions; the seats of a section are side by side. */
export const HOUSE: readonly Seat[] = [
	...["1", "2", "3", "4", "5"].map((seat) => ({ section: "st/alls", row: "a", seat })),
	...["1", "2", "3"].map((seat) => ({ section: "box#1", row: "ü", seat })),
];

/** Where a wheelchair fits. */
export const ACCESSIBLE = new Set([{ section: "st/alls", row: "a", seat: "4" }].map(seatKey));

export const SECTIONS = [...new Set(HOUSE.map(({ section }) => section))];

export const isAccessible = (seat: Seat) => ACCESSIBLE.has(seatKey(seat));

export const LOCK_SECONDS = 20;
export const MAX_LOCK_SECONDS = 40;

/** Far from the engine's real time: only the simulation expires records. */
export const START = 4_000_000_000;

/** How many houses are counted over several shards, and over how many. */
const HAS_SHARDS = 0.5;
const SHARDS = 2;

/** How often a seat is taken from the beginning, and by what. */
const STARTS_TAKEN = 0.1;
const TAKEN = [
	{ status: "sold" },
	{ status: "blocked", reason: "house seat" },
	{ status: "locked", expires: START + 4 },
] as const;

/**
 * The shards over which it is counted.
 * @param table the event is opened in, some of its seats taken in its document.
 */
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
		if (status !== 200) throw new Error(`the house did not open: ${JSON.stringify(body)}`);
	};
	const shards = chance.chance(HAS_SHARDS) ? SHARDS : 1;
	if (shards > 1) {
		// Shards come with thousands of seats, and stay: so this house had been large before it opened.
		await put((seats) => seats.slice(0, 1).map(({ seat }) => seat));
		await spread(table, event, shards);
	}
	await put((seats) => seats.map((seat) => placeOf(seat, chance)));
	return Array.from({ length: shards }, (_, shard) => shardKey(event, shard));
}

/** Counts every section over so many shards from now on. */
async function spread(table: Table, event: string, shards: number): Promise<void> {
	const record = { TableName: table.name, Key: eventKey(event) };
	const { Item } = await table.send(new GetCommand({ ...record, ConsistentRead: true }));
	const sections = (Item as unknown as EventRecord).sections.map((entry) => ({ ...entry, shards }));
	await table.send(new PutCommand({ TableName: table.name, Item: { ...Item, sections } }));
}

function placeOf(seat: Seat, chance: Random) {
	const accessible = isAccessible(seat) && { accessible: true };
	const taken = chance.chance(STARTS_TAKEN) && chance.pick(TAKEN);
	return accessible || taken ? { seat: seat.seat, ...accessible, ...taken } : seat.seat;
}

/** A memory that has read everything, and has no reason to read again: the house does not change. */
export async function warmMemory(real: Table, event: string): Promise<EventMemory> {
	const memory = rememberEvents(() => 0);
	const known = await memory.event(real, event);
	if (known) await memory.plans(real, known, known.sections.keys());
	return memory;
}
