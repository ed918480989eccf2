/** The tests that should notice a mistake in a file, the quick ones first: the file's own, then those of its callers. */
const DOCUMENTS = ["documents/event-document", "documents/event-input"];
const PRETIX = ["documents/pretix-plan", "documents/event-input"];
const GEOMETRY = ["documents/geometry", "documents/pretix-geometry", "lambdas/chart"];
const PRETIX_GEOMETRY = ["documents/pretix-geometry", ...PRETIX];
const SELLERS_PUT = ["lambdas/put-event-states", "lambdas/events"];
const VERBS_ON_THE_ENGINE = ["store/kept-seats", "store/requests", "store/verbs"];

const TESTS: Readonly<Record<string, readonly string[]>> = {
	"api/event-document": [...DOCUMENTS, "api/schemas", "api/openapi"],
	"api/parts": [...DOCUMENTS, "api/schemas"],
	"documents/chart-of": GEOMETRY,
	"documents/distinct-labels": ["documents/distinct-labels", "documents/pretix-plan"],
	"documents/event-document": [...DOCUMENTS, ...SELLERS_PUT],
	"documents/event-input": ["documents/event-input", "documents/pretix-plan", "lambdas/put-event-states"],
	"documents/json-text": ["documents/json-text", ...DOCUMENTS],
	"documents/merge-patch": ["documents/merge-patch", "lambdas/event-changes"],
	"documents/mistakes-across": DOCUMENTS,
	"documents/normalize": [...DOCUMENTS, "lambdas/labels"],
	"documents/pretix-areas": PRETIX_GEOMETRY,
	"documents/pretix-ids": PRETIX,
	"documents/pretix-plan": [...PRETIX, "lambdas/put-event-states"],
	"documents/pretix-rows": PRETIX,
	"documents/pretix-seats": PRETIX,
	"documents/pretix-zones": PRETIX,
	"documents/public-document": ["lambdas/events", "lambdas/secrecy"],
	"documents/read-label": [...PRETIX, ...DOCUMENTS],
	"documents/read-patch": ["lambdas/event-changes", "api/schemas"],
	"documents/report": [...PRETIX, "lambdas/put-event-states"],
	"documents/row-positions": PRETIX,
	"documents/row-shape": PRETIX_GEOMETRY,
	"documents/section-plan": ["domain/plan", ...DOCUMENTS, "domain/together", ...SELLERS_PUT],
	"domain/availability": ["domain/availability", "lambdas/chart"],
	"domain/box": ["domain/draw-chart", ...GEOMETRY],
	"domain/change": ["domain/change", "lambdas/feed/publish-changes"],
	"domain/chart": ["domain/draw-chart", ...GEOMETRY, "web/unit/house"],
	"domain/chart-layout": ["domain/draw-chart", ...GEOMETRY],
	"domain/clause": ["domain/clause", "domain/seat-record", "domain/verbs", "store/clauses"],
	"domain/draw-chart": ["domain/draw-chart", ...GEOMETRY],
	"domain/geometry": ["domain/draw-chart", ...PRETIX_GEOMETRY],
	"domain/label-runs": ["domain/draw-chart", "lambdas/chart"],
	"domain/plan": ["domain/plan", ...DOCUMENTS, "lambdas/lock"],
	"domain/reading": ["domain/reading", "domain/seat-map", "store/readings"],
	"domain/refusal": ["domain/verbs", "lambdas/lock"],
	"domain/same-seats": ["domain/same-seats", "lambdas/event-changes"],
	"domain/seat": ["domain/seat", "api/schemas"],
	"domain/seat-map": ["domain/seat-map", "lambdas/seats", "lambdas/num-available"],
	"domain/seat-record": ["domain/seat-record", "domain/verbs", "lambdas/check", "lambdas/together", "store/verbs"],
	"domain/settings": ["domain/settings", "lambdas/lock", "lambdas/extend"],
	"domain/shards": ["domain/shards"],
	"domain/together": ["domain/together"],
	"domain/verbs": [
		"domain/verbs",
		...VERBS_ON_THE_ENGINE,
		"lambdas/extend",
		"lambdas/claim",
		"lambdas/seller-verbs",
		"lambdas/desk",
	],
	"store/categories": ["lambdas/together", "lambdas/sell-together"],
	"store/changes": ["lambdas/changes", "lambdas/feed/publish-changes"],
	"store/charts": ["lambdas/chart", "store/requests"],
	"store/count": ["lambdas/num-available", "lambdas/seats", "lambdas/put-event-states"],
	"store/cursor": ["lambdas/taken"],
	"store/delete-event": ["lambdas/events", "store/delete-event", "store/halves-of-sections"],
	"store/digest": ["lambdas/chart", "lambdas/caching", "store/save-event"],
	"store/draft": ["store/save-event", "bin/check-event"],
	"store/event": [
		"lambdas/check",
		"lambdas/lock",
		"lambdas/extend",
		"lambdas/seller-verbs",
		"lambdas/together",
		"store/requests",
		"store/plans",
		"lambdas/problems",
	],
	"store/event-memory": [
		"store/event-memory",
		"store/plans",
		"store/save-event",
		"store/requests",
		"lambdas/events",
		"lambdas/put-event-states",
	],
	"store/event-record": ["store/save-event", "store/plans", "lambdas/events"],
	"store/event-tag": ["lambdas/event-changes"],
	"store/expression": [
		"store/kept-seats",
		"store/requests",
		"store/clauses",
		"store/verbs",
		"lambdas/num-available",
		"store/save-event",
		"store/delete-event",
	],
	"store/beliefs": ["store/readings", "store/turn", "store/own-rows", "lambdas/together"],
	"store/guess-house": ["store/readings", "store/turn", "store/own-rows", "lambdas/together"],
	"store/house": ["lambdas/seats", "lambdas/num-available", "store/readings", "store/requests"],
	"store/in-parallel": ["store/in-parallel"],
	"store/keys": ["store/keys", "lambdas/labels", "store/halves-of-sections"],
	"store/known-reading": ["store/readings", "store/requests"],
	"store/list-events": ["lambdas/events", "lambdas/event-changes"],
	"store/lock-together": ["lambdas/together"],
	"store/read-neighbours": ["store/refuse-taken"],
	"store/read-records": ["store/refuse-taken", "lambdas/check"],
	"store/refuse-taken": ["store/refuse-taken"],
	"store/sell-together": ["lambdas/sell-together"],
	"store/shared-reading": ["store/readings", "store/requests"],
	"store/sightings": ["store/refuse-taken"],
	"store/take-together": ["lambdas/together", "lambdas/sell-together", "store/turn"],
	"store/turn": ["store/turn", "store/own-rows"],
	"store/move-seats": [
		"lambdas/claim",
		"lambdas/lock",
		...VERBS_ON_THE_ENGINE,
		"lambdas/desk",
		"store/delete-event",
		"store/races",
		"lambdas/together",
		"store/faults",
	],
	"store/orders": ["lambdas/taken", "lambdas/desk", "store/requests"],
	"store/packed": ["lambdas/events", "lambdas/chart"],
	"store/patch-event": ["lambdas/event-changes", "store/save-event"],
	"store/picks": ["store/readings", "store/turn", "store/own-rows"],
	"store/own-rows": ["store/own-rows"],
	"store/own-rows-picker": ["store/own-rows", "lambdas/together"],
	"store/query": ["store/query"],
	"store/read-taken": [
		"store/halves-of-sections",
		"lambdas/num-available",
		"lambdas/seats",
		"lambdas/together",
		"store/requests",
	],
	"store/reading-item": ["store/reading-item", "store/readings"],
	"store/reading-records": ["store/readings", "store/requests"],
	"store/readings": ["store/readings", "store/requests", "store/turn"],
	"store/save-event": [
		"lambdas/events",
		"store/save-event",
		"lambdas/event-changes",
		"lambdas/put-event-states",
		"store/requests",
	],
	"store/stream-record": ["lambdas/feed/publish-changes"],
	"store/sweep": ["store/delete-event", "store/save-event"],
	"store/table": ["store/table", "lambdas/events", "store/faults", "lambdas/problems"],
	"store/taken": ["lambdas/taken", "store/halves-of-sections", "store/requests", "store/ways-out"],
	"store/token-hash": ["lambdas/secrecy", "lambdas/lock"],
	"store/write-batch": ["store/delete-event", "store/save-event"],
};

