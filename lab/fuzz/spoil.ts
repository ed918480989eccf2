/** Makes a valid request almost valid: one part of it is of another type, out of range, missing, extra or repeated. */
import type { Random } from "../simulation/random.ts";
import type { Json } from "./documents.ts";
import type { Draft } from "./draft.ts";

/** Texts that programs have trouble with. None of them begins like a token. */
const NASTY_TEXTS: readonly string[] = [
	"",
	" ",
	"a ",
	" a",
	"\u0000",
	"a\nb",
	"é",
	"e\u0301",
	"a\u200bb",
	"\ufeffa",
	"\u202egnp",
	"\ud800",
	"👩‍👩‍👧‍👦",
	"𝒱".repeat(64),
	"x".repeat(64),
	"x".repeat(65),
	"ß".repeat(65),
	"\u{10ffff}",
	"__proto__",
	"constructor",
	"toString",
	"null",
	"NaN",
	"1e400",
	"0x10",
	"-1",
	"1.0",
	"٣",
	"a/b",
	"..",
	"%2F",
	"%00",
	"%",
	"a?b",
	"a#b",
	"a#b#c",
	'["a","b"]',
	"' OR 1=1 --",
	"=1+1",
	"<script>",
	"{{7*7}}",
];

const NASTY_NUMBERS: readonly number[] = [
	-1,
	0,
	-0,
	0.5,
	1.000_000_1,
	100,
	101,
	1_000,
	2 ** 31,
	2 ** 32,
	Number.MAX_SAFE_INTEGER,
	2 ** 53,
	1e21,
	1e308,
	5e-324,
	-1e308,
];

/** Characters of a text that is too long for any field, and of one that is too long for most bodies. */
const LONG = 5_000;
const HUGE = 300_000;

export function nastyText(random: Random): string {
	const share = random.draw();
	if (share < 0.004) return random.pick(["x", "\u0001", "𝒱"]).repeat(HUGE);
	if (share < 0.03) return random.pick(["x", "é", "\\", '"']).repeat(LONG);
	return random.pick(NASTY_TEXTS);
}

export function nastyValue(random: Random): Json {
	switch (
		random.pick(["text", "text", "number", "number", "boolean", "null", "array", "object", "deep", "long"] as const)
	) {
		case "text":
			return nastyText(random);
		case "number":
			return random.pick(NASTY_NUMBERS);
		case "boolean":
			return random.chance(0.5);
		case "null":
			return null;
		case "array":
			return random.pick<Json>([[], [null], [[]], [{}], [1, "1"], ["a", "a"]]);
		case "object":
			return JSON.parse(
				random.pick([
					"{}",
					'{"__proto__":1}',
					'{"__proto__":{"status":"sold"}}',
					'{"constructor":{"prototype":{}}}',
					'{"toString":null}',
					'{"":""}',
					'{"length":3}',
				]),
			);
		case "deep":
			return nested(random.pick([5, 50, 900]), random.chance(0.5));
		default:
			return Array.from({ length: random.pick([101, 300, 1_001]) }, (_, index) =>
				random.chance(0.5) ? String(index) : { section: "stalls", row: "A", seat: String(index) },
			);
	}
}

function nested(depth: number, isArray: boolean): Json {
	let value: Json = null;
	for (let level = 0; level < depth; level++) value = isArray ? [value] : { a: value };
	return value;
}

/** Changes one part of the request. */
export function spoil(draft: Draft, random: Random): void {
	const labels = draft.path.flatMap((segment, index) => {
		return draft.operation.path.split("/")[index + 1]?.startsWith("{") ? [{ segment, index }] : [];
	});
	const part = random.weighted({
		body: draft.body === undefined ? 0 : 6,
		path: labels.length,
		query: draft.method === "GET" ? 3 : 0.5,
		header: draft.operation.isSellers ? 2 : 1,
	});
	if (part === "path") draft.path[random.pick(labels).index] = nastyText(random);
	else if (part === "query") spoilQuery(draft.query, random);
	else if (part === "header") spoilHeaders(draft, random);
	else draft.body = spoilJson(draft.body, random);
}

