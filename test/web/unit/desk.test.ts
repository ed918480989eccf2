/** What a seller does, against a service that is made by hand: what is asked of it, and what the feed brings in between. */
import { expect, test } from "@jest/globals";
import type { Problem } from "../../../clients/typescript/src/client.ts";
import { clearAfterSale } from "../../../web/desk/clear-after-sale.ts";
import { findTypedSeat } from "../../../web/desk/find-typed-seat.ts";
import type { SeatFacts } from "../../../web/desk/taken.ts";
import { findSeat, houseOf } from "../../../web/house/house.ts";
import { openedDesk, pause, until } from "./opened-desk.ts";
import { SMALL_CHART, SMALL_HOUSE } from "./small-house.ts";

const A1 = { section: "stalls", row: "A", seat: "1" };
const A2 = { ...A1, seat: "2" };
const [FIRST, SECOND] = [A1, A2].map((seat) => findSeat(SMALL_HOUSE, seat) as number) as [number, number];
/** Far away: no lock of these tests ends by itself. */
const EXPIRES = 4_000_000_000;

const sold = (order: string, soldAt = 100): SeatFacts => ({ ...A1, status: "sold", order, soldAt });

test("a release is about the sale that the seller was asked about, and not about one made while the question was open", async () => {
	const { desk, changed } = await openedDesk({
		taken: [sold("old")],
		whileAsked: (feed) =>
			feed.bring({ ...A1, type: "seat.released", order: "old" }, { ...A1, type: "seat.sold", order: "new" }),
	});
	desk.select([FIRST]);

	await desk.release();

	expect(desk.store.get().seats[FIRST]).toBeUndefined();
	expect(changed).toEqual([
		{ ...A1, from: { status: "sold", order: "old", soldAt: 100 }, to: { status: "available" } },
	]);
});

test("a seat that is sold while the question is open is not released, even if it is chosen", async () => {
	const { desk, changed } = await openedDesk({
		taken: [sold("old")],
		whileAsked: (feed) => feed.bring({ ...A2, type: "seat.sold", order: "new" }),
	});
	desk.select([FIRST, SECOND]);

	await desk.release();

	expect(changed.map(({ seat }) => seat)).toEqual(["1"]);
	expect(desk.store.get().seats[SECOND]).toMatchObject({ status: "sold", order: "new" });
});

test("a sale without an order that the feed has brought is looked at before the question, and named by its second", async () => {
	const { desk, feed, changed, nowTaken } = await openedDesk({
		taken: [],
		whileAsked: async () => nowTaken([{ ...A1, status: "sold", soldAt: 300 }]),
	});
	await feed.bring({ ...A1, type: "seat.sold" });
	nowTaken([{ ...A1, status: "sold", soldAt: 200 }]);
	desk.select([FIRST]);

	await desk.release();

	expect(changed.map(({ from }) => from)).toEqual([{ status: "sold", order: null, soldAt: 200 }]);
});

test("only the lock that the seller was asked about is ended, and not that of the buyer after it", async () => {
	const { desk, changed, nowTaken } = await openedDesk({
		taken: [{ ...A1, status: "locked", expires: EXPIRES, lockedAt: 100 }],
		whileAsked: async (feed) => {
			nowTaken([{ ...A1, status: "locked", expires: EXPIRES + 9, lockedAt: 200 }]);
			await feed.bring({ ...A1, type: "seat.unlocked" }, { ...A1, type: "seat.locked", expires: EXPIRES + 9 });
		},
	});
	desk.select([FIRST]);

	await desk.endLocks();

	expect(changed.map(({ from }) => from)).toEqual([{ status: "locked", expires: EXPIRES, lockedAt: 100 }]);
});

test("a lock that the feed has brought is not taken for that of another buyer, which ends later", async () => {
	const { desk, feed, changed, nowTaken } = await openedDesk({ taken: [] });
	await feed.bring({ ...A1, type: "seat.locked", expires: EXPIRES });
	// The feed has not said it yet.
	nowTaken([{ ...A1, status: "locked", expires: EXPIRES + 9, lockedAt: 200 }]);
	desk.select([FIRST]);

	await desk.endLocks();

	expect(changed.map(({ from }) => from)).toEqual([{ status: "locked", expires: EXPIRES }]);
});

