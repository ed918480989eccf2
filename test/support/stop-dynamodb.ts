/** Stops the DynamoDB Local of the tests. Every suite of a run calls this; only the first call stops it. */
export default async function stopDynamoDbOfTests(): Promise<void> {
	const holder = globalThis as { stopDynamoDb?: (() => Promise<void>) | undefined };
	const stop = holder.stopDynamoDb;
	holder.stopDynamoDb = undefined;
	await stop?.();
}
