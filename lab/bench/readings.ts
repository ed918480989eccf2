/**
 * What looking at a house of 80,000 seats costs a copy of a function that has the plan in memory: requests, read units and
 * processor of each operation, for several fills. Read units are reckoned from the sizes of what is read, because
 * DynamoDB Local reports other ones. The readings' clock does not move while a request is measured, so a slow engine makes
 * none too old.
 */
import { BatchWriteCommand } from "@aws-sdk/lib-dynamodb";
import type { RouteName } from "../../api/routes.ts";
import type { Runtime } from "../../lambdas/http/runtime.ts";
import { type KnownEvent, rememberEvents } from "../../store/event-memory.ts";
import { inChunks, inParallel } from "../../store/in-parallel.ts";
import { readingKey, seatRecordKey, shardKey } from "../../store/keys.ts";
import { rememberReadings } from "../../store/readings.ts";
import type { Table } from "../../store/table.ts";
import { percentile, type Row, writeReport } from "../report.ts";
import { startEngine } from "../simulation/engine.ts";
import { randomFrom } from "../simulation/random.ts";

const SECTIONS = 160;
const ROWS = 20;
const ROW_LENGTH = 25;
const REPEATS = 9;
const RECORDS_PER_BATCH = 25;
const BATCHES_AT_ONCE = 4;
const NOW = 4_000_000_000;

interface Fill {
	readonly name: string;
	readonly share: number;
	readonly record: object;
}

const SOLD = { status: "sold", tokenHash: "h".repeat(43), soldAt: NOW - 60 };
const LOCKED = { status: "locked", tokenHash: "h".repeat(43), lockedAt: NOW - 60, expires: NOW + 540 };
const FILLS: readonly Fill[] = [
	{ name: "empty", share: 0, record: SOLD },
	{ name: "half sold", share: 0.5, record: SOLD },
	{ name: "99 % sold", share: 0.99, record: SOLD },
	{ name: "half locked", share: 0.5, record: LOCKED },
	{ name: "99 % locked", share: 0.99, record: LOCKED },
];

interface Look {
	readonly name: string;
	readonly route: RouteName;
	readonly query?: Readonly<Record<string, string>>;
	readonly body?: object;
}

const TOKEN = "a-token-for-one-party-";
const LOOKS: readonly Look[] = [
	{ name: "num_available", route: "num-available" },
	{ name: "num_available of a section", route: "num-available", query: { section: "block-80" } },
	{ name: "num_available by section", route: "num-available", query: { by: "section" } },
	{ name: "availability", route: "availability" },
	{ name: "map", route: "seats" },
	{ name: "map of a section", route: "seats", query: { section: "block-80" } },
	{ name: "together, 4 seats", route: "together", query: { num: "4" } },
	{ name: "lock_together, 4 seats, with a token", route: "lock-together", body: { num: 4, token: TOKEN } },
];

interface Cost {
	readonly requests: number;
	readonly readUnits: number;
	readonly cpuMs: number;
	readonly status: number;
}

/** Measured once, by this file less what that commit did not have. */
const BEFORE: Row[] = [
	["house", "operation", "answer", "requests", "read units", "processor, ms"],
	["empty", "num_available", 200, 40, 20, "39.5"],
	["empty", "num_available of a section", 200, 1, 0.5, "10.4"],
	["empty", "num_available by section", 200, 40, 20, "102.9"],
	["empty", "map", 200, 40, 20, "70.2"],
	["empty", "map of a section", 200, 1, 0.5, "2.6"],
	["empty", "together, 4 seats", 200, 40, 20, "84.9"],
	["empty", "lock_together, 4 seats, with a token", 200, 42, 21, "123.2"],
	["half sold", "num_available", 200, 40, 409, "38.8"],
	["half sold", "num_available of a section", 200, 1, 10.5, "2.0"],
	["half sold", "num_available by section", 200, 40, 409, "579.7"],
	["half sold", "map", 200, 40, 409, "445.8"],
	["half sold", "map of a section", 200, 1, 10.5, "33.6"],
	["half sold", "together, 4 seats", 200, 40, 409, "394.9"],
	["half sold", "lock_together, 4 seats, with a token", 200, 42, 410, "439.5"],
	["99 % sold", "num_available", 200, 40, 795, "37.3"],
	["99 % sold", "num_available of a section", 200, 1, 20, "1.7"],
	["99 % sold", "num_available by section", 200, 40, 795, "820.4"],
	["99 % sold", "map", 200, 40, 795, "748.0"],
	["99 % sold", "map of a section", 200, 1, 20, "5.8"],
	["99 % sold", "together, 4 seats", 409, 40, 795, "667.0"],
	["99 % sold", "lock_together, 4 seats, with a token", 409, 41, 796, "872.9"],
	["99 % locked", "num_available", 200, 40, 955, "34.6"],
	["99 % locked", "num_available of a section", 200, 1, 24, "1.4"],
	["99 % locked", "num_available by section", 200, 40, 955, "1094.3"],
	["99 % locked", "map", 200, 40, 955, "976.6"],
	["99 % locked", "map of a section", 200, 1, 24, "14.4"],
	["99 % locked", "together, 4 seats", 409, 40, 955, "874.7"],
	["99 % locked", "lock_together, 4 seats, with a token", 409, 41, 956, "1061.2"],
];

