/** One question to the service at a time, and what the seller hears when it is refused or has no answer. */
import type { Problem } from "../../clients/typescript/src/client.ts";
import type { Formats } from "../formats.ts";
import { findSeat, nameOf, type SeatName } from "../house/house.ts";
import type { Answer } from "../network/service.ts";
import { seatsWords } from "../panels/seat-words.ts";
import type { Store } from "../sale/store.ts";
import type { DeskTexts } from "../texts/desk.ts";
import { problemWords, type Texts } from "../texts.ts";
import { seatsIn } from "./desk-service.ts";
import type { DeskState, Notice } from "./desk-state.ts";
import type { FollowedSeats } from "./follow-seats.ts";
import { seatFactsWords } from "./seat-facts-words.ts";
import { isAlike, type SeatFacts, takenIn } from "./taken.ts";

/** An answer, or why there is none. Without either, there is nothing to say. */
export interface Tried<Data> {
	readonly data?: Data | undefined;
	readonly problem?: Problem | undefined;
	readonly why?: string | undefined;
}

export interface Asking {
	/**
	 * Nothing is asked while another answer is awaited, and the seller reads that.
	 * @param waiting what the seller reads until the answer is there
	 */
	readonly attempt: <Data>(question: () => Promise<Answer<Data>>, waiting?: Notice) => Promise<Tried<Data>>;
	/** The same, and the seller hears why there is no answer. */
	readonly ask: <Data>(question: () => Promise<Answer<Data>>) => Promise<Data | undefined>;
	readonly say: (text: string, isGood?: boolean, actions?: Notice["actions"]) => void;
	/** For who wants something else while an answer is awaited: says that it is, until it is there. */
	readonly sayBusy: () => void;
	/** The first few, and how many more there are. */
	readonly shortList: (named: readonly string[]) => string;
	/** Seats by their labels, the first dozen of them. */
	readonly seatWords: (seats: readonly number[]) => string;
	/** The same of an answer, whose seats the chart may not have yet. */
	readonly nameWords: (names: readonly SeatName[]) => string;
}

interface AskingProps {
	readonly store: Store<DeskState>;
	readonly followed: Pick<FollowedSeats, "learn" | "readAgain">;
	readonly texts: Texts;
	readonly words: DeskTexts;
	readonly formats: Formats;
}

/** After this time a seller wonders whether anything happens. */
const SLOW_MS = 2_000;
/** A second click this soon is part of the first. */
const DOUBLE_CLICK_MS = 500;
/** How many seats a notice names. */
const MOST_NAMED = 4;
/** The same where their labels are all that is said. */
const MOST_NAMED_SHORTLY = 12;
/** What a seller types, and the service may refuse. */
const TYPED: ReadonlySet<string> = new Set(["/order", "/reason"]);

export function askingFor({ store, followed, texts, words, formats }: AskingProps): Asking {
	const say = (text: string, isGood = false, actions?: Notice["actions"]) =>
		store.set({ notice: { isGood, text, actions } });

	const noAnswerYet = { isGood: false, text: words.noAnswerYet };
	const sayWaiting = () => void (store.get().notice ?? store.set({ notice: noAnswerYet }));
	let askedAtMs = 0;
	const sayBusy = () => {
		if (performance.now() > askedAtMs + DOUBLE_CLICK_MS) sayWaiting();
	};

	async function attempt<Data>(question: () => Promise<Answer<Data>>, waiting?: Notice): Promise<Tried<Data>> {
		if (store.get().isBusy) {
			sayBusy();
			return {};
		}
		askedAtMs = performance.now();
		store.set({ isBusy: true, notice: waiting });
		const slow = setTimeout(sayWaiting, SLOW_MS);
		try {
			const { data, problem } = await question();
			return problem ? { problem, why: whyNot(problem) } : { data };
		} catch {
			return { why: words.noAnswer };
		} finally {
			clearTimeout(slow);
			store.set({ isBusy: false, ...(store.get().notice === noAnswerYet && { notice: undefined }) });
		}
	}

	async function ask<Data>(question: () => Promise<Answer<Data>>): Promise<Data | undefined> {
		const { data, why } = await attempt(question);
		if (why !== undefined) say(why);
		return data;
	}

	/** In words. What the refusal says of the seats is shown, too. */
	function whyNot(problem: Problem): string | undefined {
		const facts = seatsIn(problem);
		if (facts.length > 0) {
			const { house, seats } = store.get();
			const isSurprise = (fact: SeatFacts) => !isAlike(seats[findSeat(house, fact) ?? -1], takenIn(fact));
			const surprises = facts.filter(isSurprise);
			const named = (surprises.length > 0 ? surprises : facts).map((fact) =>
				seatFactsWords(fact, takenIn(fact), texts, words, formats),
			);
			followed.learn(facts, false);
			return words.notAsExpected(shortList(named));
		}
		switch (problem.type) {
			case "/problems/unauthorized":
				return undefined;
			case "/problems/unknown-order":
				return words.unknownOrder(problem.order);
			case "/problems/unknown-seat":
				followed.readAgain();
				return words.unknownSeat;
			case "/problems/not-together":
				return words.notTogether(formats.number(problem.largest));
			case "/problems/try-again":
				return words.noAnswer;
			case "/problems/invalid-request":
				if (problem.errors.every(({ path }) => TYPED.has(path))) return words.notWritable;
				return words.notTaken(problem.errors.map(({ message }) => message).join("; "));
			case "/problems/too-many-seats":
				return texts.notices["too-many"](formats.number(problem.limit));
			default:
				return problemWords(texts, problem);
		}
	}

	const shortList = (named: readonly string[]) => {
		const rest = named.length - MOST_NAMED;
		return `${named.slice(0, MOST_NAMED).join("; ")}${rest > 0 ? ` ${words.andMore(formats.number(rest))}` : ""}`;
	};

	const nameWords = (names: readonly SeatName[]) => {
		const rest = names.length - MOST_NAMED_SHORTLY;
		const said = seatsWords(names.slice(0, MOST_NAMED_SHORTLY), texts, formats);
		return rest > 0 ? `${said} ${words.andMore(formats.number(rest))}` : said;
	};

	const seatWords = (seats: readonly number[]) => {
		const { house } = store.get();
		return nameWords(seats.map((seat) => nameOf(house, seat)));
	};

	return { attempt, ask, say, sayBusy, shortList, seatWords, nameWords };
}
