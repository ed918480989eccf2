/**
 * Lists taken seats with all that a seller may know of them (contract §4.3), page by page. It reads the table itself,
 * section by section, so each page is current; together the pages are no snapshot.
 */
import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import { factsOfPlan, rowSeatKey, type SeatOfPlan, type SectionPlan, seatInRow } from "../domain/plan.ts";
import { Refused, refuse } from "../domain/refusal.ts";
import type { Seat } from "../domain/seat.ts";
import { factsOf, type SeatFacts, type SeatRecord, type TakenRecord } from "../domain/seat-record.ts";
import { cursorOf, isSeatKey, noSuchPage, readCursor } from "./cursor.ts";
import { type Event, inHand } from "./event.ts";
import { readPlans } from "./event-memory.ts";
import { byBytes, rowPartition, sectionPartitions } from "./keys.ts";

/** How often a page asks DynamoDB at most. So a page may be short, or empty, and have a next one. */
const REQUESTS_PER_PAGE = 4;

export interface TakenWanted {
	readonly section?: string | undefined;
	/** Only with a section. */
	readonly row?: string | undefined;
	/** Only with a row. */
	readonly seat?: string | undefined;
	readonly status?: TakenRecord["status"] | undefined;
	/** Where the page before ended, as its `next` says. */
	readonly after?: string | undefined;
	/** The most seats of a page. */
	readonly limit: number;
}

export type TakenSeat = Seat & SeatFacts & SeatOfPlan;

export interface TakenPage {
	readonly seats: readonly TakenSeat[];
	/** Where the next page begins; `undefined` if this is the last one. */
	readonly next?: string | undefined;
}

/** A page of the taken seats, by section and then in the order of their keys. Refuses an `after` that no page gave. */
export async function readTakenPage(event: Event, wanted: TakenWanted, now: number): Promise<TakenPage> {
	try {
		return await pageOf(event, wanted, now);
	} catch (error) {
		// The event may have more sections and rows than memory knows, and another function may have given the page before.
		if (!(error instanceof Refused)) throw error;
		const latest = await event.memory.reread(event.table, event.id);
		if (latest === undefined) return refuse({ kind: "unknown-event", event: event.id });
		return pageOf(inHand(event, latest, new Map()), wanted, now);
	}
}

async function pageOf(event: Event, wanted: TakenWanted, now: number): Promise<TakenPage> {
	const labels = wanted.section === undefined ? sectionsWithSeats(event) : [wanted.section];
	const [begin, beginAfter = ""] = wanted.after === undefined ? [labels[0]] : readCursor(wanted.after);
	if (begin !== undefined && !labels.includes(begin)) return noSuchPage();
	const keys = stretchOf(wanted);
	const isKey = beginAfter === "" || (isSeatKey(beginAfter) && isWithin(keys, beginAfter));
	if (!isKey) return noSuchPage();

	const seats: TakenSeat[] = [];
	let left = wanted.limit;
	/** How many records the page may still read: what one half has beyond the end of the other is read, and not shown. */
	let records = wanted.limit;
	let requests = 0;
	let after = beginAfter;
	for (const section of labels.slice(labels.indexOf(begin ?? ""))) {
		const [plan] = (await readPlans(event, [section])) as [SectionPlan];
		refuseUnknownRow(plan, wanted.row);
		const describe = describer(plan, now);
		const partitions = partitionsOf(event, section, wanted.row);
		do {
			const limit = Math.min(left, records);
			const isOver = limit <= 0 || requests + partitions.length > REQUESTS_PER_PAGE;
			if (isOver) return { seats, next: cursorOf([section, after]) };
			const stretch = await readStretch(event, plan, partitions, { ...keys, after, limit });
			requests += partitions.length;
			records -= stretch.read;
			left -= stretch.records.length;
			after = stretch.last;
			seats.push(...stretch.records.map(([key, record]) => describe(key, record)).filter(isWanted(wanted)));
		} while (after !== "");
	}
	return { seats };
}

const partitionsOf = (event: Event, section: string, row: string | undefined): readonly string[] =>
	row === undefined ? sectionPartitions(event, section) : [rowPartition(event, section, row)];

const sectionsWithSeats = ({ sections }: Event): string[] =>
	[...sections.values()].filter(({ capacity }) => capacity > 0).map(({ section }) => section);

/** Which of the seats that were looked at a page shows. */
export const isWanted =
	({ section, row, seat, status }: Omit<TakenWanted, "limit">) =>
	(taken: TakenSeat): boolean =>
		taken.status !== "available" &&
		(status === undefined || taken.status === status) &&
		(section === undefined || taken.section === section) &&
		(row === undefined || taken.row === row) &&
		(seat === undefined || taken.seat === seat);

function refuseUnknownRow({ section, rows }: SectionPlan, row: string | undefined): void {
	if (row === undefined || rows.some((one) => one.row === row)) return;
	refuse({ kind: "unknown-seat", seats: [{ section, row }] });
}

/** A seat, by its key in the section (`rowSeatKey`), with its record. */
type Recorded = readonly [key: string, record: SeatRecord];

