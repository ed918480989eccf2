/**
 * Compares every answer that buyers and sellers got with the table, and with each other. The table is read past the
 * service, the plan is counted from the event's document, and no rule relies on another rule's figures.
 */
import { createHash } from "node:crypto";
import { type Seat, seatKey } from "../../domain/seat.ts";
import type { SeatRecord } from "../../domain/seat-record.ts";

/** A request for a change, sent until it was answered. Instants are epoch milliseconds. */
export interface Answered {
	readonly verb: "lock" | "lock_together" | "extend" | "unlock" | "claim" | "release" | "block";
	readonly status: number;
	/** The problem type of a refusal. */
	readonly type?: string | undefined;
	readonly token: string;
	readonly order?: string | undefined;
	/** How many seats side by side were requested. */
	readonly num?: number | undefined;
	/** The seats of the answer; of the request, if the answer has none. `expires` is in epoch seconds. */
	readonly seats: readonly (Seat & { readonly expires?: number })[];
	/** When the first copy was sent, and when the answer that counts arrived. */
	readonly sentAt: number;
	readonly answeredAt: number;
	/** It was sent more than once, so a copy may have landed after the answer. */
	readonly isRepeated: boolean;
}

/** A row's seats in order; `null` is a gap. */
export interface PlanRow {
	readonly section: string;
	readonly row: string;
	readonly seats: readonly (string | null)[];
}

/** Everything the audit looks at. */
export interface Evidence {
	readonly plan: readonly PlanRow[];
	readonly answers: readonly Answered[];
	/** The records of all seats, read from the table after the last answer. */
	readonly records: readonly { readonly seat: Seat; readonly record: SeatRecord }[];
	/** When the table was read, epoch seconds. */
	readonly readAt: number;
	/** GET /seat/num_available. */
	readonly count: { readonly num: number; readonly capacity: number };
	/** GET /seat/num_available?by=section, its sections added up. */
	readonly bySection: Tally;
	/** The status of each seat that the map shows as taken, by `seatKey`. */
	readonly map: ReadonlyMap<string, string>;
}

export interface Tally {
	readonly num: number;
	readonly capacity: number;
	readonly locked: number;
	readonly sold: number;
	readonly blocked: number;
}

/** The hash the contract prescribes (I9), computed here and not by the code under audit. */
const hashToken = (token: string) => createHash("sha256").update(token).digest("base64url");

/** A rule and its breaches; no breaches if it holds. */
export interface Finding {
	readonly rule: string;
	readonly breaches: readonly string[];
}

export function audit(evidence: Evidence): Finding[] {
	const finding = (rule: string, breaches: readonly string[]): Finding => ({ rule, breaches });
	const { answers, plan } = evidence;
	const done = answers.filter(({ status }) => status === 200);
	const holds = holdsOf(answers);
	const records = new Map(evidence.records.map(({ seat, record }) => [seatKey(seat), record]));
	return [
		finding("sold, available, blocked and locked seats add up to the plan", wrongSums(evidence, records)),
		finding("the count, the count by section and the map agree with the table", wrongViews(evidence, records)),
		finding("no lock is live at the end", liveLocks(evidence)),
		finding(
			"the table holds exactly the sales that were confirmed and not released",
			wrongSales(answers, records, lateSales(evidence)),
		),
		finding("between two sales of a seat there is a release (I1)", overlaps(holds.map(asSale))),
		finding("no seat belonged to two buyers at once", overlaps(holds)),
		finding("exactly the seats that the seller blocked are blocked", wrongBlocks(done, records)),
		finding(
			"every confirmed lock and extension is in the table, unless a later answer explains why not",
			lostLocks(holds, records),
		),
		finding("after an unlock or a release the seat no longer belongs to that buyer", leftovers(done, records)),
		finding("a refused lock leaves nothing behind (I4)", halfLocks(answers, records)),
		finding("every record belongs to a request that was sent", strayRecords(answers, records)),
		finding("no holder of a live lock was refused (I5)", refusedHolders(answers, holds)),
		finding("no seat was sold after its lock had ended (I2)", salesWithoutLock(answers, done, holds)),
		finding("no extension shortened a lock (I5)", shortenedLocks(done)),
		finding("every party that was served sits together", separatedParties(plan, done)),
	];
}

