/** Seat changes on this machine, from a lock over HTTP to the feed and the event bus, with every part as deployed. */
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

async function start(dataDir?: string): Promise<Service> {
	const service = await startService({ port: 0, dataDir });
	cleanUp.push(service.stop);
	return service;
}

const HEADERS = { authorization: "Bearer local-seller-key", "content-type": "application/json" };

// biome-ignore lint/suspicious/noExplicitAny: the tests check the shape
async function json(url: string, init?: RequestInit): Promise<any> {
	return (await fetch(url, init)).json();
}

function post(service: Service, path: string, body: object) {
	return json(`${service.address}${path}`, { method: "POST", headers: HEADERS, body: JSON.stringify(body) });
}

function changes(service: Service, query: string) {
	return json(`${service.address}/events/distant-worlds/changes?${query}`, { headers: HEADERS });
}

/** A change as one line: `1 seat.locked a1`. */
function lineOf({ number, type, row, seat }: Record<string, unknown>): string {
	return `${number} ${type} ${row}${seat}`;
}

test("a change made over HTTP reaches a waiting reader of the feed, and the event bus, without its token", async () => {
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
	const types = ["locked", "sold", "released", "blocked", "unblocked"];
	expect(read).toEqual(types.map((type, index) => `${next + 1 + index} seat.${type} a1`));
	const { events } = await json(service.bus);
	expect(
		events.map((event: { "detail-type": string; detail: object }) =>
			lineOf({ ...event.detail, type: event["detail-type"] }),
		),
	).toEqual(expect.arrayContaining(read));
	expect(JSON.stringify(events)).not.toContain(alice);
}, 60_000);

test("after a restart the numbers continue, and no earlier change is lost or repeated", async () => {
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
