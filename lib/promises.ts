/**
 * The promises of docs/operations/ as alarms, by where they are seen: at the gateway, in the functions, in what functions
 * count, and in the table.
 */
import { type IMetric, MathExpression, Metric } from "aws-cdk-lib/aws-cloudwatch";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { FilterPattern, type IFilterPattern, type ILogGroup, MetricFilter } from "aws-cdk-lib/aws-logs";
import { Duration } from "aws-cdk-lib/core";
import type { Construct } from "constructs";
import type { RouteName } from "../api/routes.ts";
import type { BrokenPromise } from "./alarm.ts";
import type { DeadLetters } from "./dead-letters.ts";
import { counted, latencyOf, metricNamespace } from "./metrics.ts";
import type { SeatApi } from "./seat-api.ts";
import type { SeatTable } from "./seat-table.ts";
import type { SellerKey } from "./seller-key.ts";
import { dollarsAnHour } from "./spending.ts";
import type { Stage } from "./stages.ts";

/** What the alarms and the dashboard watch. */
export interface Watched {
	readonly stage: Stage;
	readonly api: SeatApi;
	readonly table: SeatTable;
	readonly sellerKey: SellerKey;
	readonly deadLetters: DeadLetters;
}

/** The verbs a sale needs. An alarm can read ten metrics at most. */
const SALE_VERBS: readonly RouteName[] = ["lock", "lock-together", "extend", "unlock", "claim"];

/** The verbs with which a box office sells. */
const DESK_VERBS: readonly RouteName[] = ["sell", "sell-together", "change"];

/** The verbs a buyer waits for. */
const QUICK_VERBS: readonly RouteName[] = [
	...SALE_VERBS,
	"check",
	"num-available",
	"availability",
	"together",
	"seats",
];

/** The verbs that look at many seats and have few copies. */
const LOOKING_VERBS: readonly RouteName[] = ["seats", "together", "changes", "taken"];

const A_MINUTE = Duration.minutes(1);

/** @param scope where metrics that are filtered out of logs are made. */
export function promisesOf(scope: Construct, watched: Watched): BrokenPromise[] {
	const { stage, api, table, sellerKey, deadLetters } = watched;
	return [
		...atTheGateway(scope, watched),
		...inFunctions(watched),
		...countedByFunctions(stage),
		...inTheTable(table),
		{
			name: "sellers-are-not-recognized",
			impact: "sales-stopped",
			meaning: "The seller keys cannot be read, so no claim goes through: people have paid and have no seats yet.",
			metric: logged(scope, "KeysUnread", {
				stage,
				logs: sellerKey.lambda.logGroup,
				pattern: FilterPattern.stringValue("$.level", "=", "ERROR"),
				metricName: "SellerKeysUnread",
			}),
			reaches: 1,
		},
		{
			name: "spending-is-high",
			impact: "cost",
			meaning: `The last hour behind the edge cost ${stage.dollarsAnHour} dollars or more: a very good sale, or a script.`,
			metric: dollarsAnHour(api, table),
			reaches: stage.dollarsAnHour,
			periods: [1, 2],
		},
		{
			name: "dead-letters",
			impact: "figures-late",
			meaning: "A function failed to process an event, which now waits for a person: readers of seat changes miss it.",
			metric: deadLetters.queue.metricApproximateNumberOfMessagesVisible({ statistic: "max", period: A_MINUTE }),
			reaches: 1,
		},
	];
}

function atTheGateway(scope: Construct, { stage, api }: Watched): BrokenPromise[] {
	return [
		{
			name: "requests-fail",
			impact: "sales-stopped",
			meaning: "At least one request in a hundred fails with a 5xx status: buyers see errors instead of seats.",
			metric: new MathExpression({
				expression: "100 * FILL(failed, 0) / FILL(all, 1)",
				usingMetrics: {
					failed: api.api.metricServerError({ statistic: "sum" }),
					all: api.api.metricCount({ statistic: "sum" }),
				},
				label: "percent of requests answered 5xx",
				period: A_MINUTE,
			}),
			reaches: 1,
			periods: [3, 5],
		},
		{
			name: "requests-are-slow",
			impact: "buyers-wait",
			meaning:
				"For some verb, one answer in a hundred takes a second or more: buyers press the button again and wait longer.",
			// Not the API's own latency, which includes readers of seat changes: their requests are meant to wait.
			metric: new MathExpression({
				expression: `MAX([${QUICK_VERBS.map((_, index) => `FILL(m${index}, 0)`).join(", ")}])`,
				usingMetrics: Object.fromEntries(
					QUICK_VERBS.map((verb, index) => [`m${index}`, latencyOf(stage, verb, { statistic: "p99" })]),
				),
				label: "p99 of the slowest verb, ms",
				period: A_MINUTE,
			}),
			reaches: 1_000,
			periods: [3, 5],
		},
		{
			name: "requests-over-limit",
			impact: "buyers-refused",
			meaning: "The API refuses requests (429), because more arrive than the stage allows.",
			metric: logged(scope, "OverLimit", {
				stage,
				logs: api.accessLogs,
				pattern: FilterPattern.stringValue("$.status", "=", "429"),
				metricName: "RequestsOverLimit",
			}),
			reaches: 100,
			periods: [2, 3],
		},
		{
			name: "edge-is-not-recognized",
			impact: "sales-stopped",
			meaning: "The gateway refuses requests as if they had not come through the edge: possibly every request.",
			metric: logged(scope, "EdgeUnrecognized", {
				stage,
				logs: api.accessLogs,
				// A 403 of the gateway itself. When a function answers 403 (a sale is not open yet), its status is logged too.
				pattern: FilterPattern.all(
					FilterPattern.stringValue("$.status", "=", "403"),
					FilterPattern.stringValue("$.functionStatus", "=", "-"),
				),
				metricName: "EdgeUnrecognized",
			}),
			reaches: 20,
			periods: [2, 3],
		},
	];
}

