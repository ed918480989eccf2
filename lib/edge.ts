/**
 * CloudFront in front of everything: caches answers for as long as their Cache-Control says (ten seconds at most, but a
 * year for what never changes), passes all other requests on, and serves the page. Only paths that are meant to be cached
 * have a behavior that caches.
 */
import { Certificate } from "aws-cdk-lib/aws-certificatemanager";
import {
	AllowedMethods,
	type BehaviorOptions,
	CachePolicy,
	CacheQueryStringBehavior,
	Distribution,
	GeoRestriction,
	HttpVersion,
	OriginProtocolPolicy,
	OriginRequestPolicy,
	OriginSslPolicy,
	ResponseHeadersPolicy,
	SecurityPolicyProtocol,
	ViewerProtocolPolicy,
} from "aws-cdk-lib/aws-cloudfront";
import { HttpOrigin } from "aws-cdk-lib/aws-cloudfront-origins";
import type { Secret } from "aws-cdk-lib/aws-secretsmanager";
import { Duration, Validations } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import { isKeptByCaches, ROUTES, type Route } from "../api/routes.ts";
import { corsOf } from "./cors.ts";
import { securityHeaders } from "./edge-headers.ts";
import { EDGE_KEY_HEADER } from "./edge-key.ts";
import { pageBehaviors } from "./edge-pages.ts";
import type { PageBuckets } from "./page-buckets.ts";
import type { Domain } from "./settings.ts";
import { edgeComment, type Stage } from "./stages.ts";

/** How CloudFront treats a path: for how long it may keep an answer, if its origin says so. */
type Treatment = "pass on" | "keep for seconds" | "keep for a year";

function treatmentOf(route: Route): Treatment {
	if (!isKeptByCaches(route)) return "pass on";
	return route.caching === "a year" ? "keep for a year" : "keep for seconds";
}

/** CloudFront caches answers to GET and HEAD only. */
const GETS: readonly Route[] = ROUTES.filter(({ method }) => method === "GET");

