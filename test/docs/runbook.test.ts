/** At night the runbook is only as good as its names: they are those of the logs and of the dashboard. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { App } from "aws-cdk-lib/core";
import { deploymentSettingsIn } from "../../lib/settings.ts";

const ROOT = join(import.meta.dirname, "../..");
const OPERATIONS = join(ROOT, "docs/operations");
const PAGES = readdirSync(OPERATIONS)
	.map((page) => readFileSync(join(OPERATIONS, page), "utf8"))
	.join("\n");
const telemetry = readFileSync(join(ROOT, "lambdas/http/telemetry.ts"), "utf8");
const [, list = ""] = /const MESSAGES = \{\n(.*?)\n\}/s.exec(telemetry) ?? [];
const messages = Array.from(list.matchAll(/: "(.*)",$/gm), ([, message = ""]) => message);

test("docs/operations/logs.md explains every message that the functions log, and no other", () => {
	const page = readFileSync(join(OPERATIONS, "logs.md"), "utf8");
	const explained = Array.from(page.matchAll(/^\| `([^`$]+)` \| /gm), ([, message = ""]) => message);

	expect(messages.length).toBeGreaterThan(5);
	expect(explained.sort()).toEqual(messages.sort());
});

test("the queries of docs/operations/ ask for messages that the functions log", () => {
	const exact = Array.from(PAGES.matchAll(/message = "([^"]+)"/g), ([, message = ""]) => message);
	const patterns = Array.from(PAGES.matchAll(/message like \/([^/]+)\//g), ([, pattern = ""]) => new RegExp(pattern));

	expect(exact.length).toBeGreaterThan(2);
	for (const message of exact) expect(messages).toContain(message);
	for (const pattern of patterns) expect(messages.filter((message) => pattern.test(message))).not.toEqual([]);
});

test("docs/operations/ names the graphs of the dashboard as the dashboard does", () => {
	const dashboard = readFileSync(join(ROOT, "lib/dashboard.ts"), "utf8");
	const named = Array.from(PAGES.matchAll(/dashboard, "([^"]+)"/g), ([, title = ""]) => title);

	expect(named.length).toBeGreaterThan(5);
	for (const title of named) expect(dashboard).toContain(`"${title}"`);
});

test("the cdk.json of docs/operations/first-deployment.md is the project's own, and its settings are those of a prod", () => {
	const page = readFileSync(join(OPERATIONS, "first-deployment.md"), "utf8");
	const { context, ...others } = JSON.parse(/```json\n(.*?)```/s.exec(page)?.[1] ?? "");
	const { context: _, ...own } = JSON.parse(readFileSync(join(ROOT, "cdk.json"), "utf8"));
	const app = new App({ context: { ...context, stage: "prod" } });
	const { domain, addresses, defaultEvent } = deploymentSettingsIn(app);

	expect(others).toEqual(own);
	expect(domain).toEqual({ domainName: context.domainName, certificateArn: context.certificateArn });
	expect(addresses.lockingBackEnds).toEqual(["192.0.2.7/32", "198.51.100.0/24"]);
	expect(defaultEvent).toBe("theatre");
	expect(Object.keys(context)).toHaveLength(4);
});

test("every variable in the commands of docs/operations/ is a name that bin/names.ts prints, or is set on the page", () => {
	const names = readFileSync(join(ROOT, "bin/names.ts"), "utf8");
	const printed = Array.from(
		names.matchAll(/\b([A-Z][A-Z_]+): "|exported\("([A-Z]+)"/g),
		([, output, other]) => output ?? other,
	);
	const logs = readFileSync(join(OPERATIONS, "logs.md"), "utf8");
	const setIn = (page: string) => Array.from(page.matchAll(/^ *(?:export )?([A-Z_]+)=/gm), ([, name]) => name);

	expect(printed).toContain("TABLE");
	for (const file of readdirSync(OPERATIONS)) {
		const page = readFileSync(join(OPERATIONS, file), "utf8");
		const known = [...printed, ...setIn(logs), ...setIn(page)];
		for (const [, name = ""] of page.matchAll(/\$([A-Z][A-Z_]*)\b/g))
			expect([file, name, known.includes(name)]).toEqual([file, name, true]);
	}
});
