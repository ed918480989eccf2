/** A process that starts DynamoDB Local, prints its address, and then does what its parent asked for. */
import { startDynamoDb } from "../../local/dynamodb-local.ts";

const [then, dataDir] = process.argv.slice(2);
const signal = then === "abort" ? AbortSignal.timeout(300) : undefined;
try {
	const { endpoint, stop } = await startDynamoDb({ dataDir, signal });
	console.log(endpoint);
	if (then === "stop") await stop();
	if (then === "exit") process.exit(0);
	if (then === "throw") setTimeout(() => JSON.parse("no JSON"));
} catch (error) {
	console.log((error as Error).message);
	process.exit(1);
}
