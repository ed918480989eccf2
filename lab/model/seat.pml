/*
 * The protocol of a seat, small enough for Spin to explore completely: every order of events, every fault, every clock.
 * There are two seats and three buyers with a token each. The third, a party, wants both seats in one transaction.
 *
 * The table judges and carries out a write in one atomic step, by the `now` that its function read when it accepted
 * the request. Names are those of domain/ and store/; I1 to I6 are the project's invariants. README.md says what is
 * left out; run.sh explores the protocol and every broken variant of it (BUG_...).
 */

#ifndef SKEW
#define SKEW 1			/* how wrong a function's clock may be, either way */
#endif
#ifndef LAST
#define LAST 4			/* the last instant; the first is SKEW, so that no clock shows less than 0 */
#endif
#define LOCK_SECONDS 2
#ifndef MAX_LOCK_SECONDS
#define MAX_LOCK_SECONDS 3
#endif
#define EXTEND_SECONDS MAX_LOCK_SECONDS

#define BUYERS 3
#define PARTY 3
#define BOTH 3			/* a set of seats is a bit mask: 1, 2, or both */
#define has(set, s) (((set) >> (s)) & 1)

mtype = { none, locked, sold };
mtype = { lock, claim, unlock, release, extend, sell, exchange, endLock, releaseAll };

/* A record in the table; `none` if the seat is available and its last lock has left no record. */
typedef Record {
	mtype status = none;
	byte token;
	byte expires;		/* TTL looks at this; 0: the record has no such attribute */
#ifdef EXTEND
	byte lockedAt;
#endif
};

Record record[2];
byte time = SKEW;		/* the true time, which no function knows */

/* ---- The truth, for the checks. No condition reads it. ------------------------------------------------------------ */

byte soldTo[2];			/* the buyer whose claim sold the seat, until a release */
byte heldBy[2];			/* the buyer whose lock it is; only its end, or a write that moves the seat, ends it */
byte heldUntil[2];		/* the end of that lock */

#ifdef TWO_BUYERS		/* only a sale to a different buyer counts as a second sale */
#define isSoldAlready(s) (soldTo[s] != 0 && soldTo[s] != buyer)
#else
#define isSoldAlready(s) (soldTo[s] != 0)
#endif

#define buyerOf(t)    ((t == 0 -> 0 : (t - 1) % BUYERS + 1))
#define isOf(s)       (buyerOf(record[s].token) == buyer)
#define isLock(s)     (record[s].status == locked)
#define isSale(s)     (record[s].status == sold)
#define isOver(s)     (record[s].expires <= now)
#define isFree(s)     (record[s].status == none || (isLock(s) && isOver(s)))
#define isOwnLease(s) (isLock(s) && isOf(s) && !isOver(s))
#define holds(s)      (heldBy[s] == buyer && heldUntil[s] > now)	/* whatever the table says */

/* ---- The rules. Each is a variable, so that Spin names the broken one. ONLY=n checks only number n. --------------- */

#ifdef ONLY
#define CHECK(n, rule, p) rule = (ONLY != n || (p)); assert(rule)
#else
#define CHECK(n, rule, p) rule = (p); assert(rule)
#endif

bool I1_a_seat_is_sold_once = true;
bool I1_a_sale_stays = true;
bool I2_a_lock_ends_at_expires = true;
bool I2_a_live_lock_stays = true;
bool I3_only_the_holder_moves_a_lock = true;
bool I4_all_seats_or_none = true;
bool I5_nobody_is_refused_his_own = true;
bool I5_extending_never_shortens = true;
bool I6_skew_decides_only_near_the_end = true;
bool only_its_buyer_releases_a_sale = true;
bool no_lock_outlives_the_longest = true;
bool an_extension_is_cut_by_its_own_lock = true;
bool an_exchange_keeps_the_number_of_seats = true;
bool a_lock_is_ended_as_it_was_seen = true;
bool a_whole_release_leaves_no_seat = true;

/* So that no rule holds vacuously: the search reports when an event first happens, and run.sh expects every event. */
c_decl {
	\#include <stdio.h>
	static int count[32];
	static void happens(int event, const char *name) {
		if (count[event]++ == 0) fprintf(stderr, "happens: %s\n", name);
	}
}
#define HAPPENS(p, event, name) if :: (p) -> c_code { happens(event, name); } :: else fi

