/*
 * The life of an event: it is put, extended and deleted while its seats sell. Small enough for Spin to explore completely.
 * There are two labels, the second of them only in some documents, and two physical seats with an id each.
 *
 * Every request may stop after each of its writes, and is then sent again or not. The table carries out a write, or a
 * transaction, in one atomic step. The rules are those of docs/data-model.md and of ADR 026, 027 and 028; I10 and I11
 * are the project's invariants. README.md says what is left out; run.sh explores every broken variant of it (BUG_...).
 */

#ifndef PUTS
#define PUTS 1			/* PUTs at the same time */
#endif
#ifndef DELETIONS
#define DELETIONS 1		/* deletions at the same time */
#endif
#ifndef LIVES
#define LIVES 2			/* at the same time; a life of which nothing is left and nobody knows may be given again */
#endif
#ifndef VERSIONS
#define VERSIONS 3		/* the documents of one life */
#endif
#ifndef DOCUMENTS
#define DOCUMENTS 254		/* those that are put, as a bit mask: 2 is document 1, 254 is all seven */
#endif

mtype = { none, available, locked, sold, blocked };

/*
 * A document, and the content of a plan, is a number:
 *   1           the first label alone, without an id
 *   2, 4, 6     both labels; without ids, with ids, with ids that have changed places
 *   3, 5, 7     the same, and the seat of the second label starts sold
 */
#define has(set, d)      (((set) >> (d)) & 1)
#define isLarge(d)       ((d) >= 2)
#define hasLabel(d, s)   ((s) == 0 -> (d) != 0 : isLarge(d))
#define saysSold(d, s)   ((s) == 1 && (d) >= 3 && ((d) & 1))
#define idsOf(d)         ((d) >> 1)		/* 2: with ids, 3: changed places; less: without ids */
#define idOf(d, s)       ((idsOf(d) < 2 -> 0 : (idsOf(d) == 2 -> (s) + 1 : 2 - (s))))

/* ---- The table. --------------------------------------------------------------------------------------------------- */

typedef Event {
	byte life;			/* 0: there is no event */
	byte version;
	byte mark;			/* 0: no deletion is under way */
	byte document;			/* the digest of the document, */
	byte plan			/* and of its plan: the key that it is kept under */
};
Event event;

/* What is kept under a life: seats, plans, and its grave. Life 1 is at 0. */
typedef Life {
	mtype seat[2] = none;
	bool isStart;			/* the second seat starts sold, and its record says so */
	byte plans;			/* the keys under which there is a plan; its content is its key, */
	byte others;			/* except at these keys, where the second seat starts otherwise: only after a mistake */
	bool isGrave
};
Life lives[LIVES];
#define life(l)          lives[(l) - 1]
#define planIn(l, key)   ((!has(life(l).plans, key) -> 0 : (has(life(l).others, key) -> (key) ^ 1 : (key))))

inline writePlan(l, k, c) {
	life(l).plans = life(l).plans | (1 << k);
	life(l).others = (c == k -> life(l).others & ~(1 << k) : life(l).others | (1 << k))
}

/* A write of a plan that may still arrive, at any time and more than once. */
byte lateLife, lateKey, latePlan;

/* ---- What functions know, as far as others must see it. ------------------------------------------------------------ */

byte putsIn[PUTS];		/* the life that a PUT has read, or will make */
byte deletesIn[DELETIONS];
byte markOf[DELETIONS];
bool waitsFor[DELETIONS];	/* a deletion waits until the function below has forgotten what it knew when the wait began */
byte knownLife, knownPlan;	/* by the function that locks; 0 if it must read the event first */

/* ---- The truth, for the checks. No condition reads it. ------------------------------------------------------------- */

mtype was[2] = none;		/* each seat of the event, as its last change left it, or else as its document started it */
byte physical[2];		/* the physical seat under the label; 0 as long as no document has said */

bool I10_a_seat_is_as_it_was_left = true;
bool I10_the_plan_of_the_event_is_there = true;
bool I10_no_seat_is_dropped = true;
bool I10_a_put_replaces_no_other_event = true;
bool I10_a_deleted_event_stays_deleted = true;
bool I10_no_sale_without_its_event = true;
bool I11_a_sale_stays_with_its_seat = true;

