/**
 * An alarm as all of ours are: a broken promise of docs/operations.md, what it means for those who buy or pay, and the
 * section that says what to do. Without that it does not compile.
 */
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import type { Construct } from "constructs";
import type { Stage } from "./stages.ts";

export type Impact =
	/** Nobody gets a seat, or what is sold cannot be written down. */
	| "sales-stopped"
	/** Some buyers get no seat that is there. */
	| "buyers-refused"
	/** They get it, and wait for it. */
	| "buyers-wait"
	/** Seats are sold right, and somebody who reads along learns of it late. */
	| "figures-late"
	| "cost";

export interface BrokenPromise {
	/** Also the heading of its section in docs/operations.md. */
	readonly name: string;
	readonly impact: Impact;
	/** What it means for a buyer, or for who pays: one sentence. */
	readonly meaning: string;
	/**
	 * An expression fills what is missing (`FILL(metric, 0)`). Errors and throttles are only counted when there are some,
	 * and an expression has no value at all where one of its metrics has none.
	 */
	readonly metric: IMetric;
	/** The promise is broken when the metric reaches this. */
	readonly reaches: number;
	/**
	 * In how many periods, of the last so many; in the last one if not given. An expression needs one to spare: what is
	 * not in yet is filled too, and would hide what has just happened.
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
		alarmDescription: `${impact}: ${meaning} What to do: docs/operations.md#${name}`,
		metric,
		threshold: reaches,
		comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
		datapointsToAlarm: bad,
		evaluationPeriods: of,
		// Nothing is counted while nobody calls.
		treatMissingData: TreatMissingData.NOT_BREACHING,
	});
	alarm.addAlarmAction(new SnsAction(topic));
	alarm.addOkAction(new SnsAction(topic));
	return alarm;
}
