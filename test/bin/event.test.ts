import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer, text } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { compiledProgram } from "../support/compiled-program.ts";
import { FAR, newService, type TestService } from "../support/service.ts";

const ROOT = join(import.meta.dirname, "../..");
const THEATRE = join(import.meta.dirname, "../documents/small-theatre.pretix.json");

let service: TestService;
let server: Server;
let url: string;
let folder: string;
let program: string;

/** The requests that reached the service, and the answers to the next requests in place of the service's own. */
const asked: string[] = [];
const sent: { headers: IncomingHttpHeaders; body: Buffer }[] = [];
const instead: ((method: string) => { status: number; headers: Record<string, string>; body: unknown } | "hang up")[] =
	[];

beforeAll(async () => {
	program = await compiledProgram("bin/event.ts");
	service = await newService();
	server = createServer(async (request, response) => {
		const { method = "", url: target = "" } = request;
		asked.push(`${method} ${target}`);
		const body = await buffer(request);
		sent.push({ headers: request.headers, body });
		const headers = Object.fromEntries(
			Object.entries(request.headersDistinct).map(([name, value]) => [name, `${value}`]),
		);
		const reply = instead.shift()?.(method) ?? (await service.request(method, target, { body, headers }));
		if (reply === "hang up") return request.socket.destroy();
		return response
			.writeHead(reply.status, reply.headers)
			.end(typeof reply.body === "string" ? reply.body : JSON.stringify(reply.body));
	}).listen(0, "127.0.0.1");
	await once(server, "listening");
	url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	folder = mkdtempSync(join(tmpdir(), "event-"));
});

beforeEach(() => {
	asked.length = 0;
	sent.length = 0;
	instead.length = 0;
});

afterAll(() => {
	server.close();
	rmSync(folder, { recursive: true });
});

interface Run {
	readonly input?: string;
	readonly env?: Record<string, string>;
}

/** Runs the command against the service. */
async function event(args: readonly string[], { input = "", env = {} }: Run = {}) {
	const child = start(args, env);
	// A command that refuses its arguments does not wait for its input.
	child.stdin.on("error", () => {}).end(input);
	const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
	return { code, out, err };
}

function start(args: readonly string[], env: Record<string, string> = {}) {
	const { PATH = "" } = process.env;
	return spawn(process.execPath, [program, ...args], {
		cwd: ROOT,
		env: { PATH, TICKET_SALES_URL: url, ...env },
	});
}

function written(name: string, content: string) {
	const path = join(folder, name);
	writeFileSync(path, content);
	return path;
}

const answerOnce = (status: number, body: unknown, headers: Record<string, string> = {}) =>
	instead.push(() => ({ status, headers, body }));

/** The service is at work on the PUT. */
const working = (progress: number, retryAfter = "1") =>
	answerOnce(
		503,
		{ type: "/problems/try-again", title: "Send the same request again", status: 503, progress },
		{ "retry-after": retryAfter },
	);

const BUSY = () => ({
	status: 503,
	headers: { "content-type": "application/problem+json", "retry-after": "0" },
	body: { type: "/problems/try-again", title: "The table did not answer in time", status: 503 },
});

