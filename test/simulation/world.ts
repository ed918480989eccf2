/**
 * One run of the simulation, wholly decided by its seed: buyers and sellers, each with intents; functions, each with a
 * clock and a memory of its own; a network with faults; the real handlers, the real store, the real engine. What was
 * asked and answered is the history; the checker judges it.
 */
import { BatchGetCommand, DeleteCommand, GetCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { type Seat, seatKey } from "../../domain/seat.ts";
import type { Runtime } from "../../lambdas/runtime.ts";
import { hashToken } from "../../lambdas/token-hash.ts";
import { seatOfKey, sectionPartition } from "../../store/keys.ts";
import { type PlanMemory, rememberPlans } from "../../store/plans.ts";
import type { Table } from "../../store/table.ts";
import type { Reply } from "../support/service.ts";
import { FATES, faultyTable } from "./faulty-network.ts";
import type { Operation } from "./history.ts";
import { type Asked, ask, intentsOf, tokenOf } from "./intents.ts";
import { invoke } from "./invoke.ts";
import { type Random, randomFrom } from "./random.ts";
import type { SeatState } from "./seat-model.ts";
import { takeTurns } from "./turns.ts";

/** Seats of two sections, so that transactions cross partitions; few, so that requests meet. */
const HOUSE: readonly Seat[] = [
	...["1", "2", "3", "4"].map((seat) => ({ section: "st/alls", row: "a", seat })),
	...["1", "2"].map((seat) => ({ section: "box#1", row: "ü", seat })),
];

const MAX_LOCK_SECONDS = 12;

/** Far from the engine's real time: only the simulation expires records. */
const START = 4_000_000_000;

const CLIENTS = 5;
const INTENTS = 60;
const FUNCTIONS = 3;

/** Seconds by which a function's clock may be off, either way. */
const CLOCK_SKEW = 5;

/** How many functions have a memory of their own to fill; the others spend their turns on seats. */
const READS_PLANS = 0.25;

/** How many of the index's answers are old. */
const INDEX_IS_OLD = 0.6;

/** How often, between two turns, each of these happens. */
const TIME_PASSES = 0.12;
const CLOCK_JUMPS = 0.02;
const TTL_SWEEPS = 0.06;
const INDEX_IS_SEEN = 0.05;

/** The record of a seat with its keys. */
type StoredSeat = Readonly<Record<string, unknown>> & { readonly pk: string; readonly sk: string };

export interface Run {
	readonly history: readonly Operation[];
	/** What the table holds of each seat at the end, tokens named as in the history. */
	readonly after: ReadonlyMap<string, SeatState>;
	/** What was wrong at sight: a count that no table explains, an answer outside the contract, a token in clear. */
	readonly faults: readonly string[];
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
	const world = { now: START, step: 0 };
	const snapshots: StoredSeat[][] = [];
	let requests = 0;

	/** The seats as they are; read again only after a write. */
	let seats: Promise<StoredSeat[]> | undefined;
	const scan = () => {
		seats ??= recordsOf(real, event);
		return seats;
	};
	const table: Table = {
		...real,
		send: ((command: object) => {
			if (!isRead(command)) seats = undefined;
			return real.send(command as never);
		}) as Table["send"],
	};
	await openHouse(real, event, world.now);
	const warm = await warmMemory(real, event);
	const functions = Array.from({ length: FUNCTIONS }, () => newFunction(chance, world, warm));

	/** The index answers as the table was some time ago; a fresh answer must be what the table is now (I8). */
	const readIndex = async (command: QueryCommand): Promise<unknown> => {
		const now = command.input.ExpressionAttributeValues?.[":now"] as number;
		const stale = snapshots.length > 0 && chance.chance(INDEX_IS_OLD) ? chance.pick(snapshots) : undefined;
		const taken = liveAt(stale ?? (await scan()), now);
		if (stale) return { Count: taken.length, Items: taken };
		const answer = await real.send(command);
		if (answer.Count !== taken.length) {
			faults.push(`I8: the index counts ${answer.Count} taken seats at ${now}, the table has ${taken.length}`);
		}
		return answer;
	};

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
		let now = 0;
		let attempted: readonly string[] = [];

		const note = (outcome: Operation["outcome"], seats: readonly string[], returnedAt: number | undefined) => {
			const { verb, by, seconds } = asked;
			// Nothing was sent before the function looked at its clock, and a count moves nothing.
			if (now === 0 || verb === "count" || seats.length === 0) return;
			if (verb === "check" && outcome.kind === "unknown") return;
			const expires = seconds === undefined ? {} : { expires: now + seconds };
			const bounds = { invokedAt, returnedAt, maxLockSeconds: MAX_LOCK_SECONDS };
			history.push({ id: history.length, verb, seats, by, now, ...expires, ...bounds, outcome });
		};
		const meant = () => asked.seats?.map(seatKey) ?? attempted;
		/** It may have happened, or may until it is said to be over. */
		const unknown = () => {
			const outcome: { kind: "unknown"; overBy?: number } = { kind: "unknown" };
			note(outcome, meant(), undefined);
			return () => {
				world.step += 1;
				outcome.overBy = world.step;
			};
		};
		let timeIsOver: Promise<void> | undefined;
		let harmed = false;

		return new Promise((resolve) => {
			const network = {
				harmed: () => {
					harmed = true;
				},
				echoed: unknown,
				killed: () => {
					functions.splice(functions.indexOf(server), 1);
					unknown()();
					resolve(undefined);
				},
				timedOut: (over: Promise<void>) => {
					timeIsOver = over;
					deadline.abort();
				},
				attempted: (keys: readonly { pk: string; sk: string }[]) => {
					attempted = keys.map((key) => seatKey(seatOfKey(event, key)));
				},
			};
			const runtime: Runtime = {
				table: faultyTable({ table, turns, random: chance, readIndex, fates: () => FATES }, network),
				plans: server.plans,
				defaultEvent: event,
				now: () => {
					now = world.now + server.skew;
					return now;
				},
				newToken: () => tokenOf(0),
				draw: chance.draw,
				deadline: () => deadline.signal,
				observe: () => {},
				wait: () => turns.next(),
			};
			const call =
				asked.verb === "check" ? { path: { ...asked.seats?.[0] } as Record<string, string> } : { body: bodyOf(asked) };
			invoke(asked.route, runtime, call).then(
				(reply) => {
					server.busy = false;
					world.step += 1;
					const outcome = outcomeOf(asked, reply);
					if (reply.status === 503 && !harmed) faults.push(`${asked.verb} was answered 503, and nothing was wrong`);
					if (outcome === "unknown") (timeIsOver ?? Promise.resolve()).then(unknown());
					else if (outcome === "outside")
						faults.push(`${asked.verb} was answered ${reply.status} ${JSON.stringify(reply.body)}`);
					else if (outcome !== "nothing")
						note(outcome, outcome.kind === "done" && !asked.seats ? keysOf(reply) : meant(), world.step);
					resolve(outcome === "unknown" ? undefined : reply);
				},
				(error) => {
					faults.push(`a handler threw ${error}`);
					resolve(undefined);
				},
			);
		});
	};

	const live = async (client: number) => {
		let mine: readonly Seat[] = [];
		for (const [index, intent] of intents.entries()) {
			if (intent.client !== client || (keep && !keep.has(index))) continue;
			await turns.next();
			const asked = ask(intent, HOUSE, mine);
			let reply = await request(asked, intent.served);
			// Who gets no answer sends the same request again, and may reach another function.
			for (let again = 1; reply === undefined && intent.persistent && again <= 2; again++) {
				await turns.next();
				reply = await request(asked, intent.served + again);
			}
			if (asked.verb === "lock") mine = (reply?.status === 200 ? seatsOf(reply) : undefined) ?? asked.seats ?? mine;
		}
	};

	for (let client = 0; client < CLIENTS; client++) void live(client);
	while (turns.waiting() > 0) {
		if (chance.chance(TIME_PASSES)) world.now += 1 + chance.below(3);
		if (functions.length > 0 && chance.chance(CLOCK_JUMPS)) jump(chance.pick(functions), chance);
		if (chance.chance(TTL_SWEEPS)) await sweep(table, await scan(), event, world, history, chance);
		if (chance.chance(INDEX_IS_SEEN)) snapshots.splice(0, Math.max(0, snapshots.length - 3), await scan());
		await turns.give();
	}

	const records = await scan();
	if (JSON.stringify(records).includes("token-of-simulated-buyer")) faults.push("I9: the table holds a token in clear");
	return {
		history,
		after: new Map(records.map((record) => [seatKey(seatOfKey(event, record)), stateOf(record)])),
		faults,
		requests,
		intents: intents.length,
	};
}

