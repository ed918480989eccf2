/**
 * Lambda's side of a function, in a process of its own: loads the bundle and calls its handler with what the parent sends.
 * The deployed version of Node.js runs this file as it is, so it imports nothing of ours.
 */
import { pathToFileURL } from "node:url";

interface Call {
	readonly event: string;
	readonly context: Readonly<Record<string, string>>;
	readonly deadlineMs: number;
}

const [file = "", exported = ""] = process.argv.slice(2);

const started = performance.now();
const { [exported]: handler } = await import(pathToFileURL(file).href);
process.send?.({ loadedMs: performance.now() - started });

process.on("message", async ({ event, context, deadlineMs }: Call) => {
	const getRemainingTimeInMillis = () => Math.max(0, deadlineMs - Date.now());
	try {
		const answer = await handler(JSON.parse(event), { ...context, getRemainingTimeInMillis });
		process.send?.({ json: JSON.stringify(answer) ?? "null" });
	} catch (error) {
		process.send?.({ error: String((error as Error).stack) });
	}
});
