/** Requests that no client of ours would send: broken JSON, other encodings, paths and methods that nobody serves. */
import { deflateSync, gzipSync } from "node:zlib";
import type { Random } from "../simulation/random.ts";
import type { Header, WireRequest } from "./draft.ts";
import { nastyText } from "./spoil.ts";

const METHODS = ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "get", "FOO"] as const;

const BODIES = [
	"{",
	"[]",
	"null",
	"1",
	'"seats"',
	"{}{}",
	"{'token':1}",
	'{"token":"a","token":"b"}',
	'{"name":"a","name":"b","sections":{}}',
	'{"name":"x","sections":{"s":{"A":{"1":{},"2":{}},"A":{"3":{}}}}}',
	'{"seats":{}}',
	'{"seats":[null]}',
	'{"seats":1,"name":"x","sections":{}}',
	'{"seats":null}',
	'{"sections":null,"name":"x"}',
	'{"zones":[{}]}',
	'{"zones":null}',
	'{"zones":[null]}',
	'{"zones":{},"sections":{},"name":"x"}',
	'{"num":1,"sections":["stalls","stalls"]}',
	"\ufeff{}",
	"\u0000",
	"\n\t ",
	"NaN",
	"1e999",
	'{"num":1e999}',
	"seats=1&token=2",
	"<xml/>",
	'{"changes":[{}]}',
	'{"changes":{"length":1}}',
] as const;

const BYTES = [
	[0xff, 0xfe],
	[0x80],
	[0xc3, 0x28],
	[0xed, 0xa0, 0x80],
	[0xf4, 0x90, 0x80, 0x80],
	[0x1f, 0x8b, 0x08],
] as const;

const TYPES = [
	"application/json",
	"application/json; charset=utf-16",
	"APPLICATION/JSON",
	"application/merge-patch+json",
	"application/octet-stream",
	"text/plain",
	"text/csv; charset=latin1",
	"multipart/form-data",
	"application/x-www-form-urlencoded",
	"",
	"json",
] as const;

/** Spoils a request on its way: what comes out need not be JSON, UTF-8 or anything that is served. */
export function garbage(request: WireRequest, random: Random): WireRequest {
	const { method, target, headers, body } = request;
	switch (random.pick(["body", "body", "bytes", "cut", "packed", "type", "path", "path", "query", "method"] as const)) {
		case "body":
			return { ...request, body: Buffer.from(random.pick(BODIES)) };
		case "bytes": {
			const at = random.below(body.length + 1);
			return {
				...request,
				body: Buffer.concat([body.subarray(0, at), Buffer.from(random.pick(BYTES)), body.subarray(at)]),
			};
		}
		case "cut":
			return { ...request, body: body.subarray(0, random.below(body.length + 1)) };
		case "packed":
			return { ...request, ...packed(body, headers, random) };
		case "type": {
			const others = headers.filter(([name]) => name !== "content-type");
			return { ...request, headers: [...others, ["content-type", random.pick(TYPES)]] };
		}
		case "path":
			return { ...request, target: garbledPath(target, random) };
		case "query":
			return { ...request, target: `${target}${target.includes("?") ? "&" : "?"}${garbledQuery(random)}` };
		default:
			return { ...request, method: method === "GET" ? random.pick(METHODS) : random.pick(METHODS.slice(0, 7)) };
	}
}

function packed(body: Buffer, headers: readonly Header[], random: Random): Pick<WireRequest, "body" | "headers"> {
	const encoding = random.pick(["gzip", "deflate", "br", "identity", "gzip, gzip", "x"] as const);
	const pack = random.pick([gzipSync, deflateSync, (bytes: Buffer) => bytes]);
	const content = random.chance(0.2) ? Buffer.alloc(400_000, " ") : body;
	return { body: pack(content), headers: [...headers, ["content-encoding", encoding]] };
}

function garbledPath(target: string, random: Random): string {
	const [path = "", query] = target.split("?");
	const segments = path.split("/");
	const at = 1 + random.below(Math.max(1, segments.length - 1));
	const replacement = random.pick([
		"",
		".",
		"..",
		"%2F",
		"%00",
		"%ZZ",
		"%",
		"%C3%28",
		"%ED%A0%80",
		"%3F",
		"%23",
		"A",
		"{event}",
		"a%2Fb",
		"a+b",
		"%E2%80%AE",
		"-",
		"x".repeat(3_000),
		encodeURIComponent(nastyText(random).slice(0, 3_000).toWellFormed()),
	]);
	const changed = random.pick([
		segments.with(Math.min(at, segments.length - 1), replacement),
		[...segments, replacement],
		segments.slice(0, -1),
		segments.toSpliced(at, 0, replacement),
	]);
	const joined = changed.join("/");
	return `${joined.startsWith("/") ? joined : `/${joined}`}${query === undefined ? "" : `?${query}`}`;
}

function garbledQuery(random: Random): string {
	return random.pick([
		"a=%ZZ",
		"%",
		"=",
		"&&",
		"a",
		"section=%ff",
		"num=1&num=2",
		"section=a&section=b",
		"num=+1",
		"num=%201",
		"__proto__=1",
		"constructor=1",
		"after=-1",
		"after=99999999999999999999",
		"limit=0",
		"wait=21",
		"by=row",
		`section=${"x".repeat(3_000)}`,
		`${encodeURIComponent(nastyText(random).slice(0, 3_000).toWellFormed())}=1`,
	]);
}
