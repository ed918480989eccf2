/**
 * Which pages may call the API, and how. The API sends these headers to pages only. The edge adds them to every answer,
 * because an answer in its cache may have been made for a caller that is not a page.
 */
import type { Stage } from "./stages.ts";

export function corsOf({ allowedOrigins }: Stage) {
	return {
		origins: [...allowedOrigins],
		methods: ["GET", "POST", "PUT", "PATCH", "DELETE"] as const,
		// A page of another origin cannot send a key: sellers use back ends, and the desk's own page.
		requestHeaders: ["content-type", "if-match", "if-none-match"],
		// A map in another site's page learns the service's time from the date: locks end by it.
		responseHeaders: ["retry-after", "etag", "link", "date"],
		preflightSeconds: 86_400,
	};
}

/** Whether only pages of certain origins may call the API. */
export const hasNarrowOrigins = ({ allowedOrigins }: Stage): boolean => !allowedOrigins.includes("*");
