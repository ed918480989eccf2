/**
 * `npm run event`: puts an event document or a pretix seating plan into a local or deployed service, and gets, lists and
 * deletes events. Before it sends anything, it says what is wrong or odd in the file, and where.
 */
import { writeFile } from "node:fs/promises";
import { Command, InvalidArgumentError, Option } from "commander";
import type * as z from "zod/mini";
import { accepted } from "./event/accepted.ts";
import { deleteAnswer, eventDocument, eventList, putAnswer } from "./event/answers.ts";
import { type Answer, ask, type Question } from "./event/ask.ts";
import { whyNoEventId } from "./event/event-id.ts";
import { cannot, failure } from "./event/failure.ts";
import { packBody } from "./event/pack-body.ts";
import { printable } from "./event/printable.ts";
import { showProgress } from "./event/progress.ts";
import { readFile } from "./event/read-file.ts";
import { list, many, seatTable, table } from "./event/report.ts";
import { runCommand } from "./event/run-command.ts";
import { isLocal, publicService, type ServiceOptions, sellerService } from "./event/service-options.ts";

const LOCAL_URL = "http://localhost:3000";

/** The local server's default key. No deployed service has it. */
const LOCAL_KEY = "local-seller-key";

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

const eventCommandFor = (name: string, description: string) =>
	commandFor(name, description).argument("<event>", "the event's id", idFrom);

/** A command about one event that only the seller may give. */
const sellerCommandFor = (name: string, description: string) =>
	eventCommandFor(name, description)
		.addOption(
			new Option("--key <key>", `the seller's key; ${LOCAL_KEY} for a service on this machine`).env("SELLER_KEY"),
		)
		.option("--insecure", "sends the key over plain http: to another machine");

sellerCommandFor("put", "creates or extends an event from a file")
	.argument("<file>", "an event document or a pretix seating plan; - is standard input")
	.option("--dry-run", "prints what would be sent and what is odd, and sends nothing")
	.action(put);

eventCommandFor("get", "prints an event's document")
	.option("--out <file>", "writes the document to a file")
	.action(get);

commandFor("list", "lists all events").action(listEvents);

sellerCommandFor("delete", "deletes an event without sold or locked seats").action(remove);

program
	.command("check")
	.description("holds an event's plan, its records and the counting index against each other")
	.argument("<event>", "the event's id", idFrom)
	.requiredOption("--table <name>", "the table, read with the AWS credentials of the environment")
	.option("--repair", "deletes records that belong to no seat of the event")
	.action(check);

interface Options {
	readonly url: string;
	readonly key?: string;
	readonly insecure?: true;
	/** In seconds. */
	readonly patience: number;
}

async function put(event: string, path: string, options: Options & { dryRun?: true }): Promise<void> {
	const file = await readFile(path);
	const { document, format, event: read } = file.content;
	const { body, encoding, size } = await packBody(file.name, document);
	const odd = file.oddities.length > 0 ? `Odd:\n${list(file.oddities).join("\n")}` : "";
	if (options.dryRun) {
		console.log(`${file.name}: ${format}, ${printable(read.settings.name)}\n\n${seatTable(file.content)}\n`);
		if (odd !== "") console.log(`${odd}\n`);
		if (read.sections.some(({ starting }) => starting.length > 0)) {
			console.log(
				`The file sets the state of new seats only: seats that event ${event} already has keep their state.\n`,
			);
		}
		console.log(`Nothing was sent. The document of event ${event} would have ${size}.`);
		return;
	}
	if (odd !== "") console.error(odd);

	const service = sellerAt(options);
	const answer = await askPatiently(service, { method: "PUT", path: pathOf(event), body, encoding });
	// The places in a document made from a plan are not the places in the plan.
	const placeOf = format === "event document" ? file.placeOf : undefined;
	const { capacity, sections } = accepted(answer, putAnswer, placeOf);
	console.log(`event ${event} has ${many(capacity, "seat")} in ${many(Object.keys(sections).length, "section")}`);
}

async function get(event: string, options: Options & { out?: string }): Promise<void> {
	const answer = await askPatiently(serviceAt(options), { method: "GET", path: pathOf(event) });
	accepted(answer, eventDocument);
	const text = `${JSON.stringify(answer.body, undefined, "\t")}\n`;
	if (options.out === undefined) process.stdout.write(text);
	else await writeFile(options.out, text).catch(cannot("write", options.out));
}

async function listEvents(options: Options): Promise<void> {
	const events = await allEvents(serviceAt(options));
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

/** Reads page after page. */
async function allEvents(service: ServiceOptions) {
	const path = (after: string | undefined) =>
		`/events${after === undefined ? "" : `?after=${encodeURIComponent(after)}`}`;
	const events: z.output<typeof eventList>["events"] = [];
	let after: string | undefined;
	do {
		const page = accepted(await askPatiently(service, { method: "GET", path: path(after) }), eventList);
		events.push(...page.events);
		after = page.next;
	} while (after !== undefined);
	return events;
}

async function remove(event: string, options: Options): Promise<void> {
	const answer = await askPatiently(sellerAt(options), { method: "DELETE", path: pathOf(event) });
	console.log(printable(accepted(answer, deleteAnswer).message));
}

async function check(event: string, { table, repair = false }: { table: string; repair?: boolean }): Promise<void> {
	// The other commands need no SDK, whose loading takes a second.
	const { checkEventIn } = await import("./check-event.ts");
	if (!(await checkEventIn(table, event, repair))) process.exitCode = 1;
}

const pathOf = (event: string) => `/events/${event}`;

const day = (instant: number | undefined) => (instant === undefined ? "" : new Date(instant * 1_000).toISOString());

const serviceAt = ({ url, patience }: Options) => publicService(url || LOCAL_URL, patience);

function sellerAt(options: Options): ServiceOptions {
	const service = serviceAt(options);
	const key = options.key || (isLocal(service.url) ? LOCAL_KEY : undefined);
	if (key === undefined) throw failure("This needs the seller's key: set --key, or SELLER_KEY in the environment.");
	return sellerService(service, key, options.insecure ?? false);
}

async function askPatiently(service: ServiceOptions, question: Question): Promise<Answer> {
	const progress = showProgress(service.patienceSeconds);
	return ask(service, { ...question, onRetry: progress.onRetry }).finally(progress.stop);
}

function idFrom(value: string): string {
	const mistake = whyNoEventId(value);
	if (mistake === undefined) return value;
	throw new InvalidArgumentError(`An event cannot have this id: ${mistake}.`);
}

function secondsFrom(value: string): number {
	const seconds = Number(value);
	if (/^\d+(\.\d+)?$/.test(value) && seconds <= 86_400) return seconds;
	throw new InvalidArgumentError("Expected a number of seconds, at most a day.");
}

// The reader of a pipe may stop early, as `head` does.
process.stdout.on("error", ({ code }: NodeJS.ErrnoException) => process.exit(code === "EPIPE" ? 0 : 1));

await runCommand(async () => {
	await program.parseAsync();
});
