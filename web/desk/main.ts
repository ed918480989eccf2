/**
 * The desk's page (`/map/desk`). A seller signs in with the key, and the page has it in memory alone: it is forgotten when
 * nobody uses the page for a while, when the seller leaves, and when the page is reloaded.
 */
import { button, element } from "../dom.ts";
import { formatsOf, minutes } from "../formats.ts";
import { freeBySection } from "../house/free-seats.ts";
import { houseOf, nameOf } from "../house/house.ts";
import { seatsFromTo } from "../house/seats-from-to.ts";
import { keepLooking } from "../network/keep-looking.ts";
import { listedEvents, type SaleEvent, serviceAt } from "../network/service.ts";
import { serviceClock } from "../network/service-clock.ts";
import { footer } from "../panels/footer.ts";
import { mapPanel } from "../panels/map-panel.ts";
import { seatList } from "../panels/seat-list.ts";
import { deskTexts } from "../texts/desk.ts";
import { loadTexts, problemWords } from "../texts.ts";
import { askFirst } from "./ask-first.ts";
import { chosenPanel } from "./chosen-panel.ts";
import { curvePanel } from "./curve-panel.ts";
import { type Desk, openDesk } from "./desk.ts";
import { DESK_DRAWING, type DeskLook, isSelected } from "./desk-drawing.ts";
import { deskLegend } from "./desk-legend.ts";
import { deskNotices } from "./desk-notices.ts";
import { type DeskService, deskServiceAt } from "./desk-service.ts";
import { dragOverMap } from "./drag-over-map.ts";
import { eventChoice, eventNames } from "./event-choice.ts";
import { idleWatch, WARNING_SECONDS } from "./idle-watch.ts";
import { latestPanel } from "./latest-panel.ts";
import { lookUp } from "./look-up.ts";
import { partyPanel } from "./party-panel.ts";
import { seatFactsWords } from "./seat-facts-words.ts";
import { signIn } from "./sign-in.ts";
import { toolbar } from "./toolbar.ts";
import { totals } from "./totals.ts";
import { wholeRows } from "./whole-rows.ts";

const TICK_MS = 1_000;
const COUNTING_PAUSE_MS = 3_000;
const RETRY_MS = 3_000;
const DOWNLOAD_MS = 60_000;

const SIGNS: Readonly<Record<DeskLook, string>> = {
	available: "",
	sold: "✓",
	locked: "◷",
	blocked: "⊘",
	"available selected": "",
	"sold selected": "✓",
	"locked selected": "◷",
	"blocked selected": "⊘",
};

const query = new URLSearchParams(location.search);
const texts = await loadTexts([query.get("lang"), ...navigator.languages]);
const words = deskTexts(texts);
const formats = formatsOf(texts.lang);
const clock = serviceClock();
const publicService = serviceAt(location.origin, clock);
/** Of the seller who has signed in last. */
let idle = idleWatch(Date.now);

const main = element("main");
const heading = element("h1", { tabIndex: -1 }, words.title);
const controls = element("div", { className: "actions" });
const warning = element("div", { className: "idle", hidden: true });
/** Ends what the seller who is signed in, or is about to be, has open. */
let leave: (() => void) | undefined;
let events: readonly SaleEvent[] = [];
/** How many events have been opened. */
let visits = 0;

document.documentElement.lang = texts.lang;
document.documentElement.dir = texts.dir;
document.title = words.title;
let foot = newFooter();
document.body.replaceChildren(element("header", {}, heading, controls), warning, main, foot);
for (const sign of ["pointerdown", "keydown", "wheel"]) addEventListener(sign, () => idle.touch(), { passive: true });
setInterval(watchIdle, TICK_MS);
document.addEventListener("visibilitychange", watchIdle);
// A page that was left may be kept, with everything in it, for a seller's successor to go back to.
addEventListener("pagehide", () => (leave ? signOut(words.signedOut) : showSignIn()));
events = await listEvents();
showSignIn();

/** Its link to the other language leads to the event that the address names now. */
function newFooter(): HTMLElement {
	const shown = Object.fromEntries(new URLSearchParams(location.search));
	return footer(texts, "./", (lang) => `?${new URLSearchParams({ ...shown, lang })}`);
}

async function listEvents(): Promise<readonly SaleEvent[]> {
	main.replaceChildren(element("p", { className: "card", attributes: { role: "status" } }, texts.loading));
	const listed = await patiently(async () => {
		const { data, problem } = await listedEvents(publicService.events);
		if (problem) throw new Error(problem.title);
		return data;
	});
	return listed ?? [];
}