/* ---- The clauses: domain/seat-record.ts and domain/verbs.ts. -------------------------------------------------------- */

#define noRecord(s)    (record[s].status == none)
#define isLocked(s)    (record[s].status == locked)
#define isSold(s)      (record[s].status == sold)
#define tokenIs(s)     (record[s].token == token)
#ifdef BUG_LESS_FOR_LESS_OR_EQUAL
#define endedBy(s)     (record[s].expires < now)
#else
#define endedBy(s)     (record[s].expires <= now)
#endif
#define livesAt(s)     (record[s].expires > now)
#define isAvailable(s) (noRecord(s) || (isLocked(s) && endedBy(s)))
#define isHeldBy(s)    (isLocked(s) && tokenIs(s) && livesAt(s))

/* ---- The condition of each verb's write: `moves` in domain/verbs.ts. ---------------------------------------------- */

#if defined(BUG_EXPIRY_BY_TTL)
#define LOCK_IF(s) noRecord(s)
#else
#define LOCK_IF(s) isAvailable(s)
#endif

#if defined(BUG_CLAIM_WITHOUT_OWNER)
#define CLAIM_IF(s) (isLocked(s) && livesAt(s))
#elif defined(BUG_CLAIM_OF_AN_ENDED_LOCK)
#define CLAIM_IF(s) (isLocked(s) && tokenIs(s))
#elif defined(BUG_CLAIM_BY_THE_CLOCK)
byte ticket[6];			/* a lock's answer carries its signed end, so a claim asks the clock and not the table */
#define ticketOf(s) ticket[(buyer - 1) * 2 + s]
#define CLAIM_IF(s) (ticketOf(s) > now && !(isSold(s) && tokenIs(s)))
#else
#define CLAIM_IF(s) isHeldBy(s)
#endif

#if defined(BUG_UNLOCK_WITHOUT_OWNER)
#define UNLOCK_IF(s) (noRecord(s) || isLocked(s))
#else
#define UNLOCK_IF(s) (isAvailable(s) || isHeldBy(s))
#endif

#if defined(BUG_RELEASE_WITHOUT_GUARD)
#define RELEASE_IF(s) (isAvailable(s) || isSold(s))
#else
#define RELEASE_IF(s) (isAvailable(s) || (isSold(s) && tokenIs(s)))
#endif

#ifdef EXTEND			/* `end` is the value the write sets: now + EXTEND_SECONDS, or less because of the cap */
#define longest(s)     ((now + EXTEND_SECONDS < record[s].lockedAt + MAX_LOCK_SECONDS -> \
	now + EXTEND_SECONDS : record[s].lockedAt + MAX_LOCK_SECONDS))
#define endsBefore(s)  (record[s].expires < end[s])
#define lockedSince(s) (record[s].lockedAt + MAX_LOCK_SECONDS >= end[s])
#define lockedAtIs(s)  (record[s].lockedAt + 1 == known[s])	/* `known`: `lockedAt` + 1 of the lock seen; 0: none */
#ifdef BUG_EXTEND_BY_ANOTHER_LOCKS_CAP
#define withinCap(s)   lockedSince(s)
#else
#define withinCap(s)   ((known[s] == 0 -> lockedSince(s) : lockedAtIs(s)))
#endif
#if defined(BUG_EXTEND_WITHOUT_OWNER)
#define EXTEND_IF(s) (isLocked(s) && livesAt(s) && endsBefore(s) && withinCap(s))
#elif defined(BUG_EXTEND_SHORTENS)
#define EXTEND_IF(s) (isHeldBy(s) && withinCap(s))
#elif defined(BUG_EXTEND_PAST_THE_CAP)
#define EXTEND_IF(s) (isHeldBy(s) && endsBefore(s))
#else
#define EXTEND_IF(s) (isHeldBy(s) && endsBefore(s) && withinCap(s))
#endif
#else
#define EXTEND_IF(s) false
#endif

/* What sellers do: `sell` and `change` in domain/verbs.ts, `releaseOrder` in store/orders.ts. An order is its token here.
   `way` is the seat that an exchange moves the sale from, `seen` the end of a lock as the seller saw it, and `num` how many
   seats the order has to have. */
