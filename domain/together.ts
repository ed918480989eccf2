/**
 * Finds seats side by side (contract §5): next to each other in plan order with no gap between, and of one category.
 * Front rows come before back rows, and the middle of a row before its ends. A party leaves a single seat alone only if
 * there is no other place, or it kept losing the others. It takes accessible seats it did not ask for only when nothing
 * else is left.
 *
 * The work is a few steps for each seat of the house, whatever is taken (I12), so it scans arrays of numbers and makes
 * objects only for the places it returns.
 */
import type { PlanRow, SectionPlan } from "./plan.ts";
import { AVAILABLE, type SectionView } from "./reading.ts";
import type { Seat } from "./seat.ts";

export interface Party {
	readonly num: number;
	/** With at least one accessible seat, with none, or, unless given, with accessible seats only when nothing else is left. */
	readonly accessible?: boolean | undefined;
	/** Only seats of these categories, `""` for those without one; of any unless given. */
	readonly categories?: readonly string[] | undefined;
}

/** The best seats for the party, or the largest number side by side. */
export type Together =
	| { readonly found: true; readonly seats: readonly Seat[] }
	| { readonly found: false; readonly largest: number };

/** Places for a party, best first. */
export interface Choices {
	readonly length: number;
	/** How many of them are in the front rows: those that have room for a twentieth of all such parties. */
	readonly nearFront: number;
	readonly seatsAt: (index: number) => readonly Seat[] | undefined;
}

/** Rows, counted from the front over all sections; `to` is the first one behind them. */
export interface Rows {
	readonly from: number;
	readonly to: number;
}

/**
 * Searches a few rows at a time. Each place it returns leaves no more single seats alone, and misuses no more
 * accessible ones, than the best in the house.
 */
export interface RowByRow {
	/** Where rows begin with room for a couple, and how many have room for the party from this row on. */
	readonly front: (from: number) => Front;
	/** The best seats for the party in these rows, so that many fit. @param sections as they are now, if other parties have taken places. */
	readonly bestIn: (rows: Rows, sections?: readonly SectionView[]) => readonly Seat[] | undefined;
}

/** Where the front is now. */
export interface Front {
	/**
	 * The first row with room for a couple: measured for couples, so that a large party does not send them to the back.
	 */
	readonly first: number;
	/** The share of rows, 0 to 1, with room for the party, judged by the next twenty that have it. */
	readonly share: number;
	/** The number of rows of all sections. */
	readonly end: number;
}

/** Seats of a row without a gap between them and of one category, taken or not. */
interface Stretch {
	readonly row: PlanRow;
	/** The number of its row in the section. */
	readonly depth: number;
	readonly category: string;
	/** Its first seat: in plan order of the section, and among the places of its row. */
	readonly first: number;
	readonly place: number;
	length: number;
}

/** A section prepared for this search; a plan never changes, so it is prepared once. */
interface Layout {
	readonly stretches: readonly Stretch[];
	/** How many accessible seats come before each seat in plan order, and before the end. */
	readonly accessible: Uint32Array;
}

/** A longest run of available seats in a stretch. */
interface Run {
	readonly view: SectionView;
	readonly layout: Layout;
	readonly stretch: Stretch;
	/** The number of its row, counted from the front over all sections. */
	readonly depth: number;
	/** Its first seat, in plan order of the section. */
	readonly first: number;
	readonly length: number;
}

/** Seats of a run that a party could have. */
interface Spot {
	readonly run: Run;
	readonly start: number;
	/** Accessible seats it would take from people who need them. */
	readonly misused: number;
	/** Whether it would leave a single seat alone. */
	readonly hasOrphans: boolean;
	/** Twice the distance from its middle to the middle of the row, in places with gaps counted: a whole number. */
	readonly offCentre: number;
}

const layouts = new WeakMap<SectionPlan, Layout>();

