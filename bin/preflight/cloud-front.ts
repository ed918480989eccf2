/** Whether the account may make distributions, and whether the domain is free for ours. */
import type { Stack } from "@aws-sdk/client-cloudformation";
import { CloudFrontClient, type DistributionSummary, paginateListDistributions } from "@aws-sdk/client-cloudfront";
import { edgeComment } from "../../lib/stages.ts";
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
	const [, , edge] = stacksOf(plan);
	const stack = await describeStack(edge.stack, edge.region);
	return [verified, ...aliasOf(plan, all, stack), ...(stack ? [] : elsewhere(plan, all))];
}

/** The firewall and the names at CloudFront are the stage's, so an account has a stage once, in one region. */
function elsewhere({ stage, place }: Plan, all: readonly DistributionSummary[]): Finding[] {
	const other = all.find(({ Comment }) => Comment?.startsWith(edgeComment(stage)));
	if (!other) return [];
	return [
		{
			state: "missing",
			says: `region ${place.region}: distribution ${other.Id} is the edge of ${stage.name}, and its stack is in another region. An account has a stage in one region only. Set AWS_REGION to that one`,
		},
	];
}

/** Two distributions cannot have the same domain. */
function aliasOf(plan: Plan, all: readonly DistributionSummary[], edge: Stack | undefined): Finding[] {
	const name = plan.domain?.domainName;
	const owner = all.find(({ Aliases }) => name !== undefined && Aliases?.Items?.includes(name));
	if (!owner) return [];
	const { Outputs = [] } = edge ?? {};
	if (Outputs.some(({ OutputValue }) => OutputValue === owner.Id)) return [];
	return [
		{
			state: "missing",
			says: `CloudFront: distribution ${owner.Id} has the domain ${name} already. Take it away there first`,
		},
	];
}
