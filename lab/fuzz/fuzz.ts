/** Runs world after world, several at a time, and counts what became of the requests. */
import type { Finding, Outcome } from "./exchange.ts";
import { operations } from "./operations.ts";
import { watchStalls } from "./stalls.ts";
import { type Handlers, runWorld, WORLD_REQUESTS } from "./world.ts";

/** From this number of requests on, an operation that never succeeded is a fault of the fuzzer. */
export const ENOUGH_REQUESTS = 20_000;

export interface FuzzOptions {
	readonly seed: number;
	/** The number of the first request; its whole world is run. */
	readonly from: number;
	/** How many requests to send; whole worlds, unless there is only one. */
	readonly requests: number;
	/** Worlds at once. */
	readonly worlds: number;
	/** Goes on after a violation, to find the others. */
	readonly goesOn: boolean;
	readonly handlers?: Handlers;
	readonly isOver?: () => boolean;
	readonly onRequest?: (summary: Summary) => void;
	/** Called for the first violation of each kind. */
	readonly onKind?: (first: Found) => void;
}

export interface Summary {
	requests: number;
	/** Requests that met at least one fault on their way to the table. */
	faulty: number;
	/** Calls by operation, then by status. */
	readonly statuses: Map<string, Map<string, number>>;
	readonly kinds: Map<string, number>;
	readonly fates: Map<string, number>;
	slowestMs: number;
	/** The smallest request of each kind of violation. */
	readonly findings: Map<string, Found>;
}

export interface Found {
	readonly finding: Finding;
	readonly times: number;
}

export async function fuzz(options: FuzzOptions): Promise<Summary> {
	const { seed, from, worlds, goesOn, handlers, onRequest, onKind, isOver = () => false } = options;
	const summary: Summary = {
		requests: 0,
		faulty: 0,
		statuses: new Map(),
		kinds: new Map(),
		fates: new Map(),
		slowestMs: 0,
		findings: new Map(),
	};
	const stalls = watchStalls();
	const first = Math.floor((from - 1) / WORLD_REQUESTS);
	const last = first + Math.ceil(options.requests / WORLD_REQUESTS);
	const shallEnd = () => isOver() || (!goesOn && summary.findings.size > 0);
	let next = first;

	const onOutcome = (outcome: Outcome) => {
		count(summary, outcome);
		onRequest?.(summary);
	};
	const onFinding = (finding: Finding) => {
		// A signal that ends this process may have ended the engine before.
		if (isOver()) return;
		const key = kindOf(finding);
		const before = summary.findings.get(key);
		const isSmaller = before === undefined || sizeOf(finding) < sizeOf(before.finding);
		const found = { finding: isSmaller ? finding : before.finding, times: (before?.times ?? 0) + 1 };
		summary.findings.set(key, found);
		if (before === undefined) onKind?.(found);
	};
	const lane = async () => {
		while (next < last && !shallEnd()) {
			const index = next++;
			await runWorld({
				seed,
				index,
				stalls,
				requests: Math.min(WORLD_REQUESTS, options.requests),
				...(handlers && { handlers }),
				onOutcome,
				onFinding,
				isOver: shallEnd,
			});
		}
	};
	await Promise.all(Array.from({ length: worlds }, lane));
	stalls.stop();
	return summary;
}

/** Two of a kind differ in numbers, in quoted texts and in where the error was caught. */
function kindOf({ rule, status, detail }: Finding): string {
	const [message = "", thrownAt = ""] = detail.split("\n");
	return [rule, status, message.replaceAll(/\d+|"[^"]*"/g, "…").slice(0, 120), thrownAt.trim()].join(" | ");
}

function count(summary: Summary, { operation, kind, status, fates, milliseconds }: Outcome): void {
	summary.requests += 1;
	summary.faulty += Number(fates.length > 0);
	summary.slowestMs = Math.max(summary.slowestMs, milliseconds);
	add(summary.kinds, kind);
	for (const fate of fates) add(summary.fates, fate);
	const statuses = summary.statuses.get(operation) ?? new Map<string, number>();
	summary.statuses.set(operation, statuses);
	add(statuses, String(status ?? "refused"));
}

function add(tally: Map<string, number>, name: string): void {
	tally.set(name, (tally.get(name) ?? 0) + 1);
}

const sizeOf = ({ request, fates }: Finding): number =>
	request.target.length + request.body.length + JSON.stringify(request.headers).length + 1_000 * fates.length;

/** The operations that never succeeded: the fuzzer does not reach what they do. */
export function unreached({ statuses }: Summary): string[] {
	return operations.filter(({ id }) => !statuses.get(id)?.has("200")).map(({ id }) => id);
}

/** A finding for people, with the command that replays it. */
export function described({ finding, times }: Found, seed: number): string {
	const { rule, detail, number, operation, kind, request, status, headers, text, fates } = finding;
	return [
		`Violation: ${rule}`,
		`  ${detail}`,
		`  seed ${seed}, request ${number} (${kind}, ${operation})${times > 1 ? `, and ${times - 1} more of this kind` : ""}`,
		`  ${request.method} ${shortened(request.target)}`,
		...request.headers.map(([name, value]) => `  ${name}: ${shortened(value)}`),
		`  ${request.body.length === 0 ? "without a body" : bodyInWords(request.body)}`,
		`  between the function and the table: ${fates.length === 0 ? "no fault" : fates.join(", ")}`,
		`  was answered ${status ?? "nothing"} ${JSON.stringify(headers)}`,
		`  ${shortened(text)}`,
		`  To see it again: npm run fuzz -- --seed ${seed} --from ${number} --requests 1`,
	].join("\n");
}

const MAX_SHOWN = 1_500;

const shortened = (text: string) =>
	text.length <= MAX_SHOWN ? text : `${text.slice(0, MAX_SHOWN)}… (${text.length} characters)`;

function bodyInWords(body: Buffer): string {
	const text = body.toString();
	return Buffer.from(text).equals(body) ? shortened(text) : `base64 ${shortened(body.toString("base64"))}`;
}
