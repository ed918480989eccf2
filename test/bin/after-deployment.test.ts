/** What runs after each deployment: protecting what was deployed for the first time, and looking where the edge points. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { deploymentOf } from "../lib/deployment.ts";
import { written } from "../lib/template.ts";
import { type EmulatedAws, emulateAws, refused, runProgram } from "./emulated-aws.ts";

let directory = "";
let aws: EmulatedAws;
let areCredentialsValid = true;
beforeEach(async () => {
	directory = mkdtempSync(join(tmpdir(), "after-deployment-"));
	mkdirSync(join(directory, "build"));
	areCredentialsValid = true;
	aws = await emulateAws(() => {
		if (!areCredentialsValid) throw refused("ExpiredTokenException", "expired");
		return {};
	});
});
afterEach(async () => {
	rmSync(directory, { recursive: true });
	await aws.stop();
});

const outputs = (stacks: Record<string, Record<string, string>>) =>
	writeFileSync(join(directory, "build/outputs.json"), JSON.stringify(stacks));
const run = (program: string) => runProgram(directory, program, [], aws.environment);

describe("protect-stacks", () => {
	function assembly(stage: string, terminationProtection: boolean) {
		const artifact = (region: string) => ({
			type: "aws:cloudformation:stack",
			environment: `aws://111111111111/${region}`,
			properties: { templateFile: "a.json", terminationProtection },
		});
		const artifacts = {
			[`ticket-sales-${stage}-firewall`]: artifact("us-east-1"),
			[`ticket-sales-${stage}`]: artifact("eu-central-1"),
			[`ticket-sales-${stage}-edge`]: artifact("eu-central-1"),
			[`ticket-sales-${stage}.assets`]: { type: "cdk:asset-manifest", properties: { file: "assets.json" } },
			Tree: { type: "cdk:tree", properties: { file: "tree.json" } },
		};
		mkdirSync(join(directory, "cdk.out"));
		writeFileSync(join(directory, "cdk.out/manifest.json"), JSON.stringify({ version: "48.0.0", artifacts }));
		outputs({
			[`ticket-sales-${stage}-firewall`]: { AlarmTopic: "a" },
			[`ticket-sales-${stage}`]: { SeatTableName: "seats" },
			[`ticket-sales-${stage}-edge`]: { Address: "a" },
		});
	}
	const asked = () =>
		aws.asked.map(({ operation, region, input }) => [operation, region, input.StackName ?? input.TableName]);

	test("after the first deployment of prod its stacks and its table are protected, each in its region", async () => {
		assembly("prod", false);

		const { status, output } = await run("protect-stacks.ts");

		expect(asked()).toEqual([
			["UpdateTerminationProtection", "us-east-1", "ticket-sales-prod-firewall"],
			["UpdateTerminationProtection", "eu-central-1", "ticket-sales-prod"],
			["UpdateTable", "eu-central-1", "seats"],
			["UpdateTerminationProtection", "eu-central-1", "ticket-sales-prod-edge"],
		]);
		expect(aws.asked.map(({ input }) => input.EnableTerminationProtection ?? input.DeletionProtectionEnabled)).toEqual([
			"true",
			"true",
			true,
			"true",
		]);
		expect(output).toContain("and so is the table seats");
		expect(status).toBe(0);
	});

	test.each([
		["a later deployment of prod, whose templates protect it", "prod", true],
		["dev, which keeps nothing", "dev", false],
	])("nothing is asked of AWS after %s", async (_, stage, isProtected) => {
		assembly(stage, isProtected);

		expect(await run("protect-stacks.ts")).toEqual({ status: 0, output: "" });
		expect(aws.asked).toEqual([]);
	});

	test("credentials that expired during the deployment are said in one sentence", async () => {
		assembly("prod", false);
		areCredentialsValid = false;

		const { status, output } = await run("protect-stacks.ts");

		expect(output).toContain("AWS does not accept your credentials");
		expect(status).toBe(1);
	});
});

describe("check-edge", () => {
	const SERVICE = { ApiAddress: "https://a.example/", EdgeKeySecret: "arn:of:the:key" };
	const FIREWALL = { FirewallArn: "arn:of:the:firewall" };
	const EDGE = {
		PointsAtApi: "https://a.example/",
		PointsAtKey: "arn:of:the:key",
		PointsAtFirewall: "arn:of:the:firewall",
	};
	const templateOfKey = (edgeKey: string) => ({ Resources: deploymentOf({ edgeKey }).edge.resources });
	const deployed = (edge: Record<string, string> = EDGE) =>
		outputs({ "ticket-sales-prod-firewall": FIREWALL, "ticket-sales-prod": SERVICE, "ticket-sales-prod-edge": edge });

	test("an edge that points at what is deployed passes", async () => {
		deployed();

		expect(await run("check-edge.ts")).toEqual({ status: 0, output: "" });
	});

	test.each([
		["PointsAtApi", "the API"],
		["PointsAtKey", "the key of the edge"],
		["PointsAtFirewall", "the firewall"],
	])(
		"an edge whose %s is of a stack that was made again fails the deployment, with the command and the next number that mend it",
		async (points, what) => {
			deployed({ ...EDGE, [points]: "what is gone" });
			mkdirSync(join(directory, "cdk.out"));
			writeFileSync(
				join(directory, "cdk.out/ticket-sales-prod-edge.template.json"),
				JSON.stringify(templateOfKey("7")),
			);

			const { status, output } = await run("check-edge.ts");

			expect(status).toBe(1);
			expect(output).toContain(`ticket-sales-prod-edge still points at ${what} of a stack that is gone`);
			expect(output).toContain("--exclusively --context stage=prod --context edgeKey=8");
		},
	);

	test("a deployment of the edge alone, or of none, is not judged", async () => {
		outputs({ "ticket-sales-prod-edge": EDGE });
		expect((await run("check-edge.ts")).status).toBe(0);

		outputs({ "ticket-sales-prod": SERVICE });
		expect((await run("check-edge.ts")).status).toBe(0);
	});

	test("the edge's outputs say in the same words what the other stacks' outputs say", () => {
		const { firewall, service, edge } = deploymentOf();
		const value = (stack: typeof edge, name: string) => stack.outputs[name]?.Value;
		const pointed = (name: string) => JSON.stringify(value(edge, name));

		// `https://<id of the API>.execute-api.…/`, of the API that the service's stack names.
		expect(pointed("PointsAtApi")).toMatch(/^\{"Fn::Join":\["",\["https:\/\/",\{"Fn::GetStackOutput":/);
		const parts = (name: string, stack: typeof edge) =>
			(value(stack, name) as { "Fn::Join": [string, unknown[]] })["Fn::Join"][1]
				.filter((part) => typeof part === "string")
				.join("|");
		expect(parts("PointsAtApi", edge)).toBe("https://|.execute-api.eu-central-1.|/");
		expect(written(value(service, "ApiAddress"))).toMatch(
			/^https:\/\/\$\{SeatApi.*\}\.execute-api\.eu-central-1\.\$\{.*\}\/$/,
		);
		for (const name of ["PointsAtKey", "PointsAtFirewall"]) expect(pointed(name)).toContain("Fn::GetStackOutput");
		expect(JSON.stringify(firewall.outputs["FirewallArn"])).toContain("Fn::GetAtt");
	});
});
