/** Makes labels distinct where a plan from elsewhere repeats or omits them; every label it gives fits contract §1. */

/** Characters of a label, as contract §1 counts them. */
export const LABEL_LENGTH = 64;

/** The label itself, or as much of it as a label may have. */
export function shortened(label: string, length: number = LABEL_LENGTH): string {
	// A letter beyond the Basic Multilingual Plane is one character: cutting one in half makes none.
	return label.length <= length ? label : Array.from(label).slice(0, length).join("").trimEnd();
}

/**
 * Gives labels that nobody has: the one wished for if it is free, else the first free one of "7 (2)", "7 (3)", ….
 * @param written labels that are taken from the start.
 */
export function freeLabels(written: Iterable<string>): (wish: string) => string {
	const taken = new Set(written);
	const counts = new Map<string, number>();
	return (wish) => {
		let label = wish;
		while (taken.has(label)) {
			const count = (counts.get(wish) ?? 1) + 1;
			counts.set(wish, count);
			const suffix = ` (${count})`;
			label = shortened(wish, LABEL_LENGTH - suffix.length) + suffix;
		}
		taken.add(label);
		return label;
	};
}

/**
 * The labels in their order, each only once: whoever has one first keeps it, and what is written goes before what is
 * made up.
 * @param standIn the label wished for where there is none, by its place from 1.
 */
export function distinctLabels(labels: readonly (string | undefined)[], standIn: (place: number) => string): string[] {
	const give = freeLabels(labels.filter((label) => label !== undefined));
	const met = new Set<string>();
	return labels.map((label, index) => {
		if (label === undefined) return give(standIn(index + 1));
		if (met.has(label)) return give(label);
		met.add(label);
		return label;
	});
}
