/**
 * One run of the simulation, decided by its seed alone: clients with intents, functions with their own clocks and
 * memories, a network with faults, and the real handlers, store and engine. The requests and answers are the history
 * that the checker judges.
 */
import { type Key, readSeatKey } from "../../store/keys.ts";
import type { Table } from "../../store/table.ts";
import { carryOut } from "./client.ts";
import { TOKEN, tokenOf } from "./client-request.ts";
import { drawSkewSeconds, timeThatPassesMs } from "./clocks.ts";
import type { Version } from "./event-log.ts";
import type { Operation, SeenSeat } from "./history.ts";
import { HOUSE, LARGER_HOUSE } from "./house.ts";
import { type Intent, intentsOf } from "./intents.ts";
import { openWorld, type World } from "./open-world.ts";
import { randomFrom } from "./random.ts";
import { GONE, type SeatState } from "./seat-model.ts";
import type { ReadingTally } from "./shared-readings.ts";
import { lookAtTheEnd } from "./the-end.ts";
import { isSeat, nameInLife, nameOfSeat, stateOf } from "./watched-table.ts";
import { addExpiry, finish, namesIn, type WrittenHistory } from "./written-history.ts";

const CLIENTS = 5;
export const INTENTS = 124;
const INTENTS_WHERE_CHANGING = 190;

/** The share of worlds in which the event itself is put, patched and deleted. */
const CHANGING_SHARE = 0.4;

/** The probability of each of these between two turns. Where the event changes, much must happen within 3 s. */
const TIME_PASSES = 0.12;
const TIME_PASSES_WHERE_CHANGING = 0.04;
const CLOCK_JUMPS = 0.03;
const TTL_SWEEPS = 0.06;
const SNAPSHOT_IS_TAKEN = 0.03;

export interface Run extends Readonly<Pick<WrittenHistory, "faults" | "fates" | "requests" | "refusedByRead">> {
	readonly history: readonly Operation[];
	/** The taken seats in the table at the beginning and at the end, with tokens named as in the history. */
	readonly before: ReadonlyMap<string, SeatState>;
	readonly after: ReadonlyMap<string, SeatState>;
	readonly intents: number;
	/** What happened to the shared readings of the house. */
	readonly readings: ReadingTally;
}

/** @param keep the intents to carry out, by index; default: all. Used to shrink a failure. */
export async function runWorld(real: Table, seed: number, keep?: ReadonlySet<number>): Promise<Run> {
	const chance = randomFrom(seed ^ 0x5eed);
	const isChanging = chance.chance(CHANGING_SHARE);
	const intents = intentsOf(randomFrom(seed), isChanging ? INTENTS_WHERE_CHANGING : INTENTS, CLIENTS, isChanging);
	const tokens = Array.from({ length: CLIENTS }, (_, client) => tokenOf(client));
	const world = await openWorld(real, chance, isChanging, tokens);
	const { log, watched, history, indexes } = world;

	await runClients(
		world,
		intents.filter((_, index) => keep?.has(index) ?? true),
	);

	if (JSON.stringify(await watched.everything()).includes(TOKEN))
		history.faults.push("I9: the table holds a token in clear");
	history.faults.push(...log.faults, ...(await lookAtTheEnd(world)));
	const { operations, faults } = finish(history, log.removals);
	return {
		history: operations,
		before: new Map(log.states.flatMap(({ version }) => (version ? startsIn(version) : []))),
		after: await atTheEnd(world),
		faults,
		fates: history.fates,
		requests: history.requests,
		intents: intents.length,
		readings: indexes.tally,
		refusedByRead: history.refusedByRead,
	};
}

/** Lets each client carry out its intents, until all have done so or wait for ever. */
async function runClients(world: World, intents: readonly Intent[]): Promise<void> {
	const { turns, time, chance, isChanging, history, indexes, watched } = world;
	const house = isChanging ? LARGER_HOUSE : HOUSE;
	const sightings = new Map<string, Omit<SeenSeat, "seat">>();
	let unfinished = CLIENTS;
	for (let client = 0; client < CLIENTS; client++) {
		const own = intents.filter((intent) => intent.client === client);
		carryOut(own, world, house, sightings)
			.then(() => {
				unfinished -= 1;
			})
			.catch((error) => history.faults.push(`a client crashed: ${error}`));
	}
	while (turns.waiting() > 0) {
		// Where this awaits, requests go on before the next turn is drawn, so it awaits the table alone.
		passTime(world);
		if (chance.chance(TTL_SWEEPS)) noteSwept(world, await watched.sweep(time.now, chance.pick));
		if (chance.chance(SNAPSHOT_IS_TAKEN)) indexes.remember(await watched.seats());
		indexes.forget();
		await turns.give();
	}
	if (unfinished > 0) history.faults.push(`${unfinished} clients wait for an answer that never comes`);
}

/** Sometimes moves the time of the world on, and sometimes the clock of a function. */
function passTime({ chance, functions, isChanging, time, watched }: World): void {
	if (chance.chance(isChanging ? TIME_PASSES_WHERE_CHANGING : TIME_PASSES))
		time.elapsedMs += timeThatPassesMs(time, watched.ends(), chance);
	time.ring();
	if (functions.all.length > 0 && chance.chance(CLOCK_JUMPS))
		chance.pick(functions.all).skewSeconds = drawSkewSeconds(chance, time.now, watched.ends());
}

/** Notes that TTL has removed the record of a seat or of a party. */
function noteSwept({ history, time }: World, removed: Key | undefined): void {
	if (removed && isSeat(removed)) addExpiry(history, nameOfSeat(removed), time.now);
	else if (removed) history.forgotten.push({ at: time.step });
}

/** The seats of the last event as they are in the end, and those of earlier lives. */
async function atTheEnd({ log, watched, names }: World): Promise<ReadonlyMap<string, SeatState>> {
	const { version } = log.latest();
	const records = (await watched.seats()).filter((record) => readSeatKey(record).life === version?.life);
	return new Map<string, SeatState>([
		...log.removals.flatMap((removal) => namesIn(removal.version)).map((seat) => [seat, GONE] as const),
		...(version ? startsIn(version) : []),
		...records.map((record) => [nameOfSeat(record), stateOf(record, names.tokenOfHash)] as const),
	]);
}

/** How the seats of an event start that start taken. */
const startsIn = ({ life, starts }: Version) =>
	Array.from(starts, ([seat, start]) => [nameInLife(life, seat), start] as const);
