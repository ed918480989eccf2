/**
 * After a restore, compares the sales in the table with the seller's own book, order by order. With --repair it also
 * sells again the seats whose sale the table lost. docs/operations/restore.md says how to get both files.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import type { ServiceOptions } from "./event/ask.ts";
import { isFailure } from "./event/failure.ts";
import { moveSeats } from "./event/move-seats.ts";
import { many } from "./event/report.ts";
import { readSales, type Sale } from "./event/sales.ts";

const USAGE = `npx tsx bin/reconcile.ts --sales FILE --book FILE [--repair --url https://… (SELLER_KEY in the environment)]

  --sales  what \`aws dynamodb scan\` wrote: {"Items": [{"pk": {"S": …}, "sk": {"S": …}, "order": {"S": …}}, …]}
  --book   one line for each order: {"event": "…", "order": "…", "seats": [{"section": "…", "row": "…", "seat": "…"}, …]}`;

type Seat = Sale["seat"];

interface Order {
	readonly event: string;
	readonly order: string;
	readonly seats: readonly Seat[];
}

/** The firewall counts locks by the minute, so a refused request must be repeated for longer than one. */
const PATIENCE_SECONDS = 120;

const keyOf = (event: string, { section, row, seat }: Seat) => JSON.stringify([event, section, row, seat]);

const readBook = (file: string): Order[] =>
	readFileSync(file, "utf8")
		.split("\n")
		.filter((line) => line.trim() !== "")
		.map((line) => JSON.parse(line));

function compare(allSales: readonly Sale[], book: readonly Order[]) {
	/** The order of each sold seat; an empty string if it was sold without one. */
	const sales = new Map(allSales.map(({ event, seat, order = "" }) => [keyOf(event, seat), order]));
	const stateOf = ({ event, order }: Order, seat: Seat) => {
		const sale = sales.get(keyOf(event, seat));
		return sale === undefined ? "lost" : sale === order ? "kept" : "another's";
	};
	const ordersWith = (state: ReturnType<typeof stateOf>) =>
		book.flatMap((order) => {
			const seats = order.seats.filter((seat) => stateOf(order, seat) === state);
			return seats.length > 0 ? [{ ...order, seats }] : [];
		});
	const inBook = new Set(book.flatMap(({ event, seats }) => seats.map((seat) => keyOf(event, seat))));
	const unknown = [...sales].filter(([key]) => !inBook.has(key));
	return { lost: ordersWith("lost"), taken: ordersWith("another's"), unknown };
}

/** Locks and claims. Repeating it is safe, because an order's token is always the same. Returns the refusal, if any. */
async function sellAgain(service: ServiceOptions, { event, order, seats }: Order) {
	const token = createHash("sha256")
		.update(JSON.stringify([service.key, event, order]))
		.digest("base64url");
	// Seats that an earlier run sold again cannot be locked, but their claim can be repeated and changes nothing.
	const { moved: claimedAlready } = await moveSeats(service, { event, verb: "claim", seats, token, order });
	const left = seats.slice(claimedAlready.length);
	const locks = await moveSeats(service, { event, verb: "lock", seats: left, token });
	if (locks.refusal) {
		// Half an order is of no use, and other buyers want its seats.
		await moveSeats(service, { event, verb: "unlock", seats: locks.moved, token });
		return locks.refusal;
	}
	return (await moveSeats(service, { event, verb: "claim", seats: left, token, order })).refusal;
}

const lineOf = ({ event, order, seats }: Order) =>
	`${event}, order ${order}: ${seats.map(({ section, row, seat }) => `${section} ${row} ${seat}`).join(", ")}`;

async function main(files: { sales: string; book: string }, service: ServiceOptions | undefined) {
	const { lost, taken, unknown } = compare(readSales(files.sales), readBook(files.book));

	console.log(`${many(lost.length, "order")} lost by the table, completely or in part`);
	let failed = 0;
	for (const order of lost) {
		const refusal = service && (await sellAgain(service, order));
		if (refusal) failed += 1;
		const outcome = refusal ? `: NOT sold again: ${refusal.status} ${refusal.text}` : ": sold again";
		console.log(`  ${lineOf(order)}${service ? outcome : ""}`);
	}
	console.log(`${many(taken.length, "order")} with seats that are sold under another order: a person must decide`);
	for (const order of taken) console.log(`  ${lineOf(order)}`);
	console.log(`${many(unknown.length, "sold seat")} missing from the book: refunded since, or another seller's`);
	for (const [key, order] of unknown) console.log(`  ${key} under order ${order || "(none)"}`);
	process.exitCode = failed > 0 ? 1 : 0;
}

const { values } = parseArgs({
	options: {
		sales: { type: "string" },
		book: { type: "string" },
		repair: { type: "boolean", default: false },
		url: { type: "string" },
	},
});
const { sales, book, url } = values;
const sellerKey = process.env["SELLER_KEY"];
if (!sales || !book || (values.repair && !(url && sellerKey))) {
	console.error(USAGE);
	process.exitCode = 1;
} else {
	try {
		const service = url && sellerKey ? { url, key: sellerKey, patienceSeconds: PATIENCE_SECONDS } : undefined;
		await main({ sales, book }, values.repair ? service : undefined);
	} catch (error) {
		console.error(isFailure(error) ? error.message : error);
		process.exitCode = 1;
	}
}
