/** The one function that sends: how long it tries, and when it stops. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { connect, openTable, type Table, TryAgain, withinDeadline } from "../../store/table.ts";
import { cancelled, type Fault, hangs, requestLost, saying, tapNetwork } from "../support/network.ts";

const get = new GetCommand({ TableName: "any", Key: { pk: "a", sk: "b" }, ConsistentRead: true });

/** A table behind a network, whose pauses are counted and take no time. */
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

describe("what passes by itself is tried again, a bounded number of times", () => {
	test.each<[string, Fault, number]>([
		["a conflict of one write", saying("TransactionConflictException"), 7],
		["a conflict of a transaction", cancelled("TransactionConflict", "None"), 7],
		["a throttled transaction", cancelled("ThrottlingError", "TransactionConflict"), 7],
		["a lost request, by the SDK", requestLost, 3],
		["an internal error, by the SDK", saying("InternalServerError", {}, 500), 3],
	])("%s", async (_, fault, times) => {
		const { table, network } = tableBehind(fault);
		let retries = 0;
		const counting = withinDeadline(AbortSignal.timeout(60_000), table, (more) => {
			retries += more;
		});

		await expect(counting.send(get)).rejects.toBeInstanceOf(TryAgain);

		expect(network.sent).toHaveLength(times);
		expect(retries).toBe(times - 1);
	});

	test("and what helped is counted, too", async () => {
		let met = 0;
		const { table } = tableBehind((...sent) => (met++ < 2 ? requestLost : saying("", {}, 200))(...sent));
		let retries = 0;
		const counting = withinDeadline(AbortSignal.timeout(60_000), table, (more) => {
			retries += more;
		});

		await counting.send(get);

		expect(retries).toBe(2);
	});

	test("with a pause before each try that grows", async () => {
		const { table, pauses } = tableBehind(saying("TransactionConflictException"));

		await expect(withinDeadline(AbortSignal.timeout(60_000), table).send(get)).rejects.toThrow();

		expect(pauses).toEqual([1, 2, 3, 4, 5, 6]);
	});
});

describe("what another try cannot help is thrown as it is", () => {
	test.each<[string, Fault]>([
		["ValidationException", saying("ValidationException")],
		["AccessDeniedException", saying("AccessDeniedException")],
		["ConditionalCheckFailedException", saying("ConditionalCheckFailedException")],
		["TransactionCanceledException", cancelled("ConditionalCheckFailed", "TransactionConflict")],
		["TransactionCanceledException", cancelled("ValidationError", "None")],
	])("%s", async (name, fault) => {
		const { table, network } = tableBehind(fault);

		await expect(withinDeadline(AbortSignal.timeout(60_000), table).send(get)).rejects.toMatchObject({ name });

		expect(network.sent).toHaveLength(1);
	});
});

describe("when a request's time is over", () => {
	test("nothing more is sent", async () => {
		const { table, network } = tableBehind(hangs);

		await expect(withinDeadline(AbortSignal.abort(), table).send(get)).rejects.toBeInstanceOf(TryAgain);

		expect(network.sent).toHaveLength(0);
	});

	test("a conflict is not tried again", async () => {
		const deadline = new AbortController();
		const { table, network } = tableBehind(async (sent, deliver) => {
			if (network.sent.length === 3) deadline.abort();
			return saying("TransactionConflictException")(sent, deliver);
		});

		await expect(withinDeadline(deadline.signal, table).send(get)).rejects.toBeInstanceOf(TryAgain);

		expect(network.sent).toHaveLength(3);
	});
});

describe("what may pass by itself is never a fault of the service", () => {
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
		["an error of DynamoDB's own", Object.assign(new Error("?"), { $metadata: { httpStatusCode: 500 } })],
		["an error that the SDK would send again", Object.assign(new Error("?"), { $retryable: {} })],
	])("%s", async (_, error) => {
		const table: Table = {
			...openTable("any"),
			send: (async () => {
				throw error;
			}) as Table["send"],
		};

		await expect(withinDeadline(AbortSignal.timeout(60_000), table).send(get)).rejects.toBeInstanceOf(TryAgain);
	});

	test("an answer of which only half arrives", async () => {
		const half: Fault = async (sent, deliver) => {
			const whole = await saying("cut", {}, 200)(sent, deliver);
			return Object.assign(whole, { response: { ...whole.response, body: Buffer.from('{"Item": {"pk"') } });
		};
		const { table } = tableBehind(half);

		await expect(withinDeadline(AbortSignal.timeout(60_000), table).send(get)).rejects.toBeInstanceOf(TryAgain);
	});

	test.each([["TransactionConflict"], ["ThrottlingError"], ["ProvisionedThroughputExceeded"]])(
		"a transaction cancelled for %s alone is sent again",
		async (code) => {
			const { table, network } = tableBehind(cancelled("None", code));

			await expect(withinDeadline(AbortSignal.timeout(60_000), table).send(get)).rejects.toBeInstanceOf(TryAgain);

			expect(network.sent).toHaveLength(7);
		},
	);
});

test("pauses are drawn anew each time, and longer on the whole with each attempt", async () => {
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

test("hundreds of requests at once have a connection each, and none waits for another to end", async () => {
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

describe("a DynamoDB that takes requests and does not answer, over a real connection,", () => {
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

	test("does not keep a request longer than its deadline, whether it says nothing or half of something", async () => {
		await Promise.all(
			["silent", "stalled"].map(async (name) => {
				const table = withinDeadline(AbortSignal.timeout(4_400), openTable(name, connect()));
				const start = performance.now();

				const asked = table.send(new PutCommand({ TableName: name, Item: { pk: "a", sk: "b" } }));

				await expect(asked).rejects.toBeInstanceOf(TryAgain);
				expect(performance.now() - start).toBeLessThan(4_900);
			}),
		);

		// Silence ends a try, so that there is time for others; an answer that has begun is waited for.
		expect(tries).toEqual({ silent: 3, stalled: 1 });
	});
});
