/** What caches may do with an answer comes from the route table, and nothing that a seller reads is kept (contract §4.4). */
import { beforeAll, expect, test } from "@jest/globals";
import { ROUTES, type Route } from "../../api/routes.ts";
import { newSale, type TestService } from "../support/service.ts";

let service: TestService;
let chart = "";

beforeAll(async () => {
	service = await newSale();
	await service.seller("POST", "/seat/sell/orchestra/a/3", { order: "4711" });
	chart = (await service.get("/events/distant-worlds/availability")).body.chart;
});

const CACHE_CONTROL = {
	nothing: "no-store",
	"a second": "public, max-age=1",
	"five minutes": "public, max-age=300",
	"a year": "public, max-age=31536000, immutable",
	"ask each time": "no-cache",
} as const;

const gets = ROUTES.filter(({ method }) => method === "GET").flatMap((route: Route) =>
	route.paths.map((path) => [path, route] as const),
);

const sent = (path: string) =>
	path
		.replace("{event}", "distant-worlds")
		.replace("{chart}", chart)
		.replace("{section}/{row}/{seat}", "orchestra/a/1")
		.replace(/\/together$/, "/together?num=2");

test.each(gets)("GET %s says what its route says of caches; a refusal says no-store", async (path, route) => {
	const { caching = "nothing" } = route;

	const { status, headers } = await service.seller("GET", sent(path));
	const head = await service.seller("HEAD", sent(path));
	const refused = await service.seller("GET", sent(path).replace(/events\/[\w-]+/, "events/nowhere"));

	expect([status, headers["cache-control"]]).toEqual([200, CACHE_CONTROL[caching]]);
	expect(head.headers["cache-control"]).toBe(CACHE_CONTROL[caching]);
	if (path.includes("{event}")) expect([refused.status, refused.headers["cache-control"]]).toEqual([404, "no-store"]);
});

test.each(gets.filter(([, { caller }]) => caller === "seller"))(
	"GET %s, which sellers read, is kept by no cache, whether it is answered or refused",
	async (path) => {
		const answers = [await service.seller("GET", sent(path)), await service.get(sent(path))];

		expect(answers.map(({ status, headers }) => [status, headers["cache-control"]])).toEqual([
			[200, "no-store"],
			[401, "no-store"],
		]);
	},
);