describe("put, get, list, delete", () => {
	test("a seating plan can be put, fetched as an event document, listed and deleted", async () => {
		const put = await event(["put", "theatre", THEATRE]);
		const got = await event(["get", "theatre"]);
		const listed = await event(["list"]);
		const deleted = await event(["delete", "theatre"]);
		service.age(5_000);
		const gone = await event(["get", "theatre"]);

		expect(put).toMatchObject({ code: 0, out: "event theatre has 47 seats in 4 sections\n" });
		expect(put.err.split("\n").map((line) => line.replace(/.*small-theatre/, "small-theatre"))).toEqual([
			"Odd:",
			"small-theatre.pretix.json:133:12: there is another zone Box: it becomes zone Box (2) (/zones/3/name)",
			expect.stringMatching(/^small-theatre\.pretix\.json:30:5: .* \(\/zones\/0\/rows\/1\)$/),
			expect.stringMatching(
				/^small-theatre\.pretix\.json:90:20: there is another row A before it: the 2 become one row/,
			),
			"",
		]);
		expect(JSON.parse(got.out)).toMatchObject({
			name: "Small theatre",
			sections: { Balcony: [{ row: "A" }, { row: "B" }], "Box (2)": [{ row: "1" }] },
		});
		expect(listed.out).toMatch(/^event {4}name +seats +opens +closes\ntheatre {2}Small theatre +47\n$/);
		expect(deleted).toMatchObject({ code: 0, out: "event theatre is deleted\n" });
		expect(gone).toMatchObject({ code: 1, out: "" });
		expect(gone.err).toContain("There is no such event (404 /problems/unknown-event)");
	});

	test("a document that get wrote to a file can be put again from standard input, which changes nothing", async () => {
		const document = {
			_comment: "for people",
			name: "Round trip",
			opens: 1,
			sections: { a: { "1": { "1": { status: "sold" } } }, b: [{ row: "A", seats: ["1", null, "2"] }] },
		};
		await event(["put", "round-trip", "-"], { input: JSON.stringify(document) });
		const file = join(folder, "round-trip.json");

		const got = await event(["get", "round-trip", "--out", file]);
		const put = await event(["put", "round-trip", "-"], { input: readFileSync(file, "utf8") });

		expect(got).toEqual({ code: 0, out: "", err: "" });
		expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(document);
		expect(put).toEqual({ code: 0, out: "event round-trip has 3 seats in 2 sections\n", err: "" });
		expect((await service.seller("GET", "/events/round-trip/document")).body).toEqual(document);
	});

	test("without a key, get prints the public document and says that it is not the whole one", async () => {
		const sections = { a: [{ row: "1", seats: [{ seat: "1", status: "sold", order: "4711" }] }] };
		await event(["put", "shown", "-"], { input: JSON.stringify({ name: "Shown", sections }) });
		const whole = await event(["get", "shown"]);
		const shown = (await service.get("/events/shown")).body;
		// This machine under a name that the command does not know for its own.
		const elsewhere = url.replace("127.0.0.1", "0.0.0.0");

		const got = await event(["get", "shown", "--url", elsewhere]);
		const withKey = await event(["get", "shown", "--url", elsewhere, "--insecure", "--key", "local-seller-key"]);

		expect([got.code, JSON.parse(got.out)]).toEqual([0, shown]);
		expect(got.err).toMatch(/^This is the public document, without the states, orders and reasons of seats/);
		expect(got.out).not.toContain("4711");
		expect(withKey).toEqual(whole);
		expect(whole.out).toContain("4711");
	});
});