/**
 * Seats that were sold after their claim had been refused, by `seatKey`. If a claim gets no answer and is sent again
 * after its lock has ended, the repeat is refused; the first copy, judged by its own earlier clock, may still find the
 * record of the ended lock and sell the seat (I6). Nobody else had the seat, and the claim answers 200 from then on.
 */
export function lateSales({ answers, records }: Evidence): string[] {
	const holds = holdsOf(answers);
	const ends = new Map(holds.map(({ seat, token, lockEnd }) => [holdKey(seat, token), lockEnd]));
	const late = answers
		.filter(({ verb, status, isRepeated }) => verb === "claim" && status === 409 && isRepeated)
		.flatMap(({ seats, token, order, answeredAt }) =>
			seats
				.map(seatKey)
				.filter((seat) => (ends.get(holdKey(seat, token)) ?? 0) <= answeredAt)
				.map((seat) => JSON.stringify([seat, hashToken(token), order])),
		);
	const refused = new Set(late);
	return records.flatMap(({ seat, record }) => {
		const key = seatKey(seat);
		if (record.status !== "sold") return [];
		return refused.has(JSON.stringify([key, record.tokenHash, record.order])) ? [key] : [];
	});
}

/** The time during which a seat certainly belonged to a buyer, `[from, until)` in epoch milliseconds. */
interface Hold {
	readonly seat: string;
	readonly token: string;
	readonly from: number;
	readonly until: number;
	/** When the last answer about it arrived. */
	readonly lastAnswerAt: number;
	/** The latest end of a lock in any answer, epoch milliseconds; 0 if there was no lock. */
	readonly lockEnd: number;
	/** When its claim was answered; `undefined` if it was not claimed. */
	readonly soldAt: number | undefined;
	/** When the buyer first tried to give it back, by a request that may have taken effect in at least one copy. */
	readonly givenBackAt: number | undefined;
}

/** A hold begins with the first answer. It ends with its lock, or never once sold; or when the buyer gives it back. */
function holdsOf(all: readonly Answered[]): Hold[] {
	const done = bySeatAndToken(all.filter(({ status }) => status === 200));
	// A repeat is refused if the first copy gave the seat back and somebody else has it by then.
	const givenBack = bySeatAndToken(all.filter(({ status, isRepeated }) => status === 200 || isRepeated));
	return Array.from(done, ([key, answers]) => {
		const [seat, token] = JSON.parse(key) as [string, string];
		const ends = answers.map((answer) => endOf(answer, seat));
		const lockEnd = Math.max(0, ...ends);
		const soldAt = answers.find(({ verb }) => verb === "claim")?.answeredAt;
		const givenBackAt = givenBack.get(key)?.find(({ verb }) => verb === "unlock" || verb === "release")?.sentAt;
		const isPermanent = soldAt !== undefined || answers.some(({ verb }) => verb === "block");
		const until = Math.min(isPermanent ? Number.POSITIVE_INFINITY : lockEnd, givenBackAt ?? Number.POSITIVE_INFINITY);
		const instants = answers.map(({ answeredAt }) => answeredAt);
		const [from, lastAnswerAt] = [Math.min(...instants), Math.max(...instants)];
		return { seat, token, from, until, lastAnswerAt, lockEnd, soldAt, givenBackAt };
	});
}

function bySeatAndToken(answers: readonly Answered[]): Map<string, Answered[]> {
	const groups = new Map<string, Answered[]>();
	for (const answer of answers) {
		for (const seat of answer.seats) {
			const key = JSON.stringify([seatKey(seat), answer.verb === "block" ? "" : answer.token]);
			groups.set(key, [...(groups.get(key) ?? []), answer]);
		}
	}
	return groups;
}

