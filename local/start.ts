/**
 * The whole service on this machine: the functions of the synthesized template behind its routes, on a DynamoDB Local.
 * Run two services in two processes: the functions read their settings from the environment, which a process has once.
 */
import { join, resolve } from "node:path";
import { bundleDirectory } from "./bundle-directory.ts";
import { deploy } from "./deploy.ts";
import { startDynamoDb } from "./dynamodb-local.ts";
import { startBus } from "./event-bus.ts";
import { forkSynthesis } from "./fork-synthesis.ts";
import type { Respond } from "./gateway.ts";
import { requireDynamoDb } from "./given-dynamodb.ts";
import { listen } from "./http-server.ts";
import { DEMO_KEY, withPage } from "./page.ts";
import { startRefusal } from "./start-refusal.ts";
import { type StartedParts, startedParts } from "./started-parts.ts";

export interface ServiceOptions {
	/** Default: 3000. With 0 the service takes any free port. */
	readonly port?: number | undefined;
	/** The address of a running DynamoDB to use instead of starting one. It is never stopped or emptied. */
	readonly endpoint?: string | undefined;
	/**
	 * Whether to read the table's stream and publish the changes. Default: only on a DynamoDB that is started here. A
	 * given one may serve other services, which publish already, and should see only the requests of this one's callers.
	 */
	readonly followsChanges?: boolean | undefined;
	/** Where a DynamoDB that is started here keeps its data. Default: in memory. */
	readonly dataDir?: string | undefined;
	readonly sellerKey?: string | undefined;
	readonly defaultEvent?: string | undefined;
	/** Gives up the start, leaving nothing behind. */
	readonly signal?: AbortSignal | undefined;
}

export interface Service {
	/** `http://localhost:3000` */
	readonly address: string;
	/** The address of the DynamoDB in use. */
	readonly endpoint: string;
	/** The address of the event bus; a GET there shows the latest seat changes. Undefined when none are published. */
	readonly bus: string | undefined;
	/** Where the data is kept; undefined when it is in memory, or in a DynamoDB that was not started here. */
	readonly dataDir: string | undefined;
	/** A caller who sends it is a seller: `Authorization: Bearer …`. */
	readonly sellerKey: string;
	/** Resolves when a DynamoDB that was started here has ended, by `stop` or by itself. */
	readonly databaseEnded: Promise<void>;
	/** Lets running requests finish, and resolves when everything that was started is gone. */
	readonly stop: () => Promise<void>;
}

/** How long requests may go on when the service stops: a deletion takes the longest. */
const GRACE_MS = 9_000;

const BUNDLES = join(import.meta.dirname, "..", "build", "local");

/** What a client can send as `Authorization: Bearer …`. */
const VISIBLE_ASCII = /^[\x21-\x7e]+$/;

/**
 * Starts the service and resolves when it answers, with the demo events loaded. Requests that arrive earlier wait.
 * Refuses in one sentence, leaving nothing behind, when something is wrong that the caller can change: the port is taken,
 * Java is missing, the data cannot be kept, the given DynamoDB does not answer.
 */
export async function startService(options: ServiceOptions = {}): Promise<Service> {
	const parts = startedParts(options.signal);
	try {
		return await start(options, parts);
	} catch (error) {
		await parts.stop();
		throw error;
	}
}

async function start(options: ServiceOptions, parts: StartedParts): Promise<Service> {
	const { sellerKey = DEMO_KEY, defaultEvent = "distant-worlds" } = options;
	const dataDir =
		options.endpoint === undefined && options.dataDir !== undefined ? resolve(options.dataDir) : undefined;
	if (!VISIBLE_ASCII.test(sellerKey)) {
		throw startRefusal(
			"SELLER_KEY may have letters, digits and punctuation of ASCII only, because it is sent in a header.",
		);
	}

	const door = closedDoor();
	const server = await parts.add(listen(options.port ?? 3000, door.respond), ({ close }) => close(0));
	// The port is free again before the bundles are deleted, so another server on that port needs a directory of its own.
	const directory = bundleDirectory(BUNDLES);
	parts.onStop(directory.remove);

	const [synthesis, database, bus] = await Promise.all([
		parts.add(forkSynthesis(directory.path, defaultEvent, parts.signal), () => {}),
		options.endpoint === undefined
			? parts.add(startDynamoDb({ dataDir, signal: parts.signal }), ({ stop }) => stop())
			: runningDynamoDb(options.endpoint),
		parts.add(startBus(), ({ close }) => close()),
	]);

	const followsChanges = options.followsChanges ?? options.endpoint === undefined;
	const surroundings = { endpoint: database.endpoint, bus: bus.endpoint, sellerKey, followsChanges, dataDir };
	door.open(withPage(await deploy(synthesis, surroundings, parts), sellerKey));
	// The last step added is the first of the stop: running requests finish while they still have a database.
	parts.onStop(() => server.close(GRACE_MS));

	return {
		address: `http://localhost:${server.port}`,
		endpoint: database.endpoint,
		bus: followsChanges ? bus.endpoint : undefined,
		dataDir,
		sellerKey,
		databaseEnded: database.ended,
		stop: parts.stop,
	};
}

/** A door that requests wait at until the service is ready to answer them. */
function closedDoor(): { readonly respond: Respond; readonly open: (respond: Respond) => void } {
	let open: (respond: Respond) => void = () => {};
	const opened = new Promise<Respond>((resolve) => {
		open = resolve;
	});
	return { respond: async (request) => (await opened)(request), open };
}

async function runningDynamoDb(endpoint: string) {
	await requireDynamoDb(endpoint);
	return { endpoint, ended: new Promise<void>(() => {}) };
}
