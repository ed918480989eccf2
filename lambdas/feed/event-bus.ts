/** The EventBridge bus for seat changes: at least once each. Refused entries are retried a few times, then reported. */
import { setTimeout as wait } from "node:timers/promises";
import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from "@aws-sdk/client-eventbridge";
import type { FeedChange } from "../../store/changes.ts";
import { inParallel } from "../../store/in-parallel.ts";

/** A change of one of the event's seats. */
export interface Announcement {
	readonly event: string;
	readonly change: FeedChange;
}

export interface AnnounceResult {
	/** How many announcements the bus accepted before the first one that failed. */
	readonly accepted: number;
	/** Why the next one failed; `undefined` if none did. */
	readonly error?: unknown;
}

export interface EventBus {
	/** Puts the announcements on the bus until the signal aborts. Never throws. */
	readonly announce: (announcements: readonly Announcement[], signal: AbortSignal) => Promise<AnnounceResult>;
}

/** EventBridge takes 10 entries and 256 KB; ours have 3 KB at most, with the longest labels, order and reason. */
const ENTRIES_AT_ONCE = 10;
const REQUESTS_AT_ONCE = 8;

/** How often an entry is sent before it counts as failed. */
const ATTEMPTS = 4;
const PAUSE_MS = 100;

/** If the bus hangs, requests time out early enough for the function to report it. */
function connect(): EventBridgeClient {
	return new EventBridgeClient({
		maxAttempts: 3,
		requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true },
	});
}

export function openBus(name: string, client: Pick<EventBridgeClient, "send"> = connect()): EventBus {
	return {
		announce: async (announcements, signal) => {
			const entries = announcements.map((announcement) => entryOf(name, announcement));
			const starts = entries.flatMap((_, index) => (index % ENTRIES_AT_ONCE === 0 ? [index] : []));
			let result: AnnounceResult = { accepted: entries.length };
			await inParallel(starts, REQUESTS_AT_ONCE, async (start) => {
				// Announcements after a failed one are sent again with it, so sending them now is pointless.
				if (start > result.accepted) return;
				const group = await putGroup(client, entries.slice(start, start + ENTRIES_AT_ONCE), signal);
				const accepted = start + group.accepted;
				if (group.error !== undefined && accepted < result.accepted) result = { accepted, error: group.error };
			});
			return result;
		},
	};
}

function entryOf(bus: string, { event, change: { type, ...details } }: Announcement): PutEventsRequestEntry {
	return {
		EventBusName: bus,
		Source: "ticket-sales",
		DetailType: type,
		Detail: JSON.stringify({ event, ...details }),
		Time: new Date(details.at * 1_000),
	};
}

async function putGroup(
	client: Pick<EventBridgeClient, "send">,
	entries: readonly PutEventsRequestEntry[],
	abortSignal: AbortSignal,
): Promise<AnnounceResult> {
	let remaining = entries;
	try {
		for (let attempt = 1; ; attempt++) {
			const command = new PutEventsCommand({ Entries: [...remaining] });
			const { FailedEntryCount = 0, Entries = [] } = await client.send(command, { abortSignal });
			if (FailedEntryCount === 0) return { accepted: entries.length };
			remaining = remaining.filter((_, index) => Entries[index]?.ErrorCode !== undefined);
			if (attempt === ATTEMPTS) throw new Error(`the bus refused ${remaining.length} changes: ${codesOf(Entries)}`);
			await wait(Math.random() * PAUSE_MS * 2 ** attempt, undefined, { signal: abortSignal });
		}
	} catch (error) {
		return { accepted: entries.indexOf(remaining[0] as PutEventsRequestEntry), error };
	}
}

function codesOf(entries: readonly { ErrorCode?: string | undefined }[]): string {
	return [...new Set(entries.flatMap(({ ErrorCode }) => ErrorCode ?? []))].join(", ");
}
