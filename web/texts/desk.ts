/** The texts that only the desk's page needs, in each language. */
import type { Texts } from "../texts.ts";

/** @param num as it is written: one is "1" in each of these languages */
const counted = (num: string, one: string, more: string) => `${num} ${num === "1" ? one : more}`;

/** Hebrew, Arabic and other letters that run from right to left. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

/** What a seller has typed, so that it does not turn the numbers and words beside it around. */
export const apart = (typed: string) => (RIGHT_TO_LEFT.test(typed) ? `\u2068${typed}\u2069` : typed);

const ENGLISH_DESK = {
	title: "Desk",
	signIn: "Sign in",
	signInHelp:
		"The key stays in the memory of this page. It is forgotten after 15 minutes without a key press or a click, when you reload, and when you leave.",
	key: "Seller key",
	event: "Event",
	wrongKey: "The service does not know this key.",
	keyRefused: "The service no longer accepts the key. Please sign in again.",
	forgotten: "Nobody was here for 15 minutes, so the key is forgotten. Please sign in again.",
	signedOut: "You have signed out. The key is forgotten.",
	signOut: "Sign out",
	idle: (time: string) => `Nobody here? The key is forgotten in ${time}.`,
	stay: "I am here",
	reading: (num: string) => `Reading the taken seats … ${num}`,
	lost: "No connection: what you see may be out of date. Trying again …",
	readAgain: "Read all seats again",

	states: { available: "available", sold: "sold", locked: "locked", blocked: "blocked" },
	orderIs: (order: string) => `order ${apart(order)}`,
	withoutOrder: "without an order",
	noOrders: "none",
	reasonIs: (reason: string) => `reason: ${apart(reason)}`,
	until: (time: string) => `until ${time}`,

	tools: "What dragging over seats does",
	tool: { select: "Choose", move: "Move a sale", block: "Block", unblock: "Unblock" },
	toolHelp: {
		select: "Click seats, or drag over them, to choose them; a drag that begins at a chosen seat deselects.",
		move: "Drag a sold seat to where the sale should go. If several sales are chosen, they go together.",
		block: "Type the reason, then drag over available seats.",
		unblock: "Drag over blocked seats to put them back on sale.",
	},
	dragHelp: "Hold Shift to drag a rectangle. Drag beside the seats to move the map.",
	rectangleHelp: "A rectangle may begin anywhere. The arrow keys, or two fingers on a touch screen, move the map.",
	rectangle: "Drag a rectangle",
	blockReason: "Reason",
	map: "Map of the seats for sellers. Arrow keys move it, plus and minus zoom, 0 shows the whole house. The list has every seat, too.",
	listHelp:
		"Move with the arrow keys. Space chooses a seat; Shift with an arrow key, Home or End chooses all seats in between; Shift with Space chooses the row, Ctrl with A the section. For everything else, use the buttons beside the map.",

	legend: "What the shapes mean",
	lookUp: "Look up",
	order: "Order",
	find: "Find",
	findOrder: "Find the order",
	findSeat: "Find the seat",
	row: "Row",
	seat: "Seat",

	chooseRow: (row: string) => `Choose row ${row}`,
	chooseSection: "Choose the section",
	chosen: "Chosen seats",
	noneChosen: "Choose seats on the map or in the list, or look up an order.",
	numOf: (num: string, state: string) => `${num} ${state}`,
	andMore: (num: string) => `and ${num} more`,
	sell: (num: string) => `Sell ${num}`,
	together: "Seats together",
	sellTogether: "Find and sell",
	soldBefore: (seats: string, order: string) =>
		`This party was sold under ${apart(order)} before: ${seats}. To sell more under this order, choose seats.`,
	orderOfSale: "Order of the sale",
	giveOrder: (num: string) => `Set order for ${num}`,
	block: (num: string) => `Block ${num}`,
	unblock: (num: string) => `Unblock ${num}`,
	release: (num: string) => `Release ${num}`,
	move: (num: string) => `Move ${num} …`,
	endLocks: (num: string) => `End ${counted(num, "lock", "locks")}`,
	clear: "Clear selection",
	stop: "Stop",
	keep: "Cancel",

	releaseQuestion: (num: string, orders: string) =>
		`Release ${counted(num, "sold seat", "sold seats")} (${orders})? ${num === "1" ? "It goes" : "They go"} back on sale at once.`,
	orders: (orders: string, num: number) => `${num === 1 ? "order" : "orders"}: ${orders}`,
	blockQuestion: (num: string, reason: string) => `Block ${num} seats (${apart(reason)})? They go off sale at once.`,
	unblockQuestion: (num: string) => `Unblock ${num} seats? They go back on sale at once.`,
	endLocksQuestion: (num: string) =>
		num === "1"
			? "End the lock on 1 seat? A buyer who is about to pay for it loses it."
			: `End the locks on ${num} seats? Buyers who are about to pay for them lose them.`,
	sold: (seats: string, order: string) => `Sold under ${apart(order)}: ${seats}.`,
	orderGiven: (order: string, seats: string) => `Order ${apart(order)}: ${seats}.`,
	blocked: (seats: string, reason: string) => `Blocked (${apart(reason)}): ${seats}.`,
	unblocked: (seats: string) => `Back on sale: ${seats}.`,
	released: (seats: string) => `Released: ${seats}.`,
	locksEnded: (seats: string) => `Locks ended: ${seats}.`,
	moved: (seats: string) => `Moved to ${seats}.`,
	undo: "Undo",
	progress: (done: string, all: string) => `Done: ${done} of ${all} seats …`,
	notDone: (num: string) => `Not done: ${counted(num, "seat", "seats")}.`,
	notKnown: (num: string) => `Not known to be done: ${counted(num, "seat", "seats")}.`,
	otherPlan: (done: string, num: string) =>
		`The event has another plan now. Done before: ${done} of ${num} seats. Choose the others again.`,
	stopped: "You have stopped it.",
	orderFound: (order: string, num: string) =>
		`Order ${apart(order)} has ${counted(num, "seat. It is chosen.", "seats. They are chosen.")}`,
	chooseTarget: (seat: string, num: number) =>
		`Choose where ${seat} should go${num > 1 ? "; the others go next to it" : ""}. Press Escape to cancel.`,

	moveOrder: (order: string, num: string, seat: string) =>
		`Order ${apart(order)} has ${num} seats. Move all of them, side by side, beginning at ${seat}?`,
	moveOrderNot: (order: string, num: string, why: string) =>
		`Order ${apart(order)} has ${num} seats. They do not all fit there side by side. ${why}`,
	moveAll: (num: string) => `Move all ${num}`,
	moveOne: "Move only this seat",
	rowEnds: (num: string) => `The row has only ${counted(num, "seat", "seats")} from there on.`,
	gapBefore: (seat: string) => `There is a gap before ${seat}.`,

	reasonFirst: "Type a reason before you block seats.",
	differentReasons: "These seats are blocked for different reasons. Sell them one reason at a time.",
	noRoom: "These sales do not fit there: they need available seats side by side in one row.",
	noOrder: "A sale without an order cannot be moved. Give it one first.",
	tooMany: (num: string) => `You can move at most ${num} seats at once.`,
	notAsExpected: (seats: string) =>
		`Some seats are not as they were shown, so none of them was changed. Now: ${seats}.`,
	unknownOrder: (order: string) => `No seat is sold under ${apart(order)}.`,
	orderNotFound: (order: string) => `No seat is sold under ${apart(order)}. Orders are case-sensitive.`,
	unknownSeat: "There is no such seat.",
	notTogether: (num: string) =>
		num === "0"
			? "There are no matching seats left."
			: `There are not that many matching seats side by side; the most is ${num}.`,
	noAnswerYet: "There is no answer yet. Trying again …",
	noAnswer: "There was no answer. It is safe to do the same again.",
	notTaken: (why: string) => `The service does not take this: ${why}.`,
	notWritable:
		"An order or a reason has at most 64 characters, fewer with emoji or letters that are not Latin, and no tabs.",

	totals: "Live totals",
	bySection: "By section",
	byCategory: "By category",
	free: "free",
	asOf: (time: string) => `As of ${time}`,
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
		"Der Schlüssel bleibt im Speicher dieser Seite. Er wird gelöscht: nach 15 Minuten ohne Tastendruck oder Klick, beim Neuladen und beim Verlassen.",
	key: "Verkäuferschlüssel",
	event: "Veranstaltung",
	wrongKey: "Der Dienst kennt diesen Schlüssel nicht.",
	keyRefused: "Der Dienst nimmt den Schlüssel nicht mehr an. Bitte melden Sie sich neu an.",
	forgotten: "Seit 15 Minuten war niemand hier, der Schlüssel ist gelöscht. Bitte melden Sie sich neu an.",
	signedOut: "Sie sind abgemeldet. Der Schlüssel ist gelöscht.",
	signOut: "Abmelden",
	idle: (time) => `Niemand da? Der Schlüssel wird in ${time} gelöscht.`,
	stay: "Ich bin da",
	reading: (num) => `Die vergebenen Plätze werden gelesen … ${num}`,
	lost: "Keine Verbindung: Was Sie sehen, ist vielleicht veraltet. Neuer Versuch …",
	readAgain: "Alle Plätze neu lesen",

	states: { available: "frei", sold: "verkauft", locked: "reserviert", blocked: "gesperrt" },
	orderIs: (order) => `Bestellung ${apart(order)}`,
	withoutOrder: "ohne Bestellung",
	noOrders: "keine",
	reasonIs: (reason) => `Grund: ${apart(reason)}`,
	until: (time) => `bis ${time}`,

	tools: "Was beim Ziehen über Plätze geschieht",
	tool: { select: "Auswählen", move: "Plätze umsetzen", block: "Sperren", unblock: "Entsperren" },
	toolHelp: {
		select:
			"Klicken Sie auf Plätze oder ziehen Sie darüber, um sie auszuwählen; beginnen Sie auf einem ausgewählten Platz, um sie abzuwählen.",
		move: "Ziehen Sie einen verkauften Platz dorthin, wohin der Verkauf soll. Sind mehrere verkaufte Plätze ausgewählt, kommen alle mit.",
		block: "Geben Sie den Grund ein und ziehen Sie über freie Plätze.",
		unblock: "Ziehen Sie über gesperrte Plätze, um sie wieder in den Verkauf zu geben.",
	},
	dragHelp: "Mit gedrückter Umschalttaste ziehen Sie ein Rechteck auf. Neben den Plätzen ziehen verschiebt den Plan.",
	rectangleHelp:
		"Ein Rechteck darf überall beginnen. Die Pfeiltasten oder zwei Finger auf einem Touchscreen verschieben den Plan.",
	rectangle: "Rechteck aufziehen",
	blockReason: "Grund",
	map: "Saalplan für die Kasse. Pfeiltasten verschieben ihn, Plus und Minus zoomen, 0 zeigt den ganzen Saal. Alle Plätze stehen auch in der Liste.",
	listHelp:
		"Mit den Pfeiltasten bewegen Sie sich; die Leertaste wählt einen Platz; Umschalt mit Pfeiltaste, Pos1 oder Ende wählt alle Plätze dazwischen; Umschalt mit Leertaste wählt die Reihe, Strg mit A den Bereich. Alles Weitere über die Schaltflächen neben dem Plan.",

	legend: "Was die Formen bedeuten",
	lookUp: "Nachsehen",
	order: "Bestellung",
	find: "Finden",
	findOrder: "Bestellung finden",
	findSeat: "Platz finden",
	row: "Reihe",
	seat: "Platz",

	chooseRow: (row) => `Reihe ${row} auswählen`,
	chooseSection: "Bereich auswählen",
	chosen: "Ausgewählte Plätze",
	noneChosen: "Wählen Sie Plätze im Plan oder in der Liste, oder suchen Sie eine Bestellung.",
	numOf: (num, state) => `${num} ${state}`,
	andMore: (num) => `und ${num} weitere`,
	sell: (num) => `${num} verkaufen`,
	together: "Plätze nebeneinander",
	sellTogether: "Finden und verkaufen",
	soldBefore: (seats, order) =>
		`An diese Gruppe wurde unter Bestellung ${apart(order)} schon verkauft: ${seats}. Wählen Sie Plätze aus, um mehr unter dieser Bestellung zu verkaufen.`,
	orderOfSale: "Bestellung des Verkaufs",
	giveOrder: (num) => `Bestellung für ${num} eintragen`,
	block: (num) => `${num} sperren`,
	unblock: (num) => `${num} entsperren`,
	release: (num) => `${num} freigeben`,
	move: (num) => `${num} umsetzen …`,
	endLocks: (num) => `${counted(num, "Reservierung", "Reservierungen")} beenden`,
	clear: "Auswahl aufheben",
	stop: "Abbrechen",
	keep: "Abbrechen",

	releaseQuestion: (num, orders) =>
		`${counted(num, "verkauften Platz", "verkaufte Plätze")} freigeben (${orders})? ${num === "1" ? "Er ist" : "Sie sind"} sofort wieder im Verkauf.`,
	orders: (orders, num) => `${num === 1 ? "Bestellung" : "Bestellungen"}: ${orders}`,
	blockQuestion: (num, reason) => `${num} Plätze sperren (${apart(reason)})? Sie sind sofort nicht mehr im Verkauf.`,
	unblockQuestion: (num) => `${num} Plätze entsperren? Sie sind sofort wieder im Verkauf.`,
	endLocksQuestion: (num) =>
		num === "1"
			? "Die Reservierung von 1 Platz beenden? Wer ihn gerade bezahlt, verliert ihn."
			: `Die Reservierungen von ${num} Plätzen beenden? Wer sie gerade bezahlt, verliert sie.`,
	sold: (seats, order) => `Verkauft unter Bestellung ${apart(order)}: ${seats}.`,
	orderGiven: (order, seats) => `Bestellung ${apart(order)}: ${seats}.`,
	blocked: (seats, reason) => `Gesperrt (${apart(reason)}): ${seats}.`,
	unblocked: (seats) => `Wieder im Verkauf: ${seats}.`,
	released: (seats) => `Freigegeben: ${seats}.`,
	locksEnded: (seats) => `Reservierungen beendet: ${seats}.`,
	moved: (seats) => `Umgesetzt auf ${seats}.`,
	undo: "Rückgängig",
	progress: (done, all) => `Erledigt: ${done} von ${all} Plätzen …`,
	notDone: (num) => `Nicht erledigt: ${counted(num, "Platz", "Plätze")}.`,
	notKnown: (num) => `Vielleicht nicht erledigt: ${counted(num, "Platz", "Plätze")}.`,
	otherPlan: (done, num) =>
		`Die Veranstaltung hat jetzt einen anderen Plan. Vorher erledigt: ${done} von ${num} Plätzen. Wählen Sie die übrigen neu.`,
	stopped: "Sie haben abgebrochen.",
	orderFound: (order, num) =>
		`Bestellung ${apart(order)} hat ${counted(num, "Platz. Er ist ausgewählt.", "Plätze. Sie sind ausgewählt.")}`,
	chooseTarget: (seat, num) =>
		`Wählen Sie, wohin ${seat} soll${num > 1 ? "; die anderen kommen daneben" : ""}. Escape bricht ab.`,

	moveOrder: (order, num, seat) =>
		`Bestellung ${apart(order)} hat ${num} Plätze. Alle nebeneinander umsetzen, von ${seat} an?`,
	moveOrderNot: (order, num, why) =>
		`Bestellung ${apart(order)} hat ${num} Plätze. Nebeneinander passen dort nicht alle hin. ${why}`,
	moveAll: (num) => `Alle ${num} umsetzen`,
	moveOne: "Nur diesen Platz umsetzen",
	rowEnds: (num) => `Die Reihe hat von dort an nur ${counted(num, "Platz", "Plätze")}.`,
	gapBefore: (seat) => `Vor ${seat} ist eine Lücke.`,

	reasonFirst: "Geben Sie einen Grund ein, bevor Sie Plätze sperren.",
	differentReasons: "Diese Plätze sind aus verschiedenen Gründen gesperrt. Verkaufen Sie sie nach Gründen getrennt.",
	noRoom: "Diese Verkäufe passen dort nicht hin: Sie brauchen freie Plätze nebeneinander in einer Reihe.",
	noOrder: "Ein Platz ohne Bestellung kann nicht umgesetzt werden. Tragen Sie zuerst eine ein.",
	tooMany: (num) => `Sie können höchstens ${num} Plätze auf einmal umsetzen.`,
	notAsExpected: (seats) =>
		`Manche Plätze sind nicht wie angezeigt, darum wurde keiner davon geändert. Jetzt: ${seats}.`,
	unknownOrder: (order) => `Unter Bestellung ${apart(order)} ist kein Platz verkauft.`,
	orderNotFound: (order) =>
		`Unter Bestellung ${apart(order)} ist kein Platz verkauft. Groß- und Kleinschreibung zählt.`,
	unknownSeat: "Diesen Platz gibt es nicht.",
	notTogether: (num) =>
		num === "0"
			? "Passende Plätze gibt es nicht mehr."
			: `So viele passende Plätze nebeneinander gibt es nicht, höchstens ${num}.`,
	noAnswerYet: "Noch keine Antwort. Neuer Versuch …",
	noAnswer: "Keine Antwort. Sie können dasselbe gefahrlos noch einmal tun.",
	notTaken: (why) => `Der Dienst nimmt das nicht an: ${why}.`,
	notWritable:
		"Eine Bestellung oder ein Grund hat höchstens 64 Zeichen, mit Emoji oder nichtlateinischen Buchstaben weniger, und keine Tabulatoren.",

	totals: "Aktuelle Zahlen",
	bySection: "Nach Bereich",
	byCategory: "Nach Kategorie",
	free: "frei",
	asOf: (time) => `Stand: ${time}`,
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
export const deskTexts = ({ lang }: Texts): DeskTexts => (lang === "de" ? GERMAN_DESK : ENGLISH_DESK);
