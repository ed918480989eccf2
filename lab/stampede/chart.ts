/** Draws requests a second and their latency over the time of a run, as a self-contained SVG. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { percentile } from "../report.ts";

interface Sample {
	/** Since the start of the run. */
	readonly atSeconds: number;
	readonly ms: number;
	/** 0 if the connection broke. */
	readonly status: number;
}

const WIDTH_PX = 760;
const HEIGHT_PX = 150;
const LEFT_PX = 70;

export function writeChart(name: string, samples: readonly Sample[], sales: number): void {
	const end = Math.ceil(Math.max(...samples.map(({ atSeconds }) => atSeconds)));
	const seconds = Array.from({ length: end }, (_, second) =>
		samples.filter(({ atSeconds }) => Math.floor(atSeconds) === second),
	);
	const rates = seconds.map((within) => within.length);
	const unserved = seconds.map((within) => within.filter(({ status }) => status === 0 || status === 503).length);
	const latencies = seconds.map((within) => within.filter(({ status }) => status !== 0).map(({ ms }) => ms));
	const medians = latencies.map((times) => percentile(times, 50));
	const slowest = latencies.map((times) => percentile(times, 99));
	const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH_PX + LEFT_PX + 20} ${2 * HEIGHT_PX + 130}" font-family="system-ui, sans-serif" font-size="13">
<title>Requests a second, and their latency in milliseconds</title>
<rect width="100%" height="100%" fill="#ffffff"/>
${panel("requests a second", 30, end, [
	{ values: rates, color: "#1f6feb", label: "all" },
	{ values: unserved, color: "#d1242f", label: "repeated" },
])}
${panel(`milliseconds; ${sales} sales`, HEIGHT_PX + 90, end, [
	{ values: slowest, color: "#d1242f", label: "99 %" },
	{ values: medians, color: "#1a7f37", label: "median" },
])}
</svg>
`;
	const directory = join(import.meta.dirname, "../..", "docs", "measurements");
	mkdirSync(directory, { recursive: true });
	writeFileSync(join(directory, `${name}.svg`), svg);
}

interface Line {
	readonly values: readonly number[];
	readonly color: string;
	readonly label: string;
}

function panel(title: string, top: number, end: number, lines: readonly Line[]): string {
	const most = Math.max(1, ...lines.flatMap(({ values }) => values));
	const x = (second: number) => (LEFT_PX + (second / Math.max(1, end - 1)) * WIDTH_PX).toFixed(1);
	const y = (value: number) => (top + HEIGHT_PX - (value / most) * HEIGHT_PX).toFixed(1);
	const drawn = lines.map(({ values, color, label }, index) => {
		const points = values.map((value, second) => `${x(second)},${y(value)}`).join(" ");
		const legend = `<text x="${LEFT_PX + WIDTH_PX - 120 + index * 60}" y="${top - 8}" fill="${color}">${label}</text>`;
		return `<polyline points="${points}" fill="none" stroke="${color}" stroke-width="1.5"/>${legend}`;
	});
	return `<text x="${LEFT_PX}" y="${top - 8}">${title}</text>
<path d="M${LEFT_PX} ${top}V${top + HEIGHT_PX}H${LEFT_PX + WIDTH_PX}" fill="none" stroke="#8c959f"/>
<text x="${LEFT_PX - 8}" y="${top + 10}" text-anchor="end">${Math.round(most)}</text><text x="${LEFT_PX - 8}" y="${top + HEIGHT_PX}" text-anchor="end">0</text>
<text x="${LEFT_PX}" y="${top + HEIGHT_PX + 18}">0 s</text><text x="${LEFT_PX + WIDTH_PX}" y="${top + HEIGHT_PX + 18}" text-anchor="end">${end} s</text>
${drawn.join("\n")}`;
}
