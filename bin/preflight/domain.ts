/** Where the domain points. It may point nowhere before the first deployment, so this never stops one. */
import { resolveCname } from "node:dns/promises";
import { describeStack } from "../outputs/describe-stack.ts";
import { type Finding, type Plan, stacksOf } from "./check.ts";

export async function domain(plan: Plan): Promise<readonly Finding[]> {
	if (!plan.domain) return [];
	const { domainName } = plan.domain;
	const [, , edge] = stacksOf(plan);
	const { Outputs = [] } = (await describeStack(edge.stack, edge.region)) ?? {};
	const target = Outputs.find(({ OutputKey }) => OutputKey === "DistributionName")?.OutputValue;
	if (target === undefined) {
		return [
			{
				state: "look",
				says: `domain ${domainName}: after the deployment, point it at the output DistributionName (CNAME, or an alias record)`,
			},
		];
	}
	const names = await resolveCname(domainName).catch((): string[] => []);
	if (names.includes(target)) return [{ state: "ready", says: `domain ${domainName}: it points at ${target}` }];
	return [
		{
			state: "look",
			says: `domain ${domainName}: no CNAME to ${target}. If you use an alias record, check it yourself.`,
		},
	];
}
