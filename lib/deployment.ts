/** Everything that is deployed, as the CDK command line sees it: the firewall, the service, and the edge in front. */
import { type App, type AppProps, Validations } from "aws-cdk-lib/core";
import { AwsSolutionsChecks, ServerlessChecks } from "cdk-nag";
import { newApp } from "./app.ts";
import type { BundleOf } from "./bundle.ts";
import { EdgeStack } from "./edge-stack.ts";
import { FirewallStack } from "./firewall-stack.ts";
import { deploymentSettingsIn } from "./settings.ts";
import { TicketSalesStack } from "./ticket-sales-stack.ts";

/** Where to deploy to. The account may be left open, but not the region: stacks in two regions must know both. */
export interface Place {
	readonly account?: string | undefined;
	readonly region?: string | undefined;
}

const FEATURE_FLAGS = {
	// A stack reads the values of another stack when it is deployed, across regions too. With exports, a value could not
	// change while another stack uses it.
	"@aws-cdk/core:defaultCrossStackReferences": "weak",
	// The policy of the log bucket says who may write to it, not an access control list.
	"@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy": true,
};

export function deploymentApp(bundleOf: BundleOf, { account, region = "us-east-1" }: Place, props: AppProps = {}): App {
	const app = newApp({ ...props, context: { ...props.context, ...FEATURE_FLAGS } });
	const { addresses, edgeKeyNumber, domain, deniedCountries, ...settings } = deploymentSettingsIn(app);
	const { stage } = settings;
	const env = { region, ...(account && { account }) };

	const { firewall } = new FirewallStack(app, { stage, account, addresses });
	const { api, edgeKey } = new TicketSalesStack(app, { ...settings, bundleOf, behindEdge: true, env });
	if (!edgeKey) throw new Error("A service behind an edge needs an edge key.");
	new EdgeStack(app, {
		env,
		stage,
		api,
		edgeKey,
		edgeKeyNumber,
		firewallArn: firewall.arn,
		domain,
		deniedCountries,
	});

	Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
	return app;
}
