/** Every text of the page in English, from which the other languages are translated. */
import type { SeatName } from "../house/house.ts";
import type { SeatState } from "../sale/map-state.ts";
import type { Problem } from "../texts.ts";

/** @param num as it is written: one is "1" in this language */
const counted = (num: string, one: string, more: string) => `${num} ${num === "1" ? one : more}`;

export const ENGLISH = {
	lang: "en",
	/** Right to left is `rtl`. */
	dir: "ltr",
	title: "Choose your seats",
	events: "Events",
	noEvents: "There are no events yet.",
	allEvents: "All events",
	otherLanguage: "Deutsch",
	seats: (num: string) => counted(num, "seat", "seats"),
	opensAt: (time: string) => `On sale from ${time}`,
	opensIn: (time: string) => `On sale in ${time}`,
	closesAt: (time: string) => `On sale until ${time}`,
	hasClosed: "The sale has ended",
	noneFree: "No seat is free at the moment. Some may come back while others decide.",
	loading: "Loading the seats …",
	notLoaded: "The seats could not be loaded. Trying again …",

	seat: ({ section, row, seat }: SeatName) => `${section}, row ${row}, seat ${seat}`,
	seatsOfRow: (section: string, row: string, seats: string) => `${section}, row ${row}, seats ${seats}`,
	seatInRow: ({ row, seat }: SeatName) => `Row ${row}, seat ${seat}`,
	states: { available: "available", taken: "taken", mine: "yours", asked: "please wait" } satisfies Record<
		SeatState,
		string
	>,
	accessible: "accessible",
	noCategory: "Other seats",

	list: "Seats as a list",
	section: "Section",
	part: "Rows",
	// Within an option there are no elements, so names that may be written from right to left are isolated by characters.
	rowsFromTo: (from: string, to: string) => `\u2068${from}\u2069 to \u2068${to}\u2069`,
	sectionFree: (section: string, num: string) => `\u2068${section}\u2069 (${num} free)`,
	seatsOf: (section: string) => `Seats of ${section}`,
	rowLabel: (row: string) => `Row ${row}`,
	listHelp: "Move with the arrow keys. Enter takes a seat or gives it back.",

	best: "Best seats together",
	howMany: "Seats",
	category: "Category",
	any: "Any",
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
	demo: "A demo on your own machine: the seats are sold, but nobody pays.",

	dismiss: "Dismiss",
	takeInstead: (seat: string) => `Take ${seat} instead`,
	findFewer: (num: number) => `Find ${num}`,
	notices: {
		locked: (seats: string) => `Kept for you: ${seats}.`,
		"given-back": (seats: string) => `Given back: ${seats}.`,
		"kept-longer": (time: string) => `Your seats are now kept until ${time}.`,
		"not-longer": (time: string) => `Your seats cannot be kept any longer than until ${time}.`,
		taken: (seats: string) => `Sorry, someone has just taken ${seats}.`,
		ended: (seats: string) => `Your time is up. These seats are free again: ${seats}.`,
		lost: (seats: string) => `These seats are no longer kept for you: ${seats}.`,
		"not-together": (num: number, largest: number) =>
			largest === 0
				? "There are no matching seats left."
				: `There are no ${num} matching seats side by side, ${largest === 1 ? "only single ones" : `but there are ${largest}`}.`,
		"too-many": (limit: string) => `At most ${counted(limit, "seat", "seats")} at once, please.`,
		bought: (seats: string, order: string) => `Bought: ${seats}. Your order number: ${order}.`,
		"not-on-sale": (time: string) => `The sale begins on ${time}.`,
		"on-sale": "The sale has begun.",
		closed: "The sale has ended.",
		"no-answer": "There was no answer. Please try again.",
		failed: (why: string) => `That did not work: ${why}.`,
	},
	/** What the service may answer besides. */
	problems: {
		"/problems/unknown-event": "There is no such event.",
		"/problems/seats-unavailable": "This seat is taken.",
		"/problems/unknown-seat": "The house has been changed. Please choose again.",
		"/problems/unknown-category": "There is no such category any more.",
		"/problems/invalid-request": "The service did not understand this page. Please load it again.",
		"/problems/try-again": "The service is busy. Please try again.",
		"/problems/internal": "The service has failed. Please try again later.",
	} satisfies Partial<Record<Problem["type"], string>>,
	offline: "No connection. What you see may be out of date; we keep trying.",
	oneMinute: "Your seats are kept for at most one more minute.",
};
