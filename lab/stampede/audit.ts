/**
 * Holds what buyers and sellers were answered against what the table holds, and against each other. The table is read
 * past the service, the plan is counted from the document that was put, and no clause takes one figure from another.
 */
import { createHash } from "node:crypto";
import { type Seat, seatKey } from "../../domain/seat.ts";
import type { SeatRecord } from "../../domain/seat-record.ts";

/** A change that was asked for until it was answered. Instants are epoch milliseconds. */
export interface Answered {
	readonly verb: "lock" | "lock_together" | "extend" | "unlock" | "claim" | "release" | "block";
	readonly status: number;
	/** Of a refusal. */
	readonly type?: string | undefined;
	readonly token: string;
	readonly order?: string | undefined;
	/** Places that were asked for side by side. */
	readonly num?: number | undefined;
	/** As the answer has them, or, where it has none, as they were asked for. `expires` is in epoch seconds. */
	readonly seats: readonly (Seat & { readonly expires?: number })[];
	/** When it was first sent, and when the answer that counts was there. */
	readonly sentAt: number;
	readonly answeredAt: number;
	/** Whether it was sent more than once: a copy may have landed after the answer. */
	readonly isRepeated: boolean;
}

/** A row's seats in order; `null` is a gap. */
export interface PlanRow {
	readonly section: string;
	readonly row: string;
	readonly seats: readonly (string | null)[];
}

export interface Found {
	readonly plan: readonly PlanRow[];
	readonly answers: readonly Answered[];
	/** Every seat's record, read from the table after the last answer. */
	readonly records: readonly { readonly seat: Seat; readonly record: SeatRecord }[];
	/** When the table was read, epoch seconds. */
	readonly readAt: number;
	/** GET /seat/num_available, plain. */
	readonly count: { readonly num: number; readonly capacity: number };
	/** The same by section, added up. */
	readonly bySection: Tally;
	/** The seats that the map shows as taken, by `seatKey`. */
	readonly map: ReadonlyMap<string, string>;
}

export interface Tally {
	readonly num: number;
	readonly capacity: number;
	readonly locked: number;
	readonly sold: number;
	readonly blocked: number;
}

/** As the contract says it (I9), without the code that keeps it. */
const hashToken = (token: string) => createHash("sha256").update(token).digest("base64url");

/** A rule, and what breaks it: nothing when it holds. */
export interface Finding {
	readonly rule: string;
	readonly breaches: readonly string[];
}

export function audit(found: Found): Finding[] {
	const finding = (rule: string, breaches: readonly string[]): Finding => ({ rule, breaches });
	const done = found.answers.filter(({ status }) => status === 200);
	const holds = holdsOf(found.answers);
	const records = new Map(found.records.map(({ seat, record }) => [seatKey(seat), record]));
	return [
		finding("sold + available + blocked + locked = the plan", sumOf(found, records)),
		finding("the count, the count by section and the map say what the table holds", looks(found, records)),
		finding("no lock lives on", livingLocks(found)),
		finding(
			"the table's sales are the claims that were answered, less the releases",
			sales(found.answers, records, lateSales(found)),
		),
		finding("two claims of a seat have a release between them (I1)", overlaps(holds.map(asSale))),
		finding("no seat was two buyers' at once", overlaps(holds)),
		finding("the blocked seats are those that were blocked", blocks(done, records)),
		finding("every lock and extension is in the table, or was followed by another answer", lostLocks(holds, records)),
		finding("what was unlocked or released is nobody's or another's", leftovers(done, records)),
		finding("a refused lock has left nothing behind (I4)", halfLocks(found.answers, records)),
		finding("every record is one that was asked for", strangers(found, records)),
		finding("no holder of a live lock was refused (I5)", refusedHolders(found.answers, holds)),
		finding("nothing was sold after the end of its lock (I2)", tooLate(found.answers, done, holds)),
		finding("no extension has shortened a lock (I5)", shortened(done)),
		finding("who came together sits together", apart(found.plan, done)),
	];
}

/**
 * Seats that were sold after their claim had been refused, by `seatKey`. A claim that went unanswered and was sent again
 * is refused once its lock has ended; the first copy, judged by its own earlier clock, may still find the dead lock and
 * sell it (I6). Nobody else had the seat, and the claim answers 200 from then on.
 */
