import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { ROUTES } from "../../api/routes.ts";
import { PRICES } from "../../lab/bench/support/prices.ts";
import type { Resource } from "../../lib/app.ts";
import { stageNamed } from "../../lib/stages.ts";
import { deploymentOf, OWN_DOMAIN } from "./deployment.ts";
import { referredTo, resourcesOf, theOnly, written } from "./template.ts";

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
		[1, "many-locks"],
		[2, "locks-per-address"],
		[3, "held-locks-per-address"],
		[4, "events-per-address"],
		[5, "requests-per-address"],
		[6, "AWSManagedRulesKnownBadInputsRuleSet"],
		[7, "AWSManagedRulesCommonRuleSet"],
	]);
});

test("docs/cost.md counts every rule of the firewall", () => {
	const page = readFileSync(join(import.meta.dirname, "../../docs/cost.md"), "utf8");
	const [, rules, dollars] = /the web ACL with its (\d+) rules (\d+)/.exec(page) ?? [];

	expect(Number(rules)).toBe(acl.Rules.length);
	expect(Number(dollars)).toBe(PRICES["WAF, a web ACL and month"] + acl.Rules.length * PRICES["WAF, a rule and month"]);
});

describe("limits of an address", () => {
	test.each([
		["locks-per-address", 60, 300],
		["held-locks-per-address", 600, 600],
		["events-per-address", 60, 300],
		["requests-per-address", 60, 12_000],
	])("the limit %s counts each address over %d seconds, up to %d", (name, EvaluationWindowSec, Limit) => {
		expect(rate(name)).toMatchObject({ AggregateKeyType: "IP", EvaluationWindowSec, Limit });
	});

	test("the limit for all requests counts every request", () => {
		expect(rate("requests-per-address").ScopeDownStatement).toBeUndefined();
	});

	test("the limit for events counts requests for an event itself, whatever their method, and for nothing below it", () => {
		const { RegexString, TextTransformations } = rate("events-per-address").ScopeDownStatement.RegexMatchStatement;
		const isCounted = (path: string) => new RegExp(RegexString).test(path.replaceAll(/\{\w+\}/g, "grand"));

		for (const path of ROUTES.flatMap(({ paths }): readonly string[] => paths)) {
			expect([path, isCounted(path)]).toEqual([path, path === "/events/{event}"]);
		}
		expect(TextTransformations).toEqual([{ Priority: 0, Type: "URL_DECODE" }]);
	});

	test("an address over its limit gets a 429 in the contract's form, with Retry-After", () => {
		for (const name of ["locks-per-address", "held-locks-per-address", "events-per-address", "requests-per-address"]) {
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

	test.each(["many-locks", "held-locks-per-address"])("the rule %s counts what the limit for locks counts", (name) => {
		expect(rate(name).ScopeDownStatement).toEqual(rate("locks-per-address").ScopeDownStatement);
	});

	test("the limit for locks looks at the decoded path, as the gateway does", () => {
		expect(FieldToMatch).toEqual({ UriPath: {} });
		expect(TextTransformations).toEqual([{ Priority: 0, Type: "URL_DECODE" }]);
	});
});

describe("what one address can hold (docs/adr/024-what-one-address-can-hold.md)", () => {
	const { locksInTenMinutes, locksInTenMinutesUnderAttack } = stageNamed("prod").perAddress;
	/** The defaults of an event (contract §4.5). */
	const usual = { lockSeconds: 600, maxLockSeconds: 1_800, maxSeatsPerLock: 10 };
	const tightened = { lockSeconds: 180, maxLockSeconds: 300, maxSeatsPerLock: 4 };

	/** Either each call locks again, or a lock and an extension hold the seats for `maxLockSeconds`. */
	function held(callsInTenMinutes: number, { lockSeconds, maxLockSeconds, maxSeatsPerLock }: Terms): number {
		return Math.round((callsInTenMinutes / 600) * Math.max(lockSeconds, maxLockSeconds / 2) * maxSeatsPerLock);
	}

	test.each([
		["as usual", locksInTenMinutes, usual, 9_000, 9],
		["under attack", locksInTenMinutesUnderAttack, usual, 1_500, 54],
		["with tightened event settings", locksInTenMinutes, tightened, 720, 112],
		["with both", locksInTenMinutesUnderAttack, tightened, 120, 667],
	])("%s, an address holds what the documents say, and a house of 80,000 takes as many addresses", (...given) => {
		const [, calls, terms, seats, addresses] = given;
		const row = `| ${seats.toLocaleString("en")} | ${addresses} |`;

		expect(held(calls, terms)).toBe(seats);
		expect(Math.ceil(80_000 / seats)).toBe(addresses);
		expect(pageOf("operations/attack.md")).toContain(row);
		expect(pageOf("adr/024-what-one-address-can-hold.md")).toContain(row);
	});

	test("the event settings that docs/operations/attack.md recommends are those of the arithmetic", () => {
		expect(pageOf("operations/attack.md")).toContain(JSON.stringify(tightened));
	});

	function pageOf(page: string): string {
		return readFileSync(join(import.meta.dirname, "../../docs", page), "utf8");
	}

	interface Terms {
		readonly lockSeconds: number;
		readonly maxLockSeconds: number;
		readonly maxSeatsPerLock: number;
	}
});

describe("addresses of the context", () => {
	const attacked = deploymentOf({
		lockingBackEnds: "192.0.2.7,198.51.100.0/24",
		deniedAddresses: "203.0.113.0/25, 203.0.113.0/25",
		underAttack: "true",
	}).firewall;
	const { Rules } = theOnly(attacked, "AWS::WAFv2::WebACL").Properties;
	// biome-ignore lint/suspicious/noExplicitAny: CloudFormation's own shape
	const ruleNamed = (name: string) => Rules.find((rule: any) => rule.Name === name);
	const setOf = (statement: { IPSetReferenceStatement: { Arn: unknown } }) =>
		attacked.resources[referredTo(statement.IPSetReferenceStatement.Arn) ?? ""]?.Properties;

	test("without any in the context there is no set of addresses", () => {
		expect(resourcesOf(firewall, "AWS::WAFv2::IPSet")).toEqual([]);
	});

	test("denied addresses are refused before any other rule", () => {
		expect(Rules[0]).toMatchObject({ Name: "denied-addresses", Action: { Block: {} } });
		expect(setOf(Rules[0].Statement)).toMatchObject({ IPAddressVersion: "IPV4", Addresses: ["203.0.113.0/25"] });
	});

	test("limits of an address do not count back ends that lock for their buyers; AWS's rules apply to them", () => {
		const rated = Rules.filter(({ Statement }: { Statement: object }) => "RateBasedStatement" in Statement);

		expect(rated).toHaveLength(6);
		for (const { Statement } of rated) {
			const scope = Statement.RateBasedStatement.ScopeDownStatement;
			const statements = scope.AndStatement?.Statements ?? [scope];
			expect(setOf(statements.at(-1).NotStatement.Statement)).toMatchObject({
				Scope: "CLOUDFRONT",
				Addresses: ["192.0.2.7/32", "198.51.100.0/24"],
			});
		}
	});

	test("under attack, locks get a lower limit by a rule of its own, so that the others keep what they have counted", () => {
		expect(ruleNamed("locks-under-attack").Statement.RateBasedStatement).toMatchObject({
			EvaluationWindowSec: 600,
			Limit: 100,
		});
		expect(ruleNamed("locks-under-attack").Action.Block.CustomResponse.ResponseCode).toBe(429);
		expect(ruleNamed("held-locks-per-address").Statement.RateBasedStatement.Limit).toBe(600);
	});

	test("no rule looks at the seller key, which the firewall would have to hold in clear", () => {
		expect(JSON.stringify(Rules)).not.toMatch(/authorization/i);
	});

	test.each([
		[{ lockingBackEnds: "198.51.0.0/16" }, '"198.51.0.0/16" cannot be one of lockingBackEnds'],
		[{ lockingBackEnds: "2001:db8::1" }, "give IPv4 addresses"],
		[{ deniedAddresses: "10.0.0.0/8" }, '"10.0.0.0/8" cannot be one of deniedAddresses'],
		[{ deniedAddresses: "192.0.2.7/33" }, '"192.0.2.7/33" cannot be one of deniedAddresses'],
		[{ deniedAddresses: "192.0.2.7/" }, '"192.0.2.7/" cannot be one of deniedAddresses'],
		[{ deniedAddresses: "192.0.2.7/24" }, "the network that it is in is 192.0.2.0/24."],
		[{ deniedAddresses: "255.255.255.255/17" }, "the network that it is in is 255.255.128.0/17."],
		[{ underAttack: "yes" }, '"yes" cannot be underAttack'],
	])("a deployment with the context %j is refused", (context, reason) => {
		expect(() => deploymentOf(context)).toThrow(reason);
	});
});

describe("the firewall's log", () => {
	const config = theOnly(firewall, "AWS::WAFv2::LoggingConfiguration").Properties;
	const [[logsId, logs] = []] = Object.entries(firewall.resources).filter(
		([, { Type }]) => Type === "AWS::Logs::LogGroup",
	);

	test("the rule many-locks refuses nothing: it labels the lock calls of an address that makes more than 100 in ten minutes", () => {
		expect(RULES.get("many-locks")).toMatchObject({ Action: { Count: {} }, RuleLabels: [{ Name: "many-locks" }] });
		expect(rate("many-locks")).toMatchObject({ EvaluationWindowSec: 600, Limit: 100 });
	});

	test("the log keeps the calls with that label and drops all others, so it has no address of a usual buyer", () => {
		expect(config.LoggingFilter).toEqual({
			DefaultBehavior: "DROP",
			Filters: [
				{
					Behavior: "KEEP",
					Requirement: "MEETS_ALL",
					Conditions: [{ LabelNameCondition: { LabelName: expect.anything() } }],
				},
			],
		});
		const [{ Conditions }] = config.LoggingFilter.Filters;
		expect(written(Conditions[0].LabelNameCondition.LabelName)).toBe(
			// biome-ignore lint/suspicious/noTemplateCurlyInString: a reference in a template
			"awswaf:${AWS::AccountId}:webacl:ticket-sales-prod:many-locks",
		);
	});

	test("the log has neither paths nor queries nor keys (I9)", () => {
		expect(config.RedactedFields).toEqual([
			{ UriPath: {} },
			{ QueryString: {} },
			{ SingleHeader: { Name: "authorization" } },
		]);
	});

	test("the log is kept as long as the access logs, under a name that the next stack can use too", () => {
		const [destination] = config.LogDestinationConfigs;

		expect(logs?.Properties.RetentionInDays).toBe(90);
		expect(JSON.stringify(logs?.Properties.LogGroupName)).toMatch(/aws-waf-logs-ticket-sales-prod-.*AWS::StackId/);
		expect(JSON.stringify(destination)).toMatch(/:log-group:aws-waf-logs-ticket-sales-prod-/);
		expect(JSON.stringify(destination)).not.toContain(":*");
		expect(theOnly(firewall, "AWS::WAFv2::LoggingConfiguration")).toMatchObject({
			DependsOn: expect.arrayContaining([logsId]),
		});
	});

	test("a report ranks addresses by their calls in the log", () => {
		const { RuleBody, RuleState } = theOnly(firewall, "AWS::CloudWatch::InsightRule").Properties;

		expect(RuleState).toBe("ENABLED");
		expect(JSON.stringify(RuleBody)).toContain("$.httpRequest.clientIp");
		expect(JSON.stringify(RuleBody)).toContain("aws-waf-logs-ticket-sales-prod-");
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
