/** A shop: a page under a strict content policy, and a checkout that claims what its buyer has locked. Nobody pays here. */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage } from "node:http";
import { join } from "node:path";
import { json } from "node:stream/consumers";
import { type Schemas, ticketSales } from "../../clients/typescript/src/client.ts";

const TICKETS = (process.env.TICKET_SALES_URL || "http://localhost:3000").replace(/\/+$/, "");
const TYPES = { "index.html": "text/html", "shop.js": "text/javascript", "shop.css": "text/css" };
/** The element needs two of these: its script, and the service that it calls. */
const POLICY = [
	"default-src 'none'",
	`script-src 'self' ${TICKETS}`,
	`connect-src 'self' ${TICKETS}`,
	"style-src 'self'",
	"base-uri 'none'",
	"form-action 'none'",
	"frame-ancestors 'none'",
	"require-trusted-types-for 'script'",
	"trusted-types 'none'",
].join("; ");

const tickets = ticketSales({ url: TICKETS, sellerKey: process.env.SELLER_KEY ?? "local-seller-key" });

interface Checkout {
	readonly event: string;
	readonly seats: Schemas["Seat"][];
	readonly token: string;
}

/** One token is one order, so a checkout that is sent again is the same sale. */
async function checkOut({ event, seats, token }: Checkout) {
	const order = `order-${createHash("sha256").update(token).digest("hex").slice(0, 12)}`;
	const { error } = await tickets.POST("/events/{event}/seat/claim", {
		params: { path: { event } },
		body: { seats: seats.map(({ section, row, seat }) => ({ section, row, seat })), token, order },
	});
	return error ? { problem: error.title } : { order };
}

interface Answer {
	readonly status: number;
	readonly headers?: Record<string, string>;
	readonly body?: string;
}

async function answerTo(request: IncomingMessage): Promise<Answer> {
	const name = request.url === "/" ? "index.html" : (request.url ?? "").slice(1);
	if (request.method === "POST" && name === "checkout") {
		const checkout = (await json(request).catch(() => null)) as Checkout | null;
		if (!Array.isArray(checkout?.seats) || typeof checkout.token !== "string") return { status: 400 };
		const body = JSON.stringify(await checkOut(checkout));
		return { status: 200, headers: { "content-type": "application/json" }, body };
	}
	if (!Object.hasOwn(TYPES, name)) return { status: 404 };
	const text = await readFile(join(import.meta.dirname, name), "utf8");
	const type = `${TYPES[name as keyof typeof TYPES]}; charset=utf-8`;
	const headers = { "content-type": type, "content-security-policy": POLICY };
	return { status: 200, headers, body: text.replaceAll("https://tickets.example", TICKETS) };
}

// Nothing is written before the answer is there, so whatever fails is still a 500, and the shop goes on.
const server = createServer(async (request, response) => {
	try {
		const { status, headers, body } = await answerTo(request);
		response.writeHead(status, headers).end(body);
	} catch (error) {
		process.stderr.write(`${error}\n`);
		response.writeHead(500).end();
	}
});

const PORT = process.env.PORT || "4000";

function cannotStart(reason: string): void {
	process.stderr.write(`The shop cannot start: ${reason}\n`);
	process.exitCode = 1;
}

server.on("error", ({ code, message }: NodeJS.ErrnoException) => {
	cannotStart(code === "EADDRINUSE" ? `port ${PORT} is taken: choose another with PORT=…` : message);
});
if (/^\d{1,5}$/.test(PORT) && Number(PORT) < 65_536) {
	// With a seller's key, and for nobody but you.
	server.listen(Number(PORT), "127.0.0.1", () => {
		const { port } = server.address() as { readonly port: number };
		process.stdout.write(`The shop is at http://localhost:${port}\n`);
	});
} else cannotStart(`"${PORT}" is no port: choose one up to 65535 with PORT=…`);
