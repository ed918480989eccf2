/** The network side: what clients send, well or badly, and what they get. */

import { once } from "node:events";
import { type ClientRequest, createServer, request as httpRequest, type IncomingMessage } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { text } from "node:stream/consumers";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, describe, expect, test } from "@jest/globals";
import type { Respond } from "../../local/gateway.ts";
import type { HttpRequest } from "../../local/http-event.ts";
import { gatewayResponse, type HttpResponse } from "../../local/http-response.ts";
import { type HttpServer, listen } from "../../local/http-server.ts";
import { deploy } from "./deployment.ts";

let server: HttpServer;
afterEach(() => server?.close(0));

/** A server that answers so; by default, with what it was asked. */
const serve = async (respond: Respond = asked) => {
	server = await listen(0, respond);
	return `http://localhost:${server.port}`;
};

const asked: Respond = async ({ body, ...request }) => ({
	status: 200,
	headers: [["content-type", "application/json"]],
	body: Buffer.from(JSON.stringify({ ...request, body: body.length })),
});

/** Everything a server sends on a connection, to a client that sends this and does not care. */
const exchange = async (sent: string, host = "127.0.0.1") => {
	const socket = connect(server.port, host);
	socket.write(sent);
	return text(socket);
};

test("both addresses of localhost answer, and no other machine's", async () => {
	const address = await serve();

	const answers = await Promise.all(
		[address, `http://127.0.0.1:${server.port}`, `http://[::1]:${server.port}`].map((url) => fetch(url)),
	);

	expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
	expect(await answers[1]?.json()).toMatchObject({ sourceIp: "127.0.0.1" });
});

test("a request arrives as it was sent: target, headers with duplicates, body", async () => {
	await serve();

	const answer = await exchange(
		"POST /a%2Fb?c=%20 HTTP/1.1\r\nHost: x\r\nX-A: 1\r\nx-a: 2\r\nCookie: a=1\r\nCookie: b=2\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc",
	);

	expect(JSON.parse(answer.split("\r\n\r\n")[1] ?? "")).toMatchObject({
		method: "POST",
		target: "/a%2Fb?c=%20",
		headers: [
			["Host", "x"],
			["X-A", "1"],
			["x-a", "2"],
			["Cookie", "a=1"],
			["Cookie", "b=2"],
			["Content-Length", "3"],
			["Connection", "close"],
		],
		body: 3,
		port: server.port,
	});
});

