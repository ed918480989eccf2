/** Houses of any size and fill for measurements, filled past the service: a record for each taken seat. */
import { randomBytes } from "node:crypto";
import { BatchWriteCommand } from "@aws-sdk/lib-dynamodb";
import type { RouteName } from "../../../api/routes.ts";
import type { Seat } from "../../../domain/seat.ts";
import { shardOf } from "../../../domain/shards.ts";
import type { Runtime } from "../../../lambdas/http/runtime.ts";
import { type KnownEvent, rememberEvents } from "../../../store/event-memory.ts";
import { inChunks, inParallel } from "../../../store/in-parallel.ts";
import { saleKey, seatRecordKey, shardKey } from "../../../store/keys.ts";
import { rememberReadings } from "../../../store/readings.ts";
import type { Table } from "../../../store/table.ts";
import type { Reply } from "../../../test/support/service.ts";
import { randomFrom } from "../../simulation/random.ts";

export interface Size {
	readonly sections: number;
	readonly rows: number;
}

export interface House {
	readonly event: string;
	readonly known: KnownEvent;
	readonly memory: Runtime["memory"];
	/** Four seats side by side that no fill takes. */
	readonly free: readonly Seat[];
	/** The other seats, in the order in which they are taken. */
	readonly others: readonly Seat[];
	/** What `lock_together` found last. */
	given: readonly Seat[];
	taken: number;
}

type Invoke = (name: RouteName, runtime: Runtime, call: object) => Promise<Reply>;

export const NOW = 4_000_000_000;
export const ROW_LENGTH = 25;
const PARTY = 4;
const RECORDS_PER_BATCH = 25;
const BATCHES_AT_ONCE = 4;
const SEATS_PER_ORDER = 2;

export const seatCount = ({ sections, rows }: Size) => sections * rows * ROW_LENGTH;

/** Puts an event and reads its plans into memory. */
export async function openHouse(
	table: Table,
	invoke: Invoke,
	event: string,
	size: Size,
	shared?: Runtime["memory"],
): Promise<House> {
	const memory = shared ?? rememberEvents(() => 0);
	const labels = Array.from({ length: size.sections }, (_, index) => `block-${index + 1}`);
	const seats = Array.from({ length: ROW_LENGTH }, (_, seat) => String(seat + 1));
	const rows = Array.from({ length: size.rows }, (_, row) => ({ row: String(row + 1), seats }));
	const document = { name: event, sections: Object.fromEntries(labels.map((label) => [label, rows])) };
	const put = await invoke("put-event", copyOf(table, memory), { event, body: document });
	if (put.status !== 200) throw new Error(JSON.stringify(put.body));
	const known = await memory.event(table, event, 0);
	if (known === undefined) throw new Error("the event is not there");
	await memory.plans(table, known, known.sections.keys());

	const middle = labels[Math.floor(size.sections / 2)];
	const all = labels.flatMap((section) =>
		rows.flatMap(({ row }) => seats.map((seat): Seat => ({ section, row, seat }))),
	);
	const isFree = ({ section, row, seat }: Seat) => section === middle && row === "1" && Number(seat) <= PARTY;
	return {
		event,
		known,
		memory,
		free: all.filter(isFree),
		others: shuffled(all.filter((seat) => !isFree(seat))),
		given: [],
		taken: 0,
	};
}

/** Sells seats here and there until this share of the house is sold. */
export async function sellUpTo(table: Table, house: House, share: number): Promise<void> {
	const { known, others } = house;
	const wanted = Math.floor(share * (others.length + PARTY));
	const seats = others.slice(house.taken, wanted);
	await takeSeats(table, known, seats, (index) => {
		const order = `order-${Math.floor((house.taken + index) / SEATS_PER_ORDER)}`;
		const record = { status: "sold", tokenHash: "h".repeat(43), lockedAt: NOW - 90, soldAt: NOW - 60, order };
		return { ...record, sale: saleKey(known, order) };
	});
	house.taken = wanted;
}

/** Writes the records of seats, without asking what they were. */
export async function takeSeats(
	table: Table,
	known: KnownEvent,
	seats: readonly Seat[],
	recordOf: (index: number) => object,
): Promise<void> {
	await inBatches(table, seats, (seat, index) => {
		const shard = shardKey(known, shardOf(seat, known.sections.get(seat.section)?.shards ?? []));
		return { PutRequest: { Item: { ...seatRecordKey(known, seat), ...recordOf(index), shard } } };
	});
}

/** Makes seats available again, whatever they were. */
export async function freeSeats(table: Table, known: KnownEvent, seats: readonly Seat[]): Promise<void> {
	await inBatches(table, seats, (seat) => ({ DeleteRequest: { Key: seatRecordKey(known, seat) } }));
}

async function inBatches(
	table: Table,
	seats: readonly Seat[],
	requestOf: (seat: Seat, index: number) => object,
): Promise<void> {
	const requests = seats.map(requestOf);
	await inParallel(inChunks(requests, RECORDS_PER_BATCH), BATCHES_AT_ONCE, async (batch) => {
		await table.send(new BatchWriteCommand({ RequestItems: { [table.name]: batch } }));
	});
}

/**
 * A copy of each function that has the plans in memory, and no reading of any house.
 * @param now its clock, which does not move, so a slow engine makes no reading too old.
 */
export function copyOf(table: Table, memory: Runtime["memory"], now = NOW): Runtime {
	return {
		table,
		memory,
		readings: {
			...rememberReadings({ nowMs: () => now * 1_000, wait: async () => {}, draw: () => 0 }),
			// A copy takes its number once a minute (ADR 051), and these live for one request.
			turn: async () => 0,
		},
		defaultEvent: "unused",
		requiresJson: false,
		now: () => now,
		newToken: () => "a-token-for-one-party-",
		// As long as a deployed one, because it is in every key and so in every size.
		newName: () => randomBytes(9).toString("base64url"),
		draw: () => 0,
		deadline: () => AbortSignal.timeout(600_000),
		observe: () => {},
		wait: async () => {},
	};
}

function shuffled(seats: readonly Seat[]): Seat[] {
	const chance = randomFrom(1);
	return seats
		.map((seat) => ({ seat, place: chance.draw() }))
		.sort((one, other) => one.place - other.place)
		.map(({ seat }) => seat);
}
