/** `until`, the one function that sends: what it retries, and when it stops. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { connect, openTable, type Table, TryAgain, withinDeadline } from "../../store/table.ts";
import { cancelled, type Fault, hangs, requestLost, saying, tapNetwork } from "../support/network.ts";

const get = new GetCommand({ TableName: "any", Key: { pk: "a", sk: "b" }, ConsistentRead: true });

/** A table behind a network with this fault. Its pauses are recorded and take no time. */
function tableBehind(fault: Fault) {
	const client = connect();
	const network = tapNetwork(client);
	network.break(fault);
	const pauses: number[] = [];
	const table: Table = {
		...openTable("any", client),
		pause: async (attempt) => {
			pauses.push(attempt);
		},
	};
	return { table, network, pauses };
}

describe("retries", () => {
	test.each<[string, Fault, number]>([
		["a conflict of a single write", saying("TransactionConflictException"), 7],
		["a conflict of a transaction", cancelled("TransactionConflict", "None"), 7],
		["a throttled transaction", cancelled("ThrottlingError", "TransactionConflict"), 7],
		["a lost request, which the SDK retries", requestLost, 3],
		["an internal error, which the SDK retries", saying("InternalServerError", {}, 500), 3],
	])("a passing error is retried a limited number of times: %s", async (_, fault, times) => {
		const { table, network } = tableBehind(fault);
		let retries = 0;
		const counting = withinDeadline(AbortSignal.timeout(60_000), table, (more) => {
			retries += more;
		});

		await expect(counting.send(get)).rejects.toBeInstanceOf(TryAgain);

		expect(network.sent).toHaveLength(times);
		expect(retries).toBe(times - 1);
	});

	test("retries are also counted when they succeed", async () => {
		let met = 0;
		const { table } = tableBehind((...sent) => (met++ < 2 ? requestLost : saying("", {}, 200))(...sent));
		let retries = 0;
		const counting = withinDeadline(AbortSignal.timeout(60_000), table, (more) => {
			retries += more;
		});

		await counting.send(get);

		expect(retries).toBe(2);
	});

	test("a conflict is retried after a pause that grows with each attempt", async () => {
		const { table, pauses } = tableBehind(saying("TransactionConflictException"));

		await expect(withinDeadline(AbortSignal.timeout(60_000), table).send(get)).rejects.toThrow();

		expect(pauses).toEqual([1, 2, 3, 4, 5, 6]);
	});
});

describe("errors that a retry cannot help", () => {
	test.each<[string, string, Fault]>([
		["an invalid request", "ValidationException", saying("ValidationException")],
		["a missing permission", "AccessDeniedException", saying("AccessDeniedException")],
		["a failed condition", "ConditionalCheckFailedException", saying("ConditionalCheckFailedException")],
		[
			"a failed condition beside a conflict",
			"TransactionCanceledException",
			cancelled("ConditionalCheckFailed", "TransactionConflict"),
		],
		["an invalid item", "TransactionCanceledException", cancelled("ValidationError", "None")],
	])("an error that a retry cannot help is thrown as it is, after one request: %s", async (_, name, fault) => {
		const { table, network } = tableBehind(fault);

		await expect(withinDeadline(AbortSignal.timeout(60_000), table).send(get)).rejects.toMatchObject({ name });

		expect(network.sent).toHaveLength(1);
	});
});

test.each<[string, Error]>([
	["an unknown code", Object.assign(new Error("no such address"), { code: "ERR_INVALID_URL" })],
	["JSON of its own that is invalid", new SyntaxError("unexpected end")],
])("a mistake of the service itself is no reason to try again: %s", async (_, error) => {
	const send = (async () => {
		throw error;
	}) as Table["send"];

	const sent = withinDeadline(AbortSignal.timeout(60_000), { ...openTable("any"), send }).send(get);

	await expect(sent).rejects.toBe(error);
});

describe("after the deadline", () => {
	test("no request is sent after the deadline", async () => {
		const { table, network } = tableBehind(hangs);

		await expect(withinDeadline(AbortSignal.abort(), table).send(get)).rejects.toBeInstanceOf(TryAgain);

		expect(network.sent).toHaveLength(0);
	});

	test("a conflict is not retried after the deadline", async () => {
		const deadline = new AbortController();
		const { table, network } = tableBehind(async (sent, deliver) => {
			if (network.sent.length === 3) deadline.abort();
			return saying("TransactionConflictException")(sent, deliver);
		});

		await expect(withinDeadline(deadline.signal, table).send(get)).rejects.toBeInstanceOf(TryAgain);

		expect(network.sent).toHaveLength(3);
	});
});

