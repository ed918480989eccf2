import { expect, test } from "@jest/globals";
import { ROUTES, type Route, routeOf, takesSeats } from "../../api/routes.ts";

const table: readonly Route[] = ROUTES;

test("no method and path belong to two routes", () => {
	const keys = table.flatMap(({ method, paths }) => paths.map((path) => `${method} ${path}`));

	expect(new Set(keys).size).toBe(keys.length);
});

test("every seat path exists twice: for the default event and for a named one", () => {
	const paths = new Set(table.flatMap((route) => route.paths));
	const ofDefault = [...paths].filter((path) => /^\/seats?(\/|$)/.test(path));

	expect(ofDefault.length).toBeGreaterThan(5);
	for (const path of ofDefault) expect(paths).toContain(`/events/{event}${path}`);
});

test("every route that changes seats is a POST", () => {
	const changing = [
		"lock",
		"extend",
		"unlock",
		"claim",
		"sell",
		"change",
		"release",
		"block",
		"unblock",
		"lock-together",
		"sell-together",
	];

	for (const { name, method } of table.filter((route) => changing.includes(route.name))) {
		expect([name, method]).toEqual([name, "POST"]);
	}
});

test("only what a box office does and looks up needs the seller's key", () => {
	const sellers = table.filter(({ caller }) => caller === "seller").map(({ name }) => name);

	expect(sellers.toSorted()).toEqual([
		"block",
		"change",
		"changes",
		"claim",
		"delete-event",
		"get-document",
		"patch-event",
		"put-event",
		"release",
		"sell",
		"sell-together",
		"taken",
		"unblock",
	]);
});

test("a path without a seat takes seats in the body if its verb has another path with a seat", () => {
	const lock = routeOf("lock");

	expect(takesSeats(lock, "/seat/lock")).toBe(true);
	expect(takesSeats(lock, "/events/{event}/seat/lock")).toBe(true);
	expect(takesSeats(lock, "/seat/lock/{section}/{row}/{seat}")).toBe(false);
	expect(takesSeats(routeOf("num-available"), "/seat/num_available")).toBe(false);
});
