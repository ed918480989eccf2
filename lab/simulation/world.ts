/**
 * One run of the simulation, wholly decided by its seed: buyers and sellers, each with intents; functions, each with a
 * clock and a memory of its own; a network with faults; the real handlers, the real store, the real engine. What was
 * asked and answered is the history; the checker judges it.
 */
import { type Seat, seatKey } from "../../domain/seat.ts";
import type { Runtime } from "../../lambdas/http/runtime.ts";
import { type EventMemory, rememberEvents } from "../../store/event-memory.ts";
import type { Key } from "../../store/keys.ts";
import type { Table } from "../../store/table.ts";
import type { Reply } from "../../test/support/service.ts";
import { countingIndex } from "./counting-index.ts";
import { faultyTable } from "./faulty-network.ts";
import type { Operation } from "./history.ts";
import { HOUSE, MAX_LOCK_SECONDS, openHouse, START, warmMemory } from "./house.ts";
import { type Asked, ask, intentsOf, type Mine, TOKEN, tokenOf } from "./intents.ts";
import { invoke } from "./invoke.ts";
import { faultOf, type View } from "./looks.ts";
import { type Forgotten, judgeParties, type PartyCall } from "./parties.ts";
import { type Random, randomFrom } from "./random.ts";
import type { SeatState } from "./seat-model.ts";
import { takeTurns } from "./turns.ts";
import { isSeat, nameOfSeat, namesOfTokens, type Stored, stateOf, watchTable } from "./watched-table.ts";

const CLIENTS = 5;
export const INTENTS = 124;
const FUNCTIONS = 3;

/** Seconds by which a function's clock may be off, either way. */
const CLOCK_SKEW = 5;

/** How many functions have a memory of their own to fill; the others spend their turns on seats. */
const READS_PLANS = 0.1;

/** By how many seconds an answer of the index is old at the most, and how many of its states are kept. */
const INDEX_AGE = 8;
const SNAPSHOTS = 4;

/** How often, between two turns, each of these happens. */
const TIME_PASSES = 0.12;
const CLOCK_JUMPS = 0.03;
const TTL_SWEEPS = 0.06;
const INDEX_IS_SEEN = 0.03;

/** How often time, or a clock, goes exactly to where something ends. */
const TO_AN_END = 0.4;

export interface Run {
	readonly history: readonly Operation[];
	/** What the table holds of each taken seat, at the beginning and at the end, tokens named as in the history. */
	readonly before: ReadonlyMap<string, SeatState>;
	readonly after: ReadonlyMap<string, SeatState>;
	/** What was wrong at sight: a count that no table explains, an answer outside the contract, a token in clear. */
	readonly faults: readonly string[];
	/** What became of each send that was not simply delivered. */
	readonly fates: readonly string[];
	/** Requests of clients, repeats included. */
	readonly requests: number;
	readonly intents: number;
}

let worlds = 0;

