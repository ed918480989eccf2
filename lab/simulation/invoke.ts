/** Calls a route's real handler with an event like the gateway's, without HTTP in between. */
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { type RouteName, routeOf } from "../../api/routes.ts";
import type { Runtime } from "../../lambdas/http/runtime.ts";
import { handlers } from "../../test/support/handlers.ts";
import type { Reply } from "../../test/support/service.ts";

interface Call {
	readonly event?: string;
	/** The parameters of the path besides the event. */
	readonly path?: Readonly<Record<string, string>>;
	readonly query?: Readonly<Record<string, string>> | undefined;
	readonly headers?: Readonly<Record<string, string>> | undefined;
	readonly body?: unknown;
}

/** Calls as a seller, who may do everything. */
export async function invoke(
	name: RouteName,
	runtime: Runtime,
	{ event, path, query, headers, body }: Call,
): Promise<Reply> {
	const route = routeOf(name);
	const wanted = Object.keys(path ?? {}).length + Number(event !== undefined);
	const template = route.paths.find((candidate) => (candidate.match(/\{/g)?.length ?? 0) === wanted) ?? "";
	const request = {
		version: "2.0",
		routeKey: `${route.method} ${template}`,
		rawPath: template,
		rawQueryString: "",
		headers: { "content-type": "application/json", ...headers },
		...(query && { queryStringParameters: query }),
		pathParameters: { ...(event !== undefined && { event }), ...path },
		requestContext: {
			requestId: "simulated",
			http: { method: route.method },
			authorizer: { lambda: { seller: "yes" } },
		},
		body: JSON.stringify(body ?? {}),
		isBase64Encoded: false,
	};
	const answer = await handlers[name](runtime)(request as unknown as APIGatewayProxyEventV2);
	return {
		status: answer.statusCode,
		headers: answer.headers,
		body: answer.body === "" ? undefined : JSON.parse(answer.body),
	};
}
