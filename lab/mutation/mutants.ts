/** Makes mutants: a file with one comparison, connective, clause, limit or verdict changed. Works line by line. */
export interface Mutant {
	readonly file: string;
	readonly line: number;
	/** The line, trimmed; `after` is empty if the mutant removes it. */
	readonly before: string;
	readonly after: string;
	/** The text of the whole file with the mutant. */
	readonly source: string;
}

/** Each match in a line of code is one mutant. */
const REPLACEMENTS: readonly (readonly [RegExp, string])[] = [
	[/ <= /g, " < "],
	[/ < /g, " <= "],
	[/ >= /g, " > "],
	[/ > /g, " >= "],
	[/ === /g, " !== "],
	[/ !== /g, " === "],
	[/ && /g, " || "],
	[/ \|\| /g, " && "],
	[/ \+ /g, " - "],
	[/ - /g, " + "],
	[/ \* /g, " / "],
	[/(?<!\.)\ball\(/g, "any("],
	[/(?<!\.)\bany\(/g, "all("],
	[/(?<=#\w+) = (?=:)/g, " <> "],
	[/(?<=#\w+) <> (?=:)/g, " = "],
	[/Math\.min\(/g, "Math.max("],
	[/Math\.max\(/g, "Math.min("],
	[/Math\.ceil\(/g, "Math.floor("],
	[/\.some\(/g, ".every("],
	[/\.every\(/g, ".some("],
	[/\btrue\b/g, "false"],
	[/\bfalse\b/g, "true"],
	[/return keep\([^)]*\)/g, "return refuse"],
	[/return refuse\b(?!With)/g, "return moveTo(undefined)"],
	[/attribute_not_exists\(/g, "attribute_exists("],
	[/attribute_exists\(/g, "attribute_not_exists("],
	[/(ATTEMPTS|ROUNDS) = \d+/g, "$1 = 1"],
	[/ConsistentRead: (true|consistent)/g, "ConsistentRead: false"],
	// Make a condition always hold.
	[/(?<=^\s*condition: ).*(?=,$)/g, '{ text: "attribute_exists(#pk) OR attribute_not_exists(#pk)", values: {} }'],
	// Leave out a refusal or another early exit.
	[/(?<=^\s*)(?:if|else if) \(.*\) (?:return|throw|continue|break)\b.*;$/g, ""],
	// Leave out an entry of a list, such as an error that is retried.
	[/(?<=^\s*)"\w+",$/g, ""],
];

/** All mutants of a file. Imports, types and comments are not mutated: nothing of them runs. */
export function mutantsOf(file: string, source: string): Mutant[] {
	const lines = source.split("\n");
	return lines.flatMap((text, index) => {
		if (!isCode(text)) return [];
		return variantsOf(text).map((after) => ({
			file,
			line: index + 1,
			before: text.trim(),
			after: after.trim(),
			source: lines.with(index, after).join("\n"),
		}));
	});
}

function isCode(line: string): boolean {
	return !/^\s*(\/\/|\*|\/\*|\||import |export (type|interface)|type |readonly |interface )/.test(line);
}

function variantsOf(line: string): string[] {
	const replaced = REPLACEMENTS.flatMap(([pattern, replacement]) =>
		Array.from(line.matchAll(pattern), ({ index }) => {
			const here = new RegExp(pattern.source, "y");
			here.lastIndex = index;
			return line.replace(here, replacement);
		}),
	);
	const shortened = callsOf(line).flatMap(({ from, to }) => {
		const clauses = splitArguments(line.slice(from, to));
		if (clauses.length < 2) return [];
		return clauses.map((_, left) => line.slice(0, from) + clauses.toSpliced(left, 1).join(", ") + line.slice(to));
	});
	return [...new Set([...replaced, ...shortened])].filter((variant) => variant !== line);
}

/** The ranges of the arguments of each `all(…)` and `any(…)`: a mutant leaves out one clause of a condition. */
function callsOf(line: string): { from: number; to: number }[] {
	return Array.from(line.matchAll(/(?<!\.)\b(?:all|any)\(/g)).flatMap(({ index, 0: { length } }) => {
		const from = index + length;
		let depth = 1;
		for (let to = from; to < line.length; to++) {
			if (line[to] === "(") depth += 1;
			if (line[to] === ")") depth -= 1;
			if (depth === 0) return [{ from, to }];
		}
		return [];
	});
}

/** Splits arguments at the commas that are not inside brackets. */
function splitArguments(text: string): string[] {
	const parts: string[] = [""];
	let depth = 0;
	for (const character of text) {
		if ("([{".includes(character)) depth += 1;
		if (")]}".includes(character)) depth -= 1;
		if (character === "," && depth === 0) parts.push("");
		else parts[parts.length - 1] += character;
	}
	return parts.map((part) => part.trim()).filter((part) => part !== "");
}
