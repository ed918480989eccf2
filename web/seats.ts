/** The seats of one event, with everything around them: in a page of their own, or in an element of a shop's page. */
import { BUYER_DRAWING, BUYER_SIGNS } from "./chart-view/buyer-drawing.ts";
import { element } from "./dom.ts";
import type { Formats } from "./formats.ts";
import { hasBit } from "./house/bits.ts";
import { freeBySection } from "./house/free-seats.ts";
import { type House, houseOf } from "./house/house.ts";
import { keepLooking } from "./network/keep-looking.ts";
import type { Service } from "./network/service.ts";
import type { ServiceClock } from "./network/service-clock.ts";
import { basketPanel } from "./panels/basket-panel.ts";
import { bestSeats } from "./panels/best-seats.ts";
import { legend } from "./panels/legend.ts";
import { mapPanel } from "./panels/map-panel.ts";
import { noticePanel } from "./panels/notice-panel.ts";
import { saleLine } from "./panels/sale-line.ts";
import { seatList } from "./panels/seat-list.ts";
import { seatWords } from "./panels/seat-words.ts";
import { keptBasket } from "./sale/kept-basket.ts";
import { openSale, type Sale } from "./sale/sale.ts";
import { problemWords, type Texts } from "./texts.ts";

/** A look every 2 to 5 s, so that pages do not look together; every second for 15 s after the buyer has done something. */
const SHORTEST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 5_000;
const PICKING_PAUSE_MS = 1_000;
const PICKING_MS = 15_000;
/** An event that is gone may come back, but nobody waits for it. */
const NO_EVENT_PAUSE_MS = 60_000;
/** How long the house waits to be drawn until it is known which seats are available. */
const FIRST_LOOK_MS = 3_000;
const RETRY_MS = 3_000;

const NO_SUCH_EVENT = "/problems/unknown-event";

export interface SeatsProps {
	readonly event: string;
	/** Where the seats are shown; it is in the document, and has its style. */
	readonly place: HTMLElement;
	readonly service: Service;
	readonly clock: ServiceClock;
	readonly texts: Texts;
	readonly formats: Formats;
	/** Aborts when nobody needs the seats any more: then nothing asks, counts or listens. */
	readonly ended: AbortSignal;
}

/** Asks for the house until there is an answer. `undefined` if there is none, and then the place says why. */
export async function loadHouse({ event, place, service, texts, ended }: SeatsProps): Promise<House | undefined> {
	place.replaceChildren(status(texts.loading));
	const { data, problem } = await patiently(() => service.chart(event), { place, texts, ended });
	if (problem) {
		// The chart is asked for by nothing but the event's id: what cannot be an id is no event either.
		const type = problem.type === "/problems/invalid-request" ? NO_SUCH_EVENT : problem.type;
		place.replaceChildren(status(problemWords(texts, { ...problem, type })));
		return undefined;
	}
	const start = performance.now();
	const house = houseOf(data.id, data.chart);
	performance.measure("ticket-sales:read-chart", { start });
	return house;
}

/** Shows the house, with the seats that a former page kept: `verify` asks whether they are the buyer's still. */
export async function openSeats(
	props: SeatsProps & {
		readonly house: House;
		/** What buys the seats of a sale. */
		readonly checkoutOf: (sale: Sale) => readonly Node[];
	},
): Promise<Sale> {
	const { event, house, service, clock, ended, checkoutOf } = props;
	const kept = keptBasket(event, () => localStorage);
	const sale = openSale({ event, house, service, clock, kept });
	const isOurs = ({ key }: StorageEvent) => key === kept.key || key === null;
	addEventListener("storage", (change) => isOurs(change) && sale.adopt(), { signal: ended });
	// A page that "back" shows again as it was has heard nothing of what was kept since.
	addEventListener("pageshow", ({ persisted }) => persisted && sale.adopt(), { signal: ended });
	const firstLook = Promise.withResolvers<void>();
	const stop = sale.store.subscribe(({ connection }) => connection && firstLook.resolve());
	setTimeout(firstLook.resolve, FIRST_LOOK_MS);
	follow(sale, ended);
	await firstLook.promise;
	ended.throwIfAborted();
	stop();
	// The panels show what changes from now on.
	const { connection, notice } = sale.store.get();
	sale.store.set({ connection: undefined, notice: undefined });
	build(props, sale, checkoutOf(sale));
	sale.store.set({ connection, notice });
	return sale;
}

function build({ place, clock, texts, formats, ended }: SeatsProps, sale: Sale, checkout: readonly Node[]) {
	const { store } = sale;
	const choose = (seat: number) => void sale.toggle(seat);
	const words = (seat: number) => seatWords(store.get(), seat, texts);
	const basket = basketPanel({ sale, clock, texts, checkout, ended });
	const toBasket = () => {
		basket.scrollIntoView({ block: "nearest" });
		basket.querySelector("h2")?.focus();
	};
	const onFewer = (num: number) => best.askFor(num);
	const notices = noticePanel({ sale, texts, formats, onFewer, basket, toBasket });
	const best = bestSeats(sale, texts, (isFoundByKey) =>
		isFoundByKey ? toBasket() : notices.scrollIntoView({ block: "nearest" }),
	);
	const map = mapPanel({
		store,
		drawing: BUYER_DRAWING,
		texts,
		words,
		onChoose: choose,
		ended,
		below: notices,
	});
	place.className = "seats-page";
	place.replaceChildren(
		seatList({
			store,
			drawing: BUYER_DRAWING,
			signs: BUYER_SIGNS,
			isSelected: (what) => what === "mine",
			words,
			free: ({ house, bits }) => freeBySection(house, (seat) => hasBit(bits, seat)),
			texts,
			formats,
			// Where the style sheet has room for it beside the map.
			isOpen: getComputedStyle(place).display === "grid",
			onChoose: choose,
			onFocus: (focus) => store.set({ focus }),
		}),
		element("div", { className: "middle" }, saleLine({ sale, clock, texts, formats, ended }), best.form, map.panel),
		element("div", { className: "side" }, basket, legend({ store, place, texts, formats, ended })),
	);
	map.start();
}

function follow(sale: Sale, ended: AbortSignal) {
	let pickedAt = Number.NEGATIVE_INFINITY;
	const looking = keepLooking({
		look: sale.look,
		onFailure: sale.onLookFailed,
		pauseMs: () => {
			if (sale.store.get().connection === "no-event") return NO_EVENT_PAUSE_MS;
			return performance.now() - pickedAt < PICKING_MS
				? PICKING_PAUSE_MS
				: SHORTEST_PAUSE_MS + Math.random() * (LONGEST_PAUSE_MS - SHORTEST_PAUSE_MS);
		},
	});
	ended.addEventListener("abort", looking.stop);
	sale.store.subscribe((state, before) => {
		if (ended.aborted || (state.basket === before.basket && state.focus === before.focus)) return;
		const wasPicking = performance.now() - pickedAt < PICKING_MS;
		pickedAt = performance.now();
		if (!wasPicking) looking.now();
	});
}

/** Asks until there is an answer: a page without its events or its seats can do nothing else. */
export async function patiently<Answer>(
	question: () => Promise<Answer>,
	{ place, texts, ended }: Pick<SeatsProps, "place" | "texts" | "ended">,
): Promise<Answer> {
	for (;;) {
		try {
			const answer = await question();
			ended.throwIfAborted();
			return answer;
		} catch {
			ended.throwIfAborted();
			place.replaceChildren(status(texts.notLoaded));
			await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
		}
	}
}

const status = (text: string) => element("p", { className: "card", attributes: { role: "status" } }, text);
