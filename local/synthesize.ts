/** The process that bundles and synthesizes: takes a directory and a default event, and tells its parent the result. */

import { synthesize } from "../lib/app.ts";

const [directory = "", defaultEvent = ""] = process.argv.slice(2);
try {
	// A parent that has gone meanwhile needs no answer, and no complaint.
	process.send?.(synthesize(directory, { defaultEvent }), undefined, {}, () => process.exit());
} catch (error) {
	// What is wrong with a source or a setting; `npm run synth` has the stack too.
	console.error((error as Error).message);
	process.exitCode = 1;
	process.disconnect();
}