#ifdef DESK
#define isWhole (verb == exchange || verb == endLock || verb == releaseAll)	/* a repeat counts as a whole only */
#define isDesk  (verb == sell || isWhole)
#define seatsIn(set) (has(set, 0) + has(set, 1))
#define seatsOf(b)   ((soldTo[0] == b) + (soldTo[1] == b))
#if defined(BUG_SELL_OF_A_LOCKED_SEAT)
#define SELL_IF(s) (!isSold(s))
#else
#define SELL_IF(s) isAvailable(s)
#endif
#if defined(BUG_REPEATED_SELL_REFUSED)
#define SELL_KEPT(s) false
#else
#define SELL_KEPT(s) (isSold(s) && tokenIs(s))
#endif
#if defined(BUG_CHANGE_WITHOUT_GUARD)
#define EXCHANGE_IF(s) true
#else
#define EXCHANGE_IF(s) ((s == way -> (isSold(s) && tokenIs(s)) : isAvailable(s)))
#endif
#define EXCHANGE_KEPT(s) ((s == way -> isAvailable(s) : (isSold(s) && tokenIs(s))))
#if defined(BUG_END_OF_ANY_LOCK)
#define END_IF(s) (isLocked(s) && livesAt(s))
#else
#define END_IF(s) (isLocked(s) && livesAt(s) && record[s].expires == seen)
#endif
#define DESK_IF(s) \
	(verb == sell -> SELL_IF(s) : \
	(verb == exchange -> EXCHANGE_IF(s) : \
	(verb == endLock -> END_IF(s) : (isSold(s) && tokenIs(s)))))
#define DESK_KEPT(s) \
	(verb == sell -> SELL_KEPT(s) : (verb == exchange -> EXCHANGE_KEPT(s) : isAvailable(s)))
#else
#define isDesk false
#define DESK_IF(s) false
#define DESK_KEPT(s) false
#endif

#define writes(s) \
	(isDesk -> DESK_IF(s) : \
	(verb == lock -> LOCK_IF(s) : \
	(verb == claim -> CLAIM_IF(s) : \
	(verb == unlock -> UNLOCK_IF(s) : \
	(verb == release -> RELEASE_IF(s) : EXTEND_IF(s))))))

/* ---- A seat that is already as the request wants it: `keep` in domain/, `kept` in store/. ------------------------- */

#if defined(BUG_RETRY_TURNED_INTO_REFUSAL)
#define LOCK_KEPT(s) false
#else
#define LOCK_KEPT(s) isHeldBy(s)
#endif
#if defined(BUG_REPEATED_CLAIM_REFUSED)
#define CLAIM_KEPT(s) false
#else
#define CLAIM_KEPT(s) (isSold(s) && tokenIs(s))
#endif
#ifdef EXTEND
#ifdef BUG_EXTEND_KEEPS_AN_ENDED_LOCK
#define isExtended(s)  (isLocked(s) && tokenIs(s))
#else
#define isExtended(s)  isHeldBy(s)
#endif
#define EXTEND_KEPT(s) (isExtended(s) && !endsBefore(s))
#else
#define EXTEND_KEPT(s) false
#endif

#define keeps(s) \
	(isDesk -> DESK_KEPT(s) : \
	(verb == lock -> LOCK_KEPT(s) : \
	(verb == claim -> CLAIM_KEPT(s) : (verb == extend && EXTEND_KEPT(s)))))

/* In later rounds a kept seat is only checked, by the `ConditionCheck` in store/move-seats.ts, which also requires the
   end that was seen. Here the lock may have been extended since: a weaker condition allows more to happen. */
#if defined(BUG_KEPT_UNCHECKED)
#define stands(s) (has(kept, s) || writes(s))
#else
#define stands(s) ((has(kept, s) -> keeps(s) : writes(s)))
#endif

/* ---- One write moves one seat. The checks come first, because they look at the record before it is changed. ------- */

#ifdef DESK
#define endsLock      (verb == endLock)
#define endsSale(s)   (verb == releaseAll || (verb == exchange && s == way))
#else
#define endsLock      false
#define endsSale(s)   (verb == release)
#endif

