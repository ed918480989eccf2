/** The network side of the local server: what clients send, valid or not, and what they receive. */
import { once } from "node:events";
import { createServer, request as httpRequest } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { text } from "node:stream/consumers";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, describe, expect, test } from "@jest/globals";
import type { Respond } from "../../local/gateway.ts";
import type { HttpRequest } from "../../local/http-event.ts";
import { gatewayResponse, type HttpResponse } from "../../local/http-response.ts";
import { type HttpServer, listen } from "../../local/http-server.ts";
import { gatewayOf } from "./deployment.ts";

const MB = 1_024 * 1_024;

let server: HttpServer;
afterEach(() => server?.close(0));

/** Starts a server and returns its address. By default it answers with the request it received. */
async function serve(respond: Respond = echo): Promise<string> {
	server = await listen(0, respond);
	return `http://localhost:${server.port}`;
}

const echo: Respond = async ({ body, ...request }) => ({
	status: 200,
	headers: [["content-type", "application/json"]],
	body: Buffer.from(JSON.stringify({ ...request, body: body.length })),
});

/** Sends this text on a connection of its own and returns everything the server sends back. */
async function exchange(sent: string): Promise<string> {
	const socket = connect(server.port, "127.0.0.1");
	socket.write(sent);
	return text(socket);
}

test("the server answers on both addresses of localhost", async () => {
	const address = await serve();

	const answers = await Promise.all(
		[address, `http://127.0.0.1:${server.port}`, `http://[::1]:${server.port}`].map((url) => fetch(url)),
	);

	expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
	expect(await answers[1]?.json()).toMatchObject({ sourceIp: "127.0.0.1" });
});

