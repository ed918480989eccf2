/**
 * Turns a pretix seating plan into an event document (contract §5): zones become sections, rows keep their order, seats
 * stand side by side, an aisle becomes a gap. What cannot be taken is a fault; what is taken otherwise is odd.
 * Format: https://github.com/pretix/pretix/blob/master/src/pretix/static/seating/seating-plan.schema.json
 */

import type { Mistake } from "../domain/refusal.ts";
import { accept, type Result, refuseWith } from "../domain/result.ts";
import { distinctLabels, freeLabels, LABEL_LENGTH, shortened } from "./distinct-labels.ts";
import {
	type Blame,
	isLabel,
	isObject,
	type Json,
	type JsonObject,
	MAX_SECTIONS,
	NAME_LENGTH,
	type Path,
	pointer,
} from "./event-document.ts";
import {
	areListedInDepth,
	isGap,
	median,
	neighbourDistances,
	type Point,
	standingOrder,
	usualDistance,
} from "./row-positions.ts";

/** What is worth a look although the plan is taken, with its place in the plan as it was given. */
export type Oddity = Mistake;

/** A seat by its label, or with the category it is sold in; `null` is a gap. */
type DocumentPlace = string | null | { readonly seat: string; readonly category: string };

interface DocumentRow {
	readonly row: string;
	readonly seats: readonly DocumentPlace[];
}

/** The event document that a plan becomes, in the array form; every seat is available. */
interface PlanDocument {
	readonly name: string;
	readonly sections: Readonly<Record<string, readonly DocumentRow[]>>;
}

export interface ConvertedPlan {
	readonly document: PlanDocument;
	readonly oddities: readonly Oddity[];
}

type PretixPlan = JsonObject & { readonly zones: Json };

/** So many faults are listed; the rest would only repeat them. */
const FAULTS = 100;

/** Notes what is wrong, and what is odd, while the plan is read to its end. */
interface Notes {
	readonly blame: Blame;
	readonly wonder: Blame;
}

/** A seat as it was read, before it has a label of its own. */
interface ReadSeat {
	readonly path: Path;
	readonly label: string | undefined;
	readonly category: string | undefined;
	/** In the zone, or, if its row has no position, in the row. */
	readonly point: Point | undefined;
}

/** A row of the plan: one block of seats. Several of one number in a zone are blocks of one row. */
interface Block {
	readonly path: Path;
	readonly row: string;
	readonly seats: readonly ReadSeat[];
	/** Whether it is known where every seat stands in the zone. */
	readonly isPlaced: boolean;
}

/** Whether a file is a pretix seating plan: what has `sections` is an event document that says too much. */
export function isPretixPlan(file: Json): file is PretixPlan {
	return isObject(file) && file["zones"] !== undefined && file["sections"] === undefined;
}

/**
 * The event document of a plan, which `parseEventDocument` takes. Refused with every place where the plan is not of
 * the format, or has a label with control characters; fields that the format does not name are passed over.
 */
export function convertPretixPlan(plan: PretixPlan): Result<ConvertedPlan> {
	const faults: Mistake[] = [];
	const oddities: Oddity[] = [];
	const notes = { blame: listing(faults), wonder: listing(oddities) };

	const name = readName(plan["name"], notes);
	const sections = readZones(plan.zones, notes);
	wonderAboutCategories(plan, sections, notes);

	if (faults.length > 0) return refuseWith({ kind: "invalid-request", errors: faults.slice(0, FAULTS) });
	const documents = sections.map((zone) => [zone.section, rowsOf(zone, notes)] as const);
	wonderAboutOrder(documents, notes);
	// A zone may be named __proto__: an assignment would lose it.
	return accept({ document: { name, sections: Object.fromEntries(documents) }, oddities });
}

const listing = (list: Mistake[]) => (path: Path, message: string) => {
	list.push({ path: pointer(path), message });
};

