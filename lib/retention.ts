/** What happens to things that hold data when they leave their stack. */
import { RemovalPolicy } from "aws-cdk-lib/core";
import type { Stage } from "./stages.ts";

/**
 * A stage that keeps data keeps its resources when the stack is deleted or replaces them. Not when a first deployment fails:
 * they are empty then, and would be left behind by each attempt.
 */
export const removalPolicyOf = ({ keepsData }: Pick<Stage, "keepsData">): RemovalPolicy =>
	keepsData ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY;
