/**
 * `npm run event`: puts an event document or a pretix seating plan into a local or deployed service, and gets, lists
 * and deletes events. Says before anything is sent what is wrong or odd in the file, and where.
 */
import { writeFile } from "node:fs/promises";
import { Command, InvalidArgumentError, Option } from "commander";
import { type Answer, ask, isLocal, type Question, type ServiceOptions } from "./event/ask.ts";
import { cannot, failure, isFailure } from "./event/failure.ts";
import { showProgress } from "./event/progress.ts";
import { readFile } from "./event/read-file.ts";
import { list, many, printable, refusal, seatTable, table } from "./event/report.ts";

const LOCAL_URL = "http://localhost:3000";

/** The key that the local server takes unless it is told another; nobody deploys with it. */
const LOCAL_KEY = "local-seller-key";

/** What one request may carry (contract §4, too-large). */
const BODY_BYTES = 6_000_000;

const program = new Command("event").description("Puts, gets, lists and deletes the events of a ticket-sales service.");

const commandFor = (name: string, description: string) =>
	program
		.command(name)
		.description(description)
		.addOption(new Option("--url <url>", "the service").env("TICKET_SALES_URL").default(LOCAL_URL))
		.addOption(
			new Option("--patience <seconds>", "how long a request is sent again while the service needs time")
				.argParser(secondsFrom)
				.default(120),
		);

const keyOption = () =>
	new Option("--key <key>", `the seller's key; ${LOCAL_KEY} for a service on this machine`).env("SELLER_KEY");

commandFor("put", "creates or extends an event from a file")
	.argument("<event>", "the event's id")
	.argument("<file>", "an event document or a pretix seating plan; - is standard input")
	.option("--dry-run", "says what would be sent and what is odd; sends nothing")
	.addOption(keyOption())
	.action(put);

commandFor("get", "prints an event's document")
	.argument("<event>", "the event's id")
	.option("--out <file>", "writes it to a file")
	.action(get);

commandFor("list", "lists all events").action(listEvents);

commandFor("delete", "deletes an event of which nothing is sold or locked")
	.argument("<event>", "the event's id")
	.addOption(keyOption())
	.action(remove);

interface Options {
	readonly url: string;
	readonly key?: string;
	readonly patience: number;
}

async function put(event: string, path: string, options: Options & { dryRun?: true }): Promise<void> {
	const file = await readFile(path);
	const { document, format, event: read } = file.content;
	const body = JSON.stringify(document);
	const size = Buffer.byteLength(body);
	const odd = file.oddities.length > 0 ? `Odd:\n${list(file.oddities).join("\n")}` : "";
	if (size > BODY_BYTES) {
		throw failure(`${file.name} is a document of ${sized(size)}, and a request may have ${sized(BODY_BYTES)}.`);
	}
	if (options.dryRun) {
		console.log(`${file.name}: ${format}, ${printable(read.settings.name)}\n\n${seatTable(file.content)}\n`);
		if (odd !== "") console.log(`${odd}\n`);
		if (read.sections.some(({ starting }) => starting.length > 0)) {
			console.log(`A state counts for a seat that is new: one that event ${event} has keeps its own.\n`);
		}
		console.log(`Nothing was sent. The document of event ${event} would have ${sized(size)}.`);
		return;
	}
	if (odd !== "") console.error(odd);

	const answer = await askPatiently(sellerAt(options), { method: "PUT", path: pathOf(event), body });
	// The document that a plan becomes has other places than the plan.
	const placeOf = format === "event document" ? file.placeOf : undefined;
	const { message, sections } = accepted(answer, placeOf) as { message: string; sections: object };
	console.log(`${printable(message)} in ${many(Object.keys(sections).length, "section")}`);
}

async function get(event: string, options: Options & { out?: string }): Promise<void> {
	const document = accepted(await askPatiently(serviceAt(options), { method: "GET", path: pathOf(event) }));
	const text = `${JSON.stringify(document, undefined, "\t")}\n`;
	if (options.out === undefined) process.stdout.write(text);
	else await writeFile(options.out, text).catch(cannot("write", options.out));
}

async function listEvents(options: Options): Promise<void> {
	const answer = accepted(await askPatiently(serviceAt(options), { method: "GET", path: "/events" }));
	const { events } = answer as {
		events: { event: string; name: string; capacity: number; opens?: number; closes?: number }[];
	};
	const rows = events.map(({ event, name, capacity, opens, closes }) => [
		event,
		name,
		capacity,
		day(opens),
		day(closes),
	]);
	console.log(
		events.length > 0 ? table([["event", "name", "seats", "opens", "closes"], ...rows]) : "There are no events.",
	);
}

async function remove(event: string, options: Options): Promise<void> {
	const answer = await askPatiently(sellerAt(options), { method: "DELETE", path: pathOf(event) });
	console.log((accepted(answer) as { message: string }).message);
}

const pathOf = (event: string) => `/events/${encodeURIComponent(event)}`;

const sized = (bytes: number) =>
	bytes < 1_000_000 ? `${Math.ceil(bytes / 1_000)} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`;

const day = (instant: number | undefined) => (instant === undefined ? "" : new Date(instant * 1_000).toISOString());

/** The service without a key: whatever is public. */
function serviceAt({ url, patience }: Options): ServiceOptions {
	const address = url || LOCAL_URL;
	if (!URL.canParse(address) || !/^https?:/.test(address)) throw failure(`${address} is no address of a service.`);
	return { url: address, patience };
}

function sellerAt(options: Options): ServiceOptions {
	const service = serviceAt(options);
	const key = options.key || (isLocal(service.url) ? LOCAL_KEY : undefined);
	if (key === undefined) throw failure("This needs the seller's key: --key, or SELLER_KEY in the environment.");
	if (!/^[\x21-\x7e]+$/.test(key)) throw failure("The seller's key has characters that no key has.");
	return { ...service, key };
}

/** The body of an answer that is a success; fails with what the service says. */
function accepted({ status, body, ...answer }: Answer, placeOf?: (path: string) => string): unknown {
	if (status === 200 && body !== undefined) return body;
	throw failure(refusal({ status, body, ...answer }, placeOf));
}

async function askPatiently(service: ServiceOptions, question: Question): Promise<Answer> {
	const progress = showProgress(service.patience);
	return ask(service, { ...question, onRetry: progress.onRetry }).finally(progress.stop);
}

function secondsFrom(value: string): number {
	const seconds = Number(value);
	if (/^\d+(\.\d+)?$/.test(value) && seconds <= 86_400) return seconds;
	throw new InvalidArgumentError("Expected a number of seconds, at most a day.");
}

// Whoever reads this may have read enough, as `head` does.
process.stdout.on("error", ({ code }: NodeJS.ErrnoException) => process.exit(code === "EPIPE" ? 0 : 1));

try {
	await program.parseAsync();
} catch (error) {
	console.error(isFailure(error) ? error.message : error);
	process.exitCode = 1;
}
