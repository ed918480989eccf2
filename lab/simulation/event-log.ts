/**
 * What became of the event: every state of its record that was written, by which request and when. A request is judged by
 * the states it can have seen (I10).
 */
import { type EventItem, eventOfItem } from "../../store/event-record.ts";
import { type Key, shardKey } from "../../store/keys.ts";
import type { Table } from "../../store/table.ts";
import { type HousePlan, seatsOfPlan, startsOf } from "./house.ts";
import type { SeatState } from "./seat-model.ts";
import { isSeat } from "./watched-table.ts";

/** A request that may change the event, with what it would make of it. */
export interface Change {
	readonly verb: "put" | "patch" | "delete";
	readonly plan?: HousePlan | undefined;
	readonly name?: string | undefined;
	/** The function's clock. */
	now: number;
}

/** An event as one write of its record left it. */
export interface Version {
	readonly life: string;
	readonly tag: string;
	readonly by: Change;
	readonly plan: HousePlan;
	/** The id of its chart, as the event's record names it. */
	readonly chart: string;
	/** How the seats start that start taken, by `seatKey`: as the first document said that had the seat. */
	readonly starts: ReadonlyMap<string, SeatState>;
	/** The index keys under which the seats of each section are counted. */
	readonly shards: ReadonlyMap<string, readonly string[]>;
}

/** The event between two writes; without a version there is none. */
export interface EventState {
	readonly version: Version | undefined;
	/** A deletion is under way, so the event is closed. */
	readonly isMarked: boolean;
	readonly from: number;
	until: number;
	untilMs: number;
}

/** A deletion that took place. */
export interface Removal {
	readonly version: Version;
	readonly by: Change;
	readonly at: number;
}

export interface EventLog {
	readonly states: readonly EventState[];
	readonly removals: readonly Removal[];
	/** What is wrong with a write itself. */
	readonly faults: readonly string[];
	/** The table, for one request: what it writes is logged under its name. */
	readonly observing: (table: Table, by: Change) => Table;
	/** The states that a request can have seen which was under way from one step to another. */
	readonly during: (from: number, until: number) => EventState[];
	/** The same for a request that knows the event from memory: as it was up to this long ago. */
	readonly remembered: (sinceMs: number, until: number) => EventState[];
	readonly latest: () => EventState;
}

interface Clock {
	readonly elapsedMs: number;
	step: number;
}

// biome-ignore lint/suspicious/noExplicitAny: every command of the SDK passes through here, each with its own type
type Command = any;

