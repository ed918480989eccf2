/**
 * 64 parties of four at once in a house of 80,000 seats: whether each is served by its first transaction and near the
 * front, and how fast, against as many bare transactions of four seats on the same engine. `--quick` does fewer rounds.
 */
import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { TransactWriteCommand } from "@aws-sdk/lib-dynamodb";
import type { Seat } from "../../domain/seat.ts";
import { lambdaDeadline, type Runtime } from "../../lambdas/http/runtime.ts";
import type { Event } from "../../store/event.ts";
import type { KnownEvent } from "../../store/event-memory.ts";
import { rememberReadings } from "../../store/readings.ts";
import type { Table } from "../../store/table.ts";
import { percentile, type Row, writeReport } from "../report.ts";
import { startEngine } from "../simulation/engine.ts";
import { randomFrom } from "../simulation/random.ts";
import { copyOf, freeSeats, openHouse, ROW_LENGTH, takeSeats } from "./support/houses.ts";
import { medianAndSpread, ratiosOf } from "./support/ratios.ts";

/** A quick run is only printed. */
const IS_QUICK = process.argv.includes("--quick");
const REPORT = IS_QUICK ? undefined : "parties";
const SIZE = { sections: 160, rows: 20 };
const PARTIES = 64;
const NUM = 4;
/** As many as `prod` reserves (lib/stages.ts). */
const COPIES_AT_WORK = 200;
const ROUNDS = IS_QUICK ? 3 : 9;
const WARM_UP_ROUNDS = 1;
/** The sustained run: the service and, for a moment each, bare transactions take turns. */
const SLICES = IS_QUICK ? 2 : 12;
const SLICE_MS = 2_500;
const BARE_SLICE_MS = 500;
/** After this time the reading is made again. */
const BETWEEN_ROUNDS_MS = 1_200;
const BEST_SHARE = 0.05;
const BARE_ATTEMPTS = 5;

interface Asked {
	readonly status: number;
	readonly transactions: number;
	readonly seats: readonly Seat[];
	readonly began: number;
	readonly ms: number;
}

const { table, stop } = await startEngine();
const { invoke } = await import("../simulation/invoke.ts");
const nowSeconds = () => Math.floor(Date.now() / 1_000);
const record = {
	sold: { status: "sold", soldAt: 1_795_000_000 },
	locked: { status: "locked", tokenHash: "h".repeat(43), lockedAt: nowSeconds(), expires: nowSeconds() + 3_600 },
};

const FILLS = [
	{ name: "half sold", event: "half", record: record.sold, isTaken: stretches(0.5) },
	{ name: "90 % locked", event: "locked", record: record.locked, isTaken: wholeRows(0.9) },
] as const satisfies readonly Fill[];
/** Houses of their own for each run: of those above, seats have been taken and given back. */
const SUSTAINED_FILLS = [
	{ name: "a tenth sold", event: "tenth", share: 0.1 },
	{ name: "half sold", event: "half", share: 0.5 },
];
const SUSTAINED_MODES: readonly Mode[] = [
	{ name: "a copy of the function for each party, as on Lambda", copies: PARTIES },
	{ name: "one copy for all, as in the local server", copies: 1 },
];
const MODES = [
	{ name: "a copy of the function for each party, as on Lambda", copies: PARTIES },
	{ name: `the same, ${PARTIES} of ${COPIES_AT_WORK} that are at work`, copies: COPIES_AT_WORK },
	{ name: "a copy for each party, and parties of one to four", copies: PARTIES, sizes: [1, 2, 3, 4] },
	{ name: "one copy for all, as in the local server", copies: 1 },
] as const satisfies readonly Mode[];

interface Fill {
	readonly name: string;
	readonly event: string;
	/** Of a seat that is taken. */
	readonly record: object;
	/** Whether the next seat is taken, in plan order. */
	readonly isTaken: (index: number) => boolean;
}

interface Mode {
	readonly name: string;
	readonly copies: number;
	/** Of the parties, in turn: four seats unless given. */
	readonly sizes?: readonly number[];
}