test("a request arrives as it was sent: target, repeated headers, body", async () => {
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

describe("responses", () => {
	function serveResponse(response: Partial<HttpResponse>): Promise<string> {
		return serve(async () => ({ status: 200, headers: [], body: Buffer.from("äbc"), ...response }));
	}

	test("a response has a content-length, and a header for each cookie", async () => {
		const address = await serveResponse({
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

	test("a response to HEAD has a content-length and no body", async () => {
		const address = await serveResponse({});

		const response = await fetch(address, { method: "HEAD" });

		expect(response.headers.get("content-length")).toBe("4");
		expect(await response.text()).toBe("");
	});

	test("a HEAD route answers with the headers of its function, and without the body", async () => {
		const source = `async () => ({ statusCode: 200, headers: { etag: '"1"' }, body: "abcde" })`;
		const address = await serve(await gatewayOf({ routes: { "HEAD /": source } }));

		const response = await fetch(address, { method: "HEAD" });
		const raw = await exchange("HEAD / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

		expect(response.status).toBe(200);
		expect(response.headers.get("etag")).toBe('"1"');
		expect(response.headers.get("content-length")).toBe("5");
		expect(raw.split("\r\n\r\n")[1]).toBe("");
	});

	test("a 204 has neither a content-length nor a body", async () => {
		const address = await serveResponse({ status: 204 });

		const response = await fetch(address, { method: "POST" });

		expect(response.status).toBe(204);
		expect(response.headers.has("content-length")).toBe(false);
	});
});

describe("bodies over 10 MB", () => {
	const large = Buffer.alloc(20 * MB, "x");
	const tooLarge = expect.objectContaining({ type: "/problems/too-large", status: 413 });

	async function serveFunction(): Promise<string> {
		return serve(await gatewayOf({ routes: { "PUT /": "async () => ({})" } }));
	}

	test("a body whose declared length is over the limit is answered with 413", async () => {
		const address = await serveFunction();

		const response = await fetch(address, { method: "PUT", body: large });

		expect(response.status).toBe(413);
		expect(await response.json()).toEqual(tooLarge);
	});

	test("a chunked body that grows over the limit is answered with 413", async () => {
		const address = await serveFunction();

		const response = await fetch(address, {
			method: "PUT",
			body: new Blob([large]).stream(),
			duplex: "half",
		} as RequestInit);

		expect(response.status).toBe(413);
		expect(await response.json()).toEqual(tooLarge);
	});

	test("a client that reads only after sending everything receives the 413, not a broken connection", async () => {
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

	test("after a 413 the connection serves the next request", async () => {
		await serveFunction();

		const answers = await exchange(
			`PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: ${11 * MB}\r\n\r\n${"x".repeat(11 * MB)}` +
				"PUT / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
		);

		expect(answers.match(/HTTP\/1.1 \d+/g)).toEqual(["HTTP/1.1 413", "HTTP/1.1 200"]);
	});
});

describe("misbehaving clients", () => {
	async function serveAndCount() {
		const seen: HttpRequest[] = [];
		const address = await serve(async (request) => {
			seen.push(request);
			return gatewayResponse(200, "ok");
		});
		return { address, seen };
	}

	test("a request that breaks off reaches no function", async () => {
		const { address, seen } = await serveAndCount();

		const request = httpRequest(address, { method: "PUT", headers: { "content-length": 100 } });
		request.on("error", () => {});

		await new Promise((sent) => request.write("abc", sent));
		request.destroy();
		await pause(50);

		expect((await fetch(address)).status).toBe(200);
		expect(seen).toHaveLength(1);
	});

	test("a client that leaves while its function runs does not disturb the next one", async () => {
		const address = await serve(async ({ method }) => {
			if (method === "PUT") await pause(100);
			return gatewayResponse(200, "ok");
		});

		await expect(fetch(address, { method: "PUT", signal: AbortSignal.timeout(20) })).rejects.toThrow();
		await pause(150);

		expect((await fetch(address)).status).toBe(200);
	});

	test.each([
		["something other than HTTP", "\x16\x03\x01\x00\r\n\r\n", "400"],
		["an invalid request line", "GARBAGE\r\n\r\n", "400"],
		[
			"two contradicting lengths",
			"PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
			"400",
		],
		["a bad chunk", "PUT / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "400"],
		["headers over 10 kB", `GET / HTTP/1.1\r\nHost: x\r\nX: ${"x".repeat(20_000)}\r\n\r\n`, "431"],
		["a negative body length", "PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", "400"],
	])("a client that sends %s receives an error and reaches no function", async (_, sent, status) => {
		const { address, seen } = await serveAndCount();

		expect(await exchange(sent)).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
		expect(seen).toHaveLength(0);
		expect((await fetch(address)).status).toBe(200);
	});

	test("clients that stop in the middle of a request do not keep others waiting", async () => {
		const { address } = await serveAndCount();
		const idle = Array.from({ length: 50 }, () => connect(server.port, "127.0.0.1"));
		for (const socket of idle) socket.write("PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n1");

		expect((await fetch(address)).status).toBe(200);
		for (const socket of idle) socket.destroy();
	});
});

test("1,200 requests at once are all answered", async () => {
	const requests = 1_200;
	let waiting = 0;
	let open = () => {};
	const opened = new Promise<void>((resolve) => {
		open = resolve;
	});
	await serve(async () => {
		waiting += 1;
		if (waiting === requests) open();
		await opened;
		return gatewayResponse(200, "ok");
	});

	const answers = await Promise.all(
		Array.from({ length: requests }, () => exchange("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")),
	);

	expect(answers.filter((answer) => answer.startsWith("HTTP/1.1 200 "))).toHaveLength(requests);
});

describe("the port", () => {
	test.each(["127.0.0.1", "::1"])("a port that is taken on %s is refused in one sentence", async (host) => {
		const other = createServer().listen(0, host);
		await once(other, "listening");
		const { port } = other.address() as AddressInfo;

		await expect(listen(port, echo)).rejects.toThrow(
			`Port ${port} is taken: stop what listens there, or choose another with PORT=….`,
		);
		// A port that is refused on one address is given up on the other.
		other.close();
		await once(other, "close");
		server = await listen(port, echo);
	});

	test("the port is free again when the server has closed", async () => {
		await serve();
		const { port } = server;
		await server.close(0);

		server = await listen(port, echo);

		expect(server.port).toBe(port);
	});
});

describe("closing", () => {
	/** A server that starts to answer a request and finishes the answer on request. */
	async function serveSlowly() {
		let arrive = () => {};
		const arrived = new Promise<void>((resolve) => {
			arrive = resolve;
		});
		let answer = () => {};
		const answered = new Promise<void>((resolve) => {
			answer = resolve;
		});
		const address = await serve(async () => {
			arrive();
			await answered;
			return gatewayResponse(200, "ok");
		});
		return { address, arrived, answer };
	}

	test("a request under way is answered before the server closes", async () => {
		const { address, arrived, answer } = await serveSlowly();
		const response = fetch(address);
		await arrived;
		const began = Date.now();

		const closed = server.close(5_000);
		answer();

		expect((await response).status).toBe(200);
		await closed;
		expect(Date.now() - began).toBeLessThan(1_000);
	});

	test("a connection that has brought no request, as browsers open some in advance, does not keep the server", async () => {
		await serve();
		const socket = connect(server.port, "127.0.0.1").on("error", () => {});
		await once(socket, "connect");
		// The server has the connection once it answers on a later one.
		await exchange("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
		const began = Date.now();

		await server.close(5_000);

		expect(Date.now() - began).toBeLessThan(2_000);
	});

	test("a request that does not end within the grace period is cut off", async () => {
		const { address, arrived } = await serveSlowly();
		const cutOff = expect(fetch(address)).rejects.toThrow();
		await arrived;

		await server.close(100);

		await cutOff;
	});
});
