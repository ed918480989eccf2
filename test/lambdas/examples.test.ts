/** The examples of the OpenAPI document, sent to the service one after the other: each gets the answer that it shows. */
import { describe, expect, test } from "@jest/globals";
import { EXAMPLES, type Example, NOW, PATH } from "../../api/examples.ts";
import { openApiDocument } from "../../api/openapi.ts";
import { type FeedChange, numberChanges } from "../../store/changes.ts";
import { newService, type TestService } from "../support/service.ts";

interface Operation {
	readonly operationId: string;
	readonly method: string;
	readonly path: string;
	readonly isSellers: boolean;
}

const document = JSON.parse(JSON.stringify(openApiDocument("0.0.0")));
const operations = Object.entries<Record<string, { operationId: string; security: object[] }>>(document.paths).flatMap(
	([path, methods]) =>
		Object.entries(methods).map(([method, { operationId, security }]): [string, Operation] => [
			operationId,
			{ operationId, method: method.toUpperCase(), path, isSellers: security.length > 0 },
		]),
);
const BY_ID = new Map(operations);

/** Examples about the default event are sent to its paths, or to those of the event by its name. */
const FORMS = { "the default event": "", "a named event": "InEvent" } as const;

async function send(service: TestService, example: Example, suffix: string) {
	const operation = BY_ID.get(`${example.operation}${suffix}`) ?? BY_ID.get(example.operation);
	if (!operation) throw new Error(`the document has no operation ${example.operation}`);
	const labels: Readonly<Record<string, string>> = { ...PATH, ...example.path };
	const path = operation.path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(labels[name] ?? ""));
	const query = Object.entries(example.query ?? {}).map(([name, value]): [string, string] => [name, String(value)]);
	const target = query.length > 0 ? `${path}?${new URLSearchParams(query)}` : path;
	if (operation.isSellers) return service.seller(operation.method, target, example.body);
	return service.request(operation.method, target, { body: example.body });
}

/** Writes the changes of an example into the feed, as the function does that reads the table's stream. */
async function publish({ runtime }: TestService, { answer }: Example): Promise<void> {
	const { changes } = answer as { readonly changes: readonly FeedChange[] };
	const writes = changes.map(({ number, section, row, seat, at, ...change }) => {
		return { id: `write ${number}`, seat: { section, row, seat }, at, changes: [change] };
	});
	await numberChanges(runtime.table, "distant-worlds", writes, NOW);
}

describe.each(Object.entries(FORMS))("for %s", (_, suffix) => {
	test("every example gets the answer that it shows", async () => {
		const service = await newService();
		service.clock.now = NOW;

		for (const example of EXAMPLES) {
			if (example.operation === "listChanges") await publish(service, example);
			if (example.path?.["event"] === "rehearsal") {
				await service.seller("PUT", "/events/rehearsal", { name: "Rehearsal", sections: {} });
			}
			const { status, body } = await send(service, example, suffix);

			expect([example.operation, example.summary, status, body]).toEqual([
				example.operation,
				example.summary,
				example.status ?? 200,
				example.answer,
			]);
		}
	});
});

test("every operation has an example of its answer, and of its body if it takes one", () => {
	const constant = new Set(["getWelcome", "getOpenApi"]);
	const has = (media: Readonly<Record<string, { examples?: object }>> | undefined) =>
		media === undefined || media["application/json"]?.examples !== undefined;

	for (const item of Object.values<object>(document.paths)) {
		for (const { operationId, requestBody, responses } of Object.values(item)) {
			const isShown = constant.has(operationId) || (has(requestBody?.content) && has(responses[200].content));
			expect([operationId, isShown]).toEqual([operationId, true]);
		}
	}
});
