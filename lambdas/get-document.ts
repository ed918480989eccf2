import { readDocument, readFromEvent } from "../store/event-record.ts";
import { tagOf } from "../store/event-tag.ts";
import { answer, tagged } from "./http/answer.ts";
import { bareEndpoint } from "./http/endpoint.ts";
import { lambdaRuntime } from "./http/runtime.ts";

/** GET /events/{event}/document: as it was put and as it is now: a seller changes what it has read (412). */
export const getDocument = bareEndpoint("get-document", ({ store: { table }, eventId, ifNoneMatch }) =>
	readFromEvent(table, eventId, async (event) =>
		tagged(answer(await readDocument(table, event)), tagOf(event), ifNoneMatch),
	),
);

export const handler = getDocument(lambdaRuntime());