describe("temporary errors", () => {
	const named = (name: string) => Object.assign(new Error(name), { name });
	const coded = (code: string) => Object.assign(new Error(code), { code });

	test.each<[string, Error]>([
		...[
			"AbortError",
			"InternalServerError",
			"NetworkingError",
			"ProvisionedThroughputExceededException",
			"RequestLimitExceeded",
			"RequestTimeout",
			"ServiceUnavailable",
			"ThrottlingException",
			"TimeoutError",
			"TransactionInProgressException",
		].map((name): [string, Error] => [name, named(name)]),
		...["ECONNREFUSED", "ECONNRESET", "EHOSTUNREACH", "ENOTFOUND", "EAI_AGAIN", "EPIPE", "ETIMEDOUT"].map(
			(code): [string, Error] => [code, coded(code)],
		),
		["an error with status 500", Object.assign(new Error("?"), { $metadata: { httpStatusCode: 500 } })],
		["an error that the SDK marks as retryable", Object.assign(new Error("?"), { $retryable: {} })],
	])("a temporary error asks the caller to try again, and is no fault of the service: %s", async (_, error) => {
		const table: Table = {
			...openTable("any"),
			send: (async () => {
				throw error;
			}) as Table["send"],
		};

		await expect(withinDeadline(AbortSignal.timeout(60_000), table).send(get)).rejects.toBeInstanceOf(TryAgain);
	});

	test("a response that is cut off asks the caller to try again, and is no fault of the service", async () => {
		const half: Fault = async (sent, deliver) => {
			const whole = await saying("cut", {}, 200)(sent, deliver);
			return Object.assign(whole, { response: { ...whole.response, body: Buffer.from('{"Item": {"pk"') } });
		};
		const { table } = tableBehind(half);

		await expect(withinDeadline(AbortSignal.timeout(60_000), table).send(get)).rejects.toBeInstanceOf(TryAgain);
	});

	test.each([["TransactionConflict"], ["ThrottlingError"], ["ProvisionedThroughputExceeded"]])(
		"a transaction cancelled only for %s is retried",
		async (code) => {
			const { table, network } = tableBehind(cancelled("None", code));

			await expect(withinDeadline(AbortSignal.timeout(60_000), table).send(get)).rejects.toBeInstanceOf(TryAgain);

			expect(network.sent).toHaveLength(7);
		},
	);
});

test("pauses are random, and longer on the whole with each attempt", async () => {
	const { pause } = openTable("any");
	const lengthOf = async (attempt: number) => {
		const start = performance.now();
		await pause(attempt);
		return performance.now() - start;
	};

	const [early, late] = await Promise.all(
		[1, 3].map((attempt) => Promise.all(new Array(30).fill(attempt).map(lengthOf))),
	);

	expect(Math.max(...(early ?? []))).toBeLessThan(150);
	expect(Math.max(...(late ?? []))).toBeGreaterThan(Math.max(...(early ?? [])));
	expect(new Set(late?.map(Math.round)).size).toBeGreaterThan(5);
});

test("300 requests at once have a connection each, so none waits for another to end", async () => {
	const kept = process.env["AWS_ENDPOINT_URL_DYNAMODB"];
	const waiting: (() => void)[] = [];
	const server = createServer((request, response) => {
		request.resume();
		waiting.push(() => response.writeHead(200, { "content-type": "application/x-amz-json-1.0" }).end("{}"));
		if (waiting.length === 300) for (const answer of waiting) answer();
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	process.env["AWS_ENDPOINT_URL_DYNAMODB"] = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	const table = openTable("any", connect({ connectionTimeout: 20_000, requestTimeout: 20_000 }));

	try {
		const answers = await Promise.all(Array.from({ length: 300 }, () => table.send(get)));

		expect(answers).toHaveLength(300);
	} finally {
		process.env["AWS_ENDPOINT_URL_DYNAMODB"] = kept;
		server.closeAllConnections();
		server.close();
	}
});

describe("a DynamoDB that accepts requests and does not answer, over a real connection", () => {
	let server: Server;
	const tries = { silent: 0, stalled: 0 };
	const kept = process.env["AWS_ENDPOINT_URL_DYNAMODB"];

	beforeAll(async () => {
		server = createServer(async (request, response) => {
			const chunks: Buffer[] = [];
			for await (const chunk of request) chunks.push(chunk);
			const { TableName } = JSON.parse(Buffer.concat(chunks).toString()) as { TableName: keyof typeof tries };
			tries[TableName] += 1;
			if (TableName === "silent") return;
			response.writeHead(200, { "content-type": "application/x-amz-json-1.0", "content-length": "1000" });
			response.write("{");
		});
		await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
		process.env["AWS_ENDPOINT_URL_DYNAMODB"] = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	});

	afterAll(() => {
		process.env["AWS_ENDPOINT_URL_DYNAMODB"] = kept;
		server.closeAllConnections();
		server.close();
	});

	test("a request ends by its deadline if DynamoDB does not respond, or stops in the middle of a response", async () => {
		await Promise.all(
			["silent", "stalled"].map(async (name) => {
				const table = withinDeadline(AbortSignal.timeout(4_400), openTable(name, connect()));
				const start = performance.now();

				const asked = table.send(new PutCommand({ TableName: name, Item: { pk: "a", sk: "b" } }));

				await expect(asked).rejects.toBeInstanceOf(TryAgain);
				expect(performance.now() - start).toBeLessThan(4_900);
			}),
		);

		// Silence ends an attempt early, to leave time for others. Once a response has begun, the attempt waits for the rest.
		expect(tries).toEqual({ silent: 3, stalled: 1 });
	});
});
