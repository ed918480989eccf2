/** Whether CloudFront delivers its access logs to a bucket in the region. */
import type { Check } from "./check.ts";

/** The regions that every account has. All later ones must be switched on, and CloudFront delivers no logs there. */
const REGIONS_OF_EVERY_ACCOUNT: ReadonlySet<string> = new Set([
	...["us-east-1", "us-east-2", "us-west-1", "us-west-2", "ca-central-1", "sa-east-1"],
	...["eu-central-1", "eu-west-1", "eu-west-2", "eu-west-3", "eu-north-1"],
	...["ap-south-1", "ap-southeast-1", "ap-southeast-2", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3"],
]);

export const region: Check = ({ place: { region: here } }) => [
	REGIONS_OF_EVERY_ACCOUNT.has(here)
		? { state: "ready", says: `region ${here}: CloudFront delivers its logs there` }
		: {
				state: "missing",
				says: `region ${here}: CloudFront delivers its logs to no bucket there. Choose one that every account has, with AWS_REGION.`,
			},
];
