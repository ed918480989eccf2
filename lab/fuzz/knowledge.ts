/**
 * What a client of one world knows: its events, seats, tokens, orders and tags, learned from the answers it got. Requests
 * made from it succeed often. It may be wrong, because answers are lost; then a request is refused, which is a test too.
 */
import { createHash } from "node:crypto";
import { type Seat, seatKey } from "../../domain/seat.ts";
import type { Random } from "../simulation/random.ts";
import { type Json, seatsOfDocument, some } from "./documents.ts";

export type Status = "available" | "locked" | "sold" | "blocked";

/** A seat as the client last saw it, with what it takes to move it on. */
export interface KnownSeat {
	readonly seat: Seat;
	readonly status: Status;
	readonly token?: string | undefined;
	readonly order?: string | undefined;
	readonly reason?: string | undefined;
	readonly expires?: number | undefined;
	/** What names one sale, or one lock, to a seller who has looked it up. */
	readonly soldAt?: number | undefined;
	readonly lockedAt?: number | undefined;
}

interface KnownEvent {
	readonly id: string;
	document: Json;
	readonly seats: Map<string, KnownSeat>;
}

/** What a request is about: some seats in one state, under one token, order or reason. */
export interface Subject {
	readonly event: KnownEvent;
	readonly seats: readonly KnownSeat[];
	/** A token, order or reason of these seats, if they have one. */
	readonly token?: string | undefined;
	readonly order?: string | undefined;
	readonly reason?: string | undefined;
}

/** Every token that a client or the service makes in a fuzzed world begins so; no other text does. */
export const SECRET_MARK = "SecretOfOneBuyer-";

/** Values of answers that a later request may name: the id of a chart, the number of a change. */
const HARVEST_LENGTH = 20;

export interface Knowledge {
	readonly events: ReadonlyMap<string, KnownEvent>;
	/** All the hashes of tokens that the table may hold. */
	readonly hashes: ReadonlySet<string>;
	readonly newToken: (random: Random) => string;
	readonly knownToken: (random: Random) => string | undefined;
	/** Something to move: seats in this state, of an event that may be named. */
	readonly subject: (status: Status, random: Random, event?: string) => Subject | undefined;
	/** A value that some answer held under this name. */
	readonly harvested: (name: string, random: Random) => unknown;
	readonly tag: (random: Random) => string | undefined;
	readonly learn: (learned: Learned) => void;
}

/** A request that was answered with 2xx. */
interface Learned {
	readonly method: string;
	readonly event: string;
	readonly sent: Json;
	readonly seat: Seat | undefined;
	readonly answer: Json;
	readonly etag: string | undefined;
}

