/**
 * The queue of events that a function could not process. API Gateway waits for its answers and queues nothing, so an
 * event in here came from the table's stream, or was sent by hand.
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
			// The longest that SQS offers: the person in charge may be on holiday.
			retentionPeriod: Duration.days(14),
		});
		Validations.of(this.queue).acknowledge({
			id: "Serverless-SQSRedrivePolicy",
			reason:
				"This queue is itself the dead-letter queue. Its events wait for a person, and an alarm calls one; there is no further queue.",
		});
	}
}