inline move(s) {
	if
	:: isLock(s) && !isOf(s) && !endsLock ->
		CHECK(3, I3_only_the_holder_moves_a_lock, isOver(s));
		CHECK(6, I6_skew_decides_only_near_the_end, record[s].expires <= time + SKEW)
	:: isSale(s) && verb != claim ->
		CHECK(11, I1_a_sale_stays, verb == release || endsSale(s));
		CHECK(0, only_its_buyer_releases_a_sale, isOf(s))
	:: else
	fi;
	if
	:: verb == lock ->
		HAPPENS(isLock(s) && !isOf(s), 0, "a lock that has ended is taken over");
		HAPPENS(isLock(s) && !isOf(s) && record[s].expires > time, 1, "a fast clock takes a lock that has not ended");
		record[s].status = locked;
		record[s].token = token;
		record[s].expires = now + LOCK_SECONDS
#ifdef EXTEND
		; record[s].lockedAt = now
#endif
#ifdef BUG_CLAIM_BY_THE_CLOCK
		; ticketOf(s) = now + LOCK_SECONDS
#endif
	:: verb == claim ->
		CHECK(3, I3_only_the_holder_moves_a_lock, isLock(s) && isOf(s));
		CHECK(2, I2_a_lock_ends_at_expires, !isOver(s));
		CHECK(1, I1_a_seat_is_sold_once, !isSoldAlready(s));
		HAPPENS(isLock(s) && record[s].expires <= time, 2, "a slow clock sells a lock that has ended");
		record[s].status = sold;
		record[s].token = token;
#ifndef BUG_SALE_THAT_TTL_REMOVES
		record[s].expires = 0;
#endif
#ifdef EXTEND
		record[s].lockedAt = 0;
#endif
#ifdef BUG_CLAIM_BY_THE_CLOCK
		ticketOf(s) = 0;
#endif
		soldTo[s] = buyer;
		HAPPENS(true, 3, "a seat is sold");
		HAPPENS(soldTo[0] == PARTY && soldTo[1] == PARTY, 4, "both seats are sold to the party")
	:: verb == unlock || verb == release ->
		HAPPENS(verb == unlock && isOwnLease(s), 5, "a lock is given up");
		HAPPENS(isSale(s), 6, "a sale is released");
#ifdef EXTEND
		HAPPENS(isOwnLease(s) && record[s].lockedAt > now + 2 * SKEW, 7, "a stray unlock ends a later lock of its token");
#endif
#ifdef BUG_CLAIM_BY_THE_CLOCK
		if :: verb == unlock -> ticketOf(s) = 0 :: else fi;
#endif
		if :: isSale(s) -> soldTo[s] = 0 :: else fi;
		remove(s)
#ifdef DESK
	:: verb == sell || (verb == exchange && s != way) ->
		CHECK(3, I3_only_the_holder_moves_a_lock, !isLock(s) || isOver(s));
		CHECK(1, I1_a_seat_is_sold_once, !isSoldAlready(s));
		HAPPENS(verb == sell, 21, "a seat is sold without a lock");
		HAPPENS(verb == exchange, 22, "a sale moves to the other seat");
		remove(s);
		record[s].status = sold;
		record[s].token = token;
		soldTo[s] = buyer
	:: endsLock || (isDesk && endsSale(s)) ->
		CHECK(14, a_lock_is_ended_as_it_was_seen, !endsLock || (isLock(s) && record[s].expires == seen));
		HAPPENS(endsLock && heldUntil[s] > time, 23, "a seller ends a live lock");
		HAPPENS(verb == releaseAll && seats == BOTH, 24, "a whole order of two seats is released");
		soldTo[s] = 0;
		remove(s)
#endif
#ifdef EXTEND
	:: verb == extend ->
		CHECK(3, I3_only_the_holder_moves_a_lock, isLock(s) && isOf(s));
		CHECK(2, I2_a_lock_ends_at_expires, !isOver(s));
		CHECK(5, I5_extending_never_shortens, end[s] > record[s].expires);
		CHECK(0, no_lock_outlives_the_longest, end[s] <= record[s].lockedAt + MAX_LOCK_SECONDS);
		CHECK(0, an_extension_is_cut_by_its_own_lock, end[s] == longest(s));
		HAPPENS(true, 8, "a lock is extended");
		HAPPENS(end[s] < now + EXTEND_SECONDS, 9, "an extension is shortened by the cap");
		record[s].expires = end[s]
#endif
	fi;
	heldBy[s] = (isLock(s) && record[s].expires > time -> buyer : 0);
	heldUntil[s] = (heldBy[s] != 0 -> record[s].expires : 0)
}

