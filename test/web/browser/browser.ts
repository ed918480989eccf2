/** A real browser for tests of the page: Debian's chromium, a fresh profile for each buyer, and nothing overlooked. */
import { spawnSync } from "node:child_process";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";

const ARGUMENTS = [
	"--headless",
	"--no-sandbox",
	"--disable-gpu",
	"--disable-quic",
	"--no-first-run",
	"--disable-background-networking",
	"--disable-component-update",
	"--disable-sync",
];

/** A missing browser fails the tests, in a sentence that says what to do. */
export async function startBrowser(): Promise<Browser> {
	return await chromium.launch({
		executablePath: findChromium(),
		args: ARGUMENTS,
		// As every buyer's browser does, it shows a page as it was left when they come back.
		ignoreDefaultArgs: ["--disable-back-forward-cache"],
	});
}

/** The second one draws windows that nobody sees, and its tests take longer. */
const USUAL_BROWSERS = ["chromium-headless-shell", "chromium"];

function findChromium(): string {
	const named = process.env["CHROMIUM"];
	for (const command of named ? [named] : USUAL_BROWSERS) {
		const { stdout } = spawnSync("which", [command], { encoding: "utf8" });
		if (stdout) return stdout.trim();
	}
	throw new Error(
		`The tests of the page need the browser "${named || "chromium"}": install it (apt-get install chromium), or name another in CHROMIUM.`,
	);
}

export interface Buyer {
	readonly page: Page;
	/** What went wrong in the page: errors of scripts, and everything the browser refuses to load or to run. */
	readonly complaints: string[];
}

/** The browser reports every refusal and every lost request as an error, too; the page says those in its own words. */
const EXPECTED =
	/the server responded with a status of (4(01|03|04|09|10|22)|503)|net::ERR_(INTERNET_DISCONNECTED|ABORTED|FAILED)/;

/** A buyer with a browser of their own. */
export async function newBuyer(browser: Browser, options: BrowserContextOptions = {}): Promise<Buyer> {
	const context = await browser.newContext({ viewport: { width: 1_280, height: 900 }, locale: "en-GB", ...options });
	return { ...watched(await context.newPage()) };
}

/** Another tab of the same buyer. */
export async function newTab({ page }: Buyer): Promise<Buyer> {
	return watched(await page.context().newPage());
}

function watched(page: Page): Buyer {
	const complaints: string[] = [];
	page.on("pageerror", ({ message }) => complaints.push(message));
	page.on("console", (message) => {
		if (message.type() === "error" && !EXPECTED.test(message.text())) complaints.push(message.text());
	});
	return { page, complaints };
}
