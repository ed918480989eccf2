/** Draws requests a second and their latency over the time of a run. */
import { COLORS, writeChart } from "../chart.ts";
import { percentile } from "../report.ts";

interface Sample {
	/** Since the start of the run. */
	readonly atSeconds: number;
	readonly ms: number;
	/** 0 if the connection broke. */
	readonly status: number;
}

const [BLUE, RED, GREEN] = COLORS;

export function drawRun(name: string, samples: readonly Sample[], sales: number): void {
	const end = Math.ceil(Math.max(...samples.map(({ atSeconds }) => atSeconds)));
	const seconds = Array.from({ length: end }, (_, second) =>
		samples.filter(({ atSeconds }) => Math.floor(atSeconds) === second),
	);
	const rates = seconds.map((within) => within.length);
	const unserved = seconds.map((within) => within.filter(({ status }) => status === 0 || status === 503).length);
	const latencies = seconds.map((within) => within.filter(({ status }) => status !== 0).map(({ ms }) => ms));
	const medians = latencies.map((times) => percentile(times, 50));
	const slowest = latencies.map((times) => percentile(times, 99));
	const axis = { from: "0 s", to: `${end} s` };
	writeChart(name, "Requests a second, and their latency in milliseconds", [
		{
			title: "requests a second",
			lines: [
				{ values: rates, color: BLUE, label: "all" },
				{ values: unserved, color: RED, label: "repeated" },
			],
			...axis,
		},
		{
			title: `milliseconds; ${sales} sales`,
			lines: [
				{ values: slowest, color: RED, label: "99 %" },
				{ values: medians, color: GREEN, label: "median" },
			],
			...axis,
		},
	]);
}