test("a move is about the sale that it began with, and not about another that has its seat since", async () => {
	const { desk, feed, changed } = await openedDesk({ taken: [sold("old")] });
	desk.select([FIRST]);
	desk.startMove();
	await feed.bring({ ...A1, type: "seat.released", order: "old" }, { ...A1, type: "seat.sold", order: "new" });

	desk.choose(SECOND);
	await until(() => changed.length === 2);

	expect(changed.map(({ seat, from, to }) => [seat, from, to])).toEqual([
		["1", { status: "sold", order: "old", soldAt: 100 }, { status: "available" }],
		["2", { status: "available" }, { status: "sold", order: "old" }],
	]);
});

test("a seller who waits for an answer reads that there is none yet, until there is one or none for good", async () => {
	const { desk } = await openedDesk({ lost: () => true, lostMs: 2_400 });
	desk.select([FIRST]);

	const selling = desk.sell("slow");
	await pause(2_200);
	const { notice } = desk.store.get();
	await selling;

	expect(notice?.text).toBe("There is no answer yet. Trying again …");
	expect(desk.store.get().notice?.text).toBe("There was no answer. It is safe to do the same again.");
});

test("a seller who wants something else while an answer is awaited hears that it is, and a double click says nothing", async () => {
	const { desk } = await openedDesk({ lost: () => true, lostMs: 1_500 });
	const said = () => desk.store.get().notice?.text;
	desk.select([FIRST]);

	const selling = desk.sell("slow");
	await desk.sell("slow");
	const afterDoubleClick = said();
	await pause(700);
	await desk.findOrder("other");
	const afterLookUp = said();
	desk.dismiss();
	desk.drag.begin(FIRST, [0, 0], false);
	const afterDrag = said();
	await selling;

	expect(afterDoubleClick).toBeUndefined();
	expect([afterLookUp, afterDrag]).toEqual(Array(2).fill("There is no answer yet. Trying again …"));
	expect(said()).toBe("There was no answer. It is safe to do the same again.");
});

test("a drag to block seats that are all taken asks for nothing and says nothing", async () => {
	const { desk, requests } = await openedDesk({ taken: [sold("old")] });
	desk.store.set({ tool: "block", reason: "camera" });

	desk.drag.begin(FIRST, [0, 0], false);
	desk.drag.end(true);
	await pause();

	expect([requests, desk.store.get().notice]).toEqual([[], undefined]);
});

const PAIR = [sold("old"), { ...sold("old"), seat: "2" }];

test.each([
	[
		"all of it",
		0,
		[
			[0, 4],
			[1, 5],
		],
	],
	["only this seat", 1, [[1, 4]]],
	["nothing", undefined, []],
] as const)("one seat of an order is put down, and the seller says that %s goes", async (_, picks, expected) => {
	const { desk, changed, requests, questions } = await openedDesk({
		taken: PAIR,
		...(picks !== undefined && { picks }),
	});
	desk.store.set({ tool: "move" });

	desk.drag.begin(SECOND, [0, 0], false);
	desk.drag.over([4], 4, [0, 0]);
	desk.drag.end(true);
	await until(() => requests.length === (expected.length > 0 ? 1 : 0) && questions.length === 1);
	await pause();

	expect(questions).toEqual([
		"Order old has 2 seats. Move all of them, side by side, beginning at stalls, row B, seat 1? [Move all 2] [Move only this seat]",
	]);
	const seats = desk.store.get().seats.flatMap((taken, seat) => (taken?.order === "old" ? [seat] : []));
	const gone = expected.map(([from]) => from as number);
	expect(seats).toEqual([...[0, 1].filter((seat) => !gone.includes(seat)), ...expected.map(([, to]) => to)]);
	expect(changed).toHaveLength(2 * expected.length);
});

test("where an order does not fit, the seller hears why, and may move the one seat", async () => {
	const { desk, questions } = await openedDesk({
		taken: [...PAIR, { ...A1, row: "B", seat: "2", status: "blocked", reason: "camera" }],
	});
	desk.select([SECOND]);
	desk.startMove();

	desk.choose(4);
	await until(() => questions.length === 1);

	expect(questions).toEqual([
		"Order old has 2 seats. They do not all fit there side by side. stalls, row B, seat 2: blocked, reason: camera. [Move only this seat]",
	]);
});

