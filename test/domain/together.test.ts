import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { planOfSection } from "../../documents/section-plan.ts";
import { rowSeatKey } from "../../domain/plan.ts";
import { type SectionView, STATUSES } from "../../domain/reading.ts";
import type { Seat } from "../../domain/seat.ts";
import { bestTogether, choicesTogether, largestTogether, type Party, rowByRow } from "../../domain/together.ts";

/**
 * A row as a picture: `o` free, `x` taken, `a` free and accessible, `A` taken and accessible, `g` free and `G` taken of
 * category gold, a space a gap.
 */
type Picture = string;

/** A house of sections, each of rows drawn as pictures; seats are numbered from 1. */
function house(...sections: Picture[][]): SectionView[] {
	return sections.map((rows, index) => {
		const document = rows.map((picture, at) => {
			const seats = Array.from(picture, (place, position) => {
				const gold = place === "g" || place === "G" ? { category: "gold" } : {};
				return place === " "
					? null
					: { seat: String(position + 1), accessible: place === "a" || place === "A", ...gold };
			});
			return { row: `row ${at + 1}`, seats };
		});
		const places = Array.from(rows.join("").replaceAll(" ", ""));
		const statuses = Uint8Array.from(places, (place) => STATUSES.indexOf(/[xAG]/.test(place) ? "sold" : "available"));
		return { plan: planOfSection(`section ${index + 1}`, document), statuses, endOf: () => undefined };
	});
}

const party = (num: number, accessible?: boolean, categories?: readonly string[]): Party => ({
	num,
	accessible,
	categories,
});

/** Where the seats are: `1/2: 4 5 6`. */
function placeOf(seats: readonly Seat[]): string {
	const [first] = seats;
	if (first === undefined) return "";
	const where = `${first.section.replace("section ", "")}/${first.row.replace("row ", "")}`;
	return `${where}: ${seats.map(({ seat }) => seat).join(" ")}`;
}

function best(views: SectionView[], wanted: Party): string {
	const together = bestTogether(views, wanted);
	return together.found ? placeOf(together.seats) : `at most ${together.largest}`;
}

describe("the best seats side by side", () => {
	test.each<[string, SectionView[], Party, string]>([
		["are in the middle of the front row", house(["ooooooo", "ooooooo"]), party(3), "1/1: 3 4 5"],
		["are further back when the front has not enough", house(["oxoxo", "ooooo"]), party(3), "1/2: 1 2 3"],
		["are in the first section that has them", house(["xxx"], ["ooo"]), party(3), "2/1: 1 2 3"],
		["do not reach over a gap", house(["oo oo", "oooo"]), party(3), "1/2: 1 2 3"],
		["do not leave a single seat alone", house(["oooo"]), party(3), "1/1: 1 2 3"],
		["leave a row in front rather than a single seat in it", house(["xooox", "ooooo"]), party(2), "1/2: 1 2"],
		["leave a single seat alone rather than refuse", house(["oooo"]), party(3), "1/1: 1 2 3"],
		["spare accessible seats", house(["aaaaa", "ooooo"]), party(2), "1/2: 1 2"],
		["take accessible seats when nothing else is left", house(["aaaaaa", "xoxx"]), party(2), "1/1: 3 4"],
		[
			"have an accessible seat if one is asked for, and waste no other",
			house(["ooao", "aaaa"]),
			party(2, true),
			"1/1: 3 4",
		],
		[
			"are refused if an accessible seat is asked for and there is none",
			house(["oooo", "A"]),
			party(2, true),
			"at most 0",
		],
		[
			"are refused with the longest run that has an accessible seat, if one is asked for",
			house(["ooao", "ooooo", "a"]),
			party(6, true),
			"at most 4",
		],
		["are refused with the longest run there is", house(["oox", "ooo"]), party(4), "at most 3"],
		["of one are a single seat", house(["xox"]), party(1), "1/1: 2"],
		["have no accessible seat if none is wanted", house(["oaoo", "ooo"]), party(3, false), "1/2: 1 2 3"],
		[
			"are refused with the longest run without an accessible seat, if none is wanted",
			house(["oaoo", "ooxo"]),
			party(3, false),
			"at most 2",
		],
		["are of one category", house(["oggo", "ooo"]), party(3), "1/2: 1 2 3"],
		["are of a category that is asked for", house(["oooo", "oggg"]), party(3, undefined, ["gold"]), "1/2: 2 3 4"],
		["are of no category when that is asked for", house(["gggg", "ooog"]), party(2, undefined, [""]), "1/2: 2 3"],
		[
			"are refused with the longest run of the categories asked for",
			house(["oooo", "ogg"]),
			party(3, undefined, ["gold", "silver"]),
			"at most 2",
		],
	])("%s", (_, rows, wanted, expected) => {
		expect(best(rows, wanted)).toBe(expected);
	});
});

