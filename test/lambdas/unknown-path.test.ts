import { beforeAll, describe, expect, test } from "@jest/globals";
import { type Route, routes } from "../../api/routes.ts";
import { everyRecord } from "../support/records.ts";
import { newSale, type TestService } from "../support/service.ts";

let service: TestService;

beforeAll(async () => {
	service = await newSale();
});

/** Every path of the API with labels in it, and the methods it takes. */
const methodsOf = new Map<string, string[]>();
for (const { method, paths } of routes as readonly Route[]) {
	for (const path of paths) {
		const target = path.replace("{event}", "distant-worlds").replaceAll(/\{\w+\}/g, "x");
		methodsOf.set(target, [...(methodsOf.get(target) ?? []), method]);
	}
}
const allTargets = [...methodsOf.keys()];
const changing = allTargets.filter((target) => methodsOf.get(target)?.join() === "POST");

const allowOf = ({ headers }: { headers: Readonly<Record<string, string>> }) => headers["allow"]?.split(", ").sort();

test.each([
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
])("there is nothing at %s, whatever the method", async (target) => {
	for (const method of ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"]) {
		const { status, body } = await service.request(method, target);

		expect([method, status, body.type]).toEqual([method, 404, "/problems/unknown-path"]);
	}
});

describe("a path of the API", () => {
	test.each(allTargets)("%s says which methods it takes when it is asked in another", async (target) => {
		const taken = methodsOf.get(target)?.toSorted();

		for (const method of ["GET", "POST", "PUT", "DELETE", "PATCH"].filter((other) => !taken?.includes(other))) {
			const reply = await service.request(method, target);

			expect(reply).toMatchObject({ status: 405, body: { type: "/problems/method-not-allowed", method } });
			expect(allowOf(reply)).toEqual(taken);
		}
	});

	test.each(allTargets)("%s answers a browser that asks before it calls, with nothing in it", async (target) => {
		const reply = await service.request("OPTIONS", target);

		expect(reply).toMatchObject({ status: 204, body: undefined });
		expect(allowOf(reply)).toEqual(methodsOf.get(target)?.toSorted());
	});
});

test.each(changing)(
	"the first server changed seats by GET: a GET of %s changes nothing and is told to use POST",
	async (target) => {
		const before = await everyRecord(service.runtime.table.name);

		const { status, body } = await service.get(target);

		expect(status).toBe(405);
		expect(JSON.stringify(body)).toContain("use POST");
		expect(await everyRecord(service.runtime.table.name)).toEqual(before);
	},
);

test("a label with a slash in it does not make a known path of an unknown one", async () => {
	const { status, body } = await service.post("/seat/lock/orchestra%2Fa/1", {});

	expect(status).toBe(404);
	expect(body.type).toBe("/problems/unknown-path");
});
