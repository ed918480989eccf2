/** What is said of a file while it is read to its end, so that its author hears everything at once. */
import { jsonPointer, type Path } from "../api/json.ts";
import type { Mistake } from "../domain/refusal.ts";

/** What is worth a look although it is accepted, with its place as it was given. */
export type Oddity = Mistake;

export interface Report {
	readonly mistakes: readonly Mistake[];
	readonly oddities: readonly Oddity[];
	/** Notes what cannot be accepted. */
	readonly mistake: (path: Path, message: string) => void;
	/** Notes what is accepted, but not as it is written. */
	readonly oddity: (path: Path, message: string) => void;
}

export function newReport(): Report {
	const mistakes: Mistake[] = [];
	const oddities: Oddity[] = [];
	return {
		mistakes,
		oddities,
		mistake: (path, message) => mistakes.push({ path: jsonPointer(path), message }),
		oddity: (path, message) => oddities.push({ path: jsonPointer(path), message }),
	};
}
