/**
 * The event document (contract §5): one schema that checks it, types it and describes it in the OpenAPI document.
 * Only put-event and openapi load it; every other function reads documents that were accepted before.
 */
import * as z from "zod/mini";
import { clearLabel, MAX_LOCK_SECONDS, MAX_SEATS, order, reason, seatId, shownText } from "./fields.ts";
import { entriesByLabel, isObject, jsonPointer, listsRows } from "./json.ts";
import { byField, byLabel, choose, inOrder, MAX_MISTAKES, onlyIf } from "./parts.ts";

/** The most sections of an event: its record names them all. */
export const MAX_SECTIONS = 1_000;

/** Characters of an event's name. */
export const NAME_LENGTH = 256;

/** The event's record holds these comments, and a record is limited. Written as JSON, a character takes up to six bytes. */
const LONG_COMMENT_BYTES = 10_000;

/** The most categories of an event: they are in its record, too. */
export const MAX_CATEGORIES = 100;

/** What is drawn behind the seats is in the event's record as well. */
export const MAX_DECORATIONS = 200;
export const MAX_DECORATION_CORNERS = 2_000;
export const DECORATION_TEXT_LENGTH = 100;

/** The most corners of a section's outline. */
const MAX_OUTLINE_CORNERS = 200;

/** Lengths and places are at most this: more than any house has in millimeters. */
export const MAX_LENGTH = 1_000_000;

/** The shortest length of a thing: a chart is rounded, and must still show it. */
export const MIN_LENGTH = 0.001;

/** The widest gap of a row, in steps. */
export const MAX_GAP = 1_000;

export const COLOR = /^#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})$/;

/** The year 9999: any later instant is in the wrong unit (milliseconds). */
const MAX_INSTANT = 253_402_300_799;

function whole(
	least: number,
	most: number,
	description: string,
	expected = `expected a whole number from ${least} to ${most}`,
) {
	return z.int(expected).check(z.gte(least, expected), z.lte(most, expected), z.describe(description));
}

function instant(description: string) {
	const expected = `expected epoch seconds: a whole number from 0 to ${MAX_INSTANT}`;
	return whole(0, MAX_INSTANT, `${description}, epoch seconds`, expected);
}
const lockLength = (description: string) => whole(1, MAX_LOCK_SECONDS, description);

const comment = z.string("expected a text").check(z.describe("For people who read the document"));
/** Whether comments in the event's record are short enough, together. */
function areShort(comments: readonly string[]): boolean {
	const text = comments.join("");
	return text.length <= LONG_COMMENT_BYTES && Buffer.byteLength(JSON.stringify(text)) - 2 <= LONG_COMMENT_BYTES;
}
const longComment = z.string("expected a text").check(
	z.refine((text) => areShort([text]), "expected a text of at most 10,000 bytes as it is written in JSON"),
	z.meta({ maxLength: LONG_COMMENT_BYTES, description: "For people who read the document; at most 10,000 bytes" }),
);

const seatFields = {
	status: z.optional(
		z
			.enum(["available", "locked", "sold", "blocked"], "expected available, locked, sold or blocked")
			.check(z.describe("The state of a seat that is new to the event; available")),
	),
	expires: z.optional(instant("When the lock of a locked seat ends, at most 7 days ahead")),
	order: z.optional(order),
	reason: z.optional(reason),
	accessible: z.optional(z.boolean("expected true or false")),
	category: z.optional(clearLabel),
	id: z.optional(seatId),
	_comment: z.optional(comment),
};

type SeatFields = z.infer<z.ZodMiniObject<typeof seatFields>>;

/** Two fields are compared when both are right, whatever else is wrong in their object. */
const areRight =
	(...fields: string[]) =>
	({ issues }: Pick<z.core.ParsePayload, "issues">) =>
		!issues.some(({ path = [] }) => path.length === 0 || fields.some((field) => field === path[0]));

const expiresIfLocked = z.refine<SeatFields>(
	({ status, expires }) => (status === "locked") === (expires !== undefined),
	{
		path: ["expires"],
		error: "a locked seat needs the epoch second at which its lock ends; no other seat has one",
		when: areRight("status", "expires"),
	},
);
const reasonOnlyIfBlocked = z.refine<SeatFields>(({ status, reason }) => status === "blocked" || reason === undefined, {
	path: ["reason"],
	error: "only a blocked seat has a reason",
	when: areRight("status", "reason"),
});
const orderOnlyIfSold = z.refine<SeatFields>(({ status, order }) => status === "sold" || order === undefined, {
	path: ["order"],
	error: "only a sold seat has an order",
});

