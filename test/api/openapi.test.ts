/** The document itself. That real answers follow it is checked by the test service, for every reply of every test. */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "@jest/globals";
import { openApiDocument } from "../../api/openapi.ts";
import { operations as words } from "../../api/operations.ts";
import { problems } from "../../api/problems.ts";
import { type RequestSchema, requests } from "../../api/requests.ts";
import { ROUTES, type Route, type RouteName, takesSeats } from "../../api/routes.ts";
import { MAX_SEATS } from "../../domain/settings.ts";
import packaged from "../../package.json" with { type: "json" };
import { CONTRACT_PROBLEMS } from "../support/openapi-check.ts";

interface Schema {
	readonly $ref?: string;
	readonly properties?: Readonly<Record<string, unknown>>;
	readonly oneOf?: readonly Schema[];
}

interface Operation {
	readonly operationId: string;
	readonly security: readonly object[];
	readonly parameters: readonly { readonly name: string; readonly in: string; readonly required?: boolean }[];
	readonly requestBody?: {
		readonly required: boolean;
		readonly content: Readonly<Record<string, { readonly schema: Schema }>>;
	};
	readonly responses: Readonly<Record<string, unknown>>;
}

const root = fileURLToPath(new URL("../..", import.meta.url));
const document = JSON.parse(JSON.stringify(openApiDocument(packaged.version)));

/** The value itself, or what its `$ref` points to. */
function resolve<Value extends object>(value: Value & { readonly $ref?: string }): Value {
	return (
		value.$ref
			?.split("/")
			.slice(1)
			.reduce((json, part) => json[part], document) ?? value
	);
}

const operations = (ROUTES as readonly Route[]).flatMap((route) =>
	route.paths.map((path) => {
		const documented = document.paths[path]?.[route.method.toLowerCase()];
		const operation: Operation = { ...documented, parameters: documented?.parameters.map(resolve) };
		return { route, path, operation };
	}),
);

test("docs/openapi.json is up to date; `npm run openapi` rewrites it", () => {
	const committed = JSON.parse(readFileSync(`${root}/docs/openapi.json`, "utf8"));

	expect(committed).toEqual(document);
});

