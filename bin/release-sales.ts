/**
 * Releases all sales of an event that is over, order by order, so that it can be deleted. Without --release it only says
 * what it would do. It refuses an event that has not closed: there, buyers would take the seats again, and a typing
 * mistake would free the seats of a running sale. docs/operations/old-events.md has the commands.
 */
import { accepted } from "./event/accepted.ts";
import { eventDocument } from "./event/answers.ts";
import { ask } from "./event/ask.ts";
import { whyNoEventId } from "./event/event-id.ts";
import { failure } from "./event/failure.ts";
import { moveSeats } from "./event/move-seats.ts";
import { printable } from "./event/printable.ts";
import { list, many } from "./event/report.ts";
import { readOptions, runCommand } from "./event/run-command.ts";
import { readSales, type Sale } from "./event/sales.ts";
import { publicService, type ServiceOptions, sellerService } from "./event/service-options.ts";

const USAGE = `npx tsx bin/release-sales.ts --event ID --sales FILE [--release --url https://… (SELLER_KEY in the environment)]

  --sales     what \`aws dynamodb scan\` wrote, as for bin/reconcile.ts
  --insecure  sends the key over plain http: to another machine`;

type Orders = ReadonlyMap<string, readonly Sale["seat"][]>;

const ORDERS_AT_ONCE = 8;

/** The firewall counts requests by the minute, so a refused request must be repeated for longer than one. */
const PATIENCE_SECONDS = 120;

/** The sold seats of an event by order, and those sold without an order. */
function readOrders(file: string, event: string): { orders: Orders; without: readonly Sale["seat"][] } {
	const orders = new Map<string, Sale["seat"][]>();
	const without: Sale["seat"][] = [];
	const { events, sales } = readSales(file);
	// A typing mistake would look like an event that has sold nothing.
	if (!events.has(event)) throw failure(printable(`${file} has no event ${event}.`));
	for (const sale of sales) {
		if (sale.event !== event) continue;
		const seats = sale.order === undefined ? without : (orders.get(sale.order) ?? []);
		seats.push(sale.seat);
		if (sale.order !== undefined) orders.set(sale.order, seats);
	}
	return { orders, without };
}

async function mustBeOver(service: ServiceOptions, event: string) {
	const answer = await ask(service, { method: "GET", path: `/events/${event}` });
	const { closes = Number.POSITIVE_INFINITY } = accepted(answer, eventDocument);
	if (closes * 1_000 <= Date.now()) return;
	throw failure(`Nothing is released: event ${event} has not closed. PATCH it with a \`closes\` in the past.`);
}

/** Prints the orders that the service refuses to release, and returns their number. */
async function releaseAll(service: ServiceOptions, event: string, orders: Orders): Promise<number> {
	const waiting = orders.entries();
	let refused = 0;
	const releaseSome = async () => {
		for (const [order, seats] of waiting) {
			const refusal = await moveSeats(service, { event, verb: "release", seats, order });
			if (!refusal) continue;
			refused += 1;
			console.log(printable(`  order ${order}: NOT released: ${refusal.status} ${refusal.text}`));
		}
	};
	// A failure holds for every order, so nobody goes on: what is still waiting is taken out.
	const endAll = (error: unknown) => {
		Array.from(waiting);
		throw error;
	};
	await Promise.all(Array.from({ length: ORDERS_AT_ONCE }, () => releaseSome().catch(endAll)));
	return refused;
}

async function countAndRelease(event: string, file: string, service: ServiceOptions | undefined) {
	const { orders, without } = readOrders(file, event);
	const seats = [...orders.values()].reduce((sum, { length }) => sum + length, 0);
	console.log(`${event}: ${many(seats, "seat")} sold in ${many(orders.size, "order")}`);
	if (without.length > 0) {
		console.log(
			`${many(without.length, "seat")} sold without an order: give each one (docs/desk.md), or release it by the buyer's token:`,
		);
		console.log(list(without.map(({ section, row, seat }) => `${section} ${row} ${seat}`)).join("\n"));
	}
	if (!service) return;
	await mustBeOver(service, event);
	const refused = await releaseAll(service, event, orders);
	console.log(`${many(orders.size - refused, "order")} released`);
	if (refused + without.length > 0) process.exitCode = 1;
}

await runCommand(async () => {
	const { event, sales, release, url, insecure } = readOptions(
		{
			event: { type: "string" },
			sales: { type: "string" },
			release: { type: "boolean", default: false },
			url: { type: "string" },
			insecure: { type: "boolean", default: false },
		},
		USAGE,
	);
	const key = process.env["SELLER_KEY"];
	if (!event || !sales) throw failure(USAGE);
	const mistake = whyNoEventId(event);
	if (mistake !== undefined) throw failure(printable(`An event cannot have the id ${event}: ${mistake}.`));
	if (!release) return countAndRelease(event, sales, undefined);
	if (!url || !key) throw failure(USAGE);
	return countAndRelease(event, sales, sellerService(publicService(url, PATIENCE_SECONDS), key, insecure));
});
