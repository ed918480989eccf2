/**
 * Seat changes as events: the table's stream is given to one function, which numbers the changes of each event and puts
 * them on a bus. What it cannot deal with holds up what comes behind it in its shard, so that a deployment that fails
 * loses nothing; after half a day it ends among the dead letters (docs/changes.md, "When it fails").
 */
import { EventBus } from "aws-cdk-lib/aws-events";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import {
	EventSourceMapping,
	FilterCriteria,
	FilterRule,
	type Function as LambdaFunction,
	StartingPosition,
} from "aws-cdk-lib/aws-lambda";
import { Duration } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import { publishChangesName } from "./bundle.ts";
import { type FunctionSettings, routeFunction } from "./route-function.ts";
import type { SeatTable } from "./seat-table.ts";

interface ChangeStreamProps extends FunctionSettings {
	readonly table: SeatTable;
}

export class ChangeStream extends Construct {
	/** Where readers put their rules. */
	readonly busName: string;
	/** The function that the stream is given to. */
	readonly lambda: LambdaFunction;

	constructor(scope: Construct, id: string, { table, ...settings }: ChangeStreamProps) {
		super(scope, id);
		const bus = new EventBus(this, "Bus", {
			eventBusName: `ticket-sales-${settings.stage.name}`,
			description: `What becomes of seats (${settings.stage.name}): docs/changes.md`,
		});
		this.busName = bus.eventBusName;

		this.lambda = routeFunction(this, publishChangesName, "Numbers seat changes and tells the bus", settings);
		table.grantAccess(this.lambda, publishChangesName);
		this.lambda.addToRolePolicy(new PolicyStatement({ actions: ["events:PutEvents"], resources: [bus.eventBusArn] }));
		this.lambda.addEnvironment("BUS_NAME", this.busName);
		if (table.streamArn) this.#follow(table.streamArn, settings);
	}

	#follow(eventSourceArn: string, { deadLetters }: FunctionSettings): void {
		new EventSourceMapping(this, "Mapping", {
			target: this.lambda,
			eventSourceArn,
			startingPosition: StartingPosition.TRIM_HORIZON,
			// Records of seats alone: they have row and seat in their key. Not plans, and not what the function itself writes.
			filters: [FilterCriteria.filter({ dynamodb: { Keys: { sk: { S: FilterRule.beginsWith('["') } } } })],
			// All batches of an event's changes are numbered one after the other, so in a rush they had better be large.
			batchSize: 500,
			maxBatchingWindow: Duration.seconds(1),
			reportBatchItemFailures: true,
			bisectBatchOnError: true,
			// Half of the day for which the stream keeps them: the other half is left to fetch what was given up.
			maxRecordAge: Duration.hours(12),
			// The function may send there already, as all of ours.
			onFailure: { bind: () => ({ destination: deadLetters.queue.queueArn }) },
		});
	}
}