/** @param keep the intents of the seed that are carried out, by index: all, unless a failure is being shrunk. */
export async function runWorld(real: Table, seed: number, keep?: ReadonlySet<number>): Promise<Run> {
	const intents = intentsOf(randomFrom(seed), INTENTS, CLIENTS);
	const chance = randomFrom(seed ^ 0x5eed);
	const turns = takeTurns(chance);
	worlds += 1;
	const event = `world-${process.pid}-${worlds}`;
	const history: Operation[] = [];
	const faults: string[] = [];
	const fates: string[] = [];
	const parties: PartyCall[] = [];
	const forgotten: Forgotten[] = [];
	const world = { now: START, step: 0 };
	const snapshots: { readonly at: number; readonly view: View }[] = [];
	const tokens = namesOfTokens(Array.from({ length: CLIENTS }, (_, client) => tokenOf(client)));
	let minted = 0;
	let requests = 0;

	const statesOf = (records: readonly Stored[]) =>
		new Map(records.map((record) => [nameOfSeat(event, record), stateOf(record, tokens.of)]));
	const watched = watchTable(real, () => faults.push("I9: a token is sent to the table in clear"));
	const shards = await openHouse(watched.table, event, chance);
	const before = statesOf(await watched.seats());
	const warm = await warmMemory(real, event);
	const functions = Array.from({ length: FUNCTIONS }, () => newFunction(chance, world, warm));

	const newIndex = () =>
		countingIndex({
			real,
			shards,
			random: chance,
			seats: watched.seats,
			snapshots,
			onFault: (fault) => faults.push(fault),
		});

	/** Lambda gives an instance one request at a time, and starts another where all are busy. */
	const instanceFor = (served: number): SimulatedFunction => {
		const idle = functions.filter(({ busy }) => !busy);
		const instance = idle[served % Math.max(1, idle.length)] ?? newFunction(chance, world, warm);
		if (idle.length === 0) functions.push(instance);
		instance.busy = true;
		return instance;
	};

	/** One request of a client to a function: resolves with the reply, or with nothing when none came. */
	const request = (asked: Asked, served: number): Promise<Reply | undefined> => {
		requests += 1;
		world.step += 1;
		const invokedAt = world.step;
		const server = instanceFor(served);
		const deadline = new AbortController();
		const index = newIndex();
		const tried = new Set<string>();
		let now = 0;
		let attempted: readonly string[] = [];
		let token = asked.by.token;

		const note = (
			outcome: Operation["outcome"],
			seats: readonly string[],
			returnedAt: number | undefined,
		): Operation | undefined => {
			const { verb, seconds } = asked;
			// Nothing was sent before the function looked at its clock, and a look moves nothing.
			if (now === 0 || verb === "look" || seats.length === 0) return undefined;
			if (verb === "check" && outcome.kind === "unknown") return undefined;
			const by = verb === "lock" ? { token } : asked.by;
			const expires = seconds === undefined ? {} : { expires: now + seconds };
			const bounds = { invokedAt, returnedAt, maxLockSeconds: MAX_LOCK_SECONDS };
			const operation = { id: history.length, verb, seats, by, now, ...expires, ...bounds, outcome };
			history.push(operation);
			return operation;
		};
		const meant = () => asked.seats?.map(seatKey) ?? attempted;
		const party = (operation: Operation | undefined) => {
			if (asked.party === undefined || asked.by.token === undefined) return;
			const content = JSON.stringify([asked.by.token, asked.party]);
			parties.push({ request: content, operation, now, invokedAt, returnedAt: world.step });
		};
		/** It may have happened, or may until it is said to be over. */
		const unknown = () => {
			const outcome: { kind: "unknown"; overBy?: number } = { kind: "unknown" };
			const operation = note(outcome, meant(), undefined);
			return () => {
				world.step += 1;
				outcome.overBy = world.step;
				return operation;
			};
		};
		const unanswered = () => {
			const operation = unknown()();
			if (operation) party(operation);
		};
		let timeIsOver: Promise<void> | undefined;
		let harmed = false;

		return new Promise((resolve) => {
			const network = {
				harmed: (fate: string) => {
					harmed = true;
					fates.push(fate);
				},
				echoed: unknown,
				killed: () => {
					functions.splice(functions.indexOf(server), 1);
					unanswered();
					resolve(undefined);
				},
				timedOut: (over: Promise<void>) => {
					timeIsOver = over;
					deadline.abort();
				},
				attempted: (keys: readonly Key[]) => {
					attempted = keys.filter(isSeat).map((key) => nameOfSeat(event, key));
					for (const seat of attempted) tried.add(seat);
				},
			};
			const table = faultyTable({ table: watched.table, turns, random: chance, readIndex: index.answer }, network);
			const runtime: Runtime = {
				table: hearing(table, index.heard),
				memory: server.memory,
				defaultEvent: event,
				now: () => {
					now = world.now + server.skew;
					return now;
				},
				newToken: () => {
					minted += 1;
					token = tokenOf(`minted-${minted}`);
					tokens.add(token);
					return token;
				},
				draw: chance.draw,
				deadline: () => deadline.signal,
				observe: () => {},
				wait: () => turns.next(),
			};
			const { query } = asked;
			const call =
				asked.verb === "check"
					? { path: { ...asked.seats?.[0] } as Record<string, string> }
					: { query, body: bodyOf(asked) };
			invoke(asked.route, runtime, call)
				.then((reply) => {
					server.busy = false;
					world.step += 1;
					const outcome = outcomeOf(asked, reply);
					if (asked.verb === "lock" && reply.status === 200) token = reply.body.token;
					if (reply.status === 503 && !harmed) faults.push(`${asked.verb} was answered 503, and nothing was wrong`);
					if (tellsToken(reply, asked.verb === "lock" ? token : undefined)) {
						faults.push(`I9: ${asked.route} was answered with a token: ${JSON.stringify(reply.body)}`);
					}
					if (outcome === "unknown") {
						if (timeIsOver) timeIsOver.then(unknown());
						else unanswered();
					} else if (outcome === "outside") {
						faults.push(`${asked.route} was answered ${reply.status} ${JSON.stringify(reply.body)}`);
					} else {
						const fault = faultOf({ event, asked, reply, now, views: index.views(), attempted: tried });
						if (fault) faults.push(fault);
						const seats = outcome !== "nothing" && outcome.kind === "done" && !asked.seats ? keysOf(reply) : meant();
						party(outcome === "nothing" ? undefined : note(outcome, seats, world.step));
					}
					resolve(outcome === "unknown" ? undefined : reply);
				})
				.catch((error) => {
					faults.push(`${asked.route} fell over: ${error.stack}`);
					resolve(undefined);
				});
		});
	};

	let finished = 0;
	const live = async (client: number) => {
		let mine: Mine = { seats: [] };
		let last: Asked | undefined;
		let refused = false;
		for (const [index, intent] of intents.entries()) {
			if (intent.client !== client || (keep && !keep.has(index))) continue;
			if (intent.follows && refused && !intent.insists) continue;
			await turns.next();
			const asked = (intent.repeats ? last : undefined) ?? ask(intent, HOUSE, mine);
			last = asked;
			let reply = await request(asked, intent.served);
			// Who gets no answer sends the same request again, and may reach another function.
			for (let again = 1; reply === undefined && intent.persistent && again <= 2; again++) {
				await turns.next();
				reply = await request(asked, intent.served + again);
			}
			mine = inMind(mine, asked, reply);
			refused = reply !== undefined && reply.status !== 200;
		}
		finished += 1;
	};

	const clients = Array.from({ length: CLIENTS }, (_, client) =>
		live(client).catch((error) => faults.push(`a client fell over: ${error}`)),
	);
	while (turns.waiting() > 0) {
		if (chance.chance(TIME_PASSES)) world.now += timeThatPasses(world.now, watched.ends(), chance);
		if (functions.length > 0 && chance.chance(CLOCK_JUMPS)) {
			jump(chance.pick(functions), chance, world.now, watched.ends());
		}
		if (chance.chance(TTL_SWEEPS)) {
			const removed = await watched.sweep(world.now, chance.pick);
			if (removed && isSeat(removed)) history.push(expiryOf(nameOfSeat(event, removed), world, history.length));
			else if (removed) forgotten.push({ at: world.step });
		}
		if (chance.chance(INDEX_IS_SEEN)) snapshots.push({ at: world.now, view: await watched.seats() });
		while (snapshots.length > SNAPSHOTS || (snapshots[0] && snapshots[0].at < world.now - INDEX_AGE)) snapshots.shift();
		await turns.give();
	}
	if (finished < clients.length)
		faults.push(`${clients.length - finished} clients wait for an answer that never comes`);

	if (JSON.stringify(await watched.everything()).includes(TOKEN)) faults.push("I9: the table holds a token in clear");
	const { faults: unequal, never } = judgeParties(history, parties, forgotten);
	return {
		history: history.filter((operation) => !never.has(operation)),
		before,
		after: statesOf(await watched.seats()),
		faults: [...faults, ...unequal],
		fates,
		requests,
		intents: intents.length,
	};
}

