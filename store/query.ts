/** Yields the pages of a query (up to 1 MB each) until there are no more. */
import { QueryCommand, type QueryCommandInput, type QueryCommandOutput } from "@aws-sdk/lib-dynamodb";
import type { Table } from "./table.ts";

export async function* pagesOf(
	table: Table,
	query: Omit<QueryCommandInput, "TableName" | "ExclusiveStartKey">,
): AsyncGenerator<QueryCommandOutput> {
	let next: QueryCommandInput["ExclusiveStartKey"];
	do {
		const page: QueryCommandOutput = await table.send(
			new QueryCommand({ ...query, TableName: table.name, ExclusiveStartKey: next }),
		);
		yield page;
		next = page.LastEvaluatedKey;
	} while (next);
}
