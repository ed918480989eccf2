/** The service as `npm start` runs it, in its own process, so that the crowd does not block its event loop. */
import { spawn } from "node:child_process";
import { on, once } from "node:events";
import { createWriteStream, mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";

const ROOT = join(import.meta.dirname, "../..");

export interface ServiceProcess {
	readonly address: string;
	readonly stop: () => Promise<void>;
	/** Ends it without a warning (SIGKILL), and resolves when it is gone. */
	readonly kill: () => Promise<void>;
}

/**
 * Resolves when the service is up.
 * @param endpoint of its DynamoDB.
 * @param name of the log file in build/.
 */
export async function serviceProcess(endpoint: string, name: string): Promise<ServiceProcess> {
	const directory = join(ROOT, "build");
	mkdirSync(directory, { recursive: true });
	const path = join(directory, `${name}.log`);
	const log = createWriteStream(path);
	const child = spawn(process.execPath, ["--import", "tsx", "local/main.ts"], {
		cwd: ROOT,
		env: { ...process.env, PORT: "0", AWS_ENDPOINT_URL_DYNAMODB: endpoint },
		stdio: ["ignore", "pipe", "pipe"],
	});
	const ended = once(child, "exit");
	process.on("exit", () => child.kill());
	child.stdout.pipe(log);
	child.stderr.pipe(log);
	const early = ended.then(([code]) =>
		Promise.reject(new Error(`the service exited with ${code} before it was up: see ${path}`)),
	);
	const address = await Promise.race([addressIn(child.stdout), early]);
	return {
		address,
		stop: async () => {
			child.kill();
			await ended;
		},
		kill: async () => {
			child.kill("SIGKILL");
			await ended;
		},
	};
}

/** The address that the service prints when it is up. */
async function addressIn(output: Readable): Promise<string> {
	let printed = "";
	for await (const [text] of on(output, "data")) {
		printed += text;
		const [, address] = /^\s*(http:\S+) {2}the service/m.exec(printed) ?? [];
		if (address) return address;
	}
	throw new Error("the service did not print its address");
}
