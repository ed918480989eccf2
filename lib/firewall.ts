/**
 * Refuses requests at the edge, before they cost anything more: from addresses that send too many, and requests that no
 * client of ours makes. Locks have a limit of their own, because a lock takes a seat away from everybody else.
 */
import { CfnWebACL } from "aws-cdk-lib/aws-wafv2";
import { Construct } from "constructs";
import type { Stage } from "./stages.ts";

/** The paths that move locks, of the default event and of a named one. The firewall knows paths, not routes. */
const LOCK_PATHS = "^(/events/[^/]+)?/seat/(lock|lock_together|extend|unlock)(/|$)";

export class Firewall extends Construct {
	readonly arn: string;
	/** The firewall's name in CloudWatch. */
	readonly name: string;

	constructor(scope: Construct, id: string, { stage }: { readonly stage: Stage }) {
		super(scope, id);
		this.name = `ticket-sales-${stage.name}`;
		const { locksPerMinute, requestsPerMinute } = stage.perAddress;
		const rules = [
			managedRules("AWSManagedRulesAmazonIpReputationList"),
			rateRule("locks-per-address", locksPerMinute, allOf(IS_POST, pathMatches(LOCK_PATHS))),
			rateRule("requests-per-address", requestsPerMinute),
			managedRules("AWSManagedRulesKnownBadInputsRuleSet"),
			managedRules("AWSManagedRulesCommonRuleSet", [
				// It allows 8 KB. An event's document has megabytes, and a claim of a hundred seats is too large as well.
				"SizeRestrictions_BODY",
				// Back ends and scripts are clients like any other, and many send no User-Agent.
				"NoUserAgent_HEADER",
				// The labels of a venue's sections, rows and seats may be any text, long or odd, in paths, queries and bodies.
				// None of it is ever run, opened as a file, fetched, or written into a page unescaped.
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
				[TRY_AGAIN]: { contentType: "APPLICATION_JSON", content: JSON.stringify(TRY_AGAIN_PROBLEM) },
			},
			// Samples show all headers and the query, also of requests that were allowed. They must show neither a seller's
			// key nor a token that a client has put there by mistake (I9).
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
				responseCode: TRY_AGAIN_PROBLEM.status,
				customResponseBodyKey: TRY_AGAIN,
				responseHeaders: [{ name: "retry-after", value: "60" }],
			},
		},
	},
	visibilityConfig: visible(name),
});

const allOf = (...statements: CfnWebACL.StatementProperty[]): CfnWebACL.StatementProperty => ({
	andStatement: { statements },
});

/** A page sends a preflight request (OPTIONS) before it posts; that moves no lock and is not counted. */
const IS_POST: CfnWebACL.StatementProperty = {
	byteMatchStatement: {
		fieldToMatch: { method: {} },
		positionalConstraint: "EXACTLY",
		searchString: "POST",
		textTransformations: [{ priority: 0, type: "NONE" }],
	},
};

/** The gateway decodes a path before it looks for a route, so the firewall must decode it before it counts. */
const pathMatches = (regexString: string): CfnWebACL.StatementProperty => ({
	regexMatchStatement: {
		regexString,
		fieldToMatch: { uriPath: {} },
		textTransformations: [{ priority: 0, type: "URL_DECODE" }],
	},
});

/**
 * A group of rules that AWS maintains.
 * @param countOnly the rules that would refuse good requests: they count and refuse nothing.
 */
const managedRules = (name: string, countOnly: readonly string[] = []): Rule => ({
	name,
	statement: {
		managedRuleGroupStatement: {
			vendorName: "AWS",
			name,
			ruleActionOverrides: countOnly.map((rule) => ({ name: rule, actionToUse: { count: {} } })),
		},
	},
	overrideAction: { none: {} },
	visibilityConfig: visible(name),
});

const visible = (metricName: string) => ({
	cloudWatchMetricsEnabled: true,
	metricName,
	// The console shows some requests of the last three hours, refused and allowed, and stores none of them.
	sampledRequestsEnabled: true,
});

/** Has the form of every other refusal of the service (contract: 429, try-again). */
const TRY_AGAIN_PROBLEM = { type: "/problems/try-again", title: "Too many requests from this address", status: 429 };
const TRY_AGAIN = "try-again";
