/** The events that come with the local server, put on sale as a seller does it: through the service itself. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Respond } from "./gateway.ts";

const directory = join(import.meta.dirname, "demo");

/** Creates those that are not there yet, and leaves the others as they are, with all their locks and sales. */
export const loadDemoEvents = async (respond: Respond, sellerKey: string): Promise<void> => {
	const files = readdirSync(directory).filter((file) => file.endsWith(".json"));
	await Promise.all(files.map((file) => loadDemoEvent(respond, sellerKey, file)));
};

const loadDemoEvent = async (respond: Respond, sellerKey: string, file: string) => {
	const target = `/events/${file.replace(/\.json$/, "")}`;
	const call = async (method: string, body: Buffer) => {
		const headers = [
			["content-type", "application/json"],
			["authorization", `Bearer ${sellerKey}`],
		] as const;
		const request = { method, target, headers, body, protocol: "HTTP/1.1", sourceIp: "127.0.0.1", port: 0 };
		const response = await respond(request);
		if (response.status < 300 || (method === "GET" && response.status === 404)) return response.status;
		throw new Error(`${method} ${target} was answered ${response.status}: ${response.body}`);
	};
	const isThere = (await call("GET", Buffer.alloc(0))) === 200;
	if (!isThere) await call("PUT", readFileSync(join(directory, file)));
};
