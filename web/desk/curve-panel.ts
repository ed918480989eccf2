/** When the seats that are sold now were sold, as a curve that follows the feed. */
import { element } from "../dom.ts";
import type { Formats } from "../formats.ts";
import type { ServiceClock } from "../network/service-clock.ts";
import type { DeskTexts } from "../texts/desk.ts";
import type { Desk } from "./desk.ts";
import { curvePath, soldCurve } from "./sold-curve.ts";

interface CurvePanelProps {
	readonly desk: Desk;
	readonly clock: ServiceClock;
	readonly words: DeskTexts;
	readonly formats: Formats;
}

const SPANS = { hour: 3_600, day: 24 * 3_600, all: Number.POSITIVE_INFINITY } as const;

type Span = keyof typeof SPANS;

const STEPS = 120;
const WIDTH = 600;
const HEIGHT = 150;
/** Many changes make one drawing; and time goes on without them. */
const DRAWING_PAUSE_MS = 500;
const EVERY_MS = 15_000;

export function curvePanel({ desk, clock, words, formats }: CurvePanelProps): {
	readonly panel: HTMLElement;
	readonly stop: () => void;
} {
	const area = svg("path", { class: "area" });
	const line = svg("path", { class: "line" });
	const picture = svg("svg", { viewBox: `0 -4 ${WIDTH} ${HEIGHT + 8}`, preserveAspectRatio: "none", role: "img" });
	picture.append(area, line);
	const choice = element(
		"select",
		{ onchange: draw },
		...(Object.keys(SPANS) as Span[]).map((span) => element("option", { value: span }, words.spans[span])),
	);
	choice.value = "all";
	const most = element("span", { className: "most" });
	const least = element("span", { className: "least" });
	const from = element("span");
	const to = element("span");
	const panel = element(
		"section",
		{ className: "card curve", attributes: { "aria-label": words.curve } },
		element(
			"div",
			{ className: "heading" },
			element("h2", {}, words.curve),
			element("label", {}, element("span", { className: "visually-hidden" }, words.span), choice),
		),
		element("div", { className: "picture" }, most, least),
		element("div", { className: "ends quiet" }, from, to),
	);
	panel.querySelector(".picture")?.prepend(picture);

	function draw() {
		const curve = soldCurve(desk.store.get().seats, SPANS[choice.value as Span], clock.now(), STEPS);
		const path = curvePath(curve, WIDTH, HEIGHT);
		line.setAttribute("d", path.line);
		area.setAttribute("d", path.area);
		const [before, now] = [curve.sold[0] ?? 0, curve.sold.at(-1) ?? 0].map(formats.number) as [string, string];
		const [begin, end] = [curve.from, curve.to].map(formats.dateAndTime) as [string, string];
		most.textContent = now;
		least.textContent = before === now ? "" : before;
		from.textContent = begin;
		to.textContent = end;
		picture.setAttribute("aria-label", words.curveWords(begin, end, before, now));
	}

	let waiting: ReturnType<typeof setTimeout> | undefined;
	const ticking = setInterval(draw, EVERY_MS);
	draw();
	const unsubscribe = desk.store.subscribe((state, before) => {
		if (state.seats === before.seats || waiting !== undefined) return;
		waiting = setTimeout(() => {
			waiting = undefined;
			draw();
		}, DRAWING_PAUSE_MS);
	});
	return {
		panel,
		stop: () => {
			unsubscribe();
			clearInterval(ticking);
			clearTimeout(waiting);
		},
	};
}

function svg(name: string, attributes: Readonly<Record<string, string>>): SVGElement {
	const made = document.createElementNS("http://www.w3.org/2000/svg", name);
	for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
	return made;
}
