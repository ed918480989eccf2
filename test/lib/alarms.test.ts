import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { PRICES } from "../../lab/bench/support/prices.ts";
import { deploymentOf, OWN_DOMAIN } from "./deployment.ts";
import { referredTo, resourcesOf, theOnly, written } from "./template.ts";

const { firewall, service } = deploymentOf({ stage: "prod", ...OWN_DOMAIN });
const alarms = [service, firewall].flatMap((stack) =>
	resourcesOf(stack, "AWS::CloudWatch::Alarm").map(({ Properties }) => Properties),
);
const pageNamed = (name: string) =>
	readFileSync(join(import.meta.dirname, "../../docs/operations", `${name}.md`), "utf8");
const SECTIONS = new Map(
	pageNamed("alarms")
		.split(/^## /m)
		.slice(1)
		.map((section) => [section.split("\n", 1)[0] ?? "", section] as const),
);
const nameOf = ({ AlarmName }: { AlarmName: string }) => AlarmName.replace(/^ticket-sales-prod-/, "");

describe("docs/operations/alarms.md", () => {
	test("every alarm has a section in docs/operations/alarms.md, and every section there has an alarm", () => {
		expect(alarms.map((alarm) => nameOf(alarm as { AlarmName: string })).sort()).toEqual([...SECTIONS.keys()].sort());
	});

	test("the table of promises in docs/operations/alarms.md links to every alarm's section", () => {
		for (const name of SECTIONS.keys()) expect(pageNamed("README")).toContain(`[${name}](alarms.md#${name})`);
	});

	test.each([...SECTIONS])(
		"the section %s says what the alarm means for a buyer, where to look, and what to do",
		(_, section) => {
			expect(section).toMatch(/\*\*For a buyer:\*\* .{40}/);
			expect(section).toMatch(/\*\*Look:\*\*\n\n1\. .{20,}\n2\. .{20,}\n3\. .{20,}\n\n/);
			expect(section).toMatch(/\*\*Do:\*\* .{40}/);
		},
	);
});

test.each(alarms.map((alarm) => [nameOf(alarm as { AlarmName: string }), alarm] as const))(
	"alarm %s says what it means for the business and where to read on, and notifies when it begins and when it ends",
	(name, alarm) => {
		expect(alarm.AlarmDescription).toMatch(
			/^(sales-stopped|buyers-refused|buyers-wait|figures-late|cost): .{30,}\. What to do: docs\/operations\/alarms\.md#/,
		);
		expect(alarm.AlarmDescription.endsWith(`docs/operations/alarms.md#${name}`)).toBe(true);
		expect(alarm.AlarmActions).toHaveLength(1);
		expect(alarm.OKActions).toEqual(alarm.AlarmActions);
		expect(alarm.TreatMissingData).toBe("notBreaching");
		expect(alarm.DatapointsToAlarm).toBeLessThanOrEqual(alarm.EvaluationPeriods);
	},
);

test("docs/cost.md counts every metric that an alarm reads", () => {
	const page = readFileSync(join(import.meta.dirname, "../../docs/cost.md"), "utf8");
	const [, count, dollars] = /the (\d+) metrics that alarms read (\d+)/.exec(page) ?? [];
	const metrics = alarms.flatMap(({ Metrics = [{ MetricStat: {} }] }) =>
		Metrics.filter((metric: { MetricStat?: object }) => metric.MetricStat),
	);

	expect(Number(count)).toBe(metrics.length);
	expect(Number(dollars)).toBe(
		Math.round(metrics.length * PRICES["CloudWatch, a metric that an alarm reads, a month"]),
	);
});

describe("metrics of the alarms", () => {
	const metricsOf = (name: string) => {
		const alarm = alarms.find((one) => nameOf(one as { AlarmName: string }) === name);
		// biome-ignore lint/suspicious/noExplicitAny: CloudFormation's own shape
		const metrics: any[] = alarm?.Metrics?.flatMap(({ MetricStat }: any) => MetricStat?.Metric ?? []) ?? [];
		return alarm?.MetricName ? [alarm] : metrics;
	};

	test("no alarm reads more than ten metrics, which is CloudWatch's limit", () => {
		for (const alarm of alarms)
			expect(metricsOf(nameOf(alarm as { AlarmName: string })).length).toBeLessThanOrEqual(10);
	});

	test("an alarm on an expression fills in missing data, and has a period to spare for data that is late", () => {
		const computed = alarms.filter(({ Metrics }) => Metrics);

		expect(computed.length).toBeGreaterThan(5);
		for (const { Metrics, DatapointsToAlarm, EvaluationPeriods } of computed) {
			const [{ Expression }] = Metrics.filter((metric: { Expression?: string }) => metric.Expression);
			const ids = Metrics.flatMap(({ Id, MetricStat }: { Id: string; MetricStat?: object }) =>
				MetricStat ? [Id] : [],
			);
			const filled = [...Expression.matchAll(/FILL\((\w+), [01]\)/g)].map(([, id]) => id);

			expect(filled.sort()).toEqual(ids.sort());
			expect(Expression.replaceAll(/FILL\(.*?\)|MAX|IF|AND/g, "")).not.toMatch(/[a-z]/i);
			expect(DatapointsToAlarm).toBeLessThan(EvaluationPeriods);
		}
	});

	test.each([
		["service-has-a-fault", "Faults"],
		["try-again", "TryAgain"],
		["claims-come-late", "ExpiredClaims"],
	])("alarm %s reads the metric %s that the functions write", (name, MetricName) => {
		expect(metricsOf(name)).toEqual([
			expect.objectContaining({
				Namespace: "TicketSales/prod",
				MetricName,
				Dimensions: [{ Name: "service", Value: "ticket-sales" }],
			}),
		]);
	});

	test("alarms and dashboard read the metrics of their own stage only", () => {
		const counting = resourcesOf(service, "AWS::Lambda::Function").map(
			({ Properties }) => Properties.Environment.Variables.METRICS_NAMESPACE,
		);
		const read = alarms.flatMap((alarm) => metricsOf(nameOf(alarm as { AlarmName: string })));
		const ours = read.filter(({ Namespace }) => !Namespace.startsWith("AWS/")).map(({ Namespace }) => Namespace);

		expect(new Set(counting)).toEqual(new Set(["TicketSales/prod"]));
		expect(new Set(ours)).toEqual(new Set(["TicketSales/prod"]));
		expect(JSON.stringify(theOnly(service, "AWS::CloudWatch::Dashboard"))).toContain("SEARCH('{TicketSales/prod,");
	});

	test("the alarm on spending reads the units of the table and of each index, and the API's requests", () => {
		const read = metricsOf("spending-is-high").map(({ MetricName, Dimensions }) => [
			MetricName,
			Dimensions.find(({ Name }: { Name: string }) => Name === "GlobalSecondaryIndexName")?.Value,
		]);

		expect(read.sort()).toEqual(
			[
				...["ConsumedReadCapacityUnits", "ConsumedWriteCapacityUnits"].flatMap((name) =>
					[undefined, "count", "orders"].map((index) => [name, index]),
				),
				["Count", undefined],
			].sort(),
		);
	});

	test("the alarm on held seats rings when, three times in four, five minutes have 150 locks more than ten for each sale", () => {
		const alarm = alarms.find((one) => one.AlarmName.endsWith("seats-are-held"));
		const [{ Expression }] = alarm?.Metrics.filter((metric: { Expression?: string }) => metric.Expression) ?? [];

		expect(Expression).toBe("FILL(locks, 0) - 10 * FILL(claims, 0)");
		expect(metricsOf("seats-are-held").map(({ MetricName }) => MetricName)).toEqual(["Locks", "Claims"]);
		expect(alarm).toMatchObject({ Threshold: 150, DatapointsToAlarm: 3, EvaluationPeriods: 4 });
	});

	test("the table and its indexes have alarms on throttled reads and writes", () => {
		const table = { Name: "TableName", Value: { Ref: expect.stringMatching(/^SeatsTable/) } };
		const index = (Value: string) => ({ Name: "GlobalSecondaryIndexName", Value });
		const read = (name: string) => metricsOf(name).map(({ MetricName, Dimensions }) => [MetricName, Dimensions]);

		expect(read("table-throttles")).toEqual([
			["ReadThrottleEvents", [table]],
			["WriteThrottleEvents", [table]],
		]);
		expect(read("index-throttles")).toEqual([
			["ReadThrottleEvents", [index("count"), table]],
			["WriteThrottleEvents", [index("count"), table]],
			["ReadThrottleEvents", [index("orders"), table]],
			["WriteThrottleEvents", [index("orders"), table]],
		]);
	});

	test.each([
		["functions-fail", "Errors"],
		["functions-are-full", "Throttles"],
	])("alarm %s watches the functions that sell, and the authorizer", (name, metric) => {
		const lambdas = metricsOf(name).map(({ MetricName, Dimensions }) => [MetricName, referredTo(Dimensions[0].Value)]);
		const verbs = ["lock", "locktogether", "extend", "unlock", "claim", "sell", "selltogether", "change", "authorizer"];

		expect(lambdas.map(([, id]) => /(?:SeatApi|SellerKey)(\w+?)Function/.exec(id ?? "")?.[1]).sort()).toEqual(
			verbs.sort(),
		);
		expect(new Set(lambdas.map(([name]) => name))).toEqual(new Set([metric]));
	});

	test("maps, searches, changes and pages of taken seats have an alarm on refused calls of their functions", () => {
		const lambdas = metricsOf("looks-are-full").map(({ MetricName, Dimensions }) => [
			MetricName,
			/SeatApi(\w+?)Function/.exec(referredTo(Dimensions[0].Value) ?? "")?.[1],
		]);

		expect(lambdas).toEqual(["seats", "together", "changes", "taken"].map((verb) => ["Throttles", verb]));
	});

	test.each([
		["dev in a new account, which may run ten copies", {}, 0.8 * 10],
		["dev in an account with more", { accountConcurrency: "1000" }, 0.8 * 1_000],
		["prod", { stage: "prod", ...OWN_DOMAIN }, 0.8 * (1_000 - 835)],
		[
			"prod after its quota was raised",
			{ stage: "prod", ...OWN_DOMAIN, accountConcurrency: "3000" },
			0.8 * (3_000 - 835),
		],
	])(
		"in stage %s the account's alarm rings at four fifths of the copies that reservations leave",
		(_, context, copies) => {
			const account = resourcesOf(deploymentOf(context).service, "AWS::CloudWatch::Alarm")
				.map(({ Properties }) => Properties)
				.find(({ AlarmName }) => AlarmName.endsWith("account-is-full"));

			expect(account).toMatchObject({ MetricName: "UnreservedConcurrentExecutions", Threshold: copies });
		},
	);

	test("an account that cannot hold what the stage reserves is refused before anything is deployed", () => {
		const context = { stage: "prod", ...OWN_DOMAIN, accountConcurrency: "934" };

		expect(() => deploymentOf(context)).toThrow("needs an account that may run 935 copies");
	});
});

test("requests that the gateway refuses are counted from its log, where the status is a string", () => {
	const filters = resourcesOf(service, "AWS::Logs::MetricFilter").map(({ Properties }) => Properties.FilterPattern);

	expect(filters).toContain('{ $.status = "429" }');
	// A 403 of a function says that the sale is not open.
	expect(filters).toContain('{ ($.status = "403") && ($.functionStatus = "-") }');
});

test("the dashboard shows every alarm of the service, and every metric of its functions", () => {
	const { DashboardBody, DashboardName } = theOnly(service, "AWS::CloudWatch::Dashboard").Properties;
	const body = JSON.stringify(DashboardBody);

	expect(DashboardName).toBe("ticket-sales-prod");
	for (const [id, { Type }] of Object.entries(service.resources)) {
		if (Type === "AWS::CloudWatch::Alarm") expect(body).toContain(id);
	}
	for (const metric of [
		"Locks",
		"Claims",
		"DeskSales",
		"LockConflicts",
		"ExpiredClaims",
		"TryAgain",
		"Faults",
		"TableRetries",
		"Latency",
	]) {
		expect(body).toContain(metric);
	}
});

test("the dashboard shows all throttles that an alarm rings for, function by function, reads and writes", () => {
	const { widgets } = JSON.parse(written(theOnly(service, "AWS::CloudWatch::Dashboard").Properties.DashboardBody));
	// biome-ignore lint/suspicious/noExplicitAny: CloudWatch's own shape
	const graphs: any[] = widgets.map(({ properties }: any) => properties);
	const shown = (graphs.flatMap(({ metrics = [] }) => metrics) as unknown[][]).map((metric) =>
		metric.filter((part) => typeof part === "string").sort(),
	);
	const watched = alarms
		// biome-ignore lint/suspicious/noExplicitAny: CloudFormation's own shape
		.flatMap(({ Metrics = [] }) => Metrics.flatMap(({ MetricStat }: any) => MetricStat?.Metric ?? []))
		.filter(({ MetricName }) => /Throttle/.test(MetricName));

	expect(watched.length).toBeGreaterThan(15);
	for (const { Namespace, MetricName, Dimensions } of watched) {
		// biome-ignore lint/suspicious/noExplicitAny: CloudFormation's own shape
		const dimensions = Dimensions.flatMap(({ Name, Value }: any) => [Name, written(Value)]);

		expect(shown).toContainEqual([Namespace, MetricName, ...dimensions].sort());
	}
	expect(graphs.map(({ title }) => title)).toContain("Copies of each function");
});

test("no query of the dashboard sums or averages a comparison, which is a Boolean and no number", () => {
	const body = JSON.stringify(theOnly(service, "AWS::CloudWatch::Dashboard").Properties.DashboardBody);
	const aggregated = Array.from(
		body.matchAll(/\b(?:sum|avg|min|max|pct)\(((?:[^()]|\([^()]*\))*)\)/g),
		([, what = ""]) => what,
	);

	expect(aggregated).toContain("floor(status / 500)");
	for (const what of aggregated) expect(what).not.toMatch(/[<>=]/);
});
