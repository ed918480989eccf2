/** What a function returns to API Gateway. */
import type { Route } from "../../api/routes.ts";
import type { Seat } from "../../domain/seat.ts";
import type { SeatStates } from "../../store/event.ts";

/** API Gateway's response, payload version 2.0. */
export interface Answer {
	readonly statusCode: number;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string;
	readonly isBase64Encoded?: boolean;
}

/** Nothing may be kept by a cache, unless its route says so: see `cacheControlOf`. */
export const UNCACHED = "no-store";

/** For how long caches may answer. Counts and maps may be a second old, so the edge answers an audience that polls. */
const CACHE_CONTROL = {
	"a second": "public, max-age=1",
	"five minutes": "public, max-age=300",
	"a year": "public, max-age=31536000, immutable",
	"ask each time": "no-cache",
} as const satisfies Record<NonNullable<Route["caching"]>, string>;

export function cacheControlOf({ caching }: Pick<Route, "caching">): string {
	return caching === undefined ? UNCACHED : CACHE_CONTROL[caching];
}

/** The endpoint replaces the cache control by that of its route. */
export function answer(body: unknown, cacheControl: string = UNCACHED): Answer {
	return json(200, "application/json", body, { "cache-control": cacheControl });
}

const MAX_BYTES = 6 * 1_024 * 1_024;

/**
 * Lambda accepts 6 MB from a function, as JSON in which the body is a string; a larger answer becomes the gateway's
 * 500. A body is JSON itself, so each quotation mark and backslash gets a backslash. They are counted, because writing a
 * large body once more takes as long as writing it the first time.
 */
export function isTooLarge({ body, ...others }: Answer): boolean {
	const bytes = Buffer.from(body);
	let size = bytes.length + Buffer.byteLength(JSON.stringify({ ...others, body: "" }));
	if (size + bytes.length <= MAX_BYTES) return false;
	// Not "of": the iterator takes ten times as long.
	for (let index = 0; index < bytes.length; index++) {
		if (bytes[index] === QUOTATION_MARK || bytes[index] === BACKSLASH) size += 1;
	}
	return size > MAX_BYTES;
}

const QUOTATION_MARK = 0x22;
const BACKSLASH = 0x5c;

/** Whether a caller has the answer of this tag already. */
export function hasTag(ifNoneMatch: string | undefined, tag: string): boolean {
	const held = tagsIn(ifNoneMatch) ?? [];
	return held.includes(tag) || held.includes("*");
}

/** The same answer with its tag, or 304 without a body for a caller that already has it (RFC 9110 §13.1.2). */
export function tagged(whole: Answer, tag: string, ifNoneMatch: string | undefined): Answer {
	const found = withTag(whole, tag);
	if (!hasTag(ifNoneMatch, tag)) return found;
	const { "content-type": _, "content-encoding": __, ...headers } = found.headers;
	return { statusCode: 304, headers, body: "" };
}

/** The same answer with its tag. */
export const withTag = (whole: Answer, tag: string): Answer => ({
	...whole,
	headers: { ...whole.headers, etag: `"${tag}"` },
});

/** A tag up to its closing quotation mark, commas and all; anything else up to the next comma. */
const LISTED_TAG = /(?:W\/)?"[^"]*"?|[^\s,][^,]*/g;

/**
 * The tags in If-Match or If-None-Match, without quotation marks. The edge weakens tags when it compresses. Only a bare `*`
 * means any: one in quotation marks is a tag that nothing has, or a part of one (RFC 9110 §8.8.3).
 */
export function tagsIn(header: string | undefined): readonly string[] | undefined {
	if (header === undefined) return undefined;
	return (header.match(LISTED_TAG) ?? []).map((entry) => entry.trim().replace(/^(?:W\/)?"(?!\*"$)(.*)"$/, "$1"));
}

export function json(
	statusCode: number,
	contentType: string,
	body: unknown,
	headers: Readonly<Record<string, string>>,
): Answer {
	return {
		statusCode,
		headers: { "content-type": contentType, "x-content-type-options": "nosniff", ...headers },
		body: JSON.stringify(body),
	};
}

/** The answer of a verb: what happened, to the seats as they are now. */
export function moved(event: string, seats: SeatStates, state: string): Answer {
	return answer({ message: sentence(seats, state), event, seats });
}

/** The same for a lock, with the instant at which its first seat ends, epoch seconds, and the token if the caller gets it. */
export function locked(event: string, seats: SeatStates, state: string, token?: string): Answer {
	const expires = Math.min(...seats.flatMap((seat) => seat.expires ?? []));
	return answer({ message: sentence(seats, state), event, token, expires, seats });
}

/** "seat 3 of row a, orchestra is locked", "4 seats are locked". */
export function sentence(seats: readonly Seat[], state: string): string {
	return `${subject(seats)} ${seats.length === 1 ? "is" : "are"} ${state}`;
}

/** "seat 3 of row a, orchestra" or "4 seats". */
export function subject(seats: readonly Seat[]): string {
	const [first] = seats;
	return seats.length === 1 && first
		? `seat ${first.seat} of row ${first.row}, ${first.section}`
		: `${seats.length} seats`;
}
