/** What AWS asks for what a sale consumes, and lines of a bill that are made of it. */
import { tableOf } from "../../report.ts";

/** List prices of us-east-1 in dollars, without free tiers and discounts. */
export const PRICES_MONTH = "2026-11";
export const PRICES = {
	"HTTP API, a million requests": 1.0,
	"Lambda on arm64, a GB-second": 0.0000133334,
	"Lambda, a million invocations": 0.2,
	"DynamoDB on demand, a million write units": 0.625,
	"DynamoDB on demand, a million read units": 0.125,
	"CloudFront, 10,000 HTTPS requests": 0.01,
	"CloudFront, a GB sent": 0.085,
	"WAF, a million requests": 0.6,
	"WAF, a web ACL and month": 5.0,
	"WAF, a rule and month": 1.0,
	"EventBridge, a million events": 1.0,
	"CloudWatch Logs, a GB written": 0.5,
	"X-Ray, a million traces": 5.0,
	"DynamoDB storage, a GB-month": 0.25,
	"DynamoDB point-in-time recovery, a GB-month": 0.2,
	"S3 storage, a GB-month": 0.023,
	"Secrets Manager, a secret and month": 0.4,
	"KMS, a key and month": 1.0,
	"CloudWatch, a metric that an alarm reads, a month": 0.1,
	"CloudWatch, a metric and month": 0.3,
	"CloudWatch, a dashboard and month": 3.0,
} as const;

type Priced = keyof typeof PRICES;

const MILLION = 1_000_000;

export const inMillions = (count: number, what: string) => `${(count / MILLION).toFixed(2)} M ${what}`;

/** What this many cost of something whose price is for a million. */
export const dollarsFor = (count: number, priced: Priced) => (count / MILLION) * PRICES[priced];

/** What requests to CloudFront cost, whose price is for ten thousand. */
export const dollarsAtTheEdge = (requests: number) => requests * (PRICES["CloudFront, 10,000 HTTPS requests"] / 10_000);

/** One line of a bill. */
export interface Line {
	readonly item: string;
	readonly quantity: string;
	readonly dollars: number;
}

/** A line of what is counted in millions: `12.34 M requests`. */
export function lineOf(item: string, count: number, what: string, priced: Priced): Line {
	return { item, quantity: inMillions(count, what), dollars: dollarsFor(count, priced) };
}

export const lineOfTheEdge = (item: string, requests: number): Line => ({
	item,
	quantity: inMillions(requests, "requests"),
	dollars: dollarsAtTheEdge(requests),
});

/** How long a function runs, in GB-seconds: the milliseconds of a call at its memory. */
export const gigabyteSeconds = (
	calls: number,
	{ ms, gigabytes }: { readonly ms: number; readonly gigabytes: number },
) => (calls * ms * gigabytes) / 1_000;

export const lineOfTime = (item: string, seconds: number): Line => ({
	item,
	quantity: `${seconds.toFixed(0)} GB-s`,
	dollars: seconds * PRICES["Lambda on arm64, a GB-second"],
});

export function sumOf(lines: readonly Line[]): number {
	return lines.reduce((sum, { dollars }) => sum + dollars, 0);
}

export function billTable(lines: readonly Line[]): string {
	return tableOf([
		["", "quantity", "dollars"],
		...lines.map(({ item, quantity, dollars }) => [item, quantity, dollars.toFixed(2)]),
		["**all**", "", `**${sumOf(lines).toFixed(2)}**`],
	]);
}
