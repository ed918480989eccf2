import { describe, expect, test } from "@jest/globals";
import { ROUTES } from "../../api/routes.ts";
import { FUNCTION_NAMES, type FunctionName } from "../../lib/bundle.ts";
import {
	referredTo,
	resourcesOf,
	type Statement,
	statementsOf,
	type Template,
	templateOf,
	theOnly,
	written,
} from "./template.ts";

const template = templateOf();
const lambdas = resourcesOf(template, "AWS::Lambda::Function");

const REWRITES_EVENT = "table: GetItem BatchGetItem Query PutItem DeleteItem BatchWriteItem";

/**
 * What each function may do, apart from writing its log, sending traces and dead-lettering. Written out in full, because
 * it is a promise.
 */
const permissions: Record<FunctionName, readonly string[]> = {
	welcome: [],
	openapi: [],
	check: ["table: GetItem BatchGetItem"],
	"check-seats": ["table: GetItem BatchGetItem"],
	"num-available": ["table: GetItem BatchGetItem", "#reading#* of table: PutItem", "index count: Query"],
	lock: ["table: GetItem BatchGetItem Query PutItem UpdateItem ConditionCheckItem"],
	extend: ["table: GetItem BatchGetItem UpdateItem ConditionCheckItem"],
	unlock: ["table: GetItem BatchGetItem PutItem UpdateItem DeleteItem"],
	claim: ["table: GetItem BatchGetItem UpdateItem ConditionCheckItem"],
	sell: ["table: GetItem BatchGetItem Query PutItem UpdateItem ConditionCheckItem"],
	change: ["table: GetItem BatchGetItem PutItem UpdateItem DeleteItem"],
	together: ["table: GetItem BatchGetItem", "#reading#* of table: PutItem", "index count: Query"],
	"lock-together": ["table: GetItem BatchGetItem PutItem UpdateItem ConditionCheckItem", "index count: Query"],
	"sell-together": ["table: GetItem BatchGetItem PutItem UpdateItem ConditionCheckItem", "index count: Query"],
	seats: ["table: GetItem BatchGetItem", "#reading#* of table: PutItem", "index count: Query"],
	release: ["table: GetItem BatchGetItem PutItem UpdateItem DeleteItem", "index orders: Query"],
	block: ["table: GetItem BatchGetItem Query PutItem UpdateItem ConditionCheckItem"],
	unblock: ["table: GetItem BatchGetItem Query PutItem UpdateItem DeleteItem"],
	"put-event": [REWRITES_EVENT],
	"patch-event": ["table: GetItem BatchGetItem PutItem BatchWriteItem"],
	"get-event": ["table: GetItem BatchGetItem"],
	"get-document": ["table: GetItem BatchGetItem"],
	availability: ["table: GetItem BatchGetItem", "#reading#* of table: PutItem", "index count: Query"],
	"get-chart": ["table: GetItem BatchGetItem"],
	"get-chart-by-id": ["table: GetItem BatchGetItem"],
	taken: ["table: GetItem BatchGetItem Query", "index orders: Query"],
	"list-events": ["#events of table: Query"],
	"delete-event": [`${REWRITES_EVENT} UpdateItem`],
	changes: ["table: GetItem", "#changes#* of table: Query"],
	"unknown-path": [],
	authorizer: ["secret: GetSecretValue"],
	"publish-changes": [
		"stream: DescribeStream GetRecords GetShardIterator ListStreams",
		"#changes#* #receipts#* of table: GetItem PutItem UpdateItem",
		"bus: PutEvents",
	],
};

test("there is one function for each route, the unknown path, the authorizer and the stream, and no other", () => {
	const names = [...ROUTES.map((route) => route.name), "unknown-path", "authorizer", "publish-changes"];

	expect([...template.functions.keys()].sort()).toEqual(names.sort());
	expect(lambdas).toHaveLength(names.length);
});

test.each(FUNCTION_NAMES)("function %s may do what its verb needs, and nothing else", (name) => {
	const ours = statementsOf(template, name).filter(({ Action }) => !isPlumbing(Action));

	expect(ours.map(inWords)).toEqual(permissions[name]);
	expect(ours.every(({ Effect }) => Effect === "Allow")).toBe(true);
});

