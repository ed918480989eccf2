/** What the desk knows of its seats: the feed, its own changes, and the moves that it asks for. */
import { describe, expect, test } from "@jest/globals";
import { ownChanges } from "../../../web/desk/own-changes.ts";
import {
	backwards,
	exactly,
	freeing,
	type Move,
	moveOnto,
	moving,
	sideBySide,
} from "../../../web/desk/seat-changes.ts";
import {
	afterChange,
	changedSeats,
	endedLocks,
	type FeedChange,
	type Taken,
	type TakenSeats,
	takenIn,
	withTaken,
} from "../../../web/desk/taken.ts";
import { findSeat, houseOf } from "../../../web/house/house.ts";
import { LONG_CHART, SMALL_HOUSE } from "./small-house.ts";

const SEAT = { section: "stalls", row: "A", seat: "1" };
const number = (row: string, seat: string, section = "stalls") =>
	findSeat(SMALL_HOUSE, { section, row, seat }) as number;
const [A1, A2, A3, A4] = ["1", "2", "3", "4"].map((seat) => number("A", seat)) as [number, number, number, number];
const B1 = number("B", "1");
const B4 = number("B", "4");

const sold = (order: string, soldAt = 100): Taken => ({ status: "sold", order, soldAt });

function seatsWith(...taken: readonly (readonly [seat: number, taken: Taken])[]): TakenSeats {
	const seats: (Taken | undefined)[] = Array(SMALL_HOUSE.numSeats).fill(undefined);
	for (const [seat, what] of taken) seats[seat] = what;
	return seats;
}

describe("the feed", () => {
	const change = (type: FeedChange["type"], more: Partial<FeedChange> = {}): FeedChange => ({
		...SEAT,
		number: 1,
		at: 200,
		type,
		...more,
	});

	test.each([
		["seat.sold", { order: "7" }, { status: "sold", order: "7", at: 200 }],
		["seat.locked", { expires: 300 }, { status: "locked", expires: 300, at: 200 }],
		["seat.blocked", { reason: "camera" }, { status: "blocked", reason: "camera", at: 200 }],
		["seat.unlocked", {}, undefined],
		["seat.released", { order: "7" }, undefined],
		["seat.unblocked", {}, undefined],
	] as const)("after %s the seat is as it says", (type, more, expected) => {
		expect(afterChange({ status: "locked", expires: 5 }, change(type, more))).toEqual(expected);
	});

	test("a sale that is known exactly stays so when the feed says it once more", () => {
		expect(afterChange(sold("7", 199), change("seat.sold", { order: "7" }))).toEqual(sold("7", 199));
		expect(afterChange(sold("7", 199), change("seat.sold", { order: "8" }))).toMatchObject({ order: "8" });
	});

	test("the end of an earlier lock does not end the lock after it", () => {
		const later: Taken = { status: "locked", expires: 900, lockedAt: 600 };

		expect(afterChange(later, change("seat.expired", { expires: 500 }))).toBe(later);
		expect(afterChange(later, change("seat.expired", { expires: 900 }))).toBeUndefined();
	});
});

describe("what is known", () => {
	test("an answer about a seat becomes what the page knows, and an available one is nothing", () => {
		expect(takenIn({ ...SEAT, status: "sold", order: "7", soldAt: 9 })).toMatchObject(sold("7", 9));
		expect(takenIn({ ...SEAT, status: "available" })).toBeUndefined();
	});

	test("changes make a new list, and only if something is new", () => {
		const seats = seatsWith([A1, sold("7")]);

		expect(withTaken(seats, new Map([[A1, seats[A1]]]))).toBe(seats);
		const changed = withTaken(
			seats,
			new Map([
				[A1, undefined],
				[A2, sold("8")],
			]),
		);
		expect(changedSeats(seats, changed)).toEqual([A1, A2]);
		expect(seats[A1]).toEqual(sold("7"));
	});

	test("a lock ends at the second that it names, and not before", () => {
		const seats = seatsWith([A1, { status: "locked", expires: 300 }], [A2, sold("7")]);

		expect([...endedLocks(seats, 299).keys()]).toEqual([]);
		expect([...endedLocks(seats, 300).keys()]).toEqual([A1]);
	});
});

describe("the desk's own changes", () => {
	test("what was before is not shown when the feed brings it late, and the change itself and what comes after are", () => {
		const own = ownChanges(() => 0);
		own.made(A1, undefined);

		expect(own.isNews(A1, sold("7"))).toBe(false);
		expect(own.isNews(A1, undefined)).toBe(true);
		expect(own.isNews(A1, sold("8"))).toBe(true);
		expect(own.isNews(A2, sold("8"))).toBe(true);
	});

	test("a change of the desk that never comes is given up, and what the feed has said instead is shown", () => {
		let now = 0;
		const own = ownChanges(() => now);
		own.made(A1, sold("7"));
		own.made(A2, sold("7"));
		own.isNews(A1, sold("8"));

		now = 14;
		expect(own.giveUp().size).toBe(0);
		now = 15;
		expect([...own.giveUp()]).toEqual([[A1, sold("8")]]);
		expect(own.isNews(A2, sold("9"))).toBe(true);
	});
});