test("a sale of the order that is made while the question is open stays where it is", async () => {
	const { desk, changed } = await openedDesk({
		taken: PAIR,
		picks: 0,
		whileAsked: (feed) =>
			feed.bring({ ...A1, type: "seat.released", order: "old" }, { ...A1, type: "seat.sold", order: "new" }),
	});
	desk.select([SECOND]);
	desk.startMove();

	desk.choose(4);
	await until(() => changed.length === 4);

	expect(changed[0]).toMatchObject({ ...A1, from: { status: "sold", order: "old", soldAt: 100 } });
});

test("a move whose answer is lost counts as done when the feed brings it", async () => {
	const { desk, feed } = await openedDesk({ taken: [sold("old")], lost: () => true, lostMs: 1_000 });
	desk.select([FIRST]);
	desk.startMove();

	desk.choose(SECOND);
	await feed.bring({ ...A1, type: "seat.released", order: "old" }, { ...A2, type: "seat.sold", order: "old" });
	await until(() => !desk.store.get().isBusy);

	expect(desk.store.get().notice).toMatchObject({ isGood: true, text: "Moved to stalls, row A, seat 2." });
	desk.startMove();
	desk.choose(FIRST);
	await until(() => desk.store.get().notice?.isGood === false);
	expect(desk.store.get().notice?.text).toBe("There was no answer. It is safe to do the same again.");
});

test("the release of an order whose answer is lost counts as done when the feed brings it", async () => {
	const { desk, feed } = await openedDesk({ taken: [sold("old")], lost: () => true, lostMs: 1_000 });
	await desk.findOrder("old");

	const releasing = desk.release();
	await feed.bring({ ...A1, type: "seat.released", order: "old" });
	await releasing;

	expect(desk.store.get().notice).toMatchObject({ isGood: true, text: "Released: stalls, row A, seat 1." });
	expect(desk.store.get().selected.size).toBe(0);
	await feed.bring({ ...A1, type: "seat.sold", order: "old" });
	await desk.findOrder("old");
	await desk.release();
	expect(desk.store.get().notice?.text).toBe("There was no answer. It is safe to do the same again.");
});

test("an order that a repeat of its release no longer finds is released, if its seats are", async () => {
	const gone: Problem = { type: "/problems/unknown-order", title: "", status: 404, order: "old" };
	const refusals = [gone];
	const { desk, changed } = await openedDesk({ taken: [sold("old")], before: () => refusals.pop() });
	await desk.findOrder("old");

	await desk.release();

	expect(changed).toEqual([
		{ ...A1, from: { status: "sold", order: "old", soldAt: 100 }, to: { status: "available" } },
	]);
	expect(desk.store.get().notice).toMatchObject({ isGood: true, text: "Released: stalls, row A, seat 1." });
});

test("an order that was looked up is not released as a whole when one of its seats is another customer's by now", async () => {
	const { desk, feed, changed, questions } = await openedDesk({ taken: [sold("old"), { ...sold("old"), ...A2 }] });
	await desk.findOrder("old");
	await feed.bring({ ...A2, type: "seat.released", order: "old" }, { ...A2, type: "seat.sold", order: "new" });

	await desk.release();

	expect(questions[0]).toContain("(orders: old; new)");
	expect(changed.map(({ seat, from }) => [seat, from])).toEqual([
		["1", { status: "sold", order: "old", soldAt: 100 }],
		["2", { status: "sold", order: "new" }],
	]);
});

test("after the release of an order the page names the seats that it had, wherever they had moved", async () => {
	const { desk, nowTaken } = await openedDesk({ taken: [sold("old")] });
	await desk.findOrder("old");
	nowTaken([{ ...sold("old"), ...A2 }]);

	await desk.release();

	expect(desk.store.get().notice?.text).toBe("Released: stalls, row A, seat 2.");
});

test("undoing a move does not move what somebody else has sold there since", async () => {
	const { desk, feed, changed } = await openedDesk({ taken: [sold("old")] });
	desk.select([FIRST]);
	desk.startMove();
	desk.choose(SECOND);
	await until(() => changed.length === 2 && !desk.store.get().isBusy);
	const undo = desk.store.get().notice?.actions?.[0];
	// The feed arrives at the desk's own change first.
	await feed.bring({ ...A1, type: "seat.released", order: "old" }, { ...A2, type: "seat.sold", order: "old" });
	await pause(150);
	await feed.bring({ ...A2, type: "seat.released", order: "old" }, { ...A2, type: "seat.sold", order: "new" });

	undo?.act();
	await until(() => changed.length === 4);

	expect(changed.slice(2).map(({ seat, from }) => [seat, from])).toEqual([
		["2", { status: "sold", order: "old" }],
		["1", { status: "available" }],
	]);
});

