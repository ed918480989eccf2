/**
 * The same stampede of the same clients against several servers in turn: the first ticket-sales server, Redis, PostgreSQL,
 * bare conditional writes on DynamoDB Local, and this service. Then each is killed in the middle of one. What is not
 * installed is named and left out. `--quick` does fewer rounds.
 */
import { Agent, request as sendRequest } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import pg from "pg";
import { startDynamoDb } from "../../local/dynamodb-local.ts";
import { COLORS, writeBars } from "../chart.ts";
import { percentile, type Row, writeReport } from "../report.ts";
import { randomFrom } from "../simulation/random.ts";
import { serviceProcess } from "../stampede/service-process.ts";
import { nameOfTable } from "../stampede/table.ts";
import { SELLER_KEY } from "./support/api.ts";
import { medianAndSpread, ratiosOf } from "./support/ratios.ts";
import { rivalProcess } from "./support/rival-process.ts";
import { missingPostgres, missingRedis, postgresStore, redisStore, type StartStore } from "./support/rival-stores.ts";
import { temporaryDirectory } from "./support/temporary-directory.ts";

/** A quick run is only printed. */
const IS_QUICK = process.argv.includes("--quick");
const REPORT = IS_QUICK ? undefined : "side-by-side";
const ROUNDS = IS_QUICK ? 3 : 9;
const WARM_UP_ROUNDS = 1;
const BUYERS = 64;
const ROWS = 6;
const ROW_LENGTH = 25;
const SEATS = ROWS * ROW_LENGTH;
/** Between one and three buyers want each seat. */
const MOST_WANTS = 3;
/** A buyer asks how many seats are left before every such purchase. */
const WANTS_PER_COUNT = 20;
/** The servers are killed when this share of the seats is sold. */
const KILLED_AT = 0.5;
const RETRY_MS = 100;
const MOST_CONNECTION_ATTEMPTS = 100;
const EVENT = "stampede";
const THIS_SERVICE = "this service";

interface Running {
	/** Ends server and store without a warning, and starts them again. */
	readonly killAndRestart: () => Promise<Running>;
	readonly stop: () => Promise<void>;
	readonly address: string;
}

interface Contender {
	readonly name: string;
	readonly keeps: string;
	readonly start: () => Promise<Running>;
	/** What goes before `/seat/…`. */
	readonly prefix: string;
	readonly method: "GET" | "POST";
}

interface Want {
	readonly seat: string;
	readonly token: string;
}

interface Sale {
	readonly seat: string;
	readonly token: string;
	readonly beforeKill: boolean;
}

interface Stampede {
	readonly seconds: number;
	readonly requests: number;
	readonly latenciesMs: readonly number[];
	readonly sales: readonly Sale[];
	readonly refusedClaims: number;
	readonly lost: number;
}

const agent = new Agent({ keepAlive: true, maxSockets: BUYERS });
const SECTIONS = [...Array.from({ length: WARM_UP_ROUNDS + ROUNDS }, (_, round) => `round-${round}`), "killed"];
const rowLabels = Array.from({ length: ROWS }, (_, row) => String(row + 1));
const seatLabels = Array.from({ length: ROW_LENGTH }, (_, seat) => String(seat + 1));
const allSeats = SECTIONS.flatMap(seatsOf);
const seatCount = { SEATS: String(allSeats.length) };

const left: string[] = [];
const contenders = contendersHere();
const running = new Map<string, Running>();
for (const { name, start } of contenders) {
	running.set(name, await start());
	console.error(`${name} is up`);
}

const rounds = new Map<string, Stampede[]>();
for (let round = 0; round < WARM_UP_ROUNDS + ROUNDS; round++) {
	const wants = wantsOf(`round-${round}`, round);
	for (const contender of contenders) {
		const run = await stampede(contender, wants);
		if (round >= WARM_UP_ROUNDS) rounds.set(contender.name, [...(rounds.get(contender.name) ?? []), run]);
	}
	console.error(`round ${round} of ${WARM_UP_ROUNDS + ROUNDS - 1}`);
}
const killed: Row[] = [];
for (const contender of contenders) {
	const run = await stampede(contender, wantsOf("killed", 99), KILLED_AT);
	const before = run.sales.filter(({ beforeKill }) => beforeKill).length;
	killed.push([contender.name, contender.keeps, before, run.lost, soldTwice(run.sales), run.refusedClaims]);
	console.error(killed.at(-1)?.join("  "));
}
for (const one of running.values()) await one.stop();
report();
process.exit();

