/** What is said of a file while it is read to its end, so that its author hears everything at once. */
import { cutKey, isObject, type JsonObject, jsonPointer, type Path } from "../api/json.ts";
import { MAX_MISTAKES } from "../api/parts.ts";
import type { Mistake } from "../domain/refusal.ts";

/** What is worth a look although it is accepted, with its place as it was given. */
export type Oddity = Mistake;

/** Oddities that are listed; of the others, the answer gives the number. */
const MAX_ODDITIES = 100;

export interface Report {
	/** The first hundred. */
	readonly mistakes: readonly Mistake[];
	/** The fields that are not used, each once with its count, then the rest: the first hundred, and how many more. */
	readonly oddities: () => Oddity[];
	/** Notes what cannot be accepted. */
	readonly mistake: (path: Path, message: string) => void;
	/** Notes what is accepted, but not as it is written. */
	readonly oddity: (path: Path, message: string) => void;
	/** Counts the fields of an object that are not used, if they say anything. */
	readonly unused: (object: unknown, used: ReadonlySet<string>, path: Path) => void;
}

export function newReport(): Report {
	const mistakes: Mistake[] = [];
	const noted: Oddity[] = [];
	let notListed = 0;
	const unused = new Map<string, { readonly path: Path; count: number }>();

	return {
		mistakes,
		oddities: () => {
			const fields = Array.from(unused, ([name, { path, count }]) => ({
				path: jsonPointer(path),
				message: `the field ${cutKey(name)} is not used (${count === 1 ? "once" : `${count} times`})`,
			}));
			const all = [...fields, ...noted];
			const more = all.length - MAX_ODDITIES + notListed;
			return more <= 0 ? all : [...all.slice(0, MAX_ODDITIES), { path: "", message: `and ${more} more` }];
		},
		mistake: (path, message) => {
			if (mistakes.length < MAX_MISTAKES) mistakes.push({ path: jsonPointer(path), message });
		},
		oddity: (path, message) => {
			if (noted.length < MAX_ODDITIES) noted.push({ path: jsonPointer(path), message });
			else notListed += 1;
		},
		unused: (object, used, path) => {
			if (!isObject(object)) return;
			for (const name of Object.keys(object)) {
				if (used.has(name) || saysNothing(object, name)) continue;
				const field = unused.get(name);
				if (field) field.count += 1;
				else unused.set(name, { path: [...path, name], count: 1 });
			}
		},
	};
}

/** Editors write null, an empty text or an empty list where they have nothing. */
function saysNothing(object: JsonObject, name: string): boolean {
	const value = object[name];
	return value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
}
