/**
 * The HTTP API: the route table as API Gateway routes, each leading to the function of its verb, and `$default` for all
 * other paths. It is throttled, logged, and callable from web pages.
 */
import { AccessLogFormat } from "aws-cdk-lib/aws-apigateway";
import {
	CfnStage,
	CorsHttpMethod,
	HttpApi,
	HttpMethod,
	HttpRoute,
	HttpRouteKey,
	HttpStage,
	type IHttpRoute,
	LogGroupLogDestination,
} from "aws-cdk-lib/aws-apigatewayv2";
import { HttpLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import { Duration } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import { type Caller, defaultRoute, ROUTES, type RouteName } from "../api/routes.ts";
import { corsOf } from "./cors.ts";
import type { EdgeKey } from "./edge-key.ts";
import { hasHead, pathLimits } from "./gateway-limits.ts";
import { removalPolicyOf } from "./retention.ts";
import { type FunctionSettings, routeFunction } from "./route-function.ts";
import type { SeatTable } from "./seat-table.ts";
import type { SellerKey } from "./seller-key.ts";
import type { Stage } from "./stages.ts";

interface SeatApiProps extends FunctionSettings {
	readonly table: SeatTable;
	readonly sellerKey: SellerKey;
	/** If given, only requests that came through the edge are served. */
	readonly edgeKey?: EdgeKey | undefined;
}

export class SeatApi extends Construct {
	/** The URL of the API, with a slash at its end. */
	readonly address: string;
	readonly api: HttpApi;
	/** The function of each verb. */
	readonly functions: ReadonlyMap<RouteName, LambdaFunction>;
	/** One line of JSON for each request. */
	readonly accessLogs: LogGroup;

	constructor(scope: Construct, id: string, { table, sellerKey, edgeKey, ...settings }: SeatApiProps) {
		super(scope, id);
		const cors = corsOf(settings.stage);
		const api = new HttpApi(this, "Api", {
			apiName: `ticket-sales-${settings.stage.name}`,
			createDefaultStage: false,
			corsPreflight: {
				allowOrigins: cors.origins,
				allowMethods: cors.methods.map((method) => CorsHttpMethod[method]),
				allowHeaders: cors.requestHeaders,
				exposeHeaders: cors.responseHeaders,
				maxAge: Duration.seconds(cors.preflightSeconds),
			},
		});
		const authorizerFor = (caller: Caller) => {
			const authorizer = caller === "seller" ? sellerKey.authorizer : edgeKey?.authorizer;
			return authorizer && { authorizer };
		};

		const functions = new Map<RouteName, LambdaFunction>();
		const routesOfApi: IHttpRoute[] = [];
		for (const { name, method, paths, caller, summary } of ROUTES) {
			const lambda = routeFunction(this, name, summary, settings);
			table.grantAccess(lambda, name);
			functions.set(name, lambda);
			// One permission for the function, not one for each of its paths: a function's policy has a size limit.
			const integration = new HttpLambdaIntegration(name, lambda, { scopePermissionToRoute: false });
			const methods = [HttpMethod[method], ...(hasHead(method) ? [HttpMethod.HEAD] : [])];
			for (const path of paths) {
				routesOfApi.push(...api.addRoutes({ path, methods, integration, ...authorizerFor(caller) }));
			}
		}

		const unknownPath = routeFunction(this, defaultRoute.name, "Answers requests that match no route", settings);
		const defaultOfApi = new HttpRoute(this, "Default", {
			httpApi: api,
			routeKey: HttpRouteKey.DEFAULT,
			// Scoped to its route, because the wider permission (stage/method/path) does not cover `$default`.
			integration: new HttpLambdaIntegration(defaultRoute.name, unknownPath),
			...authorizerFor("public"),
		});

		this.accessLogs = new LogGroup(this, "AccessLogs", {
			retention: settings.stage.logRetention,
			removalPolicy: removalPolicyOf(settings.stage),
		});
		const stage = new HttpStage(this, "Stage", {
			httpApi: api,
			autoDeploy: true,
			throttle: settings.stage.throttle,
			accessLogSettings: { destination: new LogGroupLogDestination(this.accessLogs), format: ACCESS_LOG_FORMAT },
		});
		const cfnStage = stage.node.defaultChild;
		if (!(cfnStage instanceof CfnStage)) throw new Error("Expected the CDK's stage to contain a CfnStage.");
		cfnStage.routeSettings = routeSettings(settings.stage);
		// CloudFormation cannot create a stage that has settings for a route that does not exist yet.
		stage.node.addDependency(...routesOfApi, defaultOfApi);

		this.api = api;
		this.functions = functions;
		this.address = stage.url;
	}
}

/** The limits of single paths, by route key. A path that has its own limit does not count against the stage's. */
const routeSettings = (stage: Stage) =>
	Object.fromEntries(
		Array.from(pathLimits(stage), ([key, { rateLimit, burstLimit }]) => [
			key,
			{ ThrottlingRateLimit: rateLimit, ThrottlingBurstLimit: burstLimit },
		]),
	);

/**
 * One line for each request. It has the route, but no path, query or header: a client may put a token there by mistake,
 * and a token must not end up in a log (I9).
 */
const ACCESS_LOG_FORMAT = AccessLogFormat.custom(
	JSON.stringify({
		time: "$context.requestTime",
		requestId: "$context.requestId",
		ip: "$context.identity.sourceIp",
		method: "$context.httpMethod",
		route: "$context.routeKey",
		status: "$context.status",
		responseBytes: "$context.responseLength",
		responseMilliseconds: "$context.responseLatency",
		functionStatus: "$context.integrationStatus",
		functionRequestId: "$context.integration.requestId",
		functionMilliseconds: "$context.integrationLatency",
		authorizerMilliseconds: "$context.authorizer.latency",
		// Why the gateway answered and not a function: throttled, too large, timed out.
		refusedAs: "$context.error.responseType",
	}),
);
