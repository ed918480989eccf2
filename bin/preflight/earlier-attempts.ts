/** What earlier deployments have left: stacks that cannot be deployed again as they are, and what is deployed well. */
import type { Stack } from "@aws-sdk/client-cloudformation";
import { describeStack } from "../outputs/describe-stack.ts";
import { type Finding, type Plan, stacksOf, TAKEN_BACK } from "./check.ts";

const NEEDS_A_HAND: ReadonlySet<string> = new Set(["CREATE_FAILED", "ROLLBACK_FAILED", "DELETE_FAILED"]);

export async function earlierAttempts(plan: Plan): Promise<readonly Finding[]> {
	const stacks = await Promise.all(
		stacksOf(plan).map(async ({ stack, region }) => ({ stack, region, now: await describeStack(stack, region) })),
	);
	const isNew = stacks.some(({ now }) => now === undefined || hasNeverSucceeded(now));
	return [...stacks.map(({ stack, region, now }) => findingOf(stack, region, now)), ...protection(plan, isNew)];
}

const hasNeverSucceeded = ({ StackStatus }: Stack) =>
	StackStatus === TAKEN_BACK || StackStatus === "REVIEW_IN_PROGRESS" || NEEDS_A_HAND.has(StackStatus ?? "");

function findingOf(stack: string, region: string, now: Stack | undefined): Finding {
	if (now === undefined) return { state: "ready", says: `stack ${stack}: not there yet` };
	const { StackStatus, EnableTerminationProtection: isProtected = false } = now;
	const status: string = StackStatus ?? "";
	const of = `--region ${region} --stack-name ${stack}`;
	const lift = `aws cloudformation update-termination-protection --no-enable-termination-protection ${of}`;
	if (status === TAKEN_BACK && isProtected) {
		return {
			state: "missing",
			says: `stack ${stack}: its first deployment failed, and it is protected, so it cannot be made again. Run: ${lift}`,
		};
	}
	if (status === TAKEN_BACK) {
		return {
			state: "ready",
			says: `stack ${stack}: its first deployment failed; the next one deletes it and makes it again`,
		};
	}
	if (NEEDS_A_HAND.has(status)) {
		const first = isProtected ? `${lift} && ` : "";
		return {
			state: "missing",
			says: `stack ${stack}: ${status}. Its events say what could not be deleted. Run: ${first}aws cloudformation delete-stack --deletion-mode FORCE_DELETE_STACK ${of}`,
		};
	}
	if (status === "UPDATE_ROLLBACK_FAILED") {
		return {
			state: "missing",
			says: `stack ${stack}: ${status}. Run: aws cloudformation continue-update-rollback ${of}`,
		};
	}
	if (status.endsWith("_IN_PROGRESS") && status !== "REVIEW_IN_PROGRESS") {
		return { state: "missing", says: `stack ${stack}: ${status}. Wait for its end` };
	}
	return { state: "ready", says: `stack ${stack}: ${status}` };
}

function protection({ stage: { name, keepsData }, isFirst, place }: Plan, isNew: boolean): Finding[] {
	if (!keepsData || isFirst === isNew) return [];
	return [
		isNew
			? {
					state: "missing",
					says: `firstDeployment: some stacks of ${name} have never been deployed in ${place.region}. Add --context firstDeployment=true if that is its region, because a failed attempt would leave protected stacks`,
				}
			: {
					state: "missing",
					says: `firstDeployment: all stacks of ${name} are deployed. Leave it out, or the deployment takes their protection away`,
				},
	];
}
