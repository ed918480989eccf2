/** The runbook explains what the functions log, in the words that they log. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";

const ROOT = join(import.meta.dirname, "../..");
const OPERATIONS = join(ROOT, "docs/operations");
const telemetry = readFileSync(join(ROOT, "lambdas/http/telemetry.ts"), "utf8");
const [, list = ""] = /const MESSAGES = \{\n(.*?)\n\}/s.exec(telemetry) ?? [];
const messages = Array.from(list.matchAll(/"(.*)"/g), ([, message = ""]) => message);

test("docs/operations/logs.md explains every message that the functions log, and no other", () => {
	const page = readFileSync(join(OPERATIONS, "logs.md"), "utf8");
	const explained = Array.from(page.matchAll(/^\| `([^`$]+)` \| /gm), ([, message = ""]) => message);

	expect(messages.length).toBeGreaterThan(5);
	expect(explained.sort()).toEqual(messages.sort());
});

test("the queries of docs/operations/ ask for messages that the functions log", () => {
	const pages = readdirSync(OPERATIONS)
		.map((page) => readFileSync(join(OPERATIONS, page), "utf8"))
		.join("\n");
	const exact = Array.from(pages.matchAll(/message = "([^"]+)"/g), ([, message = ""]) => message);
	const patterns = Array.from(pages.matchAll(/message like \/([^/]+)\//g), ([, pattern = ""]) => new RegExp(pattern));

	expect(exact.length).toBeGreaterThan(2);
	for (const message of exact) expect(messages).toContain(message);
	for (const pattern of patterns) expect(messages.filter((message) => pattern.test(message))).not.toEqual([]);
});
