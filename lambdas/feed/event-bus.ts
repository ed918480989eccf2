/**
 * The bus that seat changes are put on, at least once each: what it did not take is sent again a few times, and then it
 * is for the caller to come again.
 */
import { setTimeout as wait } from "node:timers/promises";
import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from "@aws-sdk/client-eventbridge";
import type { FeedChange } from "../../store/changes.ts";
import { inParallel } from "../../store/in-parallel.ts";

/** A change of one of the event's seats. */
export interface Announcement {
	readonly event: string;
	readonly change: FeedChange;
}

/** How many the bus took of the first ones, without a gap, and what hindered the next one. */
export interface Announced {
	readonly taken: number;
	readonly failure?: unknown;
}

export interface EventBus {
	/** Puts them on the bus until the signal ends it. Never throws. */
	readonly announce: (announcements: readonly Announcement[], signal: AbortSignal) => Promise<Announced>;
}

/** EventBridge takes ten at once and 256 KB; ours have 3 KB at the most, with the longest labels, order and reason. */
const ENTRIES_AT_ONCE = 10;
const REQUESTS_AT_ONCE = 8;

/** How often what the bus did not take is sent. */
const ATTEMPTS = 4;
const PAUSE_MILLISECONDS = 100;

/** Requests end in time, so that a bus that hangs leaves the function time to say so. */
const connect = () =>
	new EventBridgeClient({
		maxAttempts: 3,
		requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true },
	});

export function openBus(name: string, client: Pick<EventBridgeClient, "send"> = connect()): EventBus {
	return {
		announce: async (announcements, signal) => {
			const entries = announcements.map((announcement) => entryOf(name, announcement));
			const firsts = entries.flatMap((_, index) => (index % ENTRIES_AT_ONCE === 0 ? [index] : []));
			let announced: Announced = { taken: entries.length };
			await inParallel(firsts, REQUESTS_AT_ONCE, async (first) => {
				// Those behind one that failed will be sent again with it.
				if (first > announced.taken) return;
				const group = await putAll(client, entries.slice(first, first + ENTRIES_AT_ONCE), signal);
				const taken = first + group.taken;
				if (group.failure !== undefined && taken < announced.taken) announced = { taken, failure: group.failure };
			});
			return announced;
		},
	};
}

function entryOf(bus: string, { event, change: { type, ...told } }: Announcement): PutEventsRequestEntry {
	return {
		EventBusName: bus,
		Source: "ticket-sales",
		DetailType: type,
		Detail: JSON.stringify({ event, ...told }),
		Time: new Date(told.at * 1_000),
	};
}

async function putAll(
	client: Pick<EventBridgeClient, "send">,
	entries: readonly PutEventsRequestEntry[],
	abortSignal: AbortSignal,
): Promise<Announced> {
	let left = entries;
	try {
		for (let attempt = 1; ; attempt++) {
			const command = new PutEventsCommand({ Entries: [...left] });
			const { FailedEntryCount = 0, Entries = [] } = await client.send(command, { abortSignal });
			if (FailedEntryCount === 0) return { taken: entries.length };
			left = left.filter((_, index) => Entries[index]?.ErrorCode !== undefined);
			if (attempt === ATTEMPTS) throw new Error(`the bus did not take ${left.length} changes: ${codesOf(Entries)}`);
			await wait(Math.random() * PAUSE_MILLISECONDS * 2 ** attempt, undefined, { signal: abortSignal });
		}
	} catch (failure) {
		return { taken: entries.indexOf(left[0] as PutEventsRequestEntry), failure };
	}
}

const codesOf = (entries: readonly { ErrorCode?: string | undefined }[]) =>
	[...new Set(entries.flatMap(({ ErrorCode }) => ErrorCode ?? []))].join(", ");
