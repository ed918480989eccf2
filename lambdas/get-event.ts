import { publicDocument } from "../documents/public-document.ts";
import { refuse } from "../domain/refusal.ts";
import { readDocument, readEventRecord } from "../store/event-record.ts";
import { tagOf } from "../store/event-tag.ts";
import { answer, tagged } from "./http/answer.ts";
import { bareEndpoint } from "./http/endpoint.ts";
import { lambdaRuntime } from "./http/runtime.ts";

/** GET /events/{event}: its document as it is now, without what its seats started as and for whom. */
export const getEvent = bareEndpoint("get-event", async ({ store: { table }, eventId, ifNoneMatch }) => {
	const event = await readEventRecord(table, eventId);
	if (event === undefined || event.deleting) return refuse({ kind: "unknown-event", event: eventId });
	return tagged(answer(publicDocument(await readDocument(table, event))), tagOf(event), ifNoneMatch);
});

export const handler = getEvent(lambdaRuntime());
