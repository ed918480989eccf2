/** Ratios of what was measured in turn, so that a busy machine slows both sides alike. */
import { percentile } from "../../report.ts";

/** The ratio of each pair. */
export const ratiosOf = (numerators: readonly number[], denominators: readonly number[]): number[] =>
	numerators.map((numerator, index) => numerator / (denominators[index] ?? Number.NaN));

/** "1.04 (0.98–1.12)": the median and the quartiles. */
export function medianAndSpread(values: readonly number[]): string {
	const [median, low, high] = [50, 25, 75].map((percent) => shown(percentile(values, percent)));
	return `${median} (${low}–${high})`;
}

const shown = (value: number) => (value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2));
