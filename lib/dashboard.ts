/** One page that shows a sale as it runs: what is sold, what is refused, how long it takes, and what it costs. */
import {
	AlarmStatusWidget,
	Dashboard as CloudWatchDashboard,
	GraphWidget,
	type IMetric,
	type IWidget,
	LogQueryWidget,
	MathExpression,
	Metric,
	SingleValueWidget,
} from "aws-cdk-lib/aws-cloudwatch";
import { Duration } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import { type Alarms, dollarsAnHour, type Watched } from "./alarms.ts";
import { type Counted, counted, latencyByRoute } from "./metrics.ts";
import type { Stage } from "./stages.ts";

const period = Duration.minutes(1);
const width = 12;

export class Dashboard extends Construct {
	constructor(scope: Construct, id: string, { alarms, ...watched }: Watched & { readonly alarms: Alarms }) {
		super(scope, id);
		const { stage, api, table } = watched;
		const ofFunctions = (name: Counted) => counted(stage, name, { period });
		const http = (metric: Metric, label: string) => metric.with({ label, period });
		const ofTable = (metricName: string, label: string, index?: string) =>
			new Metric({
				namespace: "AWS/DynamoDB",
				metricName,
				dimensionsMap: { TableName: table.tableName, ...(index && { GlobalSecondaryIndexName: index }) },
				statistic: "sum",
				label,
				period,
			});
		const ofLambda = (metricName: string, statistic: string) =>
			new Metric({ namespace: "AWS/Lambda", metricName, statistic, period });

		new CloudWatchDashboard(this, "Page", {
			dashboardName: `ticket-sales-${stage.name}`,
			defaultInterval: Duration.hours(3),
			widgets: [
				[new AlarmStatusWidget({ title: "Promises (docs/operations.md)", alarms: alarms.all, width: 24, height: 4 })],
				[
					graph("Sales a minute", [ofFunctions("Locks"), ofFunctions("Claims")]),
					graph("Refused a minute", [
						ofFunctions("LockConflicts"),
						ofFunctions("ExpiredClaims"),
						ofFunctions("TryAgain"),
						ofFunctions("Faults"),
					]),
				],
				[
					graph("Requests a minute", [
						http(api.api.metricCount({ statistic: "sum" }), "all"),
						http(api.api.metricClientError({ statistic: "sum" }), "4xx"),
						http(api.api.metricServerError({ statistic: "sum" }), "5xx"),
					]),
					graph("Functions at once, and turned away", [
						ofLambda("ConcurrentExecutions", "max"),
						ofLambda("Throttles", "sum"),
						ofLambda("Errors", "sum"),
					]),
				],
				[
					graph("Half of all answers of a verb within, ms", [latency(stage, "p50")]),
					graph("99 of 100 answers of a verb within, ms", [latency(stage, "p99")]),
				],
				[
					graph("Units a minute", [
						ofTable("ConsumedWriteCapacityUnits", "written"),
						ofTable("ConsumedWriteCapacityUnits", "counted", table.countIndex),
						ofTable("ConsumedReadCapacityUnits", "read"),
						ofTable("ConsumedReadCapacityUnits", "looked through", table.countIndex),
					]),
					graph("Held up in the table", [
						ofTable("WriteThrottleEvents", "table throttled"),
						ofTable("WriteThrottleEvents", "index throttled", table.countIndex),
						ofTable("TransactionConflict", "transactions that met"),
						ofFunctions("TableRetries"),
					]),
				],
				[
					new SingleValueWidget({
						title: "Dollars behind the edge",
						metrics: [dollarsAnHour(api, table)],
						width: 6,
						height: 6,
					}),
					new LogQueryWidget({
						title: "Routes",
						logGroupNames: [api.accessLogs.logGroupName],
						queryLines: [
							"stats count() as requests, pct(responseMilliseconds, 99) as p99, sum(status >= 500) as failed by route",
							"sort requests desc",
						],
						width: 18,
						height: 6,
					}),
				],
			] satisfies IWidget[][],
		});
	}
}

const latency = (stage: Stage, statistic: "p50" | "p99") =>
	new MathExpression({
		expression: latencyByRoute(stage, statistic, period.toSeconds()),
		usingMetrics: {},
		label: "",
		period,
	});

const graph = (title: string, left: IMetric[]) =>
	new GraphWidget({ title, left, width, height: 6, leftYAxis: { min: 0 } });
