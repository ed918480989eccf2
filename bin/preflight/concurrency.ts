/** Whether the account may run the copies of functions that the stage reserves, and whether the alarm knows its quota. */
import { GetAccountSettingsCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { copiesNeeded } from "../../lib/settings.ts";
import { describeStack } from "../outputs/describe-stack.ts";
import { type Finding, type Plan, stacksOf, TAKEN_BACK } from "./check.ts";

export async function concurrency(plan: Plan): Promise<readonly Finding[]> {
	const { stage, place } = plan;
	const [, service] = stacksOf(plan);
	const { AccountLimit = {} } = await new LambdaClient({ region: place.region }).send(new GetAccountSettingsCommand());
	const quota = AccountLimit.ConcurrentExecutions ?? 0;
	const needed = copiesNeeded(stage);
	const { StackStatus: status = "" } = (await describeStack(service.stack, service.region)) ?? {};
	// What a deployed stage has reserved is not left any more, and need not be. A first deployment that was taken back has
	// nothing reserved any more.
	const isDeployed = status.endsWith("_COMPLETE") && status !== TAKEN_BACK;
	const left = isDeployed ? quota : (AccountLimit.UnreservedConcurrentExecutions ?? quota);
	if (left < needed) {
		return [
			{
				state: "missing",
				says: `functions: ${stage.name} needs ${needed} copies, ${left} of the account's ${quota} are left. Ask for more: Service Quotas, AWS Lambda, "Concurrent executions"; it takes days`,
			},
		];
	}
	return [{ state: "ready", says: `functions: ${needed} copies needed, ${left} left` }, alarm(stage, quota)];
}

function alarm({ accountConcurrency }: Plan["stage"], quota: number): Finding {
	const known = `alarm account-is-full: it counts on ${accountConcurrency} copies, and the account has ${quota}`;
	if (quota === accountConcurrency) return { state: "ready", says: known };
	const advice = `${known}. Add --context accountConcurrency=${quota}`;
	return quota < accountConcurrency
		? { state: "missing", says: `${advice}, or it can never ring` }
		: { state: "look", says: `${advice}, or it rings too early` };
}
