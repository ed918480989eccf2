/** Every text of the page, in each of its languages. To add one, translate the first and add it to `LANGUAGES`. */
import type { SeatName } from "./house/house.ts";
import type { SeatState } from "./sale/map-state.ts";

const ENGLISH = {
	lang: "en",
	/** Right to left is `rtl`. */
	dir: "ltr",
	title: "Choose your seats",
	events: "Events",
	noEvents: "There are no events yet.",
	allEvents: "All events",
	otherLanguage: "Deutsch",
	seats: (num: string) => `${num} seats`,
	opensAt: (time: string) => `On sale from ${time}`,
	closesAt: (time: string) => `On sale until ${time}`,
	hasClosed: "The sale has ended",
	loading: "Loading the seats …",
	unknownEvent: "There is no such event.",
	notLoaded: "The seats could not be loaded. Trying again …",

	seat: ({ section, row, seat }: SeatName) => `${section}, row ${row}, seat ${seat}`,
	seatsOfRow: (section: string, row: string, seats: string) => `${section}, row ${row}, seats ${seats}`,
	seatInRow: ({ row, seat }: SeatName) => `Row ${row}, seat ${seat}`,
	states: { available: "available", taken: "taken", mine: "yours", asked: "one moment" } satisfies Record<
		SeatState,
		string
	>,
	accessible: "accessible",
	noCategory: "Other seats",

	list: "Seats as a list",
	section: "Section",
	part: "Rows",
	rowsFromTo: (from: string, to: string) => `${from} to ${to}`,
	sectionFree: (section: string, num: string) => `${section} (${num} free)`,
	seatsOf: (section: string) => `Seats of ${section}`,
	rowLabel: (row: string) => `Row ${row}`,
	listHelp: "Arrow keys move, Enter takes a seat or gives it back.",

	best: "Best seats together",
	howMany: "Seats",
	category: "Category",
	anyCategory: "Any",
	needsAccessible: "With an accessible seat",
	find: "Find seats",

	map: "Map of the seats. Arrow keys move it, plus and minus zoom, 0 shows the whole house. The list has every seat, too.",
	zoomIn: "Zoom in",
	zoomOut: "Zoom out",
	wholeHouse: "Whole house",
	legend: "Categories",
	free: (num: string) => `${num} free`,

	basket: "Your seats",
	emptyBasket: "Choose seats on the map, or let us find the best ones. They are kept for you while you decide.",
	keptFor: (time: string) => `Kept for you for ${time}`,
	keepLonger: "Keep longer",
	giveBack: "Give back",
	giveBackSeat: (seat: string) => `Give back ${seat}`,
	giveBackAll: "Give all back",
	checkOut: "Buy (demo)",
	demo: "A demo on your own machine: nobody pays, and the seats are sold.",

	dismiss: "Dismiss",
	takeInstead: (seat: string) => `Take ${seat} instead`,
	findFewer: (num: number) => `Find ${num}`,
	notices: {
		locked: (seats: string) => `Kept for you: ${seats}.`,
		"given-back": (seats: string) => `Given back: ${seats}.`,
		"kept-longer": (time: string) => `Your seats are now kept until ${time}.`,
		"not-longer": (time: string) => `Your seats cannot be kept any longer than until ${time}.`,
		taken: (seats: string) => `Sorry, someone has just taken ${seats}.`,
		ended: (seats: string) => `Your time is over, and these seats are free again: ${seats}.`,
		lost: (seats: string) => `These seats are no longer kept for you: ${seats}.`,
		"not-together": (num: number, largest: number) =>
			largest === 0
				? "There are no such seats left."
				: `There are no ${num} such seats side by side. The most side by side is ${largest}.`,
		bought: (seats: string, order: string) => `Bought: ${seats}. Your order is ${order}.`,
		"not-on-sale": (time: string) => `The sale begins ${time}.`,
		closed: "The sale has ended.",
		"no-answer": "There was no answer. Please try again.",
		failed: (why: string) => `That did not work: ${why}.`,
	},
	offline: "No connection. What you see may be out of date; we keep trying.",
	oneMinute: "Your seats are kept for one more minute.",
};

export type Texts = typeof ENGLISH;