/* Each rule is a variable, so that Spin names the broken one. ONLY=n checks only number n. */
#ifdef ONLY
#define CHECK(n, rule, p) rule = (ONLY != n || (p)); assert(rule)
#else
#define CHECK(n, rule, p) rule = (p); assert(rule)
#endif

/* So that no rule holds vacuously: the search reports when an event first happens, and run.sh expects every event. */
c_decl {
	\#include <stdio.h>
	static int count[32];
	static void happens(int event, const char *name) {
		if (count[event]++ == 0) fprintf(stderr, "happens: %s\n", name);
	}
}
#define HAPPENS(p, event, name) if :: (p) -> c_code { happens(event, name); } :: else fi

/* The state of a seat as a reader finds it: its record, or else as its plan starts it (ADR 026). */
#ifdef BUG_STATES_BEFORE_THE_RECORD
#define startsSold(content, s) false
#else
#define startsSold(content, s) saysSold(content, s)
#endif
#define stateIn(l, content, s) \
	((life(l).seat[s] != none -> life(l).seat[s] : (startsSold(content, s) -> sold : available)))
#define isAsLeft(s) \
	(!hasLabel(event.document, s) || stateIn(event.life, planIn(event.life, event.plan), s) == was[s])

inline check() {
	if
	:: event.life != 0 ->
		CHECK(2, I10_the_plan_of_the_event_is_there, planIn(event.life, event.plan) != 0);
		CHECK(1, I10_a_seat_is_as_it_was_left, isAsLeft(0) && isAsLeft(1))
	:: else
	fi
}

inline become(l, s, state) {
	life(l).seat[s] = state;
	if :: event.life == l -> was[s] = state :: else fi
}

/* An available seat has no record, unless it starts taken: then the record says that it is available. */
inline free(l, s) {
	life(l).seat[s] = (s == 1 && life(l).isStart -> available : none);
	if :: event.life == l -> was[s] = available :: else fi
}

/* What a life has is deleted record by record; here at once, as often as one likes. */
inline clear(l) {
	life(l).seat[0] = none; life(l).seat[1] = none;
	life(l).plans = 0; life(l).others = 0;
	life(l).isStart = false; life(l).isGrave = false
}

/* ---- PUT: store/save-event.ts. ------------------------------------------------------------------------------------ */

#define me _pid

#define isHeld(l) (event.life == l || knownLife == l || lateLife == l || isRead(l))
#define isRead(l) (putsIn[0] == l || putsIn[PUTS - 1] == l || deletesIn[0] == l || deletesIn[DELETIONS - 1] == l)
#define isEmpty(l) (life(l).seat[0] == none && life(l).seat[1] == none && life(l).plans == 0 && !life(l).isGrave)

#ifdef BUG_LIFE_USED_AGAIN
#define isNew(l) (l == 1)
#else
#define isNew(l) (!isHeld(l) && isEmpty(l))
#endif

#if defined(BUG_PUT_THAT_IGNORES_IDS)
#define changesIds() false
#elif defined(BUG_PUT_THAT_FORGETS_IDS)
#define changesIds() (idsOf(before) >= 2 && idsOf(document) >= 2 && idsOf(before) != idsOf(document))
#else
#define changesIds() (idsOf(before) >= 2 && idsOf(before) != idsOf(document))
#endif

/* The event's record is as it was read, or there is still none. */
#if defined(BUG_PUT_OVER_ANY_VERSION)
#define isAsRead() (event.life == (version != 0 -> putsIn[me] : 0))
#elif defined(BUG_PUT_OVER_ANY_LIFE)
#define isAsRead() ((event.life == 0 -> version == 0 : event.version == version))
#elif defined(BUG_PUT_THAT_BRINGS_BACK)
#define isAsRead() (event.life == 0 || (event.life == putsIn[me] && event.version == version))
#else
#define isAsRead() (event.life == (version != 0 -> putsIn[me] : 0) && event.version == version)
#endif

inline beginSeat(s) {
	if
	:: hasLabel(document, s) && (event.life == 0 || !hasLabel(event.document, s)) ->
		was[s] = (saysSold(document, s) -> sold : available);
		physical[s] = 0
	:: else
	fi;
	if
	:: idOf(document, s) != 0 && hasLabel(document, s) ->
		CHECK(7, I11_a_sale_stays_with_its_seat,
			physical[s] == 0 || physical[s] == idOf(document, s) || was[s] != sold);
		physical[s] = idOf(document, s)
	:: else
	fi
}

