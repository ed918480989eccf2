import { describe, expect, test } from "@jest/globals";
import { routes } from "../../api/routes.ts";
import { FUNCTION_NAMES, type FunctionName } from "../../lib/bundle.ts";
import { referredTo, resourcesOf, type Template, templateOf, written } from "./template.ts";

const template = templateOf();
const lambdas = resourcesOf(template, "AWS::Lambda::Function");

/** What a function may do, beside writing its log, sending its traces and handing over what it failed at. Spelled out, because it is a promise. */
const permissions: Record<FunctionName, readonly string[]> = {
	welcome: [],
	openapi: [],
	check: ["table: GetItem BatchGetItem"],
	"num-available": ["table: GetItem BatchGetItem", "index count: Query"],
	lock: ["table: GetItem BatchGetItem PutItem ConditionCheckItem"],
	extend: ["table: GetItem BatchGetItem UpdateItem ConditionCheckItem"],
	unlock: ["table: GetItem BatchGetItem DeleteItem"],
	claim: ["table: GetItem BatchGetItem UpdateItem ConditionCheckItem"],
	together: ["table: GetItem BatchGetItem", "index count: Query"],
	"lock-together": ["table: GetItem BatchGetItem PutItem ConditionCheckItem", "index count: Query"],
	seats: ["table: GetItem BatchGetItem", "index count: Query"],
	release: ["table: GetItem BatchGetItem DeleteItem"],
	block: ["table: GetItem BatchGetItem PutItem ConditionCheckItem"],
	unblock: ["table: GetItem BatchGetItem DeleteItem"],
	"put-event": ["table: GetItem BatchGetItem Query PutItem BatchWriteItem"],
	"get-event": ["table: GetItem BatchGetItem"],
	"list-events": ["table: Query"],
	"delete-event": ["table: GetItem Query UpdateItem DeleteItem ConditionCheckItem"],
	changes: ["table: GetItem Query"],
	"unknown-path": [],
	authorizer: ["secret: GetSecretValue"],
	"publish-changes": [
		"table: GetItem PutItem UpdateItem",
		"stream: DescribeStream GetRecords GetShardIterator ListStreams",
		"bus: PutEvents",
	],
};

test("every route has a function, and so have the unknown path, the authorizer and the stream: no more, no less", () => {
	const names = [...routes.map((route) => route.name), "unknown-path", "authorizer", "publish-changes"];

	expect([...template.functions.keys()].sort()).toEqual(names.sort());
	expect(lambdas).toHaveLength(names.length);
});

test.each(FUNCTION_NAMES)("%s may do what its verb needs, and nothing else", (name) => {
	const ours = statementsOf(template, name).filter(({ Action }) => !isPlumbing(Action));

	expect(ours.map(inWords)).toEqual(permissions[name]);
	expect(ours.every(({ Effect, Condition }) => Effect === "Allow" && Condition === undefined)).toBe(true);
});

test.each(FUNCTION_NAMES)("%s writes to its own log, hands over what it fails at, and sends traces", (name) => {
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
		// Traces have no address.
		{ Effect: "Allow", Action: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"], Resource: "*" },
	]);
	expect(failures?.Properties.DestinationConfig.OnFailure.Destination).toEqual(DeadLetterConfig.TargetArn);
});

test("a role serves one function, and has no policy but its own", () => {
	const roles = lambdas.map(({ Properties }) => referredTo(Properties.Role));

	expect(new Set(roles).size).toBe(lambdas.length);
	for (const { Properties } of resourcesOf(template, "AWS::IAM::Role")) {
		expect(Properties.ManagedPolicyArns ?? []).toEqual([]);
		expect(Properties.Policies ?? []).toEqual([]);
	}
});