/** Bare transactions so far: each has seats of its own. */
let bare = 0;
const rows: Row[] = [];
for (const fill of FILLS) {
	const { name } = fill;
	const { known, memory, seats, free } = await openFilled(fill);
	const frontOf = frontShares(seats, free);
	for (const mode of MODES) {
		const copies = Array.from({ length: mode.copies }, () => liveCopy(table, memory));
		rows.push([name, mode.name, ...(await measure(known, copies, frontOf, mode))]);
		console.error(rows.at(-1)?.join("  "));
	}
}
const sustained: Row[] = [];
for (const { name, event, share } of SUSTAINED_FILLS) {
	for (const mode of SUSTAINED_MODES) {
		const fill = { name, event: `${event}-${mode.copies}`, record: record.sold, isTaken: stretches(share) };
		sustained.push([name, mode.name, ...(await sustain(await openFilled(fill), mode))]);
		console.error(sustained.at(-1)?.join("  "));
	}
}
await stop();
writeReport(REPORT, "64 parties of four at once in a house of 80,000 seats", "npm run bench -- parties", [
	`${ROUNDS} rounds of ${PARTIES} requests to \`lock_together\` with a token of their own, each a second at most after somebody has looked at the house, and followed by as many bare transactions: four conditional puts like those of a lock, by the same client. Half sold: stretches of 1 to 12 seats, here and there; 90 % locked: nine of ten rows. Places are those for four that leave no single seat alone. One counts as among the best 5 % if at most 5 % of them, when the round began, are in rows nearer to the front. Afterwards the seats are given back.`,
	[
		[
			"house",
			"functions",
			"answered",
			"503",
			"by the first transaction",
			"transactions a party",
			"among the best 5 %",
			"median, ms",
			"99 %, ms",
			"throughput : bare transactions",
		],
		...rows,
	],
	...(sustained.length > 0
		? [
				`Then ${SLICES} times ${SLICE_MS / 1_000} s without a pause: ${PARTIES} parties at any time in a house, and after each time ${PARTIES} bare transactions at any time for ${BARE_SLICE_MS / 1_000} s. Nothing is given back. "In front" is the share of all places, when the party came, that are in rows nearer to the front.`,
				[
					[
						"house",
						"functions",
						"parties",
						"503",
						"no place left",
						"by the first transaction",
						"the same, the fastest half of the time",
						"in front, median",
						"among the best 5 %",
						"a second",
						"bare transactions a second",
						"ratio",
					],
					...sustained,
				],
			]
		: []),
	"DynamoDB Local takes one transaction after the other and shares two cores with the functions, so its own limit is what bounds both sides.",
]);
process.exit();

/** A function as it is deployed: real clocks, a deadline, and the plans in memory. */
function liveCopy(real: Table, memory: Runtime["memory"]): Runtime {
	const wait = (milliseconds: number) => pause(milliseconds, undefined);
	return {
		...copyOf(real, memory),
		readings: rememberReadings({ nowMs: Date.now, wait, draw: Math.random }),
		now: nowSeconds,
		draw: Math.random,
		deadline: lambdaDeadline,
		wait,
	};
}

async function askFor(event: string, copy: Runtime, num = NUM): Promise<Asked> {
	let transactions = 0;
	const send = ((command: { readonly constructor: { readonly name: string } }, options: never) => {
		if (command.constructor.name === "TransactWriteCommand") transactions += 1;
		return table.send(command as never, options);
	}) as unknown as Table["send"];
	const began = performance.now();
	const runtime = { ...copy, table: { ...copy.table, send } };
	const { status, body } = await invoke("lock-together", runtime, { event, body: { num, token: randomUUID() } });
	return { status, transactions, seats: status === 200 ? body.seats : [], began, ms: performance.now() - began };
}

async function bareTransaction(known: KnownEvent, number: number): Promise<void> {
	const TableName = table.name;
	const TransactItems = Array.from({ length: NUM }, (_, seat) => ({
		Put: {
			TableName,
			Item: {
				pk: `${known.id}#${known.life}#bare-${number % 160}`,
				sk: JSON.stringify([`${number}`, `${seat}`]),
				...record.locked,
				shard: `${known.id}#bare#${number % 40}`,
				ttl: record.locked.expires,
			},
			ConditionExpression: "attribute_not_exists(#pk)",
			ExpressionAttributeNames: { "#pk": "pk" },
			ReturnValuesOnConditionCheckFailure: "ALL_OLD" as const,
		},
	}));
	// A busy engine gives up a transaction that waits too long for another.
	for (let attempt = 1; ; attempt++) {
		try {
			await table.send(new TransactWriteCommand({ TransactItems }));
			return;
		} catch (error) {
			if (attempt === BARE_ATTEMPTS) throw error;
		}
	}
}

/** Each copy has its number, as all have that have served a party within the minute (ADR 051). */
async function takeTurns(known: KnownEvent, copies: readonly Runtime[]): Promise<void> {
	for (const { readings, memory } of copies) await readings.turn({ ...known, table, memory, readings } as Event);
}

