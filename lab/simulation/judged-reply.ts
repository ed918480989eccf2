/** Judges a reply when it comes, as far as that needs no checker, and records it for the checker. */
import type { Reply } from "../../test/support/service.ts";
import type { EventState, Version } from "./event-log.ts";
import type { Operation } from "./history.ts";
import { explainsNotFound, faultOfEvent } from "./life.ts";
import { faultOf } from "./looks.ts";
import type { World } from "./open-world.ts";
import { faultOfOrder, outcomeOf, revealsToken, seatsOf } from "./replies.ts";
import {
	nameOf,
	recordAnswer,
	recordUnanswered,
	recordUnknown,
	requestedSeats,
	type SentRequest,
} from "./sent-request.ts";

/** How old the event may be that a function knows. */
const KNOWN_FOR_MS = 3_000;

/** @returns whether it answers the request: after a 503 nobody knows what has happened. */
export function judgeReply(world: World, sent: SentRequest, reply: Reply): boolean {
	const { event, history, log, time } = world;
	const { request } = sent;
	const { verb, route } = request;
	const inWords = `${reply.status} ${JSON.stringify(reply.body)}`;
	const note = (fault: string | false | undefined) => {
		if (fault) history.faults.push(fault);
	};
	const known = log.remembered(sent.beganMs - KNOWN_FOR_MS, time.step);
	const isByIndex = isRefusedByIndex(sent, reply);
	const isUnfound = reply.status === 404 && verb !== "event";
	const isAboutNoSeats = isByIndex || (isUnfound && explainsNotFound(known, request, reply.body.type));
	const outcome = isAboutNoSeats ? "nothing" : outcomeOf(request, reply, (seat) => nameOf(sent, seat));
	if (verb === "lock" && reply.status === 200) sent.token = reply.body.token;

	note(reply.status === 503 && mustSucceed(world, sent) && `${verb} was answered 503 although it met no fault`);
	const own = verb === "lock" ? sent.token : undefined;
	note(revealsToken(reply, own) && `I9: ${route} was answered with a token: ${JSON.stringify(reply.body)}`);
	if (outcome === "unknown") {
		if (sent.lateArrival) sent.lateArrival.then(recordUnknown(history, sent));
		else recordUnanswered(history, sent);
		return false;
	}
	note(lacksFacts(outcome) && `${route} was answered without the state of its seats: ${inWords}`);
	if (outcome === "outside the contract") note(`${route} was answered ${inWords}`);
	else if (verb === "event")
		note(faultOfEvent(log, { request, change: sent.change, reply, from: sent.invokedAt, until: time.step }));
	else if (isByIndex) note(faultOfOrder(request, reply, sent.indexes.shownOfOrder()));
	else if (!isUnfound) {
		note(faultOfHouse(event, sent, reply, known));
		recordAnswer(history, sent, outcome, seatsAnswered(sent, reply, outcome));
	}
	return true;
}

/** The checker takes what an answer leaves out as right, but each seat that was moved has a status, and a lock its end. */
function lacksFacts(outcome: ReturnType<typeof outcomeOf>): boolean {
	if (typeof outcome === "string" || outcome.kind !== "done") return false;
	return outcome.seats.some(({ status, expires }) => !status || (status === "locked" && expires === undefined));
}

/** The index of orders shows other seats than the release of a whole order expects, so no seat was tried. */
function isRefusedByIndex({ request, attempted }: SentRequest, { status, body }: Reply): boolean {
	const isRefusal = [404, 409].includes(status) && body.type !== "/problems/unknown-event";
	return request.ofOrder !== undefined && isRefusal && attempted.length === 0;
}

/** Whether a request that met no fault has no excuse for a 503. */
function mustSucceed({ isChanging, time }: World, { request, instance, beganMs, metFault }: SentRequest): boolean {
	// A function that forgets may have to read the event again, and then have no time left; and a reading of the
	// house may become too old while it is made.
	const mayBeOld = request.verb === "look" || request.party !== undefined;
	const mayBeLate = (instance.forgets || mayBeOld) && time.elapsedMs > beganMs;
	// The index may show seats that the order has given up.
	const mayTrail = request.ofOrder !== undefined;
	return !metFault && !mayBeLate && !mayTrail && !isChanging;
}

/** I8: what is wrong with an answer about the house, as one of the known states of the event has it. */
function faultOfHouse(
	event: string,
	{ request, instance, indexes, now, met }: SentRequest,
	reply: Reply,
	known: readonly EventState[],
): string | undefined {
	const versions = known.flatMap(({ version }) => version ?? []);
	if (versions.length === 0) return `I10: ${request.route} was answered ${reply.status} without an event`;
	const faults = versions.map((version) => {
		const seen = indexes.readings(shardsOf(version), now, instance.nowMs());
		return faultOf({ event, request, reply, seen, version, met });
	});
	return faults.includes(undefined) ? undefined : faults.at(-1);
}

/** The index keys of the whole house. */
const shardsOf = ({ shards }: Version) => [...shards.values()].flat();

/** The seats that an answer is about: those that the request names, or that the service has chosen. */
function seatsAnswered(sent: SentRequest, reply: Reply, outcome: Operation["outcome"] | "nothing"): readonly string[] {
	const isChosen = outcome !== "nothing" && outcome.kind === "done" && sent.request.seats === undefined;
	return isChosen ? seatsOf(reply).map((seat) => nameOf(sent, seat)) : requestedSeats(sent);
}
