/**
 * The table of contract §3: seats, plans and events in one place, an index that counts and one that finds the seats of an
 * order. It grants access to itself, permission and environment together, and gives no function more than its verb needs.
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
import { Stack } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import type { RouteName } from "../api/routes.ts";
import type { PUBLISH_CHANGES } from "./bundle.ts";
import { type Load, warmThroughput } from "./expected-load.ts";
import { removalPolicyOf } from "./retention.ts";
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
	/** The indexes that the function queries. */
	readonly indexes?: readonly IndexName[];
	/** What it does only to records whose partition keys are like these; no event id begins with `#` (store/keys.ts). */
	readonly keyed?: { readonly keys: readonly string[]; readonly actions: readonly TableAction[] };
	readonly stream?: readonly StreamAction[];
}

/** The names by which the store asks for them (store/keys.ts). */
type IndexName = "count" | "orders";

type StreamAction = "DescribeStream" | "GetRecords" | "GetShardIterator" | "ListStreams";

/** Every function that uses the table, and the routes that need nothing from it. */
type TableUser = RouteName | typeof PUBLISH_CHANGES;

/** Finding an event, and its plan section by section. */
const READS_EVENT = ["GetItem", "BatchGetItem"] as const satisfies readonly TableAction[];

/** A public GET: a caller who polls it makes it write readings and leases of them, and no other record. */
const LOOKS_AT_HOUSE = {
	indexes: ["count"],
	keyed: { keys: ["#reading#*"], actions: ["PutItem"] },
} as const satisfies Access;

/** Replacing or deleting an event touches every kind of record it has, and sweeps up what an interrupted attempt left. */
const REWRITES_EVENT = [
	...READS_EVENT,
	"Query",
	"PutItem",
	"DeleteItem",
	"BatchWriteItem",
] as const satisfies readonly TableAction[];

/**
 * What each function does to the table. A transaction has no action of its own: DynamoDB checks the actions of the
 * requests inside it, and ConditionCheckItem for one that only checks: a seat that is as the request wants it already,
 * beside seats that are not yet (half a claim, repeated). Seats that are given back are never only checked.
 */
const ACCESS = {
	welcome: {},
	openapi: {},
	check: { table: READS_EVENT },
	"check-seats": { table: READS_EVENT },
	"num-available": { table: READS_EVENT, ...LOOKS_AT_HOUSE },
	// A seat that starts taken keeps its record: for such seats an Update does the work of a Put, and a Put that of a Delete.
	lock: { table: [...READS_EVENT, "Query", "PutItem", "UpdateItem", "ConditionCheckItem"] },
	extend: { table: [...READS_EVENT, "UpdateItem", "ConditionCheckItem"] },
	unlock: { table: [...READS_EVENT, "PutItem", "UpdateItem", "DeleteItem"] },
	claim: { table: [...READS_EVENT, "UpdateItem", "ConditionCheckItem"] },
	sell: { table: [...READS_EVENT, "Query", "PutItem", "UpdateItem", "ConditionCheckItem"] },
	change: { table: [...READS_EVENT, "PutItem", "UpdateItem", "DeleteItem"] },
	together: { table: READS_EVENT, ...LOOKS_AT_HOUSE },
	// These two may put any record, so also readings.
	"lock-together": { table: [...READS_EVENT, "PutItem", "UpdateItem", "ConditionCheckItem"], indexes: ["count"] },
	"sell-together": { table: [...READS_EVENT, "PutItem", "UpdateItem", "ConditionCheckItem"], indexes: ["count"] },
	seats: { table: READS_EVENT, ...LOOKS_AT_HOUSE },
	release: { table: [...READS_EVENT, "PutItem", "UpdateItem", "DeleteItem"], indexes: ["orders"] },
	block: { table: [...READS_EVENT, "Query", "PutItem", "UpdateItem", "ConditionCheckItem"] },
	unblock: { table: [...READS_EVENT, "Query", "PutItem", "UpdateItem", "DeleteItem"] },
	"put-event": { table: REWRITES_EVENT },
	// Another header may draw another chart, for which it reads the sections.
	"patch-event": { table: [...READS_EVENT, "PutItem", "BatchWriteItem"] },
	"get-event": { table: READS_EVENT },
	"get-document": { table: READS_EVENT },
	"get-chart": { table: READS_EVENT },
	"get-chart-by-id": { table: READS_EVENT },
	availability: { table: READS_EVENT, ...LOOKS_AT_HOUSE },
	taken: { table: [...READS_EVENT, "Query"], indexes: ["orders"] },
	"list-events": { keyed: { keys: ["#events"], actions: ["Query"] } },
	// It marks the event, and takes away locks that have ended, also of seats that must keep a record.
	"delete-event": { table: [...REWRITES_EVENT, "UpdateItem"] },
	changes: { table: ["GetItem"], keyed: { keys: ["#changes#*"], actions: ["Query"] } },
	"publish-changes": {
		keyed: { keys: ["#changes#*", "#receipts#*"], actions: ["GetItem", "PutItem", "UpdateItem"] },
		stream: ["DescribeStream", "GetRecords", "GetShardIterator", "ListStreams"],
	},
} as const satisfies Record<TableUser, Access>;

