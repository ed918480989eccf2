/** What Lambda accepts from a function: 6 MB of JSON, in which the body is a string. */
import { expect, test } from "@jest/globals";
import { answer, isTooLarge } from "../../../lambdas/http/answer.ts";

const LIMIT = 6 * 1_024 * 1_024;

test.each([
	["plain letters", "x"],
	["quotation marks", '"'],
	["backslashes", "\\"],
	["letters of two bytes", "é"],
	["characters of four bytes", "🎭"],
	["line breaks, which JSON writes as a backslash and a letter", "\n"],
])("an answer of %s is too large if Lambda would get more than 6 MB", (_, filling) => {
	const sizeOf = (times: number, more: number) => {
		const whole = answer({ filling: filling.repeat(times), rest: "x".repeat(more) });
		return { bytes: Buffer.byteLength(JSON.stringify(whole)), isTooLarge: isTooLarge(whole) };
	};
	const empty = sizeOf(0, 0).bytes;
	const times = Math.floor((LIMIT - empty) / (sizeOf(1, 0).bytes - empty));
	const more = LIMIT - sizeOf(times, 0).bytes;

	expect(sizeOf(times, more)).toEqual({ bytes: LIMIT, isTooLarge: false });
	expect(sizeOf(times, more + 1)).toEqual({ bytes: LIMIT + 1, isTooLarge: true });
});
