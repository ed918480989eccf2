/** The commands of the README answer as it says, on the service as `npm start` starts it. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { examplesIn, patternFor } from "./support/console-examples.ts";
import { type LocalServer, startLocalServer } from "./support/local-server.ts";

const README = readFileSync(join(import.meta.dirname, "../README.md"), "utf8");
const EXAMPLES = examplesIn(README);

let server: LocalServer;

beforeAll(async () => {
	server = await startLocalServer();
}, 60_000);

afterAll(() => server.stop(), 30_000);

test("the README has examples", () => {
	expect(EXAMPLES.length).toBeGreaterThan(6);
});

test.each(EXAMPLES)("%s answers as the README says", (command, written) => {
	const here = command.replace("curl ", "curl -s ").replace("localhost:3000", server.address.replace("http://", ""));

	const answer = execFileSync("bash", ["-c", here], { encoding: "utf8" });

	expect(answer).toMatch(new RegExp(`^${patternFor(written)}$`));
});
