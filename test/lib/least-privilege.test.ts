import { describe, expect, test } from "@jest/globals";
import { ROUTES } from "../../api/routes.ts";
import {
	EVENT_LIST,
	eventKey,
	feedPartition,
	graveKey,
	leaseKey,
	partyKey,
	readingKey,
	sectionPartitions,
} from "../../store/keys.ts";
import { type Deployed, deploymentOf, OWN_DOMAIN } from "./deployment.ts";
import { resourcesOf, statementsOf, templateOf, written } from "./template.ts";

const stacksOf = ({ firewall, service, edge }: Deployed) => [firewall, service, edge];
const dev = stacksOf(deploymentOf());
const prod = stacksOf(deploymentOf({ stage: "prod", ...OWN_DOMAIN }));
const everywhere = (type: string, stacks = prod) => stacks.flatMap((stack) => resourcesOf(stack, type));

interface Statement {
	readonly Effect: string;
	readonly Action: string | readonly string[];
	readonly Resource?: unknown;
	readonly Principal?: { readonly AWS?: unknown; readonly Service?: unknown };
	readonly Condition?: unknown;
}

describe.each([
	["dev", dev],
	["prod", prod],
])("permissions in stage %s", (_, stacks) => {
	const policies: Statement[] = [
		...everywhere("AWS::IAM::Policy", stacks).flatMap(({ Properties }) => Properties.PolicyDocument.Statement),
		...everywhere("AWS::IAM::Role", stacks).flatMap(({ Properties }) =>
			(Properties.Policies ?? []).flatMap(
				(policy: { PolicyDocument: { Statement: Statement[] } }) => policy.PolicyDocument.Statement,
			),
		),
	];

	test("every permission names its actions, without wildcards", () => {
		expect(policies.length).toBeGreaterThan(40);
		for (const { Action } of policies) {
			for (const action of [Action].flat()) expect(action).toMatch(/^[a-z0-9-]+:[A-Za-z]+$/);
		}
	});

	test("every permission names its resources, except for traces, which have none", () => {
		for (const { Action, Resource } of policies) {
			const isTraces = [Action].flat().every((action) => action.startsWith("xray:"));
			for (const resource of [Resource].flat()) expect(written(resource) === "*").toBe(isTraces);
			if (!isTraces) expect(JSON.stringify(Resource)).not.toContain("*");
		}
	});

	test("no managed policies are used, except by the CDK's function that empties buckets in dev", () => {
		const roles = stacks.flatMap(({ resources }) => Object.entries(resources));
		const managed = roles.flatMap(([id, { Properties }]) => (Properties?.["ManagedPolicyArns"]?.length ? [id] : []));

		const expected = stacks === dev ? [expect.stringMatching(/^CustomS3AutoDeleteObjects/)] : [];
		expect(managed).toEqual(expected);
	});
});

test.each(["dev", "prod"])(
	"in stage %s a function that serves a public GET writes nothing but readings of the house and their leases",
	(stage) => {
		const template = templateOf({ stage });
		const writes = /^dynamodb:(?!GetItem|BatchGetItem|Query)/;
		const publicGets = ROUTES.filter(({ method, caller }) => method === "GET" && caller === "public");
		const writers = publicGets.flatMap(({ name }) =>
			statementsOf(template, name)
				.filter(({ Action }) => [Action].flat().some((action) => writes.test(action)))
				.map(({ Action, Condition }) => ({ name, Action, Condition })),
		);

		const Condition = { "ForAllValues:StringLike": { "dynamodb:LeadingKeys": ["#reading#*"] } };
		expect(writers).toEqual(
			["num-available", "together", "seats", "availability"].map((name) => ({
				name,
				Action: "dynamodb:PutItem",
				Condition,
			})),
		);
	},
);

