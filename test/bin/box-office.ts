/** A local service for tests of the commands that repair sales, and the files that these commands read. */
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import {
	DynamoDBClient,
	ListTablesCommand,
	ScanCommand,
	type ScanCommandInput,
	type ScanCommandOutput,
} from "@aws-sdk/client-dynamodb";
import { expect } from "@jest/globals";
import { newToken, send } from "../../clients/typescript/src/client.ts";
import type { Seat } from "../../domain/seat.ts";
import { startService } from "../../local/start.ts";
import { compiledProgram } from "../support/compiled-program.ts";

const SELLER_KEY = "a-key-of-its-own";
const PROJECT = join(import.meta.dirname, "../..");
const RESTORE_PAGE = readFileSync(join(PROJECT, "docs/operations/restore.md"), "utf8");

/** An option of the documented scan command. */
function optionOfScan(name: string): string {
	const [, value] = new RegExp(`--${name} '([^']*)'`).exec(RESTORE_PAGE) ?? [];
	if (value === undefined) throw new Error(`docs/operations/restore.md has no scan with --${name}`);
	return value;
}

/** AWS's command line prints bytes in base64. */
const inBase64 = (_: string, value: unknown) =>
	value instanceof Uint8Array ? Buffer.from(value).toString("base64") : value;

export async function openBoxOffice() {
	const { address, endpoint, stop } = await startService({ port: 0, sellerKey: SELLER_KEY });
	const directory = mkdtempSync(join(tmpdir(), "box-office-"));

	const ask = async (method: string, path: string, body?: object) => {
		const request = new Request(`${address}${path}`, {
			method,
			headers: { "content-type": "application/json", authorization: `Bearer ${SELLER_KEY}` },
			...(body && { body: JSON.stringify(body) }),
		});
		// A busy machine needs more time than a request has.
		const response = await send(request, { patienceMs: 60_000 });
		expect(response.status).toBe(200);
		return response.json() as Promise<object>;
	};
	const move = (event: string, verb: string, body: object) => ask("POST", `/events/${event}/seat/${verb}`, body);

	return {
		address,
		directory,
		ask,
		move,
		/** Locks and claims. Takes no more seats than one lock may have. */
		sell: async (event: string, seats: readonly Seat[], order?: string) => {
			const token = newToken();
			await move(event, "lock", { seats, token });
			await move(event, "claim", { seats, token, order });
		},
		/** Writes the file that the documented scan command writes, and returns its path. */
		scan: async (): Promise<string> => {
			const client = new DynamoDBClient({ endpoint });
			const { TableNames: [TableName] = [] } = await client.send(new ListTablesCommand());
			const Items: unknown[] = [];
			let next: ScanCommandInput["ExclusiveStartKey"];
			do {
				const page: ScanCommandOutput = await client.send(
					new ScanCommand({
						TableName,
						ConsistentRead: true,
						FilterExpression: optionOfScan("filter-expression"),
						ProjectionExpression: optionOfScan("projection-expression"),
						ExpressionAttributeNames: JSON.parse(optionOfScan("expression-attribute-names")),
						ExpressionAttributeValues: JSON.parse(optionOfScan("expression-attribute-values")),
						ExclusiveStartKey: next,
					}),
				);
				Items.push(...(page.Items ?? []));
				next = page.LastEvaluatedKey;
			} while (next);
			client.destroy();
			const file = join(directory, `sales-${crypto.randomUUID()}.json`);
			writeFileSync(file, JSON.stringify({ Items }, inBase64));
			return file;
		},
		/** Runs a command and returns its lines. Rejects, with what was printed, if the command fails. */
		run: async (program: string, ...args: string[]): Promise<string[]> => {
			const command = [await compiledProgram(`bin/${program}`), ...args];
			const env = { ...process.env, NODE_OPTIONS: "", SELLER_KEY };
			const { stdout } = await promisify(execFile)(process.execPath, command, { cwd: PROJECT, env });
			return stdout.trim().split("\n");
		},
		close: async () => {
			await stop();
			rmSync(directory, { recursive: true });
		},
	};
}
