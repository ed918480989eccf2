/** Pages of CSV: each has a byte order mark and a header line, and a file has them once. */
import { notTicketSales } from "./accepted.ts";
import type { Answer } from "./ask.ts";
import { failure } from "./failure.ts";

/** What each page of taken seats begins with. */
const HEADER = /^\ufeffsection,row,seat,[\w,]*\r\n/;

/** The pages as one file, exactly as the service gives them. Fails if another service gave one of them. */
export function joinPages(pages: readonly Answer[]): string {
	return pages
		.map((page, index) => {
			const [header] = HEADER.exec(page.text) ?? [];
			if (header === undefined) throw failure(notTicketSales(page));
			return index === 0 ? page.text : page.text.slice(header.length);
		})
		.join("");
}
