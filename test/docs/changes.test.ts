/** The examples that docs/changes.md gives to readers of seat changes work as they are written. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CreateTableCommand, DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { DeleteCommand } from "@aws-sdk/lib-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { Match, Template } from "aws-cdk-lib/assertions";
import { Code, Function as LambdaFunction, Runtime } from "aws-cdk-lib/aws-lambda";
import { App, Stack } from "aws-cdk-lib/core";
import { seatKey } from "../../domain/seat.ts";
import { openBus } from "../../lambdas/feed/event-bus.ts";
import { type LocalBus, startBus } from "../../local/event-bus.ts";
import { pageKey } from "../../store/keys.ts";
import { alice, seat } from "../support/seats.ts";
import { FAR, newSale, type TestService } from "../support/service.ts";
import { newPublisher, streamRecord } from "../support/stream-records.ts";

const DOCUMENT = readFileSync(join(import.meta.dirname, "../../docs/changes.md"), "utf8");
const DIRECTORY = join(import.meta.dirname, "../../build/test/docs");

/** The example that begins with this name, as a module. */
// biome-ignore lint/suspicious/noExplicitAny: whatever the example exports
async function example(name: string): Promise<any> {
	const block = [...DOCUMENT.matchAll(/```[jt]s\n([\s\S]*?)```/g)].find(([, text]) => text?.startsWith(`// ${name}:`));
	if (!block) throw new Error(`docs/changes.md has no ${name}`);
	mkdirSync(DIRECTORY, { recursive: true });
	const file = join(DIRECTORY, name.replace(/\.js$/, ".mjs"));
	writeFileSync(file, block[1] ?? "");
	return import(file);
}

const realFetch = globalThis.fetch;
afterAll(() => {
	globalThis.fetch = realFetch;
	rmSync(DIRECTORY, { recursive: true, force: true });
});

describe("a reader of the feed", () => {
	let service: TestService;
	const publish = (...writes: Parameters<typeof streamRecord>[0][]) =>
		newPublisher(service.another().runtime.table).deliver(writes.map(streamRecord));
	const lock = { status: "locked", tokenHash: "hash-of-alice", lockedAt: FAR, expires: FAR + 600 } as const;

	/** What becomes of the next requests in place of an answer of the service. */
	let faults: (() => Response)[] = [];
	const lost = () => {
		throw new TypeError("fetch failed", { cause: new Error("other side closed") });
	};
	const answered = (status: number) => () => new Response("{}", { status });

	beforeAll(async () => {
		service = await newSale();
		globalThis.fetch = async (url, init) => {
			const fault = faults.shift();
			if (fault) return fault();
			const target = String(url).replace("http://box-office", "");
			const { status, body } = await service.request("GET", target, {
				headers: init?.headers as Record<string, string>,
			});
			return new Response(JSON.stringify(body), { status });
		};
	});

	test("a reader of the feed has the seats as they are, from its start and after it had to start over", async () => {
		const { follow } = await example("follow.js");
		const { table } = service.runtime;
		await service.post("/seat/lock", { seats: [seat("a", 1)], token: alice });
		const copy = {
			seats: new Map<string, { status: string }>(),
			after: undefined as number | undefined,
			isOver: false,
		};
		const states = () => Object.fromEntries([...copy.seats].map(([key, { status }]) => [key, status]));
		const following = follow("http://box-office", "distant-worlds", "local-seller-key", copy);

		while (copy.after === undefined) await new Promise((resolve) => setTimeout(resolve, 50));
		expect(states()).toEqual({ [seatKey(seat("a", 1))]: "locked" });
		await publish({ seat: seat("a", 1), before: lock }, { seat: seat("a", 3), after: lock });
		while (copy.after < 2) await new Promise((resolve) => setTimeout(resolve, 50));
		expect(states()).toEqual({ [seatKey(seat("a", 1))]: "available", [seatKey(seat("a", 3))]: "locked" });

		copy.isOver = true;
		await publish({ seat: seat("a", 5), after: { status: "blocked", reason: "fire door" } });
		await following;
		Object.assign(copy, { isOver: false, after: 1 });
		await table.send(new DeleteCommand({ TableName: table.name, Key: pageKey("distant-worlds", 2) }));
		const again = follow("http://box-office", "distant-worlds", "local-seller-key", copy);
		while (copy.after !== 3) await new Promise((resolve) => setTimeout(resolve, 50));
		copy.isOver = true;
		expect(states()).toEqual({ [seatKey(seat("a", 1))]: "locked" });
		await publish({ seat: seat("a", 7), after: lock });
		await again;
	}, 60_000);

	test("a reader of the feed goes on after lost connections and refusals for a time, also while it starts", async () => {
		const { follow } = await example("follow.js");
		const copy = { seats: new Map<string, object>(), after: undefined as number | undefined, isOver: false };
		const end = async () => (await service.seller("GET", "/events/distant-worlds/changes")).body.next as number;
		const last = await end();
		faults = [lost, answered(503), answered(429)];
		const following = follow("http://box-office", "distant-worlds", "local-seller-key", copy);

		while (copy.after !== last) await new Promise((resolve) => setTimeout(resolve, 50));
		expect(faults).toEqual([]);
		faults = [lost, answered(500)];
		await publish({ seat: seat("b", 1), after: lock });
		while (copy.after !== last + 1 || faults.length > 0) await new Promise((resolve) => setTimeout(resolve, 50));
		await publish({ seat: seat("b", 3), after: lock });
		while (copy.after !== last + 2) await new Promise((resolve) => setTimeout(resolve, 50));
		copy.isOver = true;
		await publish({ seat: seat("b", 5), after: lock });
		await following;
		expect(copy.seats.get(seatKey(seat("b", 3)))).toMatchObject({ status: "locked" });
	}, 60_000);

	test("a reader of the feed whose key is refused says so, and does not try for ever", async () => {
		const { follow } = await example("follow.js");

		await expect(
			follow("http://box-office", "distant-worlds", "another-key", { seats: new Map(), isOver: false }),
		).rejects.toThrow("changes was answered 401");
	});
});