const GERMAN: Texts = {
	lang: "de",
	dir: "ltr",
	title: "Plätze wählen",
	events: "Veranstaltungen",
	noEvents: "Es gibt noch keine Veranstaltungen.",
	allEvents: "Alle Veranstaltungen",
	otherLanguage: "English",
	seats: (num) => `${num} Plätze`,
	opensAt: (time) => `Verkauf ab ${time}`,
	closesAt: (time) => `Verkauf bis ${time}`,
	hasClosed: "Der Verkauf ist beendet",
	loading: "Die Plätze werden geladen …",
	unknownEvent: "Diese Veranstaltung gibt es nicht.",
	notLoaded: "Die Plätze konnten nicht geladen werden. Neuer Versuch …",

	seat: ({ section, row, seat }) => `${section}, Reihe ${row}, Platz ${seat}`,
	seatsOfRow: (section, row, seats) => `${section}, Reihe ${row}, Plätze ${seats}`,
	seatInRow: ({ row, seat }) => `Reihe ${row}, Platz ${seat}`,
	states: { available: "frei", taken: "vergeben", mine: "Ihr Platz", asked: "einen Moment" },
	accessible: "barrierefrei",
	noCategory: "Andere Plätze",

	list: "Plätze als Liste",
	section: "Bereich",
	part: "Reihen",
	rowsFromTo: (from, to) => `${from} bis ${to}`,
	sectionFree: (section, num) => `${section} (${num} frei)`,
	seatsOf: (section) => `Plätze in ${section}`,
	rowLabel: (row) => `Reihe ${row}`,
	listHelp: "Pfeiltasten bewegen, Eingabe nimmt einen Platz oder gibt ihn zurück.",

	best: "Beste Plätze nebeneinander",
	howMany: "Plätze",
	category: "Kategorie",
	anyCategory: "Alle",
	needsAccessible: "Mit barrierefreiem Platz",
	find: "Plätze finden",

	map: "Saalplan. Pfeiltasten verschieben ihn, Plus und Minus zoomen, 0 zeigt den ganzen Saal. Alle Plätze stehen auch in der Liste.",
	zoomIn: "Vergrößern",
	zoomOut: "Verkleinern",
	wholeHouse: "Ganzer Saal",
	legend: "Kategorien",
	free: (num) => `${num} frei`,

	basket: "Ihre Plätze",
	emptyBasket:
		"Wählen Sie Plätze im Saalplan, oder lassen Sie uns die besten finden. Sie bleiben reserviert, während Sie sich entscheiden.",
	keptFor: (time) => `Noch ${time} für Sie reserviert`,
	keepLonger: "Länger reservieren",
	giveBack: "Zurückgeben",
	giveBackSeat: (seat) => `${seat} zurückgeben`,
	giveBackAll: "Alle zurückgeben",
	checkOut: "Kaufen (Demo)",
	demo: "Eine Demo auf Ihrem eigenen Rechner: Niemand zahlt, und die Plätze sind verkauft.",

	dismiss: "Schließen",
	takeInstead: (seat) => `Stattdessen ${seat}`,
	findFewer: (num) => `${num} finden`,
	notices: {
		locked: (seats) => `Für Sie reserviert: ${seats}.`,
		"given-back": (seats) => `Zurückgegeben: ${seats}.`,
		"kept-longer": (time) => `Ihre Plätze sind jetzt bis ${time} reserviert.`,
		"not-longer": (time) => `Ihre Plätze können nicht länger als bis ${time} reserviert werden.`,
		taken: (seats) => `Leider gerade vergeben: ${seats}.`,
		ended: (seats) => `Die Zeit ist abgelaufen, und diese Plätze sind wieder frei: ${seats}.`,
		lost: (seats) => `Diese Plätze sind nicht mehr für Sie reserviert: ${seats}.`,
		"not-together": (num, largest) =>
			largest === 0
				? "Solche Plätze gibt es nicht mehr."
				: `Es gibt keine ${num} solchen Plätze nebeneinander. Höchstens sind es ${largest}.`,
		bought: (seats, order) => `Gekauft: ${seats}. Ihre Bestellung ist ${order}.`,
		"not-on-sale": (time) => `Der Verkauf beginnt ${time}.`,
		closed: "Der Verkauf ist beendet.",
		"no-answer": "Keine Antwort. Bitte versuchen Sie es noch einmal.",
		failed: (why) => `Das hat nicht geklappt: ${why}.`,
	},
	offline: "Keine Verbindung. Was Sie sehen, ist vielleicht veraltet; wir versuchen es weiter.",
	oneMinute: "Ihre Plätze sind noch eine Minute reserviert.",
};

export const LANGUAGES: readonly [Texts, ...Texts[]] = [ENGLISH, GERMAN];

/** The first language that is wanted and that the page has. */
export function chooseTexts(wanted: readonly (string | null)[]): Texts {
	for (const tag of wanted) {
		const found = LANGUAGES.find(({ lang }) => tag?.toLowerCase().split("-")[0] === lang);
		if (found) return found;
	}
	return LANGUAGES[0];
}
