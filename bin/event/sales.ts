/** Reads the sales of a table as `aws dynamodb scan` writes them; docs/operations/restore.md has the command. */
import { readFileSync } from "node:fs";
import type { Seat } from "../../domain/seat.ts";

export interface Sale {
	readonly event: string;
	readonly seat: Seat;
	/** `undefined` if the seat was claimed without an order. */
	readonly order: string | undefined;
}

/** @param file `{"Items": [{"pk": {"S": …}, "sk": {"S": …}, "order": {"S": …}}, …]}` */
export function readSales(file: string): Sale[] {
	const { Items }: { Items: { pk: { S: string }; sk: { S: string }; order?: { S: string } }[] } = JSON.parse(
		readFileSync(file, "utf8"),
	);
	return Items.map(({ pk, sk, order }) => {
		// An event's id has no `#`, so the first one ends it; JSON separates row and seat.
		const end = pk.S.indexOf("#");
		const [row = "", seat = ""]: string[] = JSON.parse(sk.S);
		return { event: pk.S.slice(0, end), seat: { section: pk.S.slice(end + 1), row, seat }, order: order?.S };
	});
}
