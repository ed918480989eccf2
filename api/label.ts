/**
 * What a label is, and the other short texts that people hand in (contract §1, §3, §5). A label is compared and kept in
 * NFC, so its spellings in Unicode are one label. A document has no label that looks like another one.
 */

/** Characters of a label, an order and a reason. */
export const LABEL_LENGTH = 64;

/** Bytes of a label in UTF-8; of a seat's id, an order and a reason too. */
export const LABEL_BYTES = 128;

/** Characters of a seat's id: programs elsewhere make them, so they have all the bytes that there are. */
const SEAT_ID_LENGTH = LABEL_BYTES;

/**
 * No label and no id is longer than this in any spelling: NFD takes at most four units for a character. Longer texts are
 * not normalized, because to order a long run of combining marks takes time that grows with its square.
 */
export const MAX_SPELLING_LENGTH = 4 * SEAT_ID_LENGTH;

/** Every text without these characters is in NFC. */
const MAY_CHANGE_IN_NFC = /[\u0300-\uffff]/;

const ASCII = /^[ -~]+$/;
const CONTROL = /[\p{Cc}\p{Cs}]/u;

/** What has no width, or changes the direction of the text around it. */
const UNSEEN = "\\u200b\\u2060\\ufeff\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069";

/** White space at either end, and what nobody sees anywhere. */
const CONFUSING = new RegExp(`^\\s|\\s$|[${UNSEEN}]`, "u");

/** JSON Schemas, as far as a pattern can say it: it does not count bytes, and does not know NFC. */
export const LABEL_PATTERN = `^[^\\p{Cc}\\p{Cs}]{1,${LABEL_LENGTH}}$`;
export const REASON_PATTERN = `^([\\t\\n\\r]|[^\\p{Cc}\\p{Cs}]){1,${LABEL_LENGTH}}$`;
const CLEAR = `[^\\p{Cc}\\p{Cs}${UNSEEN}]`;
/** A name or another text that people are shown. */
export const shownTextPattern = (length: number) => `^(?!\\s)${CLEAR}{1,${length}}(?<!\\s)$`;
export const CLEAR_LABEL_PATTERN = shownTextPattern(LABEL_LENGTH);
export const SEAT_ID_PATTERN = shownTextPattern(SEAT_ID_LENGTH);

/** The text as it is compared and kept. */
export function inNfc(text: string): string {
	return text.length <= MAX_SPELLING_LENGTH && MAY_CHANGE_IN_NFC.test(text) ? text.normalize("NFC") : text;
}

/** Why a text cannot be an order, or in NFC a label; `undefined` if it can. */
export const whyNoLabel = (text: string) => whyNotText(text, LABEL_LENGTH);

/** Why a text cannot be a reason. It is written for people, so it may have several lines. */
export const whyNoReason = (text: string) => whyNotText(text.replaceAll(/[\t\n\r]/g, " "), LABEL_LENGTH);

/** Why a text in NFC cannot be a label of a document. */
export const whyNoClearLabel = (text: string) => whyNoLabel(text) ?? whyConfusing(text);

/** Why a text in NFC cannot be a seat's id. */
export const whyNoSeatId = (text: string) => whyNotText(text, SEAT_ID_LENGTH) ?? whyConfusing(text);

/** Why a text cannot be shown to people: a name, or words on a chart. */
export function whyNotShown(text: string, length: number): string | undefined {
	return whyNotMeasured(text, length) ?? whyConfusing(text);
}

function whyNotText(text: string, length: number): string | undefined {
	// Most texts are ASCII: for them a character is a byte.
	if (text.length <= length && ASCII.test(text)) return undefined;
	const why = whyNotMeasured(text, length);
	if (why !== undefined) return why;
	return Buffer.byteLength(text) > LABEL_BYTES ? `expected at most ${LABEL_BYTES} bytes in UTF-8` : undefined;
}

function whyNotMeasured(text: string, length: number): string | undefined {
	// A character has one or two units: longer texts need not be counted.
	const isTooLong = text.length > 2 * length || Array.from(text).length > length;
	return text === "" || isTooLong || CONTROL.test(text)
		? `expected 1 to ${length} characters without control characters`
		: undefined;
}

function whyConfusing(text: string): string | undefined {
	const [found] = CONFUSING.exec(text) ?? [];
	if (found === undefined) return undefined;
	const code = found.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
	return /\s/.test(found) && found !== "\ufeff"
		? `expected no white space at either end, found U+${code}`
		: `expected no invisible characters, found U+${code}`;
}
