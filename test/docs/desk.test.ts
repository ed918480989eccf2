/** The requests of docs/desk.md, in the order of the page, are answered as it says, on the service that `npm start` starts. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { examplesIn, patternFor } from "../support/console-examples.ts";
import { type LocalServer, startLocalServer } from "../support/local-server.ts";

const PAGE = readFileSync(join(import.meta.dirname, "../../docs/desk.md"), "utf8");

const INSTANT = /\b1[0-9]{9}\b/g;

/** What each instant of the page is in this run. */
const instants = new Map<string, string>();

let server: LocalServer;

beforeAll(async () => {
	server = await startLocalServer();
}, 60_000);

afterAll(() => server.stop(), 30_000);

test("each task of the page has an example", () => {
	const tasks = PAGE.split(/^## /m).slice(1);

	expect(tasks.length).toBeGreaterThan(7);
	for (const task of tasks) expect(task).toContain("```console\n$ ");
});

test.each(examplesIn(PAGE))("%s answers as the page says", (command, written) => {
	const answer = run(here(command));

	const { pattern, names } = patternOf(written, command);
	expect(answer).toMatch(pattern);
	const found = pattern.exec(answer) ?? [];
	for (const [index, name] of names.entries()) instants.set(name, found[index + 1] ?? "");
});

/** The answer without what no page shows: the byte order mark and the line ends of CSV. */
function run(command: string): string {
	const env = {
		...process.env,
		EVENT: `${server.address}/events/theatre`,
		KEY: "authorization: Bearer local-seller-key",
	};
	const answer = execFileSync("bash", ["-c", command.replace(/^curl /, "curl -s ")], { env, encoding: "utf8" });
	return answer
		.replace(/^\ufeff/, "")
		.replaceAll("\r\n", "\n")
		.trimEnd();
}

/** The text of the page with the instants of this run. */
function here(text: string): string {
	return text.replaceAll(INSTANT, (name) => instants.get(name) ?? name);
}

/** An instant that neither the command nor an earlier answer had is another one in each run: it is a name for this run's. */
function patternOf(written: string, command: string): { pattern: RegExp; names: string[] } {
	const names: string[] = [];
	const source = patternFor(written).replaceAll(INSTANT, (name) => {
		const known = instants.get(name) ?? (command.includes(name) ? name : undefined);
		if (known !== undefined) return known;
		if (names.includes(name)) return `\\${names.indexOf(name) + 1}`;
		names.push(name);
		return "([0-9]{10})";
	});
	return { pattern: new RegExp(`^${source}$`), names };
}
