/** Where alarms are heard: a topic, encrypted, to which CloudWatch publishes and people subscribe. */
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
		const ours = { StringEquals: { "aws:SourceAccount": Stack.of(this).account } };

		// A key of our own, because CloudWatch may not use the one that AWS has for SNS: its alarms would be lost.
		const key = new Key(this, "Key", {
			description: "Encrypts what alarms say",
			enableKeyRotation: true,
			// Nothing is kept under it.
			removalPolicy: RemovalPolicy.DESTROY,
		});
		key.addToResourcePolicy(
			new PolicyStatement({
				principals: [cloudWatch],
				actions: ["kms:Decrypt", "kms:GenerateDataKey"],
				// Of a key's own policy: this key.
				resources: ["*"],
				conditions: ours,
			}),
		);
		this.topic = new Topic(this, "Topic", { masterKey: key, enforceSSL: true });
		this.topic.addToResourcePolicy(
			new PolicyStatement({
				principals: [cloudWatch],
				actions: ["sns:Publish"],
				resources: [this.topic.topicArn],
				conditions: ours,
			}),
		);
	}
}
