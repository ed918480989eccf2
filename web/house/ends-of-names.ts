/** What tells the sections of a house apart where there is no room for their names: the end of "Block 101". */
import type { House } from "./house.ts";
import { once } from "./once.ts";

/** Fewer names may begin alike by chance. */
const ALIKE = 3;

type Ends = ReadonlyMap<string, { readonly beginning: string; readonly end: string }>;

/** By name of a section: the word with which it begins, and the rest. */
export const endsOfNames = once(({ sections }: House): Ends => {
	const byBeginning = new Map<string, string[]>();
	for (const { section: name } of sections) {
		const beginning = name.slice(0, name.indexOf(" ") + 1);
		const others = byBeginning.get(beginning);
		if (others) others.push(name);
		else byBeginning.set(beginning, [name]);
	}
	return new Map(
		[...byBeginning].flatMap(([beginning, alike]) =>
			beginning === "" || alike.length < ALIKE
				? []
				: alike.map((name) => [name, { beginning, end: name.slice(beginning.length) }] as const),
		),
	);
});
