/** Every operation on the seats of a house, in an order in which the last one leaves it as the first one found it. */
import type { RouteName } from "../../../api/routes.ts";
import type { House } from "./houses.ts";

export interface Operation {
	readonly name: string;
	readonly route: RouteName;
	readonly status: number;
	readonly call: (house: House, round: number) => object;
	/** Seconds after the lock. */
	readonly later?: number;
	/** Only there to undo what was measured. */
	readonly isCleanUp?: true;
}

const TOKEN = "the-token-of-one-buyer-";
const OTHER = "the-token-of-another-";
const REASON = "house seats";

type Body = Readonly<Record<string, unknown>>;

const one =
	(body: Body = {}) =>
	(house: House, round: number) => ({
		path: { ...house.free[0] },
		body: inRound(body, round),
	});
const four =
	(body: Body = {}) =>
	(house: House, round: number) => ({
		body: { seats: house.free, ...inRound(body, round) },
	});
const query =
	(asked: Readonly<Record<string, string>> = {}) =>
	() => ({ query: asked });
const ofSection =
	(asked: Readonly<Record<string, string>> = {}) =>
	({ free }: House) => ({
		query: { ...asked, section: free[0]?.section ?? "" },
	});

/** Orders and tokens of a round are its own, so nothing counts as a repeat. */
const inRound = (body: Body, round: number): Body =>
	Object.fromEntries(
		Object.entries(body).map(([name, value]) => [
			name,
			name === "token" || name === "order" ? `${value}${round}` : value,
		]),
	);

const sold = (order: string, round: number) => ({ status: "sold", order: `${order}${round}` });

export const OPERATIONS: readonly Operation[] = [
	{ name: "check", route: "check", status: 200, call: ({ free }) => ({ path: { ...free[0] } }) },
	{ name: "check of 4 seats", route: "check-seats", status: 200, call: four() },
	{ name: "lock", route: "lock", status: 200, call: one({ token: TOKEN }) },
	{ name: "lock, refused", route: "lock", status: 409, call: one({ token: OTHER }) },
	{ name: "extend", route: "extend", status: 200, call: one({ token: TOKEN }), later: 30 },
	{ name: "claim", route: "claim", status: 200, call: one({ token: TOKEN, order: "A" }) },
	{ name: "release", route: "release", status: 200, call: one({ order: "A" }) },
	{ name: "lock of 4", route: "lock", status: 200, call: four({ token: TOKEN }) },
	{ name: "lock of 4, refused", route: "lock", status: 409, call: four({ token: OTHER }) },
	{ name: "extend of 4", route: "extend", status: 200, call: four({ token: TOKEN }), later: 30 },
	{ name: "claim of 4", route: "claim", status: 200, call: four({ token: TOKEN, order: "B" }) },
	{ name: "taken, by order", route: "taken", status: 200, call: (_, round) => ({ query: { order: `B${round}` } }) },
	{
		name: "release of an order of 4",
		route: "release",
		status: 200,
		call: (_, round) => ({ body: { order: `B${round}`, num: 4 } }),
	},
	{ name: "sell", route: "sell", status: 200, call: one({ order: "C" }) },
	{
		name: "change",
		route: "change",
		status: 200,
		call: ({ free }, round) => ({
			body: { changes: [{ ...free[0], from: sold("C", round), to: { status: "blocked", reason: REASON } }] },
		}),
	},
	{ name: "unblock", route: "unblock", status: 200, call: one({ reason: REASON }) },
	{ name: "block", route: "block", status: 200, call: one({ reason: REASON }) },
	{ name: "unblock, to go on", route: "unblock", status: 200, call: one(), isCleanUp: true },
	{ name: "sell of 4", route: "sell", status: 200, call: four({ order: "D" }) },
	{
		name: "change of 4",
		route: "change",
		status: 200,
		call: ({ free }, round) => ({
			body: { changes: free.map((seat) => ({ ...seat, from: sold("D", round), to: sold("E", round) })) },
		}),
	},
	{ name: "release of 4", route: "release", status: 200, call: four({ order: "E" }) },
	{ name: "lock, to be given up", route: "lock", status: 200, call: one({ token: TOKEN }), isCleanUp: true },
	{ name: "unlock", route: "unlock", status: 200, call: one({ token: TOKEN }) },
	{ name: "num_available", route: "num-available", status: 200, call: query() },
	{ name: "num_available by section", route: "num-available", status: 200, call: query({ by: "section" }) },
	{ name: "num_available of a section", route: "num-available", status: 200, call: ofSection() },
	{ name: "map", route: "seats", status: 200, call: query() },
	{ name: "map of a section", route: "seats", status: 200, call: ofSection() },
	{ name: "together, 4", route: "together", status: 200, call: query({ num: "4" }) },
	{
		name: "lock_together, 4",
		route: "lock-together",
		status: 200,
		// In the section of the free seats, so that they can be given back whatever the fill.
		call: ({ free }, round) => ({ body: { num: 4, sections: [free[0]?.section], token: `${OTHER}t${round}` } }),
	},
	{
		name: "unlock of 4, where they were found",
		route: "unlock",
		status: 200,
		call: ({ given }, round) => ({ body: { seats: given, token: `${OTHER}t${round}` } }),
		isCleanUp: true,
	},
	{ name: "taken, a page of 1,000", route: "taken", status: 200, call: query() },
	{
		name: "taken, of a seat",
		route: "taken",
		status: 200,
		call: ({ others: [seat] }) => ({ query: { ...seat } }),
	},
];

/** As one request a second makes it for all others. */
export const MAKING_THE_READING: Operation = {
	name: "num_available, making the reading",
	route: "num-available",
	status: 200,
	call: () => ({}),
};
