/** The demo events of the local server, put on sale as a seller would: through the service itself. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Respond } from "./gateway.ts";

const DIRECTORY = join(import.meta.dirname, "demo");

/** Creates the demo events that are missing. Existing ones keep all their locks and sales. */
export async function loadDemoEvents(respond: Respond, sellerKey: string): Promise<void> {
	const files = readdirSync(DIRECTORY).filter((file) => file.endsWith(".json"));
	await Promise.all(files.map((file) => loadDemoEvent(respond, sellerKey, file)));
}

async function loadDemoEvent(respond: Respond, sellerKey: string, file: string): Promise<void> {
	const target = `/events/${file.replace(/\.json$/, "")}`;
	const call = async (method: string, body: Buffer) => {
		const headers = [
			["content-type", "application/json"],
			["authorization", `Bearer ${sellerKey}`],
		] as const;
		const request = { method, target, headers, body, protocol: "HTTP/1.1", sourceIp: "127.0.0.1", port: 0 };
		const response = await respond(request);
		if (response.status < 300 || (method === "GET" && response.status === 404)) return response.status;
		throw new Error(`${method} ${target} was answered with ${response.status}: ${response.body}`);
	};
	const exists = (await call("GET", Buffer.alloc(0))) === 200;
	if (!exists) await call("PUT", readFileSync(join(DIRECTORY, file)));
}
