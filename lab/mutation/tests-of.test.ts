import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { stepsOf } from "./tests-of.ts";

const ROOT = join(import.meta.dirname, "..", "..");

describe("the tests of a mutant", () => {
	for (const folder of ["domain", "documents", "store"]) {
		test(`are named for every file of ${folder}, and exist`, () => {
			const files = readdirSync(join(ROOT, folder)).map((file) => join(folder, file));
			const missing = files.flatMap(stepsOf).filter(({ test }) => !existsSync(join(ROOT, test)));
			expect(missing).toEqual([]);
		});
	}
});
