/** What every answer must keep, each rule with its name. An answer that breaks one is a violation. */
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import type { Call } from "./call.ts";
import type { Json } from "./documents.ts";
import type { WireRequest } from "./draft.ts";
import type { Taken } from "./gateway.ts";
import { SECRET_MARK } from "./knowledge.ts";
import { apiDocument, OPERATION_BY_ROUTE_KEY, type Operation, type Response, resolve } from "./operations.ts";
import { SELLER_KEY } from "./valid-request.ts";

/** An answer as the client gets it. */
export interface Answer {
	readonly status: number;
	readonly headers: Readonly<Record<string, string>>;
	readonly text: string;
	/** The body, if its type says that it is JSON. */
	readonly json: Json;
}

export interface Exchange {
	readonly request: WireRequest;
	/** The JSON that was sent, if it was. */
	readonly sent: Json;
	/** Of a valid key, no key and one that is certainly wrong. */
	readonly key: "valid" | "invalid" | "unclear";
	readonly taken: Taken;
	readonly answer: Answer;
	readonly call: Call;
	/** Real time, less what the machine took away, and the time that the handler waited. */
	readonly milliseconds: number;
	/** The tokens that the caller may see: those it sent, and those made for it. */
	readonly hashes: ReadonlySet<string>;
	/** Whether something else than a fault of this call may explain a 503. */
	readonly mayBeBusy: boolean;
}

export interface Violation {
	readonly rule: string;
	readonly detail: string;
}

/** An answer is late after this time, beside the time that its route may wait. */
const LATE_MS = 6_000;

/** A header's value as HTTP allows it. */
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

const MAX_ANSWER_BYTES = 6 * 1_024 * 1_024;

type Rule = (exchange: Exchange, operation: Operation | undefined) => string | false | undefined;

const RULES: Readonly<Record<string, Rule>> = {
	"a function never fails": ({ answer: { status }, call }) =>
		status >= 500 && status !== 503 && `status ${status}: ${stackOf(call.observation?.error)}`,

	"503 has a cause": ({ answer, call, mayBeBusy }) =>
		answer.status === 503 && call.fates.length === 0 && !mayBeBusy && stackOf(call.observation?.error),

	"no answer is late": ({ milliseconds, taken: { waitSeconds } }) =>
		milliseconds > LATE_MS + 1_000 * waitSeconds && `${Math.round(milliseconds)} ms`,

	"every status is declared": ({ answer: { status }, request: { method } }, operation) => {
		if (operation) return !operation.responses.has(status) && `${operation.routeKey} does not declare ${status}`;
		const allowed = method === "OPTIONS" ? [204, 404] : [404, 405];
		return !allowed.includes(status) && `nothing is served here, and the status is ${status}`;
	},

	"content-type is declared": ({ answer: { status, headers, text }, request: { method } }, operation) => {
		const type = headers["content-type"];
		const content = responseOf(operation, status)?.content;
		// The gateway drops the body.
		if (method === "HEAD") return undefined;
		if (content === undefined) {
			if (operation || status === 204) {
				return (type !== undefined || text !== "") && `${status} has no content, but content-type ${type}`;
			}
			return type !== PROBLEM_JSON && `a refusal with content-type ${type}`;
		}
		return !Object.keys(content).includes(type?.split(";")[0] ?? "") && `content-type is ${type}`;
	},

	"the body fits its schema": ({ answer: { status, headers, text, json }, request: { method } }, operation) => {
		const type = headers["content-type"]?.split(";")[0] ?? "";
		if (!operation || method === "HEAD" || !responseOf(operation, status)?.content?.[type]) return undefined;
		const validate = validatorOf([...placeOf(operation, status), "content", type]);
		return !validate(isJson(type) ? json : text) && ajv.errorsText(validate.errors?.slice(0, 3));
	},

	"the type of a problem is declared": ({ answer: { status, json } }, operation) => {
		if (status < 400) return undefined;
		const declared = operation ? problemTypesOf(operation, status) : DEFAULT_PROBLEMS[status];
		if (declared && !declared.includes(json?.type)) return `${json?.type} is not among ${declared.join(", ")}`;
		return json?.status !== status && `the problem says that its status is ${json?.status}`;
	},

	"a refusal has the headers that go with it": ({ answer: { status, headers } }) => {
		if (status === 503) return !(Number(headers["retry-after"]) > 0) && "503 without retry-after";
		if (status === 405) return !headers["allow"] && "405 without allow";
		return status === 401 && !headers["www-authenticate"] && "401 without www-authenticate";
	},

	"no answer has a secret": ({ answer: { text, headers, json }, hashes }, operation) => {
		const whole = `${mayAnswerToken(operation) ? withoutToken(json, text) : text} ${Object.values(headers).join(" ")}`;
		if (whole.includes(SECRET_MARK)) return "a token";
		if (whole.includes(SELLER_KEY)) return "the seller's key";
		const hash = whole.match(/[A-Za-z0-9+/_-]{43,}=?/g)?.find((text) => hashes.has(text));
		return hash !== undefined && "the hash of a token";
	},

	"no token is sent to the table": ({ call }) => call.hasSentSecret && "a token in clear",

	"a seller's operation needs the key": ({ key, answer: { status } }, operation) => {
		if (operation?.isSellers) return key === "invalid" && status !== 401 && `${status} without a valid key`;
		return status === 401 && "a public operation asks for a key";
	},

	"only a declared body is accepted": ({ answer: { status }, sent }, operation) => {
		const [type] = operation?.bodies[0] ?? [];
		if (!operation || status !== 200 || type === undefined || sent === undefined) return undefined;
		const validate = validatorOf([
			"paths",
			operation.path,
			operation.method.toLowerCase(),
			"requestBody",
			"content",
			type,
		]);
		return !validate(sent) && ajv.errorsText(validate.errors?.slice(0, 3));
	},
};

