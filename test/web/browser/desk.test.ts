/** The desk's page in a real browser, on the service as `npm start` starts it. */
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from "@jest/globals";
import axe from "axe-core";
import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";
import { type House, houseOf, type SeatName } from "../../../web/house/house.ts";
import { type LocalServer, startLocalServer } from "../../support/local-server.ts";
import { theatre } from "../houses.ts";
import { type Buyer, newBuyer, startBrowser } from "./browser.ts";
import { expectSoon } from "./expect-soon.ts";
import { placeOnMap, untilPainted } from "./map.ts";

jest.setTimeout(60_000);

const KEY = "local-seller-key";
const SELLER = { authorization: `Bearer ${KEY}`, "content-type": "application/json" };

let server: LocalServer;
let browser: Browser;
let house: House;

beforeAll(async () => {
	browser = await startBrowser();
	server = await startLocalServer();
	await putTheatre("theatre");
	house = houseOf("theatre", await (await fetch(`${server.address}/events/theatre/chart`)).json());
}, 180_000);

afterAll(async () => {
	await browser?.close();
	await server?.stop();
});

const sellers: Buyer[] = [];

afterEach(async () => {
	const complaints = sellers.flatMap((seller) => seller.complaints);
	for (const { page } of sellers.splice(0)) await page.context().close();
	// The page never runs into its own content policy, and never into an error.
	expect(complaints).toEqual([]);
});

async function putTheatre(event: string) {
	const response = await fetch(`${server.address}/events/${event}`, {
		method: "PUT",
		headers: SELLER,
		body: JSON.stringify(theatre()),
	});
	if (!response.ok) throw new Error(`PUT ${event}: ${response.status}`);
}

async function post(path: string, body: object, event = "theatre") {
	const response = await fetch(`${server.address}/events/${event}/seat/${path}`, {
		method: "POST",
		headers: SELLER,
		body: JSON.stringify(body),
	});
	return { status: response.status, body: await response.json() };
}

/** What the service knows of a seat. */
async function known({ section, row, seat: label }: SeatName) {
	const query = new URLSearchParams({ section, row, seat: label });
	const response = await fetch(`${server.address}/events/theatre/taken?${query}`, { headers: SELLER });
	const { seats } = (await response.json()) as { seats: { status: string; order?: string; reason?: string }[] };
	return seats[0] ?? { status: "available" };
}

const seat = (row: string, label: string, section = "stalls"): SeatName => ({ section, row, seat: label });
const row = (name: string, labels: readonly number[], section = "stalls") =>
	labels.map((label) => seat(name, `${label}`, section));

async function openSignIn(options: BrowserContextOptions = {}, event = "theatre"): Promise<Page> {
	const seller = await newBuyer(browser, { reducedMotion: "reduce", ...options });
	sellers.push(seller);
	await seller.page.goto(`${server.address}/map/desk?event=${event}`);
	return seller.page;
}

async function signIn(page: Page, key = KEY) {
	await page.getByLabel("Seller key").fill(key);
	await page.getByRole("button", { name: "Sign in" }).click();
}

/** The desk, when it has read all seats. */
async function openDesk(options: BrowserContextOptions = {}, event = "theatre"): Promise<Page> {
	const page = await openSignIn(options, event);
	await signIn(page);
	await untilPainted(page);
	await page.getByText("Reading the taken seats").waitFor({ state: "hidden" });
	return page;
}

/** Where a seat is drawn while the whole house is shown. */
const placeOf = (page: Page, name: SeatName) => placeOnMap(page, house, name);

async function drag(page: Page, from: SeatName, to: SeatName, key?: "Shift") {
	await page.getByRole("button", { name: "Whole house" }).click();
	const [begin, end] = [await placeOf(page, from), await placeOf(page, to)];
	if (key) await page.keyboard.down(key);
	await page.mouse.move(begin.x, begin.y);
	await page.mouse.down();
	await page.mouse.move((begin.x + end.x) / 2, (begin.y + end.y) / 2, { steps: 3 });
	await page.mouse.move(end.x, end.y, { steps: 3 });
	await page.mouse.up();
	if (key) await page.keyboard.up(key);
}

const chosen = (page: Page) => page.getByRole("region", { name: "Chosen seats" });
const cell = (page: Page, name: SeatName, state: string) =>
	page.getByRole("gridcell", {
		name: new RegExp(`^${name.section}, row ${name.row}, seat ${name.seat}: ${state}`),
	});
