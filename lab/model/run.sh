#!/usr/bin/env bash
# Explores the protocol of a seat (seat.pml), the life of an event (event.pml) and every broken variant of both, and reports
# which rule each variant breaks.
#   bash lab/model/run.sh            everything, as a table; exits with 1 on any surprise, with 3 if a tool is missing
#   bash lab/model/run.sh VARIANT    a short example of how that variant goes wrong
set -uo pipefail
cd "$(dirname "$0")" || exit 1

needs() {
	echo "The model needs $1. Install the Debian package \`$2\`." >&2
	exit 3
}
command -v spin >/dev/null || needs "the model checker Spin" spin
command -v cc >/dev/null || needs "a C compiler" gcc
echo '#include <stdio.h>' | cc -x c -E - >/dev/null 2>&1 || needs "the headers of the C library" libc6-dev

# The variants, each after its model: name, expected result (`holds`, or the rule that breaks), and flags.
variants() {
	sed 's/^/seat  /' <<-'END'
		the protocol                                holds                              -DLAST=5
		the protocol, clocks off by a whole lock    holds                              -DSKEW=2
		the protocol, with extend                   holds                              -DEXTEND -DLAST=3
		the protocol, with longer extensions        holds                              -DEXTEND -DMAX_LOCK_SECONDS=4 -DLAST=1
		the protocol, with the desk                 holds                              -DDESK -DLAST=3
		the protocol, with the desk and extend      holds                              -DDESK -DEXTEND -DLAST=1
		read-then-write                             I1_a_seat_is_sold_once             -DBUG_READ_THEN_WRITE -DONLY=1 -DTWO_BUYERS
		sale-that-ttl-removes                       I1_a_sale_stays                    -DBUG_SALE_THAT_TTL_REMOVES
		expiry-by-ttl                               I2_a_lock_ends_at_expires          -DBUG_EXPIRY_BY_TTL
		less-for-less-or-equal                      I2_a_lock_ends_at_expires          -DBUG_LESS_FOR_LESS_OR_EQUAL
		claim-of-an-ended-lock                      I2_a_lock_ends_at_expires          -DBUG_CLAIM_OF_AN_ENDED_LOCK
		claim-of-an-ended-lock, I1 alone            holds                              -DBUG_CLAIM_OF_AN_ENDED_LOCK -DONLY=1
		ttl-a-second-early                          I2_a_live_lock_stays               -DBUG_TTL_A_SECOND_EARLY
		ttl-a-second-early, seen by a holder        I2_a_live_lock_stays               -DBUG_TTL_A_SECOND_EARLY -DONLY=12
		extend-keeps-an-ended-lock                  I2_a_lock_ends_at_expires          -DBUG_EXTEND_KEEPS_AN_ENDED_LOCK -DEXTEND -DLAST=3
		claim-without-owner                         I3_only_the_holder_moves_a_lock    -DBUG_CLAIM_WITHOUT_OWNER
		unlock-without-owner                        I3_only_the_holder_moves_a_lock    -DBUG_UNLOCK_WITHOUT_OWNER
		extend-without-owner                        I3_only_the_holder_moves_a_lock    -DBUG_EXTEND_WITHOUT_OWNER -DEXTEND -DLAST=3
		partial-batch                               I4_all_seats_or_none               -DBUG_PARTIAL_BATCH
		kept-unchecked                              I4_all_seats_or_none               -DBUG_KEPT_UNCHECKED
		kept-under-a-conflict                       I4_all_seats_or_none               -DBUG_KEPT_UNDER_A_CONFLICT
		retry-turned-into-refusal                   I5_nobody_is_refused_his_own       -DBUG_RETRY_TURNED_INTO_REFUSAL
		token-minted-in-a-retry                     I5_nobody_is_refused_his_own       -DBUG_TOKEN_MINTED_IN_A_RETRY
		repeated-claim-refused                      I5_nobody_is_refused_his_own       -DBUG_REPEATED_CLAIM_REFUSED
		extend-that-shortens                        I5_extending_never_shortens        -DBUG_EXTEND_SHORTENS -DEXTEND -DLAST=3
		release-without-guard                       only_its_buyer_releases_a_sale     -DBUG_RELEASE_WITHOUT_GUARD
		extend-past-the-cap                         no_lock_outlives_the_longest       -DBUG_EXTEND_PAST_THE_CAP -DEXTEND -DLAST=3
		extend-by-another-locks-cap                 an_extension_is_cut_by_its_own_lock -DBUG_EXTEND_BY_ANOTHER_LOCKS_CAP -DEXTEND -DMAX_LOCK_SECONDS=4 -DLAST=1
		sell-of-a-locked-seat                       I3_only_the_holder_moves_a_lock    -DBUG_SELL_OF_A_LOCKED_SEAT -DDESK -DONLY=3 -DLAST=2
		repeated-sell-refused                       I5_nobody_is_refused_his_own       -DBUG_REPEATED_SELL_REFUSED -DDESK -DLAST=2
		change-without-its-guard                    I1_a_seat_is_sold_once             -DBUG_CHANGE_WITHOUT_GUARD -DDESK -DONLY=1 -DTWO_BUYERS -DLAST=2
		change-that-reads-first                     I1_a_seat_is_sold_once             -DBUG_CHANGE_READS_FIRST -DDESK -DONLY=1 -DTWO_BUYERS -DLAST=2
		change-that-counts-single-seats             an_exchange_keeps_the_number_of_seats -DBUG_CHANGE_COUNTS_SINGLE_SEATS -DDESK -DONLY=13 -DLAST=2
		end-of-any-lock                             a_lock_is_ended_as_it_was_seen     -DBUG_END_OF_ANY_LOCK -DDESK -DONLY=14 -DLAST=2
		release-that-ignores-num                    a_whole_release_leaves_no_seat     -DBUG_RELEASE_THAT_IGNORES_NUM -DDESK -DONLY=15 -DLAST=2
		claim-by-the-clock, clocks agree            holds                              -DBUG_CLAIM_BY_THE_CLOCK -DSKEW=0 -DNO_DELAY -DONLY=1 -DLAST=3
		claim-by-the-clock, clocks differ           I1_a_seat_is_sold_once             -DBUG_CLAIM_BY_THE_CLOCK -DSKEW=1 -DNO_DELAY -DONLY=1 -DTWO_BUYERS
		claim-by-the-clock, writes are late         I1_a_seat_is_sold_once             -DBUG_CLAIM_BY_THE_CLOCK -DSKEW=0 -DONLY=1 -DTWO_BUYERS
	END
	sed 's/^/event /' <<-'END'
		the life of an event                        holds                              -DDELETIONS=2 -DDOCUMENTS=8 -DVERSIONS=2
		the life of an event, with two PUTs at once holds                              -DPUTS=2 -DDOCUMENTS=10 -DVERSIONS=2
		the life of an event, with late plans       holds                              -DLATE -DLIVES=1 -DDOCUMENTS=14
		the life of an event, with ids              holds                              -DDOCUMENTS=84
		states-before-the-record                    I10_a_seat_is_as_it_was_left       -DBUG_STATES_BEFORE_THE_RECORD -DDOCUMENTS=14
		plan-under-the-digest-of-its-document       I10_a_seat_is_as_it_was_left       -DBUG_PLAN_UNDER_THE_DIGEST_OF_ITS_DOCUMENT -DLATE -DLIVES=1 -DDOCUMENTS=14
		starts-of-the-latest-document               I10_a_seat_is_as_it_was_left       -DBUG_STARTS_OF_THE_LATEST_DOCUMENT -DDOCUMENTS=14
		record-before-its-plans                     I10_the_plan_of_the_event_is_there -DBUG_RECORD_BEFORE_ITS_PLANS -DDOCUMENTS=10
		life-used-again                             I10_a_seat_is_as_it_was_left       -DBUG_LIFE_USED_AGAIN -DONLY=1 -DDOCUMENTS=4
		put-over-any-version                        I10_no_seat_is_dropped             -DBUG_PUT_OVER_ANY_VERSION -DONLY=3 -DPUTS=2 -DDOCUMENTS=10
		put-over-any-life                           I10_a_put_replaces_no_other_event  -DBUG_PUT_OVER_ANY_LIFE -DPUTS=2 -DDOCUMENTS=10
		put-that-brings-back                        I10_a_deleted_event_stays_deleted  -DBUG_PUT_THAT_BRINGS_BACK -DDOCUMENTS=10
		sweep-first                                 I10_the_plan_of_the_event_is_there -DBUG_SWEEP_FIRST -DDOCUMENTS=8 -DVERSIONS=2
		deletion-under-any-mark                     I10_no_sale_without_its_event      -DBUG_DELETION_UNDER_ANY_MARK -DDELETIONS=2 -DDOCUMENTS=2 -DVERSIONS=2
		mark-used-twice                             I10_no_sale_without_its_event      -DBUG_MARK_USED_TWICE -DDELETIONS=2 -DDOCUMENTS=2 -DVERSIONS=2
		deletion-that-does-not-wait                 I10_no_sale_without_its_event      -DBUG_DELETION_THAT_DOES_NOT_WAIT -DDELETIONS=2 -DDOCUMENTS=2 -DVERSIONS=2
		deletion-that-looks-once                    I10_no_sale_without_its_event      -DBUG_DELETION_THAT_LOOKS_ONCE -DDOCUMENTS=2 -DVERSIONS=2
		ended-lock-left                             I10_no_sale_without_its_event      -DBUG_ENDED_LOCK_LEFT -DDOCUMENTS=2 -DVERSIONS=2
		lock-by-old-knowledge                       I10_no_sale_without_its_event      -DBUG_LOCK_BY_OLD_KNOWLEDGE -DDOCUMENTS=2 -DVERSIONS=2
		sale-of-a-block-by-old-knowledge            I10_no_sale_without_its_event      -DBUG_SALE_OF_A_BLOCK_BY_OLD_KNOWLEDGE -DDOCUMENTS=2 -DVERSIONS=2
		put-that-ignores-ids                        I11_a_sale_stays_with_its_seat     -DBUG_PUT_THAT_IGNORES_IDS -DDOCUMENTS=84
		put-that-forgets-ids                        I11_a_sale_stays_with_its_seat     -DBUG_PUT_THAT_FORGETS_IDS -DDOCUMENTS=84
	END
}

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cp seat.pml event.pml "$work" && cd "$work" || exit 1

