/** A local service for tests of the commands that repair sales, and the files that these commands read. */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { DynamoDBClient, ListTablesCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { expect } from "@jest/globals";
import type { Seat } from "../../domain/seat.ts";
import { startService } from "../../local/start.ts";

const SELLER_KEY = "a-key-of-its-own";
const MAX_ATTEMPTS = 10;
const PROJECT = join(import.meta.dirname, "../..");

export async function openBoxOffice() {
	const { address, endpoint, stop } = await startService({ port: 0, sellerKey: SELLER_KEY });
	const directory = mkdtempSync(join(tmpdir(), "box-office-"));

	const send = (method: string, path: string, body?: object) =>
		fetch(`${address}${path}`, {
			method,
			headers: { "content-type": "application/json", authorization: `Bearer ${SELLER_KEY}` },
			...(body && { body: JSON.stringify(body) }),
		});
	const ask = async (method: string, path: string, body?: object) => {
		let response = await send(method, path, body);
		// A busy machine needs more time than a request has. Repeating it is safe (I5), and is what clients do.
		for (let attempt = 2; response.status === 503 && attempt <= MAX_ATTEMPTS; attempt++) {
			await pause(1_000);
			response = await send(method, path, body);
		}
		expect(response.status).toBe(200);
		return response.json();
	};
	const move = (event: string, verb: string, body: object) => ask("POST", `/events/${event}/seat/${verb}`, body);

	return {
		address,
		directory,
		ask,
		move,
		/** Locks and claims. Takes no more seats than one lock may have. */
		sell: async (event: string, seats: readonly Seat[], order?: string) => {
			const token = `token-of-a-buyer-of-${crypto.randomUUID()}`;
			await move(event, "lock", { seats, token });
			await move(event, "claim", { seats, token, order });
		},
		/** Writes the file that the documented scan command writes, and returns its path. */
		scan: async (): Promise<string> => {
			const client = new DynamoDBClient({ endpoint });
			const { TableNames: [TableName] = [] } = await client.send(new ListTablesCommand());
			const { Items } = await client.send(
				new ScanCommand({
					TableName,
					FilterExpression: "#s = :sold",
					ExpressionAttributeNames: { "#s": "status", "#o": "order" },
					ExpressionAttributeValues: { ":sold": { S: "sold" } },
					ProjectionExpression: "pk, sk, #o",
				}),
			);
			client.destroy();
			const file = join(directory, "sales.json");
			writeFileSync(file, JSON.stringify({ Items }));
			return file;
		},
		/** Runs a command and returns its lines. Rejects, with what was printed, if the command fails. */
		run: async (program: string, ...args: string[]): Promise<string[]> => {
			const command = ["--import", "tsx", join(PROJECT, "bin", program), ...args];
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
