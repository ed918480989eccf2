/** The canvas of a page's map: when it shows the house, and where on the screen. */
import type { Page } from "playwright-core";
import { wholeHouse } from "../../../web/chart-view/view.ts";
import { findSeat, type House, type SeatName } from "../../../web/house/house.ts";

const BETWEEN_LOOKS_MS = 50;

const canvasOf = (page: Page) => page.locator(".map canvas");

/** Waits until the house is painted, and nothing above the map moves it any more. */
export async function untilPainted(page: Page): Promise<void> {
	await page.waitForFunction(() => performance.getEntriesByName("ticket-sales:paint-house").length > 0);
	let before = "";
	for (let box = await boxOf(page); box !== before; box = await boxOf(page)) {
		before = box;
		await page.waitForTimeout(BETWEEN_LOOKS_MS);
	}
}

const boxOf = async (page: Page) => JSON.stringify(await canvasOf(page).boundingBox());

/** Where a seat is drawn while the whole house is shown, in pixels of the window. */
export async function placeOnMap(page: Page, house: House, name: SeatName): Promise<{ x: number; y: number }> {
	const box = await canvasOf(page).boundingBox();
	const index = findSeat(house, name);
	if (!box || index === undefined) throw new Error("no such seat on the map");
	const { scale, left, top } = wholeHouse({ size: house.size, canvas: box, largest: Number.POSITIVE_INFINITY });
	return {
		x: box.x + ((house.x[index] as number) - left) * scale,
		y: box.y + ((house.y[index] as number) - top) * scale,
	};
}
