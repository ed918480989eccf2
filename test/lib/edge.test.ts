import { describe, expect, test } from "@jest/globals";
import { routes } from "../../api/routes.ts";
import { deploymentOf, OWN_DOMAIN } from "./deployment.ts";
import { referredTo, resourcesOf, theOnly, written } from "./template.ts";

const { edge, service, edgeReads } = deploymentOf({ stage: "prod", ...OWN_DOMAIN });
const dev = deploymentOf();
const distribution = theOnly(edge, "AWS::CloudFront::Distribution").Properties.DistributionConfig;
const behaviors = [...distribution.CacheBehaviors, { ...distribution.DefaultCacheBehavior, PathPattern: "*" }];

const CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad";
const ALL_VIEWER_EXCEPT_HOST_HEADER = "b689b0a8-53d0-40ab-baf2-68738e2966ac";
const cachePolicy = theOnly(edge, "AWS::CloudFront::CachePolicy");
const headersOf = (behavior: { ResponseHeadersPolicyId: unknown }) =>
	edge.resources[referredTo(behavior.ResponseHeadersPolicyId) ?? ""]?.Properties.ResponseHeadersPolicyConfig;

/** The behavior that CloudFront takes for a path: the first that fits. */
const behaviorFor = (path: string) =>
	behaviors.find(({ PathPattern }) => new RegExp(`^${PathPattern.replaceAll("*", ".*")}$`).test(path));
/** A path as a client sends it, its labels as misleading as labels can be. */
const sent = (template: string) => template.replaceAll(/\{\w+\}/g, "seats");

