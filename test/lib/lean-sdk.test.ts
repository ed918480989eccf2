/** What the bundles have in place of parts of the SDK does what those parts do for a function. */
import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import { DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { build, type Plugin } from "esbuild";
import fc from "fast-check";
import { defaultProvider } from "../../lib/lean-sdk/credentials.ts";
import { defaultEndpointResolver } from "../../lib/lean-sdk/dynamodb-endpoint.ts";
import { constructStack, type Middleware, type Place } from "../../lib/lean-sdk/middleware-stack.ts";
import { leanSdk, requireOwnModules } from "../../lib/lean-sdk.ts";

/** The same clients twice: as they are, and as the functions have them. */
const directory = mkdtempSync(join(tmpdir(), "ticket-sales-lean-sdk-"));

beforeAll(async () => {
	await bundleClients("whole.mjs", []);
	await bundleClients("lean.mjs", [leanSdk()]);
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

const environment = { ...process.env };

afterEach(() => {
	process.env = { ...environment };
});

const REGIONS = [
	...["af-south-1", "ap-southeast-5", "ca-west-1", "eu-central-1", "eu-isoe-west-1", "eusc-de-east-1", "il-central-1"],
	...["me-south-1", "mx-central-1", "sa-east-1", "us-east-1", "us-gov-east-1", "us-gov-west-1", "us-iso-east-1"],
	...["cn-north-1", "cn-northwest-1"],
];
const ISOLATED = /^(eu-isoe|eusc|us-iso)-/;
const KINDS = [
	{ UseFIPS: false, UseDualStack: false },
	{ UseFIPS: false, UseDualStack: true },
	{ UseFIPS: true, UseDualStack: false },
	{ UseFIPS: true, UseDualStack: true },
];

test.each(REGIONS.filter((region) => !ISOLATED.test(region)))("DynamoDB's address in %s is the SDK's", (Region) => {
	const { endpointProvider } = new DynamoDBClient({ region: Region }).config;
	for (const kind of KINDS) {
		const { url, ...others } = defaultEndpointResolver({ Region, ...kind });
		const { url: expected, ...expectedOthers } = endpointProvider({ Region, ...kind });
		expect([url.href, others]).toEqual([expected.href, expectedOthers]);
	}
});

test.each(REGIONS.filter((region) => ISOLATED.test(region)))(
	"for %s, whose addresses differ, nothing is guessed",
	(Region) => {
		expect(() => defaultEndpointResolver({ Region })).toThrow("is not known");
	},
);

test("what is no region leads to no address", () => {
	for (const Region of ["", "eu-central-1.example.org/", "example.org#-a-1", "local"]) {
		expect(() => defaultEndpointResolver({ Region })).toThrow("is not known");
	}
});

test("a configured address is used in any region", () => {
	const { url } = defaultEndpointResolver({ Region: "local", Endpoint: "http://localhost:8000" });

	expect(url.href).toBe("http://localhost:8000/");
});

test("credentials are those of the environment", async () => {
	Object.assign(process.env, { AWS_ACCESS_KEY_ID: "id", AWS_SECRET_ACCESS_KEY: "secret", AWS_SESSION_TOKEN: "token" });

	expect(await defaultProvider()()).toEqual({ accessKeyId: "id", secretAccessKey: "secret", sessionToken: "token" });

	delete process.env["AWS_SESSION_TOKEN"];
	expect(await defaultProvider()()).toEqual({ accessKeyId: "id", secretAccessKey: "secret" });
});

test("without credentials in the environment a function says so", async () => {
	delete process.env["AWS_SECRET_ACCESS_KEY"];

	await expect(defaultProvider()()).rejects.toThrow("not set");
});

test("the addresses of EventBridge and Secrets Manager are the SDK's", async () => {
	const regions = REGIONS.filter((region) => !ISOLATED.test(region));
	const program = `
		for (const Client of [clients.EventBridgeClient, clients.SecretsManagerClient]) {
			for (const region of ${JSON.stringify(regions)}) {
				const { endpointProvider } = new Client({ region }).config;
				for (const kind of ${JSON.stringify(KINDS)}) console.log(endpointProvider({ Region: region, ...kind }).url.href);
			}
		}`;

	const [whole, lean] = [await run("whole.mjs", program), await run("lean.mjs", program)];

	expect(lean).toBe(whole);
	expect(whole.trim().split("\n")).toHaveLength(2 * regions.length * KINDS.length);
});

test("a request is the SDK's, with the trace that Lambda gave it", async () => {
	const program = `
		const client = new clients.DynamoDBClient();
		const documents = clients.DynamoDBDocumentClient.from(client);
		const Item = { pk: "a", sk: "b", numbers: [1, 2.5], bytes: new Uint8Array([1, 2]), none: null, nested: { yes: true } };
		const condition = { ConditionExpression: "#a = :a", ExpressionAttributeNames: { "#a": "a" }, ExpressionAttributeValues: { ":a": 1 } };
		await documents.send(new clients.PutCommand({ TableName: "seats", Item, ...condition }));
		await documents.send(new clients.GetCommand({ TableName: "seats", Key: { pk: "a", sk: "ü" } }), { abortSignal: new AbortController().signal });
		await documents.send(new clients.TransactWriteCommand({ TransactItems: [{ Put: { TableName: "seats", Item } }], ClientRequestToken: "once" }));
		await new clients.EventBridgeClient({ endpoint: process.env.AWS_ENDPOINT_URL_DYNAMODB })
			.send(new clients.PutEventsCommand({ Entries: [{ Source: "seats", Time: new Date(1e12), Detail: "{}" }] }));`;

	const [whole, lean] = [await requestsOf("whole.mjs", program), await requestsOf("lean.mjs", program)];

	expect(lean).toEqual(whole);
	expect(whole).toHaveLength(4);
	expect(whole[0]?.headers).toMatchObject({ "x-amzn-trace-id": "Root=1-2-3", "x-amz-security-token": "token" });
});

test("steps come in the SDK's order, for a request and for the same steps again", async () => {
	const name = fc.constantFrom("a", "b", "c", "d", "e");
	const absolute = fc.record({
		name,
		step: fc.constantFrom("initialize", "serialize", "build", "finalizeRequest", "deserialize"),
		priority: fc.constantFrom("high", "normal", "low"),
	});
	const relative = fc.record({
		name: name.map((other) => `${other}${other}`),
		relation: fc.constantFrom("before", "after"),
		toMiddleware: fc.oneof(name, fc.constantFrom("aa", "bb", "cc", "dd", "ee")),
	});
	const places = (place: fc.Arbitrary<Place>) => fc.uniqueArray(place, { selector: ({ name }) => name });

	await fc.assert(
		fc.asyncProperty(places(absolute as never), places(relative as never), fc.nat(5), async (steps, besides, cut) => {
			// One that is beside itself, or beside what is not there, is an error of its own.
			const there = besides.filter(
				({ name, toMiddleware = "" }, index) =>
					steps.some((step) => step.name === toMiddleware) ||
					besides.some((other, before) => before < index && other.name === toMiddleware && other.name !== name),
			);
			const all = [...steps, ...there];
			const sdk = () => new ListTablesCommand({}).middlewareStack as never;
			const expected = await orderOf(sdk, all, cut).catch(() => "refused");
			for (const _ of ["sorted", "remembered"]) {
				expect(await orderOf(constructStack, all, cut).catch(() => "refused")).toEqual(expected);
			}
		}),
		{ seed: 1, numRuns: 300 },
	);
});

test("a step that is given again takes the place of the first, if it may", () => {
	const stack = constructStack();
	const named =
		(name: string): Middleware =>
		(next) =>
		async () => [name, await next(undefined)];
	stack.add(named("first"), { name: "a", step: "build" });

	expect(() => stack.add(named("second"), { name: "a", step: "build" })).toThrow("two middlewares a");

	stack.add(named("third"), { name: "a", step: "build", override: true });
	return expect(stack.resolve(async () => "sent", {})(undefined)).resolves.toEqual(["third", "sent"]);
});

test("a step beside one that is not there is refused", () => {
	const stack = constructStack();
	stack.addRelativeTo((next) => next, { name: "a", relation: "before", toMiddleware: "b" });

	expect(() => stack.resolve(async () => "sent", {})).toThrow("a is beside b");
});

/** The names of all steps in the order they are taken, if the first `cut` are a client's and the others a command's. */
async function orderOf(newStack: typeof constructStack, places: readonly Place[], cut: number): Promise<string[]> {
	const taken: string[] = [];
	const [client, command] = [newStack(), newStack()];
	for (const [index, place] of places.entries()) {
		const stack = index < cut ? client : command;
		const middleware: Middleware = (next) => (args) => {
			taken.push(place.name);
			return next(args);
		};
		if (place.relation === undefined) stack.add(middleware, place);
		else stack.addRelativeTo(middleware, place);
	}
	await client.concat(command).resolve(async () => undefined, {})(undefined);
	return taken;
}

async function bundleClients(name: string, plugins: Plugin[]): Promise<void> {
	const contents = `
		export { DynamoDBClient } from "@aws-sdk/client-dynamodb";
		export { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
		export { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
		export { DynamoDBDocumentClient, GetCommand, PutCommand, TransactWriteCommand } from "@aws-sdk/lib-dynamodb";`;
	await build({
		stdin: { contents, resolveDir: import.meta.dirname },
		outfile: join(directory, name),
		bundle: true,
		format: "esm",
		platform: "node",
		mainFields: ["module", "main"],
		plugins: [...plugins, requireOwnModules()],
		banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
		logLevel: "silent",
	});
}

async function run(bundle: string, program: string, env: Readonly<Record<string, string>> = {}): Promise<string> {
	const whole = `const clients = await import(${JSON.stringify(join(directory, bundle))}); ${program}`;
	const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", whole], { env });
	return stdout;
}

interface Sent {
	readonly method: string | undefined;
	readonly url: string | undefined;
	readonly headers: IncomingHttpHeaders;
	readonly body: string;
}

/** What a program sends, less what differs from one time to the next, and less the features that the SDK reports. */
async function requestsOf(bundle: string, program: string): Promise<readonly Sent[]> {
	const requests: Sent[] = [];
	const server = createServer(async (request, response) => {
		const { method, url } = request;
		requests.push({ method, url, headers: steady(request.headers), body: await text(request) });
		response.end("{}");
	}).listen(0, "127.0.0.1");
	await once(server, "listening");
	const sent = run(bundle, program, {
		AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		AWS_REGION: "eu-central-1",
		AWS_ACCESS_KEY_ID: "id",
		AWS_SECRET_ACCESS_KEY: "secret",
		AWS_SESSION_TOKEN: "token",
		AWS_LAMBDA_FUNCTION_NAME: "lock",
		_X_AMZN_TRACE_ID: "Root=1-2-3",
	});
	await sent.finally(() => server.close());
	return requests;
}

function steady({ authorization = "", "user-agent": agent = "", ...headers }: IncomingHttpHeaders) {
	const { host: _, "x-amz-date": __, "amz-sdk-invocation-id": ___, ...others } = headers;
	const changing = { authorization: authorization.replace(/[0-9a-f]{64}$|\d{8}(?=\/)/g, "…") };
	return { ...others, ...changing, "user-agent": agent.replace(/ m\/\S*/, "") };
}
