/**
 * How much script it takes until a house of 80,000 seats is painted, in headless Chromium, and on a processor that is six
 * times slower, as a phone's. By the page's own marks, and by the processor's time of the tasks around them, which other
 * work on the machine does not lengthen much; only a trace has that, and it slows the page, so the marks are those of runs
 * without one. Each run is a new profile, which has compiled nothing yet.
 */
import type { Browser, Page } from "playwright-core";
import { chartOfDocument } from "../../documents/chart-of.ts";
import { STATUSES } from "../../domain/reading.ts";
import { bundlePage } from "../../lib/page-bundle.ts";
import { startBrowser } from "../../test/web/browser/browser.ts";
import { arena } from "../../test/web/houses.ts";
import { percentile, type Row, writeReport } from "../report.ts";
import { servePage } from "./support/page-server.ts";

const RUNS = 10;

/** Looking whether the house is painted must not slow it. */
const POLL_MS = 250;

const OPENINGS = [
	{ processor: "this machine's", slower: 1, chartAfterMs: 0, budgetMs: 60 },
	{ processor: "this machine's", slower: 1, chartAfterMs: 500, budgetMs: 60 },
	{ processor: "six times slower", slower: 6, chartAfterMs: 0, budgetMs: 1_000 },
];

type Opening = (typeof OPENINGS)[number];

const PARTS = ["read", "paint", "both"] as const;

/** Milliseconds. */
type Parts = Readonly<Record<(typeof PARTS)[number], number>>;

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
	"the chart comes after, ms",
	...PARTS.flatMap((what) => [`${what}, clock`, `${what}, processor`]),
	"budget",
];
const TRACED = ["toplevel", "v8", "blink", "devtools.timeline", "blink.user_timing"];

const document = arena();
const statuses = Uint8Array.from(
	Object.values(document.sections)
		.flatMap(({ rows }) => rows.flatMap(({ seats }) => seats))
		.map((seat) => STATUSES.indexOf(typeof seat === "string" ? "available" : seat.status)),
);
const bundle = bundlePage();
const chart = chartOfDocument(document);
const browser = await startBrowser();
try {
	const rows: Row[] = [];
	for (const opening of OPENINGS) {
		const marks: Parts[] = [];
		const tasks: Parts[] = [];
		for (let run = 0; run < RUNS; run++) {
			marks.push(await timeOpening(browser, opening));
			tasks.push(await traceOpening(browser, opening));
		}
		const columns = PARTS.flatMap((part) => [marks, tasks].map((runs) => median(runs.map((run) => run[part]))));
		rows.push([opening.processor, opening.chartAfterMs, ...columns, opening.budgetMs]);
	}
	writeReport("paint", "Script until 80,000 seats are painted", "npm run bench -- paint", [
		`An arena of ${statuses.length} seats, half sold, six categories, in Chromium ${browser.version()} without a graphics processor, 1,280 by 900 pixels. Medians of ${RUNS} runs; milliseconds, those of the clock by the page's own marks, with other work on the machine in them, such as a browser that has just started and draws the rest of the page, unless the chart comes later; those of the processor, from runs that are traced, are of the tasks around these marks. "Read" is from the chart's JSON to the house's arrays; "paint" is the image of the house and the first drawing of the map.`,
		[HEADINGS, ...rows],
	]);
} finally {
	await browser.close();
}

/** By the clock, without a trace. */
function timeOpening(browser: Browser, opening: Opening): Promise<Parts> {
	return open(browser, opening, async (show) => {
		const page = await show();
		const spentOn = (measure: string) =>
			page.evaluate((name) => performance.getEntriesByName(name)[0]?.duration ?? Number.NaN, measure);
		return partsOf(await spentOn(READ), await spentOn(PAINT));
	});
}

/** By the processor. */
function traceOpening(browser: Browser, opening: Opening): Promise<Parts> {
	return open(browser, opening, async (show, page) => {
		await browser.startTracing(page, { categories: TRACED });
		await show();
		const { traceEvents } = JSON.parse(String(await browser.stopTracing()));
		return partsOf(taskAround(READ, traceEvents), taskAround(PAINT, traceEvents));
	});
}

function partsOf(read: number, paint: number): Parts {
	return { read, paint, both: read + paint };
}

/** A page in a new profile; `show` ends when the house is painted. */
async function open<Result>(
	browser: Browser,
	{ slower, chartAfterMs }: Opening,
	use: (show: () => Promise<Page>, page: Page) => Promise<Result>,
): Promise<Result> {
	const server = await servePage(bundle, chart, statuses, chartAfterMs);
	const context = await browser.newContext({ viewport: { width: 1_280, height: 900 } });
	const page = await context.newPage();
	const session = await context.newCDPSession(page);
	await session.send("Emulation.setCPUThrottlingRate", { rate: slower });
	const show = async () => {
		await page.goto(server.address);
		await page.waitForFunction((name) => performance.getEntriesByName(name).length > 0, PAINT, { polling: POLL_MS });
		return page;
	};
	try {
		return await use(show, page);
	} finally {
		await context.close();
		server.stop();
	}
}

/** The processor's time of the shortest task that a measure of the page is in. */
function taskAround(measure: string, events: readonly TraceEvent[]): number {
	const [begin, end] = ["b", "e"].map((phase) => events.find(({ name, ph }) => name === measure && ph === phase));
	if (!begin || !end) throw new Error(`the page has not measured ${measure}`);
	const [task] = events
		.filter(({ ph, pid, tid }) => ph === "X" && pid === begin.pid && tid === begin.tid)
		.filter(({ ts, dur = 0 }) => ts <= begin.ts && ts + dur >= end.ts)
		.sort((one, other) => (one.dur ?? 0) - (other.dur ?? 0));
	return (task?.tdur ?? Number.NaN) / 1_000;
}

function median(values: readonly number[]): number {
	return Math.round(10 * percentile(values, 50)) / 10;
}
