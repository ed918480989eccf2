/** The page under `/map/`, with the headers that the edge gives it; everything else goes on to the service. */
import { bundlePage } from "../lib/page-bundle.ts";
import { DESK_HEADERS, ELEMENT_FILE, ELEMENT_HEADERS, isOfDesk, PAGE_HEADERS } from "../lib/page-headers.ts";
import type { Respond } from "./gateway.ts";
import { splitTarget } from "./http-event.ts";
import type { HttpResponse } from "./http-response.ts";

export const PAGE_PATH = "/map/";

/** The seller key that everybody knows. Only with this one may a page have it, to show a checkout. */
export const DEMO_KEY = "local-seller-key";

const TYPES: Readonly<Record<string, string>> = {
	html: "text/html; charset=utf-8",
	js: "text/javascript; charset=utf-8",
	css: "text/css; charset=utf-8",
	svg: "image/svg+xml",
	json: "application/json",
};

export function withPage(respond: Respond, sellerKey: string): Respond {
	const config = sellerKey === DEMO_KEY ? { demoKey: DEMO_KEY } : {};
	const files = new Map<string, Buffer>([
		...bundlePage().map(({ name, content }) => [name, content] as const),
		["config.json", Buffer.from(JSON.stringify(config))],
	]);
	return async (request) => {
		const { path, query } = splitTarget(request.target);
		if (request.method !== "GET" && request.method !== "HEAD") return respond(request);
		if (path === PAGE_PATH.slice(0, -1))
			return {
				status: 302,
				headers: [["location", query ? `${PAGE_PATH}?${query}` : PAGE_PATH]],
				body: Buffer.alloc(0),
			};
		if (!path.startsWith(PAGE_PATH)) return respond(request);
		const name = fileOf(path.slice(PAGE_PATH.length));
		const content = files.get(name);
		return content ? found(name, content) : NOT_FOUND;
	};
}

/** As the edge finds it. */
function fileOf(path: string): string {
	if (path === "") return "index.html";
	return path === "desk" ? "desk.html" : path;
}

const found = (name: string, body: Buffer): HttpResponse => ({
	status: 200,
	headers: [
		["content-type", TYPES[name.split(".").at(-1) ?? ""] ?? "application/octet-stream"],
		["cache-control", "no-cache"],
		...headersOf(name),
	],
	body,
});

function headersOf(name: string) {
	if (name === ELEMENT_FILE) return ELEMENT_HEADERS;
	return isOfDesk(name) ? DESK_HEADERS : PAGE_HEADERS;
}

const NOT_FOUND: HttpResponse = {
	status: 404,
	headers: [["content-type", "text/plain; charset=utf-8"], ...PAGE_HEADERS],
	body: Buffer.from("There is no such file."),
};
