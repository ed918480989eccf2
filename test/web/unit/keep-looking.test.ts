import { setTimeout as pause } from "node:timers/promises";
import { afterEach, expect, test } from "@jest/globals";
import { keepLooking, type Looking } from "../../../web/network/keep-looking.ts";

let looking: Looking | undefined;
afterEach(() => looking?.stop());

/** A page that a test hides and shows. */
function testPage() {
	const watching = new Set<{ returned: () => void; gone: () => void }>();
	let hidden = false;
	return {
		isHidden: () => hidden,
		watch: (callbacks: { returned: () => void; gone: () => void }) => {
			watching.add(callbacks);
			return () => watching.delete(callbacks);
		},
		hide: () => {
			hidden = true;
		},
		show: () => {
			hidden = false;
			for (const { returned } of watching) returned();
		},
		lose: () => {
			for (const { gone } of watching) gone();
		},
	};
}

function looks(look: (signal: AbortSignal) => Promise<void>, pauseMs = 5) {
	const page = testPage();
	const seen = { looks: 0, failures: 0 };
	looking = keepLooking({
		look: (signal) => {
			seen.looks += 1;
			return look(signal);
		},
		pauseMs: () => pauseMs,
		onFailure: () => {
			seen.failures += 1;
		},
		page,
	});
	return { page, seen };
}

function looksThatNeverEnd() {
	const given: AbortSignal[] = [];
	const look = (signal: AbortSignal) => {
		given.push(signal);
		return new Promise<void>((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
	};
	return { ...looks(look), given };
}

test("it looks again after each pause, until it is stopped", async () => {
	const { seen } = looks(async () => {});

	await pause(100);
	looking?.stop();
	const { looks: whenStopped } = seen;
	await pause(50);

	expect(whenStopped).toBeGreaterThan(3);
	expect(seen).toEqual({ looks: whenStopped, failures: 0 });
});

test("a hidden page does not look, and looks at once when it is shown", async () => {
	const { page, seen } = looks(async () => {}, 20);
	page.hide();
	await pause(60);
	const { looks: whenHidden } = seen;

	await pause(100);
	expect(seen.looks).toBe(whenHidden);
	page.show();

	expect(seen.looks).toBe(whenHidden + 1);
});

test("after a failure the pause is half a second or longer, whatever the caller's pause is", async () => {
	const { seen } = looks(async () => {
		throw new Error("no network");
	}, 1);

	await pause(300);

	expect(seen).toEqual({ looks: 1, failures: 1 });
});

test("a look that never ends is given up when the page is shown again, and is no failure", async () => {
	const { page, seen, given } = looksThatNeverEnd();

	page.show();
	await pause(10);

	expect(given.map(({ aborted }) => aborted)).toEqual([true, false]);
	expect(seen).toEqual({ looks: 2, failures: 0 });
});

test("a look that is under way when the network goes has failed at once, and a later one follows", async () => {
	const { page, seen, given } = looksThatNeverEnd();

	page.lose();
	await pause(10);
	expect(seen).toEqual({ looks: 1, failures: 1 });
	await pause(1_200);

	expect(given.map(({ aborted }) => aborted)).toEqual([true, false]);
	expect(seen).toEqual({ looks: 2, failures: 1 });
});

test("without a pause it looks no more, until the page is shown again", async () => {
	const page = testPage();
	let numLooks = 0;
	looking = keepLooking({
		look: async () => {
			numLooks += 1;
		},
		pauseMs: () => undefined,
		onFailure: () => {},
		page,
	});

	await pause(50);
	const whenLeftAlone = numLooks;
	page.show();

	expect([whenLeftAlone, numLooks]).toEqual([1, 2]);
});
