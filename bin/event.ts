/**
 * `npm run event`: puts an event document or a pretix seating plan into a local or deployed service, and gets, lists and
 * deletes events. Before it sends anything, it says what is wrong or odd in the file, and where.
 */
import { writeFile } from "node:fs/promises";
import { Command, InvalidArgumentError, Option } from "commander";
import { type Answer, ask, isLocal, type Question, type ServiceOptions } from "./event/ask.ts";
import { cannot, failure, isFailure } from "./event/failure.ts";
import { showProgress } from "./event/progress.ts";
import { readFile } from "./event/read-file.ts";
import { list, many, printable, refusal, seatTable, table } from "./event/report.ts";

const LOCAL_URL = "http://localhost:3000";

/** The local server's default key. No deployed service has it. */
const LOCAL_KEY = "local-seller-key";

/** The largest body of a request (contract §4, too-large). */
const BODY_BYTES = 6_000_000;

const program = new Command("event").description("Puts, gets, lists and deletes the events of a ticket-sales service.");

const commandFor = (name: string, description: string) =>
	program
		.command(name)
		.description(description)
		.addOption(new Option("--url <url>", "the service").env("TICKET_SALES_URL").default(LOCAL_URL))
		.addOption(
			new Option("--patience <seconds>", "how long to repeat a request that the service cannot serve yet")
				.argParser(secondsFrom)
				.default(120),
		);

const keyOption = () =>
	new Option("--key <key>", `the seller's key; ${LOCAL_KEY} for a service on this machine`).env("SELLER_KEY");

commandFor("put", "creates or extends an event from a file")
	.argument("<event>", "the event's id")
	.argument("<file>", "an event document or a pretix seating plan; - is standard input")
	.option("--dry-run", "prints what would be sent and what is odd, and sends nothing")
	.addOption(keyOption())
	.action(put);

commandFor("get", "prints an event's document")
	.argument("<event>", "the event's id")
	.option("--out <file>", "writes the document to a file")
	.action(get);

commandFor("list", "lists all events").action(listEvents);

commandFor("delete", "deletes an event without sold or locked seats")
	.argument("<event>", "the event's id")
	.addOption(keyOption())
	.action(remove);

interface Options {
	readonly url: string;
	readonly key?: string;
	/** In seconds. */
	readonly patience: number;
}

async function put(event: string, path: string, options: Options & { dryRun?: true }): Promise<void> {
	const file = await readFile(path);
	const { document, format, event: read } = file.content;
	const body = JSON.stringify(document);
	const size = Buffer.byteLength(body);
	const odd = file.oddities.length > 0 ? `Odd:\n${list(file.oddities).join("\n")}` : "";
	if (size > BODY_BYTES) {
		throw failure(
			`${file.name} makes a document of ${sized(size)}, but a request may have ${sized(BODY_BYTES)} at most.`,
		);
	}
	if (options.dryRun) {
		console.log(`${file.name}: ${format}, ${printable(read.settings.name)}\n\n${seatTable(file.content)}\n`);
		if (odd !== "") console.log(`${odd}\n`);
		if (read.sections.some(({ starting }) => starting.length > 0)) {
			console.log(
				`The file sets the state of new seats only: seats that event ${event} already has keep their state.\n`,
			);
		}
		console.log(`Nothing was sent. The document of event ${event} would have ${sized(size)}.`);
		return;
	}
	if (odd !== "") console.error(odd);

	const answer = await askPatiently(sellerAt(options), { method: "PUT", path: pathOf(event), body });
	// The places in a document made from a plan are not the places in the plan.
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

/** The service without a key, for public requests. */
function serviceAt({ url, patience }: Options): ServiceOptions {
	const address = url || LOCAL_URL;
	if (!URL.canParse(address) || !/^https?:/.test(address)) throw failure(`${address} is not the address of a service.`);
	return { url: address, patienceSeconds: patience };
}

function sellerAt(options: Options): ServiceOptions {
	const service = serviceAt(options);
	const key = options.key || (isLocal(service.url) ? LOCAL_KEY : undefined);
	if (key === undefined) throw failure("This needs the seller's key: set --key, or SELLER_KEY in the environment.");
	if (!/^[\x21-\x7e]+$/.test(key)) throw failure("The seller's key has characters that a key cannot have.");
	return { ...service, key };
}

/** The body of a successful answer. Fails with the service's reason otherwise. */
function accepted({ status, body, ...answer }: Answer, placeOf?: (path: string) => string): unknown {
	if (status === 200 && body !== undefined) return body;
	throw failure(refusal({ status, body, ...answer }, placeOf));
}

async function askPatiently(service: ServiceOptions, question: Question): Promise<Answer> {
	const progress = showProgress(service.patienceSeconds);
	return ask(service, { ...question, onRetry: progress.onRetry }).finally(progress.stop);
}

function secondsFrom(value: string): number {
	const seconds = Number(value);
	if (/^\d+(\.\d+)?$/.test(value) && seconds <= 86_400) return seconds;
	throw new InvalidArgumentError("Expected a number of seconds, at most a day.");
}

// The reader of a pipe may stop early, as `head` does.
process.stdout.on("error", ({ code }: NodeJS.ErrnoException) => process.exit(code === "EPIPE" ? 0 : 1));

try {
	await program.parseAsync();
} catch (error) {
	console.error(isFailure(error) ? error.message : error);
	process.exitCode = 1;
}
