/**
 * The seats of an order, as the index of orders has them: it may trail the table. Sales that only the plan knows, because
 * their seats have not moved since, are not in the index and are read from the plan.
 */
import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import { holds } from "../domain/clause.ts";
import { rowSeatKey, type SectionPlan, seatInRow } from "../domain/plan.ts";
import { Refused, refuse } from "../domain/refusal.ts";
import type { Seat } from "../domain/seat.ts";
import { isAvailable, type SeatRecord } from "../domain/seat-record.ts";
import { MAX_SEATS, refusalOfSize } from "../domain/settings.ts";
import { refusalOf, releaseSale } from "../domain/verbs.ts";
import { cursorOf, isSeatKey, noSuchPage, readCursor } from "./cursor.ts";
import { type Event, inHand, type SeatStates } from "./event.ts";
import { readPlans } from "./event-memory.ts";
import { EventReplaced, KEYS_PER_REQUEST, replacedWhileRead } from "./event-record.ts";
import { type Key, ORDER_INDEX, readSeatKey, saleKey, seatRecordKeyIn } from "./keys.ts";
import { eachBy, type Place, tryToMove } from "./move-seats.ts";
import { readNeighbours } from "./read-neighbours.ts";
import { readRecords } from "./read-records.ts";
import { TryAgain } from "./table.ts";
import { describer, isWanted, type TakenPage, type TakenSeat, type TakenWanted } from "./taken.ts";

/** The two parts of an order: what the index has, and then what starts sold under it. */
const INDEX = "index";
const STARTS = "starts";

/** A page of the seats that are sold under an order. Refuses an `after` that no page gave. */
export async function readOrderPage(event: Event, order: string, wanted: TakenWanted, now: number): Promise<TakenPage> {
	try {
		return await pageOfOrder(event, order, wanted, now);
	} catch (error) {
		// The event may have more seats than memory knows, and another function may have given the page before.
		if (!(error instanceof EventReplaced || error instanceof Refused)) throw error;
		return pageOfOrder(await asItIs(event), order, wanted, now);
	}
}

/**
 * sold(order) → available for the whole order, all or none. Refuses with `unknown-order` if no seat is found, and with
 * `not-as-expected` if it has not exactly `num` seats.
 */
export async function releaseOrder(event: Event, order: string, num: number, now: number): Promise<SeatStates> {
	const refusal = refusalOfSize({ maxSeatsPerLock: MAX_SEATS }, num);
	if (refusal) return refuse(refusal);
	// A seat that starts sold in a section that memory does not know is one of them, too.
	return releaseAll(await asItIs(event), order, num, now);
}

async function asItIs(event: Event): Promise<Event> {
	const current = await event.memory.event(event.table, event.id, 0);
	if (current === undefined || current.deleting) return refuse({ kind: "unknown-event", event: event.id });
	return inHand(event, current, new Map());
}

async function pageOfOrder(event: Event, order: string, wanted: TakenWanted, now: number): Promise<TakenPage> {
	const [part, section = "", key = ""] = wanted.after === undefined ? [INDEX] : readCursor(wanted.after);
	if (part === STARTS) return pageOfStarts(event, order, wanted, now, { section, key });
	if (part !== INDEX || (key !== "" && !(event.sections.has(section) && isSeatKey(key)))) return noSuchPage();

	const { records, last } = await readIndex(event, order, wanted.limit, { section, key });
	const seats = (await describeAll(event, records, now)).filter(isWanted(wanted));
	if (last) return { seats, next: cursorOf([INDEX, last.section, rowSeatKey(last.row, last.seat)]) };
	if (event.starts === 0) return { seats };
	const left = wanted.limit - seats.length;
	if (left === 0) return { seats, next: cursorOf([STARTS]) };
	const started = await pageOfStarts(event, order, { ...wanted, limit: left }, now, { section: "", key: "" });
	return { ...started, seats: [...seats, ...started.seats] };
}

async function releaseAll(event: Event, order: string, num: number, now: number): Promise<SeatStates> {
	const found: TakenSeat[] = [];
	let after: string | undefined;
	for (let page = 1; page <= MAX_PAGES; page++) {
		const { seats, next } = await pageOfOrder(event, order, { after, limit: MAX_SEATS + 1 }, now);
		found.push(...seats);
		after = next;
		if (next === undefined || found.length > num) break;
	}
	if (found.length === 0 && after === undefined) return refuse({ kind: "unknown-order", order });
	if (found.length !== num || after !== undefined) return refuse({ kind: "not-as-expected", seats: found });
	const seats = found.map(({ section, row, seat }) => ({ section, row, seat }));
	const place = inHand(event, event, await plansOf(event, seats));
	const verb = releaseSale(order);
	const outcome = await tryToMove(place, eachBy(verb, seats));
	if (outcome.moved) return outcome.seats;
	// Released by another request, or moved: the index does not know yet whether the order has other seats now.
	const areFree = outcome.obstacles.every(({ record }) => holds(isAvailable(now), record));
	if (areFree) throw new TryAgain("the index of orders trails the seats");
	return refuse(refusalOf(verb, outcome.obstacles, now));
}

async function plansOf(event: Event, seats: readonly Seat[]): Promise<ReadonlyMap<string, SectionPlan>> {
	const plans = await readPlans(event, [...new Set(seats.map(({ section }) => section))]);
	return new Map(plans.map((plan) => [plan.section, plan]));
}

/** An order of at most a hundred seats fills two pages, unless many of the seats that start sold under it have moved. */
const MAX_PAGES = 10;

