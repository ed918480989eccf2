/** The size of a reading decides what every look at the house costs (contract §3): a read unit is 8 KB, read like this. */
import { expect, test } from "@jest/globals";
import { ENDS_SECONDS, type Reading, STATUSES } from "../../domain/reading.ts";
import { itemOfReading, readingOfItem } from "../../store/reading-item.ts";

const SEATS = 80_000;
const NOW = 4_000_000_000;
const AVAILABLE = STATUSES.indexOf("available");
const LOCKED = STATUSES.indexOf("locked");
const SOLD = STATUSES.indexOf("sold");

/** The same numbers in [0, 1) in every run, spread like random ones. */
function numbers(): () => number {
	let seed = 1;
	return () => {
		seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
		return seed / 2 ** 32;
	};
}

function house(statusAt: (seat: number, draw: number) => number, endAt = (_: number) => NOW + 600): Reading {
	const draw = numbers();
	const statuses = Uint8Array.from({ length: SEATS }, (_, seat) => statusAt(seat, draw()));
	const locked = Array.from(statuses.keys()).filter((seat) => statuses[seat] === LOCKED);
	return {
		asOfMs: NOW * 1_000,
		statuses,
		ends: new Map(locked.map((seat) => [seat, endAt(draw())] as const).filter(([, end]) => end <= NOW + ENDS_SECONDS)),
	};
}

/** A read that is not strongly consistent costs half a unit for each 4 KB; key, names and numbers take 200 bytes. */
const readUnits = (reading: Reading) => Math.ceil((itemOfReading(reading).packed.length + 200) / 4_096) / 2;

test.each<[string, Reading, number]>([
	["empty", house(() => AVAILABLE), 0.5],
	["half sold, row by row", house((seat) => (seat % 50 < 25 ? SOLD : AVAILABLE)), 0.5],
	["half sold, seats here and there", house((_, draw) => (draw < 0.5 ? SOLD : AVAILABLE)), 1.5],
	["99 % sold", house((_, draw) => (draw < 0.99 ? SOLD : AVAILABLE)), 0.5],
	["99 % locked", house((_, draw) => (draw < 0.99 ? LOCKED : AVAILABLE)), 0.5],
	["locked, all of it", house(() => LOCKED), 0.5],
	[
		"locked, all of it until the same second",
		house(
			() => LOCKED,
			() => NOW + 3,
		),
		0.5,
	],
	[
		"locked within a minute, so that a twelfth ends soon",
		house(
			() => LOCKED,
			(draw) => NOW + 1 + Math.floor(60 * draw),
		),
		1.5,
	],
	["a quarter locked and a quarter sold, here and there", house((_, draw) => Math.max(0, Math.floor(4 * draw) - 1)), 2],
	...[3, 5, 10].map((seconds): [string, Reading, number] => [
		`locked, all of it, and ending within ${seconds} seconds`,
		house(
			() => LOCKED,
			(draw) => NOW + 1 + Math.floor(seconds * draw),
		),
		2.5,
	]),
	["a third locked and a third sold, here and there", house((_, draw) => Math.floor(3 * draw)), 2.5],
])("a reading of 80,000 seats, %s is small", (_, reading, units) => {
	expect(readUnits(reading)).toBeLessThanOrEqual(units);
	const again = readingOfItem(itemOfReading(reading), SEATS);
	expect(again?.statuses).toEqual(reading.statuses);
});
