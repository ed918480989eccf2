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
	const sparing: Sparing = best;
	const end = sections.reduce((sum, { plan }) => sum + plan.rows.length, 0);
	return {
		front: (from) => ({
			first: firstWithRoom(sections, COUPLE),
			share: shareFrom(from, sections, party, sparing),
			end,
		}),
		bestIn: (rows, current = sections) => {
			const found = bestLaidOut(current, party, rows, sparing) ?? search(current, party, rows).best;
			return found && isAsGood(found) ? seatsIn(found, party.num) : undefined;
		},
	};
}

/**
 * The best of the spots that runs are laid out in. If each party took the middle of what is left, rows would be cut so that
 * fewer parties fit (ADR 006).
 */
function bestLaidOut(sections: readonly SectionView[], party: Party, rows: Rows, sparing: Sparing): Spot | undefined {
	let best: Spot | undefined;
	const visit = (run: Run) => {
		best = bestOf(run, party, best, { spots: layoutOf(run, party), sparing });
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

function shareFrom(from: number, sections: readonly SectionView[], party: Party, sparing: Sparing): number {
	let first: number | undefined;
	let last = -1;
	let withRoom = 0;
	const visit = (run: Run) => {
		const { depth } = run;
		if (depth === last || !hasSpot(run, party, sparing)) return undefined;
		first ??= depth;
		last = depth;
		withRoom += 1;
		return withRoom === ROWS_TO_JUDGE_BY ? "enough" : undefined;
	};
	eachRun(sections, party, visit, { ...ALL_ROWS, from });
	return first === undefined ? 0 : withRoom / (last - first + 1);
}

function hasSpot(run: Run, party: Party, sparing: Sparing): boolean {
	for (let start = 0; start + party.num <= run.length; start++) {
		const isSparing = misusedAt(run, start, party) === sparing.misused;
		if (isSparing && sparesOrphans(leavesOrphan(run, start, party), sparing)) return true;
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
	const { misused, hasOrphans } = best;
	const sparing: Sparing = mayLeaveOrphans ? { misused } : { misused, hasOrphans };
	const laidOut = frontmost(sections, party, most, (run) => spotsOf(run, party, layoutOf(run, party), sparing));
	// The fullest layouts may all spare less than the best spot. Then take every spot that spares as much, wherever it is.
	const spots =
		laidOut.length > 0
			? laidOut
			: frontmost(sections, party, most, (run) => apart(spotsOf(run, party, EVERY_SPOT, sparing), party));
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
		best = bestOf(run, party, best);
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
function nearestToMiddle(runs: readonly Run[], most: number, choose: (run: Run) => readonly Spot[]): Spot[] {
	const inOrder = (one: Spot, other: Spot) => one.offCentre - other.offCentre || one.run.first - other.run.first;
	const spots: Spot[] = [];
	let farthest = Number.POSITIVE_INFINITY;
	for (const run of fromMiddleOutwards(runs)) {
		if (fromMiddle(run) > farthest) break;
		for (const spot of choose(run)) spots.push(spot);
		if (spots.length >= most && farthest === Number.POSITIVE_INFINITY) {
			farthest = spots.sort(inOrder)[most - 1]?.offCentre ?? farthest;
		}
	}
	return spots.sort(inOrder);
}

/** The runs of a row, which are in its order, the nearest to its middle first. There may be too many to sort them. */
function* fromMiddleOutwards(runs: readonly Run[]): Generator<Run> {
	const found = runs.findIndex((run) => 2 * placeOf(run) + run.length >= run.stretch.row.places.length);
	let right = found < 0 ? runs.length : found;
	let left = right - 1;
	for (;;) {
		const [before, behind] = [runs[left], runs[right]];
		const isLeft = before && (behind === undefined || fromMiddle(before) <= fromMiddle(behind));
		const next = isLeft ? before : behind;
		if (next === undefined) return;
		yield next;
		if (isLeft) left -= 1;
		else right += 1;
	}
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
		const layout = preparedFor(plan);
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

function preparedFor(plan: SectionPlan): Layout {
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

/** What a spot must spare. */
interface Sparing {
	readonly misused: number;
	/** Either, unless given. */
	readonly hasOrphans?: boolean;
}

/** Spots of a run, `step` seats apart from `first` on. */
interface Spots {
	readonly first: number;
	readonly step: number;
	readonly from: number;
	readonly to: number;
}

const EVERY_SPOT: Spots = { first: 0, step: 1, from: 0, to: Number.POSITIVE_INFINITY };

/** Those of these spots that the party could have, and that spare as much. */
function spotsOf(run: Run, party: Party, { first, step, from, to }: Spots, sparing: Sparing): Spot[] {
	const spots: Spot[] = [];
	for (let index = from; index < to; index++) {
		const start = first + index * step;
		if (start + party.num > run.length) break;
		const misused = misusedAt(run, start, party);
		if (misused === undefined || misused !== sparing.misused) continue;
		const spot = spotAt(run, start, party, misused);
		if (sparesOrphans(spot.hasOrphans, sparing)) spots.push(spot);
	}
	return spots;
}

const sparesOrphans = (hasOrphans: boolean, sparing: Sparing): boolean =>
	sparing.hasOrphans === undefined || sparing.hasOrphans === hasOrphans;

/**
 * The best of these spots of the run, or the one that was best before. Nobody gets most of the spots that it looks at, so it
 * makes no objects of them.
 */
function bestOf(run: Run, party: Party, before: Spot | undefined, only?: Only): Spot | undefined {
	const { first, step, from, to } = only?.spots ?? EVERY_SPOT;
	const depth = before?.run.depth ?? Number.POSITIVE_INFINITY;
	let misused = before?.misused ?? Number.POSITIVE_INFINITY;
	let orphans = Number(before?.hasOrphans ?? true);
	let offCentre = before?.offCentre ?? Number.POSITIVE_INFINITY;
	let best = -1;
	for (let index = from; index < to; index++) {
		const start = first + index * step;
		if (start + party.num > run.length) break;
		const misuses = misusedAt(run, start, party);
		if (misuses === undefined || misuses > misused) continue;
		const hasOrphans = leavesOrphan(run, start, party);
		if (only && (misuses !== only.sparing.misused || !sparesOrphans(hasOrphans, only.sparing))) continue;
		const leaves = Number(hasOrphans);
		if (misuses === misused && leaves > orphans) continue;
		const off = offCentreAt(run, start, party);
		if (misuses === misused && leaves === orphans) {
			// Rows come from the front, so what was found before is in this row or in front of it.
			if ((best < 0 && run.depth > depth) || off >= offCentre) continue;
		}
		misused = misuses;
		orphans = leaves;
		offCentre = off;
		best = start;
	}
	return best < 0 ? before : spotAt(run, best, party, misused);
}

/** Which spots of a run count. */
interface Only {
	readonly spots: Spots;
	readonly sparing: Sparing;
}

/**
 * The accessible seats that a spot takes from people who need them; `undefined` if the party needs one and it has none, or
 * wants none and it has one.
 */
function misusedAt({ layout, first }: Run, start: number, { num, accessible }: Party): number | undefined {
	const marked = accessibleIn(layout, first + start, num);
	if (accessible === (marked === 0)) return undefined;
	return accessible ? marked - 1 : marked;
}

const leavesOrphan = ({ length }: Run, start: number, { num }: Party): boolean =>
	start === 1 || length - start - num === 1;

const offCentreAt = (run: Run, start: number, { num }: Party): number =>
	Math.abs(2 * (placeOf(run) + start) + num - run.stretch.row.places.length);

/** A spot that the party could have. */
function spotAt(run: Run, start: number, party: Party, misused: number): Spot {
	return {
		run,
		start,
		misused,
		hasOrphans: leavesOrphan(run, start, party),
		offCentre: offCentreAt(run, start, party),
	};
}

/**
 * Spots next to one another, as near the middle of the row as the run allows. Seats that fill no spot are left at the
 * ends of the run, and a single seat only if the other end has none to join. Of a very long run, only the spots nearest to
 * the middle of the row: more than anybody draws among.
 */
function layoutOf(run: Run, party: Party): Spots {
	const { num } = party;
	const spots = Math.floor(run.length / num);
	const spare = run.length - spots * num;
	const middle = Math.round((run.stretch.row.places.length / 2 - placeOf(run)) / num);
	const from = Math.max(0, Math.min(middle - MOST_IN_RUN / 2, spots - MOST_IN_RUN));
	const to = Math.min(spots, from + MOST_IN_RUN);
	const layout: Spots = { first: 0, step: num, from, to };
	if (spare === 0) return layout;
	let [best, worth] = [0, worthOf(run, party, layout, 0)];
	for (let first = 1; first <= spare; first++) {
		const other = worthOf(run, party, layout, first);
		if (isWorthMore(other, worth)) [best, worth] = [first, other];
	}
	return { ...layout, first: best };
}

/** An even number. */
const MOST_IN_RUN = 6_400;

/** The first seat of the run, among the places of its row. */
const placeOf = ({ stretch, first }: Run) => stretch.place + first - stretch.first;

/** What a layout is worth to a party. */
interface Worth {
	/** How many such parties it has room for. */
	readonly parties: number;
	readonly misused: number;
	readonly orphans: number;
	/** Of the spot that is nearest to the middle. */
	readonly offCentre: number;
}

function worthOf(run: Run, party: Party, { step, from, to }: Spots, first: number): Worth {
	let [parties, misused, orphans, offCentre] = [0, 0, 0, Number.POSITIVE_INFINITY];
	for (let index = from; index < to; index++) {
		const start = first + index * step;
		const misuses = misusedAt(run, start, party);
		if (misuses === undefined) continue;
		parties += 1;
		misused += misuses;
		orphans += Number(leavesOrphan(run, start, party));
		offCentre = Math.min(offCentre, offCentreAt(run, start, party));
	}
	return { parties, misused, orphans, offCentre };
}

/** The most parties, then what it spares, then how near the middle its best spot is. */
function isWorthMore(one: Worth, other: Worth): boolean {
	if (one.parties !== other.parties) return one.parties > other.parties;
	if (one.misused !== other.misused) return one.misused < other.misused;
	if (one.orphans !== other.orphans) return one.orphans < other.orphans;
	return one.offCentre < other.offCentre;
}

function seatsIn({ run, start }: Spot, num: number): Seat[] {
	const { view, stretch } = run;
	const place = placeOf(run) + start;
	return stretch.row.places
		.slice(place, place + num)
		.flatMap((seat) => (seat ? [{ section: view.plan.section, row: stretch.row.row, seat: seat.seat }] : []));
}
