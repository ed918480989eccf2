/**
 * After the first deployment of a stage that keeps data, protects its stacks and its table from deletion. Every later
 * deployment finds them protected by its own template, and needs none of this. Runs after each deployment, and reads in
 * `cdk.out` what was deployed.
 */
import { existsSync } from "node:fs";
import { CloudFormationClient, UpdateTerminationProtectionCommand } from "@aws-sdk/client-cloudformation";
import { DynamoDBClient, UpdateTableCommand } from "@aws-sdk/client-dynamodb";
import * as z from "zod/mini";
import { stageNamed } from "../lib/stages.ts";
import { awsFailure } from "./event/aws-failure.ts";
import { failure } from "./event/failure.ts";
import { readJsonFile } from "./event/json-file.ts";
import { readOptions, runCommand } from "./event/run-command.ts";
import { readOutputs } from "./outputs/outputs.ts";

const USAGE = "npx tsx bin/protect-stacks.ts [--assembly cdk.out] [--outputs build/outputs.json]";

/** What the CDK writes of each stack. Other artifacts have other properties. */
const manifest = z.object({
	artifacts: z.record(
		z.string(),
		z.object({
			type: z.string(),
			environment: z.optional(z.string()),
			properties: z.optional(z.looseObject({ terminationProtection: z.optional(z.boolean()) })),
		}),
	),
});

const STAGE_OF_STACK = /^ticket-sales-([a-z]+)(?:-firewall|-edge)?$/;

interface StackHere {
	readonly name: string;
	readonly region: string;
}

/** The stacks that keep data and whose template does not protect them. */
function unprotectedIn(assembly: string): StackHere[] {
	const file = `${assembly}/manifest.json`;
	const read = z.safeParse(manifest, existsSync(file) ? readJsonFile(file) : {});
	if (!read.success) throw failure(`${file} is not what the CDK writes: deploy first (npm run deploy).`);
	return Object.entries(read.data.artifacts).flatMap(([name, { type, environment = "", properties }]) => {
		const stage = STAGE_OF_STACK.exec(name)?.[1];
		if (type !== "aws:cloudformation:stack" || stage === undefined || properties?.terminationProtection) return [];
		// aws://account/region
		const region = environment.split("/").at(-1) ?? "";
		return stageNamed(stage).keepsData ? [{ name, region }] : [];
	});
}

async function protect({ name, region }: StackHere, table: string | undefined): Promise<void> {
	const stack = { StackName: name, EnableTerminationProtection: true };
	await new CloudFormationClient({ region }).send(new UpdateTerminationProtectionCommand(stack));
	if (table) {
		const change = { TableName: table, DeletionProtectionEnabled: true };
		await new DynamoDBClient({ region }).send(new UpdateTableCommand(change));
	}
	console.log(`${name} is protected from deletion now${table ? `, and so is the table ${table}` : ""}.`);
}

await runCommand(async () => {
	const { assembly, outputs } = readOptions(
		{
			assembly: { type: "string", default: "cdk.out" },
			outputs: { type: "string", default: "build/outputs.json" },
		},
		USAGE,
	);
	const deployed = readOutputs(outputs);
	try {
		for (const stack of unprotectedIn(assembly)) {
			// A deployment of a part leaves the others as they are.
			const found = deployed[stack.name];
			if (found) await protect(stack, found["SeatTableName"]);
		}
	} catch (error) {
		throw awsFailure(error, { continues: true });
	}
});
