/** What the page weighs, and where it loads from. */
import { gzipSync } from "node:zlib";
import { expect, test } from "@jest/globals";
import { bundlePage } from "../../lib/page-bundle.ts";

const FILES = bundlePage();

const KILOBYTE = 1_024;
const gzipped = (names: RegExp) =>
	FILES.filter(({ name }) => names.test(name)).reduce((sum, { content }) => sum + gzipSync(content).length, 0);

test("the page has at most 25 KB of script, and 40 KB in all, as they are sent", () => {
	expect(gzipped(/\.js$/)).toBeGreaterThan(5 * KILOBYTE);
	expect(gzipped(/\.js$/)).toBeLessThanOrEqual(25 * KILOBYTE);
	expect(gzipped(/./)).toBeLessThanOrEqual(40 * KILOBYTE);
});

test("the page names no other host, and has neither scripts nor styles within its HTML", () => {
	const texts = FILES.map(({ content }) => content.toString());
	const html = FILES.find(({ name }) => name === "index.html")?.content.toString() ?? "";

	// Names of XML vocabularies are no addresses of anything.
	const addresses = texts.flatMap(
		(text) => text.replaceAll("http://www.w3.org/2000/svg", "").match(/https?:\/\/[\w.-]+/g) ?? [],
	);
	expect(addresses).toEqual([]);
	expect(html).toContain('<script type="module" src="main.js"></script>');
	expect(html).not.toMatch(/ style=|<style|onload|<script>/);
});

test("every file that the page's HTML names is there", () => {
	const html = FILES.find(({ name }) => name === "index.html")?.content.toString() ?? "";
	const named = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, name]) => name);

	expect(named.toSorted()).toEqual(["icon.svg", "main.js", "style.css"]);
	expect(FILES.map(({ name }) => name)).toEqual(expect.arrayContaining(named));
});
