/** Mutants that behave like the original, and why. `npm run mutation` fails on a survivor that is not listed here. */
import type { Mutant } from "./mutants.ts";

interface Survivor {
	readonly file: string;
	readonly before: string;
	/** What the mutants make of the line; empty if they remove it. */
	readonly after: readonly string[];
	readonly reason: string;
}

const SURVIVORS: readonly Survivor[] = [
	{
		file: "documents/pretix-zones.ts",
		before:
			"return Number.isFinite(x) && Number.isFinite(y) ? { x: corner.x + Number(x), y: corner.y + Number(y) } : undefined;",
		after: [
			"return Number.isFinite(x) && Number.isFinite(y) ? { x: corner.x + Number(x), y: corner.y - Number(y) } : undefined;",
		],
		reason: "The plan is mirrored as a whole, so order and distances stay the same.",
	},
	{
		file: "documents/row-positions.ts",
		before: "return distance > usual * GAP * (1 + ROUNDING);",
		after: ["return distance >= usual * GAP * (1 + ROUNDING);"],
		reason:
			"Only one floating-point number makes a difference, and no plan has it: the factor keeps clear of round ones.",
	},
	{
		file: "documents/row-positions.ts",
		before: "spread.xy += (x - middle.x) * (y - middle.y);",
		after: ["spread.xy += (x + middle.x) * (y - middle.y);", "spread.xy += (x - middle.x) * (y + middle.y);"],
		reason: "The sum is the same, because the distances from the mean add up to 0.",
	},
	{
		file: "domain/together.ts",
		before: "misused: accessible ? marked - 1 : marked,",
		after: ["misused: accessible ? marked + 1 : marked,"],
		reason: "Spots are only compared with spots of the same party, and each of them costs two more.",
	},
	{
		file: "store/changes.ts",
		before: "if (perReceipt.size > RECEIPTS_AT_ONCE || count > WRITES_PER_RECEIPT || bytes > PAGE_BYTES) {",
		after: ["if (perReceipt.size > RECEIPTS_AT_ONCE || count > WRITES_PER_RECEIPT || bytes >= PAGE_BYTES) {"],
		reason: "Only a page of exactly 350,000 bytes makes a difference; DynamoDB accepts 409,600.",
	},
	{
		file: "store/changes.ts",
		before: '":next": digitsOf(after + 1),',
		after: ['":next": digitsOf(after - 1),'],
		reason: "A page that the reader already has may be read again, but nothing of it is returned.",
	},
	{
		file: "store/event-memory.ts",
		before: "if (seats <= MAX_REMEMBERED_SEATS) return;",
		after: ["if (seats < MAX_REMEMBERED_SEATS) return;"],
		reason: "Only a memory of exactly 400,000 seats makes a difference: one plan is read again.",
	},
	{
		file: "store/save-event.ts",
		before: "if (packed.length > MAX_PACKED_BYTES) {",
		after: ["if (packed.length >= MAX_PACKED_BYTES) {"],
		reason: "Only a section of exactly 390,000 bytes makes a difference; DynamoDB accepts 409,600.",
	},
	{
		file: "store/save-event.ts",
		before: "if (item.event.length > MAX_PACKED_BYTES) {",
		after: ["if (item.event.length >= MAX_PACKED_BYTES) {"],
		reason: "Only an event of exactly 390,000 bytes makes a difference; DynamoDB accepts 409,600.",
	},
];

/** Why no test can notice this mutant; `undefined` if one should. */
export function reasonFor({ file, before, after }: Mutant): string | undefined {
	return SURVIVORS.find(
		(survivor) => survivor.file === file && survivor.before === before && survivor.after.includes(after),
	)?.reason;
}