test("the OpenAPI document is valid OpenAPI 3.1, without warnings", async () => {
	const redocly = `${root}/node_modules/@redocly/cli/bin/cli.js`;
	const env = { ...process.env, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" };

	const lint = [redocly, "lint", "docs/openapi.json", "--extends=recommended-strict", "--format=json"];
	const { stdout } = await promisify(execFile)(process.execPath, lint, { cwd: root, env });

	expect(document.openapi).toBe("3.1.0");
	expect(JSON.parse(stdout).totals).toMatchObject({ errors: 0, warnings: 0 });
});

test("the OpenAPI document describes every route and nothing else", () => {
	const described = Object.entries<object>(document.paths).flatMap(([path, item]) =>
		Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
	);

	expect(described.toSorted()).toEqual(operations.map(({ route, path }) => `${route.method} ${path}`).toSorted());
});

test("every operation has its own name", () => {
	const names = operations.map(({ operation }) => operation.operationId);

	expect(new Set(names).size).toBe(names.length);
	for (const name of names) expect(name).toMatch(/^[a-z][A-Za-z]*$/);
});

test("only a seller's operation needs the seller's key and declares a 401", () => {
	for (const { route, operation } of operations) {
		const isSellers = route.caller === "seller";

		expect(operation.security).toEqual(isSellers ? [{ sellerKey: [] }] : []);
		expect("401" in operation.responses).toBe(isSellers);
	}
});

test("every label in a path is a required parameter", () => {
	for (const { path, operation } of operations) {
		const inPath = operation.parameters.filter((parameter) => parameter.in === "path");

		expect(inPath.map(({ name }) => `{${name}}`)).toEqual(path.match(/\{\w+\}/g) ?? []);
		expect(inPath.every(({ required }) => required)).toBe(true);
	}
});

test("every POST, PUT and PATCH takes a body, which is optional only to lock or unblock the seat in the path", () => {
	for (const { route, path, operation } of operations) {
		const isChange = ["POST", "PUT", "PATCH"].includes(route.method);
		const needsNone = ["lock", "unblock"].includes(route.name) && path.includes("{seat}");

		expect("requestBody" in operation).toBe(isChange);
		if (isChange) expect([path, operation.requestBody?.required]).toEqual([path, !needsNone]);
	}
});

test("every problem type of the contract has a schema of its own, except those of paths that belong to no operation", () => {
	const types = Object.entries(problems).map(([kind, { shape }]) => [kind, [...shape.status.def.values]]);
	const expected = Object.entries(CONTRACT_PROBLEMS).map(([kind, { status }]) => [kind, [status]]);
	const withoutOperation = new Set<unknown>(["unknown-path", "method-not-allowed"]);

	// The firewall answers as the table does that does not answer in time.
	const tryAgain = expected.map(([kind, statuses]) => [kind, kind === "try-again" ? [429, 503] : statuses]);
	expect(types.toSorted()).toEqual(tryAgain.filter(([kind]) => !withoutOperation.has(kind)).toSorted());
});

test("a problem must have every member that the contract promises, and its type and status tell it apart", () => {
	for (const [kind, { tells = [] }] of Object.entries(CONTRACT_PROBLEMS)) {
		if (!(kind in problems)) continue;
		const schema = document.components.schemas[`${pascal(kind)}Problem`];

		expect(schema.properties.type).toEqual({ type: "string", const: `/problems/${kind}` });
		expect(schema.required).toEqual(expect.arrayContaining(["type", "title", "status", ...tells]));
	}
});

const pascal = (kind: string) => `-${kind}`.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

test("an operation declares under each status the problems that it can answer with, and their type narrows them", () => {
	const { responses } = document.paths["/seat/lock_together"].post;
	const conflict = resolve<{ content: object }>(responses[409]);

	const SeatsUnavailable = { $ref: "#/components/schemas/SeatsUnavailableProblem" };
	const NotTogether = { $ref: "#/components/schemas/NotTogetherProblem" };
	expect(conflict.content).toEqual({
		"application/problem+json": {
			schema: {
				oneOf: [SeatsUnavailable, NotTogether],
				discriminator: {
					propertyName: "type",
					mapping: {
						"/problems/seats-unavailable": SeatsUnavailable.$ref,
						"/problems/not-together": NotTogether.$ref,
					},
				},
			},
		},
	});
});

test("a verb in its form for one seat cannot name too many of them", () => {
	for (const { path, operation } of operations) {
		if (path.includes("{seat}")) expect(operation.responses).not.toHaveProperty("422");
	}
});

test("every operation declares a 429 with Retry-After, because the gateway may throttle it", () => {
	for (const { operation } of operations) {
		expect(operation.responses).toMatchObject({ 429: { $ref: "#/components/responses/TooManyRequests" } });
	}
	expect(document.components.responses.TooManyRequests.headers).toHaveProperty("Retry-After");
});

test("every operation has a tag, and says what it does and what its answer is", () => {
	const tags = document.tags.map(({ name }: { name: string }) => name);

	for (const { operation } of operations) {
		const { tags: its, description, responses } = operation as Operation & { tags: string[]; description: string };
		expect(tags).toEqual(expect.arrayContaining(its));
		expect(its).toHaveLength(1);
		expect(description).toMatch(/\.$/);
		expect(responses["200"]).toMatchObject({ description: expect.stringMatching(/^\w/) });
	}
});

test("the names of operations read well in a generated client", () => {
	const ids = new Set(operations.map(({ operation }) => operation.operationId));

	for (const id of ["lockSeat", "lockSeats", "lockSeatInEvent", "lockSeatsInEvent", "changeSeats", "getSeatMap"]) {
		expect(ids).toContain(id);
	}
	expect(Object.keys(words).toSorted()).toEqual(ROUTES.map(({ name }) => name).toSorted());
});

test("a number in a query is declared with the limits that the function checks", () => {
	for (const { route, operation } of operations) {
		const { query }: RequestSchema = requests[route.name as RouteName];
		for (const { name, in: place, schema } of operation.parameters as readonly Parameter[]) {
			if (place !== "query" || schema.type !== "integer") continue;
			const { minimum = 0, maximum = 2 ** 53 - 1 } = schema;
			const field = query?.shape[name] as Field | undefined;
			const accepts = (value: number) => [route.name, name, value, field?.safeParse(String(value)).success];

			expect(accepts(minimum)).toEqual([route.name, name, minimum, true]);
			expect(accepts(minimum - 1)).toEqual([route.name, name, minimum - 1, false]);
			expect(accepts(maximum)).toEqual([route.name, name, maximum, true]);
		}
	}
});

interface Parameter {
	readonly name: string;
	readonly in: string;
	readonly schema: { readonly type?: string; readonly minimum?: number; readonly maximum?: number };
}

interface Field {
	readonly safeParse: (value: unknown) => { readonly success: boolean };
}

test("whatever a client developer meets has a name: no answer and no list of seats is described in place", () => {
	for (const { route, operation } of operations) {
		const { content } = operation.responses["200"] as { content: Readonly<Record<string, { schema: Schema }>> };
		if (route.name !== "openapi") expect(content["application/json"]?.schema.$ref).toMatch(/^#\/components\/schemas\//);
	}
});

test("a body may name as many seats as a function accepts, and no more", () => {
	const many = operations.filter(({ route, path }) => takesSeats(route, path));

	expect(many).toHaveLength(18);
	for (const { operation } of many) {
		const { schema } = operation.requestBody?.content["application/json"] ?? {};
		const [withSeats = schema ?? {}] = schema?.oneOf ?? [];
		expect(resolve<Schema>(withSeats).properties?.["seats"]).toMatchObject({ minItems: 1, maxItems: MAX_SEATS });
	}
});

test("the lock lengths of an event document have their own descriptions", () => {
	const { lockSeconds, maxLockSeconds } = document.components.schemas.EventDocument.properties;

	expect(lockSeconds.description).toMatch(/that asks for no length/);
	expect(maxLockSeconds.description).toMatch(/^The longest/);
});

test("the public document of an event has no field that says what a seat is, and everything else of a document", () => {
	const { schemas } = document.components;
	const { schema } = document.paths["/events/{event}"].get.responses[200].content["application/json"];
	const fieldsOf = (name: string) => Object.keys(schemas[name].properties);

	expect(schema).toEqual({ $ref: "#/components/schemas/PublicDocument" });
	expect(fieldsOf("PublicDocument")).toEqual(fieldsOf("EventDocument"));
	expect(fieldsOf("PublicSeat")).toEqual(["accessible", "category", "id", "_comment"]);
	expect(fieldsOf("PublicPlace")).toEqual(["seat", ...fieldsOf("PublicSeat")]);
	const partsOf = (name: string) => JSON.stringify(schemas[name]).match(/(?<=schemas\/)(Document|Public)\w+/g) ?? [];
	const parts = ["PublicDocument", "PublicSection", "PublicRow"].flatMap(partsOf);
	expect(new Set(parts)).toEqual(new Set(["PublicSection", "PublicSeat", "PublicRow", "PublicPlace"]));
});