test("whoever may use the table knows its name, whoever may read the key knows where it is, and nobody else", () => {
	for (const name of FUNCTION_NAMES) {
		const variables = Object.keys(propertiesOf(template, name).Environment.Variables);

		const expected = ["DEFAULT_EVENT", "POWERTOOLS_METRICS_NAMESPACE"];
		if (permissions[name].some((permission) => permission.startsWith("table"))) expected.push("TABLE_NAME");
		if (permissions[name].some((permission) => permission.startsWith("secret"))) expected.push("SELLER_KEY_SECRET_ARN");
		if (permissions[name].some((permission) => permission.startsWith("bus"))) expected.push("BUS_NAME");
		expect(variables.sort()).toEqual(expected.sort());
	}
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

test("a function runs its bundle on the newest Node.js, on arm64, traced, and with logs that are JSON whoever writes", () => {
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

test("a function has six seconds; more where it waits for changes, or for others who number theirs", () => {
	const longer: Partial<Record<FunctionName, number>> = { changes: 26, "publish-changes": 60 };

	for (const name of FUNCTION_NAMES) expect(propertiesOf(template, name).Timeout).toBe(longer[name] ?? 6);
});

test("a function has 512 MB, more where it holds a whole event, and less where it only waits", () => {
	const larger = FUNCTION_NAMES.filter((name) => propertiesOf(template, name).MemorySize > 512);

	expect(propertiesOf(template, "changes").MemorySize).toBe(256);

	expect(larger.sort()).toEqual(["delete-event", "lock-together", "num-available", "put-event", "seats", "together"]);
	for (const name of larger) expect(propertiesOf(template, name).MemorySize).toBeGreaterThanOrEqual(1024);
});

describe("the event that /seat… paths speak of", () => {
	const defaultEvents = (of: Template) =>
		new Set(
			resourcesOf(of, "AWS::Lambda::Function").map(({ Properties }) => Properties.Environment.Variables.DEFAULT_EVENT),
		);

	test("is distant-worlds if nobody chooses another", () => {
		expect(defaultEvents(template)).toEqual(new Set(["distant-worlds"]));
	});

	test("can be chosen when deploying", () => {
		expect(defaultEvents(templateOf({ defaultEvent: "grand-theatre" }))).toEqual(new Set(["grand-theatre"]));
	});

	test("must have an id that an event can have", () => {
		expect(() => templateOf({ defaultEvent: "Grand Theatre" })).toThrow('"Grand Theatre" cannot be the default event');
	});
});

test.each([
	["dev", "Delete"],
	["prod", "Retain"],
])("in stage %s every log has an end, and when the stack goes the policy is: %s", (stage, policy) => {
	const logs = resourcesOf(templateOf({ stage }), "AWS::Logs::LogGroup");

	expect(logs).toHaveLength(FUNCTION_NAMES.length + 1);
	for (const log of logs) {
		expect(log.Properties.RetentionInDays).toBeGreaterThan(0);
		expect(log.DeletionPolicy).toBe(policy);
	}
});

test("a stage that is none is refused by naming those that are", () => {
	expect(() => templateOf({ stage: "staging" })).toThrow('There is no stage "staging": choose one of dev, prod.');
	expect(() => templateOf({ stage: "toString" })).toThrow("There is no stage");
});

describe("copies of a function that may run at once", () => {
	const reserved = (of: Template) =>
		Object.fromEntries(
			FUNCTION_NAMES.flatMap((name) => {
				const copies: number | undefined = propertiesOf(of, name).ReservedConcurrentExecutions;
				return copies === undefined ? [] : [[name, copies]];
			}),
		);

	test("are not reserved in dev: a new account has none to spare", () => {
		expect(reserved(template)).toEqual({});
	});

	test("are kept for those that sell, and limited for those that read whole events, in prod", () => {
		const copies = reserved(templateOf({ stage: "prod" }));

		expect(copies).toEqual({
			claim: 100,
			authorizer: 100,
			lock: 200,
			"lock-together": 150,
			seats: 100,
			together: 100,
			changes: 50,
		});
		// 100 of an account's 1,000 must stay with nobody.
		expect(Object.values(copies).reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(900);
	});
});

function isPlumbing(action: string | string[]): boolean {
	return /^(logs|sqs|xray):/.test([action].flat().join());
}

interface Statement {
	readonly Effect: string;
	readonly Action: string | string[];
	readonly Resource: unknown;
	readonly Condition?: unknown;
}

function propertiesOf(of: Template, name: FunctionName) {
	const resource = of.resources[of.functions.get(name) ?? ""];
	if (!resource) throw new Error(`There is no function ${name}.`);
	return resource.Properties;
}

function statementsOf(of: Template, name: FunctionName): Statement[] {
	const role = referredTo(propertiesOf(of, name).Role);
	return resourcesOf(of, "AWS::IAM::Policy")
		.filter(({ Properties }) => Properties.Roles.some((one: unknown) => referredTo(one) === role))
		.flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
}

/** `table: GetItem PutItem`; an address that is not known here stays as the template has it. */
function inWords({ Action, Resource }: Statement): string {
	const [, attribute] = (Resource as { "Fn::GetAtt"?: [string, string] })["Fn::GetAtt"] ?? [];
	const places = Object.entries(template.resources).flatMap(([logicalId, { Type }]): [string, string][] => {
		if (Type === "AWS::DynamoDB::GlobalTable") {
			return [
				[`\${${logicalId}}`, "table"],
				[`\${${logicalId}}/index/count`, "index count"],
			];
		}
		if (Type === "AWS::Events::EventBus") return [[`\${${logicalId}}`, "bus"]];
		return Type === "AWS::SecretsManager::Secret" ? [[`\${${logicalId}}`, "secret"]] : [];
	});
	const known = new Map(places).get(written(Resource)) ?? JSON.stringify(Resource);
	const place = attribute === "StreamArn" ? known.replace("table", "stream") : known;
	return `${place}: ${[Action]
		.flat()
		.join(" ")
		.replaceAll(/(dynamodb|secretsmanager|events):/g, "")}`;
}
