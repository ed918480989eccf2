/** The two indexes of the table, which show the seats as they are or were some seconds ago, and what each request sees. */
import type { QueryCommand } from "@aws-sdk/lib-dynamodb";
import { ORDER_INDEX } from "../../store/keys.ts";
import type { Table } from "../../store/table.ts";
import { TOKEN } from "./client-request.ts";
import type { Time } from "./clocks.ts";
import { countingIndex } from "./counting-index.ts";
import type { View } from "./looks.ts";
import { orderIndex } from "./order-index.ts";
import type { Random } from "./random.ts";
import { shareReadings } from "./shared-readings.ts";
import type { WatchedTable } from "./watched-table.ts";

/** An answer of the index is at most this old, and one of at most this many past states. */
const INDEX_AGE_SECONDS = 8;
const SNAPSHOTS = 4;

export type Indexes = ReturnType<typeof openIndexes>;
export type SeenIndexes = ReturnType<Indexes["showTo"]>;

/** @param onFault is called when an index that is up to date contradicts the table, or is asked for a token. */
export function openIndexes(
	real: Table,
	{ seats }: WatchedTable,
	random: Random,
	time: Time,
	onFault: (fault: string) => void,
) {
	const snapshots: { readonly at: number; readonly view: View }[] = [];
	const { tally, follow } = shareReadings(() => time.elapsedMs);
	return {
		/** What happened to the shared readings of the house. */
		tally,
		/** The indexes as one request sees them that this function serves. */
		showTo: (instance: object) => {
			const index = countingIndex({ real, random, seats, snapshots, onFault });
			const followed = follow(instance, index.passes);
			const orders = orderIndex(seats, snapshots, random);
			return {
				answer: (query: QueryCommand) => {
					if (JSON.stringify(query.input).includes(TOKEN)) onFault("I9: an index is asked for a token in clear");
					return query.input.IndexName === ORDER_INDEX ? orders.answer(query) : index.answer(query);
				},
				/** Call with each item that the request puts, except of a seat. */
				onSend: followed.onSend,
				/** Call with each answer that reaches the request. */
				onAnswer: (answer: object) => {
					index.onAnswer(answer);
					followed.onAnswer((answer as { Item?: object }).Item ?? {});
				},
				/** The readings of the house that its reply may follow from. */
				readings: followed.seen,
				/** The number of seats of its order that it was shown. */
				shownOfOrder: orders.shown,
			};
		},
		/** Remembers the seats as they are now, to show them later. */
		remember: (view: View) => void snapshots.push({ at: time.now, view }),
		/** Call before each turn: time may have passed. */
		forget: () => {
			const isTooOld = ({ at }: { readonly at: number }) => at < time.now - INDEX_AGE_SECONDS;
			while (snapshots.length > SNAPSHOTS || (snapshots[0] && isTooOld(snapshots[0]))) snapshots.shift();
		},
	};
}
