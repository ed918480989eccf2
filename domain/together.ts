/**
 * Finds seats side by side (contract §5): next to each other in the plan's order with no gap between. The front rows
 * come first, the middle of a row before its ends; a single seat is left alone, and a wheelchair place given to
 * someone who does not ask for one, only where nothing else is left.
 */
import type { PlanSeat, SectionPlan } from "./plan.ts";
import type { Seat } from "./seat.ts";
import type { TakenStateOf } from "./taken-state.ts";

/** A party of `num` people; one that asks for an accessible place gets at least one. */
export interface Party {
	readonly num: number;
	readonly accessible: boolean;
}

/** The best seats for the party, or how many there are side by side at the most. */
export type Together =
	| { readonly found: true; readonly seats: readonly Seat[] }
	| { readonly found: false; readonly largest: number };

/** Available seats of one row side by side, as long as it goes. */
interface Run {
	/** Counts sections and rows from the front. */
	readonly depth: number;
	readonly section: string;
	readonly row: string;
	readonly seats: readonly PlanSeat[];
	/** Twice the distance of its first seat from the middle of the row, in places: a whole number, gaps counted. */
	readonly offset: number;
}

/** Seats of a run that a party could have. */
interface Spot {
	readonly run: Run;
	readonly start: number;
	/** Accessible seats it would take from those who need them. */
	readonly misused: number;
	/** Single seats it would leave alone. */
	readonly orphans: number;
	/** Twice the distance of its middle from the middle of the row. */
	readonly offCentre: number;
}

/** The one best place for the party in these sections, the first of them nearest the front. */
export function bestTogether(sections: readonly SectionPlan[], takenStateOf: TakenStateOf, party: Party): Together {
	const runs = runsOf(sections, takenStateOf);
	const best = bestSpot(runs, party);
	if (best !== undefined) return { found: true, seats: seatsIn(best, party.num) };
	return { found: false, largest: longest(runs.filter((run) => !party.accessible || hasAccessible(run))) };
}

/**
 * Near-equal places for many parties of this kind at once, best first, none of which shares a seat with another: each
 * run is laid out so that as many parties fit into it as can. All spare as much as the one best place does: places that
 * leave a single seat alone, or take wheelchair places, appear when there are no others.
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
	// What fills a row best may spare less everywhere: then the places are those that spare, wherever they lie.
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

/** Of places of one run, from its first seat on, those that share no seat with the one before. */
function apart(spots: readonly Spot[], { num }: Party): Spot[] {
	let end = 0;
	return spots.filter(({ start }) => {
		if (start < end) return false;
		end = start + num;
		return true;
	});
}

/** Every place of the run that the party could have. */
function spotsOf(run: Run, party: Party): Spot[] {
	const starts = Array.from({ length: Math.max(0, run.seats.length - party.num + 1) }, (_, start) => start);
	return starts.flatMap((start) => spotAt(run, start, party) ?? []);
}

/** `undefined` where the party needs an accessible place and this has none. */
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
 * Better first. Sparing wheelchair places and single seats outweighs the row; the row outweighs the middle. Of two that
 * are as good as each other the left one is taken: spots are made, and sorted, in that order.
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
 * Spots next to one another, as near the middle of the row as the run allows; what does not fill a spot is left at
 * the ends of the run, a single seat not by itself if the other end has some.
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

/** Better first: for most parties, then by what it spares, then as near the middle as its best spot. */
function compareLayouts(one: readonly Spot[], other: readonly Spot[]): number {
	const sum = (layout: readonly Spot[], cost: "misused" | "orphans") =>
		layout.reduce((total, spot) => total + spot[cost], 0);
	// Not the arguments of one call: a row may have more spots than a call takes.
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
