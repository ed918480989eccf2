/** Sends a request of a client through a function, the network and the table, and notes what it meets on its way. */
import type { Runtime } from "../../lambdas/http/runtime.ts";
import type { Table } from "../../store/table.ts";
import type { Reply } from "../../test/support/service.ts";
import type { ClientRequest } from "./client-request.ts";
import { faultyTable } from "./faulty-network.ts";
import { invoke } from "./invoke.ts";
import { judgeReply } from "./judged-reply.ts";
import type { World } from "./open-world.ts";
import { bodyOf, isOfNamedEvent } from "./replies.ts";
import { reporting } from "./reporting.ts";
import { noteAttempt, noteFound, recordUnanswered, recordUnknown, type SentRequest } from "./sent-request.ts";

/** @returns the reply, or `undefined` if no answer comes. */
export function send(world: World, request: ClientRequest, number: number): Promise<Reply | undefined> {
	const { event, functions, history, time } = world;
	const sent = begin(world, request, number);
	return new Promise((resolve) => {
		const onKilled = () => {
			functions.kill(sent.instance);
			recordUnanswered(history, sent);
			resolve(undefined);
		};
		invoke(request.route, runtimeOf(world, sent, onKilled), callOf(request, event))
			.then((reply) => {
				sent.instance.isBusy = false;
				time.step += 1;
				resolve(judgeReply(world, sent, reply) ? reply : undefined);
			})
			.catch((error) => {
				history.faults.push(`${request.route} crashed: ${error.stack}`);
				resolve(undefined);
			});
	});
}

function begin({ functions, history, indexes, time }: World, request: ClientRequest, number: number): SentRequest {
	history.requests += 1;
	time.step += 1;
	const instance = functions.take(number);
	return {
		request,
		instance,
		indexes: indexes.showTo(instance),
		invokedAt: time.step,
		beganMs: time.elapsedMs,
		change: request.change && { ...request.change, now: 0 },
		now: 0,
		token: request.by.token,
		life: undefined,
		attempted: [],
		met: new Set(),
		metFault: false,
		lateArrival: undefined,
	};
}

function callOf(request: ClientRequest, event: string) {
	const { query, headers } = request;
	return request.verb === "check"
		? { path: { ...request.seats?.[0] } as Record<string, string> }
		: { query, headers, body: bodyOf(request), ...(isOfNamedEvent(request) && { event }) };
}

/** What the function gets to serve the request with. */
function runtimeOf(world: World, sent: SentRequest, onKilled: () => void): Runtime {
	const { event, chance, names } = world;
	const { change, indexes, instance } = sent;
	const deadline = new AbortController();
	const onLife = (life: string) => {
		sent.life = life;
	};
	return {
		table: reporting(connect(world, sent, deadline, onKilled), { ...indexes, onLife }),
		memory: instance.memory,
		readings: instance.readings,
		defaultEvent: event,
		requiresJson: false,
		now: () => {
			sent.now = Math.floor(instance.nowMs() / 1_000);
			if (change) change.now = sent.now;
			return sent.now;
		},
		newToken: () => {
			sent.token = names.newToken();
			return sent.token;
		},
		newName: names.newName,
		draw: chance.draw,
		deadline: () => deadline.signal,
		observe: () => {},
		wait: instance.wait,
	};
}

/** The table, behind a network with faults. */
function connect(world: World, sent: SentRequest, deadline: AbortController, onKilled: () => void): Table {
	const { chance, history, log, time, turns, watched } = world;
	return faultyTable(
		{
			table: sent.change ? log.observing(watched.table, sent.change) : watched.table,
			turns,
			random: chance,
			elapsedMs: () => time.elapsedMs,
			deadline: deadline.signal,
			timeLimit: time.timeLimit,
			readIndex: sent.indexes.answer,
		},
		{
			onFault: (fate) => {
				sent.metFault = true;
				history.fates.push(fate);
			},
			onEcho: () => recordUnknown(history, sent),
			onKilled,
			onTimeout: (over) => {
				sent.lateArrival = over;
				deadline.abort();
			},
			onAttempt: (keys) => noteAttempt(sent, keys),
			onFound: (keys) => noteFound(sent, keys),
		},
	);
}