async function measure(
	known: KnownEvent,
	copies: readonly Runtime[],
	frontOf: (seat: Seat) => number,
	{ sizes = [NUM] }: Mode,
): Promise<Row> {
	const served: Asked[] = [];
	const ours: number[] = [];
	const bares: number[] = [];
	for (let round = 0; round < WARM_UP_ROUNDS + ROUNDS; round++) {
		// As in any rush, somebody has looked at the house within the last second.
		await invoke("num-available", liveCopy(table, copies[0]?.memory as Runtime["memory"]), { event: known.id });
		if (round === 0) await takeTurns(known, copies);
		// The parties come to any of them.
		const chance = randomFrom(round);
		const asked = copies.map((copy) => ({ copy, at: chance.draw() })).sort((one, other) => one.at - other.at);
		let began = performance.now();
		const answers = await Promise.all(
			Array.from({ length: PARTIES }, (_, party) =>
				askFor(known.id, asked[party % asked.length]?.copy as Runtime, sizes[party % sizes.length]),
			),
		);
		const oursMs = performance.now() - began;
		began = performance.now();
		await Promise.all(Array.from({ length: PARTIES }, () => bareTransaction(known, bare++)));
		const bareMs = performance.now() - began;
		await freeSeats(
			table,
			known,
			answers.flatMap(({ seats }) => seats),
		);
		await pause(BETWEEN_ROUNDS_MS);
		if (round < WARM_UP_ROUNDS) continue;
		served.push(...answers);
		ours.push(oursMs);
		bares.push(bareMs);
	}
	const share = (count: number) => `${((100 * count) / served.length).toFixed(1)} %`;
	const times = served.map(({ ms }) => ms);
	return [
		served.filter(({ status }) => status === 200).length,
		served.filter(({ status }) => status === 503).length,
		share(served.filter(({ status, transactions }) => status === 200 && transactions === 1).length),
		(served.reduce((sum, { transactions }) => sum + transactions, 0) / served.length).toFixed(2),
		share(served.filter(({ seats: [seat] }) => seat && frontOf(seat) <= BEST_SHARE).length),
		Math.round(percentile(times, 50)),
		Math.round(percentile(times, 99)),
		sizes.length > 1 ? "–" : medianAndSpread(ratiosOf(bares, ours)),
	];
}

interface Filled {
	readonly known: KnownEvent;
	readonly memory: Runtime["memory"];
	/** In plan order. */
	readonly seats: readonly Seat[];
	readonly free: ReadonlySet<Seat>;
}

async function openFilled({ name, event, record: taken, isTaken }: Fill): Promise<Filled> {
	const { known, memory, ...house } = await openHouse(table, invoke, event, SIZE);
	const seats = [...house.free, ...house.others].sort(byPlan(known));
	const free = new Set<Seat>();
	for (const [index, seat] of seats.entries()) if (!isTaken(index)) free.add(seat);
	await takeSeats(
		table,
		known,
		seats.filter((seat) => !free.has(seat)),
		() => taken,
	);
	console.error(`${name}: ${free.size} seats available`);
	return { known, memory, seats, free };
}

async function sustain({ known, memory, seats, free }: Filled, mode: Mode): Promise<Row> {
	const copies = Array.from({ length: mode.copies }, () => liveCopy(table, memory));
	const slices: Asked[][] = [];
	const rates: number[] = [];
	const bareRates: number[] = [];
	const forSome = async (sliceMs: number, ask: (worker: number) => Promise<void>) => {
		const end = performance.now() + sliceMs;
		let times = 0;
		const work = async (worker: number) => {
			for (; performance.now() < end; times++) await ask(worker);
		};
		await Promise.all(Array.from({ length: PARTIES }, (_, worker) => work(worker)));
		return (1_000 * times) / (performance.now() - end + sliceMs);
	};
	for (let slice = 0; slice < SLICES; slice++) {
		const asked: Asked[] = [];
		slices.push(asked);
		rates.push(
			await forSome(SLICE_MS, async (worker) => {
				asked.push(await askFor(known.id, copies[worker % copies.length] as Runtime));
			}),
		);
		bareRates.push(await forSome(BARE_SLICE_MS, () => bareTransaction(known, bare++)));
	}
	const asked = slices.flat();
	const byFirst = (some: readonly Asked[]) => {
		const first = some.filter(({ status, transactions }) => status === 200 && transactions === 1).length;
		return `${((100 * first) / some.length).toFixed(1)} %`;
	};
	const fastest = slices.toSorted((one, other) => other.length - one.length).slice(0, SLICES / 2);
	const inFront = sharesInFront(seats, free, asked);
	return [
		asked.length,
		asked.filter(({ status }) => status === 503).length,
		asked.filter(({ status }) => status === 409).length,
		byFirst(asked),
		byFirst(fastest.flat()),
		`${(100 * percentile(inFront, 50)).toFixed(1)} %`,
		`${((100 * inFront.filter((share) => share <= BEST_SHARE).length) / inFront.length).toFixed(1)} %`,
		medianAndSpread(rates),
		medianAndSpread(bareRates),
		medianAndSpread(ratiosOf(rates, bareRates)),
	];
}

