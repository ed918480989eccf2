/** Small changes that make a program wrong: each comparison, connective, clause, limit and verdict, one at a time. */

export interface Mutant {
	readonly file: string;
	readonly line: number;
	/** What the line says, and what the mutant makes of it. */
	readonly before: string;
	readonly after: string;
	/** The whole file with the mutant in it. */
	readonly source: string;
}

/** What is replaced by what, wherever it stands in code. */
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
	// A condition that always holds.
	[/(?<=^\s*condition: ).*(?=,$)/g, '{ text: "attribute_exists(#pk) OR attribute_not_exists(#pk)", values: {} }'],
	// A refusal, or another early end, left out.
	[/(?<=^\s*)(?:if|else if) \(.*\) (?:return|throw|continue|break)\b.*;$/g, ""],
	// A member of a table left out: an error that may pass, a reason to send again.
	[/(?<=^\s*)"\w+",$/g, ""],
];

/** Every mutant of a file. Imports, types and comments are left alone: they do nothing. */
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

/** Where the arguments stand of each `all(…)` and `any(…)`: leaving one out is a condition with a clause less. */
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

/** The arguments of a call; a comma inside brackets parts nothing. */
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
