import { publicDocument } from "../documents/public-document.ts";
import { readDocument, readFromEvent } from "../store/event-record.ts";
import { tagOf } from "../store/event-tag.ts";
import { tagged } from "./http/answer.ts";
import { bareEndpoint } from "./http/endpoint.ts";
import { largeAnswer } from "./http/packed-answer.ts";
import { lambdaRuntime } from "./http/runtime.ts";

/** GET /events/{event}: its document without states, orders and reasons. */
export const getEvent = bareEndpoint("get-event", ({ store: { table }, eventId, ifNoneMatch, acceptsGzip }) =>
	readFromEvent(table, eventId, async (event) => {
		const document = publicDocument(await readDocument(table, event));
		return tagged(largeAnswer(document, acceptsGzip), tagOf(event), ifNoneMatch);
	}),
);

export const handler = getEvent(lambdaRuntime());
