/** The fields that requests, answers and documents are made of (contract §1, §4): each checks, types and describes itself. */
import * as z from "zod/mini";
import english from "zod/v4/locales/en.js";

// English alone: all languages would add 200 KB to every function.
z.config(english());

export const describe = (text: string) => z.describe<never>(text) as never;

/** Adds words to the OpenAPI document; the function checks what they say by other means. */
export const say = (words: Readonly<Record<string, unknown>>) => z.meta<never>(words) as never;

export const label = z
	.string()
	.check(
		z.regex(/^[^\p{Cc}\p{Cs}]{1,64}$/u, "expected 1 to 64 characters without control characters"),
		describe("A section, row or seat label"),
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

export const lockLength = (text: string) => z.int().check(z.gte(1), z.lte(604_800), describe(text));
export const seconds = lockLength("How long the lock lasts, at most maxLockSeconds of the event");

export const order = z
	.string()
	.check(
		z.regex(/^[^\p{Cc}\p{Cs}]{1,128}$/u, "expected 1 to 128 characters without control characters"),
		describe("The seller's own reference for the sale"),
	);

export const instant = (text: string) => z.int().check(z.gte(0), describe(`${text}, epoch seconds`));
export const count = (text: string) => z.int().check(z.gte(0), describe(text));

export const seat = z.strictObject({ section: label, row: label, seat: label });

/** The seats of a body. More than a hundred are well-formed, but refused on their own terms (422). */
export const seats = z
	.array(seat)
	.check(
		z.minLength(1, "expected at least one seat"),
		say({ maxItems: 100, description: "No seat twice, and in a lock at most maxSeatsPerLock of the event" }),
	);

export const reason = z
	.string()
	.check(
		z.regex(/^[^\p{Cc}\p{Cs}]{1,256}$/u, "expected 1 to 256 characters without control characters"),
		describe("Why the seat is off sale"),
	);
