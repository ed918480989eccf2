/** Why the service says no: a closed union. Each kind is a problem of contract §4 by the same name. */
import type { Seat } from "./seat.ts";
import type { SeatFacts } from "./seat-record.ts";

/** Where a request or a document is wrong: a JSON Pointer (RFC 6901) and a sentence. */
export interface Mistake {
	readonly path: string;
	readonly message: string;
}

/** Labels that mean one physical seat in the event and another in the document (I11); `null` if no id is known. */
export interface ChangedSeat extends Seat {
	readonly was: string | null;
	readonly wouldBe: string | null;
}

export type Refusal =
	| { readonly kind: "invalid-request"; readonly errors: readonly Mistake[] }
	| { readonly kind: "unauthorized" }
	| { readonly kind: "not-on-sale"; readonly opens: number }
	| { readonly kind: "event-closed"; readonly closes: number }
	/** The next change is no longer kept: the reader takes all seats again and goes on from `head`. */
	| { readonly kind: "changes-expired"; readonly head: number }
	| { readonly kind: "unknown-event"; readonly event: string }
	| { readonly kind: "unknown-seat"; readonly seats: readonly Partial<Seat>[] }
	| { readonly kind: "unknown-path" }
	| { readonly kind: "method-not-allowed"; readonly method: string; readonly allow: readonly string[] }
	/** `held` are the seats the token still holds, if a repeated party has lost others. */
	| {
			readonly kind: "seats-unavailable";
			readonly seats: readonly (Seat & SeatFacts)[];
			readonly held?: readonly Seat[];
	  }
	| { readonly kind: "not-your-lock"; readonly seats: readonly Seat[] }
	| { readonly kind: "not-your-order"; readonly seats: readonly Seat[] }
	/** The seats that are not as a seller's change expects them, as they are. */
	| { readonly kind: "not-as-expected"; readonly seats: readonly (Seat & SeatFacts)[] }
	| { readonly kind: "unknown-chart"; readonly chart: string }
	| { readonly kind: "unknown-order"; readonly order: string }
	| { readonly kind: "unknown-category"; readonly categories: readonly string[] }
	| { readonly kind: "not-together"; readonly largest: number }
	| { readonly kind: "seats-in-use"; readonly sold: number; readonly locked: number }
	/** `seats` are the first of `total`. */
	| { readonly kind: "seats-removed"; readonly total: number; readonly seats: readonly Seat[] }
	| { readonly kind: "seats-changed"; readonly total: number; readonly seats: readonly ChangedSeat[] }
	| { readonly kind: "changed-meanwhile" }
	| { readonly kind: "not-acceptable"; readonly offers: readonly string[] }
	| { readonly kind: "unsupported-media-type"; readonly accepts: string }
	| { readonly kind: "too-large"; readonly limit: number }
	| { readonly kind: "too-many-seats"; readonly limit: number }
	| { readonly kind: "try-again"; readonly detail?: string; readonly progress?: number | undefined }
	| { readonly kind: "internal" };

/** Carries a refusal from the rule or the write that says no to the one place that answers with it. */
export class Refused extends Error {
	override readonly name = "Refused";
	readonly refusal: Refusal;

	constructor(refusal: Refusal) {
		super(refusal.kind);
		this.refusal = refusal;
	}
}

/** Ends the request with a refusal. Faults, which nobody foresaw, are other exceptions. */
export function refuse(refusal: Refusal): never {
	throw new Refused(refusal);
}
