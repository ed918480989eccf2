/**
 * The stages the service is deployed as, and everything in which they differ. No other code of the infrastructure asks
 * which stage it is in.
 */
import { RetentionDays } from "aws-cdk-lib/aws-logs";
import type { RouteName } from "../api/routes.ts";
import type { FunctionName } from "./bundle.ts";

/** A rate in requests a second, and how many may arrive at once. */
export interface Throttle {
	readonly rateLimit: number;
	readonly burstLimit: number;
}

export interface Stage {
	readonly name: string;
	/** Whether seats, keys and logs outlive the stack, and the table is protected from deletion. */
	readonly keepsData: boolean;
	readonly logRetention: RetentionDays;
	/** The web origins whose pages may call the API; `*` means all. */
	readonly allowedOrigins: readonly string[];
	/** How many requests the edge takes from one address in a minute: those that move locks, and all. */
	readonly perAddress: { readonly locksPerMinute: number; readonly requestsPerMinute: number };
	/** The limit of the API as a whole. */
	readonly throttle: Throttle;
	/** The limits of single verbs, for each of their paths. Such a path does not count against `throttle`. */
	readonly routeThrottles: Partial<Record<RouteName, Throttle>>;
	/** How many copies of a function may run at the same time; no other function can take them. */
	readonly reservedConcurrency: Partial<Record<FunctionName, number>>;
	/** The most that the table serves in a second, and its index too: a brake on cost, not a promise. */
	readonly tableMaximum: { readonly readUnits: number; readonly writeUnits: number };
	/** The account's quota: how many copies of all functions may run at the same time. An alarm rings before that. */
	readonly accountConcurrency: number;
	/** What an hour may cost before an alarm rings. */
	readonly dollarsAnHour: number;
}

const STAGES = {
	dev: {
		keepsData: false,
		logRetention: RetentionDays.ONE_WEEK,
		allowedOrigins: ["*"],
		perAddress: { locksPerMinute: 300, requestsPerMinute: 12_000 },
		throttle: { rateLimit: 500, burstLimit: 250 },
		routeThrottles: { "put-event": { rateLimit: 2, burstLimit: 5 } },
		// A new account may run ten copies of all functions together, and can reserve none of them.
		reservedConcurrency: {},
		tableMaximum: { readUnits: 12_000, writeUnits: 4_000 },
		accountConcurrency: 1_000,
		dollarsAnHour: 1,
	},
	prod: {
		keepsData: true,
		logRetention: RetentionDays.THREE_MONTHS,
		// Public routes need no cookie and no secret, so a page of another origin can do no more than a script can.
		allowedOrigins: ["*"],
		// A mobile carrier puts many buyers behind one address: 150 of them may lock twice a minute, and 200 may poll every
		// second. A script that wants the whole house needs a hundred addresses.
		perAddress: { locksPerMinute: 300, requestsPerMinute: 12_000 },
		// 100,000 buyers in a minute make 6,667 requests a second (expected-load.ts). Together with the limits below, that
		// stays within the default quota of an account: 10,000 a second and 5,000 at once. If the account has other APIs,
		// it needs a larger quota.
		throttle: { rateLimit: 6_800, burstLimit: 2_500 },
		routeThrottles: {
			// Routes that are polled have limits of their own, so that polls do not use up the buyers' limit. The edge passes
			// on one poll a second for each event, regional cache and query: 260 for 20 events and 13 caches.
			"num-available": { rateLimit: 600, burstLimit: 600 },
			"get-event": { rateLimit: 300, burstLimit: 300 },
			seats: { rateLimit: 300, burstLimit: 300 },
			// Each of these reads a whole event.
			together: { rateLimit: 500, burstLimit: 500 },
			"lock-together": { rateLimit: 1_000, burstLimit: 1_000 },
			"put-event": { rateLimit: 5, burstLimit: 10 },
			"delete-event": { rateLimit: 5, burstLimit: 10 },
		},
		// Seats that are paid for must become sales even while everybody else looks at maps. So functions that sell have
		// copies of their own, and functions that read whole events have a limit. 100 of an account's 1,000 copies must
		// stay unreserved.
		reservedConcurrency: {
			claim: 100,
			authorizer: 100,
			lock: 200,
			"lock-together": 150,
			seats: 100,
			together: 100,
			// Each reader of seat changes occupies one copy while it waits.
			changes: 50,
		},
		tableMaximum: { readUnits: 40_000, writeUnits: 40_000 },
		accountConcurrency: 1_000,
		dollarsAnHour: 50,
	},
} as const satisfies Record<string, Omit<Stage, "name">>;

/** The stage of this name. Throws if there is none. */
export function stageNamed(name: string): Stage {
	if (!isStageName(name)) {
		throw new Error(`There is no stage "${name}": choose one of ${Object.keys(STAGES).join(", ")}.`);
	}
	return { name, ...STAGES[name] };
}

const isStageName = (name: string): name is keyof typeof STAGES => Object.hasOwn(STAGES, name);
