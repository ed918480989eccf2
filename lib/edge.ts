/**
 * CloudFront before everything: keeps what many ask for as long as its Cache-Control says, passes all else on, and
 * serves the page. Only what is meant to be kept has a behavior that keeps.
 */
import { Certificate } from "aws-cdk-lib/aws-certificatemanager";
import {
	AccessLevel,
	AllowedMethods,
	type BehaviorOptions,
	CachePolicy,
	CacheQueryStringBehavior,
	Distribution,
	GeoRestriction,
	HeadersFrameOption,
	HeadersReferrerPolicy,
	HttpVersion,
	OriginProtocolPolicy,
	OriginRequestPolicy,
	OriginSslPolicy,
	ResponseHeadersPolicy,
	SecurityPolicyProtocol,
	ViewerProtocolPolicy,
} from "aws-cdk-lib/aws-cloudfront";
import { HttpOrigin, S3BucketOrigin } from "aws-cdk-lib/aws-cloudfront-origins";
import type { Secret } from "aws-cdk-lib/aws-secretsmanager";
import { Duration, Validations } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import { corsOf } from "./cors.ts";
import { edgeKeyHeader } from "./edge-key.ts";
import type { PageBuckets } from "./page-buckets.ts";
import type { Domain } from "./settings.ts";
import type { Stage } from "./stages.ts";

/**
 * Which paths are kept and which are only passed on, in the order in which CloudFront looks: the first that fits is
 * taken, and `*` stands for any characters, `/` too. What is not here is passed on.
 */
const apiPaths = [
	["/seat/num_available", "keep"],
	["/events/*/seat/num_available", "keep"],
	["/seats", "keep"],
	// Not the document of an event, though `/events/*` would fit; nor a map, whatever a seat is called.
	["/events/*/seat/*", "pass on"],
	["/events/*/changes", "pass on"],
	["/events/*/seats", "keep"],
	["/events/*", "keep"],
] as const;

/** Where the page is; everything else is the API. */
export const pagePaths = "/web/*";

interface EdgeProps {
	readonly stage: Stage;
	/** The host at which the API answers. */
	readonly apiHost: string;
	readonly edgeKey: Secret;
	/** Counts the rotations of the key, so that a deployment sees that there is a new one. */
	readonly edgeKeyNumber: number;
	readonly firewallArn: string;
	readonly buckets: PageBuckets;
	readonly domain: Domain | undefined;
}

export class Edge extends Construct {
	readonly distribution: Distribution;

	constructor(scope: Construct, id: string, props: EdgeProps) {
		super(scope, id);
		const { stage, domain, buckets } = props;
		const passOn = this.#toApi(props);
		const keep = { ...passOn, cachePolicy: this.#asTheOriginSays(stage) };
		const behaviors = apiPaths.map(([path, what]) => [path, what === "keep" ? keep : passOn] as const);

		this.distribution = new Distribution(this, "Distribution", {
			comment: `Ticket sales (${stage.name}), edge key ${props.edgeKeyNumber}`,
			defaultBehavior: passOn,
			additionalBehaviors: { ...Object.fromEntries(behaviors), [pagePaths]: this.#toPage(stage, buckets) },
			// Otherwise an error is kept for ten seconds, whatever its Cache-Control says: a seat that is there again
			// would stay unknown, a table that answers again would stay silent.
			errorResponses: keptErrors.map(([httpStatus, seconds]) => ({ httpStatus, ttl: Duration.seconds(seconds) })),
			webAclId: props.firewallArn,
			geoRestriction: GeoRestriction.denylist(...stage.deniedCountries),
			httpVersion: HttpVersion.HTTP2_AND_3,
			// The firewall counts by address, and of the new kind every line at home has 2^64.
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
					"Under cloudfront.net CloudFront's own certificate decides, and it takes TLS 1.0. With --context domainName and certificateArn it is TLS 1.2 and newer.",
			});
		}
	}

	/** Everything goes through, with every method, header and query, and nothing is kept. */
	#toApi({ stage, apiHost, edgeKey }: EdgeProps): BehaviorOptions {
		return {
			origin: new HttpOrigin(apiHost, {
				protocolPolicy: OriginProtocolPolicy.HTTPS_ONLY,
				originSslProtocols: [OriginSslPolicy.TLS_V1_2],
				// A template holds no secret: CloudFormation looks this one up when it deploys.
				customHeaders: { [edgeKeyHeader]: edgeKey.secretValue.unsafeUnwrap() },
				// Longer than a reader of seat changes waits (20 s).
				readTimeout: Duration.seconds(30),
				keepaliveTimeout: Duration.seconds(60),
			}),
			allowedMethods: AllowedMethods.ALLOW_ALL,
			viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
			cachePolicy: CachePolicy.CACHING_DISABLED,
			// The one way to pass on `Authorization` without keeping an answer for each value of it: a policy that names
			// headers may not name this one, a policy that passes on all has it with them. The host must be the API's own.
			originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
			responseHeadersPolicy: this.#headersOfApi(stage),
			compress: true,
		};
	}

	/** Kept as long as the answer allows, and no longer than an audience would forgive a mistake. */
	#asTheOriginSays(stage: Stage): CachePolicy {
		return new CachePolicy(this, "AsTheOriginSays", {
			cachePolicyName: `ticket-sales-${stage.name}-as-the-origin-says`,
			minTtl: Duration.seconds(0),
			defaultTtl: Duration.seconds(0),
			maxTtl: Duration.seconds(10),
			queryStringBehavior: CacheQueryStringBehavior.all(),
			enableAcceptEncodingGzip: true,
			enableAcceptEncodingBrotli: true,
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
			// JSON loads nothing, and nobody frames it.
			securityHeadersBehavior: secured("default-src 'none'; frame-ancestors 'none'"),
		});
	}

	#toPage(stage: Stage, { page }: PageBuckets): BehaviorOptions {
		const headers = new ResponseHeadersPolicy(this, "HeadersOfPage", {
			responseHeadersPolicyName: `ticket-sales-${stage.name}-page`,
			securityHeadersBehavior: secured(contentOfPage),
		});
		return {
			origin: S3BucketOrigin.withOriginAccessControl(page, { originAccessLevels: [AccessLevel.READ] }),
			viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
			cachePolicy: CachePolicy.CACHING_OPTIMIZED,
			responseHeadersPolicy: headers,
			compress: true,
		};
	}
}

/** The page brings all it needs and asks nobody but the service it came from. */
const contentOfPage = [
	"default-src 'self'",
	"img-src 'self' data:",
	"object-src 'none'",
	"base-uri 'none'",
	"form-action 'none'",
	"frame-ancestors 'none'",
].join("; ");

const secured = (contentSecurityPolicy: string) => ({
	contentSecurityPolicy: { contentSecurityPolicy, override: true },
	contentTypeOptions: { override: true },
	frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
	referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
	strictTransportSecurity: { accessControlMaxAge: Duration.days(730), includeSubdomains: true, override: true },
});

/**
 * The errors that CloudFront keeps, and for how many seconds. A refusal is true of its moment alone. A fault is kept
 * until clients try again (`Retry-After: 1`): all who poll would otherwise fall upon a service that is out of breath.
 */
const keptErrors = [
	...[400, 403, 404, 405, 414, 501].map((status) => [status, 0] as const),
	...[500, 502, 503, 504].map((status) => [status, 1] as const),
];
