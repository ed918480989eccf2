import { refuse } from "../domain/refusal.ts";
import { readChart } from "../store/charts.ts";
import { tagged } from "./http/answer.ts";
import { endpoint } from "./http/endpoint.ts";
import { packedAnswer } from "./http/packed-answer.ts";
import { lambdaRuntime } from "./http/runtime.ts";

/** GET /events/{event}/chart/{chart}: a chart that the event has or has had; it never changes. */
export const getChartById = endpoint("get-chart-by-id", async ({ event, chart, ifNoneMatch, acceptsGzip }) => {
	const packed = (await readChart(event.table, event, chart)) ?? refuse({ kind: "unknown-chart", chart });
	return tagged(packedAnswer(packed, acceptsGzip), chart, ifNoneMatch);
});

export const handler = getChartById(lambdaRuntime());
