/** The buyer's page: the list of events, or the seats of the one that its address names (`/map/?event=…`). */
import { BUYER_DRAWING, BUYER_SIGNS } from "./chart-view/buyer-drawing.ts";
import { element } from "./dom.ts";
import { formatsOf } from "./formats.ts";
import { freeBySection } from "./house/free-seats.ts";
import { houseOf } from "./house/house.ts";
import { findDemoCheckout } from "./network/demo-checkout.ts";
import { keepLooking } from "./network/keep-looking.ts";
import { type SaleEvent, serviceAt } from "./network/service.ts";
import { serviceClock } from "./network/service-clock.ts";
import { basketPanel } from "./panels/basket-panel.ts";
import { bestSeats } from "./panels/best-seats.ts";
import { eventList } from "./panels/event-list.ts";
import { legend } from "./panels/legend.ts";
import { mapPanel } from "./panels/map-panel.ts";
import { noticePanel } from "./panels/notice-panel.ts";
import { seatList } from "./panels/seat-list.ts";
import { seatWords } from "./panels/seat-words.ts";
import { keptBasket } from "./sale/kept-basket.ts";
import { openSale, type Sale } from "./sale/sale.ts";
import { chooseTexts, LANGUAGES } from "./texts.ts";

/** A look every 2 to 5 s, so that pages do not look together; every second for 15 s after the buyer has done something. */
const SHORTEST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 5_000;
const PICKING_PAUSE_MS = 1_000;
const PICKING_MS = 15_000;
/** How long the house waits to be drawn until it is known which seats are available. */
const FIRST_LOOK_MS = 3_000;
const RETRY_MS = 3_000;

/** The chart is asked for by nothing but the event's id: what cannot be an id is no event either. */
const NO_SUCH_EVENT: ReadonlySet<string> = new Set(["/problems/unknown-event", "/problems/invalid-request"]);

const query = new URLSearchParams(location.search);
const texts = chooseTexts([query.get("lang"), ...navigator.languages]);
const formats = formatsOf(texts.lang);
const clock = serviceClock();
const service = serviceAt(location.origin, clock);

const main = element("main", { className: "events-page" });
const heading = element("h1", {}, texts.title);

document.documentElement.lang = texts.lang;
document.documentElement.dir = texts.dir;
document.title = texts.title;
const event = query.get("event") || null;
document.body.replaceChildren(element("header", {}, heading), main, footer());
await (event === null ? showEvents() : showSeats(event));

function footer(): HTMLElement {
	const other = LANGUAGES.find(({ lang }) => lang !== texts.lang) ?? texts;
	const addressWith = (changes: Readonly<Record<string, string>>, without?: string) => {
		const changed = new URLSearchParams({ ...Object.fromEntries(query), ...changes });
		if (without !== undefined) changed.delete(without);
		return `?${changed}`;
	};
	return element(
		"footer",
		{},
		event !== null && element("a", { href: addressWith({}, "event") }, texts.allEvents),
		element(
			"a",
			{ href: addressWith({ lang: other.lang }), hreflang: other.lang, lang: other.lang },
			texts.otherLanguage,
		),
	);
}

async function showEvents() {
	heading.textContent = texts.events;
	const events: SaleEvent[] = [];
	for (let after: string | undefined; ; ) {
		const { data, problem } = await patiently(() => service.events(after));
		if (problem) return main.replaceChildren(element("p", { className: "card" }, problem.title));
		events.push(...data.events);
		after = data.next;
		if (after === undefined) break;
	}
	main.replaceChildren(eventList(events, texts, formats, clock.now()));
}

async function showSeats(id: string) {
	main.replaceChildren(element("p", { className: "card", attributes: { role: "status" } }, texts.loading));
	const [answer, checkout, name] = await Promise.all([
		patiently(() => service.chart(id)),
		findDemoCheckout(location.origin).catch(() => undefined),
		service.nameOf(id).catch(() => undefined),
	]);
	if (answer.problem) {
		const text = NO_SUCH_EVENT.has(answer.problem.type) ? texts.unknownEvent : answer.problem.title;
		main.replaceChildren(element("p", { className: "card", attributes: { role: "status" } }, text));
		return;
	}
	heading.textContent = name ?? id;
	document.title = `${name ?? id} · ${texts.title}`;
	const kept = keptBasket(id, localStorage);
	const start = performance.now();
	const house = houseOf(answer.data.id, answer.data.chart);
	performance.measure("ticket-sales:read-chart", { start });
	const sale = openSale({ event: id, house, service, clock, kept });
	addEventListener("storage", ({ key }) => {
		if (key === kept.key) sale.adopt();
	});
	const firstLook = Promise.withResolvers<void>();
	const stop = sale.store.subscribe(({ connection }) => connection && firstLook.resolve());
	setTimeout(firstLook.resolve, FIRST_LOOK_MS);
	follow(sale);
	await firstLook.promise;
	stop();
	build(sale, checkout);
	void sale.verify();
}

function build(sale: Sale, checkout: Awaited<ReturnType<typeof findDemoCheckout>>) {
	const { store } = sale;
	const choose = (seat: number) => void sale.toggle(seat);
	const words = (seat: number) => seatWords(store.get(), seat, texts);
	const best = bestSeats(sale, texts);
	const onFewer = (num: number) => best.askFor(num);
	const map = mapPanel({
		store,
		drawing: BUYER_DRAWING,
		texts,
		words,
		onChoose: choose,
		below: noticePanel({ sale, texts, formats, onFewer }),
	});
	main.className = "seats-page";
	main.replaceChildren(
		seatList({
			store,
			drawing: BUYER_DRAWING,
			signs: BUYER_SIGNS,
			isSelected: (what) => what === "mine",
			words,
			free: ({ house, bits }) => freeBySection(house, bits),
			texts,
			formats,
			onChoose: choose,
			onFocus: (focus) => store.set({ focus }),
		}),
		element("div", { className: "middle" }, best.form, map.panel),
		element("div", { className: "side" }, basketPanel({ sale, clock, texts, checkout }), legend(store, texts, formats)),
	);
	map.start();
}

function follow(sale: Sale) {
	let pickedAt = Number.NEGATIVE_INFINITY;
	const looking = keepLooking({
		look: sale.look,
		onFailure: sale.onLookFailed,
		pauseMs: () =>
			performance.now() - pickedAt < PICKING_MS
				? PICKING_PAUSE_MS
				: SHORTEST_PAUSE_MS + Math.random() * (LONGEST_PAUSE_MS - SHORTEST_PAUSE_MS),
	});
	sale.store.subscribe((state, before) => {
		if (state.basket === before.basket && state.focus === before.focus) return;
		const wasPicking = performance.now() - pickedAt < PICKING_MS;
		pickedAt = performance.now();
		if (!wasPicking) looking.now();
	});
}

/** Asks until there is an answer: a page without its events or its seats can do nothing else. */
async function patiently<Answer>(question: () => Promise<Answer>): Promise<Answer> {
	for (;;) {
		try {
			return await question();
		} catch {
			main.replaceChildren(element("p", { className: "card", attributes: { role: "status" } }, texts.notLoaded));
			await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
		}
	}
}