/** An instance of the functions: a clock that is off, and a memory of its own. */
interface SimulatedFunction {
	skew: number;
	busy: boolean;
	readonly plans: PlanMemory;
}

function newFunction(chance: Random, world: { readonly now: number }, warm: PlanMemory): SimulatedFunction {
	const plans = chance.chance(READS_PLANS) ? rememberPlans(() => (world.now - START) * 1_000) : warm;
	const served = { skew: 0, busy: false, plans };
	jump(served, chance);
	return served;
}

/** A memory that has read everything, and has no reason to read again: the house does not change. */
async function warmMemory(real: Table, event: string): Promise<PlanMemory> {
	const memory = rememberPlans(() => 0);
	const plan = await memory.event(real, event);
	if (plan) await memory.sections(real, plan, plan.sections.keys());
	return memory;
}

function jump(served: SimulatedFunction, chance: Random): void {
	served.skew = chance.below(2 * CLOCK_SKEW + 1) - CLOCK_SKEW;
}

async function openHouse(real: Table, event: string, now: number): Promise<void> {
	const sections = Object.fromEntries(
		[...new Set(HOUSE.map(({ section }) => section))].map((section) => {
			const seats = HOUSE.filter((seat) => seat.section === section);
			return [section, [{ row: seats[0]?.row, seats: seats.map(({ seat }) => seat) }]];
		}),
	);
	const document = { name: event, lockSeconds: 4, maxLockSeconds: MAX_LOCK_SECONDS, sections };
	const runtime = {
		table: real,
		plans: rememberPlans(() => 0),
		now: () => now,
		deadline: () => new AbortController().signal,
		observe: () => {},
	};
	const put = await invoke("put-event", runtime as unknown as Runtime, { event, body: document });
	if (put.status !== 200) throw new Error(`the house did not open: ${JSON.stringify(put.body)}`);
}

