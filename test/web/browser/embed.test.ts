/** The element in a page of a shop: another origin, a strict content policy, the example's own server. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, jest, test } from "@jest/globals";
import axe from "axe-core";
import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";
import type { SeatName } from "../../../web/house/house.ts";
import { type LocalServer, startLocalServer } from "../../support/local-server.ts";
import { type Buyer, newBuyer, startBrowser } from "./browser.ts";
import { expectSoon } from "./expect-soon.ts";

jest.setTimeout(60_000);

interface Heard {
	readonly name: string;
	readonly detail: {
		readonly seats: readonly (SeatName & { readonly category?: string })[];
		readonly token?: string;
		readonly expires?: number;
	};
}

declare global {
	var heard: Heard[];
	var violations: string[];
}

const ROOT = join(import.meta.dirname, "../../..");

let service: LocalServer;
let shop: LocalServer;
let browser: Browser;

beforeAll(async () => {
	browser = await startBrowser();
	service = await startLocalServer();
	shop = await startShop();
}, 180_000);

afterAll(async () => {
	await browser?.close();
	await shop?.stop();
	await service?.stop();
});

const buyers: Buyer[] = [];

afterEach(async () => {
	const complaints = buyers.flatMap((buyer) => buyer.complaints);
	const violations = await Promise.all(buyers.map(({ page }) => page.evaluate(() => globalThis.violations)));
	for (const { page } of buyers.splice(0)) await page.context().close();
	expect(complaints).toEqual([]);
	expect(violations.flat()).toEqual([]);
});

async function startShop(): Promise<LocalServer> {
	const server = spawn(process.execPath, ["--import", "tsx", "examples/embed/server.ts"], {
		cwd: ROOT,
		env: { ...process.env, PORT: "0", NODE_OPTIONS: "", TICKET_SALES_URL: service.address },
		stdio: ["ignore", "pipe", "inherit"],
	});
	const [text] = await once(server.stdout, "data");
	return {
		address: /http:\/\/localhost:\d+/.exec(String(text))?.[0] ?? "",
		stop: async () => {
			const ended = once(server, "exit");
			server.kill("SIGINT");
			await ended;
		},
	};
}

async function open(options: BrowserContextOptions = {}): Promise<Page> {
	const buyer = await newBuyer(browser, options);
	buyers.push(buyer);
	const { page } = buyer;
	await page.addInitScript(() => {
		globalThis.heard = [];
		globalThis.violations = [];
		document.addEventListener("securitypolicyviolation", (event) => {
			violations.push(`${event.violatedDirective}: ${event.blockedURI}`);
		});
		for (const name of ["select", "lock", "expire"]) {
			const hear = (event: Event) => event instanceof CustomEvent && heard.push({ name, detail: event.detail });
			document.addEventListener(name, hear, { capture: true });
		}
	});
	await page.goto(shop.address);
	await cells(page).first().waitFor();
	return page;
}

const cells = (page: Page) => page.getByRole("gridcell", { name: /, available$/ });
const basket = (page: Page) => page.getByRole("region", { name: "Your seats" });
const lastHeard = async (page: Page, name: string) =>
	(await page.evaluate(() => heard)).filter((event) => event.name === name).at(-1)?.detail;

async function hearUntil(page: Page, name: string, num: number) {
	await page.waitForFunction(
		([name, num]) => heard.filter((event) => event.name === name).at(-1)?.detail.seats.length === num,
		[name, num] as const,
	);
	const detail = await lastHeard(page, name);
	if (!detail) throw new Error(`no ${name}`);
	return detail;
}

const unlock = (seats: readonly SeatName[], token: string | undefined) =>
	fetch(`${service.address}/events/grand-theatre/seat/unlock`, {
		method: "POST",
		headers: { "content-type": "application/json" },
		body: JSON.stringify({ seats: seats.map(({ section, row, seat }) => ({ section, row, seat })), token }),
	});

async function statusOf(seat: SeatName | undefined, event = "grand-theatre"): Promise<string> {
	const { section, row, seat: label } = seat ?? { section: "", row: "", seat: "" };
	const response = await fetch(`${service.address}/events/${event}/seat/check`, {
		method: "POST",
		headers: { "content-type": "application/json" },
		body: JSON.stringify({ seats: [{ section, row, seat: label }] }),
	});
	return (await response.json()).seats[0].status;
}

test("a shop that sells on another page takes the basket away there, and the element forgets it", async () => {
	const page = await open();
	await cells(page).first().click();
	const { token, seats } = await hearUntil(page, "lock", 1);

	const thanks = await page.context().newPage();
	await thanks.goto(`${shop.address}/shop.css`);
	await thanks.evaluate(() => localStorage.removeItem("ticket-sales:grand-theatre"));
	const forgotten = await hearUntil(page, "lock", 0);

	expect(forgotten.token).not.toBe(token);
	await basket(page).getByText("Choose seats on the map").waitFor();
	expect(await statusOf(seats[0])).toBe("locked");
	await thanks.close();
	// For the next test, whose page may still see it as available.
	await unlock(seats, token);
});

test("under a shop's strict policy a seat is chosen in the shop's page, locked, and bought through the shop's server", async () => {
	const page = await open();

	await cells(page).first().click();
	const { seats, token, expires } = await hearUntil(page, "lock", 1);
	expect(await statusOf(seats[0])).toBe("locked");
	expect(seats[0]?.category).toMatch(/^[a-z]+$/);
	expect(token).toMatch(/^[A-Za-z0-9_-]{22,}$/);
	expect((expires ?? 0) * 1_000 - Date.now()).toBeGreaterThan(60_000);
	expect((await lastHeard(page, "select"))?.seats).toEqual(seats);
	await page.getByRole("button", { name: "Buy" }).click();
	await page.getByText(/^Sold: order-\w{12}$/).waitFor();

	expect(await statusOf(seats[0])).toBe("sold");
	const after = await hearUntil(page, "lock", 0);
	expect(after.token).not.toBe(token);
	expect(await basket(page).getByRole("listitem").count()).toBe(0);
	await page.getByText(/^Bought: /).waitFor();
});

test("the policy of the example allows two things of the service's origin, and nothing inline", async () => {
	const { headers } = await fetch(shop.address);

	const policy = headers.get("content-security-policy") ?? "";
	expect(policy.split("; ")).toEqual(
		expect.arrayContaining(["default-src 'none'", "style-src 'self'", `script-src 'self' ${service.address}`]),
	);
	expect(policy).not.toMatch(/unsafe|nonce|\*|data:/);
	expect(shop.address).not.toBe(service.address);
});

test("the example's server has its three files, and nothing that every object has", async () => {
	const statuses = ["/shop.js", "/toString", "/checkout", "/../server.ts"].map(
		async (path) => (await fetch(shop.address + path)).status,
	);

	expect(await Promise.all(statuses)).toEqual([200, 404, 404, 404]);
});

test("the house is painted with the shop's own color, and seats that are found together are marked with it", async () => {
	const page = await open({ colorScheme: "light" });

	await page.getByRole("combobox", { name: "Seats" }).selectOption("3");
	await page.getByRole("button", { name: "Find seats" }).click();
	const { seats } = await hearUntil(page, "lock", 3);
	await page.waitForTimeout(500);

	expect(await Promise.all(seats.map((seat) => statusOf(seat)))).toEqual(["locked", "locked", "locked"]);
	const colors = await page.locator(".map canvas").evaluate((canvas: HTMLCanvasElement) => {
		const { data = [] } = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height) ?? {};
		return [...new Set(Array.from({ length: data.length / 4 }, (_, at) => [...data.slice(4 * at, 4 * at + 3)].join()))];
	});
	expect(colors.length).toBeGreaterThan(20);
	// #7a2048, from examples/embed/shop.css
	expect(colors).toContain("122,32,72");
});

test("after a reload the shop hears again what is locked, with the same token, and of every seat that is given back", async () => {
	const page = await open();
	await cells(page).first().click();
	const before = await hearUntil(page, "lock", 1);

	await page.reload();
	const after = await hearUntil(page, "lock", 1);
	expect(after).toEqual(before);
	// A button that is gone leaves the focus with the basket, within the shadow too.
	await basket(page).getByRole("button", { name: "Give all back" }).click();
	await hearUntil(page, "lock", 0);

	expect((await lastHeard(page, "select"))?.seats).toEqual([]);
	expect(await lastHeard(page, "expire")).toBeUndefined();
	expect(await statusOf(before.seats[0])).toBe("available");
	expect(
		await page.evaluate(() => document.querySelector("ticket-sales-map")?.shadowRoot?.activeElement?.textContent),
	).toBe("Your seats");
});

test("with another event the element shows that one, and says when a lock has ended", async () => {
	const response = await fetch(`${service.address}/events/hasty`, {
		method: "PUT",
		headers: { authorization: "Bearer local-seller-key", "content-type": "application/json" },
		body: JSON.stringify({
			name: "Hasty",
			lockSeconds: 5,
			maxLockSeconds: 5,
			sections: { room: { z: { 1: {}, 2: {} } } },
		}),
	});
	expect(response.ok).toBe(true);
	const page = await open();

	await page.evaluate(() => document.querySelector("ticket-sales-map")?.setAttribute("event", "hasty"));
	await page.getByRole("gridcell", { name: "room, row z, seat 2, available" }).click();
	await hearUntil(page, "lock", 1);
	await page.getByText("No longer yours: room z2").waitFor();

	expect((await lastHeard(page, "expire"))?.seats).toEqual([{ section: "room", row: "z", seat: "2" }]);
	expect((await hearUntil(page, "lock", 0)).expires).toBeUndefined();
	// The page knows the service's time to half a second: a `Date` has whole ones.
	await expectSoon(() => statusOf({ section: "room", row: "z", seat: "2" }, "hasty"), "available");
});

test("an element that has left the page asks nothing more, and asks again when it is back", async () => {
	const page = await open();
	const asked: string[] = [];
	page.on("request", (request) => asked.push(request.url()));

	await page.evaluate(() => {
		const map = document.querySelector("ticket-sales-map");
		Object.assign(globalThis, { map });
		map?.remove();
	});
	await page.waitForTimeout(1_000);
	asked.length = 0;
	await page.waitForTimeout(6_000);
	expect(asked).toEqual([]);
	await page.evaluate(() => document.body.append((globalThis as unknown as { map: Element }).map));

	await cells(page).first().waitFor();
});

test("an element that has left the page makes no finer image of its house", async () => {
	const buyer = await newBuyer(browser);
	buyers.push(buyer);
	const { page } = buyer;
	await page.addInitScript(() => {
		globalThis.violations = [];
		const { prototype } = CanvasRenderingContext2D;
		prototype.putImageData = new Proxy(prototype.putImageData, {
			apply: (put, context, args) => {
				performance.mark("image");
				Reflect.apply(put, context, args);
			},
		});
		new PerformanceObserver((list) => {
			if (list.getEntriesByName("ticket-sales:paint-house").length === 0) return;
			document.querySelector("ticket-sales-map")?.remove();
		}).observe({ entryTypes: ["measure"] });
	});
	await page.goto(shop.address);
	await page.waitForFunction(() => performance.getEntriesByName("ticket-sales:paint-house").length > 0);
	await page.waitForTimeout(1_500);

	expect(await page.evaluate(() => performance.getEntriesByName("image").length)).toBe(1);
});

test("two elements of one event have one basket, and both say what is locked", async () => {
	const page = await open();
	await page.evaluate(() => {
		const map = document.querySelector("ticket-sales-map");
		map?.after(map.cloneNode());
	});
	const [first, second] = [page.locator("ticket-sales-map").first(), page.locator("ticket-sales-map").last()];
	await second.getByRole("gridcell").first().waitFor();
	const held = (map: Locator) => map.getByRole("region", { name: "Your seats" }).getByRole("listitem");

	await cells(page).first().click();
	const { seats, token } = await hearUntil(page, "lock", 1);
	await held(second).waitFor();
	await second
		.getByRole("gridcell", { name: /, available$/ })
		.first()
		.click();
	await held(first).nth(1).waitFor();
	expect((await hearUntil(page, "lock", 2)).token).toBe(token);
	await second.evaluate((map) => (map as unknown as { bought: (order: string) => void }).bought("order"));
	await held(first).first().waitFor({ state: "detached" });

	expect((await hearUntil(page, "lock", 0)).token).not.toBe(token);
	expect(seats.length).toBe(1);
});

test("an element without an event shows nothing, and asks nothing", async () => {
	const page = await open();
	const map = page.locator("ticket-sales-map");
	const asked: string[] = [];
	page.on("request", (request) => asked.push(request.url()));

	await map.evaluate((map) => map.setAttribute("event", ""));
	await map.getByRole("grid").waitFor({ state: "detached" });
	asked.length = 0;
	await page.waitForTimeout(1_000);

	expect(asked).toEqual([]);
	expect(await map.evaluate(({ shadowRoot }) => shadowRoot?.textContent)).toBe("");
});

test("a shop whose text is small, centered and in capitals has the same seats", async () => {
	const page = await open();
	const look = () =>
		page.locator("ticket-sales-map").evaluate((map) => {
			const parts = map.shadowRoot?.querySelectorAll<HTMLElement>(
				"h2, summary, label, button, .map canvas, [data-seat]",
			);
			const shown = [...(parts ?? [])].filter((part) => part.offsetParent);
			return shown.map((part) => {
				const { fontSize, letterSpacing, textAlign, textTransform, whiteSpace } = getComputedStyle(part);
				const { width, height } = part.getBoundingClientRect();
				return [fontSize, letterSpacing, textAlign, textTransform, whiteSpace, width, height].join();
			});
		});
	const before = await look();

	await page.evaluate(() => {
		const { style } = document.documentElement;
		const inherited = "letter-spacing: 2px; text-align: center; text-transform: uppercase; white-space: pre";
		for (const map of document.querySelectorAll("ticket-sales-map")) {
			const { width } = map.getBoundingClientRect();
			const around = document.createElement("div");
			around.style.cssText = `${inherited}; font-size: 16px; width: ${width}px`;
			map.before(around);
			around.append(map);
		}
		style.fontSize = "62.5%";
	});
	await cells(page).first().waitFor();
	await page.waitForTimeout(500);

	expect(await look()).toEqual(before);
	const [map, canvas] = [await page.locator(".map").boundingBox(), await page.locator(".map canvas").boundingBox()];
	expect(canvas?.x).toBe((map?.x ?? 0) + 1);
});

test.each([
	["light", 1_280],
	["dark", 320],
] as const)(
	"axe finds nothing in the %s shop of %i pixels, in the element's own language",
	async (colorScheme, width) => {
		const page = await open({ colorScheme, viewport: { width: 1_280, height: 800 } });
		await cells(page).first().click();
		await hearUntil(page, "lock", 1);
		await page.setViewportSize({ width, height: 800 });
		await page.evaluate(() => document.querySelector("ticket-sales-map")?.setAttribute("lang", "de"));
		await page.getByRole("region", { name: "Ihre Plätze" }).getByRole("listitem").waitFor();

		await page.evaluate(axe.source);
		const { violations } = await page.evaluate(() => (globalThis as unknown as { axe: typeof axe }).axe.run());

		expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)).toEqual([]);
		expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
	},
);