function showSignIn(message?: string) {
	heading.textContent = words.title;
	document.title = words.title;
	controls.replaceChildren();
	main.className = "sign-in-page";
	const event = new URLSearchParams(location.search).get("event") ?? undefined;
	main.replaceChildren(signIn({ words, choice: chooseEvent(event, { id: "event" }), message, onSignIn: enter }));
}

function chooseEvent(chosen: string | undefined, attributes: Readonly<Record<string, string>>): HTMLSelectElement {
	const listAgain = async () => {
		const { data } = await listedEvents(publicService.events);
		events = data ?? events;
		return data;
	};
	return eventChoice({ events, chosen, listAgain: () => listAgain().catch(() => undefined), attributes });
}

/** Resolves with why the key was refused, or with nothing. */
async function enter(event: string, sellerKey: string): Promise<string | undefined> {
	let isOpen = false;
	const service = deskServiceAt({
		url: location.origin,
		sellerKey,
		clock,
		onRefused: () => isOpen && signOut(words.keyRefused),
	});
	idle = idleWatch(Date.now);
	leave = service.forget;
	const refusal = await refusalOf(event, service);
	// Somebody may have left while the answer was on its way.
	if (leave !== service.forget) return undefined;
	if (refusal !== undefined) {
		leave = undefined;
		service.forget();
		return refusal;
	}
	isOpen = true;
	await showDesk(event, service);
	return undefined;
}

async function refusalOf(event: string, service: DeskService): Promise<string | undefined> {
	try {
		const { problem } = await service.lastChange(event);
		if (!problem) return undefined;
		return problem.type === "/problems/unauthorized" ? words.wrongKey : problemWords(texts, problem);
	} catch {
		return words.noAnswer;
	}
}

function signOut(message: string) {
	if (!leave) return;
	leave();
	leave = undefined;
	document.querySelector("dialog")?.close();
	showSignIn(message);
	keepFocus();
}

/** What had the focus is gone: without another place it would be that of nothing, and Tab would begin anywhere. */
function keepFocus(place: HTMLElement = heading) {
	if (document.activeElement === document.body) place.focus();
}

function watchIdle() {
	const left = idle.secondsLeft();
	warning.hidden = leave === undefined || left > WARNING_SECONDS;
	if (leave && left <= 0) return signOut(words.forgotten);
	if (warning.hidden) return warning.replaceChildren();
	if (!warning.firstChild) {
		const stay = () => {
			idle.touch();
			watchIdle();
		};
		// A screen reader says it once, not every second.
		const said = element("p", { className: "visually-hidden", attributes: { role: "alert" } });
		warning.append(element("p", { attributes: { role: "timer" } }), said, button(words.stay, stay));
		said.textContent = words.idle(minutes(left));
	}
	const [timer] = warning.children;
	if (timer) timer.textContent = words.idle(minutes(left));
}

async function showDesk(event: string, service: DeskService) {
	main.className = "";
	main.replaceChildren(element("p", { className: "card", attributes: { role: "status" } }, texts.loading));
	history.replaceState(null, "", `?${new URLSearchParams({ ...Object.fromEntries(query), event })}`);
	const former = foot;
	foot = newFooter();
	former.replaceWith(foot);
	visits += 1;
	const visit = visits;
	// The seller may have left, or have chosen another event.
	const isAwaited = () => leave !== undefined && visit === visits;
	const answer = await patiently(() => publicService.chart(event), isAwaited);
	if (!answer || !isAwaited()) return;
	const { data, problem } = answer;
	if (problem) return signOut(problemWords(texts, problem));
	const { id, chart } = data;
	const desk = openDesk({
		event,
		house: houseOf(id, chart),
		service,
		publicService,
		clock,
		texts,
		deskTexts: words,
		formats,
		confirm: async (question, yes) => (await askFirst(question, [yes], words.keep, "danger")) === 0,
		pick: (question, answers) => askFirst(question, answers, words.keep, "primary"),
	});
	const name = eventNames(events).get(event) ?? event;
	heading.textContent = `${words.title}: ${name}`;
	document.title = `${name} · ${words.title}`;
	const stop = build(event, desk, service);
	leave = () => {
		stop();
		desk.stop();
		service.forget();
	};
	showControls(event, desk, service, stop);
}

