import { describe, expect, test } from "@jest/globals";
import { type Method, ROUTES } from "../../api/routes.ts";
import { FUNCTION_NAMES } from "../../lib/bundle.ts";
import { stageNamed } from "../../lib/stages.ts";
import { referredTo, resourcesOf, templateOf, theOnly, written } from "./template.ts";

const template = templateOf();
const prod = templateOf({ stage: "prod" });

/** Each route key of the API, with its function and its authorizer. */
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

test("every path of the route table leads to the function of its verb, HEAD like GET, every other path to unknown-path", () => {
	const promised = ROUTES.flatMap(({ name, method, paths }) =>
		methodsOf(method).flatMap((each) => paths.map((path) => `${each} ${path} → ${name}`)),
	);

	const found = deployed.map(({ key, name }) => `${key} → ${name}`);

	expect(found.sort()).toEqual([...promised, "$default → unknown-path"].sort());
});

test("HEAD of a path has the authorizer of its GET", () => {
	const gets = deployed.filter(({ key }) => key.startsWith("GET "));

	for (const get of gets) {
		const head = deployed.find(({ key }) => key === get.key.replace("GET", "HEAD"));
		expect(head).toMatchObject({ authorization: get.authorization, authorizer: get.authorizer });
	}
	expect(gets.length).toBeGreaterThan(10);
});

test("the API has fewer ROUTES than the 300 that API Gateway allows, with room for twice as many", () => {
	expect(deployed.length).toBeLessThan(150);
});

test("without an edge, only the ROUTES of sellers have an authorizer", () => {
	const authorizer = Object.entries(template.resources).find(
		([, { Type }]) => Type === "AWS::ApiGatewayV2::Authorizer",
	);
	const sellers = new Set<string>(ROUTES.filter(({ caller }) => caller === "seller").map(({ name }) => name));

	for (const { name, ...route } of deployed) {
		expect(route).toMatchObject(
			sellers.has(name ?? "")
				? { authorization: "CUSTOM", authorizer: authorizer?.[0] }
				: { authorization: "NONE", authorizer: undefined },
		);
	}
});

