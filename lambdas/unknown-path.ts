/**
 * The `$default` route: the request has an unknown path, or a known path with another method. A browser's preflight
 * (OPTIONS) comes here too; the gateway adds the CORS headers to the answer.
 */
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { ROUTES } from "../api/routes.ts";
import type { Answer } from "./http/answer.ts";
import { problem } from "./http/problem.ts";

export async function handler({ rawPath, requestContext }: APIGatewayProxyEventV2): Promise<Answer> {
	const { method } = requestContext.http;
	const served = ROUTES.filter(({ paths }) => paths.some((path) => fits(path, rawPath)));
	const allow = [...new Set(served.flatMap((route) => (route.method === "GET" ? ["GET", "HEAD"] : [route.method])))];
	// If a template takes this method, the gateway matched something else: it decodes `%2F` and so makes two parts of one.
	const isKnown = allow.length > 0 && !allow.includes(method);
	if (!isKnown) return problem({ kind: "unknown-path" });
	if (method === "OPTIONS") return { statusCode: 204, headers: { allow: allow.join(", ") }, body: "" };
	return problem({ kind: "method-not-allowed", method, allow });
}

/** Whether the template describes the path: each label is one part, which is not empty. */
function fits(template: string, path: string): boolean {
	const parts = path.split("/");
	const wanted = template.split("/");
	const isFilled = (part: string, index: number) =>
		part.startsWith("{") ? parts[index] !== "" : part === parts[index];
	return wanted.length === parts.length && wanted.every(isFilled);
}
