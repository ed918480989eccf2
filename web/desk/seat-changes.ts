/** The changes that the desk asks for, each from exactly what the page shows (contract §4.2): pure. */
import type { Schemas } from "../../clients/typescript/src/client.ts";
import { type House, nameOf } from "../house/house.ts";
import type { Taken, TakenSeats } from "./taken.ts";

export type SeatChange = Schemas["SeatChange"];

type From = SeatChange["from"];

/** One request changes this many seats at most. */
export const MOST_SEATS = 100;

/** What a seat must be for the change to happen. */
export function exactly(taken: Taken | undefined): From {
	const { order, reason, soldAt, lockedAt, expires } = taken ?? {};
	switch (taken?.status) {
		case undefined:
			return { status: "available" };
		case "sold":
			return { status: "sold", order: order ?? null, ...(soldAt !== undefined && { soldAt }) };
		case "locked":
			return { status: "locked", expires: expires ?? 0, ...(lockedAt !== undefined && { lockedAt }) };
		case "blocked":
			return { status: "blocked", reason: reason ?? "" };
	}
}

/** Makes seats available, whatever they are: releases sales, takes blocks away, ends locks. */
export const freeing = (house: House, seats: TakenSeats, which: readonly number[]): SeatChange[] =>
	which.map((seat) => ({ ...nameOf(house, seat), from: exactly(seats[seat]), to: { status: "available" } }));

/** Gives an order to sales. */
export const ordering = (house: House, seats: TakenSeats, which: readonly number[], order: string): SeatChange[] =>
	which.map((seat) => ({ ...nameOf(house, seat), from: exactly(seats[seat]), to: { status: "sold", order } }));

/** From which seat to which each sale goes. */
export type Move = readonly (readonly [from: number, to: number])[];

/**
 * Where sales go when one of them is put onto a seat: the others keep their places beside it, in its row. `undefined` if
 * that row has no room for them.
 * @param sources ascending
 */
export function moveOnto(
	house: House,
	seats: TakenSeats,
	sources: readonly number[],
	carried: number,
	target: number,
): Move | undefined {
	const row = house.rows[house.rowOf[target] as number];
	const first = target - Math.max(0, sources.indexOf(carried));
	if (!row || first < row.first || first + sources.length > row.end) return undefined;
	const moves = sources.map((from, index) => [from, first + index] as const);
	const isFree = (seat: number) => seats[seat] === undefined || sources.includes(seat);
	return moves.every(([, to]) => isFree(to)) ? moves : undefined;
}

/** Why an order does not fit side by side from a seat on. A gap or a taken seat is named, and so is how much room there is. */
export type NoRoom =
	| { readonly kind: "row-ends"; readonly num: number }
	| { readonly kind: "gap" | "taken"; readonly seat: number }
	| { readonly kind: "too-many" };

/**
 * Where sales go side by side, the first of them to the target: one row, no gap, and every seat is free or left by one of
 * them.
 * @param sources ascending
 */
export function sideBySide(house: House, seats: TakenSeats, sources: readonly number[], target: number): Move | NoRoom {
	const num = (house.rows[house.rowOf[target] as number]?.end ?? target) - target;
	if (num < sources.length) return { kind: "row-ends", num };
	const moves = sources.map((from, place) => [from, target + place] as const);
	for (const [, seat] of moves) {
		if (seat > target && house.afterGap[seat] === 1) return { kind: "gap", seat };
		if (seats[seat] !== undefined && !sources.includes(seat)) return { kind: "taken", seat };
	}
	return new Set(moves.flat()).size > MOST_SEATS ? { kind: "too-many" } : moves;
}

export const backwards = (move: Move): Move => move.map(([from, to]) => [to, from] as const);

/** `undefined` if a sale has no order: the service moves only sales that have one. */
export function moving(house: House, seats: TakenSeats, move: Move): SeatChange[] | undefined {
	const orders = new Map<number, string>();
	for (const [from, to] of move) {
		const { status, order } = seats[from] ?? {};
		if (status !== "sold" || order === undefined) return undefined;
		orders.set(to, order);
	}
	const involved = [...new Set([...move.map(([from]) => from), ...orders.keys()])];
	return involved.flatMap((seat): SeatChange[] => {
		const order = orders.get(seat);
		// A seat that is left by one sale of the order and taken by another stays as it is.
		if (order !== undefined && seats[seat]?.order === order) return [];
		const to = order === undefined ? ({ status: "available" } as const) : ({ status: "sold", order } as const);
		return [{ ...nameOf(house, seat), from: exactly(seats[seat]), to }];
	});
}
