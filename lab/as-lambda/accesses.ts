/** What a request to an AWS service does, in IAM's words. Throws for a request that no function of ours should send. */
import type { Access } from "./policies.ts";

// biome-ignore lint/suspicious/noExplicitAny: the JSON of whichever request
type Json = any;

interface Names {
	readonly tableArn: (name: string) => string;
	readonly busArn: (name: string) => string;
}

/** @param target `DynamoDB_20120810.PutItem`, as the header `x-amz-target` says it. */
export function accessesOf(target: string, body: Json, { tableArn, busArn }: Names): Access[] {
	const [service = "", operation = ""] = target.split(".");
	switch (service) {
		case "DynamoDB_20120810":
			return dynamoDbAccesses(operation, body, tableArn);
		case "AWSEvents":
			return body.Entries.map((entry: Json) => ({
				action: `events:${operation}`,
				resource: busArn(entry.EventBusName),
				leadingKeys: [],
			}));
		case "secretsmanager":
			return [{ action: `secretsmanager:${operation}`, resource: body.SecretId, leadingKeys: [] }];
		default:
			throw new Error(`No function should call ${target}.`);
	}
}

function dynamoDbAccesses(operation: string, body: Json, tableArn: Names["tableArn"]): Access[] {
	const access = (action: string, table: string, keys: readonly Json[]): Access => ({
		action: `dynamodb:${action}`,
		resource: tableArn(table),
		leadingKeys: keys.flatMap((key) => key?.pk?.S ?? []),
	});
	switch (operation) {
		case "GetItem":
		case "UpdateItem":
		case "DeleteItem":
			return [access(operation, body.TableName, [body.Key])];
		case "PutItem":
			return [access(operation, body.TableName, [body.Item])];
		case "Query":
			return [
				{
					action: "dynamodb:Query",
					resource: `${tableArn(body.TableName)}${body.IndexName === undefined ? "" : `/index/${body.IndexName}`}`,
					leadingKeys: [],
				},
			];
		case "BatchGetItem":
			return Object.entries<Json>(body.RequestItems).map(([table, { Keys }]) => access(operation, table, Keys));
		case "BatchWriteItem":
			return Object.entries<Json>(body.RequestItems).map(([table, requests]) =>
				access(
					operation,
					table,
					requests.map((request: Json) => request.PutRequest?.Item ?? request.DeleteRequest?.Key),
				),
			);
		case "TransactWriteItems":
			return body.TransactItems.flatMap((item: Json) =>
				Object.entries<Json>(item).map(([kind, { TableName, Key, Item }]) =>
					access(kind === "ConditionCheck" ? "ConditionCheckItem" : `${kind}Item`, TableName, [Key ?? Item]),
				),
			);
		case "TransactGetItems":
			return body.TransactItems.map(({ Get }: Json) => access("GetItem", Get.TableName, [Get.Key]));
		default:
			throw new Error(`No function should call DynamoDB's ${operation}.`);
	}
}
