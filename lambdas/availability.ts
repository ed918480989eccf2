import { bitsOf, countAvailable } from "../domain/availability.ts";
import { digestOf } from "../store/digest.ts";
import { lookAtHouse } from "../store/house.ts";
import { answer, tagged } from "./http/answer.ts";
import { endpoint } from "./http/endpoint.ts";
import { lambdaRuntime } from "./http/runtime.ts";

/**
 * GET /events/{event}/availability: a bit for each seat of the chart, and when buyers may lock them; 304 for a caller that
 * already has this.
 */
export const availability = endpoint("availability", async ({ event, query: { section }, now, ifNoneMatch }) => {
	const house = await lookAtHouse(event, now);
	const sections = section === undefined ? [...event.sections.keys()] : [section];
	const { name, opens, closes } = event.settings;
	const found = {
		name,
		opens,
		closes,
		chart: event.chart,
		bits: Buffer.from(bitsOf(house.statusesIn(section))).toString("base64"),
		counts: sections.map((label) => countAvailable(house.statusesIn(label))),
	};
	// What was read a second later and is the same needs no second copy.
	const tag = digestOf(JSON.stringify(found));
	return tagged(answer({ ...found, asOf: house.asOf }), tag, ifNoneMatch);
});

export const handler = availability(lambdaRuntime());