const aPicture = fc
	.array(fc.constantFrom("o", "o", "o", "o", "g", "g", "x", "x", "G", " ", "a", "A"), { minLength: 1, maxLength: 9 })
	.map((places) => places.join(""));
const aHouse = fc
	.array(fc.array(aPicture, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 2 })
	.map((sections) => ({ sections, views: house(...sections) }));
const aParty = fc.record({
	num: fc.integer({ min: 1, max: 5 }),
	accessible: fc.constantFrom(undefined, true, false),
	categories: fc.constantFrom(undefined, undefined, [""], ["gold"], ["", "gold"], ["silver"]),
});

/** Every block of the house, by brute force and from the pictures alone, with all that decides between them. */
function everyBlock(sections: readonly Picture[][], { num, accessible, categories = ["", "gold"] }: Party) {
	const blocks: { key: string; costs: number[] }[] = [];
	let depth = 0;
	for (const [index, rows] of sections.entries()) {
		for (const [at, picture] of rows.entries()) {
			depth += 1;
			for (let start = 0; start + num <= picture.length; start++) {
				const places = picture.slice(start, start + num);
				const isGold = places.startsWith("g");
				const ofCategory = isGold ? /^g+$/ : /^[oa]+$/;
				if (!ofCategory.test(places) || !categories.includes(isGold ? "gold" : "")) continue;
				const marked = places.split("a").length - 1;
				if (accessible ? marked === 0 : accessible === false && marked > 0) continue;
				const free = (place: number) => ofCategory.test(picture.charAt(place));
				const alone = (near: number, far: number) => free(near) && !free(far);
				const orphans = alone(start - 1, start - 2) || alone(start + num, start + num + 1);
				const misused = accessible ? marked - 1 : marked;
				const offCentre = Math.abs(start + (num - 1) / 2 - (picture.length - 1) / 2);
				const key = `${index + 1}/${at + 1}: ${Array.from({ length: num }, (_, seat) => start + seat + 1).join(" ")}`;
				blocks.push({ key, costs: [misused, Number(orphans), depth, offCentre, start] });
			}
		}
	}
	return blocks;
}

function compareCosts(one: readonly number[], other: readonly number[]): number {
	const differing = one.findIndex((cost, index) => cost !== other[index]);
	return differing < 0 ? 0 : (one[differing] ?? 0) - (other[differing] ?? 0);
}

test("the best seats are those that trying every block finds", () => {
	fc.assert(
		fc.property(aHouse, aParty, (rows, wanted) => {
			const [first] = everyBlock(rows.sections, wanted).toSorted((one, other) => compareCosts(one.costs, other.costs));
			const found = best(rows.views, wanted);
			if (first) return expect(found).toBe(first.key);
			const sizes = Array.from({ length: 9 }, (_, num) => num).filter(
				(num) => num > 0 && everyBlock(rows.sections, { ...wanted, num }).length > 0,
			);
			expect(found).toBe(`at most ${Math.max(0, ...sizes)}`);
		}),
		{ numRuns: 2_000 },
	);
});