function inFunctions({ stage, api, sellerKey }: Watched): BrokenPromise[] {
	const functionsOf = (verbs: readonly RouteName[]) => verbs.flatMap((verb) => api.functions.get(verb) ?? []);
	const saleFunctions = [...functionsOf([...SALE_VERBS, ...DESK_VERBS]), sellerKey.lambda];
	return [
		{
			name: "functions-fail",
			impact: "sales-stopped",
			meaning: "A function that sells crashes or times out: its callers get a 500 and no seat.",
			metric: sum("errors of functions that sell", saleFunctions, (lambda) => lambda.metricErrors()),
			reaches: 3,
			periods: [2, 3],
		},
		{
			name: "functions-are-full",
			impact: "buyers-refused",
			meaning: "A function that sells has reached its concurrency limit: callers are refused.",
			metric: sum("throttles of functions that sell", saleFunctions, (lambda) => lambda.metricThrottles()),
			reaches: 10,
			periods: [2, 3],
		},
		{
			name: "looks-are-full",
			impact: "figures-late",
			meaning:
				"A function that shows seats or their changes has reached its concurrency limit: its callers are refused.",
			metric: sum("throttles of functions that look", functionsOf(LOOKING_VERBS), (lambda) => lambda.metricThrottles()),
			reaches: 10,
			periods: [2, 3],
		},
		{
			name: "account-is-full",
			impact: "buyers-refused",
			meaning: "Four fifths of the account's unreserved concurrency are in use: callers will soon be refused.",
			metric: new Metric({
				namespace: "AWS/Lambda",
				metricName: "UnreservedConcurrentExecutions",
				statistic: "max",
				period: A_MINUTE,
			}),
			reaches: 0.8 * unreservedConcurrency(stage),
			periods: [2, 3],
		},
	];
}

/** What functions count themselves (lambdas/http/telemetry.ts). */
function countedByFunctions(stage: Stage): BrokenPromise[] {
	return [
		{
			name: "service-has-a-fault",
			impact: "sales-stopped",
			meaning:
				"A request failed with a 500 because of a fault in the service itself: a verb or an event may not work at all.",
			metric: counted(stage, "Faults", { period: A_MINUTE }),
			reaches: 1,
		},
		{
			name: "try-again",
			impact: "buyers-refused",
			meaning: "The table does not answer in time, so buyers are asked to try again (503). Nothing is left half done.",
			metric: counted(stage, "TryAgain", { period: A_MINUTE }),
			reaches: 50,
			periods: [2, 3],
		},
		{
			name: "claims-come-late",
			impact: "buyers-refused",
			meaning: "Sellers claim locks that have expired: people have paid and may have lost their seats.",
			metric: counted(stage, "ExpiredClaims", { period: Duration.minutes(5) }),
			reaches: 5,
		},
		{
			name: "seats-are-held",
			impact: "buyers-refused",
			meaning: "Many locks are made and few of them are bought: somebody may be holding seats that they do not want.",
			// Positive where fewer than one lock in ten becomes a sale. Claims follow their locks by minutes, so one bad period
			// means nothing: it may be the one in which the sale opened.
			metric: new MathExpression({
				expression: `FILL(locks, 0) - ${LOCKS_A_SALE_AT_MOST} * FILL(claims, 0)`,
				usingMetrics: { locks: counted(stage, "Locks", {}), claims: counted(stage, "Claims", {}) },
				label: "locks in five minutes beyond ten for each sale",
				period: Duration.minutes(5),
			}),
			reaches: HELD_LOCKS,
			periods: [3, 4],
		},
	];
}

