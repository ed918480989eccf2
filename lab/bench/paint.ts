/**
 * How much script it takes until a house of 80,000 seats is painted, in headless Chromium, and on a processor that is six
 * times slower, as a phone's. By the page's own marks, and by the processor's time of the tasks around them, which other
 * work on the machine does not lengthen much. Each run is a new profile, which has compiled nothing yet.
 */
import type { Browser } from "playwright-core";
import { chartOfDocument } from "../../documents/chart-of.ts";
import { STATUSES } from "../../domain/reading.ts";
import { bundlePage } from "../../lib/page-bundle.ts";
import { startBrowser } from "../../test/web/browser/browser.ts";
import { arena } from "../../test/web/houses.ts";
import { percentile, type Row, writeReport } from "../report.ts";
import { servePage } from "./support/page-server.ts";

const RUNS = 10;
const PROCESSORS = [
	{ processor: "this machine's", slower: 1, budgetMs: 60 },
	{ processor: "six times slower", slower: 6, budgetMs: 1_000 },
];

/** Milliseconds of the clock, and of the processor. */
interface Spent {
	readonly clock: number;
	readonly processor: number;
}

/** An event of a trace, in the browser's format; times are microseconds, `tdur` those of the processor. */
interface TraceEvent {
	readonly name: string;
	/** `b` and `e` begin and end a measure of the page; `X` is a whole task or a part of it. */
	readonly ph: string;
	readonly ts: number;
	readonly dur?: number;
	readonly tdur?: number;
	readonly pid: number;
	readonly tid: number;
}

const READ = "ticket-sales:read-chart";
const PAINT = "ticket-sales:paint-house";
const HEADINGS: Row = [
	"processor",
	...["read", "paint", "both"].flatMap((what) => [`${what}, clock`, `${what}, processor`]),
	"budget",
];
const TRACED = ["toplevel", "v8", "blink", "devtools.timeline", "blink.user_timing"];

const document = arena();
const statuses = Uint8Array.from(
	Object.values(document.sections)
		.flatMap(({ rows }) => rows.flatMap(({ seats }) => seats))
		.map((seat) => STATUSES.indexOf(typeof seat === "string" ? "available" : seat.status)),
);
const server = await servePage(bundlePage(), chartOfDocument(document), statuses);
const browser = await startBrowser();
try {
	const rows: Row[] = [];
	for (const { processor, slower, budgetMs } of PROCESSORS) {
		const runs: TraceEvent[][] = [];
		for (let run = 0; run < RUNS; run++) runs.push(await traceOpening(browser, slower));
		const reads = runs.map((events) => spentOn(READ, events));
		const paints = runs.map((events) => spentOn(PAINT, events));
		const sums = reads.map(({ clock, processor }, run) => ({
			clock: clock + (paints[run]?.clock ?? Number.NaN),
			processor: processor + (paints[run]?.processor ?? Number.NaN),
		}));
		rows.push([processor, ...[reads, paints, sums].flatMap(medians), budgetMs]);
	}
	writeReport("paint", "Script until 80,000 seats are painted", "npm run bench -- paint", [
		`An arena of ${statuses.length} seats, half sold, six categories, in Chromium ${browser.version()} without a graphics processor, 1,280 by 900 pixels. Medians of ${RUNS} runs; milliseconds, those of the clock by the page's own marks, with other work on the machine in them; those of the processor are of the tasks around these marks. "Read" is from the chart's JSON to the house's arrays; "paint" is the image of the house and the first drawing of the map.`,
		[HEADINGS, ...rows],
	]);
} finally {
	await browser.close();
	server.stop();
}

/** Opens the page in a new profile, and waits until the house is painted. */
async function traceOpening(browser: Browser, slower: number): Promise<TraceEvent[]> {
	const context = await browser.newContext({ viewport: { width: 1_280, height: 900 } });
	const page = await context.newPage();
	const session = await context.newCDPSession(page);
	await session.send("Emulation.setCPUThrottlingRate", { rate: slower });
	await browser.startTracing(page, { categories: TRACED });
	await page.goto(server.address);
	await page.waitForFunction((name) => performance.getEntriesByName(name).length > 0, PAINT);
	const { traceEvents } = JSON.parse(String(await browser.stopTracing()));
	await context.close();
	return traceEvents;
}

/** What a measure of the page took, and the shortest task that it is in. */
function spentOn(measure: string, events: readonly TraceEvent[]): Spent {
	const [begin, end] = ["b", "e"].map((phase) => events.find(({ name, ph }) => name === measure && ph === phase));
	if (!begin || !end) throw new Error(`the page has not measured ${measure}`);
	const [task] = events
		.filter(({ ph, pid, tid }) => ph === "X" && pid === begin.pid && tid === begin.tid)
		.filter(({ ts, dur = 0 }) => ts <= begin.ts && ts + dur >= end.ts)
		.sort((one, other) => (one.dur ?? 0) - (other.dur ?? 0));
	return { clock: (end.ts - begin.ts) / 1_000, processor: (task?.tdur ?? Number.NaN) / 1_000 };
}

function medians(spent: readonly Spent[]): number[] {
	return [median(spent.map(({ clock }) => clock)), median(spent.map(({ processor }) => processor))];
}

function median(values: readonly number[]): number {
	return Math.round(10 * percentile(values, 50)) / 10;
}