/** Of each party that was served: the share of places nearer to the front than its own, when it came. */
function sharesInFront(seats: readonly Seat[], free: ReadonlySet<Seat>, asked: readonly Asked[]): number[] {
	const left = new Set(Array.from(free, nameOf));
	const rowNames: string[] = [];
	const rowPlaces = new Map<string, number>();
	const seatsOf = new Map<string, readonly Seat[]>();
	const count = (row: string) =>
		rowPlaces.set(row, placesIn((seatsOf.get(row) ?? []).map((seat) => left.has(nameOf(seat)))));
	for (let first = 0; first < seats.length; first += ROW_LENGTH) {
		const [seat] = seats.slice(first, first + ROW_LENGTH);
		if (seat === undefined) continue;
		rowNames.push(rowOf(seat));
		seatsOf.set(rowOf(seat), seats.slice(first, first + ROW_LENGTH));
		count(rowOf(seat));
	}
	const served = asked.filter(({ seats: [seat] }) => seat !== undefined);
	const moments = [
		...served.map((party) => ({ at: party.began, came: party })),
		...served.map((party) => ({ at: party.began + party.ms, left: party })),
	].sort((one, other) => one.at - other.at);
	const shares: number[] = [];
	for (const moment of moments) {
		if ("came" in moment) {
			const own = rowOf(moment.came.seats[0] as Seat);
			const before = rowNames.slice(0, rowNames.indexOf(own)).reduce((sum, row) => sum + (rowPlaces.get(row) ?? 0), 0);
			const all = [...rowPlaces.values()].reduce((sum, places) => sum + places, 0);
			shares.push(before / all);
		} else {
			for (const seat of moment.left.seats) left.delete(nameOf(seat));
			for (const seat of moment.left.seats) count(rowOf(seat));
		}
	}
	return shares;
}

function rowOf({ section, row }: Seat): string {
	return JSON.stringify([section, row]);
}

function nameOf({ section, row, seat }: Seat): string {
	return JSON.stringify([section, row, seat]);
}

/**
 * The places for a party in a row of seats, which are free or not. One that would leave a single seat alone is no place:
 * nobody is seated there while there are others (ADR 006).
 */
function placesIn(row: readonly boolean[]): number {
	let places = 0;
	let first = 0;
	for (let seat = 0; seat <= row.length; seat++) {
		if (row[seat]) continue;
		const length = seat - first;
		for (let start = 0; start + NUM <= length; start++) {
			if (start !== 1 && length - start - NUM !== 1) places += 1;
		}
		first = seat + 1;
	}
	return places;
}

/** The share of all places for a party that are in rows nearer to the front than the seat's own. */
function frontShares(seats: readonly Seat[], free: ReadonlySet<Seat>): (seat: Seat) => number {
	const before = new Map<string, number>();
	let places = 0;
	for (let first = 0; first < seats.length; first += ROW_LENGTH) {
		const row = seats.slice(first, first + ROW_LENGTH);
		const [seat] = row;
		if (seat) before.set(rowOf(seat), places);
		places += placesIn(row.map((one) => free.has(one)));
	}
	return (seat) => (before.get(rowOf(seat)) ?? places) / places;
}

function byPlan({ sections }: KnownEvent): (one: Seat, other: Seat) => number {
	const places = new Map(Array.from(sections.keys(), (section, place) => [section, place]));
	const placeOf = ({ section, row, seat }: Seat) =>
		((places.get(section) ?? 0) * SIZE.rows + Number(row)) * ROW_LENGTH + Number(seat);
	return (one, other) => placeOf(one) - placeOf(other);
}

/** Whether a seat is taken, in stretches of 1 to 12. */
function stretches(share: number): (index: number) => boolean {
	const chance = randomFrom(1);
	let left = 0;
	let isTaken = false;
	return () => {
		if (left === 0) {
			left = 1 + chance.below(12);
			isTaken = chance.chance(share);
		}
		left -= 1;
		return isTaken;
	};
}

function wholeRows(share: number): (index: number) => boolean {
	const chance = randomFrom(1);
	let isTaken = false;
	return (index) => {
		if (index % ROW_LENGTH === 0) isTaken = chance.chance(share);
		return isTaken;
	};
}
