/**
 * Charts as the table keeps them (contract §4.4): packed, under the event's life and their own digest, so that one never
 * changes. The event's record names the chart it has now; older ones stay for pages that still show them, until the event
 * goes.
 */
import { gzipSync } from "node:zlib";
import { GetCommand } from "@aws-sdk/lib-dynamodb";
import type { Chart } from "../domain/chart.ts";
import { refuse } from "../domain/refusal.ts";
import { digestOf } from "./digest.ts";
import { readBatch } from "./event-record.ts";
import { chartKey, type Key, type Life } from "./keys.ts";
import type { Table } from "./table.ts";

/** A record holds 400 KB. */
const PART_BYTES = 350_000;

/** Lambda answers with 6 MB at most, and a packed body grows by a third on its way. */
const MAX_PACKED_BYTES = 4_500_000;

/** What a chart's id looks like: 132 bits of a digest. */
const CHART_ID = /^[\w-]{22}$/;

export interface PackedChart {
	readonly id: string;
	/** As JSON, compressed. */
	readonly packed: Uint8Array;
}

interface ChartPart {
	readonly parts: number;
	readonly packed: Uint8Array;
}

/** Refuses a chart that no answer could carry. */
export function packChart(chart: Chart): PackedChart {
	const json = JSON.stringify(chart);
	const packed = gzipSync(json);
	if (packed.length > MAX_PACKED_BYTES) {
		const message = `the chart takes ${packed.length} bytes packed, more than ${MAX_PACKED_BYTES}: shorten labels`;
		refuse({ kind: "invalid-request", errors: [{ path: "/sections", message }] });
	}
	return { id: digestOf(json), packed };
}

/** What is written for a chart, before the event's record names it. */
export function recordsOfChart(event: Life, { id, packed }: PackedChart): (Key & ChartPart)[] {
	const parts = Math.ceil(packed.length / PART_BYTES);
	return Array.from({ length: parts }, (_, part) => ({
		...chartKey(event, id, part),
		parts,
		packed: packed.subarray(part * PART_BYTES, (part + 1) * PART_BYTES),
	}));
}

/** A chart that the event has or had, as compressed JSON; undefined while it is being written. */
export async function readChart(table: Table, event: Life, id: string): Promise<Uint8Array | undefined> {
	if (!CHART_ID.test(id)) return undefined;
	const { Item } = await table.send(
		new GetCommand({ TableName: table.name, Key: chartKey(event, id, 0), ConsistentRead: true }),
	);
	if (Item === undefined) return undefined;
	const { parts, packed } = Item as ChartPart;
	if (parts === 1) return packed;
	const keys = Array.from({ length: parts - 1 }, (_, index) => chartKey(event, id, index + 1));
	const others = (await readBatch(table, keys)) as unknown as (Key & ChartPart)[];
	if (others.length < keys.length) return undefined;
	const inOrder = others.toSorted((one, other) => (one.sk < other.sk ? -1 : 1));
	return Buffer.concat([packed, ...inOrder.map((part) => part.packed)]);
}
