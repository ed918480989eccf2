/**
 * I8: what an answer says of the whole house must be what some answer of the index to this very request explains. The
 * house is counted here once more, by rules written for this reader alone.
 */
import { isDeepStrictEqual } from "node:util";
import { type Seat, seatKey } from "../../domain/seat.ts";
import type { Reply } from "../../test/support/service.ts";
import { HOUSE, isAccessible, SECTIONS } from "./house.ts";
import type { Asked } from "./intents.ts";
import { liveAt, nameOfSeat, type Stored } from "./watched-table.ts";

/** What one answer of the index was made from. */
export type View = readonly Stored[];

export interface Looked {
	readonly event: string;
	readonly asked: Asked;
	readonly reply: Reply;
	/** The function's clock. */
	readonly now: number;
	readonly views: readonly View[];
	/** Seats that the request has tried to lock: it may have found them taken. */
	readonly attempted: ReadonlySet<string>;
}

/** What is wrong with the answer; nothing, if an answer of the index explains it. */
export function faultOf(looked: Looked): string | undefined {
	const { asked, reply, views, now } = looked;
	const fails = refuted(looked);
	// What was locked says nothing of what the index shows.
	const explanations = asked.route === "lock-together" && reply.status === 200 ? [[]] : views;
	if (fails === undefined || explanations.some((view) => !fails(takenIn(looked, view)))) return undefined;
	const seen = views.map((view) => JSON.stringify([...takenIn(looked, view)])).join(" or ");
	const answer = `${JSON.stringify(asked.query ?? asked.body)} was answered ${JSON.stringify(reply.body)}`;
	return `I8: ${asked.route} ${answer} at ${now}; taken were ${seen}`;
}

type Taken = ReadonlyMap<string, object>;

/** Every taken seat, as a caller may see it. */
function takenIn({ event, now }: Looked, view: View): Taken {
	return new Map(
		liveAt(view, now).map((record) => {
			const { status, expires } = record;
			return [nameOfSeat(event, record), status === "locked" ? { status, expires } : { status }];
		}),
	);
}

/** Whether what is taken does not explain the answer; undefined where the answer says nothing of the house. */
function refuted({ event, asked, reply, now, attempted }: Looked): ((taken: Taken) => boolean) | undefined {
	const { status, body } = reply;
	const section = asked.query?.["section"] ?? asked.party?.section;
	const sections = section === undefined ? SECTIONS : [section];
	const { num = 0, accessible = false } = asked.party ?? {};
	if (status === 409 && body.type === "/problems/not-together") {
		return (taken) => {
			const isFree = (seat: string) => !taken.has(seat);
			const atLeast = longest(sections, (seat) => isFree(seat) && !attempted.has(seat), accessible);
			const atMost = longest(sections, isFree, accessible);
			return atLeast >= num || body.largest < atLeast || body.largest > atMost;
		};
	}
	if (status !== 200) return undefined;
	const fits = (seats: readonly Seat[]) =>
		isSideBySide(seats, num, sections) && (!accessible || seats.some(isAccessible));
	switch (asked.route) {
		case "num-available":
			return (taken) => {
				const counts = sections.map((label) => [label, countOf(label, taken)] as const);
				const sum = (field: "num" | "capacity") => counts.reduce((all, [, count]) => all + count[field], 0);
				const whole = { num: sum("num"), capacity: sum("capacity"), asOf: now };
				const expected = asked.query?.["by"] ? { ...whole, sections: Object.fromEntries(counts) } : whole;
				return !isDeepStrictEqual(body, expected);
			};
		case "seats":
			return (taken) =>
				!isDeepStrictEqual(body, { event, name: event, sections: sections.map((label) => mapOf(label, taken)) });
		case "together":
			return (taken) => !fits(body.seats) || body.seats.some((seat: Seat) => taken.has(seatKey(seat)));
		case "lock-together":
			return () => !fits(body.seats);
		default:
			return undefined;
	}
}

const rowOf = (section: string) => HOUSE.filter((seat) => seat.section === section);

function countOf(section: string, taken: Taken) {
	const seats = rowOf(section).map(seatKey);
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

function mapOf(section: string, taken: Taken) {
	const seats = rowOf(section);
	const states = seats.flatMap((seat) => {
		const state = taken.get(seatKey(seat));
		return state ? [[seat.seat, state] as const] : [];
	});
	const rest = states.length > 0 ? { taken: Object.fromEntries(states) } : {};
	const places = seats.map((one) => (isAccessible(one) ? { seat: one.seat, accessible: true } : one.seat));
	return { section, rows: [{ row: seats[0]?.row, seats: places, ...rest }] };
}

/** The most seats side by side of which this holds, one of them accessible if that is asked for. */
function longest(sections: readonly string[], holds: (seat: string) => boolean, accessible = false): number {
	const runs = sections.flatMap((section) => {
		const found: Seat[][] = [[]];
		for (const seat of rowOf(section)) {
			if (holds(seatKey(seat))) found.at(-1)?.push(seat);
			else found.push([]);
		}
		return found;
	});
	return Math.max(0, ...runs.filter((run) => !accessible || run.some(isAccessible)).map(({ length }) => length));
}

/** As many as asked for, next to each other in the plan's order, where the caller wants to sit. */
function isSideBySide(seats: readonly Seat[], num: number, sections: readonly string[]): boolean {
	const [first] = seats;
	if (first === undefined || seats.length !== num || !sections.includes(first.section)) return false;
	const row = rowOf(first.section).map(seatKey);
	const start = row.indexOf(seatKey(first));
	return start >= 0 && seats.every((seat, index) => seatKey(seat) === row[start + index]);
}
