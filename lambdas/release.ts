import { releaseOrder } from "../store/orders.ts";
import { moved } from "./http/answer.ts";
import { endpoint } from "./http/endpoint.ts";
import { lambdaRuntime } from "./http/runtime.ts";

/** POST /seat/release: gives every sold seat back, or none; without seats, all of an order. */
export const release = endpoint("release", async ({ event, seats, body, now }) => {
	const { order, num } = body;
	const isWholeOrder = order !== undefined && num !== undefined;
	const released = isWholeOrder ? releaseOrder(event, order, num, now) : event.release(seats, body, now);
	return moved(event.id, await released, "available");
});

export const handler = release(lambdaRuntime());
