/**
 * What is wrong with a value of a request, in words that say what would be right, for callers in any language. A schema
 * with words of its own goes first; `path` says where it is.
 */
import type * as z from "zod/mini";

/** The types of JSON, as people call them. */
const TYPES: Readonly<Record<string, string>> = {
	array: "a list",
	boolean: "true or false",
	int: "a whole number",
	number: "a number",
	object: "an object",
	string: "a text",
};

export function mistakeWords(issue: z.core.$ZodIssue): string | undefined {
	switch (issue.code) {
		case "invalid_type":
			return issue.input === undefined ? "is missing" : `expected ${TYPES[issue.expected] ?? issue.expected}`;
		case "invalid_value":
			return expectedOneOf(issue.values);
		case "invalid_union":
			// By its discriminator, or else what the first of its forms says.
			return "options" in issue && issue.options ? expectedOneOf(issue.options) : issue.errors[0]?.[0]?.message;
		case "too_small":
			return `expected at least ${issue.minimum}`;
		case "too_big":
			return `expected at most ${issue.maximum}`;
		default:
			return undefined;
	}
}

function expectedOneOf(values: readonly unknown[]): string {
	return `expected ${values.join(", ").replace(/, ([^,]*)$/, " or $1")}`;
}
