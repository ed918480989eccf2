/** A desk on a service that is made by hand: what is asked of it is noted, and the feed brings what a test wants. */
import { afterEach } from "@jest/globals";
import type { Problem } from "../../../clients/typescript/src/client.ts";
import type { Chart } from "../../../domain/chart.ts";
import { type Desk, openDesk } from "../../../web/desk/desk.ts";
import type { DeskParty, DeskService, TakenWanted } from "../../../web/desk/desk-service.ts";
import type { SeatChange } from "../../../web/desk/seat-changes.ts";
import type { FeedChange, SeatFacts } from "../../../web/desk/taken.ts";
import { formatsOf } from "../../../web/formats.ts";
import { houseOf, type SeatName } from "../../../web/house/house.ts";
import type { Answer, Service } from "../../../web/network/service.ts";
import { serviceClock } from "../../../web/network/service-clock.ts";
import { deskTexts } from "../../../web/texts/desk.ts";
import { ENGLISH } from "../../../web/texts/english.ts";
import { SMALL_CHART } from "./small-house.ts";

const A1 = { section: "stalls", row: "A", seat: "1" };
const A2 = { ...A1, seat: "2" };

const NO_EVENT = {
	type: "/problems/unknown-event",
	title: "There is no such event",
	status: 404,
	event: "hall",
} as const;

const desks: Desk[] = [];

afterEach(() => {
	for (const desk of desks.splice(0)) desk.stop();
});

interface Story {
	readonly taken?: readonly SeatFacts[];
	/** How many taken seats a page has. */
	readonly perPage?: number;
	readonly chart?: Chart;
	/** What happens while the question is open. */
	readonly whileAsked?: (feed: Feed) => Promise<unknown>;
	/** What the seller answers. */
	readonly isConfirmed?: boolean;
	/** The place of the answer that the seller picks. */
	readonly picks?: number;
	/** Whether the answer to a request for these seats is lost; what the feed brings then, it brings first. */
	readonly lost?: (seats: readonly SeatName[]) => boolean;
	readonly lostMs?: number;
	/** Before a request for these seats: a problem refuses it, and an error loses it. */
	readonly before?: (seats: readonly SeatName[]) => Problem | undefined;
}

export interface Feed {
	readonly bring: (...changes: readonly Omit<FeedChange, "number" | "at">[]) => Promise<void>;
}

