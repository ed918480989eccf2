/** Mutants that no test can tell from the original, and why. `npm run mutation` fails on a survivor that is not here. */
import type { Mutant } from "./mutants.ts";

interface Survivor {
	readonly file: string;
	/** The line, and what the mutant makes of it: nothing, where it leaves it out. */
	readonly before: string;
	readonly after: readonly string[];
	readonly reason: string;
}

const SURVIVORS: readonly Survivor[] = [
	{
		file: "documents/pretix-plan.ts",
		before:
			"return Number.isFinite(x) && Number.isFinite(y) ? { x: corner.x + Number(x), y: corner.y + Number(y) } : undefined;",
		after: [
			"return Number.isFinite(x) && Number.isFinite(y) ? { x: corner.x + Number(x), y: corner.y - Number(y) } : undefined;",
		],
		reason: "it mirrors the whole plan, corners and all: order and distances stay as they are",
	},
	{
		file: "documents/row-positions.ts",
		before: "return distance > usual * GAP * (1 + ROUNDING);",
		after: ["return distance >= usual * GAP * (1 + ROUNDING);"],
		reason: "differs for one number in 10^16, which is there to be out of the way of round ones",
	},
	{
		file: "documents/row-positions.ts",
		before: "spread.xy += (x - middle.x) * (y - middle.y);",
		after: ["spread.xy += (x + middle.x) * (y - middle.y);", "spread.xy += (x - middle.x) * (y + middle.y);"],
		reason: "the same sum: the other factor adds up to nothing, being a distance from the mean",
	},
	{
		file: "domain/together.ts",
		before: "if (seats.length > 0) runs.push({ depth, section, row, seats, offset });",
		after: ["if (seats.length >= 0) runs.push({ depth, section, row, seats, offset });"],
		reason: "runs of no seats have no places for anybody: it only saves the work",
	},
	{
		file: "domain/together.ts",
		before: "misused: accessible ? accessibleSeats - 1 : accessibleSeats,",
		after: ["misused: accessible ? accessibleSeats + 1 : accessibleSeats,"],
		reason: "all places of a party that asks for an accessible one cost two more, and compare as before",
	},
	{
		file: "store/block.ts",
		before: "kept: all(isBlocked, reasonIs(reason)),",
		after: ["kept: all(reasonIs(reason)),"],
		reason: "no record but that of a blocked seat has a reason",
	},
	{
		file: "store/changes.ts",
		before: "if (perReceipt.size > RECEIPTS_AT_ONCE || count > WRITES_PER_RECEIPT || bytes > PAGE_BYTES) {",
		after: ["if (perReceipt.size > RECEIPTS_AT_ONCE || count > WRITES_PER_RECEIPT || bytes >= PAGE_BYTES) {"],
		reason: "differs for a page of 350,000 bytes to the byte, before it is packed; DynamoDB takes 409,600",
	},
	{
		file: "store/changes.ts",
		before: '":next": digitsOf(after + 1),',
		after: ['":next": digitsOf(after - 1),'],
		reason: "reads a page that the reader has, at times, and gives nothing of it",
	},
	{
		file: "store/conditions.ts",
		before: 'export const endsBefore = (instant: number) => clause("#expires < :instant", { ":instant": instant });',
		after: ['export const endsBefore = (instant: number) => clause("#expires <= :instant", { ":instant": instant });'],
		reason: "an extension to the end that a lock has writes what is there already",
	},
	{
		file: "store/conditions.ts",
		before:
			'export const lockedSince = (earliest: number) => clause("#lockedAt >= :earliest", { ":earliest": earliest });',
		after: [
			'export const lockedSince = (earliest: number) => clause("#lockedAt > :earliest", { ":earliest": earliest });',
		],
		reason: "a lock that may just be extended in full is so by the second write instead of the first",
	},
	{
		file: "store/delete-event.ts",
		before: "const used = usedIn(await recordsOf(table, event, any(isSold, all(isLocked, livesAt(now)))), now);",
		after: ["const used = usedIn(await recordsOf(table, event, any(isSold, any(isLocked, livesAt(now)))), now);"],
		reason: "the filter only spares records that `usedIn` would leave out",
	},
	{
		file: "store/delete-event.ts",
		before: "for (let from = 0; from < records.length; from += RECORDS_AT_ONCE) {",
		after: ["for (let from = 0; from <= records.length; from += RECORDS_AT_ONCE) {"],
		reason: "a transaction more, which deletes nothing, where there are a multiple of 99 records",
	},
	{
		file: "store/lock-together.ts",
		before: "isRepeat = false;",
		after: ["isRepeat = true;"],
		reason: "in the next round it asks once more for the seats it was given, before it looks for others as before",
	},
	{
		file: "store/lock-together.ts",
		before: ": Math.min(places, IN_A_RUSH * WIDER ** (lost - 1));",
		after: [": Math.min(places, IN_A_RUSH * WIDER ** (lost + 1));"],
		reason:
			"where a party looks that lost twice is a matter of taste, and of a measurement: `npm run bench -- together`",
	},
	{
		file: "store/move-seats.ts",
		before:
			"return [{ failed: true, heard: true, record: recordOf((error as { Item?: Record<string, never> }).Item) }];",
		after: [
			"return [{ failed: true, heard: false, record: recordOf((error as { Item?: Record<string, never> }).Item) }];",
		],
		reason: "for one seat that is kept the next round has nothing to write, and ends as this one would",
	},
	{
		file: "store/plans.ts",
		before: "if (seats <= REMEMBERED_SEATS) return;",
		after: ["if (seats < REMEMBERED_SEATS) return;"],
		reason: "differs for a memory of 400,000 seats to the seat, and only in what is read again",
	},
	{
		file: "store/save-event.ts",
		before: "const oversized = sections.find(({ packed }) => packed.length > PLAN_BYTES);",
		after: ["const oversized = sections.find(({ packed }) => packed.length >= PLAN_BYTES);"],
		reason: "differs for a plan of 390,000 bytes to the byte, packed; DynamoDB takes 409,600",
	},
];

export function reasonFor({ file, before, after }: Mutant): string | undefined {
	return SURVIVORS.find(
		(survivor) => survivor.file === file && survivor.before === before && survivor.after.includes(after),
	)?.reason;
}
