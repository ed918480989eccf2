/** A few worlds of the fuzzer, and the proof that it finds what is wrong: handlers with planted faults. */
import { beforeAll, expect, test } from "@jest/globals";
import { operations as words } from "../../api/operations.ts";
import type { RouteName } from "../../api/routes.ts";
import type { Handler } from "../../lambdas/http/endpoint.ts";
import type { Runtime } from "../../lambdas/http/runtime.ts";
import { handlers } from "../../test/support/handlers.ts";
import { described, fuzz, type Summary } from "./fuzz.ts";
import { operations } from "./operations.ts";
import { RULE_NAMES } from "./rules.ts";
import type { Handlers } from "./world.ts";

const SEED = 1;
const REQUESTS = 3_000;

/** The faults are planted in verbs that are called often. */
const PLANTED_REQUESTS = 2_500;

/** Only ends what hangs. */
const PATIENCE_MS = 600_000;

const run = (options: object): Promise<Summary> =>
	fuzz({ seed: SEED, from: 1, requests: REQUESTS, worlds: 4, goesOn: true, ...options });

let summary: Summary;
beforeAll(async () => {
	summary = await run({});
}, PATIENCE_MS);

test("no fuzzed request of three thousand gets an answer that breaks a rule", () => {
	const [first] = summary.findings.values();
	if (first) throw new Error(described(first, SEED));
	expect(summary.requests).toBe(REQUESTS);
	expect(summary.faulty).toBeGreaterThan(50);
});

test("the fuzzer sends requests to every operation of the OpenAPI document", () => {
	expect(operations.filter(({ id }) => !summary.statuses.has(id))).toEqual([]);
});

test("a world of the fuzzer sends the same requests when it is run again", async () => {
	const first = await run({ requests: 30 });
	const second = await run({ requests: 30 });

	expect(second.kinds).toEqual(first.kinds);
	expect(second.statuses).toEqual(first.statuses);
});

type Answer = Awaited<ReturnType<Handler>>;
type Change = (answer: Answer, body: string) => Answer;

/** A fault in one handler for each rule that a handler can break by its answer. */
const PLANTED: readonly (readonly [rule: string, route: RouteName, change: Change])[] = [
	["a function never fails", "num-available", (answer) => ({ ...answer, statusCode: 500 })],
	["503 has a cause", "check", (answer) => ({ ...answer, statusCode: 503 })],
	["every status is declared", "seats", (answer) => ({ ...answer, statusCode: 202 })],
	["content-type is declared", "get-event", (answer) => withHeader(answer, "content-type", "text/plain")],
	["the body fits its schema", "extend", (answer) => ({ ...answer, body: answer.body.replace('"seats"', '"places"') })],
	[
		"the type of a problem is declared",
		"claim",
		(answer) => ({ ...answer, body: answer.body.replace("not-your-lock", "not-on-sale") }),
	],
	[
		"a seller's operation needs the key",
		"block",
		(answer) => (answer.statusCode === 401 ? { ...answer, statusCode: 409 } : answer),
	],
	["a refusal has the headers that go with it", "release", (answer) => withHeader(answer, "www-authenticate", "")],
	[
		"no answer has a secret",
		"unlock",
		(answer, body) => withHeader(answer, "x-debug", /"token":"([\w-]+)"/.exec(body)?.[1] ?? ""),
	],
	["a function answers the gateway", "lock", (answer) => withHeader(answer, "x-event", "two\nlines")],
];

const withHeader = (answer: Answer, name: string, value: string): Answer => ({
	...answer,
	headers: { ...answer.headers, [name]: value },
});

function withFaults(): Handlers {
	const broken = PLANTED.map(([, route, change]) => {
		const make = (runtime: Runtime): Handler => {
			const handler = handlers[route](runtime);
			return async (input) => change(await handler(input), input.body ?? "");
		};
		return [route, make];
	});
	return { ...handlers, ...Object.fromEntries(broken) };
}

test(
	"the fuzzer finds a planted fault by each rule that a handler can break",
	async () => {
		const { findings } = await run({ requests: PLANTED_REQUESTS, handlers: withFaults() });

		const found = Array.from(findings.values(), ({ finding: { rule, operation } }) => `${rule}: ${operation}`);
		const missed = PLANTED.filter(([rule, route]) => !found.some((text) => text.startsWith(`${rule}: ${idOf(route)}`)));
		expect(missed).toEqual([]);
		expect(RULE_NAMES).toEqual(expect.arrayContaining(PLANTED.map(([rule]) => rule)));
	},
	PATIENCE_MS,
);

/** An operation's id begins so. */
const idOf = (route: RouteName) => words[route].id;