const { table, stop } = await startEngine();
const { invoke } = await import("../simulation/invoke.ts");
const rows: Row[] = [];
const sizes: Row[] = [];
for (const [index, fill] of FILLS.entries()) await measure(`house-${index}`, fill);
await stop();
writeReport("readings", "Looking at a house of 80,000 seats", "npm run bench -- readings", [
	`${SECTIONS} sections of ${ROWS} rows of ${ROW_LENGTH} seats, taken here and there. Each line is the median of ${REPEATS} requests, each to another copy of its function that has the plan in memory and no reading. A copy's next requests within a second send nothing for the reading: then \`lock_together\` sends its transaction alone (test/store/requests.test.ts). Here it also sends the write by which a copy takes a number, once a minute. Processor includes the SDK's.`,
	[["house", "operation", "answer", "requests", "read units", "processor, ms"], ...rows],
	"The reading itself, as one request a second makes it:",
	[
		["house", "bytes packed", "read units", "write units", "queries", "read units of the index", "processor, ms"],
		...sizes,
	],
	"For comparison, the same on commit e645f27, which read the whole index for each request:",
	BEFORE,
]);
process.exit();

async function measure(event: string, fill: Fill): Promise<void> {
	const memory = rememberEvents(() => 0);
	const put = await invoke("put-event", copyOf(event, memory, table).runtime, { event, body: document(event) });
	if (put.status !== 200) throw new Error(JSON.stringify(put.body));
	const known = await memory.event(table, event, 0);
	if (known === undefined) throw new Error("the event is not there");
	await memory.plans(table, known, known.sections.keys());
	const unitsOfShards = await take(known, fill);

	const makes: Cost[] = [];
	for (let repeat = 0; repeat < REPEATS; repeat++) {
		const later = NOW + 10 * (repeat - REPEATS);
		makes.push(await ask(event, memory, unitsOfShards, { name: "", route: "num-available" }, later));
	}
	await ask(event, memory, unitsOfShards, { name: "", route: "num-available" }, NOW);
	const { packed } = (await readingIn(known)) ?? { packed: new Uint8Array() };
	const indexUnits = Array.from(unitsOfShards.values()).reduce((sum, units) => sum + units, 0);
	const cpuOf = (costs: readonly Cost[]) =>
		percentile(
			costs.map(({ cpuMs }) => cpuMs),
			50,
		).toFixed(1);
	sizes.push([
		fill.name,
		packed.length,
		unitsToRead(packed),
		Math.ceil((packed.length + 200) / 1_024),
		unitsOfShards.size,
		indexUnits,
		cpuOf(makes),
	]);

	for (const look of LOOKS) {
		const costs: Cost[] = [];
		for (let repeat = 0; repeat < REPEATS; repeat++) {
			costs.push(await ask(event, memory, unitsOfShards, look, NOW, repeat, packed));
		}
		const most = costs.toSorted((one, other) => other.requests - one.requests)[0];
		rows.push([fill.name, look.name, most?.status ?? 0, most?.requests ?? 0, most?.readUnits ?? 0, cpuOf(costs)]);
		console.error(rows.at(-1)?.join("  "));
	}
}

async function ask(
	event: string,
	memory: Runtime["memory"],
	unitsOfShards: ReadonlyMap<string, number>,
	{ route, query, body }: Look,
	now: number,
	repeat = 0,
	packed: Uint8Array = new Uint8Array(),
): Promise<Cost> {
	const { runtime, sent } = copyOf(event, memory, table, now, repeat);
	const token = body && { ...body, token: `${TOKEN}${repeat}` };
	const before = process.cpuUsage();
	const reply = await invoke(route, runtime, { query, body: token });
	const { user, system } = process.cpuUsage(before);
	const readUnits = sent.reduce((sum, input) => sum + unitsOf(input, unitsOfShards, packed), 0);
	return { requests: sent.length, readUnits, cpuMs: (user + system) / 1_000, status: reply.status };
}