#define isBlockLeft() (life(1).seat[0] == blocked || life(LIVES).seat[0] == blocked)

inline putInForce() {
	CHECK(4, I10_a_put_replaces_no_other_event, event.life == 0 || event.life == putsIn[me]);
	CHECK(5, I10_a_deleted_event_stays_deleted, event.life != 0 || version == 0);
	CHECK(3, I10_no_seat_is_dropped, !isLarge(event.document) || isLarge(document));
	HAPPENS(event.life == 0, 0, "an event is made");
	HAPPENS(event.life == 0 && isBlockLeft(), 1, "an event is made while a block of the one before it is left");
	HAPPENS(event.life != 0 && !isLarge(event.document) && isLarge(document), 2, "an event is extended");
	HAPPENS(event.mark != 0, 3, "a PUT opens an event again whose deletion is under way");
	beginSeat(0);
	beginSeat(1);
	event.life = putsIn[me];
	event.version = version + 1;
	event.mark = 0;
	event.document = document;
	event.plan = key;
	check()
}

mtype = { READ, PLAN, RECORD, LOOK, TAKE, MARK, WAIT, UNMARK, REMOVE };

inline endPut() {
	putsIn[me] = 0; document = 0; version = 0; before = 0; content = 0; key = 0;
	step = READ
}

inline chooseDocument() {
	if
	:: document != 0 -> skip			/* another round */
	:: document == 0 && has(DOCUMENTS, 1) -> document = 1
	:: document == 0 && has(DOCUMENTS, 2) -> document = 2
	:: document == 0 && has(DOCUMENTS, 3) -> document = 3
	:: document == 0 && has(DOCUMENTS, 4) -> document = 4
	:: document == 0 && has(DOCUMENTS, 5) -> document = 5
	:: document == 0 && has(DOCUMENTS, 6) -> document = 6
	:: document == 0 && has(DOCUMENTS, 7) -> document = 7
	fi
}

/* What a document makes of the plan that the event has, or of none. */
inline compare() {
	if
	:: isLarge(before) && !isLarge(document) ->
		HAPPENS(true, 4, "a PUT is refused because it drops a seat");
		endPut()
	:: isLarge(before) && isLarge(document) && changesIds() ->
		HAPPENS(true, 5, "a PUT is refused because an id has another label");
		endPut()
	:: else ->
		/* A seat that the event has starts as it did, whatever the document says of it now. */
#ifdef BUG_STARTS_OF_THE_LATEST_DOCUMENT
		content = document;
#else
		content = (isLarge(before) -> (document & 6) + (before & 1) : document);
#endif
#ifdef BUG_PLAN_UNDER_THE_DIGEST_OF_ITS_DOCUMENT
		key = document;
#else
		key = content;
#endif
#ifdef BUG_RECORD_BEFORE_ITS_PLANS
		step = RECORD
#else
		step = PLAN
#endif
	fi
}

