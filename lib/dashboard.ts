/** One page that shows a running sale: what is sold, what is refused, how long answers take, and what it costs. */
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
import type { Alarms } from "./alarms.ts";
import { AUTHORIZER } from "./bundle.ts";
import { type Counted, counted, latencyByRoute } from "./metrics.ts";
import type { Watched } from "./promises.ts";
import { dollarsAnHour } from "./spending.ts";
import type { Stage } from "./stages.ts";

const PERIOD = Duration.minutes(1);

/** Half of the page. */
const GRAPH_COLUMNS = 12;

export class Dashboard extends Construct {
	constructor(scope: Construct, id: string, { alarms, ...watched }: Watched & { readonly alarms: Alarms }) {
		super(scope, id);
		const { stage, api, table, sellerKey } = watched;
		// By name, because the account's own figures say that a function is full, but not which.
		const functions = [...api.functions, [AUTHORIZER, sellerKey.lambda] as const];
		const ofFunctions = (name: Counted) => counted(stage, name, { period: PERIOD });
		const http = (metric: Metric, label: string) => metric.with({ label, period: PERIOD });
		const ofTable = (metricName: string, label: string, index?: string) =>
			new Metric({
				namespace: "AWS/DynamoDB",
				metricName,
				dimensionsMap: { TableName: table.tableName, ...(index && { GlobalSecondaryIndexName: index }) },
				statistic: "sum",
				label,
				period: PERIOD,
			});
		const ofLambda = (metricName: string, statistic: string) =>
			new Metric({ namespace: "AWS/Lambda", metricName, statistic, period: PERIOD });

		new CloudWatchDashboard(this, "Page", {
			dashboardName: `ticket-sales-${stage.name}`,
			defaultInterval: Duration.hours(3),
			widgets: [
				[new AlarmStatusWidget({ title: "Promises (docs/operations/)", alarms: alarms.all, width: 24, height: 4 })],
				[
					graph("Sales a minute", [ofFunctions("Locks"), ofFunctions("Claims"), ofFunctions("DeskSales")]),
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
					graph("Functions: concurrent, throttled, failed", [
						ofLambda("ConcurrentExecutions", "max"),
						ofLambda("Throttles", "sum"),
						ofLambda("Errors", "sum"),
					]),
				],
				[
					graph(
						"Copies of each function",
						functions.map(([label, lambda]) =>
							lambda.metric("ConcurrentExecutions", { label, statistic: "max", period: PERIOD }),
						),
					),
					graph(
						"Throttled calls of each function",
						functions.map(([label, lambda]) => lambda.metricThrottles({ label, period: PERIOD })),
					),
				],
				[
					graph("Latency of a verb, median, ms", [latency(stage, "p50")]),
					graph("Latency of a verb, 99th percentile, ms", [latency(stage, "p99")]),
				],
				[
					graph("Capacity units a minute", [
						ofTable("ConsumedWriteCapacityUnits", "table, written"),
						ofTable("ConsumedReadCapacityUnits", "table, read"),
						...table.indexNames.flatMap((index) => [
							ofTable("ConsumedWriteCapacityUnits", `index ${index}, written`, index),
							ofTable("ConsumedReadCapacityUnits", `index ${index}, read`, index),
						]),
					]),
					graph("Throttles, conflicts and retries of the table", [
						ofTable("WriteThrottleEvents", "table, writes throttled"),
						ofTable("ReadThrottleEvents", "table, reads throttled"),
						...table.indexNames.flatMap((index) => [
							ofTable("WriteThrottleEvents", `index ${index}, writes throttled`, index),
							ofTable("ReadThrottleEvents", `index ${index}, reads throttled`, index),
						]),
						ofTable("TransactionConflict", "transaction conflicts"),
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
							// A comparison is a Boolean, which has no sum. Every status is below 600, so this is 1 from 500 on and 0 below.
							"stats count() as requests, pct(responseMilliseconds, 99) as p99, sum(floor(status / 500)) as failed by route",
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
		expression: latencyByRoute(stage, statistic, PERIOD.toSeconds()),
		usingMetrics: {},
		label: "",
		period: PERIOD,
	});

const graph = (title: string, left: IMetric[]) =>
	new GraphWidget({ title, left, width: GRAPH_COLUMNS, height: 6, leftYAxis: { min: 0 } });
