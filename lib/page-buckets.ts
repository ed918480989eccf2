/** The buckets for the page and the access logs: closed to the public, open to CloudFront only. */
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket, ObjectOwnership } from "aws-cdk-lib/aws-s3";
import { Duration } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import { removalPolicyOf } from "./retention.ts";
import type { Stage } from "./stages.ts";

export class PageBuckets extends Construct {
	/** The files under `map/`; empty until a page is published. */
	readonly page: IBucket;
	readonly logs: IBucket;

	constructor(scope: Construct, id: string, { stage }: { readonly stage: Stage }) {
		super(scope, id);
		const closed = {
			blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
			encryption: BucketEncryption.S3_MANAGED,
			enforceSSL: true,
			removalPolicy: removalPolicyOf(stage),
			autoDeleteObjects: !stage.keepsData,
		};
		// Under our compiler settings (`exactOptionalPropertyTypes`) the CDK's `Bucket` is not an `IBucket`.
		this.logs = new Bucket(this, "Logs", {
			...closed,
			// CloudFront delivers its logs through an access control list.
			objectOwnership: ObjectOwnership.OBJECT_WRITER,
			lifecycleRules: [{ expiration: Duration.days(stage.logRetention) }],
		}) as IBucket;
		this.page = new Bucket(this, "Page", {
			...closed,
			// If a page is published by mistake, its previous version can be restored.
			versioned: true,
			lifecycleRules: [{ noncurrentVersionExpiration: Duration.days(30) }],
			serverAccessLogsBucket: this.logs,
			serverAccessLogsPrefix: "page/",
		}) as IBucket;
	}
}
