/** A DynamoDB that somebody else starts and stops, at the address in `AWS_ENDPOINT_URL_DYNAMODB`. */
import { answersAsDynamoDb } from "./dynamodb-answer.ts";
import { startRefusal } from "./start-refusal.ts";

/** How long a first answer may take. */
const LONGEST_ANSWER_MS = 5_000;
/** A request of a caller takes several requests to the table within 4.4 s. */
const LONGEST_USUAL_ANSWER_MS = 1_000;
/** The first answers of an engine that has just started are slow. */
const ATTEMPTS = 3;

/** Refuses in one sentence when nothing answers there, something else does, or the answers take too long. */
export async function requireDynamoDb(endpoint: string): Promise<void> {
	const address = `${endpoint}, the address in AWS_ENDPOINT_URL_DYNAMODB`;
	let shortestMs = Number.POSITIVE_INFINITY;
	for (let attempt = 1; attempt <= ATTEMPTS && shortestMs > LONGEST_USUAL_ANSWER_MS; attempt += 1) {
		const began = performance.now();
		const isDynamoDb = await answersAsDynamoDb(endpoint, LONGEST_ANSWER_MS).catch(() => {
			throw startRefusal(`No DynamoDB answers at ${address}.`);
		});
		if (!isDynamoDb) throw startRefusal(`What answers at ${address}, is not a DynamoDB.`);
		shortestMs = Math.min(shortestMs, performance.now() - began);
	}
	if (shortestMs > LONGEST_USUAL_ANSWER_MS) {
		const seconds = (shortestMs / 1_000).toFixed(1);
		throw startRefusal(
			`The DynamoDB at ${address}, takes ${seconds} s to answer, and the service needs an answer within ${LONGEST_USUAL_ANSWER_MS / 1_000} s.`,
		);
	}
}
