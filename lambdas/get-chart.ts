import { refuse } from "../domain/refusal.ts";
import { readChart } from "../store/charts.ts";
import { readEventRecord } from "../store/event-record.ts";
import { answer, hasTag, tagged } from "./http/answer.ts";
import { bareEndpoint } from "./http/endpoint.ts";
import { packedAnswer } from "./http/packed-answer.ts";
import { lambdaRuntime } from "./http/runtime.ts";

/** GET /events/{event}/chart: where everything is drawn now; 304 for a chart that the caller already has. */
export const getChart = bareEndpoint("get-chart", async ({ store: { table }, eventId, ifNoneMatch, acceptsGzip }) => {
	const event = await readEventRecord(table, eventId);
	if (event === undefined || event.deleting) return refuse({ kind: "unknown-event", event: eventId });
	const { chart } = event;
	if (hasTag(ifNoneMatch, chart)) return tagged(answer(undefined), chart, ifNoneMatch);
	return tagged(packedAnswer(await readChart(table, event, chart), acceptsGzip), chart, ifNoneMatch);
});

export const handler = getChart(lambdaRuntime());
