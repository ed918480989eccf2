/** The linter's own sentences about who may import whom, and what a rule may know: they refuse what they say. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";

const root = join(import.meta.dirname, "../..");
const directory = join(root, "build/test/import-rules");

const inStore = "store/ imports domain/, documents/, the SDK and what comes with Node.js only.";
const inDomain = "domain/ imports nothing but itself: rules take time and identity as arguments.";
const inDocuments = "documents/ imports domain/, api/ and the schema library only.";
const knows = (expression: string) => `export const known = () => ${expression};`;

/** Files, and what each is told; `undefined` for one that is as it should be. */
const cases: readonly [file: string, text: string, told: string | undefined][] = [
	["store/schema.ts", 'import "zod/mini";', inStore],
	["store/infrastructure.ts", 'import "aws-cdk-lib";', inStore],
	["store/contract.ts", 'import "../api/schemas.ts";', inStore],
	["store/function.ts", 'import "../lambdas/http/runtime.ts";', inStore],
	["store/sdk.ts", 'import "@aws-sdk/lib-dynamodb";', undefined],
	["store/node.ts", 'import "node:zlib";', undefined],
	["store/rule.ts", 'import "../domain/seat.ts";', undefined],
	["store/document.ts", 'import "../documents/event-document.ts";', undefined],
	["documents/schema.ts", 'import "zod/mini";', undefined],
	["documents/rule.ts", 'import "../domain/seat.ts";', undefined],
	["documents/sdk.ts", 'import "@aws-sdk/lib-dynamodb";', inDocuments],
	["documents/node.ts", 'import "node:fs";', inDocuments],
	["store/itself.ts", 'import "./table.ts";', undefined],
	["domain/schema.ts", 'import "zod/mini";', inDomain],
	["domain/node.ts", 'import "node:crypto";', inDomain],
	["domain/store.ts", 'import "../store/table.ts";', inDomain],
	["domain/itself.ts", 'import "./seat.ts";', undefined],
	["domain/clock.ts", knows("Date.now()"), "Do not use the global variable Date."],
	["domain/clock-elsewhere.ts", knows("globalThis.Date.now()"), "Do not use the global variable globalThis."],
	["domain/chance.ts", knows("Math.random()"), "A rule draws no lots: take the choice as an argument."],
];

/** What the linter says, by file. */
let said: ReadonlyMap<string, string>;

beforeAll(() => {
	rmSync(directory, { recursive: true, force: true });
	for (const [file, text] of cases) {
		mkdirSync(dirname(join(directory, file)), { recursive: true });
		writeFileSync(join(directory, file), `${text}\n`);
	}
	cpSync(join(root, "biome.json"), join(directory, "biome.json"));
	cpSync(join(root, "biome"), join(directory, "biome"), { recursive: true });
	const biome = createRequire(import.meta.url).resolve("@biomejs/biome/bin/biome");
	const args = [biome, "lint", "--vcs-enabled=false", "--reporter=json", "--max-diagnostics=none", "."];
	const { stdout } = spawnSync(process.execPath, args, { cwd: directory, encoding: "utf8" });
	const { diagnostics } = JSON.parse(stdout);
	said = new Map(cases.map(([file]) => [file, JSON.stringify(diagnostics.filter(isOf(file)))]));
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

const isOf = (file: string) => (diagnostic: unknown) => JSON.stringify(diagnostic).includes(file);

test.each(cases)("%s, %s: %s", (file, _, told) => {
	if (told === undefined) expect(said.get(file)).toBe("[]");
	else expect(said.get(file)).toContain(told);
});
