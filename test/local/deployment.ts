/** Handmade templates, in the form that CDK writes, with functions of a few lines each; and gateways for them. */
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Resource, Synthesis } from "../../lib/app.ts";
import { functionsOf } from "../../local/functions.ts";
import { gateway, type Respond } from "../../local/gateway.ts";
import type { HttpRequest } from "../../local/http-event.ts";
import type { HttpResponse } from "../../local/http-response.ts";
import { readTemplate } from "../../local/template.ts";

export interface Handmade {
	/** The source of a handler for each route key. */
	readonly routes: Readonly<Record<string, string>>;
	/** The source of an authorizer for every route. */
	readonly authorizer?: string;
	/** More properties of the authorizer. */
	readonly authorizerProperties?: Readonly<Record<string, unknown>>;
	readonly cors?: Readonly<Record<string, unknown>>;
	/** Properties of every function. */
	readonly functionProperties?: Readonly<Record<string, unknown>>;
}

/** The source of a function that answers with everything it was called with. */
export const ECHO = `async (event, context) => ({ event, context, remaining: context.getRemainingTimeInMillis() })`;

export function synthesisOf({ routes, authorizer, authorizerProperties, cors, ...handmade }: Handmade): Synthesis {
	const directory = mkdtempSync(join(tmpdir(), "handmade-"));
	const bundles = new Map<string, string>();
	const resources: Record<string, Resource> = {
		Api: {
			Type: "AWS::ApiGatewayV2::Api",
			Properties: { ProtocolType: "HTTP", ...(cors && { CorsConfiguration: cors }) },
		},
		Seats: { Type: "AWS::DynamoDB::GlobalTable", Properties: { KeySchema: [] } },
		Secret: { Type: "AWS::SecretsManager::Secret", Properties: {} },
	};
	const addFunction = (id: string, source: string) => {
		const bundle = join(directory, id);
		mkdirSync(bundle);
		writeFileSync(join(bundle, "index.mjs"), `export const handler = ${source};`);
		bundles.set(id, bundle);
		resources[id] = {
			Type: "AWS::Lambda::Function",
			Properties: { Handler: "index.handler", Timeout: 5, MemorySize: 512, ...handmade.functionProperties },
		};
	};

	if (authorizer !== undefined) {
		addFunction("AuthorizerFunction", authorizer);
		resources["Authorizer"] = {
			Type: "AWS::ApiGatewayV2::Authorizer",
			Properties: {
				AuthorizerType: "REQUEST",
				AuthorizerPayloadFormatVersion: "2.0",
				EnableSimpleResponses: true,
				AuthorizerUri: {
					"Fn::Join": [
						"",
						[
							"arn:aws:apigateway:",
							{ Ref: "AWS::Region" },
							":lambda:path/2015-03-31/functions/",
							{ "Fn::GetAtt": ["AuthorizerFunction", "Arn"] },
							"/invocations",
						],
					],
				},
				...authorizerProperties,
			},
		};
	}
	for (const [index, [routeKey, source]] of Object.entries(routes).entries()) {
		addFunction(`Function${index}`, source);
		resources[`Integration${index}`] = {
			Type: "AWS::ApiGatewayV2::Integration",
			Properties: {
				IntegrationType: "AWS_PROXY",
				PayloadFormatVersion: "2.0",
				IntegrationUri: { "Fn::GetAtt": [`Function${index}`, "Arn"] },
			},
		};
		resources[`Route${index}`] = {
			Type: "AWS::ApiGatewayV2::Route",
			Properties: {
				RouteKey: routeKey,
				Target: { "Fn::Join": ["", ["integrations/", { Ref: `Integration${index}` }]] },
				...(authorizer !== undefined && { AuthorizationType: "CUSTOM", AuthorizerId: { Ref: "Authorizer" } }),
			},
		};
	}
	return { resources, bundles, outputs: {} };
}

/** The gateway of a handmade template. */
export async function gatewayOf(handmade: Handmade): Promise<Respond> {
	const deployment = readTemplate(synthesisOf(handmade));
	return gateway(deployment, functionsOf(deployment.functions));
}

/** A request with defaults. */
export function requestFor(method: string, target: string, request: Partial<HttpRequest> = {}): HttpRequest {
	return {
		method,
		target,
		headers: [],
		body: Buffer.alloc(0),
		protocol: "HTTP/1.1",
		sourceIp: "127.0.0.1",
		port: 3000,
		...request,
	};
}

/** A response in the form tests compare: headers by name, and a JSON body parsed. */
export function read({ status, headers, body }: HttpResponse) {
	const named = Object.fromEntries(headers);
	const text = body.toString();
	return { status, headers: named, body: named["content-type"]?.includes("json") ? JSON.parse(text) : text };
}
