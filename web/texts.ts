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

/** The texts that only the desk's page needs. A bundle without that page has none of them. */
const ENGLISH_DESK = {
	title: "Desk",
	signIn: "Sign in",
	signInHelp:
		"The key stays in the memory of this page. It is forgotten after 15 minutes without a key or a click, when you reload, and when you leave.",
	key: "Seller key",
	event: "Event",
	wrongKey: "The service does not know this key.",
	keyRefused: "The service no longer accepts the key. Please sign in again.",
	forgotten: "Nobody was here for 15 minutes, so the key is forgotten. Please sign in again.",
	signedOut: "You have signed out. The key is forgotten.",
	noEvent: "Choose an event.",
	signOut: "Sign out",
	idle: (time: string) => `Nobody here? The key is forgotten in ${time}.`,
	stay: "I am here",
	reading: (num: string) => `Reading the taken seats … ${num}`,
	live: "Live",
	lost: "No connection: what you see may be out of date. Trying again …",
	readAgain: "Read all seats again",

	states: { available: "available", sold: "sold", locked: "locked", blocked: "blocked" },
	orderIs: (order: string) => `order ${order}`,
	withoutOrder: "without an order",
	reasonIs: (reason: string) => `reason: ${reason}`,
	until: (time: string) => `until ${time}`,

	tools: "What dragging over seats does",
	tool: { select: "Choose", move: "Move a sale", block: "Block", unblock: "Unblock" },
	toolHelp: {
		select: "Click seats, or drag over them, to choose them. Drag beside the seats to move the map.",
		move: "Drag a sold seat to where the sale should go. If several sales are chosen, they go together.",
		block: "Type the reason, then drag over available seats.",
		unblock: "Drag over blocked seats to put them back on sale.",
	},
	blockReason: "Reason",
	map: "Map of the seats for sellers. Arrow keys move it, plus and minus zoom, 0 shows the whole house. The list has every seat, too.",
	listHelp:
		"Arrow keys move, Space chooses a seat, Shift with an arrow, Home or End chooses what it passes. The buttons beside the map do the rest.",

	legend: "What the shapes mean",
	lookUp: "Look up",
	order: "Order",
	find: "Find",
	findOrder: "Find the order",
	findSeat: "Find the seat",
	row: "Row",
	seat: "Seat",

	chosen: "Chosen seats",
	noneChosen: "Choose seats on the map or in the list, or look up an order.",
	numOf: (num: string, state: string) => `${num} ${state}`,
	andMore: (num: string) => `and ${num} more`,
	sell: (num: string) => `Sell ${num}`,
	together: "Seats together",
	sellTogether: "Find and sell",
	soldBefore: (seats: string, order: string) =>
		`This party was sold under ${order} before: ${seats}. To sell more under this order, choose seats.`,
	orderOfSale: "Order of the sale",
	giveOrder: (num: string) => `Give it to ${num}`,
	block: (num: string) => `Block ${num}`,
	unblock: (num: string) => `Unblock ${num}`,
	release: (num: string) => `Release ${num}`,
	move: (num: string) => `Move ${num} …`,
	endLocks: (num: string) => `End ${num} locks`,
	clear: "Choose none",
	stop: "Stop",
	keep: "Do nothing",

	releaseQuestion: (num: string, orders: string) =>
		`Release ${num} sold seats of ${orders}? They go back on sale at once.`,
	endLocksQuestion: (num: string) => `End the locks on ${num} seats? Buyers who are about to pay for them lose them.`,
	sold: (seats: string, order: string) => `Sold under ${order}: ${seats}.`,
	orderGiven: (order: string, seats: string) => `Order ${order}: ${seats}.`,
	blocked: (seats: string, reason: string) => `Blocked (${reason}): ${seats}.`,
	unblocked: (seats: string) => `Back on sale: ${seats}.`,
	released: (seats: string) => `Released: ${seats}.`,
	locksEnded: (seats: string) => `Locks ended: ${seats}.`,
	moved: (seats: string) => `Moved to ${seats}.`,
	undo: "Undo",
	orderFound: (order: string, num: string) => `Order ${order} has ${num} seats. They are chosen.`,
	chooseTarget: (seat: string) => `Choose the seat to which ${seat} goes; the others follow beside it. Escape stops.`,

	reasonFirst: "Type a reason before you block seats.",
	orderFirst: "Type an order first.",
	differentReasons: "These seats are blocked for different reasons. Sell them one reason at a time.",
	noRoom: "There is no room for these sales there: the seats beside it must be in one row, and available.",
	noOrder: "A sale without an order cannot be moved. Give it one first.",
	tooMany: (num: string) => `One move may concern ${num} seats at most.`,
	notAsExpected: (seats: string) => `Nothing was changed, because the seats are not as they were shown. Now: ${seats}.`,
	unknownOrder: (order: string) => `No seat is sold under ${order}.`,
	unknownSeat: "There is no such seat.",
	notTogether: (num: string) => `There are not that many seats side by side. The most is ${num}.`,
	noAnswer: "There was no answer. It is safe to do the same again.",
	failed: (why: string) => `That did not work: ${why}.`,

	totals: "Live totals",
	total: "All",
	bySection: "By section",
	byCategory: "By category",
	free: "free",
	asOf: (time: string) => `Counted ${time}`,
	curve: "Sold over time",
	spans: { hour: "Last hour", day: "Last day", all: "Since the first sale" },
	span: "Time",
	curveWords: (from: string, to: string, before: string, now: string) =>
		`Sold seats from ${from} to ${to}: from ${before} to ${now}`,
	latest: "Latest changes",
	noChanges: "Nothing has changed yet.",
	changes: {
		"seat.locked": "locked",
		"seat.unlocked": "unlocked",
		"seat.expired": "lock ended",
		"seat.sold": "sold",
		"seat.released": "released",
		"seat.blocked": "blocked",
		"seat.unblocked": "unblocked",
	},
	csv: "Download as CSV",
};

