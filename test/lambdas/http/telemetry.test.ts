/** The metrics of a deployed function: lines in CloudWatch's embedded format, which alarms and dashboard read. */
import { afterEach, expect, jest, test } from "@jest/globals";
import { cloudWatch, type Observation } from "../../../lambdas/http/telemetry.ts";

const { LOG_FOR_PEOPLE } = process.env;

afterEach(() => {
	jest.restoreAllMocks();
	process.env["LOG_FOR_PEOPLE"] = LOG_FOR_PEOPLE;
	delete process.env["METRICS_NAMESPACE"];
});

test("metrics go to the namespace of the stage: counters by service, latency by service and route", () => {
	const printed: string[] = [];
	jest.spyOn(process.stdout, "write").mockImplementation((chunk) => printed.push(String(chunk)) > 0);
	Object.assign(process.env, { LOG_FOR_PEOPLE: "false", METRICS_NAMESPACE: "TicketSales/prod" });
	const observed: Observation = { route: "lock", requestId: "1", milliseconds: 7, retries: 0, refusal: undefined };

	cloudWatch()(observed);

	const lines = printed.map((line) => JSON.parse(line));
	expect(lines).toEqual([
		{
			_aws: {
				Timestamp: expect.any(Number),
				CloudWatchMetrics: [
					{
						Namespace: "TicketSales/prod",
						Dimensions: [["service", "route"]],
						Metrics: [{ Name: "Latency", Unit: "Milliseconds" }],
					},
					{
						Namespace: "TicketSales/prod",
						Dimensions: [["service"]],
						Metrics: [{ Name: "Locks", Unit: "Count" }],
					},
				],
			},
			service: "ticket-sales",
			route: "lock",
			Latency: 7,
			Locks: 1,
		},
	]);
});

test.each([
	["lock", "Locks"],
	["lock-together", "Locks"],
	["claim", "Claims"],
	["sell", "DeskSales"],
] as const)("a request for %s that succeeds is counted among the %s", (route, metric) => {
	const printed: string[] = [];
	jest.spyOn(process.stdout, "write").mockImplementation((chunk) => printed.push(String(chunk)) > 0);
	Object.assign(process.env, { LOG_FOR_PEOPLE: "false", METRICS_NAMESPACE: "TicketSales/prod" });

	cloudWatch()({ route, requestId: "1", milliseconds: 7, retries: 0, refusal: undefined });

	expect(JSON.parse(printed.at(-1) ?? "")).toMatchObject({ service: "ticket-sales", [metric]: 1 });
});
