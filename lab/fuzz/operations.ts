/** The operations of the service, read from its OpenAPI document. A route that is added there is fuzzed without a word here. */
import { openApiDocument } from "../../api/openapi.ts";
import { version } from "../../lambdas/http/version.ts";

/** A JSON Schema, as far as the OpenAPI document uses it. */
export interface Schema {
	readonly $ref?: string;
	readonly type?: string | readonly string[];
	readonly const?: unknown;
	readonly enum?: readonly unknown[];
	readonly anyOf?: readonly Schema[];
	readonly oneOf?: readonly Schema[];
	readonly allOf?: readonly Schema[];
	readonly properties?: Readonly<Record<string, Schema>>;
	readonly required?: readonly string[];
	readonly additionalProperties?: Schema | boolean;
	readonly items?: Schema;
	readonly minItems?: number;
	readonly maxItems?: number;
	readonly minimum?: number;
	readonly maximum?: number;
	readonly minLength?: number;
	readonly maxLength?: number;
	readonly pattern?: string;
}

export interface Parameter {
	readonly name: string;
	readonly in: "path" | "query" | "header";
	readonly required?: boolean;
	readonly schema: Schema;
}

export interface Response {
	readonly content?: Readonly<Record<string, { readonly schema: Schema }>>;
}

/** The media types in which the operation answers; several if the caller chooses one by `Accept`. */
export const typesOf = ({ responses }: Operation): readonly string[] => Object.keys(responses.get(200)?.content ?? {});

export interface Operation {
	readonly id: string;
	/** `POST /seat/lock`, as the gateway names it. */
	readonly routeKey: string;
	readonly method: string;
	readonly path: string;
	/** Whether it needs the seller's key. */
	readonly isSellers: boolean;
	readonly parameters: readonly Parameter[];
	/** The schema of its body, by media type; empty if it takes none. */
	readonly bodies: readonly (readonly [mediaType: string, schema: Schema])[];
	/** Whether it can be called without a body. */
	readonly needsBody: boolean;
	/** What it declares to answer, by status. */
	readonly responses: ReadonlyMap<number, Response>;
}

interface DocumentedOperation {
	readonly operationId: string;
	readonly security?: readonly object[];
	readonly parameters?: readonly Parameter[];
	readonly requestBody?: { readonly required?: boolean; readonly content: Record<string, { readonly schema: Schema }> };
	readonly responses: Readonly<Record<string, Response>>;
}

export const apiDocument = JSON.parse(JSON.stringify(openApiDocument(version)));

/** The value itself, or what its `$ref` points to. */
export function resolve<Value extends object>(value: Value & { readonly $ref?: string }): Value {
	if (value.$ref === undefined) return value;
	const parts = value.$ref.split("/").slice(1);
	return resolve(parts.reduce((json, part) => json[part.replaceAll("~1", "/").replaceAll("~0", "~")], apiDocument));
}

const METHODS = new Set(["get", "put", "post", "delete", "options", "head", "patch"]);

export const operations: readonly Operation[] = Object.entries<Record<string, DocumentedOperation>>(
	apiDocument.paths,
).flatMap(([path, methods]) =>
	Object.entries(methods)
		.filter(([method]) => METHODS.has(method))
		.map(([method, documented]) => operationOf(path, method.toUpperCase(), documented)),
);

export const OPERATION_BY_ROUTE_KEY: ReadonlyMap<string, Operation> = new Map(
	operations.map((operation) => [operation.routeKey, operation]),
);

function operationOf(path: string, method: string, documented: DocumentedOperation): Operation {
	const { operationId, security = [], parameters = [], requestBody, responses } = documented;
	return {
		id: operationId,
		routeKey: `${method} ${path}`,
		method,
		path,
		isSellers: security.length > 0,
		parameters: parameters.map((parameter) => resolve(parameter)),
		bodies: Object.entries(requestBody?.content ?? {}).map(([type, { schema }]) => [type, schema] as const),
		needsBody: requestBody?.required ?? false,
		responses: new Map(Object.entries(responses).map(([status, response]) => [Number(status), resolve(response)])),
	};
}