inline remove(s) {
	record[s].status = none;
	record[s].token = 0;
	record[s].expires = 0
#ifdef EXTEND
	; record[s].lockedAt = 0
#endif
}

/* All seats of a write are moved, or none if a condition fails (I4). `fails`: the seats whose condition failed. */
inline judge(set) {
	fails = 0;
	if :: has(set, 0) && !stands(0) -> fails = 1 :: else fi;
	if :: has(set, 1) && !stands(1) -> fails = fails | 2 :: else fi
}

inline moveAll(set) {
#ifdef DESK
	if
	:: verb == exchange -> CHECK(13, an_exchange_keeps_the_number_of_seats, soldTo[way] == buyer)
	:: verb == releaseAll && seatsOf(buyer) == num ->
		CHECK(15, a_whole_release_leaves_no_seat,
			(soldTo[0] != buyer || has(set, 0)) && (soldTo[1] != buyer || has(set, 1)))
	:: else
	fi;
#endif
	if :: has(set, 0) && !has(kept, 0) -> move(0) :: else fi;
	if :: has(set, 1) && !has(kept, 1) -> move(1) :: else fi
}

#ifdef BUG_RELEASE_THAT_IGNORES_NUM
#define ONE_IS_ENOUGH (seatsOf(buyer) > 0)
#else
#define ONE_IS_ENOUGH false
#endif

/* Any buyer may request anything at any time. A token may collect several locks and give them up one by one. */
inline request() {
	if
	:: d_step { buyer = 1; seats = 1 }
	:: d_step { buyer = 1; seats = 2 }
	:: d_step { buyer = 2; seats = 1 }
	:: d_step { buyer = 2; seats = 2 }
	:: d_step { buyer = PARTY; seats = 1 }
	:: d_step { buyer = PARTY; seats = 2 }
	:: d_step { buyer = PARTY; seats = BOTH }
	fi;
#ifdef DESK
	if
	:: verb = lock
	:: buyer != PARTY || seats == BOTH -> verb = claim
	:: buyer != PARTY || seats == BOTH -> verb = sell
	:: d_step { buyer != PARTY -> verb = exchange; way = seats - 1; seats = BOTH }
	:: d_step { buyer == 1 && record[seats - 1].status == locked -> verb = endLock; seen = record[seats - 1].expires }
	/* The index may show any seats of the order; the write is sent only if they are as many as expected. */
	:: d_step { buyer != PARTY && seats == 1 && seatsOf(buyer) == 2 -> verb = releaseAll; num = 2; seats = BOTH }
	:: d_step { ONE_IS_ENOUGH || seatsOf(buyer) == seatsIn(seats) -> verb = releaseAll; num = seatsOf(buyer) }
#ifdef EXTEND
	:: buyer != PARTY || seats == BOTH -> verb = extend
#endif
	fi
#else
	if
	:: verb = lock
	:: verb = unlock
	/* The party buys, extends and releases both seats or none. */
	:: buyer != PARTY || seats == BOTH -> verb = claim
#ifdef EXTEND
	:: buyer != PARTY || seats == BOTH -> verb = extend
#else
	:: buyer != PARTY || seats == BOTH -> verb = release
#endif
	fi
#endif
}

/* `now` is any instant from `slowest` to what the fastest clock shows; LAST + SKEW is at most 6. */
inline readClock(slowest) {
	if
	:: slowest <= 0 -> now = 0
	:: slowest <= 1 && time + SKEW >= 1 -> now = 1
	:: slowest <= 2 && time + SKEW >= 2 -> now = 2
	:: slowest <= 3 && time + SKEW >= 3 -> now = 3
	:: slowest <= 4 && time + SKEW >= 4 -> now = 4
	:: slowest <= 5 && time + SKEW >= 5 -> now = 5
	:: slowest <= 6 && time + SKEW >= 6 -> now = 6
	fi
}

inline tell() {
	printm(verb);
	if
	:: seats == BOTH -> printf(" both seats, token %d\n", token)
	:: else -> printf(" seat %d, token %d\n", seats, token)
	fi
}

/* ---- One function, step by step, from a request to its answer: store/move-seats.ts. ------------------------------- */

