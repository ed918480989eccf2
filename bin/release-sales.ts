/**
 * Gives back what is sold of an event that is over, order by order, so that the event can be deleted. Says first what
 * that would be, and does it only when the event's locks have closed: then nobody takes the seats again, and no slip of
 * the hand frees those of a sale that goes on. docs/operations.md ("An old event") has the commands.
 */
import { parseArgs } from "node:util";
import { ask, type ServiceOptions } from "./event/ask.ts";
import { failure, isFailure } from "./event/failure.ts";
import { moveSeats } from "./event/move-seats.ts";
import { list, many, printable, refusal } from "./event/report.ts";
import { readSales, type Sale } from "./event/sales.ts";

const usage = `npx tsx bin/release-sales.ts --event ID --sales FILE [--release --url https://… (SELLER_KEY in the environment)]

  --sales  what \`aws dynamodb scan\` wrote, as for bin/reconcile.ts`;

type Orders = ReadonlyMap<string, readonly Sale["seat"][]>;

const ORDERS_AT_ONCE = 8;

/** For how many seconds a request is sent again: the firewall, which counts requests by the minute, asks for one. */
const patience = 120;

/** What is sold of an event under each order, and without one. */
function readOrders(file: string, event: string): { orders: Orders; without: readonly Sale["seat"][] } {
	const orders = new Map<string, Sale["seat"][]>();
	const without: Sale["seat"][] = [];
	for (const sale of readSales(file)) {
		if (sale.event !== event) continue;
		const seats = sale.order === undefined ? without : (orders.get(sale.order) ?? []);
		seats.push(sale.seat);
		if (sale.order !== undefined) orders.set(sale.order, seats);
	}
	return { orders, without };
}

async function mustBeOver(service: ServiceOptions, event: string) {
	const answer = await ask(service, { method: "GET", path: `/events/${event}` });
	if (answer.status !== 200) throw failure(refusal(answer));
	const { closes = Number.POSITIVE_INFINITY } = answer.body as { closes?: number };
	if (closes * 1_000 <= Date.now()) return;
	throw failure(`Nothing is released: event ${event} has not closed. Put it with a \`closes\` that has passed.`);
}

/** Says which orders the service does not release, and gives back how many they are. */
async function releaseAll(service: ServiceOptions, event: string, orders: Orders): Promise<number> {
	const waiting = orders.entries();
	let refused = 0;
	const releaseSome = async () => {
		for (const [order, seats] of waiting) {
			const { refusal } = await moveSeats(service, { event, verb: "release", seats, order });
			if (!refusal) continue;
			refused += 1;
			console.log(printable(`  order ${order}: NOT released: ${refusal.status} ${refusal.text}`));
		}
	};
	await Promise.all(Array.from({ length: ORDERS_AT_ONCE }, releaseSome));
	return refused;
}

async function main(event: string, file: string, service: ServiceOptions | undefined) {
	const { orders, without } = readOrders(file, event);
	const seats = [...orders.values()].reduce((sum, { length }) => sum + length, 0);
	console.log(`${event}: ${many(seats, "seat")} sold in ${many(orders.size, "order")}`);
	if (without.length > 0) {
		console.log(`${many(without.length, "seat")} sold without an order, which only their tokens release:`);
		console.log(list(without.map(({ section, row, seat }) => `${section} ${row} ${seat}`)).join("\n"));
	}
	if (!service) return;
	await mustBeOver(service, event);
	const refused = await releaseAll(service, event, orders);
	console.log(`${many(orders.size - refused, "order")} released`);
	if (refused + without.length > 0) process.exitCode = 1;
}

const { values } = parseArgs({
	options: {
		event: { type: "string" },
		sales: { type: "string" },
		release: { type: "boolean", default: false },
		url: { type: "string" },
	},
});
const { event, sales, url } = values;
const key = process.env["SELLER_KEY"];
if (!event || !sales || (values.release && !(url && key))) {
	console.error(usage);
	process.exitCode = 1;
} else {
	try {
		await main(event, sales, values.release && url && key ? { url, key, patience } : undefined);
	} catch (error) {
		console.error(isFailure(error) ? error.message : error);
		process.exitCode = 1;
	}
}
