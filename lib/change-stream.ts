/**
 * Publishes seat changes: one function reads the table's stream, numbers the changes of each event and puts them on a bus.
 * A record that fails holds up the records behind it in its shard, so a failed deployment loses nothing; after 12 hours
 * it is dead-lettered (docs/changes.md, "When it fails").
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
import { PUBLISH_CHANGES } from "./bundle.ts";
import { type FunctionSettings, routeFunction } from "./route-function.ts";
import type { SeatTable } from "./seat-table.ts";

interface ChangeStreamProps extends FunctionSettings {
	readonly table: SeatTable;
}

export class ChangeStream extends Construct {
	/** The bus on which readers create their rules. */
	readonly busName: string;
	/** The function that reads the stream. */
	readonly lambda: LambdaFunction;

	constructor(scope: Construct, id: string, { table, ...settings }: ChangeStreamProps) {
		super(scope, id);
		const bus = new EventBus(this, "Bus", {
			eventBusName: `ticket-sales-${settings.stage.name}`,
			description: `Seat changes (${settings.stage.name}): docs/changes.md`,
		});
		this.busName = bus.eventBusName;

		this.lambda = routeFunction(this, PUBLISH_CHANGES, "Numbers seat changes and publishes them", settings);
		table.grantAccess(this.lambda, PUBLISH_CHANGES);
		this.lambda.addToRolePolicy(new PolicyStatement({ actions: ["events:PutEvents"], resources: [bus.eventBusArn] }));
		this.lambda.addEnvironment("BUS_NAME", this.busName);
		if (table.streamArn) this.#follow(table.streamArn, settings);
	}

	#follow(eventSourceArn: string, { deadLetters }: FunctionSettings): void {
		new EventSourceMapping(this, "Mapping", {
			target: this.lambda,
			eventSourceArn,
			startingPosition: StartingPosition.TRIM_HORIZON,
			// Only records of seats, which have row and seat in their key: no plans, and nothing that the function itself writes.
			filters: [FilterCriteria.filter({ dynamodb: { Keys: { sk: { S: FilterRule.beginsWith('["') } } } })],
			// Batches of one event are numbered one after the other, so large batches are faster in a rush.
			batchSize: 500,
			maxBatchingWindow: Duration.seconds(1),
			reportBatchItemFailures: true,
			bisectBatchOnError: true,
			// The stream keeps records for a day: the other half of it is left to fetch a record that was dead-lettered.
			maxRecordAge: Duration.hours(12),
			// Every function may send to this queue already (routeFunction).
			onFailure: { bind: () => ({ destination: deadLetters.queue.queueArn }) },
		});
	}
}