const startsOfPlans = new WeakMap<SectionPlan, readonly Recorded[]>();

/** The seats that start taken: sorted once for each plan that is in memory, because there may be tens of thousands. */
function startsInOrder(plan: SectionPlan): readonly Recorded[] {
	const known = startsOfPlans.get(plan);
	if (known) return known;
	const starts = [...plan.starts].sort(([one], [other]) => byBytes(one, other));
	startsOfPlans.set(plan, starts);
	return starts;
}

/** Describes seats of a section by their records. */
export function describer(plan: SectionPlan, now: number): (key: string, record: SeatRecord) => TakenSeat {
	return (key, record) => {
		const seat = { section: plan.section, ...seatInRow(key) };
		return { ...seat, ...factsOf(record, now), ...factsOfPlan(plan, seat) };
	};
}

/** The keys of a section's seats from the first to the last, both included. */
interface Keys {
	readonly from: string;
	readonly to: string;
}

/** A key is `["row","seat"]`: the character after `[` follows every seat, and the one after `"` every seat of a row. */
function stretchOf({ row, seat }: Pick<TakenWanted, "row" | "seat">): Keys {
	if (row === undefined) return { from: "[", to: "\\" };
	if (seat !== undefined) return { from: rowSeatKey(row, seat), to: rowSeatKey(row, seat) };
	const inRow = `[${JSON.stringify(row)},`;
	return { from: inRow, to: `${inRow}#` };
}

interface Stretch {
	/** The seats that have a record, and those that start taken, in the order of their keys. */
	readonly records: readonly Recorded[];
	/** The key it ends with; empty at the end of what was asked for. */
	readonly last: string;
	/** How many records were read for it. */
	readonly read: number;
}

interface Range extends Keys {
	readonly after: string;
	readonly limit: number;
}

/** A strongly consistent query of each partition, and between their records the seats that are as they started. */
async function readStretch(
	event: Event,
	plan: SectionPlan,
	partitions: readonly string[],
	{ from, to, after, limit }: Range,
): Promise<Stretch> {
	// Together the halves bring hardly more than the page can take.
	const part = { from, to, after, limit: Math.ceil(limit / partitions.length) };
	const halves = await Promise.all(partitions.map((pk) => readPartition(event, pk, part)));
	const read = halves.reduce((sum, half) => sum + half.read, 0);
	// What one half has beyond the end of the other's page is left to the next page.
	const [last = ""] = halves.flatMap((half) => (half.last === "" ? [] : [half.last])).sort(byBytes);
	const recorded = halves
		.map(({ records }) => records.filter(([key]) => last === "" || byBytes(key, last) <= 0))
		.reduce((one, other) => merged(one, other));
	const keys = new Set(recorded.map(([key]) => key));
	const starts = startsInOrder(plan);
	const started: Recorded[] = [];
	for (let index = firstFrom(starts, after || from); started.length <= limit; index++) {
		const [key, record] = starts[index] ?? [];
		if (key === undefined || record === undefined || byBytes(key, last || to) > 0) break;
		if (key !== after && !keys.has(key)) started.push([key, record]);
	}

	const inOrder = merged(recorded, started);
	const cut = inOrder.slice(0, limit);
	return { records: cut, last: cut.length < inOrder.length ? (cut.at(-1)?.[0] ?? "") : last, read };
}

async function readPartition(event: Event, pk: string, { from, to, after, limit }: Range): Promise<Stretch> {
	const { Items = [], LastEvaluatedKey } = await event.table.send(
		new QueryCommand({
			TableName: event.table.name,
			ConsistentRead: true,
			KeyConditionExpression: "pk = :pk AND sk BETWEEN :from AND :to",
			ExpressionAttributeValues: { ":pk": pk, ":from": from, ":to": to },
			Limit: limit,
			...(after !== "" && { ExclusiveStartKey: { pk, sk: after } }),
		}),
	);
	const records = Items.map((item) => [item["sk"] as string, item as SeatRecord] as const);
	return { records, last: LastEvaluatedKey?.["sk"] ?? "", read: records.length };
}

/** Both lists, each in the order of its keys, as one. */
function merged(one: readonly Recorded[], other: readonly Recorded[]): Recorded[] {
	const all: Recorded[] = [];
	let [left, right] = [0, 0];
	while (left < one.length || right < other.length) {
		const [next, rival] = [one[left], other[right]];
		const isNext = next !== undefined && (rival === undefined || byBytes(next[0], rival[0]) < 0);
		all.push((isNext ? one[left++] : other[right++]) as Recorded);
	}
	return all;
}

const isWithin = ({ from, to }: Keys, key: string) => byBytes(from, key) <= 0 && byBytes(key, to) <= 0;

/** Where in the list, which is in order, the keys from this one on begin. */
function firstFrom(list: readonly Recorded[], key: string): number {
	let low = 0;
	let high = list.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if (byBytes((list[middle] as Recorded)[0], key) < 0) low = middle + 1;
		else high = middle;
	}
	return low;
}
