/**
 * Examples of requests and answers, in the order in which they happen: a test sends each request and gets each answer.
 * The clock stays at `NOW`; `TOKEN` and `ANOTHER_TOKEN` are of two buyers.
 */
import { PROBLEMS } from "./problem-table.ts";

export interface Example {
	/** The id of its operation. In the OpenAPI document it is also shown for the same operation in a named event. */
	readonly operation: string;
	/** What it shows, for people. */
	readonly summary: string;
	/** The labels of its path; those of the document unless given. */
	readonly path?: Readonly<Record<string, string>>;
	readonly query?: Readonly<Record<string, string | number | boolean>>;
	readonly body?: object;
	/** 200 unless given. */
	readonly status?: number;
	readonly answer: object;
}

/** 2040-01-01T00:00:00Z. */
export const NOW = 2_208_988_800;

const TOKEN = "a-random-token-of-one-buyer";
const ANOTHER_TOKEN = "a-random-token-of-another";

/** The values of path parameters, where an example names no others. */
export const PATH: Readonly<Record<string, string>> = {
	event: "distant-worlds",
	section: "orchestra",
	row: "a",
	seat: "3",
};

const { event } = PATH;
const seatsOf = (row: string, ...numbers: readonly string[]) =>
	numbers.map((seat) => ({ section: "orchestra", row, seat }));
const BALCONY = ["1", "2"].map((seat) => ({ section: "balcony", row: "a", seat }));
const as = (state: object, seats: readonly object[]) => seats.map((seat) => ({ ...seat, ...state }));

const DOCUMENT = {
	name: "Distant Worlds",
	closes: NOW + 86_400,
	categories: { stalls: { color: "#d4a017" } },
	decorations: [{ kind: "text", x: 1.5, y: -2, text: "Stage", size: 0.5 }],
	sections: {
		orchestra: [
			{ row: "a", x: 0, y: 0, step: 1, seats: ["1", "3", "5", "7"], category: "stalls" },
			{ row: "b", x: 0, y: 1, step: 1, seats: ["1", "3", null, { seat: "5", accessible: true }], category: "stalls" },
		],
		balcony: { a: { "1": {}, "2": {} } },
	},
} as const;

/** What `DOCUMENT` draws: its rows say where they are, and its balcony is laid out behind them. */
const CHART = {
	size: { x: -0.5, y: -2.25, width: 4, height: 7.25 },
	categories: [{ category: "stalls", color: "#d4a017" }],
	sections: [
		{
			section: "orchestra",
			x: 1.5,
			rows: [
				{ row: "a", seats: [["", 1, 4, 2]], category: 0 },
				{ row: "b", y: 1, seats: ["1", "3", null, "5"], category: 0, accessible: [2] },
			],
		},
		{ section: "balcony", x: 1.5, y: 4.5, rows: [{ row: "a", seats: ["1", "2"] }] },
	],
	decorations: DOCUMENT.decorations,
};
const CHART_ID = "gtzHRkLfS2sk4RyZMfqu85";

const A3 = seatsOf("a", "3");
const A57 = seatsOf("a", "5", "7");
const B13 = seatsOf("b", "1", "3");
const lockedAs = (expires: number, seats: readonly object[]) => as({ status: "locked", expires }, seats);
const oneLocked = lockedAs(NOW + 300, A3);
const oneIs = (state: string) => `seat 3 of row a, orchestra is ${state}`;
const SUMMARY = { event, name: DOCUMENT.name, closes: DOCUMENT.closes, capacity: 9 };

function refused(kind: keyof typeof PROBLEMS, members: object): Pick<Example, "status" | "answer"> {
	const { status, title } = PROBLEMS[kind];
	return { status, answer: { type: `/problems/${kind}`, title, status, ...members } };
}

