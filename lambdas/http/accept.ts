/** Chooses the type of an answer by the caller's `Accept` (RFC 9110 §12.5.1). */
import { refuse } from "../../domain/refusal.ts";

/** The type that the caller likes best, the first of those it likes as much; refuses if it accepts none. */
export function acceptedType<Type extends string>(
	header: string | undefined,
	offers: readonly [Type, ...Type[]],
): Type {
	if (header === undefined || header.trim() === "") return offers[0];
	const ranges = header.split(",").map(rangeOf);
	const qualities = offers.map((offer) => qualityOf(offer, ranges));
	const best = Math.max(...qualities);
	return best > 0 ? (offers[qualities.indexOf(best)] as Type) : refuse({ kind: "not-acceptable", offers });
}

/** Whether an answer may be compressed, by the caller's `Accept-Encoding` (RFC 9110 §12.5.3). */
export function acceptsGzip(header: string | undefined): boolean {
	const codings = (header ?? "").split(",").map(rangeOf);
	const named = codings.find(({ type }) => type === "gzip") ?? codings.find(({ type }) => type === "*");
	return named !== undefined && named.quality > 0;
}

interface Range {
	readonly type: string;
	readonly quality: number;
}

function rangeOf(text: string): Range {
	const [type = "", ...parameters] = text
		.toLowerCase()
		.split(";")
		.map((part) => part.trim());
	const q = parameters.find((parameter) => parameter.startsWith("q="));
	return { type, quality: q === undefined ? 1 : Number(q.slice(2)) || 0 };
}

/** The most specific range that matches decides. */
function qualityOf(offer: string, ranges: readonly Range[]): number {
	const wanted = [offer, `${offer.split("/")[0]}/*`, "*/*"];
	for (const type of wanted) {
		const range = ranges.find((candidate) => candidate.type === type);
		if (range) return range.quality;
	}
	return 0;
}