active [PUTS] proctype Put() {
	mtype step = READ;
	byte document;
	byte version;			/* of the record as it was read; 0: there was none */
	byte before, content, key;

endless: do
	:: atomic {
		step == READ && (event.life != 0 || isNew(1) || isNew(LIVES));
		chooseDocument();
		d_step {
			version = event.version;
			putsIn[me] = (event.life != 0 -> event.life : (isNew(1) -> 1 : LIVES));
			printf("> PUT %d, document %d: reads life %d, version %d\n", me, document, putsIn[me], version);
			if
			:: version == VERSIONS -> endPut()	/* enough for this life */
			:: version == 0 -> before = 0; compare()
			:: version != 0 && version != VERSIONS && document == event.document ->
				/* The section is as it was: nothing is written but the record, to take a mark away. */
				if
				:: event.mark == 0 -> endPut()
				:: else -> key = event.plan; step = RECORD
				fi
			:: else ->
				before = planIn(event.life, event.plan);
				if
				:: before == 0 -> endPut()
				:: else -> compare()
				fi
			fi;
			before = 0
		}
	   }
	:: atomic {
		step == PLAN;
#ifdef LATE
		if
		:: skip
		:: lateLife == 0 -> lateLife = putsIn[me]; lateKey = key; latePlan = content
		fi;
#endif
		if
		:: printf("> PUT %d: writes plan %d under key %d\n", me, content, key);
		   writePlan(putsIn[me], key, content);
#ifdef BUG_STATES_BEFORE_THE_RECORD
		   if
		   :: saysSold(document, 1) && (version == 0 || !isLarge(event.document)) -> life(putsIn[me]).seat[1] = sold
		   :: else
		   fi;
#endif
		   check();
		   step = RECORD
		:: printf("> PUT %d: gives up, and its plan has not arrived\n", me);
		   endPut()
		fi;
#ifdef BUG_RECORD_BEFORE_ITS_PLANS
		if :: step == RECORD -> endPut() :: else fi
#endif
	   }
	:: d_step {
		step == RECORD ->
		if
		:: isAsRead() ->
			printf("> PUT %d: puts document %d in force, version %d\n", me, document, version + 1);
			putInForce();
#ifdef BUG_RECORD_BEFORE_ITS_PLANS
			step = PLAN
#else
			endPut()
#endif
		:: else ->
			printf("> PUT %d: finds the event changed\n", me);
			HAPPENS(true, 6, "a PUT loses to another request and compares its document again");
			putsIn[me] = 0; version = 0; content = 0; key = 0;
			step = READ
		fi
	   }
	:: d_step {
		step == RECORD ->
		printf("> PUT %d: is interrupted\n", me);
		HAPPENS(true, 7, "a PUT is interrupted after it has written its plan");
		endPut()
	   }
	od
}

#undef me

/* ---- DELETE: store/delete-event.ts. ------------------------------------------------------------------------------- */

#define me (_pid - PUTS)

#ifdef BUG_MARK_USED_TWICE
#define NEW_MARK 1
#elif DELETIONS == 2
#define isMark(m) (event.mark == m || markOf[0] == m || markOf[1] == m)
#define NEW_MARK ((!isMark(1) -> 1 : (!isMark(2) -> 2 : 3)))
#else
#define NEW_MARK ((event.mark != 1 -> 1 : 2))
#endif

#define isOwnEvent() (event.life == deletesIn[me] && event.version == version)
#ifdef BUG_DELETION_UNDER_ANY_MARK
#define isOwnMark() (event.mark != 0)
#else
#define isOwnMark() (event.mark == markOf[me])
#endif

inline endDeletion() {
	deletesIn[me] = 0; markOf[me] = 0; waitsFor[me] = false;
	version = 0; plan = 0; seat = 0; isUsed = false; ended = 0; isSecond = false;
	step = READ
}

inline startWait() {
	waitsFor[me] = (knownLife != 0);
	step = WAIT
}

/* Takes away a lock that has ended for this function: for another it may be live, and it could be claimed (I6). */
inline takeAway(s) {
	if
	:: has(ended, s) && life(deletesIn[me]).seat[s] == locked ->
		HAPPENS(true, 8, "a deletion takes away a lock that has ended");
		free(deletesIn[me], s)
	:: has(ended, s) && (life(deletesIn[me]).seat[s] == sold || life(deletesIn[me]).seat[s] == blocked) -> isUsed = true
	:: else
	fi
}

/* All seats have been looked at, and what was in the way is gone, or the event is in use. */
inline decide() {
	HAPPENS(isUsed && !isSecond, 10, "a deletion is refused because a seat is in use");
	HAPPENS(isUsed && isSecond, 11, "a deletion finds a seat in use that was not, and takes its mark back");
	if
	:: isUsed && !isSecond -> endDeletion()
	:: else -> step = (isUsed -> UNMARK : (isSecond -> REMOVE : MARK)); isUsed = false; ended = 0
	fi
}

