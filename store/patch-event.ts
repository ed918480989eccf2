/** Changes what a document says of its event beside the sections, by one conditional write (contract §4.2). */
import { chartOfDocument } from "../documents/chart-of.ts";
import { settingsInHeader } from "../documents/event-document.ts";
import { mergePatch } from "../documents/merge-patch.ts";
import { refuse } from "../domain/refusal.ts";
import { type PackedChart, packChart } from "./charts.ts";
import { type EventRecord, readDocument, readEventRecord } from "./event-record.ts";
import { checkPreconditions, type Preconditions, readable } from "./event-tag.ts";
import { newChart, saveRecords, writeEventRecord } from "./save-event.ts";
import { type Table, TryAgain } from "./table.ts";

/** When another request was faster, the patch is applied again, this many times in all. */
const MAX_ROUNDS = 3;

/** @param patch RFC 7396: what it names is replaced, object by object, and a null removes a field. */
export async function patchEvent(
	table: Table,
	id: string,
	patch: Readonly<Record<string, unknown>>,
	preconditions: Preconditions,
): Promise<EventRecord> {
	for (let round = 1; round <= MAX_ROUNDS; round++) {
		const current = readable(await readEventRecord(table, id));
		checkPreconditions(preconditions, current);
		if (current === undefined) return refuse({ kind: "unknown-event", event: id });

		const { sections: comment, ...fields } = current.header;
		const patched = mergePatch(fields, patch);
		const settings = settingsInHeader(patched);
		const header = comment === undefined ? patched : { ...patched, sections: comment };
		if (JSON.stringify(header) === JSON.stringify(current.header)) return current;
		const chart = await chartUnder(table, current, header);
		if (chart) await saveRecords(table, newChart(current, chart, current));
		const record = {
			...current,
			version: current.version + 1,
			settings,
			header,
			chart: chart?.id ?? current.chart,
		};
		if (await writeEventRecord(table, record, current)) return record;
	}
	throw new TryAgain("the event kept changing");
}

/** The chart of the event under another header; `undefined` if the header draws the same one. */
async function chartUnder(
	table: Table,
	current: EventRecord,
	header: EventRecord["header"],
): Promise<PackedChart | undefined> {
	const drawn = ({ categories, decorations, size }: EventRecord["header"]) =>
		JSON.stringify([categories, decorations, size]);
	if (drawn(header) === drawn(current.header)) return undefined;
	const document = await readDocument(table, current);
	return packChart(chartOfDocument({ ...header, sections: document["sections"] }));
}