describe("taken", () => {
	const expires = FAR + 600;
	const seats = [
		{ seat: "1", status: "sold", order: '=HYPERLINK("x")' },
		"2",
		{ seat: "3", status: "blocked", reason: "press, 2nd" },
	];
	const sections = { stalls: [{ row: "A", category: "gold", seats }], circle: [{ row: "B", seats: ["1", "2"] }] };
	const at = new Date(FAR * 1_000).toISOString();

	beforeAll(async () => {
		await service.seller("PUT", "/events/hall", { name: "Hall", sections });
		await service.post("/events/hall/seat/lock/circle/B/2", {});
	});

	test("the taken seats of an event are printed as a table, with the columns that say something", async () => {
		const all = await event(["taken", "hall"]);
		const blocked = await event(["taken", "hall", "--section", "stalls", "--row", "A", "--status", "blocked"]);

		expect(all).toEqual({
			code: 0,
			err: "",
			out: [
				"section  row  seat  status   order            reason      sold                      locked                    until                     category",
				`stalls   A    1     sold     =HYPERLINK("x")              ${at}                                                      gold`,
				"stalls   A    3     blocked                   press, 2nd                                                                                gold",
				`circle   B    2     locked                                                          ${at}  ${new Date(expires * 1_000).toISOString()}`,
				"",
			].join("\n"),
		});
		expect(blocked.out).toBe(
			"section  row  seat  status   reason      category\nstalls   A    3     blocked  press, 2nd  gold\n",
		);
	});

	test("every page is read, and the CSV is what the service gives, with one header", async () => {
		const csv = { accept: "text/csv" };
		const whole = await service.seller("GET", "/events/hall/taken", undefined, csv);
		const first = await service.seller("GET", "/events/hall/taken?limit=2", undefined, csv);
		answerOnce(200, first.body, first.headers);
		const file = join(folder, "taken.csv");

		const { code, out, err } = await event(["taken", "hall", "--csv", "--out", file]);

		expect({ code, out, err }).toEqual({ code: 0, out: "", err: "" });
		expect(asked).toEqual(["GET /events/hall/taken", expect.stringMatching(/taken\?limit=2&after=[\w-]+$/)]);
		expect(readFileSync(file, "utf8")).toBe(whole.body);
		expect(whole.body.startsWith("\ufeffsection,")).toBe(true);
	});

	test("the seats of an order are found by any order, and none of an order that has none", async () => {
		const found = await event(["taken", "hall", "--order", '=HYPERLINK("x")']);
		const none = await event(["taken", "hall", "--order", "a&b"]);

		expect(found.out.split("\n")).toHaveLength(3);
		expect(none).toEqual({ code: 0, err: "", out: "No matching seat is taken.\n" });
		expect(asked.at(-1)).toBe("GET /events/hall/taken?order=a%26b");
	});

	test("a list that breaks off is not printed in part, and one that another service gives not at all", async () => {
		const { body, headers } = await service.seller("GET", "/events/hall/taken?limit=1");
		answerOnce(200, body, headers);
		answerOnce(500, { type: "/problems/internal", title: "A fault", status: 500 });
		const broken = await event(["taken", "hall"]);
		answerOnce(200, { seats: [] });

		const other = await event(["taken", "hall", "--csv"]);

		expect(broken).toMatchObject({ code: 1, out: "", err: "The service refuses: A fault (500 /problems/internal)\n" });
		expect(other).toMatchObject({
			code: 1,
			out: "",
			err: expect.stringMatching(/^This does not look like a ticket-sales service/),
		});
	});

	test("a list that the service does not give is refused with its reason", async () => {
		const { err } = await event(["taken", "hall", "--section", "pit"]);
		const { err: noKey } = await event(["taken", "hall", "--url", "https://tickets.example"]);

		expect(err).toContain("(404 /problems/unknown-seat)");
		expect(noKey).toBe("This needs the seller's key: set --key, or SELLER_KEY in the environment.\n");
	});
});

test("a list of events that has several pages is read to its end", async () => {
	const summary = (event: string) => ({ event, name: event, capacity: 1 });
	answerOnce(200, { events: [summary("a")], next: "a" });
	answerOnce(200, { events: [summary("b")] });

	const { out } = await event(["list"]);

	expect(out.split("\n").map((line) => line.split(" ")[0])).toEqual(["event", "a", "b", ""]);
	expect(asked).toEqual(["GET /events", "GET /events?after=a"]);
});

test("an event of one seat is reported in the singular", async () => {
	const document = { name: "One", sections: { box: { A: { "1": {} } } } };

	const put = await event(["put", "one-seat", "-"], { input: JSON.stringify(document) });

	expect(put.out).toBe("event one-seat has 1 seat in 1 section\n");
});

