import { describe, expect, test } from "@jest/globals";
import { routes } from "../../api/routes.ts";
import type { Resource } from "../../lib/app.ts";
import { deploymentOf, OWN_DOMAIN } from "./deployment.ts";
import { resourcesOf, theOnly } from "./template.ts";

const { firewall } = deploymentOf({ stage: "prod", ...OWN_DOMAIN });
const acl = theOnly(firewall, "AWS::WAFv2::WebACL").Properties;
// biome-ignore lint/suspicious/noExplicitAny: CloudFormation's own shape
const rules = new Map<string, any>(acl.Rules.map((rule: { Name: string }) => [rule.Name, rule]));
const rate = (name: string) => rules.get(name).Statement.RateBasedStatement;

test("the firewall is CloudFront's, lets through what no rule refuses, and asks its rules in this order", () => {
	expect(acl.Scope).toBe("CLOUDFRONT");
	expect(acl.DefaultAction).toEqual({ Allow: {} });
	expect(acl.Rules.map(({ Priority, Name }: { Priority: number; Name: string }) => [Priority, Name])).toEqual([
		[0, "AWSManagedRulesAmazonIpReputationList"],
		[1, "locks-per-address"],
		[2, "requests-per-address"],
		[3, "AWSManagedRulesKnownBadInputsRuleSet"],
		[4, "AWSManagedRulesCommonRuleSet"],
	]);
});

describe("an address", () => {
	test("may lock less often than it may ask, each counted over a minute", () => {
		expect(rate("locks-per-address")).toMatchObject({ AggregateKeyType: "IP", EvaluationWindowSec: 60, Limit: 300 });
		expect(rate("requests-per-address")).toMatchObject({
			AggregateKeyType: "IP",
			EvaluationWindowSec: 60,
			Limit: 12_000,
		});
		expect(rate("requests-per-address").ScopeDownStatement).toBeUndefined();
	});

	test("that asks too often is told so as the contract words it, and when to come back", () => {
		for (const name of ["locks-per-address", "requests-per-address"]) {
			const { CustomResponse } = rules.get(name).Action.Block;

			expect(CustomResponse.ResponseCode).toBe(429);
			expect(CustomResponse.ResponseHeaders).toEqual([{ Name: "retry-after", Value: "60" }]);
			expect(JSON.parse(acl.CustomResponseBodies[CustomResponse.CustomResponseBodyKey].Content)).toMatchObject({
				type: "/problems/try-again",
				status: 429,
			});
		}
	});
});

describe("what counts as moving locks", () => {
	const [method, path] = rate("locks-per-address").ScopeDownStatement.AndStatement.Statements;
	const { RegexString, TextTransformations, FieldToMatch } = path.RegexMatchStatement;
	const isCounted = (path: string) => new RegExp(RegexString).test(path);
	const verbs = new Set<string>(["lock", "lock-together", "extend", "unlock"]);

	test.each(routes.flatMap(({ name, method, paths }) => paths.map((path) => [method, path, name] as const)))(
		"%s %s",
		(_, path, name) => {
			expect(isCounted(path.replaceAll(/\{\w+\}/g, "lock"))).toBe(verbs.has(name));
		},
	);

	test("is a POST: what a page asks before it posts takes nothing of the limit", () => {
		expect(method.ByteMatchStatement).toEqual({
			FieldToMatch: { Method: {} },
			PositionalConstraint: "EXACTLY",
			SearchString: "POST",
			TextTransformations: [{ Priority: 0, Type: "NONE" }],
		});
	});

	test("is looked for in the path as the gateway reads it, percent signs decoded", () => {
		expect(FieldToMatch).toEqual({ UriPath: {} });
		expect(TextTransformations).toEqual([{ Priority: 0, Type: "URL_DECODE" }]);
	});
});

test("rules that AWS keeps refuse, but for those that would refuse good requests and only count them", () => {
	const overrides = (name: string): string[] =>
		rules
			.get(name)
			.Statement.ManagedRuleGroupStatement.RuleActionOverrides.map(
				(override: { Name: string; ActionToUse: unknown }) => {
					expect(override.ActionToUse).toEqual({ Count: {} });
					return override.Name;
				},
			);

	for (const name of rules.keys()) {
		if (name.startsWith("AWS")) expect(rules.get(name).OverrideAction).toEqual({ None: {} });
	}
	expect(overrides("AWSManagedRulesKnownBadInputsRuleSet")).toEqual([]);
	// A document of an event is large, and a back end need not say what it is.
	expect(overrides("AWSManagedRulesCommonRuleSet")).toEqual(
		expect.arrayContaining(["SizeRestrictions_BODY", "NoUserAgent_HEADER"]),
	);
	// Labels stand in paths, queries and bodies, and may be any text; nothing of ours stands in a cookie.
	expect(overrides("AWSManagedRulesCommonRuleSet").filter((rule) => /COOKIE|Cookie/.test(rule))).toEqual([]);
});

test("samples of requests show neither a key nor a query (I9)", () => {
	const hidden = acl.DataProtectionConfig.DataProtections.map(
		({ Field, Action, ...others }: { Field: object; Action: string }) => {
			expect([Action, others]).toEqual(["SUBSTITUTION", {}]);
			return Field;
		},
	);

	expect(hidden).toEqual([{ FieldType: "SINGLE_HEADER", FieldKeys: ["authorization"] }, { FieldType: "QUERY_STRING" }]);
});

test("the alarms of us-east-1 have a topic there", () => {
	expect(resourcesOf(firewall, "AWS::SNS::Topic")).toHaveLength(1);
});

test("an hour at the edge is 1.60 dollars for a million requests, let through or refused", () => {
	const { Properties } = resourcesOf(firewall, "AWS::CloudWatch::Alarm").find(({ Properties }) =>
		Properties.AlarmName.endsWith("spending-at-the-edge"),
	) as Resource;
	// biome-ignore lint/suspicious/noExplicitAny: CloudFormation's own shape
	const counted = Properties["Metrics"].filter(({ MetricStat }: any) => MetricStat);

	expect(Properties).toMatchObject({ Threshold: 50 });
	expect(Properties["Metrics"][0].Expression).toBe("1.6 * (FILL(passed, 0) + FILL(refused, 0)) / 1000000");
	// biome-ignore lint/suspicious/noExplicitAny: CloudFormation's own shape
	expect(counted.map(({ Id, MetricStat }: any) => [Id, MetricStat.Metric.MetricName, MetricStat.Period])).toEqual([
		["passed", "AllowedRequests", 3_600],
		["refused", "BlockedRequests", 3_600],
	]);
});
