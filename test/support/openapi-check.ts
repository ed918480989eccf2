/**
 * Checks every reply that a test gets against the OpenAPI document and contract §4: its status is declared, its body has
 * the fields of its schema and no others, and every refusal is a problem of RFC 9457.
 */
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { openApiDocument } from "../../api/openapi.ts";
import { version } from "../../lambdas/http/version.ts";
import type { Reply } from "./service.ts";

/** The contract's error table: the status of each problem type, and the members that it must have. */
export const CONTRACT_PROBLEMS: Readonly<
	Record<string, { readonly status: number; readonly tells?: readonly string[] }>
> = {
	"invalid-request": { status: 400, tells: ["errors"] },
	unauthorized: { status: 401 },
	"not-on-sale": { status: 403 },
	"unknown-event": { status: 404 },
	"unknown-seat": { status: 404, tells: ["seats"] },
	"unknown-category": { status: 404, tells: ["categories"] },
	"unknown-chart": { status: 404, tells: ["chart"] },
	"unknown-order": { status: 404, tells: ["order"] },
	"unknown-path": { status: 404 },
	"method-not-allowed": { status: 405 },
	"seats-unavailable": { status: 409, tells: ["seats"] },
	"not-your-lock": { status: 409 },
	"not-your-order": { status: 409 },
	"not-as-expected": { status: 409, tells: ["seats"] },
	"not-together": { status: 409, tells: ["largest"] },
	"not-acceptable": { status: 406, tells: ["offers"] },
	"seats-in-use": { status: 409 },
	"seats-removed": { status: 409, tells: ["seats", "total"] },
	"seats-changed": { status: 409, tells: ["seats", "total"] },
	"event-closed": { status: 410 },
	"changes-expired": { status: 410, tells: ["head"] },
	"changed-meanwhile": { status: 412 },
	"too-large": { status: 413 },
	"unsupported-media-type": { status: 415, tells: ["accepts"] },
	"too-many-seats": { status: 422, tells: ["limit"] },
	"try-again": { status: 503 },
	internal: { status: 500, tells: ["requestId"] },
};

type Json = Record<string, unknown>;

const document = closed(openApiDocument(version)) as Json;
const ajv = new Ajv2020({ allErrors: true, strict: true, strictRequired: false, allowUnionTypes: true });
ajv.addVocabulary(["openapi", "info", "servers", "tags", "paths", "components", "discriminator"]);
ajv.addSchema(document, "document");
ajv.addFormat("int32", { type: "number", validate: (value) => Number.isInteger(value) && Math.abs(value) < 2 ** 31 });
ajv.addFormat("int64", { type: "number", validate: (value) => Number.isSafeInteger(value) });
const validators = new Map<string, ValidateFunction>();

/** A schema allows unknown fields by default; our replies must have none. */
function closed(schema: unknown): unknown {
	if (Array.isArray(schema)) return schema.map(closed);
	if (typeof schema !== "object" || schema === null) return schema;
	const entries = Object.entries(schema).map(([key, value]) => [key, closed(value)]);
	const isObjectSchema = "properties" in schema && !("additionalProperties" in schema);
	return { ...Object.fromEntries(entries), ...(isObjectSchema && { additionalProperties: false }) };
}

/** @param routeKey `POST /seat/lock`, or `$default`. */
export function checkReply(routeKey: string, reply: Reply, sent: unknown): void {
	if (reply.status >= 400) checkProblem(reply);
	if (routeKey === "$default") return;

	const [method = "", path = ""] = routeKey.split(" ");
	// HEAD is answered like GET, without a body.
	const isHead = method === "HEAD";
	const operation = ["paths", path, isHead ? "get" : method.toLowerCase()];
	const response = responseOf(operation, reply.status);
	if (at(response) !== undefined && reply.body === undefined) return;
	const declared = at([...response, "content"]);
	if (declared === undefined) throw new Error(`${routeKey} does not say that it answers ${reply.status}`);
	const [contentType = ""] = reply.headers["content-type"]?.split(";") ?? [];
	if (!(contentType in declared)) throw new Error(`${routeKey} answers ${contentType}`);
	if (isHead) return;
	check(`${routeKey} answers ${reply.status}`, [...response, "content", contentType], reply.body);

	const body = [...operation, "requestBody", "content", "application/json"];
	if (reply.status === 200 && sent !== undefined && at(body)) check(`${routeKey} accepts`, body, sent);
}

/** The place of the operation's response in the document: its own, or one that many operations share. */
function responseOf(operation: readonly string[], status: number): readonly string[] {
	const own = [...operation, "responses", String(status)];
	const { $ref } = (at(own) ?? {}) as { readonly $ref?: string };
	return $ref === undefined ? own : $ref.slice("#/".length).split("/");
}

function check(what: string, parts: readonly unknown[], value: unknown): void {
	const pointer = [...parts, "schema"].map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`);
	const $ref = `document#${pointer.map(encodeURIComponent).join("").replaceAll("%2F", "/")}`;
	const validate = validators.get($ref) ?? ajv.compile({ $ref });
	validators.set($ref, validate);
	if (!validate(value)) throw new Error(`${what} ${JSON.stringify(value)}: ${ajv.errorsText(validate.errors)}`);
}

function at(parts: readonly string[]): object | undefined {
	return parts.reduce<unknown>((json, part) => (json as Json | undefined)?.[part], document) as object | undefined;
}

/** RFC 9457, and the contract's error table. */
function checkProblem({ status, headers, body }: Reply): void {
	const expected = CONTRACT_PROBLEMS[String(body.type).replace("/problems/", "")];
	const faults = [
		headers["content-type"] !== "application/problem+json" && "it is not a problem of RFC 9457",
		expected === undefined && "the contract has no such type",
		(expected?.status !== status || body.status !== status) && `its type has the status ${expected?.status}`,
		(typeof body.title !== "string" || body.title === "") && "it has no title",
		...(expected?.tells ?? []).map((member) => !(member in body) && `it does not tell ${member}`),
		status === 401 && !headers["www-authenticate"] && "it does not say how to prove oneself",
		status === 405 && !headers["allow"] && "it does not say what is allowed",
		status === 503 && !(Number(headers["retry-after"]) > 0) && "it does not say when to try again",
	].filter((fault) => fault !== false);
	if (faults.length > 0) throw new Error(`${faults.join(", ")}: ${status} ${JSON.stringify(body)}`);
}
