/**
 * Everything that the desk's page asks of the service. The seller key lives here, in one variable of one function, and
 * nowhere else: not in the page, its address, its storage or its log. `forget` ends that.
 */
import { type Problem, type Schemas, ticketSales } from "../../clients/typescript/src/client.ts";
import type { SeatName } from "../house/house.ts";
import { type Answer, answerOf, type Sent } from "../network/service.ts";
import type { ServiceClock } from "../network/service-clock.ts";
import { joinCsv, nextPageIn, withMark } from "./csv-pages.ts";
import type { SeatChange } from "./seat-changes.ts";
import type { SeatFacts } from "./taken.ts";

export interface DeskService {
	/** The number of the last change. */
	readonly lastChange: (event: string) => Promise<Answer<number>>;
	/** The changes after a number; waits for one if there is none. */
	readonly changesAfter: (
		event: string,
		after: number,
		waitSeconds: number,
		signal: AbortSignal,
	) => Promise<Answer<Schemas["ChangeList"]>>;
	readonly takenPage: (event: string, wanted: TakenWanted) => Promise<Answer<Schemas["TakenSeats"]>>;
	/** All pages as one CSV file. */
	readonly csv: (event: string, wanted: TakenWanted) => Promise<Answer<string>>;
	readonly counts: (event: string, by: "section" | "category") => Promise<Answer<Schemas["SeatCount"]>>;
	readonly sell: (event: string, seats: readonly SeatName[], order: string, reason?: string) => Promise<Answer<Moved>>;
	/** Finds the best seats side by side and sells them; the same order and party are the same sale. */
	readonly sellTogether: (event: string, party: DeskParty, order: string) => Promise<Answer<Moved>>;
	readonly block: (event: string, seats: readonly SeatName[], reason: string) => Promise<Answer<Moved>>;
	readonly change: (event: string, changes: readonly SeatChange[]) => Promise<Answer<Moved>>;
	readonly releaseOrder: (event: string, order: string, num: number) => Promise<Answer<Moved>>;
	/** The key is gone, and so is everything that is on its way. */
	readonly forget: () => void;
}

type Moved = Schemas["MovedSeats"];

export interface TakenWanted {
	readonly order?: string;
	readonly section?: string;
	readonly row?: string;
	readonly seat?: string;
	readonly status?: "sold" | "locked" | "blocked";
	readonly after?: string;
}

/** What the desk sells side by side. */
export interface DeskParty {
	readonly num: number;
	readonly sections?: readonly string[];
	readonly categories?: readonly string[];
	readonly accessible?: boolean;
}

const PATIENCE_MS = 20_000;
/** A function answers within 6 s. What takes longer is lost, and while the seller still waits it is asked again. */
const ATTEMPT_MS = 8_000;
/** A reader of changes waits 20 s; the gateway gives up after 30. */
const WAITING_MS = 32_000;

interface DeskServiceProps {
	readonly url: string;
	readonly sellerKey: string;
	readonly clock: ServiceClock;
	/** The service refuses the key. */
	readonly onRefused: () => void;
}

export function deskServiceAt({ url, sellerKey, clock, onRefused }: DeskServiceProps): DeskService {
	let key: string | undefined = sellerKey;
	const leaving = new AbortController();

	/** With the key; without cookies, caches, redirects and the address of the page. */
	async function fetchAsSeller(request: Request): Promise<Response> {
		leaving.signal.throwIfAborted();
		const headers = new Headers(request.headers);
		headers.set("authorization", `Bearer ${key}`);
		const response = await fetch(request, {
			headers,
			signal: AbortSignal.any([request.signal, leaving.signal]),
			redirect: "manual",
			cache: "no-store",
			credentials: "omit",
			referrerPolicy: "no-referrer",
		});
		clock.learn(response.headers.get("date"));
		if (response.status === 401) onRefused();
		return response;
	}

	const isLost = () => !leaving.signal.aborted;
	const asking = ticketSales({ url, patienceMs: PATIENCE_MS, attemptMs: ATTEMPT_MS, isLost, fetch: fetchAsSeller });
	const looking = ticketSales({ url, patienceMs: 0, attemptMs: WAITING_MS, isLost, fetch: fetchAsSeller });
	// Anybody may count, so nobody's key goes with it.
	const counting = ticketSales({ url, patienceMs: 0, attemptMs: PATIENCE_MS });
	const inEvent = (event: string) => ({ path: { event } });

	return {
		lastChange: async (event) => {
			const { data, problem } = answerOf(
				await asking.GET("/events/{event}/changes", { params: { ...inEvent(event), query: { wait: 0 } } }),
			);
			return problem ? { problem } : { data: data.next };
		},
		changesAfter: async (event, after, wait, signal) =>
			answerOf(
				await looking.GET("/events/{event}/changes", {
					params: { ...inEvent(event), query: { after, wait } },
					signal,
				}),
			),
		takenPage: async (event, wanted) =>
			answerOf(
				// Without `Accept: text/csv` it is never a text.
				(await asking.GET("/events/{event}/taken", {
					params: { ...inEvent(event), query: wanted },
				})) as Sent<Schemas["TakenSeats"]>,
			),
		csv: async (event, wanted) => {
			const pages: string[] = [];
			for (let after: string | undefined; ; ) {
				const { data, error, response } = await asking.GET("/events/{event}/taken", {
					params: { ...inEvent(event), query: { ...wanted, ...(after !== undefined && { after }) } },
					headers: { accept: "text/csv" },
					parseAs: "text",
				});
				if (error !== undefined) return { problem: error };
				pages.push(data);
				after = nextPageIn(response.headers.get("link"));
				if (after === undefined) return { data: withMark(joinCsv(pages)) };
			}
		},
		counts: async (event, by) =>
			answerOf(
				await counting.GET("/events/{event}/seat/num_available", { params: { ...inEvent(event), query: { by } } }),
			),
		sell: async (event, seats, order, reason) =>
			answerOf(
				await asking.POST("/events/{event}/seat/sell", {
					params: inEvent(event),
					body: { seats: [...seats], order, ...(reason !== undefined && { reason }) },
				}),
			),
		sellTogether: async (event, { num, accessible, sections, categories }, order) =>
			answerOf(
				await asking.POST("/events/{event}/seat/sell_together", {
					params: inEvent(event),
					body: {
						num,
						order,
						...(accessible !== undefined && { accessible }),
						...(sections && { sections: [...sections] }),
						...(categories && { categories: [...categories] }),
					},
				}),
			),
		block: async (event, seats, reason) =>
			answerOf(
				await asking.POST("/events/{event}/seat/block", {
					params: inEvent(event),
					body: { seats: [...seats], reason },
				}),
			),
		change: async (event, changes) =>
			answerOf(
				await asking.POST("/events/{event}/seat/change", { params: inEvent(event), body: { changes: [...changes] } }),
			),
		releaseOrder: async (event, order, num) =>
			answerOf(await asking.POST("/events/{event}/seat/release", { params: inEvent(event), body: { order, num } })),
		forget: () => {
			key = undefined;
			leaving.abort();
		},
	};
}

/** The seats as they are, when a request was refused because some are not as it needs them. */
export function seatsIn(problem: Problem): readonly SeatFacts[] {
	const isAboutSeats = problem.type === "/problems/not-as-expected" || problem.type === "/problems/seats-unavailable";
	return isAboutSeats ? problem.seats : [];
}