test.each(FUNCTION_NAMES)(
	"function %s writes to its own log, sends traces, and dead-letters events it fails to process",
	(name) => {
		const { LoggingConfig, DeadLetterConfig } = propertiesOf(template, name);
		const plumbing = statementsOf(template, name).filter(({ Action }) => isPlumbing(Action));
		const failures = resourcesOf(template, "AWS::Lambda::EventInvokeConfig").find(
			({ Properties }) => referredTo(Properties.FunctionName) === template.functions.get(name),
		);

		expect(plumbing).toEqual([
			{
				Effect: "Allow",
				Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
				Resource: { "Fn::GetAtt": [referredTo(LoggingConfig.LogGroup), "Arn"] },
			},
			{ Effect: "Allow", Action: "sqs:SendMessage", Resource: DeadLetterConfig.TargetArn },
			// Traces have no resource.
			{ Effect: "Allow", Action: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"], Resource: "*" },
		]);
		expect(failures?.Properties.DestinationConfig.OnFailure.Destination).toEqual(DeadLetterConfig.TargetArn);
	},
);

test("every function has a role of its own, with no policy but the one that grants its permissions", () => {
	const roles = lambdas.map(({ Properties }) => referredTo(Properties.Role));

	expect(new Set(roles).size).toBe(lambdas.length);
	for (const { Properties } of resourcesOf(template, "AWS::IAM::Role")) {
		expect(Properties.ManagedPolicyArns ?? []).toEqual([]);
		expect(Properties.Policies ?? []).toEqual([]);
	}
});

test("a function's environment names the table, the seller key or the bus only if the function may use it", () => {
	for (const name of FUNCTION_NAMES) {
		const variables = Object.keys(propertiesOf(template, name).Environment.Variables);

		const expected = ["DEFAULT_EVENT", "METRICS_NAMESPACE"];
		if (permissions[name].some((permission) => /^(#.* of )?table:/.test(permission))) expected.push("TABLE_NAME");
		if (permissions[name].some((permission) => permission.startsWith("secret"))) expected.push("SELLER_KEY_SECRET_ARN");
		if (permissions[name].some((permission) => permission.startsWith("bus"))) expected.push("BUS_NAME");
		expect(variables.sort()).toEqual(expected.sort());
	}
});

test("functions take JSON bodies only where the origins of pages are narrowed, so that every page must ask first", () => {
	const required = (of: Template) =>
		resourcesOf(of, "AWS::Lambda::Function").map(({ Properties }) => Properties.Environment.Variables.REQUIRE_JSON);
	const narrowed = templateOf({ allowedOrigins: "https://shop.example.com,https://box-office.example.com:8443" });

	expect(new Set(required(template))).toEqual(new Set([undefined]));
	expect(new Set(required(narrowed))).toEqual(new Set(["true"]));
	expect(theOnly(narrowed, "AWS::ApiGatewayV2::Api").Properties.CorsConfiguration.AllowOrigins).toEqual([
		"https://shop.example.com",
		"https://box-office.example.com:8443",
	]);
});

test.each([
	"",
	"*",
	"shop.example.com",
	"http://shop.example.com",
	"https://shop.example.com/",
	"https://*.example.com",
	"https://shop.example.com:99999",
])("allowed origins of %j are refused", (allowedOrigins) => {
	expect(() => templateOf({ allowedOrigins })).toThrow("cannot be an allowed origin");
});

test("an environment variable has the same value in every function that has it", () => {
	const values = new Map<string, Set<string>>();
	for (const { Properties } of lambdas) {
		for (const [name, value] of Object.entries(Properties.Environment.Variables)) {
			values.set(name, (values.get(name) ?? new Set()).add(JSON.stringify(value)));
		}
	}

	expect([...values].filter(([, different]) => different.size > 1)).toEqual([]);
});

test("every function runs on the newest Node.js, on arm64, with tracing and JSON logs", () => {
	for (const { Properties } of lambdas) {
		expect(Properties).toMatchObject({
			Runtime: "nodejs24.x",
			Architectures: ["arm64"],
			Handler: "index.handler",
			TracingConfig: { Mode: "Active" },
			LoggingConfig: { LogFormat: "JSON" },
		});
	}
});

test("a function has a timeout of six seconds; those that wait have more", () => {
	const longer: Partial<Record<FunctionName, number>> = { changes: 26, "delete-event": 10, "publish-changes": 60 };

	for (const name of FUNCTION_NAMES) expect(propertiesOf(template, name).Timeout).toBe(longer[name] ?? 6);
});

test("a function has 512 MB, more if it holds a whole event, less if it mostly waits", () => {
	const larger = FUNCTION_NAMES.filter((name) => propertiesOf(template, name).MemorySize > 512);

	expect(propertiesOf(template, "changes").MemorySize).toBe(256);

	expect(larger.sort()).toEqual([
		"availability",
		"delete-event",
		"lock-together",
		"num-available",
		"patch-event",
		"put-event",
		"seats",
		"sell-together",
		"together",
	]);
	for (const name of larger) expect(propertiesOf(template, name).MemorySize).toBeGreaterThanOrEqual(1024);
});

describe("the default event", () => {
	const defaultEvents = (of: Template) =>
		new Set(
			resourcesOf(of, "AWS::Lambda::Function").map(({ Properties }) => Properties.Environment.Variables.DEFAULT_EVENT),
		);

	test("without a choice, the default event is distant-worlds", () => {
		expect(defaultEvents(template)).toEqual(new Set(["distant-worlds"]));
	});

	test("a deployment can choose the default event", () => {
		expect(defaultEvents(templateOf({ defaultEvent: "grand-theatre" }))).toEqual(new Set(["grand-theatre"]));
	});

	test("a default event whose id is not valid is refused", () => {
		expect(() => templateOf({ defaultEvent: "Grand Theatre" })).toThrow('"Grand Theatre" cannot be the default event');
	});
});

test.each([
	["dev", "Delete"],
	["prod", "RetainExceptOnCreate"],
])("in stage %s every log expires, and the deletion policy of logs is %s", (stage, policy) => {
	const logs = resourcesOf(templateOf({ stage }), "AWS::Logs::LogGroup");

	expect(logs).toHaveLength(FUNCTION_NAMES.length + 1);
	for (const log of logs) {
		expect(log.Properties.RetentionInDays).toBeGreaterThan(0);
		expect(log.DeletionPolicy).toBe(policy);
	}
});

test("an unknown stage is refused with the names of the known ones", () => {
	expect(() => templateOf({ stage: "staging" })).toThrow('There is no stage "staging": choose one of dev, prod.');
	expect(() => templateOf({ stage: "toString" })).toThrow("There is no stage");
});

describe("reserved concurrency", () => {
	const reserved = (of: Template) =>
		Object.fromEntries(
			FUNCTION_NAMES.flatMap((name) => {
				const copies: number | undefined = propertiesOf(of, name).ReservedConcurrentExecutions;
				return copies === undefined ? [] : [[name, copies]];
			}),
		);

	test("dev reserves no concurrency, because a new account has none to spare", () => {
		expect(reserved(template)).toEqual({});
	});

	test("prod reserves concurrency for functions that sell, and limits functions that look through whole events", () => {
		const copies = reserved(templateOf({ stage: "prod" }));

		expect(copies).toEqual({
			claim: 100,
			sell: 10,
			"sell-together": 10,
			change: 10,
			taken: 5,
			authorizer: 100,
			lock: 200,
			"lock-together": 200,
			seats: 100,
			together: 50,
			changes: 50,
		});
		// 100 of an account's 1,000 must stay unreserved.
		expect(Object.values(copies).reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(900);
	});
});

function isPlumbing(action: string | string[]): boolean {
	return /^(logs|sqs|xray):/.test([action].flat().join());
}

function propertiesOf(of: Template, name: FunctionName) {
	const resource = of.resources[of.functions.get(name) ?? ""];
	if (!resource) throw new Error(`There is no function ${name}.`);
	return resource.Properties;
}

/** A statement as `table: GetItem PutItem`, with the keys of records if it is about some only. A resource that is not known here stays as it is in the template. */
function inWords({ Action, Resource, Condition }: Statement): string {
	const [, attribute] = (Resource as { "Fn::GetAtt"?: [string, string] })["Fn::GetAtt"] ?? [];
	const places = Object.entries(template.resources).flatMap(([logicalId, { Type }]): [string, string][] => {
		if (Type === "AWS::DynamoDB::GlobalTable") {
			return [
				[`\${${logicalId}}`, "table"],
				[`\${${logicalId}}/index/count`, "index count"],
				[`\${${logicalId}}/index/orders`, "index orders"],
			];
		}
		if (Type === "AWS::Events::EventBus") return [[`\${${logicalId}}`, "bus"]];
		return Type === "AWS::SecretsManager::Secret" ? [[`\${${logicalId}}`, "secret"]] : [];
	});
	const known = new Map(places).get(written(Resource)) ?? JSON.stringify(Resource);
	const place = attribute === "StreamArn" ? known.replace("table", "stream") : known;
	const keys = Condition?.["ForAllValues:StringLike"]?.["dynamodb:LeadingKeys"];
	const condition = keys ? `${keys.join(" ")} of ` : JSON.stringify(Condition ?? "").slice(2);
	return `${condition}${place}: ${[Action]
		.flat()
		.join(" ")
		.replaceAll(/(dynamodb|secretsmanager|events):/g, "")}`;
}
