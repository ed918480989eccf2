/** Reads from an accepted document what its chart is drawn from (contract §4.4). Nothing here checks anything. */
import type { WrittenDocument, WrittenSection } from "../api/event-document.ts";
import { entriesByLabel, type JsonObject, listsRows } from "../api/json.ts";
import type { Chart, Corner } from "../domain/chart.ts";
import { drawChart, type RowDrawing, type SectionDrawing } from "../domain/draw-chart.ts";
import { type Header, rowsInOrderOf, rowsOf } from "./section-plan.ts";

/** @param header the document without its sections. */
export function chartOf(
	{ categories = {}, decorations = [], size }: Header,
	sections: readonly { readonly section: string; readonly document: WrittenSection }[],
): Chart {
	const listed = entriesByLabel(categories).map(([category, { color }]) => ({ category, ...(color && { color }) }));
	return drawChart(sections.map(drawingOf), listed, decorations as Chart["decorations"], size);
}

/** The chart of an accepted document. */
export function chartOfDocument(document: JsonObject): Chart {
	const { sections, ...header } = document as unknown as WrittenDocument;
	return chartOf(
		header,
		entriesByLabel(sections).map(([section, document]) => ({ section, document })),
	);
}

function drawingOf({
	section,
	document,
}: {
	readonly section: string;
	readonly document: WrittenSection;
}): SectionDrawing {
	const written = rowsInOrderOf(document);
	return {
		section,
		...(listsRows(document) && document.outline && { outline: pairsOf(document.outline) }),
		rows: rowsOf(document).map(({ row, category: ofRow, places }, index) => ({
			row,
			drawing: rowDrawing(written?.[index]),
			places: places.map((place) => {
				if (place === null) return null;
				const { category = ofRow, accessible = false } = place.fields;
				return { seat: place.seat, category, accessible };
			}),
		})),
	};
}

function rowDrawing(row: NonNullable<ReturnType<typeof rowsInOrderOf>>[number] | undefined): RowDrawing {
	const { x, y, angle, step, turn, gaps, points, labelAt } = row ?? {};
	return { x, y, angle, step, turn, gaps, points: points && pairsOf(points), labelAt };
}

/** Points may be written as pairs, or as numbers one after the other. */
function pairsOf(points: readonly (number | readonly number[])[]): Corner[] {
	const numbers = points.flat();
	return Array.from({ length: numbers.length / 2 }, (_, index) => [
		numbers[2 * index] ?? 0,
		numbers[2 * index + 1] ?? 0,
	]);
}
