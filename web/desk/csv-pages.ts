/** A list of taken seats comes as CSV in pages (contract §4.3), each with a heading of its own: one file of all of them. */
const BYTE_ORDER_MARK = "\uFEFF";

export function joinCsv(pages: readonly string[]): string {
	return pages.map((page, index) => (index === 0 ? page : page.slice(page.indexOf("\n") + 1))).join("");
}

/** With the mark by which a spreadsheet knows that it reads UTF-8; a browser drops it when it reads a text. */
export const withMark = (csv: string): string => (csv.startsWith(BYTE_ORDER_MARK) ? csv : `${BYTE_ORDER_MARK}${csv}`);

/** The `after` of the next page, in the `Link` of an answer; undefined if it was the last page. */
export function nextPageIn(link: string | null): string | undefined {
	const target = /<([^>]*)>\s*;[^,]*\brel="?next"?/.exec(link ?? "")?.[1];
	if (target === undefined) return undefined;
	return new URLSearchParams(target.slice(target.indexOf("?") + 1)).get("after") ?? undefined;
}