active [DELETIONS] proctype Deletion() {
	mtype step = READ;
	byte version, plan;
	byte seat;			/* the next one to look at */
	bool isUsed, isSecond;
	byte ended;			/* the seats whose locks have ended */

endless: do
	:: d_step {
		step == READ && event.life != 0 && planIn(event.life, event.plan) != 0 ->
		deletesIn[me] = event.life;
		version = event.version;
		plan = planIn(event.life, event.plan);
		markOf[me] = event.mark;
		printf("> DELETE %d: reads life %d, version %d, mark %d\n", me, event.life, version, event.mark);
		HAPPENS(event.mark != 0, 9, "a deletion goes on under the mark of another");
		if
		:: event.mark == 0 -> step = LOOK
#ifdef BUG_DELETION_THAT_DOES_NOT_WAIT
		:: event.mark != 0 -> isSecond = true; step = LOOK
#else
		:: event.mark != 0 -> startWait()
#endif
		fi
	   }
	:: atomic {
		step == LOOK;
		if
		:: life(deletesIn[me]).seat[seat] == locked -> isUsed = true
		:: life(deletesIn[me]).seat[seat] == locked -> ended = ended | (1 << seat)
		:: life(deletesIn[me]).seat[seat] != locked ->
			isUsed = isUsed || (hasLabel(plan, seat) && stateIn(deletesIn[me], plan, seat) == sold)
		fi;
		d_step {
			printf("> DELETE %d: looks at seat %d\n", me, seat + 1);
			if
			:: seat == 0 && isLarge(plan) -> seat = 1
			:: else ->
				seat = 0;
				if
				:: isUsed || ended == 0 -> decide()
				:: else -> step = TAKE
				fi
			fi
		}
	   }
	:: d_step {
		step == TAKE ->
#ifndef BUG_ENDED_LOCK_LEFT
		takeAway(0);
		takeAway(1);
#endif
		decide();
		check()
	   }
	:: d_step {
		step == MARK ->
		if
		:: isOwnEvent() && event.mark == 0 ->
			markOf[me] = NEW_MARK;
			event.mark = markOf[me];
			printf("> DELETE %d: sets mark %d\n", me, event.mark);
			startWait()
		:: else -> endDeletion()
		fi
	   }
	:: d_step {
		step == WAIT && !waitsFor[me] ->
		printf("> DELETE %d: has waited\n", me);
		isSecond = true;
#ifdef BUG_DELETION_THAT_LOOKS_ONCE
		step = REMOVE
#else
		step = LOOK
#endif
	   }
	:: d_step {
		step == UNMARK ->
		if
		:: isOwnEvent() && event.mark == markOf[me] -> event.mark = 0; printf("> DELETE %d: takes its mark back\n", me)
		:: else
		fi;
		endDeletion()
	   }
#ifdef BUG_SWEEP_FIRST
	:: d_step { step == REMOVE -> printf("> DELETE %d: sweeps up\n", me); clear(deletesIn[me]); check() }
#endif
	:: d_step {
		step == REMOVE ->
		if
		:: isOwnEvent() && isOwnMark() ->
			printf("> DELETE %d: removes life %d\n", me, event.life);
			HAPPENS(true, 12, "an event is deleted");
			CHECK(6, I10_no_sale_without_its_event, was[0] != sold && was[1] != sold);
			life(event.life).isGrave = true;
			event.life = 0; event.version = 0; event.mark = 0; event.document = 0; event.plan = 0;
			was[0] = none; was[1] = none; physical[0] = 0; physical[1] = 0
		:: else ->
			HAPPENS(isOwnEvent(), 13, "a deletion finds that its mark is gone")
		fi;
		endDeletion()
	   }
	:: d_step {
		step != READ ->
		printf("> DELETE %d: is interrupted\n", me);
		HAPPENS(step == WAIT, 14, "a deletion is interrupted after it has set its mark");
		endDeletion()
	   }
	od
}

/* ---- Sweeping up, and late plans. ---------------------------------------------------------------------------------- */

/* What a deleted event has left is swept up at any time after it; what a PUT has left that made no event, by hand. */
#ifdef BUG_LIFE_USED_AGAIN
#define mayBeSwept(l) life(l).isGrave
#else
#define mayBeSwept(l) (life(l).isGrave || (!isHeld(l) && !isEmpty(l)))
#endif

