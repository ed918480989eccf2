/** After the tests: stops the DynamoDB Local that they shared, once, though each suite calls this. */
export default async function stopDynamoDbOfTests(): Promise<void> {
	const holder = globalThis as { stopDynamoDb?: (() => Promise<void>) | undefined };
	const stop = holder.stopDynamoDb;
	holder.stopDynamoDb = undefined;
	await stop?.();
}