/** The best spot for the party. The sections are in order, the nearest to the front first. */
export function bestTogether(sections: readonly SectionView[], party: Party): Together {
	const { best, largest } = search(sections, party);
	return best ? { found: true, seats: seatsIn(best, party.num) } : { found: false, largest };
}

/** Looks for a party in a few rows at a time; `undefined` if there is no place for it in the house. */
export function rowByRow(sections: readonly SectionView[], party: Party): RowByRow | undefined {
	const { best } = search(sections, party);
	if (best === undefined) return undefined;
	const isAsGood = (spot: Spot) => spot.misused === best.misused && spot.hasOrphans === best.hasOrphans;
	const end = sections.reduce((sum, { plan }) => sum + plan.rows.length, 0);
	return {
		front: (from) => ({
			first: firstWithRoom(sections, COUPLE),
			share: shareFrom(from, sections, party, isAsGood),
			end,
		}),
		bestIn: (rows, current = sections) => {
			const found = bestLaidOut(current, party, rows, isAsGood) ?? search(current, party, rows).best;
			return found && isAsGood(found) ? seatsIn(found, party.num) : undefined;
		},
	};
}

/**
 * The best of the spots that runs are laid out in. If each party took the middle of what is left, rows would be cut so that
 * fewer parties fit (ADR 006).
 */
function bestLaidOut(
	sections: readonly SectionView[],
	party: Party,
	rows: Rows,
	isAsGood: (spot: Spot) => boolean,
): Spot | undefined {
	let best: Spot | undefined;
	const visit = (run: Run) => {
		for (const spot of layOut(run, party)) {
			if (isAsGood(spot) && (best === undefined || compare(spot, best) < 0)) best = spot;
		}
		return undefined;
	};
	eachRun(sections, party, visit, rows);
	return best;
}

const COUPLE: Party = { num: 2 };

function firstWithRoom(sections: readonly SectionView[], party: Party): number {
	let first = 0;
	eachRun(sections, party, ({ depth }) => {
		first = depth;
		return "enough";
	});
	return first;
}

function shareFrom(
	from: number,
	sections: readonly SectionView[],
	party: Party,
	isAsGood: (spot: Spot) => boolean,
): number {
	let first: number | undefined;
	let last = -1;
	let withRoom = 0;
	const visit = (run: Run) => {
		const { depth } = run;
		if (depth === last || !hasSpot(run, party, isAsGood)) return undefined;
		first ??= depth;
		last = depth;
		withRoom += 1;
		return withRoom === ROWS_TO_JUDGE_BY ? "enough" : undefined;
	};
	eachRun(sections, party, visit, { ...ALL_ROWS, from });
	return first === undefined ? 0 : withRoom / (last - first + 1);
}

function hasSpot(run: Run, party: Party, isWanted: (spot: Spot) => boolean): boolean {
	for (let start = 0; start + party.num <= run.length; start++) {
		const spot = spotAt(run, start, party);
		if (spot && isWanted(spot)) return true;
	}
	return false;
}

/** How many of the rows have room is judged by this many that have. */
const ROWS_TO_JUDGE_BY = 20;

interface Searching {
	readonly whole: readonly SectionView[];
	readonly mayLeaveOrphans: boolean;
}

/**
 * Near-equal places for many parties of this kind at once, best first and no more than `most`. No two share a seat:
 * each run is laid out so that as many parties as possible fit. All of them spare as much as the best spot does, so
 * places that leave a single seat alone, or take accessible seats, appear only when there are no others.
 * @param whole the sections before other parties began to take places, if they have: the end of the front is measured
 * on these, so that it does not move back with each party.
 * @param mayLeaveOrphans whether places that leave a single seat alone appear though there are others.
 */