describe("a reader of the bus", () => {
	test("a rule on the bus fills a queue with the changes of one event, under the names that the bus uses", async () => {
		const { SeatChangesReader } = await example("seat-changes-reader.ts");
		const stack = new Stack(new App(), "Reader");
		const reader = new LambdaFunction(stack, "Function", {
			runtime: Runtime.NODEJS_24_X,
			handler: "index.handler",
			code: Code.fromInline("export const handler = () => {}"),
		});
		new SeatChangesReader(stack, "Changes", { event: "distant-worlds", reader });

		const template = Template.fromStack(stack);
		template.hasResourceProperties("AWS::Events::Rule", {
			EventBusName: Match.anyValue(),
			EventPattern: { source: ["ticket-sales"], detail: { event: ["distant-worlds"] } },
			Targets: [Match.objectLike({ DeadLetterConfig: Match.anyValue() })],
		});
		template.hasResourceProperties("AWS::Lambda::EventSourceMapping", {
			FunctionResponseTypes: ["ReportBatchItemFailures"],
		});
		template.resourceCountIs("AWS::SQS::Queue", 2);
		const [event] = await onBus(1);
		expect(event).toMatchObject({ source: "ticket-sales", detail: { event: "distant-worlds" } });
	}, 60_000);

	test("a reader of the bus keeps the newest change of a seat, whatever the order and the repeats of the messages", async () => {
		const database = new DynamoDBClient();
		const TableName = `reader-${Date.now()}`;
		await database.send(
			new CreateTableCommand({
				TableName,
				BillingMode: "PAY_PER_REQUEST",
				AttributeDefinitions: ["event", "place"].map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
				KeySchema: [
					{ AttributeName: "event", KeyType: "HASH" },
					{ AttributeName: "place", KeyType: "RANGE" },
				],
			}),
		);
		process.env["SEATS_TABLE"] = TableName;
		const { handler } = await example("reader.js");
		const events = await onBus(3);
		const messages = [2, 0, 1, 2, 0].map((index, place) => ({
			messageId: `${place}`,
			body: JSON.stringify(events[index]),
		}));

		for (const message of messages) expect(await handler({ Records: [message] })).toEqual({ batchItemFailures: [] });
		const poison = { messageId: "poison", body: "no JSON" };
		expect(await handler({ Records: [poison, ...messages] })).toEqual({
			batchItemFailures: [{ itemIdentifier: "poison" }],
		});

		const { Items = [] } = await database.send(new ScanCommand({ TableName }));
		expect(Items.map((item) => unmarshall(item))).toEqual([
			{ event: "distant-worlds", place: seatKey(seat("a", 1)), number: 3, status: "sold", order: "4711" },
		]);
	});

	/** Events of one seat as the target of a rule receives them: locked, extended, sold. */
	async function onBus(count: number): Promise<{ source: string; detail: object }[]> {
		const bus: LocalBus = await startBus();
		const client = new EventBridgeClient({ endpoint: bus.endpoint });
		const changes = [
			{ number: 1, type: "seat.locked", expires: FAR },
			{ number: 2, type: "seat.locked", expires: FAR + 60 },
			{ number: 3, type: "seat.sold", order: "4711" },
		] as const;
		const announcements = changes
			.slice(0, count)
			.map((change) => ({ event: "distant-worlds", change: { ...change, ...seat("a", 1), at: FAR } }));
		await openBus("changes", client).announce(announcements, new AbortController().signal);
		const shown = (await (await realFetch(bus.endpoint)).json()) as { events: { source: string; detail: object }[] };
		client.destroy();
		await bus.close();
		return shown.events;
	}
});
