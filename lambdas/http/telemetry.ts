/**
 * What functions log and count: log lines with messages from one short list, and metrics in CloudWatch's embedded
 * format. Never anything a caller sent: no token, key or body (I9).
 */
import type { RouteName } from "../../api/routes.ts";
import type { Refusal } from "../../domain/refusal.ts";

const SERVICE = "ticket-sales";

/** Every message a function logs. docs/operations/logs.md explains each. */
const MESSAGES = {
	failed: "A request failed.",
	notFinished: "A request could not be finished in time.",
	keysUnreadable: "Keys could not be read.",
	keysStale: "Keys could not be refreshed; cached keys still work.",
	"not-a-seat": "Skipped a stream record that does not belong to a seat.",
	unreadable: "The stream record of a seat could not be read.",
	unpublished: "Seat changes could not be published.",
} as const;

/** A request that was answered. */
export interface Observation {
	readonly route: RouteName;
	readonly requestId: string;
	readonly milliseconds: number;
	/** How many of its requests to the table were retries. */
	readonly retries: number;
	/** Why it was refused; `undefined` if it succeeded. */
	readonly refusal: Refusal["kind"] | undefined;
	/** What went wrong in the service or in the connection to the table. */
	readonly error?: unknown;
}

export type Observe = (observation: Observation) => void;

/** The logs and metrics of a deployed function. The metrics' namespace comes from its environment. */
export function cloudWatch(): Observe {
	const namespace = process.env["METRICS_NAMESPACE"] ?? SERVICE;
	return (observation) => {
		const { route, requestId, milliseconds, retries, refusal, error } = observation;
		if (refusal === "internal") log("ERROR", MESSAGES.failed, { route, requestId, error: withoutCause(error) });
		if (refusal === "try-again") log("WARN", MESSAGES.notFinished, { route, requestId, error: withoutCause(error) });
		if (isForPeople()) return;

		const counter = counterOf(observation);
		const counts = { ...(counter && { [counter]: 1 }), ...(retries > 0 && { TableRetries: retries }) };
		print(embedded(namespace, route, milliseconds, counts));
	};
}

/** One line of metrics (CloudWatch's embedded format): the latency by route, what is counted for the whole service. */
function embedded(namespace: string, route: RouteName, milliseconds: number, counts: Readonly<Record<string, number>>) {
	const latency = { Namespace: namespace, Dimensions: [["service", "route"]], Metrics: [LATENCY] };
	const Metrics = Object.keys(counts).map((name) => ({ Name: name, Unit: "Count" }));
	const counted = Metrics.length > 0 ? [{ Namespace: namespace, Dimensions: [["service"]], Metrics }] : [];
	const directives = { Timestamp: Date.now(), CloudWatchMetrics: [latency, ...counted] };
	return { _aws: directives, service: SERVICE, route, Latency: milliseconds, ...counts };
}

const LATENCY = { Name: "Latency", Unit: "Milliseconds" };

/** The metric that counts the sales of a route. */
const SALES: Partial<Record<RouteName, string>> = {
	claim: "Claims",
	sell: "DeskSales",
	"sell-together": "DeskSales",
};

/** The metric that counts this request, if any. */
function counterOf({ route, refusal }: Observation): string | undefined {
	const isLock = route === "lock" || route === "lock-together";
	switch (refusal) {
		case "internal":
			return "Faults";
		case "try-again":
			return "TryAgain";
		case undefined:
			return isLock ? "Locks" : SALES[route];
		case "seats-unavailable":
		case "not-together":
			return isLock ? "LockConflicts" : undefined;
		case "not-your-lock":
			return route === "claim" ? "ExpiredClaims" : undefined;
		default:
			return undefined;
	}
}

/** The keys of the authorizer cannot be read, and the key in this call is not one it knows. */
export function logUnreadableKeys(error: unknown): void {
	log("ERROR", MESSAGES.keysUnreadable, { error: withoutCause(error) });
}

/** The keys of the authorizer cannot be refreshed. It still accepts those it read before, so nothing is refused yet. */
export function logStaleKeys(error: unknown): void {
	log("WARN", MESSAGES.keysStale, { error: withoutCause(error) });
}

/**
 * Something an operator should know about a record of the table's stream. A record that is unreadable or unpublished
 * holds up the ones after it until it is retried successfully; one that is not a seat's is skipped.
 */
export interface StreamIssue {
	readonly reason: "not-a-seat" | "unreadable" | "unpublished";
	/** Identifies the record. Nothing else in it may be logged. */
	readonly sequenceNumber: string | undefined;
	readonly error?: unknown;
}

export type ObserveStreamIssue = (issue: StreamIssue) => void;

export function logStreamIssues(): ObserveStreamIssue {
	return ({ reason, sequenceNumber, error }) => {
		if (reason === "not-a-seat") log("WARN", MESSAGES[reason], { sequenceNumber });
		else log("ERROR", MESSAGES[reason], { sequenceNumber, error: withoutCause(error) });
	};
}

/** An error without its `cause`, which may hold a request. */
function withoutCause(error: unknown) {
	if (!(error instanceof Error)) return { name: typeof error };
	return { name: error.name, message: error.message, stack: error.stack };
}

type Message = (typeof MESSAGES)[keyof typeof MESSAGES];

function log(level: "WARN" | "ERROR", message: Message, details: object): void {
	const line = { level, message, timestamp: new Date().toISOString(), service: SERVICE, ...details };
	if (isForPeople()) console.error(JSON.stringify(line, undefined, "\t"));
	else print(line);
}

/** Past Lambda's `console`, which would put its own words in front of the JSON. */
function print(line: object): void {
	process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** Whether somebody reads the log as it is written, as on your own machine: spread over lines, and without metrics. */
const isForPeople = () => process.env["LOG_FOR_PEOPLE"] === "true";
