/**
 * What the edge refuses before it reaches anything that costs: addresses that ask too often, and requests that no
 * client of ours makes. Locks are counted apart from reads, for a lock takes a seat away from everybody else.
 */
import { CfnWebACL } from "aws-cdk-lib/aws-wafv2";
import { Construct } from "constructs";
import type { Stage } from "./stages.ts";

/** The paths that move locks, of the default event and of a named one. The firewall knows no routes, only paths. */
const lockPaths = "^(/events/[^/]+)?/seat/(lock|lock_together|extend|unlock)(/|$)";

export class Firewall extends Construct {
	readonly arn: string;
	/** By which CloudWatch names it. */
	readonly name: string;

	constructor(scope: Construct, id: string, { stage }: { readonly stage: Stage }) {
		super(scope, id);
		this.name = `ticket-sales-${stage.name}`;
		const { locksPerMinute, requestsPerMinute } = stage.perAddress;
		const rules = [
			managedRules("AWSManagedRulesAmazonIpReputationList"),
			rateRule("locks-per-address", locksPerMinute, allOf(isPost, pathMatches(lockPaths))),
			rateRule("requests-per-address", requestsPerMinute),
			managedRules("AWSManagedRulesKnownBadInputsRuleSet"),
			managedRules("AWSManagedRulesCommonRuleSet", [
				// An event's document is megabytes, a hundred seats in one claim are more than the 8 KB it allows.
				"SizeRestrictions_BODY",
				// Back ends and scripts are clients like others, and many do not say what they are.
				"NoUserAgent_HEADER",
				// What a venue calls its sections, rows and seats is arbitrary text, long or odd, in paths, queries and
				// bodies. None of it is ever run, opened as a file, fetched, or written into a page unescaped.
				"SizeRestrictions_URIPATH",
				"CrossSiteScripting_BODY",
				"CrossSiteScripting_QUERYARGUMENTS",
				"CrossSiteScripting_URIPATH",
				"GenericLFI_BODY",
				"GenericLFI_QUERYARGUMENTS",
				"GenericLFI_URIPATH",
				"GenericRFI_BODY",
				"GenericRFI_QUERYARGUMENTS",
				"GenericRFI_URIPATH",
				"EC2MetaDataSSRF_BODY",
				"RestrictedExtensions_QUERYARGUMENTS",
				"RestrictedExtensions_URIPATH",
			]),
		];
		const acl = new CfnWebACL(this, "Acl", {
			name: this.name,
			scope: "CLOUDFRONT",
			defaultAction: { allow: {} },
			rules: rules.map((rule, priority) => ({ ...rule, priority })),
			customResponseBodies: {
				[tryAgain]: { contentType: "APPLICATION_JSON", content: JSON.stringify(tryAgainProblem) },
			},
			// Samples have all headers and the query, of requests that were let through, too: not the key of a seller, nor
			// a token that a client has put there by mistake (I9).
			dataProtectionConfig: {
				dataProtections: [
					{ field: { fieldType: "SINGLE_HEADER", fieldKeys: ["authorization"] }, action: "SUBSTITUTION" },
					{ field: { fieldType: "QUERY_STRING" }, action: "SUBSTITUTION" },
				],
			},
			visibilityConfig: visible(this.name),
		});
		this.arn = acl.attrArn;
	}
}

type Rule = Omit<CfnWebACL.RuleProperty, "priority">;

/** A limit for each address, counted over the last minute. */
const rateRule = (name: string, limit: number, scopeDownStatement?: CfnWebACL.StatementProperty): Rule => ({
	name,
	statement: {
		rateBasedStatement: {
			aggregateKeyType: "IP",
			evaluationWindowSec: 60,
			limit,
			...(scopeDownStatement && { scopeDownStatement }),
		},
	},
	action: {
		block: {
			customResponse: {
				responseCode: tryAgainProblem.status,
				customResponseBodyKey: tryAgain,
				responseHeaders: [{ name: "retry-after", value: "60" }],
			},
		},
	},
	visibilityConfig: visible(name),
});

const allOf = (...statements: CfnWebACL.StatementProperty[]): CfnWebACL.StatementProperty => ({
	andStatement: { statements },
});

/** A page asks before it posts (OPTIONS), and that moves nothing. */
const isPost: CfnWebACL.StatementProperty = {
	byteMatchStatement: {
		fieldToMatch: { method: {} },
		positionalConstraint: "EXACTLY",
		searchString: "POST",
		textTransformations: [{ priority: 0, type: "NONE" }],
	},
};

/** As the gateway decodes a path before it looks for a route, so must whoever counts. */
const pathMatches = (regexString: string): CfnWebACL.StatementProperty => ({
	regexMatchStatement: {
		regexString,
		fieldToMatch: { uriPath: {} },
		textTransformations: [{ priority: 0, type: "URL_DECODE" }],
	},
});

/** A set of rules that AWS keeps, with those that would refuse good requests only counting them. */
const managedRules = (name: string, onlyCounting: readonly string[] = []): Rule => ({
	name,
	statement: {
		managedRuleGroupStatement: {
			vendorName: "AWS",
			name,
			ruleActionOverrides: onlyCounting.map((rule) => ({ name: rule, actionToUse: { count: {} } })),
		},
	},
	overrideAction: { none: {} },
	visibilityConfig: visible(name),
});

const visible = (metricName: string) => ({
	cloudWatchMetricsEnabled: true,
	metricName,
	// The console shows some requests of the last three hours, refused or let through, and keeps none of them.
	sampledRequestsEnabled: true,
});

/** Worded as every other refusal of the service (contract: 429, try-again). */
const tryAgainProblem = { type: "/problems/try-again", title: "Too many requests from this address", status: 429 };
const tryAgain = "try-again";