function allChoices(views: SectionView[], wanted: Party, most = Number.POSITIVE_INFINITY) {
	const choices = choicesTogether(views, wanted, most);
	return Array.from({ length: choices.length }, (_, index) => choices.seatsAt(index) ?? []);
}

describe("choices for many parties", () => {
	test("are blocks that fit, share no seat, spare what the best one spares, and exist where there is one", () => {
		fc.assert(
			fc.property(aHouse, aParty, (rows, wanted) => {
				const choices = allChoices(rows.views, wanted);

				const blocks = new Map(everyBlock(rows.sections, wanted).map(({ key, costs }) => [key, costs]));
				const keys = choices.map(placeOf);
				for (const key of keys) expect(blocks.has(key)).toBe(true);
				const seats = choices.flat().map((seat) => JSON.stringify(seat));
				expect(new Set(seats).size).toBe(seats.length);
				const [first] = Array.from(blocks.values()).toSorted(compareCosts);
				for (const key of keys) expect(blocks.get(key)?.slice(0, 2)).toEqual(first?.slice(0, 2));
				expect(choices.length > 0).toBe(blocks.size > 0);
			}),
			{ numRuns: 2_000 },
		);
	});

	test("are the first of them all when only some are asked for", () => {
		fc.assert(
			fc.property(aHouse, aParty, fc.integer({ min: 1, max: 5 }), (rows, wanted, most) => {
				expect(allChoices(rows.views, wanted, most)).toEqual(allChoices(rows.views, wanted).slice(0, most));
			}),
			{ numRuns: 1_000 },
		);
	});

	test.each([
		["free", "o"],
		["every other one taken", "ox"],
		["neighbors of different categories", "og"],
	])("of a row of 40,000 seats (%s), only the places nearest to its middle are tried (I12)", (_, picture) => {
		const views = house([picture.repeat(40_000 / picture.length)]);
		let tried = 0;
		const alone = {
			num: 1,
			get accessible() {
				tried += 1;
				return undefined;
			},
		};
		bestTogether(views, alone);
		const triedForTheBest = tried;

		const { length, seatsAt } = choicesTogether(views, alone, 640);

		const seats = Array.from({ length }, (_, index) => Number(seatsAt(index)?.[0]?.seat));
		expect(length).toBe(640);
		expect(Math.max(...seats.map((one) => Math.abs(one - 20_000)))).toBeLessThanOrEqual(640);
		expect(tried - 2 * triedForTheBest).toBeLessThan(7_000);
	});

	test("are near the front in the rows that have room for a twentieth of all parties", () => {
		const wide = "o".repeat(40);
		const nearFront = (views: SectionView[]) => choicesTogether(views, party(2), 640).nearFront;

		// 20 places a row: 100 rows hold 2,000, and the frontmost 5 rows a twentieth of them.
		expect(nearFront(house(Array(100).fill(wide)))).toBe(100);
		expect(nearFront(house(Array(50).fill("x".repeat(40)), Array(100).fill(wide)))).toBe(100);
		expect(nearFront(house([wide]))).toBe(1);
		expect(nearFront(house(["xx"]))).toBe(0);
	});

	/** Where each of them is: `1/2: 3 4`. */
	const drawn = (views: SectionView[], wanted: Party) => allChoices(views, wanted).map(placeOf);

	test("come best first, the left one of two that are as good as each other", () => {
		expect(drawn(house(["oooo", "oooooo"]), party(2))).toEqual([
			"1/1: 1 2",
			"1/1: 3 4",
			"1/2: 3 4",
			"1/2: 1 2",
			"1/2: 5 6",
		]);
	});

	test("are laid out so that most of them spare accessible seats", () => {
		expect(drawn(house(["aaoooooooo"]), party(4))).toEqual(["1/1: 3 4 5 6", "1/1: 7 8 9 10"]);
		expect(drawn(house(["ooooooooaa"]), party(4))).toEqual(["1/1: 5 6 7 8", "1/1: 1 2 3 4"]);
	});

	test("leave no single seats, then lie as near the middle as the row allows", () => {
		expect(drawn(house(["ooooooooxxxxxx"]), party(3))).toEqual(["1/1: 6 7 8", "1/1: 3 4 5"]);
		expect(drawn(house(["xxxxxxoooooooo"]), party(3))).toEqual(["1/1: 7 8 9", "1/1: 10 11 12"]);
		expect(drawn(house(["oooooooox"]), party(3))).toEqual(["1/1: 4 5 6", "1/1: 1 2 3"]);
		expect(drawn(house(["aoooooooo"]), party(4))).toEqual(["1/1: 6 7 8 9"]);
	});

	test("share no seat, even if only irregular layouts spare accessible seats", () => {
		expect(drawn(house(["aooooa"]), party(3))).toEqual(["1/1: 2 3 4"]);
		expect(drawn(house(["oooao"]), party(2))).toEqual(["1/1: 1 2"]);
		expect(drawn(house(["ooaaoo"]), party(2, true))).toEqual(["1/1: 2 3", "1/1: 4 5"]);
	});

	test.each([4, 8, 12, 16, 20, 40])("fill rows of %i with parties of four", (length) => {
		const views = house(Array.from({ length: 3 }, () => "o".repeat(length)));

		expect(allChoices(views, party(4))).toHaveLength((3 * length) / 4);
	});
});

