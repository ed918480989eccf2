/**
 * I8: an answer about the whole house (a count, a map, the availability, seats together) must follow from a view of the index that this
 * very request got. The counting rules here are written once more, independently of the service.
 */
import { isDeepStrictEqual } from "node:util";
import { type Seat, seatKey } from "../../domain/seat.ts";
import { readSeatKey } from "../../store/keys.ts";
import type { Reply } from "../../test/support/service.ts";
import type { ClientRequest } from "./client-request.ts";
import type { Version } from "./event-log.ts";
import { addressOf, type PlannedSection, rowsOf } from "./house.ts";

import { isLiveAt, type Stored } from "./watched-table.ts";

/** The records of taken seats at one reading of the index. */
export type View = readonly Stored[];

/** A reading of the house, and the instant at which a function looks at it. */
export interface Seen {
	readonly view: View;
	/** When the reading began, by the clock of who made it. */
	readonly asOf: number;
	/** By the function's own clock. */
	readonly now: number;
	/** The last end of a lock that the reading says. */
	readonly endsUntil: number;
}

export interface Look {
	readonly event: string;
	readonly request: ClientRequest;
	readonly reply: Reply;
	/** The readings of the house that the answer may follow from. */
	readonly seen: readonly Seen[];
	/** The event as the request knew it. */
	readonly version: Version;
	/** The seats that the request has tried to lock, or has found records of: it may know that they are taken. */
	readonly met: ReadonlySet<string>;
}

/** What is wrong with the answer; `undefined` if one of the views explains it. */
export function faultOf(look: Look): string | undefined {
	const { request, reply, seen } = look;
	const isContradicted = contradictionOf(look);
	// The seats that lock_together or sell_together took need not agree with the index, so no view is needed.
	const nothing: Seen = { view: [], asOf: 0, now: 0, endsUntil: 0 };
	const explanations = isTaking(request) && reply.status === 200 ? [nothing] : seen;
	if (isContradicted === undefined || explanations.some((one) => !isContradicted(takenIn(look, one), one.asOf))) {
		return undefined;
	}
	const inWords = explanations.map((one) => {
		const { asOf, now } = one;
		return `as of ${asOf} at ${now} ${JSON.stringify([...takenIn(look, one)])}`;
	});
	const answer = `${JSON.stringify(request.query ?? request.body)} was answered ${JSON.stringify(reply.body)}`;
	return `I8: ${request.route} ${answer}; taken seats: ${inWords.join(" or ")}`;
}

const isTaking = ({ route }: ClientRequest) => route === "lock-together" || route === "sell-together";

type Taken = ReadonlyMap<string, object>;

/**
 * The taken seats of a reading, as a caller may see them. A seat without a record is as it started. A lock counts while it
 * lives by both clocks, that of who made the reading and that of who answers.
 */
function takenIn({ version: { starts } }: Look, { view, asOf, now, endsUntil }: Seen): Taken {
	const states: ReadonlyMap<string, object> = new Map<string, object>([
		...starts,
		...view.map((record) => [seatKey(readSeatKey(record).seat), record] as const),
	]);
	return new Map(
		Array.from(states).flatMap(([seat, state]) => {
			const { status, expires } = state as Stored;
			if (!isLiveAt({ status, expires }, Math.max(asOf, now))) return [];
			return [[seat, status === "locked" && Number(expires) <= endsUntil ? { status, expires } : { status }]];
		}),
	);
}

/** A test whether a set of taken seats contradicts the answer; `undefined` if the answer is not about the house. */
function contradictionOf({
	event,
	version,
	request,
	reply,
	met,
}: Look): ((taken: Taken, asOf: number) => boolean) | undefined {
	const { status, body } = reply;
	const { plan } = version;
	const label = sectionOf(request);
	const sections = label === undefined ? plan.sections : plan.sections.filter(({ section }) => section === label);
	const { num = 0, accessible = false } = request.party ?? {};
	if (status === 409 && body.type === "/problems/not-together") {
		return (taken) => {
			const isFree = (seat: string) => !taken.has(seat);
			const atLeast = longest(sections, (seat) => isFree(seat) && !met.has(seat), accessible);
			const atMost = longest(sections, isFree, accessible);
			return atLeast >= num || body.largest < atLeast || body.largest > atMost;
		};
	}
	if (status !== 200) return undefined;
	const fits = (seats: readonly Seat[]) =>
		isSideBySide(seats, num, sections) && (!accessible || seats.some((seat) => isAccessibleIn(sections, seat)));
	switch (request.route) {
		case "num-available":
			return (taken, asOf) => {
				const counts = sections.map((section) => [section.section, countOf(section, taken)] as const);
				const sum = (field: "num" | "capacity") => counts.reduce((all, [, count]) => all + count[field], 0);
				const whole = { num: sum("num"), capacity: sum("capacity"), asOf };
				return !isDeepStrictEqual(
					body,
					request.query?.["by"] ? { ...whole, sections: Object.fromEntries(counts) } : whole,
				);
			};
		case "seats":
			return (taken) =>
				!isDeepStrictEqual(body, { event, name: plan.name, sections: sections.map((one) => mapOf(one, taken)) });
		case "availability":
			return (taken, asOf) => {
				const free = sections.map((section) => seatsOf(section).map((seat) => !taken.has(seatKey(seat))));
				const counts = free.map((ofSection) => ofSection.filter(Boolean).length);
				const bits = bitsOf(free.flat());
				return !isDeepStrictEqual(body, { name: plan.name, chart: version.chart, asOf, bits, counts });
			};
		case "together":
			return (taken) => !fits(body.seats) || body.seats.some((seat: Seat) => taken.has(seatKey(seat)));
		case "lock-together":
		case "sell-together":
			return () => !fits(body.seats);
		default:
			return undefined;
	}
}

