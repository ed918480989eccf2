/** Charts and availability (contract §4.4). */
import { expect, test } from "@jest/globals";
import { newSale } from "../support/service.ts";

test("x", async () => {
	const service = await newSale();
	const chart = await service.get("/events/distant-worlds/chart");
	console.log(JSON.stringify(chart, null, 1));
	console.log(JSON.stringify(await service.get("/events/distant-worlds/availability")));
	console.log(
		JSON.stringify(
			await service.get(`/events/distant-worlds/chart/${chart.headers["etag"]?.replaceAll('"', "")}`),
		).slice(0, 300),
	);
});
