/** The process that bundles and synthesizes: takes a directory and a default event, sends the result to its parent. */
import { synthesize } from "../lib/app.ts";

const [directory = "", defaultEvent = ""] = process.argv.slice(2);
try {
	// The callback ignores an error on purpose: a parent that has exited needs no result.
	process.send?.(await synthesize(directory, { defaultEvent }), undefined, {}, () => process.exit());
} catch (error) {
	// The message says which source or setting is wrong; `npm run synth` shows the stack as well.
	console.error((error as Error).message);
	process.exitCode = 1;
	process.disconnect();
}
