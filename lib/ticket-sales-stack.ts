/** The service as one stack: the seat table, the callers' keys, the API, the stream of changes, and the monitoring. */
import { CfnOutput, Stack, type StackProps } from "aws-cdk-lib/core";
import type { Construct } from "constructs";
import { Alarms } from "./alarms.ts";
import type { BundleOf } from "./bundle.ts";
import { ChangeStream } from "./change-stream.ts";
import { Dashboard } from "./dashboard.ts";
import { DeadLetters } from "./dead-letters.ts";
import { EdgeKey } from "./edge-key.ts";
import { SeatApi } from "./seat-api.ts";
import { SeatTable } from "./seat-table.ts";
import { SellerKey } from "./seller-key.ts";
import type { Settings } from "./settings.ts";

interface TicketSalesStackProps extends Settings, Pick<StackProps, "env"> {
	readonly bundleOf: BundleOf;
	/** Whether the API is behind an edge, so that only the edge may call it. */
	readonly behindEdge: boolean;
}

export class TicketSalesStack extends Stack {
	readonly api: SeatApi;
	/** The key that the edge sends to the API. `undefined` without an edge. */
	readonly edgeKey: EdgeKey | undefined;

	constructor(scope: Construct, { bundleOf, behindEdge, env, ...chosen }: TicketSalesStackProps) {
		const { name, isProtected } = chosen.stage;
		super(scope, `ticket-sales-${name}`, {
			...(env && { env }),
			description: `Ticket sales (${name}): the seat inventory`,
			terminationProtection: isProtected,
		});

		const deadLetters = new DeadLetters(this, "DeadLetters");
		const settings = { ...chosen, bundleOf, deadLetters };
		const table = new SeatTable(this, "Seats", settings);
		const sellerKey = new SellerKey(this, "SellerKey", { ...settings, behindEdge });
		this.edgeKey = behindEdge ? new EdgeKey(this, "EdgeKey", sellerKey) : undefined;
		this.api = new SeatApi(this, "SeatApi", { ...settings, table, sellerKey, edgeKey: this.edgeKey });
		const changes = chosen.publishesChanges ? new ChangeStream(this, "Changes", { ...settings, table }) : undefined;
		const watched = { ...settings, api: this.api, table, sellerKey };
		const alarms = new Alarms(this, "Alarms", watched);
		if (changes) alarms.alarmOnStream(changes.lambda);
		new Dashboard(this, "Dashboard", { ...watched, alarms });

		new CfnOutput(this, "ApiAddress", { value: this.api.address, description: "The address of the API" });
		new CfnOutput(this, "SellerKeySecret", {
			value: sellerKey.secretArn,
			description: "The secret that holds the seller key (aws secretsmanager get-secret-value --secret-id …)",
		});
		if (this.edgeKey) {
			new CfnOutput(this, "EdgeKeySecret", {
				value: this.edgeKey.secret.secretArn,
				description: "The secret that holds the key of the edge",
			});
		}
		new CfnOutput(this, "AlarmTopic", { value: alarms.topicArn, description: "The topic of the alarms" });
		if (changes) {
			new CfnOutput(this, "ChangesBusName", { value: changes.busName, description: "The bus of the seat changes" });
			new CfnOutput(this, "ChangesFunction", {
				value: changes.lambda.functionName,
				description: "The function that numbers seat changes",
			});
		}
		new CfnOutput(this, "DeadLetterQueue", {
			value: deadLetters.queue.queueUrl,
			description: "The queue of events that a function failed to process",
		});
		new CfnOutput(this, "SeatTableName", { value: table.tableName, description: "The table of all seats" });
	}
}
