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

export interface Line {
	readonly values: readonly number[];
	readonly color: string;
	readonly label: string;
}

export interface Panel {
	readonly title: string;
	/** One value for each step of the axis below. */
	readonly lines: readonly Line[];
	/** What stands at both ends of the axis below. */
	readonly from: string;
	readonly to: string;
}

/** Line charts, one below the other. */
export function writeChart(name: string, title: string, panels: readonly Panel[]): void {
	const drawn = panels.map((panel, index) => draw(panel, TOP_PX + index * (HEIGHT_PX + BETWEEN_PX)));
	const height = TOP_PX + panels.length * (HEIGHT_PX + BETWEEN_PX) - 20;
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
