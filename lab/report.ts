/** Writes the report of a measurement: one Markdown file in docs/measurements, also printed. */
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";

export type Row = readonly (string | number)[];

const DIRECTORY = join(import.meta.dirname, "..", "docs", "measurements");

/**
 * @param name of the file; without one, the report is only printed.
 * @param command reproduces the figures.
 * @param sections paragraphs, and tables whose first row is the head.
 */
export function writeReport(
	name: string | undefined,
	title: string,
	command: string,
	sections: readonly (string | Row[])[],
): void {
	const machine = `${cpus().length} cores, Node.js ${process.version}, DynamoDB Local. The machine is shared, so trust ratios more than times.`;
	const parts = sections.map((section) => (typeof section === "string" ? section : tableOf(section)));
	const text = [`# ${title}`, `Measured by \`${command}\` on ${machine}`, ...parts].join("\n\n");
	if (name !== undefined) {
		mkdirSync(DIRECTORY, { recursive: true });
		writeFileSync(join(DIRECTORY, `${name}.md`), `${text}\n`);
	}
	console.log(text);
}

/** A Markdown table; the first row is the head. */
export function tableOf([head = [], ...rows]: readonly Row[]): string {
	const line = (row: Row) => `| ${row.join(" | ")} |`;
	return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** "3 × request lost, 1 × slow": names in camel case become words. */
export function tallyInWords(tally: Iterable<readonly [string, number]>): string {
	const inWords = (name: string) => name.replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
	return Array.from(tally, ([name, times]) => `${times} × ${inWords(name)}`).join(", ");
}

/** The nearest-rank percentile; 0 for no values. */
export function percentile(values: readonly number[], percent: number): number {
	const sorted = values.toSorted((one, other) => one - other);
	return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? 0;
}
