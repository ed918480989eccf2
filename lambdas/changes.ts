import { PAGE_LIMIT } from "../api/fields.ts";
import { lastNumber, readChanges } from "../store/changes.ts";
import { answer } from "./http/answer.ts";
import { endpoint } from "./http/endpoint.ts";
import { lambdaRuntime } from "./http/runtime.ts";

const DEFAULT_WAIT_SECONDS = 20;

/** GET /events/{event}/changes: what became of its seats after a number; waits for it, looking once a second. */
export const changes = endpoint("changes", async ({ event, query, wait }) => {
	const { id, table } = event;
	let head = await lastNumber(table, id);
	if (query.after === undefined) return answer({ changes: [], next: head });

	const after = Number(query.after);
	for (let left = Number(query.wait ?? DEFAULT_WAIT_SECONDS); left > 0 && head === after; left--) {
		await wait(1_000);
		head = await lastNumber(table, id);
	}
	const found = await readChanges(table, id, { after, head, limit: Number(query.limit ?? PAGE_LIMIT) }, wait);
	return answer({ changes: found, next: found.at(-1)?.number ?? after });
});

export const handler = changes(lambdaRuntime());
