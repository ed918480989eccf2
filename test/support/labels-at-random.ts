/** Random labels. They often contain what breaks separators, paths, scripts of other languages, or JavaScript objects. */
import fc from "fast-check";

/** Labels that have broken other programs. */
export const ODD_LABELS = [
	"#",
	"a#b",
	"/",
	"a/b",
	"%",
	"%2F",
	"%00",
	"?",
	"a?b=c",
	"&",
	"+",
	" ",
	"..",
	"'",
	'"',
	'","',
	"\\",
	'\\"',
	"[",
	"]",
	"{seat}",
	"~",
	"event",
	"plan#",
	"null",
	"0",
	"-0",
	"1e3",
	"🎭",
	"👩‍👩‍👧",
	"é",
	"e\u0301",
	"\u202e1",
	"\u00a0",
	"\ufeff1",
	"\u2028",
	"\ufffd",
	"Ряд",
	"席",
	"__proto__",
	"constructor",
	"toString",
	"hasOwnProperty",
	"x".repeat(64),
	"🎭".repeat(64),
	'"'.repeat(64),
] as const;

/** Any label that contract §1 allows. */
export const aLabel: fc.Arbitrary<string> = fc.oneof(
	fc.constantFrom(...ODD_LABELS),
	fc.string({ unit: fc.constantFrom("a", "#", '"', ",", "\\", "[", "]", "/"), minLength: 1, maxLength: 5 }),
	fc
		.string({ unit: "binary", minLength: 1, maxLength: 64 })
		.filter((label) => /^[^\p{Cc}\p{Cs}]+$/u.test(label) && [...label].length <= 64),
);

export const aSeat = fc.record({ section: aLabel, row: aLabel, seat: aLabel });

export const anEventId = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,62}$/);
