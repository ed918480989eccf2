/** The alarms of the service, one for each promise of docs/operations/, and the topic they are sent to. */
import type { Alarm } from "aws-cdk-lib/aws-cloudwatch";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import { alarmOn, type BrokenPromise } from "./alarm.ts";
import { AlarmTopic } from "./alarm-topic.ts";
import { promisesOf, promisesOfStream, type Watched } from "./promises.ts";
import type { Stage } from "./stages.ts";

export class Alarms extends Construct {
	readonly all: Alarm[] = [];
	readonly topicArn: string;
	readonly #topic: AlarmTopic;
	readonly #stage: Stage;

	constructor(scope: Construct, id: string, watched: Watched) {
		super(scope, id);
		this.#stage = watched.stage;
		this.#topic = new AlarmTopic(this, "Heard");
		this.topicArn = this.#topic.topic.topicArn;
		this.#alarmOn(promisesOf(this, watched));
	}

	/** Watches the function that reads the table's stream. */
	alarmOnStream(lambda: LambdaFunction): void {
		this.#alarmOn(promisesOfStream(this.#stage, lambda));
	}

	#alarmOn(promises: readonly BrokenPromise[]): void {
		const { topic } = this.#topic;
		this.all.push(...promises.map((promise) => alarmOn(this, { stage: this.#stage, topic }, promise)));
	}
}
