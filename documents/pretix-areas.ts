/**
 * Reads the areas of a pretix seating plan, which are drawn behind the seats, as the decorations of an event document. A
 * plan can be sold without them, so what is wrong with one is only an oddity.
 */
import {
	COLOR,
	DECORATION_TEXT_LENGTH,
	MAX_DECORATION_CORNERS,
	MAX_DECORATIONS,
	MAX_LENGTH,
	MIN_LENGTH,
} from "../api/event-document.ts";
import { isObject, type JsonObject, type Path } from "../api/json.ts";
import { whyNotShown } from "../api/label.ts";
import { boxOf, middleOf } from "../domain/box.ts";
import { type Corner, type Decoration, type Frame, onChart } from "../domain/chart.ts";
import { round, roundNumbers, turned } from "../domain/geometry.ts";
import { cutText } from "./distinct-labels.ts";
import type { Zone } from "./pretix-zones.ts";
import type { Report } from "./report.ts";
import type { Point } from "./row-positions.ts";

const SHAPES = ["rectangle", "circle", "ellipse", "polygon", "text"] as const;
type Shape = (typeof SHAPES)[number];

/** Plans of the first format have the size of a rectangle in the area itself, and a plain text. */
const AREA_FIELDS = ["shape", "position", "rotation", "color", "border_color", "text", "width", "height", "uuid"];
const USED_FIELDS = new Map(SHAPES.map((shape) => [shape, new Set([...AREA_FIELDS, shape])]));

/** The areas of all zones, those of the first zone hindmost. */
export function readAreas(zones: readonly Zone[], report: Report): Decoration[] {
	const areas = zones.flatMap(({ areas, corner = { x: 0, y: 0 }, path }) =>
		areas.map((area, index) => readArea(area, corner, [...path, "areas", index], report)),
	);
	// If there are too many decorations, an area's text becomes part of it, level and in its middle.
	const isCrowded = areas.reduce((sum, { drawn }) => sum + drawn.length, 0) > MAX_DECORATIONS;
	const decorations: Decoration[] = [];
	let corners = 0;
	let left = 0;
	for (const { drawn, level } of areas) {
		const all = isCrowded && level ? level : drawn;
		const more = all.reduce((sum, one) => sum + (one.kind === "area" ? one.corners.length : 0), 0);
		const isRoom = decorations.length + all.length <= MAX_DECORATIONS && corners + more <= MAX_DECORATION_CORNERS;
		if (isRoom) {
			decorations.push(...all);
			corners += more;
		} else if (all.length > 0) left += 1;
	}
	if (left > 0) report.oddity(["zones"], `the plan has ${left} areas too many for a chart: they are not drawn`);
	return decorations;
}

/** Where an area is, and how it is turned. */
type Placed = Required<Frame>;
type Outline = Exclude<Decoration, { readonly kind: "text" }>;

interface Area {
	readonly drawn: readonly Decoration[];
	/** The same with its words level, as a part of it, if they are in its middle. */
	readonly level?: readonly Decoration[] | undefined;
}

/** An area, and its text where that is turned, or elsewhere than in the middle. */
function readArea(area: unknown, zone: Point, path: Path, report: Report): Area {
	if (!isObject(area)) return notDrawn(path, report);
	const shape = SHAPES.find((one) => one === (area["shape"] ?? "rectangle"));
	if (shape === undefined) return notDrawn(path, report);
	report.unused(area, USED_FIELDS.get(shape) ?? new Set(), path);
	const { x, y } = pointIn(area["position"]) ?? { x: Number.NaN, y: Number.NaN };
	const frame = { x: zone.x + x, y: zone.y + y, angle: numberIn(area["rotation"]) ?? 0 };
	const color = readColor(area["color"], [...path, "color"], report);
	const border = readColor(area["border_color"], [...path, "border_color"], report);
	const words = readWords(area["text"], [...path, "text"], report);
	const shown = shape === "text" ? undefined : outlineOf(shape, area, frame);
	const outline = shown && { ...shown, ...drawnIn(color, border) };
	const whole = withWords(outline, words, frame, color);
	const isWhole = (shape === "text" || outline !== undefined) && whole.drawn.every(isWithin);
	return isWhole ? whole : notDrawn(path, report);
}

/** The text within an area is level and in its middle; any other is a decoration of its own. */
function withWords(outline: Outline | undefined, words: Words, frame: Placed, color: string | undefined): Area {
	const { text, at, size } = words;
	if (text === undefined) return { drawn: rounded(outline) };
	const inside = rounded(outline && { ...outline, text });
	const middle = outline && middleOfOutline(outline);
	const isBeside = middle === undefined || at.x !== 0 || at.y !== 0;
	const angle = round(turned(frame.angle), 3);
	if (!isBeside && angle === 0) return { drawn: inside };
	const place = isBeside ? onChart(frame, [at.x, at.y]) : middle;
	const drawn = rounded(outline, textAt(text, place, { ...words, angle, color: isBeside ? color : undefined }));
	const isInMiddle = middle && Math.hypot(place[0] - middle[0], place[1] - middle[1]) < size / 2;
	return isInMiddle ? { drawn, level: inside } : { drawn };
}

const rounded = (...all: readonly (Decoration | undefined)[]): Decoration[] =>
	all.flatMap((one) => (one === undefined ? [] : [roundNumbers(one, 3) as Decoration]));

