/** The metrics that functions write into their logs (embedded metric format), by the names they give them there. */
import { Metric, type MetricOptions } from "aws-cdk-lib/aws-cloudwatch";
import type { RouteName } from "../api/routes.ts";
import type { Stage } from "./stages.ts";

/** One for each stage: two stages can share an account, and neither sets off the alarms of the other. */
export function metricNamespace({ name }: Stage): string {
	return `TicketSales/${name}`;
}

const DIMENSIONS = { service: "ticket-sales" };

export type Counted =
	| "Locks"
	| "LockConflicts"
	| "Claims"
	/** Sales at the desk, without a lock. */
	| "DeskSales"
	/** Claims of locks that had expired: somebody may have paid for nothing. */
	| "ExpiredClaims"
	| "TableRetries"
	| "TryAgain"
	| "Faults";

export function counted(stage: Stage, metricName: Counted, options: MetricOptions): Metric {
	return new Metric({
		namespace: metricNamespace(stage),
		metricName,
		dimensionsMap: DIMENSIONS,
		statistic: "sum",
		...options,
	});
}

/** How long a verb takes in its function, in milliseconds. */
export function latencyOf(stage: Stage, route: RouteName, options: MetricOptions): Metric {
	return new Metric({
		namespace: metricNamespace(stage),
		metricName: "Latency",
		dimensionsMap: { ...DIMENSIONS, route },
		...options,
	});
}

/** The latency of every verb as one expression: milliseconds, one line for each route. */
export function latencyByRoute(stage: Stage, statistic: "p50" | "p99", periodSeconds: number): string {
	return `SEARCH('{${metricNamespace(stage)},route,service} service="${DIMENSIONS.service}" MetricName="Latency"', '${statistic}', ${periodSeconds})`;
}
