/** The security headers that the edge adds, to pages and to answers of the API. */
import {
	HeadersFrameOption,
	HeadersReferrerPolicy,
	type ResponseSecurityHeadersBehavior,
} from "aws-cdk-lib/aws-cloudfront";
import { Duration } from "aws-cdk-lib/core";

export const securityHeaders = (contentSecurityPolicy: string): ResponseSecurityHeadersBehavior => ({
	contentSecurityPolicy: { contentSecurityPolicy, override: true },
	contentTypeOptions: { override: true },
	frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
	referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
	strictTransportSecurity: { accessControlMaxAge: Duration.days(730), includeSubdomains: true, override: true },
});
