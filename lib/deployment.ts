/** Everything that is deployed, as the CDK command line sees it: the firewall, the service, and the edge before it. */
import { type App, type AppProps, Validations } from "aws-cdk-lib/core";
import { AwsSolutionsChecks, ServerlessChecks } from "cdk-nag";
import { newApp } from "./app.ts";
import type { BundleOf } from "./bundle.ts";
import { EdgeStack } from "./edge-stack.ts";
import { FirewallStack } from "./firewall-stack.ts";
import { domainIn, edgeKeyNumberIn, settingsIn } from "./settings.ts";
import { TicketSalesStack } from "./ticket-sales-stack.ts";

/** Where to; what is not given is left to the deployment, but for the region: stacks in two must know both. */
export interface Place {
	readonly account?: string | undefined;
	readonly region?: string | undefined;
}

const choices = {
	// A stack reads what it needs of another when it is deployed, from one region to another too. Exports would refuse
	// a change on the one side for as long as the other side uses what there was.
	"@aws-cdk/core:defaultCrossStackReferences": "weak",
	// Who may write to the bucket of logs stands in its policy, and not in a list of its own.
	"@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy": true,
};

export function deploymentApp(bundleOf: BundleOf, { account, region = "us-east-1" }: Place, props: AppProps = {}): App {
	const app = newApp({ ...props, context: { ...props.context, ...choices } });
	const settings = settingsIn(app);
	const { stage } = settings;
	const env = { region, ...(account && { account }) };

	const { firewall } = new FirewallStack(app, { stage, account });
	const { api, edgeKey } = new TicketSalesStack(app, { ...settings, bundleOf, behindEdge: true, env });
	if (!edgeKey) throw new Error("Behind an edge the service has a key for it.");
	new EdgeStack(app, {
		env,
		stage,
		api,
		edgeKey,
		edgeKeyNumber: edgeKeyNumberIn(app),
		firewallArn: firewall.arn,
		domain: domainIn(app, stage),
	});

	Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
	return app;
}
