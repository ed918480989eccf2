/**
 * One run of the simulation, decided by its seed alone: clients with intents, functions with their own clocks and
 * memories, a network with faults, and the real handlers, store and engine. The requests and answers are the history
 * that the checker judges.
 */
import { type Seat, seatKey } from "../../domain/seat.ts";
import type { Runtime } from "../../lambdas/http/runtime.ts";
import { type Key, readSeatKey } from "../../store/keys.ts";
import type { Table } from "../../store/table.ts";
import type { Reply } from "../../test/support/service.ts";
import { drawSkewSeconds, startTime, type Time, timeThatPassesMs } from "./clocks.ts";
import { type Change, logEvent, type Removal, type Version } from "./event-log.ts";
import { faultyTable } from "./faulty-network.ts";
import { startFunctions } from "./functions.ts";
import type { Operation, SeenSeat } from "./history.ts";
import { HOUSE, LARGER_HOUSE, MAX_LOCK_SECONDS, openHouse, seatsOfPlan, warmMemory } from "./house.ts";
import { openIndexes } from "./indexes.ts";
import { type ClientMemory, type ClientRequest, intentsOf, requestOf, TOKEN, tokenOf } from "./intents.ts";
import { invoke } from "./invoke.ts";
import { explainsNotFound, faultOfEvent } from "./life.ts";
import { faultOf } from "./looks.ts";
import { handOutNames } from "./names.ts";
import { type Forgotten, judgeParties, type PartyCall } from "./parties.ts";
import { randomFrom } from "./random.ts";
import {
	bodyOf,
	faultOfOrder,
	isOfNamedEvent,
	outcomeOf,
	releasedFrom,
	remember,
	revealsToken,
	seatsOf,
	see,
} from "./replies.ts";
import { reporting } from "./reporting.ts";
import { GONE, type SeatState } from "./seat-model.ts";
import type { ReadingTally } from "./shared-readings.ts";
import { lookAtTheEnd } from "./the-end.ts";
import { takeTurns } from "./turns.ts";
import { isSeat, nameInLife, nameOfSeat, type Stored, stateOf, watchTable } from "./watched-table.ts";

const CLIENTS = 5;
export const INTENTS = 124;
const INTENTS_WHERE_CHANGING = 190;

/** The share of worlds in which the event itself is put, patched and deleted, and how old a function may know it. */
const CHANGING_SHARE = 0.4;
const KNOWN_FOR_MS = 3_000;

/** The probability of each of these between two turns. Where the event changes, much must happen within 3 s. */
const TIME_PASSES = 0.12;
const TIME_PASSES_WHERE_CHANGING = 0.04;
const CLOCK_JUMPS = 0.03;
const TTL_SWEEPS = 0.06;
const SNAPSHOT_IS_TAKEN = 0.03;

/** A client without an answer sends its request again at most this often. */
const MOST_REPEATS = 2;

export interface Run {
	readonly history: readonly Operation[];
	/** The taken seats in the table at the beginning and at the end, with tokens named as in the history. */
	readonly before: ReadonlyMap<string, SeatState>;
	readonly after: ReadonlyMap<string, SeatState>;
	/** Violations found without the checker: a wrong count, an answer outside the contract, a token in clear. */
	readonly faults: readonly string[];
	/** The fate of each send that was not simply delivered. */
	readonly fates: readonly string[];
	/** The number of requests by clients, including repeats. */
	readonly requests: number;
	readonly intents: number;
	/** What happened to the shared readings of the house. */
	readonly readings: ReadingTally;
	/** How many requests for several seats were refused by a read, without a transaction. */
	readonly refusedByRead: number;
}

let worlds = 0;