function readName(value: Json, notes: Notes): string {
	const name = readText(value, ["name"], notes);
	if (name === undefined) {
		notes.wonder(["name"], "the plan has no name: the event is named Seating plan");
		return "Seating plan";
	}
	const short = name.length <= NAME_LENGTH ? name : shortened(name, NAME_LENGTH / 2);
	if (short !== name) notes.wonder(["name"], `the name is too long: it is cut to ${NAME_LENGTH / 2} characters`);
	return short;
}

interface ReadZone {
	readonly path: Path;
	readonly section: string;
	readonly blocks: readonly Block[];
}

function readZones(zones: Json, notes: Notes): ReadZone[] {
	if (!Array.isArray(zones)) {
		notes.blame(["zones"], "expected an array of zones");
		return [];
	}
	if (zones.length > MAX_SECTIONS) notes.blame(["zones"], `expected at most ${MAX_SECTIONS} zones`);
	if (zones.length === 0) notes.wonder(["zones"], "the plan has no zones: the event has no sections");
	const read = zones.slice(0, MAX_SECTIONS).flatMap((zone: Json, index) => {
		const path = ["zones", index];
		if (!isObject(zone)) {
			notes.blame(path, "expected a zone: an object");
			return [];
		}
		const name = readLabel(zone["name"], [...path, "name"], notes);
		const standIn = name ?? readLabel(zone["zone_id"], [...path, "zone_id"], notes) ?? `Zone ${index + 1}`;
		return [{ path, name, standIn, zone }];
	});
	const names = read.map(({ name }) => name);
	const sections = distinctLabels(names, (place) => read[place - 1]?.standIn ?? "");
	return read.map(({ path, name, zone }, index) => {
		const section = sections[index] ?? "";
		wonderAboutLabel("zone", name, section, [...path, "name"], notes);
		return { path, section, blocks: readBlocks(zone["rows"], [...path, "rows"], notes) };
	});
}

function readBlocks(rows: Json = [], path: Path, notes: Notes): Block[] {
	if (!Array.isArray(rows)) {
		notes.blame(path, "expected an array of rows");
		return [];
	}
	const read = rows.flatMap((row: Json, index) => {
		const place = [...path, index];
		if (!isObject(row) || !Array.isArray(row["seats"])) {
			notes.blame(place, 'expected a row: {"row_number": …, "seats": […]}');
			return [];
		}
		const { row_number, row_label, seats, number_of_seats, position } = row;
		const number = readLabel(row_number, [...place, "row_number"], notes);
		// A row's label may say where its number goes.
		const label = typeof row_label === "string" ? row_label.replaceAll("%s", String(index + 1)) : row_label;
		const standIn = number ?? readLabel(label, [...place, "row_label"], notes) ?? String(index + 1);
		return [{ place, number, standIn, seats, number_of_seats, corner: pointOf(position) }];
	});
	const give = freeLabels(read.flatMap(({ number }) => number ?? []));
	const blocks = read.map(({ place, number, standIn, seats: written, number_of_seats, corner }): Block => {
		const row = number ?? give(standIn);
		wonderAboutLabel("row", number, row, [...place, "row_number"], notes);
		if (typeof number_of_seats === "number" && number_of_seats !== written.length) {
			const message = `number_of_seats is ${number_of_seats}, and ${written.length} are listed`;
			notes.wonder([...place, "number_of_seats"], message);
		}
		const seats = readSeats(written, corner, [...place, "seats"], notes);
		const isPlaced = corner !== undefined && seats.every(({ point }) => point !== undefined);
		return { path: place, row, seats, isPlaced };
	});
	const filled = blocks.filter(({ seats }) => seats.length > 0);
	for (const { path: empty } of blocks.filter(({ seats }) => seats.length === 0)) {
		notes.wonder(empty, "the row has no seats: it is left out");
	}
	if (filled.length === 0) notes.wonder(path, "the zone has no seats: its section is empty");
	return filled;
}

/** @param corner from where the positions of the seats count. */
function readSeats(seats: readonly Json[], corner: Point | undefined, path: Path, notes: Notes): ReadSeat[] {
	return seats.flatMap((seat, index) => {
		const place = [...path, index];
		if (!isObject(seat)) {
			notes.blame(place, 'expected a seat: {"seat_number": …, "position": {"x": …, "y": …}}');
			return [];
		}
		const { seat_number, category, position } = seat;
		return [
			{
				path: place,
				label: readLabel(seat_number, [...place, "seat_number"], notes),
				category: readLabel(category, [...place, "category"], notes),
				point: pointOf(position, corner),
			},
		];
	});
}

