import { runInNewContext } from "node:vm";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { type RequestSchema, requests } from "../../api/requests.ts";
import { isKeptByCaches, ROUTES, type Route, type RouteName } from "../../api/routes.ts";
import { DESK_CONTENT_POLICY, ELEMENT_FILE, PAGE_CONTENT_POLICY, PAGE_HEADERS } from "../../lib/page-headers.ts";
import { deploymentOf, OWN_DOMAIN } from "./deployment.ts";
import { referredTo, resourcesOf, theOnly, written } from "./template.ts";

const { edge, service, edgeReads } = deploymentOf({ stage: "prod", ...OWN_DOMAIN });
const dev = deploymentOf();
const denying = deploymentOf({ deniedCountries: "KP,XX" });
const distribution = theOnly(edge, "AWS::CloudFront::Distribution").Properties.DistributionConfig;
const BEHAVIORS = [...distribution.CacheBehaviors, { ...distribution.DefaultCacheBehavior, PathPattern: "*" }];

const CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad";
const ALL_VIEWER_EXCEPT_HOST_HEADER = "b689b0a8-53d0-40ab-baf2-68738e2966ac";
const cachePolicies = resourcesOf(edge, "AWS::CloudFront::CachePolicy");
const headersOf = (behavior: { ResponseHeadersPolicyId: unknown }) =>
	edge.resources[referredTo(behavior.ResponseHeadersPolicyId) ?? ""]?.Properties.ResponseHeadersPolicyConfig;

/** The behavior that CloudFront uses for a path: the first that matches. */
const behaviorFor = (path: string) =>
	BEHAVIORS.find(({ PathPattern }) => new RegExp(`^${PathPattern.replaceAll("*", ".*")}$`).test(path));