describe("what may be sent", () => {
	test.each([
		[["put", "Bad Id", THEATRE]],
		[["put", "Bad Id", THEATRE, "--dry-run"]],
		[["get", "Bad Id"]],
		[["delete", "Bad Id"]],
	])("a bad event id in %j is refused as such, and nothing is sent", async (args) => {
		const { code, out, err } = await event(args);

		expect(err).toContain("'Bad Id' is invalid for argument 'event'. An event cannot have this id: expected 1 to 63");
		expect(err).not.toContain(":1:1");
		expect({ code, out, asked }).toEqual({ code: 1, out: "", asked: [] });
	});

	test("a file of 240 MB is refused by its size, and so is a pipe that never ends", async () => {
		const huge = written("huge.json", "");
		truncateSync(huge, 240_000_000);

		const file = await event(["put", "house", huge]);
		const pipe = await event(["put", "house", "-"], { input: " ".repeat(65_000_000) });

		expect(file).toEqual({ code: 1, out: "", err: `${huge} is larger than 64 MB: no event has such a file.\n` });
		expect(pipe).toMatchObject({ code: 1, err: "standard input is larger than 64 MB: no event has such a file.\n" });
	});

	test("a large document is sent with gzip, and a small one as it is", async () => {
		const seats = Array.from({ length: 20_000 }, (_, index) => String(index));
		const large = { name: "Large", sections: { floor: [{ row: "A", seats }] } };
		const small = { name: "Small", sections: {} };
		for (const _ of [large, small]) answerOnce(200, { capacity: 1, sections: {} });

		await event(["put", "large", "-"], { input: JSON.stringify(large) });
		await event(["put", "small", "-"], { input: JSON.stringify(small) });

		expect(sent.map(({ headers }) => headers["content-encoding"])).toEqual(["gzip", undefined]);
		expect(JSON.parse(gunzipSync(sent[0]?.body ?? "").toString())).toEqual(large);
		expect(JSON.parse(`${sent[1]?.body}`)).toEqual(small);
	});

	test("the seller's key is sent over plain http to this machine only, unless --insecure is given", async () => {
		const args = ["delete", "house", "--url", "http://tickets.invalid", "--key", "secret"];

		const refused = await event(args);
		const allowed = await event([...args, "--insecure"]);

		expect(refused).toMatchObject({ code: 1, err: expect.stringMatching(/^Nothing was sent: .* Use https:/) });
		expect(allowed).toMatchObject({ code: 1, err: expect.stringMatching(/tickets\.invalid cannot be reached/) });
	});

	test("the seller's key is not sent on to the address of a redirect", async () => {
		answerOnce(307, {}, { location: `${url}/elsewhere` });

		const { code, err } = await event(["delete", "house"]);

		expect({ code, err }).toEqual({
			code: 1,
			err: `${url} sends requests on to ${url}/elsewhere: give that address instead.\n`,
		});
		expect(asked).toEqual(["DELETE /events/house"]);
	});
});

