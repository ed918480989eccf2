/**
 * `npm start`: runs the service on this machine until a signal stops it. Takes its settings from the environment
 * (contract §6) and prints how to use the service, or in one sentence why it cannot start.
 */
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { PAGE_PATH } from "./page.ts";
import { type Service, type ServiceOptions, startService } from "./start.ts";
import { isStartRefusal, startRefusal } from "./start-refusal.ts";

/** One Ctrl-C may arrive twice within this time: from the terminal, and passed on by npm. */
const SAME_INTERRUPTION_MS = 1_000;
/** How often to check that npm is still there. */
const NPM_CHECK_INTERVAL_MS = 500;
/** A Ctrl-C ends the database as well, and this process may hear of that first. */
const SIGNAL_DELAY_MS = 500;

const began = Date.now();
const interruption = interruptionSignal();
// On Lambda an unhandled rejection would end one function, not the service.
process.on("unhandledRejection", (error) => console.error("A promise was rejected and nothing handled it.", error));

const service = await startOrExit();
console.log(welcome(service));

await Promise.race([aborted(interruption), service.databaseEnded.then(() => pause(SIGNAL_DELAY_MS))]);
const wasInterrupted = interruption.aborted;
if (!wasInterrupted) console.error("DynamoDB Local has ended, so the service stops.");
await service.stop();
process.exit(wasInterrupted ? 0 : 1);

async function startOrExit(): Promise<Service> {
	try {
		console.log("Bundling, synthesizing and starting the database …");
		return await startService({ ...settingsIn(process.env), signal: interruption });
	} catch (error) {
		if (interruption.aborted) process.exit(0);
		console.error(isStartRefusal(error) ? error.message : error);
		process.exit(1);
	}
}

function settingsIn(env: NodeJS.ProcessEnv): ServiceOptions {
	return {
		port: portIn(env["PORT"]),
		endpoint: env["AWS_ENDPOINT_URL_DYNAMODB"] || undefined,
		dataDir: env["DATA_DIR"] || undefined,
		sellerKey: env["SELLER_KEY"] || undefined,
		defaultEvent: env["DEFAULT_EVENT"] || undefined,
	};
}

function portIn(value: string | undefined): number | undefined {
	if (!value) return undefined;
	const port = Number(value);
	if (/^\d+$/.test(value) && port <= 65_535) return port;
	throw startRefusal(`PORT is "${value}", but a port is a number from 0 (any free port) to 65535.`);
}

function welcome({ address, endpoint, bus, dataDir, sellerKey }: Service): string {
	const changes =
		bus === undefined
			? "Seat changes are not published: a DynamoDB that was given may have a publisher."
			: `${bus}  the event bus: the last thousand seat changes`;
	return `
Ready after ${((Date.now() - began) / 1_000).toFixed(1)} s. Press Ctrl-C to stop.

  ${address}${PAGE_PATH}  the seat map
  ${address}${PAGE_PATH}desk  the desk, for sellers
  ${address}  the service; its API: ${address}/openapi.json
  ${endpoint}  DynamoDB${dataDir === undefined ? "" : `, data in ${dataDir}`}
  ${changes}
  Authorization: Bearer ${sellerKey}  the header that makes a caller a seller

Try:

  curl ${address}/events/distant-worlds/seat/num_available
  curl -X POST ${address}/events/distant-worlds/seat/lock/orchestra/a/1
`;
}

/** Aborts when the process is asked to stop. A second request, later than `SAME_INTERRUPTION_MS`, ends it at once. */
function interruptionSignal(): AbortSignal {
	const controller = new AbortController();
	let interruptedAt: number | undefined;
	const interrupt = () => {
		const now = Date.now();
		interruptedAt ??= now;
		if (now - interruptedAt > SAME_INTERRUPTION_MS) process.exit(130);
		controller.abort();
	};
	process.on("SIGINT", interrupt);
	process.on("SIGTERM", interrupt);
	if (process.env["npm_lifecycle_event"] !== undefined) onEndOfParent(interrupt);
	return controller.signal;
}

async function aborted(signal: AbortSignal): Promise<void> {
	if (!signal.aborted) await once(signal, "abort");
}

/** Killing npm does not kill this process, and a user would not find what still holds the port. */
function onEndOfParent(interrupt: () => void): void {
	const parent = process.ppid;
	const watch = setInterval(() => {
		if (process.ppid === parent) return;
		clearInterval(watch);
		interrupt();
	}, NPM_CHECK_INTERVAL_MS);
	watch.unref();
}