const endOf = ({ seats }: Answered, key: string) => 1_000 * (seats.find((seat) => seatKey(seat) === key)?.expires ?? 0);

const asSale = (hold: Hold): Hold => ({ ...hold, from: hold.soldAt ?? Number.POSITIVE_INFINITY });

function bySeat<Item extends { readonly seat: string }>(items: readonly Item[]): Map<string, Item[]> {
	const groups = new Map<string, Item[]>();
	for (const item of items) groups.set(item.seat, [...(groups.get(item.seat) ?? []), item]);
	return groups;
}

function overlaps(holds: readonly Hold[]): string[] {
	const notEmpty = holds.filter(({ from, until }) => from < until);
	return Array.from(bySeat(notEmpty).values()).flatMap((own) =>
		own
			.toSorted((one, other) => one.from - other.from)
			.flatMap((hold, index, all) => {
				const before = all.slice(0, index).find(({ until }) => until > hold.from);
				return before ? [`${hold.seat}: ${before.token} and ${hold.token}`] : [];
			}),
	);
}

type Records = ReadonlyMap<string, SeatRecord>;

function tallyOf({ records, readAt }: Evidence): Omit<Tally, "num" | "capacity"> {
	const isLive = (record: SeatRecord) => record.status !== "locked" || record.expires > readAt;
	const live = records.map(({ record }) => record).filter(isLive);
	const count = (status: string) => live.filter((record) => record.status === status).length;
	return { locked: count("locked"), sold: count("sold"), blocked: count("blocked") };
}

const seatsOf = (plan: readonly PlanRow[]): Seat[] =>
	plan.flatMap(({ section, row, seats }) => seats.flatMap((seat) => (seat === null ? [] : [{ section, row, seat }])));

function wrongSums(evidence: Evidence, records: Records): string[] {
	const { plan, count } = evidence;
	const { locked, sold, blocked } = tallyOf(evidence);
	const seats = new Set(seatsOf(plan).map(seatKey));
	const outside = Array.from(records.keys()).filter((seat) => !seats.has(seat));
	const sum = sold + count.num + blocked + locked;
	return [
		...(sum === seats.size ? [] : [`${sold} + ${count.num} + ${blocked} + ${locked} is not ${seats.size}`]),
		...outside.map((seat) => `${seat} is not in the plan`),
	];
}

function wrongViews(evidence: Evidence, records: Records): string[] {
	const { plan, count, bySection, map, readAt } = evidence;
	const capacity = seatsOf(plan).length;
	const taken = tallyOf(evidence);
	const num = capacity - taken.sold - taken.blocked - taken.locked;
	const isLive = (record: SeatRecord | undefined) => record && (record.status !== "locked" || record.expires > readAt);
	const seats = new Set([...records.keys(), ...map.keys()]);
	return [
		...differences("the count", { num: count.num, capacity: count.capacity }, { num, capacity }),
		...differences("the count by section", { ...bySection }, { num, capacity, ...taken }),
		...Array.from(seats).flatMap((seat) => {
			const record = records.get(seat);
			const status = isLive(record) ? record?.status : undefined;
			return map.get(seat) === status ? [] : [`the map shows ${seat} as ${map.get(seat)}, not ${status}`];
		}),
	];
}

function differences(name: string, actual: Record<string, number>, expected: Record<string, number>): string[] {
	return Object.entries(expected).flatMap(([field, value]) =>
		actual[field] === value ? [] : [`${name} says ${field} ${actual[field]}, not ${value}`],
	);
}

function liveLocks({ records, readAt }: Evidence): string[] {
	return records.flatMap(({ seat, record }) =>
		record.status === "locked" && record.expires > readAt ? [`${seatKey(seat)} until ${record.expires}`] : [],
	);
}

