import { beforeAll, expect, test } from "@jest/globals";
import { ROUTES, type Route } from "../../api/routes.ts";
import { everyRecord } from "../support/records.ts";
import { newSale, type TestService } from "../support/service.ts";

let service: TestService;

beforeAll(async () => {
	service = await newSale();
});

/** Every path of the API with labels filled in, and the methods it allows. */
const methodsOf = new Map<string, string[]>();
for (const { method, paths } of ROUTES as readonly Route[]) {
	for (const path of paths) {
		const target = path.replace("{event}", "distant-worlds").replaceAll(/\{\w+\}/g, "x");
		const served = method === "GET" ? ["GET", "HEAD"] : [method];
		methodsOf.set(target, [...(methodsOf.get(target) ?? []), ...served]);
	}
}
const targets = Array.from(methodsOf.keys());
const changingTargets = targets.filter((target) => methodsOf.get(target)?.join() === "POST");

/** Each of these methods with each target, so that a report names the pair that failed. */
const requests = (methods: readonly string[], targets: readonly string[]) =>
	targets.flatMap((target) => methods.map((method): [string, string] => [method, target]));

const allowedBy = ({ headers }: { headers: Readonly<Record<string, string>> }) => headers["allow"]?.split(", ").sort();

test.each(
	requests(
		["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"],
		[
			"/seats/lock",
			"/seat",
			"/seat/",
			"/seat/lock/",
			"/seat/lock/orchestra",
			"/seat/lock/orchestra/a",
			"/seat/lock/orchestra/a/1/",
			"/seat/lock/orchestra/a/1/2",
			"/SEAT/LOCK/orchestra/a/1",
			"/events/",
			"/events//seat/lock",
			"/seat/lock//a/1",
			"/favicon.ico",
			"//",
			"/__proto__",
		],
	),
)("a path that the API does not have is unknown to every method: %s %s", async (method, target) => {
	const { status, body } = await service.request(method, target);

	expect([status, body.type]).toEqual([404, "/problems/unknown-path"]);
});

test.each(
	requests(["GET", "POST", "PUT", "DELETE", "PATCH"], targets).filter(
		([method, target]) => !methodsOf.get(target)?.includes(method),
	),
)("a method that a path does not allow is refused with those it does: %s %s", async (method, target) => {
	const reply = await service.request(method, target);

	expect(reply).toMatchObject({ status: 405, body: { type: "/problems/method-not-allowed", method } });
	expect(allowedBy(reply)).toEqual(methodsOf.get(target)?.toSorted());
});

test.each(targets)("a browser's preflight request is answered with the allowed methods: OPTIONS %s", async (target) => {
	const reply = await service.request("OPTIONS", target);

	expect(reply).toMatchObject({ status: 204, body: undefined });
	expect(allowedBy(reply)).toEqual(methodsOf.get(target)?.toSorted());
});

// Clients of the server that this API replaces change seats by GET: they must learn to use POST.
test.each(changingTargets)("a GET where only POST changes seats is refused and changes nothing: %s", async (target) => {
	const before = await everyRecord(service.runtime.table.name);

	const { status, body } = await service.get(target);

	expect(status).toBe(405);
	expect(JSON.stringify(body)).toContain("use POST");
	expect(await everyRecord(service.runtime.table.name)).toEqual(before);
});

test("a slash inside a label does not turn an unknown path into a known one", async () => {
	const { status, body } = await service.post("/seat/lock/orchestra%2Fa/1", {});

	expect(status).toBe(404);
	expect(body.type).toBe("/problems/unknown-path");
});
