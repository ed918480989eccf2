/** The colors of a map: those of the page's style sheet, which knows light and dark, and those of the chart. */
import type { ChartCategory } from "../../domain/chart.ts";
import { cssColor, inkOn, parseColor, seenOn } from "./color.ts";

export interface Palette {
	readonly background: string;
	readonly text: string;
	readonly quiet: string;
	readonly taken: string;
	readonly area: string;
	readonly mine: string;
	readonly onMine: string;
	readonly focus: string;
	/** By place of the category; the last one is for seats without a category. */
	readonly categories: readonly SeatColor[];
	/** Any other custom property of the style sheet, without the dashes. */
	readonly read: (name: string) => string;
}

export interface SeatColor {
	readonly fill: string;
	readonly ink: string;
}

/** For categories without a color: distinct to people who see few colors, too. */
const COLORS = ["#3b6fb6", "#c77d0a", "#2f8f6b", "#a14a9c", "#b5483a", "#5d6f7f"];

/** @param read a custom property of the style sheet, without the dashes */
export function paletteOf(categories: readonly ChartCategory[], read: (name: string) => string): Palette {
	const background = read("map-background");
	const area = read("map-area");
	// Seats of a section with an outline are on its area.
	const seatColor = (color: string): SeatColor => {
		const rgb = seenOn(parseColor(color), parseColor(background), parseColor(area));
		return { fill: cssColor(rgb), ink: cssColor(inkOn(rgb)) };
	};
	const given = categories.map(({ color }, index) => seatColor(color ?? (COLORS[index % COLORS.length] as string)));
	return {
		background,
		text: read("text"),
		quiet: read("quiet"),
		taken: read("map-taken"),
		area,
		mine: read("accent"),
		onMine: read("on-accent"),
		focus: read("focus"),
		categories: [...given, seatColor(COLORS[0] as string)],
		read,
	};
}

export const colorOf = ({ categories }: Palette, category: number): SeatColor =>
	(categories[category] ?? categories.at(-1)) as SeatColor;
