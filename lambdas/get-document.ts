import { refuse } from "../domain/refusal.ts";
import { readDocument, readEventRecord } from "../store/event-record.ts";
import { tagOf } from "../store/event-tag.ts";
import { answer, tagged } from "./http/answer.ts";
import { bareEndpoint } from "./http/endpoint.ts";
import { lambdaRuntime } from "./http/runtime.ts";

/** GET /events/{event}/document: as it was put and as it is now: a seller changes what it has read (412). */
export const getDocument = bareEndpoint("get-document", async ({ store: { table }, eventId, ifNoneMatch }) => {
	const event = await readEventRecord(table, eventId);
	if (event === undefined || event.deleting) return refuse({ kind: "unknown-event", event: eventId });
	return tagged(answer(await readDocument(table, event)), tagOf(event), ifNoneMatch);
});

export const handler = getDocument(lambdaRuntime());
