/**
 * Reads what is sold from a scan of the table; docs/operations/restore.md has the command. A seat that its document put as
 * sold has no record until it moves, so the scan also has the plans, which say how seats start.
 */
import * as z from "zod/mini";
import { isObject } from "../../api/json.ts";
import type { Seat } from "../../domain/seat.ts";
import type { SectionEntry, StoredPlan } from "../../store/event-record.ts";
import {
	eventKey,
	type Key,
	type Life,
	nameOfKey,
	planKey,
	readSeatKey,
	seatRecordKey,
	seatRecordKeyIn,
} from "../../store/keys.ts";
import { unpack } from "../../store/packed.ts";
import { failure } from "./failure.ts";
import { readJsonFile } from "./json-file.ts";
import { printable } from "./printable.ts";

export interface Sale {
	readonly event: string;
	readonly seat: Seat;
	/** `undefined` if the seat was claimed without an order. */
	readonly order: string | undefined;
	/** Whether the event's document sold it, and nothing has moved it since. */
	readonly isFromDocument: boolean;
}

export interface Sales {
	/** The ids of all events, with and without sales. */
	readonly events: ReadonlySet<string>;
	readonly sales: readonly Sale[];
}

const text = z.object({ S: z.string() });
/** As AWS's command line prints it, in base64. */
const bytes = z.object({ B: z.string() });
const item = z.object({
	pk: text,
	sk: text,
	status: z.optional(text),
	order: z.optional(text),
	life: z.optional(text),
	event: z.optional(bytes),
	packed: z.optional(bytes),
});
const scan = z.object({ Items: z.array(item) });

type Item = z.output<typeof item>;

/** An event that exists: whatever lies under other lives of its id belongs to events that were deleted. */
interface FoundEvent extends Life {
	readonly sections: readonly SectionEntry[];
}

/** @param file `{"Items": [{"pk": {"S": …}, "sk": {"S": …}, …}, …]}` */
export function readSales(file: string): Sales {
	const items = readItems(file);
	const read = {
		events: new Map<string, FoundEvent>(),
		plans: new Map<string, Item>(),
		/** Seats that have a record, by its key. */
		seats: new Map<string, Item>(),
	};
	for (const item of items) {
		const key = { pk: item.pk.S, sk: item.sk.S };
		if (item.event && item.life && nameOfKey(eventKey(key.pk)) === nameOfKey(key)) {
			const { sections } = unpacked(file, key, item.event.B) as { sections: readonly SectionEntry[] };
			read.events.set(key.pk, { id: key.pk, life: item.life.S, sections });
		} else if (item.packed) read.plans.set(nameOfKey(key), item);
		else if (item.status && isSeatKey(key)) read.seats.set(nameOfKey(key), item);
		else throw failure(printable(`${file} has a record that is no event, plan or seat: pk ${key.pk}, sk ${key.sk}.`));
	}
	if (read.seats.size > 0 && read.events.size === 0) {
		throw failure(printable(`${file} has seats and no event: scan with the command of docs/operations/restore.md.`));
	}

	const recorded = Array.from(read.seats.values()).flatMap(({ pk, sk, status, order }): Sale[] => {
		const { id, life, seat } = readSeatKey({ pk: pk.S, sk: sk.S });
		const isSold = status?.S === "sold" && read.events.get(id)?.life === life;
		return isSold ? [{ event: id, seat, order: order?.S, isFromDocument: false }] : [];
	});
	const starting = Array.from(read.events.values()).flatMap((event) =>
		event.sections.flatMap((entry) => salesOfPlan(file, event, entry, read)),
	);
	return { events: new Set(read.events.keys()), sales: [...recorded, ...starting] };
}

function readItems(file: string): Item[] {
	const json = readJsonFile(file);
	const read = z.safeParse(scan, json);
	if (!read.success) {
		const at = read.error.issues[0]?.path.join("/") ?? "";
		throw failure(printable(`${file} is not what \`aws dynamodb scan\` wrote: see /${at}.`));
	}
	// Sales that the scan did not reach would look lost.
	if (isObject(json) && ["LastEvaluatedKey", "NextToken"].some((more) => json[more])) {
		throw failure(printable(`${file} is only the beginning of a scan: scan the whole table.`));
	}
	return read.data.Items;
}

/** The seats of a section that start sold and have no record: a seat that starts taken keeps one once it has moved. */
function salesOfPlan(
	file: string,
	event: FoundEvent,
	{ section, planDigest, starts }: SectionEntry,
	{ plans, seats }: { readonly plans: ReadonlyMap<string, Item>; readonly seats: ReadonlyMap<string, Item> },
): Sale[] {
	if (starts === 0) return [];
	const ofPlan = planKey(event, section, planDigest);
	const packed = plans.get(nameOfKey(ofPlan))?.packed;
	if (packed === undefined) {
		throw failure(
			printable(`${file} lacks the plan of ${event.id}, section ${section}: it was put during the scan. Scan again.`),
		);
	}
	const plan = unpacked(file, ofPlan, packed.B) as StoredPlan;
	return plan.starts.flatMap(([sk, record]) => {
		const key = seatRecordKeyIn(event, section, sk);
		if (record.status !== "sold" || seats.has(nameOfKey(key))) return [];
		return [{ event: event.id, seat: readSeatKey(key).seat, order: record.order, isFromDocument: true }];
	});
}

function isSeatKey({ pk, sk }: Key): boolean {
	try {
		if (!z.safeParse(z.tuple([z.string(), z.string()]), JSON.parse(sk)).success) return false;
		const { seat, ...event } = readSeatKey({ pk, sk });
		return seatRecordKey(event, seat).pk === pk;
	} catch {
		return false;
	}
}

function unpacked(file: string, { pk, sk }: Key, base64: string): unknown {
	try {
		return unpack(Buffer.from(base64, "base64"));
	} catch (error) {
		throw failure(printable(`${file} has a damaged record: pk ${pk}, sk ${sk}: ${(error as Error).message}.`));
	}
}
