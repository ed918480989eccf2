/**
 * `npm start`: the service on this machine until it is told to stop. Reads its settings from the environment
 * (contract §6) and says how to use it, or in one sentence why it cannot start.
 */

import { type Service, startService } from "./start.ts";
import { isStartRefusal, startRefusal } from "./start-refusal.ts";

const started = Date.now();
const interruption = new AbortController();
let service: Service | undefined;
let isStopping = false;
let interrupted: number | undefined;

const main = async () => {
	process.on("SIGINT", interrupt);
	process.on("SIGTERM", interrupt);
	if (process.env["npm_lifecycle_event"] !== undefined) stopWhenNpmHasGone();
	// Lambda would end the one function that does this, not the service.
	process.on("unhandledRejection", (error) => console.error("A promise was rejected and nobody looked.", error));

	const { env } = process;
	console.log("Bundling, synthesizing and starting the database …");
	service = await startService({
		port: portIn(env["PORT"]),
		endpoint: env["AWS_ENDPOINT_URL_DYNAMODB"] || undefined,
		dataDir: env["DATA_DIR"] || undefined,
		sellerKey: env["SELLER_KEY"] || undefined,
		defaultEvent: env["DEFAULT_EVENT"] || undefined,
		signal: interruption.signal,
	});
	void service.databaseEnded.then(stopWithoutDatabase);
	console.log(welcome(service));
};

const portIn = (value: string | undefined) => {
	if (!value) return undefined;
	const port = Number(value);
	if (/^\d+$/.test(value) && port <= 65_535) return port;
	throw startRefusal(`PORT is "${value}", and a port is a number from 0 (any that is free) to 65535.`);
};

const welcome = ({ address, endpoint, bus, dataDir, sellerKey }: Service) => `
Ticket sales are open after ${((Date.now() - started) / 1_000).toFixed(1)} s (Ctrl-C closes them).

  ${address}  the service; its API: ${address}/openapi.json
  ${endpoint}  DynamoDB${dataDir === undefined ? "" : `, kept in ${dataDir}`}
  ${bus}  the bus: the last thousand changes of seats
  Authorization: Bearer ${sellerKey}  makes a caller a seller

Try:

  curl ${address}/seat/num_available
  curl -X POST ${address}/events/distant-worlds/seat/lock/orchestra/a/1
`;

/** The first signal stops in good order, another one at once. */
const interrupt = () => {
	const now = Date.now();
	interrupted ??= now;
	// On a Ctrl-C the terminal sends one, and npm passes on another.
	if (now - interrupted > 1_000) process.exit(130);
	if (isStopping) return;
	isStopping = true;
	interruption.abort();
	// While it is still starting, the start itself gives up and cleans up.
	void service?.stop().then(() => process.exit(0));
};

/** Npm that is killed takes nothing with it, and nobody would know what still holds the port. */
const stopWhenNpmHasGone = () => {
	const parent = process.ppid;
	const watch = setInterval(() => {
		if (process.ppid === parent) return;
		clearInterval(watch);
		interrupt();
	}, 500);
	watch.unref();
};

const stopWithoutDatabase = async () => {
	// A Ctrl-C ends the database too, maybe before it is heard of here.
	await new Promise((resolve) => setTimeout(resolve, 500));
	if (isStopping) return;
	isStopping = true;
	console.error("DynamoDB Local has ended, and the service with it.");
	await service?.stop();
	process.exit(1);
};

try {
	await main();
} catch (error) {
	if (interruption.signal.aborted) process.exit(0);
	console.error(isStartRefusal(error) ? error.message : error);
	process.exit(1);
}