export const EXAMPLES: readonly Example[] = [
	{
		operation: "putEvent",
		summary: "Nine seats in two sections",
		body: DOCUMENT,
		answer: {
			message: `event ${event} has 9 seats`,
			...SUMMARY,
			sections: { orchestra: 7, balcony: 2 },
		},
	},
	{ operation: "listEvents", summary: "The only event", answer: { events: [SUMMARY] } },
	{ operation: "getEvent", summary: "The document", answer: DOCUMENT },
	{ operation: "getEventDocument", summary: "The document", answer: DOCUMENT },
	{ operation: "getChart", summary: "Two rows behind a stage, and a balcony laid out behind them", answer: CHART },
	{ operation: "getChartById", summary: "The same chart", path: { chart: CHART_ID }, answer: CHART },
	{
		operation: "getAvailability",
		summary: "Nine available seats",
		answer: { name: DOCUMENT.name, closes: DOCUMENT.closes, chart: CHART_ID, asOf: NOW, bits: "/wE=", counts: [7, 2] },
	},
	{
		operation: "checkSeat",
		summary: "An available seat",
		answer: { message: oneIs("available"), available: true, status: "available", category: "stalls" },
	},
	{
		operation: "lockSeat",
		summary: "A lock of five minutes, under a token of the caller's own",
		body: { token: TOKEN, seconds: 300 },
		answer: { message: oneIs("locked"), event, token: TOKEN, expires: NOW + 300, seats: oneLocked },
	},
	{
		operation: "lockSeats",
		summary: "Two seats, as long as the event allows",
		body: { seats: A57, token: TOKEN },
		answer: {
			message: "2 seats are locked",
			event,
			token: TOKEN,
			expires: NOW + 600,
			seats: lockedAs(NOW + 600, A57),
		},
	},
	{
		operation: "lockSeats",
		summary: "One of the seats is locked by somebody else",
		body: { seats: [...A3, ...B13], token: ANOTHER_TOKEN },
		...refused("seats-unavailable", { seats: oneLocked }),
	},
	{
		operation: "lockSeatsTogether",
		summary: "The last two seats of the balcony",
		body: { num: 2, sections: ["balcony"], token: TOKEN },
		answer: {
			message: "2 seats are locked",
			event,
			token: TOKEN,
			expires: NOW + 600,
			seats: lockedAs(NOW + 600, BALCONY),
		},
	},
	{
		operation: "checkSeats",
		summary: "A locked seat and an available one",
		body: { seats: [...A3, ...seatsOf("b", "5")] },
		answer: {
			message: "2 seats checked",
			event,
			seats: [
				...as({ available: false, category: "stalls" }, oneLocked),
				...as({ status: "available", available: true, category: "stalls", accessible: true }, seatsOf("b", "5")),
			],
		},
	},
	{
		operation: "countSeats",
		summary: "By section",
		query: { by: "section" },
		answer: {
			num: 4,
			capacity: 9,
			asOf: NOW,
			sections: {
				orchestra: { num: 4, capacity: 7, locked: 3, sold: 0, blocked: 0, largest: 2 },
				balcony: { num: 0, capacity: 2, locked: 2, sold: 0, blocked: 0, largest: 0 },
			},
		},
	},
	{
		operation: "findSeatsTogether",
		summary: "Two seats",
		query: { num: 2, section: "orchestra" },
		answer: { message: "2 seats side by side", event, num: 2, seats: B13 },
	},
	{
		operation: "findSeatsTogether",
		summary: "More seats than there are side by side",
		query: { num: 3 },
		...refused("not-together", { largest: 2 }),
	},
	{
		operation: "getSeatMap",
		summary: "One section",
		query: { section: "orchestra" },
		answer: {
			event,
			name: DOCUMENT.name,
			sections: [
				{
					section: "orchestra",
					rows: [
						{
							row: "a",
							seats: ["1", "3", "5", "7"],
							category: "stalls",
							taken: {
								"3": { status: "locked", expires: NOW + 300 },
								"5": { status: "locked", expires: NOW + 600 },
								"7": { status: "locked", expires: NOW + 600 },
							},
						},
						{ row: "b", seats: ["1", "3", null, { seat: "5", accessible: true }], category: "stalls" },
					],
				},
			],
		},
	},
	{
		operation: "extendSeat",
		summary: "Ten minutes from now",
		body: { token: TOKEN, seconds: 600 },
		answer: {
			message: oneIs("locked for longer"),
			event,
			expires: NOW + 600,
			seats: lockedAs(NOW + 600, A3),
		},
	},
	{
		operation: "extendSeats",
		summary: "Twenty minutes from now",
		body: { seats: A57, token: TOKEN, seconds: 1_200 },
		answer: {
			message: "2 seats are locked for longer",
			event,
			expires: NOW + 1_200,
			seats: lockedAs(NOW + 1_200, A57),
		},
	},
	{
		operation: "extendSeats",
		summary: "Under a token that holds no lock",
		body: { seats: A57, token: ANOTHER_TOKEN },
		...refused("not-your-lock", { seats: A57 }),
	},
	{
		operation: "claimSeat",
		summary: "The lock becomes a sale",
		body: { token: TOKEN, order: "order 1" },
		answer: { message: oneIs("sold"), event, seats: as({ status: "sold" }, A3) },
	},
	{
		operation: "claimSeats",
		summary: "Two locks become a sale",
		body: { seats: A57, token: TOKEN, order: "order 2" },
		answer: { message: "2 seats are sold", event, seats: as({ status: "sold" }, A57) },
	},
	{
		operation: "releaseSeat",
		summary: "After a refund of the order",
		body: { order: "order 1" },
		answer: { message: oneIs("available"), event, seats: as({ status: "available" }, A3) },
	},
	{
		operation: "releaseSeats",
		summary: "A whole order",
		body: { order: "order 2", num: 2 },
		answer: { message: "2 seats are available", event, seats: as({ status: "available" }, A57) },
	},
	{
		operation: "releaseSeats",
		summary: "An order without seats",
		body: { order: "order 9", num: 1 },
		...refused("unknown-order", { order: "order 9" }),
	},
	{
		operation: "blockSeat",
		summary: "A house seat",
		body: { reason: "house" },
		answer: { message: oneIs("blocked"), event, seats: as({ status: "blocked" }, A3) },
	},
	{
		operation: "blockSeats",
		summary: "Two seats for the press",
		body: { seats: B13, reason: "press" },
		answer: { message: "2 seats are blocked", event, seats: as({ status: "blocked" }, B13) },
	},
	{
		operation: "unblockSeat",
		summary: "Only if it is blocked for this reason",
		body: { reason: "house" },
		answer: { message: oneIs("available"), event, seats: as({ status: "available" }, A3) },
	},
	{
		operation: "unblockSeats",
		summary: "For whatever reason they are blocked",
		body: { seats: B13 },
		answer: { message: "2 seats are available", event, seats: as({ status: "available" }, B13) },
	},
	{
		operation: "sellSeat",
		summary: "At the desk",
		body: { order: "order 3" },
		answer: { message: oneIs("sold"), event, seats: as({ status: "sold" }, A3) },
	},
	{
		operation: "sellSeats",
		summary: "Two seats in one sale",
		body: { seats: B13, order: "order 4" },
		answer: { message: "2 seats are sold", event, seats: as({ status: "sold" }, B13) },
	},
	{
		operation: "listTakenSeats",
		summary: "The seats of an order",
		query: { order: "order 4" },
		answer: {
			event,
			seats: as({ status: "sold", order: "order 4", soldAt: NOW, category: "stalls" }, B13),
		},
	},
	{
		operation: "changeSeats",
		summary: "A sale moves to another seat",
		body: {
			changes: [
				{ ...A3[0], from: { status: "sold", order: "order 3" }, to: { status: "available" } },
				{ ...seatsOf("a", "5")[0], from: { status: "available" }, to: { status: "sold", order: "order 3" } },
			],
		},
		answer: {
			message: "2 seats changed",
			event,
			seats: [...as({ status: "available" }, A3), ...as({ status: "sold" }, seatsOf("a", "5"))],
		},
	},
	{
		operation: "changeSeats",
		summary: "A seat that is not as expected",
		body: {
			changes: [{ ...A3[0], from: { status: "blocked", reason: "house" }, to: { status: "sold", order: "order 5" } }],
		},
		...refused("not-as-expected", { seats: as({ status: "available" }, A3) }),
	},
	{
		operation: "deleteEvent",
		summary: "Seats are still sold or locked",
		...refused("seats-in-use", { sold: 3, locked: 2 }),
	},
	{
		operation: "unlockSeats",
		summary: "Both seats of the balcony",
		body: {
			seats: BALCONY,
			token: TOKEN,
		},
		answer: {
			message: "2 seats are available",
			event,
			seats: as({ status: "available" }, BALCONY),
		},
	},
	{
		operation: "sellSeatsTogether",
		summary: "The last two seats of the balcony",
		body: { num: 2, sections: ["balcony"], order: "order 6" },
		answer: {
			message: "2 seats are sold",
			event,
			seats: as({ status: "sold" }, BALCONY),
		},
	},
	{
		operation: "unlockSeat",
		summary: "A seat that is available already",
		body: { token: TOKEN },
		answer: { message: oneIs("available"), event, seats: as({ status: "available" }, A3) },
	},
	{
		operation: "patchEvent",
		summary: "The sale closes sooner",
		body: { closes: NOW + 3_600 },
		answer: { message: `event ${event} is changed`, ...SUMMARY, closes: NOW + 3_600 },
	},
	{
		operation: "listChanges",
		summary: "The first two changes",
		query: { after: 0, limit: 2 },
		answer: {
			changes: [
				{ number: 1, type: "seat.locked", ...A3[0], at: NOW, expires: NOW + 300 },
				{ number: 2, type: "seat.sold", ...A3[0], at: NOW, order: "order 1" },
			],
			next: 2,
		},
	},
	{
		operation: "deleteEvent",
		summary: "An event that sells nothing",
		path: { event: "rehearsal" },
		answer: { message: "event rehearsal is deleted", event: "rehearsal" },
	},
];

/** The examples of an operation's body, or of its answer of success, as a media type of OpenAPI has them. */
export function examplesOf(operation: string, part: "body" | "answer"): { readonly examples?: object } {
	const its = EXAMPLES.filter(({ operation: id, [part]: value, status = 200 }) => {
		return id === operation && value !== undefined && (part === "body" || status === 200);
	});
	if (its.length === 0) return {};
	return {
		examples: Object.fromEntries(its.map(({ summary, [part]: value }) => [nameOf(summary), { summary, value }])),
	};
}

/** The examples of a type of problem. */
export function problemExamples(type: string): readonly object[] {
	return EXAMPLES.map(({ answer }) => answer).filter((answer) => "type" in answer && answer.type === type);
}

/** "Two seats" → `twoSeats`. */
function nameOf(summary: string): string {
	const [first = "", ...others] = summary.toLowerCase().match(/[a-z]+/g) ?? [];
	return [first, ...others.map((word) => `${word[0]?.toUpperCase()}${word.slice(1)}`)].join("");
}
