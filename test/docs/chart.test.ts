/** The document of docs/chart.md has the chart and the availability that the page shows. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { newSale } from "../support/service.ts";

const PAGE = readFileSync(join(import.meta.dirname, "../../docs/chart.md"), "utf8");
const [document, chart, availability] = Array.from(PAGE.matchAll(/```json\n(.*?)```/gs), ([, json = ""]) =>
	JSON.parse(json),
);

test("the document of the page has the chart and the bits that the page shows", async () => {
	const service = await newSale(document);
	await service.seller("POST", "/seat/sell/stalls/A/3", { order: "4711" });

	const drawn = await service.get("/events/distant-worlds/chart");
	const left = await service.get("/events/distant-worlds/availability");

	expect(drawn.body).toEqual(chart);
	const { bits, counts } = left.body;
	expect({ bits, counts }).toEqual({ bits: availability.bits, counts: availability.counts });
});
