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
		file: "domain/event-file.ts",
		before: "if (!event.accepted) return event;",
		after: [""],
		reason:
			"the second of two such lines, after a conversion: what was converted is always accepted, and the line is for the compiler",
	},
	{
		file: "domain/pretix-plan.ts",
		before:
			"return Number.isFinite(x) && Number.isFinite(y) ? { x: corner.x + Number(x), y: corner.y + Number(y) } : undefined;",
		after: [
			"return Number.isFinite(x) && Number.isFinite(y) ? { x: corner.x + Number(x), y: corner.y - Number(y) } : undefined;",
		],
		reason: "it mirrors the whole plan, corners and all: order and distances stay as they are",
	},
	{
		file: "domain/pretix-plan.ts",
		before: "if (usual === undefined) return;",
		after: [""],
		reason: "no distance is greater than NaN: the line is for the compiler",
	},
	{
		file: "domain/row-positions.ts",
		before: "return distance > usual * GAP * (1 + ROUNDING);",
		after: ["return distance >= usual * GAP * (1 + ROUNDING);"],
		reason: "differs for one number in 10^16, which is there to be out of the way of round ones",
	},
	{
		file: "domain/row-positions.ts",
		before: "spread.xy += (x - middle.x) * (y - middle.y);",
		after: ["spread.xy += (x + middle.x) * (y - middle.y);", "spread.xy += (x - middle.x) * (y + middle.y);"],
		reason: "the same sum: the other factor adds up to nothing, being a distance from the mean",
	},
	{
		file: "domain/together.ts",
		before: "if (best === undefined) return [];",
		after: [""],
		reason: "where there is no best place there is none to compare with it: the line is for the compiler",
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
];

export function reasonFor({ file, before, after }: Mutant): string | undefined {
	return SURVIVORS.find(
		(survivor) => survivor.file === file && survivor.before === before && survivor.after.includes(after),
	)?.reason;
}
