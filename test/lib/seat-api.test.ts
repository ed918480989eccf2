import { describe, expect, test } from "@jest/globals";
import { routes } from "../../api/routes.ts";
import { FUNCTION_NAMES } from "../../lib/bundle.ts";
import { referredTo, resourcesOf, templateOf, theOnly, written } from "./template.ts";

const template = templateOf();
const prod = templateOf({ stage: "prod" });

/** Each route key of the API, with the function it leads to and the authorizer it asks first. */
const deployed = resourcesOf(template, "AWS::ApiGatewayV2::Route").map(({ Properties }) => {
	const integration = template.resources[written(Properties.Target).replace(/^integrations\/\$\{(.*)\}$/, "$1")];
	const lambda = referredTo(integration?.Properties.IntegrationUri);
	return {
		key: Properties.RouteKey as string,
		name: FUNCTION_NAMES.find((name) => template.functions.get(name) === lambda),
		authorization: Properties.AuthorizationType as string,
		authorizer: referredTo(Properties.AuthorizerId),
	};
});

test("every path of the route table leads to the function of its verb, all else to unknown-path", () => {
	const promised = routes.flatMap(({ name, method, paths }) => paths.map((path) => `${method} ${path} → ${name}`));

	const found = deployed.map(({ key, name }) => `${key} → ${name}`);

	expect(found.sort()).toEqual([...promised, "$default → unknown-path"].sort());
});

test("the routes of sellers, and they alone, ask the authorizer who is calling", () => {
	const authorizer = Object.entries(template.resources).find(
		([, { Type }]) => Type === "AWS::ApiGatewayV2::Authorizer",
	);
	const sellers = new Set<string>(routes.filter(({ caller }) => caller === "seller").map(({ name }) => name));

	for (const { name, ...route } of deployed) {
		expect(route).toMatchObject(
			sellers.has(name ?? "")
				? { authorization: "CUSTOM", authorizer: authorizer?.[0] }
				: { authorization: "NONE", authorizer: undefined },
		);
	}
});

test("the authorizer is asked about every request, with a key or without, and no answer is kept", () => {
	const { Properties } = theOnly(template, "AWS::ApiGatewayV2::Authorizer");

	expect(Properties).toMatchObject({
		AuthorizerType: "REQUEST",
		AuthorizerPayloadFormatVersion: "2.0",
		EnableSimpleResponses: true,
		IdentitySource: [],
		AuthorizerResultTtlInSeconds: 0,
	});
	expect(written(Properties.AuthorizerUri)).toContain(`\${${template.functions.get("authorizer")}}/invocations`);
});

test("functions are given requests in format 2.0, one integration to a function", () => {
	const integrations = resourcesOf(template, "AWS::ApiGatewayV2::Integration");

	expect(integrations).toHaveLength(routes.length + 1);
	for (const { Properties } of integrations) {
		expect(Properties).toMatchObject({ IntegrationType: "AWS_PROXY", PayloadFormatVersion: "2.0" });
	}
});

