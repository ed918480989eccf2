/** What CloudFront serves from the page's bucket: the page, the desk's page, and the element that shops load. */
import {
	AccessLevel,
	type BehaviorOptions,
	CachePolicy,
	Function as CloudFrontFunction,
	FunctionCode,
	FunctionEventType,
	FunctionRuntime,
	ResponseHeadersPolicy,
	ViewerProtocolPolicy,
} from "aws-cdk-lib/aws-cloudfront";
import { S3BucketOrigin } from "aws-cdk-lib/aws-cloudfront-origins";
import type { Construct } from "constructs";
import { securityHeaders } from "./edge-headers.ts";
import type { PageBuckets } from "./page-buckets.ts";
import {
	DESK_CONTENT_POLICY,
	DESK_HEADERS,
	ELEMENT_FILE,
	ELEMENT_HEADERS,
	PAGE_CONTENT_POLICY,
} from "./page-headers.ts";
import type { Stage } from "./stages.ts";

/** The paths of the page; every other path is the API's. */
export const PAGE_PATHS = "/map*";

/** The paths of the desk's page among them. */
const DESK_PATHS = "/map/desk*";

/** The one file of the page that other sites may load. */
const ELEMENT_PATH = `/map/${ELEMENT_FILE}`;

/** The desk's page and the element come before the page: the first match wins. */
export function pageBehaviors(
	scope: Construct,
	stage: Stage,
	{ page }: PageBuckets,
): Readonly<Record<string, BehaviorOptions>> {
	const headers = headersOf(scope, stage);
	// A bucket has files and no folders: the page's own address is that of a file.
	const fileOfPath = new CloudFrontFunction(scope, "FileOfPath", {
		functionName: `ticket-sales-${stage.name}-file-of-path`,
		comment: "Finds the page's file for its address",
		runtime: FunctionRuntime.JS_2_0,
		code: FunctionCode.fromInline(codeOfFileOfPath(stage)),
	});
	const toPage: BehaviorOptions = {
		origin: S3BucketOrigin.withOriginAccessControl(page, { originAccessLevels: [AccessLevel.READ] }),
		viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
		cachePolicy: CachePolicy.CACHING_OPTIMIZED,
		functionAssociations: [{ function: fileOfPath, eventType: FunctionEventType.VIEWER_REQUEST }],
		compress: true,
	};
	return {
		[DESK_PATHS]: { ...toPage, responseHeadersPolicy: headers.desk },
		[ELEMENT_PATH]: { ...toPage, responseHeadersPolicy: headers.element },
		[PAGE_PATHS]: { ...toPage, responseHeadersPolicy: headers.page },
	};
}

function headersOf(scope: Construct, stage: Stage) {
	const page = new ResponseHeadersPolicy(scope, "HeadersOfPage", {
		responseHeadersPolicyName: `ticket-sales-${stage.name}-page`,
		securityHeadersBehavior: securityHeaders(PAGE_CONTENT_POLICY),
	});
	const desk = new ResponseHeadersPolicy(scope, "HeadersOfDesk", {
		responseHeadersPolicyName: `ticket-sales-${stage.name}-desk`,
		securityHeadersBehavior: securityHeaders(DESK_CONTENT_POLICY),
		customHeadersBehavior: crossOriginHeaders(DESK_HEADERS),
	});
	const element = new ResponseHeadersPolicy(scope, "HeadersOfElement", {
		responseHeadersPolicyName: `ticket-sales-${stage.name}-element`,
		securityHeadersBehavior: securityHeaders(PAGE_CONTENT_POLICY),
		// What it may call is decided by the API, which knows the origins that are allowed.
		corsBehavior: {
			accessControlAllowOrigins: ["*"],
			accessControlAllowMethods: ["GET", "HEAD"],
			accessControlAllowHeaders: ["*"],
			accessControlAllowCredentials: false,
			originOverride: true,
		},
		customHeadersBehavior: crossOriginHeaders(ELEMENT_HEADERS),
	});
	return { page, desk, element };
}

/** Those for which CloudFront has no setting of its own. */
const crossOriginHeaders = (headers: readonly (readonly [name: string, value: string])[]) => ({
	customHeaders: headers
		.filter(([name]) => name.startsWith("cross-origin-"))
		.map(([header, value]) => ({ header, value, override: true })),
});

/**
 * `/map` is redirected to `/map/`, because the page names its files relative to that, and `/map/` is `index.html`. No
 * file has a name that needs to be escaped: the bucket would read `%64esk.html` as `desk.html`. The desk's page, where it
 * is off, is nowhere: not even a file that was published before.
 */
const codeOfFileOfPath = ({ hasDeskPage }: Stage) => `function handler(event) {
	var request = event.request;
	if (request.uri === "/map") {
		var query = request.rawQueryString();
		return { statusCode: 302, headers: { location: { value: query ? "/map/?" + query : "/map/" } } };
	}
	if (request.uri.indexOf("%") >= 0) return { statusCode: 404 };
	if (request.uri === "/map/") request.uri = "/map/index.html";
	${
		hasDeskPage
			? 'if (request.uri === "/map/desk") request.uri = "/map/desk.html";'
			: 'if (request.uri.indexOf("/map/desk") === 0) return { statusCode: 404 };'
	}
	return request;
}`;