test("a change of a seat that the chart does not have makes the page read all seats again, until it has an answer", async () => {
	const { desk, feed, asked, readings, loseService } = await openedDesk({ taken: [] });
	loseService(true);

	await feed.bring({ ...A1, type: "seat.sold", order: "7" }, { ...A1, row: "new", type: "seat.sold", order: "7" });
	await pause(50);

	expect(desk.store.get().connection).toBe("lost");
	loseService(false);
	await until(() => desk.store.get().connection === "live");
	expect(readings()).toBe(3);
	await until(() => asked.length === 2);
	expect(asked).toEqual([7, 9]);
});

test("a desk that somebody has left reads nothing any more", async () => {
	const { desk, readings } = await openedDesk({ taken: [] });

	desk.stop();
	desk.readAgain();
	await pause(20);

	expect(readings()).toBe(1);
});

test("what the desk sells while it reads all seats again is not shown as available when they have been read", async () => {
	const { desk, duringPages, readings } = await openedDesk({ taken: [] });
	duringPages(async () => {
		duringPages(async () => {});
		desk.select([FIRST]);
		await desk.sell("7");
	});

	desk.readAgain();
	await until(() => readings() === 2 && desk.store.get().connection === "live");

	expect(desk.store.get().seats[FIRST]).toMatchObject({ status: "sold", order: "7" });
});

test("a change that comes while all seats are read is among the latest changes once", async () => {
	const { desk, feed, asked, duringPages } = await openedDesk({ taken: [] });
	await until(() => asked.length > 0);
	duringPages(() => feed.bring({ ...A1, type: "seat.sold", order: "7" }));

	desk.readAgain();
	await until(() => desk.store.get().seats[FIRST]?.status === "sold");

	expect(desk.store.get().latest.map(({ type }) => type)).toEqual(["seat.sold"]);
});

test("an event that is deleted is said to be gone, and nothing more is asked of it until the seller wants to", async () => {
	const { desk, readings, deleteEvent } = await openedDesk({ taken: [sold("old")] });

	deleteEvent();
	await until(() => desk.store.get().connection === "no-event");
	const asked = readings();
	await pause(300);

	expect([asked, readings()]).toEqual([1, 1]);
	desk.readAgain();
	await until(() => desk.store.get().connection === "no-event");
	expect(readings()).toBe(2);
});

test("after a sale its order is no longer in its field, unless another one is typed there by then", async () => {
	const { desk } = await openedDesk({ taken: [] });
	const fields = ["B-200 ", "B-201"].map((value) => ({ value }));
	desk.store.subscribe((state, before) => {
		for (const field of fields) clearAfterSale(field, state, before);
	});
	desk.select([FIRST]);

	await desk.sell("B-200");

	expect(fields.map(({ value }) => value)).toEqual(["", "B-201"]);
	await desk.sellTogether("B-201", { num: 2 });
	expect(fields.map(({ value }) => value)).toEqual(["", ""]);
});

test("an order that is too long is refused in the words of the page, and not offered to be tried again", async () => {
	const refused = {
		type: "/problems/invalid-request",
		title: "The request is malformed",
		status: 400,
		errors: [{ path: "/order", message: "expected 1 to 64 characters without control characters" }],
	} as const;
	const { desk } = await openedDesk({ taken: [], before: () => ({ ...refused, errors: [...refused.errors] }) });
	desk.select([FIRST]);

	await desk.sell("x".repeat(65));

	const { notice } = desk.store.get();
	expect(notice?.text).toMatch(/^An order or a reason has at most 64 characters/);
	expect(notice?.actions ?? []).toEqual([]);
});

test("a party that finds no room is offered the largest that does, under the same order", async () => {
	const { desk, parties } = await openedDesk({ taken: [] });

	await desk.sellTogether("class-5b", { num: 12 });
	const { notice, lastSale } = desk.store.get();
	notice?.actions?.[0]?.act();
	await until(() => desk.store.get().lastSale !== undefined);

	expect(lastSale).toBeUndefined();
	expect(notice?.actions?.[0]?.text).toBe("Sell 2");
	expect(parties).toEqual([12, 2]);
	expect(desk.store.get().seats[SECOND]).toMatchObject({ status: "sold", order: "class-5b" });
});

