/** Whether the account lets a table have the throughput that the stage gives it. */
import { DescribeLimitsCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { warmThroughput } from "../../lib/expected-load.ts";
import type { Finding, Plan } from "./check.ts";

export async function tableQuota({
	stage: { name, tableMaximum },
	expectedBuyers,
	place: { region },
}: Plan): Promise<readonly Finding[]> {
	const limits = await new DynamoDBClient({ region }).send(new DescribeLimitsCommand());
	const warm = expectedBuyers === undefined ? undefined : warmThroughput(expectedBuyers);
	const reads = Math.max(tableMaximum.readUnits, warm?.table.readUnits ?? 0, warm?.index.readUnits ?? 0);
	const writes = Math.max(tableMaximum.writeUnits, warm?.table.writeUnits ?? 0, warm?.index.writeUnits ?? 0);
	const { TableMaxReadCapacityUnits: mayRead = 0, TableMaxWriteCapacityUnits: mayWrite = 0 } = limits;
	const says = `table: ${name} needs ${reads} read and ${writes} write units a second, the account allows ${mayRead} and ${mayWrite}`;
	if (reads <= mayRead && writes <= mayWrite) return [{ state: "ready", says }];
	return [
		{
			state: "missing",
			says: `${says}. Ask for more: Service Quotas, Amazon DynamoDB, "Table-level … throughput limit"`,
		},
	];
}
