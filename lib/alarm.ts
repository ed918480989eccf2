/**
 * An alarm rings when a promise of docs/operations/alarms.md is broken. It says what that means for buyers or for the bill, and
 * names the section that says what to do. An alarm without these does not compile.
 */
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import type { Construct } from "constructs";
import type { Stage } from "./stages.ts";

export type Impact =
	/** Nobody gets a seat, or sales cannot be recorded. */
	| "sales-stopped"
	/** Some buyers are refused, although seats are available. */
	| "buyers-refused"
	/** Buyers get their seats, but slowly. */
	| "buyers-wait"
	/** Sales are correct, but readers of seat changes learn of them late. */
	| "figures-late"
	| "cost";

export interface BrokenPromise {
	/** Also the heading of its section in docs/operations/alarms.md. */
	readonly name: string;
	readonly impact: Impact;
	/** One sentence: what it means for a buyer, or for the bill. */
	readonly meaning: string;
	/**
	 * An expression must fill every metric it reads (`FILL(metric, 0)`): errors and throttles have no data while there are
	 * none, and an expression has no value where one of its metrics has none.
	 */
	readonly metric: IMetric;
	/** The promise is broken when the metric is this high or higher. */
	readonly reaches: number;
	/**
	 * How many of the last periods must be bad. Default: 1 of 1. An expression needs one period to spare, because data
	 * that has not arrived yet is filled with zeros too, and would hide what has just happened.
	 */
	readonly periods?: readonly [bad: number, of: number];
}

export function alarmOn(
	scope: Construct,
	{ stage, topic }: { readonly stage: Stage; readonly topic: ITopic },
	{ name, impact, meaning, metric, reaches, periods: [bad, of] = [1, 1] }: BrokenPromise,
): Alarm {
	const alarm = new Alarm(scope, name, {
		alarmName: `ticket-sales-${stage.name}-${name}`,
		alarmDescription: `${impact}: ${meaning} What to do: docs/operations/alarms.md#${name}`,
		metric,
		threshold: reaches,
		comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
		datapointsToAlarm: bad,
		evaluationPeriods: of,
		// There is no data while nobody calls.
		treatMissingData: TreatMissingData.NOT_BREACHING,
	});
	alarm.addAlarmAction(new SnsAction(topic));
	alarm.addOkAction(new SnsAction(topic));
	return alarm;
}
