/** What a verb makes of a seat's record by its rule alone, for tests that compare it with something else. */
import type { SeatRecord } from "../../domain/seat-record.ts";
import { decide, type Verb } from "../../domain/verbs.ts";

export type Verdict =
	| { readonly verdict: "moves" | "keeps"; readonly after: SeatRecord | undefined }
	| { readonly verdict: "refuses" };

/** The record afterwards. A lock that moves keeps its `lockedAt` unless the verb gives a new one. */
export function judge(verb: Verb, record: SeatRecord | undefined): Verdict {
	const { verdict, verb: known } = decide(verb, record);
	if (verdict === "refuses") return { verdict };
	if (verdict === "keeps") return { verdict, after: record };
	const lockedAt = record?.status === "locked" ? { lockedAt: record.lockedAt } : {};
	const after = known.to?.status === "locked" ? { ...lockedAt, ...known.to } : known.to;
	return { verdict, after: after as SeatRecord | undefined };
}
