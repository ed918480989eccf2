/**
 * Reads the synthesized template as API Gateway and Lambda would: which routes there are, which function and which
 * authorizer each of them leads to, and what these functions are given. Refuses what the local server cannot do, so
 * that nothing works here and differently when deployed.
 */

import type { Resource, Synthesis } from "../lib/app.ts";

export interface Deployment {
	readonly routes: readonly DeployedRoute[];
	/** By logical id. */
	readonly functions: ReadonlyMap<string, DeployedFunction>;
	/** The tables whose streams are given to functions. */
	readonly streams: readonly DeployedStream[];
	/** The API's CORS settings, when it has any. */
	readonly cors: CorsConfiguration | undefined;
}

interface DeployedRoute {
	/** `GET /seat/check/{section}/{row}/{seat}`, `ANY /…`, or `$default`. */
	readonly routeKey: string;
	readonly functionId: string;
	/** How long API Gateway waits for the function. */
	readonly timeoutMilliseconds: number;
	readonly authorizer: DeployedAuthorizer | undefined;
}

interface DeployedAuthorizer {
	readonly functionId: string;
	/** `$request.header.Authorization`, `$request.querystring.key`: what a request must bring to be authorized at all. */
	readonly identitySource: readonly string[];
}

export interface DeployedStream {
	readonly tableName: string;
	readonly functionId: string;
	/** The most records that the function is given at once. */
	readonly batchSize: number;
	/** A record is given when one of them fits it; as JSON says them. */
	readonly filters: readonly unknown[];
}

