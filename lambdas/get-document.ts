import { readDocument, readFromEvent } from "../store/event-record.ts";
import { tagOf } from "../store/event-tag.ts";
import { tagged } from "./http/answer.ts";
import { bareEndpoint } from "./http/endpoint.ts";
import { largeAnswer } from "./http/packed-answer.ts";
import { lambdaRuntime } from "./http/runtime.ts";

/** GET /events/{event}/document: the document as it was put, with the tag that a PUT of its next version names. */
export const getDocument = bareEndpoint("get-document", ({ store: { table }, eventId, ifNoneMatch, acceptsGzip }) =>
	readFromEvent(table, eventId, async (event) =>
		tagged(largeAnswer(await readDocument(table, event), acceptsGzip), tagOf(event), ifNoneMatch),
	),
);

export const handler = getDocument(lambdaRuntime());
