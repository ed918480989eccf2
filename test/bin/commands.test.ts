/** Other tests run the commands compiled. Here each one runs as it is run by people: from its source. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { ended } from "./emulated-aws.ts";

const ROOT = join(import.meta.dirname, "../..");
const BIN = join(ROOT, "bin");

const COMMANDS = readdirSync(BIN)
	.filter((name) => name.endsWith(".ts"))
	.filter((name) => readFileSync(join(BIN, name), "utf8").includes("await runCommand("));

test("there are commands", () => {
	expect(COMMANDS).toEqual(expect.arrayContaining(["event.ts", "preflight.ts", "reconcile.ts", "restore.ts"]));
});

test.each(COMMANDS)("%s refuses an option that it does not know", async (program) => {
	const command = ["--import", "tsx", join("bin", program), "--no-such-option"];

	const refused = await ended(process.execPath, command, ROOT, {});

	expect(refused).toEqual({ status: 1, output: expect.stringContaining("option '--no-such-option'") });
});
