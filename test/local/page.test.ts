/** The local server's page: its files and headers, and that the service behind it remains reachable. */
import { expect, test } from "@jest/globals";
import { DESK_CONTENT_POLICY, DESK_HEADERS, PAGE_CONTENT_POLICY } from "../../lib/page-headers.ts";
import { gatewayResponse } from "../../local/http-response.ts";
import { DEMO_KEY, withPage } from "../../local/page.ts";

const SERVICE = gatewayResponse(200, "the service");

function ask(target: string, { method = "GET", sellerKey = DEMO_KEY } = {}) {
	const respond = withPage(async () => SERVICE, sellerKey);
	return respond({ method, target, headers: [], body: Buffer.alloc(0), protocol: "HTTP/1.1", sourceIp: "", port: 0 });
}

test("the page's address answers with its HTML, with the content policy of the edge", async () => {
	const { status, headers, body } = await ask("/map/?event=grand-theatre");

	expect(status).toBe(200);
	expect(Object.fromEntries(headers)).toMatchObject({
		"content-type": "text/html; charset=utf-8",
		"content-security-policy": PAGE_CONTENT_POLICY,
	});
	expect(body.toString()).toContain("main.js");
});

test("the desk's page and its files have the desk's headers, and never a key", async () => {
	for (const target of ["/map/desk", "/map/desk?event=theatre", "/map/desk.js", "/map/desk-style.css"]) {
		const { status, headers, body } = await ask(target);

		expect([target, status]).toEqual([target, 200]);
		expect(headers).toEqual(expect.arrayContaining([...DESK_HEADERS]));
		expect(body.toString()).not.toContain(DEMO_KEY);
	}
	expect(DESK_CONTENT_POLICY).toMatch(/connect-src 'self'; .*require-trusted-types-for 'script'; trusted-types 'none'/);
	expect(DESK_CONTENT_POLICY).not.toMatch(/unsafe|\*|data:/);
});

test("a page of any origin may load the element that shops use, and no other file", async () => {
	const originsOf = async (target: string) =>
		Object.fromEntries((await ask(target)).headers)["access-control-allow-origin"];

	expect(await originsOf("/map/ticket-sales-map.js")).toBe("*");
	for (const target of ["/map/", "/map/main.js", "/map/style.css", "/map/config.json", "/map/desk.js"]) {
		expect([target, await originsOf(target)]).toEqual([target, undefined]);
	}
});

test("without the slash at its end the address is redirected, because the page names its files relative to it", async () => {
	const answers = await Promise.all(["/map", "/map?", "/map?event=hall&lang=de"].map((target) => ask(target)));

	expect(answers.map(({ status, headers }) => [status, ...headers])).toEqual([
		[302, ["location", "/map/"]],
		[302, ["location", "/map/"]],
		[302, ["location", "/map/?event=hall&lang=de"]],
	]);
});

test.each([
	["/map/main.js", "text/javascript; charset=utf-8"],
	["/map/style.css", "text/css; charset=utf-8"],
])("%s has the type that browsers insist on", async (target, type) => {
	expect(Object.fromEntries((await ask(target)).headers)).toMatchObject({ "content-type": type });
});

test("the page learns the seller key only if it is the one that everybody knows", async () => {
	const configOf = async (sellerKey: string) =>
		JSON.parse((await ask("/map/config.json", { sellerKey })).body.toString());

	expect(await configOf(DEMO_KEY)).toEqual({ demoKey: DEMO_KEY });
	expect(await configOf("a-key-of-my-own")).toEqual({});
});

test("an unknown file of the page is 404, and no other file of the machine is there", async () => {
	for (const target of ["/map/none.js", "/map/../package.json", "/map/%2e%2e/package.json", "/map/main.ts"]) {
		expect([target, (await ask(target)).status]).toEqual([target, 404]);
	}
});

test("everything else, and every request that is no read, goes to the service", async () => {
	expect(await ask("/events")).toBe(SERVICE);
	expect(await ask("/mapping")).toBe(SERVICE);
	expect(await ask("/map/", { method: "POST" })).toBe(SERVICE);
});
