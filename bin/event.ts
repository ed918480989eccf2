/**
 * `npm run event`: puts an event document or a pretix seating plan into a local or deployed service, gets, lists and
 * deletes events, and lists their taken seats. Before it sends anything, it says what is wrong or odd in the file, and
 * where.
 */
import { writeFile } from "node:fs/promises";
import { Command, InvalidArgumentError, Option } from "commander";
import type * as z from "zod/mini";
import type { Retry } from "../clients/typescript/src/client.ts";
import { accepted } from "./event/accepted.ts";
import { deleteAnswer, eventDocument, eventList, putAnswer, takenPage } from "./event/answers.ts";
import { type Answer, ask, isSuccess, type Question } from "./event/ask.ts";
import { joinPages } from "./event/csv-page.ts";
import { whyNoEventId } from "./event/event-id.ts";
import { cannot, failure } from "./event/failure.ts";
import { packBody } from "./event/pack-body.ts";
import { printable } from "./event/printable.ts";
import { showProgress } from "./event/progress.ts";
import { readFile } from "./event/read-file.ts";
import { day, list, many, refusal, seatTable, table, takenTable } from "./event/report.ts";
import { runCommand } from "./event/run-command.ts";
import { isLocal, publicService, type ServiceOptions, sellerService } from "./event/service-options.ts";

const LOCAL_URL = "http://localhost:3000";

/** The local server's default key. No deployed service has it. */
const LOCAL_KEY = "local-seller-key";

const program = new Command("event").description(
	"Puts, gets, lists and deletes the events of a ticket-sales service, and lists their taken seats.",
);

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

/** A command about one event that sends the seller's key. */
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

sellerCommandFor("get", "prints an event's document: with the key as it was put, without one as anybody may read it")
	.option("--out <file>", "writes the document to a file")
	.action(get);

sellerCommandFor("taken", "lists an event's taken seats, with their orders and reasons")
	.option("--csv", "prints CSV, which a spreadsheet opens, instead of a table")
	.option("--order <order>", "only the seats that are sold under this order")
	.option("--section <label>", "only the seats of this section")
	.option("--row <label>", "only the seats of this row of the section")
	.option("--seat <label>", "only this seat of the row")
	.addOption(new Option("--status <status>", "only these seats").choices(["locked", "sold", "blocked"]))
	.option("--out <file>", "writes the list to a file")
	.action(taken);

commandFor("list", "lists all events").action(listEvents);

sellerCommandFor("delete", "deletes an event without sold or locked seats").action(remove);

program
	.command("check")
	.description("holds an event's plan, its records and the counting index against each other")
	.argument("<event>", "the event's id", idFrom)
	.requiredOption("--table <name>", "the table, read with the AWS credentials and region of the environment")
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
	const key = keyFrom(options);
	const service = key === undefined ? serviceAt(options) : sellerAt(options);
	const path = key === undefined ? pathOf(event) : `${pathOf(event)}/document`;
	const answer = await askPatiently(service, { method: "GET", path });
	accepted(answer, eventDocument);
	await print(`${JSON.stringify(answer.body, undefined, "\t")}\n`, options.out);
	if (key === undefined) {
		console.error(
			"This is the public document, without the states, orders and reasons of seats. The whole one needs the seller's key: set --key, or SELLER_KEY in the environment.",
		);
	}
}

interface TakenOptions extends Options {
	readonly csv?: true;
	readonly order?: string;
	readonly section?: string;
	readonly row?: string;
	readonly seat?: string;
	readonly status?: string;
	readonly out?: string;
}

/** Prints nothing before it has every page: half a door list looks like a whole one. */
async function taken(event: string, options: TakenOptions): Promise<void> {
	const pages = await allPages(sellerAt(options), event, options);
	if (options.csv) return print(joinPages(pages), options.out);
	const seats = pages.flatMap((page) => accepted(page, takenPage).seats);
	await print(seats.length > 0 ? `${takenTable(seats)}\n` : "No matching seat is taken.\n", options.out);
}

/** A page may be short or empty and still have a next one: it ends where the service has done enough for one request. */
async function allPages(service: ServiceOptions, event: string, options: TakenOptions): Promise<Answer[]> {
	const { csv, order, section, row, seat, status } = options;
	const filter = Object.entries({ order, section, row, seat, status });
	const given = filter.flatMap(([name, value]): [string, string][] => (value === undefined ? [] : [[name, value]]));
	const pages: Answer[] = [];
	let query: string | undefined = given.length > 0 ? `?${new URLSearchParams(given)}` : "";
	while (query !== undefined) {
		const path: string = `${pathOf(event)}/taken${query}`;
		const page: Answer = await askPatiently(service, { method: "GET", path, accept: csv && "text/csv" });
		if (!isSuccess(page)) throw failure(refusal(page));
		pages.push(page);
		query = page.next;
	}
	return pages;
}

async function print(text: string, file: string | undefined): Promise<void> {
	if (file === undefined) process.stdout.write(text);
	else await writeFile(file, text).catch(cannot("write", file));
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
	let tries = 1;
	const onRetry = ({ attempt }: Retry) => {
		tries = attempt;
	};
	const answer = await askPatiently(sellerAt(options), { method: "DELETE", path: pathOf(event), onRetry });
	if (tries > 1 && isUnknownEvent(answer)) {
		console.log(`event ${event} is not there any more: a try before this one has deleted it, unless it never was`);
		return;
	}
	console.log(printable(accepted(answer, deleteAnswer).message));
}

async function check(event: string, { table, repair = false }: { table: string; repair?: boolean }): Promise<void> {
	// The other commands need no SDK, whose loading takes a second.
	const { checkEventIn } = await import("./check-event.ts");
	if (!(await checkEventIn(table, event, repair))) process.exitCode = 1;
}

const isUnknownEvent = ({ status, body }: Answer) =>
	status === 404 && (body as { readonly type?: unknown } | null)?.type === "/problems/unknown-event";

const pathOf = (event: string) => `/events/${event}`;

const serviceAt = ({ url, patience }: Options) => publicService(url || LOCAL_URL, patience);

const keyFrom = (options: Options) => options.key || (isLocal(serviceAt(options).url) ? LOCAL_KEY : undefined);

function sellerAt(options: Options): ServiceOptions {
	const service = serviceAt(options);
	const key = keyFrom(options);
	if (key === undefined) throw failure("This needs the seller's key: set --key, or SELLER_KEY in the environment.");
	return sellerService(service, key, options.insecure ?? false);
}

async function askPatiently(service: ServiceOptions, question: Question): Promise<Answer> {
	const progress = showProgress(service.patienceSeconds);
	const onRetry = (retry: Retry) => {
		progress.onRetry(retry);
		question.onRetry?.(retry);
	};
	return ask(service, { ...question, onRetry }).finally(progress.stop);
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