describe("what a change starts from", () => {
	test.each([
		[undefined, { status: "available" }],
		[sold("7", 9), { status: "sold", order: "7", soldAt: 9 }],
		[{ status: "sold" }, { status: "sold", order: null }],
		[
			{ status: "locked", expires: 5, lockedAt: 1 },
			{ status: "locked", expires: 5, lockedAt: 1 },
		],
		[
			{ status: "blocked", reason: "camera" },
			{ status: "blocked", reason: "camera" },
		],
	] as const)("is exactly the seat as the page shows it: %j", (taken, from) => {
		expect(exactly(taken)).toEqual(from);
	});

	test("seats of different states are freed in one request, each from its own", () => {
		const seats = seatsWith([A1, sold("7")], [B1, { status: "blocked", reason: "camera" }]);

		expect(freeing(SMALL_HOUSE, seats, [A1, B1])).toEqual([
			{ ...SEAT, from: { status: "sold", order: "7", soldAt: 100 }, to: { status: "available" } },
			{ ...SEAT, row: "B", from: { status: "blocked", reason: "camera" }, to: { status: "available" } },
		]);
	});
});

describe("moving sales", () => {
	const seats = seatsWith([A1, sold("7")], [A2, sold("7")], [B4, sold("9")]);

	test("the sale that is carried lands on the target, and the others beside it in their order", () => {
		expect(moveOnto(SMALL_HOUSE, seats, [A1, A2], A2, B1 + 1)).toEqual([
			[A1, B1],
			[A2, B1 + 1],
		]);
	});

	test.each([
		["the row ends there", A1, B4],
		["the row begins there", A2, B1],
		["another sale has the seat beside it", A1, B1 + 2],
	])("nothing is moved where there is no room: %s", (_, carried, target) => {
		expect(moveOnto(SMALL_HOUSE, seats, [A1, A2], carried, target)).toBeUndefined();
	});

	test("a whole order goes side by side to the target and the seats after it", () => {
		const order = seatsWith([A1, sold("7")], [A2, sold("7")]);

		expect(sideBySide(SMALL_HOUSE, order, [A1, A2], B1)).toEqual([
			[A1, B1],
			[A2, B1 + 1],
		]);
		expect(sideBySide(SMALL_HOUSE, order, [A1, A2], A1)).toEqual([
			[A1, A1],
			[A2, A2],
		]);
	});

	test.each([
		["the row ends there", B4, { kind: "row-ends", num: 1 }],
		["there is a gap", A2, { kind: "gap", seat: A3 }],
		["a seat is taken", B1 + 2, { kind: "taken", seat: B4 }],
	])("a whole order is not moved where it would not sit side by side: %s", (_, target, expected) => {
		expect(sideBySide(SMALL_HOUSE, seats, [A1, A2], target)).toEqual(expected);
	});

	test("a whole order is not moved if that would change more than a hundred seats", () => {
		const { house, order } = {
			house: houseOf("long", LONG_CHART),
			order: Array.from({ length: 51 }, (_, seat) => seat),
		};

		expect(sideBySide(house, Array(250).fill(undefined), order, 100)).toEqual({ kind: "too-many" });
		expect(sideBySide(house, Array(250).fill(undefined), order, 40)).toHaveLength(51);
	});

	test("sales may move by one seat, onto their own places", () => {
		const move = moveOnto(SMALL_HOUSE, seats, [A1, A2], A1, A2) as Move;

		expect(move).toEqual([
			[A1, A2],
			[A2, A3],
		]);
		// Seat 2 is left and taken by the same order: only the ends change.
		expect(moving(SMALL_HOUSE, seats, move)?.map(({ seat, to }) => [seat, to])).toEqual([
			["1", { status: "available" }],
			["3", { status: "sold", order: "7" }],
		]);
	});

	test("two orders keep their seats apart when they move together", () => {
		const two = seatsWith([A1, sold("7")], [A2, sold("8", 50)]);

		expect(
			moving(SMALL_HOUSE, two, [
				[A1, A2],
				[A2, A3],
			]),
		).toEqual([
			{ ...SEAT, from: { status: "sold", order: "7", soldAt: 100 }, to: { status: "available" } },
			{
				...SEAT,
				seat: "2",
				from: { status: "sold", order: "8", soldAt: 50 },
				to: { status: "sold", order: "7" },
			},
			{ ...SEAT, seat: "3", from: { status: "available" }, to: { status: "sold", order: "8" } },
		]);
	});

	test("a sale without an order is not moved: the service could not name it", () => {
		expect(moving(SMALL_HOUSE, seatsWith([A1, { status: "sold" }]), [[A1, A4]])).toBeUndefined();
	});

	test("backwards, a move ends where it began", () => {
		expect(backwards([[A1, B1]])).toEqual([[B1, A1]]);
	});
});