test("a party whose sale the feed brings before its answer was not sold before, and one that is asked for again was", async () => {
	let bring = () => {};
	const { desk, feed, asked } = await openedDesk({
		taken: [],
		before: () => {
			bring();
			return undefined;
		},
	});
	await until(() => asked.length > 0);
	bring = () => void feed.bring({ ...A1, type: "seat.sold", order: "5b" }, { ...A2, type: "seat.sold", order: "5b" });

	await desk.sellTogether("5b", { num: 2 });
	const first = desk.store.get();
	bring = () => {};
	await desk.sellTogether("5b", { num: 2 });

	expect(first.seats[SECOND]).toMatchObject({ status: "sold", order: "5b" });
	expect(first.notice).toMatchObject({ isGood: true, text: "Sold under 5b: stalls, row A, seats 1 and 2." });
	expect(desk.store.get().notice?.text).toContain("This party was sold under 5b before: stalls, row A, seats 1 and 2.");
});

test("a party that is sold seats which the chart does not have yet was not sold before, and its seats are named", async () => {
	const { desk } = await openedDesk({ chart: { ...SMALL_CHART, sections: SMALL_CHART.sections.slice(1) } });

	await desk.sellTogether("5b", { num: 2 });

	expect(desk.store.get().notice).toMatchObject({ isGood: true, text: "Sold under 5b: stalls, row A, seats 1 and 2." });
});

test("a seat is found without its capital letters, and an order is not, which is said", async () => {
	const { desk, wanted } = await openedDesk({ taken: [sold("B-200")] });

	await desk.findSeats({ section: "STALLS", row: "a", seat: "1" });
	expect([...desk.store.get().selected]).toEqual([FIRST]);
	expect(wanted.at(-1)).toEqual(A1);

	await desk.findOrder("b-200");
	expect(desk.store.get().notice?.text).toBe("No seat is sold under b-200. Orders are case-sensitive.");
});

test("all seats of an order are found, however many pages they fill", async () => {
	const { desk } = await openedDesk({ taken: [sold("season"), { ...sold("season"), ...A2 }], perPage: 1 });

	await desk.findOrder("season");

	expect([...desk.store.get().selected]).toEqual([FIRST, SECOND]);
	expect(desk.store.get().notice?.text).toBe("Order season has 2 seats. They are chosen.");
});

test("a seat that is looked up is what the service says of it, before the feed does", async () => {
	const { desk, nowTaken } = await openedDesk({ taken: [sold("old")] });
	nowTaken([]);

	await desk.findSeats(A1);

	expect(desk.store.get().notice?.text).toBe("stalls, row A, seat 1: available.");
	expect(desk.store.get().seats[FIRST]).toBeUndefined();
});

test("a seat that the desk has released is available, even if a later look at its order still showed it as sold", async () => {
	const { desk, feed } = await openedDesk({ taken: [sold("old")] });
	desk.select([FIRST]);
	await desk.release();
	// The index of orders trails the seats.
	await desk.findOrder("old");

	await feed.bring({ ...A1, type: "seat.released", order: "old" });

	expect(desk.store.get().seats[FIRST]).toBeUndefined();
});

test("labels that differ in nothing but case name a seat when they are typed as they are, and only then", () => {
	const [section] = SMALL_CHART.sections;
	const house = houseOf("twins", {
		...SMALL_CHART,
		sections: [
			{ ...section, section: "Stalls" },
			{ ...section, section: "STALLS" },
		] as typeof SMALL_CHART.sections,
	});
	const inSection = (name: string) => findTypedSeat(house, { ...A1, section: name });

	expect(inSection("STALLS")).toBe(findSeat(house, { ...A1, section: "STALLS" }));
	expect(inSection("stalls")).toBeUndefined();
	expect(inSection("nowhere")).toBeUndefined();
});

test("what was said last is no longer there while the next answer is awaited", async () => {
	const { desk } = await openedDesk({ taken: [] });
	await desk.findOrder("nobody");
	const before = desk.store.get().notice;

	const finding = desk.findSeats(A1);

	expect([before?.isGood, desk.store.get().notice]).toEqual([false, undefined]);
	await finding;
});
