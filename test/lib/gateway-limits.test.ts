import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { ROUTES } from "../../api/routes.ts";
import {
	allLimits,
	keyReads,
	MAX_KEY_READ_UNITS_PER_SECOND,
	overQuota,
	POLLED,
	type PolledRoute,
	pathLimits,
	pollsAtOrigin,
	pollsOfOneEvent,
	quotaOf,
} from "../../lib/gateway-limits.ts";
import { stageNamed, type Throttle } from "../../lib/stages.ts";
import { deploymentOf } from "./deployment.ts";
import { templateOf, theOnly } from "./template.ts";

const prod = stageNamed("prod");
const limits = pathLimits(prod);

describe("all limits of a stage together", () => {
	test.each(["dev", "prod"] as const)("stage %s fits into the quota that an account has by default", (name) => {
		const stage = stageNamed(name);

		expect(quotaOf(stage)).toEqual({ rateLimit: 10_000, burstLimit: 5_000 });
		expect(overQuota(stage)).toBeUndefined();
	});

	test.each(["dev", "prod"] as const)("what stage %s deploys adds up to what is reckoned, path by path", (name) => {
		const { DefaultRouteSettings, RouteSettings } = theOnly(
			templateOf({ stage: name }),
			"AWS::ApiGatewayV2::Stage",
		).Properties;
		const deployed = [DefaultRouteSettings, ...Object.values<typeof DefaultRouteSettings>(RouteSettings)];
		const sumOf = (limit: string) => deployed.reduce((sum, one) => sum + one[limit], 0);

		const { rateLimit, burstLimit } = allLimits(stageNamed(name));

		expect([sumOf("ThrottlingRateLimit"), sumOf("ThrottlingBurstLimit")]).toEqual([rateLimit, burstLimit]);
	});

	test("a limit counts once for each path of its verb", () => {
		const one = { throttle: { rateLimit: 100, burstLimit: 10 }, routeThrottles: {} };

		// Four paths sell: one seat or many, of the default event or of a named one.
		const sell = allLimits({ ...one, routeThrottles: { sell: { rateLimit: 3, burstLimit: 2 } } });

		expect(sell).toEqual({ rateLimit: 100 + 4 * 3, burstLimit: 10 + 4 * 2 });
	});

	test.each([
		["rate", { rateLimit: 6_776, burstLimit: 2_500 }],
		["burst", { rateLimit: 6_700, burstLimit: 3_016 }],
	])("a stage whose %s is one too much for its account does not fit", (_, throttle) => {
		expect(overQuota({ ...prod, throttle })).toMatch(/add up to .*, and the account's gateway takes 10000 and 5000/);
	});

	test("a stage that does not fit is refused before it is deployed, and fits an account whose quota was raised", () => {
		const inAccount = (accountRequests: string) => () => deploymentOf({ stage: "dev", accountRequests });

		expect(inAccount("501")).toThrow("add up to 502 requests a second and 255 at once");
		expect(inAccount("0")).toThrow('"0" cannot be the account\'s quota of requests');
		expect(inAccount("510")).not.toThrow();
	});
});

describe("polls that the edge passes on", () => {
	const polled = Object.keys(POLLED) as PolledRoute[];

	test("every route that the edge keeps for a second is reckoned", () => {
		const kept = ROUTES.filter((route) => "caching" in route && route.caching === "a second").map(({ name }) => name);

		expect(polled.toSorted()).toEqual(kept.toSorted());
	});

	test("20 events ask the origin for one count 520 times a second: 13 regional caches, with gzip and without", () => {
		expect(pollsAtOrigin("num-available")).toBe(20 * 13 * 2);
		expect(pollsOfOneEvent("num-available")).toBe(13 * 2);
	});

	test.each(polled)(
		"%s is let through as often as it is polled: for all events by name, and for the default one",
		(name) => {
			for (const path of ROUTES.find((route) => route.name === name)?.paths ?? []) {
				const polls = path.startsWith("/events/") ? pollsAtOrigin(name) : pollsOfOneEvent(name);

				expect(limits.get(`GET ${path}`)?.rateLimit).toBeGreaterThanOrEqual(polls);
			}
		},
	);
});

test("whatever the limits allow, the event, a section and a reading are read less than one key serves", () => {
	const reads = Object.entries(keyReads(prod));

	expect(reads.map(([key]) => key)).toEqual(["event", "event#section#half", "#reading#event"]);
	for (const [key, units] of reads) expect([key, units < MAX_KEY_READ_UNITS_PER_SECOND]).toEqual([key, true]);
});

describe("docs/operations/limits.md", () => {
	const document = readFileSync(join(import.meta.dirname, "../../docs/operations/limits.md"), "utf8");
	const rowsOf = (heading: string) =>
		(document.split(`\n## ${heading}\n`)[1] ?? "").split("\n## ")[0]?.split("\n") ?? [];
	const cellsOf = (row: string) =>
		row
			.split("|")
			.slice(1, -1)
			.map((cell) => cell.trim());
	const digits = (count: number) => count.toLocaleString("en");

	const sumOf = (throttles: readonly Throttle[], limit: keyof Throttle) =>
		digits(throttles.reduce((sum, one) => sum + one[limit], 0));
	const rowOf = (name: string, throttles: readonly Throttle[]) => [
		name,
		digits(throttles.length),
		[...new Set(throttles.map(({ rateLimit }) => digits(rateLimit)))].toSorted().toReversed().join(", "),
		sumOf(throttles, "rateLimit"),
		sumOf(throttles, "burstLimit"),
	];

	test("its table of the gateway has the limits of every verb, and the sum of all", () => {
		const { throttle } = prod;
		const ofVerbs = ROUTES.flatMap(({ name, method, paths }) => {
			const own = paths.flatMap((path) => limits.get(`${method} ${path}`) ?? []);
			return own.length > 0 ? [rowOf(`\`${name}\``, own)] : [];
		});
		const heads = Array.from(limits).flatMap(([key, limit]) => (key.startsWith("HEAD ") ? [limit] : []));
		const rest = ["all other paths together", "", "", digits(throttle.rateLimit), digits(throttle.burstLimit)];
		const { rateLimit, burstLimit } = allLimits(prod);

		const rows = rowsOf("The gateway, verb by verb").filter((row) => row.startsWith("|"));

		expect(rows.slice(2).map(cellsOf)).toEqual([
			rest,
			...ofVerbs,
			rowOf("HEAD of these", heads),
			["all", "", "", digits(rateLimit), digits(burstLimit)],
		]);
	});

	test("its tables of polls and of keys have the figures that are reckoned", () => {
		const polls = (Object.keys(POLLED) as PolledRoute[]).map((name) => [
			`\`${name}\``,
			digits(pollsAtOrigin(name)),
			digits(pollsOfOneEvent(name)),
		]);
		const keys = Object.entries(keyReads(prod)).map(([key, units]) => [`\`${key}\``, digits(units)]);

		const said = (heading: string, columns: number) =>
			rowsOf(heading)
				.filter((row) => row.startsWith("| `"))
				.map((row) => cellsOf(row).slice(0, columns));

		expect(said("Polls that the edge passes on", 3)).toEqual(polls);
		expect(said("What one key is read", 2)).toEqual(keys);
	});
});
