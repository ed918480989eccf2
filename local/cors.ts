/** The headers that let pages of other origins read the API's answers, from the CORS settings of the template. */
import type { CorsConfiguration } from "./template.ts";

type Headers = readonly (readonly [name: string, value: string])[];

interface CorsRequest {
	readonly method: string;
	readonly headers: Headers;
}

/** Whether this is a browser asking what another request may do. */
export function isPreflight(request: CorsRequest): boolean {
	return (
		request.method === "OPTIONS" &&
		header(request, "origin") !== undefined &&
		header(request, "access-control-request-method") !== undefined
	);
}

/** The headers to add to the answer: none unless the request comes from a page that is allowed to call. */
export function corsHeaders(cors: CorsConfiguration, request: CorsRequest): Headers {
	const origin = header(request, "origin");
	const allowed = cors.AllowOrigins?.find((pattern) => origin !== undefined && matches(origin, pattern));
	if (origin === undefined || allowed === undefined) return [];

	const specific: [string, string | undefined][] = isPreflight(request)
		? [
				["access-control-allow-methods", list(cors.AllowMethods)],
				["access-control-allow-headers", list(cors.AllowHeaders)],
				["access-control-max-age", cors.MaxAge?.toString()],
			]
		: [["access-control-expose-headers", list(cors.ExposeHeaders)]];
	return [
		["access-control-allow-origin", allowed === "*" ? "*" : origin] as const,
		...(allowed === "*" ? [] : [["vary", "origin"] as const]),
		...(cors.AllowCredentials ? [["access-control-allow-credentials", "true"] as const] : []),
		...specific.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
	];
}

/** An API with CORS settings drops the CORS headers that a function returns. */
export function withoutCorsHeaders(headers: Headers): Headers {
	return headers.filter(([name]) => !name.startsWith("access-control-"));
}

function header({ headers }: CorsRequest, name: string): string | undefined {
	return headers.find(([key]) => key.toLowerCase() === name)?.[1];
}

/** A pattern is an origin. With `*` at its end it matches every origin that begins like it. */
function matches(origin: string, pattern: string): boolean {
	return pattern.endsWith("*") ? origin.startsWith(pattern.slice(0, -1)) : origin === pattern;
}

function list(values: readonly string[] | undefined): string | undefined {
	return values?.length ? values.join(",") : undefined;
}
