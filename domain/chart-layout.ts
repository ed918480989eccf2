/**
 * Lays out what a document does not place, so that it looks like a house: rows straight and one behind the other, the first
 * in front, gaps as aisles; sections one behind the other, and side by side where many would make a tower.
 */
import { type Box, middleOf } from "./box.ts";
import type { Corner } from "./chart.ts";

/** In steps from seat to seat. */
const ROW_DISTANCE = 1.25;
const SECTION_GAP = 3.5;

/** How much wider than deep a house of many sections is. */
const PROPORTION = 1.3;

/** A section: the places of each of its rows. */
export type Block = readonly number[];

/** The middle of each row of each block: behind the box, or from the origin on if there is none. */
export function layOutSections(blocks: readonly Block[], step: number, box: Box | undefined): Corner[][] {
	const gap = SECTION_GAP * step;
	const sizes = blocks.map((rows) => ({
		width: rows.reduce((most, places) => Math.max(most, places - 1), 0) * step,
		depth: Math.max(0, rows.length - 1) * ROW_DISTANCE * step,
	}));
	const area = sizes.reduce((sum, { width, depth }) => sum + (width + gap) * (depth + gap), 0);
	const most = Math.max(0, ...sizes.map(({ width }) => width), Math.sqrt(area * PROPORTION) - gap);

	const bands: { width: number; blocks: number[] }[] = [];
	for (const [index, { width }] of sizes.entries()) {
		const band = bands.at(-1);
		if (band && band.width + gap + width <= most) {
			band.width += gap + width;
			band.blocks.push(index);
		} else bands.push({ width, blocks: [index] });
	}
	const [middle] = box ? middleOf(box) : [0];
	let top = box ? box.bottom + gap : 0;
	const rows: Corner[][] = blocks.map(() => []);
	for (const band of bands) {
		let left = middle - band.width / 2;
		for (const index of band.blocks) {
			const { width } = sizes[index] as (typeof sizes)[number];
			const x = left + width / 2;
			rows[index] = (blocks[index] ?? []).map((_, row) => [x, top + row * ROW_DISTANCE * step]);
			left += width + gap;
		}
		top += gap + Math.max(...band.blocks.map((index) => sizes[index]?.depth ?? 0));
	}
	return rows;
}

/** The middles of that many rows right behind a box. */
export function layOutBehind(box: Box, num: number, step: number): Corner[] {
	const [x] = middleOf(box);
	return Array.from({ length: num }, (_, row) => [x, box.bottom + (row + 1) * ROW_DISTANCE * step]);
}