describe("the permission to invoke a function", () => {
	const permissions = resourcesOf(template, "AWS::Lambda::Permission").map(({ Properties }) => ({
		lambda: referredTo(Properties.FunctionName),
		principal: Properties.Principal,
		source: written(Properties.SourceArn),
	}));
	const [api] = Object.entries(template.resources).find(([, { Type }]) => Type === "AWS::ApiGatewayV2::Api") ?? [];
	const patternOf = (lambda: string | undefined) =>
		permissions.find((permission) => permission.lambda === lambda)?.source.split(`:\${${api}}/`)[1] ?? "none";
	const covers = (pattern: string, source: string) =>
		new RegExp(`^${pattern.split("*").map(escaped).join(".*")}$`).test(source);

	test("is one, and this API's alone", () => {
		// The table's stream is read for its function: nobody may call that one.
		const called = FUNCTION_NAMES.filter((name) => name !== "publish-changes");
		expect(permissions.map(({ lambda }) => lambda).sort()).toEqual(
			called.map((name) => template.functions.get(name)).sort(),
		);
		for (const { principal, source } of permissions) {
			expect(principal).toBe("apigateway.amazonaws.com");
			expect(source).toMatch(new RegExp(`^arn:.*:execute-api:.*:\\$\\{${api}\\}/`));
		}
	});

	test("covers each of its routes, as API Gateway names them when it invokes", () => {
		for (const { name, method, paths } of routes) {
			for (const path of paths) {
				expect(covers(patternOf(template.functions.get(name)), `$default/${method}${path}`)).toBe(true);
			}
		}
		expect(covers(patternOf(template.functions.get("unknown-path")), "$default/$default")).toBe(true);
		expect(patternOf(template.functions.get("authorizer"))).toMatch(/^authorizers\/\$\{/);
	});
});

test("pages of any origin may call the service and read when to try again; browsers ask once a day", () => {
	const { Properties } = theOnly(template, "AWS::ApiGatewayV2::Api");

	expect(Properties.ProtocolType).toBe("HTTP");
	expect(Properties.CorsConfiguration).toEqual({
		AllowOrigins: ["*"],
		AllowMethods: ["GET", "POST", "PUT", "DELETE"],
		AllowHeaders: ["content-type", "authorization"],
		ExposeHeaders: ["retry-after"],
		MaxAge: 86_400,
	});
});

test.each([
	["dev", template, { ThrottlingRateLimit: 500, ThrottlingBurstLimit: 250 }],
	["prod", prod, { ThrottlingRateLimit: 6_800, ThrottlingBurstLimit: 2_500 }],
])("in stage %s the API lets through what the stage says", (_, of, limits) => {
	const { Properties } = theOnly(of, "AWS::ApiGatewayV2::Stage");

	expect(Properties).toMatchObject({ StageName: "$default", AutoDeploy: true });
	expect(Properties.DefaultRouteSettings).toEqual(limits);
});

describe("in prod the limits of single verbs", () => {
	const { DefaultRouteSettings, RouteSettings } = theOnly(prod, "AWS::ApiGatewayV2::Stage").Properties;
	const ownLimits = new Map(
		routes.map(({ name, method, paths }) => [name, RouteSettings[`${method} ${paths.at(-1)}`]]),
	);

	test("give what people poll room of its own, and enough for what the edge passes on", () => {
		for (const name of ["num-available", "get-event", "seats"] as const) {
			expect(ownLimits.get(name)?.ThrottlingRateLimit).toBeGreaterThan(20 * 13);
		}
	});

	test("leave those who buy what the stage lets through", () => {
		for (const name of ["check", "lock", "extend", "unlock", "claim"] as const) {
			expect(ownLimits.get(name)).toBeUndefined();
		}
	});

	test("fit with it into what an account takes by default", () => {
		const all = [DefaultRouteSettings, ...ownLimits.values()].map((limit) => limit?.ThrottlingRateLimit ?? 0);

		expect(all.reduce((sum, rate) => sum + rate)).toBeLessThanOrEqual(10_000);
	});
});

describe("the access log", () => {
	const { DestinationArn, Format } = theOnly(template, "AWS::ApiGatewayV2::Stage").Properties.AccessLogSettings;

	test("is a log of its own", () => {
		const destination = referredTo(DestinationArn) ?? "";

		expect(template.resources[destination]?.Type).toBe("AWS::Logs::LogGroup");
		expect(
			resourcesOf(template, "AWS::Lambda::Function").map(({ Properties }) =>
				referredTo(Properties.LoggingConfig.LogGroup),
			),
		).not.toContain(destination);
	});

	test("says in JSON which request had which answer, and how long it took", () => {
		expect(JSON.parse(Format)).toMatchObject({
			requestId: "$context.requestId",
			route: "$context.routeKey",
			status: "$context.status",
			responseMilliseconds: "$context.responseLatency",
		});
	});

	test("names nothing in which a client could have put a token (I9)", () => {
		expect(Format).not.toMatch(
			/\$context\.(path|authorizer\.(?!latency)|identity\.(?!sourceIp))|request\.|body|header|query/,
		);
	});
});

describe("the seller key", () => {
	test("is generated: 48 letters and digits, which a header takes as they are", () => {
		expect(theOnly(template, "AWS::SecretsManager::Secret").Properties.GenerateSecretString).toEqual({
			PasswordLength: 48,
			ExcludePunctuation: true,
		});
	});

	test("outlives its stack outside dev", () => {
		expect(theOnly(template, "AWS::SecretsManager::Secret").DeletionPolicy).toBe("Delete");
		expect(theOnly(prod, "AWS::SecretsManager::Secret").DeletionPolicy).toBe("Retain");
	});
});

test("who deploys is told the address, the secrets, the alarms, and the names of the table and of the bus", () => {
	const { ApiAddress, SellerKeySecret, AlarmTopic, SeatTableName, ChangesBusName, ...others } = template.outputs;

	expect(others).toEqual({});
	expect(written(ApiAddress?.Value)).toMatch(/^https:\/\/\$\{.*\}\.execute-api\..*\/$/);
	expect(template.resources[referredTo(SellerKeySecret?.Value) ?? ""]?.Type).toBe("AWS::SecretsManager::Secret");
	expect(template.resources[referredTo(AlarmTopic?.Value) ?? ""]?.Type).toBe("AWS::SNS::Topic");
	expect(template.resources[referredTo(SeatTableName?.Value) ?? ""]?.Type).toBe("AWS::DynamoDB::GlobalTable");
	expect(template.resources[referredTo(ChangesBusName?.Value) ?? ""]?.Type).toBe("AWS::Events::EventBus");
});

function escaped(text: string): string {
	return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}
