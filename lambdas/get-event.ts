import { publicDocument } from "../documents/public-document.ts";
import { readDocument, readFromEvent } from "../store/event-record.ts";
import { tagOf } from "../store/event-tag.ts";
import { answer, tagged } from "./http/answer.ts";
import { bareEndpoint } from "./http/endpoint.ts";
import { lambdaRuntime } from "./http/runtime.ts";

/** GET /events/{event}: its document as it is now, without what its seats started as and for whom. */
export const getEvent = bareEndpoint("get-event", ({ store: { table }, eventId, ifNoneMatch }) =>
	readFromEvent(table, eventId, async (event) =>
		tagged(answer(publicDocument(await readDocument(table, event))), tagOf(event), ifNoneMatch),
	),
);

export const handler = getEvent(lambdaRuntime());
