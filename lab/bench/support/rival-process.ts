/** Runs a server for comparison in its own process, as the service runs in its own. */
import { spawn } from "node:child_process";
import { on, once } from "node:events";
import { join } from "node:path";
import { endWithThisProcess } from "./end-with-this-process.ts";

export interface RivalProcess {
	readonly address: string;
	/** Ends it without a warning (SIGKILL), and resolves when it is gone. */
	readonly kill: () => Promise<void>;
}

/** @param name of the file in lab/bench/rivals. */
export async function rivalProcess(name: string, environment: Readonly<Record<string, string>>): Promise<RivalProcess> {
	const file = join(import.meta.dirname, "../rivals", `${name}.ts`);
	const child = spawn(process.execPath, ["--no-warnings", "--import", "tsx", file], {
		env: { ...process.env, ...environment },
		stdio: ["ignore", "pipe", "inherit"],
	});
	const ended = once(child, "exit");
	endWithThisProcess(child);
	const early = ended.then(() => Promise.reject(new Error(`${name} ended before it listened`)));
	const port = await Promise.race([portIn(child.stdout), early]);
	return {
		address: `http://127.0.0.1:${port}`,
		kill: async () => {
			child.kill("SIGKILL");
			await ended;
		},
	};
}

async function portIn(output: NodeJS.ReadableStream): Promise<string> {
	let printed = "";
	for await (const [text] of on(output, "data")) {
		printed += text;
		const [, port] = /listening on (\d+)/.exec(printed) ?? [];
		if (port) return port;
	}
	throw new Error("the output ended");
}
