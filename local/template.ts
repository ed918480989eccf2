/**
 * Reads the synthesized template as API Gateway and Lambda would: the routes, the function and authorizer of each, and
 * what the functions receive. Throws for a setting that the local server does not support, rather than ignore it. One
 * difference from the real gateway is known, and is about paths, not settings: see `%2F` in route-match.ts.
 */
import type { Resource, Synthesis } from "../lib/app.ts";

export interface Deployment {
	readonly routes: readonly DeployedRoute[];
	/** By logical id. */
	readonly functions: ReadonlyMap<string, DeployedFunction>;
	/** The table streams that functions receive. */
	readonly streams: readonly DeployedStream[];
	/** Undefined when the API has no CORS settings. */
	readonly cors: CorsConfiguration | undefined;
}

interface DeployedRoute {
	/** `GET /seat/check/{section}/{row}/{seat}`, `ANY /…`, or `$default`. */
	readonly routeKey: string;
	readonly functionId: string;
	/** How long API Gateway waits for the function. */
	readonly timeoutMs: number;
	readonly authorizer: DeployedAuthorizer | undefined;
}

interface DeployedAuthorizer {
	readonly functionId: string;
	/** What a request needs to be authorized at all: `$request.header.Authorization`, `$request.querystring.key`. */
	readonly identitySource: readonly string[];
}

export interface DeployedStream {
	readonly tableName: string;
	readonly functionId: string;
	/** The most records that the function receives at once. */
	readonly batchSize: number;
	/** Parsed patterns. The function receives the records that match at least one. */
	readonly filters: readonly unknown[];
}

export interface DeployedFunction {
	readonly name: string;
	/** The directory of its bundle. */
	readonly bundle: string;
	/** `index.handler`: a file of the bundle without its extension, and the name of the export. */
	readonly handler: string;
	readonly timeoutMs: number;
	readonly memoryMb: number;
	/** References are resolved: a table to its name, anything else to an identifier that leads nowhere. */
	readonly environment: Readonly<Record<string, string>>;
}

/** As in the template (AWS::ApiGatewayV2::Api). */
export interface CorsConfiguration {
	readonly AllowOrigins?: readonly string[];
	readonly AllowMethods?: readonly string[];
	readonly AllowHeaders?: readonly string[];
	readonly ExposeHeaders?: readonly string[];
	readonly MaxAge?: number;
	readonly AllowCredentials?: boolean;
}

export const ACCOUNT_ID = "000000000000";

const TABLE_TYPE = "AWS::DynamoDB::GlobalTable";

/** What AWS uses where the template does not say. */
const DEFAULT_INTEGRATION_TIMEOUT_MS = 30_000;
const DEFAULT_FUNCTION_TIMEOUT_SECONDS = 3;
const DEFAULT_MEMORY_MB = 128;
const DEFAULT_BATCH_SIZE = 100;

type Properties = Resource["Properties"];

/** The deployment that a template describes. Throws for what the local server does not support. */
export function readTemplate({ resources, bundles }: Synthesis): Deployment {
	const template = templateOf(resources);
	const [api, ...others] = template.ofType("AWS::ApiGatewayV2::Api");
	if (api === undefined || others.length > 0) {
		throw new Error("The local server supports templates with one HTTP API only.");
	}
	return {
		routes: template.ofType("AWS::ApiGatewayV2::Route").map(([, route]) => routeOf(route, template)),
		functions: new Map(
			template.ofType("AWS::Lambda::Function").flatMap(([logicalId, lambda]) => {
				const bundle = bundles.get(logicalId);
				// A function without a bundle of ours is the CDK's own, and no route leads to it.
				return bundle === undefined ? [] : [[logicalId, functionOf(logicalId, lambda, bundle, template)] as const];
			}),
		),
		streams: template.ofType("AWS::Lambda::EventSourceMapping").map(([, mapping]) => streamOf(mapping, template)),
		cors: api[1].CorsConfiguration,
	};
}

/** The names of the tables by logical id. A table without a name of its own is named by its logical id. */
export function tableNames(resources: Synthesis["resources"]): ReadonlyMap<string, string> {
	return new Map(
		Object.entries(resources)
			.filter(([, { Type }]) => Type === TABLE_TYPE)
			.map(([logicalId, { Properties }]) => [logicalId, Properties.TableName ?? logicalId]),
	);
}

