/** Houses to look at: event documents of a hall, and with geometry of a theatre and of an arena. */
import { type Random, randomFrom } from "../../lab/simulation/random.ts";

/** Ten rows of twelve seats with an aisle: a plan without places, outlines and categories. */
export function hall() {
	const seats = ["1", "2", "3", "4", "5", "6", null, "7", "8", "9", "10", "11", "12"];
	return { name: "The Hall", sections: { Hall: [..."ABCDEFGHIJ"].map((row) => ({ row, seats })) } };
}

/** About 440 seats in arcs around a stage, three categories, a balcony and accessible seats. */
export function theatre() {
	return {
		name: "The Little Theatre",
		categories: { gold: { color: "#d4a017" }, silver: { color: "#6b7f99" }, bronze: { color: "#a8623a" } },
		decorations: [
			{
				kind: "area",
				corners: [
					[-9, -7],
					[9, -7],
					[7, -3.2],
					[-7, -3.2],
				],
				color: "#3a3f4b",
				text: "STAGE",
			},
		],
		sections: {
			stalls: Array.from({ length: 12 }, (_, index) =>
				arc({
					row: "ABCDEFGHJKLM"[index] as string,
					radius: 12 + 1.15 * index,
					center: -12,
					num: 18 + index,
					category: index < 4 ? "gold" : "silver",
					accessible: index === 11 ? [1, 2, 28, 29] : [],
					aisles: [6, 12 + index],
				}),
			),
			balcony: Array.from({ length: 5 }, (_, index) =>
				arc({
					row: "ABCDE"[index] as string,
					radius: 28 + 1.15 * index,
					center: -12,
					num: 34 + index,
					category: "bronze",
					accessible: [],
					aisles: [12, 22],
				}),
			),
		},
	};
}

interface ArcRow {
	readonly row: string;
	readonly radius: number;
	/** How far down the center of the arc is. */
	readonly center: number;
	readonly num: number;
	readonly category: string;
	readonly accessible: readonly number[];
	/** After which seats an aisle is. */
	readonly aisles: readonly number[];
}

function arc({ row, radius, center, num, category, accessible, aisles }: ArcRow) {
	const places = num + aisles.length;
	const turn = -(180 * 2 * Math.asin(1 / (2 * radius))) / Math.PI;
	const half = ((places - 1) / 2) * turn;
	const first = ((90 - half) * Math.PI) / 180;
	const seats = Array.from({ length: num }, (_, index) => {
		const seat = `${index + 1}`;
		return [
			...(aisles.includes(index) ? [null] : []),
			accessible.includes(index + 1) ? { seat, accessible: true } : seat,
		];
	}).flat();
	const angle = -half + turn / 2;
	return {
		row,
		category,
		x: round(radius * Math.cos(first)),
		y: round(center + radius * Math.sin(first)),
		angle: round(angle),
		step: 1,
		turn,
		seats,
	};
}

/**
 * An arena, half sold: three rings of straight blocks around a field, 79,680 seats in 180 sections. The nearer the seats
 * are to the middle of a long side, the dearer, and the more are sold, in parties of one to six.
 */
export function arena() {
	const random = randomFrom(7);
	const rings = [
		{ name: "1", blocks: 48, rows: 20, perRow: 18, inner: [86, 64], categories: ["front", "lower"], sold: 0.9 },
		{ name: "2", blocks: 60, rows: 22, perRow: 20, inner: [115, 93], categories: ["club", "middle"], sold: 0.78 },
		{ name: "3", blocks: 72, rows: 25, perRow: 20, inner: [140, 118], categories: ["upper", "gallery"], sold: 0.48 },
	] as const;
	const sections = rings.flatMap(({ name, blocks, rows, perRow, inner, categories, sold }) => {
		const [across, down] = inner;
		return evenlyAround(across, down, blocks).map((around, block) => {
			const isAtLongSide = Math.abs(Math.sin(around)) > LONG_SIDE;
			// Some blocks sell better than those beside them.
			const demand = sold - 0.35 * Math.cos(around) ** 2 + 0.2 * (random.draw() - 0.5);
			const half = (perRow - 1) / 2;
			// The block is square to the ring, so blocks beside each other are farther apart behind.
			const outwards = Math.atan2(Math.sin(around) / down, Math.cos(around) / across);
			const along = outwards + Math.PI / 2;
			/** Where a place of the block is, counted from the middle of a row. */
			const at = (row: number, place: number) => ({
				x: round(across * Math.cos(around) + row * ROW_DISTANCE * Math.cos(outwards) + place * STEP * Math.cos(along)),
				y: round(down * Math.sin(around) + row * ROW_DISTANCE * Math.sin(outwards) + place * STEP * Math.sin(along)),
				angle: round(((along * 180) / Math.PI) % 360),
			});
			const corners = [at(-0.6, -half - 1), at(-0.6, half + 1), at(rows - 0.4, half + 1), at(rows - 0.4, -half - 1)];
			const rowsOfBlock = Array.from({ length: rows }, (_, index) => ({
				row: `${index + 1}`,
				...at(index, -half),
				step: STEP,
				seats: sellParties(perRow, demand + 0.25 * (0.5 - index / rows), random),
			}));
			const category = categories[isAtLongSide ? 0 : 1];
			return [
				`${name}${String(block + 1).padStart(2, "0")}`,
				{ category, outline: corners.map(({ x, y }) => [x, y]), rows: rowsOfBlock },
			] as const;
		});
	});
	return {
		name: "The Great Arena",
		categories: {
			front: { color: "#a4243b" },
			lower: { color: "#d8642f" },
			club: { color: "#7a4fa3" },
			middle: { color: "#2f7fb8" },
			upper: { color: "#1f8a70" },
			gallery: { color: "#7d8f2e" },
		},
		decorations: [{ kind: "ellipse", x: 0, y: 0, width: 146, height: 104, color: "#3f7d4f", text: "FIELD" }],
		sections: Object.fromEntries(sections),
	};
}

/** Directions in which points of an ellipse are equally far apart along it, by walking around it in small steps. */
function evenlyAround(across: number, down: number, num: number): readonly number[] {
	const steps = 36_000;
	const lengths = [0];
	for (let step = 1; step <= steps; step++) {
		const turn = (2 * Math.PI * (step - 0.5)) / steps;
		const length = Math.hypot(across * Math.sin(turn), down * Math.cos(turn));
		lengths.push((lengths[step - 1] as number) + length);
	}
	const whole = lengths[steps] as number;
	return Array.from({ length: num }, (_, index) => {
		const step = lengths.findIndex((length) => length >= (whole * (index + 0.5)) / num);
		return (2 * Math.PI * step) / steps;
	});
}

const STEP = 0.5;
const ROW_DISTANCE = 0.85;
/** The sine of the direction in which a long side begins. */
const LONG_SIDE = 0.6;
const LARGEST_PARTY = 6;

/** A row of seats with this share of them sold, and those in parties side by side. */
function sellParties(num: number, share: number, random: Random) {
	const seats: (string | { readonly seat: string; readonly status: "sold" })[] = [];
	while (seats.length < num) {
		const isSold = random.chance(share);
		for (let party = 1 + random.below(LARGEST_PARTY); party > 0 && seats.length < num; party--) {
			const seat = `${seats.length + 1}`;
			seats.push(isSold ? { seat, status: "sold" } : seat);
		}
	}
	return seats;
}

const round = (value: number) => Math.round(1_000 * value) / 1_000;
