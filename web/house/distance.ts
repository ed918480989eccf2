/** How far apart two seats are, on the chart. */
import type { House } from "./house.ts";

export const distance = ({ x, y }: Pick<House, "x" | "y">, one: number, other: number): number =>
	Math.hypot((x[one] as number) - (x[other] as number), (y[one] as number) - (y[other] as number));
