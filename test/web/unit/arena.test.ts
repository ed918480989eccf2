/** The arena that measurements and pictures show is one that could be built. */
import { expect, test } from "@jest/globals";
import { chartOfDocument } from "../../../documents/chart-of.ts";
import { houseOf } from "../../../web/house/house.ts";
import { arena } from "../houses.ts";

test("no seat of the arena is on another", () => {
	const { x, y, numSeats, pitch } = houseOf("arena", chartOfDocument(arena()));
	const near = 0.9 * pitch;
	const cells = new Map<string, number[]>();
	const cellOf = (value: number) => Math.floor(value / near);
	const tooNear: number[][] = [];
	for (let seat = 0; seat < numSeats; seat++) {
		const [seatX, seatY] = [x[seat] as number, y[seat] as number];
		for (const across of [-1, 0, 1]) {
			for (const down of [-1, 0, 1]) {
				for (const other of cells.get(`${cellOf(seatX) + across} ${cellOf(seatY) + down}`) ?? []) {
					const distance = Math.hypot(seatX - (x[other] as number), seatY - (y[other] as number));
					if (distance < near) tooNear.push([other, seat]);
				}
			}
		}
		const cell = `${cellOf(seatX)} ${cellOf(seatY)}`;
		cells.set(cell, [...(cells.get(cell) ?? []), seat]);
	}

	expect(numSeats).toBe(79_680);
	expect(tooNear.length).toBe(0);
});
