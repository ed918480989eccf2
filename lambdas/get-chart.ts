import { readChart } from "../store/charts.ts";
import { readFromEvent, replacedWhileRead } from "../store/event-record.ts";
import { hasTag, tagged } from "./http/answer.ts";
import { bareEndpoint } from "./http/endpoint.ts";
import { compressible, packedAnswer } from "./http/packed-answer.ts";
import { lambdaRuntime } from "./http/runtime.ts";

/** GET /events/{event}/chart: where everything is drawn now; 304 for a chart that the caller already has. */
export const getChart = bareEndpoint("get-chart", ({ store: { table }, eventId, ifNoneMatch, acceptsGzip }) =>
	readFromEvent(table, eventId, async (event) => {
		const { chart } = event;
		if (hasTag(ifNoneMatch, chart)) return tagged(compressible(""), chart, ifNoneMatch);
		const packed = (await readChart(table, event, chart)) ?? replacedWhileRead();
		return tagged(packedAnswer(packed, acceptsGzip), chart, ifNoneMatch);
	}),
);

export const handler = getChart(lambdaRuntime());
