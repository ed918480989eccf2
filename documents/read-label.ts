/** Reads labels and other texts of a pretix seating plan, more leniently than those of an event document. */
import type { Path } from "../api/json.ts";
import { inNfc, LABEL_BYTES, LABEL_LENGTH, MAX_SPELLING_LENGTH, whyNoClearLabel } from "../api/label.ts";
import { cutLabel } from "./distinct-labels.ts";
import type { Report } from "./report.ts";

/** A label without blanks around it, in NFC, cut if it is too long; `undefined` if there is none. */
export function readLabel(value: unknown, path: Path, report: Report): string | undefined {
	const text = readText(value, path, report);
	if (text === undefined) return undefined;
	// Whatever is beyond the longest spelling is cut off in the end.
	const whole = inNfc(text.slice(0, MAX_SPELLING_LENGTH));
	const cut = cutLabel(whole);
	const limit = `${LABEL_LENGTH} characters and ${LABEL_BYTES} bytes`;
	if (cut !== whole) report.oddity(path, `the label is too long: it is cut to ${limit}`);
	const why = whyNoClearLabel(cut);
	if (why === undefined) return cut;
	report.mistake(path, why);
	return undefined;
}

/** A text without blanks around it. A number counts as its digits. */
export function readText(value: unknown, path: Path, report: Report): string | undefined {
	if (value === undefined || value === null) return undefined;
	if (typeof value === "string") return value.trim() || undefined;
	if (typeof value === "number") return String(value);
	report.mistake(path, "expected a text");
	return undefined;
}
