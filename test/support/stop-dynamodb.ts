/** After all tests: the DynamoDB Local that they shared goes. */
export default async function stopDynamoDbOfTests(): Promise<void> {
	await (globalThis as { stopDynamoDb?: () => Promise<void> }).stopDynamoDb?.();
}