export function choicesTogether(
	sections: readonly SectionView[],
	party: Party,
	most: number,
	{ whole = sections, mayLeaveOrphans = false }: Partial<Searching> = {},
): Choices {
	const { best } = search(sections, party);
	if (best === undefined) return { length: 0, nearFront: 0, seatsAt: () => undefined };
	const spares = (spot: Spot) =>
		spot.misused === best.misused && (mayLeaveOrphans || spot.hasOrphans === best.hasOrphans);
	const laidOut = frontmost(sections, party, most, (run) => layOut(run, party).filter(spares));
	// The fullest layouts may all spare less than the best spot. Then take every spot that spares as much, wherever it is.
	const spots =
		laidOut.length > 0
			? laidOut
			: frontmost(sections, party, most, (run) => apart(spotsOf(run, party).filter(spares), party));
	return {
		length: spots.length,
		nearFront: countNearFront(spots, whole, party),
		seatsAt: (index) => {
			const spot = spots[index];
			return spot && seatsIn(spot, party.num);
		},
	};
}

/** The front is the rows with room for this share of all such parties. */
const FRONT_SHARE = 1 / 20;

function countNearFront(spots: readonly Spot[], whole: readonly SectionView[], party: Party): number {
	const roomByDepth: number[] = [];
	eachRun(whole, party, ({ depth, length }) => {
		roomByDepth[depth] = (roomByDepth[depth] ?? 0) + Math.floor(length / party.num);
		return undefined;
	});
	const most = Math.ceil(roomByDepth.reduce((sum, room) => sum + room, 0) * FRONT_SHARE);
	let last = 0;
	for (let room = roomByDepth[0] ?? 0; room < most; room += roomByDepth[last] ?? 0) last += 1;
	const behind = spots.findIndex(({ run }) => run.depth > last);
	// In a small house the last front row may hold most places, so cap by the share too.
	return Math.min(behind < 0 ? spots.length : behind, most);
}

/** The longest run of available seats in these sections, for a party of any kind. */
export function largestTogether(sections: readonly SectionView[]): number {
	let largest = 0;
	eachRun(sections, { num: 1 }, (run) => {
		largest = Math.max(largest, run.length);
		return undefined;
	});
	return largest;
}

/** The best spot, and without one the most seats side by side that such a party could have. */
function search(
	sections: readonly SectionView[],
	party: Party,
	rows = ALL_ROWS,
): { readonly best: Spot | undefined; readonly largest: number } {
	let best: Spot | undefined;
	let largest = 0;
	const visit = (run: Run) => {
		// Rows come from the front, so nothing better follows a spot that spares everything, except in its own row.
		if (best && best.misused === 0 && !best.hasOrphans && run.depth > best.run.depth) return "enough";
		if (run.length > largest) largest = Math.max(largest, usableLength(run, party));
		for (let start = 0; start + party.num <= run.length; start++) {
			const spot = spotAt(run, start, party);
			if (spot && (best === undefined || compare(spot, best) < 0)) best = spot;
		}
		return undefined;
	};
	eachRun(sections, { ...party, num: 1 }, visit, rows);
	return { best, largest };
}

/** How many seats of the run a party of this kind could have, were it of that size. */
function usableLength({ layout, first, length }: Run, { accessible }: Party): number {
	const marked = accessibleIn(layout, first, length);
	if (accessible) return marked > 0 ? length : 0;
	if (accessible === undefined || marked === 0) return length;
	let longest = 0;
	let since = 0;
	for (let seat = first; seat < first + length; seat++) {
		since = accessibleIn(layout, seat, 1) > 0 ? 0 : since + 1;
		longest = Math.max(longest, since);
	}
	return longest;
}

function accessibleIn({ accessible }: Layout, first: number, length: number): number {
	return (accessible[first + length] ?? 0) - (accessible[first] ?? 0);
}

/** The spots of each row that `choose` finds in its runs, the nearest to the middle of the row first, up to `most`. */
function frontmost(
	sections: readonly SectionView[],
	party: Party,
	most: number,
	choose: (run: Run) => readonly Spot[],
): Spot[] {
	const chosen: Spot[] = [];
	let ofRow: Run[] = [];
	const endRow = () => {
		for (const spot of nearestToMiddle(ofRow, most, choose)) chosen.push(spot);
		ofRow = [];
	};
	eachRun(sections, party, (run) => {
		if (ofRow[0] && run.depth !== ofRow[0].depth) endRow();
		if (chosen.length >= most) return "enough";
		ofRow.push(run);
		return undefined;
	});
	endRow();
	return chosen.slice(0, most);
}

