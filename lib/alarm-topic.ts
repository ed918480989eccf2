/** The encrypted topic of the alarms: CloudWatch publishes to it, people subscribe to it. */
import { PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Key } from "aws-cdk-lib/aws-kms";
import { Topic } from "aws-cdk-lib/aws-sns";
import { RemovalPolicy, Stack } from "aws-cdk-lib/core";
import { Construct } from "constructs";

export class AlarmTopic extends Construct {
	readonly topic: Topic;

	constructor(scope: Construct, id: string) {
		super(scope, id);
		const cloudWatch = new ServicePrincipal("cloudwatch.amazonaws.com");
		const fromThisAccount = { StringEquals: { "aws:SourceAccount": Stack.of(this).account } };

		// A key of our own, because CloudWatch may not use AWS's key for SNS: its alarms would be lost.
		const key = new Key(this, "Key", {
			description: "Encrypts alarm messages",
			enableKeyRotation: true,
			// It encrypts messages on their way only, so nothing needs it later.
			removalPolicy: RemovalPolicy.DESTROY,
		});
		key.addToResourcePolicy(
			new PolicyStatement({
				principals: [cloudWatch],
				actions: ["kms:Decrypt", "kms:GenerateDataKey"],
				// In a key's own policy, `*` means this key.
				resources: ["*"],
				conditions: fromThisAccount,
			}),
		);
		this.topic = new Topic(this, "Topic", { masterKey: key, enforceSSL: true });
		this.topic.addToResourcePolicy(
			new PolicyStatement({
				principals: [cloudWatch],
				actions: ["sns:Publish"],
				resources: [this.topic.topicArn],
				conditions: fromThisAccount,
			}),
		);
	}
}
