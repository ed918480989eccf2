/** The buyer's page: the list of events, or the seats of the one that its address names (`/map/?event=…`). */
import { button, element } from "./dom.ts";
import { formatsOf } from "./formats.ts";
import type { DemoCheckout } from "./network/demo-checkout.ts";
import { findDemoCheckout } from "./network/find-demo-checkout.ts";
import { listedEvents, serviceAt } from "./network/service.ts";
import { serviceClock } from "./network/service-clock.ts";
import { eventList } from "./panels/event-list.ts";
import { footer } from "./panels/footer.ts";
import type { Sale } from "./sale/sale.ts";
import { loadHouse, openSeats, patiently } from "./seats.ts";
import { loadTexts, problemWords } from "./texts.ts";

const query = new URLSearchParams(location.search);
const texts = await loadTexts([query.get("lang"), ...navigator.languages]);
const formats = formatsOf(texts.lang);
const clock = serviceClock();
const service = serviceAt(location.origin, clock);

const main = element("main", { className: "events-page" });
const heading = element("h1", {}, texts.title);
/** The page is what it is until it is closed. */
const ended = new AbortController().signal;

document.documentElement.lang = texts.lang;
document.documentElement.dir = texts.dir;
document.title = texts.title;
const event = query.get("event") || null;
const allEvents = event === null ? undefined : addressWith({}, "event");
const foot = footer(texts, allEvents, (lang) => addressWith({ lang }));
document.body.replaceChildren(element("header", {}, heading), main, foot);
await (event === null ? showEvents() : showSeats(event));

/** The page's own address with something else in its query. */
function addressWith(changes: Readonly<Record<string, string>>, without = ""): string {
	const changed = new URLSearchParams({ ...Object.fromEntries(query), ...changes });
	changed.delete(without);
	return `?${changed}`;
}

async function showEvents() {
	heading.textContent = texts.events;
	const pageAfter = (after?: string) => patiently(() => service.events(after), { place: main, texts, ended });
	const { data, problem } = await listedEvents(pageAfter);
	if (problem) return main.replaceChildren(element("p", { className: "card" }, problemWords(texts, problem)));
	main.replaceChildren(eventList(data, (event) => addressWith({ event }), texts, formats, clock.now()));
}

async function showSeats(id: string) {
	const props = { event: id, place: main, service, clock, texts, formats, ended };
	const [house, checkout] = await Promise.all([loadHouse(props), findDemoCheckout(location).catch(() => undefined)]);
	if (!house) return;
	const checkoutOf = (sale: Sale) => (checkout ? demoCheckout(sale, checkout) : []);
	const sale = await openSeats({ ...props, house, checkoutOf });
	showName(sale.store.get().about?.name ?? id);
	sale.store.subscribe(({ about }, before) => {
		if (about && about.name !== before.about?.name) showName(about.name);
	});
	await sale.verify();
}

function showName(name: string) {
	heading.replaceChildren(element("bdi", {}, name));
	document.title = `${name} · ${texts.title}`;
}

function demoCheckout(sale: Sale, checkout: DemoCheckout): readonly Node[] {
	return [
		button(texts.checkOut, () => void sale.checkOut(checkout), "primary"),
		element("p", { className: "quiet" }, texts.demo),
	];
}