const focused = (page: Page) => page.evaluate(() => document.activeElement?.localName);
const tool = (page: Page, name: string) => page.getByRole("radio", { name, exact: true });

describe("signing in", () => {
	test("a key that the service does not know is refused, and the field is empty again", async () => {
		const page = await openSignIn();

		await signIn(page, "no-such-key");
		await page.getByText("The service does not know this key.").waitFor();

		expect(await page.getByLabel("Seller key").inputValue()).toBe("");
		expect(await page.locator(".map").count()).toBe(0);
	});

	test("the focus is in the page of the desk, and stays where an event is chosen", async () => {
		const page = await openSignIn();
		await page.getByLabel("Seller key").fill(KEY);
		await page.keyboard.press("Enter");
		await cell(page, seat("A", "1"), "available").waitFor();
		await expectSoon(() => focused(page), "h1");

		const event = page.getByLabel("Event");
		await event.focus();
		await event.selectOption("distant-worlds");
		await page.getByRole("grid", { name: "Seats of orchestra" }).waitFor();

		await expectSoon(async () => event.evaluate((choice) => choice === document.activeElement), true);
	});

	test("events of one name have their ids beside it, and one that is new is there when somebody is about to choose", async () => {
		await putTheatre("friday");
		await putTheatre("saturday");
		const page = await openDesk({}, "friday");
		const event = page.getByLabel("Event");
		await page.getByRole("heading", { name: /The Little Theatre. \(friday\)/ }).waitFor();
		await putTheatre("sunday");

		await event.focus();
		await event.locator("option[value=sunday]").waitFor({ state: "attached" });
		expect(await event.inputValue()).toBe("friday");
		await event.selectOption("sunday");

		await page.getByRole("heading", { name: /The Little Theatre. \(sunday\)/ }).waitFor();
	});

	test("the key is in no storage, no address, no element and no file that a server sends", async () => {
		const page = await openSignIn();
		const bodies: string[] = [];
		page.on("response", async (response) => bodies.push(await response.text().catch(() => "")));
		await signIn(page);
		await cell(page, seat("A", "1"), "available").waitFor();

		const kept = await page.evaluate(async () => ({
			address: location.href,
			local: JSON.stringify(localStorage),
			session: JSON.stringify(sessionStorage),
			cookies: document.cookie,
			databases: (await indexedDB.databases()).length,
			caches: (await caches.keys()).length,
			html: document.documentElement.outerHTML,
			fields: [...document.querySelectorAll("input")].map(({ value }) => value).join(),
			history: JSON.stringify(history.state),
		}));

		expect(kept).toMatchObject({ databases: 0, caches: 0, local: "{}", session: "{}", cookies: "" });
		expect(JSON.stringify(kept)).not.toContain(KEY);
		// The buyer's page may have the key of the demo; the desk does not even ask for it.
		expect(bodies.length).toBeGreaterThan(2);
		expect(bodies.filter((body) => body.includes(KEY))).toEqual([]);
	});

	test("after fifteen minutes without anybody, and a warning, the page is empty and the key forgotten", async () => {
		const page = await openSignIn();
		await page.clock.install();
		await signIn(page);
		await cell(page, seat("A", "1"), "available").waitFor();

		await page.clock.fastForward("14:10");
		await page
			.getByRole("timer")
			.getByText(/^Nobody here\? The key is forgotten in 0:\d\d\.$/)
			.waitFor();
		await page.getByRole("button", { name: "I am here" }).click();
		await page.clock.fastForward("14:10");
		expect(await page.locator(".map").count()).toBe(1);
		await page.clock.fastForward("01:00");
		await page.getByText("Nobody was here for 15 minutes").waitFor();

		expect(await page.getByRole("gridcell").count()).toBe(0);
		const asked: string[] = [];
		page.on("request", (request) => asked.push(request.headers()["authorization"] ?? ""));
		await page.clock.fastForward("05:00");
		await page.waitForTimeout(1_000);
		expect(asked.filter((key) => key !== "")).toEqual([]);
	});

	test("signing out, a reload, and leaving the page forget the key", async () => {
		const page = await openDesk();
		await page.getByRole("button", { name: "Sign out" }).click();
		await page.getByText("You have signed out. The key is forgotten.").waitFor();
		expect(await focused(page)).toBe("h1");

		await signIn(page);
		await cell(page, seat("A", "1"), "available").waitFor();
		await page.reload();
		await page.getByLabel("Seller key").waitFor();

		await signIn(page);
		await cell(page, seat("A", "1"), "available").waitFor();
		await page.goto(`${server.address}/map/`);
		// The browser may show the page as it was left; that is no load, for which `goBack` would wait.
		await page.evaluate(() => history.back());
		await page.waitForURL(/desk/, { waitUntil: "commit" });
		await page.getByLabel("Seller key").waitFor();
		expect(await page.getByLabel("Seller key").inputValue()).toBe("");
	});

	test("seats that cannot be loaded are said to be, and shown when they can", async () => {
		const page = await openSignIn();
		await page.route("**/events/theatre/chart", (route) => route.abort());

		await signIn(page);
		await page.getByText("The seats could not be loaded. Trying again").waitFor();
		await page.unroute("**/events/theatre/chart");

		await cell(page, seat("A", "1"), "available").waitFor();
	});

	test("leaving the page forgets a key that is only typed, and one that the service is still asked about", async () => {
		const page = await openSignIn();
		const leave = () => page.evaluate(() => dispatchEvent(new Event("pagehide")));
		await page.getByLabel("Seller key").fill(KEY);
		await leave();
		expect(await page.getByLabel("Seller key").inputValue()).toBe("");

		let goOn = () => {};
		const hasLeft = new Promise<void>((resolve) => {
			goOn = resolve;
		});
		await page.route("**/changes?wait=0", async (route) => {
			await hasLeft;
			await route.continue().catch(() => undefined);
		});
		const asked = page.waitForRequest("**/changes?wait=0");
		await signIn(page);
		await asked;
		await leave();
		goOn();
		await page.waitForTimeout(1_000);

		expect(await page.getByLabel("Seller key").count()).toBe(1);
		expect(await page.locator(".map").count()).toBe(0);
	});
});

