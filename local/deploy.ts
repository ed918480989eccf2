/** Does on this machine what a deployment does on AWS: makes the tables, connects their streams, opens the API. */
import { join } from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { Synthesis } from "../lib/app.ts";
import { DATABASE_LIMITS } from "./database-limits.ts";
import { loadDemoEvents } from "./demo-events.ts";
import { setEnvironment } from "./environment.ts";
import { followStream, type StreamReading } from "./follow-stream.ts";
import { functionsOf, sharedEnvironment } from "./functions.ts";
import { gateway, type Respond } from "./gateway.ts";
import { startRefusal } from "./start-refusal.ts";
import type { StartedParts } from "./started-parts.ts";
import { sweepExpired } from "./sweep-expired.ts";
import { createTables, expiringTables } from "./table.ts";
import { type DeployedStream, readTemplate } from "./template.ts";

/** What the deployed functions find around them. */
interface Surroundings {
	/** The address of DynamoDB. */
	readonly endpoint: string;
	/** The address of the event bus. */
	readonly bus: string;
	readonly sellerKey: string;
	/** Whether functions receive the streams of the tables. */
	readonly followsChanges: boolean;
	/** Where the tables are kept between runs; undefined when they are not. */
	readonly dataDir: string | undefined;
}

/** Deploys a template and loads the demo events. The result answers requests. */
export async function deploy(
	synthesis: Synthesis,
	{ endpoint, bus, sellerKey, followsChanges, dataDir }: Surroundings,
	parts: StartedParts,
): Promise<Respond> {
	const deployment = readTemplate(synthesis);
	const environment = sharedEnvironment(deployment.functions);
	parts.onStop(setEnvironment({ endpoint, bus, sellerKey, functions: environment }));

	const newTables = await makeTables(synthesis, endpoint);
	parts.signal.throwIfAborted();

	const sweeper = new DynamoDBClient({ ...DATABASE_LIMITS, maxAttempts: 1 });
	parts.onStop(() => sweeper.destroy());
	parts.onStop(sweepExpired(sweeper, expiringTables(synthesis.resources)));

	const functions = functionsOf(deployment.functions);
	if (followsChanges) {
		const following = deployment.streams.map((stream) => {
			const from = streamStart(stream, newTables, dataDir);
			const reading = followStream({ ...functions.get(stream.functionId), stream, from, endpoint });
			return parts.add(reading, ({ stop }) => stop());
		});
		await Promise.all(following);
	}

	const respond = gateway(deployment, functions);
	await loadDemoEvents(respond, sellerKey);
	parts.signal.throwIfAborted();

	const loading = functions.loadAll(parts.signal);
	parts.onStop(() => loading);
	return respond;
}

/** The changes of a table that is kept here are all published, even if they were made just before a crash. */
function streamStart(
	{ tableName, functionId }: DeployedStream,
	newTables: ReadonlySet<string>,
	dataDir: string | undefined,
): StreamReading["from"] {
	if (dataDir !== undefined) return { noteFile: join(dataDir, `.stream-of-${tableName}-for-${functionId}.json`) };
	return newTables.has(tableName) ? "TRIM_HORIZON" : "LATEST";
}

async function makeTables({ resources }: Synthesis, endpoint: string): Promise<ReadonlySet<string>> {
	const client = new DynamoDBClient(DATABASE_LIMITS);
	try {
		return await createTables(client, resources);
	} catch (error) {
		// Only an error of the SDK has this: wrong credentials, a table that may not be made, no answer.
		if (!(error instanceof Error) || !("$metadata" in error)) throw error;
		throw startRefusal(`The tables could not be made in the DynamoDB at ${endpoint}: ${error.name}: ${error.message}`);
	} finally {
		client.destroy();
	}
}
