/** Does on this machine what a deployment does on AWS: makes the tables, connects their streams, opens the API. */
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { Synthesis } from "../lib/app.ts";
import { loadDemoEvents } from "./demo-events.ts";
import { setEnvironment } from "./environment.ts";
import { followStream } from "./follow-stream.ts";
import { functionsOf, sharedEnvironment } from "./functions.ts";
import { gateway, type Respond } from "./gateway.ts";
import type { StartedParts } from "./started-parts.ts";
import { createTables } from "./table.ts";
import { readTemplate } from "./template.ts";

/** What the deployed functions find around them. */
interface Surroundings {
	/** The address of DynamoDB. */
	readonly endpoint: string;
	/** The address of the event bus. */
	readonly bus: string;
	readonly sellerKey: string;
	/** Whether functions receive the streams of the tables. */
	readonly followsChanges: boolean;
}

/** Deploys a template and loads the demo events. The result answers requests. */
export async function deploy(
	synthesis: Synthesis,
	{ endpoint, bus, sellerKey, followsChanges }: Surroundings,
	parts: StartedParts,
): Promise<Respond> {
	const deployment = readTemplate(synthesis);
	const environment = sharedEnvironment(deployment.functions);
	parts.onStop(setEnvironment({ endpoint, bus, sellerKey, functions: environment }));

	const newTables = await makeTables(synthesis);
	parts.signal.throwIfAborted();

	const functions = functionsOf(deployment.functions);
	if (followsChanges) {
		const following = deployment.streams.map((stream) => {
			const isNew = newTables.has(stream.tableName);
			const reading = followStream({ ...functions.get(stream.functionId), stream, isNew, endpoint });
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

async function makeTables({ resources }: Synthesis): Promise<ReadonlySet<string>> {
	const client = new DynamoDBClient();
	try {
		return await createTables(client, resources);
	} finally {
		client.destroy();
	}
}