interface SeatTableProps {
	readonly stage: Stage;
	/** How many people are expected when a sale opens; the table is warmed for them. */
	readonly expectedBuyers?: number | undefined;
	/** The name of another table to serve from, with the same keys and indexes: a restored copy of this one. */
	readonly servedTable?: string | undefined;
	/** The ARN of that table's stream. */
	readonly servedStream?: string | undefined;
}

export class SeatTable extends Construct {
	readonly tableName: string;
	readonly indexNames: readonly IndexName[] = ["count", "orders"];
	/** The stream of changes to records, which keeps a day. `undefined` if another table is served without its stream. */
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
			// Not `expires`, when a lock ends: a seat that the plan starts as taken must keep its record after that, because no
			// record would mean the state of the plan. Only a record that may disappear has this attribute.
			timeToLiveAttribute: "ttl",
			dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES,
			globalSecondaryIndexes: [
				{
					indexName: "count" satisfies IndexName,
					partitionKey: { name: "shard", type: AttributeType.STRING },
					// The table's own partition key has event and section in it, so a section is counted by its key.
					sortKey: { name: "pk", type: AttributeType.STRING },
					projectionType: ProjectionType.INCLUDE,
					nonKeyAttributes: ["status", "expires", "start"],
					...maximum,
					...(warm && { warmThroughput: perSecond(warm.index) }),
				},
				{
					indexName: "orders" satisfies IndexName,
					// Only a sale has this attribute, so the index holds nothing else.
					partitionKey: { name: "sale", type: AttributeType.STRING },
					// Seats of one section have the same key here, which an index allows; the table's key tells them apart.
					sortKey: { name: "pk", type: AttributeType.STRING },
					projectionType: ProjectionType.INCLUDE,
					nonKeyAttributes: ["status", "soldAt", "order"],
					...maximum,
					...(warm && { warmThroughput: perSecond(warm.orders) }),
				},
			],
			// It is encrypted either way. A key of our own could be audited and revoked, but would be one more service that
			// must answer before a seat is sold. Seats are not personal data, and tokens are stored as hashes (I9).
			encryption: TableEncryptionV2.dynamoOwnedKey(),
			pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
			deletionProtection: stage.isProtected,
			removalPolicy: removalPolicyOf(stage),
		});
		this.tableName = servedTable ?? table.tableName;
		this.streamArn = servedTable ? servedStream : table.tableStreamArn;
		this.#tableArn = servedTable
			? Stack.of(this).formatArn({ service: "dynamodb", resource: "table", resourceName: servedTable })
			: table.tableArn;
	}

	/** Grants a function what its verb does to the table, and puts the table's name into its environment. */
	grantAccess(lambda: LambdaFunction, user: TableUser): void {
		const access: Access = ACCESS[user];
		allow(lambda, access.table, this.#tableArn);
		if (this.streamArn) allow(lambda, access.stream, this.streamArn);
		if (access.keyed) {
			const conditions = { "ForAllValues:StringLike": { "dynamodb:LeadingKeys": access.keyed.keys } };
			allow(lambda, access.keyed.actions, this.#tableArn, conditions);
		}
		for (const name of access.indexes ?? []) allow(lambda, ["Query"], `${this.#tableArn}/index/${name}`);
		if (access.table || access.keyed) lambda.addEnvironment("TABLE_NAME", this.tableName);
	}
}

const perSecond = ({ readUnits, writeUnits }: Load) => ({
	readUnitsPerSecond: readUnits,
	writeUnitsPerSecond: writeUnits,
});

function allow(
	lambda: LambdaFunction,
	actions: readonly (TableAction | StreamAction)[] | undefined,
	resource: string,
	conditions?: Record<string, Record<string, readonly string[]>>,
) {
	if (!actions) return;
	lambda.addToRolePolicy(
		new PolicyStatement({
			actions: actions.map((action) => `dynamodb:${action}`),
			resources: [resource],
			...(conditions && { conditions }),
		}),
	);
}
