/**
 * After a restore: holds what the table says is sold against the seller's own book, order by order, and on request
 * sells again what the table has forgotten. docs/operations.md ("The table as it was") says where both files come from.
 */

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";

const usage = `npx tsx bin/reconcile.ts --sales FILE --book FILE [--repair --url https://… (SELLER_KEY in the environment)]

  --sales  what \`aws dynamodb scan\` wrote: {"Items": [{"pk": {"S": …}, "sk": {"S": …}, "order": {"S": …}}, …]}
  --book   a line for each order: {"event": "…", "order": "…", "seats": [{"section": "…", "row": "…", "seat": "…"}, …]}`;

interface Seat {
	readonly section: string;
	readonly row: string;
	readonly seat: string;
}

interface Order {
	readonly event: string;
	readonly order: string;
	readonly seats: readonly Seat[];
}

const keyOf = (event: string, { section, row, seat }: Seat) => JSON.stringify([event, section, row, seat]);

/** The order under which each seat is sold; a sale without one is the empty text. */
const readSales = (file: string): ReadonlyMap<string, string> => {
	const { Items }: { Items: { pk: { S: string }; sk: { S: string }; order?: { S: string } }[] } = JSON.parse(
		readFileSync(file, "utf8"),
	);
	return new Map(
		Items.map(({ pk, sk, order }) => {
			// An event's id has no `#`, so the first one ends it; row and seat are told apart by JSON.
			const end = pk.S.indexOf("#");
			const [row = "", seat = ""]: string[] = JSON.parse(sk.S);
			return [keyOf(pk.S.slice(0, end), { section: pk.S.slice(end + 1), row, seat }), order?.S ?? ""];
		}),
	);
};

const readBook = (file: string): Order[] =>
	readFileSync(file, "utf8")
		.split("\n")
		.filter((line) => line.trim() !== "")
		.map((line) => JSON.parse(line));

const compare = (sales: ReadonlyMap<string, string>, book: readonly Order[]) => {
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
};

/** Locks and claims; repeating it changes nothing, because an order's token is always the same. Gives back the refusal. */
const sellAgain = async (url: string, sellerKey: string, { event, order, seats }: Order) => {
	const token = createHash("sha256")
		.update(JSON.stringify([sellerKey, event, order]))
		.digest("base64url");
	const post = async (verb: string, body: object) => {
		const response = await fetch(`${url}/events/${event}/seat/${verb}`, {
			method: "POST",
			headers: { "content-type": "application/json", authorization: `Bearer ${sellerKey}` },
			body: JSON.stringify({ seats, token, ...body }),
		});
		return response.ok ? undefined : `${response.status} ${await response.text()}`;
	};
	// Seats that an earlier run has sold again cannot be locked, and a claim that is repeated changes nothing.
	const claimedAlready = (await post("claim", { order })) === undefined;
	if (claimedAlready) return undefined;
	return (await post("lock", {})) ?? (await post("claim", { order }));
};

const told = ({ event, order, seats }: Order) =>
	`${event}, order ${order}: ${seats.map(({ section, row, seat }) => `${section} ${row} ${seat}`).join(", ")}`;

const main = async (files: { sales: string; book: string }, repair: { url: string; sellerKey: string } | undefined) => {
	const { forgotten, taken, unknown } = compare(readSales(files.sales), readBook(files.book));

	console.log(`${forgotten.length} orders that the table has forgotten, wholly or in part`);
	let failed = 0;
	for (const order of forgotten) {
		const refusal = repair && (await sellAgain(repair.url, repair.sellerKey, order));
		if (refusal) failed += 1;
		console.log(`  ${told(order)}${repair ? (refusal ? `: NOT sold again: ${refusal}` : ": sold again") : ""}`);
	}
	console.log(`${taken.length} orders whose seats are sold under another order: for people to decide`);
	for (const order of taken) console.log(`  ${told(order)}`);
	console.log(`${unknown.length} seats sold that the book does not have: refunded since, or another seller's`);
	for (const [key, order] of unknown) console.log(`  ${key} under order ${order || "(none)"}`);
	process.exitCode = failed > 0 ? 1 : 0;
};

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
	const repair = values.repair && url && sellerKey ? { url: url.replace(/\/$/, ""), sellerKey } : undefined;
	await main({ sales, book }, repair);
}
