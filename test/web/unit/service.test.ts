/** What the page asks of the service, answered by hand. */
import { afterEach, expect, jest, test } from "@jest/globals";
import { deskServiceAt } from "../../../web/desk/desk-service.ts";
import { serviceAt } from "../../../web/network/service.ts";
import { serviceClock } from "../../../web/network/service-clock.ts";

const AHEAD_MS = 3_600_000;

const { fetch } = globalThis;

afterEach(() => {
	globalThis.fetch = fetch;
});

test("a device whose clock is wrong learns the time from the first look, and more exactly from what it asks later", async () => {
	const asked: [path: string, tag: string | null][] = [];
	let answeredMs = 1_800_000_000_000;
	globalThis.fetch = async (input) => {
		const { url, headers } = new Request(input);
		asked.push([url.slice(url.lastIndexOf("/")), headers.get("if-none-match")]);
		const date = new Date(answeredMs).toUTCString();
		return Response.json({ seats: [] }, { headers: { date, etag: '"one"' } });
	};
	const clock = serviceClock(() => 1_800_000_000_000 + AHEAD_MS);
	const service = serviceAt("https://tickets.example", clock);
	const look = () => service.availability("hall", new AbortController().signal);

	await look();
	expect([clock.hasLearnt(), clock.now()]).toEqual([true, 1_800_000_000.5]);

	answeredMs += 1_000;
	await service.check("hall", []);
	expect(clock.now()).toBe(1_800_000_001.5);

	// An answer that a cache has kept is older.
	answeredMs -= 1_000;
	await look();
	expect(clock.now()).toBe(1_800_000_001.5);
	expect(asked).toEqual([
		["/availability", null],
		["/check", null],
		["/availability", '"one"'],
	]);
});

const URL_OF_SERVICE = "https://tickets.example";
const SEAT = { section: "stalls", row: "A", seat: "1" };

test.each([
	["lock", () => serviceAt(URL_OF_SERVICE, serviceClock()).lock("hall", [SEAT], "a-token-of-22-characters")],
	[
		"sale",
		() =>
			deskServiceAt({ url: URL_OF_SERVICE, sellerKey: "key", clock: serviceClock(), onRefused: () => {} }).sell(
				"hall",
				[SEAT],
				"order 1",
			),
	],
])(
	"a %s whose answer never comes is asked for again, with the same words, while somebody still waits",
	async (_, ask) => {
		const bodies: string[] = [];
		jest.useFakeTimers();
		globalThis.fetch = async (input) => {
			bodies.push(await (input as Request).text());
			return bodies.length > 1 ? Response.json({ seats: [SEAT] }) : new Promise<Response>(() => {});
		};
		try {
			const answer = ask();
			await jest.advanceTimersByTimeAsync(10_000);

			expect((await answer).data?.seats).toEqual([SEAT]);
			expect(bodies[1]).toBe(bodies[0]);
		} finally {
			jest.useRealTimers();
		}
	},
);
