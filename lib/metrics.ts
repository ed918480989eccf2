/** What the functions count of themselves, by the names they give it in their logs (embedded metric format). */

import { Metric, type MetricOptions } from "aws-cdk-lib/aws-cloudwatch";
import type { RouteName } from "../api/routes.ts";

const namespace = "TicketSales";
const dimensionsMap = { service: "ticket-sales" };

type Counted =
	| "Locks"
	| "LockConflicts"
	| "Claims"
	/** Claims of locks that had ended: somebody may have paid for nothing. */
	| "ExpiredClaims"
	| "TableRetries"
	| "TryAgain"
	| "Faults";

export const counted = (metricName: Counted, options: MetricOptions = {}): Metric =>
	new Metric({ namespace, metricName, dimensionsMap, statistic: "sum", ...options });

/** How long a verb takes in its function, in milliseconds. */
export const latencyOf = (route: RouteName, options: MetricOptions): Metric =>
	new Metric({ namespace, metricName: "Latency", dimensionsMap: { ...dimensionsMap, route }, ...options });

/** Every verb's latency as one expression: milliseconds, one line for each route. */
export const latencyByRoute = (statistic: "p50" | "p99", periodSeconds: number): string =>
	`SEARCH('{${namespace},route,service} service="${dimensionsMap.service}" MetricName="Latency"', '${statistic}', ${periodSeconds})`;
