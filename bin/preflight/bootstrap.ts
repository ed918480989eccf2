/** Whether the CDK has its buckets and roles in both regions. */
import { describeStack } from "../outputs/describe-stack.ts";
import { type Check, EDGE_REGION, type Finding } from "./check.ts";

/** The version that every stack of ours asks for when it is deployed. */
const NEEDED_VERSION = 6;

export const bootstrap: Check = ({ place }) =>
	Promise.all(
		[...new Set([place.region, EDGE_REGION])].map(async (region): Promise<Finding> => {
			const { StackStatus = "missing", Outputs = [] } = (await describeStack("CDKToolkit", region)) ?? {};
			const version = Number(Outputs.find(({ OutputKey }) => OutputKey === "BootstrapVersion")?.OutputValue ?? 0);
			if (version >= NEEDED_VERSION && /^(CREATE|UPDATE|UPDATE_ROLLBACK)_COMPLETE$/.test(StackStatus)) {
				return { state: "ready", says: `bootstrap of ${region}: version ${version}` };
			}
			const found = version > 0 ? `version ${version}, ${StackStatus}` : StackStatus;
			return {
				state: "missing",
				says: `bootstrap of ${region}: ${found}. Run: npx cdk bootstrap aws://${place.account}/${region}`,
			};
		}),
	);