test("the authorizer runs for every request of a seller's route, with or without a key, and no verdict is cached", () => {
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

test("every function has one integration, with requests in payload format 2.0", () => {
	const integrations = resourcesOf(template, "AWS::ApiGatewayV2::Integration");

	expect(integrations).toHaveLength(ROUTES.length + 1);
	for (const { Properties } of integrations) {
		expect(Properties).toMatchObject({ IntegrationType: "AWS_PROXY", PayloadFormatVersion: "2.0" });
	}
});

describe("permissions to invoke functions", () => {
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

	test("each function may be invoked by this API only, with a single permission", () => {
		// Lambda itself reads the table's stream, so its function needs no permission.
		const called = FUNCTION_NAMES.filter((name) => name !== "publish-changes");
		expect(permissions.map(({ lambda }) => lambda).sort()).toEqual(
			called.map((name) => template.functions.get(name)).sort(),
		);
		for (const { principal, source } of permissions) {
			expect(principal).toBe("apigateway.amazonaws.com");
			expect(source).toMatch(new RegExp(`^arn:.*:execute-api:.*:\\$\\{${api}\\}/`));
		}
	});

	test("the permission to invoke a function covers each of its ROUTES, as API Gateway names them", () => {
		for (const { name, method, paths } of ROUTES) {
			for (const path of paths) {
				for (const each of methodsOf(method)) {
					expect(covers(patternOf(template.functions.get(name)), `$default/${each}${path}`)).toBe(true);
				}
			}
		}
		expect(covers(patternOf(template.functions.get("unknown-path")), "$default/$default")).toBe(true);
		expect(patternOf(template.functions.get("authorizer"))).toMatch(/^authorizers\/\$\{/);
	});
});

test("pages of any origin may call the service, make conditional requests and read their headers; browsers cache the preflight for a day", () => {
	const { Properties } = theOnly(template, "AWS::ApiGatewayV2::Api");

	expect(Properties.ProtocolType).toBe("HTTP");
	expect(Properties.CorsConfiguration).toEqual({
		AllowOrigins: ["*"],
		AllowMethods: ["GET", "POST", "PUT", "PATCH", "DELETE"],
		AllowHeaders: ["content-type", "if-match", "if-none-match"],
		ExposeHeaders: ["retry-after", "etag", "link", "date"],
		MaxAge: 86_400,
	});
});

test("no page of another origin may send a seller key", () => {
	for (const { Properties } of [template, prod].map((one) => theOnly(one, "AWS::ApiGatewayV2::Api"))) {
		expect(Properties.CorsConfiguration.AllowHeaders.join()).not.toMatch(/authorization|\*/i);
		expect(Properties.CorsConfiguration.AllowCredentials ?? false).toBe(false);
	}
});

test.each([
	["dev", template, { ThrottlingRateLimit: 500, ThrottlingBurstLimit: 250 }],
	["prod", prod, { ThrottlingRateLimit: 6_700, ThrottlingBurstLimit: 2_500 }],
])("in stage %s the API has the stage's limits", (_, of, limits) => {
	const { Properties } = theOnly(of, "AWS::ApiGatewayV2::Stage");

	expect(Properties).toMatchObject({ StageName: "$default", AutoDeploy: true });
	expect(Properties.DefaultRouteSettings).toEqual(limits);
});

describe("limits of single verbs in prod", () => {
	const { RouteSettings } = theOnly(prod, "AWS::ApiGatewayV2::Stage").Properties;
	const ownLimits = new Map(
		ROUTES.map(({ name, method, paths }) => [name, RouteSettings[`${method} ${paths.at(-1)}`]]),
	);

	test("HEAD of a path with a limit of its own has one too, so that it does not count against the buyers'", () => {
		const limitedGets = Object.keys(RouteSettings).filter((key) => key.startsWith("GET "));

		expect(limitedGets.length).toBeGreaterThan(5);
		for (const key of limitedGets) {
			expect(RouteSettings[key.replace("GET", "HEAD")]).toEqual({ ThrottlingRateLimit: 5, ThrottlingBurstLimit: 5 });
		}
	});

	test("the desk has limits of its own, so that buyers in a rush do not keep it out, nor it them", () => {
		for (const name of ["sell", "change", "taken", "get-document"] as const) {
			expect([name, ownLimits.get(name)]).toEqual([name, expect.anything()]);
		}
	});

	test("one address within the firewall's limit takes a fifth of what puts and deletes an event at most", () => {
		const { eventsPerMinute } = stageNamed("prod").perAddress;

		for (const name of ["put-event", "delete-event"] as const) {
			expect(ownLimits.get(name).ThrottlingRateLimit).toBeGreaterThanOrEqual((5 * eventsPerMinute) / 60);
		}
	});

	test("the verbs of buyers have no limits of their own, so they get all that the stage allows", () => {
		for (const name of ["check", "lock", "lock-together", "extend", "unlock", "claim"] as const) {
			expect(ownLimits.get(name)).toBeUndefined();
		}
	});

	test("paths of the default event may have other limits than those of a named one", () => {
		expect(RouteSettings["GET /seat/num_available"]).toEqual({ ThrottlingRateLimit: 100, ThrottlingBurstLimit: 100 });
		expect(RouteSettings["GET /events/{event}/seat/num_available"]).toEqual({
			ThrottlingRateLimit: 520,
			ThrottlingBurstLimit: 400,
		});
	});
});

describe("the access log", () => {
	const { DestinationArn, Format } = theOnly(template, "AWS::ApiGatewayV2::Stage").Properties.AccessLogSettings;

	test("the access log has a log group of its own", () => {
		const destination = referredTo(DestinationArn) ?? "";

		expect(template.resources[destination]?.Type).toBe("AWS::Logs::LogGroup");
		expect(
			resourcesOf(template, "AWS::Lambda::Function").map(({ Properties }) =>
				referredTo(Properties.LoggingConfig.LogGroup),
			),
		).not.toContain(destination);
	});

	test("the access log says in JSON which request had which status, and how long it took", () => {
		expect(JSON.parse(Format)).toMatchObject({
			requestId: "$context.requestId",
			route: "$context.routeKey",
			status: "$context.status",
			responseMilliseconds: "$context.responseLatency",
		});
	});

	test("the access log has no field in which a client could have put a token (I9)", () => {
		expect(Format).not.toMatch(
			/\$context\.(path|authorizer\.(?!latency)|identity\.(?!sourceIp))|request\.|body|header|query/,
		);
	});
});

describe("the seller key", () => {
	test("the seller key is generated: 48 letters and digits, which need no escaping in a header", () => {
		expect(theOnly(template, "AWS::SecretsManager::Secret").Properties.GenerateSecretString).toEqual({
			PasswordLength: 48,
			ExcludePunctuation: true,
		});
	});

	test("the seller key outlives its stack in prod, but not in dev", () => {
		expect(theOnly(template, "AWS::SecretsManager::Secret").DeletionPolicy).toBe("Delete");
		expect(theOnly(prod, "AWS::SecretsManager::Secret").DeletionPolicy).toBe("RetainExceptOnCreate");
	});
});

test("the outputs are the address, the seller key's secret, the alarm topic, the dead letters, the table, the bus and its function", () => {
	const { ApiAddress, SellerKeySecret, AlarmTopic, SeatTableName, ChangesBusName, ...others } = template.outputs;
	const { DeadLetterQueue, ChangesFunction, ...unexpected } = others;

	expect(unexpected).toEqual({});
	expect(template.resources[referredTo(DeadLetterQueue?.Value) ?? ""]?.Type).toBe("AWS::SQS::Queue");
	expect(referredTo(ChangesFunction?.Value)).toBe(template.functions.get("publish-changes"));
	expect(written(ApiAddress?.Value)).toMatch(/^https:\/\/\$\{.*\}\.execute-api\..*\/$/);
	expect(template.resources[referredTo(SellerKeySecret?.Value) ?? ""]?.Type).toBe("AWS::SecretsManager::Secret");
	expect(template.resources[referredTo(AlarmTopic?.Value) ?? ""]?.Type).toBe("AWS::SNS::Topic");
	expect(template.resources[referredTo(SeatTableName?.Value) ?? ""]?.Type).toBe("AWS::DynamoDB::GlobalTable");
	expect(template.resources[referredTo(ChangesBusName?.Value) ?? ""]?.Type).toBe("AWS::Events::EventBus");
});

function escaped(text: string): string {
	return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}

/** The methods of a route: HEAD works where GET does. */
function methodsOf(method: Method): readonly string[] {
	return method === "GET" ? ["GET", "HEAD"] : [method];
}
