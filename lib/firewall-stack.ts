/** The firewall as a stack of its own, because a firewall for CloudFront must be in us-east-1, wherever the service is. */
import { MathExpression, Metric } from "aws-cdk-lib/aws-cloudwatch";
import { CfnOutput, Duration, Stack } from "aws-cdk-lib/core";
import type { Construct } from "constructs";
import { alarmOn } from "./alarm.ts";
import { AlarmTopic } from "./alarm-topic.ts";
import { Firewall } from "./firewall.ts";
import { FirewallLog } from "./firewall-log.ts";
import type { AddressSettings } from "./settings.ts";
import type { Stage } from "./stages.ts";

interface FirewallStackProps {
	readonly stage: Stage;
	readonly account: string | undefined;
	readonly addresses: AddressSettings;
}

export class FirewallStack extends Stack {
	readonly firewall: Firewall;

	constructor(scope: Construct, { stage, account, addresses }: FirewallStackProps) {
		super(scope, `ticket-sales-${stage.name}-firewall`, {
			env: { region: "us-east-1", ...(account && { account }) },
			crossRegionReferences: true,
			description: `Ticket sales (${stage.name}): the firewall of the edge`,
			terminationProtection: stage.isProtected,
		});
		this.firewall = new Firewall(this, "Firewall", { stage, addresses });
		new FirewallLog(this, "Log", { stage, firewall: this.firewall });
		const { topic } = new AlarmTopic(this, "Heard");
		const anHour = Duration.hours(1);
		const requests = (metricName: "AllowedRequests" | "BlockedRequests", period: Duration) =>
			new Metric({
				namespace: "AWS/WAFV2",
				metricName,
				dimensionsMap: { WebACL: this.firewall.name, Rule: "ALL" },
				statistic: "sum",
				period,
			});
		alarmOn(
			this,
			{ stage, topic },
			{
				name: "firewall-refuses-many",
				impact: "buyers-refused",
				meaning: "The firewall refuses many requests: it holds off an attack, or many buyers share one address.",
				metric: requests("BlockedRequests", Duration.minutes(1)),
				reaches: 1_000,
				periods: [3, 5],
			},
		);
		alarmOn(
			this,
			{ stage, topic },
			{
				name: "spending-at-the-edge",
				impact: "cost",
				meaning: `The last hour at the edge cost ${stage.dollarsAnHour} dollars or more: a large audience, or a script.`,
				metric: new MathExpression({
					// A million requests cost 1.00 dollar at CloudFront and 0.60 at WAF (docs/cost.md), also when they are answered
					// from the cache or refused.
					expression: "1.6 * (FILL(passed, 0) + FILL(refused, 0)) / 1000000",
					usingMetrics: {
						passed: requests("AllowedRequests", anHour),
						refused: requests("BlockedRequests", anHour),
					},
					label: "dollars an hour",
					period: anHour,
				}),
				reaches: stage.dollarsAnHour,
				periods: [1, 2],
			},
		);
		new CfnOutput(this, "FirewallArn", { value: this.firewall.arn });
		new CfnOutput(this, "AlarmTopic", { value: topic.topicArn, description: "The topic of the firewall's alarms" });
	}
}