function wrongSales(answers: readonly Answered[], records: Records, late: readonly string[]): string[] {
	const isSaleOf = (record: SeatRecord | undefined, token: string, order: string | undefined) =>
		record?.status === "sold" && record.tokenHash === hashToken(token) && record.order === order;
	// A repeat is refused if the first copy gave the seat back and somebody else has it by then.
	const released = bySeatAndToken(
		answers.filter(({ verb, status, isRepeated }) => verb === "release" && (status === 200 || isRepeated)),
	);
	const isReleased = (seat: string, token: string, order: string | undefined) =>
		released
			.get(holdKey(seat, token))
			?.some(({ status }) => status === 200 || !isSaleOf(records.get(seat), token, order)) ?? false;
	const unreleased = answers
		.filter(({ verb, status }) => verb === "claim" && status === 200)
		.flatMap(({ seats, token, order }) => seats.map((seat) => ({ seat: seatKey(seat), token, order })))
		.filter(({ seat, token, order }) => !isReleased(seat, token, order));
	const lost = unreleased.flatMap(({ seat, token, order }) =>
		isSaleOf(records.get(seat), token, order) ? [] : [`${seat} was sold to ${order}, but not in the table`],
	);
	const claimsOfSeats = bySeat(unreleased);
	const unclaimed = Array.from(records).flatMap(([seat, { status }]) => {
		const claims = claimsOfSeats.get(seat)?.length ?? 0;
		return status === "sold" && claims !== 1 && !late.includes(seat) ? [`${seat} is sold after ${claims} claims`] : [];
	});
	return [...lost, ...unclaimed];
}

function wrongBlocks(done: readonly Answered[], records: Records): string[] {
	const requested = new Set(done.filter(({ verb }) => verb === "block").flatMap(({ seats }) => seats.map(seatKey)));
	const blocked = new Set(Array.from(records).flatMap(([seat, { status }]) => (status === "blocked" ? [seat] : [])));
	return [...requested, ...blocked].filter((seat) => !requested.has(seat) || !blocked.has(seat));
}

/** TTL is switched off, so the record of an abandoned lock stays until somebody else takes the seat. */
function lostLocks(holds: readonly Hold[], records: Records): string[] {
	const all = bySeat(holds);
	return holds.flatMap(({ seat, token, lockEnd, soldAt, givenBackAt }) => {
		if (lockEnd === 0 || soldAt !== undefined || givenBackAt !== undefined) return [];
		const record = records.get(seat);
		const isLock = record?.status === "locked";
		const isOwn = record !== undefined && "tokenHash" in record && record.tokenHash === hashToken(token);
		const isThere = isOwn && (!isLock || 1_000 * record.expires >= lockEnd);
		// The next lock may be a late copy of a repeated request whose buyer does not know of it.
		const isReplaced =
			(isLock && 1_000 * record.lockedAt >= lockEnd) ||
			all.get(seat)?.some((other) => other.token !== token && other.lastAnswerAt >= lockEnd);
		return isThere || isReplaced ? [] : [`${seat} was locked by ${token}, but not in the table`];
	});
}

function leftovers(done: readonly Answered[], records: Records): string[] {
	// If a copy of the lock lands after the unlock, the seat is locked again until that lock ends.
	const repeated = new Set(done.filter(({ isRepeated }) => isRepeated).map(({ token }) => token));
	return done
		.filter(({ verb, token }) => (verb === "unlock" && !repeated.has(token)) || verb === "release")
		.flatMap(({ verb, seats, token }) =>
			seats.map(seatKey).flatMap((seat) => {
				const record = records.get(seat);
				const isOwn = record && "tokenHash" in record && record.tokenHash === hashToken(token);
				return isOwn && (verb === "unlock" || record.status === "sold") ? [`${seat}: ${verb} by ${token}`] : [];
			}),
		);
}

/** Ignores repeated requests: a copy may have landed after the seats had become available. */
function halfLocks(answers: readonly Answered[], records: Records): string[] {
	const refused = answers.filter(
		({ verb, status, isRepeated }) => status === 409 && !isRepeated && (verb === "lock" || verb === "lock_together"),
	);
	const hashes = new Map(refused.map(({ token }) => [hashToken(token), token]));
	return Array.from(records).flatMap(([seat, record]) => {
		const token = "tokenHash" in record && record.tokenHash !== undefined ? hashes.get(record.tokenHash) : undefined;
		return token === undefined ? [] : [`${seat} belongs to ${token}, whose lock was refused`];
	});
}

