/** The commands of the README answer as it says, on the service as `npm start` starts it. */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";

const ROOT = join(import.meta.dirname, "..");
const README = readFileSync(join(ROOT, "README.md"), "utf8");

/** Each command of the console blocks, with the answer below it. */
const EXAMPLES = Array.from(README.matchAll(/```console\n([\s\S]*?)```/g), ([, block = ""]) =>
	block
		.split(/^\$ /m)
		.filter(Boolean)
		.map((example) => {
			const [command = "", ...answer] = example.trim().split("\n");
			return [command, answer.join("\n")] as const;
		}),
).flat();

let address = "";
let stop: () => Promise<unknown>;

beforeAll(async () => {
	const server = spawn(process.execPath, ["--import", "tsx", "local/main.ts"], {
		cwd: ROOT,
		// Without the engine of the tests, as a newcomer starts it.
		env: { ...process.env, PORT: "0", NODE_OPTIONS: "", AWS_ENDPOINT_URL_DYNAMODB: "" },
		stdio: ["ignore", "pipe", "inherit"],
	});
	stop = async () => {
		const ended = once(server, "exit");
		server.kill("SIGINT");
		await ended;
	};
	for await (const text of server.stdout) {
		address = /http:\/\/localhost:(\d+)/.exec(String(text))?.[1] ?? "";
		if (address) break;
	}
	server.stdout.resume();
}, 60_000);

afterAll(() => stop(), 30_000);

test("the README has examples", () => {
	expect(EXAMPLES.length).toBeGreaterThan(6);
});

test.each(EXAMPLES)("%s answers as the README says", (command, written) => {
	const answer = execFileSync(
		"bash",
		["-c", command.replace("curl ", "curl -s ").replace("localhost:3000", `localhost:${address}`)],
		{
			encoding: "utf8",
		},
	);

	expect(answer).toMatch(patternOf(written));
});

/** `…` matches what differs from run to run. */
function patternOf(written: string): RegExp {
	const parts = written.split("…").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
	return new RegExp(`^${parts.join(".+")}$`);
}
