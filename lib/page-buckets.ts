/** Where the page lies, and who came for what is written down: two buckets that nobody reaches but CloudFront. */
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket, ObjectOwnership } from "aws-cdk-lib/aws-s3";
import { Duration, RemovalPolicy } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import type { Stage } from "./stages.ts";

export class PageBuckets extends Construct {
	/** The files under `web/`; empty until a page is published. */
	readonly page: IBucket;
	readonly logs: IBucket;

	constructor(scope: Construct, id: string, { stage }: { readonly stage: Stage }) {
		super(scope, id);
		const closed = {
			blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
			encryption: BucketEncryption.S3_MANAGED,
			enforceSSL: true,
			removalPolicy: stage.keepsData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
			autoDeleteObjects: !stage.keepsData,
		};
		// The CDK's own types, read as strictly as we read them, do not take a bucket for one.
		this.logs = new Bucket(this, "Logs", {
			...closed,
			// CloudFront hands its logs over by an access control list.
			objectOwnership: ObjectOwnership.OBJECT_WRITER,
			lifecycleRules: [{ expiration: Duration.days(stage.logRetention) }],
		}) as IBucket;
		this.page = new Bucket(this, "Page", {
			...closed,
			// A page that was published by mistake is brought back by its version.
			versioned: true,
			lifecycleRules: [{ noncurrentVersionExpiration: Duration.days(30) }],
			serverAccessLogsBucket: this.logs,
			serverAccessLogsPrefix: "page/",
		}) as IBucket;
	}
}
