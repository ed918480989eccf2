/**
 * What buyers and sellers intend to do. All intents are drawn from the seed before anything happens, so leaving some out
 * does not change the others: that is how a failure is shrunk.
 */
import { MAX_LOCK_SECONDS, SECTIONS } from "./house.ts";
import type { Random } from "./random.ts";

const WEIGHTS = {
	lockOne: 18,
	lockMany: 12,
	lockTogether: 8,
	extend: 4,
	unlock: 5,
	claim: 5,
	release: 6,
	block: 4,
	unblock: 4,
	unblockFor: 3,
	sell: 6,
	sellTogether: 4,
	sellBlocked: 3,
	moveSale: 5,
	swapOrders: 4,
	saleToBlock: 2,
	endLock: 4,
	giveOrder: 3,
	passBlock: 2,
	keep: 3,
	releaseOrder: 5,
	check: 8,
	count: 2,
	map: 1,
	availability: 2,
	together: 1,
	put: 0,
	patch: 0,
	remove: 0,
	readEvent: 0,
} as const;

export type Kind = keyof typeof WEIGHTS;

/** Where the event itself changes there are so few sales that it can be deleted now and then. */
const WEIGHTS_WHERE_CHANGING: Readonly<Record<Kind, number>> = {
	...WEIGHTS,
	lockMany: 5,
	lockTogether: 5,
	unlock: 9,
	release: 16,
	put: 9,
	patch: 3,
	remove: 18,
	readEvent: 3,
};

/** What often follows, so that locks become sales, and sales become refunds. */
const NEXT: Partial<Record<Kind, Partial<Record<Kind, number>>>> = {
	lockOne: { claim: 5, extend: 5, unlock: 1 },
	lockMany: { claim: 5, extend: 5, unlock: 1 },
	lockTogether: { claim: 5, extend: 5, unlock: 1 },
	extend: { claim: 4, extend: 2, unlock: 1 },
	claim: { release: 3, claim: 2, moveSale: 1, check: 1 },
	sellTogether: { sellTogether: 2, releaseOrder: 3, release: 2, moveSale: 1 },
	sell: { sell: 1, moveSale: 3, swapOrders: 2, releaseOrder: 3, release: 1 },
	moveSale: { moveSale: 1, releaseOrder: 2, release: 2 },
	swapOrders: { swapOrders: 1, release: 1 },
	keep: { claim: 3, extend: 1, endLock: 2 },
	block: { unblock: 1, unblockFor: 1, sellBlocked: 2, passBlock: 1 },
};
/** The same where the event itself changes: most buyers give up. */
const NEXT_WHERE_CHANGING: typeof NEXT = {
	...NEXT,
	lockOne: { claim: 2, extend: 1, unlock: 4 },
	lockMany: { claim: 2, extend: 1, unlock: 4 },
	lockTogether: { claim: 2, extend: 1, unlock: 4 },
	claim: { release: 4, remove: 1 },
	put: { patch: 1, lockOne: 2, put: 1 },
	readEvent: { put: 2, patch: 2, remove: 1 },
	remove: { put: 3, remove: 1, lockOne: 1 },
};
const SHORT_LOCKS = [1, 2, 3, 5] as const;
const FOLLOW_UP_SHARE = 0.6;

export interface Intent {
	readonly client: number;
	readonly kind: Kind;
	/** Sends this client's last request once more, even if it was answered. */
	readonly isRepeat: boolean;
	/** The place of its first seat in the house, and how many seats follow. */
	readonly firstSeat: number;
	readonly size: number;
	/** The end of what it sells, moves or ends is named exactly, by `lockedAt` too. */
	readonly isExact: boolean;
	/** It is about the seats that this client locked last, not about any seats. */
	readonly isAboutOwnSeats: boolean;
	/** The client whose token and order it uses: mostly its own. */
	readonly actsAs: number;
	/** A lock names a token, and a claim names an order. */
	readonly isNamed: boolean;
	/** How a release says which sale it means. */
	readonly proof: "order" | "token" | "both";
	/** A release means the sales that the event began with. */
	readonly isOfImport: boolean;
	/** `undefined`: as long as the event's locks last. */
	readonly seconds: number | undefined;
	/** Where to count or to look; `undefined`: everywhere. */
	readonly section: string | undefined;
	/** The party needs an accessible seat. */
	readonly isAccessible: boolean;
	/** Draws the document that it puts. */
	readonly document: number;
	/** It holds only for the event as its client has read it, or only if there is none. */
	readonly condition: "as read" | "new" | undefined;
	/** It follows from the client's last intent, and is dropped if that was refused, unless it insists. */
	readonly isFollowUp: boolean;
	readonly insists: boolean;
	/** It is sent again if no answer comes. */
	readonly isPersistent: boolean;
	/** Which function serves it; drawn here so that shrinking does not change it. */
	readonly instance: number;
}

/** @returns `count` intents of `clients` clients, in the order in which they are carried out. */
export function intentsOf(random: Random, count: number, clients: number, isChanging = false): Intent[] {
	const [weights, following] = isChanging ? [WEIGHTS_WHERE_CHANGING, NEXT_WHERE_CHANGING] : [WEIGHTS, NEXT];
	const last = new Map<number, Kind>();
	return Array.from({ length: count }, (): Intent => {
		const client = random.below(clients);
		const isFollowUp = random.chance(FOLLOW_UP_SHARE);
		const next = isFollowUp ? following[last.get(client) ?? "check"] : undefined;
		const kind: Kind = random.weighted<Kind>((next ?? weights) as Record<Kind, number>);
		last.set(client, kind);
		return {
			client,
			kind,
			isRepeat: random.chance(0.1),
			firstSeat: random.below(1_000),
			size: 1 + random.below(3),
			isExact: random.chance(0.3),
			isAboutOwnSeats: random.chance(0.85),
			actsAs: random.chance(0.92) ? client : random.below(clients),
			isNamed: random.chance(0.85),
			proof: random.pick(["order", "token", "both"] as const),
			isOfImport: random.chance(0.2),
			seconds: random.pick(isChanging ? SHORT_LOCKS : [undefined, 2, 3, 5, 8, 15, 25, 30, MAX_LOCK_SECONDS]),
			section: random.chance(0.3) ? random.pick(SECTIONS).section : undefined,
			isAccessible: random.chance(0.2),
			document: random.below(1_000_000),
			condition: random.pick(["as read", "new", undefined, undefined, undefined] as const),
			isFollowUp: next !== undefined,
			insists: random.chance(0.2),
			isPersistent: random.chance(0.7),
			instance: random.below(1_000),
		};
	});
}
