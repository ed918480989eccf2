/** Makes rows of a pretix plan's row parts: seats in the order in which they stand, with the gaps between them. */
import { MAX_LENGTH } from "../api/event-document.ts";
import type { Path } from "../api/json.ts";
import { median } from "../domain/geometry.ts";
import { distinctLabels } from "./distinct-labels.ts";
import type { ListedSeat, SeatFields } from "./pretix-seats.ts";
import { type RowPart, reportNewLabel, type Zone } from "./pretix-zones.ts";
import type { Report } from "./report.ts";
import {
	areListedInDepth,
	isGap,
	neighbourDistances,
	type Point,
	standingOrder,
	usualDistance,
} from "./row-positions.ts";
import { type RowShape, shapeOf } from "./row-shape.ts";

export interface DocumentRow {
	readonly row: string;
	/** Seats by their label, or with what else is known of them; `null` is a gap. */
	readonly seats: readonly (string | null | DocumentSeat)[];
	/** At which of its ends its label is written; at both unless given. */
	readonly labelAt?: "start" | "end";
}

type DrawnRow = DocumentRow & Partial<RowShape>;

interface DocumentSeat extends SeatFields {
	readonly seat: string;
	readonly id?: string;
	readonly category?: string;
}

/** Joins the parts of each row of a zone. The rows come in the order of their first parts. */
export function joinRows({ path, parts, corner }: Zone, report: Report): DrawnRow[] {
	const rows = new Map<string, RowPart[]>();
	for (const part of parts) {
		const others = rows.get(part.row);
		if (others) others.push(part);
		else rows.set(part.row, [part]);
	}
	const isDrawn = corner !== undefined && standApart(parts);
	const hasPoints = parts.some(({ seats }) => seats.some(({ point }) => point !== undefined));
	if (!isDrawn && hasPoints) {
		const why = corner === undefined ? "the zone has no position" : "seats of different rows have the same position";
		report.oddity(path, `${why}: its rows are not drawn where the plan has them`);
	}
	reportWidePairs(parts, report);
	reportShuffledRows([...rows.values()], [...path, "rows"], report);
	return Array.from(rows, ([row, parts]) => {
		const labels = labelSeats(
			parts.flatMap(({ seats }) => seats),
			report,
		);
		const places = placesOf(parts, report);
		const seats = places.map((seat) => {
			if (seat === null) return null;
			return documentSeat(labels.get(seat) ?? "", seat);
		});
		return { row, ...(isDrawn && drawingOf(places, corner, parts, report)), ...labelledEnd(places, parts), seats };
	});
}

/** The end at which the plan writes the row's number, if it is one of both. Where parts of a row meet, none is written. */
function labelledEnd(places: readonly (ListedSeat | null)[], parts: readonly RowPart[]): Pick<DocumentRow, "labelAt"> {
	const numbered = parts.flatMap((part) => part.numbered);
	const [atStart, atEnd] = [places.at(0), places.at(-1)].map((seat) => seat && numbered.includes(seat));
	if (Boolean(atStart) === Boolean(atEnd) || places.length === 1) return {};
	return { labelAt: atStart ? "start" : "end" };
}

/** False if seats of two rows coincide and one of the rows has no position: its seats' positions then mean nothing. */
function standApart(parts: readonly RowPart[]): boolean {
	const seats = parts.flatMap((part) => part.seats.map(({ point }) => ({ part, point })));
	const owners = new Map<string, RowPart>();
	for (const { part, point } of seats) {
		if (point === undefined) continue;
		const key = `${point.x} ${point.y}`;
		const owner = owners.get(key) ?? part;
		if (owner !== part && !(owner.isPlaced && part.isPlaced)) return false;
		owners.set(key, owner);
	}
	return true;
}

/** Nothing if the place of a seat is not known, or is too far away. */
function drawingOf(
	places: readonly (ListedSeat | null)[],
	corner: Point,
	[first]: readonly RowPart[],
	report: Report,
): RowShape | undefined {
	if (places.some((seat) => seat?.point === undefined && seat !== null)) return undefined;
	const shape = shapeOf(
		places.map((seat) => seat?.point && { x: corner.x + seat.point.x, y: corner.y + seat.point.y }),
	);
	if (shape === undefined && first && places.length > 0) {
		report.oddity(first.path, `the row is not drawn where the plan has it: a chart ends at ${MAX_LENGTH}`);
	}
	return shape;
}

