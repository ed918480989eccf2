/**
 * Holds an event's plan, the records of its seats and the counting index against each other, and finds what earlier events
 * of the same id have left behind. With repair it deletes what no plan has and nothing reads (I10).
 */
import { setTimeout as pause } from "node:timers/promises";
import { DeleteCommand, ScanCommand, type ScanCommandOutput } from "@aws-sdk/lib-dynamodb";
import { all, exists, is, missing } from "../domain/clause.ts";
import { hasSeat, type SectionPlan, seatsOf, startOf } from "../domain/plan.ts";
import { type Seat, seatKey } from "../domain/seat.ts";
import { type SeatRecord, stateOf } from "../domain/seat-record.ts";
import { removeDrafts } from "../store/draft.ts";
import { capacityOf, type EventRecord, readEventRecord, readPlanRecords } from "../store/event-record.ts";
import { expressions, onlyIf } from "../store/expression.ts";
import { inParallel } from "../store/in-parallel.ts";
import {
	COUNT_INDEX,
	graveKey,
	type Key,
	nameOfKey,
	readSeatKey,
	saleKey,
	seatRecordKey,
	sectionPartitions,
	shardKey,
} from "../store/keys.ts";
import { pagesOf } from "../store/query.ts";
import { isConditionFailed, openTable, type Table } from "../store/table.ts";
import { isAboutCredentials } from "./event/aws-failure.ts";
import { failure, isFailure } from "./event/failure.ts";
import { list, many } from "./event/report.ts";

const PARTITIONS_AT_ONCE = 16;
const DELETIONS_AT_ONCE = 16;

/** The index trails the table, and seats move while they are read: a difference counts if it is there each time. */
const LOOKS = 3;
const LOOK_AGAIN_MS = 2_000;

/** Longer than any function runs, so no request is under way any more that was when the records were found. */
const LONGER_THAN_A_FUNCTION_MS = 60_000;

export interface CheckOptions {
	readonly isRepair: boolean;
	/** Epoch seconds. */
	readonly now: number;
	readonly wait: (milliseconds: number) => Promise<void>;
	readonly print: (line: string) => void;
}

/** A record of a seat, with the attributes that DynamoDB itself uses. */
type StoredRecord = Key & SeatRecord & { readonly shard?: string; readonly sale?: string; readonly ttl?: number };

/** What is wrong, in words, and how to delete it if that is safe. */
interface Finding {
	readonly what: string;
	readonly remove?: () => Promise<void>;
}

/** Checks an event in the table of this name, with the caller's AWS credentials. */
export async function checkEventIn(name: string, id: string, isRepair: boolean): Promise<boolean> {
	const now = Math.floor(Date.now() / 1_000);
	const wait = (milliseconds: number) => pause(milliseconds, undefined);
	try {
		return await checkEvent(openTable(name), id, { isRepair, now, wait, print: (line) => console.log(line) });
	} catch (error) {
		if (isFailure(error) || error instanceof TypeError) throw error;
		const { name: kind, message } = error as Error;
		if (message === "Region is missing" || isAboutCredentials(error)) {
			const lacking =
				"It is read in AWS, with AWS credentials and a region: set AWS_REGION and AWS_PROFILE, for example.";
			throw failure(`The table ${name} cannot be checked: ${message.replace(/\.$/, "")}. ${lacking}`);
		}
		throw failure(`The table ${name} cannot be checked: ${kind}: ${message}`);
	}
}

/**
 * Prints what is wrong. Returns whether nothing is, or everything was repaired; `false` if there is no such event and
 * nothing is left of one, because an id with a typing mistake would look like an event in order.
 */
export async function checkEvent(table: Table, id: string, options: CheckOptions): Promise<boolean> {
	const { isRepair, print, wait } = options;
	const event = await readEventRecord(table, id);
	const findings = event ? await checkSeats(table, event, options) : [];
	if (!event) print(`There is no event ${id}.`);
	const left = await findLeftovers(table, id, event?.life);
	if (findings.length + left.length === 0) {
		if (!event) return false;
		print("Nothing is wrong.");
		return true;
	}
	for (const line of list(findings.map(({ what }) => what))) print(line);
	if (left.length > 0) print(`${many(left.length, "unused record")} left by earlier events or PUTs of this id`);

	const removable = findings.flatMap(({ remove }) => remove ?? []);
	if (!isRepair) {
		if (removable.length + left.length > 0) print("--repair deletes records without a seat.");
		return false;
	}
	await inParallel(removable, DELETIONS_AT_ONCE, (remove) => remove());
	if (left.length > 0) await removeLeftovers(table, id, left, wait);
	print(`${many(removable.length + left.length, "record")} deleted`);
	return removable.length === findings.length;
}

