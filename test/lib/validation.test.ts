import { describe, expect, test } from "@jest/globals";
import { CfnBucket } from "aws-cdk-lib/aws-s3";
import { CfnQueue } from "aws-cdk-lib/aws-sqs";
import type { App, Stack } from "aws-cdk-lib/core";
import { deploymentOf, OWN_DOMAIN } from "./deployment.ts";

const FULLY = { builtinCloudFormationValidation: true };
const dev = deploymentOf({}, FULLY);
const prod = deploymentOf({ stage: "prod", expectedBuyers: "100000", ...OWN_DOMAIN }, FULLY);

describe("the rules of AwsSolutions, Serverless and CloudFormation", () => {
	test.each([
		["dev", dev],
		["prod", prod],
	])("no stack of stage %s breaks a rule of AwsSolutions, Serverless or CloudFormation", (_, { findings }) => {
		expect(findings).toEqual([]);
	});

	test("the rules are really checked: a bucket without TLS and a queue without a dead-letter queue are found", () => {
		const change = (app: App) => {
			const stack = app.node.findChild("ticket-sales-dev-edge") as Stack;
			new CfnBucket(stack, "WithoutTls");
			new CfnQueue(stack, "WithoutDeadLetters");
		};

		expect(() => deploymentOf({}, { change })).toThrow(/AwsSolutions-S10/);
		expect(() => deploymentOf({}, { change })).toThrow(/Serverless-SQSRedrivePolicy/);
	});

	test("prod breaks four rules on purpose, each with its reason", () => {
		expect([...prod.acknowledged.keys()].sort()).toEqual([
			"AwsSolutions-CFR1",
			"AwsSolutions-IAM5[Resource::*]",
			"AwsSolutions-SMG4",
			"Serverless-SQSRedrivePolicy",
		]);
		for (const reason of prod.acknowledged.values()) expect(reason.length).toBeGreaterThan(60);
	});

	test("dev breaks one more rule on purpose, because without a domain the certificate is CloudFront's", () => {
		expect([...dev.acknowledged.keys()].filter((rule) => !prod.acknowledged.has(rule))).toEqual(["AwsSolutions-CFR4"]);
	});
});
