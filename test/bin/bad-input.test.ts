/** Commands that are given what they cannot use: they say so in a sentence, and do nothing. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { json, text } from "node:stream/consumers";
import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { seatRecordKey } from "../../store/keys.ts";
import { pack } from "../../store/packed.ts";
import { compiledProgram } from "../support/compiled-program.ts";

let server: Server;
let url: string;
let folder: string;

interface Asked {
	readonly verb: string;
	readonly key: string | undefined;
	readonly body: { readonly token: string; readonly seats: unknown[] };
}

/** The requests that reached the fake service, and its answer to them. */
let asked: Asked[] = [];
let answer: (asked: Asked) => { status: number; body: unknown };

beforeAll(async () => {
	server = createServer(async (request, response) => {
		const body = request.method === "POST" ? await json(request) : {};
		const verb = request.url?.split("/").at(-1) ?? "";
		const question = { verb, key: request.headers.authorization, body } as Asked;
		asked.push(question);
		const reply = answer(question);
		response.writeHead(reply.status).end(JSON.stringify(reply.body));
	}).listen(0, "127.0.0.1");
	await once(server, "listening");
	url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	folder = mkdtempSync(join(tmpdir(), "bad-input-"));
});
beforeEach(() => {
	asked = [];
});
afterAll(() => {
	server.close();
	rmSync(folder, { recursive: true });
});

async function run(program: string, args: readonly string[], env: Record<string, string> = {}) {
	const { PATH = "" } = process.env;
	const child = spawn(process.execPath, [await compiledProgram(`bin/${program}`), ...args], {
		cwd: folder,
		env: { PATH, SELLER_KEY: "key", ...env },
	});
	const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
	return { code, out, err };
}

function written(name: string, content: string): string {
	const path = join(folder, name);
	mkdirSync(dirname(path), { recursive: true });
	writeFileSync(path, content);
	return name;
}

const seat = (place: string) => ({ section: "stalls", row: "A", seat: place });
const sale = (place: string, order?: string) => ({
	pk: { S: seatRecordKey({ id: "theatre", life: "life" }, seat(place)).pk },
	sk: { S: JSON.stringify(["A", place]) },
	status: { S: "sold" },
	...(order !== undefined && { order: { S: order } }),
});
const theatre = {
	...{ pk: { S: "theatre" }, sk: { S: "event" }, life: { S: "life" } },
	event: { B: Buffer.from(pack({ sections: [] })).toString("base64") },
};
const salesOf = (...sales: unknown[]) => written("sales.json", JSON.stringify({ Items: [theatre, ...sales] }));
const bookOf = (...orders: unknown[]) => written("book.jsonl", orders.map((order) => JSON.stringify(order)).join("\n"));
const repair = (env?: Record<string, string>) =>
	run("reconcile.ts", ["--sales", "sales.json", "--book", "book.jsonl", "--repair", "--url", url], env);

test.each([
	["no JSON", '{"Items": [}', "sales.json:1:12: not JSON: expected a value, found }"],
	["other JSON", '[{"pk": 1}]', "sales.json is not what `aws dynamodb scan` wrote"],
	["a record of another kind", '{"Items": [{"pk": {"S": "#events"}, "sk": {"S": "a"}}]}', "plan or seat: pk #events"],
	[
		"a seat without a status, as another scan writes it",
		'{"Items": [{"pk": {"S": "a#b#c"}, "sk": {"S": "[\\"A\\",\\"1\\"]"}}]}',
		"plan or seat: pk a#b#c",
	],
	["the first page of a scan", '{"Items": [], "LastEvaluatedKey": {"pk": {"S": "a"}}}', "only the beginning of a scan"],
])("reconcile refuses a file of sales that has %s", async (_, content, message) => {
	written("sales.json", content);
	bookOf();

	const { code, out, err } = await run("reconcile.ts", ["--sales", "sales.json", "--book", "book.jsonl"]);

	expect(err).toContain(message);
	expect(err).not.toContain("    at ");
	expect({ code, out }).toEqual({ code: 1, out: "" });
});

test.each([
	["reconcile.ts", ["--sales", "none.json", "--book", "none.jsonl"], "Cannot read none.json: ENOENT"],
	["reconcile.ts", ["--sale", "none.json"], "Unknown option '--sale'"],
	["release-sales.ts", ["--event", "theatre", "--sales", "none.json"], "Cannot read none.json: ENOENT"],
	["release-sales.ts", ["--event", "The Atre", "--sales", "none.json"], "An event cannot have the id The Atre"],
	["release-sales.ts", ["--event"], "Option '--event <value>' argument missing"],
	["restore.ts", ["--tabel", "seats"], "Unknown option '--tabel'"],
	["restore.ts", ["--table", "seats", "--at", "2026-11-23T18:59:00Z"], "No region is set. Set AWS_REGION"],
	["event.ts", ["check", "theatre", "--table", "seats"], "Region is missing. It is read in AWS, with AWS credentials"],
	["publish-page.ts", ["--pages", "."], "Unknown option '--pages'"],
])("%s with %j fails with a sentence", async (program, args, message) => {
	const { code, err } = await run(program, args, { PATH: folder });

	expect(err).toContain(message);
	expect(err).not.toContain("    at ");
	expect(code).toBe(1);
});

test.each([
	["no JSON", "{", "outputs.json:1:2: not JSON"],
	["a list", "[1]", "is not what `cdk deploy --outputs-file` writes"],
	["an edge without an address", '{"edge": {"PageBucket": "pages"}}', "no DistributionId and PageAddress"],
])("publish-page refuses outputs that are %s, and uploads nothing", async (_, content, message) => {
	const outputs = written("outputs.json", content);

	const { code, out, err } = await run("publish-page.ts", ["--page", ".", "--outputs", outputs], { PATH: folder });

	expect(err).toContain(message);
	expect(err).not.toContain("    at ");
	expect({ code, out }).toEqual({ code: 1, out: "" });
});

