/** An answer about the whole house is compared with what its request could know, seat by seat (I8). */
import { describe, expect, test } from "@jest/globals";
import { type Seat, seatKey } from "../../domain/seat.ts";
import { seatRecordKey } from "../../store/keys.ts";
import { type HousePlan, SECTIONS, seatsOfPlan } from "./house.ts";
import { faultOf, type Look } from "./looks.ts";

const EVENT = "house";
const AS_OF = 4_000_000_000;
const [STALLS, BOX] = SECTIONS as [(typeof SECTIONS)[0], (typeof SECTIONS)[0]];

/** Nine seats, so that the last one is in a byte of its own. */
const PLAN: HousePlan = {
	name: EVENT,
	sections: [STALLS, BOX, { section: "annex", row: "a", seats: [{ seat: "1" }] }],
};
const SEATS = seatsOfPlan(PLAN);

/** The seats that are taken: one by its record, one as it starts. A lock that has ended takes none. */
const SOLD = SEATS[1]?.address as Seat;
const BLOCKED = SEATS[6]?.address as Seat;
const WAS_LOCKED = SEATS[8]?.address as Seat;

type Body = {
	readonly name: string;
	readonly chart: string;
	readonly asOf: number;
	readonly bits: string;
	readonly counts: readonly number[];
};

const RIGHT: Body = { name: EVENT, chart: "chart 1", asOf: AS_OF, bits: bitsOf("10111101 1"), counts: [4, 2, 1] };

function faultIn(body: Body, query: Record<string, string> = {}): string | undefined {
	const recordOf = (seat: Seat, state: object) => ({ ...seatRecordKey({ id: EVENT, life: "1" }, seat), ...state });
	const view = [recordOf(SOLD, { status: "sold" }), recordOf(WAS_LOCKED, { status: "locked", expires: AS_OF })];
	const version = {
		life: "1",
		tag: "1.1",
		by: { verb: "put", plan: PLAN, now: AS_OF },
		plan: PLAN,
		chart: "chart 1",
		starts: new Map([[seatKey(BLOCKED), { status: "blocked", reason: "house seat" }]]),
		shards: new Map(),
	} as Look["version"];
	return faultOf({
		event: EVENT,
		request: { route: "availability", verb: "look", query, by: {} },
		reply: { status: 200, headers: {}, body },
		seen: [{ view, asOf: AS_OF, now: AS_OF, endsUntil: AS_OF + 5 }],
		version,
		met: new Set(),
	});
}

/** Of digits in the order of the seats, a byte after each space. */
function bitsOf(digits: string): string {
	const bytes = digits.split(" ").map((byte) => Number.parseInt([...byte].reverse().join(""), 2));
	return Buffer.from(bytes).toString("base64");
}

describe("the availability", () => {
	test("an availability that follows from what its request could know is accepted, of the house and of one section", () => {
		expect(faultIn(RIGHT)).toBeUndefined();
		expect(faultIn({ ...RIGHT, bits: bitsOf("101"), counts: [2] }, { section: BOX.section })).toBeUndefined();
	});

	test.each(SEATS.map((_, index) => index))("the simulation sees a wrong bit of seat %i", (index) => {
		const bytes = Buffer.from(RIGHT.bits, "base64");
		bytes[index >> 3] = (bytes[index >> 3] ?? 0) ^ (1 << (index & 7));

		expect(faultIn({ ...RIGHT, bits: bytes.toString("base64") })).toMatch(/^I8: availability /);
	});

	test.each<[string, Body]>([
		["a count that disagrees with its bits", { ...RIGHT, counts: [5, 2, 1] }],
		["the chart of another version", { ...RIGHT, chart: "chart 2" }],
		["another name", { ...RIGHT, name: "hall" }],
		["another instant", { ...RIGHT, asOf: AS_OF - 1 }],
		["a bit without a seat", { ...RIGHT, bits: bitsOf("10111101 11") }],
		["the highest bit first", { ...RIGHT, bits: bitsOf("10111101 00000001") }],
		["a byte too few", { ...RIGHT, bits: bitsOf("10111101") }],
	])("the simulation sees an availability with %s", (_, body) => {
		expect(faultIn(body)).toMatch(/^I8: availability /);
	});
});
