/**
 * The thin HTTP server that the servers for comparison share: bare node:http, the paths of the first server, and a JSON
 * answer with a message. A handler says with which status; what it stores is its own business.
 */
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

export interface SeatRequest {
	readonly verb: string;
	/** Section, row and seat as one name; empty for a count. */
	readonly seat: string;
	readonly token: string;
}

export interface SeatAnswer {
	/** The status of the response. */
	readonly code: number;
	readonly [field: string]: unknown;
}

export type Answers = (request: SeatRequest) => SeatAnswer | Promise<SeatAnswer>;

/** Listens on a free port and prints it: the line that `rivalProcess` waits for. */
export async function serve(answers: Answers): Promise<void> {
	const server = createServer(async (incoming, outgoing) => {
		const [, , verb = "", ...seat] = (incoming.url ?? "").split("?")[0]?.split("/") ?? [];
		const { token = "" } = JSON.parse((await bodyOf(incoming)) || "{}");
		let answer: SeatAnswer;
		try {
			answer = await answers({ verb, seat: seat.join("/"), token });
		} catch (error) {
			answer = { code: 503, message: String(error) };
		}
		const { code, ...body } = answer;
		outgoing.writeHead(code, { "content-type": "application/json" });
		outgoing.end(JSON.stringify(body));
	}).listen(0, "127.0.0.1");
	await once(server, "listening");
	console.log(`listening on ${(server.address() as AddressInfo).port}`);
}

async function bodyOf(incoming: IncomingMessage): Promise<string> {
	const chunks: Buffer[] = [];
	for await (const chunk of incoming) chunks.push(chunk);
	return Buffer.concat(chunks).toString();
}
