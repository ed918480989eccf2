/** Event documents that make small houses: in both forms of the contract, with starting states, and as pretix plans. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Seat } from "../../domain/seat.ts";
import type { Random } from "../simulation/random.ts";
import { operations, resolve, type Schema } from "./operations.ts";

// biome-ignore lint/suspicious/noExplicitAny: documents are JSON that is taken apart and put together again
export type Json = any;

const SECTIONS = ["stalls", "circle", "box/1", "7", "Größe", "rang – links", "__proto__", "constructor", "𝒱"] as const;
const ROWS = ["A", "B", "1", "2", "a b", "É", "100%", "+", "[x]"] as const;
const CATEGORIES = ["gold", "silver"] as const;

/** The share of documents with hundreds of seats: more than one transaction, one page or one shard holds. */
const LARGE_SHARE = 0.02;
const LARGE_ROWS = 8;
const LARGE_SEATS = 60;

const PRETIX_PLAN = JSON.parse(
	readFileSync(join(import.meta.dirname, "../../test/documents/small-theatre.pretix.json"), "utf8"),
);

/** The properties of an event document, by the OpenAPI document. */
const properties = documentProperties();

function documentProperties(): Readonly<Record<string, Schema>> {
	const put = operations.find(({ method, path }) => method === "PUT" && path === "/events/{event}");
	const whole = resolve(put?.bodies[0]?.[1] ?? {});
	const forms = (whole.anyOf ?? whole.oneOf ?? [whole]).map((form) => resolve(form));
	return forms.find((form) => form.properties?.["sections"])?.properties ?? {};
}

/** @param now epoch seconds. */
export function randomDocument(random: Random, now: number): Json {
	if (random.chance(0.1)) return randomPretixPlan(random);
	const isLarge = random.chance(LARGE_SHARE);
	const labels = some(SECTIONS, 1 + random.below(3), random);
	const sections = labels.map((label) => [label, randomSection(random, now, isLarge)]);
	return { name: "House", ...randomSettings(random, now), sections: Object.fromEntries(sections) };
}

function randomSettings(random: Random, now: number): Json {
	const all: Record<string, unknown> = {
		opens: now + random.pick([-3_600, -3_600, -3_600, 5, 600]),
		closes: now + random.pick([86_400, 86_400, 86_400, 700, 30]),
		lockSeconds: random.pick([30, 120, 600]),
		maxLockSeconds: random.pick([600, 1_800, 86_400]),
		maxSeatsPerLock: random.pick([1, 4, 10, 100]),
		categories: { gold: { color: "#d4a017" }, silver: { color: "#c0c0c0" } },
		decorations: [{ kind: "text", x: random.below(100), y: 0, text: "Stage" }],
		size: { x: 0, y: 0, width: 100, height: 100 },
		_comment: "for people",
	};
	const names = Object.keys(all).filter((name) => name in properties && random.chance(0.3));
	if (!("categories" in properties) || names.includes("categories")) return pick(all, names);
	return pick(all, [...names, "categories"]);
}

const pick = (all: Record<string, unknown>, names: readonly string[]) =>
	Object.fromEntries(names.map((name) => [name, all[name]]));

function randomSection(random: Random, now: number, isLarge: boolean): Json {
	const rows = isLarge
		? Array.from({ length: LARGE_ROWS }, (_, index) => String(index + 1))
		: some(ROWS, random.below(4), random);
	const count = () => (isLarge ? LARGE_SEATS : 1 + random.below(8));
	const numbers = (length: number) => Array.from({ length }, (_, index) => String(index + 1));
	if (random.chance(0.4)) {
		const seatsOf = () => numbers(count()).map((number) => [number, randomSeat(random, now)]);
		return Object.fromEntries(rows.map((row) => [row, Object.fromEntries(seatsOf())]));
	}
	const place = (seat: string) => {
		if (random.chance(0.7)) return seat;
		return random.chance(0.1) ? null : { seat, ...randomSeat(random, now) };
	};
	const placed = rows.map((row) => {
		const seats = numbers(count()).map(place);
		const numSeats = seats.filter((seat) => seat !== null).length;
		const label = random.chance(0.2) && { labelAt: random.pick(["start", "end", "both"]) };
		return { row, ...randomPlace(random, numSeats, seats.length - numSeats), ...label, seats };
	});
	if (random.chance(0.7)) return placed;
	const outline = [
		[0, 0],
		[random.below(100) + 1, 0],
		[0, 9.5],
	];
	return { rows: placed, ...(random.chance(0.5) && { outline }), ...(random.chance(0.3) && { category: "gold" }) };
}