export function newKnowledge(): Knowledge {
	const events = new Map<string, KnownEvent>();
	const tokens: string[] = [];
	const hashes = new Set<string>();
	const values = new Map<string, unknown[]>();

	const remember = (name: string, value: unknown) => {
		const kept = values.get(name) ?? [];
		values.set(name, [...kept.slice(1 - HARVEST_LENGTH), value]);
	};
	const addToken = (token: string) => {
		tokens.push(token);
		for (const encoding of ["hex", "base64", "base64url"] as const) {
			hashes.add(createHash("sha256").update(token).digest(encoding));
		}
		return token;
	};
	const eventOf = (id: string): KnownEvent => {
		const event = events.get(id) ?? { id, document: undefined, seats: new Map() };
		events.set(id, event);
		return event;
	};

	return {
		events,
		hashes,
		newToken: (random) => {
			const text = Array.from({ length: 2 }, () => random.below(2 ** 32).toString(36)).join("_");
			return addToken(`${SECRET_MARK}${text}`.padEnd(random.pick([22, 32, 43, 128]), "-"));
		},
		knownToken: (random) => (tokens.length > 0 ? random.pick(tokens.slice(-200)) : undefined),
		harvested: (name, random) => {
			const kept = values.get(name);
			return kept && random.pick(kept);
		},
		tag: (random) => {
			const kept = values.get("etag");
			return kept && String(random.pick(kept));
		},
		subject: (status, random, id) => {
			const event = id === undefined ? randomEvent(events, random) : events.get(id);
			if (event === undefined) return undefined;
			const all = [...event.seats.values()];
			if (all.length === 0) return { event, seats: [] };
			const inState = all.filter((known) => known.status === status);
			if (inState.length === 0) return { event, seats: some(all, 1 + random.below(4), random) };
			const { token, order, reason } = random.pick(inState);
			const alike = inState.filter(
				(known) => known.token === token && known.order === order && known.reason === reason,
			);
			const count = random.chance(0.05) ? 120 : 1 + random.below(4);
			return { event, seats: some(alike, count, random), token, order, reason };
		},
		learn: ({ method, event: id, sent, seat, answer, etag }) => {
			if (etag !== undefined) remember("etag", etag);
			for (const [name, value] of Object.entries(answer ?? {})) {
				if (typeof value === "string" || typeof value === "number") remember(name, value);
			}
			if (typeof answer?.token === "string" && !tokens.includes(answer.token)) addToken(answer.token);
			if (method === "DELETE") {
				events.delete(id);
				return;
			}
			const document = [sent, answer].find((json) => seatsOfDocument(json).length > 0);
			if (document !== undefined && (method === "PUT" || (method === "GET" && isDocument(answer)))) {
				const event = eventOf(id);
				event.document = document;
				const seats = seatsOfDocument(document).map((known) => [seatKey(known), known] as const);
				for (const [key, known] of seats) {
					if (!event.seats.has(key)) event.seats.set(key, { seat: known, status: "available" });
				}
			} else if (method === "PUT") eventOf(id);
			if (method === "POST") learnSeats(eventOf(id), sent, seat, answer);
			if (method === "GET" && Array.isArray(answer?.seats)) learnTaken(eventOf(id), answer.seats);
		},
	};
}

const isDocument = (answer: Json) => typeof answer?.name === "string" && !Array.isArray(answer?.sections);

function randomEvent(events: ReadonlyMap<string, KnownEvent>, random: Random): KnownEvent | undefined {
	return events.size === 0 ? undefined : random.pick([...events.values()]);
}

/** A verb answers with its seats as they are now; what else a record holds was in the request. */
function learnSeats({ seats }: KnownEvent, sent: Json, seat: Seat | undefined, answer: Json): void {
	const changes = new Map<string, Json>();
	for (const change of asArray(sent?.changes)) {
		if (change !== null && typeof change === "object") changes.set(seatKey(change as Seat), change.to);
	}
	const states = asArray(answer?.seats).filter((state) => typeof state?.status === "string");
	for (const state of states.length > 0 || !seat ? states : [{ ...seat, ...answer }]) {
		const address = { section: state.section, row: state.row, seat: state.seat };
		const key = seatKey(address);
		const to = changes.get(key) ?? sent ?? {};
		const before = seats.get(key);
		seats.set(key, {
			seat: address,
			status: state.status,
			...(state.status === "locked" && { token: answer.token ?? to.token ?? before?.token, expires: state.expires }),
			...(state.status === "sold" && { order: to.order ?? before?.order, token: to.token ?? before?.token }),
			...(state.status === "blocked" && { reason: to.reason ?? before?.reason }),
		});
	}
}

/** A list of taken seats says whose they are, but never their tokens. */
function learnTaken({ seats }: KnownEvent, listed: readonly Json[]): void {
	for (const { section, row, seat, status, order, reason, expires, soldAt, lockedAt } of listed) {
		const key = seatKey({ section, row, seat });
		if (status === undefined || !seats.has(key)) continue;
		const before = seats.get(key);
		const token = before?.status === status ? before?.token : undefined;
		seats.set(key, { seat: { section, row, seat }, status, token, order, reason, expires, soldAt, lockedAt });
	}
}

const asArray = (value: unknown): Json[] => (Array.isArray(value) ? value : []);
