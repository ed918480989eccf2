/** What the functions find in their environment locally, whatever stood there before. */

import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { setEnvironment } from "../../local/environment.ts";

const before = { ...process.env };
let putBack = () => {};

beforeEach(() => {
	process.env["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] = "true";
	process.env["SELLER_KEY"] = "one-of-its-own";
});

afterEach(() => {
	putBack();
	process.env = { ...before };
});

const set = (endpoint: string) => {
	putBack = setEnvironment({ endpoint, sellerKey: "a-key", functions: { TABLE_NAME: "seats" } });
};

test("a client asks the DynamoDB of this machine, also for a caller whose environment ignores such addresses", async () => {
	const server = createServer((_, response) => response.end('{"TableNames":["of this machine"]}')).listen(
		0,
		"127.0.0.1",
	);
	await once(server, "listening");
	set(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
	const client = new DynamoDBClient({ maxAttempts: 1 });

	const asked = client.send(new ListTablesCommand(), { abortSignal: AbortSignal.timeout(5_000) });

	await expect(asked).resolves.toMatchObject({ TableNames: ["of this machine"] });
	client.destroy();
	server.close();
});

test("what was there before is there again afterwards, and nothing else", () => {
	const mine = { ...process.env };
	set("http://127.0.0.1:1");

	putBack();

	expect({ ...process.env }).toEqual(mine);
});
