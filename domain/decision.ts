/**
 * What a verb's rule says of one seat at an instant. The store repeats each rule as the condition of one write:
 * the condition holds exactly where the rule says `move` (the twin test proves it).
 */
import type { SeatRecord } from "./seat-record.ts";

export type Decision =
	/** The seat may move: this is its record afterwards (`undefined`: available, no record). */
	| { readonly kind: "move"; readonly to: SeatRecord | undefined }
	/** The seat is already as the request wants it: a repeat, which changes nothing more (I5). */
	| { readonly kind: "keep"; readonly record: SeatRecord }
	| { readonly kind: "refuse" };

export const moveTo = (to: SeatRecord | undefined): Decision => ({ kind: "move", to });
export const keep = (record: SeatRecord): Decision => ({ kind: "keep", record });
export const refuse: Decision = { kind: "refuse" };
