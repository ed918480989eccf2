/** The service as `npm start` starts it: a process of its own, without the engine of the tests. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../..");

export interface LocalServer {
	/** `http://localhost:…` */
	readonly address: string;
	readonly stop: () => Promise<void>;
}

export async function startLocalServer(): Promise<LocalServer> {
	const server = spawn(process.execPath, ["--import", "tsx", "local/main.ts"], {
		cwd: ROOT,
		env: { ...process.env, PORT: "0", NODE_OPTIONS: "", AWS_ENDPOINT_URL_DYNAMODB: "" },
		stdio: ["ignore", "pipe", "inherit"],
	});
	let address = "";
	for await (const text of server.stdout) {
		address = /http:\/\/localhost:\d+/.exec(String(text))?.[0] ?? "";
		if (address) break;
	}
	server.stdout.resume();
	return {
		address,
		stop: async () => {
			const ended = once(server, "exit");
			server.kill("SIGINT");
			await ended;
		},
	};
}
