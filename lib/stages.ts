/**
 * The stages the service is deployed as, and everything in which they differ. Nothing else in the infrastructure
 * asks which stage it is in.
 */
import { RetentionDays } from "aws-cdk-lib/aws-logs";
import type { RouteName } from "../api/routes.ts";
import type { FunctionName } from "./bundle.ts";

/** A rate in requests per second, and how many may come at once. */
export interface Throttle {
	readonly rateLimit: number;
	readonly burstLimit: number;
}

export interface Stage {
	readonly name: string;
	/** Whether seats, key and logs outlive the stack, and nobody deletes the table by mistake. */
	readonly keepsData: boolean;
	readonly logRetention: RetentionDays;
	/** The web origins whose pages may call the API; `*` is every one. */
	readonly allowedOrigins: readonly string[];
	/** Countries in which nothing is sold, as ISO 3166 codes; a venue adds its own. */
	readonly deniedCountries: readonly string[];
	/** How many requests the edge takes from one address in a minute: of those that move locks, and of all. */
	readonly perAddress: { readonly locksPerMinute: number; readonly requestsPerMinute: number };
	/** What the API lets through in all. */
	readonly throttle: Throttle;
	/** What it lets through of a verb, for each of its paths, where that is less. */
	readonly routeThrottles: Partial<Record<RouteName, Throttle>>;
	/** Copies of a function that may run at the same time, and that no other function can take away from it. */
	readonly reservedConcurrency: Partial<Record<FunctionName, number>>;
	/** The most that the table, and likewise its index, serves in a second: a brake on cost, not a promise. */
	readonly tableMaximum: { readonly readUnits: number; readonly writeUnits: number };
	/** Copies of all functions that the account may run at the same time (its quota), to warn before it is reached. */
	readonly accountConcurrency: number;
	/** What an hour may cost before somebody is told. */
	readonly dollarsAnHour: number;
}

const stages = {
	dev: {
		keepsData: false,
		logRetention: RetentionDays.ONE_WEEK,
		allowedOrigins: ["*"],
		deniedCountries: ["KP"],
		perAddress: { locksPerMinute: 300, requestsPerMinute: 12_000 },
		throttle: { rateLimit: 500, burstLimit: 250 },
		routeThrottles: { "put-event": { rateLimit: 2, burstLimit: 5 } },
		// A new account may run ten copies in all, and none of them can be reserved.
		reservedConcurrency: {},
		tableMaximum: { readUnits: 12_000, writeUnits: 4_000 },
		accountConcurrency: 1_000,
		dollarsAnHour: 1,
	},
	prod: {
		keepsData: true,
		logRetention: RetentionDays.THREE_MONTHS,
		// The public routes need no cookie and no secret, so a page elsewhere gains nothing a script has not.
		allowedOrigins: ["*"],
		deniedCountries: ["KP"],
		// A mobile carrier puts many buyers behind one address: let 150 of them lock twice a minute, and 200 poll
		// every second. A script that wants the whole house needs a hundred addresses.
		perAddress: { locksPerMinute: 300, requestsPerMinute: 12_000 },
		// 100,000 buyers in a minute are 6,667 requests a second (opening.ts). With the limits below it all stays within
		// what an account takes by default, 10,000 a second and 5,000 at once; other APIs in it need a larger quota then.
		throttle: { rateLimit: 6_800, burstLimit: 2_500 },
		routeThrottles: {
			// What people poll has room of its own, so that polls that pass the edge take none of the buyers'. It passes
			// one a second for each event, regional cache and way to ask: 260 for 20 events and 13 caches.
			"num-available": { rateLimit: 600, burstLimit: 600 },
			"get-event": { rateLimit: 300, burstLimit: 300 },
			seats: { rateLimit: 300, burstLimit: 300 },
			// A whole event is read for each of these.
			together: { rateLimit: 500, burstLimit: 500 },
			"lock-together": { rateLimit: 1_000, burstLimit: 1_000 },
			"put-event": { rateLimit: 5, burstLimit: 10 },
			"delete-event": { rateLimit: 5, burstLimit: 10 },
		},
		// Paid-for seats must become sales even when everybody else looks at maps: what sells is kept room for, and
		// what reads whole events is kept from taking all of it. 100 of an account's 1,000 must stay unreserved.
		reservedConcurrency: {
			claim: 100,
			authorizer: 100,
			lock: 200,
			"lock-together": 150,
			seats: 100,
			together: 100,
			// Each reader of seat changes holds one while it waits.
			changes: 50,
		},
		tableMaximum: { readUnits: 40_000, writeUnits: 40_000 },
		accountConcurrency: 1_000,
		dollarsAnHour: 50,
	},
} as const satisfies Record<string, Omit<Stage, "name">>;

/** The stage of that name; throws when there is none. */
export function stageNamed(name: string): Stage {
	if (!isStageName(name)) {
		throw new Error(`There is no stage "${name}": choose one of ${Object.keys(stages).join(", ")}.`);
	}
	return { name, ...stages[name] };
}

const isStageName = (name: string): name is keyof typeof stages => Object.hasOwn(stages, name);
