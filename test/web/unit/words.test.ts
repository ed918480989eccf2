/** What people read: texts, seats in words, colors that are seen, parts of a long list. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { contrast, cssColor, inkOn, parseColor, type Rgb, seenOn } from "../../../web/chart-view/color.ts";
import { cut } from "../../../web/chart-view/lettering.ts";
import { paletteOf } from "../../../web/chart-view/palette.ts";
import { formatsOf, minutes } from "../../../web/formats.ts";
import { serviceClock } from "../../../web/network/service-clock.ts";
import { partsOf } from "../../../web/panels/parts-of.ts";
import { saleWords } from "../../../web/panels/sale-line.ts";
import { seatsWords, seatWords } from "../../../web/panels/seat-words.ts";
import { deskTexts } from "../../../web/texts/desk.ts";
import { ENGLISH } from "../../../web/texts/english.ts";
import { GERMAN } from "../../../web/texts/german.ts";
import { loadTexts, problemWords } from "../../../web/texts.ts";
import { ALL_AVAILABLE, SMALL_HOUSE } from "./small-house.ts";

const LANGUAGES = [ENGLISH, GERMAN];

test("a seat in words has its place, its category, and its state", () => {
	const state = { house: SMALL_HOUSE, bits: ALL_AVAILABLE, marks: new Map([[0, "mine" as const]]), focus: undefined };

	expect(seatWords(state, 1, ENGLISH)).toBe("stalls, row A, seat 2, gold, available");
	expect(seatWords(state, 0, ENGLISH)).toBe("stalls, row A, seat 1, gold, yours");
	expect(seatWords(state, 7, ENGLISH)).toBe("stalls, row B, seat 4, silver, accessible, available");
	expect(seatWords({ ...state, bits: new Uint8Array(2) }, 10, ENGLISH)).toBe("balcony, row A, seat 3, taken");
});

test.each(LANGUAGES)("at the desk ($lang), an order that runs from right to left turns nothing around it", (texts) => {
	const { moveOrder, blocked, orderIs } = deskTexts(texts);

	expect(moveOrder("הזמנה 12", "3", "row A, seat 1")).toContain("\u2068הזמנה 12\u2069 ");
	expect(blocked("row A, seat 1", "محجوز")).toContain("(\u2068محجوز\u2069)");
	expect(orderIs("order-12")).not.toMatch(/[\u2068\u2069]/);
});

test("seats of one row are named together", () => {
	const seats = ["7", "8"].map((seat) => ({ section: "stalls", row: "A", seat }));

	expect(seatsWords([...seats, { section: "balcony", row: "C", seat: "1" }], ENGLISH, formatsOf("en"))).toBe(
		"stalls, row A, seats 7 and 8; balcony, row C, seat 1",
	);
});

test("three and more numbers in a row are a range, and labels that are no numbers are not", () => {
	const inRow = (...labels: readonly string[]) =>
		seatsWords(
			labels.map((seat) => ({ section: "stalls", row: "A", seat })),
			ENGLISH,
			formatsOf("en", ["en-GB"]),
		).replace("stalls, row A, seats ", "");

	expect(inRow("9", "10", "11", "12")).toBe("9–12");
	expect(inRow("12", "11", "10", "8")).toBe("12–10 and 8");
	expect(inRow("1", "2", "4", "5", "6", "9")).toBe("1, 2, 4–6 and 9");
	expect(inRow("1", "3", "5")).toBe("1, 3 and 5");
	expect(inRow("09", "10", "11", "11a", "12")).toBe("09–11, 11a and 12");
});

test("times are written as in the region that the browser names for the page's language", () => {
	const at = Date.UTC(2026, 11, 2, 12) / 1_000;

	expect(formatsOf("en", ["en-GB", "en"]).dateAndTime(at)).toMatch(/^2 Dec 2026, /);
	expect(formatsOf("en", ["de-DE", "en", "en-US"]).dateAndTime(at)).toMatch(/^Dec 2, 2026, /);
	expect(formatsOf("de", ["en-GB"]).dateAndTime(at)).toMatch(/^02\.12\.2026, /);
	// What a browser without a desktop may say is no tag.
	expect(formatsOf("en", ["en-US@posix"]).number(1_000)).toBe("1,000");
});

test("a label that is too long for its place is cut, says so, and keeps its end, in which labels differ", () => {
	const measured = { measureText: (text: string) => ({ width: 10 * text.length }) as TextMetrics };

	expect(cut(measured, "Row A", 50)).toBe("Row A");
	expect(cut(measured, "Table 11", 50)).toBe("…e 11");
	expect(cut(measured, "W".repeat(64), 50)).toBe("…WWWW");
});

test("the page speaks the first of the wanted languages that it has, and English otherwise", async () => {
	expect((await loadTexts([null, "de-AT", "en"])).lang).toBe("de");
	expect((await loadTexts(["en", "de"])).lang).toBe("en");
	expect((await loadTexts(["fr", "ja"])).lang).toBe("en");
});

test.each([
	["en", "1 seat", "2 seats", "End 1 lock", "Release 1 sold seat (order: 4711)? It goes back on sale at once."],
	[
		"de",
		"1 Platz",
		"2 Plätze",
		"1 Reservierung beenden",
		"1 verkauften Platz freigeben (Bestellung: 4711)? Er ist sofort wieder im Verkauf.",
	],
])("in the language %s, one seat is one seat", async (lang, one, two, endLock, question) => {
	const texts = await loadTexts([lang]);
	const { endLocks, releaseQuestion, orders } = deskTexts(texts);

	expect([texts.seats("1"), texts.seats("2"), endLocks("1")]).toEqual([one, two, endLock]);
	expect(releaseQuestion("1", orders("4711", 1))).toBe(question);
});

test.each([
	[0, "There are no matching seats left."],
	[1, "There are no 4 matching seats side by side, only single ones."],
	[3, "There are no 4 matching seats side by side, but there are 3."],
])("a party of four hears that %i seats are side by side at most", (largest, words) => {
	expect(ENGLISH.notices["not-together"](4, largest)).toBe(words);
});

test("a problem is said in the page's language, and one that the page does not know in the service's", () => {
	const said = LANGUAGES.map((texts) =>
		problemWords(texts, { type: "/problems/internal", title: "The service has failed" }),
	);

	expect(said).toEqual([
		"The service has failed. Please try again later.",
		"Der Dienst ist ausgefallen. Bitte versuchen Sie es später noch einmal.",
	]);
	expect(problemWords(ENGLISH, { type: "/problems/too-large", title: "The body is too large" })).toBe(
		"That did not work: The body is too large.",
	);
});

test("the last minute is never promised as a whole one: a page may be opened in the middle of it", () => {
	expect(LANGUAGES.map(({ oneMinute }) => oneMinute)).toEqual([
		"Your seats are kept for at most one more minute.",
		"Ihre Plätze sind noch höchstens eine Minute reserviert.",
	]);
});

test("a countdown never shows a second that is not there any more", () => {
	expect([600, 65.9, 0.4, -3].map(minutes)).toEqual(["10:00", "1:05", "0:00", "0:00"]);
});

describe("colors", () => {
	const aColor = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255)) as fc.Arbitrary<Rgb>;

	test.each(["#ffffff", "#141821"])("every category is seen on the background %s (WCAG 1.4.11)", (background) => {
		fc.assert(
			fc.property(aColor, (color) => {
				expect(contrast(seenOn(color, parseColor(background)), parseColor(background))).toBeGreaterThanOrEqual(3);
			}),
		);
	});

	test.each(["light", "dark"])(
		"a seat is seen on the %s map, and on the area of its section, taken or not",
		(scheme) => {
			const [light = "", dark = ""] = readFileSync("web/seats.css", "utf8").split(
				"@media (prefers-color-scheme: dark)",
			);
			const read = (name: string) =>
				new RegExp(`--${name}: (#[0-9a-f]{6});`).exec(scheme === "dark" ? dark : light)?.[1] ?? "";
			fc.assert(
				fc.property(aColor, (color) => {
					const { categories, taken, background, area } = paletteOf(
						[{ category: "any", color: cssColor(color) }],
						read,
					);
					for (const behind of [background, area]) {
						expect(contrast(parseColor(categories[0]?.fill ?? ""), parseColor(behind))).toBeGreaterThanOrEqual(3);
						expect(contrast(parseColor(taken), parseColor(behind))).toBeGreaterThanOrEqual(3);
					}
				}),
				// One that is seen by a hair before it is rounded, and was not after.
				{ examples: [[[68, 228, 1]]] },
			);
		},
	);

	test("a label on a seat can be read on every color (WCAG 1.4.3)", () => {
		fc.assert(
			fc.property(aColor, (color) => {
				expect(contrast(inkOn(color), color)).toBeGreaterThanOrEqual(4.3);
			}),
		);
	});

	test("a color that is seen already is left as it is", () => {
		expect(seenOn(parseColor("#36c"), parseColor("#ffffff"))).toEqual([51, 102, 204]);
	});
});

test("a section is shown in parts of whole rows, none of them larger than a browser likes", () => {
	const rows = Array.from({ length: 50 }, (_, index) => {
		const row = SMALL_HOUSE.rows[0] as (typeof SMALL_HOUSE.rows)[number];
		return { ...row, row: `${index}`, first: 200 * index, end: 200 * (index + 1) };
	});

	const parts = partsOf(rows);

	expect(parts.flat()).toEqual(rows);
	expect(parts.map((part) => part.length)).toEqual([15, 15, 15, 5]);
	expect(partsOf([])).toEqual([]);
});

describe("an event's sale", () => {
	const opens = Date.UTC(2026, 11, 2, 12) / 1_000;
	const times = { opens, closes: opens + 60 };
	const formats = formatsOf("en", ["en-GB"]);
	const [full, some] = [new Uint8Array(2), Uint8Array.of(0, 4)];
	const line = (now: number, about = {}, bits = some) => saleWords(about, now, ENGLISH, formats, bits);
	const listed = (now: number, about = {}) => saleWords(about, now, ENGLISH, formats);

	test("is counted down in the last hour before it begins, where somebody waits for it", () => {
		expect(line(opens - 3_601, times)).toMatch(/^On sale from 2 Dec 2026, /);
		expect(line(opens - 3_600, times, full)).toBe("On sale in 60:00");
		expect(line(opens - 0.5, times)).toBe("On sale in 0:01");
		expect(line(opens, times)).toMatch(/^On sale until 2 Dec 2026, /);
	});

	test("says that no seat is free, but only between its beginning and its end", () => {
		expect(line(opens, times, full)).toBe(ENGLISH.noneFree);
		expect(line(opens, {}, full)).toBe(ENGLISH.noneFree);
		expect(line(opens, {})).toBe("");
		expect(line(opens + 60, times, full)).toBe("The sale has ended");
		expect(line(opens - 1, { opens, closes: opens - 2 })).toBe("The sale has ended");
	});

	test("is not counted down in the list of events, which stays as it is", () => {
		expect(listed(opens - 1, times)).toMatch(/^On sale from 2 Dec 2026, /);
		expect(listed(opens, times)).toMatch(/^On sale until 2 Dec 2026, /);
		expect(listed(opens + 60, times)).toBe("The sale has ended");
		expect([listed(opens), listed(opens, { opens })]).toEqual(["", ""]);
	});
});

test("the clock of the service is learnt from an answer, and a missing date changes nothing", () => {
	const clock = serviceClock(() => 1_000_000);

	clock.learn("Thu, 01 Jan 1970 00:20:00 GMT");
	clock.learn(null);

	expect(clock.now()).toBe(1_200.5);
});
