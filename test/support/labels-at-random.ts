/** Random labels. They often contain what breaks separators, paths, scripts of other languages, or JavaScript objects. */
import fc from "fast-check";
import { whyNoClearLabel } from "../../api/label.ts";

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
	"\ufffd",
	"Ряд",
	"席",
	"__proto__",
	"constructor",
	"toString",
	"hasOwnProperty",
	"x".repeat(64),
	"🎭".repeat(32),
	'"'.repeat(64),
] as const;

/** Any label that a document may have (contract §1, §5). */
export const aLabel: fc.Arbitrary<string> = fc.oneof(
	fc.constantFrom(...ODD_LABELS),
	fc.string({ unit: fc.constantFrom("a", "#", '"', ",", "\\", "[", "]", "/"), minLength: 1, maxLength: 5 }),
	fc
		.string({ unit: "binary", minLength: 1, maxLength: 64 })
		.map((label) => label.normalize("NFC"))
		.filter((label) => whyNoClearLabel(label) === undefined),
);

export const aSeat = fc.record({ section: aLabel, row: aLabel, seat: aLabel });

export const anEventId = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,62}$/);