// biome-ignore lint/suspicious/noExplicitAny: the input of any command
type Input = any;

function copyOf(event: string, memory: Runtime["memory"], real: Table, now = NOW, repeat = 0) {
	const sent: Input[] = [];
	const send = ((command: { input: Input }, options: never) => {
		sent.push(command.input);
		return real.send(command as never, options);
	}) as Table["send"];
	const chance = randomFrom(repeat);
	const runtime: Runtime = {
		table: { ...real, send },
		memory,
		readings: rememberReadings({ nowMs: () => now * 1_000, wait: async () => {}, draw: chance.draw }),
		defaultEvent: event,
		requiresJson: false,
		now: () => now,
		newToken: () => TOKEN,
		newName: () => `life-${event}`,
		// Another of the best places for each request: all of them use the same reading.
		draw: () => repeat / REPEATS,
		deadline: () => AbortSignal.timeout(600_000),
		observe: () => {},
		wait: async () => {},
	};
	return { runtime, sent };
}

/** Takes seats here and there. Returns the read units of each shard: half a unit for each 4 KB of its entries. */
async function take(event: KnownEvent, { share, record }: Fill): Promise<Map<string, number>> {
	const chance = randomFrom(1);
	const bytes = new Map<string, number>();
	const requests: object[] = [];
	for (const { section, shards } of event.sections.values()) {
		const shard = shardKey(event, shards[0] ?? 0);
		bytes.set(shard, bytes.get(shard) ?? 0);
		for (let place = 0; place < ROWS * ROW_LENGTH; place++) {
			if (!chance.chance(share)) continue;
			const seat = { section, row: String(1 + Math.floor(place / ROW_LENGTH)), seat: String(1 + (place % ROW_LENGTH)) };
			const item = { ...seatRecordKey(event, seat), shard, ...record };
			requests.push({ PutRequest: { Item: item } });
			bytes.set(shard, (bytes.get(shard) ?? 0) + entryBytes(item));
		}
	}
	await inParallel(inChunks(requests, RECORDS_PER_BATCH), BATCHES_AT_ONCE, async (batch) => {
		await table.send(new BatchWriteCommand({ RequestItems: { [table.name]: batch } }));
	});
	return new Map(Array.from(bytes, ([shard, size]) => [shard, Math.max(0.5, Math.ceil(size / 4_096) / 2)]));
}

/** What the index keeps of an item: names and values; a number takes about half a byte a digit. */
function entryBytes(item: Readonly<Record<string, unknown>>): number {
	return ["pk", "sk", "shard", "status", "expires"].reduce((sum, name) => {
		const value = item[name];
		if (value === undefined) return sum;
		return sum + name.length + (typeof value === "number" ? 7 : Buffer.byteLength(String(value)));
	}, 0);
}

function unitsToRead(packed: Uint8Array): number {
	return Math.max(0.5, Math.ceil((packed.length + 200) / 4_096) / 2);
}

function unitsOf(
	{
		Key: key,
		IndexName: index,
		ConsistentRead: isConsistent,
		UpdateExpression: update,
		ExpressionAttributeValues: values,
	}: Input,
	unitsOfShards: ReadonlyMap<string, number>,
	packed: Uint8Array,
): number {
	if (index !== undefined) return unitsOfShards.get(values[":shard"]) ?? 0;
	// A write: the transaction, or the number of the copy.
	if (key === undefined || update !== undefined) return 0;
	if (key.sk.startsWith("reading#")) return unitsToRead(packed);
	return isConsistent ? 1 : 0.5;
}

async function readingIn(event: KnownEvent): Promise<{ readonly packed: Uint8Array } | undefined> {
	const { GetCommand } = await import("@aws-sdk/lib-dynamodb");
	const Key = readingKey(event, event.seatOrder);
	const { Item } = await table.send(new GetCommand({ TableName: table.name, Key }));
	return Item as { packed: Uint8Array } | undefined;
}

function document(name: string) {
	const seats = Array.from({ length: ROW_LENGTH }, (_, seat) => String(seat + 1));
	const section = Array.from({ length: ROWS }, (_, row) => ({ row: String(row + 1), seats }));
	const labels = Array.from({ length: SECTIONS }, (_, index) => [`block-${index + 1}`, section]);
	return { name, sections: Object.fromEntries(labels) };
}