export const seat = onlyIf(
	isObject,
	'expected a seat: {"status": …}',
	byField(z.strictObject(seatFields).check(expiresIfLocked, reasonOnlyIfBlocked, orderOnlyIfSold)),
);

/**
 * The first server's form: `{ "A": { "1": {"status": "sold"}, "2": {} } }`. A section or a row may have a `category`, the
 * price level of its seats.
 */
const aboutSeats = { _comment: comment, category: clearLabel };
const rowsByLabel = labelled("rows", labelled("seats", seat, aboutSeats), aboutSeats);

const gap = z.null();
export const labelledSeat = onlyIf(
	(value) => isObject(value) && value["seat"] !== undefined,
	'expected a seat with its label: {"seat": …}',
	byField(
		z.strictObject({ seat: clearLabel, ...seatFields }).check(expiresIfLocked, reasonOnlyIfBlocked, orderOnlyIfSold),
	),
);
const place = choose(z.union([clearLabel, gap, labelledSeat]), (value) => {
	if (value === null) return gap;
	return isObject(value) ? labelledSeat : clearLabel;
});

function measure(least: number, most: number, description?: string) {
	const expected = `expected a number from ${least} to ${most}`;
	const number = z.number(expected).check(z.gte(least, expected), z.lte(most, expected));
	return description === undefined ? number : number.check(z.describe(description));
}

const length = (description: string) => measure(MIN_LENGTH, MAX_LENGTH, description);
const coordinate = measure(-MAX_LENGTH, MAX_LENGTH);

const A_CORNER = "expected a corner: [x, y]";
export const corner = onlyIf(
	(value) => Array.isArray(value) && value.length === 2,
	A_CORNER,
	inOrder(z.array(coordinate).check(z.minLength(2, A_CORNER), z.maxLength(2, A_CORNER), z.describe("x and y"))),
);

function cornersOfShape(least: number, most: number, description: string) {
	const expected = `expected ${least} to ${most} corners: [[x, y], …]`;
	return onlyIf(
		(value) => Array.isArray(value) && value.length >= least && value.length <= most,
		expected,
		inOrder(z.array(corner).check(z.minLength(least, expected), z.maxLength(most, expected), z.describe(description))),
	);
}

/** x and y of each seat, as a list of pairs or of numbers. */
const pairs = inOrder(z.array(corner));
const numbers = inOrder(z.array(coordinate));
const points = onlyIf(
	Array.isArray,
	"expected x and y of each seat: [[x, y], …] or [x, y, …]",
	choose(
		z
			.union([pairs, numbers])
			.check(z.describe("x and y of each seat, gaps left out: for a row that is neither a line nor an arc")),
		(value) => ((value as unknown[]).some(Array.isArray) ? pairs : numbers),
	),
);

const gapWidths = onlyIf(
	Array.isArray,
	"expected a width for each gap: [1.5, 2]",
	inOrder(z.array(measure(0, MAX_GAP)).check(z.describe("How wide each gap is, in steps; 1"))),
);

interface RowDrawing {
	readonly seats: readonly unknown[];
	readonly x?: number | undefined;
	readonly y?: number | undefined;
	readonly angle?: number | undefined;
	readonly step?: number | undefined;
	readonly turn?: number | undefined;
	readonly gaps?: readonly number[] | undefined;
	readonly points?: readonly unknown[] | undefined;
}

const pointsAlone = z.refine<RowDrawing>(
	({ points, x, y, angle, step, turn, gaps }) =>
		points === undefined || [x, y, angle, step, turn, gaps].every((one) => one === undefined),
	{ path: ["points"], error: "a row with points has no x, y, angle, step, turn or gaps", when: areRight("points") },
);
const pointForEachSeat = z.refine<RowDrawing>(
	({ seats, points }) => {
		if (points === undefined) return true;
		const given = points.some(Array.isArray) ? points.length : points.length / 2;
		return given === seats.filter((seat) => seat !== null).length;
	},
	{ path: ["points"], error: "expected x and y of each seat, gaps left out", when: areRight("points", "seats") },
);
const widthForEachGap = z.refine<RowDrawing>(
	({ seats, gaps }) => gaps === undefined || gaps.length === seats.filter((seat) => seat === null).length,
	{ path: ["gaps"], error: "expected a width for each gap", when: areRight("gaps", "seats") },
);
const firstPlace = measure(-MAX_LENGTH, MAX_LENGTH, "Where the middle of its first place is; y grows downwards");
export const row = onlyIf(
	(value) => isObject(value) && Array.isArray(value["seats"]),
	'expected a row: {"row": …, "seats": […]}',
	byField(
		z
			.strictObject({
				row: clearLabel,
				seats: inOrder(z.array(place).check(z.describe("In the row's order; null is a gap"))),
				category: z.optional(clearLabel),
				x: z.optional(firstPlace),
				y: z.optional(firstPlace),
				angle: z.optional(
					measure(
						-360,
						360,
						"The direction from the first place to the second: degrees clockwise from to the right; 0",
					),
				),
				step: z.optional(length("The distance from each place, seat or gap, to the next; the usual one")),
				turn: z.optional(measure(-180, 180, "By how many degrees the direction turns after each place, clockwise; 0")),
				gaps: z.optional(gapWidths),
				points: z.optional(points),
				labelAt: z.optional(
					z
						.enum(["start", "end", "both"], { error: 'expected "start", "end" or "both"' })
						.check(z.describe("At which of its ends its label is written, where there is room; both")),
				),
				_comment: z.optional(comment),
			})
			.check(pointsAlone, pointForEachSeat, widthForEachGap),
	),
);

