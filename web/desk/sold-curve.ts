/** How many of the seats that are sold now were sold by when: pure. */
import type { TakenSeats } from "./taken.ts";

export interface SoldCurve {
	/** How many were sold at the end of each step. */
	readonly sold: readonly number[];
	/** Epoch seconds: the begin of the first step, and the end of the last. */
	readonly from: number;
	readonly to: number;
}

/**
 * @param lookBack how many seconds before `now` the curve begins; Infinity: with the first sale
 * @param now epoch seconds
 */
export function soldCurve(seats: TakenSeats, lookBack: number, now: number, steps: number): SoldCurve {
	const times = seats
		.filter((taken) => taken?.status === "sold")
		// What was sold before the event came here has no time.
		.map((taken) => taken?.soldAt ?? taken?.at ?? 0)
		.sort((one, other) => one - other);
	const first = times.find((time) => time > 0) ?? now;
	const from = Math.min(Number.isFinite(lookBack) ? now - lookBack : first - 1, now - steps);
	const sold: number[] = [];
	let counted = 0;
	for (let step = 1; step <= steps; step++) {
		// The clock of a function may be ahead: the last step counts all.
		const end = step === steps ? Number.POSITIVE_INFINITY : from + ((now - from) * step) / steps;
		while (counted < times.length && (times[counted] as number) <= end) counted += 1;
		sold.push(counted);
	}
	return { sold, from, to: now };
}

/** The curve as the `d` of an SVG path, and the area below it, in a box of this size. */
export function curvePath({ sold }: SoldCurve, width: number, height: number): { line: string; area: string } {
	const lowest = Math.max(0, (sold[0] ?? 0) - 1);
	const range = Math.max(1, (sold.at(-1) ?? 0) - lowest);
	const point = (num: number, index: number) => {
		const x = (width * index) / Math.max(1, sold.length - 1);
		const y = height - (height * (num - lowest)) / range;
		return `${round(x)} ${round(y)}`;
	};
	const line = sold.map((num, index) => `${index === 0 ? "M" : "L"}${point(num, index)}`).join("");
	return { line, area: `${line}L${width} ${height}L0 ${height}Z` };
}

const round = (value: number) => Math.round(10 * value) / 10;
