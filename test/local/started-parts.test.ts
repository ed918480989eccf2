/** Stopping what a start has started. */
import { expect, test } from "@jest/globals";
import { startedParts } from "../../local/started-parts.ts";

test("the parts stop one after the other, the last started first", async () => {
	const stopped: string[] = [];
	const parts = startedParts(undefined);
	await parts.add(Promise.resolve("first"), async (part) => {
		await null;
		stopped.push(part);
	});
	parts.onStop(() => stopped.push("second"));

	await parts.stop();

	expect(stopped).toEqual(["second", "first"]);
});

test("a part that is still starting is stopped once it has started, and one that failed is not stopped", async () => {
	const stopped: string[] = [];
	const parts = startedParts(undefined);
	let finish = (_: string) => {};
	const slow = new Promise<string>((resolve) => {
		finish = resolve;
	});
	const starting = parts.add(slow, (part) => stopped.push(part));
	const failing = parts.add(Promise.reject<string>(new Error("no")), (part) => stopped.push(part));
	await expect(failing).rejects.toThrow("no");

	const stopping = parts.stop();
	finish("slow");
	await stopping;

	expect(await starting).toBe("slow");
	expect(stopped).toEqual(["slow"]);
});

test("stopping twice stops every part once", async () => {
	let stops = 0;
	const parts = startedParts(undefined);
	parts.onStop(() => {
		stops += 1;
	});

	await Promise.all([parts.stop(), parts.stop()]);

	expect(stops).toBe(1);
});

test("the signal aborts when the parts begin to stop, and when the caller gives up", async () => {
	const caller = new AbortController();
	const given = startedParts(caller.signal);
	const own = startedParts(undefined);

	caller.abort();
	const stopping = own.stop();

	expect(given.signal.aborted).toBe(true);
	expect(own.signal.aborted).toBe(true);
	await stopping;
});
