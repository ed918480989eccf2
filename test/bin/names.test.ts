import { execFileSync } from "node:child_process";
import { tmpdir } from "node:os";
import { afterEach, expect, test } from "@jest/globals";
import { deploymentOf } from "../lib/deployment.ts";
import { type EmulatedAws, emulateAws, refused, runProgram } from "./emulated-aws.ts";

let aws: EmulatedAws;
afterEach(() => aws?.stop());

const { firewall, service, edge } = deploymentOf();
const STACKS = { "ticket-sales-dev-firewall": firewall, "ticket-sales-dev": service, "ticket-sales-dev-edge": edge };

/** Runs the command where the stacks of dev are deployed, each in its region, with these outputs and no other. */
async function names(outputs: (stack: string) => Record<string, string>) {
	aws = await emulateAws(({ input: { StackName }, region }) => {
		const isThere = StackName in STACKS && (region === "us-east-1") === StackName.endsWith("-firewall");
		if (!isThere) throw refused("ValidationError", `Stack with id ${StackName} does not exist`);
		const Outputs = Object.entries(outputs(StackName)).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue }));
		const StackId = `arn:aws:cloudformation:${region}:111111111111:stack/${StackName}/1`;
		return {
			Stacks: [{ StackName, StackId, CreationTime: "2026-11-29T00:00:00Z", StackStatus: "CREATE_COMPLETE", Outputs }],
		};
	});
	return runProgram(tmpdir(), "names.ts", ["--stage", "dev"], aws.environment);
}

/** A value for each output that the templates have. It would end a badly quoted text. */
const ofTemplates = (stack: string) =>
	Object.fromEntries(
		Object.keys(STACKS[stack as keyof typeof STACKS].outputs).map((name) => [name, `${stack}'s "$HOME" ${name}`]),
	);

test("every name is an output of the templates, and reaches the shell as it is", async () => {
	const { status, output } = await names(ofTemplates);
	const print =
		'printf "%s\\n" "$STAGE" "$ACCOUNT" "$TABLE" "$ADDRESS" "$FIREWALL_TOPIC" "$EDGE_SECRET" "$CHANGES_FUNCTION" "$QUEUE"';

	expect(status).toBe(0);
	expect(
		execFileSync("bash", ["-euc", `${output}\n${print}`], { encoding: "utf8" })
			.trim()
			.split("\n"),
	).toEqual([
		"dev",
		"111111111111",
		`ticket-sales-dev's "$HOME" SeatTableName`,
		`ticket-sales-dev-edge's "$HOME" Address`,
		`ticket-sales-dev-firewall's "$HOME" AlarmTopic`,
		`ticket-sales-dev's "$HOME" EdgeKeySecret`,
		`ticket-sales-dev's "$HOME" ChangesFunction`,
		`ticket-sales-dev's "$HOME" DeadLetterQueue`,
	]);
});

test("a stack that lacks an output prints nothing for the shell but what is missing", async () => {
	const { status, output } = await names(() => ({}));

	expect(output).toBe("ticket-sales-dev has no output ApiAddress: deploy it again (npm run deploy).\n");
	expect(status).toBe(1);
});

test("a stage that is not deployed in the region is named, with the region", async () => {
	aws = await emulateAws(() => {
		throw refused("ValidationError", "Stack with id ticket-sales-prod does not exist");
	});

	const { output } = await runProgram(tmpdir(), "names.ts", ["--stage", "prod"], aws.environment);

	expect(output).toContain(
		"There is no stack ticket-sales-prod in eu-central-1: is AWS_REGION the region of the service?",
	);
});
