import { expect, test } from "@jest/globals";
import fc from "fast-check";
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
} from "../../api/label.ts";

test("a label has 1 to 64 characters, and an emoji counts as one", () => {
	const texts = ["", "🎭", "🎭".repeat(32), "x".repeat(64), "x".repeat(65), "é".repeat(64), "é".repeat(65)];

	expect(texts.map((text) => whyNoLabel(text) === undefined)).toEqual([false, true, true, true, false, true, false]);
});

test("a label has at most 128 bytes in UTF-8, and so do an order, a reason and an id", () => {
	const longest = "🎭".repeat(32);

	for (const whyNot of [whyNoLabel, whyNoClearLabel, whyNoReason, whyNoSeatId]) {
		expect(whyNot(longest)).toBeUndefined();
		expect(whyNot(`${longest}x`)).toBe("expected at most 128 bytes in UTF-8");
	}
	expect(whyNoSeatId("x".repeat(128))).toBeUndefined();
	expect(whyNoSeatId("x".repeat(129))).toBe("expected 1 to 128 characters without control characters");
});

test("an order and a reason have at most 64 characters, like a label", () => {
	for (const whyNot of [whyNoLabel, whyNoReason]) {
		expect(whyNot("é".repeat(64))).toBeUndefined();
		expect(whyNot("x".repeat(65))).toBe("expected 1 to 64 characters without control characters");
	}
});

test("control characters and unpaired surrogates are in no label", () => {
	for (const text of ["a\u0000", "\t", "a\u001f", "\u007f", "\u0085", "\u009f", "\ud83c", "\udfad", "\udfad\ud83c"]) {
		expect(whyNoLabel(text)).toBe("expected 1 to 64 characters without control characters");
	}
});

test("white space at either end and what cannot be seen are in no label of a document, but may be in a request", () => {
	const texts = [" 1", "1 ", "\u00a01", "1\u3000", " ", "1\u200b", "\u2060", "\ufeff1", "1\u202e2", "\u2067"];

	for (const text of texts) {
		expect(whyNoLabel(text)).toBeUndefined();
		expect(whyNoClearLabel(text)).toMatch(/^expected no (white space at either end|invisible characters), found U\+/);
	}
	expect(whyNoClearLabel("1\u200b")).toBe("expected no invisible characters, found U+200B");
	expect(whyNoClearLabel("a b\u00a0c 👩‍👩‍👧")).toBeUndefined();
});

test("a text that people are shown has nothing that cannot be seen, and a character of two units counts as one", () => {
	const right = ["Don Giovanni", "🎭".repeat(100), "x".repeat(100), "עברית", "👩‍👩‍👧", "a b"];
	const wrong = [
		"",
		"x".repeat(101),
		"🎭".repeat(101),
		"a\u202eb",
		"\u2067a",
		"a\u200b",
		" a",
		"a\u00a0",
		"\n",
		"a\nb",
		"\ud83c",
	];

	for (const text of right) expect([text, whyNotShown(text, 100)]).toEqual([text, undefined]);
	for (const text of wrong) expect(whyNotShown(text, 100)).toMatch(/^expected /);
});

test("every spelling of a label is the same label in NFC, and a text without spellings stays as it is", () => {
	const unit = fc.constantFrom(
		"e",
		"\u0301",
		"\u0323",
		"\u00e9",
		"\u1ea5",
		"\u1100",
		"\u1161",
		"\u11a8",
		"\ud834\uddbb",
		"x",
	);
	fc.assert(
		fc.property(fc.string({ unit, maxLength: 64 }), (text) => {
			expect(inNfc(text)).toBe(text.normalize("NFC"));
			expect(inNfc(text.normalize("NFD"))).toBe(text.normalize("NFC"));
		}),
	);
	fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => expect(inNfc(text)).toBe(text.normalize("NFC"))));
});

test("the longest label is found in its longest spelling", () => {
	// Four units for one character.
	const label = "\u1f82".repeat(42);

	expect(whyNoLabel(inNfc(label.normalize("NFD")))).toBeUndefined();
	expect(inNfc(label.normalize("NFD"))).toBe(label);
});

test("the published patterns are what is checked, except that they do not count bytes", () => {
	const unit = fc.constantFrom(
		"a",
		" ",
		"\u0000",
		"\u00a0",
		"\u200b",
		"\ufeff",
		"\u202e",
		"\u2028",
		"🎭",
		"\ud83c",
		"é",
	);
	const text = fc.oneof(
		fc.string({ unit, maxLength: 4 }),
		fc.tuple(unit, fc.constantFrom(63, 64, 65, 127, 128, 129)).map(([unit, times]) => unit.repeat(times)),
	);
	const patterns = [
		[LABEL_PATTERN, whyNoLabel],
		[CLEAR_LABEL_PATTERN, whyNoClearLabel],
		[REASON_PATTERN, whyNoReason],
		[SEAT_ID_PATTERN, whyNoSeatId],
	] as const;
	fc.assert(
		fc.property(text, (text) => {
			for (const [pattern, whyNot] of patterns) {
				const isShort = Buffer.byteLength(text) <= 128;
				expect(new RegExp(pattern, "u").test(text) && isShort).toBe(whyNot(text) === undefined);
			}
			const isShown = whyNotShown(text, 128) === undefined;
			expect(new RegExp(shownTextPattern(128), "u").test(text)).toBe(isShown);
		}),
		{ numRuns: 1_000 },
	);
});