/** `[{ "row": "A", "seats": ["1", null, {"seat": "2", "status": "sold"}] }]` */
const rowsInOrder = inOrder(z.array(row));

/** `{ "rows": […], "outline": [[x, y], …] }` */
const drawnSection = byField(
	z.strictObject({
		rows: rowsInOrder,
		category: z.optional(clearLabel),
		outline: z.optional(cornersOfShape(3, MAX_OUTLINE_CORNERS, "The corners of its outline")),
		_comment: z.optional(comment),
	}),
);

export const section = onlyIf(
	(value) => isObject(value) || Array.isArray(value),
	"expected rows: an object by row label, or an array of rows in order",
	choose(z.union([rowsByLabel, rowsInOrder, drawnSection]), (value) => {
		if (Array.isArray(value)) return rowsInOrder;
		return listsRows(value) ? drawnSection : rowsByLabel;
	}),
);
const sections = onlyIf(
	(value) => !isObject(value) || entriesByLabel(value).length <= MAX_SECTIONS,
	`expected at most ${MAX_SECTIONS} sections`,
	labelled("sections", section, { _comment: longComment }),
);

const A_COLOR = "expected a color: #rgb or #rrggbb";
const colorOf = (description: string) =>
	z.string(A_COLOR).check(z.regex(COLOR, A_COLOR), z.describe(`${description}#rgb or #rrggbb`));
const color = colorOf("");
export const category = onlyIf(
	isObject,
	'expected a category: {"color": …}',
	byField(
		z.strictObject({
			color: z.optional(color),
			_comment: z.optional(
				z
					.string("expected a text")
					.check(
						z.describe("For people who read the document; those of all categories together have at most 10,000 bytes"),
					),
			),
		}),
	),
);
/** The comments of categories, each under `_comment`, and the one about them all. */
function commentsIn(categories: unknown): readonly string[] {
	const all = isObject(categories) ? Object.values(categories) : [];
	return all.map((one) => (isObject(one) ? one["_comment"] : one)).filter((text) => typeof text === "string");
}
const categories = onlyIf(
	(value) => !isObject(value) || entriesByLabel(value).length <= MAX_CATEGORIES,
	`expected at most ${MAX_CATEGORIES} categories`,
	onlyIf(
		(value) => areShort(commentsIn(value)),
		"expected comments of at most 10,000 bytes in all as they are written in JSON",
		labelled("categories", category, { _comment: longComment }),
	),
);

const border = colorOf("The color of its outline: ");
const words = shownText(DECORATION_TEXT_LENGTH, "What is written there");
const x = measure(-MAX_LENGTH, MAX_LENGTH, "Where its middle is");
const y = measure(-MAX_LENGTH, MAX_LENGTH, "Where its middle is; it grows downwards");
const decorationForms = {
	area: byField(
		z.strictObject({
			kind: z.literal("area"),
			corners: cornersOfShape(3, MAX_DECORATION_CORNERS, "Its corners in order"),
			color: z.optional(color),
			border: z.optional(border),
			text: z.optional(words),
		}),
	),
	ellipse: byField(
		z.strictObject({
			kind: z.literal("ellipse"),
			x,
			y,
			width: length("From its left end to its right end"),
			height: length("From its top to its bottom"),
			color: z.optional(color),
			border: z.optional(border),
			text: z.optional(words),
		}),
	),
	text: byField(
		z.strictObject({
			kind: z.literal("text"),
			x,
			y,
			text: words,
			angle: z.optional(measure(-360, 360, "By how many degrees it is turned clockwise; 0")),
			size: z.optional(length("The height of its letters")),
			color: z.optional(color),
		}),
	),
};
const isKind = (kind: unknown): kind is keyof typeof decorationForms => Object.hasOwn(decorationForms, String(kind));
export const decoration = onlyIf(
	(value) => isObject(value) && isKind(value["kind"]),
	'expected a decoration: {"kind": "area", "ellipse" or "text", …}',
	choose(z.union([decorationForms.area, decorationForms.ellipse, decorationForms.text]), (value) => {
		return decorationForms[(value as { readonly kind: keyof typeof decorationForms }).kind];
	}),
);
const fewCorners = z.refine<readonly { readonly kind: string; readonly corners?: readonly unknown[] }[]>(
	(all) => all.reduce((sum, { corners = [] }) => sum + corners.length, 0) <= MAX_DECORATION_CORNERS,
	`expected at most ${MAX_DECORATION_CORNERS} corners in all`,
);
const FEW_DECORATIONS = `expected at most ${MAX_DECORATIONS} decorations: [{"kind": …}, …]`;
const decorations = onlyIf(
	(value) => Array.isArray(value) && value.length <= MAX_DECORATIONS,
	FEW_DECORATIONS,
	inOrder(
		z
			.array(decoration)
			.check(
				z.maxLength(MAX_DECORATIONS, FEW_DECORATIONS),
				z.describe("What is drawn behind the seats, the hindmost first"),
				fewCorners,
			),
	),
);

