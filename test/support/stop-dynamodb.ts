/** Runs after the tests: stops the DynamoDB Local that they shared. Each suite calls this, but only the first call stops it. */
export default async function stopDynamoDbOfTests(): Promise<void> {
	const holder = globalThis as { stopDynamoDb?: (() => Promise<void>) | undefined };
	const stop = holder.stopDynamoDb;
	holder.stopDynamoDb = undefined;
	await stop?.();
}