function contendersHere(): Contender[] {
	const all: (Contender & { readonly missing?: string | undefined })[] = [
		{
			name: "the first server",
			keeps: "in its memory",
			prefix: "",
			method: "GET",
			start: () => startRival("first-server"),
		},
		{
			name: "Redis, as installed",
			keeps: "in memory, with snapshots",
			prefix: "",
			method: "POST",
			missing: missingRedis(),
			start: () => startRival("redis", redisStore([])),
		},
		{
			name: "Redis, append only",
			keeps: "in a log, written to disk each second",
			prefix: "",
			method: "POST",
			missing: missingRedis(),
			start: () => startRival("redis", redisStore(["--appendonly", "yes"])),
		},
		{
			name: "PostgreSQL",
			keeps: "on disk, at each commit",
			prefix: "",
			method: "POST",
			missing: missingPostgres(),
			start: () => startRival("postgres", postgresStore(), {}, seatRows),
		},
	];
	for (const missing of new Set(all.flatMap((one) => one.missing ?? []))) {
		left.push(missing);
		console.error(`Left out: ${missing}`);
	}
	const dynamo = dynamoDbOnDisk();
	return [
		...all.filter(({ missing }) => missing === undefined),
		{
			name: "bare writes on DynamoDB Local",
			keeps: "in a file, by the engine",
			prefix: "",
			method: "POST",
			start: dynamo.startBare,
		},
		{
			name: THIS_SERVICE,
			keeps: "in the same file, by the same engine",
			prefix: `/events/${EVENT}`,
			method: "POST",
			start: dynamo.startService,
		},
	];
}

async function startRival(
	name: string,
	startStore?: StartStore,
	environment: Readonly<Record<string, string>> = {},
	prepare: (address: string) => Promise<void> = async () => {},
): Promise<Running> {
	const store = await startStore?.();
	if (store) await prepare(store.address);
	const server = await rivalProcess(name, { ...seatCount, ...environment, ...(store && { STORE: store.address }) });
	const stop = async () => {
		await Promise.all([server.kill(), store?.kill()]);
	};
	return {
		address: server.address,
		stop,
		killAndRestart: async () => {
			await stop();
			return startRival(name, startStore, environment);
		},
	};
}

/** One engine on disk for this service and for the bare writes, which use the same table. */
function dynamoDbOnDisk() {
	const dataDir = temporaryDirectory("seats-dynamodb-");
	type Engine = Awaited<ReturnType<typeof startDynamoDb>>;
	let engine: Promise<Engine> | undefined;
	const engineNow = () => {
		engine ??= startDynamoDb({ dataDir, forLong: true });
		return engine;
	};
	const killEngine = async () => {
		const ended = await engine;
		engine = undefined;
		await ended?.stop();
	};
	let table = "";
	const startService = async (): Promise<Running> => {
		const { endpoint } = await engineNow();
		const service = await serviceProcess(endpoint, "side-by-side");
		await putEvent(service.address);
		table = await nameOfTable(clientOf(endpoint));
		return {
			address: service.address,
			stop: async () => {
				await service.stop();
				await killEngine();
			},
			killAndRestart: async () => {
				await Promise.all([service.kill(), killEngine()]);
				return startService();
			},
		};
	};
	const startBare = async (): Promise<Running> => {
		// The service makes the table.
		if (table === "") {
			const service = await serviceProcess((await engineNow()).endpoint, "side-by-side");
			table = await nameOfTable(clientOf((await engineNow()).endpoint));
			await service.stop();
		}
		const { endpoint } = await engineNow();
		const server = await rivalProcess("bare-dynamodb", { ...seatCount, STORE: endpoint, TABLE_NAME: table });
		return {
			address: server.address,
			stop: server.kill,
			killAndRestart: async () => {
				// The service, whose turn is next, finds a new engine on the same file.
				await Promise.all([server.kill(), running.get(THIS_SERVICE)?.stop(), killEngine()]);
				const bare = await startBare();
				running.set(THIS_SERVICE, await startService());
				return bare;
			},
		};
	};
	return { startService, startBare };
}