export interface DeployedFunction {
	readonly name: string;
	/** The directory of its bundle. */
	readonly bundle: string;
	/** `index.handler`: a file of the bundle without its ending, and what it exports. */
	readonly handler: string;
	readonly timeoutMilliseconds: number;
	readonly memoryMegabytes: number;
	/** References resolved: a table by its name, anything else by an identifier that leads nowhere. */
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

export const accountId = "000000000000";

/** What a template's deployment consists of. Throws when it has what the local server cannot do. */
export const readTemplate = ({ resources, bundles }: Synthesis): Deployment => {
	const resolve = resolverOf(resources);
	const ofType = (type: string) => Object.entries(resources).filter(([, resource]) => resource.Type === type);
	const resourceOf = (logicalId: string, type: string) => {
		const resource = resources[logicalId];
		if (resource?.Type !== type) throw new Error(`The template has no ${type} ${logicalId}.`);
		return resource.Properties;
	};
	const functionIn = (uri: unknown) => {
		const logicalId = /:function:([^:/]+)/.exec(resolve(uri))?.[1];
		if (logicalId === undefined) throw new Error(`${JSON.stringify(uri)} names no function.`);
		resourceOf(logicalId, "AWS::Lambda::Function");
		return logicalId;
	};

	const authorizerOf = ({ AuthorizationType: type = "NONE", AuthorizerId }: Resource["Properties"]) => {
		if (type === "NONE") return undefined;
		const authorizer = resourceOf(resolve(AuthorizerId), "AWS::ApiGatewayV2::Authorizer");
		const isKnown =
			type === "CUSTOM" &&
			authorizer.AuthorizerType === "REQUEST" &&
			authorizer.AuthorizerPayloadFormatVersion === "2.0" &&
			authorizer.EnableSimpleResponses === true;
		if (!isKnown) {
			throw new Error("The local server knows Lambda authorizers of payload 2.0 with simple responses, no others.");
		}
		return {
			functionId: functionIn(authorizer.AuthorizerUri),
			identitySource: (authorizer.IdentitySource ?? []).map(resolve),
		};
	};

	const routes = ofType("AWS::ApiGatewayV2::Route").map(([, { Properties: route }]): DeployedRoute => {
		const integrationId = resolve(route.Target).replace(/^integrations\//, "");
		const integration = resourceOf(integrationId, "AWS::ApiGatewayV2::Integration");
		if (integration.IntegrationType !== "AWS_PROXY" || integration.PayloadFormatVersion !== "2.0") {
			throw new Error(`${route.RouteKey} has an integration the local server does not know: it knows payload 2.0.`);
		}
		return {
			routeKey: route.RouteKey,
			functionId: functionIn(integration.IntegrationUri),
			timeoutMilliseconds: integration.TimeoutInMillis ?? 30_000,
			authorizer: authorizerOf(route),
		};
	});

	const functions = ofType("AWS::Lambda::Function").flatMap(([logicalId, { Properties: lambda }]) => {
		const bundle = bundles.get(logicalId);
		// One without a bundle of ours belongs to the CDK, and no route leads to it, or it would be missed there.
		if (bundle === undefined) return [];
		const definition: DeployedFunction = {
			name: lambda.FunctionName ?? logicalId,
			bundle,
			handler: lambda.Handler,
			timeoutMilliseconds: (lambda.Timeout ?? 3) * 1_000,
			memoryMegabytes: lambda.MemorySize ?? 128,
			environment: Object.fromEntries(
				Object.entries(lambda.Environment?.Variables ?? {}).map(([name, value]) => [name, resolve(value)]),
			),
		};
		return [[logicalId, definition] as const];
	});

	const streams = ofType("AWS::Lambda::EventSourceMapping").map(([, { Properties: mapping }]): DeployedStream => {
		const [tableId, attribute] = mapping.EventSourceArn?.["Fn::GetAtt"] ?? [];
		const tableName = tableNames(resources).get(tableId);
		const functionId: string = resolve(mapping.FunctionName);
		const isKnown =
			attribute === "StreamArn" &&
			(mapping.ParallelizationFactor ?? 1) === 1 &&
			mapping.FunctionResponseTypes?.includes("ReportBatchItemFailures");
		if (tableName === undefined || !isKnown) {
			throw new Error("The local server knows mappings of a table's stream, one batch at a time, failures reported.");
		}
		resourceOf(functionId, "AWS::Lambda::Function");
		const filters = mapping.FilterCriteria?.Filters ?? [{ Pattern: "{}" }];
		return {
			tableName,
			functionId,
			batchSize: mapping.BatchSize ?? 100,
			filters: filters.map(({ Pattern }: { Pattern: string }) => JSON.parse(Pattern)),
		};
	});

	const [api, ...others] = ofType("AWS::ApiGatewayV2::Api");
	if (api === undefined || others.length > 0) throw new Error("The local server knows templates with one HTTP API.");
	return { routes, functions: new Map(functions), streams, cors: api[1].Properties.CorsConfiguration };
};

/** The names of the tables by logical id: their own, or, as CloudFormation makes one of it, that id. */
export const tableNames = (resources: Synthesis["resources"]): ReadonlyMap<string, string> =>
	new Map(
		Object.entries(resources)
			.filter(([, { Type }]) => Type === tableType)
			.map(([logicalId, { Properties }]) => [logicalId, Properties.TableName ?? logicalId]),
	);

const tableType = "AWS::DynamoDB::GlobalTable";

/** Turns a value of the template into text: references to tables into their names, others into what leads nowhere. */
const resolverOf = (resources: Synthesis["resources"]) => {
	const tables = tableNames(resources);
	const names: Readonly<Record<string, string>> = {
		"AWS::AccountId": accountId,
		"AWS::Partition": "aws",
		"AWS::Region": "local",
		"AWS::StackName": "local",
		"AWS::URLSuffix": "localhost",
	};
	const ref = (name: string) => names[name] ?? tables.get(name) ?? name;
	const attribute = (logicalId: string, name: string) => {
		const type = resources[logicalId]?.Type;
		if (name !== "Arn") return `${logicalId}.${name}`;
		if (type === "AWS::Lambda::Function") return `arn:aws:lambda:local:${accountId}:function:${logicalId}`;
		if (type === tableType) return `arn:aws:dynamodb:local:${accountId}:table/${ref(logicalId)}`;
		return `arn:aws:local:local:${accountId}:${logicalId}`;
	};

	// biome-ignore lint/suspicious/noExplicitAny: whatever CloudFormation allows
	const resolve = (value: any): string => {
		if (typeof value !== "object" || value === null) return String(value);
		if ("Ref" in value) return ref(value.Ref);
		if ("Fn::GetAtt" in value) return attribute(value["Fn::GetAtt"][0], value["Fn::GetAtt"][1]);
		if ("Fn::Join" in value) return value["Fn::Join"][1].map(resolve).join(value["Fn::Join"][0]);
		throw new Error(`The local server does not know what ${JSON.stringify(value)} is.`);
	};
	return resolve;
};
