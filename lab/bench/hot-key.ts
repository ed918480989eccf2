/** The hottest key of the table and of its indexes while 80,000 seats are sold in a minute: counted, not timed. */
import { COLORS, writeChart } from "../chart.ts";
import { type Row, writeReport } from "../report.ts";
import { FRONT_FIRST, type Kind, MOST_UNITS, type Opening, replay } from "./support/opening.ts";
import { playOpening } from "./support/play-opening.ts";

const OPEN_SECTIONS = [6, 8, 12, 16, 24];
const SEEDS = [2, 3, 4, 5];

const NAMES: Readonly<Record<Kind, string>> = {
	seats: "half of the rows of a section",
	count: "a shard of the index that counts",
	orders: "an order in its index",
	party: "what a party was given",
	reading: "the shared reading and its lease",
	feed: "the feed of changes: its head and its pages",
	receipts: "which changes of a section are numbered",
};

const run = replay(FRONT_FIRST);
const most = ({ hottest }: typeof run, kind: Kind) => Math.max(...(hottest.get(kind) ?? [0]));
const kinds = (Object.keys(NAMES) as Kind[]).filter((kind) => run.hottest.has(kind));
const [BLUE, RED, GREEN, VIOLET, BROWN] = COLORS;
const line = (kind: Kind, color: string, label: string) => ({ values: run.hottest.get(kind) ?? [], color, label });
writeChart("hot-key", "Write units of the hottest keys in each second", [
	{
		title: "write units",
		from: "0 s",
		to: `${run.seconds} s`,
		lines: [
			{ values: new Array<number>(run.seconds).fill(MOST_UNITS), color: RED, label: "the most" },
			line("seats", BLUE, "seats"),
			line("count", GREEN, "count"),
			line("feed", VIOLET, "feed"),
			line("receipts", BROWN, "receipts"),
		],
	},
]);

const attempt = (opening: Partial<Opening>) => most(replay({ ...FRONT_FIRST, ...opening }), "seats");
const { sections, rows, rowLength, open, preference, refusals, known, extended } = FRONT_FIRST;
const percent = (share: number) => `${Math.round(100 * share)} %`;
const perKind = kinds.map((kind): Row => [NAMES[kind], most(run, kind), run.totals.get(kind) ?? 0]);
const byOpen = OPEN_SECTIONS.map((count): Row => {
	const front = playOpening({ wantedSections: count });
	const ofFront = { open: count, refusals: front.refusalsPerOrder, known: front.knownToCopy };
	return [
		count,
		attempt({ open: count, refusals: 0 }),
		attempt({ open: count }),
		`${attempt(ofFront)} (${front.refusalsPerOrder.toFixed(1)} an order, ${percent(front.knownToCopy)} known)`,
		attempt({ ...ofFront, known: 0 }),
	];
});

writeReport("hot-key", "80,000 seats sold in a minute: the hottest keys", "npm run bench -- hot-key", [
	`A replay by seed, with the keys and shards that the store uses. ${sections} sections of ${rows * rowLength} seats; the first ${open} that are not sold out are on sale, the first of them wanted ${preference} times as much as the last. ${run.seats} seats are locked, ${percent(extended)} of the orders extended, all claimed with an order, one to four in a transaction, row after row, within ${run.seconds} s. A transaction takes two units a seat, also when it is refused. Pages of the feed are packed as they are stored. ${run.keys} keys are written.`,
	`Refusals are those of the model of an opening (lab/bench/support/play-opening.ts): ${refusals.toFixed(2)} for each order, ${percent(known)} of them of seats that the copy knows as taken. Such a refusal is a read and writes nothing, but for a single seat it is always a write of one unit. Of ${run.refusals} refusals ${run.refusedByRead} write nothing.`,
	[["key", "write units of the hottest one in its worst second", "units of all"], ...perKind],
	`A key takes ${MOST_UNITS} a second.`,
	"![Write units of the hottest keys in each second](hot-key.svg)",
	`The seats decide. What their hottest key meets, by the number of sections that are on sale at once: without refusals; with those of buyers who want the whole house, as above; with those of buyers who want only the sections on sale, for whom the model says other numbers; and with the last ones if none of them was by a read:`,
	[
		["sections on sale", "none", "whole house wanted", "only these sections wanted", "the same, none by a read"],
		...byOpen,
	],
	`With other seeds, as above: ${SEEDS.map((seed) => most(replay(FRONT_FIRST, seed), "seats")).join(", ")}.`,
]);
