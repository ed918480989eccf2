/**
 * `npm run as-lambda`: runs every bundle as Lambda runs it, on its version of Node.js, in a process of its own, with the
 * template's variables and behind the function's own policies. Fails on a call that a policy denies, on an answer that is
 * not declared, on a function that exceeds its time, and on a route that was never called.
 */
import { join } from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { ROUTES } from "../../api/routes.ts";
import { synthesize } from "../../lib/app.ts";
import { bundleDirectory } from "../../local/bundle-directory.ts";
import { startDynamoDb } from "../../local/dynamodb-local.ts";
import { setEnvironment } from "../../local/environment.ts";
import { startBus } from "../../local/event-bus.ts";
import { followStream } from "../../local/follow-stream.ts";
import { gateway } from "../../local/gateway.ts";
import { splitTarget } from "../../local/http-event.ts";
import { routeMatcher } from "../../local/route-match.ts";
import { createTables } from "../../local/table.ts";
import { readTemplate, resolverOf } from "../../local/template.ts";
import { OPERATION_BY_ROUTE_KEY } from "../fuzz/operations.ts";
import { startAws } from "./aws.ts";
import { policiesOf } from "./policies.ts";
import { processesOf } from "./processes.ts";
import { type Json, type Send, tellStory } from "./story.ts";

const SELLER_KEY = "seller-key-of-the-story";

const complaints: string[] = [];
const called = new Set<string>();

const directory = bundleDirectory(join(import.meta.dirname, "..", "..", "build", "as-lambda"));
const synthesis = await synthesize(directory.path, { stage: process.argv[2] ?? "dev" });
const deployment = readTemplate(synthesis);
const policies = policiesOf(synthesis.resources, resolverOf(synthesis.resources));
const nameOf = (functionId: string) => functionId.replace(/(Function)?[0-9A-F]{8}$/, "");

const [database, bus] = await Promise.all([startDynamoDb({}), startBus()]);
const aws = await startAws({
	policies,
	dynamoDb: database.endpoint,
	bus: bus.endpoint,
	secret: SELLER_KEY,
	onDenial: (functionId, { action, resource, leadingKeys }) =>
		complaints.push(`${nameOf(functionId)} may not ${action} ${leadingKeys.join(", ")} in ${resource}`),
});
const functions = processesOf(deployment.functions, {
	endpoint: aws.endpoint,
	onMishap: ({ functionId, what }) => complaints.push(`${nameOf(functionId)}: ${what}`),
});

// Only for the parts that run here: the tables and the stream.
setEnvironment({ endpoint: database.endpoint, sellerKey: SELLER_KEY, functions: {} });
await createTables(new DynamoDBClient(), synthesis.resources);
const followed = await Promise.all(
	deployment.streams.map((stream) =>
		followStream({ ...functions.get(stream.functionId), stream, from: "TRIM_HORIZON", endpoint: database.endpoint }),
	),
);

const respond = gateway(deployment, functions);
const match = routeMatcher(deployment.routes.map(({ routeKey }) => routeKey));
let requests = 0;

async function send(...[method, target, expected, body, given = {}]: Parameters<Send>): Promise<Json> {
	requests += 1;
	const sent = body === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(body));
	const headers = Object.entries({ ...(body !== undefined && { "content-type": "application/json" }), ...given });
	const request = { method, target, headers, body: sent, protocol: "HTTP/1.1", sourceIp: "127.0.0.1", port: 0 };
	const { status, body: answer } = await respond(request);
	const routeKey = match(method, splitTarget(target).path)?.routeKey ?? "";
	const operation = OPERATION_BY_ROUTE_KEY.get(routeKey);
	called.add(routeKey);
	if (status !== expected) {
		complaints.push(`${method} ${target} was answered ${status}, not ${expected}: ${answer.subarray(0, 500)}`);
	} else if (operation && !operation.responses.has(status)) {
		complaints.push(`${method} ${target}: ${routeKey} does not declare ${status}`);
	}
	return answer.length > 0 && answer[0] === "{".charCodeAt(0) ? JSON.parse(String(answer)) : {};
}

try {
	await tellStory(send, SELLER_KEY);
} finally {
	await Promise.all(followed.map(({ stop }) => stop()));
	functions.stop();
	aws.close();
	await Promise.all([database.stop(), bus.close()]);
	directory.remove();
}

for (const { name, method, paths } of ROUTES) {
	if (!paths.some((path) => called.has(`${method} ${path}`))) complaints.push(`${name} was never called`);
}
for (const [functionId] of deployment.functions) {
	const slowestMs = Math.round(functions.slowestMs.get(functionId) ?? 0);
	const unused = policies.unused(functionId);
	const never = unused.length === 0 ? "" : `, never used ${unused.join(", ")}`;
	console.log(`${nameOf(functionId)}: ${slowestMs} ms at most${never}`);
}
for (const complaint of complaints) console.error(complaint);
console.log(`${requests} requests to ${ROUTES.length} routes: ${complaints.length} complaints`);
process.exit(complaints.length === 0 ? 0 : 1);
