/** The alarms of the service: one for each promise of docs/operations.md, and where they are heard. */
import type { Alarm } from "aws-cdk-lib/aws-cloudwatch";
import { type IMetric, MathExpression, Metric } from "aws-cdk-lib/aws-cloudwatch";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { FilterPattern, MetricFilter } from "aws-cdk-lib/aws-logs";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import { Duration } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import type { RouteName } from "../api/routes.ts";
import { alarmOn, type BrokenPromise } from "./alarm.ts";
import { AlarmTopic } from "./alarm-topic.ts";
import type { DeadLetters } from "./dead-letters.ts";
import { counted, latencyOf, metricNamespace } from "./metrics.ts";
import type { SeatApi } from "./seat-api.ts";
import type { SeatTable } from "./seat-table.ts";
import type { SellerKey } from "./seller-key.ts";
import type { Stage } from "./stages.ts";

export interface Watched {
	readonly stage: Stage;
	readonly api: SeatApi;
	readonly table: SeatTable;
	readonly sellerKey: SellerKey;
	readonly deadLetters: DeadLetters;
}

/** The verbs without which no seat changes hands. An alarm reads ten metrics at most. */
const saleVerbs: readonly RouteName[] = ["lock", "lock-together", "extend", "unlock", "claim"];

/** What a buyer waits for. */
const quickVerbs: readonly RouteName[] = [...saleVerbs, "check", "num-available", "together", "seats"];

export class Alarms extends Construct {
	readonly all: Alarm[] = [];
	readonly topicArn: string;
	readonly #topic: AlarmTopic;
	readonly #stage: Stage;

