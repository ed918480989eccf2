/** Reads the sales of a table as `aws dynamodb scan` writes them; docs/operations/restore.md has the command. */
import * as z from "zod/mini";
import type { Seat } from "../../domain/seat.ts";
import { failure } from "./failure.ts";
import { readJsonFile } from "./json-file.ts";
import { isObject } from "./json-object.ts";
import { printable } from "./printable.ts";

export interface Sale {
	readonly event: string;
	readonly seat: Seat;
	/** `undefined` if the seat was claimed without an order. */
	readonly order: string | undefined;
}

const text = z.object({ S: z.string() });
const scan = z.object({ Items: z.array(z.object({ pk: text, sk: text, order: z.optional(text) })) });

/** @param file `{"Items": [{"pk": {"S": …}, "sk": {"S": …}, "order": {"S": …}}, …]}` */
export function readSales(file: string): Sale[] {
	const json = readJsonFile(file);
	const read = z.safeParse(scan, json);
	if (!read.success) {
		const at = read.error.issues[0]?.path.join("/") ?? "";
		throw failure(printable(`${file} is not what \`aws dynamodb scan\` wrote: see /${at}.`));
	}
	// Sales that the scan did not reach would look lost.
	if (isObject(json) && ["LastEvaluatedKey", "NextToken"].some((more) => json[more])) {
		throw failure(printable(`${file} is only the beginning of a scan: scan the whole table.`));
	}
	return read.data.Items.map(({ pk, sk, order }) => {
		const end = pk.S.indexOf("#");
		const labels = rowAndSeat(sk.S);
		if (end < 0 || labels === undefined) {
			throw failure(printable(`${file} has a record that is not a sale: pk ${pk.S}, sk ${sk.S}.`));
		}
		// An event's id has no `#`, so the first one ends it.
		const seat = { section: pk.S.slice(end + 1), ...labels };
		return { event: pk.S.slice(0, end), seat, order: order?.S };
	});
}

/** JSON separates the two. */
function rowAndSeat(sortKey: string): { row: string; seat: string } | undefined {
	try {
		const [row, seat] = z.parse(z.tuple([z.string(), z.string()]), JSON.parse(sortKey));
		return { row, seat };
	} catch {
		return undefined;
	}
}
