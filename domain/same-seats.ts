/**
 * What a document must keep of the event it replaces: every seat, and which physical seat it is (I11). Given are the plans
 * of the sections that the document changes or drops, before and after.
 */
import { hasSeat, type SectionPlan, seatsOf } from "./plan.ts";
import { type ChangedSeat, refuse } from "./refusal.ts";
import { type Seat, seatKey } from "./seat.ts";

/** A refusal names at most this many seats. */
const MAX_NAMED_SEATS = 100;

/** Refuses with `seats-removed` if labels are gone. */
export function refuseLostSeats(before: Iterable<SectionPlan>, after: readonly SectionPlan[]): void {
	const isKept = seatIn(after);
	const lost = Array.from(before, seatsOf).flatMap((seats) => seats.filter((seat) => !isKept(seat)));
	if (lost.length > 0) refuse({ kind: "seats-removed", total: lost.length, seats: lost.slice(0, MAX_NAMED_SEATS) });
}

/**
 * Refuses with `seats-changed`. A seat with an id is its id, so a known id keeps its labels and labels keep their id. A
 * seat without one may be given one. A seat whose labels and id are both gone is none of these: it is removed.
 */
export function refuseChangedSeats(before: Iterable<SectionPlan>, after: readonly SectionPlan[]): void {
	const idBefore = idsByLabels(before);
	const seatBefore = new Map(Array.from(idBefore.values(), ({ seat, id }) => [id, seat]));
	const idAfter = idsByLabels(after);
	const ids = new Set(Array.from(idAfter.values(), ({ id }) => id));
	const isKept = seatIn(after);
	const changed: ChangedSeat[] = [];
	for (const [labels, { seat, id }] of idBefore) {
		const wouldBe = idAfter.get(labels)?.id;
		if (wouldBe !== id && (isKept(seat) || ids.has(id))) changed.push({ ...seat, was: id, wouldBe: wouldBe ?? null });
	}
	for (const [labels, { seat, id }] of idAfter) {
		const elsewhere = seatBefore.get(id);
		// Labels that had an id are in the list already.
		if (elsewhere && !idBefore.has(labels)) changed.push({ ...seat, was: null, wouldBe: id });
	}
	const total = changed.length;
	if (total > 0) refuse({ kind: "seats-changed", total, seats: changed.slice(0, MAX_NAMED_SEATS) });
}

/** Whether the plans have a seat of these labels. */
function seatIn(plans: readonly SectionPlan[]): (seat: Seat) => boolean {
	const bySection = new Map(plans.map((plan) => [plan.section, plan]));
	return (seat) => {
		const plan = bySection.get(seat.section);
		return plan !== undefined && hasSeat(plan, seat);
	};
}

function idsByLabels(plans: Iterable<SectionPlan>): Map<string, { readonly seat: Seat; readonly id: string }> {
	const ids = new Map<string, { seat: Seat; id: string }>();
	for (const { section, rows } of plans) {
		for (const { row, places } of rows) {
			for (const place of places) {
				if (place?.id === undefined) continue;
				const seat = { section, row, seat: place.seat };
				ids.set(seatKey(seat), { seat, id: place.id });
			}
		}
	}
	return ids;
}
