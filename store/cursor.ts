/** Where a page ended, as text that a caller sends back to get the next one. */
import { rowSeatKey } from "../domain/plan.ts";
import { refuse } from "../domain/refusal.ts";

export type Cursor = readonly [string, ...string[]];

export const cursorOf = (cursor: Cursor): string => Buffer.from(JSON.stringify(cursor)).toString("base64url");

/** Refuses what no page gave. */
export function readCursor(text: string): Cursor {
	try {
		const cursor: unknown = JSON.parse(Buffer.from(text, "base64url").toString());
		const isCursor = Array.isArray(cursor) && cursor.length > 0 && cursor.every((part) => typeof part === "string");
		return isCursor ? (cursor as unknown as Cursor) : noSuchPage();
	} catch {
		return noSuchPage();
	}
}

/** Whether this is the key of a seat in its section, as `rowSeatKey` writes it. */
export function isSeatKey(key: string): boolean {
	try {
		const [row, seat] = JSON.parse(key) as unknown[];
		return typeof row === "string" && typeof seat === "string" && rowSeatKey(row, seat) === key;
	} catch {
		return false;
	}
}

export function noSuchPage(): never {
	return refuse({ kind: "invalid-request", errors: [{ path: "/after", message: "expected `next` of a page" }] });
}