function showControls(event: string, desk: Desk, service: DeskService, stop: () => void) {
	const choice = chooseEvent(event, { "aria-label": words.event });
	choice.addEventListener("change", () => {
		stop();
		desk.stop();
		void showDesk(choice.value, service);
	});
	// What is still to come of a job would be out of sight.
	desk.store.subscribe(({ isBusy }) => {
		choice.disabled = isBusy;
	});
	const csv = button(words.csv, () => void download(event, desk));
	const again = button(words.readAgain, desk.readAgain);
	const hadFocus = controls.contains(document.activeElement);
	controls.replaceChildren(
		choice,
		csv,
		again,
		button(words.signOut, () => signOut(words.signedOut)),
	);
	keepFocus(hadFocus ? choice : heading);
}

/** Builds the page of one event. Returns what ends it. */
function build(event: string, desk: Desk, service: DeskService): () => void {
	const { store, choose } = desk;
	const ended = new AbortController();
	const seatWords = (seat: number) => {
		const { house, seats } = store.get();
		const name = nameOf(house, seat);
		const category = house.categories[house.category[seat] as number]?.category;
		const facts = [category, house.accessible[seat] === 1 ? texts.accessible : undefined];
		const said = seatFactsWords(name, seats[seat], texts, words, formats);
		return [said, ...facts.filter((fact) => fact !== undefined)].join(", ");
	};
	const map = mapPanel({
		store,
		drawing: DESK_DRAWING,
		texts: { ...texts, map: words.map },
		words: seatWords,
		onChoose: choose,
		drag: (map) => dragOverMap(desk.drag, map),
		ended: ended.signal,
		below: deskNotices(desk, texts, words, formats),
	});
	const wholes = wholeRows(desk, words);
	const list = seatList({
		store,
		drawing: DESK_DRAWING,
		signs: SIGNS,
		isSelected,
		words: seatWords,
		free: ({ house, seats }) => freeBySection(house, (seat) => seats[seat] === undefined),
		texts: { ...texts, listHelp: words.listHelp },
		formats,
		// From this width on it is beside the map.
		isOpen: matchMedia("(min-width: 64rem)").matches,
		onChoose: choose,
		onFocus: (focus) => store.set({ focus }),
		rowLabel: wholes.rowLabel,
		beside: [wholes.sectionButton],
		onExtend: (from, to) => desk.select(seatsFromTo(store.get().house, from, to)),
	});
	wholes.listenTo(list);
	const counted = totals(texts, words, formats);
	const curve = curvePanel({ desk, clock, words, formats });
	main.className = "seats-page desk-page";
	main.replaceChildren(
		list,
		element("div", { className: "middle" }, toolbar(desk, words), map.panel, deskLegend(store, words, ended.signal)),
		element(
			"div",
			{ className: "side" },
			lookUp(desk, texts, words),
			chosenPanel({ desk, texts, words, formats }),
			partyPanel(desk, texts, words),
			counted.panel,
		),
		element("div", { className: "middle" }, curve.panel, latestPanel(desk, texts, words, formats)),
	);
	map.start();
	const counting = keepLooking({
		look: async () => {
			const [sections, categories] = await Promise.all([
				service.counts(event, "section"),
				service.counts(event, "category"),
			]);
			if (sections.data && categories.data) counted.show(sections.data, categories.data);
		},
		pauseMs: () => (store.get().connection === "no-event" ? undefined : COUNTING_PAUSE_MS),
		onFailure: () => {},
	});
	store.subscribe((state, before) => {
		// The event may be there again.
		if (before.connection === "no-event" && state.connection !== "no-event") counting.now();
	});
	const onKey = ({ key }: KeyboardEvent) => {
		if (key !== "Escape") return;
		if (store.get().moving) desk.cancel();
		else desk.drag.end(false);
	};
	addEventListener("keydown", onKey, { signal: ended.signal });
	return () => {
		ended.abort();
		counting.stop();
		curve.stop();
	};
}

async function download(event: string, desk: Desk) {
	const csv = await desk.csv();
	if (csv === undefined) return;
	const address = URL.createObjectURL(new Blob([csv], { type: "text/csv;charset=utf-8" }));
	const link = element("a", { href: address, download: `${event}.csv` });
	link.click();
	// Some browsers begin to read it later.
	setTimeout(() => URL.revokeObjectURL(address), DOWNLOAD_MS);
}

/** Asks until there is an answer, or nobody waits for one any more; until then the page says so. */
async function patiently<Answer>(
	question: () => Promise<Answer>,
	isAwaited: () => boolean = () => true,
): Promise<Answer | undefined> {
	while (isAwaited()) {
		try {
			return await question();
		} catch {
			if (!isAwaited()) break;
			main.replaceChildren(element("p", { className: "card", attributes: { role: "status" } }, texts.notLoaded));
			await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
		}
	}
	return undefined;
}
