/** The headers that let pages of other origins read the API's answers, from the CORS settings of the template. */

import type { CorsConfiguration } from "./template.ts";

type Headers = readonly (readonly [name: string, value: string])[];

interface CorsRequest {
	readonly method: string;
	readonly headers: Headers;
}

/** Whether a browser asks what another request might do. */
export const isPreflight = (request: CorsRequest): boolean =>
	request.method === "OPTIONS" &&
	header(request, "origin") !== undefined &&
	header(request, "access-control-request-method") !== undefined;

/** The headers to add to the answer: none when the request is not from a page, or from a page that may not call. */
export const corsHeaders = (cors: CorsConfiguration, request: CorsRequest): Headers => {
	const origin = header(request, "origin");
	const allowed = cors.AllowOrigins?.find((pattern) => origin !== undefined && matches(origin, pattern));
	if (origin === undefined || allowed === undefined) return [];

	const own: [string, string | undefined][] = isPreflight(request)
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
		...own.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
	];
};

/** With CORS settings, an API drops what a function says about CORS. */
export const withoutCorsHeaders = (headers: Headers): Headers =>
	headers.filter(([name]) => !name.startsWith("access-control-"));

const header = ({ headers }: CorsRequest, name: string) => headers.find(([key]) => key.toLowerCase() === name)?.[1];

/** A pattern is an origin, or ends in `*`: every origin that begins like it. */
const matches = (origin: string, pattern: string) =>
	pattern.endsWith("*") ? origin.startsWith(pattern.slice(0, -1)) : origin === pattern;

const list = (values: readonly string[] | undefined) => (values?.length ? values.join(",") : undefined);
