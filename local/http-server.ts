/** The network side of the local server: HTTP on both loopback addresses, with the size limits of an HTTP API. */
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { LARGEST_BODY_BYTES, type Respond } from "./gateway.ts";
import type { HttpRequest } from "./http-event.ts";
import type { HttpResponse } from "./http-response.ts";
import { startRefusal } from "./start-refusal.ts";

export interface HttpServer {
	readonly port: number;
	/**
	 * Accepts no more requests, cuts off those that are still running after `graceMs`, and resolves when every
	 * connection is closed. Repeated calls wait for the first.
	 */
	readonly close: (graceMs: number) => Promise<void>;
}

/** The most an HTTP API accepts as request line and headers together. */
const LARGEST_HEADERS_BYTES = 10_240;
/** How often to look for connections that have become idle while the server closes. */
const SWEEP_INTERVAL_MS = 20;
/** Why a machine without IPv6 cannot listen on `::1`. */
const NO_IPV6: ReadonlySet<unknown> = new Set(["EADDRNOTAVAIL", "EAFNOSUPPORT"]);

/**
 * Listens on a port (0: any free port) of this machine only: the default seller key is public, so other machines must
 * not reach the server. Refuses in one sentence when the port is taken or not allowed.
 */
export async function listen(port: number, respond: Respond): Promise<HttpServer> {
	const first = await bind(port, "127.0.0.1", respond);
	// `localhost` may mean either address, so the port is ours only if we have both.
	const second = await bind(first.port, "::1", respond).catch((error) => {
		if (NO_IPV6.has(error.code)) return undefined;
		first.close(0);
		throw error;
	});
	const servers = second ? [first, second] : [first];
	let closed: Promise<unknown> | undefined;
	return {
		port: first.port,
		close: async (graceMs) => {
			closed ??= Promise.all(servers.map(({ close }) => close(graceMs)));
			await closed;
		},
	};
}

async function bind(port: number, host: string, respond: Respond): Promise<HttpServer> {
	const server = createServer({ maxHeaderSize: LARGEST_HEADERS_BYTES }, (incoming, outgoing) => {
		answer(incoming, outgoing, respond).catch((error) => {
			console.error("A request could not be answered.", error);
			outgoing.destroy();
		});
	});
	const sockets = new Set<Socket>();
	server.on("connection", (socket) => {
		sockets.add(socket);
		socket.once("close", () => sockets.delete(socket));
	});
	server.listen(port, host);
	try {
		await once(server, "listening");
	} catch (error) {
		throw bindFailure(error as NodeJS.ErrnoException, port);
	}
	const { port: chosen } = server.address() as AddressInfo;
	return { port: chosen, close: (graceMs) => close(server, sockets, graceMs) };
}

function bindFailure(error: NodeJS.ErrnoException, port: number): Error {
	if (error.code === "EADDRINUSE") {
		return startRefusal(`Port ${port} is taken: stop what listens there, or choose another with PORT=….`);
	}
	if (error.code === "EACCES") {
		return startRefusal(`This user may not listen on port ${port}: choose another with PORT=….`);
	}
	return error;
}

async function close(server: Server, sockets: ReadonlySet<Socket>, graceMs: number): Promise<void> {
	const closed = once(server, "close");
	server.close();
	// Node.js closes connections that are idle now. One that becomes idle later would be kept for another request, and
	// one that has brought no request yet does not count as idle: browsers open such connections in advance.
	const closeIdle = () => {
		server.closeIdleConnections();
		for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
	};
	closeIdle();
	const sweep = setInterval(closeIdle, SWEEP_INTERVAL_MS);
	const deadline = setTimeout(() => server.closeAllConnections(), graceMs);
	await closed;
	clearInterval(sweep);
	clearTimeout(deadline);
}

async function answer(incoming: IncomingMessage, outgoing: ServerResponse, respond: Respond): Promise<void> {
	const body = await readBody(incoming);
	if (body === "broken-off") return;
	send(outgoing, await respond(requestOf(incoming, body)));
}

/**
 * Reads a body to its end, and keeps it up to the limit. To answer in the middle of a body that is too large and close
 * the connection would reset it, and the client would never see the answer.
 */
async function readBody(incoming: IncomingMessage): Promise<Buffer | "too-large" | "broken-off"> {
	const chunks: Buffer[] = [];
	let bytes = 0;
	try {
		for await (const chunk of incoming) {
			bytes += chunk.length;
			if (bytes <= LARGEST_BODY_BYTES) chunks.push(chunk);
		}
	} catch {
		return "broken-off";
	}
	return bytes <= LARGEST_BODY_BYTES ? Buffer.concat(chunks) : "too-large";
}

function requestOf(incoming: IncomingMessage, body: Buffer | "too-large"): HttpRequest {
	const { rawHeaders, socket } = incoming;
	return {
		method: incoming.method ?? "GET",
		target: incoming.url ?? "/",
		headers: rawHeaders.flatMap((name, index) =>
			index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? ""] as const] : [],
		),
		body,
		protocol: `HTTP/${incoming.httpVersion}`,
		sourceIp: socket.remoteAddress ?? "",
		port: socket.localPort ?? 0,
	};
}

function send(outgoing: ServerResponse, { status, headers, body }: HttpResponse): void {
	const hasBody = status !== 204 && status !== 304;
	const length = hasBody ? ["content-length", String(body.length)] : [];
	outgoing.writeHead(status, [...headers.flat(), ...length]);
	outgoing.end(hasBody ? body : undefined);
}
