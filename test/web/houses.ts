/** Houses to look at: event documents with geometry, of a theatre and of an arena. */

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

/** An arena: three rings of straight blocks around a field; 79,680 seats in 180 sections. */
export function arena() {
	const rings = [
		{ name: "1", blocks: 48, rows: 20, perRow: 18, inner: [72, 50], category: "lower" },
		{ name: "2", blocks: 60, rows: 22, perRow: 20, inner: [94, 72], category: "middle" },
		{ name: "3", blocks: 72, rows: 25, perRow: 20, inner: [118, 96], category: "upper" },
	] as const;
	const sections = rings.flatMap(({ name, blocks, rows, perRow, inner, category }) =>
		Array.from({ length: blocks }, (_, block) => {
			const around = (2 * Math.PI * (block + 0.5)) / blocks;
			const rowsOfBlock = Array.from({ length: rows }, (_, index) => {
				const [across, down] = [inner[0] + index * ROW_DISTANCE, inner[1] + index * ROW_DISTANCE];
				// The block is square to the direction to the middle of the field.
				const normal = Math.atan2(Math.sin(around) / down, Math.cos(around) / across);
				const along = normal + Math.PI / 2;
				const half = (perRow - 1) / 2;
				const [x, y] = [across * Math.cos(around), down * Math.sin(around)];
				return {
					row: `${index + 1}`,
					x: round(x - half * STEP * Math.cos(along)),
					y: round(y - half * STEP * Math.sin(along)),
					angle: round(((along * 180) / Math.PI) % 360),
					step: STEP,
					seats: Array.from({ length: perRow }, (_, seat) => `${seat + 1}`),
				};
			});
			return [`${name}${String(block + 1).padStart(2, "0")}`, { category, rows: rowsOfBlock }] as const;
		}),
	);
	return {
		name: "The Great Arena",
		categories: { lower: { color: "#c8553d" }, middle: { color: "#588b8b" }, upper: { color: "#4a6fa5" } },
		decorations: [{ kind: "ellipse", x: 0, y: 0, width: 122, height: 80, color: "#3f7d4f", text: "FIELD" }],
		sections: Object.fromEntries(sections),
	};
}

const STEP = 0.5;
const ROW_DISTANCE = 0.85;

const round = (value: number) => Math.round(1_000 * value) / 1_000;