/** A refused or repeated request may have left a lock behind, but every record has the token of some request. */
function strayRecords(answers: readonly Answered[], records: Records): string[] {
	const hashes = new Set(answers.map(({ token }) => hashToken(token)));
	return Array.from(records).flatMap(([seat, record]) =>
		"tokenHash" in record && !hashes.has(record.tokenHash) ? [`${seat} has the token of no request`] : [],
	);
}

const holdKey = (seat: string, token: string) => JSON.stringify([seat, token]);

function refusedHolders(answers: readonly Answered[], holds: readonly Hold[]): string[] {
	const ends = new Map(holds.map(({ seat, token, lockEnd }) => [holdKey(seat, token), lockEnd]));
	const all = bySeat(holds);
	return answers
		.filter(({ verb, status }) => status === 409 && ["claim", "extend", "unlock"].includes(verb))
		.flatMap(({ verb, token, seats, sentAt, answeredAt, isRepeated }) => {
			const isLive = seats.every((seat) => (ends.get(holdKey(seatKey(seat), token)) ?? 0) > answeredAt);
			// The first copy gave the seats back, and somebody else took one before the last copy arrived.
			const isReplaced = seats.some((seat) =>
				all.get(seatKey(seat))?.some((other) => other.token !== token && other.lastAnswerAt >= sentAt),
			);
			return isLive && !(verb === "unlock" && isRepeated && isReplaced) ? [`${verb} by ${token}`] : [];
		});
}

/** Ignores buyers who repeated a lock or an extension: a late copy may have made the lock longer than the answer says. */
function salesWithoutLock(answers: readonly Answered[], done: readonly Answered[], holds: readonly Hold[]): string[] {
	const repeated = new Set(
		answers.filter(({ verb, isRepeated }) => isRepeated && verb !== "claim").map(({ token }) => token),
	);
	const ends = new Map(holds.map(({ seat, token, lockEnd }) => [holdKey(seat, token), lockEnd]));
	return done
		.filter(({ verb, token }) => verb === "claim" && !repeated.has(token))
		.flatMap(({ token, seats, sentAt }) =>
			seats
				.map(seatKey)
				.filter((seat) => (ends.get(holdKey(seat, token)) ?? 0) <= sentAt)
				.map((seat) => `${seat} by ${token}`),
		);
}

function shortenedLocks(done: readonly Answered[]): string[] {
	const locked = new Map(
		done
			.filter(({ verb }) => verb === "lock" || verb === "lock_together")
			.flatMap(({ token, seats }) => seats.map((seat) => [holdKey(seatKey(seat), token), seat.expires ?? 0])),
	);
	return done
		.filter(({ verb }) => verb === "extend")
		.flatMap(({ token, seats }) =>
			seats
				.filter((seat) => (seat.expires ?? 0) < (locked.get(holdKey(seatKey(seat), token)) ?? 0))
				.map((seat) => `${seatKey(seat)} by ${token}`),
		);
}

function separatedParties(plan: readonly PlanRow[], done: readonly Answered[]): string[] {
	const places = new Map(
		plan.flatMap(({ section, row, seats }, rowIndex) =>
			seats.flatMap((seat, index) =>
				seat === null ? [] : [[seatKey({ section, row, seat }), { rowIndex, index }] as const],
			),
		),
	);
	return done
		.filter(({ verb }) => verb === "lock_together")
		.flatMap(({ token, num, seats }) => {
			const own = seats.flatMap((seat) => places.get(seatKey(seat)) ?? []);
			const first = Math.min(...own.map(({ index }) => index));
			const isTogether =
				own.length === num &&
				new Set(own.map(({ rowIndex }) => rowIndex)).size === 1 &&
				own.every(({ index }) => index < first + own.length);
			return isTogether ? [] : [`${token}: ${seats.map(seatKey).join(", ")}`];
		});
}
