/** Seat changes on this machine, from a lock over HTTP to the feed and to the bus: every part as it is deployed. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, expect, test } from "@jest/globals";
import { type Service, startService } from "../../local/start.ts";
import { alice } from "../support/seats.ts";

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
	for (const step of cleanUp.splice(0).reverse()) await step();
});

const start = async (dataDir?: string): Promise<Service> => {
	const service = await startService({ port: 0, dataDir });
	cleanUp.push(service.stop);
	return service;
};

// biome-ignore lint/suspicious/noExplicitAny: the tests say what they expect in it
const json = async (url: string, init?: RequestInit): Promise<any> => (await fetch(url, init)).json();
const headers = { authorization: "Bearer local-seller-key", "content-type": "application/json" };
const post = (service: Service, path: string, body: object) =>
	json(`${service.address}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
const changes = (service: Service, query: string) =>
	json(`${service.address}/events/distant-worlds/changes?${query}`, { headers });
const lineOf = ({ number, type, row, seat }: Record<string, unknown>) => `${number} ${type} ${row}${seat}`;

test("a lock over HTTP comes to a waiting reader, and to the bus", async () => {
	const service = await start();
	const { next } = await changes(service, "");
	const waiting = changes(service, `after=${next}&wait=20`);
	await pause(300);

	const { expires } = await post(service, "/seat/lock/orchestra/a/1", { token: alice });

	const [change] = (await waiting).changes;
	expect(change).toEqual({
		number: next + 1,
		type: "seat.locked",
		expires,
		section: "orchestra",
		row: "a",
		seat: "1",
		at: expect.any(Number),
	});
	expect(Math.abs(change.at - Date.now() / 1_000)).toBeLessThan(10);
	await post(service, "/seat/claim/orchestra/a/1", { token: alice, order: "4711" });
	await post(service, "/seat/release/orchestra/a/1", { order: "4711" });
	await post(service, "/seat/block/orchestra/a/1", { reason: "fire door" });
	await post(service, "/seat/unblock/orchestra/a/1", {});
	const read: string[] = [];
	for (let after = next; read.length < 5; ) {
		const part = await changes(service, `after=${after}`);
		read.push(...part.changes.map(lineOf));
		after = part.next;
	}
	const told = ["locked", "sold", "released", "blocked", "unblocked"];
	expect(read).toEqual(told.map((verb, index) => `${next + 1 + index} seat.${verb} a1`));
	const { events } = await json(service.bus);
	expect(
		events.map((event: { "detail-type": string; detail: object }) =>
			lineOf({ ...event.detail, type: event["detail-type"] }),
		),
	).toEqual(expect.arrayContaining(read));
	expect(JSON.stringify(events)).not.toContain(alice);
}, 60_000);

test("a restart goes on with the numbers, and nothing that was done before it stopped is lost or told again", async () => {
	const dataDir = mkdtempSync(join(tmpdir(), "changes-"));
	cleanUp.push(() => rmSync(dataDir, { recursive: true, force: true }));
	const first = await start(dataDir);
	await post(first, "/seat/lock/orchestra/a/1", { token: alice });
	await post(first, "/seat/lock/orchestra/a/3", { token: alice });
	await first.stop();

	const second = await start(dataDir);
	await post(second, "/seat/unlock/orchestra/a/1", { token: alice });

	while ((await changes(second, "")).next < 3) await pause(100);
	expect((await changes(second, "after=0")).changes.map(lineOf)).toEqual([
		"1 seat.locked a1",
		"2 seat.locked a3",
		"3 seat.unlocked a1",
	]);
}, 60_000);
