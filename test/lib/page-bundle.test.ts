/** What the page weighs, and where it loads from. */
import { gzipSync } from "node:zlib";
import { expect, test } from "@jest/globals";
import { bundlePage } from "../../lib/page-bundle.ts";
import { ELEMENT_FILE, isOfDesk } from "../../lib/page-headers.ts";

const ALL_FILES = bundlePage();

/** What buyers load. The desk's page has files of its own, besides the icon, and shops load another one. */
const FILES = ALL_FILES.filter(({ name }) => !isOfDesk(name) && name !== ELEMENT_FILE);

const KILOBYTE = 1_024;
const LANGUAGES = ["english.js", "german.js"];

/** What only a page on a developer's own machine loads. */
const DEMO = "demo-checkout.js";

/** A browser loads one of the languages. */
const gzipped = (names: RegExp, language: string) =>
	FILES.filter(({ name }) => names.test(name) && (name === language || ![...LANGUAGES, DEMO].includes(name))).reduce(
		(sum, { content }) => sum + gzipSync(content).length,
		0,
	);

test.each(LANGUAGES)("with %s the page has at most 25 KB of script, and 40 KB in all, as they are sent", (language) => {
	expect(FILES.filter(({ name }) => name.endsWith(".js")).map(({ name }) => name)).toEqual([
		"main.js",
		DEMO,
		...LANGUAGES,
	]);
	expect(gzipped(/\.js$/, language)).toBeGreaterThan(5 * KILOBYTE);
	expect(gzipped(/\.js$/, language)).toBeLessThanOrEqual(25 * KILOBYTE);
	expect(gzipped(/./, language)).toBeLessThanOrEqual(40 * KILOBYTE);
});

test("the element that shops load is one file of at most 29 KB, as it is sent, with its style sheet", () => {
	const content = ALL_FILES.find(({ name }) => name === ELEMENT_FILE)?.content ?? Buffer.alloc(0);

	expect(gzipSync(content).length).toBeGreaterThan(5 * KILOBYTE);
	expect(gzipSync(content).length).toBeLessThanOrEqual(29 * KILOBYTE);
	expect(content.toString()).toContain(":host{");
	expect(content.toString()).not.toMatch(/local-seller-key|config\.json|Seller key/);
});

test("the page names no other host, and has neither scripts nor styles within its HTML", () => {
	const texts = ALL_FILES.map(({ content }) => content.toString());
	const html = FILES.find(({ name }) => name === "index.html")?.content.toString() ?? "";

	// Names of XML vocabularies are no addresses of anything.
	const addresses = texts.flatMap(
		(text) => text.replaceAll("http://www.w3.org/2000/svg", "").match(/https?:\/\/[\w.-]+/g) ?? [],
	);
	expect(addresses).toEqual([]);
	expect(html).toContain('<script type="module" src="main.js"></script>');
	expect(html).not.toMatch(/ style=|<style|onload|<script>/);
});

test.each([
	["index.html", ["icon.svg", "main.js", "style.css"]],
	["desk.html", ["desk-style.css", "desk.js", "icon.svg"]],
])("every file that %s names is there", (file, files) => {
	const html = ALL_FILES.find(({ name }) => name === file)?.content.toString() ?? "";
	const named = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, name]) => name);

	expect(html).not.toMatch(/ style=|<style|onload|<script>/);
	expect(named.toSorted()).toEqual(files);
	expect(ALL_FILES.map(({ name }) => name)).toEqual(expect.arrayContaining(named));
});

test("buyers load nothing of the desk, and the desk knows no key and no checkout of the demo", () => {
	const textOf = (file: string) => ALL_FILES.find(({ name }) => name === file)?.content.toString() ?? "";

	expect(textOf("main.js")).not.toContain("Seller key");
	expect(textOf("desk.js")).toContain("Seller key");
	expect(textOf("desk.js")).not.toMatch(/local-seller-key|config\.json|localStorage|sessionStorage/);
});