/** A position that is none is no fault: the plan can be sold without it. */
function pointOf(position: Json, corner: Point = { x: 0, y: 0 }): Point | undefined {
	if (!isObject(position)) return undefined;
	const { x, y } = position;
	return Number.isFinite(x) && Number.isFinite(y) ? { x: corner.x + Number(x), y: corner.y + Number(y) } : undefined;
}

/** A label without blanks around it, cut if it is too long; `undefined` if there is none. */
function readLabel(value: Json, path: Path, notes: Notes): string | undefined {
	const text = readText(value, path, notes);
	if (text === undefined) return undefined;
	const label = shortened(text);
	if (label !== text) notes.wonder(path, `the label is too long: it is cut to ${LABEL_LENGTH} characters`);
	if (isLabel(label)) return label;
	notes.blame(path, "expected a label without control characters");
	return undefined;
}

/** A text without blanks around it; a number is taken for its digits. */
function readText(value: Json, path: Path, notes: Notes): string | undefined {
	if (value === undefined || value === null) return undefined;
	if (typeof value === "string") return value.trim() || undefined;
	if (typeof value === "number") return String(value);
	notes.blame(path, "expected a text");
	return undefined;
}

/** @param label the one of its own; `written` as the plan has it. */
function wonderAboutLabel(kind: string, written: string | undefined, label: string, path: Path, notes: Notes): void {
	if (written === label) return;
	const why = written === undefined ? `the ${kind} has no label` : `there is another ${kind} ${written} before it`;
	notes.wonder(path, `${why}: it becomes ${kind} ${label}`);
}

/** The rows of a zone in the order of their first blocks. */
function rowsOf({ path, blocks }: ReadZone, notes: Notes): DocumentRow[] {
	const rows = new Map<string, Block[]>();
	for (const block of blocks) rows.set(block.row, [...(rows.get(block.row) ?? []), block]);
	wonderAboutPairs(blocks, notes);
	wonderAboutDepth([...rows.values()], [...path, "rows"], notes);
	return Array.from(rows, ([row, parts]) => {
		const listed = parts.flatMap(({ seats }) => seats);
		const labels = distinctLabels(
			listed.map(({ label }) => label),
			String,
		);
		const named = new Map(listed.map((seat, index) => [seat, labels[index] ?? ""]));
		for (const [{ label: written, path }, label] of named) {
			wonderAboutLabel("seat", written, label, [...path, "seat_number"], notes);
		}
		const seats = placesOf(parts, notes).map((seat): DocumentPlace => {
			if (seat === null) return null;
			const label = named.get(seat) ?? "";
			return seat.category === undefined ? label : { seat: label, category: seat.category };
		});
		return { row, seats };
	});
}

/** A block with its seats as they stand, and how far apart they usually do. */
interface StandingBlock {
	readonly seats: readonly ReadSeat[];
	readonly usual: number | undefined;
}

/**
 * The seats of a row side by side, with its gaps. Blocks whose place in the zone is known are taken as they stand, and
 * between two of them there is a gap only if they stand apart: some plans divide a row where no aisle is.
 */
