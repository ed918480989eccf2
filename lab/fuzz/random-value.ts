/** Values that a schema of the OpenAPI document allows. What a property's name says about the state comes first. */
import type { Random } from "../simulation/random.ts";
import { resolve, type Schema } from "./operations.ts";

/** A value for the property or parameter of this name, as the state of the house suggests it; `undefined` if it does not. */
export type Suggest = (name: string, schema: Schema) => unknown;

/** Deeper than any request of ours; only a schema that contains itself reaches it. */
const MAX_DEPTH = 12;

const MAX_ELEMENTS = 4;

/** The share of optional properties that are sent. */
const OPTIONAL_SHARE = 0.4;

/** Texts of the usual forms. The first that fits a pattern is sent; each is of a form that some parameter has. */
const TEXTS = [
	"1",
	"0",
	"2",
	"10",
	"a",
	"true",
	"false",
	"north stand",
	"#d4a017",
	"row 7",
	"2027-01-31",
	"A1-b2_c3-A1-b2_c3-A1-b2_c3",
	"text/csv",
	"",
] as const;

export function randomValue(schema: Schema, name: string, suggest: Suggest, random: Random, depth = 0): unknown {
	const whole = resolve(schema);
	const suggested = suggest(name, whole);
	if (suggested !== undefined) return suggested;
	const nested = (part: Schema, its = name) => randomValue(part, its, suggest, random, depth + 1);

	if (whole.const !== undefined) return whole.const;
	if (whole.enum) return random.pick(whole.enum);
	const options = whole.oneOf ?? whole.anyOf;
	if (options && !whole.properties) return nested(random.pick(options));
	if (whole.allOf) return Object.assign({}, ...whole.allOf.map((part) => nested(part)));

	switch (typeOf(whole, random)) {
		case "object":
			return depth > MAX_DEPTH ? {} : randomObject(whole, nested, random);
		case "array": {
			const { items = {}, minItems = 0, maxItems = MAX_ELEMENTS } = whole;
			const length = minItems + random.below(Math.max(1, Math.min(maxItems, MAX_ELEMENTS) - minItems + 1));
			return Array.from({ length: depth > MAX_DEPTH ? 0 : length }, () => nested(items, singular(name)));
		}
		case "integer":
			return random.pick(wholeNumbers(whole, random));
		case "number":
			return random.pick([...wholeNumbers(whole, random), 0.5]);
		case "boolean":
			return random.chance(0.5);
		case "null":
			return null;
		default:
			return randomText(whole, random);
	}
}

function typeOf({ type, properties }: Schema, random: Random): string | undefined {
	if (Array.isArray(type)) return random.pick(type);
	return (type as string | undefined) ?? (properties && "object");
}

function randomObject(schema: Schema, nested: (part: Schema, name?: string) => unknown, random: Random) {
	const { properties = {}, additionalProperties } = schema;
	const variants = schema.anyOf ?? schema.oneOf;
	const variant = variants ? random.pick(variants) : {};
	const required = new Set([...(schema.required ?? []), ...(variant.required ?? [])]);
	const names = Object.keys(properties).filter((name) => required.has(name) || random.chance(OPTIONAL_SHARE));
	const object = Object.fromEntries(names.map((name) => [name, nested(properties[name] ?? {}, name)]));
	if (typeof additionalProperties !== "object" || names.length > 0) return object;
	const labels = Array.from({ length: 1 + random.below(2) }, () => random.pick(["1", "2", "a", "b"]));
	return Object.fromEntries(labels.map((label) => [label, nested(additionalProperties, label)]));
}

function wholeNumbers({ minimum = 0, maximum = 2 ** 31 }: Schema, random: Random): number[] {
	const small = Math.min(maximum, minimum + random.below(10));
	return [minimum, small, small, small, minimum + random.below(Math.max(1, maximum - minimum)), maximum];
}

const fitting = new Map<string, readonly string[]>();

function randomText({ pattern, minLength = 0, maxLength = 1_000 }: Schema, random: Random): string {
	const key = `${minLength} ${maxLength} ${pattern}`;
	const isOfForm = new RegExp(pattern ?? "", "u");
	const texts =
		fitting.get(key) ??
		TEXTS.filter((text) => text.length >= minLength && text.length <= maxLength && isOfForm.test(text));
	fitting.set(key, texts);
	return texts.length === 0 ? "x".repeat(minLength) : random.pick(texts);
}

/** The elements of `sections` are found under the name `section`. */
function singular(name: string): string {
	return name === "categories" ? "category" : name.replace(/s$/, "");
}