/** Also a border in the color of the area itself: plans draw lines as thin areas, which are seen from afar by it alone. */
const drawnIn = (color: string | undefined, border: string | undefined) => ({
	...(color && { color }),
	...(border && { border }),
});

function notDrawn(path: Path, report: Report): Area {
	report.oddity(path, "the area is not drawn: its shape, place or size is not known");
	return { drawn: [] };
}

function outlineOf(shape: Exclude<Shape, "text">, area: JsonObject, frame: Placed): Outline | undefined {
	const own = isObject(area[shape]) ? area[shape] : area;
	if (shape === "rectangle") {
		const [width, height] = [numberIn(own["width"]), numberIn(own["height"])];
		if (width === undefined || height === undefined) return undefined;
		const corners: Corner[] = [
			[0, 0],
			[width, 0],
			[width, height],
			[0, height],
		];
		return { kind: "area", corners: corners.map((corner) => onChart(frame, corner)) };
	}
	if (shape === "polygon") {
		const points: unknown[] = Array.isArray(own["points"]) ? own["points"] : [];
		const corners = points.flatMap((point) => pointIn(point) ?? []);
		if (corners.length < 3 || corners.length < points.length) return undefined;
		return { kind: "area", corners: corners.map(({ x, y }) => onChart(frame, [x, y])) };
	}
	const radii = pointIn(own["radius"]) ?? { x: numberIn(own["radius"]), y: numberIn(own["radius"]) };
	if (radii.x === undefined || radii.y === undefined) return undefined;
	const [width, height] = [2 * radii.x, 2 * radii.y];
	if (width === height || frame.angle % 180 === 0) return { kind: "ellipse", x: frame.x, y: frame.y, width, height };
	// A decoration's ellipse is upright.
	const corners = Array.from({ length: ELLIPSE_CORNERS }, (_, index): Corner => {
		const angle = (index / ELLIPSE_CORNERS) * 2 * Math.PI;
		return onChart(frame, [(width / 2) * Math.cos(angle), (height / 2) * Math.sin(angle)]);
	});
	return { kind: "area", corners };
}

const ELLIPSE_CORNERS = 36;

function middleOfOutline(shape: Outline): Corner | undefined {
	if (shape.kind === "ellipse") return [shape.x, shape.y];
	const box = boxOf(shape.corners);
	return box && middleOf(box);
}

/** The height of letters in a plan that does not say it. */
const USUAL_LETTERS = 16;

interface Words {
	/** `undefined` if there are none, or none that can be shown. */
	readonly text: string | undefined;
	/** Seen from where the area is placed. */
	readonly at: Point;
	readonly ofText: string | undefined;
	/** The height of its letters. */
	readonly size: number;
}

function readWords(text: unknown, path: Path, report: Report): Words {
	const { position, color, size, text: inside } = isObject(text) ? text : { text };
	const letters = numberIn(size);
	return {
		text: typeof inside === "string" ? shownWords(inside, path, report) : undefined,
		at: pointIn(position) ?? { x: 0, y: 0 },
		ofText: readColor(color, [...path, "color"], report),
		size: letters !== undefined && letters >= MIN_LENGTH && letters <= MAX_LENGTH ? letters : USUAL_LETTERS,
	};
}

/** The words on one line, as long as they may be; `undefined` if there are none, or none that can be shown. */
function shownWords(text: string, path: Path, report: Report): string | undefined {
	const whole = text.replaceAll(/\s+/g, " ").trim();
	if (whole === "") return undefined;
	const words = cutText(whole, DECORATION_TEXT_LENGTH);
	if (words !== whole) report.oddity(path, `the text is too long: it is cut to ${DECORATION_TEXT_LENGTH} characters`);
	const why = whyNotShown(words, DECORATION_TEXT_LENGTH);
	if (why === undefined) return words;
	report.oddity(path, `the text is not used: ${why}`);
	return undefined;
}

function textAt(
	text: string,
	[x, y]: Corner,
	{ angle, color, ofText, size }: Words & { readonly angle: number; readonly color: string | undefined },
): Decoration {
	const shown = ofText ?? color;
	return { kind: "text", x, y, text, ...(angle && { angle }), size, ...(shown && { color: shown }) };
}

function readColor(color: unknown, path: Path, report: Report): string | undefined {
	if (color === undefined || color === null || color === "") return undefined;
	if (typeof color === "string" && COLOR.test(color)) return color;
	report.oddity(path, "the color is not used: expected #rgb or #rrggbb");
	return undefined;
}

const numberIn = (value: unknown) => (typeof value === "number" && Number.isFinite(value) ? value : undefined);

function pointIn(value: unknown): Point | undefined {
	if (!isObject(value)) return undefined;
	const [x, y] = [numberIn(value["x"]), numberIn(value["y"])];
	return x === undefined || y === undefined ? undefined : { x, y };
}

/** Whether it is within what an event document takes. */
function isWithin(decoration: Decoration): boolean {
	const isPlace = (number: number) => Math.abs(number) <= MAX_LENGTH;
	if (decoration.kind === "area") {
		return decoration.corners.length <= MAX_DECORATION_CORNERS && decoration.corners.flat().every(isPlace);
	}
	const isLength = (number: number) => number >= MIN_LENGTH && number <= MAX_LENGTH;
	const lengths = decoration.kind === "ellipse" ? [decoration.width, decoration.height] : [];
	return isPlace(decoration.x) && isPlace(decoration.y) && lengths.every(isLength);
}
