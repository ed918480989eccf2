/**
 * AWS as the functions see it: lets through what their policies allow, and answers AccessDenied to everything else. Behind
 * it are DynamoDB Local, the local bus, and two secrets.
 */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { ACCOUNT_ID } from "../../local/template.ts";
import { accessesOf } from "./accesses.ts";
import type { Access, Policies } from "./policies.ts";

export interface Aws {
	/** The value for `AWS_ENDPOINT_URL`. */
	readonly endpoint: string;
	readonly close: () => void;
}

interface Surroundings {
	readonly policies: Policies;
	readonly dynamoDb: string;
	readonly bus: string;
	/** The value of every secret. */
	readonly secret: string;
	readonly onDenial: (functionId: string, access: Access) => void;
}

const names = {
	tableArn: (name: string) => `arn:aws:dynamodb:local:${ACCOUNT_ID}:table/${name}`,
	busArn: (name: string) => `arn:aws:local:local:${ACCOUNT_ID}:${name}`,
};

/** Headers that belong to one connection, or to a body as it was sent. */
const OF_THE_CONNECTION = new Set(["host", "connection", "content-length", "transfer-encoding", "content-encoding"]);

export async function startAws({ policies, dynamoDb, bus, secret, onDenial }: Surroundings): Promise<Aws> {
	const server = createServer(async (request, response) => {
		const answer = (status: number, body: object) =>
			response.writeHead(status, { "content-type": "application/x-amz-json-1.0" }).end(JSON.stringify(body));
		const body = await text(request);
		const target = String(request.headers["x-amz-target"]);
		const functionId = /Credential=([^/]+)\//.exec(request.headers.authorization ?? "")?.[1] ?? "";
		try {
			const denied = accessesOf(target, JSON.parse(body), names).filter(
				(access) => !policies.allows(functionId, access),
			);
			for (const access of denied) onDenial(functionId, access);
			if (denied.length > 0) {
				return answer(400, {
					__type: "com.amazon.coral.service#AccessDeniedException",
					message: JSON.stringify(denied),
				});
			}
			if (target === "secretsmanager.GetSecretValue") return answer(200, { SecretString: secret });
			const behind = await fetch(target.startsWith("AWSEvents") ? bus : dynamoDb, {
				method: "POST",
				headers: Object.entries(request.headers).flatMap(([name, value]): [string, string][] =>
					OF_THE_CONNECTION.has(name) ? [] : [[name, String(value)]],
				),
				body,
			});
			const headers = Object.fromEntries([...behind.headers].filter(([name]) => !OF_THE_CONNECTION.has(name)));
			return response.writeHead(behind.status, headers).end(await behind.text());
		} catch (error) {
			return answer(400, { __type: "ValidationException", message: (error as Error).message });
		}
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	return {
		endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		close: () => {
			server.close();
			server.closeAllConnections();
		},
	};
}