active proctype Rest() {
endless: do
	:: d_step { mayBeSwept(1) -> printf("> life 1 is swept up\n"); clear(1); check() }
#if LIVES > 1
	:: d_step { mayBeSwept(2) -> printf("> life 2 is swept up\n"); clear(2); check() }
#endif
#ifdef LATE
	:: d_step {
		lateLife != 0 ->
		printf("> plan %d arrives late under key %d in life %d\n", latePlan, lateKey, lateLife);
		HAPPENS(event.life == lateLife && event.document != lateKey, 15, "a plan arrives after another is in force");
		writePlan(lateLife, lateKey, latePlan);
		check()
	   }
	:: d_step { lateLife != 0 -> lateLife = 0; lateKey = 0; latePlan = 0 }
#endif
	od
}

/* ---- One function that makes records of available seats, while it has just read the event (ADR 028). --------------- */

#if DELETIONS == 2
#define forgotten() waitsFor[0] = false; waitsFor[1] = false
#else
#define forgotten() waitsFor[0] = false
#endif

#define isAvailable(s) (hasLabel(knownPlan, s) && stateIn(knownLife, knownPlan, s) == available)

inline make(s, state) {
	printf("seat %d of life %d\n", s + 1, knownLife);
	become(knownLife, s, state);
	check()
}

active proctype Function() {
endless: do
	:: d_step {
		event.life != 0 && event.mark == 0 && planIn(event.life, event.plan) != 0 ->
		knownLife = event.life;
		knownPlan = planIn(event.life, event.plan);
		printf("> a function reads the event, life %d\n", knownLife);
		forgotten()
	   }
#ifdef BUG_LOCK_BY_OLD_KNOWLEDGE		/* it never forgets, so nobody waits for it in vain */
	:: d_step { knownLife != 0 -> forgotten() }
#else
	:: d_step { knownLife != 0 -> knownLife = 0; knownPlan = 0; printf("> what it has read is too old now\n"); forgotten() }
#endif
	:: d_step { knownLife != 0 && isAvailable(0) -> printf("> a lock of "); make(0, locked) }
	:: d_step { knownLife != 0 && isAvailable(1) -> printf("> a lock of "); make(1, locked) }
	:: d_step { knownLife != 0 && isAvailable(0) -> printf("> a block of "); make(0, blocked) }
#ifndef BUG_SALE_OF_A_BLOCK_BY_OLD_KNOWLEDGE	/* a blocked seat is not in use, so selling it needs fresh knowledge, too */
	:: d_step {
		knownLife != 0 && life(knownLife).seat[0] == blocked ->
		printf("> a sale of "); make(0, sold);
		CHECK(6, I10_no_sale_without_its_event, event.life == knownLife)
	   }
#endif
	od
}

/* ---- What needs a live record may land at any time, in any life, however old its sender's knowledge of the event. --- */

/* Nobody knows of a seat that no document has put in force yet. */
#define isKnown(l, s) (life(l).isGrave || (event.life == l && was[s] != none))

active proctype Buyers() {
	byte l, s;

endless: do
	:: atomic {
		if :: l = 1 :: LIVES > 1 -> l = LIVES fi;
		if :: s = 0 :: s = 1 fi;
		if
		:: life(l).seat[s] == locked ->
			printf("> seat %d of life %d is claimed\n", s + 1, l);
			HAPPENS(event.life == l, 16, "a lock is claimed");
			CHECK(6, I10_no_sale_without_its_event, event.life == l);
			become(l, s, sold)
		:: isKnown(l, s) && (life(l).seat[s] == locked || life(l).seat[s] == sold || life(l).seat[s] == blocked) ->
			printf("> seat %d of life %d is given back\n", s + 1, l);
			free(l, s)
		:: s == 1 && event.life == l && life(l).seat[s] == none && startsSold(planIn(l, event.plan), s) ->
			printf("> seat %d of life %d, which started sold, is released\n", s + 1, l);
			HAPPENS(true, 17, "a seat that starts sold is released");
			life(l).isStart = true;
			free(l, s)
#ifdef BUG_SALE_OF_A_BLOCK_BY_OLD_KNOWLEDGE
		:: life(l).seat[s] == blocked ->
			printf("> seat %d of life %d is sold\n", s + 1, l);
			CHECK(6, I10_no_sale_without_its_event, event.life == l);
			become(l, s, sold)
#endif
		:: else
		fi;
		check();
		l = 0; s = 0
	   }
	od
}