describe("a dry run", () => {
	test("a dry run counts seats by section and state, reports what is odd, and sends nothing", async () => {
		const expires = Math.floor(Date.now() / 1_000) + 3_600;
		const file = written(
			"house.json",
			`{ "name": "House",
			"sections": {
				"stalls": { "a": { "1": {}, "2": { "status": "sold" }, "3": { "status": "blocked" } }, "b": {} },
				"circle": [{ "row": "A", "seats": ["1", null, { "seat": "2", "status": "locked", "expires": ${expires} }] }]
			} }`,
		);

		const { code, out } = await event(["put", "house", file, "--dry-run"]);

		expect(code).toBe(0);
		expect(out).toContain(
			[
				"section     rows  seats  available  locked  sold  blocked",
				"stalls         2      3          1       0     1        1",
				"circle         1      2          1       1     0        0",
				"2 sections     3      5          2       1     1        1",
			].join("\n"),
		);
		expect(out).toContain("house.json:3:97: the row has no seats (/sections/stalls/b)");
		expect(out).toContain(
			"The file sets the state of new seats only: seats that event house already has keep their state.",
		);
		expect(asked).toEqual([]);
	});

	test("a dry run refuses a key that appears twice in an object, because seats under the first one would be lost", async () => {
		const file = written("twice.json", '{"name": "House", "sections": {\n"a": {}, "b": {},\n"a": {"A": {"1": {}}}}}');

		const { code, out, err } = await event(["put", "house", file, "--dry-run"]);

		expect(err).toContain("twice.json:3:1: the key a appears twice in this object");
		expect(err).toContain("(/sections/a)\n");
		expect(err).toContain("twice.json has 1 mistake.\n");
		expect({ code, out, asked }).toEqual({ code: 1, out: "", asked: [] });
	});

	test("a dry run reports rows with the same label, in a document and in a plan", async () => {
		const seats = [{ seat_number: "1" }];
		const rows = [
			{ row_number: "A", seats },
			{ row_number: "A", seats: [{ seat_number: "2" }] },
		];
		const document = { name: "House", sections: { stalls: [1, 2].map((n) => ({ row: "A", seats: [`${n}`] })) } };

		const plan = await event(["put", "house", "-", "--dry-run"], {
			input: JSON.stringify({ name: "House", zones: [{ name: "Stalls", rows }] }),
		});
		const ordered = await event(["put", "house", "-", "--dry-run"], { input: JSON.stringify(document) });

		expect(plan.out).toContain("there is another row A before it: the 2 become one row");
		expect(ordered.out).toContain("there is another row A before it: no seats of the two are together");
		expect(ordered.out).not.toContain("The file sets the state");
	});

	test("a dry run needs neither a service nor a key", async () => {
		const env = { TICKET_SALES_URL: "https://tickets.example" };

		expect(await event(["put", "theatre", THEATRE, "--dry-run"], { env })).toMatchObject({ code: 0, err: "" });
	});
});

describe("mistakes in a file", () => {
	test.each([
		["an extra comma", '{\n\t"name": "x",\n}', '3:1: not JSON: expected a key in ", found }'],
		[
			"a missing quotation mark",
			'{ "name": "x\n}',
			'1:13: not JSON: expected the closing " of a text, found the end of the line',
		],
		[
			"a file that ends early",
			'{"name": "x", "sections": {',
			'1:28: not JSON: expected a key in ", found the end of the text',
		],
		["a word that is not a value", '{"name":\r\nx}', "2:1: not JSON: expected a value, found x"],
		["an empty file", "", "1:1: not JSON: expected a value, found the end of the text"],
		["a value that is not an array", '{"name": "x", "zones": null}', "1:24: expected an array of zones (/zones)"],
		["a missing field", '{"name": "x"}', "1:1: expected an object of sections by their label (/sections)"],
		[
			"an unknown state",
			'{"name": "x", "sections": {"a": {"b":\n{"1": {}, "2": {"status": "solt"}}}}}',
			"2:27: expected available, locked, sold or blocked (/sections/a/b/2/status)",
		],
		[
			"a label with control characters in a plan",
			'{"name": "x", "zones": [{"rows": [\n{"row_number": "A", "seats": [{"seat_number": "1\\u0007"}]}]}]}',
			"2:47: expected 1 to 64 characters without control characters (/zones/0/rows/0/seats/0/seat_number)",
		],
	])("%s is reported with its place in the file, and nothing is sent", async (_, input, message) => {
		const { code, out, err } = await event(["put", "house", "-"], { input });

		expect(err).toContain(`standard input:${message}`);
		expect({ code, out, asked }).toEqual({ code: 1, out: "", asked: [] });
	});

	test("a missing file and one that is not UTF-8 are reported by name", async () => {
		const latin = join(folder, "latin.json");
		writeFileSync(latin, Buffer.from('{"name": "Caf\u00e9"}', "latin1"));

		expect(await event(["put", "house", join(folder, "none.json")])).toMatchObject({
			code: 1,
			err: expect.stringMatching(/^Cannot read .*none\.json: ENOENT/),
		});
		expect(await event(["put", "house", latin])).toMatchObject({ code: 1, err: `${latin} is not UTF-8.\n` });
	});
});

