/**
 * After a restore, compares the sales in the table with the seller's own book, order by order. With --repair it also
 * sells again the seats whose sale the table lost. docs/operations/restore.md says how to get both files.
 */
import { type Order, readBook } from "./event/book.ts";
import { failure } from "./event/failure.ts";
import { moveSeats } from "./event/move-seats.ts";
import { printable } from "./event/printable.ts";
import { many } from "./event/report.ts";
import { readOptions, runCommand } from "./event/run-command.ts";
import { readSales, type Sale } from "./event/sales.ts";
import { publicService, type ServiceOptions, sellerService } from "./event/service-options.ts";

const USAGE = `npx tsx bin/reconcile.ts --sales FILE --book FILE [--repair --url https://… (SELLER_KEY in the environment)]

  --sales     what \`aws dynamodb scan\` wrote; docs/operations/restore.md has the command
  --book      one line for each order: {"event": "…", "order": "…", "seats": [{"section": "…", "row": "…", "seat": "…"}, …]}
  --insecure  sends the key over plain http: to another machine`;

type Seat = Sale["seat"];

/** The firewall counts requests by the minute, so a refused one must be repeated for longer than one. */
const PATIENCE_SECONDS = 120;

const keyOf = (event: string, { section, row, seat }: Seat) => JSON.stringify([event, section, row, seat]);

function compare(allSales: readonly Sale[], book: readonly Order[]) {
	const sales = new Map(allSales.map((sale) => [keyOf(sale.event, sale.seat), sale]));
	const stateOf = ({ event, order }: Order, seat: Seat) => {
		const sale = sales.get(keyOf(event, seat));
		return sale === undefined ? "lost" : sale.order === order ? "kept" : "another's";
	};
	const ordersWith = (state: ReturnType<typeof stateOf>): Order[] =>
		book.flatMap((order) => {
			const seats = order.seats.filter((seat) => stateOf(order, seat) === state);
			return seats.length > 0 ? [{ ...order, seats }] : [];
		});
	const inBook = new Set(book.flatMap(({ event, seats }) => seats.map((seat) => keyOf(event, seat))));
	const unknown = Array.from(sales).flatMap(([key, sale]) => (inBook.has(key) ? [] : [sale]));
	return { lost: ordersWith("lost"), taken: ordersWith("another's"), unknown };
}

/**
 * Sells the seats under their order, also while the event is closed or not open yet. Repeating it is safe, because a seat
 * that is sold under the order already counts as done. Returns the refusal, if any.
 */
function sellAgain(service: ServiceOptions, { event, order, seats }: Order) {
	return moveSeats(service, { event, verb: "sell", seats, order });
}

const lineOf = ({ event, order, seats }: Order) =>
	`${event}, order ${order}: ${seats.map(({ section, row, seat }) => `${section} ${row} ${seat}`).join(", ")}`;

/** A line for each seat; for those that a document sold, which may be half a house, a line for each order. */
function linesOf(sales: readonly Sale[]): string[] {
	const lines: string[] = [];
	const documents = new Map<string, number>();
	for (const { event, seat, order = "(none)", isFromDocument } of sales) {
		const ofOrder = `${event}, order ${order}`;
		if (isFromDocument) documents.set(ofOrder, (documents.get(ofOrder) ?? 0) + 1);
		else lines.push(`${keyOf(event, seat)} under order ${order}`);
	}
	const counts = Array.from(documents, ([ofOrder, count]) => `${ofOrder}: ${many(count, "seat")} sold by its document`);
	return [...lines, ...counts];
}

async function compareAndRepair(files: { sales: string; book: string }, service: ServiceOptions | undefined) {
	const { lost, taken, unknown } = compare(readSales(files.sales).sales, readBook(files.book));

	console.log(`${many(lost.length, "order")} lost by the table, completely or in part`);
	let failed = 0;
	for (const order of lost) {
		const refusal = service && (await sellAgain(service, order));
		if (refusal) failed += 1;
		const outcome = refusal ? `: NOT sold again: ${refusal.status} ${refusal.text}` : ": sold again";
		console.log(printable(`  ${lineOf(order)}${service ? outcome : ""}`));
	}
	console.log(`${many(taken.length, "order")} with seats that are sold under another order: a person must decide`);
	for (const order of taken) console.log(printable(`  ${lineOf(order)}`));
	console.log(`${many(unknown.length, "sold seat")} missing from the book: refunded since, or another seller's`);
	for (const line of linesOf(unknown)) console.log(printable(`  ${line}`));
	process.exitCode = failed > 0 ? 1 : 0;
}

await runCommand(async () => {
	const { sales, book, repair, url, insecure } = readOptions(
		{
			sales: { type: "string" },
			book: { type: "string" },
			repair: { type: "boolean", default: false },
			url: { type: "string" },
			insecure: { type: "boolean", default: false },
		},
		USAGE,
	);
	const key = process.env["SELLER_KEY"];
	if (!sales || !book) throw failure(USAGE);
	if (!repair) return compareAndRepair({ sales, book }, undefined);
	if (!url || !key) throw failure(USAGE);
	return compareAndRepair({ sales, book }, sellerService(publicService(url, PATIENCE_SECONDS), key, insecure));
});