# Builds the search of a model, ./pan, from flags for the model and, after a comma, for the search.
build() {
	local file=$1.pml model=${2%,*} search=${2#*,}
	# shellcheck disable=SC2086
	spin $model -a "$file" >build.log 2>&1 && cc -O2 -w -DSAFETY -DNOCOMP -DMEMLIM=2000 $search -o pan pan.c >>build.log 2>&1 && return
	cat build.log >&2
	return 1
}

broken_rule() { sed -n 's/^pan:1: assertion violated \([A-Za-z0-9_]*\).*/\1/p' "$1"; }

# Whether the search visited every state and found no error.
is_exhausted() {
	grep -q 'errors: 0$' "$1" && ! grep -qE 'Search not completed|max search depth too small|MEMLIM|out of memory' "$1"
}

# Searches within growing depths, so the first example it finds is short.
tell_story() {
	local model=$1 flags=$2 depth
	build "$model" "$flags,-DREACH" || exit 1
	for depth in 12 14 16 18 20 22 24 26 28 30 35 40 50 70 100 1000; do
		./pan -m"$depth" -w22 >out 2>&1
		[ -n "$(broken_rule out)" ] && break
	done
	[ -n "$(broken_rule out)" ] || { echo "This variant breaks no rule."; return; }
	[ "$model" = event ] || echo "time: what happens"
	./pan -r 2>/dev/null | sed -nE 's/^ *([0-9]+: [a-zA-Z]|> )/\1/p'
	echo "broken: $(broken_rule out)"
}

if [ $# -gt 0 ]; then
	line=$(variants | grep -E "^.{6}$1 " | head -1)
	[ -n "$line" ] || { echo "There is no variant \"$1\". The variants are:" && variants | cut -c7-49; exit 1; }
	tell_story "${line%% *}" "$(sed -E 's/^.{50}[^ ]+ +//' <<<"$line")"
	exit
fi

# Explores one variant in its own directory. Writes its row of the table, and a file `passed` if the result is as expected.
explore() {
	local line=$1 model name expected flags result=unbuilt states=- depth=- seconds=-
	model=${line%% *}
	name=$(sed -E 's/ +$//' <<<"${line:6:43}")
	read -r expected flags <<<"${line:50}"
	: >out
	if build "$model" "$flags,"; then
		./pan -m1000000 -w22 -n >out 2>&1
		result=$(broken_rule out)
		[ -z "$result" ] && result="not explored" && is_exhausted out && result=holds
		states=$(awk '/states, stored/ { print $1 }' out)
		depth=$(sed -n 's/.*depth reached \([0-9]*\).*/\1/p' out)
		seconds=$(sed -n 's/^pan: elapsed time \([0-9.e+-]*\) seconds.*/\1/p' out)
		case $name in "the protocol"* | "the life of an event"*) sed -n 's/^happens: //p' out >happened ;; esac
	fi
	if [ "$result" = "$expected" ]; then
		: >passed
	else
		result="$result (!)"
		cat out >&2
	fi
	printf '%-43s %-36s %-36s %9s %8s %7s\n' "$name" "$expected" "$result" "$states" "$depth" "$seconds" >row
}

# One search per core, but at most four, because each may take 2 GB of memory.
at_once=$(nproc 2>/dev/null || echo 1)
[ "$at_once" -le 4 ] || at_once=4
number=100
while IFS= read -r line; do
	number=$((number + 1))
	mkdir "$number" && cp seat.pml event.pml "$number"
	(cd "$number" && explore "$line") &
	while [ "$(jobs -rp | wc -l)" -ge "$at_once" ]; do wait -n; done
done < <(variants)
wait
printf '%-43s %-36s %-36s %9s %8s %7s\n' variant expected result states depth seconds
cat [0-9]*/row
passed=$(find . -name passed | wc -l)
failed=$((number - 100 - passed))

# Every event that the models name must have happened, or the rules would hold vacuously.
sed -n 's/.*HAPPENS(.*, *"\([^"]*\)").*/\1/p' seat.pml event.pml | sort -u >events
never=$(sort -u [0-9]*/happened | comm -23 events -)
total=$(wc -l <events)
if [ -z "$never" ]; then
	passed=$((passed + 1))
	printf '\nNo rule holds vacuously: each of these events happens while the protocol and the life of an event are explored.\n'
	sed 's/^/  /' events
else
	failed=$((failed + 1))
	printf '\nThese of the %d events never happen, so the rules about them are not tested:\n%s\n' "$total" "$never"
fi

printf '\n%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
