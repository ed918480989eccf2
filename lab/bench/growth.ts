/**
 * Whether the cost of an operation grows with the house, with what is sold of it, and with the number of events: counted
 * units, and processor and latency as ratios of houses that are asked in turn. `--quick` leaves out the largest house.
 */
import { COLORS, writeChart } from "../chart.ts";
import { type Row, writeReport } from "../report.ts";
import { startEngine } from "../simulation/engine.ts";
import { type Bill, metered, nothing } from "./support/bill.ts";
import { type House, NOW, openHouse, type Size, seatCount, sellUpTo } from "./support/houses.ts";
import { MAKING_THE_READING, OPERATIONS } from "./support/operations.ts";
import { medianAndSpread, ratiosOf } from "./support/ratios.ts";

/** A quick run is only printed. */
const IS_QUICK = process.argv.includes("--quick");
const REPORT = IS_QUICK ? undefined : "growth";
const SIZES: readonly Size[] = [
	{ sections: 10, rows: 4 },
	{ sections: 20, rows: 20 },
	...(IS_QUICK ? [] : [{ sections: 160, rows: 20 }]),
];
const FILLS = [
	{ name: "empty", share: 0 },
	{ name: "half", share: 0.5 },
	{ name: "99 %", share: 0.99 },
];
const EVENTS = [1, 10, 100];
const EVENT_SIZE: Size = { sections: 10, rows: 4 };
const ROUNDS = IS_QUICK ? 3 : 9;
const WARM_UP_ROUNDS = 2;
/** A reading is made again for each round. */
const ROUND_SECONDS = 10;
/** Tokens and orders of a round are its own. */
const ROUNDS_OF_A_FILL = 1_000;

interface Sample {
	readonly ms: number;
	readonly cpuMs: number;
}

/** By operation and case. */
type Samples = Map<string, Map<string, Sample[]>>;
type Bills = Map<string, Map<string, Bill>>;

const began = performance.now();
const { table, stop } = await startEngine();
const { invoke } = await import("../simulation/invoke.ts");
const { ask } = await import("./support/ask.ts");

const MEASURED = [MAKING_THE_READING, ...OPERATIONS].filter(({ isCleanUp }) => !isCleanUp);
const bills: Bills = new Map();
const samples: Samples = new Map();

const houses: House[] = [];
for (const size of SIZES) houses.push(await openHouse(table, invoke, `seats-${seatCount(size)}`, size));
for (const [index, { name, share }] of FILLS.entries()) {
	for (const house of houses) await sellUpTo(table, house, share);
	const first = index * ROUNDS_OF_A_FILL;
	for (const house of houses) await count(house, caseOf(house, name), first);
	await time(
		houses.map((house) => [caseOf(house, name), () => house] as const),
		first,
	);
	console.error(`${name}: measured after ${Math.round((performance.now() - began) / 1_000)} s`);
}

const crowds = await openCrowds();
for (const [many, crowd] of crowds) await count(crowd[0] as House, eventsIn(many), 0);
await time(
	crowds.map(([many, crowd]) => [eventsIn(many), (round: number) => crowd[round % crowd.length] as House] as const),
	0,
);
await stop();
report();
process.exit();

/** Events of one size, half sold: one copy of a function knows 1, 10 or 100 of them. */
async function openCrowds(): Promise<(readonly [number, House[]])[]> {
	const crowds: (readonly [number, House[]])[] = [];
	for (const many of EVENTS) {
		const crowd: House[] = [];
		for (let index = 0; index < many; index++) {
			const house = await openHouse(table, invoke, `one-of-${many}-${index}`, EVENT_SIZE, crowd[0]?.memory);
			await sellUpTo(table, house, 0.5);
			crowd.push(house);
		}
		crowds.push([many, crowd]);
	}
	return crowds;
}

function caseOf({ event }: House, fill: string): string {
	return `${event.replace("seats-", "")} ${fill}`;
}

function eventsIn(many: number): string {
	return many === 1 ? "1 event" : `${many} events`;
}

async function count(house: House, name: string, round: number): Promise<void> {
	for (const operation of [MAKING_THE_READING, ...OPERATIONS]) {
		const bill = nothing();
		await ask(metered(table, bill), house, operation, round, NOW + round * ROUND_SECONDS);
		remember(bills, operation.name, name, bill);
	}
}

/** Asks all houses in turn, each operation of one after the same operation of the other. */
async function time(cases: readonly (readonly [string, (round: number) => House])[], first: number): Promise<void> {
	for (let round = first + 1; round <= first + WARM_UP_ROUNDS + ROUNDS; round++) {
		const now = NOW + round * ROUND_SECONDS;
		for (const operation of [MAKING_THE_READING, ...OPERATIONS]) {
			// Another one begins in each round: the first request of an operation is the slowest.
			for (const [name, houseOf] of [...cases.slice(round % cases.length), ...cases.slice(0, round % cases.length)]) {
				const sample = await ask(table, houseOf(round), operation, round, now);
				if (round <= first + WARM_UP_ROUNDS) continue;
				const known = samples.get(operation.name)?.get(name) ?? [];
				remember(samples, operation.name, name, [...known, sample]);
			}
		}
	}
}