function inTheTable(table: SeatTable): BrokenPromise[] {
	return [
		{
			name: "table-throttles",
			impact: "buyers-refused",
			meaning:
				"The table refuses requests: one section gets more than its key can take, or the table is at its maximum.",
			metric: throttled({ TableName: table.tableName }),
			reaches: 100,
			periods: [2, 3],
		},
		{
			name: "index-throttles",
			impact: "buyers-refused",
			meaning: "An index of the table cannot keep up, and that holds up the writes of the seats themselves.",
			metric: throttled(
				...table.indexNames.map((name) => ({ TableName: table.tableName, GlobalSecondaryIndexName: name })),
			),
			reaches: 100,
			periods: [2, 3],
		},
		{
			name: "table-fails",
			impact: "sales-stopped",
			meaning: "DynamoDB itself returns errors: no seat can be locked or sold until it recovers.",
			metric: sum("errors of DynamoDB", TABLE_OPERATIONS, (Operation) => {
				const dimensionsMap = { TableName: table.tableName, Operation };
				return new Metric({ namespace: "AWS/DynamoDB", metricName: "SystemErrors", dimensionsMap, statistic: "sum" });
			}),
			reaches: 10,
			periods: [2, 3],
		},
	];
}

/** Of the function that reads the table's stream. */
export function promisesOfStream(stage: Stage, lambda: LambdaFunction): BrokenPromise[] {
	return [
		{
			name: "changes-are-late",
			impact: "figures-late",
			meaning: "Seat changes reach their readers a minute late or more. Sales are still correct.",
			metric: lambda.metric("IteratorAge", { statistic: "max", period: A_MINUTE }),
			reaches: 60_000,
			periods: [3, 5],
		},
		{
			name: "changes-have-stopped",
			impact: "figures-late",
			meaning:
				"Seats are locked or sold, but no change is published: nothing reads the stream, and readers see nothing new.",
			// `IteratorAge` exists only while the stream is read.
			metric: new MathExpression({
				expression: "IF(FILL(locks, 0) + FILL(sales, 0) > 0 AND FILL(published, 0) < 1, 1, 0)",
				usingMetrics: {
					locks: counted(stage, "Locks", {}),
					sales: counted(stage, "DeskSales", {}),
					published: lambda.metricInvocations({ statistic: "sum" }),
				},
				label: "minutes with locks or sales but no published change",
				period: A_MINUTE,
			}),
			reaches: 1,
			periods: [5, 10],
		},
	];
}

interface Logged {
	readonly stage: Stage;
	readonly logs: ILogGroup;
	readonly pattern: IFilterPattern;
	readonly metricName: string;
}

/** How many lines of a log are like this, minute by minute. */
const logged = (scope: Construct, id: string, { stage, logs, pattern, metricName }: Logged) =>
	new MetricFilter(scope, id, {
		logGroup: logs,
		filterPattern: pattern,
		metricNamespace: metricNamespace(stage),
		metricName,
	}).metric({ statistic: "sum", period: A_MINUTE });

/** In an honest sale, one lock of two becomes a sale (docs/cost.md). */
const LOCKS_A_SALE_AT_MOST = 10;

/**
 * What one address locks in five minutes if it uses its whole firewall limit, and half of its calls extend a lock:
 * docs/adr/024-what-one-address-can-hold.md.
 */
const HELD_LOCKS = 150;

/** The concurrency left for functions without a reservation; the account's other functions share it. */
const unreservedConcurrency = ({ accountConcurrency, reservedConcurrency }: Stage) =>
	Object.values(reservedConcurrency).reduce((left, reserved) => left - reserved, accountConcurrency);

const TABLE_OPERATIONS = [
	"GetItem",
	"BatchGetItem",
	"Query",
	"PutItem",
	"UpdateItem",
	"DeleteItem",
	"BatchWriteItem",
	"TransactWriteItems",
] as const;

/** The sum of one metric over several things, minute by minute. */
const sum = <Thing>(label: string, things: readonly Thing[], metricOf: (thing: Thing) => IMetric) =>
	new MathExpression({
		expression: things.map((_, index) => `FILL(m${index}, 0)`).join(" + "),
		usingMetrics: Object.fromEntries(things.map((thing, index) => [`m${index}`, metricOf(thing)])),
		label,
		period: A_MINUTE,
	});

function throttled(...places: Record<string, string>[]) {
	const counters = places.flatMap((dimensionsMap) =>
		["ReadThrottleEvents", "WriteThrottleEvents"].map((metricName) => ({ metricName, dimensionsMap })),
	);
	return sum("throttled requests", counters, (counter) => {
		return new Metric({ namespace: "AWS/DynamoDB", ...counter, statistic: "sum" });
	});
}
