/** The house of every run and how it is opened. It has few seats, so that requests collide. */
import { GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { type Seat, seatKey } from "../../domain/seat.ts";
import type { Runtime } from "../../lambdas/http/runtime.ts";
import { type EventMemory, rememberEvents } from "../../store/event-memory.ts";
import { type EventItem, eventOfItem } from "../../store/event-record.ts";
import { eventKey } from "../../store/keys.ts";
import { pack } from "../../store/packed.ts";
import type { Table } from "../../store/table.ts";
import type { Change } from "./event-log.ts";
import { invoke } from "./invoke.ts";
import type { Random } from "./random.ts";
import type { SeatState } from "./seat-model.ts";

/** A house as a document describes it. */
export interface HousePlan {
	readonly name: string;
	readonly sections: readonly PlannedSection[];
}

export interface PlannedSection {
	readonly section: string;
	/** Of the seats that do not say another one. */
	readonly row: string;
	readonly seats: readonly PlannedSeat[];
}

export interface PlannedSeat {
	readonly seat: string;
	/** Another row than that of the section's first seats. */
	readonly row?: string;
	readonly id?: string | undefined;
	readonly accessible?: boolean;
	readonly status?: "sold" | "blocked" | "locked" | undefined;
	/** The end of a lock. */
	readonly expires?: number | undefined;
}

/**
 * Two sections, and one with rows in both of its partitions, so that transactions cross them. Labels contain separators
 * and an umlaut.
 */
export const SECTIONS: readonly PlannedSection[] = [
	{
		section: "st/alls",
		row: "a",
		seats: [{ seat: "1" }, { seat: "2" }, { seat: "3" }, { seat: "4", accessible: true }, { seat: "5" }],
	},
	{ section: "box#1", row: "ü", seats: [{ seat: "1" }, { seat: "2" }, { seat: "3", row: "b" }] },
];

/** A section that only some documents have. */
const ANNEX: PlannedSection = { section: "an#n#ex", row: "a", seats: [{ seat: "1" }, { seat: "2" }] };

/** All seats of a plan, with their `seatKey`. */
export function seatsOfPlan({ sections }: HousePlan) {
	return sections.flatMap((section) =>
		section.seats.map((seat) => {
			const address = addressOf(section, seat);
			return { key: seatKey(address), address, seat };
		}),
	);
}

export const addressOf = ({ section, row }: PlannedSection, seat: PlannedSeat): Seat => ({
	section,
	row: seat.row ?? row,
	seat: seat.seat,
});

/** The rows of a section, in order. */
export function rowsOf(section: PlannedSection): { readonly row: string; readonly seats: readonly PlannedSeat[] }[] {
	const labels = new Set(section.seats.map((seat) => addressOf(section, seat).row));
	const seatsIn = (label: string) => section.seats.filter((seat) => addressOf(section, seat).row === label);
	return Array.from(labels, (row) => ({ row, seats: seatsIn(row) }));
}

/** The seats that requests are about; an event need not have all of them. */
export const HOUSE: readonly Seat[] = seatsOfPlan({ name: "", sections: SECTIONS }).map(({ address }) => address);
export const LARGER_HOUSE: readonly Seat[] = [
	...HOUSE,
	{ section: "st/alls", row: "a", seat: "6" },
	...seatsOfPlan({ name: "", sections: [ANNEX] }).map(({ address }) => address),
];

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
const IMPORTED_SHARE_OF_CHANGES = 0.25;
const TAKEN_SHARE = 0.2;
const TAKEN = ["sold", "blocked", "locked"] as const;
const STARTING_LOCK_SECONDS = 4;

/** Creates the event in the table, with some seats taken by its document. */
export async function openHouse(
	tableFor: (change: Change) => Table,
	event: string,
	chance: Random,
	newName: () => string,
): Promise<void> {
	const empty = { name: event, sections: SECTIONS };
	const plan = chance.chance(IMPORTED_SHARE) ? withTakenSeats(empty, START, chance) : empty;
	const put = async (limit: number) => {
		const sections = plan.sections.map((section) => ({ ...section, seats: section.seats.slice(0, limit) }));
		const limited = { ...plan, sections };
		const table = tableFor({ verb: "put", plan: limited, now: START });
		const runtime = {
			table,
			memory: rememberEvents(() => 0),
			now: () => START,
			newName,
			deadline: () => new AbortController().signal,
			observe: () => {},
		};
		const call = { event, body: documentOf(limited) };
		const { status, body } = await invoke("put-event", runtime as unknown as Runtime, call);
		if (status !== 200) throw new Error(`the event was not created: ${JSON.stringify(body)}`);
		return table;
	};
	if (chance.chance(SHARDED_SHARE)) {
		// Only a section of thousands of seats gets more shards, and it keeps them. So these pretend to have shrunk.
		const table = await put(1);
		await spread(table, event, chance.pick(SHARDS_OF_SECTIONS));
	}
	await put(HOUSE.length);
}

/** The plan of a seller who changes the event: mostly more seats, sometimes fewer, or ids that have changed places. */
export function drawPlan(name: string, now: number, chance: Random): HousePlan {
	const hasIds = chance.chance(0.8);
	const [first = 0, second = 0] = chance.chance(0.15) ? [1, 2] : [];
	const sections = SECTIONS.map((section): PlannedSection => {
		const isStalls = section === SECTIONS[0];
		const seats = [...section.seats, ...(isStalls && chance.chance(0.7) ? [{ seat: "6" }] : [])];
		const kept = chance.chance(0.06) ? seats.slice(0, -1) : seats;
		return { ...section, seats: isStalls && hasIds ? withIds(kept, first, second) : kept };
	});
	const annex = chance.chance(0.7) ? [ANNEX] : [];
	const plan = { name, sections: [...sections, ...annex] };
	return chance.chance(IMPORTED_SHARE_OF_CHANGES) ? withTakenSeats(plan, now, chance) : plan;
}

/** Gives every seat an id. Those of the two places are exchanged. */
function withIds(seats: readonly PlannedSeat[], first: number, second: number): PlannedSeat[] {
	const owners = seats.map((_, index) => (index === first ? second : index === second ? first : index));
	return seats.map((seat, index) => ({ ...seat, id: `S-${seats[owners[index] ?? index]?.seat}` }));
}

function withTakenSeats(plan: HousePlan, now: number, chance: Random): HousePlan {
	const sections = plan.sections.map((section) => ({
		...section,
		seats: section.seats.map((seat) => {
			if (!chance.chance(TAKEN_SHARE)) return seat;
			const status = chance.pick(TAKEN);
			return { ...seat, status, ...(status === "locked" && { expires: now + STARTING_LOCK_SECONDS }) };
		}),
	}));
	return { ...plan, sections };
}

/** The document that a seller puts. */
export function documentOf({ name, sections }: HousePlan) {
	const written = sections.map((section) => {
		const rows = rowsOf(section).map(({ row, seats }) => ({
			row,
			seats: seats.map(({ row: _, ...seat }) => (Object.keys(seat).length === 1 ? seat.seat : withReason(seat))),
		}));
		return [section.section, rows];
	});
	const lengths = { lockSeconds: LOCK_SECONDS, maxLockSeconds: MAX_LOCK_SECONDS };
	return { name, ...lengths, sections: Object.fromEntries(written) };
}

const withReason = (seat: PlannedSeat) => (seat.status === "blocked" ? { ...seat, reason: "house seat" } : seat);

/** How the seats start that start taken, by `seatKey`, if the document is put at this instant (contract §5). */
export function startsOf(plan: HousePlan, now: number): Map<string, SeatState> {
	const starts = seatsOfPlan(plan).flatMap(({ key, seat: { status, expires = 0 } }): [string, SeatState][] => {
		if (status === "sold") return [[key, { status, order: "imported" }]];
		if (status === "blocked") return [[key, { status, reason: "house seat" }]];
		return status === "locked" && expires > now ? [[key, { status, lockedAt: now, expires }]] : [];
	});
	return new Map(starts);
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

/**
 * A memory that has already read the whole plan, and need not read it again because the house does not change. Several
 * functions have it: what one of them must read at this moment, and may die of, stays out of it.
 */
export async function warmMemory(real: Table, event: string): Promise<EventMemory> {
	const memory = rememberEvents(() => 0);
	const known = await memory.event(real, event);
	if (known) await memory.plans(real, known, known.sections.keys());
	const aside = (table: Table, id: string) => rememberEvents(() => 0).event(table, id);
	return {
		...memory,
		event: (table, id, maxAgeMs) => (maxAgeMs === 0 ? aside(table, id) : memory.event(table, id, maxAgeMs)),
	};
}