describe("at the desk", () => {
	test("seats that are dragged over are sold under an order, and the order is found and released", async () => {
		const page = await openDesk();

		await drag(page, seat("B", "8"), seat("B", "11"));
		await chosen(page).getByText("4 available").waitFor();
		await chosen(page).getByLabel("Order", { exact: true }).fill("4711");
		await page.getByRole("button", { name: "Sell 4" }).click();
		await page.getByText("Sold under 4711: stalls, row B, seats 8–11.").waitFor();
		expect(await known(seat("B", "9"))).toMatchObject({ status: "sold", order: "4711" });
		expect(await chosen(page).getByLabel("Order", { exact: true }).inputValue()).toBe("");
		await cell(page, seat("B", "9"), "sold, order 4711").waitFor();

		await page.getByRole("region", { name: "Look up" }).getByLabel("Order", { exact: true }).fill("4711");
		await page.getByRole("button", { name: "Find the order" }).click();
		await page.getByText("Order 4711 has 4 seats. They are chosen.").waitFor();
		await page.getByRole("button", { name: "Release 4", exact: true }).click();
		await page.getByRole("dialog").getByText("Release 4 sold seats (order: 4711)?").waitFor();
		await page.getByRole("dialog").getByRole("button", { name: "Release 4" }).click();
		await page.getByText("Released: stalls, row B, seats 8–11.").waitFor();

		expect(await known(seat("B", "9"))).toEqual({ status: "available" });
	});

	test("a party gets the best seats together under its order, and the same party is not sold twice", async () => {
		// Nobody knows which seats the party will get: in the others' theatre it could take theirs.
		await putTheatre("party");
		const page = await openDesk({}, "party");
		const party = page.getByRole("region", { name: "Seats together" });

		await party.getByText("Seats together").click();
		await party.getByLabel("Seats", { exact: true }).fill("12");
		await party.getByLabel("Section").selectOption("balcony");
		await party.getByLabel("Order", { exact: true }).fill("class-5b");
		await party.getByRole("button", { name: "Find and sell" }).click();
		await page.getByText(/^Sold under class-5b: balcony, row [A-E], seats /).waitFor();
		await chosen(page).getByText("12 sold").waitFor();
		await page.waitForTimeout(500);
		expect(await party.getByLabel("Order", { exact: true }).inputValue()).toBe("");
		await party.getByLabel("Order", { exact: true }).fill("class-5b");
		await party.getByRole("button", { name: "Find and sell" }).click();
		await page.getByText(/^This party was sold under class-5b before: balcony, row [A-E], seats /).waitFor();

		const response = await fetch(`${server.address}/events/party/taken?order=class-5b`, { headers: SELLER });
		const { seats } = (await response.json()) as { seats: SeatName[] };
		expect(seats.length).toBe(12);
		expect(new Set(seats.map(({ section, row: label }) => section + label)).size).toBe(1);
		await party.getByLabel("Seats", { exact: true }).fill("99");
		await party.getByLabel("Order", { exact: true }).fill("class-6a");
		await party.getByRole("button", { name: "Find and sell" }).click();
		await page.getByText(/There are not that many matching seats side by side; the most is \d+\./).waitFor();
		await page
			.getByRole("status")
			.getByRole("button", { name: /^Sell \d+$/ })
			.click();
		await page.getByText(/^Sold under class-6a: /).waitFor();
		expect(await party.getByLabel("Order", { exact: true }).inputValue()).toBe("");
	});

	test("spaces are no order, no reason and no label: the browser says that something is missing", async () => {
		await putTheatre("blank");
		const page = await openDesk({}, "blank");
		const asked: string[] = [];
		page.on("request", (request) => request.method() === "POST" && asked.push(request.url()));
		const missing = (name: string, label: string) =>
			page
				.getByRole("region", { name })
				.getByLabel(label, { exact: true })
				.evaluate((field) => field.matches(":focus:invalid"));
		const type = async (name: string, label: string, text: string) => {
			await page.getByRole("region", { name }).getByLabel(label, { exact: true }).focus();
			await page.keyboard.type(text);
		};
		await cell(page, seat("A", "1"), "available").click();
		await page.getByRole("region", { name: "Seats together" }).getByText("Seats together").click();

		for (const [name, label, button] of [
			["Chosen seats", "Order", "Sell 1"],
			["Chosen seats", "Reason", "Block 1"],
			["Look up", "Order", "Find the order"],
			["Seats together", "Order", "Find and sell"],
		] as const) {
			await type(name, label, "   ");
			await page.getByRole("region", { name }).getByRole("button", { name: button }).click();
			expect(await missing(name, label)).toBe(true);
			await type(name, label, "  ");
			await page.keyboard.press("Enter");
			expect(await missing(name, label)).toBe(true);
		}

		expect(asked).toEqual([]);
		expect(await page.locator(".notice").isVisible()).toBe(false);
	});

	test("what was done is in view where the map is far above the buttons", async () => {
		await putTheatre("narrow");
		const page = await openDesk({ viewport: { width: 640, height: 450 } }, "narrow");
		await page.getByText("Seats as a list").click();
		await cell(page, seat("D", "1"), "available").click();

		await chosen(page).getByLabel("Order", { exact: true }).fill("narrow");
		await page.getByRole("button", { name: "Sell 1" }).click();
		await page.getByText("Sold under narrow: stalls, row D, seat 1.").waitFor();

		const said = await page.locator(".notice").boundingBox();
		expect(said?.y).toBeGreaterThanOrEqual(0);
		expect((said?.y ?? 0) + (said?.height ?? 0)).toBeLessThanOrEqual(450);
	});

	test("sales are dragged to other seats together, and back again with one click", async () => {
		await post("sell", { order: "move-me", seats: row("C", [9, 10]) });
		const page = await openDesk();
		await page.getByRole("region", { name: "Look up" }).getByLabel("Order", { exact: true }).fill("move-me");
		await page.getByRole("button", { name: "Find the order" }).click();
		await chosen(page).getByText("2 sold").waitFor();

		await tool(page, "Move a sale").check();
		await drag(page, seat("C", "10"), seat("E", "12"));
		await page.getByText("Moved to stalls, row E, seats 11 and 12.").waitFor();
		expect(await known(seat("E", "11"))).toMatchObject({ status: "sold", order: "move-me" });
		expect(await known(seat("C", "9"))).toEqual({ status: "available" });
		await page.getByRole("button", { name: "Undo" }).click();
		await page.getByText("Moved to stalls, row C, seats 9 and 10.").waitFor();

		expect(await known(seat("C", "9"))).toMatchObject({ status: "sold", order: "move-me" });
		expect(await known(seat("E", "11"))).toEqual({ status: "available" });
	});

	test("one seat of an order is dragged, and takes the others with it if the seller wants that", async () => {
		await post("sell", { order: "family", seats: row("A", [8, 9]) });
		const page = await openDesk();
		await cell(page, seat("A", "9"), "sold, order family").waitFor();
		await tool(page, "Move a sale").check();

		await drag(page, seat("A", "9"), seat("K", "12"));
		await page.getByText("Order family has 2 seats. Move all of them, side by side").waitFor();
		await page.getByRole("button", { name: "Move all 2" }).click();
		await page.getByText("Moved to stalls, row K, seats 12 and 13.").waitFor();

		expect(await known(seat("K", "13"))).toMatchObject({ status: "sold", order: "family" });
		expect(await known(seat("A", "8"))).toEqual({ status: "available" });
	});

	test("with the keyboard alone seats are chosen, sold, and moved", async () => {
		const page = await openDesk();
		const press = async (...keys: string[]) => {
			for (const key of keys) await page.keyboard.press(key);
		};
		await page.getByLabel("Section").first().focus();
		await press("Tab", "Tab", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown", "Home");
		await press("Space", "Shift+ArrowRight");
		await chosen(page).getByText("2 available").waitFor();
		await chosen(page).getByLabel("Order", { exact: true }).focus();
		await page.keyboard.type("by-keys");
		await press("Enter");
		await page.getByText("Sold under by-keys: stalls, row F, seats 1 and 2.").waitFor();

		await cell(page, seat("F", "1"), "sold").focus();
		await press("Space", "Shift+ArrowRight");
		await page.getByRole("button", { name: "Move 2 …" }).focus();
		await press("Enter");
		await cell(page, seat("H", "1"), "available").focus();
		await press("Enter");
		await page.getByText("Moved to stalls, row H, seats 1 and 2.").waitFor();

		expect(await known(seat("H", "2"))).toMatchObject({ status: "sold", order: "by-keys" });
		expect(await known(seat("F", "2"))).toEqual({ status: "available" });
	});

	test("seats are blocked by dragging over them with a reason, and unblocked likewise", async () => {
		const page = await openDesk();
		await tool(page, "Block").check();

		await drag(page, seat("E", "14", "balcony"), seat("E", "17", "balcony"));
		await page.getByText("Type a reason before you block seats.").waitFor();
		await page.getByLabel("Reason", { exact: true }).first().fill("camera");
		await drag(page, seat("E", "14", "balcony"), seat("E", "17", "balcony"));
		await page.getByText("Blocked (camera): balcony, row E, seats 14–17.").waitFor();
		expect(await known(seat("E", "15", "balcony"))).toMatchObject({ status: "blocked", reason: "camera" });

		await tool(page, "Unblock").check();
		await drag(page, seat("E", "16", "balcony"), seat("E", "19", "balcony"));
		await page.getByText("Back on sale: balcony, row E, seats 16 and 17.").waitFor();

		expect(await known(seat("E", "16", "balcony"))).toEqual({ status: "available" });
		expect(await known(seat("E", "15", "balcony"))).toMatchObject({ status: "blocked" });
	});

	test("a rectangle chooses the seats in it, and a row and a section are chosen by mouse and by keys", async () => {
		await putTheatre("whole");
		const page = await openDesk({}, "whole");

		await drag(page, seat("A", "18", "balcony"), seat("E", "18", "balcony"), "Shift");
		await chosen(page)
			.getByText(/^[5-9] available$/)
			.waitFor();
		await page.getByRole("button", { name: "Clear selection" }).click();
		await page.getByRole("button", { name: "Choose row B" }).click();
		await chosen(page).getByText("19 available").waitFor();
		await cell(page, seat("C", "1"), "available").focus();
		await page.keyboard.down("Shift");
		// Held down, the key comes again.
		for (let times = 0; times < 2; times++) await page.keyboard.down("Space");
		await page.keyboard.up("Space");
		await page.keyboard.up("Shift");
		await chosen(page).getByText("39 available").waitFor();
		await page.keyboard.press("Control+a");
		await chosen(page).getByText("282 available").waitFor();
		await page.getByRole("button", { name: "Choose the section" }).click();
		await chosen(page).getByText("Choose seats on the map").waitFor();
	});

	test("a rectangle of more than a hundred seats is blocked after a question, and all of it is undone", async () => {
		await putTheatre("wide");
		const page = await openDesk({}, "wide");
		await tool(page, "Block").check();
		await page.getByLabel("Reason", { exact: true }).first().fill("closed");
		await page.getByText(/Hold Shift to drag a rectangle\. Drag beside/).waitFor();
		const rectangle = page.getByLabel("Drag a rectangle");
		await rectangle.check();
		const helpId = await rectangle.getAttribute("aria-describedby");
		await page.locator(`#${helpId}`).getByText("A rectangle may begin anywhere.").waitFor();
		const isEventKept: boolean[] = [];
		await page.route(/seat.block$/, async (route) => {
			isEventKept.push(await page.getByLabel("Event").isDisabled());
			await route.continue();
		});

		await drag(page, seat("A", "2"), seat("E", "30", "balcony"));
		await page.getByRole("dialog").getByText("They go off sale at once.").waitFor();
		await page
			.getByRole("dialog")
			.getByRole("button", { name: /^Block/ })
			.click();
		await page.getByText(/^Blocked \(closed\): .* more\.$/).waitFor();
		const counted = async () => {
			const answer = await fetch(`${server.address}/events/wide/taken?limit=1000`, { headers: SELLER });
			return ((await answer.json()) as { seats: unknown[] }).seats.length;
		};
		const blocked = await counted();
		await page.getByRole("button", { name: "Undo" }).click();
		await page.getByText(/^Back on sale: .* more\.$/).waitFor();

		expect(blocked).toBeGreaterThan(100);
		expect(isEventKept).toEqual([true, true, true]);
		expect(await counted()).toBe(0);
	});

	test("a sale without an order is not moved, and gets its order at the desk", async () => {
		const token = "a-token-of-a-buyer-0123456789";
		await post("lock", { seats: row("L", [20]), token });
		await post("claim", { seats: row("L", [20]), token });
		const page = await openDesk();
		await cell(page, seat("L", "20"), "sold, without an order").click();

		await page.getByRole("button", { name: "Move 1 …" }).click();
		await cell(page, seat("L", "22"), "available").click();
		await page.getByText("A sale without an order cannot be moved.").waitFor();
		await page.getByLabel("Order of the sale").fill("late-order");
		await page.getByRole("button", { name: "Set order for 1" }).click();
		await cell(page, seat("L", "20"), "sold, order late-order").waitFor();

		expect(await known(seat("L", "20"))).toMatchObject({ status: "sold", order: "late-order" });
		expect(await page.content()).not.toContain(token);
	});

	test("a drag that is stopped outside of the seats moves nothing", async () => {
		await post("sell", { order: "stays", seats: row("D", [10]) });
		const page = await openDesk();
		await tool(page, "Move a sale").check();

		const from = await placeOf(page, seat("D", "10"));
		const box = await page.locator(".map canvas").boundingBox();
		await page.mouse.move(from.x, from.y);
		await page.mouse.down();
		await page.mouse.move((box?.x ?? 0) + 10, (box?.y ?? 0) + 10, { steps: 4 });
		await page.mouse.up();
		await page.waitForTimeout(500);

		expect(await known(seat("D", "10"))).toMatchObject({ order: "stays" });
	});

	test("a sale that is no longer as the page shows it is not released, and the page says what it is now", async () => {
		await post("sell", { order: "old", seats: row("G", [10]) });
		const page = await openSignIn();
		// The page hears nothing of any change.
		await page.route(/\/changes\?.*wait=20/, (route) => route.abort());
		await signIn(page);
		await cell(page, seat("G", "10"), "sold, order old").click();
		const change = { ...seat("G", "10"), from: { status: "sold", order: "old" }, to: { status: "sold", order: "new" } };
		expect(await post("change", { changes: [change] })).toMatchObject({ status: 200 });

		await page.getByRole("button", { name: "Release 1", exact: true }).click();
		await page.getByRole("dialog").getByRole("button", { name: "Release 1" }).click();
		await page
			.getByText(/^Some seats are not as they were shown, .* Now: stalls, row G, seat 10: sold, order new/)
			.waitFor();

		expect(await known(seat("G", "10"))).toMatchObject({ status: "sold", order: "new" });
		await cell(page, seat("G", "10"), "sold, order new").waitFor();
	});

	test("what others do is shown: on the map, in the list of changes, in the totals and in the curve", async () => {
		const page = await openDesk();
		const totals = page.getByRole("region", { name: "Live totals" });
		await totals.getByRole("row", { name: /^stalls/ }).waitFor();
		const heads = await totals.getByRole("columnheader").allTextContents();
		expect(heads.slice(1, 5)).toEqual(await totals.locator(".all .name").allTextContents());

		await post("sell", { order: "elsewhere", seats: row("J", [12, 13]) });
		await post("lock", { seats: row("J", [14]) });

		await cell(page, seat("J", "12"), "sold, order elsewhere").waitFor({ timeout: 15_000 });
		await cell(page, seat("J", "14"), "locked, until").waitFor({ timeout: 15_000 });
		const latest = page.getByRole("region", { name: "Latest changes" }).first();
		await latest.getByText("order elsewhere").first().waitFor();
		// The seats hear of a change at once; totals may be a few seconds old, on the page and here.
		await expectSoon(async () => {
			const counted = await fetch(`${server.address}/events/theatre/seat/num_available?by=section`);
			const { stalls, balcony } = (await counted.json()).sections;
			const asCounted = `stalls ${stalls.num} ${stalls.sold} ${stalls.locked} ${stalls.blocked}`;
			const most = await page.locator(".curve .most").textContent();
			return (
				most === `${stalls.sold + balcony.sold}` && (await totals.getByRole("row", { name: asCounted }).isVisible())
			);
		}, true);
	});

	test("all taken seats come as one CSV file", async () => {
		await post("sell", { order: "=1+1", seats: row("K", [1]) });
		const page = await openDesk();

		const [download] = await Promise.all([
			page.waitForEvent("download"),
			page.getByRole("button", { name: "Download as CSV" }).click(),
		]);
		const chunks: Buffer[] = [];
		for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
		const csv = Buffer.concat(chunks).toString();

		expect(download.suggestedFilename()).toBe("theatre.csv");
		expect(csv.startsWith("\uFEFFsection,row,seat,status,order,reason")).toBe(true);
		expect(csv).toContain("stalls,K,1,sold,'=1+1,");
	});

	test("without a network the page says so, and catches up by itself", async () => {
		const page = await openDesk();

		await page.context().setOffline(true);
		await page.getByText("No connection").waitFor({ timeout: 10_000 });
		await post("block", { reason: "late", seats: row("L", [1]) });
		await page.context().setOffline(false);

		await cell(page, seat("L", "1"), "blocked, reason: late").waitFor({ timeout: 15_000 });
		await page.getByText("No connection").waitFor({ state: "hidden" });
	});

	test("an event that is deleted is said to be gone, and the network is not blamed", async () => {
		await putTheatre("short");
		const page = await openDesk({}, "short");

		await fetch(`${server.address}/events/short`, { method: "DELETE", headers: SELLER });

		await page.getByText("There is no such event.").waitFor({ timeout: 40_000 });
		expect(await page.getByText("No connection").count()).toBe(0);
		await putTheatre("short");
		await post("sell", { order: "again", seats: row("A", [1, 2]) }, "short");
		await page.getByRole("button", { name: "Read all seats again" }).click();
		await cell(page, seat("A", "1"), "sold, order again").waitFor();
		await page.getByRole("region", { name: "Live totals" }).getByRole("row", { name: "stalls 280 2 0 0" }).waitFor();
	});
});

describe("for everyone", () => {
	test.each([
		["light", 1_280],
		["dark", 1_280],
		["light", 320],
		["dark", 320],
	] as const)("axe finds nothing in the %s desk of %i pixels, with seats chosen", async (colorScheme, width) => {
		await post("sell", { order: "axe", seats: row("M", [5, 6]) });
		await post("block", { reason: "axe", seats: row("M", [8]) });
		await post("lock", { seats: row("M", [9]) });
		const page = await openDesk({ colorScheme, viewport: { width, height: 800 } });
		if (width === 320) await page.getByText("Seats as a list").click();
		await cell(page, seat("M", "5"), "sold").click();
		await cell(page, seat("M", "10"), "available").click({ modifiers: ["Shift"] });
		await chosen(page).getByText("sold", { exact: false }).first().waitFor();
		await tool(page, "Block").check();
		await page.getByRole("region", { name: "Seats together" }).getByText("Seats together").click();

		await page.evaluate(axe.source);
		const { violations } = await page.evaluate(() => (globalThis as unknown as { axe: typeof axe }).axe.run());

		expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)).toEqual([]);
		expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
	});

	test("where the system chooses all colors, the tool and the seats that are chosen look different from the others", async () => {
		const page = await openDesk({ forcedColors: "active" });
		const color = (of: Locator) => of.evaluate((shown) => getComputedStyle(shown).color);
		const toolColor = (name: string) => color(page.locator(".tools label", { has: tool(page, name) }));

		await cell(page, seat("A", "1"), "").click();

		expect(await toolColor("Choose")).not.toBe(await toolColor("Unblock"));
		expect(await color(cell(page, seat("A", "1"), ""))).not.toBe(await color(cell(page, seat("A", "2"), "")));
	});

	test("the other language is that of the event that was chosen last", async () => {
		const page = await openDesk();
		await page.getByLabel("Event").selectOption("distant-worlds");
		await page.getByRole("grid", { name: "Seats of orchestra" }).waitFor();

		await page.getByRole("link", { name: "Deutsch" }).click();
		await page.getByRole("button", { name: "Anmelden" }).waitFor();

		expect(await page.getByLabel("Veranstaltung").inputValue()).toBe("distant-worlds");
	});

	test("axe finds nothing on the page that asks for the key, and a German seller reads German", async () => {
		const page = await openSignIn({ locale: "de-DE" });
		await page.getByRole("button", { name: "Anmelden" }).waitFor();

		await page.evaluate(axe.source);
		const { violations } = await page.evaluate(() => (globalThis as unknown as { axe: typeof axe }).axe.run());

		expect(violations).toEqual([]);
		expect(await page.locator("html").getAttribute("lang")).toBe("de");
		await page.getByLabel("Verkäuferschlüssel").fill(KEY);
		await page.getByRole("button", { name: "Anmelden" }).click();
		const party = page.getByRole("region", { name: "Plätze nebeneinander" });
		await party.getByText("Plätze nebeneinander").click();
		await party.getByRole("button", { name: "Finden und verkaufen" }).waitFor();
	});
});

