/** The edge as a stack, in the service's region: CloudFront, and the buckets of the page and of the access logs. */
import { CfnOutput, Stack, type StackProps } from "aws-cdk-lib/core";
import type { Construct } from "constructs";
import { Edge } from "./edge.ts";
import type { EdgeKey } from "./edge-key.ts";
import { PAGE_PATHS } from "./edge-pages.ts";
import { PageBuckets } from "./page-buckets.ts";
import type { SeatApi } from "./seat-api.ts";
import type { Domain } from "./settings.ts";
import type { Stage } from "./stages.ts";

interface EdgeStackProps extends Pick<StackProps, "env"> {
	readonly stage: Stage;
	readonly api: SeatApi;
	readonly edgeKey: EdgeKey;
	readonly edgeKeyNumber: number;
	readonly firewallArn: string;
	readonly domain: Domain | undefined;
	readonly deniedCountries: readonly string[];
}

export class EdgeStack extends Stack {
	constructor(scope: Construct, { stage, api, edgeKey, env, ...props }: EdgeStackProps) {
		super(scope, `ticket-sales-${stage.name}-edge`, {
			...(env && { env }),
			crossRegionReferences: true,
			description: `Ticket sales (${stage.name}): the edge`,
			terminationProtection: stage.isProtected,
		});
		const buckets = new PageBuckets(this, "Buckets", { stage });
		const apiHost = `${api.api.apiId}.execute-api.${this.region}.${this.urlSuffix}`;
		const { distribution } = new Edge(this, "Edge", { ...props, stage, apiHost, edgeKey: edgeKey.secret, buckets });

		const address = `https://${props.domain?.domainName ?? distribution.distributionDomainName}`;
		new CfnOutput(this, "Address", { value: address, description: "Where clients reach the service" });
		new CfnOutput(this, "PageAddress", { value: `${address}${PAGE_PATHS.replace("*", "/")}` });
		new CfnOutput(this, "PageBucket", { value: buckets.page.bucketName, description: "Where the page is published" });
		new CfnOutput(this, "DeskPage", { value: String(stage.hasDeskPage), description: "Whether the desk's page is on" });
		new CfnOutput(this, "DistributionId", { value: distribution.distributionId });
		// What the edge was deployed for, resolved at that time: bin/check-edge.ts compares it with what is there now.
		new CfnOutput(this, "PointsAtApi", { value: `https://${apiHost}/` });
		new CfnOutput(this, "PointsAtKey", { value: edgeKey.secret.secretArn });
		new CfnOutput(this, "PointsAtFirewall", { value: props.firewallArn });
		new CfnOutput(this, "DistributionName", {
			value: distribution.distributionDomainName,
			description: "What a domain of your own points to",
		});
	}
}
