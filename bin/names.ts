/**
 * Prints the names of what is deployed as variables of the shell, for the commands of docs/operations/: from the outputs
 * of the stacks as they are now.
 */
import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { awsFailure } from "./event/aws-failure.ts";
import { failure } from "./event/failure.ts";
import { readOptions, runCommand } from "./event/run-command.ts";
import { describeStack } from "./outputs/describe-stack.ts";
import { EDGE_REGION } from "./preflight/check.ts";

const USAGE = 'eval "$(npx tsx bin/names.ts --stage prod)"';

/** The variables, by the ending of the stack's name and the output. */
const VARIABLES = {
	"": {
		API_ADDRESS: "ApiAddress",
		CHANGES_FUNCTION: "ChangesFunction",
		EDGE_SECRET: "EdgeKeySecret",
		QUEUE: "DeadLetterQueue",
		SECRET: "SellerKeySecret",
		TABLE: "SeatTableName",
		TOPIC: "AlarmTopic",
	},
	"-firewall": { FIREWALL_TOPIC: "AlarmTopic" },
	"-edge": {
		ADDRESS: "Address",
		DISTRIBUTION: "DistributionId",
		DISTRIBUTION_NAME: "DistributionName",
		PAGE_BUCKET: "PageBucket",
	},
} as const;

/** For the shell: a value in single quotes means itself. */
const exported = (name: string, value: string) => `export ${name}='${value.replaceAll("'", "'\\''")}'`;

async function print(stage: string): Promise<void> {
	const region = await new CloudFormationClient().config.region();
	const lines: string[] = [exported("STAGE", stage)];
	for (const [ending, variables] of Object.entries(VARIABLES)) {
		const name = `ticket-sales-${stage}${ending}`;
		const where = ending === "-firewall" ? EDGE_REGION : region;
		const stack = await describeStack(name, where);
		if (!stack) throw failure(`There is no stack ${name} in ${where}: is AWS_REGION the region of the service?`);
		// arn:aws:cloudformation:region:account:stack/…
		if (ending === "") lines.push(exported("ACCOUNT", stack.StackId?.split(":")[4] ?? ""));
		for (const [variable, output] of Object.entries(variables)) {
			const value = stack.Outputs?.find(({ OutputKey }) => OutputKey === output)?.OutputValue;
			// A deployment without the feed of changes has no such function.
			if (value === undefined && output === "ChangesFunction") continue;
			if (value === undefined) throw failure(`${name} has no output ${output}: deploy it again (npm run deploy).`);
			lines.push(exported(variable, value));
		}
	}
	console.log(lines.join("\n"));
}

await runCommand(async () => {
	const { stage } = readOptions({ stage: { type: "string" } }, USAGE);
	if (!stage) throw failure(USAGE);
	try {
		await print(stage);
	} catch (error) {
		throw awsFailure(error, { continues: false });
	}
});