/** Where a page ended: the section and, by `rowSeatKey`, the seat; empty before the first page. */
interface End {
	readonly section: string;
	readonly key: string;
}

type Recorded = readonly [seat: Seat, record: SeatRecord];

async function readIndex(event: Event, order: string, limit: number, { section, key }: End) {
	const { table } = event;
	const sale = saleKey(event, order);
	const after = key !== "" && { ExclusiveStartKey: { sale, ...seatRecordKeyIn(event, section, key) } };
	const { Items = [], LastEvaluatedKey } = await table.send(
		new QueryCommand({
			TableName: table.name,
			IndexName: ORDER_INDEX,
			KeyConditionExpression: "sale = :sale",
			ExpressionAttributeValues: { ":sale": sale },
			Limit: limit,
			...after,
		}),
	);
	const records = Items.map((item): Recorded => [readSeatKey(item as Key).seat, item as SeatRecord]);
	return { records, last: LastEvaluatedKey && readSeatKey(LastEvaluatedKey as Key).seat };
}

/** Those of the seats that start sold under the order and have not moved since. */
async function pageOfStarts(
	event: Event,
	order: string,
	wanted: TakenWanted,
	now: number,
	after: End,
): Promise<TakenPage> {
	const starts = await startsOf(event, order);
	const isAfter = ([{ section, row, seat }]: Recorded) =>
		section === after.section && rowSeatKey(row, seat) === after.key;
	const from = after.key === "" ? 0 : 1 + starts.findIndex(isAfter);
	if (after.key !== "" && from === 0) return noSuchPage();

	const looked = starts.slice(from, from + Math.min(KEYS_PER_REQUEST, wanted.limit));
	const seats = (await describeAll(event, await unmovedOf(event, looked), now)).filter(isWanted(wanted));
	const last = from + looked.length < starts.length ? looked.at(-1)?.[0] : undefined;
	return last ? { seats, next: cursorOf([STARTS, last.section, rowSeatKey(last.row, last.seat)]) } : { seats };
}

/** An order in more rows than these is read seat by seat, in one request. */
const ROWS_AT_ONCE = 10;

/**
 * Those of the seats that have not moved. The seats of an order are side by side, mostly, and these have no records: row by
 * row they are found for one unit a row. Asked for by its key, each seat would be a unit, whether it has a record or not.
 */
async function unmovedOf(event: Event, starts: readonly Recorded[]): Promise<Recorded[]> {
	const plans = await plansOf(event, seatsOf(starts));
	// Only what has a record counts here. Plans may have been read again, so how a seat starts is no longer the same object.
	const place: Place = { ...inHand(event, event, plans), startOf: () => undefined };
	const rows = byRow(starts);
	const isScattered = rows.length > ROWS_AT_ONCE;
	const records = isScattered
		? await readRecords(place, seatsOf(starts))
		: (await Promise.all(rows.map((row) => readNeighbours(place, plans, seatsOf(row))))).flat();
	return starts.filter((_, index) => records[index] === undefined);
}

const seatsOf = (recorded: readonly Recorded[]): Seat[] => recorded.map(([seat]) => seat);

/** The seats, which are in plan order, row by row. */
function byRow(recorded: readonly Recorded[]): Recorded[][] {
	const rows: Recorded[][] = [];
	for (const one of recorded) {
		const [last] = rows.at(-1)?.at(-1) ?? [];
		if (last?.section === one[0].section && last.row === one[0].row) rows.at(-1)?.push(one);
		else rows.push([one]);
	}
	return rows;
}

/** The seats that start sold under the order, in plan order. */
async function startsOf(event: Event, order: string): Promise<Recorded[]> {
	const sections = [...event.sections.values()].filter(({ starts }) => starts > 0).map(({ section }) => section);
	const plans = await readPlans(event, sections);
	return plans.flatMap((plan) => startsByOrder(plan).get(order) ?? []);
}

const startsByOrderOf = new WeakMap<SectionPlan, ReadonlyMap<string, readonly Recorded[]>>();

/** Those of a section, found once for each plan: a house that is imported half sold has tens of thousands of them. */
function startsByOrder(plan: SectionPlan): ReadonlyMap<string, readonly Recorded[]> {
	const known = startsByOrderOf.get(plan);
	if (known) return known;
	const found = new Map<string, Recorded[]>();
	for (const [key, record] of plan.starts) {
		if (record.status !== "sold" || record.order === undefined) continue;
		const ofOrder = found.get(record.order) ?? [];
		ofOrder.push([{ section: plan.section, ...seatInRow(key) }, record]);
		found.set(record.order, ofOrder);
	}
	startsByOrderOf.set(plan, found);
	return found;
}

/** In plan order. All of them, or none. */
async function describeAll(event: Event, records: readonly Recorded[], now: number): Promise<TakenSeat[]> {
	const bySection = new Map<string, Map<string, SeatRecord>>();
	for (const [{ section, row, seat }, record] of records) {
		const inSection = bySection.get(section) ?? new Map();
		bySection.set(section, inSection.set(rowSeatKey(row, seat), record));
	}
	const sections = [...event.sections.keys()].filter((section) => bySection.has(section));
	const described = (await readPlans(event, sections)).flatMap((plan) => {
		const describe = describer(plan, now);
		const inSection = bySection.get(plan.section);
		return [...plan.seats.keys()].flatMap((key) => {
			const record = inSection?.get(key);
			return record ? [describe(key, record)] : [];
		});
	});
	// Without the others an order would look complete.
	return described.length < records.length ? replacedWhileRead() : described;
}
