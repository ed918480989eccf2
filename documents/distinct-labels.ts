/** Makes labels distinct where a plan from elsewhere repeats or omits them. Every label it gives fits contract §1. */

/** Characters of a label, as contract §1 counts them. */
export const LABEL_LENGTH = 64;

/** The label itself, or as much of it as a label may have. */
export function cutLabel(label: string, length: number = LABEL_LENGTH): string {
	// A letter beyond the Basic Multilingual Plane is one character, and must not be cut in half.
	return label.length <= length ? label : Array.from(label).slice(0, length).join("").trimEnd();
}

/**
 * Gives each label once: the one asked for if it is free, else the first free one of "7 (2)", "7 (3)", ….
 * @param reserved labels that are never given.
 */
export function freeLabels(reserved: Iterable<string>): (wish: string) => string {
	const taken = new Set(reserved);
	const counts = new Map<string, number>();
	return (wish) => {
		let label = wish;
		while (taken.has(label)) {
			const count = (counts.get(wish) ?? 1) + 1;
			counts.set(wish, count);
			const suffix = ` (${count})`;
			label = cutLabel(wish, LABEL_LENGTH - suffix.length) + suffix;
		}
		taken.add(label);
		return label;
	};
}

/**
 * The labels in their order, each only once. The first to have a label keeps it, and no made-up label takes a written
 * one.
 * @param standIn the label to use where there is none, by its place from 1.
 */
export function distinctLabels(labels: readonly (string | undefined)[], standIn: (place: number) => string): string[] {
	const freeLabel = freeLabels(labels.filter((label) => label !== undefined));
	const seen = new Set<string>();
	return labels.map((label, index) => {
		if (label === undefined) return freeLabel(standIn(index + 1));
		if (seen.has(label)) return freeLabel(label);
		seen.add(label);
		return label;
	});
}
