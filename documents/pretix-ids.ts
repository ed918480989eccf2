/**
 * Plans that are drawn by hand repeat the ids of seats that were copied. An id of several seats names none of them, so
 * they are identified by their labels (I11), if the plan itself gives each of them labels that no other seat has.
 * Labels that are made up could change with the order of the list: then the plan is refused.
 */
import { jsonPointer } from "../api/json.ts";
import type { ListedSeat } from "./pretix-seats.ts";
import type { Zone } from "./pretix-zones.ts";
import type { Report } from "./report.ts";

interface Repeated {
	readonly id: string;
	/** Those that have the id. */
	readonly seats: readonly ListedSeat[];
}

/** The zones without the ids that name no seat. Refuses those that are needed. */
export function settleIds(zones: readonly Zone[], report: Report): readonly Zone[] {
	const repeated = repeatedIds(zones);
	if (repeated.length === 0) return zones;
	const labelOf = labelsInPlan(zones);
	const isNamed = (seat: ListedSeat) => labelOf.has(seat);
	const needed = repeated.filter(({ seats }) => !seats.every(isNamed));
	for (const { id, seats } of needed) refuseEach(id, seats, report);
	const dropped = repeated.filter(({ seats }) => seats.every(isNamed));
	const [first] = dropped;
	if (first === undefined) return zones;

	const num = dropped.reduce((sum, { seats }) => sum + seats.length, 0);
	const ids = dropped.length === 1 ? `the id ${first.id}` : `${dropped.length} ids, such as ${first.id}`;
	report.oddity(first.seats[0]?.path ?? [], `${num} seats share ${ids}: they are identified by their labels`);
	const without = new Map(dropped.flatMap(({ seats }) => seats.map((seat) => [seat, { ...seat, id: undefined }])));
	const settled = (seats: readonly ListedSeat[]) => seats.map((seat) => without.get(seat) ?? seat);
	return zones.map((zone) => ({
		...zone,
		parts: zone.parts.map((part) => ({ ...part, seats: settled(part.seats), numbered: settled(part.numbered) })),
	}));
}

function repeatedIds(zones: readonly Zone[]): Repeated[] {
	const byId = new Map<string, ListedSeat[]>();
	for (const { parts } of zones) {
		for (const seat of parts.flatMap(({ seats }) => seats)) {
			if (seat.id === undefined) continue;
			const others = byId.get(seat.id);
			if (others) others.push(seat);
			else byId.set(seat.id, [seat]);
		}
	}
	return Array.from(byId, ([id, seats]) => ({ id, seats })).filter(({ seats }) => seats.length > 1);
}

/** The seats whose zone, row and number are written in the plan, and written so only once. */
function labelsInPlan(zones: readonly Zone[]): ReadonlySet<ListedSeat> {
	const zonesOf = countBy(zones, ({ name }) => name);
	const seats = zones.flatMap(({ name, parts }) =>
		parts.flatMap((part) => part.seats.map((seat) => ({ seat, labels: [name, part.number, seat.label] }))),
	);
	const keyOf = ({ labels }: (typeof seats)[number]) =>
		labels.includes(undefined) ? undefined : JSON.stringify(labels);
	const seatsOf = countBy(seats, keyOf);
	const isOnly = (one: (typeof seats)[number]) =>
		seatsOf.get(keyOf(one) ?? "") === 1 && zonesOf.get(one.labels[0] ?? "") === 1;
	return new Set(seats.filter(isOnly).map(({ seat }) => seat));
}

function countBy<Item>(items: readonly Item[], keyOf: (item: Item) => string | undefined): ReadonlyMap<string, number> {
	const counts = new Map<string, number>();
	for (const item of items) {
		const key = keyOf(item);
		if (key !== undefined) counts.set(key, (counts.get(key) ?? 0) + 1);
	}
	return counts;
}

function refuseEach(id: string, [first, ...others]: readonly ListedSeat[], report: Report): void {
	for (const { path } of others) {
		if (first === undefined) return;
		report.mistake(first.path, `the id ${id} comes again at ${jsonPointer(path)}`);
		report.mistake(path, `the id ${id} is already at ${jsonPointer(first.path)}`);
	}
}
