import { describe, expect, test } from "@jest/globals";
import { ROUTES } from "../../api/routes.ts";
import type { Resource } from "../../lib/app.ts";
import { deploymentOf, OWN_DOMAIN } from "./deployment.ts";
import { resourcesOf, theOnly } from "./template.ts";

const { firewall } = deploymentOf({ stage: "prod", ...OWN_DOMAIN });
const acl = theOnly(firewall, "AWS::WAFv2::WebACL").Properties;
// biome-ignore lint/suspicious/noExplicitAny: CloudFormation's own shape
const RULES = new Map<string, any>(acl.Rules.map((rule: { Name: string }) => [rule.Name, rule]));
const rate = (name: string) => RULES.get(name).Statement.RateBasedStatement;

test("the firewall is one for CloudFront, allows what no rule refuses, and evaluates its rules in this order", () => {
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

describe("limits of an address", () => {
	test("an address has a limit for locks and a higher one for all requests, each counted over a minute", () => {
		expect(rate("locks-per-address")).toMatchObject({ AggregateKeyType: "IP", EvaluationWindowSec: 60, Limit: 300 });
		expect(rate("requests-per-address")).toMatchObject({
			AggregateKeyType: "IP",
			EvaluationWindowSec: 60,
			Limit: 12_000,
		});
		expect(rate("requests-per-address").ScopeDownStatement).toBeUndefined();
	});

	test("an address over its limit gets a 429 in the contract's form, with Retry-After", () => {
		for (const name of ["locks-per-address", "requests-per-address"]) {
			const { CustomResponse } = RULES.get(name).Action.Block;

			expect(CustomResponse.ResponseCode).toBe(429);
			expect(CustomResponse.ResponseHeaders).toEqual([{ Name: "retry-after", Value: "60" }]);
			expect(JSON.parse(acl.CustomResponseBodies[CustomResponse.CustomResponseBodyKey].Content)).toMatchObject({
				type: "/problems/try-again",
				status: 429,
			});
		}
	});
});

describe("the limit for locks", () => {
	const [method, path] = rate("locks-per-address").ScopeDownStatement.AndStatement.Statements;
	const { RegexString, TextTransformations, FieldToMatch } = path.RegexMatchStatement;
	const isCounted = (path: string) => new RegExp(RegexString).test(path);
	const verbs = new Set<string>(["lock", "lock-together", "extend", "unlock"]);

	test.each(ROUTES.flatMap(({ name, method, paths }) => paths.map((path) => [method, path, name] as const)))(
		"the limit for locks counts %s %s if it moves a lock, and only then",
		(_, path, name) => {
			expect(isCounted(path.replaceAll(/\{\w+\}/g, "lock"))).toBe(verbs.has(name));
		},
	);

	test("the limit for locks counts POST only, so a page's preflight request is free", () => {
		expect(method.ByteMatchStatement).toEqual({
			FieldToMatch: { Method: {} },
			PositionalConstraint: "EXACTLY",
			SearchString: "POST",
			TextTransformations: [{ Priority: 0, Type: "NONE" }],
		});
	});

	test("the limit for locks looks at the decoded path, as the gateway does", () => {
		expect(FieldToMatch).toEqual({ UriPath: {} });
		expect(TextTransformations).toEqual([{ Priority: 0, Type: "URL_DECODE" }]);
	});
});

test("AWS's managed rules refuse requests, except the rules that would refuse good ones, which only count", () => {
	const overrides = (name: string): string[] =>
		RULES.get(name).Statement.ManagedRuleGroupStatement.RuleActionOverrides.map(
			(override: { Name: string; ActionToUse: unknown }) => {
				expect(override.ActionToUse).toEqual({ Count: {} });
				return override.Name;
			},
		);

	for (const name of RULES.keys()) {
		if (name.startsWith("AWS")) expect(RULES.get(name).OverrideAction).toEqual({ None: {} });
	}
	expect(overrides("AWSManagedRulesKnownBadInputsRuleSet")).toEqual([]);
	// An event's document is large, and a back end need not send a User-Agent.
	expect(overrides("AWSManagedRulesCommonRuleSet")).toEqual(
		expect.arrayContaining(["SizeRestrictions_BODY", "NoUserAgent_HEADER"]),
	);
	// Labels may be any text, in paths, queries and bodies; the service uses no cookie.
	expect(overrides("AWSManagedRulesCommonRuleSet").filter((rule) => /COOKIE|Cookie/.test(rule))).toEqual([]);
});

test("the firewall's samples show neither a key nor a query (I9)", () => {
	const hidden = acl.DataProtectionConfig.DataProtections.map(
		({ Field, Action, ...others }: { Field: object; Action: string }) => {
			expect([Action, others]).toEqual(["SUBSTITUTION", {}]);
			return Field;
		},
	);

	expect(hidden).toEqual([{ FieldType: "SINGLE_HEADER", FieldKeys: ["authorization"] }, { FieldType: "QUERY_STRING" }]);
});

test("the firewall's alarms have a topic in us-east-1", () => {
	expect(resourcesOf(firewall, "AWS::SNS::Topic")).toHaveLength(1);
});

test("the spending alarm of the edge reckons 1.60 dollars for a million requests, allowed or refused", () => {
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
