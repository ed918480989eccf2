/** Every text of the page in German. */
import type { Texts } from "../texts.ts";

/** @param num as it is written: one is "1" in this language */
const counted = (num: string, one: string, more: string) => `${num} ${num === "1" ? one : more}`;

export const GERMAN: Texts = {
	lang: "de",
	dir: "ltr",
	title: "Plätze wählen",
	events: "Veranstaltungen",
	noEvents: "Es gibt noch keine Veranstaltungen.",
	allEvents: "Alle Veranstaltungen",
	otherLanguage: "English",
	seats: (num) => counted(num, "Platz", "Plätze"),
	opensAt: (time) => `Verkauf ab ${time}`,
	opensIn: (time) => `Verkauf beginnt in ${time}`,
	closesAt: (time) => `Verkauf bis ${time}`,
	hasClosed: "Der Verkauf ist beendet",
	noneFree: "Im Moment ist kein Platz frei. Vielleicht werden noch welche zurückgegeben.",
	loading: "Die Plätze werden geladen …",
	notLoaded: "Die Plätze konnten nicht geladen werden. Neuer Versuch …",

	seat: ({ section, row, seat }) => `${section}, Reihe ${row}, Platz ${seat}`,
	seatsOfRow: (section, row, seats) => `${section}, Reihe ${row}, Plätze ${seats}`,
	seatInRow: ({ row, seat }) => `Reihe ${row}, Platz ${seat}`,
	states: { available: "frei", taken: "vergeben", mine: "Ihr Platz", asked: "bitte warten" },
	accessible: "barrierefrei",
	noCategory: "Andere Plätze",

	list: "Plätze als Liste",
	section: "Bereich",
	part: "Reihen",
	rowsFromTo: (from, to) => `\u2068${from}\u2069 bis \u2068${to}\u2069`,
	sectionFree: (section, num) => `\u2068${section}\u2069 (${num} frei)`,
	seatsOf: (section) => `Plätze in ${section}`,
	rowLabel: (row) => `Reihe ${row}`,
	listHelp: "Mit den Pfeiltasten bewegen Sie sich; die Eingabetaste nimmt einen Platz oder gibt ihn zurück.",

	best: "Beste Plätze nebeneinander",
	howMany: "Plätze",
	category: "Kategorie",
	any: "Alle",
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
	demo: "Eine Demo auf Ihrem eigenen Rechner: Die Plätze werden verkauft, aber niemand zahlt.",

	dismiss: "Schließen",
	takeInstead: (seat) => `Stattdessen ${seat}`,
	findFewer: (num) => `${num} finden`,
	notices: {
		locked: (seats) => `Für Sie reserviert: ${seats}.`,
		"given-back": (seats) => `Zurückgegeben: ${seats}.`,
		"kept-longer": (time) => `Ihre Plätze sind jetzt bis ${time} reserviert.`,
		"not-longer": (time) => `Ihre Plätze können nicht länger als bis ${time} reserviert werden.`,
		taken: (seats) => `Leider gerade vergeben: ${seats}.`,
		ended: (seats) => `Ihre Zeit ist abgelaufen. Diese Plätze sind wieder frei: ${seats}.`,
		lost: (seats) => `Diese Plätze sind nicht mehr für Sie reserviert: ${seats}.`,
		"not-together": (num, largest) =>
			largest === 0
				? "Passende Plätze gibt es nicht mehr."
				: `${num} passende Plätze nebeneinander gibt es nicht, ${largest === 1 ? "nur einzelne" : `höchstens ${largest}`}.`,
		"too-many": (limit) => `Bitte höchstens ${counted(limit, "Platz", "Plätze")} auf einmal.`,
		bought: (seats, order) => `Gekauft: ${seats}. Ihre Bestellnummer: ${order}.`,
		"not-on-sale": (time) => `Der Verkauf beginnt am ${time}.`,
		"on-sale": "Der Verkauf hat begonnen.",
		closed: "Der Verkauf ist beendet.",
		"no-answer": "Keine Antwort. Bitte versuchen Sie es noch einmal.",
		failed: (why) => `Das hat nicht geklappt: ${why}.`,
	},
	problems: {
		"/problems/unknown-event": "Diese Veranstaltung gibt es nicht.",
		"/problems/seats-unavailable": "Dieser Platz ist vergeben.",
		"/problems/unknown-seat": "Der Saal wurde geändert. Bitte wählen Sie noch einmal.",
		"/problems/unknown-category": "Diese Kategorie gibt es nicht mehr.",
		"/problems/invalid-request": "Der Dienst versteht diese Seite nicht. Bitte laden Sie sie neu.",
		"/problems/try-again": "Der Dienst ist überlastet. Bitte versuchen Sie es noch einmal.",
		"/problems/internal": "Der Dienst ist ausgefallen. Bitte versuchen Sie es später noch einmal.",
	},
	offline: "Keine Verbindung. Was Sie sehen, ist vielleicht veraltet; wir versuchen es weiter.",
	oneMinute: "Ihre Plätze sind noch höchstens eine Minute reserviert.",
};
