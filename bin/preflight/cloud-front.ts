/** Whether the account may make distributions, and whether the domain is free for ours. */
import { CloudFrontClient, type DistributionSummary, paginateListDistributions } from "@aws-sdk/client-cloudfront";
import { describeStack } from "../outputs/describe-stack.ts";
import { EDGE_REGION, type Finding, type Plan, stacksOf } from "./check.ts";

export async function cloudFront(plan: Plan): Promise<readonly Finding[]> {
	const client = new CloudFrontClient({ region: EDGE_REGION });
	const all: DistributionSummary[] = [];
	for await (const { DistributionList } of paginateListDistributions({ client }, {})) {
		all.push(...(DistributionList?.Items ?? []));
	}
	const verified: Finding =
		all.length > 0
			? { state: "ready", says: "CloudFront: the account has a distribution, so it is verified" }
			: {
					state: "look",
					says: 'CloudFront: AWS verifies some new accounts first, and no API says which. If the edge fails with "Your account must be verified", open a case with AWS Support ("Account and billing") and deploy again afterwards',
				};
	return [verified, ...(await aliasOf(plan, all))];
}

/** Two distributions cannot have the same domain. */
async function aliasOf(plan: Plan, all: readonly DistributionSummary[]): Promise<Finding[]> {
	const name = plan.domain?.domainName;
	const owner = all.find(({ Aliases }) => name !== undefined && Aliases?.Items?.includes(name));
	if (!owner) return [];
	const [, , edge] = stacksOf(plan);
	const { Outputs = [] } = (await describeStack(edge.stack, edge.region)) ?? {};
	if (Outputs.some(({ OutputValue }) => OutputValue === owner.Id)) return [];
	return [
		{
			state: "missing",
			says: `CloudFront: distribution ${owner.Id} has the domain ${name} already. Take it away there first`,
		},
	];
}
