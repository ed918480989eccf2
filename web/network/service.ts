/** Everything the page asks of the service, by the typed client. An answer is data or a problem; no answer is an error. */
import { type Problem, type Schemas, ticketSales } from "../../clients/typescript/src/client.ts";
import type { Chart } from "../../domain/chart.ts";
import type { SeatName } from "../house/house.ts";
import type { ServiceClock } from "./service-clock.ts";

export type Answer<Data> =
	| { readonly data: Data; readonly problem?: undefined }
	| { readonly data?: undefined; readonly problem: Problem };

export type SaleEvent = Schemas["Event"];

export interface Availability {
	/** The id of the chart whose seats the bits are. */
	readonly chart: string;
	readonly asOf: number;
	readonly bits: string;
	readonly name: string;
	/** Epoch seconds between which buyers may lock; without a limit where there is none. */
	readonly opens?: number;
	readonly closes?: number;
}

/** What `lock_together` looks for. */
export interface Party {
	readonly num: number;
	readonly category?: string | undefined;
	readonly accessible?: boolean | undefined;
}

export interface Service {
	readonly events: (after?: string) => Promise<Answer<Schemas["EventList"]>>;
	readonly chart: (event: string) => Promise<Answer<{ readonly id: string; readonly chart: Chart }>>;
	/** A chart that the event has or has had. */
	readonly chartById: (event: string, id: string) => Promise<Answer<Chart>>;
	/** `undefined` if nothing has changed since the last call. */
	readonly availability: (event: string, signal: AbortSignal) => Promise<Answer<Availability | undefined>>;
	readonly check: (event: string, seats: readonly SeatName[]) => Promise<Answer<Schemas["SeatChecks"]>>;
	readonly lock: (event: string, seats: readonly SeatName[], token: string) => Promise<Answer<Schemas["Lock"]>>;
	readonly lockTogether: (event: string, party: Party, token: string) => Promise<Answer<Schemas["Lock"]>>;
	readonly extend: (
		event: string,
		seats: readonly SeatName[],
		token: string,
	) => Promise<Answer<Schemas["ExtendedLock"]>>;
	readonly unlock: (event: string, seats: readonly SeatName[], token: string) => Promise<Answer<Schemas["MovedSeats"]>>;
}

/** For how long a question may be asked again; a look at the house is soon tried again anyway. */
const PATIENCE_MS = 12_000;
/** A function answers within 6 s. What takes longer is lost, and while the buyer still waits it is asked again. */
const ATTEMPT_MS = 8_000;

export function serviceAt(url: string, clock: ServiceClock): Service {
	const asking = ticketSales({ url, patienceMs: PATIENCE_MS, attemptMs: ATTEMPT_MS });
	const looking = ticketSales({ url, patienceMs: 0, attemptMs: ATTEMPT_MS });
	/** The tag of each event's availability that was seen last. */
	const tags = new Map<string, string>();
	const inEvent = (event: string) => ({ path: { event } });
	/** Nothing keeps the answer to a POST, so its date is the present. */
	async function fresh<Data>(sent: Promise<Sent<Data>>): Promise<Answer<Data>> {
		const answer = await sent;
		clock.learn(answer.response.headers.get("date"));
		return answerOf(answer);
	}
	return {
		events: async (after) => answerOf(await asking.GET("/events", { params: { query: after ? { after } : {} } })),
		chart: async (event) => {
			const sent = await asking.GET("/events/{event}/chart", { params: inEvent(event) });
			// The schema has lists where the chart has pairs and runs.
			const { data, problem } = answerOf(sent as unknown as Sent<Chart>);
			return problem ? { problem } : { data: { id: idIn(sent.response.headers.get("etag")), chart: data } };
		},
		chartById: async (event, id) => {
			const path = { event, chart: id };
			const sent = await asking.GET("/events/{event}/chart/{chart}", { params: { path } });
			return answerOf(sent as unknown as Sent<Chart>);
		},
		availability: async (event, signal) => {
			const sent = await looking.GET("/events/{event}/availability", {
				params: inEvent(event),
				signal,
				// With a tag of its own making the page hears of a 304. The browser's cache would hide it.
				cache: "no-store",
				headers: { "if-none-match": tags.get(event) },
			});
			// The edge keeps it for a second, and the clock of a device may be wrong by an hour.
			if (!clock.hasLearnt()) clock.learn(sent.response.headers.get("date"));
			if (sent.response.status === 304) return { data: undefined };
			const answer = answerOf<Availability>(sent);
			const newTag = sent.response.headers.get("etag");
			if (!answer.problem && newTag !== null) tags.set(event, newTag);
			return answer;
		},
		check: (event, seats) =>
			fresh(asking.POST("/events/{event}/seat/check", { params: inEvent(event), body: { seats: [...seats] } })),
		lock: (event, seats, token) =>
			fresh(asking.POST("/events/{event}/seat/lock", { params: inEvent(event), body: { seats: [...seats], token } })),
		lockTogether: (event, { num, category, accessible }, token) =>
			fresh(
				asking.POST("/events/{event}/seat/lock_together", {
					params: inEvent(event),
					body: {
						num,
						token,
						...(category !== undefined && { categories: [category] }),
						...(accessible !== undefined && { accessible }),
					},
				}),
			),
		extend: (event, seats, token) =>
			fresh(asking.POST("/events/{event}/seat/extend", { params: inEvent(event), body: { seats: [...seats], token } })),
		unlock: (event, seats, token) =>
			fresh(asking.POST("/events/{event}/seat/unlock", { params: inEvent(event), body: { seats: [...seats], token } })),
	};
}

/** What the typed client returns. */
export interface Sent<Data> {
	readonly data?: Data | undefined;
	readonly error?: Problem | undefined;
	readonly response: Response;
}

export function answerOf<Data>({ data, error }: Sent<Data>): Answer<Data> {
	return error === undefined ? { data: data as Data } : { problem: error };
}

/** All events, page by page. */
export async function listedEvents(pageAfter: Service["events"]): Promise<Answer<readonly SaleEvent[]>> {
	const events: SaleEvent[] = [];
	for (let after: string | undefined; ; ) {
		const { data, problem } = await pageAfter(after);
		if (problem) return { problem };
		events.push(...data.events);
		after = data.next;
		if (after === undefined) return { data: events };
	}
}

/** The tag of a chart is its id; the edge marks it as weak when it compresses. */
const idIn = (tag: string | null): string => (tag ?? "").replace(/^W\/|"/g, "");