/** The section that a request is about; `undefined`: all of them. */
const sectionOf = ({ query, party }: ClientRequest): string | undefined => query?.["section"] ?? party?.section;

const seatsOf = (section: PlannedSection): Seat[] => section.seats.map((seat) => addressOf(section, seat));

const isAccessibleIn = (sections: readonly PlannedSection[], { section, seat }: Seat) =>
	sections.some((one) => one.section === section && one.seats.some((place) => place.seat === seat && place.accessible));

/** A bit for each seat, the first one lowest, in bytes as base64. */
function bitsOf(free: readonly boolean[]): string {
	const bytes = Array.from({ length: Math.ceil(free.length / 8) }, (_, byte) => {
		const digits = free.slice(8 * byte, 8 * byte + 8).map((isFree) => (isFree ? "1" : "0"));
		return Number.parseInt(digits.reverse().join(""), 2);
	});
	return Buffer.from(bytes).toString("base64");
}

function countOf(section: PlannedSection, taken: Taken) {
	const seats = seatsOf(section).map(seatKey);
	const states = seats.flatMap((seat) => (taken.get(seat) as { status: string } | undefined)?.status ?? []);
	const have = (status: string) => states.filter((one) => one === status).length;
	return {
		num: seats.length - states.length,
		capacity: seats.length,
		locked: have("locked"),
		sold: have("sold"),
		blocked: have("blocked"),
		largest: longest([section], (seat) => !taken.has(seat)),
	};
}

function mapOf(section: PlannedSection, taken: Taken) {
	const rows = rowsOf(section).map(({ row, seats }) => {
		const states = seats.flatMap((seat) => {
			const state = taken.get(seatKey(addressOf(section, seat)));
			return state ? [[seat.seat, state] as const] : [];
		});
		const rest = states.length > 0 ? { taken: Object.fromEntries(states) } : {};
		const places = seats.map(({ seat, accessible }) => (accessible ? { seat, accessible } : seat));
		return { row, seats: places, ...rest };
	});
	return { section: section.section, rows };
}

/** The length of the longest run of seats that pass, among them an accessible one if required. */
function longest(sections: readonly PlannedSection[], passes: (seat: string) => boolean, accessible = false): number {
	const rows = sections.flatMap((section) =>
		rowsOf(section).map(({ seats }) => seats.map((seat) => addressOf(section, seat))),
	);
	const runs = rows.flatMap((row) => {
		const runsOfRow: Seat[][] = [[]];
		for (const seat of row) {
			if (passes(seatKey(seat))) runsOfRow.at(-1)?.push(seat);
			else runsOfRow.push([]);
		}
		return runsOfRow;
	});
	return Math.max(
		0,
		...runs
			.filter((run) => !accessible || run.some((seat) => isAccessibleIn(sections, seat)))
			.map(({ length }) => length),
	);
}

/** The seats are as many as requested, in one row of one of the sections, and next to each other in the plan's order. */
function isSideBySide(seats: readonly Seat[], num: number, sections: readonly PlannedSection[]): boolean {
	const [first] = seats;
	const section = sections.find((one) => one.section === first?.section);
	if (first === undefined || section === undefined || seats.length !== num) return false;
	const inOrder = seatsOf(section).map(seatKey);
	const start = inOrder.indexOf(seatKey(first));
	const isNext = (seat: Seat, index: number) => seat.row === first.row && seatKey(seat) === inOrder[start + index];
	return start >= 0 && seats.every(isNext);
}