/* One round: the write arrives, is judged and is carried out in one step. A transaction is one write. */
inline send() {
	d_step {
#if defined(BUG_READ_THEN_WRITE)
		if
		:: decided -> printf("%d: it writes\n", time); moveAll(seats); touched = seats
		:: else -> printf("%d: it reads and decides\n", time); judge(seats); decided = (fails == 0)
		fi
#elif defined(BUG_CHANGE_READS_FIRST)
		if
		:: decided -> printf("%d: it writes\n", time); moveAll(seats); touched = seats
		:: !decided && verb == exchange -> printf("%d: it reads and decides\n", time); judge(seats); decided = (fails == 0)
		:: !decided && verb != exchange ->
			judge(seats);
			if :: fails == 0 -> printf("%d: it writes\n", time); moveAll(seats); touched = seats :: else fi
		fi
#elif defined(BUG_PARTIAL_BATCH)
		part = (seats == BOTH -> (touched == 1 -> 2 : 1) : seats);
		judge(part);
		if
		:: fails == 0 -> printf("%d: it writes seat %d\n", time, part); moveAll(part); touched = touched | part
		:: else -> printf("%d: its condition fails\n", time)
		fi
#else
		judge(seats);
		if
		:: fails == 0 ->
			printf("%d: it writes\n", time);
			HAPPENS(verb == lock && kept != 0, 11, "one seat is kept and the other locked");
			moveAll(seats);
			touched = seats
		:: else -> printf("%d: its condition fails\n", time)
		fi
#endif
	}
}

#if defined(BUG_KEPT_UNDER_A_CONFLICT)
#define ALL_HEARD (fails != 0)
#else
#define ALL_HEARD (fails != 0 && unheard == 0)
#endif

/* The answer arrives. A failed condition returns the record it met, and the verb's rule decides on it. */
inline hear() {
	if
	:: fails == 0 && touched == seats -> d_step { answerDone() }
	:: fails == 0 && touched != seats -> skip	/* only a broken function has more to do */
	:: fails != 0 ->
		/* If a seat met another transaction, the cancelled one says only `TransactionConflict`, without a record. */
		if
		:: unheard = 0
		:: d_step { seats == BOTH -> unheard = 1; printf("%d: it learns nothing about seat 1\n", time) }
		:: d_step { seats == BOTH -> unheard = 2; printf("%d: it learns nothing about seat 2\n", time) }
		fi;
		d_step {
			fails = fails & ~unheard;
#if defined(DESK) && !defined(BUG_CHANGE_COUNTS_SINGLE_SEATS)
			if
			:: isWhole -> decideWhole()
			:: else ->
				if :: has(fails, 0) -> decide(0) :: else fi;
				if :: has(fails, 1) -> decide(1) :: else fi
			fi;
#else
			if :: has(fails, 0) -> decide(0) :: else fi;
			if :: has(fails, 1) -> decide(1) :: else fi;
#endif
			if
			:: losers != 0 -> answerRefused()
			:: losers == 0 && kept == seats && ALL_HEARD ->
				HAPPENS(verb == lock && touched != 0, 12, "a retry finds the lock it made");
				HAPPENS(verb == claim && touched != 0, 13, "a retry finds the sale it made");
				HAPPENS(verb == claim && touched == 0, 14, "a claim is repeated");
#ifdef DESK
				HAPPENS(verb == exchange && touched != 0, 25, "a retry finds the exchange it made");
				HAPPENS(verb == sell && touched != 0, 26, "a retry finds the sale it made without a lock");
#endif
				answerDone()
			:: else			/* another round */
			fi
		}
	fi
}

/* `decide` in domain/verbs.ts. */
inline decide(s) {
	if
#ifdef EXTEND
	:: verb == extend && isExtended(s) ->
		end[s] = longest(s);
		if
		:: end[s] > record[s].expires -> known[s] = record[s].lockedAt + 1; kept = kept & ~(1 << s)
		:: else -> end[s] = record[s].expires; known[s] = 0; kept = kept | (1 << s)
		fi
#endif
	:: verb != extend && keeps(s) -> kept = kept | (1 << s)
	:: verb != extend && !keeps(s) && writes(s) -> kept = kept & ~(1 << s)
	:: else -> losers = losers | (1 << s)
	fi
}