export const size = onlyIf(
	isObject,
	'expected a size: {"x": …, "y": …, "width": …, "height": …}',
	byField(
		z
			.strictObject({
				x: measure(-MAX_LENGTH, MAX_LENGTH, "Where its left side is"),
				y: measure(-MAX_LENGTH, MAX_LENGTH, "Where its top is"),
				width: length("Its width"),
				height: length("Its height"),
			})
			.check(z.describe("The least area that the chart shows; by default the smallest rectangle around everything")),
	),
);

export const header = {
	name: shownText(NAME_LENGTH, "What the event is called"),
	_comment: z.optional(longComment),
	opens: z.optional(instant("Locks are refused before it")),
	closes: z.optional(instant("Locks are refused from it on")),
	lockSeconds: z.optional(lockLength("How long a lock lasts that asks for no length; 600")),
	maxLockSeconds: z.optional(lockLength("The longest that a lock lasts in all, extended or not; 1800")),
	maxSeatsPerLock: z.optional(whole(1, MAX_SEATS, "How many seats one lock may take; 10")),
	categories: z.optional(categories),
	decorations: z.optional(decorations),
	size: z.optional(size),
};

type Header = z.infer<z.ZodMiniObject<typeof header>>;

const closesAfterOpening = z.refine<Header>(({ opens = -Infinity, closes = Infinity }) => opens < closes, {
	path: ["closes"],
	error: "must be later than opens",
	when: areRight("opens", "closes"),
});
const locksWithinLongest = z.refine<Header>(
	({ lockSeconds = 0, maxLockSeconds = Infinity }) => lockSeconds <= maxLockSeconds,
	{
		path: ["lockSeconds"],
		error: "must not be longer than maxLockSeconds",
		when: areRight("lockSeconds", "maxLockSeconds"),
	},
);

export const eventDocument = onlyIf(
	isObject,
	"expected an event document: a JSON object",
	byField(z.strictObject({ ...header, sections }).check(closesAfterOpening, locksWithinLongest)),
);

export type WrittenDocument = z.infer<typeof eventDocument>;
export type WrittenSection = z.infer<typeof section>;
export type WrittenSeat = z.infer<typeof seat>;

/** An object by label. A text under one of these keys is about the object; anything else there is a label like any other. */
function labelled<Value extends z.ZodMiniType>(
	what: string,
	value: Value,
	texts: Readonly<Record<string, z.ZodMiniType>>,
) {
	const aText = { description: "A text is about the whole; anything else has this label" };
	const described = z.meta({
		description: `The ${what} by their label`,
		properties: Object.fromEntries(Object.keys(texts).map((key) => [key, aText])),
	});
	const expected = `expected an object of ${what} by their label`;
	return onlyIf(isObject, expected, byLabel(z.record(clearLabel, value).check(described), texts));
}

/** Where a document is wrong, as JSON Pointers, and why: at most 100 places. With none it is a `WrittenDocument`. */
export function mistakesIn(document: unknown): { path: string; message: string }[] {
	const { error } = eventDocument.safeParse(document);
	const mistakes = (error?.issues ?? []).map(({ path, message }) => ({ path: jsonPointer(path), message }));
	// Zod checks a limit even where the type is wrong, and so finds the same mistake again.
	const isFirst = ({ path, message }: (typeof mistakes)[number], index: number) =>
		path !== mistakes[index - 1]?.path || message !== mistakes[index - 1]?.message;
	return mistakes.filter(isFirst).slice(0, MAX_MISTAKES);
}
