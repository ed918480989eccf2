/**
 * Refuses requests at the edge, before they cost anything more: from addresses that send too many, and requests that no
 * client of ours makes. Locks have a limit of their own, because a lock takes a seat away from everybody else.
 */
import { CfnIPSet, CfnWebACL } from "aws-cdk-lib/aws-wafv2";
import { Stack } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import type { AddressSettings } from "./settings.ts";
import type { Stage } from "./stages.ts";

/**
 * The paths that move locks, of the default event and of a named one. The firewall knows paths, not routes. What follows a
 * question mark that was sent encoded is no part of the path for the gateway, so neither is it here.
 */
const LOCK_PATHS = "^(/events/[^/]+)?/seat/(lock|lock_together|extend|unlock)([/?]|$)";

/** The path of an event itself, whose document no cache answers. */
const EVENT_PATH = "^/events/[^/?]+/?(\\?|$)";

interface FirewallProps {
	readonly stage: Stage;
	readonly addresses: AddressSettings;
}

export class Firewall extends Construct {
	readonly arn: string;
	/** The firewall's name in CloudWatch. */
	readonly name: string;
	/** The label of a request that moves locks, from an address that does so conspicuously often. */
	readonly manyLocksLabel: string;

	constructor(scope: Construct, id: string, { stage, addresses }: FirewallProps) {
		super(scope, id);
		this.name = `ticket-sales-${stage.name}`;
		this.manyLocksLabel = `awswaf:${Stack.of(this).account}:webacl:${this.name}:${MANY_LOCKS}`;
		const limits = stage.perAddress;
		const exempt = this.#networks("lockingBackEnds", addresses.lockingBackEnds);
		const denied = this.#networks("deniedAddresses", addresses.deniedAddresses);
		const notExempt = exempt.map((isExempt) => ({ notStatement: { statement: isExempt } }));
		const movesLocks = [IS_POST, pathMatches(LOCK_PATHS), ...notExempt];
		const rules: Rule[] = [
			...denied.map((isDenied) => ({
				name: "denied-addresses",
				statement: isDenied,
				action: { block: {} },
				visibilityConfig: visible("denied-addresses"),
			})),
			managedRules("AWSManagedRulesAmazonIpReputationList"),
			{
				...rateRule(MANY_LOCKS, { limit: limits.loggedLocksInTenMinutes, seconds: 600 }, movesLocks),
				action: { count: {} },
				ruleLabels: [{ name: MANY_LOCKS }],
			},
			rateRule("locks-per-address", { limit: limits.locksPerMinute, seconds: 60 }, movesLocks),
			rateRule("held-locks-per-address", { limit: limits.locksInTenMinutes, seconds: 600 }, movesLocks),
			// A rule of its own, because a changed limit makes WAF forget what it has counted, for up to a minute.
			...(addresses.isUnderAttack
				? [rateRule("locks-under-attack", { limit: limits.locksInTenMinutesUnderAttack, seconds: 600 }, movesLocks)]
				: []),
			rateRule("events-per-address", { limit: limits.eventsPerMinute, seconds: 60 }, [
				pathMatches(EVENT_PATH),
				...notExempt,
			]),
			rateRule("requests-per-address", { limit: limits.requestsPerMinute, seconds: 60 }, notExempt),
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

	/** A statement that these networks match, or nothing where there are none. */
	#networks(id: string, networks: readonly string[]): CfnWebACL.StatementProperty[] {
		if (networks.length === 0) return [];
		const set = new CfnIPSet(this, id, {
			scope: "CLOUDFRONT",
			ipAddressVersion: "IPV4",
			addresses: [...networks],
		});
		return [{ ipSetReferenceStatement: { arn: set.attrArn } }];
	}
}

/** The name of a rule, and of the label it puts on requests. */
const MANY_LOCKS = "many-locks";

type Rule = Omit<CfnWebACL.RuleProperty, "priority">;

/** How many requests, in which time up to now. */
interface Rate {
	readonly limit: number;
	readonly seconds: 60 | 600;
}

/**
 * A limit for each address on the requests for which all of `scope` holds. WAF notices that an address is over it with a
 * delay, usually less than 30 seconds.
 */
const rateRule = (name: string, { limit, seconds }: Rate, scope: readonly CfnWebACL.StatementProperty[]): Rule => ({
	name,
	statement: {
		rateBasedStatement: {
			aggregateKeyType: "IP",
			evaluationWindowSec: seconds,
			limit,
			...(scope.length > 0 && { scopeDownStatement: allOf(...scope) }),
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

/** WAF takes no `and` of a single statement. */
function allOf(...statements: readonly CfnWebACL.StatementProperty[]): CfnWebACL.StatementProperty {
	const [only, ...others] = statements;
	return only && others.length === 0 ? only : { andStatement: { statements: [...statements] } };
}

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
