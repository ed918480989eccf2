/** The environment of the functions on this machine, whatever was set before. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { setEnvironment } from "../../local/environment.ts";

const before = { ...process.env };
let restore: (() => void) | undefined;

beforeEach(() => {
	process.env["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] = "true";
	process.env["SELLER_KEY"] = "another-key";
});

afterEach(() => {
	restore?.();
	process.env = { ...before };
});

function set(endpoint: string): void {
	restore = setEnvironment({ endpoint, sellerKey: "a-key", functions: { TABLE_NAME: "seats" } });
}

test("clients use the local DynamoDB even when the caller's settings ignore configured endpoints", async () => {
	const server = createServer((_, response) => response.end('{"TableNames":["of this machine"]}')).listen(
		0,
		"127.0.0.1",
	);
	await once(server, "listening");
	set(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
	const client = new DynamoDBClient({ maxAttempts: 1 });

	const tables = client.send(new ListTablesCommand(), { abortSignal: AbortSignal.timeout(5_000) });

	await expect(tables).resolves.toMatchObject({ TableNames: ["of this machine"] });
	client.destroy();
	server.close();
});

test("restoring brings back exactly the environment from before", () => {
	const original = { ...process.env };
	set("http://127.0.0.1:1");

	restore?.();

	expect({ ...process.env }).toEqual(original);
});
