/** Mutants that no test can tell from the original, and why. `npm run mutation` fails on a survivor that is not here. */
import type { Mutant } from "./mutants.ts";

interface Survivor {
	readonly file: string;
	/** The mutant's line, as it says it. */
	readonly after: string;
	readonly reason: string;
}

const SURVIVORS: readonly Survivor[] = [];

export function reasonFor({ file, after }: Mutant): string | undefined {
	return SURVIVORS.find((survivor) => survivor.file === file && survivor.after === after)?.reason;
}