#ifdef DESK
/* A change is a repeat if every seat is as wanted and each was judged; one that cannot be is refused: tryToMove. */
inline decideWhole() {
	kept = 0;
	if :: has(fails, 0) && keeps(0) -> kept = kept | 1 :: else fi;
	if :: has(fails, 1) && keeps(1) -> kept = kept | 2 :: else fi;
	if
	:: (seats & ~unheard & ~kept) != 0 -> losers = fails & ~kept; if :: losers == 0 -> losers = fails :: else fi; kept = 0
	:: (seats & ~unheard & ~kept) == 0 && unheard != 0 -> kept = 0	/* another round */
	:: else
	fi
}
#endif

/* An answer must be true at the instant at which it was decided. */
inline answerDone() {
	printf("%d: it answers: done\n", time);
	if :: has(seats, 0) -> checkDone(0) :: else fi;
	if :: has(seats, 1) -> checkDone(1) :: else fi;
	answered = true
}

inline checkDone(s) {
	if
	:: verb == lock || verb == extend ->
		CHECK(2, I2_a_lock_ends_at_expires, !isLock(s) || !isOver(s));
		CHECK(4, I4_all_seats_or_none, isOwnLease(s))
	:: verb == claim -> CHECK(4, I4_all_seats_or_none, soldTo[s] == buyer)
#ifdef DESK
	:: verb == sell || (verb == exchange && s != way) -> CHECK(4, I4_all_seats_or_none, soldTo[s] == buyer)
#endif
	:: else -> CHECK(4, I4_all_seats_or_none, isFree(s))
	fi
}

inline answerRefused() {
	printf("%d: it answers: refused\n", time);
	CHECK(4, I4_all_seats_or_none, touched == 0 || touched == seats);
#ifdef DESK
	if
	:: verb == sell ->
		CHECK(5, I5_nobody_is_refused_his_own, (!has(losers, 0) || soldTo[0] != buyer) && (!has(losers, 1) || soldTo[1] != buyer))
	:: verb == exchange ->
		HAPPENS(true, 27, "an exchange is refused");
		CHECK(5, I5_nobody_is_refused_his_own, !(isFree(way) && soldTo[1 - way] == buyer))
	:: else
	fi;
#endif
	if :: has(losers, 0) && !isDesk -> checkRefused(0) :: else fi;
	if :: has(losers, 1) && !isDesk -> checkRefused(1) :: else fi;
	HAPPENS(verb == lock, 15, "a lock is refused");
	HAPPENS(verb == lock && seats == BOTH && losers != BOTH, 16, "a party is refused for one seat");
	HAPPENS(verb == claim, 17, "a claim is refused");
	HAPPENS(verb == unlock, 18, "an unlock is refused");
	HAPPENS(verb == release, 19, "a release is refused");
	answered = true
}

inline checkRefused(s) {
	CHECK(5, I5_nobody_is_refused_his_own, !isOwnLease(s) || verb == release);
	CHECK(12, I2_a_live_lock_stays, !holds(s) || verb == release);
	CHECK(5, I5_nobody_is_refused_his_own, soldTo[s] != buyer || (verb != claim && verb != release));
	CHECK(2, I2_a_lock_ends_at_expires, !isFree(s) || verb == claim || verb == extend)
}

inline forget() {
	d_step {
		buyer = 0; token = 0; verb = 0; seats = 0; now = 0; kept = 0; touched = 0; answered = false
#ifdef EXTEND
		; end[0] = 0; end[1] = 0; known[0] = 0; known[1] = 0
#endif
#ifdef DESK
		; way = 0; seen = 0; num = 0
#endif
#if defined(BUG_READ_THEN_WRITE) || defined(BUG_CHANGE_READS_FIRST)
		; decided = false
#endif
	}
}

active proctype Function() {
	byte buyer, token, seats;
	mtype verb;
	byte now;		/* its clock, read once */
	byte kept;		/* the seats that an earlier round found already as requested */
	byte touched;		/* the seats that a write of this request has changed */
	byte fails, unheard, losers;
	bool answered;
#ifdef EXTEND
	byte end[2], known[2];
#endif
#ifdef DESK
	byte way, seen, num;
#endif
#if defined(BUG_READ_THEN_WRITE) || defined(BUG_CHANGE_READS_FIRST)
	bool decided;
#endif
#ifdef BUG_PARTIAL_BATCH
	byte part;
#endif

endless: do
	:: atomic {
		request();
		readClock(time - SKEW);
		token = buyer;
#ifdef EXTEND
		end[0] = (verb == extend -> now + EXTEND_SECONDS : 0);
		end[1] = end[0];
#endif
		d_step { printf("%d: a function, its clock at %d, accepts: ", time, now); tell() }
	   };
	   do
	   :: atomic {
#ifdef NO_DELAY
		now + SKEW >= time;
#endif
		send();
		if
		/* The answer is lost, so the SDK sends the same write again. (A lost request needs no step.) */
		:: d_step {
			printf("%d: it gets no answer\n", time);
#ifdef BUG_TOKEN_MINTED_IN_A_RETRY
			token = buyer + BUYERS
#endif
		   }
		:: hear()
		fi;
		fails = 0; unheard = 0; losers = 0;
		if :: answered -> forget(); break :: else fi
	   }
	   :: atomic {		/* It is killed between two sends, or runs out of time. */
		HAPPENS(touched != 0, 10, "a function is killed after its write");
		forget();
		break
	   }
	   od
	od
}

