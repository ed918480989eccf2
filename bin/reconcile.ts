/**
 * After a restore: holds what the table says is sold against the seller's own book, order by order, and on request
 * sells again what the table has forgotten. docs/operations.md ("The table as it was") says where both files come from.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import type { ServiceOptions } from "./event/ask.ts";
import { isFailure } from "./event/failure.ts";
import { moveSeats } from "./event/move-seats.ts";
import { readSales, type Sale } from "./event/sales.ts";

const usage = `npx tsx bin/reconcile.ts --sales FILE --book FILE [--repair --url https://… (SELLER_KEY in the environment)]

  --sales  what \`aws dynamodb scan\` wrote: {"Items": [{"pk": {"S": …}, "sk": {"S": …}, "order": {"S": …}}, …]}
  --book   a line for each order: {"event": "…", "order": "…", "seats": [{"section": "…", "row": "…", "seat": "…"}, …]}`;

type Seat = Sale["seat"];

interface Order {
	readonly event: string;
	readonly order: string;
	readonly seats: readonly Seat[];
}

/** For how many seconds a request is sent again: the firewall, which counts locks by the minute, asks for one. */
const patience = 120;

const keyOf = (event: string, { section, row, seat }: Seat) => JSON.stringify([event, section, row, seat]);

const readBook = (file: string): Order[] =>
	readFileSync(file, "utf8")
		.split("\n")
		.filter((line) => line.trim() !== "")
		.map((line) => JSON.parse(line));

function compare(allSales: readonly Sale[], book: readonly Order[]) {
	/** The order under which each seat is sold; a sale without one is the empty text. */
	const sales = new Map(allSales.map(({ event, seat, order = "" }) => [keyOf(event, seat), order]));
	const soldAs = ({ event, order }: Order, seat: Seat) => {
		const sale = sales.get(keyOf(event, seat));
		return sale === undefined ? "forgotten" : sale === order ? "kept" : "another's";
	};
	const ofOrders = (state: ReturnType<typeof soldAs>) =>
		book.flatMap((order) => {
			const seats = order.seats.filter((seat) => soldAs(order, seat) === state);
			return seats.length > 0 ? [{ ...order, seats }] : [];
		});
	const inBook = new Set(book.flatMap(({ event, seats }) => seats.map((seat) => keyOf(event, seat))));
	const unknown = [...sales].filter(([key]) => !inBook.has(key));
	return { forgotten: ofOrders("forgotten"), taken: ofOrders("another's"), unknown };
}

/** Locks and claims; repeating it changes nothing, because an order's token is always the same. Gives back the refusal. */
async function sellAgain(service: ServiceOptions, { event, order, seats }: Order) {
	const token = createHash("sha256")
		.update(JSON.stringify([service.key, event, order]))
		.digest("base64url");
	// Seats that an earlier run has sold again cannot be locked, and a claim that is repeated changes nothing.
	const { moved: claimedAlready } = await moveSeats(service, { event, verb: "claim", seats, token, order });
	const left = seats.slice(claimedAlready.length);
	const locks = await moveSeats(service, { event, verb: "lock", seats: left, token });
	if (locks.refusal) {
		// Nobody waits for a part of an order, and buyers do for its seats.
		await moveSeats(service, { event, verb: "unlock", seats: locks.moved, token });
		return locks.refusal;
	}
	return (await moveSeats(service, { event, verb: "claim", seats: left, token, order })).refusal;
}

const told = ({ event, order, seats }: Order) =>
	`${event}, order ${order}: ${seats.map(({ section, row, seat }) => `${section} ${row} ${seat}`).join(", ")}`;

async function main(files: { sales: string; book: string }, service: ServiceOptions | undefined) {
	const { forgotten, taken, unknown } = compare(readSales(files.sales), readBook(files.book));

	console.log(`${forgotten.length} orders that the table has forgotten, wholly or in part`);
	let failed = 0;
	for (const order of forgotten) {
		const refusal = service && (await sellAgain(service, order));
		if (refusal) failed += 1;
		const outcome = refusal ? `: NOT sold again: ${refusal.status} ${refusal.text}` : ": sold again";
		console.log(`  ${told(order)}${service ? outcome : ""}`);
	}
	console.log(`${taken.length} orders whose seats are sold under another order: for people to decide`);
	for (const order of taken) console.log(`  ${told(order)}`);
	console.log(`${unknown.length} seats sold that the book does not have: refunded since, or another seller's`);
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
	console.error(usage);
	process.exitCode = 1;
} else {
	try {
		await main({ sales, book }, values.repair && url && sellerKey ? { url, key: sellerKey, patience } : undefined);
	} catch (error) {
		console.error(isFailure(error) ? error.message : error);
		process.exitCode = 1;
	}
}
