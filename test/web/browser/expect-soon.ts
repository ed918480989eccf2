/** For what a page or the service does a moment later, such as a focus that moves or a lock that ends by another clock. */
import { expect } from "@jest/globals";

const PATIENCE_MS = 15_000;
const BETWEEN_LOOKS_MS = 50;

export async function expectSoon<Value>(read: () => Promise<Value>, expected: Value): Promise<void> {
	const end = Date.now() + PATIENCE_MS;
	let value = await read();
	while (value !== expected && Date.now() < end) {
		await new Promise((resolve) => setTimeout(resolve, BETWEEN_LOOKS_MS));
		value = await read();
	}
	expect(value).toEqual(expected);
}