describe("refusals of the service", () => {
	test("a wrong key is reported, whether it comes from the command line or the environment", async () => {
		const wrong = await event(["put", "house", THEATRE, "--key", "wrong"]);
		const fromEnvironment = await event(["delete", "house"], { env: { SELLER_KEY: "wrong" } });

		expect(wrong).toMatchObject({ code: 1, out: "" });
		expect(wrong.err).toContain(
			"This needs the seller's key: Authorization: Bearer <key> (401 /problems/unauthorized)",
		);
		expect(fromEnvironment.err).toContain("(401 /problems/unauthorized)");
	});

	test("the local key is never sent to a service on another machine: there, a key must be given", async () => {
		const { code, err } = await event(["delete", "house", "--url", "https://tickets.example"]);

		expect({ code, err }).toEqual({
			code: 1,
			err: "This needs the seller's key: set --key, or SELLER_KEY in the environment.\n",
		});
	});

	test("when a file drops seats of an event, the refusal names these seats", async () => {
		const document = (...seats: string[]) => JSON.stringify({ name: "x", sections: { a: [{ row: "1", seats }] } });
		await event(["put", "dropped", "-"], { input: document("1", "2", "3") });

		const { code, err } = await event(["put", "dropped", "-"], { input: document("2") });

		expect(code).toBe(1);
		expect(err).toContain("(409 /problems/seats-removed)\n  a, row 1, seat 1\n  a, row 1, seat 3\n");
	});

	test("a delete whose first answer was lost succeeds when the event is not there any more", async () => {
		const unknown = { type: "/problems/unknown-event", title: "There is no such event", status: 404 };
		answerOnce(503, { type: "/problems/try-again", title: "Try again", status: 503 }, { "retry-after": "0" });
		answerOnce(404, unknown);
		const again = await event(["delete", "house"]);
		answerOnce(404, unknown);
		const first = await event(["delete", "house"]);

		expect(again).toMatchObject({ code: 0, out: expect.stringContaining("is not there any more") });
		expect(first).toMatchObject({ code: 1, err: expect.stringContaining("There is no such event") });
	});

	test("a refusal says of each seat all that the service says", async () => {
		const seat = { section: "a", row: "1", seat: "2" };
		const seats = [
			{ ...seat, status: "locked", expires: 5 },
			{ ...seat, was: "LEFT-1", wouldBe: null },
		];
		answerOnce(409, { type: "/problems/some", title: "No", status: 409, seats, total: 2 });

		const { err } = await event(["delete", "house"]);

		expect(err).toBe(
			"The service refuses: No (409 /problems/some)\n  a, row 1, seat 2 locked expires 5\n  a, row 1, seat 2 was LEFT-1 wouldBe none\n  total: 2\n",
		);
	});

	test("a mistake that the service finds in a document is reported with its place in the file", async () => {
		instead.push(() => ({
			status: 400,
			headers: {},
			body: {
				type: "/problems/invalid-request",
				title: "Malformed",
				errors: [{ path: "/sections", message: "too large" }],
			},
		}));

		const { err } = await event(["put", "house", "-"], { input: '{"name": "x",\n"sections": {}}' });

		expect(err).toContain("standard input:2:13: /sections: too large");
	});

	test("an answer that is not the service's is printed without its control characters", async () => {
		instead.push(() => ({ status: 404, headers: {}, body: "\u001b[31mno such page" }));

		expect(await event(["list"])).toMatchObject({ code: 1, err: "The service answers 404: �[31mno such page\n" });
	});

	test.each([
		[["put", "house", THEATRE], { hello: "world" }],
		[["get", "house"], "null"],
		[["list"], { events: [null] }],
		[["delete", "house"], []],
	])("%j says that another JSON service is at the address, without a stack trace", async (args, body) => {
		answerOnce(200, body);

		const { code, out, err } = await event(args);

		expect(err).toContain("This does not look like a ticket-sales service; it answered 200: ");
		expect(err).not.toContain("    at ");
		expect({ code, out }).toEqual({ code: 1, out: "" });
	});

	test("a problem of another service is reported, whatever its members are", async () => {
		answerOnce(400, { type: "about:blank", title: "Bad", errors: { name: ["missing"] }, seats: [null, 1] });

		expect(await event(["list"])).toMatchObject({ code: 1, err: "The service refuses: Bad (400 about:blank)\n" });
	});

	test("a service that cannot be reached is reported, with a hint how to start it here", async () => {
		const { code, err } = await event(["list", "--url", "http://localhost:1"]);

		expect(code).toBe(1);
		expect(err).toMatch(/^http:\/\/localhost:1 cannot be reached: /);
		expect(err).toContain("npm start");
	});
});

