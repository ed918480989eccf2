/** The local event bus, used through the SDK's own client. */
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { type LocalBus, startBus } from "../../local/event-bus.ts";

let bus: LocalBus;
let client: EventBridgeClient;
beforeEach(async () => {
	bus = await startBus();
	client = new EventBridgeClient({ endpoint: bus.endpoint, maxAttempts: 1 });
});
afterEach(async () => {
	client.destroy();
	await bus.close();
});

function entry(number: number) {
	return {
		EventBusName: "changes",
		Source: "ticket-sales",
		DetailType: "seat.sold",
		Detail: JSON.stringify({ number }),
		Time: new Date(1_795_000_000_000),
	};
}

const put = (...numbers: number[]) => client.send(new PutEventsCommand({ Entries: numbers.map(entry) }));

// biome-ignore lint/suspicious/noExplicitAny: the tests check the shape
async function seen(): Promise<any[]> {
	const response = await fetch(bus.endpoint);
	return ((await response.json()) as { events: unknown[] }).events;
}

test("the bus shows the events it accepted in the form that a rule's target receives", async () => {
	const { FailedEntryCount, Entries } = await put(1, 2);

	expect(FailedEntryCount).toBe(0);
	expect(await seen()).toEqual([
		{
			version: "0",
			id: Entries?.[0]?.EventId,
			"detail-type": "seat.sold",
			source: "ticket-sales",
			account: "000000000000",
			time: "2026-11-18T11:06:40Z",
			region: "local",
			resources: [],
			detail: { number: 1 },
		},
		expect.objectContaining({ id: Entries?.[1]?.EventId, detail: { number: 2 } }),
	]);
});

test("the bus remembers the last thousand events", async () => {
	for (let first = 0; first < 1_010; first += 10) await put(...Array.from({ length: 10 }, (_, index) => first + index));

	const events = await seen();

	expect(events).toHaveLength(1_000);
	expect([events[0].detail.number, events.at(-1).detail.number]).toEqual([10, 1_009]);
});

test("the bus refuses what EventBridge would refuse: 11 entries, 300 kB, a detail that is not JSON", async () => {
	await expect(put(...Array.from({ length: 11 }, (_, index) => index))).rejects.toThrow();
	await expect(
		client.send(new PutEventsCommand({ Entries: [{ ...entry(1), Detail: JSON.stringify("x".repeat(300_000)) }] })),
	).rejects.toThrow();
	await expect(client.send(new PutEventsCommand({ Entries: [{ ...entry(1), Detail: "no JSON" }] }))).rejects.toThrow();

	expect(await seen()).toEqual([]);
});

test("the bus refuses every operation except PutEvents", async () => {
	const response = await fetch(bus.endpoint, {
		method: "POST",
		headers: { "x-amz-target": "AWSEvents.PutRule" },
		body: "{}",
	});

	expect(response.status).toBe(400);
});
