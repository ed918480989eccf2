/** The demo events of the local server, put on sale as a seller would: through the service itself. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Respond } from "./gateway.ts";
import { startRefusal } from "./start-refusal.ts";

/** The table did not answer in time. Nothing is half done, and the same request goes on. */
const TRY_AGAIN = 503;
const ATTEMPTS = 3;
const RETRY_PAUSE_MS = 1_000;

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
		for (let attempt = 1; ; attempt += 1) {
			const { status, body: answer } = await respond(request);
			if (status < 300 || (method === "GET" && status === 404)) return status;
			if (status !== TRY_AGAIN || attempt === ATTEMPTS) {
				throw startRefusal(
					`A demo event could not be loaded: ${method} ${target} was answered with ${status}: ${answer}`,
				);
			}
			await pause(RETRY_PAUSE_MS);
		}
	};
	const exists = (await call("GET", Buffer.alloc(0))) === 200;
	if (!exists) await call("PUT", readFileSync(join(DIRECTORY, file)));
}