function remember<Value>(all: Map<string, Map<string, Value>>, operation: string, name: string, value: Value): void {
	all.set(operation, (all.get(operation) ?? new Map<string, Value>()).set(name, value));
}

function samplesOf(operation: string, name: string, pick: keyof Sample): number[] {
	return (
		samples
			.get(operation)
			?.get(name)
			?.map((sample) => sample[pick]) ?? []
	);
}

/** The values of all cases, as one if they are equal. */
function range(operation: string, cases: readonly string[], pick: keyof Bill): string {
	const values = cases.map((name) => bills.get(operation)?.get(name)?.[pick] ?? 0);
	const [least, most] = [Math.min(...values), Math.max(...values)];
	return least === most ? `${least}` : `${least} to ${most}`;
}

function report(): void {
	const [smallest = "", middle = "", largest = middle] = SIZES.map((size) => `${seatCount(size)}`);
	const sizes = SIZES.map((size) => `${seatCount(size)}`);
	const cases = [
		...sizes.flatMap((size) => FILLS.map(({ name }) => `${size} ${name}`)),
		...EVENTS.map((many) => eventsIn(many)),
	];
	const names = MEASURED.map(({ name }) => name);
	const counted = names.map(
		(name): Row => [
			name,
			...(["requests", "readUnits", "writeUnits", "indexUnits"] as const).map((pick) => range(name, cases, pick)),
		],
	);
	const growing = names.filter((name) => range(name, cases, "readUnits").includes("to"));
	const readUnits = growing.map(
		(name): Row => [name, ...cases.map((one) => bills.get(name)?.get(one)?.readUnits ?? 0)],
	);
	const ratio = (name: string, pick: keyof Sample, numerator: string, denominator: string) =>
		medianAndSpread(ratiosOf(samplesOf(name, numerator, pick), samplesOf(name, denominator, pick)));
	const median = (name: string, pick: keyof Sample, one: string) => medianAndSpread(samplesOf(name, one, pick));
	const grown = (pick: keyof Sample) =>
		names.map(
			(name): Row => [
				name,
				median(name, pick, `${smallest} half`),
				ratio(name, pick, `${middle} half`, `${smallest} half`),
				...FILLS.map((fill) => ratio(name, pick, `${largest} ${fill.name}`, `${smallest} ${fill.name}`)),
				ratio(name, pick, eventsIn(10), eventsIn(1)),
				ratio(name, pick, eventsIn(100), eventsIn(1)),
			],
		);
	const head: Row = [
		"operation",
		`ms at ${smallest} seats, half sold`,
		`${middle} : ${smallest}, half`,
		...FILLS.map((fill) => `${largest} : ${smallest}, ${fill.name}`),
		"10 events : 1",
		"100 events : 1",
	];
	const drawn = ["lock of 4", "num_available", "together, 4", "lock_together, 4", "map"];
	writeChart(REPORT, "Processor by the size of the house", [
		{
			title: "processor in ms, half sold",
			from: `${smallest} seats`,
			to: `${largest} seats`,
			lines: drawn.map((name, index) => ({
				values: sizes.map((size) => Number(median(name, "cpuMs", `${size} half`).split(" ")[0])),
				color: COLORS[index % COLORS.length] ?? COLORS[0],
				label: name,
			})),
		},
	]);
	writeReport(REPORT, "Whether costs grow with the house", "npm run bench -- growth", [
		`Houses of ${sizes.join(", ")} seats, empty, half and 99 % sold, seats here and there; and ${EVENTS.join(", ")} events of ${seatCount(EVENT_SIZE)} seats, half sold, known to one copy of a function. Each request goes to a copy that has the plan in memory and no reading. Units are reckoned by the rules of the service from the items that are read and written. ${cases.length} cases; where they differ, the least and the most:`,
		[["operation", "requests", "read units", "write units, table", "write units, indexes"], ...counted],
		"Read units where they differ:",
		[["operation", ...cases], ...readUnits],
		`Processor of this process, the SDK's and the handler's: the median of ${ROUNDS} rounds in milliseconds, then ratios. Each operation is sent to one house after the other, another one first in each round, and the ratio is taken in each round: median (quartiles).`,
		[head, ...grown("cpuMs")],
		"![Processor by the size of the house](growth.svg)",
		"Latency with DynamoDB Local, which needs most of it:",
		[head, ...grown("ms")],
	]);
}