async function checkSeats(table: Table, event: EventRecord, options: CheckOptions): Promise<Finding[]> {
	const { id, sections } = event;
	const { now, wait, print } = options;
	const plans = await readPlanRecords(table, event, sections);
	const findings: Finding[] = sections
		.filter(({ section }) => !plans.has(section))
		.map(({ section }) => ({ what: `section ${section}: its plan is missing` }));

	let records = await readRecords(table, event);
	await refuseIfChanged(table, event);
	for (const record of records) findings.push(...findingsOf(table, event, plans, record));

	let differences = differencesOf(records, await readIndex(table, event));
	for (let look = 2; look <= LOOKS && differences.size > 0; look++) {
		await wait(LOOK_AGAIN_MS);
		records = await readRecords(table, event);
		const again = differencesOf(records, await readIndex(table, event));
		differences = new Map([...differences].filter(([key, what]) => again.get(key) === what));
	}
	findings.push(...Array.from(differences.values(), (what) => ({ what })));

	const capacity = capacityOf(event);
	const num = availableIn(plans, records, now);
	print(`event ${id} has ${many(capacity, "seat")} in ${many(sections.length, "section")}, ${num} available`);
	const planned = Array.from(plans.values()).reduce((sum, { seats }) => sum + seats.size, 0);
	if (plans.size === sections.length && planned !== capacity) {
		findings.push({ what: `the event's record counts ${many(capacity, "seat")}, and its plans ${planned}` });
	}
	return findings;
}

function findingsOf(
	table: Table,
	event: EventRecord,
	plans: ReadonlyMap<string, SectionPlan>,
	record: StoredRecord,
): Finding[] {
	const remove = () => removeAsSeen(table, record);
	const seat = seatOfRecord(record);
	if (seat === undefined) {
		return [{ what: `${record.pk} ${record.sk}: a record (${record.status}) whose key is not that of a seat`, remove }];
	}
	const name = `${seat.section} ${seat.row} ${seat.seat}`;
	const plan = plans.get(seat.section);
	if (plan === undefined) return [];
	if (seatRecordKey(event, seat).pk !== record.pk) {
		// Somebody may have been sold it, so it is not deleted.
		return [{ what: `${name}: a record (${record.status}) in ${record.pk}, where nothing looks for its row` }];
	}
	if (!hasSeat(plan, seat)) {
		return [{ what: `${name}: a record (${record.status}) of a seat that is not in the plan`, remove }];
	}
	const shards = event.sections.find(({ section }) => section === seat.section)?.shards ?? [];
	const isCounted = shards.some((shard) => shardKey(event, shard) === record.shard);
	const order = record.status === "sold" ? record.order : undefined;
	const sale = order === undefined ? undefined : saleKey(event, order);
	return [
		...(record.shard === undefined ? ["has no shard"] : []),
		...(record.shard === undefined || isCounted
			? []
			: [`counted under ${record.shard}, which its section does not have`]),
		...(record.sale === sale ? [] : [`found under ${record.sale ?? "no order"}, but sold under ${order ?? "none"}`]),
		...(record.ttl === undefined || record.status === "locked" ? [] : [`${record.status}, but TTL will delete it`]),
	].map((what) => ({ what: `${name}: ${what}` }));
}

/** A seat that came with a PUT since the event was read is not in the plans, and a repair would delete its sale. */
async function refuseIfChanged(table: Table, { id, life, version }: EventRecord): Promise<void> {
	const latest = await readEventRecord(table, id);
	if (latest?.life === life && latest.version === version) return;
	throw failure(`The event ${id} was changed while it was looked at: check again.`);
}

/** `undefined` for a key that no function makes, such as one that was written by hand. */
function seatOfRecord(key: Key): Seat | undefined {
	try {
		return readSeatKey(key).seat;
	} catch (error) {
		if (error instanceof SyntaxError) return undefined;
		throw error;
	}
}

/** Deletes a record only as it was seen. */
async function removeAsSeen(table: Table, { pk, sk, status, ...record }: StoredRecord): Promise<void> {
	const { tokenHash, expires, soldAt } = record as Readonly<Record<string, string | number | undefined>>;
	const same = Object.entries({ tokenHash, expires, soldAt }).map(([attribute, value]) =>
		value === undefined ? missing(attribute) : is(attribute, value),
	);
	const condition = onlyIf(all(is("status", status), ...same));
	try {
		await table.send(new DeleteCommand({ TableName: table.name, Key: { pk, sk }, ...condition }));
	} catch (error) {
		if (!isConditionFailed(error)) throw error;
		throw failure(`The record ${pk} ${sk} changed while it was looked at: check again.`);
	}
}

