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

/**
 * What browsers may do with the desk's page, which works with a seller key. It is a list of its own: whatever the buyer's
 * page may be allowed one day, this one sends the key to the service that it came from, and runs no script but its own.
 */
export const DESK_CONTENT_POLICY = [
	"default-src 'none'",
	"script-src 'self'",
	"style-src 'self'",
	"img-src 'self'",
	"connect-src 'self'",
	"base-uri 'none'",
	"form-action 'none'",
	"frame-ancestors 'none'",
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

/** The headers of the desk's files: no other page has a handle on its window, and none may load what it consists of. */
export const DESK_HEADERS = [
	["content-security-policy", DESK_CONTENT_POLICY],
	["x-content-type-options", "nosniff"],
	["x-frame-options", "DENY"],
	["referrer-policy", "no-referrer"],
	["cross-origin-opener-policy", "same-origin"],
	["cross-origin-resource-policy", "same-origin"],
] as const;

/** The element that shops load from pages of their own, under whatever origin they have. */
export const ELEMENT_FILE = "ticket-sales-map.js";

/** The headers of that file: it holds nothing but what everybody may read. */
export const ELEMENT_HEADERS = [
	...PAGE_HEADERS,
	["access-control-allow-origin", "*"],
	["cross-origin-resource-policy", "cross-origin"],
] as const;

/** Whether this file of the page is the desk's. */
export const isOfDesk = (name: string): boolean => name.startsWith("desk");