/** The spots of a row, at least the `most` nearest to its middle if there are more: a row may have as many as the house. */
function nearestToMiddle(runs: Run[], most: number, choose: (run: Run) => readonly Spot[]): Spot[] {
	const inOrder = (one: Spot, other: Spot) => one.offCentre - other.offCentre || one.run.first - other.run.first;
	const spots: Spot[] = [];
	let farthest = Number.POSITIVE_INFINITY;
	for (const run of runs.sort((one, other) => fromMiddle(one) - fromMiddle(other))) {
		if (fromMiddle(run) > farthest) break;
		for (const spot of choose(run)) spots.push(spot);
		if (spots.length >= most && farthest === Number.POSITIVE_INFINITY) {
			farthest = spots.sort(inOrder)[most - 1]?.offCentre ?? farthest;
		}
	}
	return spots.sort(inOrder);
}

/** Twice the places between the run and the middle of its row; at most 0 if the middle is in it. No spot is nearer. */
const fromMiddle = (run: Run) => Math.abs(2 * placeOf(run) + run.length - run.stretch.row.places.length) - run.length;

const ALL_ROWS: Rows = { from: 0, to: Number.POSITIVE_INFINITY };

/** Calls `visit` with each run of at least `num` available seats, from the front, until it returns "enough". */
function eachRun(
	sections: readonly SectionView[],
	{ num, categories }: Party,
	visit: (run: Run) => "enough" | undefined,
	{ from, to } = ALL_ROWS,
): void {
	const wanted = categories && new Set(categories);
	let depthBefore = 0;
	for (const view of sections) {
		const { plan, statuses } = view;
		if (depthBefore >= to) return;
		// Skip the section unprepared, so that a search in a few rows does not cost a pass over the house.
		if (depthBefore + plan.rows.length <= from) {
			depthBefore += plan.rows.length;
			continue;
		}
		const layout = layoutOf(plan);
		for (const stretch of layout.stretches) {
			if (depthBefore + stretch.depth < from || depthBefore + stretch.depth >= to) continue;
			if (stretch.length < num || (wanted && !wanted.has(stretch.category))) continue;
			const end = stretch.first + stretch.length;
			let first = stretch.first;
			for (let seat = first; seat <= end; seat++) {
				if (seat < end && statuses[seat] === AVAILABLE) continue;
				const length = seat - first;
				if (length >= num) {
					const depth = depthBefore + stretch.depth;
					if (visit({ view, layout, stretch, depth, first, length }) === "enough") return;
				}
				first = seat + 1;
			}
		}
		depthBefore += plan.rows.length;
	}
}

function layoutOf(plan: SectionPlan): Layout {
	const known = layouts.get(plan);
	if (known) return known;
	const stretches: Stretch[] = [];
	const accessible = new Uint32Array(plan.seats.size + 1);
	let seat = 0;
	for (const [depth, row] of plan.rows.entries()) {
		let current: Stretch | undefined;
		for (const [place, one] of row.places.entries()) {
			if (one === null) {
				current = undefined;
				continue;
			}
			const { category = "" } = one;
			if (current?.category !== category) {
				current = { row, depth, category, first: seat, place, length: 0 };
				stretches.push(current);
			}
			current.length += 1;
			accessible[seat + 1] = (accessible[seat] ?? 0) + Number(one.accessible);
			seat += 1;
		}
	}
	const layout = { stretches, accessible };
	layouts.set(plan, layout);
	return layout;
}

/** Of the spots of one run, in order, those that share no seat with the one before. */
function apart(spots: readonly Spot[], { num }: Party): Spot[] {
	let end = 0;
	return spots.filter(({ start }) => {
		if (start < end) return false;
		end = start + num;
		return true;
	});
}