const isRead = (command: object) =>
	command instanceof GetCommand || command instanceof BatchGetCommand || command instanceof QueryCommand;

/** The records of all seats, read consistently: only one thing happens at a time, so they are one state. */
async function recordsOf(real: Table, event: string): Promise<StoredSeat[]> {
	const sections = [...new Set(HOUSE.map(({ section }) => section))];
	const pages = await Promise.all(
		sections.map((section) =>
			real.send(
				new QueryCommand({
					TableName: real.name,
					KeyConditionExpression: "pk = :pk AND begins_with(sk, :seat)",
					ExpressionAttributeValues: { ":pk": sectionPartition(event, section), ":seat": "[" },
					ConsistentRead: true,
				}),
			),
		),
	);
	return pages.flatMap(({ Items }) => (Items ?? []) as StoredSeat[]);
}

const TOKENS = new Map(Array.from({ length: CLIENTS }, (_, client) => [hashToken(tokenOf(client)), tokenOf(client)]));

/** The record as the specification speaks of it. */
function stateOf({ status, tokenHash, lockedAt, expires, order, reason }: StoredSeat): SeatState {
	const token = TOKENS.get(String(tokenHash)) ?? `unknown token of hash ${tokenHash}`;
	if (status === "locked") return { status, token, lockedAt: Number(lockedAt), expires: Number(expires) };
	if (status === "sold") return { status, token, order: String(order) };
	return { status: "blocked", reason: String(reason) };
}

/** I2, said once more: what is sold, blocked, or under a lock that has not ended. */
function liveAt(records: readonly StoredSeat[], now: number): StoredSeat[] {
	return records.filter(({ status, expires }) => status !== "locked" || Number(expires) > now);
}

/** What TTL does, whenever it likes: removes a record whose time is over. */
async function sweep(
	table: Table,
	records: readonly StoredSeat[],
	event: string,
	world: { readonly now: number; step: number },
	history: Operation[],
	chance: Random,
): Promise<void> {
	const dead = records.filter(({ expires }) => expires !== undefined && Number(expires) <= world.now);
	if (dead.length === 0) return;
	const { pk, sk } = chance.pick(dead);
	await table.send(new DeleteCommand({ TableName: table.name, Key: { pk, sk } }));
	world.step += 1;
	const seat = seatKey(seatOfKey(event, { pk, sk }));
	const outcome = { kind: "done", seats: [{ seat, status: "available" }] } as const;
	const at = { now: world.now, invokedAt: world.step, returnedAt: world.step + 1 };
	world.step += 1;
	history.push({ id: history.length, verb: "expire", seats: [seat], by: {}, ...at, outcome });
}

const bodyOf = ({ body, seats }: Asked) => (seats ? { ...body, seats } : body);

const seatsOf = (reply: Reply): Seat[] =>
	reply.body.seats.map(({ section, row, seat }: Seat) => ({ section, row, seat }));

const keysOf = (reply: Reply) => seatsOf(reply).map(seatKey);

/** What the answer says, as the history keeps it. */
function outcomeOf({ verb }: Asked, { status, body }: Reply): Operation["outcome"] | "unknown" | "nothing" | "outside" {
	if (status === 503) return "unknown";
	if (verb === "count") return status === 200 ? "nothing" : "outside";
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
	if (problem === "not-together") return "nothing";
	if (problem === "seats-unavailable" || problem === "not-your-lock" || problem === "not-your-order") {
		return { kind: "refused", problem, seats };
	}
	return "outside";
}
