/**
 * What the service adds to the one write that a lock is: the deployed bundle of `lock`, called as Lambda calls it, against
 * a bare PutCommand of the same record with the same condition, by a client with the same settings, on the same table.
 * Rounds are interleaved and both sides lock seats that nobody has locked before. What CloudWatch would read is made, but
 * not written. The bare side has the whole SDK, as it is installed.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DynamoDBDocumentClient, PutCommand } from "@aws-sdk/lib-dynamodb";
import { isAvailable } from "../../domain/seat-record.ts";
import { bundleFunctions } from "../../lib/bundle.ts";
import { startDynamoDb } from "../../local/dynamodb-local.ts";
import { setEnvironment } from "../../local/environment.ts";
import { createTable } from "../../local/table.ts";
import { onlyIf } from "../../store/expression.ts";
import { connect } from "../../store/table.ts";
import { tableOfTemplate } from "../../test/support/table-definition.ts";
import { percentile, type Row, writeReport } from "../report.ts";

const TABLE = "sentence";
const CONCURRENCIES = [1, 8, 32];
const ROUNDS = 11;
const WARM_UP_ROUNDS = 2;
const LOCKS_PER_ROUND = 1_000;
const ROW_LENGTH = 1_000;
const ROWS = Math.ceil((CONCURRENCIES.length * (ROUNDS + WARM_UP_ROUNDS) * LOCKS_PER_ROUND) / ROW_LENGTH);
const TOKEN = "a-token-for-one-party-";
const EXPIRES = 4_000_000_000;

interface Cost {
	readonly perSecond: number;
	readonly cpuUs: number;
}

type Handler = (event: object) => Promise<{ readonly statusCode: number; readonly body: string }>;

type Lock = (row: string, seat: string) => Promise<void>;

const directory = mkdtempSync(join(tmpdir(), "ticket-sales-bundles-"));
const bundleOf = await bundleFunctions(directory);
const engine = await startDynamoDb({ forLong: true });
const functions = { TABLE_NAME: TABLE, DEFAULT_EVENT: "house", METRICS_NAMESPACE: "TicketSales/bench" };
setEnvironment({ endpoint: engine.endpoint, sellerKey: "unused", functions });
process.env["LOG_FOR_PEOPLE"] = "false";
const { StreamSpecification: _, ...input } = tableOfTemplate(`sentence/${process.pid}`).input;
const client = connect();
await createTable(client, TABLE, { ...tableOfTemplate(`sentence/${process.pid}`), input });
const { handler: putEvent } = await import(join(bundleOf("put-event"), "index.mjs"));
// Loaded once: an import of what is loaded already still asks the loader of this process, which is not the handler's cost.
const { handler: lock } = await import(join(bundleOf("lock"), "index.mjs"));
await call(putEvent, "PUT", "/events/{event}", { event: "house" }, document());
const documents = DynamoDBDocumentClient.from(client);
const condition = onlyIf(isAvailable(EXPIRES - 600));

const sides: Readonly<Record<"handler" | "bare", Lock>> = {
	handler: async (row, seat) => {
		await call(lock, "POST", "/seat/lock", {}, { seats: [{ section: "stalls", row, seat }], token: TOKEN });
	},
	bare: async (row, seat) => {
		await documents.send(
			new PutCommand({
				TableName: TABLE,
				Item: { ...recordOf(row, seat) },
				...condition,
			}),
		);
	},
};

let next = { handler: 0, bare: 0 };
const rows: Row[] = [];
for (const concurrency of CONCURRENCIES) {
	const costs: Record<keyof typeof sides, Cost[]> = { handler: [], bare: [] };
	for (let round = 0; round < WARM_UP_ROUNDS + ROUNDS; round++) {
		// Who goes first changes from round to round.
		const order = round % 2 === 0 ? (["handler", "bare"] as const) : (["bare", "handler"] as const);
		for (const side of order) {
			const cost = await measure(side, concurrency);
			if (round >= WARM_UP_ROUNDS) costs[side].push(cost);
		}
	}
	rows.push(rowOf(concurrency, costs));
	console.error(rows.at(-1)?.join("  "));
}
await engine.stop();
rmSync(directory, { recursive: true });
writeReport("sentence", "What a lock costs besides its write", "npm run bench -- sentence", [
	`${LOCKS_PER_ROUND} locks of a seat each in a round, ${ROUNDS} interleaved rounds after ${WARM_UP_ROUNDS} that are not counted; medians, least and most in brackets. Throughput is that of the handler as a share of the bare call's; processor is what the handler takes more than the bare call of the same round, for one lock. The last column is the share of throughput to expect where this one process has its processor full, and waits for nothing.`,
	[
		[
			"at once",
			"bare locks a second",
			"handler's",
			"share",
			"bare processor, µs",
			"handler's processor besides, µs",
			"bare as a share of it all",
		],
		...rows,
	],
]);
process.exit();

async function measure(side: keyof typeof sides, concurrency: number): Promise<Cost> {
	const [first, end] = [next[side], next[side] + LOCKS_PER_ROUND];
	next = { ...next, [side]: end };
	let place = first;
	const lock = sides[side];
	const write = process.stdout.write;
	process.stdout.write = () => true;
	const [cpu, start] = [process.cpuUsage(), performance.now()];
	await Promise.all(
		Array.from({ length: concurrency }, async () => {
			while (place < end) {
				const mine = place++;
				await lock(String(1 + Math.floor(mine / ROW_LENGTH)), String(1 + (mine % ROW_LENGTH)));
			}
		}),
	);
	const [milliseconds, { user, system }] = [performance.now() - start, process.cpuUsage(cpu)];
	process.stdout.write = write;
	return { perSecond: (LOCKS_PER_ROUND * 1_000) / milliseconds, cpuUs: (user + system) / LOCKS_PER_ROUND };
}

function rowOf(concurrency: number, { handler, bare }: Record<keyof typeof sides, Cost[]>): Row {
	const median = (costs: readonly Cost[], pick: (cost: Cost) => number) => percentile(costs.map(pick), 50).toFixed(0);
	const shares = handler.map(({ perSecond }, round) => perSecond / (bare[round]?.perSecond ?? 0));
	const ofProcessor = handler.map(({ cpuUs }, round) => (bare[round]?.cpuUs ?? 0) / cpuUs);
	const besides = handler.map(({ cpuUs }, round) => cpuUs - (bare[round]?.cpuUs ?? 0));
	return [
		concurrency,
		median(bare, ({ perSecond }) => perSecond),
		median(handler, ({ perSecond }) => perSecond),
		inBrackets(shares, 2),
		median(bare, ({ cpuUs }) => cpuUs),
		inBrackets(besides, 0),
		inBrackets(ofProcessor, 2),
	];
}

function inBrackets(values: readonly number[], digits: number): string {
	const [median, least, most] = [percentile(values, 50), Math.min(...values), Math.max(...values)];
	return `${median.toFixed(digits)} (${least.toFixed(digits)}–${most.toFixed(digits)})`;
}

/** Calls a function's handler, as a seller. */
async function call(handler: Handler, method: string, path: string, pathParameters: object, body: object) {
	const answer = await handler({
		version: "2.0",
		routeKey: `${method} ${path}`,
		rawPath: path,
		rawQueryString: "",
		headers: { "content-type": "application/json" },
		pathParameters,
		requestContext: { requestId: "measured", http: { method }, authorizer: { lambda: { seller: "yes" } } },
		body: JSON.stringify(body),
		isBase64Encoded: false,
	});
	if (answer.statusCode !== 200) throw new Error(`${answer.statusCode} ${answer.body}`);
}

/** The record of a lock, under another key than the handler's. */
function recordOf(row: string, seat: string) {
	return {
		pk: "house#bare-life-000#stalls#0",
		sk: JSON.stringify([row, seat]),
		status: "locked",
		tokenHash: "h".repeat(43),
		lockedAt: EXPIRES - 600,
		expires: EXPIRES,
		ttl: EXPIRES,
		shard: "house#bare-life-000#0",
	};
}

function document() {
	const seats = Array.from({ length: ROW_LENGTH }, (_, seat) => String(seat + 1));
	const stalls = Array.from({ length: ROWS }, (_, row) => ({ row: String(row + 1), seats }));
	return { name: "House", sections: { stalls }, lockSeconds: 600 };
}