describe("the cache of CloudFront", () => {
	const isKept = (path: string) => behaviorFor(path).CachePolicyId !== CACHING_DISABLED;
	const policyFor = (path: string) =>
		edge.resources[referredTo(behaviorFor(path).CachePolicyId) ?? ""]?.Properties.CachePolicyConfig;

	// CloudFront caches answers to GET and HEAD only.
	const gets: readonly Route[] = ROUTES.filter(({ method }) => method === "GET");
	/** Words that mean something in a path, as labels or an event's id. */
	const words = [...new Set(ROUTES.flatMap(({ paths }) => paths.flatMap((path) => path.match(/\w+/g) ?? [])))];
	const anEventId = fc.oneof(
		fc.constantFrom(...words.filter((word) => /^[a-z]+$/.test(word))),
		fc.stringMatching(/^[a-z0-9-]{1,8}$/),
	);
	const aLabel = fc.oneof(
		fc.constantFrom(...words),
		fc.string({ minLength: 1, unit: "grapheme" }).map(encodeURIComponent),
	);

	test.each(gets.flatMap((route) => route.paths.map((path) => [path, route] as const)))(
		"CloudFront caches the answers of GET %s if, and only if, their route says so, whatever its labels are",
		(path, { caching = "nothing" }) => {
			fc.assert(
				fc.property(anEventId, fc.array(aLabel, { minLength: 9, maxLength: 9 }), (event, labels) => {
					const left = [...labels];
					const sent = path.replace("{event}", event).replaceAll(/\{\w+\}/g, () => left.pop() ?? "");

					expect([sent, isKept(sent)]).toEqual([sent, /second|minutes|year/.test(caching)]);
				}),
				{ numRuns: 500 },
			);
		},
	);

	test("no route of a seller, and none that changes something, says that its answers may be cached", () => {
		const cached = ROUTES.filter((route: Route) => route.caching !== undefined);

		expect(cached.map(({ method, caller }) => `${method} ${caller}`)).toEqual(cached.map(() => "GET public"));
		expect(cached.length).toBeGreaterThan(3);
	});

	test("CloudFront never caches the answer about a single seat, whatever the seat's labels are", () => {
		expect(isKept("/events/grand/seat/check/seats/x/seats")).toBe(false);
		expect(isKept("/seat/check/seats/x/num_available")).toBe(false);
		// The seat `together` of a row called `seat`.
		expect(isKept("/events/grand/seat/check/x/seat/together")).toBe(false);
		expect(isKept("/events/grand/seat/check/x/seat/num_available")).toBe(false);
	});

	test("CloudFront caches an answer for as long as its Cache-Control says, a copy for each query that the service knows, packed or not", () => {
		expect(cachePolicies).toHaveLength(2);
		for (const { Properties } of cachePolicies) {
			const { ParametersInCacheKeyAndForwardedToOrigin: key, ...ttl } = Properties.CachePolicyConfig;

			expect(ttl).toMatchObject({ MinTTL: 0, DefaultTTL: 0 });
			expect(key).toEqual({
				QueryStringsConfig: { QueryStringBehavior: "whitelist", QueryStrings: expect.any(Array) },
				HeadersConfig: { HeaderBehavior: "none" },
				CookiesConfig: { CookieBehavior: "none" },
				EnableAcceptEncodingGzip: true,
				EnableAcceptEncodingBrotli: false,
			});
		}
	});

	test("CloudFront keeps a chart under its id for a year at most, and everything that changes for ten seconds", () => {
		expect(policyFor("/events/grand/chart/gtzHRkLfS2sk4RyZMfqu85").MaxTTL).toBe(31_536_000);
		for (const path of ["/events/grand/chart", "/events/grand/availability", "/events/chart/seats", "/seats"]) {
			expect([path, policyFor(path).MaxTTL]).toEqual([path, 10]);
		}
	});

	test("the cache key has every parameter that a cached path takes, and no other", () => {
		const keys = cachePolicies.map(
			({ Properties }) =>
				Properties.CachePolicyConfig.ParametersInCacheKeyAndForwardedToOrigin.QueryStringsConfig.QueryStrings,
		);
		const taken = (ROUTES as readonly (Route & { readonly name: RouteName })[])
			.filter(isKeptByCaches)
			.flatMap(({ name }) => {
				const { query }: RequestSchema = requests[name];
				return Object.keys(query?.shape ?? {});
			});

		for (const key of keys) expect(key.toSorted()).toEqual([...new Set(taken)].toSorted());
	});

	test("CloudFront caches no refusal, and a fault for one second instead of its default of ten", () => {
		const seconds: [number, number][] = distribution.CustomErrorResponses.map(
			({ ErrorCode, ErrorCachingMinTTL, ...others }: { ErrorCode: number; ErrorCachingMinTTL: number }) => {
				expect(others).toEqual({});
				return [ErrorCode, ErrorCachingMinTTL];
			},
		);
		const isFault = (status: number) => [500, 502, 503, 504].includes(status);

		expect(seconds.map(([status]) => status).sort()).toEqual([400, 403, 404, 405, 414, 500, 501, 502, 503, 504]);
		for (const [status, kept] of seconds) expect([status, kept]).toEqual([status, isFault(status) ? 1 : 0]);
	});
});