/** @param onSeat is called when a deletion has taken away the record of a seat, or what was left of a lock. */
export function logEvent(id: string, clock: Clock, onSeat: (key: Key, by: Change) => void): EventLog {
	const states: EventState[] = [
		{
			version: undefined,
			isMarked: false,
			from: 0,
			until: Number.POSITIVE_INFINITY,
			untilMs: Number.POSITIVE_INFINITY,
		},
	];
	const removals: Removal[] = [];
	const faults: string[] = [];
	const marks = new Set<string>();
	/** By their tokens. One that is sent again is answered as if it had happened again. */
	const transactions = new Set<string>();
	const latest = () => states.at(-1) as EventState;
	const enter = (version: Version | undefined, isMarked: boolean) => {
		clock.step += 1;
		Object.assign(latest(), { until: clock.step, untilMs: clock.elapsedMs });
		const open = { until: Number.POSITIVE_INFINITY, untilMs: Number.POSITIVE_INFINITY };
		states.push({ version, isMarked, from: clock.step, ...open });
	};

	const noteRecord = (item: EventItem, by: Change) => {
		const before = latest().version;
		const { life, version, sections } = eventOfItem(id, item);
		const tag = `${life}.${version}`;
		if (states.some((state) => state.version?.tag === tag && state.version.by === by)) return;
		const plan = by.plan ?? (before && { ...before.plan, name: by.name ?? before.plan.name });
		if (plan === undefined) {
			faults.push(`I10: a ${by.verb} made an event out of nothing`);
			return;
		}
		const shards = new Map(
			sections.map((entry) => [entry.section, entry.shards.map((shard) => shardKey({ id, life }, shard))]),
		);
		if (before && before.life !== life) faults.push(`I10: a ${by.verb} replaced the event by one of another life`);
		const had = before?.life === life ? before : undefined;
		const known = new Set(had ? seatsOfPlan(had.plan).map(({ key }) => key) : []);
		const fresh = Array.from(startsOf(plan, by.now)).filter(([key]) => !known.has(key));
		if (had) faults.push(...conflictsOf(had.plan, plan).map((conflict) => `${conflict} by a ${by.verb}`));
		enter(
			{ life, tag, by, plan, chart: item.chart, starts: new Map([...(had?.starts ?? []), ...fresh]), shards },
			false,
		);
	};
	const noteRemoval = (by: Change) => {
		const { version } = latest();
		if (removals.some((removal) => removal.by === by)) return;
		if (version === undefined) return;
		enter(undefined, false);
		removals.push({ version, by, at: clock.step });
	};
	const noteMark = ({ UpdateExpression, ExpressionAttributeValues }: Command) => {
		const isSet = UpdateExpression.startsWith("SET");
		const mark = ExpressionAttributeValues[":deleting"];
		// One that is set again after it was taken back closes an event that nobody is deleting.
		if (isSet && marks.has(mark)) faults.push("I10: a deletion sets its mark twice");
		marks.add(mark);
		enter(latest().version, isSet);
	};
	const note = ({ input }: Command, by: Change) => {
		const { ClientRequestToken: token } = input;
		if (token !== undefined && transactions.has(token)) return;
		transactions.add(token);
		for (const { Put, Delete, Update } of input.TransactItems ?? [{ Put: input.Item && input, Update: input }]) {
			if (isEvent(Put?.Item)) noteRecord(Put.Item, by);
			if (isEvent(Delete?.Key)) noteRemoval(by);
			if (Update?.UpdateExpression && isEvent(Update.Key)) noteMark(Update);
		}
		if (by.verb === "delete" && input.Key && isSeat(input.Key)) onSeat(input.Key, by);
	};

	return {
		states,
		removals,
		faults,
		latest,
		observing: (table, by) => {
			const send = async (command: Command) => {
				const answer = await table.send(command);
				note(command, by);
				return answer;
			};
			return { ...table, send: send as Table["send"] };
		},
		during: (from, until) => states.filter((state) => state.from <= until && state.until >= from),
		remembered: (sinceMs, until) => states.filter((state) => state.from <= until && state.untilMs >= sinceMs),
	};
}

const isEvent = (key: { readonly sk?: string } | undefined) => key?.sk === "event";

/** Why the second plan must not replace the first: it lacks a seat (I10), or gives one another id (I11). */
export function conflictsOf(before: HousePlan, after: HousePlan): string[] {
	const idsBefore = new Map(seatsOfPlan(before).map(({ key, seat: { id } }) => [key, id]));
	const idsAfter = new Map(seatsOfPlan(after).map(({ key, seat: { id } }) => [key, id]));
	const labelsBefore = new Map(Array.from(idsBefore, ([key, id]) => [id, key]));
	const lost = Array.from(idsBefore.keys()).filter((key) => !idsAfter.has(key));
	const isChanged = ([key, id]: [string, string | undefined]) => {
		const had = idsBefore.get(key);
		const hadLabels = id === undefined ? undefined : labelsBefore.get(id);
		return (had !== undefined && had !== id) || (hadLabels !== undefined && hadLabels !== key);
	};
	return [
		...lost.map((key) => `I10: seat ${key} was dropped`),
		...Array.from(idsAfter).flatMap((entry) => (isChanged(entry) ? [`I11: seat ${entry[0]} became ${entry[1]}`] : [])),
	];
}
