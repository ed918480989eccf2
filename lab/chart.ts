/** Draws figures as self-contained SVGs in docs/measurements. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const DIRECTORY = join(import.meta.dirname, "..", "docs", "measurements");
const WIDTH_PX = 760;
const HEIGHT_PX = 150;
const LEFT_PX = 70;
const TOP_PX = 30;
const BETWEEN_PX = 60;

export const COLORS = ["#1f6feb", "#d1242f", "#1a7f37", "#8250df", "#9a6700"] as const;

interface Line {
	readonly values: readonly number[];
	readonly color: string;
	readonly label: string;
}

interface Panel {
	readonly title: string;
	/** One value for each step of the axis below. */
	readonly lines: readonly Line[];
	/** The labels at both ends of the axis below. */
	readonly from: string;
	readonly to: string;
}

/**
 * Line charts, one below the other.
 * @param name of the file; without one, nothing is drawn.
 */
export function writeChart(name: string | undefined, title: string, panels: readonly Panel[]): void {
	if (name === undefined) return;
	const drawn = panels.map((panel, index) => draw(panel, TOP_PX + index * (HEIGHT_PX + BETWEEN_PX)));
	write(name, title, TOP_PX + panels.length * (HEIGHT_PX + BETWEEN_PX) - 20, drawn);
}

const BAR_PX = 22;
const LABEL_PX = 220;

interface Bar {
	readonly label: string;
	readonly value: number;
	readonly color: string;
}

/**
 * One bar below the other, from 0.
 * @param name of the file; without one, nothing is drawn.
 */
export function writeBars(name: string | undefined, title: string, bars: readonly Bar[]): void {
	if (name === undefined) return;
	const most = Math.max(1, ...bars.map(({ value }) => value));
	const drawn = bars.map(({ label, value, color }, index) => {
		const top = TOP_PX + 10 + index * (BAR_PX + 10);
		const width = (value / most) * (WIDTH_PX - LABEL_PX);
		const end = LABEL_PX + LEFT_PX / 2 + width;
		return `<text x="${LABEL_PX}" y="${top + 16}" text-anchor="end">${label}</text>
<rect x="${LABEL_PX + 10}" y="${top}" width="${Math.max(1, width).toFixed(1)}" height="${BAR_PX}" fill="${color}"/>
<text x="${end.toFixed(1)}" y="${top + 16}">${shown(value)}</text>`;
	});
	const height = TOP_PX + 20 + bars.length * (BAR_PX + 10);
	write(name, title, height, [`<text x="20" y="${TOP_PX - 8}">${title}</text>`, ...drawn]);
}

function write(name: string, title: string, height: number, drawn: readonly string[]): void {
	const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH_PX + LEFT_PX + 20} ${height}" font-family="system-ui, sans-serif" font-size="13">
<title>${title}</title>
<rect width="100%" height="100%" fill="#ffffff"/>
${drawn.join("\n")}
</svg>
`;
	mkdirSync(DIRECTORY, { recursive: true });
	writeFileSync(join(DIRECTORY, `${name}.svg`), svg);
}

function draw({ title, lines, from, to }: Panel, top: number): string {
	const most = Math.max(1, ...lines.flatMap(({ values }) => values));
	const steps = Math.max(1, ...lines.map(({ values }) => values.length - 1));
	const x = (step: number) => (LEFT_PX + (step / steps) * WIDTH_PX).toFixed(1);
	const y = (value: number) => (top + HEIGHT_PX - (value / most) * HEIGHT_PX).toFixed(1);
	let right = LEFT_PX + WIDTH_PX;
	const drawn = lines.toReversed().map(({ values, color, label }) => {
		const points = values.map((value, step) => `${x(step)},${y(value)}`).join(" ");
		const legend = `<text x="${right}" y="${top - 8}" text-anchor="end" fill="${color}">${label}</text>`;
		right -= 20 + 7 * label.length;
		return `<polyline points="${points}" fill="none" stroke="${color}" stroke-width="1.5"/>${legend}`;
	});
	return `<text x="${LEFT_PX}" y="${top - 8}">${title}</text>
<path d="M${LEFT_PX} ${top}V${top + HEIGHT_PX}H${LEFT_PX + WIDTH_PX}" fill="none" stroke="#8c959f"/>
<text x="${LEFT_PX - 8}" y="${top + 10}" text-anchor="end">${shown(most)}</text><text x="${LEFT_PX - 8}" y="${top + HEIGHT_PX}" text-anchor="end">0</text>
<text x="${LEFT_PX}" y="${top + HEIGHT_PX + 18}">${from}</text><text x="${LEFT_PX + WIDTH_PX}" y="${top + HEIGHT_PX + 18}" text-anchor="end">${to}</text>
${drawn.join("\n")}`;
}

const shown = (value: number) => (value < 10 ? value.toFixed(1) : String(Math.round(value)));
