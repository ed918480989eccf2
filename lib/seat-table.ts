/**
 * The table of contract §3: seats, plans and events in one place, and an index that counts. It hands out access to
 * itself, permission and environment together, and to no function more than its verb needs.
 */
import {
	AttributeType,
	Billing,
	ProjectionType,
	StreamViewType,
	TableEncryptionV2,
	TableV2,
} from "aws-cdk-lib/aws-dynamodb";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { RemovalPolicy, Stack } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import type { RouteName } from "../api/routes.ts";
import type { publishChangesName } from "./bundle.ts";
import { type Load, warmThroughput } from "./expected-load.ts";
import type { Stage } from "./stages.ts";

type TableAction =
	| "GetItem"
	| "BatchGetItem"
	| "Query"
	| "PutItem"
	| "UpdateItem"
	| "DeleteItem"
	| "BatchWriteItem"
	| "ConditionCheckItem";

interface Access {
	readonly table?: readonly TableAction[];
	readonly countIndex?: readonly "Query"[];
	readonly stream?: readonly StreamAction[];
}

type StreamAction = "DescribeStream" | "GetRecords" | "GetShardIterator" | "ListStreams";

/** Every function that has to do with the table. */
type TableUser = RouteName | typeof publishChangesName;

/**
 * What each function does to the table. Transactions have no action of their own: DynamoDB asks for those of the
 * single requests inside, and for ConditionCheckItem where one only checks.
 */
const accessOf = {
	welcome: {},
	openapi: {},
	check: { table: ["GetItem", "BatchGetItem"] },
	"num-available": { table: ["GetItem", "BatchGetItem"], countIndex: ["Query"] },
	lock: { table: ["GetItem", "BatchGetItem", "PutItem", "ConditionCheckItem"] },
	extend: { table: ["GetItem", "BatchGetItem", "UpdateItem", "ConditionCheckItem"] },
	unlock: { table: ["GetItem", "BatchGetItem", "DeleteItem"] },
	claim: { table: ["GetItem", "BatchGetItem", "UpdateItem", "ConditionCheckItem"] },
	together: { table: ["GetItem", "BatchGetItem"], countIndex: ["Query"] },
	"lock-together": { table: ["GetItem", "BatchGetItem", "PutItem", "ConditionCheckItem"], countIndex: ["Query"] },
	seats: { table: ["GetItem", "BatchGetItem"], countIndex: ["Query"] },
	release: { table: ["GetItem", "BatchGetItem", "DeleteItem"] },
	block: { table: ["GetItem", "BatchGetItem", "PutItem", "ConditionCheckItem"] },
	unblock: { table: ["GetItem", "BatchGetItem", "DeleteItem"] },
	"put-event": { table: ["GetItem", "BatchGetItem", "Query", "PutItem", "BatchWriteItem"] },
	"get-event": { table: ["GetItem", "BatchGetItem"] },
	"list-events": { table: ["Query"] },
	"delete-event": { table: ["GetItem", "Query", "UpdateItem", "DeleteItem", "ConditionCheckItem"] },
	changes: { table: ["GetItem", "Query"] },
	"publish-changes": {
		table: ["GetItem", "PutItem", "UpdateItem"],
		stream: ["DescribeStream", "GetRecords", "GetShardIterator", "ListStreams"],
	},
} as const satisfies Record<TableUser, Access>;

interface SeatTableProps {
	readonly stage: Stage;
	/** How many people a sale is opened for, so that the table is warm by then. */
	readonly expectedBuyers?: number | undefined;
	/** Another table of these keys and this index to serve from: this one, restored as it was. */
	readonly servedTable?: string | undefined;
	/** That table's stream. */
	readonly servedStream?: string | undefined;
}

export class SeatTable extends Construct {
	readonly tableName: string;
	readonly countIndex = countIndex;
	/** What has become of each record, for a day; undefined for another table whose stream nobody named. */
	readonly streamArn: string | undefined;
	readonly #tableArn: string;

	constructor(scope: Construct, id: string, props: SeatTableProps) {
		const { stage, expectedBuyers, servedTable, servedStream } = props;
		super(scope, id);
		const { readUnits, writeUnits } = stage.tableMaximum;
		const maximum = { maxReadRequestUnits: readUnits, maxWriteRequestUnits: writeUnits };
		const warm = expectedBuyers === undefined ? undefined : warmThroughput(expectedBuyers);
		const table = new TableV2(this, "Table", {
			partitionKey: { name: "pk", type: AttributeType.STRING },
			sortKey: { name: "sk", type: AttributeType.STRING },
			billing: Billing.onDemand(maximum),
			...(warm && { warmThroughput: perSecond(warm.table) }),
			timeToLiveAttribute: "expires",
			dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES,
			globalSecondaryIndexes: [
				{
					indexName: countIndex,
					partitionKey: { name: "shard", type: AttributeType.STRING },
					// The table's own partition key names event and section, so a section is counted by a key.
					sortKey: { name: "pk", type: AttributeType.STRING },
					projectionType: ProjectionType.INCLUDE,
					nonKeyAttributes: ["status", "expires"],
					...maximum,
					...(warm && { warmThroughput: perSecond(warm.index) }),
				},
			],
			// Encrypted either way. A key of our own could be audited and revoked, and would be one more service that
			// must answer before a seat is sold; seats are no personal data, and tokens are kept as hashes (I9).
			encryption: TableEncryptionV2.dynamoOwnedKey(),
			pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
			deletionProtection: stage.keepsData,
			removalPolicy: stage.keepsData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
		});
		this.tableName = servedTable ?? table.tableName;
		this.streamArn = servedTable ? servedStream : table.tableStreamArn;
		this.#tableArn = servedTable
			? Stack.of(this).formatArn({ service: "dynamodb", resource: "table", resourceName: servedTable })
			: table.tableArn;
	}

	/** Lets a function do what its verb does to the table, and tells it the table's name. */
	grantAccess(lambda: LambdaFunction, user: TableUser): void {
		const access: Access = accessOf[user];
		allow(lambda, access.table, this.#tableArn);
		if (this.streamArn) allow(lambda, access.stream, this.streamArn);
		allow(lambda, access.countIndex, `${this.#tableArn}/index/${countIndex}`);
		if (access.table) lambda.addEnvironment("TABLE_NAME", this.tableName);
	}
}

const countIndex = "count";

const perSecond = ({ readUnits, writeUnits }: Load) => ({
	readUnitsPerSecond: readUnits,
	writeUnitsPerSecond: writeUnits,
});

function allow(lambda: LambdaFunction, actions: readonly (TableAction | StreamAction)[] | undefined, resource: string) {
	if (!actions) return;
	lambda.addToRolePolicy(
		new PolicyStatement({ actions: actions.map((action) => `dynamodb:${action}`), resources: [resource] }),
	);
}