test("a theatre on sale is a picture for the docs (PICTURES=docs/pictures keeps it)", async () => {
	await putTheatre("picture");
	const sell = (order: number, seats: readonly SeatName[]) => post("sell", { order: `${order}`, seats }, "picture");
	for (const [place, label] of [..."ABCDEFGHJ"].entries()) {
		await sell(4_700 + place, row(label, [7, 8, 9, 10, 11, 12].slice(place % 3)));
		await sell(4_800 + place, row(label, [1, 2, 3, 4].slice(0, 2 + (place % 3))));
		if (place % 2 === 0) await sell(4_900 + place, row(label, [14, 15, 16]));
	}
	await post("block", { reason: "camera", seats: row("M", [14, 15, 16]) }, "picture");
	await post("lock", { seats: row("A", [19, 20, 21, 22], "balcony") }, "picture");
	const page = await openDesk({ viewport: { width: 1_440, height: 1_000 } }, "picture");
	await page.getByRole("region", { name: "Look up" }).getByLabel("Order", { exact: true }).fill("4704");
	await page.getByRole("button", { name: "Find the order" }).click();
	await chosen(page).getByText("5 sold").waitFor();
	await page.getByRole("button", { name: "Whole house" }).click();
	await page.getByRole("region", { name: "Live totals" }).getByText("As of").waitFor();
	await page.evaluate(() => scrollTo(0, 0));
	const folder = process.env["PICTURES"];

	const picture = await page.screenshot(folder ? { path: join(folder, "desk.png") } : {});

	// A page that shows nothing is a few kilobytes.
	expect(picture.length).toBeGreaterThan(50_000);
});

test("the desk has a content policy of its own, and a page of another origin may send no key", async () => {
	const desk = await fetch(`${server.address}/map/desk`);
	const preflight = await fetch(`${server.address}/events/theatre/taken`, {
		method: "OPTIONS",
		headers: {
			origin: "https://elsewhere.example",
			"access-control-request-method": "GET",
			"access-control-request-headers": "authorization",
		},
	});

	const policy = desk.headers.get("content-security-policy") ?? "";
	expect(policy.split("; ")).toEqual(
		expect.arrayContaining([
			"default-src 'none'",
			"script-src 'self'",
			"connect-src 'self'",
			"require-trusted-types-for 'script'",
			"trusted-types 'none'",
			"frame-ancestors 'none'",
		]),
	);
	expect(desk.headers.get("cross-origin-opener-policy")).toBe("same-origin");
	expect(preflight.headers.get("access-control-allow-origin")).toBe("*");
	expect(preflight.headers.get("access-control-allow-headers")).not.toMatch(/authorization/i);
});
