/**
 * Which addresses move many locks: the firewall's log has their calls and nobody else's, and a report ranks them. A
 * call counts, not its seats, because the firewall sees no answers: it is ten seats at most.
 */
import { CfnInsightRule } from "aws-cdk-lib/aws-cloudwatch";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import { CfnLoggingConfiguration } from "aws-cdk-lib/aws-wafv2";
import { ArnFormat, Fn, Stack } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import type { Firewall } from "./firewall.ts";
import { removalPolicyOf } from "./retention.ts";
import type { Stage } from "./stages.ts";

interface FirewallLogProps {
	readonly stage: Stage;
	readonly firewall: Firewall;
}

export class FirewallLog extends Construct {
	constructor(scope: Construct, id: string, { stage, firewall }: FirewallLogProps) {
		super(scope, id);
		const stack = Stack.of(this);
		// WAF asks for a name with this beginning. It ends with the unique part of the stack's id, because the log outlives
		// its stack, and the next stack of that name needs another log.
		const logGroupName = `aws-waf-logs-${firewall.name}-${Fn.select(2, Fn.split("/", stack.stackId))}`;
		const logs = new LogGroup(this, "Logs", {
			logGroupName,
			// Addresses are personal data: kept as long as the access logs, which have them too.
			retention: stage.logRetention,
			removalPolicy: removalPolicyOf(stage),
		});
		const config = new CfnLoggingConfiguration(this, "Config", {
			resourceArn: firewall.arn,
			// Without the `:*` that ends the log group's own ARN.
			logDestinationConfigs: [
				stack.formatArn({
					service: "logs",
					resource: "log-group",
					resourceName: logGroupName,
					arnFormat: ArnFormat.COLON_RESOURCE_NAME,
				}),
			],
			loggingFilter: {
				DefaultBehavior: "DROP",
				Filters: [
					{
						Behavior: "KEEP",
						Requirement: "MEETS_ALL",
						Conditions: [{ LabelNameCondition: { LabelName: firewall.manyLocksLabel } }],
					},
				],
			},
			// A client may have put a token there by mistake (I9).
			redactedFields: [{ uriPath: {} }, { queryString: {} }, { singleHeader: { Name: "authorization" } }],
		});
		config.node.addDependency(logs);

		const report = new CfnInsightRule(this, "Report", {
			ruleName: `${firewall.name}-lock-calls-by-address`,
			ruleState: "ENABLED",
			ruleBody: stack.toJsonString({
				Schema: { Name: "CloudWatchLogRule", Version: 1 },
				LogGroupNames: [logGroupName],
				LogFormat: "JSON",
				Contribution: { Keys: ["$.httpRequest.clientIp"], Filters: [] },
				AggregateOn: "Count",
			}),
		});
		report.node.addDependency(logs);
	}
}
