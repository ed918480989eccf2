/** Which route a request takes. */
import { describe, expect, test } from "@jest/globals";
import { routeMatcher } from "../../local/route-match.ts";

const match = routeMatcher([
	"GET /",
	"ANY /events/{event}",
	"GET /events/{event}",
	"HEAD /events/{event}",
	"PATCH /events/{event}",
	"GET /events/today",
	"GET /{kind}/today",
	"GET /files/{path+}",
	"GET /files/{name}",
	"GET /seat/check/{section}/{row}/{seat}",
	"$default",
]);

describe("the most specific route", () => {
	test.each([
		["GET", "/", "GET /"],
		["GET", "/events/today", "GET /events/today"],
		["GET", "/events/spring", "GET /events/{event}"],
		["PUT", "/events/spring", "ANY /events/{event}"],
		["PUT", "/events/today", "ANY /events/{event}"],
		["HEAD", "/events/spring", "HEAD /events/{event}"],
		["PATCH", "/events/spring", "PATCH /events/{event}"],
		// Only a GET has a route of its own for today.
		["HEAD", "/events/today", "HEAD /events/{event}"],
		["GET", "/other/today", "GET /{kind}/today"],
		["GET", "/files/a", "GET /files/{name}"],
		["GET", "/files/a/b", "GET /files/{path+}"],
		// HEAD is a method of its own.
		["HEAD", "/", "$default"],
		["POST", "/", "$default"],
		["GET", "/nowhere", "$default"],
		// A trailing slash is an empty segment.
		["GET", "/events/spring/", "$default"],
		["GET", "/events/", "$default"],
		["GET", "/seat/check//a/1", "$default"],
		["GET", "//", "$default"],
		["GET", "", "GET /"],
	])("%s %s takes the route %s", (method, path, routeKey) => {
		expect(match(method, path)?.routeKey).toBe(routeKey);
	});
});

test("a literal part of the path may be percent-encoded", () => {
	expect(match("GET", "/event%73/toda%79")?.routeKey).toBe("GET /events/today");
});

describe("labels in the path", () => {
	test.each([
		["%2F", "/"],
		["a%2Fb%2Fc", "a/b/c"],
		["%23", "#"],
		["%3F", "?"],
		["%25", "%"],
		["%252F", "%2F"],
		["__proto__", "__proto__"],
		["%5F_proto__", "__proto__"],
		["constructor", "constructor"],
		["%E5%BA%A7%E5%B8%AD", "座席"],
		["%F0%9F%8E%AD", "🎭"],
		["+", "+"],
		["%20", " "],
		["..", ".."],
		["%2E%2E", ".."],
		["{seat}", "{seat}"],
		["a:b;c=d@e!$&'()*", "a:b;c=d@e!$&'()*"],
	])("a label written %s is decoded once, to %s", (encoded, label) => {
		const found = match("GET", `/seat/check/${encoded}/${encoded}/${encoded}`);

		expect(found?.routeKey).toBe("GET /seat/check/{section}/{row}/{seat}");
		expect([...(found?.parameters ?? [])]).toEqual([
			["section", label],
			["row", label],
			["seat", label],
		]);
	});
});

test.each(["/%", "/%zz", "/seat/check/%E0%A4%A/a/1", "/%ff", "/seat/check/a/%c3%28/1"])(
	"a path with broken percent-encoding throws instead of guessing: %s",
	(path) => {
		expect(() => match("GET", path)).toThrow(URIError);
	},
);

test("without $default, a request may match no route", () => {
	expect(routeMatcher(["GET /"])("GET", "/nowhere")).toBeUndefined();
});

test("a greedy parameter takes the rest of the path", () => {
	expect(Object.fromEntries(match("GET", "/files/a/b%2Fc/d")?.parameters ?? [])).toEqual({ path: "a/b/c/d" });
});
