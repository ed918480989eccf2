/** What the service spends, as CloudWatch can reckon it. */
import { type IMetric, MathExpression, Metric } from "aws-cdk-lib/aws-cloudwatch";
import { Duration } from "aws-cdk-lib/core";
import type { SeatApi } from "./seat-api.ts";
import type { SeatTable } from "./seat-table.ts";

/**
 * What an hour behind the edge costs, precisely enough to notice a script: units and requests at list price, with the
 * functions' time included in the price of a request. docs/cost.md has the whole bill. The edge's part is measured in
 * the firewall's stack, where its requests are counted.
 */
export function dollarsAnHour({ api }: SeatApi, { tableName, indexNames }: SeatTable): MathExpression {
	const consumed = (metricName: string, index?: string) =>
		new Metric({
			namespace: "AWS/DynamoDB",
			metricName,
			dimensionsMap: { TableName: tableName, ...(index && { GlobalSecondaryIndexName: index }) },
			statistic: "sum",
		});
	const consumedBy = (metricName: string) => [
		consumed(metricName),
		...indexNames.map((index) => consumed(metricName, index)),
	];
	const written = named("written", consumedBy("ConsumedWriteCapacityUnits"));
	const read = named("read", consumedBy("ConsumedReadCapacityUnits"));
	const filled = (metrics: object) =>
		Object.keys(metrics)
			.map((id) => `FILL(${id}, 0)`)
			.join(" + ");
	return new MathExpression({
		expression: `(0.625 * (${filled(written)}) + 0.125 * (${filled(read)}) + 1.5 * FILL(requests, 0)) / 1000000`,
		usingMetrics: { ...written, ...read, requests: api.metricCount({ statistic: "sum" }) },
		label: "dollars an hour",
		period: Duration.hours(1),
	});
}

/** Metrics under the ids `name0`, `name1` and so on. */
const named = (name: string, metrics: readonly IMetric[]) =>
	Object.fromEntries(metrics.map((metric, index) => [`${name}${index}`, metric]));