export type DeskTexts = typeof ENGLISH_DESK;

const GERMAN_DESK: DeskTexts = {
	title: "Kasse",
	signIn: "Anmelden",
	signInHelp:
		"Der Schlüssel bleibt im Speicher dieser Seite. Er wird vergessen nach 15 Minuten ohne Taste oder Klick, beim Neuladen und beim Verlassen.",
	key: "Verkäuferschlüssel",
	event: "Veranstaltung",
	wrongKey: "Der Dienst kennt diesen Schlüssel nicht.",
	keyRefused: "Der Dienst nimmt den Schlüssel nicht mehr an. Bitte melden Sie sich neu an.",
	forgotten: "Seit 15 Minuten war niemand hier, der Schlüssel ist vergessen. Bitte melden Sie sich neu an.",
	signedOut: "Sie sind abgemeldet. Der Schlüssel ist vergessen.",
	noEvent: "Wählen Sie eine Veranstaltung.",
	signOut: "Abmelden",
	idle: (time) => `Niemand da? Der Schlüssel wird in ${time} vergessen.`,
	stay: "Ich bin da",
	reading: (num) => `Die vergebenen Plätze werden gelesen … ${num}`,
	live: "Live",
	lost: "Keine Verbindung: Was Sie sehen, ist vielleicht veraltet. Neuer Versuch …",
	readAgain: "Alle Plätze neu lesen",

	states: { available: "frei", sold: "verkauft", locked: "reserviert", blocked: "gesperrt" },
	orderIs: (order) => `Bestellung ${order}`,
	withoutOrder: "ohne Bestellung",
	reasonIs: (reason) => `Grund: ${reason}`,
	until: (time) => `bis ${time}`,

	tools: "Was Ziehen über Plätze tut",
	tool: { select: "Auswählen", move: "Verkauf verschieben", block: "Sperren", unblock: "Entsperren" },
	toolHelp: {
		select:
			"Klicken Sie auf Plätze oder ziehen Sie darüber, um sie auszuwählen. Neben den Plätzen ziehen verschiebt den Plan.",
		move: "Ziehen Sie einen verkauften Platz dorthin, wohin der Verkauf soll. Mehrere ausgewählte gehen zusammen.",
		block: "Geben Sie den Grund ein und ziehen Sie über freie Plätze.",
		unblock: "Ziehen Sie über gesperrte Plätze, um sie wieder zu verkaufen.",
	},
	blockReason: "Grund",
	map: "Saalplan für die Kasse. Pfeiltasten verschieben ihn, Plus und Minus zoomen, 0 zeigt den ganzen Saal. Alle Plätze stehen auch in der Liste.",
	listHelp:
		"Pfeiltasten bewegen, die Leertaste wählt einen Platz, Umschalt mit Pfeil, Pos1 oder Ende wählt, worüber es geht. Den Rest tun die Knöpfe neben dem Plan.",

	legend: "Was die Formen bedeuten",
	lookUp: "Nachsehen",
	order: "Bestellung",
	find: "Finden",
	findOrder: "Bestellung finden",
	findSeat: "Platz finden",
	row: "Reihe",
	seat: "Platz",

	chosen: "Ausgewählte Plätze",
	noneChosen: "Wählen Sie Plätze im Plan oder in der Liste, oder suchen Sie eine Bestellung.",
	numOf: (num, state) => `${num} ${state}`,
	andMore: (num) => `und ${num} weitere`,
	sell: (num) => `${num} verkaufen`,
	together: "Plätze nebeneinander",
	sellTogether: "Finden und verkaufen",
	soldBefore: (seats, order) =>
		`Diese Gruppe wurde unter ${order} schon verkauft: ${seats}. Wählen Sie Plätze aus, um mehr unter dieser Bestellung zu verkaufen.`,
	orderOfSale: "Bestellung des Verkaufs",
	giveOrder: (num) => `${num} zuordnen`,
	block: (num) => `${num} sperren`,
	unblock: (num) => `${num} entsperren`,
	release: (num) => `${num} freigeben`,
	move: (num) => `${num} verschieben …`,
	endLocks: (num) => `${num} Reservierungen beenden`,
	clear: "Nichts auswählen",
	stop: "Abbrechen",
	keep: "Nichts tun",

	releaseQuestion: (num, orders) =>
		`${num} verkaufte Plätze von ${orders} freigeben? Sie sind sofort wieder im Verkauf.`,
	endLocksQuestion: (num) => `Die Reservierungen von ${num} Plätzen beenden? Wer sie gerade bezahlt, verliert sie.`,
	sold: (seats, order) => `Verkauft unter ${order}: ${seats}.`,
	orderGiven: (order, seats) => `Bestellung ${order}: ${seats}.`,
	blocked: (seats, reason) => `Gesperrt (${reason}): ${seats}.`,
	unblocked: (seats) => `Wieder im Verkauf: ${seats}.`,
	released: (seats) => `Freigegeben: ${seats}.`,
	locksEnded: (seats) => `Reservierungen beendet: ${seats}.`,
	moved: (seats) => `Verschoben nach ${seats}.`,
	undo: "Rückgängig",
	orderFound: (order, num) => `Bestellung ${order} hat ${num} Plätze. Sie sind ausgewählt.`,
	chooseTarget: (seat) => `Wählen Sie den Platz, auf den ${seat} geht; die anderen folgen daneben. Escape bricht ab.`,

	reasonFirst: "Geben Sie einen Grund ein, bevor Sie Plätze sperren.",
	orderFirst: "Geben Sie zuerst eine Bestellung ein.",
	differentReasons: "Diese Plätze sind aus verschiedenen Gründen gesperrt. Verkaufen Sie sie Grund für Grund.",
	noRoom: "Dort ist kein Platz für diese Verkäufe: Die Plätze daneben müssen in einer Reihe und frei sein.",
	noOrder: "Ein Verkauf ohne Bestellung kann nicht verschoben werden. Geben Sie ihm zuerst eine.",
	tooMany: (num) => `Ein Verschieben darf höchstens ${num} Plätze betreffen.`,
	notAsExpected: (seats) => `Es wurde nichts geändert, denn die Plätze sind nicht wie angezeigt. Jetzt: ${seats}.`,
	unknownOrder: (order) => `Unter ${order} ist kein Platz verkauft.`,
	unknownSeat: "Diesen Platz gibt es nicht.",
	notTogether: (num) => `So viele Plätze nebeneinander gibt es nicht. Höchstens sind es ${num}.`,
	noAnswer: "Keine Antwort. Sie können dasselbe gefahrlos noch einmal tun.",
	failed: (why) => `Das hat nicht geklappt: ${why}.`,

	totals: "Aktuelle Zahlen",
	total: "Alle",
	bySection: "Nach Bereich",
	byCategory: "Nach Kategorie",
	free: "frei",
	asOf: (time) => `Gezählt ${time}`,
	curve: "Verkauft im Lauf der Zeit",
	spans: { hour: "Letzte Stunde", day: "Letzter Tag", all: "Seit dem ersten Verkauf" },
	span: "Zeitraum",
	curveWords: (from, to, before, now) => `Verkaufte Plätze von ${from} bis ${to}: von ${before} auf ${now}`,
	latest: "Letzte Änderungen",
	noChanges: "Noch hat sich nichts geändert.",
	changes: {
		"seat.locked": "reserviert",
		"seat.unlocked": "zurückgegeben",
		"seat.expired": "Reservierung abgelaufen",
		"seat.sold": "verkauft",
		"seat.released": "freigegeben",
		"seat.blocked": "gesperrt",
		"seat.unblocked": "entsperrt",
	},
	csv: "Als CSV herunterladen",
};

/** The same language as the other texts. */
export const deskTexts = ({ lang }: Texts): DeskTexts => (lang === GERMAN.lang ? GERMAN_DESK : ENGLISH_DESK);
