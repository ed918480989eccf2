/** What tells the sections of a house apart where there is no room for their names: the end of "Block 101". */
import type { House } from "./house.ts";

/** Fewer names may begin alike by chance. */
const ALIKE = 3;

type Ends = ReadonlyMap<string, { readonly beginning: string; readonly end: string }>;

const KNOWN = new WeakMap<House, Ends>();

/** By name of a section: the word with which it begins, and the rest. Worked out once for a house. */
export function endsOfNames(house: House): Ends {
	const ends = KNOWN.get(house) ?? endsOf(house.sections.map(({ section }) => section));
	KNOWN.set(house, ends);
	return ends;
}

function endsOf(names: readonly string[]): Ends {
	const byBeginning = new Map<string, string[]>();
	for (const name of names) {
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
}
