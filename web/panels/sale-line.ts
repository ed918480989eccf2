/** One line on the sale itself: when it begins or ends, or that no seat is free at the moment. */
import { element } from "../dom.ts";
import { type Formats, minutes } from "../formats.ts";
import type { ServiceClock } from "../network/service-clock.ts";
import type { About, Sale } from "../sale/sale.ts";
import type { Texts } from "../texts.ts";

const TICK_MS = 1_000;
/** From when on the line counts down to the sale's beginning, in seconds. */
const LAST_HOUR = 3_600;

interface SaleLineProps {
	readonly sale: Sale;
	readonly clock: ServiceClock;
	readonly texts: Texts;
	readonly formats: Formats;
	readonly ended: AbortSignal;
}

export function saleLine({ sale: { store }, clock, texts, formats, ended }: SaleLineProps): HTMLElement {
	const line = element("p", { className: "sale-line" });
	/** Whether the sale has not begun, as the page has shown it. */
	let isEarly = false;

	function show() {
		const { about, bits } = store.get();
		const now = clock.now();
		const text = about ? saleWords(about, now, texts, formats, bits) : "";
		if (line.textContent !== text) line.textContent = text;
		line.hidden = text === "";
		const wasEarly = isEarly;
		isEarly = (about?.opens ?? 0) > now;
		const isOver = (about?.closes ?? Number.POSITIVE_INFINITY) <= now;
		if (wasEarly && !isEarly && !isOver) store.set({ notice: { kind: "on-sale" } });
	}

	show();
	store.subscribe((state, before) => {
		if (state.about !== before.about || state.bits !== before.bits) show();
	});
	const ticking = setInterval(show, TICK_MS);
	ended.addEventListener("abort", () => clearInterval(ticking));
	return line;
}

/**
 * What there is to say of a sale; "" if nothing.
 * @param now epoch seconds
 * @param bits which seats are free now, for words that are renewed every second; without them, the words stay true longer
 */
export function saleWords(
	{ opens = 0, closes = Number.POSITIVE_INFINITY }: Pick<About, "opens" | "closes">,
	now: number,
	texts: Texts,
	formats: Formats,
	bits?: Uint8Array,
): string {
	const seconds = opens - now;
	if (closes <= now) return texts.hasClosed;
	if (seconds > 0) {
		return bits && seconds <= LAST_HOUR
			? texts.opensIn(minutes(Math.ceil(seconds)))
			: texts.opensAt(formats.dateAndTime(opens));
	}
	if (bits && !bits.some(Boolean)) return texts.noneFree;
	return Number.isFinite(closes) ? texts.closesAt(formats.dateAndTime(closes)) : "";
}
