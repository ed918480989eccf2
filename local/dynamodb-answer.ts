/** What an answer to ListTables without a signature looks like: any DynamoDB, on AWS or local, lists or refuses in JSON. */
const QUESTION = {
	method: "POST",
	headers: { "content-type": "application/x-amz-json-1.0", "x-amz-target": "DynamoDB_20120810.ListTables" },
	body: "{}",
};

/** Whether a DynamoDB answers at the address. Throws when nothing answers there, or not in time (a `TimeoutError`). */
export async function answersAsDynamoDb(endpoint: string, timeoutMs: number): Promise<boolean> {
	const response = await fetch(endpoint, { ...QUESTION, signal: AbortSignal.timeout(timeoutMs) });
	const text = await response.text();
	try {
		const answer: { __type?: unknown; TableNames?: unknown } | null = JSON.parse(text);
		return typeof answer?.__type === "string" || Array.isArray(answer?.TableNames);
	} catch {
		return false;
	}
}
