/** What a verb makes of a seat's record by its rule alone, for tests that compare it with something else. */
import type { SeatRecord } from "../../domain/seat-record.ts";
import { decide, type Verb } from "../../domain/verbs.ts";

export type Verdict =
	| { readonly verdict: "moves" | "keeps"; readonly after: SeatRecord | undefined }
	| { readonly verdict: "refuses" };

/** The record afterwards. It keeps what the verb inherits. */
export function judge(verb: Verb, record: SeatRecord | undefined): Verdict {
	const { verdict, verb: known } = decide(verb, record);
	if (verdict === "refuses") return { verdict };
	if (verdict === "keeps") return { verdict, after: record };
	const inherited = Object.entries(record ?? {}).filter(([attribute]) => known.inherits?.includes(attribute));
	return { verdict, after: known.to && { ...known.to, ...Object.fromEntries(inherited) } };
}
