/** Makes labels distinct where a plan from elsewhere repeats or omits them. Every label it gives fits contract §1. */
import { LABEL_BYTES, LABEL_LENGTH } from "../api/label.ts";

/** Characters of the longest suffix that makes a label distinct, " (100000)". */
const SUFFIX_LENGTH = 9;

/** The label itself, or as much of it as a label may have, less some room. */
export function cutLabel(label: string, room = 0): string {
	return cutText(label, LABEL_LENGTH - room, LABEL_BYTES - room);
}

/** The text itself, or as many of its characters and bytes in UTF-8 as it may have. */
export function cutText(text: string, maxCharacters: number, maxBytes: number = Number.POSITIVE_INFINITY): string {
	// A character takes one or two units, and at most three bytes for each.
	if (text.length <= maxCharacters && 3 * text.length <= maxBytes) return text;
	let characters = 0;
	let bytes = 0;
	let cut = "";
	// A letter beyond the Basic Multilingual Plane is one character, and must not be cut in half.
	for (const character of text) {
		characters += 1;
		bytes += Buffer.byteLength(character);
		if (characters > maxCharacters || bytes > maxBytes) return cut.trimEnd();
		cut += character;
	}
	return text;
}

/**
 * Gives each label once: the one asked for if it is free, else the first free one of "7 (2)", "7 (3)", ….
 * @param reserved labels that are never given.
 */
export function freeLabels(reserved: Iterable<string>): (wish: string) => string {
	const taken = new Set(reserved);
	// Long labels that begin alike are counted together: each would try all the numbers that the others have taken.
	const counts = new Map<string, number>();
	return (wish) => {
		let label = wish;
		const beginning = cutLabel(wish, SUFFIX_LENGTH);
		while (taken.has(label)) {
			const count = (counts.get(beginning) ?? 1) + 1;
			counts.set(beginning, count);
			const suffix = ` (${count})`;
			label = cutLabel(wish, suffix.length) + suffix;
		}
		taken.add(label);
		return label;
	};
}

/** A thing that needs a label. */
export interface Unlabelled {
	/** As the plan has it, if it has one. */
	readonly label: string | undefined;
	/** A thing keeps its id wherever the plan lists it. */
	readonly id: string | undefined;
}

/**
 * A label for each thing, each only once. The first to have a label keeps it, and no made-up label takes a written one.
 * Things come in the order of their ids, so that a label stays with its thing when the plan is listed in another order
 * (I11); those without an id come last, as they are listed.
 * @param standIn the label to use where there is none, by the thing's index in the list and its place, from 1.
 */
export function distinctLabels(
	things: readonly Unlabelled[],
	standIn: (index: number, place: number) => string,
): string[] {
	const written = things.flatMap(({ label }) => label ?? []);
	if (new Set(written).size === things.length) return written;

	const freeLabel = freeLabels(written);
	const seen = new Set<string>();
	const labels = things.map(({ label }) => label ?? "");
	const isKept = things.map(({ label, id }) => {
		if (label === undefined || id !== undefined || seen.has(label)) return false;
		seen.add(label);
		return true;
	});
	for (const [rank, index] of orderOfIds(things).entries()) {
		const { label } = things[index] ?? {};
		if (isKept[index]) continue;
		if (label === undefined) labels[index] = freeLabel(standIn(index, rank + 1));
		else if (seen.has(label)) labels[index] = freeLabel(label);
		else seen.add(label);
	}
	return labels;
}

/** The indexes of the things in the order of their ids; without ids, as they are listed. */
export function orderOfIds(things: readonly Pick<Unlabelled, "id">[]): number[] {
	const indexes = things.map((_, index) => index);
	return indexes.sort((one, other) => compareIds(things[one]?.id, things[other]?.id) || one - other);
}

/** The first of the ids, in their order. */
export function firstId(ids: readonly (string | undefined)[]): string | undefined {
	let first: string | undefined;
	for (const id of ids) if (compareIds(id, first) < 0) first = id;
	return first;
}

const isDigit = (code: number) => code >= 0x30 && code <= 0x39;

/** By the numbers in them, so that A-9 comes before A-10; without an id last. */
function compareIds(one: string | undefined, other: string | undefined): number {
	if (one === other) return 0;
	if (one === undefined || other === undefined) return one === undefined ? 1 : -1;
	let [at, atOther] = [0, 0];
	while (at < one.length && atOther < other.length) {
		const code = one.charCodeAt(at);
		const otherCode = other.charCodeAt(atOther);
		if (isDigit(code) && isDigit(otherCode)) {
			const number = digitsAt(one, at);
			const otherNumber = digitsAt(other, atOther);
			const order = number.digits.length - otherNumber.digits.length || compareTexts(number.digits, otherNumber.digits);
			if (order !== 0) return order;
			at = number.end;
			atOther = otherNumber.end;
		} else {
			if (code !== otherCode) return code - otherCode;
			at += 1;
			atOther += 1;
		}
	}
	// One that goes on comes later; alike but for leading zeros, the shorter one comes first.
	const isAtEnd = Number(atOther === other.length) - Number(at === one.length);
	return isAtEnd || one.length - other.length || compareTexts(one, other);
}

const compareTexts = (one: string, other: string) => (one < other ? -1 : Number(one > other));

/** The digits of the number that begins there, without leading zeros. */
function digitsAt(text: string, start: number): { digits: string; end: number } {
	let end = start;
	while (isDigit(text.charCodeAt(end))) end += 1;
	let first = start;
	while (first < end - 1 && text[first] === "0") first += 1;
	return { digits: text.slice(first, end), end };
}
