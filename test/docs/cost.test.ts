/** docs/cost.md has the figures that `npm run cost` counts, to the last digit. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "@jest/globals";

test("the cost that is counted is the cost that the page says", () => {
	const { status, stderr } = spawnSync("npm", ["run", "--silent", "cost", "--", "--check"], {
		cwd: join(import.meta.dirname, "../.."),
		encoding: "utf8",
	});

	expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
}, 300_000);