test("choices that may leave a single seat alone are blocks that fit, share no seat, and misuse no more than the best one", () => {
	fc.assert(
		fc.property(aHouse, aParty, (rows, wanted) => {
			const choices = choicesTogether(rows.views, wanted, 100, { mayLeaveOrphans: true });
			const chosen = Array.from({ length: choices.length }, (_, index) => choices.seatsAt(index) ?? []);

			const blocks = new Map(everyBlock(rows.sections, wanted).map(({ key, costs }) => [key, costs]));
			const [first] = Array.from(blocks.values()).toSorted(compareCosts);
			for (const seats of chosen) expect(blocks.get(placeOf(seats))?.[0]).toBe(first?.[0]);
			const seats = chosen.flat().map((seat) => JSON.stringify(seat));
			expect(new Set(seats).size).toBe(seats.length);
			expect(chosen.length >= allChoices(rows.views, wanted).length).toBe(true);
		}),
		{ numRuns: 1_000 },
	);
	const left = choicesTogether(house(["xooox", "ooooo"]), party(2), 100, { mayLeaveOrphans: true });
	expect(left.seatsAt(0)?.map(({ row }) => row)).toEqual(["row 1", "row 1"]);
});

describe("a search row by row", () => {
	const rowsOf = (sections: readonly Picture[][]) => sections.reduce((sum, rows) => sum + rows.length, 0);

	test("finds in some rows a place that spares as much as the best one, if there is one", () => {
		fc.assert(
			fc.property(aHouse, aParty, fc.nat({ max: 5 }), fc.nat({ max: 5 }), ({ sections, views }, wanted, from, num) => {
				const search = rowByRow(views, wanted);
				const sorted = everyBlock(sections, wanted).toSorted((one, other) => compareCosts(one.costs, other.costs));
				const [first] = sorted;
				expect(search === undefined).toBe(first === undefined);
				if (search === undefined || first === undefined) return;
				const inRows = sorted.filter(({ costs: [misused, orphans, depth = 0] }) => {
					const isAsGood = misused === first.costs[0] && orphans === first.costs[1];
					return isAsGood && depth > from && depth <= from + num;
				});
				const found = search.bestIn({ from, to: from + num });
				if (inRows.length === 0) return expect(found).toBeUndefined();
				expect(inRows.map(({ key }) => key)).toContain(placeOf(found ?? []));
				expect(search.bestIn({ from: 0, to: rowsOf(sections) })).toBeDefined();
			}),
			{ numRuns: 2_000 },
		);
	});

	test("says where rows with room for a couple begin, and how many of the next ones have room for the party", () => {
		const front = (num: number, from: number, ...sections: Picture[][]) =>
			rowByRow(house(...sections), party(num))?.front(from);

		expect(front(2, 0, ["xx", "oo", "xx"], ["oo", "oo"])).toEqual({ first: 1, share: 3 / 4, end: 5 });
		expect(front(2, 2, ["xx", "oo", "xx"], ["oo", "oo"])).toEqual({ first: 1, share: 1, end: 5 });
		expect(front(2, 2, ["oo", "oo"])).toEqual({ first: 0, share: 0, end: 2 });
		expect(front(4, 0, ["oxo", "oox", "oooo", "oo", "oooo"])).toEqual({ first: 1, share: 2 / 3, end: 5 });
		// A row whose only place leaves a single seat alone is no such row where there are others.
		expect(front(2, 0, ["oo", "ooo", "oo"])).toEqual({ first: 0, share: 2 / 3, end: 3 });
		expect(front(2, 0, ["x", "o"])).toBeUndefined();
		expect(front(1, 0, ["x", "o"])).toEqual({ first: 0, share: 1, end: 2 });
	});

	test("judges by the next twenty rows with room", () => {
		const rows = Array.from({ length: 100 }, (_, row) => (row < 40 && row % 2 > 0 ? "xx" : "oo"));

		expect(rowByRow(house(rows), party(2))?.front(0)).toEqual({ first: 0, share: 20 / 39, end: 100 });
	});

	test("lays a row out so that as many parties as possible fit, the middle ones first (ADR 006)", () => {
		let views = house(["oooooooo", "ooooooooooooooooxx"]);
		const given = (): string => {
			const seats = rowByRow(views, party(4))?.bestIn({ from: 0, to: 2 }) ?? [];
			for (const { row, seat } of seats) {
				const [view] = views;
				const place = view?.plan.seats.get(rowSeatKey(row, seat));
				if (view && place !== undefined) view.statuses[place] = STATUSES.indexOf("sold");
			}
			views = [...views];
			return placeOf(seats);
		};

		expect(Array.from({ length: 7 }, given)).toEqual([
			"1/1: 1 2 3 4",
			"1/1: 5 6 7 8",
			"1/2: 9 10 11 12",
			"1/2: 5 6 7 8",
			"1/2: 13 14 15 16",
			"1/2: 1 2 3 4",
			"",
		]);
	});

	test("leaves out what other parties have taken since", () => {
		const before = house(["oooo", "oooo"]);

		expect(placeOf(rowByRow(before, party(2))?.bestIn({ from: 0, to: 1 }, house(["ooxx", "oooo"])) ?? [])).toBe(
			"1/1: 1 2",
		);
	});
});

test("in a row as long as the house, only the runs nearest to its middle are laid out and compared (I12)", () => {
	const length = 10_000;
	const [view] = house([
		Array.from({ length }, (_, seat) => (((seat * 7_919) % length) % 2 === 0 ? "o" : "x")).join(""),
	]);
	const [row] = view?.plan.rows ?? [];
	if (view === undefined || row === undefined) throw new Error("a house has a row");
	let looks = 0;
	const counted = {
		row: row.row,
		get places() {
			looks += 1;
			return row.places;
		},
	};
	const views = [{ ...view, plan: { ...view.plan, rows: [counted] } }];
	bestTogether(views, party(1));
	looks = 0;

	const { length: found } = choicesTogether(views, party(1), 16);

	expect(found).toBe(16);
	// Every place that is considered is held against the middle of its row, once in the search and once more if laid out.
	expect(looks).toBeLessThan(1.25 * length);
});

test("the longest run counts free seats of one row between gaps and taken seats", () => {
	expect(largestTogether(house(["ooxooo oooo", "aa"]))).toBe(4);
});
