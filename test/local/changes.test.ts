/** Seat changes on this machine, from a lock over HTTP to the feed and the event bus, with every part as deployed. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, expect, jest, test } from "@jest/globals";
import { type Service, startService } from "../../local/start.ts";
import { alice } from "../support/seats.ts";

// A start takes seconds, and many seconds on a busy machine.
jest.setTimeout(240_000);

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
	const { events } = await json(service.bus ?? "");
	expect(
		events.map((event: { "detail-type": string; detail: object }) =>
			lineOf({ ...event.detail, type: event["detail-type"] }),
		),
	).toEqual(expect.arrayContaining(read));
	expect(JSON.stringify(events)).not.toContain(alice);
});

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
});

test("after the server was killed, its next start publishes what was not published yet, and nothing twice", async () => {
	const dataDir = mkdtempSync(join(tmpdir(), "changes-"));
	cleanUp.push(() => rmSync(dataDir, { recursive: true, force: true }));
	const seats = ["1", "3", "5", "7"];
	const killed = await startAndKill(dataDir, async (address) => {
		const lock = (row: string) =>
			fetch(`${address}/seat/lock`, lockOf(seats.map((seat) => ({ section: "orchestra", row, seat }))));
		await lock("a");
		// Some of the first are published by now, or about to be; the last are not.
		await pause(250);
		await lock("b");
	});
	expect(killed).toBe("SIGKILL");

	const second = await start(dataDir);

	while ((await changes(second, "")).next < 8) await pause(100);
	await post(second, "/seat/unlock/orchestra/a/1", { token: alice });
	while ((await changes(second, "")).next < 9) await pause(100);
	const { changes: all } = await changes(second, "after=0");
	expect(all.map(({ number }: { number: number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
	expect(all.map(({ type, row, seat }: Record<string, string>) => `${type} ${row}${seat}`).toSorted()).toEqual(
		[...seats.flatMap((seat) => [`seat.locked a${seat}`, `seat.locked b${seat}`]), "seat.unlocked a1"].toSorted(),
	);
});

function lockOf(seats: object[]): RequestInit {
	return { method: "POST", headers: HEADERS, body: JSON.stringify({ seats, token: alice }) };
}

/** Starts the service in a process of its own, does something with it, and kills it at once. */
async function startAndKill(dataDir: string, act: (address: string) => Promise<void>): Promise<unknown> {
	const main = join(import.meta.dirname, "../../local/main.ts");
	const child = spawn(process.execPath, ["--import", "tsx", main], {
		stdio: ["ignore", "pipe", "inherit"],
		env: { ...process.env, NODE_OPTIONS: "", AWS_ENDPOINT_URL_DYNAMODB: "", PORT: "0", DATA_DIR: dataDir },
	});
	cleanUp.push(() => child.kill("SIGKILL"));
	const ended = once(child, "exit");
	let printed = "";
	for await (const chunk of child.stdout) {
		printed += chunk;
		const [, address] = /(http:\S+) {2}the service/.exec(printed) ?? [];
		if (address === undefined) continue;
		await act(address);
		break;
	}
	child.kill("SIGKILL");
	const [, signal] = await ended;
	return signal;
}
