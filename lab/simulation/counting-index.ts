/**
 * The counting index as one request sees it. An answer may be seconds old, and a page may end after any record, as
 * DynamoDB permits.
 */
import { QueryCommand, type QueryCommandOutput } from "@aws-sdk/lib-dynamodb";
import type { Table } from "../../store/table.ts";
import type { View } from "./looks.ts";
import type { Random } from "./random.ts";
import { isIn, type Partitions, type ReadPage, type ReadPasses, readPasses } from "./read-passes.ts";
import { isLiveAt, type Stored } from "./watched-table.ts";

/** The share of queries that are answered page by page, and the longest page. */
const PAGED_SHARE = 0.3;
const LONGEST_PAGE_RECORDS = 3;

/** The share of queries that get an old answer, if there is one. */
const OLD_SHARE = 0.5;

export interface IndexOptions {
	readonly real: Table;
	readonly random: Random;
	/** The seats as they are now. */
	readonly seats: () => Promise<View>;
	/** The seats as they were at some instants of the last seconds. */
	readonly snapshots: readonly { readonly view: View }[];
	readonly onFault: (fault: string) => void;
}

export interface CountingIndex {
	readonly answer: (query: QueryCommand) => Promise<Page>;
	/** Call with each answer that reaches the request. */
	readonly onAnswer: (answer: object) => void;
	/** What the request has read. */
	readonly passes: ReadPasses;
}

type Page = Pick<QueryCommandOutput, "Count" | "Items" | "LastEvaluatedKey">;

/** What the request gets, and what the engine has looked at for it. */
interface Answer {
	readonly page: Page;
	readonly records: readonly Stored[];
}

/** How a query is answered, the same from its first page to its last. */
interface Mode {
	readonly isOld: boolean;
	/** Records per page. */
	readonly limit: number | undefined;
}

export function countingIndex({ real, random, seats, snapshots, onFault }: IndexOptions): CountingIndex {
	const modes = new WeakMap<object, Mode>();
	const pages = new WeakMap<object, ReadPage>();
	const passes = readPasses();

	/** A current answer must agree with the table as it is now (I8): it shows taken seats, and records of seats that start taken. */
	const currentPage = async (query: QueryCommand, limit: number | undefined): Promise<Answer> => {
		const records =
			limit === undefined ? matching(query, await seats()) : (await unfiltered(real, query)).slice(0, limit);
		const page: Page = await real.send(new QueryCommand({ ...query.input, Limit: limit }));
		const shown = shownBy(query, records).length;
		if (page.Count !== shown) {
			onFault(`I8: the index counts ${page.Count} records at ${clockOf(query)}, the table has ${shown}`);
		}
		return { records, page };
	};

	return {
		answer: async (query) => {
			const { ExclusiveStartKey: start } = query.input;
			const mode = (start && modes.get(start)) ?? {
				isOld: snapshots.length > 0 && random.chance(OLD_SHARE),
				limit: random.chance(PAGED_SHARE) ? 1 + random.below(LONGEST_PAGE_RECORDS) : undefined,
			};
			const old = mode.isOld && snapshots.length > 0 ? random.pick(snapshots).view : undefined;
			const { records, page } = mode.isOld
				? oldPage(query, old ?? (await seats()), mode.limit)
				: await currentPage(query, mode.limit);
			if (page.LastEvaluatedKey) modes.set(page.LastEvaluatedKey, mode);
			const isLast = page.LastEvaluatedKey === undefined;
			const asked = { shard: shardOf(query), section: sectionOf(query) };
			pages.set(page, { ...asked, isFirst: start === undefined, isLast, records });
			return page;
		},
		onAnswer: (answer) => {
			const page = pages.get(answer);
			if (page) passes.add(page);
		},
		passes,
	};
}

/** An old answer is in the order of the keys; the engine has an order of its own. */
function oldPage(query: QueryCommand, view: View, limit: number | undefined): Answer {
	const { ExclusiveStartKey: start } = query.input;
	const rest = matching(query, view)
		.filter((record) => start === undefined || nameOf(record) > nameOf(start as Stored))
		.toSorted((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1));
	const records = rest.slice(0, limit);
	const last = records.length === limit ? records.at(-1) : undefined;
	const Items = shownBy(query, records).map(projected);
	const page: Page = { Count: Items.length, Items, LastEvaluatedKey: last && { ...last } };
	return { records, page };
}

/** The records from here on that the engine would scan before it applies the filter, in its order. */
async function unfiltered(real: Table, { input }: QueryCommand): Promise<Stored[]> {
	const { KeyConditionExpression: condition = "" } = input;
	const used = (placeholders: Readonly<Record<string, unknown>> = {}) =>
		Object.fromEntries(Object.entries(placeholders).filter(([name]) => new RegExp(`${name}\\b`).test(condition)));
	const { Items = [] } = await real.send(
		new QueryCommand({
			TableName: input.TableName,
			IndexName: input.IndexName,
			ExclusiveStartKey: input.ExclusiveStartKey,
			KeyConditionExpression: condition,
			ExpressionAttributeNames: used(input.ExpressionAttributeNames) as Record<string, string>,
			ExpressionAttributeValues: used(input.ExpressionAttributeValues),
		}),
	);
	return Items as Stored[];
}

const nameOf = ({ pk, sk }: Stored): string => JSON.stringify([pk, sk]);

const shardOf = ({ input }: QueryCommand): string => input.ExpressionAttributeValues?.[":shard"];

/** The records that pass the query's filter. Written independently of the service. */
const shownBy = (query: QueryCommand, records: readonly Stored[]) =>
	records.filter((record) => record["start"] !== undefined || isLiveAt(record, clockOf(query)));

/** What the index keeps of a record. */
const projected = ({ pk, sk, shard, status, expires, start }: Stored): Stored => ({
	pk,
	sk,
	shard,
	status,
	...(expires !== undefined && { expires }),
	...(start !== undefined && { start }),
});

function sectionOf({ input }: QueryCommand): Partitions | undefined {
	const { ":first": first, ":second": second } = input.ExpressionAttributeValues ?? {};
	return first && [first, second];
}

const clockOf = ({ input }: QueryCommand): number => input.ExpressionAttributeValues?.[":expires"];

/** The records of the view that the query's key condition matches. */
function matching(query: QueryCommand, view: View): Stored[] {
	const section = sectionOf(query);
	return view.filter((record) => record.shard === shardOf(query) && (section === undefined || isIn(section, record)));
}
