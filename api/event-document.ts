/**
 * The event document (contract §5): one schema that checks it, types it and describes it in the OpenAPI document.
 * Only put-event and openapi load it; every other function reads documents that were accepted before.
 */
import * as z from "zod/mini";
import { label } from "./fields.ts";
import { entriesByLabel, isObject, jsonPointer, type Path } from "./json.ts";
import { byField, byLabel, choose, hasRoom, inOrder, MAX_MISTAKES, onlyIf } from "./parts.ts";

/** The most sections of an event: its record names them all. */
export const MAX_SECTIONS = 1_000;

/** Characters of an event's name. */
export const NAME_LENGTH = 256;

/** The event's record holds these comments, and a record is limited. */
const LONG_COMMENT_LENGTH = 10_000;

/** A week: longer than any checkout, short enough that a mistake ends by itself. */
const MAX_LOCK_SECONDS = 604_800;

/** The year 9999: any later instant is in the wrong unit (milliseconds). */
const MAX_INSTANT = 253_402_300_799;

/** DynamoDB writes 100 items in one transaction. */
const MAX_SEATS = 100;

function whole(least: number, most: number, description: string) {
	const expected = `expected a whole number from ${least} to ${most}`;
	return z.int(expected).check(z.gte(least, expected), z.lte(most, expected), z.describe(description));
}

function text(least: number, most: number, description: string) {
	const expected = `expected a text of ${least} to ${most} characters`;
	return z.string(expected).check(z.minLength(least, expected), z.maxLength(most, expected), z.describe(description));
}

const instant = (description: string) => whole(0, MAX_INSTANT, `${description}, epoch seconds`);
const lockLength = (description: string) => whole(1, MAX_LOCK_SECONDS, description);

const comment = z.string("expected a text").check(z.describe("For people who read the document"));
const longComment = text(0, LONG_COMMENT_LENGTH, "For people who read the document");

const seatFields = {
	status: z.optional(
		z
			.enum(["available", "locked", "sold", "blocked"], "expected available, locked, sold or blocked")
			.check(z.describe("The state of a seat that is new to the event; available")),
	),
	expires: z.optional(instant("When the lock of a locked seat ends")),
	reason: z.optional(text(1, 256, "Why a blocked seat is off sale")),
	accessible: z.optional(z.boolean("expected true or false")),
	category: z.optional(label),
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

const seat = onlyIf(
	isObject,
	'expected a seat: {"status": …}',
	byField(z.strictObject(seatFields).check(expiresIfLocked, reasonOnlyIfBlocked)),
);

/** The first server's form: `{ "A": { "1": {"status": "sold"}, "2": {} } }`. */
const rowsByLabel = labelled("rows", labelled("seats", seat));

const gap = z.null();
const labelledSeat = onlyIf(
	(value) => isObject(value) && label.safeParse(value["seat"]).success,
	"expected a seat with a label of 1 to 64 characters without control characters",
	byField(z.strictObject({ seat: label, ...seatFields }).check(expiresIfLocked, reasonOnlyIfBlocked)),
);
const place = choose(z.union([label, gap, labelledSeat]), (value) => {
	if (value === null) return gap;
	return isObject(value) ? labelledSeat : label;
});
const row = onlyIf(
	(value) => isObject(value) && Array.isArray(value["seats"]),
	'expected a row: {"row": …, "seats": […]}',
	byField(
		z.strictObject({
			row: label,
			seats: inOrder(z.array(place).check(z.describe("In the row's order; null is a gap"))),
			_comment: z.optional(comment),
		}),
	),
);

/** `[{ "row": "A", "seats": ["1", null, {"seat": "2", "status": "sold"}] }]` */
const rowsInOrder = inOrder(z.array(row).check(z.check(checkRepeats, { when: hasRoom })));

const section = onlyIf(
	(value) => isObject(value) || Array.isArray(value),
	"expected rows: an object by row label, or an array of rows in order",
	choose(z.union([rowsByLabel, rowsInOrder]), (value) => (isObject(value) ? rowsByLabel : rowsInOrder)),
);
const sections = onlyIf(
	(value) => !isObject(value) || entriesByLabel(value).length <= MAX_SECTIONS,
	`expected at most ${MAX_SECTIONS} sections`,
	labelled("sections", section, longComment),
);

const header = {
	name: text(1, NAME_LENGTH, "What the event is called"),
	_comment: z.optional(longComment),
	opens: z.optional(instant("Locks are refused before it")),
	closes: z.optional(instant("Locks are refused from it on")),
	lockSeconds: z.optional(lockLength("How long a lock lasts that does not ask for its own length; 600")),
	maxLockSeconds: z.optional(lockLength("The longest that a lock may last in all, however often it is extended; 1800")),
	maxSeatsPerLock: z.optional(whole(1, MAX_SEATS, "How many seats one lock may take; 10")),
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

/** An object by label. A `_comment` with a text is a comment; with anything else it is a label like any other. */
function labelled<Value extends z.ZodMiniType>(what: string, value: Value, about: z.ZodMiniType = comment) {
	const described = z.meta({
		description: `The ${what} by their label`,
		properties: { _comment: { description: "A text is a comment; anything else has this label" } },
	});
	const expected = `expected an object of ${what} by their label`;
	return onlyIf(isObject, expected, byLabel(z.record(label, value).check(described), about));
}

/**
 * In the other form JSON itself keeps seats apart: its labels are keys. Seats are compared whatever else is wrong, but
 * for rows and seats without a right label.
 */
function checkRepeats({ value: rows, issues }: z.core.ParsePayload<z.infer<typeof row>[]>): void {
	const wrong = new Set(issues.map(({ path = [] }) => jsonPointer(path)));
	const isWrong = (...path: Path) => wrong.size > 0 && wrong.has(jsonPointer(path));
	const seen = new Map<string, Set<string>>();
	for (const [index, row] of rows.entries()) {
		if (isWrong(index) || isWrong(index, "row")) continue;
		const seenInRow = seen.get(row.row) ?? new Set();
		seen.set(row.row, seenInRow);
		for (const [place, written] of row.seats.entries()) {
			if (issues.length >= MAX_MISTAKES) return;
			if (written === null || isWrong(index, "seats", place)) continue;
			const seat = typeof written === "string" ? written : written.seat;
			if (seenInRow.has(seat)) {
				const message = `seat ${seat} of row ${row.row} is twice in this section`;
				issues.push({ code: "custom", message, input: written, path: [index, "seats", place] });
			}
			seenInRow.add(seat);
		}
	}
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
