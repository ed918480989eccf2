/** A server of the page and of one event that never changes: what a browser spends is its own. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { bitsOf } from "../../../domain/availability.ts";
import type { Chart } from "../../../domain/chart.ts";
import type { PageFile } from "../../../lib/page-bundle.ts";
import { PAGE_HEADERS } from "../../../lib/page-headers.ts";

export interface PageServer {
	/** Where the page shows the seats of the event. */
	readonly address: string;
	readonly stop: () => void;
}

const EVENT = "arena";
const CHART = "a".repeat(22);
const TYPES: Readonly<Record<string, string>> = { html: "text/html", js: "text/javascript", css: "text/css" };

/**
 * @param statuses by number of the seat in the chart
 * @param chartAfterMs how long the chart takes, as over the internet; everything else comes at once
 */
export async function servePage(
	files: readonly PageFile[],
	chart: Chart,
	statuses: Uint8Array,
	chartAfterMs = 0,
): Promise<PageServer> {
	const bits = Buffer.from(bitsOf(statuses)).toString("base64");
	const answers: Readonly<Record<string, object>> = {
		"/events": { events: [{ event: EVENT, name: "The Great Arena" }] },
		[`/events/${EVENT}/chart`]: chart,
		[`/events/${EVENT}/availability`]: { chart: CHART, asOf: 1_795_000_000, bits, counts: [] },
	};
	const server = createServer(({ url = "/" }, response) => {
		const path = url.replace(/\?.*/, "");
		const answer = answers[path];
		if (answer) {
			response.writeHead(200, { "content-type": "application/json", etag: `"${CHART}"` });
			return setTimeout(() => response.end(JSON.stringify(answer)), answer === chart ? chartAfterMs : 0);
		}
		const name = path.replace(/^\/map\//, "") || "index.html";
		const file = files.find((one) => one.name === name);
		if (!file) return response.writeHead(404).end();
		const type = TYPES[name.replace(/.*\./, "")] ?? "image/svg+xml";
		return response.writeHead(200, { "content-type": type, ...Object.fromEntries(PAGE_HEADERS) }).end(file.content);
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port } = server.address() as AddressInfo;
	return { address: `http://127.0.0.1:${port}/map/?event=${EVENT}`, stop: () => void server.close() };
}
