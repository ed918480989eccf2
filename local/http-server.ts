/**
 * The network side of the local server: HTTP on both loopback addresses, bodies read up to a limit, and no client,
 * however slow, broken or ill-meaning, that takes more than its share.
 */

import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { largestBodyBytes, problemResponse, type Respond } from "./gateway.ts";
import type { HttpRequest } from "./http-event.ts";
import type { HttpResponse } from "./http-response.ts";
import { startRefusal } from "./start-refusal.ts";

export interface HttpServer {
	readonly port: number;
	/** Takes no more requests, gives those under way so many milliseconds, and resolves when all is closed. */
	readonly close: (graceMilliseconds: number) => Promise<void>;
}

/**
 * Listens on a port of this machine only (0: any that is free). The seller key may be one that everybody knows, so
 * other machines must not reach it. Refuses in one sentence when the port is taken or not to be had.
 */
export const listen = async (port: number, respond: Respond): Promise<HttpServer> => {
	const first = await bind(port, "127.0.0.1", respond);
	const chosen = (first.address() as AddressInfo).port;
	// `localhost` may mean either address, so whoever holds the other one has the port too.
	const second = await bind(chosen, "::1", respond).catch((error) => {
		if (noIpv6.has(error.code)) return undefined;
		first.close();
		throw error;
	});
	const servers = second ? [first, second] : [first];
	return {
		port: chosen,
		close: async (graceMilliseconds) => {
			await Promise.all(servers.map((server) => close(server, graceMilliseconds)));
		},
	};
};

const noIpv6: ReadonlySet<unknown> = new Set(["EADDRNOTAVAIL", "EAFNOSUPPORT"]);

const bind = async (port: number, host: string, respond: Respond) => {
	const server = createServer({
		// What an HTTP API takes as request line and headers together.
		maxHeaderSize: 10_240,
		headersTimeout: 10_000,
		requestTimeout: 60_000,
		connectionsCheckingInterval: 5_000,
	});
	// A client that neither reads nor writes. Longer than any function takes.
	server.timeout = 60_000;
	// A rush of buyers has one each, and those over the limit are cut off without a word. What they send is limited apart.
	server.maxConnections = 10_000;
	const answer = (request: IncomingMessage, response: ServerResponse, asksFirst: boolean) => {
		handle(request, response, respond, asksFirst).catch((error) => {
			console.error("A request could not be answered.", error);
			response.destroy();
		});
	};
	server.on("request", (request, response) => answer(request, response, false));
	// Curl asks before it sends more than a megabyte: what is too large need not be sent at all.
	server.on("checkContinue", (request, response) => {
		if (declaredLength(request) <= largestBodyBytes) response.writeContinue();
		else response.setHeader("connection", "close");
		answer(request, response, true);
	});
	server.listen(port, host);
	try {
		await once(server, "listening");
	} catch (error) {
		throw refusalFor(error as NodeJS.ErrnoException, port);
	}
	return server;
};

const refusalFor = (error: NodeJS.ErrnoException, port: number) => {
	if (error.code === "EADDRINUSE") {
		return startRefusal(`Port ${port} is taken: stop what listens there, or choose another with PORT=….`);
	}
	if (error.code === "EACCES") return startRefusal(`Port ${port} is not for this user: choose another with PORT=….`);
	return error;
};

const close = async (server: Server, graceMilliseconds: number) => {
	const closed = once(server, "close");
	server.close();
	// A connection that is idle now is closed; one that becomes idle would be kept for another request.
	const sweep = setInterval(() => server.closeIdleConnections(), 20);
	const timer = setTimeout(() => server.closeAllConnections(), graceMilliseconds);
	await closed;
	clearInterval(sweep);
	clearTimeout(timer);
};

const handle = async (incoming: IncomingMessage, outgoing: ServerResponse, respond: Respond, asksFirst: boolean) => {
	// A connection may break at any moment; who is there to be told is gone with it.
	incoming.on("error", () => {});
	outgoing.on("error", () => {});
	const body = await readBody(incoming);
	if (body === "gone") return;
	try {
		const response =
			body === "busy" ? problemResponse({ kind: "try-again" }) : await respond(requestOf(incoming, body));
		// What is left of a body that was not taken is read all the same. To close before that would reset the
		// connection, and the client would never see why.
		const rest = dropRest(incoming);
		if (!outgoing.shouldKeepAlive && !asksFirst) await rest;
		send(outgoing, response);
	} finally {
		if (body instanceof Buffer) bufferedBytes -= body.length;
	}
};

const declaredLength = (incoming: IncomingMessage) => Number(incoming.headers["content-length"] ?? 0);

type Body = Buffer | "too-large" | "busy" | "gone";

/** The body; or why there is none: over the limit, no room for it now, or the client has gone. */
const readBody = (incoming: IncomingMessage) =>
	new Promise<Body>((resolve) => {
		if (declaredLength(incoming) > largestBodyBytes) return resolve("too-large");
		const chunks: Buffer[] = [];
		let bytes = 0;
		const take = (chunk: Buffer) => {
			bytes += chunk.length;
			bufferedBytes += chunk.length;
			chunks.push(chunk);
			if (bytes > largestBodyBytes) giveUp("too-large");
			else if (bufferedBytes > mostBufferedBytes) giveUp("busy");
		};
		const finish = (body: Body) => {
			incoming.off("data", take).off("end", complete).off("close", leave);
			resolve(body);
		};
		const giveUp = (reason: Body) => {
			bufferedBytes -= bytes;
			finish(reason);
		};
		const complete = () => finish(Buffer.concat(chunks));
		const leave = () => giveUp("gone");
		incoming.on("data", take).on("end", complete).on("close", leave);
	});

/** Of all bodies that are being read or answered. Many at once must not use up the memory. */
let bufferedBytes = 0;
const mostBufferedBytes = 256 * 1_024 * 1_024;

const requestOf = (incoming: IncomingMessage, body: Buffer | "too-large"): HttpRequest => ({
	method: incoming.method ?? "GET",
	target: incoming.url ?? "/",
	headers: incoming.rawHeaders.flatMap((name, index, all) =>
		index % 2 === 0 ? [[name, all[index + 1] ?? ""] as const] : [],
	),
	body,
	protocol: `HTTP/${incoming.httpVersion}`,
	sourceIp: incoming.socket.remoteAddress?.replace(/^::ffff:/, "") ?? "",
	port: incoming.socket.localPort ?? 0,
});

const send = (outgoing: ServerResponse, { status, headers, body }: HttpResponse) => {
	const hasBody = status !== 204 && status !== 304;
	const length = hasBody ? ["content-length", String(body.length)] : [];
	outgoing.writeHead(status, [...headers.flat(), ...length]);
	outgoing.end(hasBody ? body : undefined);
};

/** Reads on to nowhere. Resolves when the client has sent all, or has been cut off for taking too long. */
const dropRest = (incoming: IncomingMessage) =>
	new Promise<void>((resolve) => {
		if (incoming.complete) return resolve();
		incoming.resume().once("close", resolve);
	});
