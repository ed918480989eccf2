/**
 * I10 and I11: every answer about the event itself must follow from the states that the event had while the request was
 * under way, and what a refused request did not do must not have happened.
 */
import { isDeepStrictEqual } from "node:util";
import type { Reply } from "../../test/support/service.ts";
import type { ClientRequest } from "./client-request.ts";
import { type Change, conflictsOf, type EventLog, type EventState } from "./event-log.ts";
import { documentOf, type HousePlan, seatsOfPlan } from "./house.ts";

export interface EventAnswer {
	readonly request: ClientRequest;
	/** What the request wanted to change; `undefined` if it only read. */
	readonly change: Change | undefined;
	readonly reply: Reply;
	readonly from: number;
	readonly until: number;
}

/** What is wrong with the answer; `undefined` if nothing is. */
export function faultOfEvent(log: EventLog, { request, change, reply, from, until }: EventAnswer): string | undefined {
	const { status, headers, body } = reply;
	const seen = log.during(from, until);
	const tag = String(headers["etag"]).replaceAll('"', "");
	const fault = (message: string) => `I10: ${request.route} ${message}: ${status} ${JSON.stringify(body)}`;
	const made = log.states.find(({ version }) => version !== undefined && version.by === change);
	const removal = log.removals.find(({ by }) => by === change);

	if (status !== 200 && (made || removal)) return fault("is refused, and happened");
	if (status === 404) {
		const isClosed = (state: EventState) =>
			state.version === undefined || (state.isMarked && change?.verb !== "delete");
		return seen.some(isClosed) ? undefined : fault("does not find an event that is there");
	}
	if (change === undefined) {
		const read = seen.find(({ version, isMarked }) => version?.tag === tag && !isMarked)?.version;
		return read && isDeepStrictEqual(labelsIn(body), labelsIn(documentOf(read.plan)))
			? undefined
			: fault("reads what is not there");
	}
	if (status !== 200) {
		return seen.some((state) => explainsRefusal(state, reply, request, change)) ? undefined : fault("has no cause");
	}
	if (change.verb === "delete") return removal ? undefined : fault("succeeds, and nothing was deleted");

	const state = log.states.find(({ version }) => version?.tag === tag);
	if (state?.version === undefined) return fault("is answered with a tag that no event had");
	const { plan } = state.version;
	if (body.capacity !== seatsOfPlan(plan).length) return fault("is answered with another capacity");
	if (state.version.by !== change) {
		const isSame = change.plan
			? isDeepStrictEqual(documentOf(change.plan), documentOf(plan))
			: change.name === plan.name;
		return isSame && seen.includes(state) ? undefined : fault("is lost");
	}
	const before = log.states[log.states.indexOf(state) - 1]?.version;
	const ifMatch = request.headers?.["if-match"];
	if (ifMatch !== undefined && ifMatch !== `"${before?.tag}"`)
		return fault(`replaces ${before?.tag} in spite of If-Match ${ifMatch}`);
	if (request.headers?.["if-none-match"] && before) return fault("replaces an event in spite of If-None-Match");
	return undefined;
}

function explainsRefusal(
	{ version, isMarked }: EventState,
	{ status, body }: Reply,
	request: ClientRequest,
	{ plan, verb }: Change,
): boolean {
	const ifMatch = request.headers?.["if-match"];
	if (status === 412) {
		if (ifMatch === undefined) return version !== undefined;
		// While its deletion is under way, the event has no tag, except for another deletion.
		return ifMatch !== `"${version?.tag}"` || (isMarked && verb !== "delete");
	}
	if (version === undefined) return false;
	if (body.type === "/problems/seats-in-use") return body.sold + body.locked > 0;
	const invariant = body.type === "/problems/seats-removed" ? "I10" : "I11";
	return plan !== undefined && conflictsOf(version.plan, plan).some((conflict) => conflict.startsWith(invariant));
}

/** The labels of a document, section by section, as far as it shows them. */
function labelsIn({ name, sections }: { name: string; sections: Readonly<Record<string, unknown>> }) {
	const rows = (section: unknown) =>
		(section as { row: string; seats: (string | { seat: string })[] }[]).map(({ row, seats }) => [
			row,
			...seats.map((place) => (typeof place === "string" ? place : place.seat)),
		]);
	return [name, Object.entries(sections).map(([section, one]) => [section, rows(one)])];
}

/** Whether one of the states explains that a request did not find its event, or a seat or section of it. */
export function explainsNotFound(
	states: readonly EventState[],
	{ seats = [], query, party }: ClientRequest,
	type: string,
): boolean {
	if (type === "/problems/unknown-event")
		return states.some(({ version, isMarked }) => version === undefined || isMarked);
	const section = query?.["section"] ?? party?.section;
	const hasAll = (plan: HousePlan) => {
		const labels = seatsOfPlan(plan).map(({ address }) => JSON.stringify(address));
		const isPlanned = section === undefined || plan.sections.some((one) => one.section === section);
		return isPlanned && seats.every((seat) => labels.includes(JSON.stringify(seat)));
	};
	return states.some(({ version }) => version !== undefined && !hasAll(version.plan));
}