/** The same table; what its answers are is told. */
function hearing(table: Table, heard: (answer: object) => void): Table {
	const send = async (command: never) => {
		const answer: object = await table.send(command);
		heard(answer);
		return answer;
	};
	return { ...table, send: send as Table["send"] };
}

/** An instance of the functions: a clock that is off, and a memory of its own. */
interface SimulatedFunction {
	skew: number;
	busy: boolean;
	readonly memory: EventMemory;
}

function newFunction(chance: Random, world: { readonly now: number }, warm: EventMemory): SimulatedFunction {
	const memory = chance.chance(READS_PLANS) ? rememberEvents(() => (world.now - START) * 1_000) : warm;
	const served = { skew: 0, busy: false, memory };
	jump(served, chance, world.now, []);
	return served;
}

/** Anywhere near the right time, often exactly where something ends (I2). */
function jump(served: SimulatedFunction, chance: Random, now: number, ends: readonly number[]): void {
	const near = ends.filter((end) => Math.abs(end - now) <= CLOCK_SKEW);
	served.skew =
		near.length > 0 && chance.chance(TO_AN_END)
			? chance.pick(near) - now
			: chance.below(2 * CLOCK_SKEW + 1) - CLOCK_SKEW;
}

function timeThatPasses(now: number, ends: readonly number[], chance: Random): number {
	const next = ends.filter((end) => end > now && end <= now + CLOCK_SKEW);
	return next.length > 0 && chance.chance(TO_AN_END) ? Math.min(...next) - now : 1 + chance.below(3);
}