/** A path as CloudFront matches it: `*` is any characters, `/` too. What follows the first label may be anything. */
const patternOf = (path: string) => path.replace("{event}", "*").replace(/\{.*$/, "*");

const hasLabels = (path: string) => /\{(?!event\})/.test(path);

/**
 * Which paths are cached and which are only passed on, in the order in which CloudFront matches them: the first match
 * wins. A path that is not here is passed on. Labels may be any text, so a path that has some comes first: it is about one
 * seat, even if that is called `together`, in a row called `seat`.
 */
const API_PATHS: readonly (readonly [pattern: string, treatment: Treatment])[] = [
	...GETS.flatMap((route) =>
		route.paths.filter(hasLabels).map((path) => [patternOf(path), treatmentOf(route)] as const),
	),
	...GETS.filter(isKeptByCaches).flatMap((route) =>
		route.paths.filter((path) => !hasLabels(path)).map((path) => [patternOf(path), treatmentOf(route)] as const),
	),
];

/** Every parameter of a cached path. A test holds this list against the schemas of the requests. */
const QUERY_PARAMETERS = ["section", "by", "num", "category", "accessible"];

interface EdgeProps {
	readonly stage: Stage;
	/** The host name of the API. */
	readonly apiHost: string;
	readonly edgeKey: Secret;
	/** Counts the rotations of the key. A new number changes the template, so that CloudFront gets the new key. */
	readonly edgeKeyNumber: number;
	readonly firewallArn: string;
	readonly buckets: PageBuckets;
	readonly domain: Domain | undefined;
	/** ISO 3166 codes; empty to sell everywhere. */
	readonly deniedCountries: readonly string[];
}

export class Edge extends Construct {
	readonly distribution: Distribution;

	constructor(scope: Construct, id: string, props: EdgeProps) {
		super(scope, id);
		const { stage, domain, buckets, deniedCountries } = props;
		const passOn = this.#toApi(props);
		const treatments: Record<Treatment, BehaviorOptions> = {
			"pass on": passOn,
			"keep for seconds": { ...passOn, cachePolicy: this.#cachePolicy(stage, "as-the-origin-says", MOST_SECONDS) },
			"keep for a year": { ...passOn, cachePolicy: this.#cachePolicy(stage, "for-a-year", Duration.days(365)) },
		};
		const behaviors = API_PATHS.map(([path, treatment]) => [path, treatments[treatment]] as const);

		this.distribution = new Distribution(this, "Distribution", {
			comment: `${edgeComment(stage)}${props.edgeKeyNumber}`,
			defaultBehavior: passOn,
			additionalBehaviors: { ...Object.fromEntries(behaviors), ...pageBehaviors(this, stage, buckets) },
			// By default CloudFront caches an error for ten seconds, whatever its Cache-Control says: a seat that exists
			// again would stay unknown, and a table that answers again would seem to be down.
			errorResponses: ERROR_TTL_SECONDS.map(([httpStatus, seconds]) => ({
				httpStatus,
				ttl: Duration.seconds(seconds),
			})),
			webAclId: props.firewallArn,
			...(deniedCountries.length > 0 && { geoRestriction: GeoRestriction.denylist(...deniedCountries) }),
			httpVersion: HttpVersion.HTTP2_AND_3,
			// The firewall counts by address, and every household has 2^64 IPv6 addresses.
			enableIpv6: false,
			...(domain && {
				minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
				domainNames: [domain.domainName],
				certificate: Certificate.fromCertificateArn(this, "Certificate", domain.certificateArn),
			}),
			enableLogging: true,
			logBucket: buckets.logs,
			logFilePrefix: "edge/",
			logIncludesCookies: false,
		});
		if (!domain) {
			Validations.of(this.distribution).acknowledge({
				id: "AwsSolutions-CFR4",
				reason:
					"Under cloudfront.net CloudFront's own certificate decides, and it accepts TLS 1.0. With --context domainName and certificateArn it is TLS 1.2 and newer.",
			});
		}
		if (deniedCountries.length === 0) {
			Validations.of(this.distribution).acknowledge({
				id: "AwsSolutions-CFR1",
				reason:
					"Nobody is refused because of the country they are in, unless the venue decides so: --context deniedCountries=XX,YY names the countries.",
			});
		}
	}

	/** Passes everything on, with every method, header and query, and caches nothing. */
	#toApi({ stage, apiHost, edgeKey }: EdgeProps): BehaviorOptions {
		return {
			origin: new HttpOrigin(apiHost, {
				protocolPolicy: OriginProtocolPolicy.HTTPS_ONLY,
				originSslProtocols: [OriginSslPolicy.TLS_V1_2],
				// A template holds no secret: CloudFormation looks this one up when it deploys.
				customHeaders: { [EDGE_KEY_HEADER]: edgeKey.secretValue.unsafeUnwrap() },
				// Longer than a reader of seat changes may wait (20 s).
				readTimeout: Duration.seconds(30),
				keepaliveTimeout: Duration.seconds(60),
			}),
			allowedMethods: AllowedMethods.ALLOW_ALL,
			viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
			cachePolicy: CachePolicy.CACHING_DISABLED,
			// The only way to pass on `Authorization` without caching an answer for each of its values: a policy that lists
			// headers may not list this one, but a policy for all headers includes it. The host must be the API's own.
			originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
			responseHeadersPolicy: this.#headersOfApi(stage),
			compress: true,
		};
	}

	/**
	 * Caches an answer for as long as it allows, up to a limit. The edge keeps a copy for each query and each encoding, and
	 * asks the origin for each. So only what the service knows is part of the key (a query with anything else is refused, and
	 * refusals are not kept), and gzip is the only encoding.
	 */
	#cachePolicy(stage: Stage, name: "as-the-origin-says" | "for-a-year", maxTtl: Duration): CachePolicy {
		return new CachePolicy(this, name === "for-a-year" ? "ForAYear" : "AsTheOriginSays", {
			cachePolicyName: `ticket-sales-${stage.name}-${name}`,
			minTtl: Duration.seconds(0),
			defaultTtl: Duration.seconds(0),
			maxTtl,
			queryStringBehavior: CacheQueryStringBehavior.allowList(...QUERY_PARAMETERS),
			enableAcceptEncodingGzip: true,
			enableAcceptEncodingBrotli: false,
		});
	}

	#headersOfApi(stage: Stage): ResponseHeadersPolicy {
		const cors = corsOf(stage);
		return new ResponseHeadersPolicy(this, "HeadersOfApi", {
			responseHeadersPolicyName: `ticket-sales-${stage.name}-api`,
			corsBehavior: {
				accessControlAllowOrigins: cors.origins,
				accessControlAllowMethods: [...cors.methods],
				accessControlAllowHeaders: cors.requestHeaders,
				accessControlExposeHeaders: cors.responseHeaders,
				accessControlMaxAge: Duration.seconds(cors.preflightSeconds),
				accessControlAllowCredentials: false,
				originOverride: true,
			},
			// JSON loads nothing, and no page has a reason to frame it.
			securityHeadersBehavior: securityHeaders("default-src 'none'; frame-ancestors 'none'"),
		});
	}
}

/** What changes is kept for ten seconds at most, so that a wrong answer is soon gone. */
const MOST_SECONDS = Duration.seconds(10);

/**
 * How many seconds CloudFront caches each error. A refusal may be wrong a moment later. A fault is cached until clients
 * try again (`Retry-After: 1`); otherwise every client that polls would reach a service that is overloaded already.
 */
const ERROR_TTL_SECONDS = [
	...[400, 403, 404, 405, 414, 501].map((status) => [status, 0] as const),
	...[500, 502, 503, 504].map((status) => [status, 1] as const),
];
