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

/** How many requests the edge takes from one address. A call that moves locks moves up to ten seats. */
export interface AddressLimits {
	/** Calls that move locks: a short rush. */
	readonly locksPerMinute: number;
	/** Calls that move locks, as long as they go on: this is what limits how many seats an address can hold. */
	readonly locksInTenMinutes: number;
	/** The same while the service is under attack (context `underAttack`). */
	readonly locksInTenMinutesUnderAttack: number;
	/** An address that makes more calls than this that move locks is written into the firewall's log. */
	readonly loggedLocksInTenMinutes: number;
	/** Requests for an event itself: its document. */
	readonly eventsPerMinute: number;
	/** All requests. */
	readonly requestsPerMinute: number;
}

/** See `prod` for what they mean. */
const ADDRESS_LIMITS: AddressLimits = {
	locksPerMinute: 300,
	locksInTenMinutes: 600,
	locksInTenMinutesUnderAttack: 100,
	loggedLocksInTenMinutes: 100,
	eventsPerMinute: 300,
	requestsPerMinute: 12_000,
};

export interface Stage {
	readonly name: string;
	/** Whether seats, keys and logs outlive the stack. */
	readonly keepsData: boolean;
	/**
	 * Whether stacks and table are protected from deletion. A stage that keeps data is, except while it is deployed for the
	 * first time: a protected stack whose creation failed could neither be deleted nor deployed again.
	 */
	readonly isProtected: boolean;
	readonly logRetention: RetentionDays;
	/** The web origins whose pages may call the API; `*` means all. */
	readonly allowedOrigins: readonly string[];
	readonly perAddress: AddressLimits;
	/** The limit of the API as a whole. */
	readonly throttle: Throttle;
	/** The limits of single verbs, for each of their paths. Such a path does not count against `throttle`. */
	readonly routeThrottles: Partial<Record<RouteName, Throttle>>;
	/** How many copies of a function may run at the same time; no other function can take them. */
	readonly reservedConcurrency: Partial<Record<FunctionName, number>>;
	/** The most that the table serves in a second, and its index too: a brake on cost, not a promise. */
	readonly tableMaximum: { readonly readUnits: number; readonly writeUnits: number };
	/**
	 * The account's quota: how many copies of all functions may run at the same time. An alarm rings before that, so it
	 * must be what the account has (context `accountConcurrency`).
	 */
	readonly accountConcurrency: number;
	/** What an hour may cost before an alarm rings. */
	readonly dollarsAnHour: number;
	/** Whether the edge serves the desk's page, where sellers sign in with their key. */
	readonly hasDeskPage: boolean;
}