describe("requests to the API", () => {
	const toApi = BEHAVIORS.filter(({ PathPattern }) => !PathPattern?.startsWith("/map"));

	test("CloudFront passes on every method, every query, and every header but Host, so also Authorization", () => {
		for (const behavior of toApi) {
			expect(behavior.OriginRequestPolicyId).toBe(ALL_VIEWER_EXCEPT_HOST_HEADER);
			expect([...behavior.AllowedMethods].sort()).toEqual(["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]);
			expect(behavior.Compress).toBe(true);
			expect(behavior.ViewerProtocolPolicy).toBe("https-only");
		}
	});

	test("CloudFront sends requests to the API over TLS 1.2, with the edge key", () => {
		const [api] = distribution.Origins.filter(
			({ CustomOriginConfig }: { CustomOriginConfig?: object }) => CustomOriginConfig,
		);
		const [header] = api.OriginCustomHeaders;

		expect(JSON.stringify(api.DomainName)).toContain(".execute-api.eu-central-1.");
		expect(api.CustomOriginConfig).toMatchObject({
			OriginProtocolPolicy: "https-only",
			OriginSSLProtocols: ["TLSv1.2"],
		});
		expect(header.HeaderName).toBe("x-came-through");
		// The template says where the key is, not what it is.
		expect(JSON.stringify(header.HeaderValue)).toMatch(/\{\{resolve:secretsmanager:.*:SecretString:::\}\}/);
		expect(JSON.stringify(header.HeaderValue)).toContain("EdgeKeySecret");
	});

	test("CloudFront waits for the API for longer than a reader of seat changes may wait", () => {
		const longest = Math.max(...ROUTES.map((route) => ("waitSeconds" in route ? route.waitSeconds : 0)));

		for (const { CustomOriginConfig } of distribution.Origins) {
			if (CustomOriginConfig) expect(CustomOriginConfig.OriginReadTimeout).toBeGreaterThan(longest + 5);
		}
	});
});

describe("headers that CloudFront adds", () => {
	test.each(["/seats", "/seat/lock", "/map/index.html"])(
		"answers of %s get the security headers that a browser needs",
		(path) => {
			expect(headersOf(behaviorFor(path)).SecurityHeadersConfig).toMatchObject({
				StrictTransportSecurity: { AccessControlMaxAgeSec: 63_072_000, IncludeSubdomains: true, Override: true },
				ContentTypeOptions: { Override: true },
				FrameOptions: { FrameOption: "DENY", Override: true },
				ReferrerPolicy: { ReferrerPolicy: "no-referrer", Override: true },
			});
		},
	);

	test("the page may load what comes with it, and a JSON answer may load nothing", () => {
		const policyOf = (path: string): string =>
			headersOf(behaviorFor(path)).SecurityHeadersConfig.ContentSecurityPolicy.ContentSecurityPolicy;

		expect(policyOf("/map/index.html")).toBe(PAGE_CONTENT_POLICY);
		expect(policyOf("/map/index.html")).toMatch(/^default-src 'none'; script-src 'self'; .*frame-ancestors 'none'/);
		expect(policyOf("/map/index.html")).not.toMatch(/unsafe|\*|data:/);
		expect(policyOf("/seats")).toBe("default-src 'none'; frame-ancestors 'none'");
	});

	test("the local server sends the page with the same headers, but for the one that asks for HTTPS", () => {
		const secured = headersOf(behaviorFor("/map/")).SecurityHeadersConfig;

		expect(Object.fromEntries(PAGE_HEADERS)).toEqual({
			"content-security-policy": secured.ContentSecurityPolicy.ContentSecurityPolicy,
			"x-content-type-options": "nosniff",
			"x-frame-options": secured.FrameOptions.FrameOption,
			"referrer-policy": secured.ReferrerPolicy.ReferrerPolicy,
		});
	});

	test("the page's own address is that of its file, and without a slash at its end it is redirected to it", () => {
		const { FunctionCode } = theOnly(edge, "AWS::CloudFront::Function").Properties;
		const answer = (uri: string, query?: string) => {
			const request = { uri, rawQueryString: () => query };
			const { rawQueryString: _, ...answered } = runInNewContext(`${FunctionCode}; handler({ request })`, { request });
			return answered;
		};
		const redirectTo = (value: string) => ({ statusCode: 302, headers: { location: { value } } });
		const [association] = behaviorFor("/map/").FunctionAssociations;

		expect(association.EventType).toBe("viewer-request");
		expect(answer("/map/")).toEqual({ uri: "/map/index.html" });
		expect(answer("/map/main.js")).toEqual({ uri: "/map/main.js" });
		expect(answer("/map")).toEqual(redirectTo("/map/"));
		expect(answer("/map", "event=hall&lang=de")).toEqual(redirectTo("/map/?event=hall&lang=de"));
		expect(answer("/map/%64esk.html")).toEqual({ statusCode: 404 });
		expect(ROUTES.some(({ paths }) => paths.some((path) => path.startsWith("/map")))).toBe(false);
	});

	test("the desk's page has a content policy of its own, and no other page a handle on its window", () => {
		const { SecurityHeadersConfig, CustomHeadersConfig } = headersOf(behaviorFor("/map/desk"));

		expect(SecurityHeadersConfig.ContentSecurityPolicy.ContentSecurityPolicy).toBe(DESK_CONTENT_POLICY);
		expect(CustomHeadersConfig.Items).toEqual(
			["cross-origin-opener-policy", "cross-origin-resource-policy"].map((Header) => ({
				Header,
				Value: "same-origin",
				Override: true,
			})),
		);
		expect(headersOf(behaviorFor("/map/desk.js"))).toEqual(headersOf(behaviorFor("/map/desk")));
	});

	test("pages of every origin may load the element, and no other file of the page", () => {
		const { CorsConfig, CustomHeadersConfig, SecurityHeadersConfig } = headersOf(behaviorFor(`/map/${ELEMENT_FILE}`));

		expect(CorsConfig).toMatchObject({
			AccessControlAllowOrigins: { Items: ["*"] },
			AccessControlAllowMethods: { Items: ["GET", "HEAD"] },
			AccessControlAllowCredentials: false,
		});
		expect(CustomHeadersConfig.Items).toEqual([
			{ Header: "cross-origin-resource-policy", Value: "cross-origin", Override: true },
		]);
		expect(SecurityHeadersConfig).toEqual(headersOf(behaviorFor("/map/main.js")).SecurityHeadersConfig);
		for (const path of ["/map/", "/map/main.js", "/map/config.json", "/map/desk.js"]) {
			expect(headersOf(behaviorFor(path)).CorsConfig).toBeUndefined();
		}
	});

	test.each([
		[{}, { uri: "/map/desk.html" }, "true"],
		[{ deskPage: "false" }, { statusCode: 404 }, "false"],
		[{ stage: "prod", ...OWN_DOMAIN }, { statusCode: 404 }, "false"],
		[{ stage: "prod", ...OWN_DOMAIN, deskPage: "true" }, { uri: "/map/desk.html" }, "true"],
	] as const)("with the context %j the desk's page is %j", (context, expected, output) => {
		const { edge } = deploymentOf(context);
		const { FunctionCode } = theOnly(edge, "AWS::CloudFront::Function").Properties;
		const answer = (uri: string) => runInNewContext(`${FunctionCode}; handler({ request: { uri: "${uri}" } })`);

		expect(answer("/map/desk")).toEqual(expected);
		expect(answer("/map/desk.js")).toEqual(output === "true" ? { uri: "/map/desk.js" } : { statusCode: 404 });
		expect(answer("/map/main.js")).toEqual({ uri: "/map/main.js" });
		expect(edge.outputs["DeskPage"]?.Value).toBe(output);
	});

	test("CloudFront adds the CORS headers of the API, because a cached answer may have been made for a caller without Origin", () => {
		const { CorsConfiguration: api } = theOnly(service, "AWS::ApiGatewayV2::Api").Properties;

		expect(headersOf(behaviorFor("/seats")).CorsConfig).toEqual({
			AccessControlAllowCredentials: false,
			AccessControlAllowHeaders: { Items: api.AllowHeaders },
			AccessControlAllowMethods: { Items: api.AllowMethods },
			AccessControlAllowOrigins: { Items: api.AllowOrigins },
			AccessControlExposeHeaders: { Items: api.ExposeHeaders },
			AccessControlMaxAgeSec: api.MaxAge,
			OriginOverride: true,
		});
	});
});

describe("the distribution", () => {
	test("the distribution speaks HTTP/2 and 3, TLS 1.2 and newer under its own domain, behind the firewall", () => {
		expect(distribution).toMatchObject({
			HttpVersion: "http2and3",
			Aliases: [OWN_DOMAIN.domainName],
			ViewerCertificate: {
				AcmCertificateArn: OWN_DOMAIN.certificateArn,
				MinimumProtocolVersion: "TLSv1.2_2021",
				SslSupportMethod: "sni-only",
			},
		});
		expect(JSON.stringify(distribution.WebACLId)).toMatch(
			/"StackName":"ticket-sales-prod-firewall","Region":"us-east-1"/,
		);
	});

	test.each([
		["dev", dev.edge],
		["prod", edge],
	])("in stage %s, no country is denied by default", (_, stack) => {
		const { DistributionConfig } = theOnly(stack, "AWS::CloudFront::Distribution").Properties;

		expect(DistributionConfig.Restrictions).toBeUndefined();
	});

	test("the countries in the context, and only they, are denied", () => {
		const { DistributionConfig } = theOnly(denying.edge, "AWS::CloudFront::Distribution").Properties;

		expect(DistributionConfig.Restrictions).toEqual({
			GeoRestriction: { RestrictionType: "blacklist", Locations: ["KP", "XX"] },
		});
	});

	test("a deployment that denies no country acknowledges the rule that wants a list; one that denies some breaks no rule", () => {
		expect(dev.acknowledged.get("AwsSolutions-CFR1")).toContain("Nobody is refused because of the country");
		expect(denying.acknowledged.has("AwsSolutions-CFR1")).toBe(false);
		expect(denying.findings).toEqual([]);
	});

	test("the distribution has no IPv6, because every household has more IPv6 addresses than a firewall can count", () => {
		expect(distribution.IPV6Enabled).toBe(false);
	});

	test("the edge is deployed after the stacks from which it reads", () => {
		expect([...edgeReads].sort()).toEqual(["ticket-sales-prod", "ticket-sales-prod-firewall"]);
	});

	test("a stage that keeps no data may use CloudFront's domain instead of its own", () => {
		const { DistributionConfig } = theOnly(dev.edge, "AWS::CloudFront::Distribution").Properties;

		expect(DistributionConfig.Aliases).toBeUndefined();
		expect(written(dev.edge.outputs["Address"]?.Value)).toMatch(/^https:\/\/\$\{EdgeDistribution/);
		expect(edge.outputs["Address"]?.Value).toBe("https://tickets.example.com");
	});

	test("a rotation of the edge key changes the distribution, so that it gets the new key", () => {
		const commentOf = (edgeKey: string) =>
			theOnly(deploymentOf({ edgeKey }).edge, "AWS::CloudFront::Distribution").Properties.DistributionConfig.Comment;

		expect(commentOf("2")).not.toBe(commentOf("1"));
	});

	test("the distribution logs its requests without cookies", () => {
		expect(distribution.Logging).toMatchObject({ IncludeCookies: false, Prefix: "edge/" });
	});

	test.each([
		[{ domainName: "tickets.example.com" }, "cannot be the certificate"],
		[{ ...OWN_DOMAIN, certificateArn: "arn:aws:acm:eu-central-1:1:certificate/1" }, "an ACM certificate in us-east-1"],
		[{ certificateArn: OWN_DOMAIN.certificateArn }, '"undefined" is not a domain name'],
		[{ stage: "prod" }, "without them clients may use TLS 1.0"],
		[{ edgeKey: "none" }, "cannot be the number of the edge key"],
		[{ deskPage: "on" }, '"on" cannot be deskPage: it is true or false'],
		[{ deniedCountries: "KP,North Korea" }, '"North Korea" cannot be a denied country'],
		[{ deniedCountries: "kp" }, '"kp" cannot be a denied country'],
	])("a deployment with the context %j is refused", (context, reason) => {
		expect(() => deploymentOf(context)).toThrow(reason);
	});
});

describe("the buckets", () => {
	const buckets = Object.entries(edge.resources).filter(([, { Type }]) => Type === "AWS::S3::Bucket");
	const policies = resourcesOf(edge, "AWS::S3::BucketPolicy");

	test("buckets are encrypted, closed to the public, and outlive a stack that keeps its data", () => {
		expect(buckets).toHaveLength(2);
		for (const [, { Properties, DeletionPolicy }] of buckets) {
			expect(DeletionPolicy).toBe("RetainExceptOnCreate");
			expect(Properties.BucketEncryption.ServerSideEncryptionConfiguration).toHaveLength(1);
			expect(Properties.PublicAccessBlockConfiguration).toEqual({
				BlockPublicAcls: true,
				BlockPublicPolicy: true,
				IgnorePublicAcls: true,
				RestrictPublicBuckets: true,
			});
		}
	});

	test("buckets refuse requests without TLS", () => {
		expect(policies).toHaveLength(buckets.length);
		for (const { Properties } of policies) {
			expect(Properties.PolicyDocument.Statement).toContainEqual(
				expect.objectContaining({
					Effect: "Deny",
					Action: "s3:*",
					Principal: { AWS: "*" },
					Condition: { Bool: { "aws:SecureTransport": "false" } },
				}),
			);
		}
	});

	test("only CloudFront may read the page's bucket, and only the log delivery may write to the log bucket", () => {
		const allowed = policies.flatMap(({ Properties }) =>
			Properties.PolicyDocument.Statement.filter(({ Effect }: { Effect: string }) => Effect === "Allow"),
		);

		expect(allowed.map(({ Principal, Action }) => [Principal.Service, Action]).sort()).toEqual([
			["cloudfront.amazonaws.com", "s3:GetObject"],
			["logging.s3.amazonaws.com", "s3:PutObject"],
		]);
		for (const { Condition } of allowed) expect(Condition).toBeDefined();
	});

	test("access logs expire after 90 days in prod", () => {
		const [, logs] = buckets.find(([id]) => id.includes("Logs")) ?? [];

		expect(logs?.Properties.LifecycleConfiguration.Rules).toEqual([{ ExpirationInDays: 90, Status: "Enabled" }]);
	});

	test("in dev, buckets are deleted with their stack", () => {
		for (const { DeletionPolicy } of resourcesOf(dev.edge, "AWS::S3::Bucket")) expect(DeletionPolicy).toBe("Delete");
	});
});

describe("the API behind the edge", () => {
	const authorizers = resourcesOf(service, "AWS::ApiGatewayV2::Authorizer").map(({ Properties }) => Properties);
	const [edgeAuthorizerId] =
		Object.entries(service.resources).find(
			([, { Type, Properties }]) => Type === "AWS::ApiGatewayV2::Authorizer" && Properties.Name === "edge",
		) ?? [];

	test("behind the edge, every route has an authorizer: the seller's or the edge's", () => {
		const sellers = new Set<string>(
			ROUTES.filter(({ caller }) => caller === "seller").flatMap(({ method, paths }) =>
				[method, ...(method === "GET" ? ["HEAD"] : [])].flatMap((each) => paths.map((path) => `${each} ${path}`)),
			),
		);

		for (const { Properties } of resourcesOf(service, "AWS::ApiGatewayV2::Route")) {
			expect(Properties.AuthorizationType).toBe("CUSTOM");
			expect(referredTo(Properties.AuthorizerId) === edgeAuthorizerId).toBe(!sellers.has(Properties.RouteKey));
		}
	});

	test("behind the edge, the gateway refuses public requests without an edge key, and caches the verdict for a minute", () => {
		expect(authorizers.find(({ Name }) => Name === "edge")).toMatchObject({
			AuthorizerType: "REQUEST",
			AuthorizerPayloadFormatVersion: "2.0",
			EnableSimpleResponses: true,
			IdentitySource: ["$request.header.x-came-through"],
			AuthorizerResultTtlInSeconds: 60,
		});
	});

	test("behind the edge, the gateway refuses sellers without an edge key before the authorizer runs, and caches no verdict on them", () => {
		expect(authorizers.find(({ Name }) => Name === "seller")).toMatchObject({
			IdentitySource: ["$request.header.x-came-through"],
			AuthorizerResultTtlInSeconds: 0,
		});
	});

	test("an output says where the edge key is", () => {
		const secret = service.resources[referredTo(service.outputs["EdgeKeySecret"]?.Value) ?? ""];

		expect(secret?.Properties.Description).toContain("CloudFront adds");
	});

	test("only the authorizer knows the edge key", () => {
		const knowing = resourcesOf(service, "AWS::Lambda::Function").filter(
			({ Properties }) => Properties.Environment.Variables.EDGE_KEY_SECRET_ARN,
		);

		expect(knowing.map(({ Properties }) => Properties.Description)).toEqual([
			"Checks whether a request has the seller key",
		]);
	});

	test("the API behind the edge has the same ROUTES in every stage", () => {
		const keys = (stack: typeof service) =>
			resourcesOf(stack, "AWS::ApiGatewayV2::Route").map(({ Properties }) => Properties.RouteKey);

		expect(keys(dev.service).sort()).toEqual(keys(service).sort());
	});
});