/*
 * Everything else that reaches the table. Any buyer may have sent any request at any earlier time, and a copy of a write
 * may arrive late or twice. So any write may land at any time, judged by any `now` up to the fastest clock.
 */
active proctype Traffic() {
	byte buyer, token, seats;
	mtype verb;
	byte now, kept, fails;
#ifdef EXTEND
	byte end[2], known[2];
#endif
#ifdef DESK
	byte way, seen, num;
#endif

endless: do
	:: atomic {
		request();
#ifdef NO_DELAY
		readClock(time - SKEW);
#else
		readClock(0);
#endif
#ifndef BUG_KEPT_UNCHECKED	/* there nothing checks a kept seat, so only a Function, which has seen it, keeps one */
		if
		:: skip
		:: seats == BOTH && (verb == lock || verb == claim || verb == extend) -> kept = 1
		:: seats == BOTH && (verb == lock || verb == claim || verb == extend) -> kept = 2
		fi;
#endif
		d_step {
			token = buyer;
#ifdef EXTEND
			/* A write that the cap cut short is like one by an older clock. A kept seat may have any end. */
			end[0] = (verb == extend && kept != 1 -> now + EXTEND_SECONDS : 0);
			end[1] = (verb == extend && kept != 2 -> now + EXTEND_SECONDS : 0);
#endif
			judge(seats);
			if
			:: fails == 0 ->
				printf("%d: another write lands, judged by %d: ", time, now);
				tell();
				moveAll(seats)
			:: else
			fi;
			buyer = 0; token = 0; verb = 0; seats = 0; now = 0; kept = 0; fails = 0
#ifdef EXTEND
			; end[0] = 0; end[1] = 0
#endif
#ifdef DESK
			; way = 0; seen = 0; num = 0
#endif
		}
	   }
	od
}

/* TTL deletes a record at any time after its end, or never. */
#ifdef BUG_TTL_A_SECOND_EARLY
#define TTL_DUE(s) (record[s].expires != 0 && record[s].expires <= time + 1)
#else
#define TTL_DUE(s) (record[s].expires != 0 && record[s].expires <= time)
#endif

inline sweep(s) {
	CHECK(2, I2_a_live_lock_stays, heldUntil[s] == 0);
	HAPPENS(true, 20, "TTL deletes a record");
	remove(s)
}

active proctype Ttl() {
endless: do
	:: d_step { TTL_DUE(0) -> printf("%d: TTL deletes seat 1\n", time); sweep(0) }
	:: d_step { TTL_DUE(1) -> printf("%d: TTL deletes seat 2\n", time); sweep(1) }
	od
}

inline letGo(s) {
	if
	:: heldUntil[s] <= time -> heldBy[s] = 0; heldUntil[s] = 0
	:: else
	fi
}

active proctype Clock() {
endless: do
	:: d_step { time < LAST -> time++; letGo(0); letGo(1); printf("%d: time passes\n", time) }
	od
}

/* These must hold in every state. */
#define SALE_STAYS(s) (soldTo[s] == 0 || (isSale(s) && buyerOf(record[s].token) == soldTo[s]))
#define PARTY_WHOLE   ((soldTo[0] == PARTY) == (soldTo[1] == PARTY))

active proctype Observer() {
endless: do
	:: atomic { !(SALE_STAYS(0) && SALE_STAYS(1)) -> CHECK(11, I1_a_sale_stays, false) }
	:: atomic { !PARTY_WHOLE -> CHECK(4, I4_all_seats_or_none, false) }
	od
}