function clientOf(endpoint: string): DynamoDBClient {
	const credentials = { accessKeyId: "local", secretAccessKey: "local" };
	return new DynamoDBClient({ endpoint, region: "local", credentials });
}

async function putEvent(address: string): Promise<void> {
	const rows = rowLabels.map((row) => ({ row, seats: seatLabels }));
	const document = { name: "Stampede", sections: Object.fromEntries(SECTIONS.map((section) => [section, rows])) };
	const { code, body } = await exchange(address, "PUT", `/events/${EVENT}`, document);
	if (code !== 200) throw new Error(`the event was answered ${code}: ${JSON.stringify(body)}`);
}

async function seatRows(address: string): Promise<void> {
	const client = await connected(address);
	await client.query(
		"CREATE TABLE IF NOT EXISTS seats (seat text PRIMARY KEY, status text, token text, expires timestamptz)",
	);
	await client.query("INSERT INTO seats SELECT unnest($1::text[]), 'available' ON CONFLICT DO NOTHING", [allSeats]);
	await client.end();
}

/** PostgreSQL listens a moment before it takes connections. */
async function connected(address: string): Promise<pg.Client> {
	for (let attempt = 1; ; attempt++) {
		const client = new pg.Client({ connectionString: address });
		try {
			await client.connect();
			return client;
		} catch (error) {
			if (attempt === MOST_CONNECTION_ATTEMPTS) throw error;
			await pause(RETRY_MS);
		}
	}
}

function seatsOf(section: string): string[] {
	return rowLabels.flatMap((row) => seatLabels.map((seat) => `${section}/${row}/${seat}`));
}

/** Who wants which seat, in order: the front rows first, and each seat by one to three buyers at about the same time. */
function wantsOf(section: string, seed: number): Want[] {
	const chance = randomFrom(seed + 1);
	return seatsOf(section)
		.flatMap((seat, place) =>
			Array.from({ length: 1 + chance.below(MOST_WANTS) }, (_, buyer) => ({
				seat,
				token: `${section}-${place}-${buyer}-`.padEnd(32, "x"),
				at: place + chance.draw() * BUYERS,
			})),
		)
		.sort((one, other) => one.at - other.at);
}

/**
 * All wants are served by as many buyers as there are, one request after the other. With `killedAt`, server and store are
 * killed once this share of the seats is sold; a buyer who got no answer asks again.
 */
async function stampede(
	{ name, prefix, method }: Contender,
	wants: readonly Want[],
	killedAt?: number,
): Promise<Stampede> {
	const queue = wants.entries();
	const latenciesMs: number[] = [];
	const sales: Sale[] = [];
	let refusedClaims = 0;
	let lost = 0;
	let kill: Promise<void> | undefined;
	let isRestarted = false;

	const ask = async (verb: string, path: string, token: string) => {
		for (;;) {
			await kill;
			const target = `${prefix}/seat/${verb}${path}`;
			const isLook = verb === "num_available" || verb === "check";
			const before = performance.now();
			const { address } = running.get(name) ?? { address: "" };
			const body = isLook ? undefined : { token };
			const answer = await exchange(address, isLook ? "GET" : method, target, body).catch(() => undefined);
			if (answer && answer.code < 500) {
				latenciesMs.push(performance.now() - before);
				return answer;
			}
			if (kill === undefined && killedAt === undefined && answer === undefined)
				throw new Error(`${name} does not answer`);
			await pause(RETRY_MS);
		}
	};
	/** A store that has just been started again may first recover. */
	const statusOf = async (seat: string): Promise<string> => {
		for (;;) {
			const { address } = running.get(name) ?? { address: "" };
			const { code, body } = await exchange(address, "GET", `${prefix}/seat/check/${seat}`);
			if (code === 200) return body.status;
			await pause(RETRY_MS);
		}
	};
	const killNow = async () => {
		const now = running.get(name);
		if (now) running.set(name, await now.killAndRestart());
		// By now every request is answered or broken, and nobody sends another before this is over.
		for (const seat of new Set(sales.map(({ seat }) => seat))) {
			if ((await statusOf(seat)) !== "sold") lost += 1;
		}
		isRestarted = true;
	};
	const buyer = async () => {
		for (const [index, { seat, token }] of queue) {
			if (index % WANTS_PER_COUNT === 0) await ask("num_available", "", token);
			if ((await ask("lock", `/${seat}`, token)).code !== 200) continue;
			const { code } = await ask("claim", `/${seat}`, token);
			if (code === 200) sales.push({ seat, token, beforeKill: !isRestarted });
			else refusedClaims += 1;
			if (killedAt !== undefined && kill === undefined && sales.length >= killedAt * SEATS) kill = killNow();
		}
	};
	const began = performance.now();
	await Promise.all(Array.from({ length: BUYERS }, buyer));
	const seconds = (performance.now() - began) / 1_000;
	return { seconds, requests: latenciesMs.length, latenciesMs, sales, refusedClaims, lost };
}

