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

/** The limit of each path of a verb. */
interface VerbThrottle extends Throttle {
	/** Of its paths without an event, which mean the default event, if that is another. */
	readonly defaultEvent?: Throttle;
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
	/**
	 * The limits of single verbs, for each of their paths. Such a path does not count against `throttle`. All limits
	 * together must fit into the account's quota (gateway-limits.ts).
	 */
	readonly routeThrottles: Partial<Record<RouteName, VerbThrottle>>;
	/** How many copies of a function may run at the same time; no other function can take them. */
	readonly reservedConcurrency: Partial<Record<FunctionName, number>>;
	/** The most that the table serves in a second, and its index too: a brake on cost, not a promise. */
	readonly tableMaximum: { readonly readUnits: number; readonly writeUnits: number };
	/**
	 * The account's quota: how many copies of all functions may run at the same time. An alarm rings before that, so it
	 * must be what the account has (context `accountConcurrency`).
	 */
	readonly accountConcurrency: number;
	/** Requests a second that the account's gateway takes for all its APIs, or leaves for this one (context `accountRequests`). */
	readonly accountRequests: number;
	/** What an hour may cost before an alarm rings. */
	readonly dollarsAnHour: number;
	/** Whether the edge serves the desk's page, where sellers sign in with their key. */
	readonly hasDeskPage: boolean;
}

/** What an account's gateway takes in most regions unless AWS has raised it. A few regions begin with 2,500. */
const DEFAULT_REQUESTS = 10_000;

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
		accountRequests: DEFAULT_REQUESTS,
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
		// 100,000 buyers in a minute make 6,667 requests a second (expected-load.ts), parties among them: `lock_together` is a
		// try like `lock`. Together with the limits below, that is what an account takes by default (gateway-limits.ts).
		throttle: { rateLimit: 6_700, burstLimit: 2_500 },
		routeThrottles: {
			// Routes that are polled have limits of their own, so that polls do not use up the buyers' limit. The edge passes
			// on one poll a second for each event, regional cache, query and encoding: 520 for 20 events and 13 caches
			// (`POLLED` in gateway-limits.ts), and 26 for one event: the default event has room for three queries, with gzip and without.
			"num-available": { rateLimit: 520, burstLimit: 400, defaultEvent: { rateLimit: 100, burstLimit: 100 } },
			availability: { rateLimit: 520, burstLimit: 400 },
			// No more than 100 copies draw maps at once, and 50 look for places, so a larger burst would only be refused later.
			seats: { rateLimit: 520, burstLimit: 100, defaultEvent: { rateLimit: 100, burstLimit: 50 } },
			together: { rateLimit: 520, burstLimit: 100, defaultEvent: { rateLimit: 100, burstLimit: 50 } },
			// Pages ask for a chart when they open, and for another when availability names it.
			"get-chart": { rateLimit: 260, burstLimit: 200 },
			// The edge keeps these for a year.
			"get-chart-by-id": { rateLimit: 50, burstLimit: 50 },
			// No cache answers for a document. It reads the event's record, which every function reads too: with 400 sections 5
			// units, 250 for 50 of them, of the 3,000 that a key serves.
			"get-event": { rateLimit: 50, burstLimit: 50 },
			// The desk works while buyers rush: limits of its own, so a seller's script does not slow buyers. A sale has four
			// paths: 60 single seats a second and 60 orders of up to 100. That is 12,000 units of the table's 40,000, and more
			// than 6,000 people at tills could send.
			sell: { rateLimit: 30, burstLimit: 30 },
			// It looks for the seats as well: 15 a second are 900 parties in a minute.
			"sell-together": { rateLimit: 15, burstLimit: 15 },
			change: { rateLimit: 25, burstLimit: 25 },
			// A page reads up to 100 units, all of them under the key of one section at worst: 10 take 1,000 of the 3,000 that it
			// serves, and leave the rest to checks and refusals.
			taken: { rateLimit: 10, burstLimit: 10 },
			// It reads what `get-event` reads, under the same key.
			"get-document": { rateLimit: 5, burstLimit: 5 },
			// Anybody may ask for as many seats as a lock may have, 10 as a rule: 1,600 units a second on both paths, and 16,000
			// of the table's 40,000 for an event that allows 100. Of 24,000 pages that hold seats, 80 ask in a second.
			"check-seats": { rateLimit: 80, burstLimit: 80 },
			// Five times what one address may send (`eventsPerMinute`), so that a stranger without a key cannot keep a seller
			// out.
			"put-event": { rateLimit: 25, burstLimit: 25 },
			"delete-event": { rateLimit: 25, burstLimit: 25 },
		},
		// Seats that are paid for must become sales even while everybody else looks at maps. So functions that sell have
		// copies of their own, and functions that draw whole events have a limit. Of an account's 1,000 copies 835 are
		// reserved, and 100 must stay unreserved.
		reservedConcurrency: {
			claim: 100,
			// 120 sales and 50 changes a second, each of 30 ms: 4 copies and 2. The rest is for copies that are starting.
			sell: 10,
			"sell-together": 10,
			change: 10,
			// 10 pages a second, each of four queries, one after the other: 1 or 2 copies. More would wait for the same keys.
			taken: 5,
			authorizer: 100,
			// A party is a lock that finds its seats itself, in a reading that its copy has. As many copies of both together
			// as may read one event's reading twice a second (`keyReads` in gateway-limits.ts).
			lock: 200,
			"lock-together": 200,
			seats: 100,
			// It shows places from the same reading: 3 ms of processor, and 50 copies answer more than its limit.
			together: 50,
			// Each reader of seat changes occupies one copy while it waits.
			changes: 50,
		},
		tableMaximum: { readUnits: 40_000, writeUnits: 40_000 },
		accountConcurrency: 1_000,
		accountRequests: DEFAULT_REQUESTS,
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

/** How the comment of the stage's distribution begins: preflight knows the distribution by it. */
export const edgeComment = ({ name }: Pick<Stage, "name">) => `Ticket sales (${name}), edge key `;