export function lateSales({ answers, records }: Found): string[] {
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

/** A seat that surely was a buyer's from one instant up to another, epoch milliseconds. */
interface Hold {
	readonly seat: string;
	readonly token: string;
	readonly from: number;
	readonly until: number;
	/** When anything of it was answered last. */
	readonly heardAt: number;
	/** The end of the lock that was answered last, epoch milliseconds. */
	readonly lockEnd: number;
	/** When its claim was answered; `undefined` where there was none. */
	readonly soldAt: number | undefined;
	/** When its holder first asked to be rid of it, by a request of which at least one copy may have been carried out. */
	readonly givenBackAt: number | undefined;
}

/** From the answer that gave it: until its lock ends or, once it is sold, for ever; or until it is given back. */
function holdsOf(all: readonly Answered[]): Hold[] {
	const done = bySeatAndToken(all.filter(({ status }) => status === 200));
	// Its repeat is refused once another has the seat that the first copy gave back.
	const givenBack = bySeatAndToken(all.filter(({ status, isRepeated }) => status === 200 || isRepeated));
	return Array.from(done, ([key, answers]) => {
		const [seat, token] = JSON.parse(key) as [string, string];
		const ends = answers.map((answer) => endOf(answer, seat));
		const lockEnd = Math.max(0, ...ends);
		const soldAt = answers.find(({ verb }) => verb === "claim")?.answeredAt;
		const givenBackAt = givenBack.get(key)?.find(({ verb }) => verb === "unlock" || verb === "release")?.sentAt;
		const isForGood = soldAt !== undefined || answers.some(({ verb }) => verb === "block");
		const until = Math.min(isForGood ? Number.POSITIVE_INFINITY : lockEnd, givenBackAt ?? Number.POSITIVE_INFINITY);
		const instants = answers.map(({ answeredAt }) => answeredAt);
		const [from, heardAt] = [Math.min(...instants), Math.max(...instants)];
		return { seat, token, from, until, heardAt, lockEnd, soldAt, givenBackAt };
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
	const real = holds.filter(({ from, until }) => from < until);
	return Array.from(bySeat(real).values()).flatMap((own) =>
		own
			.toSorted((one, other) => one.from - other.from)
			.flatMap((hold, index, all) => {
				const before = all.slice(0, index).find(({ until }) => until > hold.from);
				return before ? [`${hold.seat}: ${before.token} and ${hold.token}`] : [];
			}),
	);
}

type Records = ReadonlyMap<string, SeatRecord>;

function tallyOf({ records, readAt }: Found): Omit<Tally, "num" | "capacity"> {
	const isLive = (record: SeatRecord) => record.status !== "locked" || record.expires > readAt;
	const live = records.map(({ record }) => record).filter(isLive);
	const count = (status: string) => live.filter((record) => record.status === status).length;
	return { locked: count("locked"), sold: count("sold"), blocked: count("blocked") };
}

const seatsOf = (plan: readonly PlanRow[]): Seat[] =>
	plan.flatMap(({ section, row, seats }) => seats.flatMap((seat) => (seat === null ? [] : [{ section, row, seat }])));

function sumOf(found: Found, records: Records): string[] {
	const { locked, sold, blocked } = tallyOf(found);
	const seats = new Set(seatsOf(found.plan).map(seatKey));
	const outside = Array.from(records.keys()).filter((seat) => !seats.has(seat));
	const sum = sold + found.count.num + blocked + locked;
	return [
		...(sum === seats.size ? [] : [`${sold} + ${found.count.num} + ${blocked} + ${locked} is not ${seats.size}`]),
		...outside.map((seat) => `${seat} is not in the plan`),
	];
}

function looks(found: Found, records: Records): string[] {
	const capacity = seatsOf(found.plan).length;
	const held = tallyOf(found);
	const num = capacity - held.sold - held.blocked - held.locked;
	const isLive = (record: SeatRecord | undefined) =>
		record && (record.status !== "locked" || record.expires > found.readAt);
	const seats = new Set([...records.keys(), ...found.map.keys()]);
	return [
		...different("the count", { num: found.count.num, capacity: found.count.capacity }, { num, capacity }),
		...different("by section", { ...found.bySection }, { num, capacity, ...held }),
		...Array.from(seats).flatMap((seat) => {
			const record = records.get(seat);
			const status = isLive(record) ? record?.status : undefined;
			return found.map.get(seat) === status ? [] : [`the map shows ${seat} as ${found.map.get(seat)}, not ${status}`];
		}),
	];
}

function different(name: string, one: Record<string, number>, other: Record<string, number>): string[] {
	return Object.entries(other).flatMap(([field, value]) =>
		one[field] === value ? [] : [`${name} says ${field} ${one[field]}, not ${value}`],
	);
}

const livingLocks = ({ records, readAt }: Found) =>
	records.flatMap(({ seat, record }) =>
		record.status === "locked" && record.expires > readAt ? [`${seatKey(seat)} until ${record.expires}`] : [],
	);

function sales(answers: readonly Answered[], records: Records, late: readonly string[]): string[] {
	const isSaleOf = (record: SeatRecord | undefined, token: string, order: string | undefined) =>
		record?.status === "sold" && record.tokenHash === hashToken(token) && record.order === order;
	// A repeat is refused once another has the seat that the first copy gave back.
	const released = bySeatAndToken(
		answers.filter(({ verb, status, isRepeated }) => verb === "release" && (status === 200 || isRepeated)),
	);
	const isReleased = (seat: string, token: string, order: string | undefined) =>
		released
			.get(holdKey(seat, token))
			?.some(({ status }) => status === 200 || !isSaleOf(records.get(seat), token, order)) ?? false;
	const standing = answers
		.filter(({ verb, status }) => verb === "claim" && status === 200)
		.flatMap(({ seats, token, order }) => seats.map((seat) => ({ seat: seatKey(seat), token, order })))
		.filter(({ seat, token, order }) => !isReleased(seat, token, order));
	const lost = standing.flatMap(({ seat, token, order }) =>
		isSaleOf(records.get(seat), token, order) ? [] : [`${seat} was sold to ${order}, and the table does not know`],
	);
	const times = bySeat(standing);
	const unclaimed = Array.from(records).flatMap(([seat, { status }]) => {
		const claims = times.get(seat)?.length ?? 0;
		return status === "sold" && claims !== 1 && !late.includes(seat) ? [`${seat} is sold by ${claims} claims`] : [];
	});
	return [...lost, ...unclaimed];
}

function blocks(done: readonly Answered[], records: Records): string[] {
	const asked = new Set(done.filter(({ verb }) => verb === "block").flatMap(({ seats }) => seats.map(seatKey)));
	const held = new Set(Array.from(records).flatMap(([seat, { status }]) => (status === "blocked" ? [seat] : [])));
	return [...asked, ...held].filter((seat) => !asked.has(seat) || !held.has(seat));
}

/** With TTL switched off, a lock that its holder has left alone stays where it is until another takes the seat. */
function lostLocks(holds: readonly Hold[], records: Records): string[] {
	const all = bySeat(holds);
	return holds.flatMap(({ seat, token, lockEnd, soldAt, givenBackAt }) => {
		if (lockEnd === 0 || soldAt !== undefined || givenBackAt !== undefined) return [];
		const record = records.get(seat);
		const isLock = record?.status === "locked";
		const isHis = record?.status !== "blocked" && record?.tokenHash === hashToken(token);
		const isThere = isHis && (!isLock || 1_000 * record.expires >= lockEnd);
		// The next one need not know: of a request that was sent again a late copy may have locked.
		const isFollowed =
			(isLock && 1_000 * record.lockedAt >= lockEnd) ||
			all.get(seat)?.some((other) => other.token !== token && other.heardAt >= lockEnd);
		return isThere || isFollowed ? [] : [`${seat} was locked by ${token}, and the table does not know`];
	});
}

function leftovers(done: readonly Answered[], records: Records): string[] {
	// A copy of the lock that landed after the unlock locks again, for no longer than a lock lasts.
	const copied = new Set(done.filter(({ isRepeated }) => isRepeated).map(({ token }) => token));
	return done
		.filter(({ verb, token }) => (verb === "unlock" && !copied.has(token)) || verb === "release")
		.flatMap(({ verb, seats, token }) =>
			seats.map(seatKey).flatMap((seat) => {
				const record = records.get(seat);
				const isHis = record && "tokenHash" in record && record.tokenHash === hashToken(token);
				return isHis && (verb === "unlock" || record.status === "sold") ? [`${seat}: ${verb} by ${token}`] : [];
			}),
		);
}

/** Of one that was sent again nothing is known: a copy may have landed when the seats had become free. */
function halfLocks(answers: readonly Answered[], records: Records): string[] {
	const refused = answers.filter(
		({ verb, status, isRepeated }) => status === 409 && !isRepeated && (verb === "lock" || verb === "lock_together"),
	);
	const hashes = new Map(refused.map(({ token }) => [hashToken(token), token]));
	return Array.from(records).flatMap(([seat, record]) => {
		const token = "tokenHash" in record && record.tokenHash !== undefined ? hashes.get(record.tokenHash) : undefined;
		return token === undefined ? [] : [`${seat} is ${token}'s, who was refused`];
	});
}

/** A refused or repeated request may have left a lock behind; a record of nobody's cannot be. */
function strangers({ answers }: Found, records: Records): string[] {
	const hashes = new Set(answers.map(({ token }) => hashToken(token)));
	return Array.from(records).flatMap(([seat, record]) =>
		"tokenHash" in record && !hashes.has(record.tokenHash) ? [`${seat} is nobody's`] : [],
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
			// A first copy gave the seats back, and another has taken one before the last copy came.
			const isFollowed = seats.some((seat) =>
				all.get(seatKey(seat))?.some((other) => other.token !== token && other.heardAt >= sentAt),
			);
			return isLive && !(verb === "unlock" && isRepeated && isFollowed) ? [`${verb} by ${token}`] : [];
		});
}

/** A lock or an extension that was sent again may have made the lock longer than its answer says: a late copy. */
function tooLate(answers: readonly Answered[], done: readonly Answered[], holds: readonly Hold[]): string[] {
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

function shortened(done: readonly Answered[]): string[] {
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

function apart(plan: readonly PlanRow[], done: readonly Answered[]): string[] {
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
