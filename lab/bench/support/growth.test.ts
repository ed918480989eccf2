/** The units of every operation, counted by the rules of the service (contract §3), at two sizes and three fills. */
import { beforeAll, expect, test } from "@jest/globals";
import type { Table } from "../../../store/table.ts";
import { newService } from "../../../test/support/service.ts";
import { invoke } from "../../simulation/invoke.ts";
import { ask } from "./ask.ts";
import { type Bill, metered, nothing } from "./bill.ts";
import { NOW, openHouse, sellUpTo } from "./houses.ts";
import { MAKING_THE_READING, OPERATIONS } from "./operations.ts";

const SIZES = [
	{ sections: 10, rows: 4 },
	{ sections: 40, rows: 10 },
];
const FILLS = [0, 0.5, 0.99];

/** Requests, read units, write units of the table, and of its indexes. */
const UNITS: Readonly<Record<string, readonly [number, number, number, number]>> = {
	check: [1, 1, 0, 0],
	"check of 4 seats": [1, 4, 0, 0],
	lock: [1, 0, 1, 1],
	"lock, refused": [1, 0, 1, 0],
	extend: [1, 0, 1, 1],
	claim: [1, 0, 1, 2],
	release: [1, 0, 1, 2],
	"lock of 4": [1, 0, 8, 4],
	"lock of 4, refused": [1, 0, 8, 0],
	"extend of 4": [1, 0, 8, 4],
	"claim of 4": [1, 0, 8, 8],
	"taken, by order": [1, 0.5, 0, 0],
	"release of an order of 4": [3, 1.5, 8, 8],
	sell: [1, 0, 1, 2],
	change: [1, 0, 1, 2],
	unblock: [1, 0, 1, 1],
	block: [1, 0, 1, 1],
	"sell of 4": [1, 0, 8, 8],
	// Each seat leaves the entry of one order and joins that of another; its entry in the index that counts stays.
	"change of 4": [1, 0, 8, 8],
	"release of 4": [1, 0, 8, 8],
	unlock: [1, 0, 1, 1],
	num_available: [1, 0.5, 0, 0],
	"num_available by section": [1, 0.5, 0, 0],
	"num_available of a section": [1, 0.5, 0, 0],
	map: [1, 0.5, 0, 0],
	"map of a section": [1, 0.5, 0, 0],
	"together, 4": [1, 0.5, 0, 0],
	// Four seats and what the token was given, after reading the house.
	"lock_together, 4": [2, 0.5, 10, 4],
	"taken, of a seat": [1, 1, 0, 0],
};

let table: Table;
beforeAll(async () => {
	({
		runtime: { table },
	} = await newService());
});

test("every operation takes the same requests and units in every house: 1,000 and 10,000 seats, empty, half and 99 % sold", async () => {
	const making: Bill[] = [];
	for (const size of SIZES) {
		const house = await openHouse(table, invoke, `of-${size.sections}-sections`, size);
		for (const [round, share] of FILLS.entries()) {
			await sellUpTo(table, house, share);
			const counted: Record<string, readonly number[]> = {};
			for (const operation of [MAKING_THE_READING, ...OPERATIONS]) {
				const bill = nothing();
				await ask(metered(table, bill), house, operation, round, NOW + round * 10);
				const { requests, readUnits, writeUnits, indexUnits } = bill;
				if (operation === MAKING_THE_READING) making.push(bill);
				else if (operation.name in UNITS) counted[operation.name] = [requests, readUnits, writeUnits, indexUnits];
				else if (!operation.isCleanUp) expect(operation.name).toMatch(/a page/);
				// A page of 1,000 reads what it lists, and no more (contract §3).
				if (/a page/.test(operation.name)) expect([requests <= 4, readUnits <= 100]).toEqual([true, true]);
			}

			expect(counted).toEqual(UNITS);
		}
	}

	// Its queries grow with the shards of the index, its units with what is taken; it is made once a second.
	expect(Math.max(...making.map(({ writeUnits }) => writeUnits))).toBeLessThanOrEqual(20);
	expect(making.every(({ requests }) => requests <= 4 + 16)).toBe(true);
});