/** A desk that has read its seats; what it asks the service to change is answered as done. */
export async function openedDesk({
	taken = [],
	perPage = 1_000,
	chart = SMALL_CHART,
	whileAsked = async () => {},
	isConfirmed = true,
	picks,
	before = () => undefined,
	lost = () => false,
	lostMs = 200,
}: Story) {
	const house = houseOf("small", chart);
	const questions: string[] = [];
	/** The seats of each request that changes some, by their labels. */
	const requests: string[][] = [];
	let last = 7;
	let readings = 0;
	let isLost = false;
	let isDeleted = false;
	const parties: number[] = [];
	const wanted: unknown[] = [];
	let seats = taken;
	const history: FeedChange[] = [];
	let whilePage = async () => {};
	let hear: ((changes: FeedChange[]) => void) | undefined;
	const changed: SeatChange[] = [];
	const asked: number[] = [];
	const done = (moved: readonly SeatFacts[]) => ({ data: { message: "", event: "hall", seats: [...moved] } });
	const unlessRefused = async (moved: readonly SeatFacts[]) => {
		const problem = before(moved);
		if (problem) return { problem };
		if (lost(moved)) {
			await pause(lostMs);
			throw new Error("no answer");
		}
		requests.push(moved.map(({ seat }) => seat));
		return done(moved);
	};
	const service = {
		lastChange: async (): Promise<Answer<number>> => {
			readings += 1;
			if (isLost) throw new Error("no answer");
			return isDeleted ? { problem: NO_EVENT } : { data: last };
		},
		changesAfter: async (_: string, after: number, waitSeconds: number, signal: AbortSignal) => {
			if (isDeleted) return { problem: NO_EVENT };
			const missed = history.filter(({ number }) => number > after);
			if (waitSeconds === 0 || missed.length > 0) return { data: { event: "hall", changes: missed, next: last } };
			asked.push(after);
			const changes = await new Promise<FeedChange[]>((resolve, reject) => {
				hear = resolve;
				signal.addEventListener("abort", () => reject(signal.reason));
			});
			return { data: { event: "hall", changes, next: last } };
		},
		takenPage: async (_: string, { row, order, after, ...more }: TakenWanted) => {
			wanted.push({ ...more, ...(row !== undefined && { row }) });
			const isWanted = (seat: SeatFacts) =>
				(row === undefined || seat.row === row) && (order === undefined || seat.order === order);
			const found = seats.filter(isWanted);
			await whilePage();
			const end = Number(after ?? 0) + perPage;
			const next = end < found.length ? { next: `${end}` } : {};
			return { data: { event: "hall", seats: found.slice(end - perPage, end), ...next } };
		},
		sell: async (_: string, names: readonly SeatName[]) =>
			unlessRefused(names.map((name) => ({ ...name, status: "sold" as const }))),
		block: async (_: string, names: readonly SeatName[]) =>
			unlessRefused(names.map((name) => ({ ...name, status: "blocked" as const }))),
		// Two seats are side by side.
		sellTogether: async (_: string, { num }: DeskParty) => {
			parties.push(num);
			if (num > 2) return { problem: { type: "/problems/not-together", title: "", status: 409, largest: 2 } };
			const party = [A1, A2].slice(0, num);
			before(party);
			await pause();
			return done(party.map((name) => ({ ...name, status: "sold" as const })));
		},
		releaseOrder: async (_: string, order: string) =>
			unlessRefused(
				seats.filter((seat) => seat.order === order).map((seat) => ({ ...seat, status: "available" as const })),
			),
		change: async (_: string, changes: readonly SeatChange[]) => {
			changed.push(...changes);
			return unlessRefused(changes.map(({ section, row, seat, to }) => ({ section, row, seat, status: to.status })));
		},
	};
	const feed: Feed = {
		bring: async (...changes) => {
			await until(() => hear !== undefined);
			const numbered = changes.map((change) => ({ ...change, number: ++last, at: 1_800_000_000 }) as FeedChange);
			history.push(...numbered);
			hear?.(numbered);
			hear = undefined;
			await pause();
		},
	};
	const texts = ENGLISH;
	const desk = openDesk({
		event: "hall",
		house,
		service: service as unknown as DeskService,
		publicService: { chart: async () => ({ data: { id: house.id, chart } }) } as Pick<Service, "chart">,
		clock: serviceClock(),
		texts,
		deskTexts: deskTexts(texts),
		formats: formatsOf("en"),
		confirm: async (question) => {
			questions.push(question);
			await whileAsked(feed);
			return isConfirmed;
		},
		pick: async (question, answers) => {
			questions.push(`${question} [${answers.join("] [")}]`);
			await whileAsked(feed);
			return picks;
		},
		page: { isHidden: () => false, watch: () => () => {} },
	});
	desks.push(desk);
	await until(() => desk.store.get().connection === "live");
	return {
		desk,
		feed,
		house,
		changed,
		requests,
		questions,
		asked,
		parties,
		wanted,
		deleteEvent: () => {
			isDeleted = true;
		},
		readings: () => readings,
		/** What happens while a page of taken seats is on its way. */
		duringPages: (happens: () => Promise<void>) => {
			whilePage = happens;
		},
		nowTaken: (facts: readonly SeatFacts[]) => {
			seats = facts;
		},
		loseService: (lost: boolean) => {
			isLost = lost;
		},
	};
}

export const pause = (ms = 0) => new Promise((resolve) => setTimeout(resolve, ms));

export async function until(isSo: () => boolean) {
	for (let tries = 0; !isSo(); tries++) {
		if (tries === 1_000) throw new Error(`never: ${isSo}`);
		await pause(5);
	}
}
