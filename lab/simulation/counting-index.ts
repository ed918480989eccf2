/**
 * The counting index as one request meets it: each answer may be seconds old, and may be the first few of many records,
 * for DynamoDB may end a page anywhere. What the request was told of the house is put together from the answers that
 * came back to it.
 */
import { QueryCommand, type QueryCommandOutput } from "@aws-sdk/lib-dynamodb";
import type { Table } from "../../store/table.ts";
import type { View } from "./looks.ts";
import type { Random } from "./random.ts";
import { liveAt, type Stored } from "./watched-table.ts";

/** How many queries are answered page by page, and how many records are a page at the most. */
const IS_PAGED = 0.3;
const LONGEST_PAGE = 3;

/** How many are answered by what is old, if anything is. */
const IS_OLD = 0.5;

export interface IndexOptions {
	readonly real: Table;
	/** Over which the house is counted. */
	readonly shards: readonly string[];
	readonly random: Random;
	/** The seats as they are. */
	readonly seats: () => Promise<View>;
	/** And as they were at some instants of the last seconds. */
	readonly snapshots: readonly { readonly view: View }[];
	readonly onFault: (fault: string) => void;
}

export interface CountingIndex {
	readonly answer: (query: QueryCommand) => Promise<Page>;
	/** Told of each answer that came back. */
	readonly heard: (answer: object) => void;
	/** What the request was told, each time that it asked every shard to its last page. */
	readonly views: () => View[];
}

type Page = Pick<QueryCommandOutput, "Count" | "Items" | "LastEvaluatedKey">;

/** How a query is answered from its first page to its last. */
interface Way {
	readonly isOld: boolean;
	/** Records to a page. */
	readonly limit: number | undefined;
}

export function countingIndex({ real, shards, random, seats, snapshots, onFault }: IndexOptions): CountingIndex {
	const begun = new WeakMap<object, Way>();
	const told = new WeakMap<object, { shard: string; isFirst: boolean; records: readonly Stored[] }>();
	const passes = new Map(shards.map((shard) => [shard, [] as { records: readonly Stored[]; isWhole: boolean }[]]));

	/** What is old comes in the order of its keys; the engine's order is its own. */
	const oldPage = (query: QueryCommand, view: View, limit: number | undefined) => {
		const { ExclusiveStartKey: start } = query.input;
		const rest = askedFor(query, view)
			.filter((record) => start === undefined || nameOf(record) > nameOf(start as Stored))
			.toSorted((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1));
		const records = rest.slice(0, limit);
		const last = records.length === limit ? records.at(-1) : undefined;
		const Items = liveAt(records, clockOf(query));
		const page: Page = { Count: Items.length, Items, LastEvaluatedKey: last && { ...last } };
		return { records, page };
	};

	/** What is new must be what the table is now (I8). */
	const newPage = async (query: QueryCommand, limit: number | undefined) => {
		const records = limit === undefined ? askedFor(query, await seats()) : (await unfiltered(query)).slice(0, limit);
		const page: Page = await real.send(new QueryCommand({ ...query.input, Limit: limit }));
		const taken = liveAt(records, clockOf(query)).length;
		if (page.Count !== taken) {
			onFault(`I8: the index counts ${page.Count} taken seats at ${clockOf(query)}, the table has ${taken}`);
		}
		return { records, page };
	};

	/** The records that the engine would go through from here, in its order. */
	const unfiltered = async ({ input }: QueryCommand): Promise<Stored[]> => {
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
	};

	return {
		answer: async (query) => {
			const { ExclusiveStartKey: start } = query.input;
			const way = (start && begun.get(start)) ?? {
				isOld: snapshots.length > 0 && random.chance(IS_OLD),
				limit: random.chance(IS_PAGED) ? 1 + random.below(LONGEST_PAGE) : undefined,
			};
			const old = way.isOld && snapshots.length > 0 ? random.pick(snapshots).view : undefined;
			const { records, page } = way.isOld
				? oldPage(query, old ?? (await seats()), way.limit)
				: await newPage(query, way.limit);
			if (page.LastEvaluatedKey) begun.set(page.LastEvaluatedKey, way);
			told.set(page, { shard: shardOf(query), isFirst: start === undefined, records });
			return page;
		},
		heard: (answer) => {
			const reading = told.get(answer);
			const own = passes.get(reading?.shard ?? "");
			if (reading === undefined || own === undefined) return;
			const before = reading.isFirst ? [] : (own.pop()?.records ?? []);
			const isWhole = (answer as Page).LastEvaluatedKey === undefined;
			own.push({ records: [...before, ...reading.records], isWhole });
		},
		views: () => {
			const byShard = [...passes.values()];
			const times = Math.min(...byShard.map((own) => own.filter(({ isWhole }) => isWhole).length));
			return Array.from({ length: times }, (_, time) => byShard.flatMap((own) => own[time]?.records ?? []));
		},
	};
}

const nameOf = ({ pk, sk }: Stored): string => JSON.stringify([pk, sk]);

const shardOf = ({ input }: QueryCommand): string => input.ExpressionAttributeValues?.[":shard"];

const clockOf = ({ input }: QueryCommand): number => input.ExpressionAttributeValues?.[":expires"];

function askedFor(query: QueryCommand, view: View): Stored[] {
	const partition = query.input.ExpressionAttributeValues?.[":pk"];
	return view.filter(({ pk, shard }) => shard === shardOf(query) && (partition === undefined || pk === partition));
}
