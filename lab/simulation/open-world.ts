/** What all requests of a run share. */
import type { Table } from "../../store/table.ts";
import { startTime, type Time } from "./clocks.ts";
import { type EventLog, logEvent } from "./event-log.ts";
import { type Functions, startFunctions } from "./functions.ts";
import { openHouse, warmMemory } from "./house.ts";
import { type Indexes, openIndexes } from "./indexes.ts";
import { handOutNames, type Names } from "./names.ts";
import type { Random } from "./random.ts";
import { type Turns, takeTurns } from "./turns.ts";
import { nameOfSeat, type WatchedTable, watchTable } from "./watched-table.ts";
import { addExpiry, newHistory, type WrittenHistory } from "./written-history.ts";

export interface World {
	/** The id of the event. */
	readonly event: string;
	/** The event itself is put, patched and deleted. */
	readonly isChanging: boolean;
	/** Draws everything but the intents of the clients. */
	readonly chance: Random;
	readonly time: Time;
	readonly turns: Turns;
	readonly names: Names;
	readonly watched: WatchedTable;
	readonly indexes: Indexes;
	readonly log: EventLog;
	readonly functions: Functions;
	readonly history: WrittenHistory;
}

let worlds = 0;

/** Opens a house in the table, under an id that no other run uses. */
export async function openWorld(
	real: Table,
	chance: Random,
	isChanging: boolean,
	tokens: readonly string[],
): Promise<World> {
	worlds += 1;
	const event = `world-${process.pid}-${worlds}`;
	const time = startTime();
	const turns = takeTurns(chance);
	const names = handOutNames(tokens);
	const history = newHistory(time);
	const watched = watchTable(real, () => history.faults.push("I9: a token is sent to the table in clear"));
	const indexes = openIndexes(real, watched, chance, time, (fault) => history.faults.push(fault));
	// A deletion takes locks away that have ended by its clock, as TTL would.
	const log = logEvent(event, time, (key, { now }) => addExpiry(history, nameOfSeat(key), now));
	await openHouse((change) => log.observing(watched.table, change), event, chance, names.newName);
	// Only an event that does not change can be known for ever.
	const warm = isChanging ? undefined : await warmMemory(real, event);
	const functions = startFunctions(chance, time, turns, warm);
	return { event, isChanging, chance, time, turns, names, watched, indexes, log, functions, history };
}
