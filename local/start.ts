/**
 * The whole service on this machine: the synthesized template's functions behind its routes, on a DynamoDB beside
 * them. Two services at the same time need two processes, because the functions read their settings from the
 * environment.
 */

import { rmSync } from "node:fs";
import { join } from "node:path";
import type { Synthesis } from "../lib/app.ts";
import { loadDemoEvents } from "./demo-events.ts";
import { startDynamoDb } from "./dynamodb-local.ts";
import { setEnvironment } from "./environment.ts";
import { startBus } from "./event-bus.ts";
import { type Functions, functionsEnvironment, functionsOf } from "./functions.ts";
import { gateway, type Respond } from "./gateway.ts";
import { listen } from "./http-server.ts";
import { startRefusal } from "./start-refusal.ts";
import { synthesis } from "./synthesis.ts";
import type { TableStream } from "./table-stream.ts";
import { type Deployment, readTemplate } from "./template.ts";

export interface ServiceOptions {
	/** 3000 if not given; 0 takes any that is free. */
	readonly port?: number | undefined;
	/** The address of a running DynamoDB, used instead of starting one. It is never stopped or emptied. */
	readonly endpoint?: string | undefined;
	/**
	 * Whether to read the table's stream and publish what has changed. Unless told, only on a DynamoDB that is started
	 * here: a given one may serve others, who publish already, and sees no request but those of its callers.
	 */
	readonly followsChanges?: boolean | undefined;
	/** Where a DynamoDB that is started keeps its data; in memory if not given. */
	readonly dataDir?: string | undefined;
	readonly sellerKey?: string | undefined;
	readonly defaultEvent?: string | undefined;
	/** Gives up the start, leaving nothing behind. */
	readonly signal?: AbortSignal | undefined;
}

export interface Service {
	/** `http://localhost:3000` */
	readonly address: string;
	/** Of the DynamoDB in use. */
	readonly endpoint: string;
	/** Where the last seat changes can be seen that were put on the bus. */
	readonly bus: string;
	/** Where the data is kept; undefined when it is in memory, or with a DynamoDB that was not started here. */
	readonly dataDir: string | undefined;
	/** What makes a caller a seller: `Authorization: Bearer …`. */
	readonly sellerKey: string;
	/** Resolves when a DynamoDB that was started here has ended, whether it was asked to or not. */
	readonly databaseEnded: Promise<void>;
	/** Lets requests under way end, and resolves when all that was started is gone. */
	readonly stop: () => Promise<void>;
}

/**
 * Starts the service and resolves when it answers, demo events loaded. The port is taken first: requests that come
 * before the service is ready wait for it. Refuses in one sentence, leaving nothing behind, when the port is taken,
 * Java is missing, or the given DynamoDB does not answer.
 */
export const startService = async (options: ServiceOptions = {}): Promise<Service> => {
	const { port = 3000, dataDir, sellerKey = "local-seller-key", defaultEvent = "distant-worlds" } = options;
	const followsChanges = options.followsChanges ?? options.endpoint === undefined;
	const end = new AbortController();
	const signal = AbortSignal.any([end.signal, ...(options.signal ? [options.signal] : [])]);

	let open: (respond: Respond) => void = () => {};
	const opened = new Promise<Respond>((resolve) => {
		open = resolve;
	});
	const server = await listen(port, async (request) => (await opened)(request));
	// Nobody else has this port, so nobody else has this directory.
	const directory = join(import.meta.dirname, "..", "build", "local", String(server.port));
	const template = synthesis(directory, defaultEvent, signal);
	const database = options.endpoint === undefined ? startDynamoDb({ dataDir, signal }) : running(options.endpoint);
	// Takes a while to be imported, while everything else takes longer.
	const tableMaking = Promise.all([import("@aws-sdk/client-dynamodb"), import("./table.ts")]);
	const streamReading = import("./table-stream.ts");
	const bus = startBus();
	let putEnvironmentBack = () => {};
	let loading: Promise<void> | undefined;
	let streams: TableStream[] = [];

	const stopAll = async (graceMilliseconds: number) => {
		end.abort();
		await server.close(graceMilliseconds);
		// What the last requests changed is still told.
		await Promise.all(streams.map(({ stop }) => stop()));
		await bus.then(({ close }) => close()).catch(() => {});
		// What has not come up needs no stop.
		await database.then(({ stop }) => stop()).catch(() => {});
		await template.catch(() => {});
		await loading;
		putEnvironmentBack();
		rmSync(directory, { recursive: true, force: true });
	};

	try {
		const [synthesized, { endpoint, ended }] = await Promise.all([template, database]);
		const deployment = readTemplate(synthesized);
		const environment = functionsEnvironment(deployment.functions);
		const { endpoint: busEndpoint } = await bus;
		putEnvironmentBack = setEnvironment({ endpoint, bus: busEndpoint, sellerKey, functions: environment });
		const made = await makeTables(await tableMaking, synthesized);
		signal.throwIfAborted();
		const functions = functionsOf(deployment.functions);
		if (followsChanges) {
			const { followStream } = await streamReading;
			const readings = readingsOf(deployment, functions, made);
			streams = await Promise.all(readings.map((reading) => followStream({ ...reading, endpoint })));
		}
		const respond = gateway(deployment, functions.invocable);
		await loadDemoEvents(respond, sellerKey);
		signal.throwIfAborted();

		open(respond);
		loading = functions.loadAll(signal);
		let stopping: Promise<void> | undefined;
		const stop = () => {
			stopping ??= stopAll(5_000);
			return stopping;
		};
		return {
			address: `http://localhost:${server.port}`,
			endpoint,
			bus: busEndpoint,
			dataDir: options.endpoint === undefined ? dataDir : undefined,
			sellerKey,
			databaseEnded: ended,
			stop,
		};
	} catch (error) {
		await stopAll(0);
		throw error;
	}
};

/** What is to be read of the tables' streams, and who is given it. */
const readingsOf = (
	{ streams, functions: definitions }: Deployment,
	{ invocable }: Functions,
	made: ReadonlySet<string>,
) =>
	streams.map((stream) => {
		const invoke = invocable.get(stream.functionId);
		const definition = definitions.get(stream.functionId);
		if (!invoke || !definition) throw new Error(`There is no function ${stream.functionId}.`);
		const { timeoutMilliseconds } = definition;
		return { stream, isNew: made.has(stream.tableName), invoke, timeoutMilliseconds };
	});

interface Database {
	readonly endpoint: string;
	readonly ended: Promise<void>;
	readonly stop: () => Promise<void>;
}

/** A DynamoDB that somebody else runs, and stops. */
const running = async (endpoint: string): Promise<Database> => {
	try {
		await fetch(endpoint, { signal: AbortSignal.timeout(3_000) });
	} catch {
		throw startRefusal(`No DynamoDB answers at ${endpoint}, the address in AWS_ENDPOINT_URL_DYNAMODB.`);
	}
	return { endpoint, ended: new Promise(() => {}), stop: async () => {} };
};

const makeTables = async (
	[{ DynamoDBClient }, { createTables }]: [typeof import("@aws-sdk/client-dynamodb"), typeof import("./table.ts")],
	{ resources }: Synthesis,
) => {
	const client = new DynamoDBClient();
	try {
		return await createTables(client, resources);
	} finally {
		client.destroy();
	}
};