/** What TTL did, as an operation. */
function expiryOf(seat: string, world: { readonly now: number; step: number }, id: number): Operation {
	world.step += 2;
	const outcome = { kind: "done", seats: [{ seat, status: "available" }] } as const;
	const bounds = { invokedAt: world.step - 1, returnedAt: world.step };
	return { id, verb: "expire", seats: [seat], by: {}, now: world.now, ...bounds, outcome };
}

/** What a client remembers after an answer. */
function inMind(mine: Mine, { verb, seats, by }: Asked, reply: Reply | undefined): Mine {
	const done = reply?.status === 200;
	if (verb === "lock")
		return { seats: (done ? seatsOf(reply) : seats) ?? mine.seats, token: done ? reply.body.token : by.token };
	return verb === "claim" && done ? { ...mine, order: by.order } : mine;
}

/** I9: an answer has no token, but for the one who made a lock by it. */
function tellsToken({ headers, body }: Reply, own: string | undefined): boolean {
	const text = JSON.stringify([headers, body]);
	return (own === undefined ? text : text.replaceAll(`"${own}"`, "")).includes(TOKEN);
}

const bodyOf = ({ body, seats }: Asked) => (seats ? { ...body, seats } : body);

const seatsOf = (reply: Reply): Seat[] =>
	reply.body.seats.map(({ section, row, seat }: Seat) => ({ section, row, seat }));

const keysOf = (reply: Reply) => seatsOf(reply).map(seatKey);

/** What the answer says, as the history keeps it. */
function outcomeOf(
	{ verb, party }: Asked,
	{ status, body }: Reply,
): Operation["outcome"] | "unknown" | "nothing" | "outside" {
	if (status === 503) return "unknown";
	if (verb === "look" && status === 200) return "nothing";
	if (verb === "check") return status === 200 ? { kind: "saw", status: body.status, expires: body.expires } : "outside";
	const seats = body.seats?.map(
		({ status: state, expires, ...seat }: Seat & { status?: string; expires?: number }) => ({
			seat: seatKey(seat),
			...(state !== undefined && { status: state }),
			...(expires !== undefined && { expires }),
		}),
	);
	if (status === 200) return { kind: "done", seats };
	const problem = String(body.type).replace("/problems/", "");
	if (problem === "not-together" && party !== undefined) return "nothing";
	if (problem === "seats-unavailable" || problem === "not-your-lock" || problem === "not-your-order") {
		return { kind: "refused", problem, seats };
	}
	return "outside";
}