const STAGES = {
	dev: {
		keepsData: false,
		logRetention: RetentionDays.ONE_WEEK,
		allowedOrigins: ["*"],
		perAddress: ADDRESS_LIMITS,
		throttle: { rateLimit: 500, burstLimit: 250 },
		routeThrottles: { "put-event": { rateLimit: 2, burstLimit: 5 } },
		// A new account may run ten copies of all functions together, and can reserve none of them.
		reservedConcurrency: {},
		tableMaximum: { readUnits: 12_000, writeUnits: 4_000 },
		accountConcurrency: 10,
		dollarsAnHour: 1,
		hasDeskPage: true,
	},
	prod: {
		keepsData: true,
		logRetention: RetentionDays.THREE_MONTHS,
		// Public routes need no cookie and no secret, so a page of another origin can do no more than a script can.
		allowedOrigins: ["*"],
		// A mobile carrier puts many buyers behind one address: 150 of them may lock twice in a minute, 300 of them twice in
		// ten minutes, and 200 may poll every second. A script that locks ten seats a call, for ten minutes, and extends
		// them to thirty, needs two calls in 30 minutes to hold ten seats. So 600 calls in ten minutes hold 9,000 seats, and
		// a house of 80,000 takes nine addresses; under attack an address holds 1,500, and the house takes 54. That is what
		// an address can keep. What it can take at once is more, because the firewall notices late (ADR 024).
		perAddress: ADDRESS_LIMITS,
		// 100,000 buyers in a minute make 6,667 requests a second (expected-load.ts). Together with the limits below, that
		// stays within the default quota of an account: 10,000 a second and 5,000 at once. If the account has other APIs,
		// it needs a larger quota.
		throttle: { rateLimit: 6_800, burstLimit: 2_500 },
		routeThrottles: {
			// Routes that are polled have limits of their own, so that polls do not use up the buyers' limit. The edge passes
			// on one poll a second for each event, regional cache, query and encoding: 260 for 20 events and 13 caches whose clients
			// all take gzip (`POLLS` in expected-load.ts).
			"num-available": { rateLimit: 300, burstLimit: 300 },
			availability: { rateLimit: 300, burstLimit: 300 },
			seats: { rateLimit: 300, burstLimit: 100 },
			// Pages ask for a chart when they open, and for another when availability names it.
			"get-chart": { rateLimit: 200, burstLimit: 180 },
			// The edge keeps these for a year.
			"get-chart-by-id": { rateLimit: 50, burstLimit: 50 },
			// No cache answers for a document. For the largest event it reads 26 units under one key, which every function
			// reads too: 50 of them take 1,300 of the 3,000 that a key serves.
			"get-event": { rateLimit: 50, burstLimit: 50 },
			// Each of these reads a whole event.
			together: { rateLimit: 280, burstLimit: 280 },
			// No more than 150 run at once, so a larger burst would only be refused later. All bursts together stay within the
			// 5,000 of an account.
			"lock-together": { rateLimit: 1_000, burstLimit: 600 },
			// The desk works while buyers rush, and a script of a seller's takes nothing from them. 100 sales a second are an
			// order of 100 seats each: 20,000 units of the table's 40,000, and what 6,000 people at tills cannot do.
			sell: { rateLimit: 100, burstLimit: 100 },
			// It looks for the seats as well: 25 a second are 1,500 parties in a minute.
			"sell-together": { rateLimit: 25, burstLimit: 25 },
			change: { rateLimit: 50, burstLimit: 50 },
			// A page reads up to 100 units, all of them under the key of one section at worst: 10 take 1,000 of the 3,000 that it
			// serves, and leave the rest to checks and refusals.
			taken: { rateLimit: 10, burstLimit: 10 },
			// It reads what `get-event` reads, under the same key: together 55 a second, 1,430 units.
			"get-document": { rateLimit: 5, burstLimit: 5 },
			// Anybody may ask for as many seats as a lock may have, 10 as a rule: 2,000 units a second, and 20,000 of the table's
			// 40,000 for an event that allows 100.
			"check-seats": { rateLimit: 200, burstLimit: 200 },
			// Five times what one address may send (`eventsPerMinute`), so that a stranger without a key cannot keep a seller
			// out.
			"put-event": { rateLimit: 25, burstLimit: 25 },
			"delete-event": { rateLimit: 25, burstLimit: 25 },
		},
		// Seats that are paid for must become sales even while everybody else looks at maps. So functions that sell have
		// copies of their own, and functions that read whole events have a limit. Of an account's 1,000 copies 835 are
		// reserved, and 100 must stay unreserved.
		reservedConcurrency: {
			claim: 100,
			// 100 sales and 50 changes a second, each of 30 ms: 3 copies and 2. The rest is for copies that are starting.
			sell: 10,
			"sell-together": 10,
			change: 10,
			// 10 pages a second, each of four queries, one after the other: 1 or 2 copies. More would wait for the same keys.
			taken: 5,
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
		// A seller key opens every sale. Only a venue that wants the page has a page that asks for it.
		hasDeskPage: false,
	},
} as const satisfies Record<string, Omit<Stage, "name" | "isProtected">>;

/** The stage of this name. Throws if there is none. */
export function stageNamed(name: string): Stage {
	if (!isStageName(name)) {
		throw new Error(`There is no stage "${name}": choose one of ${Object.keys(STAGES).join(", ")}.`);
	}
	return { name, isProtected: STAGES[name].keepsData, ...STAGES[name] };
}

const isStageName = (name: string): name is keyof typeof STAGES => Object.hasOwn(STAGES, name);
