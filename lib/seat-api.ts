/**
 * The HTTP API: the route table as API Gateway routes, each leading to the function of its verb, and `$default`
 * for all that is no route. Throttled, logged, and callable from web pages.
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
import { Duration, RemovalPolicy } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import { type Caller, defaultRoute, type RouteName, routes } from "../api/routes.ts";
import { corsOf } from "./cors.ts";
import type { EdgeKey } from "./edge-key.ts";
import { type FunctionSettings, routeFunction } from "./route-function.ts";
import type { SeatTable } from "./seat-table.ts";
import type { SellerKey } from "./seller-key.ts";
import type { Stage, Throttle } from "./stages.ts";

interface SeatApiProps extends FunctionSettings {
	readonly table: SeatTable;
	readonly sellerKey: SellerKey;
	/** Given, only what came through the edge is served. */
	readonly edgeKey?: EdgeKey | undefined;
}

export class SeatApi extends Construct {
	/** Where it answers, with a slash at its end: clients, or the edge when it stands before it. */
	readonly address: string;
	readonly api: HttpApi;
	/** The function of each verb. */
	readonly functions: ReadonlyMap<RouteName, LambdaFunction>;
	/** A line of JSON for each request. */
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
		for (const { name, method, paths, caller, summary } of routes) {
			const lambda = routeFunction(this, name, summary, settings);
			table.grantAccess(lambda, name);
			functions.set(name, lambda);
			// One permission for the function, not one for each of its paths: a function's policy has a size limit.
			const integration = new HttpLambdaIntegration(name, lambda, { scopePermissionToRoute: false });
			for (const path of paths) {
				const route = { path, methods: [HttpMethod[method]], integration, ...authorizerFor(caller) };
				routesOfApi.push(...api.addRoutes(route));
			}
		}

		const unknownPath = routeFunction(this, defaultRoute.name, "Answers what no route does", settings);
		const defaultOfApi = new HttpRoute(this, "Default", {
			httpApi: api,
			routeKey: HttpRouteKey.DEFAULT,
			// Scoped to its route, because the wider permission (stage/method/path) does not cover a `$default`.
			integration: new HttpLambdaIntegration(defaultRoute.name, unknownPath),
			...authorizerFor("public"),
		});

		this.accessLogs = new LogGroup(this, "AccessLogs", {
			retention: settings.stage.logRetention,
			removalPolicy: settings.stage.keepsData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
		});
		const stage = new HttpStage(this, "Stage", {
			httpApi: api,
			autoDeploy: true,
			throttle: settings.stage.throttle,
			accessLogSettings: { destination: new LogGroupLogDestination(this.accessLogs), format: accessLogFormat },
		});
		const cfnStage = stage.node.defaultChild;
		if (!(cfnStage instanceof CfnStage)) throw new Error("A stage of the CDK has one of CloudFormation inside.");
		cfnStage.routeSettings = routeSettings(settings.stage);
		// A stage with settings for a route that is not there yet cannot be made.
		stage.node.addDependency(...routesOfApi, defaultOfApi);

		this.api = api;
		this.functions = functions;
		this.address = stage.url;
	}
}

/** The limits of each verb under its route keys. A path that has its own is not counted under the stage's. */
const routeSettings = ({ routeThrottles }: Stage) =>
	Object.fromEntries(
		routes.flatMap(({ name, method, paths }) => {
			const throttle: Throttle | undefined = routeThrottles[name];
			return paths.flatMap((path) =>
				throttle
					? [
							[
								`${method} ${path}`,
								{ ThrottlingRateLimit: throttle.rateLimit, ThrottlingBurstLimit: throttle.burstLimit },
							],
						]
					: [],
			);
		}),
	);

/**
 * A line for each request. It names the route and not the path, and no query or header: what a client puts into
 * those by mistake, a token say, must not end up in a log (I9).
 */
const accessLogFormat = AccessLogFormat.custom(
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
		// Why the gateway answered in place of a function: throttled, too large, timed out.
		refusedAs: "$context.error.responseType",
	}),
);
