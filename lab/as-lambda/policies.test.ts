import { describe, expect, test } from "@jest/globals";
import { resolverOf } from "../../local/template.ts";
import { templateOf } from "../../test/lib/template.ts";
import { accessesOf } from "./accesses.ts";
import { type Policies, policiesOf } from "./policies.ts";

const template = templateOf();
const newPolicies = () => policiesOf(template.resources, resolverOf(template.resources));
const [table = ""] = Object.entries(template.resources).flatMap(([id, { Type, Properties }]) =>
	Type === "AWS::DynamoDB::GlobalTable" ? [String(Properties["TableName"] ?? id)] : [],
);
const names = {
	tableArn: (name: string) => `arn:aws:dynamodb:local:000000000000:table/${name}`,
	busArn: (name: string) => `arn:aws:local:local:000000000000:${name}`,
};
const idOf = (name: Parameters<typeof template.functions.get>[0]) => template.functions.get(name) ?? "";

/** Whether a function may send the whole request. */
function maySend(policies: Policies, name: Parameters<typeof idOf>[0], operation: string, body: object): boolean {
	return accessesOf(`DynamoDB_20120810.${operation}`, body, names).every((access) =>
		policies.allows(idOf(name), access),
	);
}

const put = (pk: string) => ({ TableName: table, Item: { pk: { S: pk }, sk: { S: "a" } } });

describe("what the policies of the template allow", () => {
	test("a lock writes a seat, and a check does not", () => {
		const policies = newPolicies();

		expect(maySend(policies, "lock", "PutItem", put("event#section"))).toBe(true);
		expect(maySend(policies, "check", "PutItem", put("event#section"))).toBe(false);
	});

	test("a count writes readings, and nothing under another key", () => {
		const policies = newPolicies();

		expect(maySend(policies, "num-available", "PutItem", put("#reading#event"))).toBe(true);
		expect(maySend(policies, "num-available", "PutItem", put("event#section"))).toBe(false);
	});

	test("an index, another table and an unknown function are not the table", () => {
		const policies = newPolicies();

		expect(maySend(policies, "num-available", "Query", { TableName: table, IndexName: "other" })).toBe(false);
		expect(maySend(policies, "lock", "PutItem", { ...put("a"), TableName: "other" })).toBe(false);
		expect(policies.allows("nobody", { action: "dynamodb:GetItem", resource: table, leadingKeys: [] })).toBe(false);
	});

	test("a transaction needs every one of its parts", () => {
		const parts = { TransactItems: [{ Put: put("a") }, { ConditionCheck: { TableName: table, Key: put("a").Item } }] };
		const policies = newPolicies();

		expect(maySend(policies, "claim", "TransactWriteItems", { TransactItems: [{ Put: put("a") }] })).toBe(
			maySend(policies, "claim", "PutItem", put("a")),
		);
		expect(maySend(policies, "get-event", "TransactWriteItems", parts)).toBe(false);
	});

	test("what was never sent is listed as unused", () => {
		const policies = newPolicies();
		expect(policies.unused(idOf("lock"))).toContain("dynamodb:PutItem");

		maySend(policies, "lock", "PutItem", put("a"));

		expect(policies.unused(idOf("lock"))).not.toContain("dynamodb:PutItem");
	});

	test("a condition that is not understood is refused rather than ignored", () => {
		const [id = "", policy] =
			Object.entries(template.resources).find(([, { Type }]) => Type === "AWS::IAM::Policy") ?? [];
		const Statement = [{ Effect: "Allow", Action: "dynamodb:PutItem", Resource: "*", Condition: { Bool: {} } }];
		const PolicyDocument = { Statement };
		const changed = { ...policy, Properties: { ...policy?.Properties, PolicyDocument } };

		const read = () =>
			policiesOf({ ...template.resources, [id]: changed } as typeof template.resources, resolverOf(template.resources));

		expect(read).toThrow("not understood");
	});
});