/** The records of all seats of the event, strongly consistent. */
async function readRecords(table: Table, event: EventRecord): Promise<StoredRecord[]> {
	const records: StoredRecord[] = [];
	const partitions = event.sections.flatMap(({ section }) => sectionPartitions(event, section));
	await inParallel(partitions, PARTITIONS_AT_ONCE, async (pk) => {
		const { render, attributes } = expressions();
		const pages = pagesOf(table, {
			KeyConditionExpression: render(is("pk", pk)),
			// Plans and documents are in the same partition.
			FilterExpression: render(exists("status")),
			...attributes(),
			ConsistentRead: true,
		});
		for await (const { Items = [] } of pages) records.push(...(Items as StoredRecord[]));
	});
	return records;
}

/** The keys of all seats that are counted. */
async function readIndex(table: Table, event: EventRecord): Promise<Set<string>> {
	const keys = new Set<string>();
	const shards = [...new Set(event.sections.flatMap(({ shards }) => shards))];
	await inParallel(shards, PARTITIONS_AT_ONCE, async (shard) => {
		const { render, attributes } = expressions();
		const condition = render(is("shard", shardKey(event, shard)));
		const pages = pagesOf(table, { IndexName: COUNT_INDEX, KeyConditionExpression: condition, ...attributes() });
		for await (const { Items = [] } of pages) for (const item of Items) keys.add(nameOfKey(item as Key));
	});
	return keys;
}

/** What the index misses and what it has too much, in words, by the name of the key. */
function differencesOf(records: readonly StoredRecord[], index: ReadonlySet<string>): Map<string, string> {
	const known = new Set(records.map(nameOfKey));
	const differences = (keys: ReadonlySet<string>, others: ReadonlySet<string>, what: string) =>
		Array.from(keys)
			.filter((key) => !others.has(key))
			.map((key) => [key, `${written(key)}: ${what}`] as const);
	return new Map([
		...differences(known, index, "has a record, and the index does not count it"),
		...differences(index, known, "is counted, and has no record"),
	]);
}

/** The key as the other findings write it. */
const written = (name: string): string => (JSON.parse(name) as string[]).join(" ");

function availableIn(plans: ReadonlyMap<string, SectionPlan>, records: readonly StoredRecord[], now: number): number {
	const byKey = new Map(
		records.flatMap((record) => {
			const seat = seatOfRecord(record);
			return seat ? [[seatKey(seat), record] as const] : [];
		}),
	);
	let num = 0;
	for (const plan of plans.values()) {
		for (const seat of seatsOf(plan)) {
			const record = byKey.get(seatKey(seat)) ?? startOf(plan, seat);
			if (stateOf(record, now).status === "available") num += 1;
		}
	}
	return num;
}

/** The records of other lives of this id; reads the whole table. */
async function findLeftovers(table: Table, id: string, life: string | undefined): Promise<Key[]> {
	const found: Key[] = [];
	let next: ScanCommandOutput["LastEvaluatedKey"];
	do {
		const page: ScanCommandOutput = await table.send(
			new ScanCommand({
				TableName: table.name,
				ConsistentRead: true,
				ProjectionExpression: "pk, sk",
				FilterExpression:
					"begins_with(pk, :seats) OR begins_with(pk, :parties) OR begins_with(pk, :charts) OR pk = :graves",
				ExpressionAttributeValues: {
					":seats": `${id}#`,
					":parties": `#together#${id}#`,
					":charts": `#charts#${id}#`,
					":graves": graveKey({ id, life: "" }).pk,
				},
				ExclusiveStartKey: next,
			}),
		);
		found.push(...((page.Items ?? []) as Key[]).filter((key) => lifeOf(id, key) !== life));
		next = page.LastEvaluatedKey;
	} while (next);
	return found;
}

function lifeOf(id: string, { pk, sk }: Key): string | undefined {
	if (pk.startsWith(`${id}#`)) return pk.split("#", 2)[1];
	return /^#(together|charts)#/.test(pk) ? pk.split("#", 4)[3] : sk;
}

/** A PUT that was under way may have made one of these lives the event's own: then its records stay. */
async function removeLeftovers(table: Table, id: string, left: readonly Key[], wait: CheckOptions["wait"]) {
	await removeDrafts(table, id);
	await wait(LONGER_THAN_A_FUNCTION_MS);
	const event = await readEventRecord(table, id);
	const unread = left.filter((key) => lifeOf(id, key) !== event?.life);
	await inParallel(unread, DELETIONS_AT_ONCE, async ({ pk, sk }) => {
		await table.send(new DeleteCommand({ TableName: table.name, Key: { pk, sk } }));
	});
}