function routeOf(route: Properties, template: Template): DeployedRoute {
	const integrationId = template.resolve(route.Target).replace(/^integrations\//, "");
	const integration = template.propertiesOf(integrationId, "AWS::ApiGatewayV2::Integration");
	if (integration.IntegrationType !== "AWS_PROXY" || integration.PayloadFormatVersion !== "2.0") {
		throw new Error(`The local server supports integrations of payload 2.0 only: ${route.RouteKey} has another.`);
	}
	return {
		routeKey: route.RouteKey,
		functionId: template.functionIn(integration.IntegrationUri),
		timeoutMs: integration.TimeoutInMillis ?? DEFAULT_INTEGRATION_TIMEOUT_MS,
		authorizer: authorizerOf(route, template),
	};
}

function authorizerOf(
	{ AuthorizationType: type = "NONE", AuthorizerId }: Properties,
	template: Template,
): DeployedAuthorizer | undefined {
	if (type === "NONE") return undefined;
	const authorizer = template.propertiesOf(template.resolve(AuthorizerId), "AWS::ApiGatewayV2::Authorizer");
	const isSupported =
		type === "CUSTOM" &&
		authorizer.AuthorizerType === "REQUEST" &&
		authorizer.AuthorizerPayloadFormatVersion === "2.0" &&
		authorizer.EnableSimpleResponses === true;
	if (!isSupported) {
		throw new Error("The local server supports Lambda authorizers of payload 2.0 with simple responses only.");
	}
	return {
		functionId: template.functionIn(authorizer.AuthorizerUri),
		identitySource: (authorizer.IdentitySource ?? []).map(template.resolve),
	};
}

function functionOf(logicalId: string, lambda: Properties, bundle: string, { resolve }: Template): DeployedFunction {
	const variables = Object.entries(lambda.Environment?.Variables ?? {});
	return {
		name: lambda.FunctionName ?? logicalId,
		bundle,
		handler: lambda.Handler,
		timeoutMs: (lambda.Timeout ?? DEFAULT_FUNCTION_TIMEOUT_SECONDS) * 1_000,
		memoryMb: lambda.MemorySize ?? DEFAULT_MEMORY_MB,
		environment: Object.fromEntries(variables.map(([name, value]) => [name, resolve(value)])),
	};
}

function streamOf(mapping: Properties, template: Template): DeployedStream {
	const [tableId, attribute] = mapping.EventSourceArn?.["Fn::GetAtt"] ?? [];
	const tableName = template.tables.get(tableId);
	const isSupported =
		attribute === "StreamArn" &&
		(mapping.ParallelizationFactor ?? 1) === 1 &&
		mapping.FunctionResponseTypes?.includes("ReportBatchItemFailures");
	if (tableName === undefined || !isSupported) {
		throw new Error(
			"The local server supports mappings of a table's stream only, one batch at a time, with failures reported.",
		);
	}
	const functionId = template.resolve(mapping.FunctionName);
	template.propertiesOf(functionId, "AWS::Lambda::Function");
	const filters = mapping.FilterCriteria?.Filters ?? [{ Pattern: "{}" }];
	return {
		tableName,
		functionId,
		batchSize: mapping.BatchSize ?? DEFAULT_BATCH_SIZE,
		filters: filters.map(({ Pattern }: { Pattern: string }) => JSON.parse(Pattern)),
	};
}

interface Template {
	/** Table names by logical id. */
	readonly tables: ReadonlyMap<string, string>;
	/** Logical id and properties of each resource of a type. */
	readonly ofType: (type: string) => [logicalId: string, Properties][];
	/** Throws when there is no resource of that type and id. */
	readonly propertiesOf: (logicalId: string, type: string) => Properties;
	/** Turns a value into text: a reference to a table into its name, other references into what leads nowhere. */
	readonly resolve: (value: unknown) => string;
	/** The logical id of the function that a URI invokes. Throws when it invokes none. */
	readonly functionIn: (uri: unknown) => string;
}

function templateOf(resources: Synthesis["resources"]): Template {
	const tables = tableNames(resources);
	const resolve = resolverOf(resources, tables);
	const propertiesOf = (logicalId: string, type: string) => {
		const resource = resources[logicalId];
		if (resource?.Type !== type) throw new Error(`The template has no ${type} ${logicalId}.`);
		return resource.Properties;
	};
	return {
		tables,
		resolve,
		propertiesOf,
		ofType: (type) =>
			Object.entries(resources).flatMap(([logicalId, { Type, Properties }]) =>
				Type === type ? [[logicalId, Properties]] : [],
			),
		functionIn: (uri) => {
			const logicalId = /:function:([^:/]+)/.exec(resolve(uri))?.[1];
			if (logicalId === undefined) throw new Error(`${JSON.stringify(uri)} names no function.`);
			propertiesOf(logicalId, "AWS::Lambda::Function");
			return logicalId;
		},
	};
}

/** Turns a value of the template into text: references become names and identifiers of this machine. */
export function resolverOf(
	resources: Synthesis["resources"],
	tables: ReadonlyMap<string, string> = tableNames(resources),
): (value: unknown) => string {
	const pseudoParameters: Readonly<Record<string, string>> = {
		"AWS::AccountId": ACCOUNT_ID,
		"AWS::Partition": "aws",
		"AWS::Region": "local",
		"AWS::StackName": "local",
		"AWS::URLSuffix": "localhost",
	};
	const ref = (name: string) => pseudoParameters[name] ?? tables.get(name) ?? name;
	const attribute = (logicalId: string, name: string) => {
		const type = resources[logicalId]?.Type;
		if (name !== "Arn") return `${logicalId}.${name}`;
		if (type === "AWS::Lambda::Function") return `arn:aws:lambda:local:${ACCOUNT_ID}:function:${logicalId}`;
		if (type === TABLE_TYPE) return `arn:aws:dynamodb:local:${ACCOUNT_ID}:table/${ref(logicalId)}`;
		return `arn:aws:local:local:${ACCOUNT_ID}:${logicalId}`;
	};

	// biome-ignore lint/suspicious/noExplicitAny: any value that CloudFormation allows
	function resolve(value: any): string {
		if (typeof value !== "object" || value === null) return String(value);
		if ("Ref" in value) return ref(value.Ref);
		if ("Fn::GetAtt" in value) return attribute(value["Fn::GetAtt"][0], value["Fn::GetAtt"][1]);
		if ("Fn::Join" in value) return value["Fn::Join"][1].map(resolve).join(value["Fn::Join"][0]);
		throw new Error(`The local server cannot resolve ${JSON.stringify(value)}.`);
	}
	return resolve;
}