/** Where a row is: unknown, on a line or an arc, or a point for each of its seats. */
function randomPlace(random: Random, seats: number, gaps: number): Json {
	const number = () => random.below(2_000) / 10 - 100;
	switch (random.weighted({ unknown: 4, line: 4, points: 1 })) {
		case "line":
			return {
				x: number(),
				y: number(),
				angle: random.below(360),
				step: random.pick([0.55, 1, 20]),
				turn: number() / 20,
				...(random.chance(0.3) && { gaps: Array.from({ length: gaps }, () => random.below(40) / 10) }),
			};
		case "points":
			return { points: Array.from({ length: seats }, () => [number(), number()]) };
		default:
			return {};
	}
}

function randomSeat(random: Random, now: number): Json {
	const state = random.weighted({ available: 12, sold: 1, blocked: 1, locked: 1 });
	return {
		...(random.chance(0.2) && { category: random.pick(CATEGORIES) }),
		...(random.chance(0.1) && { accessible: random.chance(0.7) }),
		...(state !== "available" && { status: state }),
		...(state === "locked" && { expires: now + random.pick([20, 600, 86_400]) }),
		...(state === "blocked" && random.chance(0.5) && { reason: "house" }),
	};
}

function randomPretixPlan(random: Random): Json {
	const plan = structuredClone(PRETIX_PLAN);
	plan.zones = some(plan.zones, 1 + random.below(plan.zones.length), random);
	for (const zone of plan.zones) zone.rows = some(zone.rows, 1 + random.below(3), random);
	return plan;
}

/** The next version of a document that an event has: the same, or changed as a seller would change it. */
export function changedDocument(document: Json, random: Random, now: number): Json {
	const next = structuredClone(document);
	switch (random.weighted({ same: 2, settings: 2, section: 2, seat: 2, without: 1, order: 1 })) {
		case "settings":
			return { ...next, name: "House, renamed", ...randomSettings(random, now) };
		case "section":
			next.sections = { ...next.sections, [random.pick(SECTIONS)]: randomSection(random, now, false) };
			return next;
		case "seat":
			for (const section of Object.values<Json>(next.sections)) {
				const rows = orderedRows(section);
				const last = rows?.at(-1);
				// A point would be missing for the new seat.
				if (last?.points) delete last.points;
				if (rows) last?.seats.push(`new ${random.below(10)}`);
				else section[random.pick(ROWS)] ??= { 1: randomSeat(random, now) };
			}
			return next;
		case "without": {
			const labels = Object.keys(next.sections);
			if (labels.length > 0) delete next.sections[random.pick(labels)];
			return next;
		}
		case "order":
			next.sections = Object.fromEntries(Object.entries(next.sections).reverse());
			return next;
		default:
			return next;
	}
}

/** The seats of a document in either form; of anything else, none. */
export function seatsOfDocument(document: Json): Seat[] {
	if (!isObject(document?.sections)) return [];
	return Object.entries<Json>(document.sections).flatMap(([section, written]) => {
		const rows = orderedRows(written) ?? written;
		if (Array.isArray(rows)) {
			return rows.flatMap(({ row, seats = [] }: Json) =>
				seats.flatMap((place: Json) => (place === null ? [] : [{ section, row, seat: place.seat ?? place }])),
			);
		}
		return labelsOf(rows).flatMap((row) => labelsOf(rows[row]).map((seat) => ({ section, row, seat })));
	});
}

/** The rows of a section that lists them in order. */
const orderedRows = (section: Json): Json[] | undefined =>
	Array.isArray(section) ? section : Array.isArray(section?.rows) ? section.rows : undefined;

const labelsOf = (object: Json): string[] => Object.keys(object ?? {}).filter((key) => isObject(object[key]));

const isObject = (value: Json) => typeof value === "object" && value !== null && !Array.isArray(value);

/** Some of the items, in random order. */
export function some<Item>(items: readonly Item[], count: number, random: Random): Item[] {
	const left = [...items];
	return Array.from({ length: Math.min(count, left.length) }, () => left.splice(random.below(left.length), 1)).flat();
}
