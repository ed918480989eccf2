/**
 * AWS on this machine, as far as a test answers for it: one server that speaks the protocols of its services, for the SDK
 * and for AWS's command line. It records what it is asked; what a test does not answer is refused.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { compiledProgram } from "../support/compiled-program.ts";

export interface Asked {
	/** As it signs: `cloudformation`, `dynamodb`, `sts` … */
	readonly service: string;
	/** `DescribeTable`; where the protocol has none, method and path: `GET /2016-08-19/account-settings`. */
	readonly operation: string;
	readonly region: string;
	// biome-ignore lint/suspicious/noExplicitAny: differs for each operation
	readonly input: any;
}

/** An answer as a value; as a text it is sent as it is. `undefined`: AWS knows no such thing. */
export type Answer = (asked: Asked) => unknown;

export interface EmulatedAws {
	readonly asked: Asked[];
	/** What a program needs in its environment to find this server, with a region and credentials. */
	readonly environment: Readonly<Record<string, string>>;
	readonly stop: () => Promise<void>;
}

/** Refuses what was asked, in the words of AWS. */
export function refused(code: string, message: string): Error {
	return Object.assign(new Error(message), { name: code });
}

export async function emulateAws(answer: Answer, region = "eu-central-1"): Promise<EmulatedAws> {
	const asked: Asked[] = [];
	const server = createServer(async (request, response) => {
		const chunks: Buffer[] = [];
		for await (const chunk of request) chunks.push(chunk);
		const call = callIn(request, Buffer.concat(chunks).toString());
		asked.push(call);
		const protocol = protocolOf(request);
		response.setHeader("content-type", protocol === "xml" ? "text/xml" : "application/x-amz-json-1.1");
		try {
			const value = await answer(call);
			if (value === undefined) throw refused("ResourceNotFoundException", `${call.operation} finds nothing`);
			response.end(written(protocol, call.operation, value));
		} catch (error) {
			const { name, message } = error as Error;
			response.statusCode = 400;
			response.setHeader("x-amzn-errortype", name);
			const problem = { Type: "Sender", Code: name, Message: message };
			response.end(
				protocol === "xml"
					? `<ErrorResponse>${xmlOf({ Error: problem })}</ErrorResponse>`
					: JSON.stringify({ __type: name, message }),
			);
		}
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port } = server.address() as AddressInfo;
	return {
		asked,
		environment: {
			AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
			// The tests' own engine has a variable of its own, which would win.
			AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${port}`,
			AWS_REGION: region,
			AWS_DEFAULT_REGION: region,
			AWS_ACCESS_KEY_ID: "AKIAEMULATED",
			AWS_SECRET_ACCESS_KEY: "emulated",
			AWS_CONFIG_FILE: "/dev/null",
			AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
			AWS_EC2_METADATA_DISABLED: "true",
			AWS_MAX_ATTEMPTS: "1",
		},
		stop: async () => {
			server.closeAllConnections();
			server.close();
			await once(server, "close");
		},
	};
}

function protocolOf({ headers, url = "" }: IncomingMessage): "xml" | "json" {
	const isForm = headers["content-type"]?.includes("x-www-form-urlencoded") ?? false;
	return isForm || url.startsWith("/2020-05-31/") ? "xml" : "json";
}

function callIn(request: IncomingMessage, body: string): Asked {
	const { method, url = "/", headers } = request;
	const [, , region = "", service = ""] = /Credential=([^,]*)/.exec(headers.authorization ?? "")?.[1]?.split("/") ?? [];
	const target = headers["x-amz-target"];
	if (target)
		return { service, region, operation: String(target).split(".")[1] ?? "", input: JSON.parse(body || "{}") };
	if (protocolOf(request) === "xml" && body.startsWith("Action=")) {
		const { Action: operation = "", ...input } = Object.fromEntries(new URLSearchParams(body));
		return { service, region, operation, input };
	}
	return { service, region, operation: `${method} ${url}`, input: body };
}

function written(protocol: "xml" | "json", operation: string, value: unknown): string {
	if (typeof value === "string") return value;
	if (protocol === "json") return JSON.stringify(value);
	return `<${operation}Response><${operation}Result>${xmlOf(value as object)}</${operation}Result></${operation}Response>`;
}

function xmlOf(value: unknown): string {
	if (Array.isArray(value)) return value.map((item) => `<member>${xmlOf(item)}</member>`).join("");
	if (typeof value !== "object" || value === null) {
		return String(value).replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
	}
	return Object.entries(value)
		.flatMap(([name, part]) => (part === undefined ? [] : [`<${name}>${xmlOf(part)}</${name}>`]))
		.join("");
}

export interface Ended {
	readonly status: number | null;
	readonly output: string;
}

/** Runs a command of `bin/` in a directory, with a change to its environment. */
export async function runProgram(
	directory: string,
	program: string,
	args: readonly string[],
	environment: Readonly<Record<string, string>>,
): Promise<Ended> {
	return ended(process.execPath, [await compiledProgram(`bin/${program}`), ...args], directory, environment);
}

/** Runs a program, and waits for its end. */
export async function ended(
	program: string,
	args: readonly string[],
	cwd: string,
	environment: Readonly<Record<string, string>>,
): Promise<Ended> {
	const all = Object.entries({ ...process.env, NODE_OPTIONS: "", ...environment });
	// An empty variable is another mistake than none.
	const env = Object.fromEntries(all.filter(([, value]) => value !== ""));
	const child = spawn(program, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
	let output = "";
	for (const stream of [child.stdout, child.stderr]) {
		stream.on("data", (text) => {
			output += text;
		});
	}
	const [status] = (await once(child, "close")) as [number | null];
	return { status, output };
}
