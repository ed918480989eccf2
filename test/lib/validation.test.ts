import { describe, expect, test } from "@jest/globals";
import { CfnBucket } from "aws-cdk-lib/aws-s3";
import { CfnQueue } from "aws-cdk-lib/aws-sqs";
import type { App, Stack } from "aws-cdk-lib/core";
import { deploymentOf, OWN_DOMAIN } from "./deployment.ts";

const fully = { builtinCloudFormationValidation: true };
const dev = deploymentOf({}, fully);
const prod = deploymentOf({ stage: "prod", expectedBuyers: "100000", ...OWN_DOMAIN }, fully);

describe("the rules of AwsSolutions, Serverless and CloudFormation, in every stack", () => {
	test.each([
		["dev", dev],
		["prod", prod],
	])("find nothing in %s", (_, { findings }) => {
		expect(findings).toEqual([]);
	});

	test("are really asked: a bucket that takes requests without TLS and a queue without an end are found", () => {
		const change = (app: App) => {
			const stack = app.node.findChild("ticket-sales-dev-edge") as Stack;
			new CfnBucket(stack, "Open");
			new CfnQueue(stack, "Endless");
		};

		expect(() => deploymentOf({}, { change })).toThrow(/AwsSolutions-S10/);
		expect(() => deploymentOf({}, { change })).toThrow(/Serverless-SQSRedrivePolicy/);
	});

	test("are broken knowingly in three cases at most, each with its reason", () => {
		expect([...prod.acknowledged.keys()].sort()).toEqual([
			"AwsSolutions-IAM5[Resource::*]",
			"AwsSolutions-SMG4",
			"Serverless-SQSRedrivePolicy",
		]);
		for (const reason of prod.acknowledged.values()) expect(reason.length).toBeGreaterThan(60);
	});

	test("are broken in one more without a domain of one's own, for then the certificate is not ours to choose", () => {
		expect([...dev.acknowledged.keys()].filter((rule) => !prod.acknowledged.has(rule))).toEqual(["AwsSolutions-CFR4"]);
	});
});
