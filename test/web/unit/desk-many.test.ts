/** Many seats at once: rectangles, rows and sections, a hundred seats a request. */
import { describe, expect, test } from "@jest/globals";
import type { Problem } from "../../../clients/typescript/src/client.ts";
import type { Desk } from "../../../web/desk/desk.ts";
import { type House, houseOf, type SeatName } from "../../../web/house/house.ts";
import { seatsInBox } from "../../../web/house/seats-in-box.ts";
import { openedDesk, pause, until } from "./opened-desk.ts";
import { LONG_CHART } from "./small-house.ts";

const taken = (seat: string): Problem => ({
	type: "/problems/seats-unavailable",
	title: "",
	status: 409,
	seats: [{ section: "stalls", row: "A", seat, status: "sold", order: "faster" }],
});

const isAsked = (seats: readonly SeatName[], label: string) => seats.some(({ seat }) => seat === label);
const all = ({ numSeats }: House) => Array.from({ length: numSeats }, (_, seat) => seat);
const numOf = (desk: Desk, status: string) =>
	desk.store.get().seats.filter((seat) => (seat?.status ?? "available") === status).length;
const settled = (desk: Desk) => until(() => !desk.store.get().isBusy && desk.store.get().notice !== undefined);

describe("more than a hundred seats", () => {
	test("are sold in several requests under one order", async () => {
		const { desk, house, requests } = await openedDesk({ chart: LONG_CHART });
		desk.select(all(house));

		await desk.sell("tour");

		expect(requests.map(({ length }) => length)).toEqual([100, 100, 50]);
		expect(numOf(desk, "sold")).toBe(250);
		expect(desk.store.get().selected.size).toBe(0);
	});

	test("are not all blocked when one is sold in between: the page says what is done and what is not, and goes on with the rest", async () => {
		const { desk, house, requests } = await openedDesk({
			chart: LONG_CHART,
			before: (seats) => (isAsked(seats, "150") ? taken("150") : undefined),
		});
		desk.select(all(house));

		await desk.block("tour");
		const { notice } = desk.store.get();

		expect(notice?.isGood).toBe(false);
		expect(notice?.text).toBe(
			"Blocked (tour): stalls, row A, seats 1–12 and 88 more. Not done: 150 seats. Some seats are not as they were shown, so none of them was changed. Now: stalls, row A, seat 150: sold, order faster.",
		);
		expect(notice?.actions?.map(({ text }) => text)).toEqual(["Block 149", "Undo"]);
		expect(desk.store.get().selected.size).toBe(150);
		notice?.actions?.[0]?.act();
		await until(() => requests.length === 3);
		await settled(desk);
		expect(numOf(desk, "blocked")).toBe(249);
		expect(desk.store.get().notice).toMatchObject({ isGood: true, actions: [{ text: "Undo" }] });
		expect(desk.store.get().notice?.text).toBe("Blocked (tour): stalls, row A, seats 1–12 and 237 more.");
	});

	test("are done again from where an answer was lost, and undone all together", async () => {
		let isLost = true;
		const { desk, house, requests, changed } = await openedDesk({
			chart: LONG_CHART,
			before: (seats) => {
				if (isLost && isAsked(seats, "250")) throw new Error("no answer");
				return undefined;
			},
		});
		desk.select(all(house));

		await desk.block("tour");
		const { notice } = desk.store.get();
		isLost = false;
		notice?.actions?.[0]?.act();
		await until(() => requests.length === 3);
		await settled(desk);
		desk.store.get().notice?.actions?.[0]?.act();
		await until(() => requests.length === 6);
		await settled(desk);

		expect(notice?.text).toContain("Not known to be done: 50 seats. There was no answer.");
		expect(changed).toHaveLength(250);
		expect(numOf(desk, "available")).toBe(250);
	});

	test("are unblocked by an undo only where they are still blocked, and not where somebody has sold one since", async () => {
		const { desk, feed, house, changed, requests } = await openedDesk({
			chart: LONG_CHART,
			before: (seats) => (isAsked(seats, "150") ? taken("150") : undefined),
		});
		const first = { section: "stalls", row: "A", seat: "1" };
		desk.select(all(house));
		await desk.block("tour");
		const goOn = desk.store.get().notice?.actions?.[0];
		const own = Array.from({ length: 100 }, (_, place) => ({ ...first, seat: `${place + 1}` }));
		await feed.bring(...own.map((seat) => ({ ...seat, type: "seat.blocked", reason: "tour" }) as const));
		await pause(150);
		await feed.bring(
			{ ...first, type: "seat.unblocked" },
			{ ...first, type: "seat.sold", order: "door 7" },
			{ ...first, seat: "2", type: "seat.unblocked" },
		);

		goOn?.act();
		await until(() => requests.length === 3);
		await settled(desk);
		desk.store.get().notice?.actions?.[0]?.act();
		await until(() => requests.length === 6);
		await settled(desk);

		expect(changed).toHaveLength(247);
		expect(changed.every(({ from }) => from.status === "blocked")).toBe(true);
		expect(desk.store.get().seats[0]).toMatchObject({ status: "sold", order: "door 7" });
	});

	test("count as done where an answer was lost and the feed brings what it would have said", async () => {
		let bring = async () => {};
		const { desk, house, feed, requests } = await openedDesk({
			chart: LONG_CHART,
			before: (seats) => {
				if (isAsked(seats, "101")) bring();
				return undefined;
			},
			lost: (seats) => isAsked(seats, "101"),
		});
		const sold = (seat: number) =>
			({ section: "stalls", row: "A", seat: `${seat}`, type: "seat.sold", order: "tour" }) as const;
		bring = () => feed.bring(...Array.from({ length: 100 }, (_, place) => sold(101 + place)));
		desk.select(all(house));

		await desk.sell("tour");
		const { notice } = desk.store.get();
		notice?.actions?.[0]?.act();
		await until(() => requests.length === 2);
		await settled(desk);

		expect(notice?.text).toContain("and 188 more. Not known to be done: 50 seats. There was no answer.");
		expect(notice?.actions?.map(({ text }) => text)).toEqual(["Sell 50"]);
		expect(desk.store.get().notice?.text).toBe("Sold under tour: stalls, row A, seats 1–12 and 238 more.");
	});

	test("are left when the event gets another plan: what had been decided by the old one is not done to other seats", async () => {
		const { desk, house, requests } = await openedDesk({
			chart: LONG_CHART,
			before: (seats) => {
				if (isAsked(seats, "150")) desk.store.set({ house: houseOf("other", LONG_CHART), selected: new Set() });
				return undefined;
			},
		});
		desk.select(all(house));

		await desk.block("tour");

		expect(requests.map(({ length }) => length)).toEqual([100, 100]);
		expect(desk.store.get().notice).toMatchObject({
			isGood: false,
			text: "The event has another plan now. Done before: 200 of 250 seats. Choose the others again.",
		});
	});

	test("are stopped between two requests", async () => {
		const { desk, house } = await openedDesk({ chart: LONG_CHART });
		desk.select(all(house));

		const read: string[] = [];
		desk.store.subscribe(({ notice }, before) => {
			if (notice === before.notice) return;
			read.push(notice?.text ?? "");
			if (read.length === 1) notice?.actions?.[0]?.act();
		});
		await desk.block("tour");

		expect(read[0]).toBe("Done: 0 of 250 seats …");
		expect(read.at(-1)).toContain("Not done: 150 seats. You have stopped it.");
		expect(numOf(desk, "blocked")).toBe(100);
	});

	test.each([true, false])("are blocked only if the seller says so (%j)", async (isConfirmed) => {
		const { desk, house, requests, questions } = await openedDesk({ chart: LONG_CHART, isConfirmed });
		desk.select(all(house));

		await desk.block("tour");

		expect(questions).toEqual(["Block 250 seats (tour)? They go off sale at once."]);
		expect(requests).toHaveLength(isConfirmed ? 3 : 0);
	});
});

