/**
 * The Node.js that the functions are deployed on, for this machine. It is no dependency of the project, because npm scripts
 * would then run on it too: its versions are pinned in `deployed-node/`, and it is installed into `build/` when first needed.
 */
import { execFileSync } from "node:child_process";
import { cpSync, existsSync } from "node:fs";
import { join } from "node:path";

const PINNED = join(import.meta.dirname, "deployed-node");
const INSTALLED = join(import.meta.dirname, "../../build/deployed-node");

/** The path of its binary. Throws where there is none for this kind of machine: there are some for Linux. */
export function deployedNode(): string {
	const binary = join(INSTALLED, `node_modules/node-${process.platform}-${process.arch}/bin/node`);
	if (!existsSync(binary)) {
		cpSync(PINNED, INSTALLED, { recursive: true });
		execFileSync("npm", ["ci", "--no-audit", "--no-fund"], { cwd: INSTALLED, stdio: "pipe" });
	}
	if (!existsSync(binary)) throw new Error(`There is no ${binary}: the functions' Node.js is known for Linux only.`);
	return binary;
}