	constructor(scope: Construct, id: string, { stage, api, table, sellerKey, deadLetters }: Watched) {
		super(scope, id);
		this.#stage = stage;
		this.#topic = new AlarmTopic(this, "Heard");
		this.topicArn = this.#topic.topic.topicArn;
		const saleFunctions = [...saleVerbs.flatMap((verb) => api.functions.get(verb) ?? []), sellerKey.lambda];

		this.#alarmOn({
			name: "requests-fail",
			impact: "sales-stopped",
			meaning: "More than one request in a hundred is answered 5xx: buyers see errors instead of seats.",
			metric: new MathExpression({
				expression: "100 * FILL(failed, 0) / FILL(all, 1)",
				usingMetrics: {
					failed: api.api.metricServerError({ statistic: "sum" }),
					all: api.api.metricCount({ statistic: "sum" }),
				},
				label: "percent answered 5xx",
				period: aMinute,
			}),
			reaches: 1,
			periods: [3, 5],
		});
		this.#alarmOn({
			name: "requests-are-slow",
			impact: "buyers-wait",
			meaning: "Of some verb one answer in a hundred takes a second or more: buyers press again and wait longer.",
			// Not the API's own latency: it counts those who wait for seat changes, and they are meant to.
			metric: new MathExpression({
				expression: `MAX([${quickVerbs.map((_, index) => `FILL(m${index}, 0)`).join(", ")}])`,
				usingMetrics: Object.fromEntries(
					quickVerbs.map((verb, index) => [`m${index}`, latencyOf(stage, verb, { statistic: "p99" })]),
				),
				label: "p99 of the slowest verb, ms",
				period: aMinute,
			}),
			reaches: 1_000,
			periods: [3, 5],
		});
		this.#alarmOn({
			name: "requests-over-limit",
			impact: "buyers-refused",
			meaning: "The API turns requests away (429), because more come than the stage lets through.",
			metric: new MetricFilter(this, "OverLimit", {
				logGroup: api.accessLogs,
				filterPattern: FilterPattern.stringValue("$.status", "=", "429"),
				metricNamespace: metricNamespace(stage),
				metricName: "RequestsOverLimit",
			}).metric({ statistic: "sum", period: aMinute }),
			reaches: 100,
			periods: [2, 3],
		});
		this.#alarmOn({
			name: "edge-is-not-recognized",
			impact: "sales-stopped",
			meaning: "The gateway refuses requests as if they had not come through the edge: perhaps everybody's.",
			metric: new MetricFilter(this, "EdgeUnrecognized", {
				logGroup: api.accessLogs,
				// Refused by the gateway: where a function answers 403 (a sale is not open yet), it has a status of its own.
				filterPattern: FilterPattern.all(
					FilterPattern.stringValue("$.status", "=", "403"),
					FilterPattern.stringValue("$.functionStatus", "=", "-"),
				),
				metricNamespace: metricNamespace(stage),
				metricName: "EdgeUnrecognized",
			}).metric({ statistic: "sum", period: aMinute }),
			reaches: 20,
			periods: [2, 3],
		});
		this.#alarmOn({
			name: "functions-fail",
			impact: "sales-stopped",
			meaning: "A function that sells crashes or runs out of time: its callers get a 500 and no seat.",
			metric: sum("errors of functions that sell", saleFunctions, (lambda) => lambda.metricErrors()),
			reaches: 3,
			periods: [2, 3],
		});
		this.#alarmOn({
			name: "functions-are-full",
			impact: "buyers-refused",
			meaning: "A function that sells may not run as often at once as it is asked for: callers are turned away.",
			metric: sum("throttles of functions that sell", saleFunctions, (lambda) => lambda.metricThrottles()),
			reaches: 10,
			periods: [2, 3],
		});
		this.#alarmOn({
			name: "account-is-full",
			impact: "buyers-refused",
			meaning: "Four fifths of the room that the account has for functions are taken: soon callers are turned away.",
			metric: new Metric({
				namespace: "AWS/Lambda",
				metricName: "UnreservedConcurrentExecutions",
				statistic: "max",
				period: aMinute,
			}),
			reaches: 0.8 * unreservedConcurrency(stage),
			periods: [2, 3],
		});
		this.#alarmOn({
			name: "service-has-a-fault",
			impact: "sales-stopped",
			meaning:
				"A request met a fault of the service itself and was answered 500: some verb or some event may not work.",
			metric: counted(stage, "Faults", { period: aMinute }),
			reaches: 1,
		});
		this.#alarmOn({
			name: "try-again",
			impact: "buyers-refused",
			meaning: "The table does not answer in time, so buyers are told to try again (503), nothing half done.",
			metric: counted(stage, "TryAgain", { period: aMinute }),
			reaches: 50,
			periods: [2, 3],
		});
		this.#alarmOn({
			name: "claims-come-late",
			impact: "buyers-refused",
			meaning: "Sellers claim locks that have ended: people have paid and may have lost their seats.",
			metric: counted(stage, "ExpiredClaims", { period: Duration.minutes(5) }),
			reaches: 5,
		});
		this.#alarmOn({
			name: "table-throttles",
			impact: "buyers-refused",
			meaning:
				"The table turns requests away: a section is wanted more than its key can bear, or the table's maximum is met.",
			metric: throttled({ TableName: table.tableName }),
			reaches: 100,
			periods: [2, 3],
		});
		this.#alarmOn({
			name: "index-throttles",
			impact: "buyers-refused",
			meaning: "The counting index cannot follow, and it then holds up the writes of seats themselves.",
			metric: throttled({ TableName: table.tableName, GlobalSecondaryIndexName: table.countIndex }),
			reaches: 100,
			periods: [2, 3],
		});
		this.#alarmOn({
			name: "table-fails",
			impact: "sales-stopped",
			meaning: "DynamoDB itself answers with errors: no seat can be locked or sold while it lasts.",
			metric: sum("errors of DynamoDB", tableOperations, (Operation) => {
				const dimensionsMap = { TableName: table.tableName, Operation };
				return new Metric({ namespace: "AWS/DynamoDB", metricName: "SystemErrors", dimensionsMap, statistic: "sum" });
			}),
			reaches: 10,
			periods: [2, 3],
		});
		this.#alarmOn({
			name: "sellers-are-not-recognized",
			impact: "sales-stopped",
			meaning: "The seller keys cannot be read, so nobody who has paid gets a claim through.",
			metric: new MetricFilter(this, "KeysUnread", {
				logGroup: sellerKey.lambda.logGroup,
				filterPattern: FilterPattern.stringValue("$.level", "=", "ERROR"),
				metricNamespace: metricNamespace(stage),
				metricName: "SellerKeysUnread",
			}).metric({ statistic: "sum", period: aMinute }),
			reaches: 1,
		});
		this.#alarmOn({
			name: "spending-is-high",
			impact: "cost",
			meaning: `The last hour behind the edge cost ${stage.dollarsAnHour} dollars or more: a very good sale, or somebody's script.`,
			metric: dollarsAnHour(api, table),
			reaches: stage.dollarsAnHour,
			periods: [1, 2],
		});
		this.alarmOnQueue(deadLetters.queue);
	}

	/** For the queue of what could not be dealt with. */
	alarmOnQueue(queue: Queue): void {
		this.#alarmOn({
			name: "dead-letters",
			impact: "figures-late",
			meaning: "An event that a function could not deal with waits for somebody: readers of seat changes lack it.",
			metric: queue.metricApproximateNumberOfMessagesVisible({ statistic: "max", period: aMinute }),
			reaches: 1,
		});
	}

	/** For the function that the table's stream is given to. */
	alarmOnStream(lambda: LambdaFunction): void {
		this.#alarmOn({
			name: "changes-are-late",
			impact: "figures-late",
			meaning: "Seat changes reach their readers a minute late or more; seats are sold right meanwhile.",
			metric: lambda.metric("IteratorAge", { statistic: "max", period: aMinute }),
			reaches: 60_000,
			periods: [3, 5],
		});
		this.#alarmOn({
			name: "changes-have-stopped",
			impact: "figures-late",
			meaning: "Seats are locked and nobody is told: the stream is not read, so readers stand still.",
			// How late a stream is, is only known while it is read.
			metric: new MathExpression({
				expression: "IF(FILL(locks, 0) > 0 AND FILL(told, 0) < 1, 1, 0)",
				usingMetrics: {
					locks: counted(this.#stage, "Locks", {}),
					told: lambda.metricInvocations({ statistic: "sum" }),
				},
				label: "minutes with locks of which nothing is told",
				period: aMinute,
			}),
			reaches: 1,
			periods: [5, 10],
		});
	}

	#alarmOn(promise: BrokenPromise): void {
		this.all.push(alarmOn(this, { stage: this.#stage, topic: this.#topic.topic }, promise));
	}
}

const aMinute = Duration.minutes(1);

/** The room for functions without a reservation, which is what the account's others have too. */
const unreservedConcurrency = ({ accountConcurrency, reservedConcurrency }: Stage) =>
	Object.values(reservedConcurrency).reduce((room, reserved) => room - reserved, accountConcurrency);

const tableOperations = [
	"GetItem",
	"BatchGetItem",
	"Query",
	"PutItem",
	"UpdateItem",
	"DeleteItem",
	"TransactWriteItems",
] as const;

/** The sum over a few things, minute by minute. */
const sum = <Thing>(label: string, things: readonly Thing[], metricOf: (thing: Thing) => IMetric) =>
	new MathExpression({
		expression: things.map((_, index) => `FILL(m${index}, 0)`).join(" + "),
		usingMetrics: Object.fromEntries(things.map((thing, index) => [`m${index}`, metricOf(thing)])),
		label,
		period: aMinute,
	});

const throttled = (dimensionsMap: Record<string, string>) =>
	sum("throttled requests", ["ReadThrottleEvents", "WriteThrottleEvents"], (metricName) => {
		return new Metric({ namespace: "AWS/DynamoDB", metricName, dimensionsMap, statistic: "sum" });
	});

/**
 * What an hour cost behind the edge, near enough to notice a script: units and requests at their list prices, with the
 * functions' time in the price of a request. docs/cost.md has the whole bill. The edge's part is measured where it is
 * counted, in the firewall's stack.
 */
export function dollarsAnHour({ api }: SeatApi, { tableName, countIndex }: SeatTable): MathExpression {
	const consumed = (metricName: string, index?: string) =>
		new Metric({
			namespace: "AWS/DynamoDB",
			metricName,
			dimensionsMap: { TableName: tableName, ...(index && { GlobalSecondaryIndexName: index }) },
			statistic: "sum",
		});
	return new MathExpression({
		expression:
			"(0.625 * (FILL(written, 0) + FILL(counted, 0)) + 0.125 * (FILL(read, 0) + FILL(looked, 0)) + 1.5 * FILL(requests, 0)) / 1000000",
		usingMetrics: {
			written: consumed("ConsumedWriteCapacityUnits"),
			counted: consumed("ConsumedWriteCapacityUnits", countIndex),
			read: consumed("ConsumedReadCapacityUnits"),
			looked: consumed("ConsumedReadCapacityUnits", countIndex),
			requests: api.metricCount({ statistic: "sum" }),
		},
		label: "dollars an hour",
		period: Duration.hours(1),
	});
}