test("the keys of readings and leases begin as the permission to write them says, and no other keys do", () => {
	const event = { id: "reading", life: "life" };
	const others = [
		...sectionPartitions(event, "a"),
		eventKey("reading").pk,
		graveKey(event).pk,
		partyKey(event, "hash", "a").pk,
	];

	for (const { pk } of [readingKey(event, "order"), leaseKey(event, "order")]) expect(pk).toMatch(/^#reading#/);
	for (const pk of [...others, EVENT_LIST, feedPartition("reading")]) expect(pk).not.toMatch(/^#reading#/);
});

describe.each([
	["topics", "AWS::SNS::Topic", "AWS::SNS::TopicPolicy"],
	["queues", "AWS::SQS::Queue", "AWS::SQS::QueuePolicy"],
])("%s", (name, type, policyType) => {
	const statements: Statement[] = everywhere(policyType).flatMap(
		({ Properties }) => Properties.PolicyDocument.Statement,
	);

	test(`all ${name} refuse requests without TLS`, () => {
		const refusals = statements.filter(
			({ Effect, Condition }) =>
				Effect === "Deny" && JSON.stringify(Condition).includes('"aws:SecureTransport":"false"'),
		);

		expect(everywhere(type).length).toBeGreaterThan(0);
		expect(refusals).toHaveLength(everywhere(type).length);
	});

	test(`${name} allow nobody but CloudWatch, and only from this account`, () => {
		for (const { Effect, Principal, Condition } of statements) {
			if (Effect !== "Allow") continue;
			expect(Principal?.Service).toBe("cloudwatch.amazonaws.com");
			expect(JSON.stringify(Condition)).toContain("aws:SourceAccount");
		}
	});
});

describe("encryption at rest", () => {
	test("alarm messages are encrypted with a key that CloudWatch may use and that rotates", () => {
		const keys = everywhere("AWS::KMS::Key");

		for (const { Properties } of everywhere("AWS::SNS::Topic")) expect(Properties.KmsMasterKeyId).toBeDefined();
		expect(keys).toHaveLength(everywhere("AWS::SNS::Topic").length);
		for (const { Properties } of keys) {
			expect(Properties.EnableKeyRotation).toBe(true);
			expect(JSON.stringify(Properties.KeyPolicy)).toContain("cloudwatch.amazonaws.com");
		}
	});

	test("dead letters are encrypted", () => {
		for (const { Properties } of everywhere("AWS::SQS::Queue")) expect(Properties.SqsManagedSseEnabled).toBe(true);
	});
});

test("in prod, tables, buckets and logs outlive their stack, and stacks are protected against deletion", () => {
	for (const type of ["AWS::DynamoDB::GlobalTable", "AWS::S3::Bucket", "AWS::Logs::LogGroup"]) {
		for (const { DeletionPolicy } of everywhere(type)) expect(DeletionPolicy).toMatch(/^Retain/);
	}
	expect(prod.map(({ isProtected }) => isProtected)).toEqual([true, true, true]);
	expect(dev.map(({ isProtected }) => isProtected)).toEqual([false, false, false]);
});

test("what a stack keeps it keeps when it is deleted or replaced, but not when its first deployment fails", () => {
	const kept = prod
		.flatMap(({ resources }) => Object.values(resources))
		.filter(({ DeletionPolicy }) => DeletionPolicy?.startsWith("Retain"));

	expect(kept.length).toBeGreaterThan(30);
	for (const { DeletionPolicy, UpdateReplacePolicy } of kept) {
		expect([DeletionPolicy, UpdateReplacePolicy]).toEqual(["RetainExceptOnCreate", "Retain"]);
	}
});

describe("the first deployment of prod", () => {
	const first = stacksOf(deploymentOf({ stage: "prod", ...OWN_DOMAIN, firstDeployment: "true" }));
	const isTableProtected = (stacks: typeof prod) =>
		everywhere("AWS::DynamoDB::GlobalTable", stacks).map(
			({ Properties }) => Properties.Replicas[0].DeletionProtectionEnabled,
		);

	test("neither stacks nor table are protected, so that a failed attempt can be rolled back, deleted and repeated", () => {
		expect(first.map(({ isProtected }) => isProtected)).toEqual([false, false, false]);
		expect(isTableProtected(first)).toEqual([false]);
		expect(isTableProtected(prod)).toEqual([true]);
	});

	test("nothing else differs from every later deployment", () => {
		const withoutProtection = (stacks: typeof prod) =>
			JSON.stringify(stacks.map(({ resources }) => resources)).replaceAll(/"DeletionProtectionEnabled":\w+/g, "");

		expect(withoutProtection(first)).toBe(withoutProtection(prod));
	});

	test("a value of firstDeployment that is neither true nor false is refused", () => {
		expect(() => deploymentOf({ firstDeployment: "yes" })).toThrow('"yes" cannot be firstDeployment');
	});
});

test("every log expires", () => {
	for (const { Properties } of everywhere("AWS::Logs::LogGroup")) expect(Properties.RetentionInDays).toBeGreaterThan(0);
});
