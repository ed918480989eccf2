/** The bus on this machine, asked with the SDK's own client. */

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

const entry = (number: number) => ({
	EventBusName: "changes",
	Source: "ticket-sales",
	DetailType: "seat.sold",
	Detail: JSON.stringify({ number }),
	Time: new Date(1_795_000_000_000),
});
const put = (...numbers: number[]) => client.send(new PutEventsCommand({ Entries: numbers.map(entry) }));
// biome-ignore lint/suspicious/noExplicitAny: the tests say what they expect in it
const seen = async (): Promise<any[]> => ((await (await fetch(bus.endpoint)).json()) as any).events;

test("takes events, and shows them as a rule's target is given them", async () => {
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

test("remembers the last thousand", async () => {
	for (let first = 0; first < 1_010; first += 10) await put(...Array.from({ length: 10 }, (_, index) => first + index));

	const events = await seen();

	expect(events).toHaveLength(1_000);
	expect([events[0].detail.number, events.at(-1).detail.number]).toEqual([10, 1_009]);
});

test("takes no more than the service would", async () => {
	await expect(put(...Array.from({ length: 11 }, (_, index) => index))).rejects.toThrow();
	await expect(
		client.send(new PutEventsCommand({ Entries: [{ ...entry(1), Detail: JSON.stringify("x".repeat(300_000)) }] })),
	).rejects.toThrow();
	await expect(client.send(new PutEventsCommand({ Entries: [{ ...entry(1), Detail: "no JSON" }] }))).rejects.toThrow();

	expect(await seen()).toEqual([]);
});

test("does nothing else that EventBridge does", async () => {
	const response = await fetch(bus.endpoint, {
		method: "POST",
		headers: { "x-amz-target": "AWSEvents.PutRule" },
		body: "{}",
	});

	expect(response.status).toBe(400);
});