const PROBLEM_JSON = "application/problem+json";

/** What may be answered where nothing is served. */
const DEFAULT_PROBLEMS: Readonly<Record<number, readonly string[]>> = {
	404: ["/problems/unknown-path"],
	405: ["/problems/method-not-allowed"],
};

export const RULE_NAMES: readonly string[] = [...Object.keys(RULES), "a function answers the gateway"];

/** Every rule that the exchange breaks. */
export function violationsOf(exchange: Exchange): Violation[] {
	const operation = OPERATION_BY_ROUTE_KEY.get(exchange.taken.routeKey);
	return Object.entries(RULES).flatMap(([rule, check]) => {
		const detail = check(exchange, operation);
		return typeof detail === "string" ? [{ rule, detail }] : [];
	});
}

/** What the client gets from what the function returned, or why the gateway cannot use it. */
export function answerOf(returned: unknown): Answer | string {
	const { statusCode, headers = {}, body = "", isBase64Encoded } = (returned ?? {}) as Json;
	if (!Number.isInteger(statusCode)) return `the status is ${statusCode}`;
	if (typeof body !== "string") return "the body is no text";
	if (Buffer.byteLength(JSON.stringify(returned)) > MAX_ANSWER_BYTES) return "the answer has more than 6 MB";
	const wrong = Object.entries(headers).find(([, value]) => typeof value !== "string" || !HEADER_VALUE.test(value));
	if (wrong) return `the header ${wrong[0]} is ${JSON.stringify(wrong[1])}`;
	const text = isBase64Encoded ? Buffer.from(body, "base64").toString() : body;
	if (!isJson(headers["content-type"] ?? "") || text === "")
		return { status: statusCode, headers, text, json: undefined };
	try {
		return { status: statusCode, headers, text, json: JSON.parse(text) };
	} catch {
		return "the body is not JSON, but content-type says so";
	}
}

const isJson = (type: string) => /[/+]json\b/.test(type);

const responseOf = (operation: Operation | undefined, status: number): Response | undefined =>
	operation?.responses.get(status);

function mayAnswerToken(operation: Operation | undefined): boolean {
	const schema = operation?.responses.get(200)?.content?.["application/json"]?.schema;
	return schema !== undefined && "token" in (resolve(schema).properties ?? {});
}

function withoutToken(json: Json, text: string): string {
	if (typeof json?.token !== "string") return text;
	const { token: _, ...rest } = json;
	return JSON.stringify(rest);
}

function stackOf(error: unknown): string {
	if (!(error instanceof Error)) return String(error ?? "no error was reported");
	return (error.stack ?? error.message).split("\n").slice(0, 6).join("\n    ");
}

const document = closed(apiDocument) as Json;
const ajv = new Ajv2020({ allErrors: false, strict: false, logger: false });
ajv.addFormat("int32", { type: "number", validate: (value) => Number.isInteger(value) && Math.abs(value) < 2 ** 31 });
ajv.addFormat("int64", { type: "number", validate: (value) => Number.isSafeInteger(value) });
ajv.addSchema(document, "document");
const validators = new Map<string, ValidateFunction>();
const problemTypes = new Map<string, readonly string[]>();

/** A schema allows unknown fields by default; answers must have none. */
function closed(schema: unknown): unknown {
	if (Array.isArray(schema)) return schema.map(closed);
	if (typeof schema !== "object" || schema === null) return schema;
	const entries = Object.entries(schema).map(([key, value]) => [key, closed(value)]);
	const isClosed = "properties" in schema && !("additionalProperties" in schema) && !("allOf" in schema);
	return { ...Object.fromEntries(entries), ...(isClosed && { additionalProperties: false }) };
}

function validatorOf(parts: readonly string[]): ValidateFunction {
	const pointer = [...parts, "schema"].map((part) => `/${part.replaceAll("~", "~0").replaceAll("/", "~1")}`);
	const $ref = `document#${pointer.map(encodeURIComponent).join("").replaceAll("%2F", "/")}`;
	const validate = validators.get($ref) ?? ajv.compile({ $ref });
	validators.set($ref, validate);
	return validate;
}

/** Where the document has the response: in the operation, or among those that operations share. */
function placeOf({ path, method }: Operation, status: number): string[] {
	const own = ["paths", path, method.toLowerCase(), "responses", String(status)];
	const { $ref } = own.reduce((json, part) => json[part], document);
	return $ref === undefined ? own : $ref.slice("#/".length).split("/");
}

/** Every type that the schema of the response names, wherever it does. */
function problemTypesOf(operation: Operation, status: number): readonly string[] | undefined {
	const content = operation.responses.get(status)?.content;
	if (content === undefined) return undefined;
	const key = `${operation.routeKey} ${status}`;
	const known = problemTypes.get(key) ?? [...new Set(typesIn(content))];
	problemTypes.set(key, known);
	return known;
}

function typesIn(schema: Json): string[] {
	if (typeof schema === "string") return schema.startsWith("/problems/") ? [schema] : [];
	if (typeof schema !== "object" || schema === null) return [];
	return Object.values(resolve(schema)).flatMap(typesIn);
}