describe("a response", () => {
	const answering = (response: Partial<HttpResponse>) =>
		serve(async () => ({ status: 200, headers: [], body: Buffer.from("äbc"), ...response }));

	test("has its length, and each cookie as a header of its own", async () => {
		const address = await answering({
			headers: [
				["set-cookie", "a=1"],
				["set-cookie", "b=2"],
			],
		});

		const response = await fetch(address);

		expect(response.headers.get("content-length")).toBe("4");
		expect(response.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
		expect(await response.text()).toBe("äbc");
	});

	test("to HEAD has the length and no body", async () => {
		const address = await answering({});

		const response = await fetch(address, { method: "HEAD" });

		expect(response.headers.get("content-length")).toBe("4");
		expect(await response.text()).toBe("");
	});

	test("without content has neither", async () => {
		const address = await answering({ status: 204 });

		const response = await fetch(address, { method: "POST" });

		expect(response.status).toBe(204);
		expect(response.headers.has("content-length")).toBe(false);
	});
});

describe("a body that is too large is answered with 413, not with a broken connection", () => {
	const large = Buffer.alloc(20 * 1_024 * 1_024, "x");
	const tooLarge = expect.objectContaining({ type: "/problems/too-large", status: 413 });
	const serveFunction = async () => serve(await deploy({ routes: { "PUT /": "async () => ({})" } }));

	test("when its length is known before", async () => {
		const address = await serveFunction();

		const response = await fetch(address, { method: "PUT", body: large });

		expect(response.status).toBe(413);
		expect(await response.json()).toEqual(tooLarge);
	});

	test("when it is not", async () => {
		const address = await serveFunction();

		const response = await fetch(address, {
			method: "PUT",
			body: new Blob([large]).stream(),
			duplex: "half",
		} as RequestInit);

		expect(response.status).toBe(413);
		expect(await response.json()).toEqual(tooLarge);
	});

	test("when the client reads nothing before it has sent all", async () => {
		const address = await serveFunction();
		const socket = connect(server.port, "127.0.0.1");
		socket.pause();

		await new Promise((sent) => {
			socket.write(
				`PUT / HTTP/1.1\r\nHost: ${address}\r\nContent-Length: ${large.length}\r\nConnection: close\r\n\r\n`,
			);
			socket.write(large, sent);
		});

		expect(await text(socket)).toMatch(/^HTTP\/1.1 413 /);
	});

	test("when the client asks before it sends: then it need not send", async () => {
		const address = await serveFunction();
		const request = httpRequest(address, {
			method: "PUT",
			headers: { expect: "100-continue", "content-length": large.length },
		});
		request.flushHeaders();

		const [response] = (await once(request, "response")) as [IncomingMessage];

		expect(response.statusCode).toBe(413);
		expect(JSON.parse(await text(response))).toEqual(tooLarge);
		request.destroy();
	});

	test("and the connection serves the next request", async () => {
		await serveFunction();

		const answers = await exchange(
			`PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: ${11 * 1_024 * 1_024}\r\n\r\n${"x".repeat(11 * 1_024 * 1_024)}` +
				"PUT / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
		);

		expect(answers.match(/HTTP\/1.1 \d+/g)).toEqual(["HTTP/1.1 413", "HTTP/1.1 200"]);
	});
});

test("a client that asks before it sends may send what is not too large", async () => {
	const address = await serve();
	const request = httpRequest(address, { method: "PUT", headers: { expect: "100-continue", "content-length": 3 } });
	request.flushHeaders();
	await once(request, "continue");
	request.end("abc");

	const [response] = (await once(request, "response")) as [IncomingMessage];

	expect(JSON.parse(await text(response))).toMatchObject({ body: 3 });
});

describe("a bad client does no harm", () => {
	const count = async () => {
		const seen: HttpRequest[] = [];
		const address = await serve(async (request) => {
			seen.push(request);
			return gatewayResponse(200, "ok");
		});
		return { address, seen };
	};

	test("one that breaks off reaches no function", async () => {
		const { address, seen } = await count();

		const request = httpRequest(address, { method: "PUT", headers: { "content-length": 100 } });
		request.on("error", () => {});
		await sendPart(request);
		request.destroy();
		await pause(50);

		expect((await fetch(address)).status).toBe(200);
		expect(seen).toHaveLength(1);
	});

	test("one that leaves while its function runs is not waited for", async () => {
		const address = await serve(async ({ method }) => {
			if (method === "PUT") await pause(100);
			return gatewayResponse(200, "ok");
		});
		await expect(fetch(address, { method: "PUT", signal: AbortSignal.timeout(20) })).rejects.toThrow();
		await pause(150);

		expect((await fetch(address)).status).toBe(200);
	});

	test.each([
		["no HTTP", "\x16\x03\x01\x00\r\n\r\n", "400"],
		["a line that is none", "GARBAGE\r\n\r\n", "400"],
		["two lengths", "PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", "400"],
		["a bad chunk", "PUT / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "400"],
		["endless headers", `GET / HTTP/1.1\r\nHost: x\r\nX: ${"x".repeat(20_000)}\r\n\r\n`, "431"],
		["a body length that is none", "PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", "400"],
	])("one that sends %s is told so", async (_, sent, status) => {
		const { address, seen } = await count();

		expect(await exchange(sent)).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
		expect(seen).toHaveLength(0);
		expect((await fetch(address)).status).toBe(200);
	});

	test("those that begin and do not go on keep nobody else waiting", async () => {
		const { address } = await count();
		const idle = Array.from({ length: 50 }, () => connect(server.port, "127.0.0.1"));
		for (const socket of idle) socket.write("PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n1");

		expect((await fetch(address)).status).toBe(200);
		for (const socket of idle) socket.destroy();
	});
});

test("a rush of more than a thousand buyers at once is answered, each of them", async () => {
	const everybody = 1_200;
	let waiting = 0;
	let open = () => {};
	const opened = new Promise<void>((resolve) => {
		open = resolve;
	});
	await serve(async () => {
		waiting += 1;
		if (waiting === everybody) open();
		await opened;
		return gatewayResponse(200, "ok");
	});

	const answers = await Promise.all(
		Array.from({ length: everybody }, () => exchange("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")),
	);

	expect(answers.filter((answer) => answer.startsWith("HTTP/1.1 200 "))).toHaveLength(everybody);
});

describe("a port", () => {
	test.each(["127.0.0.1", "::1"])("that is taken on %s is refused in one sentence", async (host) => {
		const other = createServer().listen(0, host);
		await once(other, "listening");
		const { port } = other.address() as AddressInfo;

		await expect(listen(port, asked)).rejects.toThrow(
			`Port ${port} is taken: stop what listens there, or choose another with PORT=….`,
		);
		// Refused on one address, it is not kept on the other.
		other.close();
		await once(other, "close");
		server = await listen(port, asked);
	});

	test("is free again when the server has closed", async () => {
		await serve();
		const { port } = server;
		await server.close(0);

		server = await listen(port, asked);

		expect(server.port).toBe(port);
	});
});

describe("closing", () => {
	test("lets a request under way end", async () => {
		let answer = () => {};
		const answered = new Promise<void>((resolve) => {
			answer = resolve;
		});
		const address = await serve(async () => {
			await answered;
			return gatewayResponse(200, "ok");
		});
		const begun = Date.now();
		const response = fetch(address);
		await pause(50);

		const closed = server.close(5_000);
		answer();

		expect((await response).status).toBe(200);
		await closed;
		expect(Date.now() - begun).toBeLessThan(1_000);
	});

	test("breaks off what does not end in time", async () => {
		const address = await serve(() => new Promise(() => {}));
		const broken = expect(fetch(address)).rejects.toThrow();
		await pause(50);

		await server.close(100);

		await broken;
	});
});

const sendPart = (request: ClientRequest) => new Promise((sent) => request.write("abc", sent));
