import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { DynamoDBClient, ListTablesCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type Service, startService } from "../../local/start.ts";

const directory = mkdtempSync(join(tmpdir(), "reconcile-"));
const sellerKey = "a-key-of-its-own";
const project = join(import.meta.dirname, "../..");
let service: Service;

beforeAll(async () => {
	service = await startService({ port: 0, sellerKey });
});
afterAll(async () => {
	await service.stop();
	rmSync(directory, { recursive: true });
});

const seat = (row: string, place: string) => ({ section: "orchestra", row, seat: place });
const post = async (verb: string, body: object) => {
	const response = await fetch(`${service.address}/events/distant-worlds/seat/${verb}`, {
		method: "POST",
		headers: { "content-type": "application/json", authorization: `Bearer ${sellerKey}` },
		body: JSON.stringify(body),
	});
	expect(response.status).toBe(200);
};
const sell = async (order: string, seats: ReturnType<typeof seat>[]) => {
	const token = `token-of-the-buyer-of-${order.replaceAll(" ", "-")}`;
	await post("lock", { seats, token });
	await post("claim", { seats, token, order });
};

/** What the documented command writes. */
const scan = async () => {
	const client = new DynamoDBClient({ endpoint: service.endpoint });
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
	writeFileSync(join(directory, "sales.json"), JSON.stringify({ Items }));
};

const book = [
	{ event: "distant-worlds", order: "kept", seats: [seat("a", "1")] },
	{ event: "distant-worlds", order: "forgotten", seats: [seat("b", "1"), seat("b", "3")] },
	{ event: "distant-worlds", order: "too late", seats: [seat("c", "1")] },
];

const reconcile = async (...args: string[]) => {
	writeFileSync(join(directory, "book.jsonl"), `${book.map((order) => JSON.stringify(order)).join("\n")}\n`);
	const files = ["--sales", join(directory, "sales.json"), "--book", join(directory, "book.jsonl")];
	const program = ["--import", "tsx", join(project, "bin/reconcile.ts"), ...files, ...args];
	const env = { ...process.env, NODE_OPTIONS: "", SELLER_KEY: sellerKey };
	const { stdout } = await promisify(execFile)(process.execPath, program, { cwd: project, env });
	return stdout.trim().split("\n");
};

test("what the table has forgotten is found, sold again on request, and then found no more", async () => {
	await sell("kept", [seat("a", "1")]);
	await sell("somebody else", [seat("c", "1")]);
	await sell("refunded since", [seat("c", "3")]);
	await scan();

	const found = await reconcile();
	expect(found).toEqual([
		"1 orders that the table has forgotten, wholly or in part",
		"  distant-worlds, order forgotten: orchestra b 1, orchestra b 3",
		"1 orders whose seats are sold under another order: for people to decide",
		"  distant-worlds, order too late: orchestra c 1",
		"1 seats sold that the book does not have: refunded since, or another seller's",
		'  ["distant-worlds","orchestra","c","3"] under order refunded since',
	]);

	const repaired = await reconcile("--repair", "--url", service.address);
	expect(repaired[1]).toBe("  distant-worlds, order forgotten: orchestra b 1, orchestra b 3: sold again");
	// Once more, from the same files, as after a lost connection.
	expect((await reconcile("--repair", "--url", service.address))[1]).toBe(repaired[1]);

	await scan();
	expect((await reconcile())[0]).toBe("0 orders that the table has forgotten, wholly or in part");
});

test("seats that somebody locked meanwhile are named, with what the service said", async () => {
	book.push({ event: "distant-worlds", order: "met", seats: [seat("b", "5")] });
	await post("lock", { seats: [seat("b", "5")], token: "token-of-somebody-who-was-faster" });
	await scan();

	const run = reconcile("--repair", "--url", service.address);

	await expect(run).rejects.toMatchObject({
		code: 1,
		stdout: expect.stringContaining("order met: orchestra b 5: NOT sold again: 409"),
	});
});