describe("what CloudFront keeps", () => {
	const isKept = (path: string) => behaviorFor(path).CachePolicyId !== CACHING_DISABLED;

	test("are counts, maps and event documents, in both forms of their paths, and nothing else", () => {
		const keptNames = new Set<string>(["num-available", "seats", "get-event"]);

		for (const { name, method, paths } of routes) {
			// CloudFront keeps answers to GET and HEAD alone.
			if (method !== "GET") continue;
			for (const path of paths) expect([path, isKept(sent(path))]).toEqual([path, keptNames.has(name)]);
		}
	});

	test("is never the answer about one seat, whatever it is called", () => {
		expect(isKept("/events/grand/seat/check/seats/x/seats")).toBe(false);
		expect(isKept("/seat/check/seats/x/num_available")).toBe(false);
		expect(isKept("/events/grand/changes")).toBe(false);
	});

	test("is kept as long as its Cache-Control says, ten seconds at most, and for each query apart", () => {
		const { ParametersInCacheKeyAndForwardedToOrigin: key, ...ttl } = cachePolicy.Properties.CachePolicyConfig;

		expect(ttl).toMatchObject({ MinTTL: 0, DefaultTTL: 0, MaxTTL: 10 });
		expect(key).toEqual({
			QueryStringsConfig: { QueryStringBehavior: "all" },
			HeadersConfig: { HeaderBehavior: "none" },
			CookiesConfig: { CookieBehavior: "none" },
			EnableAcceptEncodingGzip: true,
			EnableAcceptEncodingBrotli: true,
		});
	});

	test("are no refusals, and faults for a second, all of which it would otherwise keep for ten", () => {
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

describe("what CloudFront passes on to the API", () => {
	const toApi = behaviors.filter(({ PathPattern }) => PathPattern !== "/web/*");

	test("has every method, every header but the host (Authorization too) and every query", () => {
		for (const behavior of toApi) {
			expect(behavior.OriginRequestPolicyId).toBe(ALL_VIEWER_EXCEPT_HOST_HEADER);
			expect([...behavior.AllowedMethods].sort()).toEqual(["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]);
			expect(behavior.Compress).toBe(true);
			expect(behavior.ViewerProtocolPolicy).toBe("https-only");
		}
	});

	test("goes to the API over TLS 1.2, with the key that the API asks for", () => {
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
		// The template says where the key is, and not what it is.
		expect(JSON.stringify(header.HeaderValue)).toMatch(/\{\{resolve:secretsmanager:.*:SecretString:::\}\}/);
		expect(JSON.stringify(header.HeaderValue)).toContain("EdgeKeySecret");
	});

	test("is waited for longer than a reader of seat changes waits", () => {
		const longest = Math.max(...routes.map((route) => ("waitSeconds" in route ? route.waitSeconds : 0)));

		for (const { CustomOriginConfig } of distribution.Origins) {
			if (CustomOriginConfig) expect(CustomOriginConfig.OriginReadTimeout).toBeGreaterThan(longest + 5);
		}
	});
});

describe("what CloudFront adds to an answer", () => {
	test.each(["/seats", "/seat/lock", "/web/index.html"])("of %s is what keeps a browser safe", (path) => {
		expect(headersOf(behaviorFor(path)).SecurityHeadersConfig).toMatchObject({
			StrictTransportSecurity: { AccessControlMaxAgeSec: 63_072_000, IncludeSubdomains: true, Override: true },
			ContentTypeOptions: { Override: true },
			FrameOptions: { FrameOption: "DENY", Override: true },
			ReferrerPolicy: { ReferrerPolicy: "no-referrer", Override: true },
		});
	});

	test("lets the page load what comes with it, and JSON nothing at all", () => {
		const policyOf = (path: string): string =>
			headersOf(behaviorFor(path)).SecurityHeadersConfig.ContentSecurityPolicy.ContentSecurityPolicy;

		expect(policyOf("/web/index.html")).toMatch(/^default-src 'self'; .*frame-ancestors 'none'$/);
		expect(policyOf("/web/index.html")).not.toMatch(/unsafe|\*/);
		expect(policyOf("/seats")).toBe("default-src 'none'; frame-ancestors 'none'");
	});

	test("says which pages may read it, as the API does, for what was kept may have been made for no page", () => {
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
	test("speaks HTTP/2 and 3, TLS 1.2 and newer under its own domain, and stands behind the firewall", () => {
		expect(distribution).toMatchObject({
			HttpVersion: "http2and3",
			Aliases: [OWN_DOMAIN.domainName],
			ViewerCertificate: {
				AcmCertificateArn: OWN_DOMAIN.certificateArn,
				MinimumProtocolVersion: "TLSv1.2_2021",
				SslSupportMethod: "sni-only",
			},
			Restrictions: { GeoRestriction: { RestrictionType: "blacklist", Locations: ["KP"] } },
		});
		expect(JSON.stringify(distribution.WebACLId)).toMatch(
			/"StackName":"ticket-sales-prod-firewall","Region":"us-east-1"/,
		);
	});

	test("has no address of the kind of which everybody has more than a firewall can count", () => {
		expect(distribution.IPV6Enabled).toBe(false);
	});

	test("is deployed when what it reads of the others is there", () => {
		expect([...edgeReads].sort()).toEqual(["ticket-sales-prod", "ticket-sales-prod-firewall"]);
	});

	test("goes without a domain where nothing is kept, under the one CloudFront gives it", () => {
		const { DistributionConfig } = theOnly(dev.edge, "AWS::CloudFront::Distribution").Properties;

		expect(DistributionConfig.Aliases).toBeUndefined();
		expect(written(dev.edge.outputs["Address"]?.Value)).toMatch(/^https:\/\/\$\{EdgeDistribution/);
		expect(edge.outputs["Address"]?.Value).toBe("https://tickets.example.com");
	});

	test("changes when the key of the edge has changed, so that it takes the new one", () => {
		const commentOf = (edgeKey: string) =>
			theOnly(deploymentOf({ edgeKey }).edge, "AWS::CloudFront::Distribution").Properties.DistributionConfig.Comment;

		expect(commentOf("2")).not.toBe(commentOf("1"));
	});

	test("writes down who came for what, without cookies", () => {
		expect(distribution.Logging).toMatchObject({ IncludeCookies: false, Prefix: "edge/" });
	});

	test.each([
		[{ domainName: "tickets.example.com" }, "cannot be the certificate"],
		[{ ...OWN_DOMAIN, certificateArn: "arn:aws:acm:eu-central-1:1:certificate/1" }, "those of ACM in us-east-1"],
		[{ certificateArn: OWN_DOMAIN.certificateArn }, "cannot be the domain name"],
		[{ stage: "prod" }, "without them clients may use TLS 1.0"],
		[{ edgeKey: "none" }, "cannot be the number of the edge key"],
	])("refuses %j", (context, reason) => {
		expect(() => deploymentOf(context)).toThrow(reason);
	});
});

describe("the buckets", () => {
	const buckets = Object.entries(edge.resources).filter(([, { Type }]) => Type === "AWS::S3::Bucket");
	const policies = resourcesOf(edge, "AWS::S3::BucketPolicy");

	test("are encrypted, closed to the public, and outlive a stack that keeps its data", () => {
		expect(buckets).toHaveLength(2);
		for (const [, { Properties, DeletionPolicy }] of buckets) {
			expect(DeletionPolicy).toBe("Retain");
			expect(Properties.BucketEncryption.ServerSideEncryptionConfiguration).toHaveLength(1);
			expect(Properties.PublicAccessBlockConfiguration).toEqual({
				BlockPublicAcls: true,
				BlockPublicPolicy: true,
				IgnorePublicAcls: true,
				RestrictPublicBuckets: true,
			});
		}
	});

	test("refuse whoever comes without TLS", () => {
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

	test("let nobody in but CloudFront, for the page, and the log delivery, for the logs", () => {
		const allowed = policies.flatMap(({ Properties }) =>
			Properties.PolicyDocument.Statement.filter(({ Effect }: { Effect: string }) => Effect === "Allow"),
		);

		expect(allowed.map(({ Principal, Action }) => [Principal.Service, Action]).sort()).toEqual([
			["cloudfront.amazonaws.com", "s3:GetObject"],
			["logging.s3.amazonaws.com", "s3:PutObject"],
		]);
		for (const { Condition } of allowed) expect(Condition).toBeDefined();
	});

	test("forget logs some day", () => {
		const [, logs] = buckets.find(([id]) => id.includes("Logs")) ?? [];

		expect(logs?.Properties.LifecycleConfiguration.Rules).toEqual([{ ExpirationInDays: 90, Status: "Enabled" }]);
	});

	test("go with the stack in dev", () => {
		for (const { DeletionPolicy } of resourcesOf(dev.edge, "AWS::S3::Bucket")) expect(DeletionPolicy).toBe("Delete");
	});
});

describe("behind the edge the API", () => {
	const authorizers = resourcesOf(service, "AWS::ApiGatewayV2::Authorizer").map(({ Properties }) => Properties);
	const [edgeAuthorizerId] =
		Object.entries(service.resources).find(
			([, { Type, Properties }]) => Type === "AWS::ApiGatewayV2::Authorizer" && Properties.Name === "edge",
		) ?? [];

	test("serves no route without asking who calls", () => {
		const sellers = new Set<string>(
			routes
				.filter(({ caller }) => caller === "seller")
				.flatMap(({ method, paths }) => paths.map((path) => `${method} ${path}`)),
		);

		for (const { Properties } of resourcesOf(service, "AWS::ApiGatewayV2::Route")) {
			expect(Properties.AuthorizationType).toBe("CUSTOM");
			expect(referredTo(Properties.AuthorizerId) === edgeAuthorizerId).toBe(!sellers.has(Properties.RouteKey));
		}
	});

	test("refuses the public without the header by itself, and remembers for five minutes which key is right", () => {
		expect(authorizers.find(({ Name }) => Name === "edge")).toMatchObject({
			AuthorizerType: "REQUEST",
			AuthorizerPayloadFormatVersion: "2.0",
			EnableSimpleResponses: true,
			IdentitySource: ["$request.header.x-came-through"],
			AuthorizerResultTtlInSeconds: 300,
		});
	});

	test("refuses sellers without it too, before the function that knows them is asked, and keeps no verdict on them", () => {
		expect(authorizers.find(({ Name }) => Name === "seller")).toMatchObject({
			IdentitySource: ["$request.header.x-came-through"],
			AuthorizerResultTtlInSeconds: 0,
		});
	});

	test("tells who deploys where the key of the edge is", () => {
		const secret = service.resources[referredTo(service.outputs["EdgeKeySecret"]?.Value) ?? ""];

		expect(secret?.Properties.Description).toContain("CloudFront adds");
	});

	test("has one function that knows the key of the edge", () => {
		const knowing = resourcesOf(service, "AWS::Lambda::Function").filter(
			({ Properties }) => Properties.Environment.Variables.EDGE_KEY_SECRET_ARN,
		);

		expect(knowing.map(({ Properties }) => Properties.Description)).toEqual([
			"Tells whether a request brings the seller key",
		]);
	});

	test("is the very API that runs without an edge, but for who may call it", () => {
		const keys = (stack: typeof service) =>
			resourcesOf(stack, "AWS::ApiGatewayV2::Route").map(({ Properties }) => Properties.RouteKey);

		expect(keys(dev.service).sort()).toEqual(keys(service).sort());
	});
});