/** Tests that take seconds, by words of their names: they run when no other has noticed the mutant. */
const SLOW: Readonly<Record<string, readonly string[]>> = {
	"lambdas/changes": ["does not use up the time", "however many pages there are"],
	"lambdas/events": ["answers any accepted document"],
	"lambdas/lock": ["can name 100 seats"],
	"lambdas/feed/publish-changes": [
		"a reader gets every change once",
		"shards that race",
		"may be as large as they come",
	],
	"lambdas/put-event-states": ["exists only once all are written"],
	"lambdas/together": ["serves 100 parties"],
	"store/delete-event": [
		"less than 5 s of real time",
		"waits for ever",
		"has taken its real time",
		"is deleted in a few tries",
	],
	"store/faults": ["hanging requests"],
	"store/plans": ["read more plans than it can keep"],
	"store/table": ["a request ends by its deadline"],
};

/** Tests of one file that are run together: those whose full names match. */
export interface Step {
	readonly test: string;
	readonly names: string;
}

/** What is run for a mutant of the file, in this order, until something fails. */
export function stepsOf(file: string): Step[] {
	const tests = TESTS[file.replace(/\.ts$/, "")];
	if (tests === undefined) throw new Error(`no tests are named for ${file} in lab/mutation/tests-of.ts`);
	const step = (test: string, names: string) => ({ test: `test/${test}.test.ts`, names });
	return [
		...tests.map((test) => step(test, `^(?!.*(${(SLOW[test] ?? ["$^"]).join("|")}))`)),
		...tests.flatMap((test) => (SLOW[test] ? step(test, SLOW[test].join("|")) : [])),
	];
}
