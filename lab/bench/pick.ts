/** How long finding seats side by side takes in a house of 80,000 seats, by the fill that makes it hardest. */
import { planOfSection } from "../../documents/section-plan.ts";
import { type SectionView, STATUSES } from "../../domain/reading.ts";
import { bestTogether, choicesTogether, type Party } from "../../domain/together.ts";
import { percentile, type Row, writeReport } from "../report.ts";
import { randomFrom } from "../simulation/random.ts";

const SECTIONS = 160;
const ROWS = 20;
const ROW_LENGTH = 25;
const REPEATS = 15;
/** A party looks at this many places first, and at no more after it has lost some. */
const FIRST_PLACES = 64;
const MOST_PLACES = 3_200;
const SOLD = STATUSES.indexOf("sold");
const PARTIES: readonly Party[] = [2, 4, 10].flatMap((num) => [
	{ num },
	{ num, accessible: true },
	{ num, accessible: false },
]);

type SeatOf = (place: number) => object | string;

const chance = randomFrom(1);
const label = (place: number) => String(place + 1);
const FILLS: readonly (readonly [string, (seat: number) => boolean, SeatOf?])[] = [
	["empty", () => false],
	["half sold, here and there", () => chance.chance(0.5)],
	["99 % sold, here and there", () => chance.chance(0.99)],
	["sold out", () => true],
	["every sixth seat sold, so that every place for four leaves one alone", (seat) => seat % 6 === 5],
	["every other seat sold", (seat) => seat % 2 === 1],
	["empty, every seat accessible", () => false, (place) => ({ seat: label(place), accessible: true })],
	[
		"empty, neighbors of different categories",
		() => false,
		(place) => ({ seat: label(place), category: `c${place % 5}` }),
	],
];

const rows = FILLS.map(([name, isSold, seatOf = label]): Row => {
	const views = Array.from({ length: SECTIONS }, (_, section): SectionView => {
		const seats = Array.from({ length: ROW_LENGTH }, (_, place) => seatOf(place));
		const document = Array.from({ length: ROWS }, (_, row) => ({ row: label(row), seats }));
		const statuses = Uint8Array.from({ length: ROWS * ROW_LENGTH }, (_, seat) => (isSold(seat) ? SOLD : 0));
		return { plan: planOfSection(label(section), document), statuses, endOf: () => undefined };
	});
	const longest = (pick: (party: Party) => unknown) => Math.max(...PARTIES.map((party) => cpuMs(() => pick(party))));
	return [
		name,
		longest((party) => bestTogether(views, party)).toFixed(1),
		longest((party) => choicesTogether(views, party, FIRST_PLACES)).toFixed(1),
		longest((party) => choicesTogether(views, party, MOST_PLACES)).toFixed(1),
	];
});

writeReport("pick", "Finding seats side by side in a house of 80,000 seats", "npm run bench -- pick", [
	`Processor in milliseconds, warm: the median of ${REPEATS} searches, for the party that takes longest of ${PARTIES.length} (of 2, 4 and 10 people, with, without and regardless of accessible seats).`,
	[["house", "the best place", `${FIRST_PLACES} places to draw from`, `${MOST_PLACES} places, in a rush`], ...rows],
]);

function cpuMs(search: () => unknown): number {
	const times = Array.from({ length: REPEATS }, () => {
		const before = process.cpuUsage();
		search();
		const { user, system } = process.cpuUsage(before);
		return (user + system) / 1_000;
	});
	return percentile(times, 50);
}
