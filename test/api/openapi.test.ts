/** The document itself. That real answers follow it is checked by the test service, for every reply of every test. */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "@jest/globals";
import { openApiDocument } from "../../api/openapi.ts";
import { ROUTES, type Route, takesSeats } from "../../api/routes.ts";
import { MAX_SEATS } from "../../domain/settings.ts";
import packaged from "../../package.json" with { type: "json" };
import { CONTRACT_PROBLEMS } from "../support/openapi-check.ts";

interface Schema {
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

const operations = (ROUTES as readonly Route[]).flatMap((route) =>
	route.paths.map((path) => {
		const operation: Operation = document.paths[path]?.[route.method.toLowerCase()];
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

	const lint = [redocly, "lint", "docs/openapi.json", "--format=json"];
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

test("every problem type is declared under its status, except those of paths that belong to no operation", () => {
	const types = Object.entries<{ properties: { type: { enum: string[] } } }>(document.components.schemas).flatMap(
		([name, { properties }]) => properties.type.enum.map((type) => [type, Number(name.replace("Problem", ""))]),
	);
	const expected = Object.entries(CONTRACT_PROBLEMS).map(([type, { status }]) => [`/problems/${type}`, status]);

	const withoutOperation = ["/problems/unknown-path", "/problems/method-not-allowed"];
	const throttled = ["/problems/try-again", 429];
	expect(types.toSorted()).toEqual(
		[...expected.filter(([type]) => !withoutOperation.includes(String(type))), throttled].toSorted(),
	);
});

test("every operation declares a 429 with Retry-After, because the gateway may throttle it", () => {
	for (const { operation } of operations) {
		expect(operation.responses).toMatchObject({ 429: { $ref: "#/components/responses/Problem429" } });
	}
	expect(document.components.responses.Problem429.headers).toHaveProperty("Retry-After");
});

test("a body may name as many seats as a function accepts, and no more", () => {
	const many = operations.filter(({ route, path }) => takesSeats(route, path));

	expect(many).toHaveLength(18);
	for (const { operation } of many) {
		const { schema } = operation.requestBody?.content["application/json"] ?? {};
		const [withSeats = schema] = schema?.oneOf ?? [];
		expect(withSeats?.properties?.["seats"]).toMatchObject({ minItems: 1, maxItems: MAX_SEATS });
	}
});

test("the lock lengths of an event document have their own descriptions", () => {
	const { schema } = document.paths["/events/{event}"].get.responses[200].content["application/json"];
	const { lockSeconds, maxLockSeconds } = schema.properties;

	expect(lockSeconds.description).toMatch(/that does not ask/);
	expect(maxLockSeconds.description).toMatch(/^The longest/);
});
