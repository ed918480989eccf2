/** A stack of CloudFormation as it is now. */
import { CloudFormationClient, DescribeStacksCommand, type Stack } from "@aws-sdk/client-cloudformation";

/** `undefined` if there is none. */
export async function describeStack(StackName: string, region: string): Promise<Stack | undefined> {
	try {
		const { Stacks = [] } = await new CloudFormationClient({ region }).send(new DescribeStacksCommand({ StackName }));
		return Stacks[0];
	} catch (error) {
		if (/does not exist/.test((error as Error).message)) return undefined;
		throw error;
	}
}