describe("repeated requests", () => {
	test("a request is repeated until the service has served it, also when an answer was lost", async () => {
		instead.push(BUSY, () => "hang up", BUSY);

		const { code, out, err } = await event(["put", "busy", THEATRE]);

		expect({ code, out }).toEqual({ code: 0, out: "event busy has 47 seats in 4 sections\n" });
		expect(asked).toEqual(Array(4).fill("PUT /events/busy"));
		expect(err).toContain("503 Service Unavailable: try 2\n");
		expect(err).toContain("UND_ERR_SOCKET: try 3\n");
	});

	test("a request is repeated after the time in Retry-After", async () => {
		instead.push(() => ({ ...BUSY(), headers: { "retry-after": "1" } }));
		const started = performance.now();

		await event(["list"]);

		expect(performance.now() - started).toBeGreaterThan(1_000);
		expect(asked).toHaveLength(2);
	});

	test("a request is not repeated when the wait would exceed the patience", async () => {
		instead.push(...Array.from({ length: 9 }, () => () => ({ ...BUSY(), headers: { "retry-after": "30" } })));

		const { code, err } = await event(["put", "busy", THEATRE, "--patience", "20"]);

		expect(code).toBe(1);
		expect(err).toContain("(503 /problems/try-again)");
		expect(asked).toHaveLength(1);
	});

	test("a PUT goes on for longer than the patience, for as long as the service reports progress", async () => {
		for (const progress of [0.1, 0.299, 0.5]) working(progress);
		const started = performance.now();

		// Longer than any pause between two requests, which is drawn from up to 1.8 s.
		const { code, out, err } = await event(["put", "large", THEATRE, "--patience", "2.5"]);

		expect({ code, out }).toEqual({ code: 0, out: "event large has 47 seats in 4 sections\n" });
		expect(performance.now() - started).toBeGreaterThan(3_000);
		expect(err).toContain(": try 2, 10 % done\n");
		expect(err).toContain(": try 3, 29 % done\n");
		expect(new Set(sent.map(({ body }) => `${body}`)).size).toBe(1);
	});

	test("a PUT whose progress stops ends with the patience", async () => {
		for (let time = 0; time < 9; time++) working(0.5);

		const { code } = await event(["put", "large", THEATRE, "--patience", "2.5"]);

		expect(code).toBe(1);
		expect(asked.length).toBeLessThan(6);
	});

	test.each([409, 500])("a PUT that is answered %i is not repeated", async (status) => {
		answerOnce(status, { type: "/problems/some", title: "No", status });

		expect(await event(["put", "large", THEATRE])).toMatchObject({ code: 1, out: "" });
		expect(asked).toHaveLength(1);
	});

	test("the bar on a terminal shows progress, and Ctrl-C leaves the cursor visible and lines wrapping", async () => {
		working(0.4, "30");
		const asTerminal = "data:text/javascript,process.stderr.isTTY=true";
		const child = start(["put", "large", THEATRE], { NODE_OPTIONS: `--import ${asTerminal}` });
		const ended = once(child, "close");

		let shown = "";
		for await (const piece of child.stderr) {
			shown += piece;
			if (shown.includes("40 % after ")) child.kill("SIGINT");
		}

		expect(await ended).toEqual([null, "SIGINT"]);
		expect(shown).not.toContain("\u001b[?25l");
		expect(shown).not.toContain("\u001b[?7l");
	});
});
