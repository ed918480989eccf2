/**
 * Looks, before a deployment, for everything that is known to stop one: settings, credentials, bootstrap, what earlier
 * attempts left, quotas, the certificate, the domain, and CloudFront. It changes nothing. Takes the settings of the
 * deployment, and ends with 1 if something is missing. docs/operations/first-deployment.md says when to run it.
 */
import { existsSync } from "node:fs";
import { STSClient } from "@aws-sdk/client-sts";
import { App } from "aws-cdk-lib/core";
import { deploymentSettingsIn } from "../lib/settings.ts";
import { awsFailure } from "./event/aws-failure.ts";
import { failure } from "./event/failure.ts";
import { readJsonFile } from "./event/json-file.ts";
import { readOptions, runCommand } from "./event/run-command.ts";
import { bootstrap } from "./preflight/bootstrap.ts";
import { certificate } from "./preflight/certificate.ts";
import type { Plan } from "./preflight/check.ts";
import { cloudFront } from "./preflight/cloud-front.ts";
import { concurrency } from "./preflight/concurrency.ts";
import { credentials } from "./preflight/credentials.ts";
import { domain } from "./preflight/domain.ts";
import { earlierAttempts } from "./preflight/earlier-attempts.ts";
import { region } from "./preflight/region.ts";
import { tableQuota } from "./preflight/table-quota.ts";

const USAGE = "npm run preflight -- [--context name=value …], with the settings of the deployment";

/** In the order in which they stop a deployment. */
const CHECKS = [region, bootstrap, earlierAttempts, concurrency, tableQuota, certificate, domain, cloudFront];

const SETTINGS_FILE = "cdk.json";

/** What the CDK would find: the context of `cdk.json`, and over it what the command line gives. */
function contextOf(given: readonly string[]): Record<string, unknown> {
	const { context = {} } = existsSync(SETTINGS_FILE)
		? (readJsonFile(SETTINGS_FILE) as { context?: Record<string, unknown> })
		: {};
	const pairs = given.map((pair) => {
		const [name = "", ...value] = pair.split("=");
		if (name === "" || value.length === 0) throw failure(`"${pair}" is no setting.\n\n${USAGE}`);
		return [name, value.join("=")] as const;
	});
	return { ...context, ...Object.fromEntries(pairs) };
}

/** Throws a failure if the deployment itself would refuse a setting. */
function planOf(context: Record<string, unknown>, place: Plan["place"]): Plan {
	const app = new App({ context, analyticsReporting: false });
	try {
		const isFirst = String(context["firstDeployment"] ?? "false") === "true";
		return { ...deploymentSettingsIn(app), isFirst, place };
	} catch (error) {
		throw failure(`missing   a setting: ${(error as Error).message}`);
	}
}

async function preflight(given: readonly string[]): Promise<void> {
	const context = contextOf(given);
	const here = await new STSClient().config.region();
	const account = await credentials(here);
	console.log(`ready     credentials: account ${account}, region ${here}`);
	const plan = planOf(context, { account, region: here });

	let missing = 0;
	for (const check of CHECKS) {
		for (const { state, says } of await check(plan)) {
			console.log(`${state.padEnd(9)} ${says}`);
			if (state === "missing") missing += 1;
		}
	}
	console.log(
		missing === 0
			? "\nNothing that is known stops this deployment."
			: `\n${missing} of these would stop this deployment, or leave it half done.`,
	);
	process.exitCode = missing === 0 ? 0 : 1;
}

await runCommand(async () => {
	const { context = [] } = readOptions({ context: { type: "string", multiple: true, short: "c" } }, USAGE);
	try {
		await preflight(context);
	} catch (error) {
		throw awsFailure(error, { continues: false });
	}
});
