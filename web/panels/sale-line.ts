/** One line on the sale itself: when it begins or ends, or that no seat is free at the moment. */
import { element } from "../dom.ts";
import { type Formats, minutes } from "../formats.ts";
import type { ServiceClock } from "../network/service-clock.ts";
import type { About, Sale } from "../sale/sale.ts";
import type { Texts } from "../texts.ts";

const TICK_MS = 1_000;
/** From when on the line counts down to the sale's beginning, in seconds. */
const LAST_HOUR = 3_600;

/** When an event is sold. */
type Times = Pick<About, "opens" | "closes">;

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
		const text = about === undefined ? "" : words(about, bits, now);
		if (line.textContent !== text) line.textContent = text;
		line.hidden = text === "";
		const wasEarly = isEarly;
		isEarly = begins(about ?? {}) > now;
		if (wasEarly && !isEarly) store.set({ notice: { kind: "on-sale" } });
	}

	function words(about: About, bits: Uint8Array, now: number) {
		const isFull = !bits.some((byte) => byte !== 0);
		return isFull && begins(about) <= now && now < ends(about)
			? texts.noneFree
			: saleTimesWords(about, now, texts, formats);
	}

	show();
	store.subscribe((state, before) => {
		if (state.about !== before.about || state.bits !== before.bits) show();
	});
	const ticking = setInterval(show, TICK_MS);
	ended.addEventListener("abort", () => clearInterval(ticking));
	return line;
}

const begins = ({ opens = 0 }: Times) => opens;

const ends = ({ closes = Number.POSITIVE_INFINITY }: Times) => closes;

/** When an event is sold, in words; "" if it always is. @param now epoch seconds */
export function saleTimesWords(times: Times, now: number, texts: Texts, formats: Formats): string {
	const seconds = begins(times) - now;
	if (ends(times) <= now) return texts.hasClosed;
	if (seconds > LAST_HOUR) return texts.opensAt(formats.dateAndTime(begins(times)));
	if (seconds > 0) return texts.opensIn(minutes(Math.ceil(seconds)));
	return times.closes === undefined ? "" : texts.closesAt(formats.dateAndTime(times.closes));
}