/** @param keep the intents to carry out, by index; default: all. Used to shrink a failure. */
export async function runWorld(real: Table, seed: number, keep?: ReadonlySet<number>): Promise<Run> {
	const world = startTime();
	const chance = randomFrom(seed ^ 0x5eed);
	const isChanging = chance.chance(CHANGING_SHARE);
	const intents = intentsOf(randomFrom(seed), isChanging ? INTENTS_WHERE_CHANGING : INTENTS, CLIENTS, isChanging);
	const house = isChanging ? LARGER_HOUSE : HOUSE;
	const turns = takeTurns(chance);
	worlds += 1;
	const event = `world-${process.pid}-${worlds}`;
	const history: Operation[] = [];
	const faults: string[] = [];
	const fates: string[] = [];
	const parties: PartyCall[] = [];
	const forgotten: Forgotten[] = [];
	const sightings = new Map<string, Omit<SeenSeat, "seat">>();
	const names = handOutNames(Array.from({ length: CLIENTS }, (_, client) => tokenOf(client)));
	let requests = 0;
	let refusedByRead = 0;

	const statesOf = (records: readonly Stored[]) =>
		new Map(records.map((record) => [nameOfSeat(record), stateOf(record, names.tokenOfHash)]));
	const watched = watchTable(real, () => faults.push("I9: a token is sent to the table in clear"));
	const log = logEvent(event, world, (key, { now }) => {
		// A deletion takes locks away that have ended by its clock, as TTL would.
		history.push(expiryOf(nameOfSeat(key), now, world, history.length));
	});
	await openHouse((change) => log.observing(watched.table, change), event, chance, names.newName);
	// Only an event that does not change can be known for ever.
	const warm = isChanging ? undefined : await warmMemory(real, event);
	const functions = startFunctions(chance, world, turns, warm);
	const indexes = openIndexes(real, watched, chance, world, (fault) => faults.push(fault));

	/** Sends one request to a function. Resolves with the reply, or with `undefined` if none comes. */
	const send = (request: ClientRequest, instanceNumber: number): Promise<Reply | undefined> => {
		requests += 1;
		world.step += 1;
		const invokedAt = world.step;
		const beganMs = world.elapsedMs;
		const instance = functions.take(instanceNumber);
		const deadline = new AbortController();
		const seenIndexes = indexes.showTo(instance);
		const everAttempted = new Set<string>();
		let now = 0;
		let attempted: readonly string[] = [];
		let token = request.by.token;
		/** The life of the event that the request found. */
		let life: string | undefined;
		const nameOf = (seat: Seat) => nameInLife(life ?? "unknown", seatKey(seat));
		const change: Change | undefined = request.change && { ...request.change, now: 0 };

		const record = (
			outcome: Operation["outcome"],
			seats: readonly string[],
			returnedAt: number | undefined,
		): Operation | undefined => {
			const { verb, seconds } = request;
			// A function that has not read its clock has sent nothing, and a look changes nothing.
			if (now === 0 || verb === "look" || verb === "event" || life === undefined || seats.length === 0)
				return undefined;
			if (verb === "check" && outcome.kind === "unknown") return undefined;
			const by = verb === "lock" ? { token } : request.by;
			const expires = seconds === undefined ? {} : { expires: now + seconds };
			const bounds = { invokedAt, returnedAt, maxLockSeconds: MAX_LOCK_SECONDS };
			const changes = request.ofOrder ? seats.map(() => releasedFrom(request.ofOrder?.order ?? "")) : request.changes;
			const what = { seats, by: verb === "change" ? {} : by, ...(changes && { changes }), now };
			const operation = { id: history.length, verb, ...what, ...expires, ...bounds, outcome };
			history.push(operation);
			return operation;
		};
		/** A refusal by a read names seats that were each read at an instant of its own, and each is reason enough. */
		const recordAnswer = (outcome: Operation["outcome"], seats: readonly string[]) => {
			const isByRead = outcome.kind === "refused" && request.seats !== undefined && attempted.length === 0;
			if (!isByRead) return record(outcome, seats, world.step);
			refusedByRead += 1;
			return outcome.seats.map((seat) => record({ ...outcome, seats: [seat] }, seats, world.step))[0];
		};
		const requestedSeats = () => request.seats?.map(nameOf) ?? attempted;
		const recordParty = (operation: Operation | undefined) => {
			const { party, by, verb } = request;
			const name = by.token ?? by.order;
			if (party === undefined || name === undefined) return;
			const content = JSON.stringify([verb, name, party]);
			parties.push({ request: content, operation, now, invokedAt, returnedAt: world.step });
		};
		/** It may have happened, or may happen until the result is called. */
		const recordUnknown = () => {
			const outcome: { kind: "unknown"; overBy?: number } = { kind: "unknown" };
			const operation = record(outcome, requestedSeats(), undefined);
			return () => {
				world.step += 1;
				outcome.overBy = world.step;
				return operation;
			};
		};
		const recordUnanswered = () => {
			const operation = recordUnknown()();
			if (operation) recordParty(operation);
		};
		let lateArrival: Promise<void> | undefined;
		let metFault = false;

		return new Promise((resolve) => {
			const observer = {
				onFault: (fate: string) => {
					metFault = true;
					fates.push(fate);
				},
				onEcho: recordUnknown,
				onKilled: () => {
					functions.kill(instance);
					recordUnanswered();
					resolve(undefined);
				},
				onTimeout: (over: Promise<void>) => {
					lateArrival = over;
					deadline.abort();
				},
				onAttempt: (keys: readonly Key[]) => {
					const seats = keys.filter(isSeat);
					// It writes a reading of the house.
					if (seats.length === 0) return;
					attempted = seats.map(nameOfSeat);
					for (const key of seats) everAttempted.add(seatKey(readSeatKey(key).seat));
				},
			};
			const table = faultyTable(
				{
					table: change ? log.observing(watched.table, change) : watched.table,
					turns,
					random: chance,
					elapsedMs: () => world.elapsedMs,
					deadline: deadline.signal,
					timeLimit: world.timeLimit,
					readIndex: seenIndexes.answer,
				},
				observer,
			);
			const runtime: Runtime = {
				table: reporting(table, {
					...seenIndexes,
					onLife: (found) => {
						life = found;
					},
				}),
				memory: instance.memory,
				readings: instance.readings,
				defaultEvent: event,
				requiresJson: false,
				now: () => {
					now = Math.floor(instance.nowMs() / 1_000);
					if (change) change.now = now;
					return now;
				},
				newToken: () => {
					token = names.newToken();
					return token;
				},
				newName: names.newName,
				draw: chance.draw,
				deadline: () => deadline.signal,
				observe: () => {},
				wait: instance.wait,
			};
			const { query, headers } = request;
			const call =
				request.verb === "check"
					? { path: { ...request.seats?.[0] } as Record<string, string> }
					: { query, headers, body: bodyOf(request), ...(isOfNamedEvent(request) && { event }) };
			invoke(request.route, runtime, call)
				.then((reply) => {
					instance.isBusy = false;
					world.step += 1;
					const known = metFault ? log.states : log.remembered(beganMs - KNOWN_FOR_MS, world.step);
					const isByIndex =
						request.ofOrder !== undefined && [404, 409].includes(reply.status) && attempted.length === 0;
					const isUnfound = reply.status === 404 && request.verb !== "event";
					const outcome =
						isByIndex || (isUnfound && explainsNotFound(known, request, reply.body.type))
							? "nothing"
							: outcomeOf(request, reply, nameOf);
					if (request.verb === "lock" && reply.status === 200) token = reply.body.token;
					// A function that forgets may have to read the event again, and then have no time left; and a reading of the
					// house may become too old while it is made.
					const mayBeOld = request.verb === "look" || request.party !== undefined;
					const mayBeLate = (instance.forgets || mayBeOld) && world.elapsedMs > beganMs;
					// The index may show seats that the order has given up.
					const mayTrail = request.ofOrder !== undefined;
					if (reply.status === 503 && !metFault && !mayBeLate && !mayTrail && !isChanging)
						faults.push(`${request.verb} was answered 503 although it met no fault`);
					if (revealsToken(reply, request.verb === "lock" ? token : undefined)) {
						faults.push(`I9: ${request.route} was answered with a token: ${JSON.stringify(reply.body)}`);
					}
					if (outcome === "unknown") {
						if (lateArrival) lateArrival.then(recordUnknown());
						else recordUnanswered();
					} else if (outcome === "outside the contract") {
						faults.push(`${request.route} was answered ${reply.status} ${JSON.stringify(reply.body)}`);
					} else if (request.verb === "event") {
						const fault = faultOfEvent(log, { request, change, reply, from: invokedAt, until: world.step });
						if (fault) faults.push(fault);
					} else if (isByIndex) {
						const fault = faultOfOrder(request, reply, seenIndexes.shownOfOrder());
						if (fault) faults.push(fault);
					} else if (!isUnfound) {
						const versions = known.flatMap(({ version }) => version ?? []);
						const ofVersions = versions.map((version) => {
							const seen = seenIndexes.readings(shardsOf(version), now, instance.nowMs());
							return faultOf({ event, request, reply, seen, version, attempted: everAttempted });
						});
						if (versions.length === 0)
							faults.push(`I10: ${request.route} was answered ${reply.status} without an event`);
						const fault = ofVersions.at(-1);
						if (fault && ofVersions.every((one) => one !== undefined)) faults.push(fault);
						const isDone = outcome !== "nothing" && outcome.kind === "done";
						const seats = isDone && !request.seats ? seatsOf(reply).map(nameOf) : requestedSeats();
						recordParty(outcome === "nothing" ? undefined : recordAnswer(outcome, seats));
					}
					resolve(outcome === "unknown" ? undefined : reply);
				})
				.catch((error) => {
					faults.push(`${request.route} crashed: ${error.stack}`);
					resolve(undefined);
				});
		});
	};

	/** The seats of the last event as they are in the end, and those of earlier lives. */
	const atTheEnd = async () => {
		const { version } = log.latest();
		const records = (await watched.seats()).filter((record) => readSeatKey(record).life === version?.life);
		const gone = log.removals.flatMap((removal) => namesIn(removal.version));
		return new Map<string, SeatState>([
			...gone.map((seat) => [seat, GONE] as const),
			...(version ? startsIn(version) : []),
			...statesOf(records),
		]);
	};

	let finished = 0;
	const carryOutIntents = async (client: number) => {
		let memory: ClientMemory = { seats: [] };
		let last: ClientRequest | undefined;
		let isRefused = false;
		for (const [index, intent] of intents.entries()) {
			if (intent.client !== client || (keep && !keep.has(index))) continue;
			if (intent.isFollowUp && isRefused && !intent.insists) continue;
			await turns.next();
			const request = (intent.isRepeat ? last : undefined) ?? requestOf(intent, house, memory, sightings, world.now);
			last = request;
			let reply = await send(request, intent.instance);
			// Without an answer the client sends the same request again, perhaps to another function.
			for (let repeat = 1; reply === undefined && intent.isPersistent && repeat <= MOST_REPEATS; repeat++) {
				await turns.next();
				reply = await send(request, intent.instance + repeat);
			}
			memory = remember(memory, request, reply);
			if (reply) see(sightings, request, reply);
			isRefused = reply !== undefined && reply.status !== 200;
		}
		finished += 1;
	};

	const clients = Array.from({ length: CLIENTS }, (_, client) =>
		carryOutIntents(client).catch((error) => faults.push(`a client crashed: ${error}`)),
	);
	while (turns.waiting() > 0) {
		if (chance.chance(isChanging ? TIME_PASSES_WHERE_CHANGING : TIME_PASSES))
			world.elapsedMs += timeThatPassesMs(world, watched.ends(), chance);
		world.ring();
		if (functions.all.length > 0 && chance.chance(CLOCK_JUMPS)) {
			chance.pick(functions.all).skewSeconds = drawSkewSeconds(chance, world.now, watched.ends());
		}
		if (chance.chance(TTL_SWEEPS)) {
			const removed = await watched.sweep(world.now, chance.pick);
			if (removed && isSeat(removed)) history.push(expiryOf(nameOfSeat(removed), world.now, world, history.length));
			else if (removed) forgotten.push({ at: world.step });
		}
		if (chance.chance(SNAPSHOT_IS_TAKEN)) indexes.remember(await watched.seats());
		indexes.forget();
		await turns.give();
	}
	if (finished < clients.length) {
		faults.push(`${clients.length - finished} clients wait for an answer that never comes`);
	}

	if (JSON.stringify(await watched.everything()).includes(TOKEN)) faults.push("I9: the table holds a token in clear");
	faults.push(
		...log.faults,
		...(await lookAtTheEnd({ event, elapsedMs: world.elapsedMs, log, watched, draw: chance.draw })),
	);
	for (const { version, by, at } of log.removals) {
		const seats = namesIn(version);
		const outcome = { kind: "done", seats: seats.map((seat) => ({ seat, status: "available" })) } as const;
		const bounds = { invokedAt: at - 0.5, returnedAt: at };
		history.push({ id: history.length, verb: "delete", seats, by: {}, now: by.now, ...bounds, outcome });
	}
	const { faults: partyFaults, neverHappened } = judgeParties(history, parties, forgotten);
	return {
		history: history.filter((operation) => !neverHappened.has(operation) && !isOutlived(operation, log.removals)),
		before: new Map(log.states.flatMap(({ version }) => (version ? startsIn(version) : []))),
		after: await atTheEnd(),
		faults: [...faults, ...partyFaults],
		fates,
		requests,
		intents: intents.length,
		readings: indexes.tally,
		refusedByRead,
	};
}

const namesIn = ({ life, plan }: Version) => seatsOfPlan(plan).map(({ key }) => nameInLife(life, key));

const startsIn = ({ life, starts }: Version) =>
	Array.from(starts, ([seat, start]) => [nameInLife(life, seat), start] as const);

/** The index keys of the whole house. */
const shardsOf = ({ shards }: Version) => [...shards.values()].flat();

/** It saw an event that was deleted before it was answered: what is left of the event then may be anything. */
function isOutlived({ outcome, seats, returnedAt = 0 }: Operation, removals: readonly Removal[]): boolean {
	if (outcome.kind !== "saw" && outcome.kind !== "refused") return false;
	return removals.some(
		({ version, at }) => at <= returnedAt && seats.some((seat) => seat.startsWith(`${version.life} `)),
	);
}

/** A deletion of an ended lock, as an operation. */
function expiryOf(seat: string, now: number, world: Time, id: number): Operation {
	world.step += 2;
	const outcome = { kind: "done", seats: [{ seat, status: "available" }] } as const;
	const bounds = { invokedAt: world.step - 1, returnedAt: world.step };
	return { id, verb: "expire", seats: [seat], by: {}, now, ...bounds, outcome };
}