function documentSeat(label: string, { id, category, fields }: ListedSeat): string | DocumentSeat {
	const known = { ...(id !== undefined && { id }), ...(category !== undefined && { category }), ...fields };
	return Object.keys(known).length === 0 ? label : { seat: label, ...known };
}

/** A label of its own for each seat of a row. A seat without one gets the number of its place. */
function labelSeats(seats: readonly ListedSeat[], report: Report): Map<ListedSeat, string> {
	const labels = distinctLabels(seats, (_, place) => String(place));
	return new Map(
		seats.map((seat, index) => {
			const label = labels[index] ?? "";
			reportNewLabel("seat", seat.label, label, [...seat.path, "seat_number"], report);
			return [seat, label];
		}),
	);
}

/**
 * The seats of a row side by side, with its gaps. Parts with a known place in the zone come in the order in which they
 * stand, and have a gap between them only if they stand apart: some plans divide a row where no aisle is.
 */
function placesOf(parts: readonly RowPart[], report: Report): (ListedSeat | null)[] {
	const standing = parts.map((part) => inStandingOrder(part, report));
	const isPlaced = parts.every((part) => part.isPlaced);
	const [, second] = parts;
	if (second) {
		const how = isPlaced ? "as they stand" : "as they are listed, with a gap between them";
		const message = `there is another row ${second.row} before it: the ${parts.length} become one row, ${how}`;
		report.oddity([...second.path, "row_number"], message);
	}

	const partOf = new Map(standing.flatMap((seats, part) => seats.map((seat) => [seat, part] as const)));
	const usualInPart = standing.map((seats) => usualDistance(seats.map(({ point }) => point)));
	const usualInRow = median(usualInPart);
	const hasGapAfter = (seat: ListedSeat, next: ListedSeat) => {
		const part = partOf.get(seat) ?? 0;
		const isBetweenParts = part !== partOf.get(next);
		if (isBetweenParts && !isPlaced) return true;
		const usual = isBetweenParts ? usualInRow : usualInPart[part];
		const [distance] = neighbourDistances([seat.point, next.point]);
		return distance === undefined || usual === undefined ? isBetweenParts : isGap(distance, usual);
	};
	const seats = isPlaced ? standingOrder(standing) : standing.flat();
	return seats.flatMap((seat, index) => {
		const next = seats[index + 1];
		return next && hasGapAfter(seat, next) ? [seat, null] : [seat];
	});
}

function inStandingOrder({ seats, path }: RowPart, report: Report): readonly ListedSeat[] {
	const unplaced = seats.filter(({ point }) => point === undefined).length;
	if (unplaced > 0) report.oddity(path, `${unplaced} of its seats have no position: no gap is seen beside them`);
	const standing = standingOrder(seats.map((seat) => [seat]));
	if (standing.some((seat, index) => seat !== seats[index])) {
		report.oddity(path, "its seats do not stand in the order of the list: they are taken as they stand");
	}
	const distances = neighbourDistances(standing.map(({ point }) => point));
	const stacked = distances.filter((distance) => distance === 0).length;
	if (stacked > 0) report.oddity(path, `${stacked} of its seats have the position of the seat before`);
	return standing;
}

/** The only distance of two seats is the usual one of their row, however wide it is: compare it with the zone. */
function reportWidePairs(parts: readonly RowPart[], report: Report): void {
	const rows = parts.map(({ path, seats }) => ({ path, points: seats.map(({ point }) => point) }));
	const usual = median(rows.flatMap(({ points }) => (points.length > 2 ? usualDistance(points) : undefined)));
	if (usual === undefined) return;
	for (const { path, points } of rows) {
		const [distance] = points.length === 2 ? neighbourDistances(points) : [];
		if (distance !== undefined && isGap(distance, usual)) {
			report.oddity(path, "its two seats stand further apart than is usual in the zone: they count as neighbours");
		}
	}
}

/** Rows listed first count as nearer the front, but a plan may list its rows as they were drawn. */
function reportShuffledRows(rows: readonly (readonly RowPart[])[], path: Path, report: Report): void {
	if (rows.flat().some(({ isPlaced }) => !isPlaced)) return;
	const points = rows.map((parts): Point[] => parts.flatMap(({ seats }) => seats.flatMap(({ point }) => point ?? [])));
	if (areListedInDepth(points)) return;
	report.oddity(
		path,
		"the rows are listed neither from front to back nor from back to front: seats together go by the list",
	);
}