function spoilQuery(query: Draft["query"], random: Random): void {
	const at = random.below(query.length);
	const name = query[at]?.[0] ?? random.pick(["section", "num", "after", "limit", "by", "order"]);
	switch (random.pick(["value", "value", "missing", "extra", "repeated", "empty"] as const)) {
		case "value":
			query.splice(at, 1, [name, random.chance(0.3) ? String(random.pick(NASTY_NUMBERS)) : nastyText(random)]);
			return;
		case "missing":
			query.splice(at, 1);
			return;
		case "extra":
			query.push([random.pick(["foo", "__proto__", "toString", "event", "seats", "SECTION", ""]), nastyText(random)]);
			return;
		case "repeated":
			query.push([name, query[at]?.[1] ?? "1"], [name, "2"]);
			return;
		default:
			query.splice(at, 1, [name, ""]);
	}
}

/** Header values as HTTP allows them. */
const HEADER_VALUES = [
	"",
	"*",
	'W/"x"',
	'"x", "y"',
	'"',
	",",
	"text/csv",
	"text/plain",
	"application/xml",
	"q=0",
	"gzip",
];
const HEADER_NAMES = [
	"accept",
	"content-type",
	"content-encoding",
	"if-match",
	"if-none-match",
	"if-modified-since",
	"range",
	"expect-ct",
	"origin",
	"x-forwarded-for",
	"x-http-method-override",
	"prefer",
	"cookie",
] as const;

const WRONG_KEYS = [
	"",
	"Bearer",
	"Bearer ",
	"Bearer wrong",
	"Bearer local-seller-ke",
	"Bearer local-seller-keyx",
	"Basic bG9jYWwtc2VsbGVyLWtleQ==",
	"local-seller-key",
	"Bearer undefined",
	"Bearer \u00e9",
	`Bearer ${"x".repeat(4_000)}`,
] as const;

function spoilHeaders({ headers, operation }: Draft, random: Random): void {
	const key = headers.findIndex(([name]) => name === "authorization");
	if (operation.isSellers && key >= 0 && random.chance(0.6)) {
		headers.splice(key, 1);
		if (random.chance(0.8)) headers.push(["authorization", random.pick(WRONG_KEYS)]);
		return;
	}
	const name = random.pick(HEADER_NAMES);
	const at = headers.findIndex(([its]) => its === name);
	if (at >= 0 && random.chance(0.5)) headers.splice(at, 1);
	headers.push([name, random.pick(HEADER_VALUES)]);
}

/** The same JSON with one place changed, chosen at random. */
function spoilJson(json: Json, random: Random): Json {
	const copy = { root: structuredClone(json) };
	const places = placesIn(copy);
	const { holder, key } = random.pick(places);
	switch (random.pick(["value", "value", "value", "missing", "extra", "repeated"] as const)) {
		case "value":
			holder[key] = nastyValue(random);
			break;
		case "missing":
			if (Array.isArray(holder)) holder.splice(Number(key), 1);
			else delete holder[key];
			break;
		case "extra":
			addTo(holder[key], random);
			break;
		default:
			if (Array.isArray(holder)) holder.push(holder[Number(key)]);
			else if (Array.isArray(holder[key])) holder[key].push(...holder[key].slice(0, 1));
			else addTo(holder, random);
	}
	return copy.root;
}

function addTo(holder: Json, random: Random): void {
	const name = random.chance(0.5)
		? random.pick(["foo", "status", "expires", "token", "order", "seats"])
		: nastyText(random);
	if (Array.isArray(holder)) holder.push(nastyValue(random));
	else if (holder !== null && typeof holder === "object") {
		Object.defineProperty(holder, name, { value: nastyValue(random), enumerable: true, configurable: true });
	}
}

interface Place {
	readonly holder: Json;
	readonly key: string;
}

/** At most this many places of a document are looked at. */
const MAX_PLACES = 400;

function placesIn(whole: Json): Place[] {
	const places: Place[] = [];
	const visit = (holder: Json): void => {
		for (const key of Object.keys(holder)) {
			if (places.length >= MAX_PLACES) return;
			places.push({ holder, key });
			if (holder[key] !== null && typeof holder[key] === "object") visit(holder[key]);
		}
	};
	visit(whole);
	return places;
}