/** Seats that two buyers were both answered to have bought. */
function soldTwice(sales: readonly Sale[]): number {
	const buyers = new Map<string, Set<string>>();
	for (const { seat, token } of sales) buyers.set(seat, (buyers.get(seat) ?? new Set()).add(token));
	return Array.from(buyers.values()).filter(({ size }) => size > 1).length;
}

interface Exchanged {
	readonly code: number;
	// biome-ignore lint/suspicious/noExplicitAny: what a server answers
	readonly body: any;
}

async function exchange(address: string, method: string, path: string, sent?: object): Promise<Exchanged> {
	const text = sent === undefined ? "" : JSON.stringify(sent);
	return new Promise((resolve, reject) => {
		const request = sendRequest(`${address}${path}`, {
			agent,
			method,
			headers: {
				authorization: `Bearer ${SELLER_KEY}`,
				...(method !== "GET" && { "content-type": "application/json", "content-length": Buffer.byteLength(text) }),
			},
		});
		request.on("error", reject);
		request.on("response", async (response) => {
			const chunks: Buffer[] = [];
			response.on("error", reject);
			response.on("data", (chunk) => chunks.push(chunk));
			response.on("end", () => {
				resolve({ code: response.statusCode ?? 0, body: JSON.parse(Buffer.concat(chunks).toString() || "{}") });
			});
		});
		request.end(method === "GET" ? undefined : text);
	});
}

function report(): void {
	const rates = (name: string) => rounds.get(name)?.map(({ requests, seconds }) => requests / seconds) ?? [];
	const rows = contenders.map(({ name }): Row => {
		const runs = rounds.get(name) ?? [];
		const times = runs.flatMap(({ latenciesMs }) => latenciesMs);
		return [
			name,
			medianAndSpread(rates(name)),
			medianAndSpread(ratiosOf(rates(name), rates(THIS_SERVICE))),
			percentile(times, 50).toFixed(1),
			percentile(times, 99).toFixed(1),
			runs.reduce((sum, { sales }) => sum + sales.length, 0),
			runs.reduce((sum, { sales }) => sum + soldTwice(sales), 0),
		];
	});
	const [blue, , green] = COLORS;
	writeBars(
		REPORT,
		"Requests a second, the median of all rounds",
		contenders.map(({ name }) => ({
			label: name,
			value: percentile(rates(name), 50),
			color: name === THIS_SERVICE ? green : blue,
		})),
	);
	writeReport(REPORT, "The same stampede against several servers", "npm run bench -- side-by-side", [
		`${BUYERS} buyers at once, ${SEATS} seats a round, each wanted by one to ${MOST_WANTS} buyers at about the same time: a lock, a claim where the lock was had, and a count before every ${WANTS_PER_COUNT}th. ${ROUNDS} rounds; in each, every server has its turn with the same list. Seat by seat, because that is all that the first server can do. Servers, stores and buyers share the machine; each server is a process of its own.`,
		...left.map((one) => `Left out: ${one}.`),
		[
			["server", "requests a second", "times this service", "median, ms", "99 %, ms", "sales", "seats sold twice"],
			...rows,
		],
		`Then each is killed (SIGKILL, server and store) once ${100 * KILLED_AT} % of the seats of another round are sold, and started again. A buyer who got no answer asks again.`,
		[
			[
				"server",
				"keeps the seats",
				"sales confirmed before",
				"of them gone",
				"seats sold twice",
				"claims refused to the holder of a lock",
			],
			...killed,
		],
		"![Requests a second, the median of all rounds](side-by-side.svg)",
	]);
}