describe("a rectangle", () => {
	const [left, right] = [[-9, -9] as const, [9, 3] as const];

	test("has the seats whose centers are in it", async () => {
		const { house } = await openedDesk({});
		const box = { left: house.x[1] as number, right: house.x[2] as number, top: -1, bottom: 1 };

		expect(seatsInBox(house, box)).toEqual([1, 2]);
		expect(seatsInBox(house, { ...box, top: -1, bottom: 100 }).length).toBeGreaterThan(4);
		expect(seatsInBox(house, { ...box, left: 50, right: 60 })).toEqual([]);
	});

	test("chooses all seats in it with Shift, from anywhere, and fewer again when it becomes smaller", async () => {
		const { desk } = await openedDesk({});
		const { drag, store } = desk;

		expect(drag.begin(undefined, left, false)).toBe(false);
		expect(drag.begin(undefined, left, true)).toBe(true);
		drag.over([], undefined, right);
		const chosen = store.get().selected.size;
		drag.over([], undefined, [9, 1]);
		const smaller = store.get().selected.size;
		drag.end(true);

		expect([chosen, smaller, store.get().selected.size]).toEqual([8, 4, 4]);
		expect(store.get().rectangle).toBeUndefined();
	});

	test("takes seats away when it begins at a chosen one, and is given up with Escape", async () => {
		const { desk } = await openedDesk({});
		const { drag, store } = desk;
		desk.select([0, 1, 9]);

		drag.begin(0, left, true);
		drag.over([], undefined, right);
		const fewer = [...store.get().selected];
		drag.end(false);
		drag.over([], undefined, right);

		expect(fewer).toEqual([9]);
		expect([...store.get().selected]).toEqual([0, 1, 9]);
	});

	test("blocks what is available in it", async () => {
		const { desk, requests } = await openedDesk({
			taken: [{ section: "stalls", row: "A", seat: "2", status: "sold", order: "7" }],
		});
		desk.store.set({ tool: "block", reason: "camera", isRectangle: true });

		desk.drag.begin(undefined, left, false);
		desk.drag.over([], undefined, [9, 1]);
		desk.drag.end(true);
		await settled(desk);

		expect(requests).toEqual([["1", "3", "4"]]);
	});

	test("blocks nothing when the event gets another plan before the pointer is up", async () => {
		const { desk, requests } = await openedDesk({});
		desk.store.set({ tool: "block", reason: "camera", isRectangle: true });

		desk.drag.begin(undefined, left, false);
		desk.drag.over([], undefined, [9, 1]);
		desk.store.set({ house: houseOf("other", LONG_CHART), selected: new Set() });
		desk.drag.over([], undefined, right);
		desk.drag.end(true);

		expect([requests, desk.store.get().isBusy, desk.store.get().rectangle]).toEqual([[], false, undefined]);
		expect(desk.store.get().selected.size).toBe(0);
	});
});

test("a row or a section is chosen as a whole, and no longer if all of it was", async () => {
	const { desk } = await openedDesk({});
	desk.select([1]);

	desk.toggle([0, 1, 2]);
	const chosen = [...desk.store.get().selected].sort();
	desk.toggle([0, 1, 2]);

	expect(chosen).toEqual([0, 1, 2]);
	expect(desk.store.get().selected.size).toBe(0);
});
