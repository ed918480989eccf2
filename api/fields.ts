/** The fields that requests, answers and documents are made of (contract §1, §4): each checks, types and describes itself. */
import * as z from "zod/mini";
import {
	CLEAR_LABEL_PATTERN,
	inNfc,
	LABEL_PATTERN,
	REASON_PATTERN,
	SEAT_ID_PATTERN,
	shownTextPattern,
	whyNoClearLabel,
	whyNoLabel,
	whyNoReason,
	whyNoSeatId,
	whyNotShown,
} from "./label.ts";
import { mistakeWords } from "./mistake-words.ts";

z.config({ localeError: (issue) => mistakeWords(issue as z.core.$ZodIssue) });

export const describe = (text: string) => z.describe<never>(text) as never;

/** Adds words to the OpenAPI document; the function checks what they say by other means. */
export const say = (words: Readonly<Record<string, unknown>>) => z.meta<never>(words) as never;

const inBytes = (what: string) => `${what}; at most 128 bytes in UTF-8`;

/** Checks a text, and hands it on in NFC. */
const inNfcUnless = (whyNot: (text: string) => string | undefined) =>
	z.check<string>((payload) => {
		payload.value = inNfc(payload.value);
		refuseIf(whyNot, payload);
	});

/** Checks a text, and hands it on as it is: what a caller refers to by it is the caller's own. */
const asItIsUnless = (whyNot: (text: string) => string | undefined) =>
	z.check<string>((payload) => refuseIf(whyNot, payload));

function refuseIf(whyNot: (text: string) => string | undefined, { value, issues }: z.core.ParsePayload<string>): void {
	const message = whyNot(value);
	if (message !== undefined) issues.push({ code: "custom", message, input: value });
}

/** In a request. A label that no document can have is well-formed: it is only unknown. */
export const label = z
	.string()
	.check(
		inNfcUnless(whyNoLabel),
		say({ pattern: LABEL_PATTERN, description: inBytes("A section, row or seat label") }),
	);

/** In a document. */
export const clearLabel = z.string("expected a label: a text").check(
	inNfcUnless(whyNoClearLabel),
	say({
		pattern: CLEAR_LABEL_PATTERN,
		description: inBytes("A label"),
	}),
);

export const seatId = z.string("expected an id: a text").check(
	inNfcUnless(whyNoSeatId),
	say({
		pattern: SEAT_ID_PATTERN,
		description: inBytes("Identifies the physical seat, once in a document"),
	}),
);

/** A name, or words on a chart: they are for people, who must see what is there. */
export const shownText = (length: number, description: string) =>
	z.string(`expected a text of 1 to ${length} characters`).check(
		asItIsUnless((text) => whyNotShown(text, length)),
		say({ pattern: shownTextPattern(length), description }),
	);

export const eventId = z
	.string()
	.check(
		z.regex(/^[a-z0-9][a-z0-9-]{0,62}$/, "expected 1 to 63 of a-z, 0-9 and -, not beginning with -"),
		describe("An event's id"),
	);

export const token = z
	.string()
	.check(
		z.regex(/^[A-Za-z0-9_-]{22,128}$/, "expected 22 to 128 of A-Z, a-z, 0-9, _ and -"),
		describe("The secret that proves whose lock it is: at least 128 random bits"),
	);

/** A week: longer than any checkout, short enough that a mistake ends by itself. */
export const MAX_LOCK_SECONDS = 604_800;

export const lockLength = (text: string) => z.int().check(z.gte(1), z.lte(MAX_LOCK_SECONDS), describe(text));
export const seconds = lockLength(
	"How long the lock lasts: at most the lockSeconds of the event, and its maxLockSeconds to extend it",
);

export const order = z.string().check(
	asItIsUnless(whyNoLabel),
	say({
		pattern: LABEL_PATTERN,
		description: inBytes("The seller's own reference for the sale"),
	}),
);

export const instant = (text: string) => z.int().check(z.gte(0), describe(`${text}, epoch seconds`));
export const count = (text: string) => z.int().check(z.gte(0), describe(text));

export const seat = z.strictObject({ section: label, row: label, seat: label });

const asAnswered = z.optional(z.unknown().check(describe("As an answer gave it; not used")));

/** A seat as a request names it: an answer's seat can be sent back as it is. */
const namedSeat = z.strictObject({
	...seat.shape,
	available: asAnswered,
	status: asAnswered,
	expires: asAnswered,
	category: asAnswered,
	accessible: asAnswered,
	id: asAnswered,
});

/** How many entries a page has, at most and unless the request wants fewer. */
export const PAGE_LIMIT = 1_000;

/** The most seats of a request: DynamoDB writes 100 items in one transaction. */
export const MAX_SEATS = 100;

/** The seats of a body. More than that are well-formed, but refused on their own terms (422). */
export const seats = z
	.array(namedSeat)
	.check(
		z.minLength(1, "expected at least one seat"),
		say({ maxItems: MAX_SEATS, description: "No seat twice, and in a lock at most maxSeatsPerLock of the event" }),
	);

export const reason = z
	.string()
	.check(asItIsUnless(whyNoReason), say({ pattern: REASON_PATTERN, description: inBytes("Why the seat is off sale") }));
