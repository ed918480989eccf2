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
	[/\ball\(/g, "any("],
	[/\bany\(/g, "all("],
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
];

/** A clause of a condition left out: `all(a, b)` becomes `all(b)` and `all(a)`. */
const CLAUSES = /\b(?:all|any)\(((?:[^()]|\([^()]*\))+)\)/g;

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
	return !/^\s*(\/\/|\*|\/\*|import |export (type|interface)|type |readonly |interface )/.test(line);
}

function variantsOf(line: string): string[] {
	const replaced = REPLACEMENTS.flatMap(([pattern, replacement]) =>
		Array.from(line.matchAll(pattern), (match) => {
			const after = match[0].replace(new RegExp(pattern.source), replacement);
			return line.slice(0, match.index) + after + line.slice(match.index + match[0].length);
		}),
	);
	const shortened = Array.from(line.matchAll(CLAUSES)).flatMap((match) => {
		const clauses = splitArguments(match[1] ?? "");
		if (clauses.length < 2) return [];
		return clauses.map((_, left) => {
			const call = match[0].replace(match[1] ?? "", clauses.filter((_, at) => at !== left).join(", "));
			return line.slice(0, match.index) + call + line.slice(match.index + match[0].length);
		});
	});
	return [...new Set([...replaced, ...shortened])].filter((variant) => variant !== line);
}

/** The arguments of a call; a comma inside brackets parts nothing. */
function splitArguments(text: string): string[] {
	const parts: string[] = [""];
	let depth = 0;
	for (const character of text) {
		if (character === "(") depth += 1;
		if (character === ")") depth -= 1;
		if (character === "," && depth === 0) parts.push("");
		else parts[parts.length - 1] += character;
	}
	return parts.map((part) => part.trim()).filter((part) => part !== "");
}
