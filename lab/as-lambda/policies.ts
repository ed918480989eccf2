/**
 * What the policies of the template allow each function: IAM's answer, for the few forms that our policies have. Anything
 * else throws, so that a policy which this does not understand is never taken for an allowance.
 */
import type { Synthesis } from "../../lib/app.ts";

/** One call as IAM sees it: an action on a resource, and the partition keys that it names, if it names any. */
export interface Access {
	/** `dynamodb:PutItem` */
	readonly action: string;
	readonly resource: string;
	readonly leadingKeys: readonly string[];
}

export interface Policies {
	readonly allows: (functionId: string, access: Access) => boolean;
	/** The actions that a function may take and never has, as `action` names. */
	readonly unused: (functionId: string) => string[];
}

interface Statement {
	readonly Effect: string;
	readonly Action: string | readonly string[];
	readonly Resource: unknown;
	readonly Condition?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

interface Grant {
	readonly actions: readonly string[];
	readonly resources: readonly string[];
	/** `undefined`: any partition. */
	readonly leadingKeys: readonly string[] | undefined;
}

/** What Lambda itself does with the role, before and after the function runs. */
const OF_LAMBDA_ITSELF = /^(logs|xray|sqs):|^dynamodb:(DescribeStream|GetRecords|GetShardIterator|ListStreams)$/;

/** @param resolve turns a value of the template into text, as `readTemplate` does for the functions' variables. */
export function policiesOf(resources: Synthesis["resources"], resolve: (value: unknown) => string): Policies {
	const grants = new Map<string, Grant[]>();
	const used = new Map<string, Set<string>>();
	for (const [functionId, { Type, Properties }] of Object.entries(resources)) {
		if (Type === "AWS::Lambda::Function") {
			grants.set(functionId, statementsOf(resources, roleOf(Properties["Role"])).map(grantOf));
		}
	}

	function grantOf({ Effect, Action, Resource, Condition = {} }: Statement): Grant {
		const { "ForAllValues:StringLike": like, ...others } = Condition;
		const { "dynamodb:LeadingKeys": leadingKeys, ...otherKeys } = like ?? {};
		if (Effect !== "Allow" || Object.keys(others).length > 0 || Object.keys(otherKeys).length > 0) {
			throw new Error(`A policy has a form that is not understood here: ${JSON.stringify({ Effect, Condition })}`);
		}
		return { actions: [Action].flat(), resources: [Resource].flat().map(resolve), leadingKeys };
	}

	return {
		allows: (functionId, { action, resource, leadingKeys }) => {
			const own = used.get(functionId) ?? new Set<string>();
			used.set(functionId, own.add(action));
			return (grants.get(functionId) ?? []).some(
				(grant) =>
					grant.actions.includes(action) &&
					grant.resources.some((pattern) => isLike(resource, pattern)) &&
					leadingKeys.every((key) => grant.leadingKeys?.some((pattern) => isLike(key, pattern)) ?? true),
			);
		},
		unused: (functionId) => {
			const granted = (grants.get(functionId) ?? []).flatMap(({ actions }) => actions);
			return [...new Set(granted)].filter(
				(action) => !OF_LAMBDA_ITSELF.test(action) && !used.get(functionId)?.has(action),
			);
		},
	};
}

function statementsOf(resources: Synthesis["resources"], role: string): Statement[] {
	return Object.entries(resources).flatMap(([id, { Type, Properties }]) => {
		if (Type === "AWS::IAM::Policy" && Properties["Roles"].some((one: unknown) => roleOf(one) === role)) {
			return Properties["PolicyDocument"].Statement as Statement[];
		}
		if (Type !== "AWS::IAM::Role" || id !== role) return [];
		return (Properties["Policies"] ?? []).flatMap(
			({ PolicyDocument }: { PolicyDocument: { Statement: Statement[] } }) => PolicyDocument.Statement,
		);
	});
}

/** The logical id that a `Ref` or the `Arn` of a role leads to. */
function roleOf(value: unknown): string {
	const { Ref, "Fn::GetAtt": attribute } = (value ?? {}) as { Ref?: string; "Fn::GetAtt"?: [string, string] };
	return Ref ?? attribute?.[0] ?? "";
}

/** IAM's patterns: `*` is any text. */
function isLike(text: string, pattern: string): boolean {
	const parts = pattern.split("*").map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&"));
	return new RegExp(`^${parts.join(".*")}$`, "s").test(text);
}
