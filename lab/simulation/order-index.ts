/**
 * The index of orders as one request sees it: as the table was some seconds ago, in pages that may end after any record.
 * The seats it showed are what the release of a whole order is judged by.
 */
import type { QueryCommand, QueryCommandOutput } from "@aws-sdk/lib-dynamodb";
import type { View } from "./looks.ts";
import type { Random } from "./random.ts";
import type { Stored } from "./watched-table.ts";

const OLD_SHARE = 0.4;
const PAGED_SHARE = 0.3;
const LONGEST_PAGE_RECORDS = 2;

export interface OrderIndex {
	readonly answer: (query: QueryCommand) => Promise<Pick<QueryCommandOutput, "Items" | "LastEvaluatedKey">>;
	/** The number of seats that the index has shown; `undefined` if it was not read to its end. */
	readonly shown: () => number | undefined;
}

/** @param seats as they are now; `snapshots` as they were. All pages of a request are of one instant. */
export function orderIndex(
	seats: () => Promise<View>,
	snapshots: readonly { readonly view: View }[],
	random: Random,
): OrderIndex {
	const old = snapshots.length > 0 && random.chance(OLD_SHARE) ? random.pick(snapshots).view : undefined;
	const limit = random.chance(PAGED_SHARE) ? 1 + random.below(LONGEST_PAGE_RECORDS) : Number.POSITIVE_INFINITY;
	let view: View | undefined;
	/** A page may be sent again, because its first copy was lost. */
	const found = new Set<string>();
	let isWhole = false;
	return {
		answer: async ({ input }) => {
			view ??= old ?? (await seats());
			const start = input.ExclusiveStartKey as Stored | undefined;
			const sale = input.ExpressionAttributeValues?.[":sale"];
			const rest = view
				.filter((record) => record["sale"] === sale && (start === undefined || nameOf(record) > nameOf(start)))
				.toSorted((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1));
			const Items = rest.slice(0, Math.min(limit, input.Limit ?? limit));
			for (const record of Items) found.add(nameOf(record));
			isWhole = Items.length === rest.length;
			const last = Items.at(-1);
			return { Items, LastEvaluatedKey: isWhole ? undefined : last && { pk: last.pk, sk: last.sk, sale } };
		},
		shown: () => (isWhole ? found.size : undefined),
	};
}

const nameOf = ({ pk, sk }: Stored): string => JSON.stringify([pk, sk]);
