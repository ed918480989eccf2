/** Reads the seats of a row of a pretix seating plan: their ids, labels, categories, positions, and their states. */
import { isObject, type JsonObject, type Path } from "../api/json.ts";
import { inNfc, whyNoLabel, whyNoReason, whyNoSeatId } from "../api/label.ts";
import { readLabel, readText } from "./read-label.ts";
import type { Report } from "./report.ts";
import type { Point } from "./row-positions.ts";

/** A seat that may still lack a label, or share it with another one. */
export interface ListedSeat {
	readonly path: Path;
	readonly id: string | undefined;
	readonly label: string | undefined;
	readonly category: string | undefined;
	/** Its place in the zone or, if the row has no position, in the row. */
	readonly point: Point | undefined;
	/** What an event document says of it besides, under the same names. */
	readonly fields: SeatFields;
}

export interface SeatFields {
	readonly accessible?: true;
	readonly status?: Status;
	readonly order?: string;
	readonly reason?: string;
	readonly expires?: number;
}

type Status = "sold" | "blocked" | "locked";

/** The fields that say more about a state. */
const DETAILS = { sold: ["order"], blocked: ["reason"], locked: ["expires"], available: [] } as const;

const STATUSES = new Set<unknown>(Object.keys(DETAILS));
const POSITION_FIELDS = new Set(["x", "y"]);
const SEAT_FIELDS = ["seat_number", "category", "position", "status", "blocked", "accessible", "wheelchair"];

/** By the name of the id and by status, so that no set is made for each seat. */
const USED_FIELDS = new Map(
	["seat_guid", "id"].flatMap((id) =>
		Object.entries(DETAILS).map(([status, details]) => [`${id} ${status}`, new Set([id, ...SEAT_FIELDS, ...details])]),
	),
);

/** @param corner the point from which the positions of the seats count. */
export function readSeats(
	seats: readonly unknown[],
	corner: Point | undefined,
	path: Path,
	report: Report,
): ListedSeat[] {
	return seats.flatMap((seat, index) => {
		const seatPath = [...path, index];
		if (!isObject(seat)) {
			report.mistake(seatPath, 'expected a seat: {"seat_number": …, "position": {"x": …, "y": …}}');
			return [];
		}
		// Plans that pretix did not make may have the word of an event document.
		const idName = (seat["seat_guid"] ?? "") === "" ? "id" : "seat_guid";
		const status = readStatus(seat, seatPath, report);
		report.unused(seat, USED_FIELDS.get(`${idName} ${status}`) ?? new Set(), seatPath);
		const isAccessible = ["accessible", "wheelchair"].map((name) => readMark(seat, name, seatPath, report));
		return [
			{
				path: seatPath,
				id: readId(seat[idName], [...seatPath, idName], report),
				label: readLabel(seat["seat_number"], [...seatPath, "seat_number"], report),
				category: readLabel(seat["category"], [...seatPath, "category"], report),
				point: pointOf(seat["position"], [...seatPath, "position"], report, corner),
				fields: {
					...(isAccessible.includes(true) && { accessible: true as const }),
					...(status !== "available" && { status, ...readDetails(seat, status, seatPath, report) }),
				},
			},
		];
	});
}

/** Ignores an invalid position: the plan can be sold without it. */
export function pointOf(
	position: unknown,
	path: Path,
	report: Report,
	corner: Point = { x: 0, y: 0 },
): Point | undefined {
	if (!isObject(position)) return undefined;
	report.unused(position, POSITION_FIELDS, path);
	const { x, y } = position;
	return Number.isFinite(x) && Number.isFinite(y) ? { x: corner.x + Number(x), y: corner.y + Number(y) } : undefined;
}

/** An id is never cut: two seats could become one. */
function readId(value: unknown, path: Path, report: Report): string | undefined {
	const text = readText(value, path, report);
	if (text === undefined) return undefined;
	const id = inNfc(text);
	const why = whyNoSeatId(id);
	if (why === undefined) return id;
	report.mistake(path, why);
	return undefined;
}

/** pretix itself says of a seat that it is blocked; plans of others have a status. */
function readStatus(seat: JsonObject, path: Path, report: Report): Status | "available" {
	const isBlocked = readMark(seat, "blocked", path, report);
	const written = seat["status"] ?? "";
	const status = written === "" ? "available" : written;
	if (!STATUSES.has(status)) {
		report.mistake([...path, "status"], "expected available, locked, sold or blocked");
		return "available";
	}
	if (isBlocked && status === "available") return "blocked";
	// After a refund or the end of the lock such a seat is on sale.
	if (isBlocked && status !== "blocked") report.unused({ blocked: true }, new Set(), path);
	return status as Status | "available";
}

function readMark(seat: JsonObject, name: string, path: Path, report: Report): boolean {
	const mark = seat[name] ?? false;
	if (typeof mark === "boolean") return mark;
	report.mistake([...path, name], "expected true or false");
	return false;
}

function readDetails(seat: JsonObject, status: Status, path: Path, report: Report) {
	const [name] = DETAILS[status];
	if (name === "expires") {
		const { expires } = seat;
		if (Number.isInteger(expires) && Number(expires) >= 0) return { expires: Number(expires) };
		report.mistake([...path, name], "a locked seat needs the epoch second at which its lock ends");
		return {};
	}
	const text = readText(seat[name], [...path, name], report);
	if (text === undefined) return {};
	const why = name === "order" ? whyNoLabel(text) : whyNoReason(text);
	if (why !== undefined) report.mistake([...path, name], why);
	return { [name]: text };
}
