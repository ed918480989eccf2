/**
 * `<ticket-sales-map src="https://tickets.example" event="…">`: the seats of an event in a page of a shop. They are in a
 * shadow tree with a style sheet made by script, so they need neither the shop's styles nor an exception to its policy.
 */
import { element } from "../dom.ts";
import { formatsOf } from "../formats.ts";
import type { SeatName } from "../house/house.ts";
import { serviceAt } from "../network/service.ts";
import { serviceClock } from "../network/service-clock.ts";
import type { Sale } from "../sale/sale.ts";
import { loadHouse, openSeats } from "../seats.ts";
import { loadTexts } from "../texts.ts";
import { isSameLocks, reportBasket, reportChanges, type SaleEvents } from "./sale-events.ts";

/** The text of `style.css`, put here by `lib/page-bundle.ts`. */
declare const ELEMENT_STYLE: string;

/** What most browsers write text in, in pixels. */
const USUAL_SIZE = 16;

/** The sales of all elements in this page, with their events: what one has kept, the browser tells to other pages only. */
const SALES = new Map<Sale, string>();

class TicketSalesMap extends HTMLElement {
	static readonly observedAttributes = ["src", "event", "lang"];

	readonly #root = this.attachShadow({ mode: "open" });
	/** Aborts when what is shown is no longer wanted. */
	#shown = new AbortController();
	#sale: Sale | undefined;
	#isChanging = false;

	connectedCallback() {
		this.#change();
	}

	disconnectedCallback() {
		this.#change();
	}

	attributeChangedCallback() {
		this.#change();
	}

	/**
	 * To be called when the shop has sold these seats, or all of the basket unless it says which. What is chosen next is a
	 * new purchase.
	 */
	bought(order: string, seats?: readonly SeatName[]) {
		this.#sale?.onBought(order, seats);
	}

	/** Several attributes change together, and the element comes into the page with all of them. */
	#change() {
		if (this.#isChanging) return;
		this.#isChanging = true;
		queueMicrotask(() => {
			this.#isChanging = false;
			this.#shown.abort();
			this.#shown = new AbortController();
			this.#sale = undefined;
			void this.#show(this.#shown.signal);
		});
	}

	async #show(ended: AbortSignal) {
		const event = this.getAttribute("event");
		this.#root.replaceChildren();
		if (!this.isConnected || !event) return;
		this.#root.adoptedStyleSheets = [this.#sheet()];
		const texts = await loadTexts([this.closest("[lang]")?.getAttribute("lang") ?? null, ...navigator.languages]);
		if (ended.aborted) return;
		const place = element("div", { lang: texts.lang, dir: texts.dir });
		this.#root.append(place);
		const clock = serviceClock();
		const service = serviceAt(this.#address(), clock);
		const props = { event, place, service, clock, texts, formats: formatsOf(texts.lang), ended };
		try {
			const house = await loadHouse(props);
			if (!house) return;
			const checkoutOf = () => [element("slot", { name: "checkout" })];
			const sale = await openSeats({ ...props, house, checkoutOf });
			const report = <Name extends keyof SaleEvents>(name: Name, detail: SaleEvents[Name]) => {
				if (!ended.aborted) this.dispatchEvent(new CustomEvent(name, { detail }));
			};
			this.#sale = sale;
			shareBasket(sale, event, ended);
			reportChanges(sale.store, report);
			await sale.verify();
			reportBasket(sale.store, report);
		} catch (error) {
			// What was under way when the element left the page has nowhere to be shown.
			if (!ended.aborted) throw error;
		}
	}

	/** A rem is the shop's, and often 10 pixels. Here it is the size of the text around the element, or the usual one. */
	#sheet(): CSSStyleSheet {
		const size = Math.max(USUAL_SIZE, Number.parseFloat(getComputedStyle(this).fontSize));
		const sheet = new CSSStyleSheet();
		sheet.replaceSync(ELEMENT_STYLE.replace(/([\d.]+)rem/g, (_, rems) => `${rems * size}px`));
		return sheet;
	}

	/** Where the service is: unless the shop says so, where this script came from. */
	#address(): string {
		const src = this.getAttribute("src");
		return src === null ? new URL(import.meta.url).origin : new URL(src, document.baseURI).href.replace(/\/$/, "");
	}
}

/** Two elements of one event have one basket. */
function shareBasket(sale: Sale, event: string, ended: AbortSignal) {
	SALES.set(sale, event);
	ended.addEventListener("abort", () => SALES.delete(sale));
	const isBehind = (other: Sale) => !isSameLocks(other.store.get().basket, sale.store.get().basket);
	sale.store.subscribe(({ basket }, before) => {
		if (basket === before.basket) return;
		// Later: by then all who show this sale have heard of the change.
		queueMicrotask(() => {
			for (const [other, itsEvent] of SALES) if (itsEvent === event && isBehind(other)) other.adopt();
		});
	});
}

// A page may load the script twice, under two addresses.
if (!customElements.get("ticket-sales-map")) customElements.define("ticket-sales-map", TicketSalesMap);