test("reconcile lists the mistakes of a book with their lines", async () => {
	salesOf();
	bookOf(
		{ event: "theatre", order: 1e20, seats: [seat("1")] },
		{ event: "The Atre", order: "o-2", seats: [] },
		{ event: "theatre", order: "o-3", seats: [{ section: "stalls", row: "A" }] },
	);

	const { code, err } = await run("reconcile.ts", ["--sales", "sales.json", "--book", "book.jsonl"]);

	expect(code).toBe(1);
	expect(err).toContain("book.jsonl:1:1: expected text, or a whole number of at most 15 digits (/order)");
	expect(err).toContain("book.jsonl:2:1: expected 1 to 63 of a-z, 0-9 and -, not beginning with - (/event)");
	expect(err).toContain("book.jsonl:2:1: expected at least one seat (/seats)");
	expect(err).toContain("(/seats/0/seat)");
	expect(err).toContain("book.jsonl has 4 mistakes.");
});

test("reconcile refuses a sale in the half of a section where nobody looks for its row, instead of counting it", async () => {
	const { pk, ...rest } = sale("1", "o-1");
	const other = pk.S.replace(/.$/, (half) => (half === "0" ? "1" : "0"));
	salesOf({ ...rest, pk: { S: other } });
	bookOf({ event: "theatre", order: "o-1", seats: [seat("1")] });

	const { code, err } = await run("reconcile.ts", ["--sales", "sales.json", "--book", "book.jsonl"]);

	expect({ code, err }).toEqual({
		code: 1,
		err: `sales.json has a record that is no event, plan or seat: pk ${other}, sk ["A","1"].\n`,
	});
});

test("reconcile refuses an order of a book that has a key twice, instead of losing its seats", async () => {
	salesOf();
	written("book.jsonl", '\n{"event": "theatre", "order": "o-1", "seats": [], "seats": []}');

	const { code, err } = await run("reconcile.ts", ["--sales", "sales.json", "--book", "book.jsonl"]);

	expect({ code, err }).toEqual({
		code: 1,
		err: "book.jsonl:2:51: this key appears twice in its object (/seats)\n",
	});
});

test("a repair with a wrong key says so, and asks for nothing more", async () => {
	salesOf();
	bookOf({ event: "theatre", order: "o-1", seats: [seat("1")] });
	answer = () => ({ status: 401, body: { type: "/problems/unauthorized", title: "No", status: 401 } });

	const { code, err } = await repair();

	expect(err).toBe(`${url} refuses the seller's key in SELLER_KEY (401), so no more orders are sold again.\n`);
	expect({ code, verbs: asked.map(({ verb }) => verb) }).toEqual({ code: 1, verbs: ["sell"] });
});

test("a release with a wrong key says so once, and asks for nothing more", async () => {
	salesOf(...Array.from({ length: 40 }, (_, index) => sale(`${index}`, `o-${index}`)));
	answer = ({ verb }) =>
		verb === "theatre"
			? { status: 200, body: { name: "Theatre", closes: 1, sections: {} } }
			: { status: 401, body: { type: "/problems/unauthorized", title: "No", status: 401 } };

	const { code, out, err } = await run("release-sales.ts", [
		...["--event", "theatre", "--sales", "sales.json"],
		...["--release", "--url", url],
	]);

	expect(err).toBe(`${url} refuses the seller's key in SELLER_KEY (401), so no more orders are released.\n`);
	expect({ code, out }).toEqual({ code: 1, out: "theatre: 40 seats sold in 40 orders\n" });
	expect(asked.length).toBeLessThan(12);
});

test("a repair sells the seats that an order has lost, under that order", async () => {
	answer = ({ body }) => ({ status: 200, body: { seats: body.seats } });
	salesOf(sale("1", "o-1"));
	bookOf({ event: "theatre", order: "o-1", seats: [seat("2"), seat("1")] });

	const { out } = await repair();

	expect(out).toContain("sold again");
	expect(asked.map(({ verb, body }) => [verb, body])).toEqual([["sell", { seats: [seat("2")], order: "o-1" }]]);
});

test("a repair or a release against another JSON service sells and releases nothing, and says why", async () => {
	salesOf(sale("9", "o-9"));
	bookOf({ event: "theatre", order: "o-1", seats: [seat("1")] });
	answer = () => ({ status: 200, body: ["hello"] });

	const repaired = await repair();
	const released = await run("release-sales.ts", [
		...["--event", "theatre", "--sales", "sales.json"],
		...["--release", "--url", url],
	]);

	for (const { code, out, err } of [repaired, released]) {
		expect(err).toBe('This does not look like a ticket-sales service; it answered 200: ["hello"]\n');
		expect(out).not.toMatch(/sold again|released$/);
		expect(code).toBe(1);
	}
	expect(asked).toHaveLength(2);
});

test.each([
	["reconcile.ts", ["--book", "book.jsonl", "--repair"]],
	["release-sales.ts", ["--event", "theatre", "--release"]],
])("%s does not send the seller's key over plain http to another machine", async (program, args) => {
	salesOf();
	bookOf();

	const { code, out, err } = await run(program, [...args, "--sales", "sales.json", "--url", "http://tickets.example"]);

	expect(err).toMatch(/^Nothing was sent: http:\/\/tickets\.example is on another machine/);
	expect({ code, out }).toEqual({ code: 1, out: "" });
});
