/**
 * The counting index as one request sees it. An answer may be seconds old, and a page may end after any record, as
 * DynamoDB permits. Records which view of the house the answers gave the request, for checkers to compare with its reply.
 */
import { QueryCommand, type QueryCommandOutput } from "@aws-sdk/lib-dynamodb";
import type { Table } from "../../store/table.ts";
import type { View } from "./looks.ts";
import type { Random } from "./random.ts";
import { isLiveAt, type Stored } from "./watched-table.ts";

/** The share of queries that are answered page by page, and the longest page. */
const PAGED_SHARE = 0.3;
const LONGEST_PAGE_RECORDS = 3;

/** The share of queries that get an old answer, if there is one. */
const OLD_SHARE = 0.5;

/** A request reads a section at most this many times. */
const MOST_LOOKS = 9;

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
	/**
	 * One view for each time the request has read every one of these shards to its last page, and the same with some
	 * sections as it read them once more.
	 */
	readonly views: (shards: readonly string[]) => View[];
	/** A view of the house, and the same with some sections as the request has read them since. */
	readonly withSections: (view: View, shards: readonly string[]) => View[];
	/** What the request has read last of every shard, to its last page. */
	readonly latest: () => View;
}

type Page = Pick<QueryCommandOutput, "Count" | "Items" | "LastEvaluatedKey">;

/** How a query is answered, the same from its first page to its last. */
interface Mode {
	readonly isOld: boolean;
	/** Records per page. */
	readonly limit: number | undefined;
}

export function countingIndex({ real, random, seats, snapshots, onFault }: IndexOptions): CountingIndex {
	const modes = new WeakMap<object, Mode>();
	const readings = new WeakMap<
		object,
		{ shard: string; section: Partitions | undefined; isFirst: boolean; records: readonly Stored[] }
	>();
	/** By shard, and by section if one was asked for. */
	const passes = new Map<string, { records: readonly Stored[]; isWhole: boolean }[]>();
	const wholePasses = (name: string) => (passes.get(name) ?? []).filter(({ isWhole }) => isWhole);

	/** The view, and for each time the section was read again, the view with that in its place. */
	const withSection = (view: View, section: Partitions, shards: readonly string[]): View[] => {
		const again = shards
			.map((shard) => wholePasses(JSON.stringify([shard, ...section])))
			.filter((own) => own.length > 0);
		const times = Math.min(MOST_LOOKS, ...again.map(({ length }) => length));
		const others = view.filter((record) => !isIn(section, record));
		return [
			view,
			...Array.from({ length: again.length === 0 ? 0 : times }, (_, time) => [
				...others,
				...again.flatMap((own) => own[time]?.records ?? []),
			]),
		];
	};

	const withSections = (view: View, shards: readonly string[]): View[] => {
		const sections = new Map(
			Array.from(passes.keys()).flatMap((name) => {
				if (!name.startsWith("[")) return [];
				const [, first, last] = JSON.parse(name) as [string, string, string];
				return [[first, [first, last] as const]];
			}),
		);
		let views = [view];
		for (const section of sections.values()) views = views.flatMap((one) => withSection(one, section, shards));
		return views;
	};

	/** An old answer is in the order of the keys; the engine has an order of its own. */
	const oldPage = (query: QueryCommand, view: View, limit: number | undefined) => {
		const { ExclusiveStartKey: start } = query.input;
		const rest = matching(query, view)
			.filter((record) => start === undefined || nameOf(record) > nameOf(start as Stored))
			.toSorted((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1));
		const records = rest.slice(0, limit);
		const last = records.length === limit ? records.at(-1) : undefined;
		const Items = shownBy(query, records).map(projected);
		const page: Page = { Count: Items.length, Items, LastEvaluatedKey: last && { ...last } };
		return { records, page };
	};

	/** A current answer must agree with the table as it is now (I8): it shows taken seats, and records of seats that start taken. */
	const currentPage = async (query: QueryCommand, limit: number | undefined) => {
		const records = limit === undefined ? matching(query, await seats()) : (await unfiltered(query)).slice(0, limit);
		const page: Page = await real.send(new QueryCommand({ ...query.input, Limit: limit }));
		const shown = shownBy(query, records).length;
		if (page.Count !== shown) {
			onFault(`I8: the index counts ${page.Count} records at ${clockOf(query)}, the table has ${shown}`);
		}
		return { records, page };
	};

	/** The records from here on that the engine would scan before it applies the filter, in its order. */
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
			const mode = (start && modes.get(start)) ?? {
				isOld: snapshots.length > 0 && random.chance(OLD_SHARE),
				limit: random.chance(PAGED_SHARE) ? 1 + random.below(LONGEST_PAGE_RECORDS) : undefined,
			};
			const old = mode.isOld && snapshots.length > 0 ? random.pick(snapshots).view : undefined;
			const { records, page } = mode.isOld
				? oldPage(query, old ?? (await seats()), mode.limit)
				: await currentPage(query, mode.limit);
			if (page.LastEvaluatedKey) modes.set(page.LastEvaluatedKey, mode);
			readings.set(page, { shard: shardOf(query), section: sectionOf(query), isFirst: start === undefined, records });
			return page;
		},
		onAnswer: (answer) => {
			const reading = readings.get(answer);
			if (reading === undefined) return;
			const { shard, section } = reading;
			const name = section === undefined ? shard : JSON.stringify([shard, ...section]);
			const own = passes.get(name) ?? [];
			passes.set(name, own);
			const before = reading.isFirst ? [] : (own.pop()?.records ?? []);
			const isWhole = (answer as Page).LastEvaluatedKey === undefined;
			own.push({ records: [...before, ...reading.records], isWhole });
		},
		latest: () =>
			Array.from(passes.keys())
				.filter((name) => !name.startsWith("["))
				.flatMap((name) => wholePasses(name).at(-1)?.records ?? []),
		views: (shards) => {
			const distinct = [...new Set(shards)];
			const byShard = distinct.map(wholePasses);
			const times = Math.min(...byShard.map(({ length }) => length));
			return Array.from({ length: times }, (_, time) => byShard.flatMap((own) => own[time]?.records ?? [])).flatMap(
				(view) => withSections(view, distinct),
			);
		},
		withSections: (view, shards) => withSections(view, [...new Set(shards)]),
	};
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

/** The first and the last partition that a query asks for: those of a section. */
type Partitions = readonly [string, string];

const isIn = ([first, last]: Partitions, { pk }: Stored): boolean => first <= pk && pk <= last;

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
