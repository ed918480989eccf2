/**
 * The arithmetic of charts: directions in degrees clockwise from "to the right", and numbers that are short as JSON.
 */

/** The same direction, from -180 (excluded) to 180 degrees. */
export const turned = (angle: number): number => angle - 360 * Math.ceil((angle - 180) / 360);

export const radians = (degrees: number): number => (degrees * Math.PI) / 180;

export const degrees = (radians: number): number => (radians * 180) / Math.PI;

/** Never -0, which JSON does not know. */
export const round = (value: number, decimals: number): number =>
	Math.round(value * 10 ** decimals) / 10 ** decimals || 0;

/** The value, which is like JSON, with every number in it rounded. */
export function roundNumbers(value: unknown, decimals: number): unknown {
	if (typeof value === "number") return round(value, decimals);
	if (Array.isArray(value)) return value.map((one) => roundNumbers(one, decimals));
	if (typeof value !== "object" || value === null) return value;
	return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, roundNumbers(one, decimals)]));
}

export function withoutZeros<Numbers extends Readonly<Record<string, number>>>(numbers: Numbers): Partial<Numbers> {
	return Object.fromEntries(Object.entries(numbers).filter(([, number]) => number !== 0)) as Partial<Numbers>;
}

/** The middle value in order of size; of an even number, the smaller one of the middle two. */
export function median(values: readonly (number | undefined)[]): number | undefined {
	const sorted = values.filter((value) => value !== undefined).toSorted((one, other) => one - other);
	return sorted[(sorted.length - 1) >> 1];
}
