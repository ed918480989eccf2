/** How large charts and their availability are, and how long it takes to draw and to answer them. No table is needed. */
import { gzipSync } from "node:zlib";
import { chartOfDocument } from "../../documents/chart-of.ts";
import { bitsOf, countAvailable } from "../../domain/availability.ts";
import { STATUSES } from "../../domain/reading.ts";
import { packChart } from "../../store/charts.ts";
import { percentile, type Row, writeReport } from "../report.ts";
import { randomFrom } from "../simulation/random.ts";

const ROWS = 20;
const RUNS = 5;

/** Sections of 400 seats, but the smallest house, which has five of 200. */
const HOUSES = [
	{ seats: 1_000, sections: 5, places: 10 },
	{ seats: 10_000, sections: 25, places: 20 },
	{ seats: 80_000, sections: 200, places: 20 },
];

type Drawing = (section: number, row: number, places: number) => object;

/** Everything is rounded as an editor would write it. */
const round = (value: number) => Math.round(value * 1_000) / 1_000;

const DRAWINGS: Readonly<Record<string, Drawing>> = {
	"nothing given": () => ({}),
	"arcs around a field": (section, row, places) => {
		const radius = 40 + Math.floor(section / 50) * 22 + row * 0.9;
		const turn = 0.5 / radius;
		const start = ((section % 50) / 50) * 2 * Math.PI - (turn * (places - 1)) / 2;
		const degrees = (radians: number) => round((radians * 180) / Math.PI);
		const [x, y] = [round(radius * Math.cos(start)), round(radius * Math.sin(start))];
		return { x, y, angle: degrees(start + Math.PI / 2 + turn / 2) % 360, step: 0.5, turn: degrees(turn) };
	},
	"straight blocks, each turned by itself": (section, row, places) => {
		const angle = (section * 47) % 360;
		const [cos, sin] = [Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)];
		const [right, down] = [-(places - 1) / 4, row * 0.9];
		const [x, y] = [
			(section % 15) * 17.3 + right * cos - down * sin,
			Math.floor(section / 15) * 23.7 + right * sin + down * cos,
		];
		return { x: round(x), y: round(y), angle, step: 0.5 };
	},
	"a point for each seat": (section, row, places) => ({
		points: Array.from({ length: places }, (_, seat) => [
			round((section % 15) * 14 + seat * 0.5 + Math.sin(seat * section) * 0.1),
			round(Math.floor(section / 15) * 20 + row * 0.9 + Math.cos(seat * row) * 0.1),
		]),
	}),
};

const HEADINGS: Row = ["seats", "sections", "drawing", "chart, KB", "gzipped, KB", "to draw and pack, ms"];
const charts = HOUSES.flatMap((house) =>
	Object.entries(DRAWINGS).map(([what, draw]): Row => {
		const document = documentOf(house, draw);
		const chart = chartOfDocument(document);
		const ms = timed(() => packChart(chartOfDocument(document)));
		return [
			house.seats,
			house.sections,
			what,
			inKb(JSON.stringify(chart).length),
			inKb(packChart(chart).packed.length),
			ms,
		];
	}),
);

const SOLD: Row = ["seats", "sections", "JSON, KB", "gzipped, KB", "to make, ms"];
const availability = HOUSES.map(({ seats, sections }): Row => {
	const random = randomFrom(1);
	const statuses = Uint8Array.from({ length: seats }, () => (random.chance(0.5) ? STATUSES.indexOf("sold") : 0));
	const make = () => {
		const each = seats / sections;
		const counts = Array.from({ length: sections }, (_, at) =>
			countAvailable(statuses.subarray(at * each, (at + 1) * each)),
		);
		const bits = Buffer.from(bitsOf(statuses)).toString("base64");
		return JSON.stringify({ chart: "a".repeat(22), asOf: 1_795_000_000, bits, counts });
	};
	return [seats, sections, inKb(make().length), inKb(gzipSync(make()).length), timed(make)];
});

writeReport("chart", "Charts and availability: bytes and processor", "npm run bench -- chart", [
	`Sections of ${ROWS} rows, three categories. Medians of ${RUNS}.`,
	[HEADINGS, ...charts],
	"Availability, every second seat sold at random:",
	[SOLD, ...availability],
]);

function documentOf({ sections, places }: (typeof HOUSES)[number], draw: Drawing) {
	const seats = Array.from({ length: places }, (_, seat) => String(seat + 1));
	const rowsOf = (section: number) =>
		Array.from({ length: ROWS }, (_, row) => ({
			row: String(row + 1),
			category: ["gold", "silver", "bronze"][Math.floor((3 * section) / sections)],
			...draw(section, row, places),
			seats,
		}));
	return {
		name: "Arena",
		sections: Object.fromEntries(
			Array.from({ length: sections }, (_, section) => [`Block ${section + 1}`, rowsOf(section)]),
		),
	};
}

/** Milliseconds of processor: a shared machine makes the clock say more. */
function timed(task: () => unknown): number {
	const times = Array.from({ length: RUNS }, () => {
		const before = process.cpuUsage();
		task();
		const { user, system } = process.cpuUsage(before);
		return (user + system) / 1_000;
	});
	return Math.round(percentile(times, 50) * 10) / 10;
}

function inKb(bytes: number): number {
	return Math.round(bytes / 100) / 10;
}
