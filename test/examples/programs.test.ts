/** The example programs where they cannot do their work: they say so in a sentence. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, test } from "@jest/globals";

const ROOT = join(import.meta.dirname, "../..");

async function run(program: string, args: readonly string[], env: Record<string, string>) {
	const { PATH = "" } = process.env;
	const child = spawn(process.execPath, ["--import", "tsx", join("examples", program), ...args], {
		cwd: ROOT,
		env: { PATH, ...env },
	});
	const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
	return { code, out, err };
}

/** A port that something listens on while `use` runs. */
async function withTakenPort<Result>(use: (port: number) => Promise<Result>): Promise<Result> {
	const server = createServer().listen(0, "127.0.0.1");
	await once(server, "listening");
	try {
		return await use((server.address() as AddressInfo).port);
	} finally {
		server.close();
		await once(server, "close");
	}
}

test("a checkout without a service says where none answers", async () => {
	const port = await withTakenPort(async (taken) => taken);
	const url = `http://127.0.0.1:${port}`;

	const ended = await run("shop/checkout.ts", ["orchestra", "a", "1"], { TICKET_SALES_URL: url });

	expect(ended).toEqual({
		code: 1,
		out: "",
		err: `No service answers at ${url}: start it with npm start, or set TICKET_SALES_URL.\n`,
	});
});

test("a checkout without seats says how to name them", async () => {
	const ended = await run("shop/checkout.ts", ["orchestra", "a"], {});

	const err = "Name a section, a row and seats: npx tsx examples/shop/checkout.ts orchestra a 1 3\n";
	expect(ended).toEqual({ code: 1, out: "", err });
});

test("a checkout that the service refuses says why in a sentence, and one of an unreadable address that nothing answers", async () => {
	const problem = { type: "/problems/unknown-seat", title: "The event has no such seat", status: 404 };
	const service = createServer((_, response) => {
		response.writeHead(404, { "content-type": "application/problem+json" }).end(JSON.stringify(problem));
	}).listen(0);
	await once(service, "listening");
	const checkOutAt = (url: string) => run("shop/checkout.ts", ["orchestra", "a", "99"], { TICKET_SALES_URL: url });
	try {
		const refused = await checkOutAt(`http://localhost:${(service.address() as AddressInfo).port}`);
		const nowhere = await checkOutAt("localhost");

		expect(refused).toEqual({ code: 1, out: "", err: "The service refuses: The event has no such seat\n" });
		expect(nowhere.err).toBe("No service answers at localhost: start it with npm start, or set TICKET_SALES_URL.\n");
	} finally {
		service.close();
	}
});

test("a shop goes on after a checkout that it cannot read, and after one that its service does not answer", async () => {
	// As a proxy answers whose service is gone.
	const service = createServer((_, response) => response.writeHead(502).end("<h1>Bad Gateway</h1>")).listen(0);
	await once(service, "listening");
	const { PATH = "" } = process.env;
	const shop = spawn(process.execPath, ["--import", "tsx", "examples/embed/server.ts"], {
		cwd: ROOT,
		env: { PATH, PORT: "0", TICKET_SALES_URL: `http://localhost:${(service.address() as AddressInfo).port}/` },
	});
	try {
		const [started] = await once(shop.stdout, "data");
		const address = /http:\S+/.exec(String(started))?.[0] ?? "";
		const checkOut = async (body: string) => (await fetch(`${address}/checkout`, { method: "POST", body })).status;

		const unreadable = await Promise.all(["{", "null", "[]", '{"seats": 1}'].map(checkOut));
		const unanswered = await checkOut(JSON.stringify({ event: "grand-theatre", seats: [], token: "A".repeat(22) }));
		const page = await (await fetch(address)).text();

		expect(unreadable).toEqual([400, 400, 400, 400]);
		expect(unanswered).toBe(500);
		expect(page).toMatch(/src="http:\/\/localhost:\d+\/map\//);
	} finally {
		shop.kill();
		service.close();
	}
});

test("a shop whose port is taken says how to choose another", async () => {
	const [port, ended] = await withTakenPort(
		async (taken) => [taken, await run("embed/server.ts", [], { PORT: `${taken}` })] as const,
	);

	const err = `The shop cannot start: port ${port} is taken: choose another with PORT=…\n`;
	expect(ended).toEqual({ code: 1, out: "", err });
});

test.each(["abc", "99999"])("a shop whose port is no port says so: PORT=%s", async (port) => {
	const ended = await run("embed/server.ts", [], { PORT: port });

	const err = `The shop cannot start: "${port}" is no port: choose one up to 65535 with PORT=…\n`;
	expect(ended).toEqual({ code: 1, out: "", err });
});
