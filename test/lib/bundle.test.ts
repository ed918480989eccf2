import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { nodeOfLambda } from "../../lab/as-lambda/node-of-lambda.ts";
import { bundleFunctions, FUNCTION_NAMES } from "../../lib/bundle.ts";

/** The largest bundle allowed: a cold start reads and compiles all of it. */
const MAX_BYTES = 265_000;

const directory = mkdtempSync(join(tmpdir(), "ticket-sales-bundles-"));

beforeAll(async () => {
	mkdirSync(join(directory, "a-function-that-is-gone"));
	await bundleFunctions(directory);
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

test("every function's bundle is a single file, and a function that was removed has no bundle", () => {
	expect(readdirSync(directory).sort()).toEqual([...FUNCTION_NAMES].sort());
	for (const name of FUNCTION_NAMES) expect(readdirSync(join(directory, name))).toEqual(["index.mjs"]);
});

test.each([
	["the Node.js of the functions", nodeOfLambda],
	["the Node.js of this project", () => process.execPath],
])("every bundle loads on %s without any node_modules, and exports its handler", (_, node) => {
	const program = `
		for (const name of ${JSON.stringify(FUNCTION_NAMES)}) {
			const { handler } = await import(${JSON.stringify(directory)} + "/" + name + "/index.mjs");
			console.log(name, typeof handler);
		}
		console.log(process.version);`;

	const said = execFileSync(node(), ["--input-type=module", "--eval", program], {
		cwd: directory,
		encoding: "utf8",
		// Its warnings matter only when it fails, and then they are part of the error.
		stdio: "pipe",
		env: {
			AWS_REGION: "eu-central-1",
			TABLE_NAME: "seats",
			BUS_NAME: "changes",
			DEFAULT_EVENT: "distant-worlds",
			SELLER_KEY_SECRET_ARN: "arn:aws:secretsmanager:eu-central-1:111111111111:secret:key",
		},
	});

	expect(existsSync(join(directory, "node_modules"))).toBe(false);
	const version = node === nodeOfLambda ? expect.stringMatching(/^v24\./) : process.version;
	expect(said.trim().split("\n")).toEqual([...FUNCTION_NAMES.map((name) => `${name} function`), version]);
});

test.each(FUNCTION_NAMES)("%s weighs no more than 265,000 bytes", (name) => {
	expect(statSync(join(directory, name, "index.mjs")).size).toBeLessThanOrEqual(MAX_BYTES);
});
