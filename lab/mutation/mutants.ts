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

/** Constructors of clauses (domain/clause.ts). A mutant that uses one which its file does not import gets the import. */
const CONSTRUCTORS = ["is", "isNot", "below", "atMost", "above", "atLeast", "exists", "missing", "all", "any"];

/** Holds for every record, and where there is none. */
const ALWAYS = 'any(exists("pk"), missing("pk"))';

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
	[/Math\.min\(/g, "Math.max("],
	[/Math\.max\(/g, "Math.min("],
	[/Math\.ceil\(/g, "Math.floor("],
	[/\.some\(/g, ".every("],
	[/\.every\(/g, ".some("],
	[/\btrue\b/g, "false"],
	[/\bfalse\b/g, "true"],
	[/attribute_not_exists\(/g, "attribute_exists("],
	[/attribute_exists\(/g, "attribute_not_exists("],
	[/(ATTEMPTS|ROUNDS) = \d+/g, "$1 = 1"],
	[/ConsistentRead: true/g, "ConsistentRead: false"],
	// Leave out a refusal or another early exit.
	[/(?<=^\s*)(?:if|else if) \(.*\) (?:return|throw|continue|break)\b.*;$/g, ""],
	// Never enter a block.
	[/(?<=^\s*(?:\} else )?if \().*(?=\) \{$)/g, "false"],
	// Leave out an entry of a list, such as an error that is retried.
	[/(?<=^\s*)"\w+",$/g, ""],
	// A clause: its neighbour, or a weaker one.
	[/(?<!\.)\bbelow\(/g, "atMost("],
	[/(?<!\.)\batMost\(/g, "below("],
	[/(?<!\.)\babove\(/g, "atLeast("],
	[/(?<!\.)\batLeast\(/g, "above("],
	[/(?<!\.)\bmissing\(/g, "exists("],
	[/(?<!\.)\bexists\(/g, "missing("],
	[/(?<!\.)\ball\(/g, "any("],
	[/(?<!\.)\bany\(/g, "all("],
	[/(?<!\.)\bis\(("\w+"), [^()]*\)/g, "exists($1)"],
	[/(?<!\.)\bisNot\(/g, "is("],
	// How a clause is made, evaluated and rendered.
	[/(?<=operator: |case )"<>"/g, '"="'],
	[/(?<=operator: |case )"<"/g, '"<="'],
	[/(?<=operator: |case )"<="/g, '"<"'],
	[/(?<=operator: |case )">"/g, '">="'],
	[/(?<=operator: |case )">="/g, '">"'],
	[/(?<=operator: |case )"exists"/g, '"missing"'],
	[/(?<=operator: |case )"missing"/g, '"exists"'],
	[/(?<=operator: |case )"all"/g, '"any"'],
	[/(?<=operator: |case )"any"/g, '"all"'],
	[/"AND"(?=\);)/g, '"OR"'],
	[/"OR"(?=\);)/g, '"AND"'],
	// What a verb does with a seat.
	[/(?<=^\s*)keeps: .*,$/g, ""],
	[/(?<=\bto: )undefined(?=,)/g, '{ status: "blocked", reason: "nobody knows" }'],
	[/(?<=\bto: )\{.*\}(?=,$)/g, "undefined"],
	[/"moves"/g, '"refuses"'],
	[/"keeps"/g, '"refuses"'],
	[/"refuses"/g, '"keeps"'],
	// Another refusal.
	[/(?<=\b(?:refusal|kind): )"seats-unavailable"/g, '"not-your-lock"'],
	[/(?<=\b(?:refusal|kind): )"not-your-lock"/g, '"not-your-order"'],
	[/(?<=\b(?:refusal|kind): )"not-your-order"/g, '"not-your-lock"'],
	[/(?<=\bkind: )"(?!seats-unavailable|not-your)[a-z-]+"(?! \|)/g, '"internal"'],
];

/** What a list follows. A mutant leaves out one of its parts: a clause, or an attribute of the record that is written. */
const LISTS = [/(?<!\.)\b(?:all|any)\(/g, /\bto: \{ /g];

/** What a condition follows. A mutant makes it always hold. */
const CONDITIONS = [
	/\b(?:moves|keeps|condition): (?!Clause\b)/g,
	/\bcondition = /g,
	/(?:\.\.\.|= )(?:onlyIf|updateIf)\(/g,
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
			source: withImports(file, lines.with(index, after).join("\n"), after),
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
	const shortened = rangesAfter(LISTS, ")}", line).flatMap(({ from, to }) => {
		const parts = splitAtCommas(line.slice(from, to));
		if (parts.length < 2) return [];
		return parts.map((_, left) => line.slice(0, from) + parts.toSpliced(left, 1).join(", ") + line.slice(to));
	});
	const unconditional = rangesAfter(CONDITIONS, ")},;", line).map(
		({ from, to }) => line.slice(0, from) + ALWAYS + line.slice(to),
	);
	return [...new Set([...replaced, ...shortened, ...unconditional])].filter((variant) => variant !== line);
}

/** For each match of these patterns, the range from its end to the first of these characters that is not in brackets. */
function rangesAfter(patterns: readonly RegExp[], ends: string, line: string): { from: number; to: number }[] {
	const matches = patterns.flatMap((pattern) => Array.from(line.matchAll(pattern)));
	return matches.flatMap(({ index, 0: { length } }) => {
		const from = index + length;
		let depth = 0;
		for (let to = from; to < line.length; to++) {
			const character = line.charAt(to);
			if (depth === 0 && ends.includes(character)) return [{ from, to }];
			if ("([{".includes(character)) depth += 1;
			if (")]}".includes(character)) depth -= 1;
		}
		return [];
	});
}

/** Splits a list at the commas that are not in brackets. */
function splitAtCommas(text: string): string[] {
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

/** The source with an import of every constructor that its mutated line uses. */
function withImports(file: string, source: string, mutated: string): string {
	if (file === "domain/clause.ts") return source;
	const [statement, imported = ""] = /^import \{ (.*) \} from ".*\/clause\.ts";$/m.exec(source) ?? [];
	const used = CONSTRUCTORS.filter((name) => new RegExp(`(?<![.\\w])${name}\\(`).test(mutated));
	const absent = used.filter((name) => !imported.split(", ").includes(name));
	if (absent.length === 0) return source;
	if (statement !== undefined) return source.replace(`{ ${imported} }`, `{ ${[imported, ...absent].join(", ")} }`);
	const path = file.startsWith("domain/") ? "./clause.ts" : "../domain/clause.ts";
	return `import { ${absent.join(", ")} } from "${path}";\n${source}`;
}