function placesOf(blocks: readonly Block[], notes: Notes): (ReadSeat | null)[] {
	const parts = blocks.map((block) => standingBlock(block, notes));
	const partOf = new Map(parts.flatMap((part) => part.seats.map((seat) => [seat, part] as const)));
	const usualOfRow = median(parts.map(({ usual }) => usual));
	const isPlaced = blocks.every((block) => block.isPlaced);
	const [, second] = blocks;
	if (second) {
		const how = isPlaced ? "as they stand" : "as they are listed, with a gap between them";
		const message = `there is another row ${second.row} before it: the ${blocks.length} become one row, ${how}`;
		notes.wonder([...second.path, "row_number"], message);
	}

	const listed = parts.map(({ seats }) => seats);
	const standing = isPlaced ? standingOrder(listed) : listed.flat();
	const hasGap = (seat: ReadSeat, next: ReadSeat) => {
		const part = partOf.get(seat);
		const isBetweenBlocks = part !== partOf.get(next);
		const usual = isBetweenBlocks ? usualOfRow : part?.usual;
		const [distance] = isBetweenBlocks && !isPlaced ? [] : neighbourDistances([seat.point, next.point]);
		return distance === undefined || usual === undefined ? isBetweenBlocks : isGap(distance, usual);
	};
	return standing.flatMap((seat, index) => {
		const next = standing[index + 1];
		return next && hasGap(seat, next) ? [seat, null] : [seat];
	});
}

/** The seats of a block as they stand; what is odd about that is noted. */
function standingBlock({ seats, path }: Block, notes: Notes): StandingBlock {
	const unplaced = seats.filter(({ point }) => point === undefined).length;
	if (unplaced > 0) notes.wonder(path, `${unplaced} of its seats have no position: no gap is seen beside them`);
	const standing = standingOrder(seats.map((seat) => [seat]));
	if (standing.some((seat, place) => seat !== seats[place])) {
		notes.wonder(path, "its seats do not stand in the order of the list: they are taken as they stand");
	}
	const points = standing.map(({ point }) => point);
	const stacked = neighbourDistances(points).filter((distance) => distance === 0).length;
	if (stacked > 0) notes.wonder(path, `${stacked} of its seats have the position of the seat before`);
	return { seats: standing, usual: usualDistance(points) };
}

/** Two seats are as far apart as is usual in their row, however far that is: the rest of the zone knows better. */
function wonderAboutPairs(blocks: readonly Block[], notes: Notes): void {
	const placed = blocks.map(({ path, seats }) => ({ path, points: seats.map(({ point }) => point) }));
	const usual = median(placed.flatMap(({ points }) => (points.length > 2 ? usualDistance(points) : undefined)));
	if (usual === undefined) return;
	for (const { path, points } of placed) {
		const [distance] = points.length === 2 ? neighbourDistances(points) : [];
		if (distance !== undefined && isGap(distance, usual)) {
			notes.wonder(path, "its two seats stand further apart than is usual in the zone: they are taken for neighbours");
		}
	}
}

/** What is listed first counts as nearer the front; a plan may list its rows as they were drawn. */
function wonderAboutDepth(rows: readonly (readonly Block[])[], path: Path, notes: Notes): void {
	if (rows.flat().some(({ isPlaced }) => !isPlaced)) return;
	const points = rows.map((blocks) => blocks.flatMap(({ seats }) => seats.flatMap(({ point }) => point ?? [])));
	if (areListedInDepth(points)) return;
	notes.wonder(
		path,
		"the rows are listed neither from front to back nor from back to front: seats together go by the list",
	);
}

/** Each category that the plan uses and does not list, once, where it is met first. */
function wonderAboutCategories(plan: PretixPlan, sections: readonly ReadZone[], notes: Notes): void {
	const { categories } = plan;
	if (!Array.isArray(categories) || categories.length === 0) return;
	const listed = categories.map((category: Json) => (isObject(category) ? String(category["name"]).trim() : ""));
	const known = new Set<string | undefined>(listed.map((name) => shortened(name)));
	for (const { path, category } of sections.flatMap(({ blocks }) => blocks.flatMap(({ seats }) => seats))) {
		if (known.has(category)) continue;
		known.add(category);
		const what = category === undefined ? "the seat has no category" : `the plan lists no category ${category}`;
		notes.wonder([...path, "category"], what);
	}
}

/** Objects have keys like "2" and "10" first and in ascending order, whatever the plan's. */
function wonderAboutOrder(sections: readonly (readonly [string, unknown])[], notes: Notes): void {
	const order = Object.keys(Object.fromEntries(sections));
	if (sections.every(([section], place) => section === order[place])) return;
	notes.wonder(["zones"], "zones named by a number come first and in ascending order");
}
