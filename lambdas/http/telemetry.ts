/**
 * What a function says of its work: one line of log for what an operator has to know, from a short list of messages,
 * and metrics in CloudWatch's embedded format. Never what a caller sent: no token, key or body (I9).
 */
import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import type { RouteName } from "../../api/routes.ts";
import type { Refusal } from "../../domain/refusal.ts";

const SERVICE = "ticket-sales";

/** Every message a function logs; docs/operations.md says what each means. */
const MESSAGES = {
	failed: "a request failed",
	noAnswer: "the table did not answer in time",
	keysUnread: "the seller keys could not be read",
	keysOld: "the keys could not be read anew, those read before are used",
	stranger: "a record of the table's stream is no seat's and is passed over",
	unreadable: "a record of a seat in the table's stream cannot be read",
	unpublished: "seat changes could not be published",
} as const;

/** A request that was answered. */
export interface Observation {
	readonly route: RouteName;
	readonly requestId: string;
	readonly milliseconds: number;
	/** How often something was sent to the table once more. */
	readonly retries: number;
	/** Why it was refused; `undefined` when it was done. */
	readonly refusal: Refusal["kind"] | undefined;
	/** What went wrong in the service or on its way to the table. */
	readonly error?: unknown;
}

export type Observe = (observation: Observation) => void;

/** Logs and counts as a deployed function does; in which namespace it counts, its environment says. */
export function cloudWatch(): Observe {
	const logger = new Logger({ serviceName: SERVICE });
	const metrics = new Metrics({ serviceName: SERVICE });
	return (observation) => {
		const { route, requestId, milliseconds, retries, refusal, error } = observation;
		if (refusal === "internal") logger.error(MESSAGES.failed, { route, requestId, error: described(error) });
		if (refusal === "try-again") logger.warn(MESSAGES.noAnswer, { route, requestId, error: described(error) });

		metrics.singleMetric().addDimension("route", route).addMetric("Latency", MetricUnit.Milliseconds, milliseconds);
		const counter = counterOf(observation);
		if (counter) metrics.addMetric(counter, MetricUnit.Count, 1);
		if (retries > 0) metrics.addMetric("TableRetries", MetricUnit.Count, retries);
		if (counter || retries > 0) metrics.publishStoredMetrics();
	};
}

/** What the request counts as, if it is one of those that are counted. */
function counterOf({ route, refusal }: Observation): string | undefined {
	const isLock = route === "lock" || route === "lock-together";
	switch (refusal) {
		case "internal":
			return "Faults";
		case "try-again":
			return "TryAgain";
		case undefined:
			return isLock ? "Locks" : route === "claim" ? "Claims" : undefined;
		case "seats-unavailable":
		case "not-together":
			return isLock ? "LockConflicts" : undefined;
		case "not-your-lock":
			return route === "claim" ? "ExpiredClaims" : undefined;
		default:
			return undefined;
	}
}

/** Of the authorizer that cannot tell who calls. */
export function logUnreadKeys(error: unknown): void {
	new Logger({ serviceName: SERVICE }).error(MESSAGES.keysUnread, { error: described(error) });
}

/** Of the authorizer that can tell it all the same: nothing is refused yet. */
export function logOldKeys(error: unknown): void {
	new Logger({ serviceName: SERVICE }).warn(MESSAGES.keysOld, { error: described(error) });
}

/**
 * What hindered a batch of the table's stream from being told whole: it is given again from that record on. A stranger
 * hinders nothing.
 */
export interface Hindrance {
	readonly reason: "stranger" | "unreadable" | "unpublished";
	/** Of the stream record, which holds what may not be logged. */
	readonly sequenceNumber: string | undefined;
	readonly error?: unknown;
}

export type ObserveHindrance = (hindrance: Hindrance) => void;

export function logHindrances(): ObserveHindrance {
	const logger = new Logger({ serviceName: SERVICE });
	return ({ reason, sequenceNumber, error }) => {
		if (reason === "stranger") logger.warn(MESSAGES.stranger, { sequenceNumber });
		else logger.error(MESSAGES[reason], { sequenceNumber, error: described(error) });
	};
}

/** An error without its cause, which could hold a request. */
function described(error: unknown) {
	if (!(error instanceof Error)) return { name: typeof error };
	return { name: error.name, message: error.message, stack: error.stack };
}
