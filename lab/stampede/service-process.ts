/** The service as `npm start` runs it, in a process of its own: what measures it takes no processor time from it. */
import { spawn } from "node:child_process";
import { on, once } from "node:events";
import { createWriteStream, mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";

const ROOT = join(import.meta.dirname, "../..");

export interface ServiceProcess {
	readonly address: string;
	readonly stop: () => Promise<void>;
}

/**
 * Resolves when the service answers.
 * @param endpoint of the DynamoDB that it uses.
 * @param name of the file in build/ that keeps what the functions log.
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
		Promise.reject(new Error(`the service ended with ${code} before it answered: see ${path}`)),
	);
	const address = await Promise.race([addressIn(child.stdout), early]);
	return {
		address,
		stop: async () => {
			child.kill();
			await ended;
		},
	};
}

/** As the service says it when it is open. */
async function addressIn(output: Readable): Promise<string> {
	let said = "";
	for await (const [text] of on(output, "data")) {
		said += text;
		const [, address] = /^\s*(http:\S+) {2}the service/m.exec(said) ?? [];
		if (address) return address;
	}
	throw new Error("the service did not say where it is");
}
