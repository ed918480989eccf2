/**
 * Which pages may call the API, and how. The API says so to whoever calls it; the edge says so itself on what it has
 * kept, for the answer it keeps may have been made for a caller that is no page.
 */
import type { Stage } from "./stages.ts";

export function corsOf({ allowedOrigins }: Stage) {
	return {
		origins: [...allowedOrigins],
		methods: ["GET", "POST", "PUT", "DELETE"] as const,
		requestHeaders: ["content-type", "authorization"],
		responseHeaders: ["retry-after"],
		preflightSeconds: 86_400,
	};
}
