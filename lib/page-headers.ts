/** What browsers may do with the page, here and at the edge: load and call what it came with, and nothing else. */
export const PAGE_CONTENT_POLICY = [
	"default-src 'none'",
	"script-src 'self'",
	"style-src 'self'",
	"img-src 'self'",
	"connect-src 'self'",
	"base-uri 'none'",
	"form-action 'none'",
	"frame-ancestors 'none'",
	// The page makes elements and texts, never HTML; a browser that knows this rule refuses anything else.
	"require-trusted-types-for 'script'",
	"trusted-types 'none'",
].join("; ");

/** The headers of the page's files, but for the one that asks for HTTPS, which a service on one's own machine lacks. */
export const PAGE_HEADERS = [
	["content-security-policy", PAGE_CONTENT_POLICY],
	["x-content-type-options", "nosniff"],
	["x-frame-options", "DENY"],
	["referrer-policy", "no-referrer"],
] as const;
