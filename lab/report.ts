/** Writes what a measurement found where the documents show it: a Markdown file of its own in docs/measurements. */
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";

export type Row = readonly (string | number)[];

const DIRECTORY = join(import.meta.dirname, "..", "docs", "measurements");

/** @param command how anyone makes the same figures again. */
export function writeReport(name: string, title: string, command: string, sections: readonly (string | Row[])[]): void {
	const machine = `${cpus().length} cores, Node.js ${process.version}, DynamoDB Local; a shared machine, so ratios say more than times.`;
	const parts = sections.map((section) => (typeof section === "string" ? section : tableOf(section)));
	const text = [`# ${title}`, `Measured by \`${command}\` on ${machine}`, ...parts].join("\n\n");
	mkdirSync(DIRECTORY, { recursive: true });
	writeFileSync(join(DIRECTORY, `${name}.md`), `${text}\n`);
	console.log(text);
}

/** The first row is the head. */
function tableOf([head = [], ...rows]: Row[]): string {
	const line = (row: Row) => `| ${row.join(" | ")} |`;
	return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** The value below which so many percent of them lie. */
export function percentile(values: readonly number[], percent: number): number {
	const sorted = values.toSorted((one, other) => one - other);
	return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? 0;
}
