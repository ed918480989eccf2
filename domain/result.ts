/** A rule or a write is accepted with a value, or refused for a reason the caller is told. Faults are exceptions. */
import type { Refusal } from "./refusal.ts";

export type Result<Value> =
	| { readonly accepted: true; readonly value: Value }
	| { readonly accepted: false; readonly refusal: Refusal };

export const accept = <Value>(value: Value): Result<Value> => ({ accepted: true, value });
export const refuseWith = (refusal: Refusal): Result<never> => ({ accepted: false, refusal });
