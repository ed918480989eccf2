/** What the functions count of themselves, by the names they give it in their logs (embedded metric format). */
import { Metric, type MetricOptions } from "aws-cdk-lib/aws-cloudwatch";
import type { RouteName } from "../api/routes.ts";
import type { Stage } from "./stages.ts";

/** One for each stage: two of them can live in one account, and the alarms of one are not rung by the other. */
export function metricNamespace({ name }: Stage): string {
	return `TicketSales/${name}`;
}

const dimensionsMap = { service: "ticket-sales" };

export type Counted =
	| "Locks"
	| "LockConflicts"
	| "Claims"
	/** Claims of locks that had ended: somebody may have paid for nothing. */
	| "ExpiredClaims"
	| "TableRetries"
	| "TryAgain"
	| "Faults";

export function counted(stage: Stage, metricName: Counted, options: MetricOptions): Metric {
	return new Metric({ namespace: metricNamespace(stage), metricName, dimensionsMap, statistic: "sum", ...options });
}

/** How long a verb takes in its function, in milliseconds. */
export function latencyOf(stage: Stage, route: RouteName, options: MetricOptions): Metric {
	return new Metric({
		namespace: metricNamespace(stage),
		metricName: "Latency",
		dimensionsMap: { ...dimensionsMap, route },
		...options,
	});
}

/** Every verb's latency as one expression: milliseconds, one line for each route. */
export function latencyByRoute(stage: Stage, statistic: "p50" | "p99", periodSeconds: number): string {
	return `SEARCH('{${metricNamespace(stage)},route,service} service="${dimensionsMap.service}" MetricName="Latency"', '${statistic}', ${periodSeconds})`;
}
