/** The tests that are to notice what is wrong in a file: its own, and those of what is made of it. */

const RULES_OF_VERBS = ["domain/verbs", "store/twins"];
const WRITES_OF_VERBS = ["store/kept-seats", "store/requests", "store/twins"];

const TESTS: Readonly<Record<string, readonly string[]>> = {
	"domain/block": ["domain/verbs", "lambdas/seller-verbs", "store/twins"],
	"domain/change": ["domain/change", "lambdas/feed/publish-changes"],
	"domain/claim": [...RULES_OF_VERBS, "lambdas/claim"],
	"documents/distinct-labels": ["documents/distinct-labels", "documents/pretix-plan"],
	"documents/event-document": ["documents/event-document", "domain/plan", "lambdas/put-event-states"],
	"documents/event-file": ["documents/event-file", "lambdas/put-event-states"],
	"domain/extend": [...RULES_OF_VERBS, "lambdas/extend"],
	"domain/lock": [...RULES_OF_VERBS, "lambdas/lock"],
	"domain/plan": ["domain/plan", "lambdas/lock", "lambdas/extend"],
	"documents/pretix-plan": ["documents/pretix-plan"],
	"domain/release": [...RULES_OF_VERBS, "lambdas/seller-verbs"],
	"domain/result": ["domain/plan", "lambdas/lock"],
	"documents/row-positions": ["documents/pretix-plan"],
	"domain/seat-map": ["lambdas/seats", "lambdas/num-available"],
	"domain/seat": ["domain/seat"],
	"domain/seat-record": ["domain/seat-record", ...RULES_OF_VERBS],
	"domain/shards": ["domain/shards"],
	"domain/together": ["domain/together"],
	"domain/unblock": [...RULES_OF_VERBS, "lambdas/seller-verbs"],
	"store/block": [...WRITES_OF_VERBS, "lambdas/seller-verbs"],
	"store/changes": ["lambdas/changes", "lambdas/feed/publish-changes"],
	"store/conditions": [
		...WRITES_OF_VERBS,
		"lambdas/together",
		"store/save-event",
		"store/delete-event",
		"lambdas/feed/publish-changes",
	],
	"store/delete-event": ["lambdas/events", "store/delete-event"],
	"store/extend": [...WRITES_OF_VERBS, "lambdas/extend"],
	"store/in-parallel": ["store/in-parallel"],
	"store/keys": ["store/keys", "lambdas/labels"],
	"store/list-events": ["lambdas/events"],
	"store/lock-together": ["lambdas/together"],
	"store/move-seats": [
		"store/kept-seats",
		"store/requests",
		"lambdas/lock",
		"store/races",
		"lambdas/together",
		"store/twins",
		"store/faults",
	],
	"store/plans": ["store/plans", "store/save-event", "store/requests", "lambdas/events", "lambdas/put-event-states"],
	"store/query": ["store/query"],
	"store/read-seats": ["lambdas/check", "lambdas/num-available", "lambdas/seats", "lambdas/lock"],
	"store/release": [...WRITES_OF_VERBS, "lambdas/seller-verbs"],
	"store/save-event": ["lambdas/events", "store/save-event", "lambdas/put-event-states", "store/requests"],
	"store/stream-record": ["lambdas/feed/publish-changes"],
	"store/table": ["store/table", "lambdas/events", "store/faults", "lambdas/problems"],
};

/** Tests that take seconds, by words of their names: they come when all others have noticed nothing. */
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
	"store/delete-event": ["within 5 s of real time", "is deleted in a few tries"],
	"store/faults": ["hanging requests"],
	"store/plans": ["read more plans than it can keep"],
	"store/table": ["a request ends by its deadline"],
};

/** Tests of one file that are run together: those whose full names match. */
export interface Step {
	readonly test: string;
	readonly names: string;
}

/**
 * What is run for a mutant, in this order, until something fails.
 * @param file of `domain/` or `store/`.
 */
export function stepsOf(file: string): Step[] {
	const tests = TESTS[file.replace(/\.ts$/, "")] ?? (file.startsWith("domain/") ? RULES_OF_VERBS : WRITES_OF_VERBS);
	const step = (test: string, names: string) => ({ test: `test/${test}.test.ts`, names });
	return [
		...tests.map((test) => step(test, `^(?!.*(${(SLOW[test] ?? ["$^"]).join("|")}))`)),
		...tests.flatMap((test) => (SLOW[test] ? step(test, SLOW[test].join("|")) : [])),
	];
}
