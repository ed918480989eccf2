/**
 * Where an event ends that a function was given and could not deal with. API Gateway waits for its answers and keeps
 * nothing, so what lies here was sent by hand, or by the table's stream.
 */
import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import { Duration, Validations } from "aws-cdk-lib/core";
import { Construct } from "constructs";

export class DeadLetters extends Construct {
	readonly queue: Queue;

	constructor(scope: Construct, id: string) {
		super(scope, id);
		this.queue = new Queue(this, "Queue", {
			encryption: QueueEncryption.SQS_MANAGED,
			enforceSSL: true,
			// As long as there is: somebody may be on holiday.
			retentionPeriod: Duration.days(14),
		});
		Validations.of(this.queue).acknowledge({
			id: "Serverless-SQSRedrivePolicy",
			reason:
				"This is the queue that others hand over to. What lies here waits for a person, and an alarm calls one; there is nowhere further to go.",
		});
	}
}