/** Every spot of the run that the party could have. */
function spotsOf(run: Run, party: Party): Spot[] {
	const spots: Spot[] = [];
	for (let start = 0; start + party.num <= run.length; start++) {
		const spot = spotAt(run, start, party);
		if (spot) spots.push(spot);
	}
	return spots;
}

/** `undefined` if the party needs an accessible seat and this spot has none, or wants none and it has one. */
function spotAt(run: Run, start: number, { num, accessible }: Party): Spot | undefined {
	const { layout, stretch, first, length } = run;
	const marked = accessibleIn(layout, first + start, num);
	if (accessible === (marked === 0)) return undefined;
	const place = placeOf(run) + start;
	return {
		run,
		start,
		misused: accessible ? marked - 1 : marked,
		hasOrphans: start === 1 || length - start - num === 1,
		offCentre: Math.abs(2 * place + num - stretch.row.places.length),
	};
}

/**
 * Better first. Sparing accessible seats and single seats outweighs the row; the row outweighs the middle. Of two equal
 * spots the left one is taken, because it is found first.
 */
function compare(one: Spot, other: Spot): number {
	return (
		one.misused - other.misused ||
		Number(one.hasOrphans) - Number(other.hasOrphans) ||
		one.run.depth - other.run.depth ||
		one.offCentre - other.offCentre
	);
}

/**
 * Spots next to one another, as near the middle of the row as the run allows. Seats that fill no spot are left at the
 * ends of the run, and a single seat only if the other end has none to join. Of a very long run, only the spots nearest to
 * the middle of the row: more than anybody draws among.
 */
function layOut(run: Run, party: Party): readonly Spot[] {
	const { num } = party;
	const spots = Math.floor(run.length / num);
	const spare = run.length - spots * num;
	const middle = Math.round((run.stretch.row.places.length / 2 - placeOf(run)) / num);
	const from = Math.max(0, Math.min(middle - MOST_IN_RUN / 2, spots - MOST_IN_RUN));
	const to = Math.min(spots, from + MOST_IN_RUN);
	let best: readonly Spot[] = [];
	for (let first = 0; first <= spare; first++) {
		const layout: Spot[] = [];
		for (let index = from; index < to; index++) {
			const spot = spotAt(run, first + index * num, party);
			if (spot) layout.push(spot);
		}
		if (first === 0 || compareLayouts(layout, best) < 0) best = layout;
	}
	return best;
}

/** An even number. */
const MOST_IN_RUN = 6_400;

/** The first seat of the run, among the places of its row. */
const placeOf = ({ stretch, first }: Run) => stretch.place + first - stretch.first;

/** Better first: the most parties, then what it spares, then how near the middle its best spot is. */
function compareLayouts(one: readonly Spot[], other: readonly Spot[]): number {
	const sum = (layout: readonly Spot[], costOf: (spot: Spot) => number) =>
		layout.reduce((total, spot) => total + costOf(spot), 0);
	// Not Math.min(...): a row may have more spots than a call takes arguments.
	const offCentre = (layout: readonly Spot[]) =>
		layout.reduce((least, spot) => Math.min(least, spot.offCentre), Number.MAX_SAFE_INTEGER);
	return (
		other.length - one.length ||
		sum(one, ({ misused }) => misused) - sum(other, ({ misused }) => misused) ||
		sum(one, orphansOf) - sum(other, orphansOf) ||
		offCentre(one) - offCentre(other)
	);
}

const orphansOf = ({ hasOrphans }: Spot) => Number(hasOrphans);

function seatsIn({ run, start }: Spot, num: number): Seat[] {
	const { view, stretch } = run;
	const place = placeOf(run) + start;
	return stretch.row.places
		.slice(place, place + num)
		.flatMap((seat) => (seat ? [{ section: view.plan.section, row: stretch.row.row, seat: seat.seat }] : []));
}
