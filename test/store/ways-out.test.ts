/**
 * No state of a seat is without a way out (contract §4.2): a seller who knows only what lookups answer can bring any seat
 * to available and to sold.
 */
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import type { SeatFacts, SeatRecord } from "../../domain/seat-record.ts";
import { putSeatRecords } from "../support/records.ts";
import { aRecord, NOW } from "../support/records-at-random.ts";
import { alice, eventDocument, inPath, seat } from "../support/seats.ts";
import { newSale, type TestService } from "../support/service.ts";

/** Seats drawn for each way, in rows of this many. */
const SEATS = 150;
const AT_ONCE = 15;

/** Prints with every failure; `SEED=… npm test -- test/store/ways-out` draws the same states again. */
const SEED = Number(process.env["SEED"] ?? Math.floor(Math.random() * 2 ** 31));

/** What the plan says of a seat. */
const aStart = fc.oneof(
	{ weight: 3, arbitrary: fc.constant({}) },
	{ weight: 1, arbitrary: fc.constantFrom({ status: "sold" }, { status: "sold", order: "4711" }) },
	{ weight: 1, arbitrary: fc.constant({ status: "blocked", reason: "sound desk" }) },
	{ weight: 1, arbitrary: fc.integer({ min: -2, max: 4 }).map((end) => ({ status: "locked", expires: NOW + end })) },
);

const aSeat = fc.record({
	start: aStart,
	record: fc.oneof(
		{ weight: 1, arbitrary: fc.constant<SeatRecord>({ status: "available" }) },
		{ weight: 6, arbitrary: aRecord as fc.Arbitrary<SeatRecord | undefined> },
	),
});

const wanted = {
	available: { status: "available" },
	sold: { status: "sold", order: "the seller's" },
	"kept for a caller": { status: "locked", token: alice, seconds: 60 },
} as const;

/** The seat as `taken` lists it, and available if it does not. */
async function lookUp(event: TestService, label: string): Promise<SeatFacts> {
	const { body } = await event.seller("GET", `/events/distant-worlds/taken?section=orchestra&row=a&seat=${label}`);
	return body.seats[0] ?? { status: "available" };
}

/** What `change` expects of a seat that was answered so. */
function expectedBy({ status, order, reason, expires, soldAt, lockedAt }: SeatFacts): object {
	switch (status) {
		case "sold":
			return { status, order: order ?? null, soldAt };
		case "blocked":
			return { status, reason };
		case "locked":
			return { status, expires, lockedAt };
		case "available":
			return { status };
	}
}

test.each(Object.entries(wanted))(
	"a seller who knows only what lookups answer makes of any seat what is wanted: %s",
	async (_, to) => {
		const drawn = fc.sample(aSeat, { numRuns: SEATS, seed: SEED });
		const places = drawn.map(({ start }, index) => ({ seat: String(index), ...start }));
		const event = await newSale(eventDocument({ sections: { orchestra: [{ row: "a", seats: places }] } }), NOW - 5);
		await putSeatRecords(
			event.runtime.table.name,
			drawn.flatMap(({ start, record }, index) => {
				const isStarting = "status" in start;
				// Only a seat that starts taken keeps a record that says it is available.
				if (record === undefined || (record.status === "available" && !isStarting)) return [];
				const whole = isStarting ? { ...record, ...{ start } } : record;
				return [[seat("a", index), whole as SeatRecord] as const];
			}),
		);
		event.clock.now = NOW;

		const failures: object[] = [];
		for (let first = 0; first < SEATS; first += AT_ONCE) {
			const labels = drawn.slice(first, first + AT_ONCE).map((_, index) => String(first + index));
			await Promise.all(
				labels.map(async (label) => {
					const found = await lookUp(event, label);
					const checked = await event.get(`/seat/check${inPath(seat("a", label))}`);
					const change = { ...seat("a", label), from: expectedBy(found), to };
					const { status, body } = await event.seller("POST", "/seat/change", { changes: [change] });
					const { status: after, order } = await lookUp(event, label);
					const isAsWanted = after === to.status && order === ("order" in to ? to.order : undefined);
					if (status !== 200 || !isAsWanted || checked.body.status !== found.status) {
						failures.push({ seed: SEED, drawn: drawn[Number(label)], found, status, body, after });
					}
				}),
			);
		}

		expect(failures).toEqual([]);
	},
);
