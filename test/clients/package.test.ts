/** The client as a package: built, installed, type-checked, run in Node.js and loaded by a browser. */
import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { createContext, runInContext } from "node:vm";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { buildSync } from "esbuild";
import { startService } from "../../local/start.ts";

const ROOT = join(import.meta.dirname, "../..");
const CLIENT = join(ROOT, "clients/typescript");
const README = readFileSync(join(CLIENT, "README.md"), "utf8");
const [, EXAMPLE = ""] = /```ts\n([\s\S]*?)```/.exec(README) ?? [];

/** What README says of the size, with what it depends on. */
const MAX_PACKED_BYTES = 4_500;

const project = mkdtempSync(join(tmpdir(), "ticket-sales-client-"));
const installed = join(project, "node_modules/@ticket-sales/client");
const run = (...args: string[]) => promisify(execFile)(process.execPath, args, { cwd: project, env: {} });

/** A project of somebody else, with the package installed. */
beforeAll(async () => {
	mkdirSync(installed, { recursive: true });
	cpSync(join(CLIENT, "package.json"), join(installed, "package.json"));
	const compiler = join(CLIENT, "node_modules/typescript/bin/tsc");
	await run(compiler, "--project", join(CLIENT, "tsconfig.json"), "--outDir", join(installed, "build"));
	symlinkSync(join(ROOT, "node_modules/openapi-fetch"), join(project, "node_modules/openapi-fetch"));
	symlinkSync(
		join(ROOT, "node_modules/openapi-typescript-helpers"),
		join(project, "node_modules/openapi-typescript-helpers"),
	);
	writeFileSync(join(project, "package.json"), '{ "type": "module" }');
});

afterAll(() => rmSync(project, { recursive: true }));

test("the types are those of the OpenAPI document; `npm run openapi` writes them again", async () => {
	const { stdout } = await promisify(execFile)(
		process.execPath,
		["--import", "tsx", join(CLIENT, "generate.ts"), "--print"],
		{ cwd: ROOT, maxBuffer: 10_000_000 },
	);

	expect(readFileSync(join(CLIENT, "src/schema.ts"), "utf8")).toBe(stdout);
});

test("the example of README compiles under strict against the package, and buys a seat of a running service", async () => {
	const { address, sellerKey, stop } = await startService({ port: 0 });
	const example = EXAMPLE.replaceAll("http://localhost:3000", address).replace("local-seller-key", sellerKey);
	const file = join(project, "example.ts");
	writeFileSync(file, example);

	const compile = ["--strict", "--noEmit", "--target", "es2022", "--module", "nodenext", "--lib", "es2022,dom"];
	await run(join(ROOT, "node_modules/typescript/bin/tsc"), ...compile, "--types", "", file).catch((error) => {
		throw new Error(error.stdout);
	});
	await fetch(`${address}/events/distant-worlds`, {
		method: "PUT",
		headers: { authorization: `Bearer ${sellerKey}`, "content-type": "application/json" },
		body: JSON.stringify({ name: "Distant Worlds", sections: { orchestra: { a: { "1": {}, "3": {} } } } }),
	});
	const { stdout } = await run("--import", join(ROOT, "node_modules/tsx/dist/esm/index.mjs"), file);
	await stop();

	expect(stdout).toBe("seat 3 of row a, orchestra is sold\n");
	expect(README).toContain(`\`${stdout.trim()}\``);
});

test("in a browser the package needs nothing of Node.js, and is as small as README says", async () => {
	const bundle = join(project, "bundle.js");
	buildSync({
		stdin: { contents: 'export * from "@ticket-sales/client";', resolveDir: project },
		bundle: true,
		minify: true,
		format: "iife",
		globalName: "client",
		platform: "browser",
		outfile: bundle,
	});
	const code = readFileSync(bundle, "utf8");
	const ofBrowsers = {
		AbortController,
		btoa,
		clearTimeout,
		DOMException,
		crypto,
		FormData,
		Headers,
		performance,
		Request,
		Response,
		setTimeout,
		URL,
	};
	const sent: string[] = [];
	const page = createContext({
		...ofBrowsers,
		fetch: async (request: Request) => {
			sent.push(`${request.method} ${request.url} ${await request.text()}`);
			return Response.json({ message: "locked" });
		},
	});

	await runInContext(
		`${code}; client.ticketSales({ url: "https://x.example" }).POST("/seat/lock", { body: {} })`,
		page,
	);

	expect(sent).toEqual([expect.stringMatching(/^POST https:\/\/x\.example\/seat\/lock \{"token":"[\w-]{32}"\}$/)]);
	expect(gzipSync(code, { level: 9 }).length).toBeLessThan(MAX_PACKED_BYTES);
});
