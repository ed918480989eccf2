/**
 * Finds seats side by side (contract §5): next to each other in plan order with no gap between. Front rows come before
 * back rows, and the middle of a row before its ends. Only where nothing else is left does a party leave a single seat
 * alone, or take an accessible seat it did not ask for.
 */
import type { PlanSeat, SectionPlan } from "./plan.ts";
import type { Seat } from "./seat.ts";
import type { TakenStateOf } from "./taken-state.ts";

/** A party of `num` people; one that asks for an accessible place gets at least one. */
export interface Party {
	readonly num: number;
	readonly accessible: boolean;
}

/** The best seats for the party, or the largest number side by side. */
export type Together =
	| { readonly found: true; readonly seats: readonly Seat[] }
	| { readonly found: false; readonly largest: number };

/** A longest run of available seats side by side in one row. */
interface Run {
	/** The number of its row, counted from the front over all sections. */
	readonly depth: number;
	readonly section: string;
	readonly row: string;
	readonly seats: readonly PlanSeat[];
	/** Twice the distance from its first seat to the middle of the row, in places with gaps counted: a whole number. */
	readonly offset: number;
}

/** Seats of a run that a party could have. */
interface Spot {
	readonly run: Run;
	readonly start: number;
	/** Accessible seats it would take from people who need them. */
	readonly misused: number;
	/** Single seats it would leave alone. */
	readonly orphans: number;
	/** Twice the distance from its middle to the middle of the row. */
	readonly offCentre: number;
}

/** The best spot for the party. The sections are in order, the nearest to the front first. */
export function bestTogether(sections: readonly SectionPlan[], takenStateOf: TakenStateOf, party: Party): Together {
	const runs = runsOf(sections, takenStateOf);
	const best = bestSpot(runs, party);
	if (best !== undefined) return { found: true, seats: seatsIn(best, party.num) };
	return { found: false, largest: longest(runs.filter((run) => !party.accessible || hasAccessible(run))) };
}

/**
 * Near-equal spots for many parties of this kind at once, best first. No two share a seat: each run is laid out so that
 * as many parties as possible fit. All of them spare as much as the best spot does, so spots that leave a single seat
 * alone, or take accessible seats, appear only when there are no others.
 */
export function choicesTogether(
	sections: readonly SectionPlan[],
	takenStateOf: TakenStateOf,
	party: Party,
): readonly Seat[][] {
	const runs = runsOf(sections, takenStateOf);
	const best = bestSpot(runs, party);
	if (best === undefined) return [];
	const spares = (spot: Spot) => spot.misused === best.misused && hasOrphans(spot) === hasOrphans(best);
	const laidOut = runs.flatMap((run) => layOut(run, party)).filter(spares);
	// The fullest layouts may all spare less than the best spot. Then take every spot that spares as much, wherever it is.
	const spots = laidOut.length > 0 ? laidOut : runs.flatMap((run) => apart(spotsOf(run, party).filter(spares), party));
	return spots.toSorted(compare).map((spot) => seatsIn(spot, party.num));
}

/** The longest run of available seats in these sections. */
export function largestTogether(sections: readonly SectionPlan[], takenStateOf: TakenStateOf): number {
	return longest(runsOf(sections, takenStateOf));
}

const longest = (runs: readonly Run[]) => runs.reduce((most, { seats }) => Math.max(most, seats.length), 0);

const hasAccessible = ({ seats }: Run) => seats.some(({ accessible }) => accessible);

/** Every run of every row. */
function runsOf(sections: readonly SectionPlan[], takenStateOf: TakenStateOf): Run[] {
	const runs: Run[] = [];
	let depth = 0;
	for (const { section, rows } of sections) {
		for (const { row, places } of rows) {
			depth += 1;
			let seats: PlanSeat[] = [];
			const end = (place: number) => {
				const offset = 2 * (place - seats.length) - (places.length - 1);
				if (seats.length > 0) runs.push({ depth, section, row, seats, offset });
				seats = [];
			};
			for (const [index, place] of places.entries()) {
				if (place === null || takenStateOf({ section, row, seat: place.seat })) end(index);
				else seats.push(place);
			}
			end(places.length);
		}
	}
	return runs;
}

function bestSpot(runs: readonly Run[], party: Party): Spot | undefined {
	let best: Spot | undefined;
	for (const run of runs) {
		for (const spot of spotsOf(run, party)) {
			if (best === undefined || compare(spot, best) < 0) best = spot;
		}
	}
	return best;
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
	const starts = Array.from({ length: Math.max(0, run.seats.length - party.num + 1) }, (_, start) => start);
	return starts.flatMap((start) => spotAt(run, start, party) ?? []);
}

/** `undefined` if the party needs an accessible seat and this spot has none. */
function spotAt(run: Run, start: number, { num, accessible }: Party): Spot | undefined {
	const accessibleSeats = run.seats.slice(start, start + num).filter((seat) => seat.accessible).length;
	if (accessible && accessibleSeats === 0) return undefined;
	const after = run.seats.length - start - num;
	return {
		run,
		start,
		misused: accessible ? accessibleSeats - 1 : accessibleSeats,
		orphans: Number(start === 1) + Number(after === 1),
		offCentre: Math.abs(run.offset + 2 * start + num - 1),
	};
}

const hasOrphans = ({ orphans }: Spot) => orphans > 0;

/**
 * Better first. Sparing accessible seats and single seats outweighs the row; the row outweighs the middle. Of two equal
 * spots the left one is taken, because spots are made in that order and the sort is stable.
 */
function compare(one: Spot, other: Spot): number {
	return (
		one.misused - other.misused ||
		Number(hasOrphans(one)) - Number(hasOrphans(other)) ||
		one.run.depth - other.run.depth ||
		one.offCentre - other.offCentre
	);
}

/**
 * Spots next to one another, as near the middle of the row as the run allows. Seats that fill no spot are left at the
 * ends of the run, and a single seat only if the other end has none to join.
 */
function layOut(run: Run, party: Party): Spot[] {
	const { num } = party;
	const spots = Math.floor(run.seats.length / num);
	const spare = run.seats.length - spots * num;
	const layouts = Array.from({ length: spare + 1 }, (_, first) =>
		Array.from({ length: spots }, (_, index) => spotAt(run, first + index * num, party) ?? []).flat(),
	);
	return layouts.toSorted(compareLayouts)[0] ?? [];
}

/** Better first: the most parties, then what it spares, then how near the middle its best spot is. */
function compareLayouts(one: readonly Spot[], other: readonly Spot[]): number {
	const sum = (layout: readonly Spot[], cost: "misused" | "orphans") =>
		layout.reduce((total, spot) => total + spot[cost], 0);
	// Not Math.min(...): a row may have more spots than a call takes arguments.
	const offCentre = (layout: readonly Spot[]) =>
		layout.reduce((least, spot) => Math.min(least, spot.offCentre), Number.MAX_SAFE_INTEGER);
	return (
		other.length - one.length ||
		sum(one, "misused") - sum(other, "misused") ||
		sum(one, "orphans") - sum(other, "orphans") ||
		offCentre(one) - offCentre(other)
	);
}

function seatsIn({ run, start }: Spot, num: number): Seat[] {
	const { section, row, seats } = run;
	return seats.slice(start, start + num).map(({ seat }) => ({ section, row, seat }));
}
